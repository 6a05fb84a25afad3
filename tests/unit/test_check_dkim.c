/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tests/unit/chapter.h"
#include "tests/unit/keys.h"

#define IDS	"dkim- txt- "

/* Text of a DKIM record of one set, and what is told of it. */
#define AT(owner, text)	ONE(owner " TXT \"" text "\"\n")
#define S		"s1._domainkey"
#define TOLD(severity, id)	"example.com.:1:1: " severity ": " id \
			": s1._domainkey.example.com.: "
#define WRITE(text)	"; write: s1._domainkey.example.com. TXT " text

#define QUOTED(text)	"\"" text "\""

static const struct expected records[] = {
	{AT(S, "v=DKIM1; k=rsa; p=" PUB_FIRST "\" \"" PUB_SECOND), "",
	    SEV_INFO},
	{AT(S, "p=" PUB_FIRST "\" \"" PUB_SECOND), "", SEV_INFO},
	{AT(S, "k=rsa; v=DKIM1; p=" PUB_RSA1024),
	    TOLD("error", "dkim-syntax") "verifiers do not take the record for"
	    " a key: \"v=\" must be the first tag (octet 8 of the text)"
	    WRITE(QUOTED("v=DKIM1; k=rsa; p=" PUB_RSA1024)), SEV_INFO},
	{AT(S, "v=dkim1; p=" PUB_RSA1024),
	    TOLD("error", "dkim-syntax") "verifiers do not take the record for"
	    " a key: \"v=\" must be DKIM1, in capital letters, with a"
	    " semicolon behind it (octet 3 of the text)"
	    WRITE(QUOTED("v=DKIM1; p=" PUB_RSA1024)), SEV_INFO},
	{AT(S, "v=DKIM1;; p=" PUB_RSA1024 ";"),
	    TOLD("error", "dkim-syntax") "verifiers do not take the record for"
	    " a key: nothing stands before the semicolon (octet 9 of the"
	    " text)" WRITE(QUOTED("v=DKIM1; p=" PUB_RSA1024)), SEV_INFO},
	{AT(S, "v=DKIM1; rsa; p=" PUB_RSA1024),
	    TOLD("error", "dkim-syntax") "verifiers do not take the record for"
	    " a key: a tag has no \"=\" (octet 10 of the text)", SEV_INFO},
	{AT(S, PUB_RSA1024), TOLD("error", "dkim-syntax"), SEV_INFO},
	{AT(S, "v=DKIM1; p=" PUB_FIRST "\" \"p=" PUB_SECOND),
	    TOLD("error", "dkim-string-split") "the key was split by hand: at"
	    " octet 192 of the text its next piece begins with what does not"
	    " belong there, quotes, a backslash or a tag again; strings are"
	    " joined as they are, so continue the base64 only; write:"
	    " s1._domainkey.example.com. TXT \"v=DKIM1; p=" PUB_FIRST,
	    SEV_INFO},
	{AT(S, "v=DKIM1; p=" PUB_FIRST "\\\" \\\"\" \"" PUB_SECOND),
	    TOLD("error", "dkim-string-split"), SEV_INFO},
	{AT(S, "v=DKIM1; p=" PUB_FIRST "\\\\\" \"" PUB_SECOND),
	    TOLD("error", "dkim-string-split"), SEV_INFO},
	{AT(S, "v=DKIM1; p=MIIB*AAA"),
	    TOLD("error", "dkim-bad-base64") "\"p=\" is no base64: \"*\" at"
	    " octet 16 of the text is none of its characters (A-Z a-z 0-9 + /"
	    " =); give the key alone, as does: openssl pkey -in KEY.pem"
	    " -pubout -outform DER | openssl base64 -A", SEV_INFO},
	{AT(S, "v=DKIM1; p=MIIBA"),
	    TOLD("error", "dkim-bad-base64") "\"p=\" is no base64: it has 5"
	    " characters, which is no multiple of 4, so some are missing; copy"
	    " the key again, with all of its \"=\"", SEV_INFO},
	{AT(S, "v=DKIM1; p=" PUB_RSA1024 " k=rsa"),
	    TOLD("error", "dkim-bad-base64") "\"p=\" is no base64: \"=\" stands"
	    " before its end, or more than twice (octet 230 of the text); is a"
	    " semicolon missing?", SEV_INFO},
	{AT(S, "v=DKIM1; p=" PUB_FIRST),
	    TOLD("error", "dkim-truncated-key") "the key is cut off: 135 octets"
	    " are there, and by its own length 159 more are missing; paste all"
	    " of its strings, each of at most 255 octets", SEV_INFO},
	{AT(S, "v=DKIM1; k=rsa; p=" PUB_EC),
	    TOLD("error", "dkim-bad-key") "\"p=\" holds no RSA public key, but"
	    " an elliptic-curve key, which DKIM does not know; the right form"
	    " gives: openssl", SEV_INFO},
	{AT(S, "p=" PUB_ED),
	    TOLD("error", "dkim-bad-key") "\"p=\" holds no RSA public key, but"
	    " 32 octets, as of an Ed25519 key; for one write k=ed25519;",
	    SEV_INFO},
	{AT(S, "k=ed25519; t=s; p=" PUB_ED_DER),
	    TOLD("error", "dkim-ed25519-length") "an Ed25519 key stands as its"
	    " 32 octets alone (RFC 8463 4.2), not as DER"
	    WRITE(QUOTED("v=DKIM1; k=ed25519; p=" PUB_ED "; t=s")), SEV_INFO},
	{AT(S, "k=ed25519; p=AAAA"),
	    TOLD("error", "dkim-ed25519-length") "an Ed25519 key has 32 octets"
	    " (RFC 8463 4.2), but \"p=\" has 3; give the last 32 of what this"
	    " gives:", SEV_INFO},
	{AT(S, "p=" PUB_RSA1023),
	    TOLD("error", "dkim-key-too-short") "the RSA key has 1023 bits, and"
	    " verifiers refuse less than 1024 (RFC 8301 3.2); make a key of"
	    " 2048 bits under a new selector", SEV_INFO},
	{AT(S, "p=" PUB_RSA1024),
	    TOLD("warning", "dkim-key-weak") "the RSA key has 1024 bits, which"
	    " is weak (RFC 8301 3.2)", SEV_INFO},
	{AT(S, "k=dsa; p=" PUB_ED),
	    TOLD("warning", "dkim-unknown-key-type") "k=dsa is no type of key"
	    " that verifiers know, rsa or ed25519 (in small letters)"
	    WRITE(QUOTED("v=DKIM1; k=ed25519; p=" PUB_ED)), SEV_INFO},
	{AT(S, "k=ec; p=" PUB_EC), TOLD("warning", "dkim-unknown-key-type")
	    "k=ec is no type of key that verifiers know, rsa or ed25519 (in"
	    " small letters)\n", SEV_INFO},
	{AT(S, "k=ed25519; h=sha1; p=" PUB_ED "; t=s") /* alone, too */,
	    TOLD("info", "dkim-ed25519-only") "\n"
	    TOLD("error", "dkim-sha1-only") "\"h=\" allows SHA-1 only, which"
	    " nobody may use any more (RFC 8301 3.1), so no signature is good"
	    WRITE(QUOTED("v=DKIM1; k=ed25519; p=" PUB_ED "; t=s")), SEV_INFO},
	{AT(S, "s=tls:web; k=ed25519; p=" PUB_ED),
	    TOLD("info", "dkim-ed25519-only") "\n"
	    TOLD("error", "dkim-service-not-email") "\"s=\" names neither email"
	    " nor *, so the key is not for mail (RFC 6376 3.6.1)"
	    WRITE(QUOTED("v=DKIM1; k=ed25519; p=" PUB_ED)), SEV_INFO},
	{AT(S, "t=s:y; k=ed25519; p=" PUB_ED),
	    TOLD("info", "dkim-ed25519-only") "\n"
	    TOLD("warning", "dkim-test-flag") "\"t=y\" says that the domain"
	    " tries DKIM out, and receivers may treat its mail as not signed;"
	    " remove it once signing works"
	    WRITE(QUOTED("v=DKIM1; t=s; k=ed25519; p=" PUB_ED)), SEV_INFO},
	{AT(S, "v=DKIM1; t=y; h=sha1; s=x; p="),
	    TOLD("info", "dkim-revoked") "\"p=\" is empty: the key is"
	    " withdrawn", SEV_INFO},
	{AT(S, "g=*; k=ed25519; p=" PUB_ED),
	    TOLD("info", "dkim-ed25519-only") "\n"
	    TOLD("info", "dkim-obsolete-tag") "\"g=\" is of the first version"
	    " of DKIM (RFC 4871), and verifiers that know it may refuse mail"
	    " for it" WRITE(QUOTED("v=DKIM1; k=ed25519; p=" PUB_ED)), SEV_INFO},
	/* Faults that have nothing to do with each other are all told. */
	{AT(S, "t=y; g=; p=" PUB_RSA1024),
	    TOLD("warning", "dkim-key-weak") "\n"
	    TOLD("warning", "dkim-test-flag") "\n"
	    TOLD("info", "dkim-obsolete-tag"), SEV_INFO},
	/* One that quoting made is told alone. */
	{ONE("s1._domainkey TXT v=DKIM1; p=" PUB_EC "\n"),
	    TOLD("error", "txt-semicolon-comment"), SEV_INFO},
};

static void
test_records(void **state)
{
	(void)state;
	CHAPTER_CASES(records, IDS);
}

#define GOOD	"TXT \"v=DKIM1; p=" PUB_FIRST "\" \"" PUB_SECOND "\"\n"
#define ED	"TXT \"v=DKIM1; k=ed25519; p=" PUB_ED "\"\n"
#define ED2	"TXT \"v=DKIM1; k=ed25519; p=" PUB_EDB "\"\n"
#define MISPLACED	": a DKIM key stands at a name without a selector and" \
		" _domainkey behind it, where no verifier looks (RFC 6376" \
		" 3.6.2.1), and no alias leads to it; put it at "

static const struct expected names[] = {
	{ONE("a.domainkey " GOOD),
	    "example.com.:1:1: warning: dkim-wrong-name:"
	    " a.domainkey.example.com." MISPLACED "a._domainkey.example.com.",
	    SEV_INFO},
	{ONE("a._domainkeys.b " GOOD "_domain_key " ED),
	    "example.com.:1:1: warning: dkim-wrong-name:"
	    " a._domainkeys.b.example.com." MISPLACED
	    "a._domainkey.b.example.com.\n"
	    "example.com.:2:1: warning: dkim-wrong-name:"
	    " _domain_key.example.com." MISPLACED
	    "selector._domainkey.example.com.", SEV_INFO},
	{ONE("_domainkey.a " GOOD "b.c " ED),
	    "example.com.:1:1: warning: dkim-wrong-name:"
	    " _domainkey.a.example.com." MISPLACED
	    "a._domainkey.example.com.\n"
	    "example.com.:2:1: warning: dkim-wrong-name: b.c.example.com."
	    MISPLACED "b._domainkey.c.example.com.", SEV_INFO},
	{ONE("@ TXT \"k=rsa; p=" PUB_RSA1024 "\"\n"),
	    "example.com.:1:1: warning: dkim-wrong-name: example.com."
	    MISPLACED "selector._domainkey.example.com.", SEV_INFO},
	/* An alias of a selector leads there: then it is judged as one. */
	{ONE("a._domainkey CNAME k\nk " GOOD), "", SEV_INFO},
	{ONE("a._domainkey CNAME k\nk TXT \"t=y; k=ed25519; p=" PUB_ED "\"\n"),
	    "example.com.:2:1: warning: dkim-test-flag: k.example.com.:",
	    SEV_INFO},
	{TWO("k " GOOD, "example.org.", "a._domainkey CNAME k.example.com.\n"),
	    "", SEV_INFO},
	{ONE("a CNAME k\nk " GOOD),
	    "example.com.:2:1: warning: dkim-wrong-name:", SEV_INFO},
	/* Two keys at one name. */
	{ONE("a._domainkey " GOOD "a._domainkey " ED),
	    "example.com.:2:1: error: dkim-multiple: a._domainkey.example.com.:"
	    " the selector has a second key, and which one verifiers take is"
	    " not defined (RFC 6376 3.6.2.2); give each key a selector of its"
	    " own", SEV_INFO},
	{ONE("a._domainkey " GOOD "a._domainkey " ED
	    "a._domainkey TXT \"v=DKIM1; p=\"\n"),
	    "example.com.:2:1: error: dkim-multiple:\n"
	    "example.com.:3:1: info: dkim-revoked:", SEV_INFO},
	{ONE("a._domainkey " GOOD "a._domainkey TXT \"site-check=7\"\n"), "",
	    SEV_INFO},
	/* A wildcard. */
	{ONE("*._domainkey.b " GOOD),
	    "example.com.:1:1: info: dkim-wildcard:"
	    " *._domainkey.b.example.com.: the wildcard gives this key for any"
	    " selector", SEV_INFO},
	{ONE("*._domainkey TXT \"v=DKIM1; p=\"\n"),
	    "example.com.:1:1: info: dkim-revoked:", SEV_INFO},
};

static void
test_names(void **state)
{
	(void)state;
	CHAPTER_CASES(names, IDS);
}

static const struct expected domains[] = {
	{ONE("a._domainkey " GOOD "b.c._domainkey TXT \"p=" PUB_FIRST "\" \" "
	    PUB_SECOND " ; t=s\"\n"),
	    "example.com.:2:1: info: dkim-key-reused:"
	    " b.c._domainkey.example.com.: the key is the same as that at"
	    " a._domainkey.example.com., so the change of selectors protects"
	    " nothing; make a new key for the new selector", SEV_INFO},
	{ONE("a._domainkey " GOOD "b._domainkey " GOOD "c._domainkey " GOOD),
	    "example.com.:2:1: info: dkim-key-reused: b._domainkey.\n"
	    "example.com.:3:1: info: dkim-key-reused: c._domainkey."
	    "example.com.: the key is the same as that at b._domainkey.",
	    SEV_INFO},
	/* Other domains may use the same, and so may nobody withdraw two. */
	{ONE("a._domainkey " GOOD "b._domainkey.x " GOOD), "", SEV_INFO},
	{ONE("a._domainkey TXT \"p=\"\nb._domainkey TXT \"p=\"\n"), "",
	    SEV_WARNING},
	{ONE("a._domainkey " ED "x.y._domainkey " ED2),
	    "example.com.:1:1: info: dkim-ed25519-only:"
	    " a._domainkey.example.com.: all keys of the domain are Ed25519",
	    SEV_INFO},
	{ONE("a._domainkey " ED "b._domainkey " ED),
	    "example.com.:1:1: info: dkim-ed25519-only:\n"
	    "example.com.:2:1: info: dkim-key-reused:", SEV_INFO},
	{ONE("a._domainkey.x " ED "b._domainkey " GOOD),
	    "example.com.:1:1: info: dkim-ed25519-only:", SEV_INFO},
	{ONE("a._domainkey " ED "b._domainkey " GOOD), "", SEV_INFO},
	{ONE("a._domainkey " ED "b._domainkey CNAME k.isp.net.\n"), "",
	    SEV_INFO},
	{ONE("a._domainkey " ED "b.c._domainkey NS ns.isp.net.\n"), "",
	    SEV_ERROR},
	{ONE("a._domainkey " ED "b._domainkey TXT \"v=DKIM1; p=AA\"\n"),
	    "example.com.:2:1: error: dkim-bad-base64:", SEV_INFO},
};

#define MAIL	"x MX 10 m.isp.net.\nx MX 20 n.isp.net.\n"
#define PASS	"x TXT \"v=spf1 ip4:9.9.9.9 -all\"\n"
#define MISSING	"example.com.:1:1: info: dkim-missing: x.example.com.:"

static const struct expected missing[] = {
	{ONE(MAIL PASS), MISSING " the domain sends mail, but the zone has no"
	    " DKIM key, so its mail cannot be signed; sign it, and add:"
	    " SELECTOR._domainkey.x.example.com. TXT \"v=DKIM1; k=rsa;"
	    " p=...\"", SEV_INFO},
	{ONE(MAIL "x TXT \"v=spf1 redirect=isp.net\"\n"), MISSING, SEV_INFO},
	{ONE(MAIL PASS "_adsp._domainkey TXT \"dkim=all\"\n"), MISSING,
	    SEV_INFO},
	{ONE(MAIL PASS "y MX 10 m.isp.net.\ny TXT \"v=spf1 mx -all\"\n"),
	    MISSING, SEV_INFO},
	{ONE("y MX 0 .\n" "y TXT \"v=spf1 mx -all\"\n" "z A 192.0.2.1\n"
	    "z MX 10 z\nz TXT \"v=spf1 mx -all\"\n"),
	    "example.com.:4:1: info: dkim-missing: z.example.com.:", SEV_INFO},
	{ONE("!@ A 192.0.2.1\n@ MX 10 m.isp.net.\n@ TXT \"v=spf1 a -all\"\n"),
	    "example.com.:2:1: info: dkim-missing: example.com.:", SEV_INFO},
	{ONE(MAIL "x TXT \"v=spf1 ?all\"\nx TXT \"other\"\n"), "", SEV_INFO},
	{ONE(MAIL "x TXT \"v=spf1 -a ~mx -all\"\n"), "", SEV_INFO},
	{ONE(MAIL "x TXT \"v=spf1 foo -all\"\n"), "", SEV_INFO},
	{ONE(MAIL), "", SEV_INFO},
	{ONE(PASS), "", SEV_INFO},
	{ONE("x MX 0 .\n" PASS), "", SEV_INFO},
	{ONE(MAIL PASS "a._domainkey CNAME k.isp.net.\n"), "", SEV_INFO},
	{ONE(MAIL PASS "a._domainkey.y TXT \"p=\"\n"), "", SEV_WARNING},
	{ONE(MAIL PASS "_domainkey NS ns.isp.net.\n"), "", SEV_INFO},
	{ONE(MAIL PASS "_domainkey CNAME k.isp.net.\n"), "", SEV_INFO},
	{ONE(MAIL PASS "_domainkey.x DNAME k.isp.net.\n"), "", SEV_INFO},
	{ONE(MAIL PASS "* CNAME k.isp.net.\n"), "", SEV_INFO},
	{ONE(MAIL PASS "a._domainkey TXT v=DKIM1; p=a\n"),
	    "example.com.:4:1: error: txt-semicolon-comment:", SEV_INFO},
	{ONE("d NS ns.isp.net.\nx.d MX 10 m.isp.net.\n"
	    "x.d TXT \"v=spf1 mx -all\"\n"), "", SEV_INFO},
};

static void
test_domains(void **state)
{
	(void)state;
	CHAPTER_CASES(domains, IDS);
	CHAPTER_CASES(missing, IDS);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
