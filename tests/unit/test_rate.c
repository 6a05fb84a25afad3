/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/rate.h"

static const uint8_t	zone_a[] = "\1a", zone_b[] = "\1b";

/* 192.0.2.HOST about a zone. */
static struct rate_account
account(const uint8_t peer[4], const uint8_t *apex, enum rate_kind kind)
{
	return (struct rate_account){.peer = peer, .peer_len = 4,
	    .apex = apex, .apex_len = apex == NULL ? 0 : 3, .kind = kind};
}

/* How many of n answers are sent, truncated and dropped. */
struct tally {
	unsigned	of[3];
};

static struct tally
ask(struct rate *r, const struct conf *conf, const struct rate_account *a,
    uint32_t now_s, unsigned n)
{
	struct tally	t = {{0}};

	while (n-- > 0)
		t.of[rate_judge(r, conf, a, now_s)]++;
	return t;
}

static void
expect(struct tally t, unsigned sent, unsigned slipped, unsigned dropped)
{
	assert_int_equal(t.of[RATE_SEND], sent);
	assert_int_equal(t.of[RATE_SLIP], slipped);
	assert_int_equal(t.of[RATE_DROP], dropped);
}

/* One client of a zone, and a limit of 10. */
struct setting {
	uint8_t			 peer[4];
	struct rate_account	 a;
	struct conf		 conf;
	struct rate		*r;
};

static struct setting *
begin(void)
{
	static struct setting	s;

	s = (struct setting){.peer = {192, 0, 2, 1},
	    .conf = {.rate_limit = 10}, .r = rate_new(5)};
	assert_non_null(s.r);
	s.a = account(s.peer, zone_a, RATE_DATA);
	return &s;
}

/* How many of n answers in a second of it are sent and kept back. */
static void
pass(struct setting *s, uint32_t now_s, unsigned n, unsigned sent,
    unsigned slipped)
{
	expect(ask(s->r, &s->conf, &s->a, now_s, n), sent, slipped,
	    n - sent - slipped);
}

/* Up to the limit, and from there on each N-th is truncated. */
static void
test_limit(void **state)
{
	struct setting	*s = begin();

	(void)state;
	pass(s, 100, 9, 9, 0);
	pass(s, 100, 1, 1, 0);
	pass(s, 100, 10, 0, 0);
	s->conf.rate_slip = 1;
	pass(s, 100, 10, 0, 10);
	s->conf.rate_slip = 2;
	pass(s, 100, 10, 0, 5);
	rate_free(s->r);
}

/* A second later the limit is free again, unless there is a debt. */
static void
test_debt(void **state)
{
	struct setting	*s = begin();

	(void)state;
	pass(s, 100, 10, 10, 0);
	pass(s, 101, 11, 10, 0);
	/* The one above it is paid off first. */
	pass(s, 102, 10, 9, 0);
	/* A flood: the debt has its bound, and ends within the window. */
	pass(s, 103, 10000, 9, 0);
	pass(s, 103 + RATE_WINDOW_S - 1, 1, 0, 0);
	pass(s, 103 + RATE_WINDOW_S, 9, 9, 0);
	/* Nor does a clock that is set back lock anybody out. */
	pass(s, 50, 10, 10, 0);
	rate_free(s->r);
}

/* The same of any network, zone and kind. */
static void
pass_as(struct setting *s, uint8_t network, const uint8_t *apex,
    enum rate_kind kind, unsigned n, unsigned sent)
{
	s->peer[2] = network;
	s->a = account(s->peer, apex, kind);
	pass(s, 100, n, sent, 0);
}

/* Zones and kinds, however many, share the network's total. */
static void
test_total(void **state)
{
	struct setting	*s = begin();
	uint8_t		 apex[] = "\1?";
	unsigned	 i;

	(void)state;
	s->conf.rate_total = 25;
	pass_as(s, 1, zone_a, RATE_DATA, 30, 10);
	/* What was kept back above counts for that zone alone. */
	pass_as(s, 1, zone_b, RATE_DATA, 10, 10);
	pass_as(s, 1, zone_b, RATE_NXDOMAIN, 5, 5);
	pass_as(s, 1, NULL, RATE_ERROR, 1, 0);
	for (i = 0; i < 200; i++) {
		apex[1] = (uint8_t)i;
		pass_as(s, 1, apex, RATE_DATA, 1, 0);
	}
	/* Another network has its own, paid off as its limit is. */
	pass_as(s, 3, zone_a, RATE_DATA, 10, 10);
	pass(s, 101, 10, 10, 0);
	s->conf.rate_slip = 1;
	s->peer[2] = 1;
	s->a = account(s->peer, apex, RATE_NODATA);
	pass(s, 101, 3, 0, 3);
	pass(s, 100 + 2 * RATE_WINDOW_S, 10, 10, 0);
	rate_free(s->r);
}

/* Limits of which only one is there; at n - 1, n and n + 1. */
static void
test_total_alone(void **state)
{
	struct setting	*s = begin();

	(void)state;
	assert_true(rate_is_limited(&s->conf));
	s->conf.rate_limit = 0;
	assert_false(rate_is_limited(&s->conf));
	pass(s, 100, 1000, 1000, 0);
	s->conf.rate_total = 10;
	assert_true(rate_is_limited(&s->conf));
	pass(s, 100, 9, 9, 0);
	pass_as(s, 2, zone_b, RATE_ERROR, 1, 1);
	pass_as(s, 2, zone_a, RATE_DATA, 1, 0);
	rate_free(s->r);
}

/* What has an account of its own. */
static void
test_accounts(void **state)
{
	uint8_t			near[4] = {192, 0, 2, 255};
	uint8_t			far[4] = {192, 0, 3, 1};
	uint8_t			six[16] = {0x20, 1, 0x0d, 0xb8, 1, 2, 3, 4};
	uint8_t			peer[4] = {192, 0, 2, 1};
	struct conf		conf = {.rate_limit = 10};
	struct rate		*r = rate_new(5);
	struct rate_account	a = account(peer, zone_a, RATE_DATA);

	(void)state;
	assert_non_null(r);
	expect(ask(r, &conf, &a, 100, 11), 10, 0, 1);
	a = account(near, zone_a, RATE_DATA);
	expect(ask(r, &conf, &a, 100, 1), 0, 0, 1);
	a = account(far, zone_a, RATE_DATA);
	expect(ask(r, &conf, &a, 100, 1), 1, 0, 0);
	a = account(peer, zone_b, RATE_DATA);
	expect(ask(r, &conf, &a, 100, 1), 1, 0, 0);
	a = account(peer, NULL, RATE_DATA);
	expect(ask(r, &conf, &a, 100, 1), 1, 0, 0);
	a = account(peer, zone_a, RATE_NXDOMAIN);
	expect(ask(r, &conf, &a, 100, 1), 1, 0, 0);
	a.peer = six;
	a.peer_len = 16;
	expect(ask(r, &conf, &a, 100, 11), 10, 0, 1);
	six[7] = 5;		/* behind the 56 bits */
	expect(ask(r, &conf, &a, 100, 1), 0, 0, 1);
	six[6] = 4;
	expect(ask(r, &conf, &a, 100, 1), 1, 0, 0);
	rate_free(r);
}

static void
test_exempt(void **state)
{
	struct prefix		all[] = {
		{{10}, 4, 8}, {{192, 0, 2, 0}, 4, 25}
	};
	uint8_t			peer[4] = {192, 0, 2, 127};
	struct rate_account	a = account(peer, zone_a, RATE_DATA);
	struct conf		conf = {.rate_limit = 1,
				    .rate_exempts = all, .nrate_exempts = 2};
	struct rate		*r = rate_new(5);

	(void)state;
	assert_non_null(r);
	expect(ask(r, &conf, &a, 100, 100), 100, 0, 0);
	peer[3] = 128;
	expect(ask(r, &conf, &a, 100, 100), 0, 0, 100);
	rate_free(r);
}

/* However many networks there are: each one gets its first answers. */
static void
test_many(void **state)
{
	uint8_t			peer[4];
	struct rate_account	a = account(peer, zone_a, RATE_DATA);
	struct conf		conf = {.rate_limit = 3};
	struct rate		*r = rate_new(5);
	uint32_t		i;

	(void)state;
	assert_non_null(r);
	for (i = 0; i < 1000000; i++) {
		peer[0] = (uint8_t)(i >> 16);
		peer[1] = (uint8_t)(i >> 8);
		peer[2] = (uint8_t)i;
		expect(ask(r, &conf, &a, 100, 1), 1, 0, 0);
	}
	/* And a flood from one is stopped among them. */
	assert_in_range(ask(r, &conf, &a, 100, 1000).of[RATE_DROP], 990, 1000);
	rate_free(r);
}

/* It is told once when limiting sets in, for whom, and of what. */
static void
test_news(void **state)
{
	static const uint8_t	 peer6[16] = {
		0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 9
	};
	struct setting		*s = begin();
	struct rate_news	 news;
	char			 text[RATE_NEWS_MAX];

	(void)state;
	pass(s, 100, 10, 10, 0);
	assert_false(rate_take_news(s->r, &news));
	pass(s, 100, 30, 0, 0);
	s->a.apex = zone_b;	/* the first is told, and then no more */
	pass(s, 100, 11, 10, 0);
	assert_true(rate_take_news(s->r, &news));
	assert_string_equal(rate_news_text(&news, text), "192.0.2.0/24, or "
	    "who asks in its name, wants more than 10 answers a second of one "
	    "kind (data) from one zone (a.); those above are dropped or cut "
	    "short, unless `rate exempt' names it");
	assert_false(rate_take_news(s->r, &news));
	pass(s, 101, 10, 9, 0);	/* paid off, and above it again */
	assert_true(rate_take_news(s->r, &news));
	/* No zone, all of a network, an exempt one. */
	s->a = (struct rate_account){.peer = peer6, .peer_len = 16,
	    .kind = RATE_ERROR};
	pass(s, 100, 11, 10, 0);
	assert_true(rate_take_news(s->r, &news));
	assert_string_equal(rate_news_text(&news, text), "2001:db8::/56, "
	    "or who asks in its name, wants more than 10 answers a second of "
	    "one kind (error) from one zone (no zone); those above are dropped "
	    "or cut short, unless `rate exempt' names it");
	s->conf.rate_limit = 0;
	s->conf.rate_total = 3;
	pass(s, 100, 4, 3, 0);
	assert_true(rate_take_news(s->r, &news));
	assert_string_equal(rate_news_text(&news, text), "2001:db8::/56, "
	    "or who asks in its name, wants more than 3 answers a second of "
	    "all zones (rate total); those above are dropped or cut short, "
	    "unless `rate exempt' names it");
	rate_free(s->r);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_news),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_debt),
		cmocka_unit_test(test_total),
		cmocka_unit_test(test_total_alone),
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_exempt),
		cmocka_unit_test(test_many)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
