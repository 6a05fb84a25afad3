/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tests/unit/chapter.h"
#include "zones/txt.h"

#define IDS	"txt- mail-type- "
#define KEY	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC5"

/* The rules of damaged texts, and the record that is to be written. */
static const struct expected damaged[] = {
	{ONE("x TXT v=DMARC1; p=none\n"),
	    "example.com.:1:1: error: txt-semicolon-comment: x.example.com.:"
	    " the text ends at \"v=DMARC1\": without quotes a semicolon begins"
	    " a comment (RFC 1035 5.1), and what stood behind it is lost;"
	    " write: x.example.com. TXT \"v=DMARC1; p=...\"", SEV_WARNING},
	{ONE("k2._domainkey TXT v=dkim1 ;k=rsa; p=" KEY "\n"),
	    "example.com.:1:1: error: txt-semicolon-comment:"
	    " k2._domainkey.example.com.: the text ends at \"v=DKIM1\":"
	    " without quotes a semicolon begins a comment (RFC 1035 5.1), and"
	    " what stood behind it is lost; write: k2._domainkey.example.com."
	    " TXT \"v=DKIM1; k=rsa; p=...\"", SEV_WARNING},
	{ONE("k2._domainkey TXT k=rsa; p=" KEY "\n"),
	    "example.com.:1:1: error: txt-semicolon-comment:"
	    " k2._domainkey.example.com.: the text ends at \"k=rsa\": without"
	    " quotes a semicolon begins a comment (RFC 1035 5.1), and what"
	    " stood behind it is lost; write: k2._domainkey.example.com. TXT"
	    " \"k=rsa; ...\"", SEV_WARNING},
	{ONE("_mta-sts TXT (v=STSv1; id=1\n)\n"),
	    "example.com.:1:1: error: txt-semicolon-comment:", SEV_WARNING},
	{ONE("_smtp._tls TXT \"v=TLSRPTv1\"\n"),
	    "example.com.:1:1: error: txt-semicolon-comment:"
	    " _smtp._tls.example.com.: the text ends at \"v=TLSRPTv1\": without"
	    " quotes a semicolon begins a comment (RFC 1035 5.1), and what"
	    " stood behind it is lost; write: _smtp._tls.example.com. TXT"
	    " \"v=TLSRPTv1; rua=mailto:...\"", SEV_WARNING},
	{ONE("x TXT \"\\\"v=spf1 a -all\\\"\"\n"),
	    "example.com.:1:1: error: txt-stray-quotes: x.example.com.: an"
	    " escaped quote sign stands in the text itself, at octet 1, so"
	    " receivers do not take it for what it should be; outside of the"
	    " text only \" is a quote sign of zone files; write:"
	    " x.example.com. TXT \"v=spf1 a -all\"", SEV_WARNING},
	{ONE("x TXT \"x.example.com. IN TXT \\\"v=spf1 a -all\\\"\"\n"),
	    "example.com.:1:1: error: txt-stray-quotes: x.example.com.: an"
	    " escaped quote sign stands in the text itself, at octet 23, so"
	    " receivers do not take it for what it should be; outside of the"
	    " text only \" is a quote sign of zone files; write:"
	    " x.example.com. TXT \"v=spf1 a -all\"", SEV_WARNING},
	{ONE("x TXT “v=spf1 a ip4:192.0.2.1 -all”\n"),
	    "example.com.:1:1: error: txt-stray-quotes: x.example.com.: a"
	    " typographic quote sign stands in the text itself, at octet 1, so"
	    " receivers do not take it for what it should be; outside of the"
	    " text only \" is a quote sign of zone files; write:"
	    " x.example.com. TXT \"v=spf1 a ip4:192.0.2.1 -all\"",
	    SEV_WARNING},
	{ONE("x TXT `v=spf1 -all`\ny TXT 'v=spf1\\032-all'\n"),
	    "example.com.:1:1: error: txt-stray-quotes: x.example.com.: a"
	    " backquote stands in the text itself, at octet 1, so receivers do"
	    " not take it for what it should be; outside of the text only \""
	    " is a quote sign of zone files; write: x.example.com. TXT"
	    " \"v=spf1 -all\"\n"
	    "example.com.:2:1: error: txt-stray-quotes: y.example.com.: an"
	    " apostrophe stands in the text itself, at octet 1, so receivers do"
	    " not take it for what it should be; outside of the text only \""
	    " is a quote sign of zone files; write: y.example.com. TXT"
	    " \"v=spf1 -all\"", SEV_WARNING},
	{ONE("_dmarc TXT ”v=DMARC1; p=none”\n"),
	    "example.com.:1:1: error: txt-stray-quotes: _dmarc.example.com.: a"
	    " typographic quote sign stands in the text itself, at octet 1, so"
	    " receivers do not take it for what it should be; outside of the"
	    " text only \" is a quote sign of zone files; write:"
	    " _dmarc.example.com. TXT \"v=DMARC1; p=...\"", SEV_WARNING},
	{ONE("x TXT v=spf1 a -all\n"),
	    "example.com.:1:1: error: txt-unquoted-words: x.example.com.: the"
	    " text has no quotes, so it became 3 strings, which readers join"
	    " without spaces (RFC 1035 3.3.14); write: x.example.com. TXT"
	    " \"v=spf1 a -all\"", SEV_WARNING},
	{ONE("_dmarc TXT v=DMARC1 p=none rua=mailto:a@b.c, mailto:d@e.f\n"),
	    "example.com.:1:1: error: txt-unquoted-words: _dmarc.example.com.:"
	    " the text has no quotes, so it became 4 strings, which readers"
	    " join without spaces (RFC 1035 3.3.14); write:"
	    " _dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:a@b.c,"
	    " mailto:d@e.f\"", SEV_WARNING},
	{ONE("x TXT \"v=spf1\\194\\160a -all\"\n"),
	    "example.com.:1:1: warning: txt-non-ascii: x.example.com.: a space"
	    " of another kind, such as no-break, (c2a0) stands at octet 7 of"
	    " the text, where only printable ASCII is understood; write:"
	    " x.example.com. TXT \"v=spf1 a -all\"", SEV_WARNING},
	{ONE("x TXT \"v=spf1 a\\226\\128\\139 \\226\\128\\147all\"\n"),
	    "example.com.:1:1: warning: txt-non-ascii: x.example.com.: a"
	    " character that nobody sees (e2808b) stands at octet 9 of the"
	    " text, where only printable ASCII is understood; write:"
	    " x.example.com. TXT \"v=spf1 a -all\"", SEV_WARNING},
	{ONE("x TXT \"v=spf1 a\\009-all\\013\\010\"\n"),
	    "example.com.:1:1: warning: txt-non-ascii: x.example.com.: a tab"
	    " (09) stands at octet 9 of the text, where only printable ASCII is"
	    " understood; write: x.example.com. TXT \"v=spf1 a -all\"",
	    SEV_WARNING},
	{ONE("x TXT \"v=spf1 a:b\\195\\188ro.example -all\"\n"),
	    "example.com.:1:1: warning: txt-non-ascii: x.example.com.: a"
	    " character outside ASCII (c3bc) stands at octet 11 of the text,"
	    " where only printable ASCII is understood", SEV_WARNING},
	{ONE("x TXT \"v=spf1 a \\240\\159\\140\\141\"\n"),
	    "example.com.:1:1: warning: txt-non-ascii: x.example.com.: a"
	    " character outside ASCII (f09f8c8d) stands at octet 10 of the"
	    " text, where", SEV_WARNING},
	{ONE("x TXT \"v=spf1 a \\200\"\n"),
	    "example.com.:1:1: warning: txt-non-ascii: x.example.com.: an octet"
	    " outside printable ASCII (c8) stands", SEV_WARNING},
	/* Each record of a set has its own finding. */
	{ONE("x TXT \"ok\"\nx TXT v=spf1 a -all\nx TXT v=DKIM1;\n"),
	    "example.com.:2:1: error: txt-unquoted-words:\n"
	    "example.com.:3:1: error: txt-semicolon-comment:", SEV_WARNING},
};

static void
test_damaged(void **state)
{
	(void)state;
	CHAPTER_CASES(damaged, IDS);
}

#define A250	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct expected sets[] = {
	{ONE("$GENERATE 1-10 x TXT \"a$\"\n"), "", SEV_INFO},
	{ONE("$GENERATE 1-11 x TXT \"a$\"\n"),
	    "example.com.:1:16: info: txt-too-many: x.example.com.: 11 TXT with"
	    " together", SEV_INFO},
	{ONE("$GENERATE 1-4 x TXT \"$ " A250 "\"\n"), "", SEV_INFO},
	{ONE("$GENERATE 1-5 x TXT \"$ " A250 "\"\n"),
	    "example.com.:1:15: info: txt-too-many: x.example.com.: 5 TXT with"
	    " together 1325 octets", SEV_INFO},
	{ONE("x MB mail.isp.net.\nx MINFO a.b.c. d.e.f.\ny MD m.isp.net.\n"
	    "z MG a.b.\nz MR a.b.\nz MF a.b.\n"),
	    "example.com.:1:1: info: mail-type-obsolete: x.example.com.: no"
	    " mail"
	    " server reads MB any more; remove the record, and use MX for the"
	    " way of mail\n"
	    "example.com.:2:1: info: mail-type-obsolete:\n"
	    "example.com.:3:1: info: mail-type-obsolete:\n"
	    "example.com.:4:1: info: mail-type-obsolete:\n"
	    "example.com.:5:1: info: mail-type-obsolete:\n"
	    "example.com.:6:1: info: mail-type-obsolete:", SEV_INFO},
	{ONE("_adsp._domainkey.x TXT \"dkim=unknown\"\n"
	    "_domainkey.x TXT \"t=y; o=-\"\n"),
	    "example.com.:1:1: info: mail-type-obsolete:"
	    " _adsp._domainkey.x.example.com.: the record is ADSP (RFC 5617,"
	    " now historic), which nobody reads; remove it, DMARC took over\n"
	    "example.com.:2:1: info: mail-type-obsolete:"
	    " _domainkey.x.example.com.: the record is a DomainKeys policy (RFC"
	    " 4870, now historic)", SEV_INFO},
	{ONE("_adsp._domainkey.x TXT \"hello\"\n_domainkey.x TXT \"x=y\"\n"
	    "_report._domainkey.x TXT \"ra=dkim; rp=100\"\n"
	    "x TXT \"dkim=all\"\nx TXT \"o=~\"\n"), "", SEV_INFO},
};

static void
test_sets(void **state)
{
	(void)state;
	CHAPTER_CASES(sets, IDS);
}

/* What quoting did not spoil. */
static const struct expected silent[] = {
	{ONE("x TXT hello\nx TXT hello world; and more\n"
	    "x TXT \"\\\"quoted\\\"\"\nx TXT \"gr\\195\\188n\"\n"
	    "x TXT \"v=msv1 t=\\\"1\\\"\"\n"), "", SEV_WARNING},
	{ONE("a._report._dmarc TXT v=DMARC1\n"
	    "b._report._dmarc TXT v=DMARC1\\;\n"
	    "_domainkey.x TXT o=~; r=a@b.c\n"), "", SEV_WARNING},
};

static void
test_silent(void **state)
{
	(void)state;
	CHAPTER_CASES(silent, IDS);
}

static void
test_quote(void **state)
{
	uint8_t	text[600];
	char	buf[700];
	char	wanted[700];
	size_t	n;

	(void)state;
	assert_string_equal(txt_quote((const uint8_t *)"a\"\\\t\x7f", 5, buf,
	    sizeof(buf)), "\"a\\\"\\\\\\009\\127\"");
	assert_string_equal(txt_quote(text, 0, buf, 3), "\"\"");
	assert_null(txt_quote(text, 0, buf, 2));
	memset(text, 'a', sizeof(text));
	for (n = 254; n <= 257; n++) {
		if (n <= 255)
			(void)snprintf(wanted, sizeof(wanted), "\"%.*s\"",
			    (int)n, (const char *)text);
		else
			(void)snprintf(wanted, sizeof(wanted),
			    "\"%.255s\" \"%.*s\"", (const char *)text,
			    (int)n - 255, (const char *)text);
		assert_string_equal(txt_quote(text, n, buf, sizeof(buf)),
		    wanted);
	}
	/* An octet may take 4, a break 3, the end 2. */
	assert_null(txt_quote(text, 2, buf, 10));
	assert_string_equal(txt_quote(text, 2, buf, 11), "\"aa\"");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
