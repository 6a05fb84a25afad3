/* SPDX-License-Identifier: ISC */
/* What is told of: each thing once, in the format that is asked for. */
#include "tests/unit/support.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/expose.h"

/* Numbers that are different wherever they come from. */
static struct exposure
example(void)
{
	struct exposure	e = {
		.status = {.generation = 7, .zones = 40, .failing = 3,
		    .dead = 1, .faulty = 2, .found = {31, 32, 33}, .rounds = 9,
		    .rounds_bad = 3,
		    .when_good = 1700000000, .rc = -1},
		.usage = {.memory = 123456, .cpu_s = 1.5},
		.workers = 4, .started = 1600000000
	};
	unsigned	i;

	for (i = 0; i < STAT_COUNT; i++)
		e.sum.n[i] = 1000 + i;
	for (i = 0; i < STATS_BUCKETS; i++)
		e.sum.took[i] = i + 1;
	e.sum.took_ns = UINT64_C(3000000500);
	e.sum.n[STAT_TCP_ACCEPTED] = 5000;
	e.sum.n[STAT_TCP_CLOSED] = 4990;
	return e;
}

static void
expect_line(const char *text, const char *line)
{
	char	whole[200];

	(void)snprintf(whole, sizeof(whole), "\n%s\n", line);
	if (strstr(text, whole) == NULL)
		fail_msg("no line \"%s\" in:\n%s", line, text);
}

static void
test_values(void **state)
{
	static const char *const	lines[] = {
		"mxd_workers 4",
		"mxd_tcp_connections 10",
		"mxd_zones{state=\"ok\"} 37",
		"mxd_zones{state=\"old\"} 2",
		"mxd_zones{state=\"failed\"} 1",
		"mxd_faulty 2",
		"mxd_engine_seconds_bucket{le=\"0.000000064\"} 1",
		"mxd_engine_seconds_bucket{le=\"0.000000128\"} 3",
		"mxd_engine_seconds_bucket{le=\"0.002097152\"} 136",
		"mxd_engine_seconds_bucket{le=\"+Inf\"} 153",
		"mxd_engine_seconds_sum 3.000000500",
		"mxd_engine_seconds_count 153",
		"mxd_findings{severity=\"info\"} 31",
		"mxd_findings{severity=\"warning\"} 32",
		"mxd_findings{severity=\"error\"} 33",
		"mxd_reloads_total{outcome=\"ok\"} 6",
		"mxd_reloads_total{outcome=\"failed\"} 3",
		"mxd_last_reload_ok 0",
		"mxd_last_good_reload_timestamp_seconds 1700000000",
		"mxd_generation 7",
		"process_cpu_seconds_total 1.50",
		"process_resident_memory_bytes 123456",
		"process_start_time_seconds 1600000000"
	};
	struct exposure	 e = example();
	char		*text = expose_text(&e);
	size_t		 i;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		expect_line(text, lines[i]);
	free(text);
	e.status.rc = 0;
	e.usage.memory = 0;
	text = expose_text(&e);
	assert_non_null(text);
	expect_line(text, "mxd_last_reload_ok 1");
	assert_null(strstr(text, "process_resident_memory_bytes"));
	free(text);
}

/* Counters of a moment are not of one: never 2^64 less a few. */
static void
test_connections(void **state)
{
	static const struct {
		uint64_t	 accepted, closed;
		const char	*line;
	} rows[] = {
		{8, 7, "mxd_tcp_connections 1"},
		{7, 7, "mxd_tcp_connections 0"},
		{6, 7, "mxd_tcp_connections 0"}
	};
	struct exposure	 e = example();
	char		*text;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		e.sum.n[STAT_TCP_ACCEPTED] = rows[i].accepted;
		e.sum.n[STAT_TCP_CLOSED] = rows[i].closed;
		text = expose_text(&e);
		assert_non_null(text);
		expect_line(text, rows[i].line);
		free(text);
	}
}

/* How many lines end so. */
static unsigned
count_ends(const char *text, const char *end)
{
	const char	*at = text;
	unsigned	 n = 0;

	while ((at = strstr(at, end)) != NULL) {
		n++;
		at++;
	}
	return n;
}

/* Each counter of a worker is told, and none twice. */
static void
test_counters(void **state)
{
	struct exposure	 e = example();
	char		*text = expose_text(&e);
	char		 end[32];
	unsigned	 i;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < STAT_COUNT; i++) {
		(void)snprintf(end, sizeof(end), " %ju\n",
		    (uintmax_t)e.sum.n[i]);
		if (count_ends(text, end) != 1)
			fail_msg("%s is not there once",
			    stats_name((enum stat_id)i));
	}
	free(text);
}

/* The word at, up to a blank or a brace. */
static size_t
word_len(const char *at)
{
	return strcspn(at, " {\n");
}

/*
 * A line of the format: HELP, then TYPE of the same name, then its samples,
 * whose name is that one, and which never come back to an earlier one.
 */
static void
test_format(void **state)
{
	struct exposure	 e = example();
	char		*text = expose_text(&e), *line, *rest = text;
	char		 name[64] = "", seen[8192] = " ";
	const char	*type;
	bool		 is_histogram = false;

	(void)state;
	assert_non_null(text);
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		if (strncmp(line, "# HELP ", 7) == 0) {
			(void)snprintf(name, sizeof(name), " %.*s ",
			    (int)word_len(line + 7), line + 7);
			assert_null(strstr(seen, name));
			(void)strlcat(seen, name, sizeof(seen));
			assert_true(strlen(line) > 7 + strlen(name));
			line = strsep(&rest, "\n");
			assert_memory_equal(line, "# TYPE ", 7);
			assert_memory_equal(line + 6, name, strlen(name));
			type = line + 6 + strlen(name);
			assert_true(strcmp(type, "gauge") == 0 ||
			    strcmp(type, "counter") == 0 ||
			    strcmp(type, "histogram") == 0);
			is_histogram = strcmp(type, "histogram") == 0;
			assert_true((strstr(name, "_total ") != NULL) ==
			    (strcmp(type, "counter") == 0));
			continue;
		}
		assert_true(is_histogram ||
		    word_len(line) == strlen(name) - 2);
		line[strlen(name) - 2] = ' ';
		assert_memory_equal(line, name + 1, strlen(name) - 2);
	}
	assert_null(rest == NULL ? NULL : strchr(rest, '\n'));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_connections),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_format)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
