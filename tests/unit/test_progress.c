/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/progress.h"
#include "server/sdnotify.h"

static void
test_text(void **state)
{
	static const struct {
		size_t		 done;
		size_t		 all;
		uint64_t	 elapsed_ms;
		const char	*text;
	} cases[] = {
		{0, 1, 0, "0 of 1 zone"},
		{0, 5, 9000, "0 of 5 zones"},
		{5, 5, 9000, "5 of 5 zones"},
		{6, 5, 9000, "6 of 5 zones"},
		{1, 5, 999, "1 of 5 zones"},
		{1, 5, 1000, "1 of 5 zones, about 4 s left"},
		{4, 5, 1001, "4 of 5 zones, about 1 s left"},
		{1, 120, 1000, "1 of 120 zones, about 119 s left"},
		{1, 121, 1000, "1 of 121 zones, about 2 min left"},
		{1, 122, 1000, "1 of 122 zones, about 3 min left"},
		{250000, 1000000, 4000, "250000 of 1000000 zones, about 12 s "
		    "left"},
	};
	char	 buf[PROGRESS_TEXT_MAX];
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(progress_text(cases[i].done, cases[i].all,
		    cases[i].elapsed_ms, buf), cases[i].text);
}

static void
test_longest(void **state)
{
	char	 buf[PROGRESS_TEXT_MAX];

	(void)state;
	assert_true(strlen(progress_text(SIZE_MAX - 1, SIZE_MAX, UINT64_MAX,
	    buf)) < sizeof(buf) - 1);
}

/* A manager's socket; its address is in the variable. */
static int
manager(char dir[])
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	int			 fd;

	assert_non_null(mkdtemp(dir));
	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s/s", dir);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_not_equal(fd, -1);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	assert_int_equal(setenv("NOTIFY_SOCKET", un.sun_path, 1), 0);
	return fd;
}

/* A terminal may hand over in pieces what was written. */
static void
expect(int fd, const char *text)
{
	char	 buf[256];
	size_t	 len = 0;
	ssize_t	 n;

	while (len < strlen(text)) {
		n = read(fd, buf + len, sizeof(buf) - 1 - len);
		assert_true(n > 0);
		len += (size_t)n;
	}
	buf[len] = '\0';
	assert_string_equal(buf, text);
}

#define LINE	"\r\033[Kmxd: loading: 2 of 8 zones, about 6 min left"

/* 2 of 8 zones, a second and more after the last telling: some two minutes
   from the beginning. */
static void
step_late(struct progress *p)
{
	progress_begin(p, 8);
	progress_step(p, 1);		/* too early: nothing */
	p->told_ms -= 1000;
	p->begun_ms -= 110000;
	progress_step(p, 2);
}

/* With stderr on a terminal: what people read, and what a manager reads. */
static void
test_telling(void **state)
{
	struct log_settings	 settings = {.target = LOG_TO_STDERR,
	    .level = LEVEL_INFO};
	char			 dir[] = "/tmp/mxd-test-XXXXXX", path[64];
	struct progress		 p = {0};
	int			 fd = manager(dir), terminal, side, old;

	(void)state;
	assert_int_equal(openpty(&terminal, &side, NULL, NULL, NULL), 0);
	old = dup(STDERR_FILENO);
	assert_int_equal(dup2(side, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(log_open(&settings), 0);
	sdnotify_open();

	step_late(&p);
	expect(fd, "STATUS=loading: 2 of 8 zones, about 6 min left");
	expect(terminal, LINE);
	log_write(LEVEL_INFO, "a line");
	expect(terminal, "\r\033[Kmxd: a line\r\n");
	p.told_ms -= 1000;
	progress_step(&p, 2);
	expect(terminal, LINE);
	progress_end(&p);
	expect(terminal, "\r\033[K");
	progress_end(&p);		/* nothing stands there */
	log_write(LEVEL_INFO, "done");
	expect(terminal, "mxd: done\r\n");

	assert_int_equal(dup2(old, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(log_open(&settings), 0);
	sdnotify_close();
	(void)close(old);
	(void)close(side);
	(void)close(terminal);
	(void)close(fd);
	(void)snprintf(path, sizeof(path), "%s/s", dir);
	(void)unlink(path);
	(void)rmdir(dir);
}

/* For mxctl: only while something is under way. */
static void
test_now(void **state)
{
	char		 buf[PROGRESS_TEXT_MAX];
	struct progress	 p = {0};

	(void)state;
	assert_null(progress_now(&p, buf));
	progress_begin(&p, 8);
	assert_string_equal(progress_now(&p, buf), "0 of 8 zones");
	p.begun_ms = clock_ms() + 5000;		/* no clock that we know */
	progress_step(&p, 3);
	assert_string_equal(progress_now(&p, buf), "3 of 8 zones");
	progress_end(&p);
	assert_null(progress_now(&p, buf));
	progress_begin(NULL, 1);
	progress_step(NULL, 1);
	progress_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_telling),
		cmocka_unit_test(test_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
