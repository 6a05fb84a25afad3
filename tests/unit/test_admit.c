/* SPDX-License-Identifier: ISC */
/* `allow query`: what it means, what is wrong with it, whose list it is. */
#include "tests/unit/findings.h"

#include <string.h>

#include "conf/admit.h"
#include "conf/conf.h"

#define SYNTAX(place, text) \
	"f:" place ": error: conf-syntax: " text "\n"
#define VALUE(place, text) \
	"f:" place ": error: conf-value: " text "\n"
#define WHAT	"\"any\", \"none\" or a network as in 192.0.2.0/24"
#define AFTER	" after \"allow query from\", found "
#define SHUT(place) \
	"f:" place ": warning: conf-value: the list lets nobody in: who is " \
	"in none of its networks may not ask; add \"any\" at its end, or " \
	"write \"none\"\n"

/* What is sound is what conf_print() says of it. */
static const struct {
	const char	*text;
	const char	*list;
	const char	*findings;
} sound[] = {
	{"allow query from any", "any", ""},
	{"allow query from none", "none", ""},
	{"allow query from !10.0.0.0/8, any", "!10.0.0.0/8, any", ""},
	{"allow query from , any", NULL, SYNTAX("1:18", "expected " WHAT
	    AFTER "\",\"")},
	{"allow query from !10.0.0.0/8 any", "!10.0.0.0/8, any", ""},
	{"allow query from { 192.0.2.1, ::/0 }", "192.0.2.1/32, ::/0", ""},
	{"a = \"10.0.0.0/8, ::1\" none\nallow query from { $a any }",
	    "10.0.0.0/8, ::1/128, none, any", ""},
	{"a = 10.0.0.0/8 ::1\nallow query from $a",
	    "10.0.0.0/8, ::1/128", ""},
	{"allow query from !10.0.0.0/8", "!10.0.0.0/8", SHUT("1:13")},
	{"allow query from { !::1 !::2 }", "!::1/128, !::2/128",
	    SHUT("1:13")},
	{"allow query", NULL, SYNTAX("1:12", "expected \"from\" after \"allow "
	    "query\", found end of file")},
	{"allow query any", NULL, VALUE("1:13", "expected \"from\" after "
	    "\"allow query\", found \"any\"")},
	{"allow", NULL, SYNTAX("1:6", "expected \"query\" after \"allow\", "
	    "found end of file")},
	{"allow query from", NULL, SYNTAX("1:17", "expected " WHAT AFTER
	    "end of file")},
	{"allow query from { ::1", NULL, SYNTAX("1:23", "expected " WHAT
	    " or \"}\"" AFTER "end of file")},
	{"allow query from {\n}", NULL, SYNTAX("1:19", "expected " WHAT
	    " or \"}\"" AFTER "end of line") SYNTAX("2:1", "expected a "
	    "directive, found \"}\" where no block is open")},
	{"allow query from { }", NULL, VALUE("1:20", "\"}\" ends an empty "
	    "list; write \"none\" if nobody may ask")},
	{"allow query from localhost", NULL, VALUE("1:18", "\"localhost\" is "
	    "not a well-formed address")},
	{"allow query from { ::1 x, 10.0.0.1/8 }", NULL,
	    VALUE("1:24", "\"x\" is not a well-formed address")
	    VALUE("1:27", "\"10.0.0.1/8\" is no network: there are bits set "
	    "behind those that count")},
	{"allow query from any\nallow query from none", NULL,
	    "f:2:1: error: conf-twice: \"allow query\" is said twice; first "
	    "at f:1\n"},
	{"allow-query { any; };", NULL, SYNTAX("1:1", "\"allow-query\" is a "
	    "word of BIND's named.conf; write: allow query from { ... }")},
	{"zones in x { allow query from any }", NULL, SYNTAX("1:14",
	    "\"allow query\" cannot stand in a block of many zones; write it "
	    "outside of all blocks, for all zones, or in the block of one: "
	    "zone \"name\" { ... }")},
	{"template t { allow query from any }", NULL, SYNTAX("1:14",
	    "\"allow query\" cannot stand in a block of many zones; write it "
	    "outside of all blocks, for all zones, or in the block of one: "
	    "zone \"name\" { ... }")}
};

static void
expect_list(const struct acl *acl, const char *wanted)
{
	char	list[1024] = "", text[ACL_TEXT_MAX];
	size_t	i;

	assert_non_null(acl);
	for (i = 0; i < acl->n; i++) {
		if (i > 0)
			(void)strlcat(list, ", ", sizeof(list));
		(void)strlcat(list, acl_entry_to_text(&acl->said[i], text),
		    sizeof(list));
	}
	assert_string_equal(list, wanted);
}

static struct conf *
load(const char *text, const char *findings)
{
	struct report	*rep = report_new(20);
	struct conf	*cf = NULL;

	(void)conf_load_text("f", text, strlen(text), rep, &cf);
	expect_findings(rep, findings);
	report_free(rep);
	return cf;
}

/* At the top, and in the block of a zone. */
static void
test_lists(void **state)
{
	char		 text[512];
	struct conf	*cf;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		(void)snprintf(text, sizeof(text), "%s\nzones in z\n",
		    sound[i].text);
		if (strstr(sound[i].findings, "end of file") != NULL)
			text[strlen(sound[i].text)] = '\0';
		cf = load(text, sound[i].findings);
		if (sound[i].list == NULL) {
			assert_null(cf);
			continue;
		}
		expect_list(cf->allow, sound[i].list);
		conf_free(cf);
	}
}

/* Each zone finds its own list, however many there are, and no other. */
static void
test_find(void **state)
{
	static char	 text[20000];
	const struct acl *acl;
	struct conf	*cf;
	size_t		 used = 0, i;
	unsigned	 guarded = 0;

	(void)state;
	for (i = 0; i < 200; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "zone z%zu.%s { file f%s10.0.0.%zu%s }\n", i * 7 % 200,
		    i % 2 ? "Example" : "a", i % 3 ? "; allow query from " :
		    " #", i, i % 3 ? "" : "\n");
	cf = load(text, "");
	assert_non_null(cf);
	for (i = 0; i < cf->nzones; i++) {
		acl = admit_find(cf, cf->zones[i].apex.wire,
		    cf->zones[i].apex.len);
		assert_ptr_equal(acl, cf->zones[i].allow);
		guarded += acl != NULL;
	}
	assert_int_equal(guarded, cf->nguarded);
	assert_int_equal(guarded, 133);
	assert_null(admit_find(cf, (const uint8_t *)"\1x", 3));
	assert_null(admit_find(cf, (const uint8_t *)"", 1));
	conf_free(cf);
	assert_non_null(cf = load("zones in x", ""));
	assert_null(admit_find(cf, (const uint8_t *)"\1x", 3));
	conf_free(cf);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_find)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
