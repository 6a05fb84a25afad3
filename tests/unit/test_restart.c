/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"
#include "server/restart.h"

static char	 path[] = "/tmp/mxd-test-XXXXXX";

#define NEEDS(word)	"warning: " word ": the new setting needs a restart " \
			"of mxd; the old one stays in force\n"

/* A port alone makes an address another one. */
#define AT(family, port) {.addr = {.ss_family = (family), \
	    .__ss_padding = {0, (port)}}, .addr_len = 16}

/* A configuration at the start, one later, and what is logged. */
static const struct {
	struct conf	 before;
	struct conf	 now;
	const char	*log;
} cases[] = {
	{{.workers = 2}, {.workers = 2, .udp_size = 512}, ""},
	{{.workers = 2}, {.workers = 3}, "warning: workers: the new number "
	    "needs a restart of mxd; the old one stays in force\n"},
	{{.user = path}, {.user = NULL}, NEEDS("user")},
	{{.chroot = NULL}, {.chroot = path}, NEEDS("chroot")},
	{{.pidfile = path}, {.pidfile = path + 1}, NEEDS("pidfile")},
	{{.control = path, .user = path}, {.control = path, .user = path},
	    ""},
	{{.control = path}, {.control = path + 1, .user = path},
	    NEEDS("user") NEEDS("control")},
	{{.confines = 3}, {.confines = 3}, ""},
	{{.confines = 3}, {.confines = 1}, NEEDS("confine")},
	{{.metrics = AT(AF_INET, 127)}, {.metrics = AT(AF_INET, 127)}, ""},
	{{.metrics = AT(AF_INET, 127)}, {.metrics = AT(AF_INET, 126)},
	    NEEDS("metrics on")},
	{{.metrics = AT(AF_INET, 127)}, {.workers = 0}, NEEDS("metrics on")},
};

/* What the log holds, without the time and the process of each line. */
static void
read_log(char *text, size_t len_bytes)
{
	char	 line[512], *at;
	FILE	*f = fopen(path, "r");

	text[0] = '\0';
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		at = strstr(line, "]: ");
		(void)strlcat(text, at != NULL ? at + 3 : line, len_bytes);
	}
	(void)fclose(f);
}

/* Each line of the log has one of the words, and there are no others. */
static void
expect_words(const char *words, const char *log)
{
	size_t	 len;

	for (; *log != '\0'; log = strchr(log, '\n') + 1) {
		log += strlen("warning: ");
		len = strcspn(log, ":");
		assert_memory_equal(words, log, len);
		words += len;
		words += strncmp(words, ", ", 2) == 0 ? 2 : 0;
	}
	assert_string_equal(words, "");
}

static void
test_warn(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = path
	};
	struct restart		*r;
	char			 text[2048], words[RESTART_TEXT_MAX];
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(truncate(path, 0), 0);
		assert_int_equal(log_open(&set), 0);
		r = restart_new(&cases[i].before);
		assert_non_null(r);
		restart_warn(r, &cases[i].now, NULL);
		(void)restart_text(r, &cases[i].now, words);
		restart_free(r);
		log_close();
		read_log(text, sizeof(text));
		assert_string_equal(text, cases[i].log);
		expect_words(words, text);
	}
}

static void
test_without_memory(void **state)
{
	const struct conf	 conf = {.user = path, .control = path};
	struct restart		*r = NULL;
	long			 held = failing_held();
	size_t			 good;

	(void)state;
	for (good = 0; r == NULL; good++) {
		assert_int_equal(failing_held(), held);
		failing_arm(good);
		r = restart_new(&conf);
		(void)failing_disarm();
	}
	assert_int_equal(good, 4);
	restart_free(r);
	restart_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_warn),
		cmocka_unit_test(test_without_memory),
	};
	int	fd, failed;

	if ((fd = mkstemp(path)) == -1)
		return 1;
	(void)close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(path);
	return failed;
}
