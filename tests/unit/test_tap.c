/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/log.h"
#include "server/tap.h"

/* What is said to a listener is told by tests/e2e/test_witness.py. */

static char	 dir[] = "/tmp/mxd-test-XXXXXX";
static char	 path[64], log_path[64];

/* The log holds this text. */
static bool
is_logged(const char *text)
{
	static char	 all[8192];
	FILE		*f = fopen(log_path, "r");
	size_t		 n;

	assert_non_null(f);
	n = fread(all, 1, sizeof(all) - 1, f);
	(void)fclose(f);
	all[n] = '\0';
	return strstr(all, text) != NULL;
}

#ifdef HAVE_DNSTAP

static const uint8_t	 query[] = {
	0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 6, 0, 1
};

static unsigned
tell(struct tap *t)
{
	static struct sockaddr_storage	 nobody;
	struct packet			 p = {.in = query, .out_len = 0,
					    .in_len = sizeof(query)};
	struct sight			 s = {.packet = &p, .peer = &nobody,
					    .own = &nobody};

	return tap_tell(t, 0, &s, NULL);
}

/* Whoever does not listen costs messages, which are counted, and no more. */
static void
test_nobody(void **state)
{
	static const struct timespec	 moment = {0, 10000000};
	struct tap			*t = tap_new(path, 1);
	unsigned			 tries;
	unsigned			 lost = 0;

	(void)state;
	assert_non_null(t);
	for (tries = 0; tries < 2000 && lost < 3; tries++) {
		lost += tell(t);
		(void)nanosleep(&moment, NULL);
	}
	assert_in_range(lost, 3, tries);
	assert_true(is_logged("messages are dropped until it listens"));
	assert_ptr_equal(tap_ref(t), t);
	tap_unref(t);
	tap_unref(t);
	assert_null(tap_ref(NULL));
	tap_unref(NULL);
}

/* One that takes the call and says nothing holds up no end. */
static void
test_mute(void **state)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	struct tap		*t;
	int			 fd, caller;

	(void)state;
	(void)strlcpy(un.sun_path, path, sizeof(un.sun_path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	assert_int_equal(listen(fd, 1), 0);
	t = tap_new(path, 1);
	assert_non_null(t);
	caller = accept(fd, NULL, NULL);
	assert_int_not_equal(caller, -1);
	(void)tell(t);
	tap_unref(t);
	(void)close(caller);
	(void)close(fd);
	(void)unlink(path);
}

#else

static void
test_nobody(void **state)
{
	(void)state;
	assert_null(tap_new(path, 1));
	assert_true(is_logged("built without"));
}

static void
test_mute(void **state)
{
	(void)state;
	skip();
}

#endif

static int
set_up(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = log_path
	};

	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/tap", dir);
	(void)snprintf(log_path, sizeof(log_path), "%s/log", dir);
	return log_open(&set);
}

static int
tear_down(void **state)
{
	(void)state;
	log_close();
	(void)unlink(log_path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_mute),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
