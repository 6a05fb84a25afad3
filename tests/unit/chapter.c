/* SPDX-License-Identifier: ISC */
#include "tests/unit/chapter.h"

#include <stdio.h>
#include <string.h>

/* Does an id begin with one of them? */
static bool
has(const char *ids, const char *id)
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
		if (f.severity < e->least || !has(ids, f.id))
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
