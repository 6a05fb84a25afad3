/* SPDX-License-Identifier: ISC */
#include "tests/unit/chapter.h"

#include <stdio.h>
#include <string.h>

#include "zones/explain.h"

bool
chapter_has(const char *ids, const char *id)
{
	size_t	len;

	for (; *ids != '\0'; ids += len + (ids[len] == ' ')) {
		len = strcspn(ids, " ");
		if (len > 0 && strncmp(ids, id, len) == 0)
			return true;
	}
	return false;
}

/* Compare one zone's findings with what is expected; how many differ. */
static unsigned
compare(const struct checked *c, const struct expected *e, const char *ids)
{
	const char	*expected = e->found;
	struct finding	 f;
	char		 line[9000];
	unsigned	 wrong = 0;
	size_t		 len;
	size_t		 i;

	for (i = 0; i < report_kept(c->rep); i++) {
		f = *report_at(c->rep, i);
		if (f.severity < e->least || !chapter_has(ids, f.id))
			continue;
		if (f.at.line >= FIRST_LINE)
			f.at.line -= FIRST_LINE - 1;
		finding_format(&f, line, sizeof(line));
		len = strcspn(expected, "\n");
		if (len == 0 || strncmp(line, expected, len) != 0) {
			print_error("of \"%s\"\nfound    \"%s\"\nexpected"
			    " \"%.*s\"\n", e->zones.text[0], line, (int)len,
			    expected);
			wrong++;
		}
		expected += len + (expected[len] == '\n');
	}
	if (*expected != '\0') {
		print_error("of \"%s\"\nnot found: \"%s\"\n", e->zones.text[0],
		    expected);
		wrong++;
	}
	return wrong;
}

void
chapter_cases(const struct expected *cases, size_t n, const char *ids)
{
	struct checked	c;
	unsigned	wrong = 0;
	size_t		i;

	for (i = 0; i < n; i++) {
		checked_init(&c, &cases[i].zones);
		wrong += compare(&c, &cases[i], ids);
		checked_clear(&c);
	}
	assert_int_equal(wrong, 0);
}

static bool
is_found(const char *id, const char *example)
{
	char		text[4000];
	struct zones	zones = {{"example.com."}, {text}};
	struct checked	c;
	bool		is = false;
	size_t		i;

	/* Without the null MX that others have. */
	(void)snprintf(text, sizeof(text), "!%s", example);
	checked_init(&c, &zones);
	for (i = 0; i < report_kept(c.rep); i++)
		is |= strcmp(report_at(c.rep, i)->id, id) == 0;
	checked_clear(&c);
	return is;
}

void
chapter_explained(const char *ids)
{
	const struct check_rule	*rule;
	const struct explain	*e;
	unsigned		 n = 0;
	size_t			 i;

	for (i = 0; (rule = check_row(i)) != NULL; i++) {
		if (!chapter_has(ids, check_id(rule)))
			continue;
		e = explain_find(check_id(rule));
		if (e == NULL)
			fail_msg("%s is not explained", check_id(rule));
		if (!is_found(e->id, e->example))
			fail_msg("%s is not in its example", e->id);
		n++;
	}
	assert_true(n > 0);
}
