/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/inspect.h"
#include "zones/roles.h"

static bool
has(const struct roles *r, const char *text, unsigned roles)
{
	struct name	name = checked_apex(text);

	return roles_has(r, &name, roles);
}

static const struct zones	two = TWO(
    "a MX 10 b\nc NS ns.c\nns.c A 192.0.2.1\nc MX 10 glue.isp.net.\n"
    "h TXT \"V=spf1 include:_a.example.com ?include:_spf.ISP.net\" "
    "\" include:%{d}.net a:_b.example.com redirect=other.net\"\n"
    "h TXT \"x include:_b.example.com\"\n"
    "d MX 10 mx.isp.net.\ne MX 20 MX.isp.net.\nf MX 10 sub.example.com.\n",
    "example.net.", "g MX 10 mx.isp.net.\ng MX 0 b.example.com.\n");

static void
test_outside(void **state)
{
	struct roles	*r = roles_new(7);
	struct checked	 c;

	(void)state;
	checked_init(&c, &two);
	assert_int_equal(roles_add(r, c.zone[0], false), 0);
	assert_true(has(r, "mx.isp.net.", ROLE_EXCHANGE));
	assert_true(has(r, "mx.isp.net.", ROLE_EXCHANGE | ROLE_SERVER));
	assert_false(has(r, "mx.isp.net.", ROLE_SERVER | ROLE_SPF));
	assert_true(has(r, "ns1.dns.", ROLE_SERVER));
	assert_true(has(r, "_spf.isp.net.", ROLE_SPF));
	assert_true(has(r, "other.net.", ROLE_SPF));
	assert_false(has(r, "_a.example.com.", ROLE_SPF));
	assert_false(has(r, "b.example.com.", ROLE_EXCHANGE));
	assert_false(has(r, "isp.net.", ROLE_EXCHANGE));

	/* Said by two zones, then by one, then by none. */
	assert_int_equal(roles_add(r, c.zone[1], false), 0);
	assert_true(has(r, "b.example.com.", ROLE_EXCHANGE));
	roles_remove(r, c.zone[0]);
	assert_true(has(r, "mx.isp.net.", ROLE_EXCHANGE));
	roles_remove(r, c.zone[1]);
	assert_false(has(r, "mx.isp.net.", ROLE_EXCHANGE));
	assert_false(has(r, "b.example.com.", ROLE_EXCHANGE));
	assert_false(has(r, "ns1.dns.", ROLE_SERVER));
	roles_free(r);
	checked_clear(&c);
}

static void
test_inside(void **state)
{
	struct roles	*r = roles_new(7);
	struct checked	 c;

	(void)state;
	checked_init(&c, &two);
	assert_int_equal(roles_add(r, c.zone[0], true), 0);
	assert_true(has(r, "b.example.com.", ROLE_EXCHANGE));
	assert_true(has(r, "sub.example.com.", ROLE_EXCHANGE));
	assert_true(has(r, "ns.c.example.com.", ROLE_SERVER));
	assert_true(has(r, "_a.example.com.", ROLE_SPF));
	assert_false(has(r, "_b.example.com.", ROLE_SPF));
	assert_false(has(r, "_spf.isp.net.", ROLE_SPF));
	assert_false(has(r, "mx.isp.net.", ROLE_EXCHANGE));
	assert_false(has(r, "ns1.dns.", ROLE_SERVER));
	roles_free(r);
	checked_clear(&c);
}

/* Where receivers come to from SPF that they can evaluate. */
static void
test_met(void **state)
{
	static const struct zones zones = ONE(
	    "a TXT \"v=spf1 ?include:a1.net -all include:a2.net\"\n"
	    "b TXT \"v=spf1 redirect=b1.net include:b2.net\"\n"
	    "c TXT \"v=spf1 redirect=c1.net include:c2.net ~all\"\n"
	    "d TXT \"v=spf1 include:d1.net ipv4:192.0.2.1 -all\"\n"
	    "e TXT \"v=spf1 include:e1.net redirect=e2.net redirect=e2.net\"\n"
	    "f TXT \"v=spf1 exp=x.net include:f1.net exp=y.net -all\"\n"
	    "g TXT \"v=spf1 include:g1.net -all\"\ng TXT \"v=spf1 -all\"\n"
	    "h TXT \"v=spf1 include:h1.net x=1 x=2 -all\"\nh TXT \"x\"\n");
	static const char	*const met[] = {"a1.net.", "b1.net.",
	    "b2.net.", "c2.net.", "h1.net."};
	static const char	*const others[] = {"a2.net.", "c1.net.",
	    "d1.net.", "e1.net.", "e2.net.", "f1.net.", "g1.net."};
	struct roles		*r = roles_new(7);
	struct checked		 c;
	size_t			 i;

	(void)state;
	checked_init(&c, &zones);
	assert_int_equal(roles_add(r, c.zone[0], false), 0);
	for (i = 0; i < sizeof(met) / sizeof(met[0]); i++)
		assert_true(has(r, met[i], ROLE_SPF_MET));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(has(r, others[i], ROLE_SPF_MET));
		assert_true(has(r, others[i], ROLE_SPF));
	}
	roles_remove(r, c.zone[0]);
	for (i = 0; i < sizeof(met) / sizeof(met[0]); i++)
		assert_false(has(r, met[i], ROLE_SPF | ROLE_SPF_MET));
	roles_free(r);
	checked_clear(&c);
}

/* Along aliases, as far as the zone tells. */
static void
test_aliases(void **state)
{
	static const struct zones zones = ONE(
	    "a MX 10 smtp\nsmtp CNAME mail\nmail CNAME box\n"
	    "box A 192.0.2.1\nb MX 10 mx.shop\n*.shop CNAME shop.isp.net.\n"
	    "c MX 10 x.old\nold DNAME new\nx.new A 192.0.2.2\n"
	    "d NS ns\nns CNAME dns\ndns A 192.0.2.3\n"
	    "e TXT \"v=spf1 include:spf.example.com -all\"\n"
	    "spf CNAME spf1\nspf1 CNAME spf2\nspf2 TXT \"v=spf1 mx -all\"\n"
	    "_dmarc CNAME p1\np1 CNAME p2\n"
	    "f MX 10 l1\nl1 CNAME l2\nl2 CNAME l1\n"
	    "www CNAME web\nweb A 192.0.2.4\n");
	static const struct {
		const char	*name;
		unsigned	 roles;
	} has_all[] = {
		{"smtp.example.com.", ROLE_EXCHANGE},
		{"mail.example.com.", ROLE_BEHIND},
		{"box.example.com.", ROLE_BEHIND},
		{"mx.shop.example.com.", ROLE_EXCHANGE},
		{"x.new.example.com.", ROLE_BEHIND},
		{"dns.example.com.", ROLE_BEHIND},
		{"spf.example.com.", ROLE_SPF},
		{"spf2.example.com.", ROLE_SPF},
		{"spf2.example.com.", ROLE_SPF_MET},
		{"p2.example.com.", ROLE_POLICY},
		{"l2.example.com.", ROLE_BEHIND},
	}, lacks[] = {
		{"box.example.com.", ~(unsigned)ROLE_BEHIND},
		{"dns.example.com.", ~(unsigned)ROLE_BEHIND},
		{"spf2.example.com.", ROLE_BEHIND | ROLE_POLICY},
		{"web.example.com.", ~0u},
		{"shop.isp.net.", ~0u},
	};
	struct roles		*r = roles_new(7);
	struct checked		 c;
	size_t			 i;

	(void)state;
	checked_init(&c, &zones);
	assert_int_equal(roles_add(r, c.zone[0], true), 0);
	for (i = 0; i < sizeof(has_all) / sizeof(has_all[0]); i++)
		assert_true(has(r, has_all[i].name, has_all[i].roles));
	for (i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		assert_false(has(r, lacks[i].name, lacks[i].roles));
	/* An alias may lead out of the zone. */
	assert_int_equal(roles_add(r, c.zone[0], false), 0);
	assert_true(has(r, "shop.isp.net.", ROLE_BEHIND));
	roles_remove(r, c.zone[0]);
	assert_false(has(r, "shop.isp.net.", ROLE_BEHIND));
	roles_free(r);
	checked_clear(&c);
}

/* Who asks for a policy comes to the target of its CNAME. */
static void
test_policies(void **state)
{
	static const struct zones zones = ONE("_dmarc CNAME reject.isp.net.\n"
	    "default._bimi.a CNAME logo\nlogo TXT \"x\"\n"
	    "www CNAME host\n*._domainkey CNAME K.isp.net.\n");
	struct roles	*r = roles_new(7);
	struct checked	 c;

	(void)state;
	checked_init(&c, &zones);
	assert_int_equal(roles_add(r, c.zone[0], false), 0);
	assert_true(has(r, "reject.isp.net.", ROLE_POLICY));
	assert_true(has(r, "k.isp.net.", ROLE_POLICY));
	assert_false(has(r, "reject.isp.net.",
	    ROLE_EXCHANGE | ROLE_SERVER | ROLE_SPF));
	assert_false(has(r, "logo.example.com.", ROLE_POLICY));
	assert_int_equal(roles_add(r, c.zone[0], true), 0);
	assert_true(has(r, "logo.example.com.", ROLE_POLICY));
	assert_false(has(r, "host.example.com.", ROLE_POLICY));
	roles_remove(r, c.zone[0]);
	assert_false(has(r, "reject.isp.net.", ROLE_POLICY));
	roles_free(r);
	checked_clear(&c);
}

/* More names than there are slots at first, in and out again. */
static void
test_many(void **state)
{
	struct roles	*r = roles_new(7);
	struct checked	 c;
	struct zones	 zones = {{"example.com."}, {NULL}};
	char		 text[15000];
	char		 name[40];
	size_t		 used = 0;
	unsigned	 round;
	unsigned	 i;

	(void)state;
	for (i = 0; i < 500; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "a MX 1 m%u.isp.net.\n", i);
	zones.text[0] = text;
	checked_init(&c, &zones);
	for (round = 0; round < 3; round++) {
		assert_int_equal(roles_add(r, c.zone[0], false), 0);
		for (i = 0; i < 500; i++) {
			(void)snprintf(name, sizeof(name), "m%u.isp.net.", i);
			assert_true(has(r, name, ROLE_EXCHANGE));
		}
		roles_remove(r, c.zone[0]);
		assert_false(has(r, "m0.isp.net.", ROLE_EXCHANGE));
		assert_false(has(r, "m499.isp.net.", ROLE_EXCHANGE));
	}
	roles_free(r);
	roles_free(NULL);
	checked_clear(&c);
}

/* In a small zone the checks read the records instead: they shall find what
   the set of roles has. */
static void
test_small(void **state)
{
	static const char *const	names[] = {
		"example.com.", "a.example.com.", "b.example.com.",
		"al.example.com.", "b2.example.com.", "ns.c.example.com.",
		"sub.example.com.", "h.example.com.", "mx.isp.net.",
		"x.cut.example.com.", "ns1.dns.",
	};
	static const struct zones	zones = ONE(
	    "a MX 10 b\nc NS ns.c\nns.c A 192.0.2.1\nd MX 10 mx.isp.net.\n"
	    "f MX 10 SUB\nf MX 20 al\nal CNAME b2\nb2 A 192.0.2.2\n"
	    "x.c MX 10 h\n");
	static const unsigned		asked[] = {
		ROLE_EXCHANGE, ROLE_SERVER, ROLE_EXCHANGE | ROLE_SERVER
	};
	struct inspect			in = {.own = NULL};
	struct roles			*own = roles_new(0);
	struct checked			 c;
	struct name			 name;
	unsigned			 found = 0;
	size_t				 i;
	size_t				 k;

	(void)state;
	checked_init(&c, &zones);
	assert_int_equal(roles_add(own, c.zone[0], true), 0);
	in.zone = c.zone[0];
	name_from_wire(&in.apex, in.zone->apex);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		name = checked_apex(names[i]);
		for (k = 0; k < sizeof(asked) / sizeof(asked[0]); k++) {
			assert_int_equal(inspect_has_role(&in, &name,
			    asked[k]), roles_has(own, &name, asked[k]));
			found += roles_has(own, &name, asked[k]);
		}
	}
	assert_int_equal(found, 8);
	assert_null(in.own);
	roles_free(own);
	checked_clear(&c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_inside),
		cmocka_unit_test(test_met),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
