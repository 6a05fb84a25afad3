/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/rrtype.h"
#include "zones/hash.h"
#include "zones/spf.h"
#include "zones/spf_domain.h"

#define A50	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A63	A50 "aaaaaaaaaaaaa"

static bool
begin(struct spf *spf, const char *text)
{
	return spf_init(spf, (const uint8_t *)text, strlen(text));
}

/* RFC 7208 4.5. */
static void
test_versions(void **state)
{
	static const char *const good[] = {
		"v=spf1", "v=spf1 ", "v=spf1 -all", "V=SPF1 mx", "v=SpF1  a ",
	};
	static const char *const bad[] = {
		"", "v=spf", "v=spf10", "v=spf1;", " v=spf1", "v=spf1\tmx",
		"v=spf2.0/pra mx", "spf1 mx", "v =spf1",
	};
	struct spf	spf;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(begin(&spf, good[i]));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(begin(&spf, bad[i]));
}

/* Each term as qualifier, word, [value@position], prefix lengths, joined by
   blanks; ! marks one that is not sound. */
static const struct {
	const char	*text;
	const char	*terms;
} records[] = {
	{"v=spf1", ""},
	{"v=spf1    ", ""},
	{"v=spf1 -all", "-all[]"},
	{"v=spf1  MX  ~All ", "+mx[] ~all[]"},
	{"v=spf1 +a ?mx -ptr", "+a[] ?mx[] -ptr[]"},
	{"v=spf1 a:Mail.example.org", "+a[Mail.example.org@9]"},
	{"v=spf1 a/24 mx//64 a/8//32",
	    "+a[]/24 +mx[]//64 +a[]/8//32"},
	{"v=spf1 mx:example.org/0//0", "+mx[example.org@10]/0//0"},
	{"v=spf1 ip4:192.0.2.7 ip4:192.0.2.0/24",
	    "+ip4[192.0.2.7@11] +ip4[192.0.2.0@25]/24"},
	{"v=spf1 IP6:2001:DB8::/32 ip6:::1",
	    "+ip6[2001:DB8::@11]/32 +ip6[::1@29]"},
	{"v=spf1 ip6:::ffff:192.0.2.1/96", "+ip6[::ffff:192.0.2.1@11]/96"},
	{"v=spf1 include:_spf.example.org.", "+include[_spf.example.org.@15]"},
	{"v=spf1 exists:%{ir}.%{v}._spf.%{d2}",
	    "+exists[%{ir}.%{v}._spf.%{d2}@14]"},
	{"v=spf1 exists:%{L2r-+,/_=}.%%%_%-.x",
	    "+exists[%{L2r-+,/_=}.%%%_%-.x@14]"},
	{"v=spf1 a:%{d}/24 a:%{d/}//96", "+a[%{d}@9]/24 +a[%{d/}@19]//96"},
	{"v=spf1 a:%{i}/x.example.org/24", "+a[%{i}/x.example.org@9]/24"},
	{"v=spf1 redirect=_spf.example.org exp=%{d}",
	    "redirect[_spf.example.org@16] exp[%{d}@37]"},
	{"v=spf1 Moo.cow_1-x=man:d=og x= y=%{c}",
	    "[man:d=og@19] [] [%{c}@33]"},
	{"v=spf1 default=pass op=auth", "[pass@15] [auth@23]"},
	/* Digits are fine in a last label that has a hyphen. */
	{"v=spf1 a:b.1-2 a:b.xn--p1ai", "+a[b.1-2@9] +a[b.xn--p1ai@17]"},
	{"v=spf1 a:" A63 ".org", "+a[" A63 ".org@9]"},
	{"v=spf1 bogus -all", "+! -all[]"},
};

static void
show(const char *text, const struct spf_term *term, char *out, size_t room)
{
	char	value[300] = "";
	char	bits[20] = "";

	if (term->value_len > 0)
		(void)snprintf(value, sizeof(value), "%.*s@%zu",
		    (int)term->value_len, text + term->value_at,
		    term->value_at);
	if (term->prefix4 < 32)
		(void)snprintf(bits, sizeof(bits), "/%u", term->prefix4);
	if (term->prefix6 < 128)
		(void)snprintf(bits + strlen(bits), 8, term->kind == SPF_IP6 ?
		    "/%u" : "//%u", term->prefix6);
	if (term->fault != SPF_SOUND)
		(void)snprintf(out, room, "%c!", term->qualifier);
	else if (spf_is_modifier(term))
		(void)snprintf(out, room, "%s[%s]", spf_word(term->kind),
		    value);
	else
		(void)snprintf(out, room, "%c%s[%s]%s", term->qualifier,
		    spf_word(term->kind), value, bits);
}

static void
test_records(void **state)
{
	struct spf	spf;
	struct spf_term	term;
	char		found[500];
	size_t		used;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		assert_true(begin(&spf, records[i].text));
		used = 0;
		found[0] = '\0';
		while (spf_next(&spf, &term)) {
			if (used > 0)
				found[used++] = ' ';
			show(records[i].text, &term, found + used,
			    sizeof(found) - used);
			used = strlen(found);
		}
		assert_string_equal(found, records[i].terms);
	}
}

/* One term that is not sound: what was found, what was expected. */
static const struct {
	const char	*word;
	enum spf_fault	 fault;
	const char	*found;
	const char	*expected;	/* begins with */
} faults[] = {
	{"mx,", SPF_UNKNOWN, "mx,", "a mechanism"},
	{"ipv4:192.0.2.1", SPF_UNKNOWN, "ipv4:192.0.2.1", "a mechanism"},
	{"-", SPF_UNKNOWN, "-", "a mechanism"},
	{"--all", SPF_UNKNOWN, "--all", "a mechanism"},
	{":x", SPF_UNKNOWN, ":x", "a mechanism"},
	{"=x", SPF_UNKNOWN, "=x", "a mechanism"},
	{"9x=y", SPF_UNKNOWN, "9x=y", "a mechanism"},
	{"moo/far=x:y", SPF_UNKNOWN, "moo/far=x:y", "a mechanism"},
	{"redirect:example.org", SPF_UNKNOWN, "redirect:example.org",
	    "a mechanism"},
	{"mail.example.org", SPF_UNKNOWN, "mail.example.org", "a mechanism"},
	{"all.", SPF_UNKNOWN, "all.", "a mechanism"},
	{"all:x", SPF_SYNTAX, ":x", "nothing behind"},
	{"all/8", SPF_SYNTAX, "/8", "nothing behind"},
	{"include", SPF_SYNTAX, "", "a colon and a domain name"},
	{"include:", SPF_SYNTAX, "", "a domain name"},
	{"include/x", SPF_SYNTAX, "/x", "a colon and a domain name"},
	{"v=spf1", SPF_STRANGE, "v=spf1", "the version once"},
	{"include=example.org", SPF_STRANGE, "=", "a colon and a domain name"},
	{"ip4=192.0.2.1", SPF_STRANGE, "=", "a colon and an IPv4 address"},
	{"-redirect=example.org", SPF_SYNTAX, "-", "no qualifier"},
	{"?x=y", SPF_SYNTAX, "?", "no qualifier"},
	{"redirect=", SPF_SYNTAX, "", "a domain name"},
	{"exp=", SPF_SYNTAX, "", "a domain name"},
	{"a:", SPF_SYNTAX, "", "a domain name"},
	{"a:/24", SPF_SYNTAX, "", "a domain name"},
	{"a:mail", SPF_SYNTAX, "mail", "a complete domain name"},
	{"a:museum.", SPF_SYNTAX, "museum.", "a complete domain name"},
	{"a:b.123", SPF_SYNTAX, "123", "a domain name, or a macro"},
	{"a:b.-org", SPF_SYNTAX, "-org", "a domain name, or a macro"},
	{"a:b.org-", SPF_SYNTAX, "org-", "a domain name, or a macro"},
	{"a:b.o_g", SPF_SYNTAX, "o_g", "a domain name, or a macro"},
	{"include:b.org/24", SPF_SYNTAX, "org/24", "a domain name, or"},
	{"exists:%{i}x", SPF_SYNTAX, "x", "a complete domain name"},
	{"ptr/24", SPF_SYNTAX, "/24", "a colon and a domain name"},
	{"ptr:", SPF_SYNTAX, "", "a domain name"},
	{"a/33", SPF_SYNTAX, "/33", "a prefix length from /0 to /32"},
	{"a/", SPF_SYNTAX, "/", "a prefix length from /0 to /32"},
	{"a/024", SPF_SYNTAX, "/024", "a prefix length from /0 to /32"},
	{"a/24/64", SPF_SYNTAX, "/64", "two slashes"},
	{"a//129", SPF_SYNTAX, "/129", "a prefix length from /0 to /128"},
	{"a//64/24", SPF_SYNTAX, "/24", "nothing behind"},
	{"a/24x", SPF_SYNTAX, "x", "two slashes"},
	{"mx:b.org/99999999999", SPF_SYNTAX, "/99999999999", "a prefix"},
	{"ip4:192.0.2.0/33", SPF_SYNTAX, "/33", "a prefix length"},
	{"ip4:192.0.2.0//24", SPF_SYNTAX, "//24", "a prefix length"},
	{"ip4:192.0.2.0/24/24", SPF_SYNTAX, "/24", "nothing behind"},
	{"ip6:2001:db8::/129", SPF_SYNTAX, "/129", "a prefix length"},
	{"ip4", SPF_SYNTAX, "", "a colon and an IPv4 address"},
	{"ip4/24", SPF_SYNTAX, "/24", "a colon and an IPv4 address"},
	{"ip4:", SPF_BAD_ADDRESS, "", "an IPv4 address"},
	{"ip4:2001:db8::1", SPF_BAD_ADDRESS, "2001:db8::1", "an IPv4"},
	{"ip4:192.0.2", SPF_BAD_ADDRESS, "192.0.2", "an IPv4 address"},
	{"ip4:192.0.2.256", SPF_BAD_ADDRESS, "192.0.2.256", "an IPv4"},
	{"ip4:192.0.2.07", SPF_BAD_ADDRESS, "192.0.2.07", "an IPv4"},
	{"ip4:192.0.2.1.", SPF_BAD_ADDRESS, "192.0.2.1.", "an IPv4"},
	{"ip4:192.0.2.1:25", SPF_BAD_ADDRESS, "192.0.2.1:25", "an IPv4"},
	{"ip4:mail.example.org", SPF_BAD_ADDRESS, "mail.example.org",
	    "an IPv4 address"},
	{"ip6:192.0.2.1", SPF_BAD_ADDRESS, "192.0.2.1", "an IPv6 address"},
	{"ip6:2001:db8:::1", SPF_BAD_ADDRESS, "2001:db8:::1", "an IPv6"},
	{"ip4:%{i}", SPF_BAD_ADDRESS, "%{i}", "an IPv4 address"},
	{"a:192.0.2.1", SPF_IS_ADDRESS, "192.0.2.1", "a domain name, not"},
	{"mx:192.0.2.1.", SPF_IS_ADDRESS, "192.0.2.1.", "a domain name, not"},
	{"a:192.0.2.0/24", SPF_IS_ADDRESS, "192.0.2.0", "a domain name, not"},
	{"a:2001:db8::1", SPF_IS_ADDRESS, "2001:db8::1", "a domain name, not"},
	{"a:2001:db8::/32", SPF_IS_ADDRESS, "2001:db8::", "a domain name"},
	{"include:192.0.2.0/24", SPF_IS_ADDRESS, "192.0.2.0/24", "a domain"},
	{"redirect=192.0.2.1", SPF_IS_ADDRESS, "192.0.2.1", "a domain name"},
	{"exists:%{x}.b.org", SPF_SYNTAX, "x", "one of the macro letters"},
	{"exists:%{c}.b.org", SPF_SYNTAX, "c", "one of the macro letters"},
	{"exists:%{}.b.org", SPF_SYNTAX, "", "one of the macro letters"},
	{"exists:%{i.b.org", SPF_SYNTAX, "%{i.b.org", "a closing brace"},
	{"exists:%{d0}.b.org", SPF_SYNTAX, "0", "a number above 0"},
	{"exists:%{dr2}.b.org", SPF_SYNTAX, "2", "a macro such as"},
	{"exists:%{d:}.b.org", SPF_SYNTAX, ":", "a macro such as"},
	{"exists:%i.b.org", SPF_SYNTAX, "%i", "%{letter}"},
	{"exists:b.org%", SPF_SYNTAX, "%", "%{letter}"},
	{"x=%", SPF_SYNTAX, "%", "%{letter}"},
	{"x=%{z}", SPF_SYNTAX, "z", "one of the macro letters"},
	{"a:b\x7f.org", SPF_SYNTAX, "\x7f", "printable ASCII"},
	{"x=\xc3", SPF_SYNTAX, "\xc3", "printable ASCII"},
	{"include:a..b.org", SPF_STRANGE, "", "labels of 1 to 63"},
	{"include:.b.org", SPF_STRANGE, "", "labels of 1 to 63"},
	{"include:" A63 "a.org", SPF_STRANGE, A63 "a", "labels of 1 to 63"},
	{"include:a.org,include:b.org", SPF_STRANGE, ",", "a letter, a"},
	{"a:http://www.b.org", SPF_STRANGE, ":", "a letter, a digit"},
	{"include:spf@b.org", SPF_STRANGE, "@", "a letter, a digit"},
	{"a:" A63 "." A63 "." A63 "." A63, SPF_STRANGE,
	    A63 "." A63 "." A63 "." A63, "a name of at most 253"},
};

static void
test_faults(void **state)
{
	struct spf_term	 term;
	const char	*word;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		word = faults[i].word;
		spf_read((const uint8_t *)word, 0, strlen(word), &term);
		if (term.fault != faults[i].fault || term.expected == NULL ||
		    strncmp(term.expected, faults[i].expected,
		    strlen(faults[i].expected)) != 0 ||
		    term.fault_len != strlen(faults[i].found) ||
		    memcmp(word + term.fault_at, faults[i].found,
		    term.fault_len) != 0)
			fail_msg("%s: fault %d, found \"%.*s\", expected %s",
			    word, (int)term.fault, (int)term.fault_len,
			    word + term.fault_at, term.expected == NULL ?
			    "nothing" : term.expected);
	}
}

static const struct {
	const char	*word;
	const char	*name;		/* NULL: not known */
	bool		 asks;
} domains[] = {
	{"a", "example.org.", true},
	{"mx/24", "example.org.", true},
	{"ptr", "example.org.", true},
	{"A:Mail.Example.NET/24", "mail.example.net.", true},
	{"include:_spf.example.net.", "_spf.example.net.", true},
	{"redirect=_spf.example.net", "_spf.example.net.", true},
	{"exp=_e.example.net", "_e.example.net.", false},
	{"exists:*.example.net", "*.example.net.", true},
	{"include:" A63 "." A63 "." A63 "." A50 ".bbbb.org",
	    A63 "." A63 "." A63 "." A50 ".bbbb.org.", true},
	{"include:%{d}", NULL, true},
	{"a:x%%.b.org", NULL, true},
	{"include:a..b", NULL, true},
	{"all", NULL, false},
	{"ip4:192.0.2.1", NULL, false},
	{"x=example.net", NULL, false},
	{"bogus", NULL, false},
};

static void
test_domains(void **state)
{
	struct name	 owner;
	struct name	 name;
	struct spf_term	 term;
	const char	*word;
	const char	*why;
	char		 text[NAME_TEXT_MAX];
	size_t		 i;
	int		 rc;

	(void)state;
	assert_int_equal(name_from_text(&owner, "example.org.", 12, NULL,
	    &why), 0);
	for (i = 0; i < sizeof(domains) / sizeof(domains[0]); i++) {
		word = domains[i].word;
		spf_read((const uint8_t *)word, 0, strlen(word), &term);
		assert_int_equal(spf_asks(&term), domains[i].asks);
		rc = spf_domain((const uint8_t *)word, &term, &owner, &name);
		assert_int_equal(rc, domains[i].name == NULL ? -1 : 0);
		if (rc == 0)
			assert_string_equal(name_to_text(name.wire, text),
			    domains[i].name);
	}
}

static void
test_details(void **state)
{
	static const uint8_t	octets[] = {192, 0, 2, 7};
	struct spf_term		term;

	(void)state;
	spf_read((const uint8_t *)"-ip4:192.0.2.7/30", 0, 17, &term);
	assert_int_equal(term.address.type, TYPE_A);
	assert_memory_equal(term.address.octets, octets, 4);
	assert_int_equal(term.prefix4, 30);
	assert_int_equal(term.qualifier, '-');
	spf_read((const uint8_t *)"exists:%{P}.b.org", 0, 17, &term);
	assert_true(term.has_macro && term.has_ptr_macro);
	spf_read((const uint8_t *)"exists:%{d}.b.org", 0, 17, &term);
	assert_true(term.has_macro && !term.has_ptr_macro);
	assert_int_equal(spf_mechanism((const uint8_t *)"EXISTS", 6),
	    SPF_EXISTS);
	assert_int_equal(spf_mechanism((const uint8_t *)"exp", 3),
	    SPF_NOTHING);
}

/* Most domains are judged by a quick look. */
static void
test_quick_domains(void **state)
{
	static const char	octets[] = "abzA09-_..%{}d/:*,\t";
	struct spf_term		quick;
	struct spf_term		any;
	uint64_t		rnd = 3;
	uint8_t			text[300];
	unsigned		sound = 0;
	size_t			len;
	size_t			i;
	size_t			k;
	bool			is_sound;

	(void)state;
	for (i = 0; i < 50000; i++) {
		rnd = hash_mix(rnd + 1, HASH_SPREAD);
		/* Of ordinary octets more often; and some too long. */
		len = i % 50 == 0 ? 240 + (size_t)rnd % 30 :
		    (size_t)rnd % 12;
		for (k = 0; k < len; k++) {
			rnd = hash_mix(rnd + 1, HASH_SPREAD);
			text[k] = (uint8_t)octets[(rnd >> 30) % (i % 3 == 0 ?
			    sizeof(octets) - 1 : 10)];
			if (len > 200 && k % 50 != 49)
				text[k] = 'x';
		}
		memset(&quick, 0, sizeof(quick));
		memset(&any, 0, sizeof(any));
		is_sound = spf_read_any_domain(text, 0, len, &any);
		assert_int_equal(spf_read_domain(text, 0, len, &quick),
		    is_sound);
		assert_memory_equal(&quick, &any, sizeof(any));
		sound += is_sound;
	}
	assert_in_range(sound, 1000, 49000);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_quick_domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
