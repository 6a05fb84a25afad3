/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/certificates.h"
#include "tests/unit/checked.h"

/* Signed; and a host whose TLSA follow. */
#define KEY	"@ DNSKEY 257 3 13 AA==\n"
#define BOX	"box A 192.0.2.25\n"
#define AT	"_25._tcp.box TLSA "
#define D28	"00112233445566778899aabbccddeeff001122334455667788990011"
#define D32	D28 "22334455"
#define D64	D32 D32
#define OTHER	"f" D28 "2233445"
#define TOLD(sev, id, text)	"example.com.:1:1: " sev ": " id \
	": _25._tcp.box.example.com.: " text
#define CASE(rdata, found)	{ONE(AT rdata "\n" KEY BOX), found,	\
	SEV_WARNING}
#define LINE	"_25._tcp.box.example.com. TLSA "

static const struct expected records[] = {
	CASE("3 1 1 " D32, ""),
	CASE("2 0 1 " D32, ""),
	CASE("2 1 1 " D32, ""),
	CASE("3 1 2 " D64, ""),
	CASE("1 1 1 " D32, TOLD("error", "tlsa-usage-pkix", "senders of mail do"
	    " not use usage 1 (RFC 7672 3.1.3); write: " LINE "3 1 1 " D32)),
	CASE("1 0 2 " D64, TOLD("error", "tlsa-usage-pkix", "senders of mail do"
	    " not use usage 1 (RFC 7672 3.1.3); write: " LINE "3 0 2 " D64)),
	CASE("0 1 1 " D32, TOLD("error", "tlsa-usage-pkix", "senders of mail do"
	    " not use usage 0 (RFC 7672 3.1.3); better make 3 1 1 of the"
	    " server's own key, or let it send that certificate too and write:"
	    " " LINE "2 1 1 " D32)),
	CASE("1 0 0 " LEAF_CERT, TOLD("error", "tlsa-usage-pkix", "senders of"
	    " mail do not use usage 1 (RFC 7672 3.1.3); write: " LINE "3 1 1 "
	    LEAF_KEY_SHA256)),
	{ONE("*._tcp.box TLSA 1 1 1 " D32 "\nx MX 10 box\n" KEY BOX
	    "box AAAA 2001:db8::1\n"),
	    "example.com.:1:1: error: tlsa-usage-pkix:", SEV_WARNING},
	{ONE("*._tcp.box TLSA 1 1 1 " D32 "\n" KEY BOX), "", SEV_WARNING},
	{ONE("_443._tcp.box TLSA 1 1 1 " D32 "\n" KEY BOX), "", SEV_INFO},
	{ONE("_587._tcp.box TLSA 0 0 2 " D64 "\n" KEY BOX), "", SEV_WARNING},
	{ONE("_25._tcp.box CNAME le._dane\nle._dane TLSA 1 1 1 " D32 "\n" KEY
	    BOX), TOLD("error", "tlsa-usage-pkix", "the TLSA record to which"
	    " this leads has usage 1, which senders of mail do not use (RFC"
	    " 7672 3.1.3); have it changed to usage 3"), SEV_WARNING},
	{ONE("_25._tcp.box CNAME le._dane\nle._dane TLSA 3 1 1 " D32 "\n" KEY
	    BOX), "", SEV_INFO},
	{ONE("_25._tcp.box CNAME _25._tcp.a\n_25._tcp.a TLSA 1 1 1 " D32 "\n"
	    "a A 192.0.2.1\n" KEY BOX),
	    "example.com.:2:1: error: tlsa-usage-pkix:", SEV_WARNING},
	CASE("3 1 1 " D28, TOLD("error", "tlsa-bad-length", "matching type 1"
	    " (SHA-256) needs 32 octets, here are 28; make the digest anew")),
	CASE("3 1 2 " D28, TOLD("error", "tlsa-bad-length", "matching type 2"
	    " (SHA-512) needs 64 octets, here are 28; make the digest anew")),
	CASE("2 1 1 " D64, TOLD("error", "tlsa-bad-length", "matching type 1"
	    " needs 32 octets, here are 64, as type 2 has them; write: " LINE
	    "2 1 2 " D64)),
	CASE("3 1 2 " D32, TOLD("error", "tlsa-bad-length", "matching type 2"
	    " needs 64 octets, here are 32, as type 1 has them; write: " LINE
	    "3 1 1 " D32)),
	/* Two faults. */
	CASE("1 1 1 " D28, TOLD("error", "tlsa-bad-length", "matching type 1"
	    " (SHA-256) needs\n") TOLD("error", "tlsa-usage-pkix", "senders of"
	    " mail do not use usage 1 (RFC 7672 3.1.3); write: " LINE "3 1 1"
	    " ...")),
	CASE("4 1 1 " D32, TOLD("error", "tlsa-unknown-field", "usage 4 means"
	    " nothing, so the record is not usable; if the data are as they"
	    " should be, write: " LINE "3 1 1 " D32)),
	CASE("3 2 2 " D64, TOLD("error", "tlsa-unknown-field", "selector 2"
	    " means nothing, so the record is not usable; if the data are as"
	    " they should be, write: " LINE "3 1 2 " D64)),
	CASE("2 0 3 " D28, TOLD("error", "tlsa-unknown-field", "matching type"
	    " 3 means nothing, so the record is not usable; if the data are as"
	    " they should be, write: " LINE "2 0 1 ...")),
	CASE("3 1 1 e3b0c44298fc1c149afbf4c8996fb924 27ae41e4649b934ca495991b"
	    "7852b855", TOLD("warning", "tlsa-not-a-digest", "this is the"
	    " digest of nothing or no digest at all: the script that made it"
	    " had no certificate")),
	CASE("3 1 1 00000000000000000000000000000000 00000000000000000000000000"
	    "000000", TOLD("warning", "tlsa-not-a-digest", "")),
	CASE("3 1 0 " LEAF_KEY, TOLD("warning", "tlsa-full-data", "matching"
	    " type 0 puts the whole key into DNS and makes large answers;"
	    " publish its key's SHA-256: " LINE "3 1 1 " LEAF_KEY_SHA256)),
	CASE("3 0 0 " LEAF_CERT, TOLD("warning", "tlsa-full-data", "matching"
	    " type 0 puts the whole certificate into DNS and makes large"
	    " answers; publish its key's SHA-256: " LINE "3 1 1 "
	    LEAF_KEY_SHA256)),
	CASE("2 0 0 " D64, TOLD("warning", "tlsa-full-data", "matching type 0"
	    " puts the whole certificate into DNS and makes large answers;"
	    " publish its key's SHA-256: " LINE "2 1 1 ...")),
	CASE("3 0 1 " D32, TOLD("warning", "tlsa-3-0", "\"3 0 1\" binds this"
	    " very certificate, so the next renewal breaks it; keep the key"
	    " when you renew, and publish its digest: " LINE "3 1 1 ...")),
	{ONE(AT "3 0 1 " D32 "\n" AT "3 0 1 " OTHER "\n" KEY BOX),
	    TOLD("warning", "tlsa-3-0", "\n")
	    "example.com.:2:1: warning: tlsa-3-0:", SEV_WARNING},
	{ONE(AT "3 0 1 " D32 "\n" AT "3 1 1 " D32 "\n" KEY BOX), "",
	    SEV_WARNING},
	{ONE(AT "3 0 1 " D32 "\n" AT "2 1 1 " D32 "\n" KEY BOX), "",
	    SEV_WARNING},
};

static const struct expected sets[] = {
	{ONE(AT "3 1 1 " D32 "\n" AT "3 1 1 " OTHER "\n" KEY BOX), "",
	    SEV_INFO},
	{ONE(AT "2 1 1 " D32 "\n" KEY BOX), "", SEV_INFO},
	{ONE(AT "3 1 1 " D32 "\n" KEY BOX), TOLD("info", "tlsa-single", "one"
	    " record leaves no room for the next key"), SEV_INFO},
	{ONE("_443._tcp.box TLSA 3 1 1 " D32 "\n" KEY BOX), "", SEV_INFO},
	{ONE("_993._tcp.box TLSA 3 1 1 " D32 "\n" KEY BOX),
	    "example.com.:1:1: info: tlsa-single:", SEV_INFO},
	{ONE(AT "3 1 2 " D64 "\n" AT "2 1 2 " D64 "\n" KEY BOX), TOLD("info",
	    "tlsa-sha512-only", "all digests are SHA-512"), SEV_INFO},
	{ONE(AT "3 1 2 " D64 "\n" AT "3 1 1 " D32 "\n" KEY BOX), "",
	    SEV_INFO},
	{ONE("_25._tcp.box 86401 TLSA 2 1 1 " D32 "\n" KEY BOX), TOLD("info",
	    "tlsa-ttl-long", "the TTL of 86401 seconds makes each change of"
	    " the key wait that long (RFC 7671 8.1); use 3600"), SEV_INFO},
	{ONE("_25._tcp.box 1d TLSA 2 1 1 " D32 "\n" KEY BOX), "", SEV_INFO},
};

static void
test_records(void **state)
{
	(void)state;
	CHECK_CASES(records);
}

static void
test_sets(void **state)
{
	(void)state;
	CHECK_CASES(sets);
}

#define ONE_STEP	TOLD("warning", "tlsa-rollover-order", "the digest" \
	" was" \
	" exchanged in one step, but caches hold the old one for 3600 seconds")
#define MISMATCH	TOLD("error", "tlsa-cert-mismatch", "no TLSA record" \
	" matches the certificate that is given, so DANE senders keep all" \
	" mail" \
	" back; the line that fits: " LINE "3 1 1 " LEAF_KEY_SHA256)
#define CHAIN		LEAF_PEM ISSUER_PEM
#define REST		"\n" KEY BOX

/* Two versions of a zone, or the certificate of box beside it. */
static const struct {
	const char	*before;	/* or NULL */
	const char	*now;
	const char	*pem;		/* or NULL */
	const char	*found;
} versions[] = {
	{AT "3 1 1 " OTHER REST, NEXT AT "3 1 1 " D32 REST, NULL, ONE_STEP},
	{AT "3 1 1 " OTHER "\n" AT "2 1 1 " D32 REST, NEXT AT "3 1 1 " D32
	    REST, NULL, ONE_STEP},
	/* Both; one kept; one of another kind; first and last ones. */
	{AT "3 1 1 " OTHER REST, NEXT AT "3 1 1 " D32 "\n" AT "3 1 1 " OTHER
	    REST, NULL, ""},
	{AT "3 1 1 " OTHER "\n" AT "3 1 1 " D32 REST, NEXT AT "3 1 1 " D32
	    REST, NULL, ""},
	{AT "3 1 1 " OTHER "\n" AT "2 1 1 " D32 REST, NEXT AT "3 1 1 " D32
	    "\n" AT "2 1 1 " D32 REST, NULL, ""},
	{AT "3 0 1 " OTHER REST, NEXT AT "3 1 1 " D32 REST, NULL, ""},
	{KEY BOX, NEXT AT "3 1 1 " D32 REST, NULL, ""},
	{AT "3 1 1 " D32 REST, NEXT KEY BOX, NULL, ""},
	{NULL, AT "3 1 1 " D32 REST, NULL, ""},
	{NULL, AT "3 1 1 " D32 REST, CHAIN, MISMATCH},
	{NULL, AT "2 1 1 " D32 REST, CHAIN, MISMATCH},
	{NULL, AT "3 1 1 " D32 "\n" AT "3 1 1 " ISSUER_KEY_SHA256 REST,
	    LEAF_PEM, MISMATCH},
	{NULL, "_25._tcp.box CNAME _d\n_d TLSA 3 1 1 " D32 REST, LEAF_PEM,
	    MISMATCH},
	{NULL, "*._tcp.box TLSA 3 1 1 " D32 REST, LEAF_PEM,
	    "example.com.:1:1: error: tlsa-cert-mismatch:"},
	{NULL, AT "3 1 1 " LEAF_KEY_SHA256 REST, LEAF_PEM, ""},
	{NULL, AT "3 1 1 " D32 "\n" AT "2 1 1 " ISSUER_KEY_SHA256 REST, CHAIN,
	    ""},
	{NULL, "_25._tcp.box CNAME _d\n_d TLSA 3 1 1 " LEAF_KEY_SHA256 REST,
	    LEAF_PEM, ""},
	/* The issuer is not in the file; another port; another host. */
	{NULL, AT "2 1 1 " D32 REST, LEAF_PEM, ""},
	{NULL, "_443._tcp.box TLSA 3 1 1 " D32 REST, LEAF_PEM, ""},
	{NULL, "_25._tcp.a TLSA 3 1 1 " D32 "\na A 192.0.2.1" REST, LEAF_PEM,
	    ""},
	{NULL, AT "3 1 1 " D32 REST, "no certificate", TOLD("error",
	    "tlsa-cert-mismatch", "the certificate file that is given for the"
	    " host cannot be read: there is no certificate in it")},
};

static void
test_versions(void **state)
{
	struct name	host = checked_apex("box.example.com.");
	struct zones	now = {{"example.com."}, {NULL}};
	struct zones	before = {{"example.com."}, {NULL}};
	struct checked	c[2];
	struct extras	*extras;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		now.text[0] = versions[i].now;
		before.text[0] = versions[i].before == NULL ? "" :
		    versions[i].before;
		checked_init(&c[0], &now);
		checked_init(&c[1], &before);
		assert_non_null(extras = extras_new());
		if (versions[i].pem != NULL)
			assert_int_equal(extras_add(extras, EXTRA_CERTIFICATE,
			    &host, versions[i].pem, strlen(versions[i].pem)),
			    0);
		checked_again(&c[0], versions[i].before == NULL ? NULL :
		    c[1].zone[0], extras);
		checked_expect(&c[0], versions[i].found, SEV_WARNING);
		extras_free(extras);
		checked_clear(&c[0]);
		checked_clear(&c[1]);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
