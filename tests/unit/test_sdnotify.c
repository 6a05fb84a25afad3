/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"
#include "server/sdnotify.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";

/* A service manager's socket at this address, as the variable has it. */
static int
manager(const char *address)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	socklen_t		 len;
	int			 fd;

	(void)strlcpy(un.sun_path, address, sizeof(un.sun_path));
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
	    strlen(address));
	if (address[0] == '@')
		un.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_not_equal(fd, -1);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, len), 0);
	return fd;
}

static void
assert_told(int fd, const char *begin)
{
	char	 text[512];
	ssize_t	 n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

	assert_int_not_equal(n, -1);
	text[n] = '\0';
	assert_memory_equal(text, begin, strlen(begin));
}

static void
test_talk(void **state)
{
	char	 addresses[2][64];
	size_t	 i;
	int	 fd;

	(void)state;
	(void)snprintf(addresses[0], sizeof(addresses[0]), "%s/s", dir);
	(void)snprintf(addresses[1], sizeof(addresses[1]), "@mxd-test-%ld",
	    (long)getpid());
	for (i = 0; i < 2; i++) {
		fd = manager(addresses[i]);
		assert_int_equal(setenv("NOTIFY_SOCKET", addresses[i], 1), 0);
		sdnotify_open();
		assert_null(getenv("NOTIFY_SOCKET"));
		sdnotify_say("READY=1\nSTATUS=%d", 5);
		assert_told(fd, "READY=1\nSTATUS=5");
		sdnotify_reloading();
		assert_told(fd, "RELOADING=1\nMONOTONIC_USEC=");
		(void)close(fd);
		sdnotify_say("STOPPING=1");	/* nobody listens: no harm */
		sdnotify_close();
	}
	(void)unlink(addresses[0]);
}

/* Without a manager, or with a strange one, nothing happens. */
static void
test_silence(void **state)
{
	static const char *const bad[] = {"", "s", "/nowhere/at/all"};
	struct log_settings	 quiet = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/null"
	};
	char			 path_long[200];
	size_t			 i;

	(void)state;
	assert_int_equal(log_open(&quiet), 0);
	(void)unsetenv("NOTIFY_SOCKET");
	sdnotify_open();
	sdnotify_say("READY=1");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(setenv("NOTIFY_SOCKET", bad[i], 1), 0);
		sdnotify_open();
		sdnotify_say("READY=1");
		sdnotify_close();
	}
	memset(path_long, '/', sizeof(path_long));
	path_long[sizeof(path_long) - 1] = '\0';
	assert_int_equal(setenv("NOTIFY_SOCKET", path_long, 1), 0);
	sdnotify_open();
	sdnotify_close();
	log_close();
}

/* What the manager says, and how often it wants to hear of us then. */
static void
test_watchdog(void **state)
{
	char			 own[16], address[64];
	const struct {
		const char	*usec, *pid;
		uint64_t	 ms;
	} rows[] = {
		{NULL, NULL, 0}, {"30000000", NULL, 30000},
		{"1500", own, 1}, {"1000", own, 1}, {"999", NULL, 0},
		{"30000000", "1", 0}, {"x", NULL, 0}, {"-5", NULL, 0},
		{"30000000", "me", 0}, {"99999999999999999999", NULL, 0},
		{NULL, own, 0}
	};
	struct log_settings	 quiet = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/null"
	};
	size_t			 i;
	int			 fd;

	(void)state;
	assert_int_equal(log_open(&quiet), 0);
	(void)snprintf(own, sizeof(own), "%ld", (long)getpid());
	(void)snprintf(address, sizeof(address), "%s/s", dir);
	fd = manager(address);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(setenv("NOTIFY_SOCKET", address, 1), 0);
		if (rows[i].usec != NULL)
			(void)setenv("WATCHDOG_USEC", rows[i].usec, 1);
		if (rows[i].pid != NULL)
			(void)setenv("WATCHDOG_PID", rows[i].pid, 1);
		sdnotify_open();
		assert_int_equal(sdnotify_watchdog_ms(), rows[i].ms);
		assert_null(getenv("WATCHDOG_USEC"));
		assert_null(getenv("WATCHDOG_PID"));
		sdnotify_close();
		assert_int_equal(sdnotify_watchdog_ms(), 0);
	}
	(void)close(fd);
	(void)unlink(address);
	log_close();
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_talk),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_watchdog),
	};
	int	failed;

	if (mkdtemp(dir) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)rmdir(dir);
	return failed;
}
