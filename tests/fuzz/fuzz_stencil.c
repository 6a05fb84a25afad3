/* SPDX-License-Identifier: ISC */
/*
 * Any template with any list, a "%" between them.  No value makes, ends or
 * divides an entry, or makes a directive:
 * a template filled with what the list says has the same entries as filled
 * with "x", unless it has faults, with which nothing is loaded.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/scan.h"
#include "zones/stencil.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Between template and list. */
#define SPLIT	'%'

/* Entries of a text; -1: it has faults. */
static long
count_entries(const char *text, size_t len, long *directives)
{
	struct scan	sc;
	struct entry	e;
	long		n = 0;

	*directives = 0;
	scan_init(&sc, text, len, 1, "t", NULL);
	while (scan_next(&sc, &e) == 1) {
		n++;
		*directives += !e.is_owner_blank && e.n > 0 &&
		    !e.tokens[0].is_quoted && e.tokens[0].text[0] == '$';
	}
	if (sc.faults > 0)
		n = -1;
	scan_clear(&sc);
	return n;
}

/* Fill with "x" at each place. */
static long
count_plain(const struct stencil *s, long *directives)
{
	static const struct domain_value	x = {.text = "x", .len = 1};
	struct stencil_values			values;
	struct stencil_text			out = {.text = NULL};
	long					n;
	size_t					i;

	for (i = 0; i < STENCIL_KEYS_MAX; i++)
		values.of_key[i] = &x;
	if (stencil_fill(s, &values, &out) == -1)
		abort();
	n = count_entries(out.text, out.len_bytes, directives);
	free(out.text);
	return n;
}

static void
check_list(const struct stencil *s, const char *list, size_t len)
{
	static struct domain	 domain;
	struct stencil_values	 values;
	struct stencil_text	 out = {.text = NULL};
	struct domains		 d;
	long			 plain, plain_directives, n, directives;

	plain = count_plain(s, &plain_directives);
	if (domains_start(&d, "f", list, len, NULL) == -1)
		return;
	while (domains_next(&d, &domain)) {
		if (stencil_match(s, &domain, "f", NULL, &values) == -1)
			continue;
		if (stencil_fill(s, &values, &out) == -1 ||
		    strlen(out.text) > out.len_bytes)
			abort();
		n = count_entries(out.text, out.len_bytes, &directives);
		if (plain != -1 && n != -1 &&
		    (n != plain || directives != plain_directives))
			abort();
	}
	free(out.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct report	*rep = report_new(0);
	struct stencil	*s;
	char		*text = malloc(len + 1);
	char		*split;
	size_t		 template_len = len;

	if (rep == NULL || text == NULL)
		abort();
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	if ((split = memchr(text, SPLIT, len)) != NULL)
		template_len = (size_t)(split - text);
	s = stencil_new(text, template_len, "t", rep);
	if ((s == NULL) != (report_count(rep, SEV_ERROR) > 0))
		abort();
	if (s != NULL && split != NULL)
		check_list(s, split + 1, len - template_len - 1);
	stencil_free(s);
	report_free(rep);
	free(text);
	return 0;
}
