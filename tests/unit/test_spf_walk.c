/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/rdata.h"
#include "zones/spf_walk.h"

/* What the records that are walked may lead to. */
#define ZONE	"mail A 192.0.2.25\nmail AAAA 2001:db8::25\n" \
		"web A 192.0.2.80\n" \
		"d MX 10 mail\nd MX 20 b.isp.example.\nd A 198.51.100.7\n" \
		"n MX 0 .\nal CNAME mail\ndept NS a.b.\n*.w A 192.0.2.9\n" \
		"yes TXT \"v=spf1 ip4:192.0.2.25 -all\"\n" \
		"no TXT \"v=spf1 ~ip4:192.0.2.25 -all\"\n" \
		"two TXT \"v=spf1 -all\"\ntwo TXT \"v=spf1 a -all\"\n" \
		"out TXT \"v=spf1 include:isp.example -all\"\n" \
		"all TXT \"v=spf1 all\"\nbad TXT \"v=spf1 bogus -all\"\n" \
		"in1 TXT \"v=spf1 include:in2.example.com -all\"\n" \
		"in2 TXT \"v=spf1 a:mail.example.com a:gone.example.com" \
		" ?all\"\n" \
		"$GENERATE 0-254 many A 10.0.0.$\n"

/* At d.example.com; the address asked about is 192.0.2.25. */
static const struct {
	const char	*text;
	unsigned	 lookups;
	unsigned	 voids;
	bool		 sends;
	bool		 is_unsure;
	bool		 passes;
} walks[] = {
	{"v=spf1", 0, 0, false, false, false},
	{"v=spf1 -all", 0, 0, false, false, false},
	{"v=spf1 +all", 0, 0, true, false, true},
	{"v=spf1 a", 1, 0, true, false, false},
	{"v=spf1 a:mail.example.com", 1, 0, true, false, true},
	{"v=spf1 a:al.example.com", 1, 0, true, false, true},
	{"v=spf1 a:web.example.com/25", 1, 0, true, false, true},
	{"v=spf1 a:web.example.com/26", 1, 0, true, false, false},
	{"v=spf1 -a:mail.example.com", 1, 0, false, false, false},
	{"v=spf1 a:x.w.example.com", 1, 0, true, false, false},
	{"v=spf1 a:gone.example.com", 1, 1, false, false, false},
	{"v=spf1 a:x.isp.example", 1, 0, true, true, false},
	{"v=spf1 a:x.dept.example.com", 1, 0, true, true, false},
	{"v=spf1 a:%{d}", 1, 0, true, true, false},
	{"v=spf1 mx", 1, 0, true, true, true},
	{"v=spf1 mx:n.example.com", 1, 0, false, false, false},
	{"v=spf1 mx:web.example.com", 1, 1, false, false, false},
	{"v=spf1 ip4:192.0.2.16/28", 0, 0, true, false, true},
	{"v=spf1 ip4:192.0.2.26 ip6:2001:db8::25", 0, 0, true, false, false},
	{"v=spf1 ptr", 1, 0, true, true, false},
	{"v=spf1 exists:%{i}.b.c", 1, 0, true, true, false},
	{"v=spf1 exists:gone.example.com", 1, 1, false, false, false},
	{"v=spf1 exists:web.example.com", 1, 0, true, true, false},
	{"v=spf1 include:yes.example.com", 1, 0, true, false, true},
	{"v=spf1 ?include:yes.example.com", 1, 0, false, false, false},
	{"v=spf1 include:no.example.com", 1, 0, false, false, false},
	{"v=spf1 include:two.example.com", 1, 0, true, true, false},
	{"v=spf1 include:out.example.com", 2, 0, true, true, false},
	{"v=spf1 include:all.example.com", 1, 0, true, false, true},
	{"v=spf1 include:bad.example.com", 1, 0, false, true, false},
	{"v=spf1 include:web.example.com", 1, 0, false, true, false},
	{"v=spf1 include:in1.example.com", 4, 1, true, false, true},
	{"v=spf1 redirect=yes.example.com", 1, 0, true, false, true},
	{"v=spf1 redirect=yes.example.com -all", 0, 0, false, false, false},
	{"v=spf1 -all mx a include:yes.example.com", 0, 0, false, false,
	    false},
	{"v=spf1 include:d.example.com", 1, 0, false, true, false},
	/* No more than 256 addresses are looked at: those of web, and mail's
	   IPv4, are the last; its IPv6 is one too many. */
	{"v=spf1 a:many.example.com a:web.example.com", 2, 0, true, false,
	    false},
	{"v=spf1 a:many.example.com a:mail.example.com", 2, 0, true, true,
	    true},
	{"v=spf1 a:many.example.com -a:mail.example.com", 2, 0, true, false,
	    false},
	{"v=spf1 exp=a.b x=y", 0, 0, false, false, false},
};

struct place_walked {
	struct checked	 c;
	struct inspect	 in;
	struct name	 owner;
	uint8_t		 text[RDATA_MAX_BYTES];
};

static void
begin(struct place_walked *p, const char *zone)
{
	struct zones	zones = {{"example.com."}, {zone}};

	checked_init(&p->c, &zones);
	memset(&p->in, 0, sizeof(p->in));
	p->in.served = p->c.table;
	p->in.zone = p->c.zone[0];
	p->in.text = p->text;
	p->owner = checked_apex("d.example.com.");
}

static void
test_walks(void **state)
{
	static struct place_walked	p;
	struct spf_walk			w;
	static const uint8_t		octets[] = {192, 0, 2, 25};
	const char			*text;
	size_t				i;

	(void)state;
	begin(&p, ZONE);
	for (i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		text = walks[i].text;
		memset(&w, 0xff, sizeof(w));
		w.wanteds = 1;
		memset(&w.wanted[0], 0, sizeof(w.wanted[0]));
		w.wanted[0].type = 1;
		memcpy(w.wanted[0].octets, octets, sizeof(octets));
		spf_walk(&p.in, &p.owner, (const uint8_t *)text, strlen(text),
		    &w);
		if (w.lookups != walks[i].lookups ||
		    w.voids != walks[i].voids || w.sends != walks[i].sends ||
		    w.is_unsure != walks[i].is_unsure ||
		    ((w.passed & 1) != 0) != walks[i].passes)
			fail_msg("%s: %u look-ups, %u void, sends %d, unsure"
			    " %d, passes %u", text, w.lookups, w.voids,
			    w.sends, w.is_unsure, w.passed & 1u);
	}
	checked_clear(&p.c);
}

static void
test_senders(void **state)
{
	static struct place_walked	p;
	struct target			at;
	struct name			name;

	(void)state;
	begin(&p, ZONE);
	name = checked_apex("yes.example.com.");
	inspect_find(&p.in, &name, &at);
	assert_true(spf_walk_sends(&p.in, at.zone->content, at.node,
	    &name));
	name = checked_apex("no.example.com.");
	inspect_find(&p.in, &name, &at);
	assert_false(spf_walk_sends(&p.in, at.zone->content, at.node,
	    &name));
	name = checked_apex("web.example.com.");
	inspect_find(&p.in, &name, &at);
	assert_false(spf_walk_sends(&p.in, at.zone->content, at.node,
	    &name));
	assert_false(spf_walk_sends(&p.in, NULL, NULL, &name));
	checked_clear(&p.c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_walks),
		cmocka_unit_test(test_senders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
