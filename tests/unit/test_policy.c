/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/hash.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/target.h"

static const char *const kinds[] = {
	"none", "spf", "senderid", "dkim", "dmarc", "sts", "tlsrpt", "bimi"
};
static const char *const states[] = {
	"good", "ignored", "cut", "quoted", "words", "foreign"
};

#define KEY	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC5"
#define D	"s._domainkey"

/* Owner, what stands behind TXT, kind and state. */
static const struct {
	const char	*owner;
	const char	*text;
	const char	*is;
} cases[] = {
	/* SPF, RFC 7208 4.5. */
	{"@", "\"v=spf1 mx -all\"", "spf good"},
	{"@", "\"v=spf1\"", "spf good"},
	{"@", "v=spf1", "spf good"},
	{"@", "v=spf1; mx -all", "spf good"},
	{"@", "\"V=SPF1 MX -ALL\"", "spf good"},
	{"@", "\"v=spf1 \"", "spf good"},
	{"@", "\"v=spf1 exp=it's.%{d} -all\"", "spf good"},
	{"@", "v=spf1\\032mx\\032-all", "spf good"},
	{"@", "v=spf1\\032 mx\\032 -all", "spf good"},
	{"@", "\"v=spf1 m\" \"x -all\"", "spf good"},
	{"@", "\" v=spf1 mx -all\"", "spf ignored"},
	{"@", "\"v=spf1; mx -all\"", "spf ignored"},
	{"@", "\"v=spf1.0 mx -all\"", "spf ignored"},
	{"@", "\"v=spf2 mx -all\"", "spf ignored"},
	{"@", "\"v=spf mx -all\"", "spf ignored"},
	{"@", "\"v= spf1 mx -all\"", "spf ignored"},
	{"@", "\"v =spf1 mx -all\"", "spf ignored"},
	{"@", "\"v:spf1 mx -all\"", "spf ignored"},
	{"@", "\"v=spf1mx -all\"", "spf ignored"},
	{"@", "\"v=spf1,mx,-all\"", "spf ignored"},
	{"@", "\"spf1 mx -all\"", "spf ignored"},
	{"@", "\"vspf1 mx -all\"", "spf ignored"},
	{"@", "\"=v=spf1 mx -all\"", "spf ignored"},
	{"@", "\"SPF: v=spf1 mx -all\"", "spf ignored"},
	{"@", "\"TXT v=spf1 mx -all\"", "spf ignored"},
	{"@", "\"v=spf1\" \"mx\" \"-all\"", "spf ignored"},
	{"@", "v=spf1 mx -all", "spf words"},
	{"@", "v=spf1 mx; -all", "spf words"},
	{"@", "v=spf1\\ mx -all", "spf words"},
	{"@", "v=spf1 \"mx -all\"", "spf words"},
	{"@", "\"\\\"v=spf1 mx -all\\\"\"", "spf quoted"},
	{"@", "\"v=spf1 mx -all\\\"\"", "spf quoted"},
	{"@", "\" 'v=spf1 mx -all'\"", "spf quoted"},
	{"@", "\"`v=spf1 mx -all`\"", "spf quoted"},
	{"@", "\"v=spf1 \\\"mx\\\" -all\"", "spf quoted"},
	{"@", "“v=spf1 mx -all”", "spf quoted"},
	{"@", "\"„v=spf1 mx -all“\"", "spf quoted"},
	{"@", "\"«v=spf1 mx -all»\"", "spf quoted"},
	{"@", "\"‘v=spf1 mx -all’\"", "spf quoted"},
	{"@", "\"\\147v=spf1 mx -all\\148\"", "spf quoted"},
	{"@", "\"v=\\\"spf1\\\" mx -all\"", "spf quoted"},
	{"@", "'v=spf1 mx -all'", "spf quoted"},
	{"@", "\\\"v=spf1 mx -all\\\"", "spf quoted"},
	{"@", "\"v=spf1\\194\\160mx -all\"", "spf foreign"},
	{"@", "\"v=spf1 mx\\009-all\"", "spf foreign"},
	{"@", "\"\\239\\187\\191v=spf1 mx -all\"", "spf foreign"},
	{"@", "\"v=spf1 mx \\226\\128\\139-all\"", "spf foreign"},
	{"@", "\"v=spf1 mx \\226\\128\\147all\"", "spf foreign"},
	{"@", "\"v=spf1 mx -all\\013\\010\"", "spf foreign"},
	{"@", "\"v=spf1 mx -all\\000\"", "spf foreign"},
	{"@", "\"v\\226\\128\\139=spf1 mx -all\"", "spf foreign"},
	{"@", "\"spf2.0/pra mx -all\"", "senderid good"},
	{"@", "\"spf2.0/mfrom,pra mx -all\"", "senderid good"},
	{"@", "\" spf2.0/pra mx -all\"", "senderid ignored"},
	{"_dmarc", "\"v=spf1 -all\"", "spf good"},
	{D, "\"v=spf1 -all\"", "spf good"},
	/* None of mail. */
	{"@", "\"google-site-verification=a1b2\"", "none"},
	{"@", "MS=ms12345", "none"},
	{"@", "\"v=verifydomain MS=1\"", "none"},
	{"@", "\"v=msv1 t=4711\"", "none"},
	{"@", "\"v=TLSA1\"", "none"},
	{"@", "\"\\\"quoted\\\"\"", "none"},
	{"@", "\"spf1-site-verification=x\"", "none"},
	{"@", "\"dkim=all\"", "none"},
	{"@", "\"dmarc policy: see elsewhere\"", "none"},
	{"@", "\"\"", "none"},
	{"@", "\"p=reject\"", "none"},
	{"@", "\"k=rsa; p=short\"", "none"},
	{"_dmarc", "\"site-check=77\"", "none"},
	{"_dmarc", "\"hello\"", "none"},
	{D, "\"google-site-verification=a1b2\"", "none"},
	{"_domainkey", "\"o=~; r=hostmaster@example.com\"", "none"},
	{"_adsp._domainkey", "\"dkim=all\"", "none"},
	{"_report._domainkey", "\"ra=dkim-errors; rp=100\"", "none"},
	{"_mta-sts", "\"hello\"", "none"},
	/* DMARC, RFC 9989 4.8. */
	{"_dmarc", "\"v=DMARC1; p=none\"", "dmarc good"},
	{"_dmarc", "\"v=DMARC1;p=none;\"", "dmarc good"},
	{"_dmarc", "\"v = DMARC1 ; p = none\"", "dmarc good"},
	{"_dmarc", "\"v=DMARC1;\\009p=none\"", "dmarc good"},
	{"_dmarc", "\"v=DMARC1 \\009 ; p=none\\009\"", "dmarc good"},
	{"_dmarc", "\"v=DMARC1; rua=mailto:a@b.c,\\009mailto:d@e.f\"",
	    "dmarc good"},
	{"_dmarc", "\"v=DMARC1; p=none; rua=mailto:o'brien@example.com\"",
	    "dmarc good"},
	{"_dmarc", "\"v=DMARC1 p=none\"", "dmarc good"},
	{"_dmarc", "\"v=DMARC1\"", "dmarc good"},
	{"_dmarc", "v=DMARC1\\; p=none", "dmarc good"},
	{"_dmarc", "v=DMARC1\\;p=none", "dmarc good"},
	{"_dmarc", "v=DMARC1\\; p=none\\; rua=mailto:a@b.c", "dmarc good"},
	{"a.b._report._dmarc", "v=DMARC1", "dmarc good"},
	{"*._report._dmarc", "\"v=DMARC1;\"", "dmarc good"},
	{"dmarc", "\"v=DMARC1; p=none\"", "dmarc good"},
	{"_dmarc", "\"v=DMARC1,p=none\"", "dmarc ignored"},
	{"_dmarc", "\"v=DMARC1: p=none\"", "dmarc ignored"},
	{"_dmarc", "\"v=dmarc1; p=none\"", "dmarc ignored"},
	{"_dmarc", "\"V=DMARC1; p=none\"", "dmarc ignored"},
	{"_dmarc", "\" v=DMARC1; p=none\"", "dmarc ignored"},
	{"_dmarc", "\"DMARC1; p=none\"", "dmarc ignored"},
	{"_dmarc", "\"v=DMARC2; p=none\"", "dmarc ignored"},
	{"_dmarc", "\"v=DMARC; p=none\"", "dmarc ignored"},
	{"_dmarc", "\"v=1; p=none\"", "dmarc ignored"},
	{"_dmarc", "\"p=none; v=DMARC1\"", "dmarc ignored"},
	{"_dmarc", "\"p=reject\"", "dmarc ignored"},
	{"_dmarc", "\"v=DMARC1\" \"p=none\"", "dmarc ignored"},
	{"_dmarc", "v=DMARC1; p=none", "dmarc cut"},
	{"_dmarc", "v=DMARC1 ; p=none", "dmarc cut"},
	{"_dmarc", "v=dmarc1;p=none", "dmarc cut"},
	{"_dmarc", "p=reject; v=DMARC1", "dmarc cut"},
	{"dmarc", "v=DMARC1; p=none", "dmarc cut"},
	{"_dmarc", "v=DMARC1 p=none", "dmarc words"},
	{"_dmarc", "v=DMARC1\\; p=none rua=mailto:a@b.c", "dmarc words"},
	{"_dmarc", "\"'v=DMARC1; p=none'\"", "dmarc quoted"},
	{"_dmarc", "“v=DMARC1; p=none”", "dmarc quoted"},
	{"_dmarc", "\"v=DMARC1; p=\\\"none\\\"\"", "dmarc quoted"},
	{"_dmarc", "\"v=DMARC1; p=‘none’\"", "dmarc quoted"},
	{"_dmarc", "\"v=DMARC1;\\194\\160p=none\"", "dmarc foreign"},
	{"_dmarc", "\"v=DMARC1; p=no\\009ne\"", "dmarc foreign"},
	{"_dmarc", "\"\\009v=DMARC1; p=none\"", "dmarc foreign"},
	{"_dmarc", "\"v=DMARC1; p=none\\013\"", "dmarc foreign"},
	/* DKIM, RFC 6376 3.6.1. */
	{D, "\"v=DKIM1; k=rsa; p=" KEY "\"", "dkim good"},
	{D, "\" v=DKIM1; p=" KEY "\"", "dkim good"},
	{D, "\"k=rsa; p=" KEY "\"", "dkim good"},
	{D, "\"p=" KEY "\"", "dkim good"},
	{D, "p=" KEY, "dkim good"},
	{D, "v=DKIM1\\; k=rsa\\; p=" KEY " k=" KEY, "dkim good"},
	{D, "\"v=DKIM1;\\009p=" KEY "\\009" KEY "\"", "dkim good"},
	{D, "\"v=DKIM1; p=" KEY "\\013\\010 " KEY "\"", "dkim good"},
	{D, "\"v=DKIM1; n=the boss' \\\"key\\\"; p=" KEY "\"", "dkim good"},
	{D, "\"v=DKIM1; p=" KEY "\\\" \\\"" KEY "\"", "dkim good"},
	{D, "\"v=DKIM1; p=" KEY "\" \"\\\"" KEY "\\\"\"", "dkim good"},
	{D, "\"" KEY "\"", "dkim good"},
	{D, "\"hello there\"", "dkim good"},
	{"a.b." D ".c", "\"t=s; p=\"", "dkim good"},
	{"@", "\"k=rsa; p=" KEY "\"", "dkim good"},
	{"@", "\"v=DKIM1; p=\"", "dkim good"},
	{D, "\"v=dkim1; p=" KEY "\"", "dkim ignored"},
	{D, "\"k=rsa; v=DKIM1; p=" KEY "\"", "dkim ignored"},
	{D, "\"v=DKIM2; p=" KEY "\"", "dkim ignored"},
	{D, "v=DKIM1; k=rsa; p=" KEY, "dkim cut"},
	{D, "\"v=DKIM1\"", "dkim cut"},
	{D, "k=rsa; p=" KEY, "dkim cut"},
	{"@", "v=DKIM1; p=" KEY, "dkim cut"},
	{D, "v=DKIM1 k=rsa p=" KEY, "dkim words"},
	{D, "\"\\\"v=DKIM1; p=" KEY "\\\"\"", "dkim quoted"},
	{D, "\"v=DKIM1; p=\\\"" KEY "\\\"\"", "dkim quoted"},
	{D, "\"v=DKIM1; k='rsa'; p=" KEY "'\"", "dkim quoted"},
	{D, "\"v=DKIM1;\\226\\128\\139p=" KEY "\"", "dkim foreign"},
	{D, "\"v=DKIM1; p=" KEY "\\010" KEY "\"", "dkim foreign"},
	/* The others. */
	{"_mta-sts", "\"v=STSv1; id=1;\"", "sts good"},
	{"_mta-sts", "\"v=STSv1 ; id=1\"", "sts good"},
	{"_mta-sts", "\"v=STSv1;\\009id=1\"", "sts good"},
	{"_mta-sts", "\"v=stsv1; id=1\"", "sts ignored"},
	{"_mta-sts", "\"v=STSv1 id=1\"", "sts ignored"},
	{"_mta-sts", "\"v=STS1; id=1\"", "sts ignored"},
	{"_mta-sts", "\"id=20260101\"", "sts ignored"},
	{"_mta-sts", "v=STSv1; id=1", "sts cut"},
	{"_mta-sts", "\"v=STSv1\"", "sts cut"},
	{"_mta-sts", "v=STSv1 id=1", "sts words"},
	{"_mta-sts", "\"\\\"v=STSv1; id=1\\\"\"", "sts quoted"},
	{"_mta-sts", "\"v=STSv1;\\194\\160id=1\"", "sts foreign"},
	{"mta-sts", "\"v=STSv1; id=1\"", "sts good"},
	{"_smtp._tls", "\"v=TLSRPTv1; rua=mailto:a@b.c\"", "tlsrpt good"},
	{"_smtp._tls", "\"v=TLSRPTv1;rua=mailto:a@b.c;\"", "tlsrpt good"},
	{"_smtp._tls", "\"v=TLSRPT1; rua=mailto:a@b.c\"", "tlsrpt ignored"},
	{"_smtp._tls", "\"rua=mailto:a@b.c\"", "tlsrpt ignored"},
	{"_smtp._tls", "v=TLSRPTv1; rua=mailto:a@b.c", "tlsrpt cut"},
	{"_tls", "\"v=TLSRPTv1; rua=mailto:a@b.c\"", "tlsrpt good"},
	{"x._bimi", "\"v=BIMI1; l=https://a.example/b.svg\"", "bimi good"},
	{"x._bimi", "\"v=BIMI1; l=;\"", "bimi good"},
	{"x._bimi", "\"v=bimi1; l=\"", "bimi ignored"},
	{"x._bimi", "v=BIMI1; l=https://a.example/b.svg", "bimi cut"},
	{"_bimi", "\"v=BIMI1; l=\"", "bimi good"},
};

/* One zone with one TXT set besides the apex's SOA and NS. */
static void
load(struct checked *c, const char *owner, const char *text,
    const struct node **node, struct name *name, size_t *place)
{
	struct zones		 zones = {{"example.com."}, {NULL}};
	const struct rrset	*set;
	char			 line[2000];
	size_t			 i;
	unsigned		 k;

	(void)snprintf(line, sizeof(line), "%s TXT %s\n", owner, text);
	zones.text[0] = line;
	checked_init(c, &zones);
	*place = 0;
	for (i = 0; i < content_nodes(c->zone[0]->content); i++) {
		*node = content_node(c->zone[0]->content, i);
		for (k = 0; k < (*node)->rrsets; k++) {
			set = node_set(c->zone[0]->content, *node, k);
			if (set->type == TYPE_TXT) {
				assert_int_equal(target_owner(c->zone[0],
				    *node, name), 0);
				return;
			}
			*place += set->count;
		}
	}
	fail_msg("no TXT in \"%s\"", line);
}

static uint8_t	buf[RDATA_MAX_BYTES];

static void
test_read(void **state)
{
	const struct node	*node = NULL;
	struct checked		 c;
	struct policy		 p;
	struct name		 owner;
	struct place		 at;
	char			 found[100];
	unsigned		 wrong = 0;
	size_t			 place;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		load(&c, cases[i].owner, cases[i].text, &node, &owner, &place);
		at = places_at(c.loaded[0].places, place);
		policy_read(node_find(c.zone[0]->content, node, TYPE_TXT), 0,
		    &owner, at.is_bare, buf, &p);
		(void)snprintf(found, sizeof(found), "%s%s%s", kinds[p.kind],
		    p.kind == POLICY_NONE ? "" : " ",
		    p.kind == POLICY_NONE ? "" : states[p.state]);
		if (strcmp(found, cases[i].is) != 0) {
			print_error("%s TXT %s: %s, expected %s\n",
			    cases[i].owner, cases[i].text, found,
			    cases[i].is);
			wrong++;
		}
		assert_int_equal(policy_is_damaged(&p), strstr(found, "cut") ||
		    strstr(found, "quoted") || strstr(found, "words") ||
		    strstr(found, "foreign"));
		checked_clear(&c);
	}
	assert_int_equal(wrong, 0);
}

static void
test_text(void **state)
{
	const struct node	*node = NULL;
	struct checked		 c;
	struct policy		 p;
	struct name		 owner;
	size_t			 place;

	(void)state;
	load(&c, "@", "\"v=spf1 \" \"\" \"mx \\226\\128\\157-all\"", &node,
	    &owner, &place);
	policy_read(node_find(c.zone[0]->content, node, TYPE_TXT), 0, &owner,
	    false, buf, &p);
	assert_int_equal(p.strings, 3);
	assert_int_equal(p.len, 17);
	assert_memory_equal(p.text, "v=spf1 mx \342\200\235-all", 17);
	assert_int_equal(p.state, POLICY_QUOTED);
	assert_int_equal(p.bad_at, 10);
	checked_clear(&c);
	load(&c, "@", "\"v=spf1 mx\\009-all\"", &node, &owner, &place);
	policy_read(node_find(c.zone[0]->content, node, TYPE_TXT), 0, &owner,
	    false, buf, &p);
	assert_int_equal(p.state, POLICY_FOREIGN);
	assert_int_equal(p.bad_at, 9);
	checked_clear(&c);
}

static void
test_at(void **state)
{
	const struct node	*node = NULL;
	struct checked		 c;
	struct policy		 p;
	struct name		 owner;
	unsigned		 good;
	unsigned		 meant;
	size_t			 place;

	(void)state;
	load(&c, "a", "\"x\"\na TXT \"spf1 b\"\na TXT \"v=spf1 c\"\n"
	    "a TXT \"v=spf1 d\"\na TXT \" v=spf1 e\"", &node, &owner, &place);
	assert_true(policy_at(c.zone[0]->content, node, &owner, POLICY_SPF,
	    buf, &p, &good, &meant));
	assert_int_equal(good, 2);
	assert_int_equal(meant, 2);
	assert_int_equal(p.len, 8);
	assert_memory_equal(p.text, "v=spf1 c", 8);
	assert_false(policy_at(c.zone[0]->content, node, &owner, POLICY_DMARC,
	    buf, &p, &good, &meant));
	assert_int_equal(good + meant, 0);
	checked_clear(&c);
	load(&c, "a", "\"x\"\na TXT \"spf1 b\"\na TXT \"spf1 c\"", &node,
	    &owner, &place);
	assert_true(policy_at(c.zone[0]->content, node, &owner, POLICY_SPF,
	    buf, &p, &good, &meant));
	assert_int_equal(good, 0);
	assert_int_equal(meant, 2);
	assert_memory_equal(p.text, "spf1 b", 6);
	assert_false(policy_at(c.zone[0]->content, NULL, &owner, POLICY_SPF,
	    buf, &p, &good, &meant));
	checked_clear(&c);
}

/* A text of a few pieces, in which kinds and slips are begun and mixed. */
static size_t
random_text(uint64_t *rnd, uint8_t *out)
{
	static const char *const	pieces[] = {
		"v=", "spf1", "DMARC1", "DKIM1", "STSv1", "TLSRPTv1", "BIMI1",
		"spf", "dmarc1", "v=spf1 ", "v=DMARC1;", "v=DKIM1; k=rsa; p=",
		"v", "=", " ", ";", "\"", "'", "`", "\302\240", "\\", "TXT ",
		"k=rsa;", "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
		"x", "\t", "\177", "\037", "~",
	};
	size_t				n = sizeof(pieces) / sizeof(pieces[0]);
	size_t				len = 0;
	size_t				i;
	const char			*piece;

	*rnd = hash_mix(*rnd + 1, HASH_SPREAD);
	for (i = 1 + (size_t)(*rnd >> 60) % 6; i > 0; i--) {
		*rnd = hash_mix(*rnd + 1, HASH_SPREAD);
		for (piece = pieces[(*rnd >> 20) % n]; *piece != '\0'; piece++)
			out[len++] = (uint8_t)*piece;
	}
	return len;
}

static bool
is_plain(const uint8_t *text, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++) {
		if (!policy_is_ascii(text[i]) ||
		    policy_quote(text + i, len - i) > 0)
			return false;
	}
	return true;
}

/* The quick ways and the general ones. */
static void
test_quick(void **state)
{
	uint64_t		rnd = 7;
	uint8_t			text[512] = {0};
	enum policy_kind	kind;
	unsigned		known = 0;
	size_t			len;
	size_t			i;
	unsigned		role;

	(void)state;
	for (i = 0; i < 20000; i++) {
		len = random_text(&rnd, text);
		assert_int_equal(policy_is_plain(text, len),
		    is_plain(text, len));
		kind = policy_kind_quick(text, len);
		known += kind != POLICY_NONE;
		for (role = POLICY_NONE; role <= POLICY_BIMI; role++) {
			if (kind != POLICY_NONE)
				assert_int_equal(policy_kind_any(text, len,
				    (enum policy_kind)role), kind);
			assert_int_equal(policy_kind(text, len,
			    (enum policy_kind)role), policy_kind_any(text, len,
			    (enum policy_kind)role));
		}
	}
	assert_in_range(known, 1000, 19000);
	/* Each octet, at each place of a word and behind it. */
	for (i = 0; i < 256 * 35; i++) {
		memset(text, 'a', 35);
		text[i / 256] = (uint8_t)i;
		assert_int_equal(policy_is_plain(text, 35),
		    is_plain(text, 35));
	}
	assert_true(policy_is_plain(text, 0));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_at),
		cmocka_unit_test(test_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
