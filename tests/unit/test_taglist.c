/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/taglist.h"

/* Each tag as name@position=value@position, joined by |; ! for the end of a
   tag without semicolon. */
static const struct {
	const char	*text;
	const char	*tags;
} cases[] = {
	{"", ""},
	{" \t", ""},
	{"v=DKIM1", "v@0=DKIM1@2!"},
	{"v=DKIM1;", "v@0=DKIM1@2"},
	{"v=DKIM1; ", "v@0=DKIM1@2"},
	{"v = DKIM1 ; p=a b", "v@0=DKIM1@4|p@12=a b@14!"},
	{"p=", "p@0=@2!"},
	{"p=;", "p@0=@2"},
	{"p= ;", "p@0=@3"},
	{"p", "p@0-!"},
	{" x ;", "x@1-"},
	{"=x", "@0=x@1!"},
	{"a=b=c", "a@0=b=c@2!"},
	{"a=b;;c=d", "a@0=b@2|@4-|c@5=d@7!"},
	{";", "@0-"},
	{"a\t=\r\n b;c", "a@0=b@6|c@8-!"},
};

static void
test_lists(void **state)
{
	struct taglist	list;
	struct tag	tag;
	char		found[200];
	size_t		used;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		taglist_init(&list, (const uint8_t *)cases[i].text,
		    strlen(cases[i].text));
		used = 0;
		found[0] = '\0';
		while (taglist_next(&list, &tag)) {
			used += (size_t)snprintf(found + used,
			    sizeof(found) - used, "%s%.*s@%zu",
			    used > 0 ? "|" : "", (int)tag.name_len,
			    (const char *)tag.name, tag.name_at);
			if (tag.value == NULL)
				used += (size_t)snprintf(found + used,
				    sizeof(found) - used, "-");
			else
				used += (size_t)snprintf(found + used,
				    sizeof(found) - used, "=%.*s@%zu",
				    (int)tag.value_len,
				    (const char *)tag.value, tag.value_at);
			if (!tag.is_closed)
				used += (size_t)snprintf(found + used,
				    sizeof(found) - used, "!");
		}
		assert_string_equal(found, cases[i].tags);
	}
}

static void
test_words(void **state)
{
	struct taglist	list;
	struct tag	tag;

	(void)state;
	taglist_init(&list, (const uint8_t *)"k=RSA;p", 7);
	assert_true(taglist_next(&list, &tag));
	assert_true(tag_is(&tag, "k"));
	assert_false(tag_is(&tag, "K"));
	assert_false(tag_is(&tag, "kk"));
	assert_true(tag_has(&tag, "RSA"));
	assert_false(tag_has(&tag, "rsa"));
	assert_true(tag_has_nocase(&tag, "rsa"));
	assert_false(tag_has_nocase(&tag, "rs"));
	assert_true(taglist_next(&list, &tag));
	assert_false(tag_has(&tag, ""));
	assert_false(tag_has_nocase(&tag, ""));
	assert_false(taglist_next(&list, &tag));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
