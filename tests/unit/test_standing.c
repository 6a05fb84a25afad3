/* SPDX-License-Identifier: ISC */
/* The outcome that is told is that of all, whatever the last round was for. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "server/standing.h"

/* Rounds one after the other, and what is told behind each. */
static void
test_rounds(void **state)
{
	static const struct finding	wrong = {.at = {.file = "c", .line = 3},
	    .severity = SEV_ERROR, .text = "no"};
	static const struct {
		struct standing_round	 round;
		bool			 has_fault;
		int			 rc;
		time_t			 when, when_good;
		const char		*text;
	} rows[] = {
		/* A start that could not read a directory; then one name. */
		{{-1, "first", true, false, NULL}, true, -1, 1, 0, "first"},
		{{0, "one", false, false, NULL}, true, -1, 1, 0, "first"},
		/* It is mended by a look at all. */
		{{0, "all", true, false, NULL}, false, 0, 3, 3, "all"},
		{{0, "one", false, false, NULL}, false, 0, 3, 4, "all"},
		/* A configuration that is refused stays so. */
		{{-1, "refused", true, true, &wrong}, false, -1, 5, 4,
		    "refused"},
		{{0, "one", false, false, NULL}, false, -1, 5, 4, "refused"},
		{{0, "all", true, false, NULL}, false, 0, 7, 7, "all"},
		/* So does a round for one name that came to nothing. */
		{{-1, "one", false, true, NULL}, false, -1, 7, 7, "all"},
		{{0, "one", false, false, NULL}, false, -1, 7, 7, "all"},
		{{0, "again", true, false, NULL}, false, 0, 10, 10, "again"},
		/* A fault that a round for some names has found. */
		{{-1, "one", false, false, NULL}, true, -1, 10, 10, "again"},
		{{0, "one", false, false, NULL}, false, 0, 10, 12, "again"}
	};
	struct inventory	*inv = inventory_new(1);
	struct loader_status	 st = {.rounds = 0};
	size_t			 i;
	uint64_t		 bad = 0;

	(void)state;
	assert_non_null(inv);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		faults_begin(inventory_faults(inv));
		if (rows[i].has_fault)
			faults_note(inventory_faults(inv), "/d", NULL, "no",
			    true);
		faults_end(inventory_faults(inv));
		standing_set(&st, inv, &rows[i].round, (time_t)i + 1);
		bad += rows[i].round.rc != 0;
		if (st.rc != rows[i].rc || st.when != rows[i].when ||
		    st.when_good != rows[i].when_good)
			fail_msg("row %zu: %d %jd %jd", i, st.rc,
			    (intmax_t)st.when, (intmax_t)st.when_good);
		assert_string_equal(st.text, rows[i].text);
		assert_int_equal(st.faulty, rows[i].has_fault);
		assert_int_equal(st.lost, rows[i].has_fault);
		assert_string_equal(st.why, rows[i].has_fault ?
		    "zones in /d: no" : "");
		assert_string_equal(st.refused, i == 4 || i == 5 ?
		    "c:3: error: no" : "");
		assert_int_equal(st.rounds, i + 1);
		assert_int_equal(st.rounds_bad, bad);
	}
	inventory_free(inv);
}

/* What is told of a template. */
static void
test_hosts(void **state)
{
	static const struct {
		bool		 is_failing, is_unread;
		size_t		 domains, faults;
		size_t		 faulty, lost;
		const char	*why;
	} rows[] = {
		{false, false, 2, 0, 0, 0, ""},
		{false, true, 0, 0, 1, 1,
		    "template h: its list of domains cannot be read: /l"},
		{false, true, 2, 0, 1, 0,
		    "template h: its list of domains cannot be read: /l"},
		{false, false, 2, 3, 1, 0,
		    "template h: lines of its list have errors: /l"},
		{true, false, 0, 0, 1, 1,
		    "template h: cannot be read or has errors: /t"},
		{true, true, 0, 0, 2, 2,
		    "template h: cannot be read or has errors: /t"}
	};
	static const struct standing_round round = {0, "", true, false, NULL};
	struct inventory	*inv = inventory_new(1);
	struct hosts		*hosts;
	struct loader_status	 st = {.rounds = 0};
	struct host		*h;
	size_t			 i;

	(void)state;
	assert_non_null(inv);
	hosts = inventory_hosts(inv);
	hosts->host = calloc(1, sizeof(*hosts->host));
	assert_non_null(hosts->host);
	h = hosts->host[0] = host_new("h", "/t", "/l", NULL);
	assert_non_null(h);
	hosts->n = 1;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		h->is_failing = rows[i].is_failing;
		h->is_unread = rows[i].is_unread;
		h->faults = rows[i].faults;
		h->domains = hosts->domains = rows[i].domains;
		standing_set(&st, inv, &round, 1);
		assert_int_equal(st.zones, rows[i].domains);
		assert_int_equal(st.faulty, rows[i].faulty);
		assert_int_equal(st.lost, rows[i].lost);
		assert_int_equal(st.rc, rows[i].faulty == 0 ? 0 : -1);
		assert_string_equal(st.why, rows[i].why);
	}
	inventory_free(inv);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_hosts)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
