/* SPDX-License-Identifier: ISC */
#include "tests/unit/checked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name
checked_apex(const char *text)
{
	struct name	 apex;
	const char	*why;

	assert_int_equal(name_from_text(&apex, text, strlen(text), NULL, &why),
	    0);
	return apex;
}

static void
load_one(struct checked *c, unsigned i, const char *name, const char *text)
{
	struct name		apex = checked_apex(name);
	struct load_source	src = {&apex, name, NULL, 1};
	char			whole[20000];

	if (*text == '?')
		(void)snprintf(whole, sizeof(whole), "%s", text + 1);
	else if (*text == '!')
		(void)snprintf(whole, sizeof(whole), "%.*s\n%s",
		    (int)(strlen(HEAD) - strlen("@ MX 0 .\n")), HEAD,
		    text + 1);
	else
		(void)snprintf(whole, sizeof(whole), "%s%s", HEAD, text);
	if (load_text(&src, whole, strlen(whole), c->rep, &c->loaded[i]) != 0)
		fail_msg("\"%s\" does not load: %s", whole,
		    report_at(c->rep, 0)->text);
	c->zone[i] = zone_new(&apex, pool_share(c->pool,
	    c->loaded[i].content), true, 0);
	assert_non_null(c->zone[i]);
	c->loaded[i].content = NULL;
}

void
checked_init(struct checked *c, const struct zones *zones)
{
	struct table		*empty = table_new(1);
	struct table_edit	*edit = table_edit_begin(empty);
	struct check_input	 from = {.now_s = NOW_S};
	unsigned		 i;

	memset(c, 0, sizeof(*c));
	c->rep = report_new(1000);
	assert_non_null(c->roles = roles_new(1));
	assert_non_null(c->pool = pool_new(1));
	for (i = 0; i < 3 && zones->name[i] != NULL; i++) {
		load_one(c, i, zones->name[i], zones->text[i]);
		assert_int_equal(table_edit_put(edit, zone_ref(c->zone[i])), 0);
		assert_int_equal(roles_add(c->roles, c->zone[i], false), 0);
	}
	assert_non_null(c->table = table_edit_commit(edit));
	table_free(empty);
	from.served = c->table;
	from.roles = c->roles;
	while (i-- > 0) {
		from.zone = c->zone[i];
		from.places = c->loaded[i].places;
		check_zone(&from, c->rep);
	}
	report_sort(c->rep);
}

void
checked_clear(struct checked *c)
{
	unsigned	i;

	for (i = 0; i < 3; i++) {
		zone_unref(c->zone[i]);
		loaded_clear(&c->loaded[i]);
	}
	table_free(c->table);
	pool_free(c->pool);
	roles_free(c->roles);
	report_free(c->rep);
}

void
checked_again(struct checked *c, const struct zone *before,
    const struct extras *extras)
{
	struct check_input	from = {.now_s = NOW_S};

	report_clear(c->rep);
	from.served = c->table;
	from.roles = c->roles;
	from.zone = c->zone[0];
	from.places = c->loaded[0].places;
	from.before = before;
	from.extras = extras;
	check_zone(&from, c->rep);
	report_sort(c->rep);
}

static unsigned	mismatches;

/*
 * Most cases are about something else than what their zones lack; then these
 * are not compared.
 */
static bool
is_aside(const char *expected, const char *id)
{
	static const char *const lacks[] = {"spf-missing",
	    "spf-missing-nonmail", "spf-helo-missing", "dmarc-missing",
	    "dkim-missing", "tlsrpt-missing"};
	size_t			 i;

	for (i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++) {
		if (strcmp(id, lacks[i]) == 0)
			return expected[0] != '!' &&
			    strstr(expected, id) == NULL;
	}
	return false;
}

/* ids as in check_cases_of(); NULL: all */
static bool
is_among(const char *const *ids, const char *id)
{
	for (; ids != NULL && *ids != NULL; ids++) {
		if (strncmp(id, *ids, strlen(*ids)) == 0)
			return true;
	}
	return ids == NULL;
}

/* of: the case, for the message */
static void
compare(const struct checked *c, const char *of, const char *expected,
    enum severity least, const char *const *ids)
{
	const char	*all = expected;
	struct finding	 f;
	char		 line[9000];
	size_t		 len;
	size_t		 i;

	expected += *expected == '!';
	for (i = 0; i < report_kept(c->rep); i++) {
		f = *report_at(c->rep, i);
		if (f.severity < least || is_aside(all, f.id) ||
		    !is_among(ids, f.id))
			continue;
		if (f.at.line >= FIRST_LINE)
			f.at.line -= FIRST_LINE - 1;
		finding_format(&f, line, sizeof(line));
		len = strcspn(expected, "\n");
		if (len == 0 || strncmp(line, expected, len) != 0) {
			print_error("of \"%s\"\nfound    \"%s\"\nexpected"
			    " \"%.*s\"\n", of, line, (int)len, expected);
			mismatches++;
		}
		expected += len + (expected[len] == '\n');
	}
	if (*expected != '\0') {
		print_error("of \"%s\"\nnot found: \"%s\"\n", of, expected);
		mismatches++;
	}
}

void
checked_expect(const struct checked *c, const char *found,
    enum severity least)
{
	mismatches = 0;
	compare(c, "a zone", found, least, NULL);
	assert_int_equal(mismatches, 0);
}

void
check_cases_of(const struct expected *cases, size_t n,
    const char *const *ids)
{
	struct checked	c;
	size_t		i;

	mismatches = 0;
	for (i = 0; i < n; i++) {
		checked_init(&c, &cases[i].zones);
		compare(&c, cases[i].zones.text[0], cases[i].found,
		    cases[i].least, ids);
		checked_clear(&c);
	}
	assert_int_equal(mismatches, 0);
}

void
check_cases(const struct expected *cases, size_t n)
{
	check_cases_of(cases, n, NULL);
}
