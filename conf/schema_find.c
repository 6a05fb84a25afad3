/* SPDX-License-Identifier: ISC */
/* Rows of the schema by their words. */
#include "conf/schema.h"

#include <string.h>

static bool
is_word(const char *word, const char *text, size_t len)
{
	return strlen(word) == len && memcmp(word, text, len) == 0;
}

const struct directive *
schema_find(unsigned context, const char *word, size_t len)
{
	const struct directive	*row;
	size_t			 i;

	for (i = 0; (row = schema_row(i)) != NULL; i++)
		if ((row->contexts & context) != 0 &&
		    is_word(row->word, word, len))
			return row;
	return NULL;
}

const struct directive *
schema_find_second(unsigned context, const char *word, const char *second,
    size_t len)
{
	const struct directive	*row;
	size_t			 i;

	for (i = 0; (row = schema_row(i)) != NULL; i++)
		if ((row->contexts & context) != 0 && row->second != NULL &&
		    strcmp(row->word, word) == 0 &&
		    is_word(row->second, second, len))
			return row;
	return NULL;
}

static bool
is_listed(const char *const *words, size_t n, const char *word)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

size_t
schema_words(unsigned context, const char *first, const char **out)
{
	const struct directive	*row;
	const char		*word;
	size_t			 i, n = 0;

	for (i = 0; (row = schema_row(i)) != NULL; i++) {
		if ((row->contexts & context) == 0)
			continue;
		if (first != NULL && strcmp(row->word, first) != 0)
			continue;
		word = first == NULL ? row->word : row->second;
		if (word != NULL && !is_listed(out, n, word))
			out[n++] = word;
	}
	return n;
}
