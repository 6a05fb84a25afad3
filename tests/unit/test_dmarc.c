/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/dmarc.h"
#include "zones/dmarc_uri.h"
#include "zones/dmarc_write.h"

/* A policy as a word. */
static const char *
word(enum dmarc_policy p)
{
	static const char *const	words[] = {"-", "bad", "none",
	    "quarantine", "reject"};

	return words[p];
}

/* The first fault, as "tag@position+length text", or "". */
static const char *
fault(const struct dmarc_fault *f, char buf[200])
{
	if (f->text == NULL)
		return "";
	(void)snprintf(buf, 200, "%s@%zu+%zu %s", f->tag == -1 ? "" :
	    dmarc_tag_name((enum dmarc_tag)f->tag), f->piece.at,
	    f->piece.len, f->text);
	return buf;
}

#define POLICY_FAULT	"is none of none, quarantine and reject"
#define RS_FAULT	"is neither r (relaxed) nor s (strict)"
#define FO_FAULT	"is no list of 0 or 1, d, s, each once, with colons" \
			" between them"

/* p/sp/np, the first fault of the list, the first in URIs. */
static const struct {
	const char	*text;
	const char	*policies;
	const char	*syntax;
	const char	*uri;
} cases[] = {
	{"v=DMARC1; p=none", "none/-/-", "", ""},
	{"v=DMARC1;p=reject;", "reject/-/-", "", ""},
	{"v=DMARC1 ; p = reject ; ", "reject/-/-", "", ""},
	{"v=DMARC1\t;\tp\t=\treject\t", "reject/-/-", "", ""},
	{"V = DMARC1; p=REJECT; sp=Quarantine; np=NONE",
	    "reject/quarantine/none", "", ""},
	{"v=DMARC1; rua=mailto:a@b.example; p=quarantine", "quarantine/-/-",
	    "", ""},
	{"v=DMARC1", "-/-/-", "", ""},
	{"v=DMARC1;", "-/-/-", "", ""},
	{"v=DMARC1; adkim=S; aspf=R; fo=1:D:s; psd=U; t=N; pct=5; rf=afrf;"
	    " ri=86400; p=none", "none/-/-", "", ""},
	{"v=DMARC1; fo=d; p=none", "none/-/-", "", ""},
	{"v=DMARC1; fo=d:1:s; p=none", "none/-/-", "", ""},
	{"v=DMARC1; fo=0:1; p=none", "none/-/-", "", ""},
	{"v=DMARC1; x=1; foo=bar baz; p=none", "none/-/-", "", ""},
	/* Not a record at all. */
	{"", "-/-/-", "@0+0 does not begin with v=DMARC1", ""},
	{" v=DMARC1; p=none", "-/-/-",
	    "@0+17 does not begin with v=DMARC1", ""},
	{"v=dmarc1; p=none", "-/-/-",
	    "@0+16 does not begin with v=DMARC1", ""},
	{"v=DMARC1 none", "-/-/-",
	    "@0+13 does not begin with v=DMARC1", ""},
	{"v=dmarc1 p=none", "-/-/-",
	    "@0+15 does not begin with v=DMARC1", ""},
	{"v=DMARC1, p=none", "-/-/-",
	    "@0+16 does not begin with v=DMARC1", ""},
	{"p=none; v=DMARC1", "-/-/-",
	    "@0+16 does not begin with v=DMARC1", ""},
	{"v=DMARC12; p=none", "-/-/-",
	    "@0+17 does not begin with v=DMARC1", ""},
	/* Values. */
	{"v=DMARC1; p=block", "bad/-/-", "p@12+5 " POLICY_FAULT, ""},
	{"v=DMARC1; p=", "bad/-/-", "p@12+0 " POLICY_FAULT, ""},
	{"v=DMARC1; p=reject; sp=off", "reject/bad/-",
	    "sp@23+3 " POLICY_FAULT, ""},
	{"v=DMARC1; p=reject; np=rejekt;", "reject/-/bad",
	    "np@23+6 " POLICY_FAULT, ""},
	{"v=DMARC1; p=reject,rua=mailto:a@b", "bad/-/-",
	    "p@12+21 " POLICY_FAULT, ""},
	{"v=DMARC1; p=none; adkim=strict; aspf=x", "none/-/-",
	    "adkim@24+6 " RS_FAULT, ""},
	{"v=DMARC1; p=none; aspf=", "none/-/-", "aspf@23+0 " RS_FAULT, ""},
	{"v=DMARC1; p=none; fo=2", "none/-/-", "fo@21+1 " FO_FAULT, ""},
	{"v=DMARC1; p=none; fo=1,d", "none/-/-", "fo@21+3 " FO_FAULT, ""},
	{"v=DMARC1; p=none; fo=d:d", "none/-/-", "fo@21+3 " FO_FAULT, ""},
	{"v=DMARC1; p=none; fo=1:", "none/-/-", "fo@21+2 " FO_FAULT, ""},
	{"v=DMARC1; p=none; fo=1::s", "none/-/-", "fo@21+4 " FO_FAULT, ""},
	{"v=DMARC1; p=none; fo=", "none/-/-", "fo@21+0 " FO_FAULT, ""},
	{"v=DMARC1; p=none; psd=yes", "none/-/-",
	    "psd@22+3 is none of y, n and u", ""},
	{"v=DMARC1; p=none; t=1", "none/-/-",
	    "t@20+1 is neither y nor n", ""},
	{"v=DMARC1; p=none; pct=abc; ri=x", "none/-/-", "", ""},
	/* The list. */
	{"v=DMARC1;; p=none", "none/-/-",
	    "@9+0 is empty: two semicolons stand side by side", ""},
	{"v=DMARC1; p=none;;", "none/-/-",
	    "@17+0 is empty: two semicolons stand side by side", ""},
	{"v=DMARC1; p=none; =x", "none/-/-",
	    "@18+2 has no name before the =", ""},
	{"v=DMARC1; p:none", "-/-/-", "@10+6 is no tag: it has no =", ""},
	{"v=DMARC1; p", "-/-/-", "@10+1 is no tag: it has no =", ""},
	{"v=DMARC1; p-1=none", "-/-/-",
	    "@10+8 is no name of a tag: letters only", ""},
	{"v=DMARC1; p=none; p=reject", "none/-/-",
	    "@18+8 stands twice", ""},
	{"v=DMARC1; p=none; v=DMARC1", "none/-/-",
	    "@18+8 stands twice", ""},
	{"v=DMARC1; P=reject", "reject/-/-",
	    "@10+8 must be in lower case", ""},
	{"v=DMARC1 p=none;", "none/-/-",
	    "v@2+6 has no semicolon before the next tag", ""},
	{"v=DMARC1; p=reject sp=none", "reject/none/-",
	    "p@12+6 has no semicolon before the next tag", ""},
	{"v=DMARC1; p=reject  rua = mailto:a@b.example", "reject/-/-",
	    "p@12+6 has no semicolon before the next tag", ""},
	{"v=DMARC1; rua=mailto:a@b.example p=reject", "reject/-/-",
	    "rua@14+18 has no semicolon before the next tag", ""},
	{"v=DMARC1; x=\x01; p=none", "none/-/-",
	    "@10+3 has a value that is not printable ASCII", ""},
	/* Addresses, in the list. */
	{"v=DMARC1; p=none; rua=", "none/-/-", "", "rua@22+0 is empty"},
	{"v=DMARC1; p=none; ruf=a@b.example", "none/-/-", "",
	    "ruf@22+11 is no URI: mailto: is missing before the address"},
	{"v=DMARC1; p=none; rua=mailto:a@b.example; c@d.example", "none/-/-",
	    "", "rua@42+11 stands behind a semicolon, which ends the list;"
	    " addresses are separated by commas"},
	{"v=DMARC1; p=none; rua=mailto:a@b.example;mailto:c@d.example",
	    "none/-/-", "", "rua@41+18 stands behind a semicolon, which ends"
	    " the list; addresses are separated by commas"},
	{"v=DMARC1; p=none; c@d.example", "none/-/-",
	    "@18+11 is no tag: it has no =", ""},
};

static void
test_records(void **state)
{
	struct dmarc	d;
	char		policies[40];
	char		buf[200];
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dmarc_parse(&d, (const uint8_t *)cases[i].text,
		    strlen(cases[i].text));
		(void)snprintf(policies, sizeof(policies), "%s/%s/%s",
		    word(d.p), word(d.sp), word(d.np));
		assert_string_equal(policies, cases[i].policies);
		assert_string_equal(fault(&d.syntax, buf), cases[i].syntax);
		assert_string_equal(fault(&d.uri, buf), cases[i].uri);
	}
}

static void
parse(struct dmarc *d, const char *text)
{
	dmarc_parse(d, (const uint8_t *)text, strlen(text));
}

static void
test_values(void **state)
{
	struct dmarc	d;

	(void)state;
	parse(&d, "v=DMARC1");
	assert_true(d.is_dmarc);
	assert_int_equal(d.pct, 100);
	assert_int_equal(d.psd, 'u');
	assert_false(d.is_strict_dkim || d.is_strict_spf || d.is_test);
	assert_int_equal(d.fo, 0);
	assert_int_equal(d.unknown.len, 0);
	parse(&d, "v=DMARC1; adkim=s; aspf=S; t=Y; psd=n; fo=0:s; pct=7;"
	    " rau=x; rfu=y; p=reject");
	assert_true(d.is_strict_dkim && d.is_strict_spf && d.is_test);
	assert_int_equal(d.psd, 'n');
	assert_int_equal(d.fo, DMARC_FO_0 | DMARC_FO_S);
	assert_int_equal(d.pct, 7);
	assert_int_equal(d.unknown.at, 54);
	assert_memory_equal(d.unknown.text, "rau", d.unknown.len);
	assert_true(d.has[DMARC_PCT]);
	assert_false(d.has[DMARC_RUA]);
	assert_int_equal(d.value[DMARC_PCT].at, 51);
	parse(&d, "v=DMARC1; fo=0:1; pct=101");
	assert_int_equal(d.fo, DMARC_FO_0 | DMARC_FO_1);
	assert_int_equal(d.pct, 100);
	parse(&d, "v=dmarc1; p=reject");
	assert_false(d.is_dmarc);
	assert_false(d.has[DMARC_P]);
}

/* What receivers do: for the domain, for what is below. */
static const struct {
	const char		*text;
	enum dmarc_policy	 here;
	enum dmarc_policy	 below;
} applied[] = {
	{"v=DMARC1", DMARC_NONE, DMARC_NONE},
	{"v=DMARC1; p=reject", DMARC_REJECT, DMARC_REJECT},
	{"v=DMARC1; p=reject; sp=none", DMARC_REJECT, DMARC_NONE},
	{"v=DMARC1; p=none; sp=reject", DMARC_NONE, DMARC_REJECT},
	{"v=DMARC1; sp=reject", DMARC_NONE, DMARC_NONE},
	{"v=DMARC1; p=block; sp=reject", DMARC_NONE, DMARC_NONE},
	{"v=DMARC1; p=reject; sp=block", DMARC_NONE, DMARC_NONE},
	{"v=DMARC1; p=none; sp=block", DMARC_NONE, DMARC_NONE},
	{"v=DMARC1; p=reject; np=block", DMARC_NONE, DMARC_NONE},
	{"v=DMARC1; p=quarantine; np=none", DMARC_QUARANTINE,
	    DMARC_QUARANTINE},
};

static void
test_applied(void **state)
{
	struct dmarc	d;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(applied) / sizeof(applied[0]); i++) {
		parse(&d, applied[i].text);
		assert_int_equal(dmarc_applied(&d), applied[i].here);
		assert_int_equal(dmarc_applied_below(&d), applied[i].below);
	}
}

static int
near(const char *name)
{
	return dmarc_tag_near((const uint8_t *)name, strlen(name));
}

static const char *
near_value(enum dmarc_tag tag, const char *value)
{
	const char	*v = dmarc_value_near(tag, (const uint8_t *)value,
	    strlen(value));

	return v == NULL ? "" : v;
}

static void
test_near(void **state)
{
	(void)state;
	assert_int_equal(near("rau"), DMARC_RUA);
	assert_int_equal(near("ruaa"), DMARC_RUA);
	assert_int_equal(near("policy"), DMARC_P);
	assert_int_equal(near("Policy"), DMARC_P);
	assert_int_equal(near("akdim"), DMARC_ADKIM);
	assert_int_equal(near("x"), -1);
	assert_int_equal(near("banana"), -1);
	assert_string_equal(near_value(DMARC_P, "rejct"), "reject");
	assert_string_equal(near_value(DMARC_SP, "quarentine"),
	    "quarantine");
	assert_string_equal(near_value(DMARC_P, "block"), "");
	assert_string_equal(near_value(DMARC_ADKIM, "strict"), "s");
	assert_string_equal(near_value(DMARC_ASPF, "Relaxed"), "r");
	assert_string_equal(near_value(DMARC_T, "yes"), "y");
	assert_string_equal(near_value(DMARC_T, "strict"), "");
	assert_string_equal(near_value(DMARC_FO, "2"), "");
}

/* Each URI as "position+length[ domain][ !limit][ fault]". */
#define NO_LOCAL	"is no mail address: what stands before the @ is" \
			" empty, or holds a character that must be written" \
			" as %XX"
#define NO_DOMAIN	"is no mail address: what stands behind the @ is no" \
			" domain"
#define NO_SCHEME	"is no URI: mailto: is missing before the address"

static const struct {
	const char	*list;
	const char	*found;
} uris[] = {
	{"mailto:a@b.example", "0+18 b.example"},
	{" MAILTO:a.b-c+d@B.example ", "1+24 B.example"},
	{"mailto:a@b.example,mailto:c@d", "0+18 b.example|19+10 d"},
	{"mailto:a@b.example , mailto:c@d", "0+18 b.example|21+10 d"},
	{"mailto:a@b.example!10m", "0+18 b.example !4"},
	{"mailto:a@b.example!50K,mailto:a@c!7",
	    "0+18 b.example !4|23+10 c !2"},
	{"mailto:a%2Cb@c.example", "0+22 c.example"},
	{"mailto:a%21b@c.example?subject=x%20y", "0+36 c.example"},
	{"mailto:a@b.example%2Cc@d.example", "0+32"},
	{"https://r.example/dmarc?a=b", "0+27"},
	{"xmpp:a@b.example", "0+16"},
	{"https://u@r.example", "0+19"},
	/* Faults. */
	{"", "0+0 is empty"},
	{"mailto:a@b.example,", "0+18 b.example|19+0 is empty"},
	{"a@b.example", "0+11 " NO_SCHEME " *"},
	{"b.example", "0+9 " NO_SCHEME},
	{"mailto:a@b.example,c@d", "0+18 b.example|19+3 " NO_SCHEME " *"},
	{"mailto:a,b@c.example", "0+8 is no mail address: it has no @|"
	    "9+11 " NO_SCHEME " *"},
	{"malito:a@b.example", "0+18 has a scheme that nobody knows; write"
	    " mailto: *"},
	{"mail:a@b.example", "0+16 has a scheme that nobody knows; write"
	    " mailto: *"},
	{"mailto:a@b.example mailto:c@d", "0+29 holds a blank; addresses are"
	    " separated by commas"},
	{"mailto: a@b", "0+11 holds a blank; addresses are separated by"
	    " commas"},
	{"mailto:a!b@c.example", "0+20 holds an exclamation mark, which must"
	    " be written as %21"},
	{"mailto:a@b!10mb", "0+15 holds an exclamation mark, which must be"
	    " written as %21"},
	{"mailto:a@b!", "0+11 holds an exclamation mark, which must be"
	    " written as %21"},
	{"mailto:a%2@b", "0+12 holds a % without two hexadecimal digits"
	    " behind it"},
	{"mailto:a@b%2", "0+12 holds a % without two hexadecimal digits"
	    " behind it"},
	{"mailto:<a@b>", "0+12 holds a character that a URI cannot have"},
	{"mailto:", "0+7 is no mail address: it has no @"},
	{"mailto:b.example", "0+16 is no mail address: it has no @"},
	{"mailto:a?to=c@d", "0+15 is no mail address: it has no @"},
	{"mailto:@b.example", "0+17 " NO_LOCAL},
	{"mailto://a@b.example", "0+20 " NO_LOCAL},
	{"mailto:mailto:a@b", "0+17 " NO_LOCAL},
	{"mailto:a@", "0+9 " NO_DOMAIN},
	{"mailto:a@b.example.", "0+19 " NO_DOMAIN},
	{"mailto:a@.b", "0+11 " NO_DOMAIN},
	{"mailto:a@b..c", "0+13 " NO_DOMAIN},
	{"mailto:a@-b.c", "0+13 " NO_DOMAIN},
	{"mailto:a@b-.c", "0+13 " NO_DOMAIN},
	{"mailto:a@b@c", "0+12 " NO_DOMAIN},
	{"mailto:a@b_c", "0+12 " NO_DOMAIN},
};

static void
test_uris(void **state)
{
	struct dmarc_uris	list;
	struct dmarc_uri	u;
	char			found[400];
	char			text[100] = "xyz";
	size_t			used;
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
		(void)snprintf(text + 3, sizeof(text) - 3, "%s!1m,",
		    uris[i].list);
		dmarc_uris_init(&list, (const uint8_t *)text, 3,
		    strlen(uris[i].list));
		for (used = 0; dmarc_uris_next(&list, &u); ) {
			used += (size_t)snprintf(found + used,
			    sizeof(found) - used, "%s%zu+%zu",
			    used > 0 ? "|" : "", u.at - 3,
			    u.len + (u.fault != NULL ? u.limit_len : 0));
			if (u.domain_len > 0)
				used += (size_t)snprintf(found + used,
				    sizeof(found) - used, " %.*s",
				    (int)u.domain_len, text + u.domain_at);
			if (u.limit_len > 0)
				used += (size_t)snprintf(found + used,
				    sizeof(found) - used, " !%zu",
				    u.limit_len);
			if (u.fault != NULL)
				used += (size_t)snprintf(found + used,
				    sizeof(found) - used, " %s%s", u.fault,
				    u.lacks_mailto ? " *" : "");
		}
		assert_string_equal(found, uris[i].found);
	}
}

/* One edit: tag, value; "-" drops, "" changes nothing. */
static const struct {
	const char	*text;
	int		 tag;
	const char	*value;
	const char	*written;
} edits[] = {
	{"V = DMARC1 ;p=None;;x ;;", DMARC_P, "", "v=DMARC1; p=None"},
	{"v=DMARC1; rua=mailto:a@b", DMARC_P, "none",
	    "v=DMARC1; p=none; rua=mailto:a@b"},
	{"v=DMARC1", DMARC_RUA, "mailto:a@b", "v=DMARC1; rua=mailto:a@b"},
	{"v=DMARC1; p=none; ri=5; sp=none", DMARC_RI, "-",
	    "v=DMARC1; p=none; sp=none"},
	{"v=DMARC1; p=none; ri=5; sp=none", DMARC_RF, "-",
	    "v=DMARC1; p=none; ri=5; sp=none"},
	{"v=DMARC1; P=none; p=reject; sp=x", DMARC_SP, "none",
	    "v=DMARC1; p=none; sp=none"},
	{"v=DMARC1; rau=mailto:a@b; foo=bar; p=none", DMARC_TAGS, "rua",
	    "v=DMARC1; rua=mailto:a@b; foo=bar; p=none"},
	{"v=DMARC1; rau=mailto:a@b; foo=bar; p=none", DMARC_TAGS, "-",
	    "v=DMARC1; foo=bar; p=none"},
	{"v=DMARC1 p=reject rua = mailto:a@b", DMARC_P, "",
	    "v=DMARC1; p=reject; rua=mailto:a@b"},
};

static void
test_edits(void **state)
{
	struct dmarc_edit	edit;
	struct suggest		out;
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		edit.tag = edits[i].tag;
		edit.value = strcmp(edits[i].value, "-") == 0 ? NULL :
		    edits[i].value;
		dmarc_write(&out, (const uint8_t *)edits[i].text,
		    strlen(edits[i].text), &edit, edits[i].value[0] != '\0');
		assert_string_equal(out.text, edits[i].written);
		assert_false(out.is_full);
	}
}

/* The list of rua, mended; NULL if it cannot be. */
static const struct {
	const char	*text;
	const char	*written;
} lists[] = {
	{"v=DMARC1; rua=a@b.example , mailto:c@d!5m;",
	    "mailto:a@b.example,mailto:c@d"},
	{"v=DMARC1; rua=mail:a@b.example", "mailto:a@b.example"},
	{"v=DMARC1; rua=https://a.example/!7", "https://a.example/"},
	{"v=DMARC1; rua=a@b.example,mailto:c", NULL},
	{"v=DMARC1; rua=", NULL},
};

static void
test_lists(void **state)
{
	struct suggest	out;
	struct dmarc	d;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		parse(&d, lists[i].text);
		assert_int_equal(dmarc_write_uris(&out, &d, DMARC_RUA),
		    lists[i].written == NULL ? -1 : 0);
		if (lists[i].written != NULL)
			assert_string_equal(out.text, lists[i].written);
	}
}

static const struct {
	const char	*a;
	const char	*b;
	const char	*merged;
} merges[] = {
	{"v=DMARC1; p=none", "v=DMARC1; p=reject", "v=DMARC1; p=none"},
	{"v=DMARC1; p=reject", "v=DMARC1; p=None", "v=DMARC1; p=none"},
	{"v=DMARC1;", "v=DMARC1; p=reject", "v=DMARC1; p=reject"},
	{"v=DMARC1; p=block", "v=DMARC1; p=none", "v=DMARC1; p=block"},
	{"v=DMARC1; p=none; rua=mailto:a@b.example",
	    "v=DMARC1;p=none;rua=MAILTO:a@b.example,mailto:c@d;ruf=mailto:e@f"
	    ";adkim=s", "v=DMARC1; p=none; rua=mailto:a@b.example,mailto:c@d;"
	    " adkim=s; ruf=mailto:e@f"},
	{"v=DMARC1; p=none; aspf=s", "v=DMARC1; p=none; aspf=r",
	    "v=DMARC1; p=none; aspf=s"},
};

static void
test_merges(void **state)
{
	struct suggest	out;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(merges) / sizeof(merges[0]); i++) {
		dmarc_merge(&out, (const uint8_t *)merges[i].a,
		    strlen(merges[i].a), (const uint8_t *)merges[i].b,
		    strlen(merges[i].b));
		assert_string_equal(out.text, merges[i].merged);
	}
}

/* A record in a message: strings of 255 octets, escapes, and no cut. */
static void
test_suggest(void **state)
{
	struct suggest	value;
	struct suggest	out;
	struct name	owner;
	const char	*why;
	const char	*text;
	unsigned	i;

	(void)state;
	assert_int_equal(name_from_text(&owner, "_d.example.", 11, NULL,
	    &why), 0);
	suggest_init(&value);
	suggest_word(&value, "a\"b\\c\x01\xff");
	assert_string_equal(suggest_txt(&out, "; write: ", &owner, &value),
	    "; write: _d.example. TXT \"a\\\"b\\\\c\\001\\255\"");
	suggest_init(&value);
	for (i = 0; i < 255; i++)
		suggest_word(&value, "x");
	text = suggest_txt(&out, "", &owner, &value);
	assert_int_equal(strlen(text), strlen("_d.example. TXT \"\"") + 255);
	suggest_word(&value, "y");
	text = suggest_txt(&out, "", &owner, &value);
	assert_string_equal(text + strlen(text) - 6, "x\" \"y\"");
	for (i = 0; i < SUGGEST_BYTES; i++)
		suggest_word(&value, "x");
	assert_true(value.is_full);
	assert_int_equal(value.len, SUGGEST_BYTES - 1);
	assert_string_equal(suggest_txt(&out, "", &owner, &value), "");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_applied),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_merges),
		cmocka_unit_test(test_suggest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
