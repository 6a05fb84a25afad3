/* SPDX-License-Identifier: ISC */
#include "tests/unit/checked.h"
#include "zones/rests.h"

static bool
touches(const struct rests *r, const char *apex)
{
	struct name	name = checked_apex(apex);
	uint32_t	hash = rests_hash(&name);

	return rests_touches(r, &hash, 1);
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
	rests_note(&r, &a);
	rests_note(&r, &b);
	rests_note(&r, &a);
	n = r.n;
	rests_settle(&r);
	assert_int_equal(n, 9);
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
	uint32_t	hashes[3];
	struct rests	r;
	size_t		i;

	(void)state;
	rests_init(&r);
	for (i = 0; i < 3; i++)
		hashes[i] = rests_hash(&names[i]);
	rests_sort(hashes, 3);
	assert_true(hashes[0] <= hashes[1] && hashes[1] <= hashes[2]);
	rests_note(&r, &names[3]);
	rests_settle(&r);
	assert_false(rests_touches(&r, hashes, 3));
	rests_note(&r, &names[1]);
	rests_settle(&r);
	assert_true(rests_touches(&r, hashes, 3));
	assert_false(rests_touches(&r, hashes, 0));
	rests_clear(&r);
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
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
