/* SPDX-License-Identifier: ISC */
#include "tests/unit/checked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/rests.h"

static bool
touches(const struct rests *r, const char *apex)
{
	struct name	name = checked_apex(apex);
	uint32_t	hashes[NAME_MAX_LABELS];
	size_t		n = rests_hashes(&name, hashes);

	rests_sort(hashes, n);
	return rests_touches(r, hashes, n);
}

/* A zone that has nothing to do with the names that are asked for. */
static void
note(struct rests *r, const struct name *name)
{
	struct name	apex = checked_apex("customer.test.");

	rests_note(r, name, &apex);
}

static void
test_names(void **state)
{
	struct name	a = checked_apex("mx.isp.net.");
	struct name	b = checked_apex("ns.isp.net.");
	struct rests	r;
	size_t		n;

	(void)state;
	rests_init(&r);
	rests_settle(&r);
	assert_false(touches(&r, "isp.net."));
	note(&r, &a);
	note(&r, &b);
	note(&r, &a);
	n = r.n;
	rests_settle(&r);
	assert_int_equal(n, 4);
	assert_int_equal(r.n, 4);	/* net, isp.net and the two hosts */
	assert_true(touches(&r, "net."));
	assert_true(touches(&r, "isp.net."));
	assert_true(touches(&r, "mx.isp.net."));
	assert_true(touches(&r, "ns.isp.net."));
	assert_false(touches(&r, "a.mx.isp.net."));
	assert_false(touches(&r, "isp.org."));
	rests_restart(&r);
	rests_settle(&r);
	assert_false(touches(&r, "isp.net."));
	rests_clear(&r);
}

static void
test_several(void **state)
{
	struct name	names[] = {checked_apex("a."), checked_apex("b."),
			    checked_apex("c."), checked_apex("d.")};
	uint32_t	all[NAME_MAX_LABELS];
	uint32_t	hashes[3];
	struct rests	r;
	size_t		i;

	(void)state;
	rests_init(&r);
	for (i = 0; i < 3; i++) {
		assert_int_equal(rests_hashes(&names[i], all), 1);
		hashes[i] = all[0];
	}
	rests_sort(hashes, 3);
	assert_true(hashes[0] <= hashes[1] && hashes[1] <= hashes[2]);
	note(&r, &names[3]);
	rests_settle(&r);
	assert_false(rests_touches(&r, hashes, 3));
	note(&r, &names[1]);
	rests_settle(&r);
	assert_true(rests_touches(&r, hashes, 3));
	assert_false(rests_touches(&r, hashes, 0));
	rests_clear(&r);
}

/* The set of names that a zone asked for, as a number. */
static uint64_t
digest(const char *apex, const char *const *names, size_t n, struct rests *r)
{
	struct name	of = checked_apex(apex);
	struct name	name;
	size_t		i;

	rests_init(r);
	for (i = 0; i < n; i++) {
		name = checked_apex(names[i]);
		rests_note(r, &name, &of);
	}
	rests_settle(r);
	return hash_bytes(r->n, r->hashes, r->n * sizeof(*r->hashes));
}

/* Zones that differ in their own name, and in an address of one network,
   rest on the same. */
static void
test_common(void **state)
{
	static const char *const	a[] = {"ns.isp.net.",
	    "a.org._report._dmarc.isp.net.", "7.2.0.192.in-addr.arpa."};
	static const char *const	b[] = {"ns.isp.net.",
	    "shop.b.com._report._dmarc.isp.net.", "9.2.0.192.in-addr.arpa."};
	struct rests			r;
	struct rests			s;

	(void)state;
	assert_int_equal(digest("a.org.", a, 3, &r), digest("b.com.", b, 3,
	    &s));
	rests_clear(&s);
	assert_true(touches(&r, "isp.net."));
	assert_true(touches(&r, "_dmarc.isp.net."));
	assert_true(touches(&r, "_report._dmarc.isp.net."));
	assert_true(touches(&r, "org._report._dmarc.isp.net."));
	assert_true(touches(&r, "a.org._report._dmarc.isp.net."));
	assert_true(touches(&r, "2.0.192.in-addr.arpa."));
	assert_true(touches(&r, "7.2.0.192.in-addr.arpa."));
	assert_true(touches(&r, "0-63.2.0.192.in-addr.arpa."));
	assert_true(touches(&r, "arpa."));
	assert_false(touches(&r, "x.isp.net."));
	assert_false(touches(&r, "a.org."));
	assert_false(touches(&r, "3.0.192.in-addr.arpa."));
	rests_clear(&r);

	/* A name of one label can be part of others by chance. */
	(void)digest("org.", a + 1, 1, &r);
	assert_true(touches(&r, "a.org._report._dmarc.isp.net."));
	assert_false(touches(&r, "x._report._dmarc.isp.net."));
	rests_clear(&r);
	/* Below the zone is no copy of its name. */
	(void)digest("isp.net.", (const char *const[]){"a.sub.isp.net."}, 1,
	    &r);
	assert_true(touches(&r, "sub.isp.net."));
	assert_true(touches(&r, "a.sub.isp.net."));
	assert_false(touches(&r, "b.isp.net."));
	rests_clear(&r);
}

/* A name to its last octet, whose last labels are as many as the apex has and
   one more, and shorter: there is no room for it. */
static void
test_longest(void **state)
{
	char		 text[NAME_MAX_BYTES];
	struct name	 apex = checked_apex("a.b-and-c.");
	struct name	*name = malloc(sizeof(*name));
	struct rests	 r;
	size_t		 i;

	(void)state;
	assert_non_null(name);
	memset(text, 'x', sizeof(text));
	for (i = 63; i < 248; i += 64)
		text[i] = '.';
	(void)snprintf(text + 247, sizeof(text) - 247, ".a.b.c.");
	*name = checked_apex(text);
	assert_int_equal(name->len, NAME_MAX_BYTES);
	rests_init(&r);
	rests_note(&r, name, &apex);
	assert_int_equal(r.n, name->labels);
	rests_clear(&r);
	free(name);
}

#define NIBBLES	"b.a.9.8.7.6.5.4.3.2.1.0.0.0.0.0"

static void
test_addresses(void **state)
{
	static const char *const	name = NIBBLES
	    ".0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.";
	struct rests			r;

	(void)state;
	(void)digest("a.org.", &name, 1, &r);
	assert_true(touches(&r, "8.b.d.0.1.0.0.2.ip6.arpa."));
	assert_true(touches(&r, "0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."));
	assert_true(touches(&r,
	    "f.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."));
	assert_false(touches(&r,
	    "1.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."));
	rests_clear(&r);
}

/* More than are sorted by insertion, in both ways. */
static void
test_many(void **state)
{
	uint32_t	hashes[200];
	size_t		n;
	size_t		i;

	(void)state;
	for (n = 63; n <= 200; n += n < 66 ? 1 : 67) {
		for (i = 0; i < n; i++)
			hashes[i] = (uint32_t)hash_mix(i + 1, HASH_SPREAD);
		rests_sort(hashes, n);
		for (i = 1; i < n; i++)
			assert_true(hashes[i - 1] < hashes[i]);
	}
}

/* What could not be noted may be anything. */
static void
test_partial(void **state)
{
	struct rests	r;

	(void)state;
	rests_init(&r);
	r.is_partial = true;
	assert_true(touches(&r, "isp.net."));
	rests_restart(&r);
	assert_false(touches(&r, "isp.net."));
	rests_clear(&r);
}

/* Look-ups of a check, outside of the zone and nowhere else. */
static void
test_checked(void **state)
{
	struct zones	zones = TWO("a MX 10 mx.isp.net.\nb MX 10 c\n"
			    "c A 192.0.2.1\nd MX 10 x.example.net.\n",
			    "example.net.", "x CNAME y.other.org.\n");
	struct rests	r;
	struct checked	c;

	(void)state;
	checked_init(&c, &zones);
	rests_init(&r);
	check_zone(&(struct check_input){.served = c.table,
	    .zone = c.zone[0], .rests = &r, .now_s = NOW_S}, NULL);
	rests_settle(&r);
	assert_true(touches(&r, "isp.net."));
	assert_true(touches(&r, "example.net."));
	assert_true(touches(&r, "other.org."));
	assert_false(touches(&r, "example.com."));
	rests_clear(&r);
	checked_clear(&c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_common),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
