/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "server/witness.h"

#define ASKED	100000

static const uint8_t	 query[] = {
	0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 6, 0, 1
};

static struct conf	 conf;
static struct snapshot	 snap = {.conf = &conf};

static unsigned
count_picked(struct witness *w, unsigned n, unsigned who)
{
	unsigned	 picked = 0;

	while (n-- > 0)
		picked += (witness_pick(w) & who) != 0;
	return picked;
}

/* Shares, and how many of ASKED they give at least and at most. */
static const struct {
	uint32_t	 share;
	unsigned	 least, most;
} shares[] = {
	{0, 0, 0}, {1, ASKED, ASKED}, {2, 49000, 51000}, {100, 950, 1050},
	{1000000, 0, 2},
};

static void
test_shares(void **state)
{
	struct stats	 st = {.took_ns = 0};
	struct witness	*w = witness_new(0, 7, &st);
	size_t		 i;

	(void)state;
	assert_non_null(w);
	assert_false(witness_is_awake(w));
	assert_false(witness_is_awake(NULL));
	for (i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		conf.log_queries = shares[i].share;
		assert_int_equal(witness_use(w, &snap), 0);
		assert_int_equal(witness_is_awake(w), shares[i].share > 0);
		assert_in_range(count_picked(w, ASKED, WITNESS_LOG),
		    shares[i].least, shares[i].most);
	}
	witness_free(w);
}

/* Who asks for two things in turn is seen with both. */
static void
test_turns(void **state)
{
	struct stats	 st = {.took_ns = 0};
	struct witness	*w = witness_new(0, 0, &st);
	unsigned	 i, seen[2] = {0, 0};

	(void)state;
	conf.log_queries = 2;
	assert_int_equal(witness_use(w, &snap), 0);
	for (i = 0; i < ASKED; i++)
		seen[i % 2] += witness_pick(w) == WITNESS_LOG;
	assert_in_range(seen[0], 24000, 26000);
	assert_in_range(seen[1], 24000, 26000);
	witness_free(w);
}

/* Lines go to the query log; those without room are counted. */
static void
test_tell(void **state)
{
	static struct sockaddr_storage	 nobody;
	struct stats			 st = {.took_ns = 0};
	struct witness			*w = witness_new(0, 1, &st);
	struct packet			 p = {.in = query,
					    .in_len = sizeof(query)};
	struct sight			 s = {.packet = &p, .peer = &nobody,
					    .own = &nobody};
	char				 line[QUERYLOG_LINE_MAX];
	unsigned			 i;

	(void)state;
	conf.log_queries = 1;
	assert_int_equal(witness_use(w, &snap), 0);
	for (i = 0; i < QUERYLOG_ROOM + 3; i++)
		witness_tell(w, witness_pick(w), &s);
	assert_int_equal(st.n[STAT_QUERYLOG_LOST], 3);
	assert_int_equal(st.n[STAT_DNSTAP_LOST], 0);
	assert_true(querylog_peek(witness_querylog(w), line));
	assert_string_equal(line, "query: -#0 a. IN SOA - udp - dropped 0");
	witness_free(w);
}

/* Without memory for the way to the log nothing is logged. */
static void
test_without_memory(void **state)
{
	struct stats	 st = {.took_ns = 0};
	struct witness	*w;
	size_t		 good;

	(void)state;
	for (good = 0; good < 2; good++) {
		failing_arm(good);
		w = witness_new(0, 1, &st);
		assert_true(failing_disarm());
		assert_null(w);
	}
	assert_non_null(w = witness_new(0, 1, &st));
	conf.log_queries = 1;
	failing_arm(0);
	assert_int_equal(witness_use(w, &snap), -1);
	assert_true(failing_disarm());
	assert_false(witness_is_awake(w));
	assert_int_equal(witness_pick(w), 0);
	witness_free(w);
	witness_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_tell),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
