/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "zones/spf_paper.h"

static struct name
name_of(const char *text)
{
	struct name	 name;
	const char	*why;

	assert_int_equal(name_from_text(&name, text, strlen(text), NULL, &why),
	    0);
	return name;
}

/* A word, and what it was meant to be; NULL: nobody knows. */
static const struct {
	const char	*word;
	const char	*meant;
} words[] = {
	{"mx", "mx"},
	{"x=y", "x=y"},
	{"mx,", "mx"},
	{"-all;", "-all"},
	{"~all.", "~all"},
	{"--all", "-all"},
	{"mx,a,ip4:192.0.2.1", "mx a ip4:192.0.2.1"},
	{"ip4:192.0.2.1,192.0.2.2;198.51.100.0/24",
	    "ip4:192.0.2.1 ip4:192.0.2.2 ip4:198.51.100.0/24"},
	{"include:a.b,c.d", "include:a.b include:c.d"},
	{"192.0.2.1", "ip4:192.0.2.1"},
	{"-192.0.2.0/24", "-ip4:192.0.2.0/24"},
	{"2001:db8::/32", "ip6:2001:db8::/32"},
	{"?mail.example.org", "?a:mail.example.org"},
	{"ipv4:192.0.2.0/24", "ip4:192.0.2.0/24"},
	{"ip:2001:db8::1", "ip6:2001:db8::1"},
	{"ip4v:192.0.2.1", "ip4:192.0.2.1"},
	{"inculde:a.b", "include:a.b"},
	{"redirect:a.b", "redirect=a.b"},
	{"redirct=a.b", "redirct=a.b"},
	{"exp:a.b", "exp=a.b"},
	{"+redirect=a.b", "redirect=a.b"},
	{"include=a.b", "include:a.b"},
	{"-ip6=2001:db8::1", "-ip6:2001:db8::1"},
	{"ip4:2001:db8::/32", "ip6:2001:db8::/32"},
	{"~ip6:192.0.2.1", "~ip4:192.0.2.1"},
	{"ip4:mail.example.org", "a:mail.example.org"},
	{"ip4:192.0.2.1.", "ip4:192.0.2.1"},
	{"a:192.0.2.0/24", "ip4:192.0.2.0/24"},
	{"include:2001:db8::1", "ip6:2001:db8::1"},
	{"a:mail", "a:mail.example.com"},
	{"mx:mail/24", "mx:mail.example.com/24"},
	{"a:-all", NULL},
	{"ip4:192.0.2.0/33", NULL},
	{"ip4:192.0.2", NULL},
	{"include", NULL},
	{"include:a..b", NULL},
	{"exists:%{q}.a.b", NULL},
	{"gibberish", NULL},
	{"mx,gibberish", NULL},
	{"-", NULL},
	{":", NULL},
};

static void
test_words(void **state)
{
	struct name		 apex = name_of("example.com.");
	struct spf_paper	 p;
	struct spf_term		 term;
	const uint8_t		*text;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		text = (const uint8_t *)words[i].word;
		spf_read(text, 0, strlen(words[i].word), &term);
		spf_mend(&p, text, &term, &apex);
		if (p.is_spoilt != (words[i].meant == NULL) ||
		    (!p.is_spoilt && (p.len != strlen(words[i].meant) ||
		    memcmp(p.text, words[i].meant, p.len) != 0)))
			fail_msg("%s became %.*s", words[i].word,
			    p.is_spoilt ? 0 : (int)p.len,
			    (const char *)p.text);
	}
}

static void
test_lines(void **state)
{
	struct name		 owner = name_of("example.com.");
	struct spf_paper	 p;
	uint8_t			 word[250];
	char			 line[PAPER_LINE_MAX];

	(void)state;
	spf_paper_init(&p);
	spf_paper_add(&p, (const uint8_t *)"mx", 2);
	spf_paper_add(&p, (const uint8_t *)"x=\"\\", 4);
	spf_paper_add(&p, (const uint8_t *)"MX", 2);
	spf_paper_add(&p, (const uint8_t *)"", 0);
	assert_string_equal(spf_paper_line(&p, &owner, line),
	    "example.com. TXT \"v=spf1 mx x=\\\"\\\\\"");
	/* Strings of 255 octets. */
	memset(word, 'a', sizeof(word));
	spf_paper_init(&p);
	spf_paper_add(&p, word, sizeof(word));
	assert_int_equal(p.len, 257);
	assert_non_null(strstr(spf_paper_line(&p, &owner, line),
	    "a\" \"aa\""));
	/* Not more than is pasted. */
	while (!p.is_spoilt) {
		word[0]++;
		spf_paper_add(&p, word, sizeof(word));
	}
	assert_true(p.len <= PAPER_BYTES);
	assert_null(spf_paper_line(&p, &owner, line));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
