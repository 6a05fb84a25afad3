/* SPDX-License-Identifier: ISC */
/* Signatures that expire, and chains that cannot deny. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/zonetext.h"
#include "zones/check.h"
#include "zones/load.h"

/* 2026-11-23 18:00:00 UTC */
#define NOW_S	1795456800u

/* Expiration and inception far from now. */
#define SIG(type, until, from)	" RRSIG " type " 13 1 60 " until " " from \
				" 1 example. AAAA\n"
#define LONG	"20270101000000"
#define PAST	"20260101000000"

/* A signed apex; the records of a case begin at line 7. */
#define HEAD	"$TTL 60\n@ SOA ns.dns. h.dns. 1 4h 1h 2w 60\n" \
		"@ NS ns.dns.\n@ NS ns2.dns.\n" \
		"@ NSEC example. SOA NS RRSIG NSEC\n" \
		"@ " SIG("SOA", LONG, PAST)

struct row {
	const char	*text;		/* behind HEAD */
	const char	*findings;	/* about DNSSEC, all */
	uint32_t	 now_s;		/* 0: NOW_S */
};

/* What dnssec-* rules say of a zone. */
static void
check_row_of(const struct row *row, const char *head)
{
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, "z", NULL, 1};
	struct report		*rep = report_new(100);
	struct report		*found = report_new(100);
	struct loaded		 out;
	struct zone		*zone;
	struct table		*table = table_new(1);
	const struct finding	*f;
	char			 text[60000];
	size_t			 i;

	(void)snprintf(text, sizeof(text), "%s%s", head, row->text);
	if (load_text(&src, text, strlen(text), rep, &out) == -1)
		fail_msg("%s: %s", row->text, report_at(rep, 0)->text);
	zone = zone_new(&apex, out.content, true, 0);
	assert_non_null(zone);
	check_zone(&(struct check_input){.served = table, .zone = zone,
	    .places = out.places,
	    .now_s = row->now_s == 0 ? NOW_S : row->now_s}, rep);
	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (strncmp(f->id, "dnssec-", 7) == 0)
			report_add(found, f->severity, &f->at, f->id,
			    f->owner, "%s", f->text);
	}
	expect_findings(found, row->findings);
	out.content = NULL;
	loaded_clear(&out);
	zone_unref(zone);
	table_free(table);
	report_free(found);
	report_free(rep);
}

#define EXPIRED(type, at) ": the signature of " type " expired at " at \
	" UTC: who validates takes the records for forged (RFC 4035 5.3.1);" \
	" sign the zone again\n"
#define SOON(type, at)	": the signature of " type " expires at " at \
	" UTC, within 3 days; sign the zone again\n"
#define ERROR8	"z:8:1: error: dnssec-signature-expired: "
#define SOON8	"z:8:1: warning: dnssec-signature-expires-soon: "

static const struct row rows[] = {
	{"a A 192.0.2.1\na" SIG("A", LONG, PAST), "", 0},
	/* The last second is in it, and so is the first. */
	{"a MX 0 .\na" SIG("MX", "20261123180000", PAST),
	    SOON8 "a.example." SOON("MX", "2026-11-23 18:00:00"), 0},
	{"a MX 0 .\na" SIG("MX", "20261123175959", PAST),
	    ERROR8 "a.example." EXPIRED("MX", "2026-11-23 17:59:59"), 0},
	{"a MX 0 .\na" SIG("MX", LONG, "20261123180000"), "", 0},
	{"a MX 0 .\na" SIG("MX", LONG, "20261123180001"), ERROR8 "a.example.:"
	    " the signature of MX is not valid before 2026-11-23 18:00:01 UTC:"
	    " who validates takes the records for forged (RFC 4035 5.3.1);"
	    " set the signer's clock, or this host's, and sign the zone"
	    " again\n", 0},
	/* Three days. */
	{"a MX 0 .\na" SIG("MX", "20261126180001", PAST), "", 0},
	{"a MX 0 .\na" SIG("MX", "20261126180000", PAST),
	    SOON8 "a.example." SOON("MX", "2026-11-26 18:00:00"), 0},
	{"a MX 0 .\na" SIG("MX", "20261126175959", PAST),
	    SOON8 "a.example." SOON("MX", "2026-11-26 17:59:59"), 0},
	/* Or the largest TTL, whose ever that is: ten days. */
	{"a MX 0 .\na" SIG("MX", "20261203180001", PAST)
	    "b 864000 TXT x\n", "", 0},
	{"a MX 0 .\na" SIG("MX", "20261203180000", PAST)
	    "b 864000 TXT x\n", SOON8 "a.example.: the signature of MX expires"
	    " at 2026-12-03 18:00:00 UTC, before the largest TTL of the zone"
	    " (864000 s) is over; sign the zone again\n", 0},
	/* A rollover: one of several is enough, in whatever order. */
	{"a MX 0 .\na" SIG("MX", PAST, PAST) "a" SIG("MX", LONG, PAST),
	    "", 0},
	{"a MX 0 .\na" SIG("MX", LONG, PAST) "a" SIG("MX", PAST, PAST),
	    "", 0},
	{"a MX 0 .\na" SIG("MX", "20261124000000", PAST)
	    "a" SIG("MX", LONG, LONG), SOON8 "a.example."
	    SOON("MX", "2026-11-24 00:00:00"), 0},
	/* The better of two that are bad, and once only. */
	{"a MX 0 .\na" SIG("MX", PAST, PAST)
	    "a" SIG("MX", "20261101000000", PAST),
	    "z:9:1: error: dnssec-signature-expired: a.example."
	    EXPIRED("MX", "2026-11-01 00:00:00"), 0},
	/* Each set by itself. */
	{"a MX 0 .\na" SIG("MX", PAST, PAST) "a A 192.0.2.1\n"
	    "a" SIG("A", "20261124000000", PAST), ERROR8 "a.example."
	    EXPIRED("MX", "2026-01-01 00:00:00")
	    "z:10:1: warning: dnssec-signature-expires-soon: a.example."
	    SOON("A", "2026-11-24 00:00:00"), 0},
	/* What is never sent does not matter: a set that is gone, data
	   below a delegation; the DS of that does. */
	{"a MX 0 .\na" SIG("A", PAST, PAST), "", 0},
	{"d NS ns.dns.\nx.d TXT x\nx.d" SIG("TXT", PAST, PAST), "", 0},
	{"d NS ns.dns.\nd" SIG("NS", PAST, PAST), "", 0},
	{"d NS ns.dns.\nd DS 1 13 2 00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff\nd" SIG("DS", PAST, PAST),
	    "z:9:1: error: dnssec-signature-expired: d.example."
	    EXPIRED("DS", "2026-01-01 00:00:00"), 0},
	/* RFC 1982: times wrap in 2106, and half of them are past. */
	{"a MX 0 .\na" SIG("MX", "10", "4294967290"), "z:6:1: error:"
	    " dnssec-signature-expired: example.: the signature of SOA is not"
	    " valid before 2026-01-01 00:00:00 UTC: who validates takes the"
	    " records for forged (RFC 4035 5.3.1); set the signer's clock, or"
	    " this host's, and sign the zone again\n"
	    SOON8 "a.example." SOON("MX", "1970-01-01 00:00:10"),
	    4294967295u},
};

static void
test_rows(void **state)
{
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row_of(&rows[i], HEAD);
}

#define APEX	"$TTL 60\n@ SOA ns.dns. h.dns. 1 4h 1h 2w 60\n" \
		"@ NS ns.dns.\n@ NS ns2.dns.\n"
#define SIGNED	"@" SIG("SOA", LONG, PAST)
#define NSEC3(n) "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 " n " - " \
	"2t7b4g4vsa5smi47k61mv5bv1a22bojr SOA\n"
#define NO_DENIAL ": error: dnssec-no-denial: example.: the zone is signed," \
	" but has no NSEC records, nor NSEC3 records of the parameters that" \
	" its NSEC3PARAM names: who validates takes the absence of a name or" \
	" type for forged (RFC 4035 5.4); sign the zone again\n"

static const struct row chains[] = {
	{"", "", 0},
	/* Without a signature nobody wants a proof. */
	{"@ NSEC3PARAM 1 0 0 -\n", "", 0},
	{SIGNED, "z:5:1" NO_DENIAL, 0},
	{SIGNED "@ NSEC3PARAM 1 0 0 -\n", "z:5:1" NO_DENIAL, 0},
	{SIGNED "@ NSEC3PARAM 1 0 1 -\n" NSEC3("0"), "z:5:1" NO_DENIAL, 0},
	{SIGNED "@ NSEC3PARAM 1 0 0 -\n" NSEC3("0"), "", 0},
	/* RFC 5155 3: an owner that is no hash. */
	{"0p9mhaveqvm6t7vbl5lop2u3t2rp3to NSEC3 1 0 0 - "
	    "2t7b4g4vsa5smi47k61mv5bv1a22bojr SOA\n", "z:5:1: error:"
	    " dnssec-nsec3-owner: 0p9mhaveqvm6t7vbl5lop2u3t2rp3to.example.:"
	    " an NSEC3 stands at no hash, which is 32 digits 0-9 or a-v before"
	    " the zone's name (RFC 5155 3), and proves nothing; sign the zone"
	    " again\n", 0},
	{SIGNED "@ NSEC3PARAM 1 0 150 -\n" NSEC3("150"), "", 0},
	{SIGNED "@ NSEC3PARAM 1 0 151 -\n" NSEC3("151"),
	    "z:6:1: warning: dnssec-nsec3-iterations: example.: NSEC3 hashes"
	    " are repeated 151 times; above 150 the zone is served without"
	    " proof that a name is not there, and resolvers give up earlier;"
	    " sign it again with 0 iterations (RFC 9276 3.1)\n", 0},
};

static void
test_chains(void **state)
{
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(chains) / sizeof(chains[0]); i++)
		check_row_of(&chains[i], APEX);
}

/* Of more types than a name can have in earnest, 64 are looked at. */
static void
test_many_types(void **state)
{
	static char	text[50000];
	static char	wanted[50000];
	struct row	row = {text, wanted, 0};
	size_t		len = 0;
	size_t		at = 0;
	unsigned	i;

	(void)state;
	for (i = 0; i < 66; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "a TYPE%u \\# 0\na RRSIG TYPE%u 13 1 60 " PAST " " PAST
		    " 1 example. AAAA\n", 60000 + i, 60000 + i);
		if (i < 64)
			at += (size_t)snprintf(wanted + at,
			    sizeof(wanted) - at, "z:%u:1: error:"
			    " dnssec-signature-expired: a.example.: the"
			    " signature of TYPE%u expired at 2026-01-01"
			    " 00:00:00 UTC: who validates takes the records"
			    " for forged (RFC 4035 5.3.1); sign the zone"
			    " again\n", 8 + 2 * i, 60000 + i);
	}
	assert_true(len < sizeof(text) && at < sizeof(wanted));
	check_row_of(&row, HEAD);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_many_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
