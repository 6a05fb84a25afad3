/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/tlsrpt.h"

#define V	"v=TLSRPTv1; rua="

/* The URIs, each with M or H before it, joined by |; or "!position why". */
static const struct {
	const char	*text;
	const char	*found;
} cases[] = {
	{V "mailto:reports@isp.net", "Mmailto:reports@isp.net"},
	{"v=TLSRPTv1;rua=mailto:a@b;", "Mmailto:a@b"},
	{V "mailto:a@b,https://c.d/e", "Mmailto:a@b|Hhttps://c.d/e"},
	{V "mailto:a@b \t, MailTo:c@d ;", "Mmailto:a@b|MMailTo:c@d"},
	{V "HTTPS://c.d:8443/e?f=g&h=%2C#i", "HHTTPS://c.d:8443/e?f=g&h=%2C#i"},
	{V "https://[2001:db8::1]/x", "Hhttps://[2001:db8::1]/x"},
	{V "mailto:a%21%3b@b?subject=x%20y", "Mmailto:a%21%3b@b?subject=x%20y"},
	{V "mailto:a+tls@b; x-y=1", "Mmailto:a+tls@b"},
	{"v=TLSRPTv1; n=1; rua=mailto:a@b", "Mmailto:a@b"},
	{V "reports@isp.net", "!16 a URI begins with \"mailto:\" or"
	    " \"https:\""},
	{V "http://c.d/", "!16 a URI begins with"},
	{V "mailto;a@b", "!16 a URI begins with"},
	{V "mailto:a@b,c@d", "!27 a URI begins with"},
	{V "mailto:a@b,", "!27 no URI stands here"},
	{V ",mailto:a@b", "!16 no URI stands here"},
	{V "mailto:a@b,,mailto:c@d", "!27 no URI stands here"},
	{V "mailto:a@b mailto:c@d", "!26 no blank may stand in a URI; is a"
	    " comma missing"},
	{V "mailto: a@b", "!23 no blank may stand in a URI"},
	{V "mailto:a@b!10m", "!26 \"!\" must be written as %21; a limit of"
	    " size is DMARC's"},
	{V "mailto:a@b;mailto:c@d", "!27 this is no \"name=value\""},
	{V "mailto:<a@b>", "!23 this octet cannot stand in a URI; write it"
	    " as %"},
	{V "mailto:a%2@b", "!24 two hexadecimal digits must follow \"%\""},
	{V "mailto:a@b%2", "!26 two hexadecimal digits must follow"},
	{V "mailto://a@b", "!23 no \"//\" may follow \"mailto:\""},
	{V "mailto:", "!23 this is no mail address"},
	{V "mailto:a", "!23 this is no mail address"},
	{V "mailto:@b", "!23 this is no mail address"},
	{V "mailto:a?x=@b", "!23 this is no mail address"},
	{V "mailto:a@", "!25 no host name stands here"},
	{V "mailto:a@?b=c", "!25 no host name stands here"},
	{V "mailto:a@b@c", "!26 this octet cannot be part of a host name"},
	{V "mailto:a@b..c", "!27 here is an empty label of a host name"},
	{V "https:c.d", "!22 \"//\" and a host must follow \"https:\""},
	{V "https://", "!24 no host name stands here"},
	{V "https:///x", "!24 no host name stands here"},
	{V "https://a_b/", "!25 this octet cannot be part of a host name"},
	{V, "!16 no value stands behind this \"=\""},
	{"v=TLSRPTv1; RUA=x", "!17 there is no rua"},
	{"v=TLSRPTv1", "!10 there is no rua"},
	{V "mailto:a@b; rua=mailto:c@d", "!28 here is a second rua; put"},
	{"v=TLSRPT1; rua=mailto:a@b", "!2 this is not the version"},
	{V "mailto:a@b; x=y z", "!31 no blank may stand in a value"},
};

static void
test_records(void **state)
{
	struct tlsrpt		r;
	struct tlsrpt_uri	uri;
	struct fields_fault	f;
	char			found[300];
	size_t			used;
	size_t			at;
	size_t			i;
	unsigned		n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		used = 0;
		if (tlsrpt_read((const uint8_t *)cases[i].text,
		    strlen(cases[i].text), &r, &f) == -1) {
			(void)snprintf(found, sizeof(found), "!%zu %s", f.at,
			    f.why);
			found[strlen(cases[i].found)] = '\0';
			assert_string_equal(found, cases[i].found);
			continue;
		}
		for (at = 0, n = 0; tlsrpt_next(&r, &at, &uri); n++)
			used += (size_t)snprintf(found + used,
			    sizeof(found) - used, "%s%c%.*s",
			    used > 0 ? "|" : "",
			    uri.scheme == TLSRPT_HTTPS ? 'H' : 'M',
			    (int)uri.len, (const char *)uri.text);
		assert_string_equal(found, cases[i].found);
		assert_int_equal(n, r.uris);
	}
}

/* NUL is no octet of a URI, though each string of octets ends with it. */
static void
test_nul(void **state)
{
	static const char	text[] = V "mailto:a\0@b";
	struct tlsrpt		r;
	struct fields_fault	f;

	(void)state;
	assert_int_equal(tlsrpt_read((const uint8_t *)text, sizeof(text) - 1,
	    &r, &f), -1);
	assert_int_equal(f.at, 24);
	assert_string_equal(f.why,
	    "here is an octet that is no printable ASCII");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
