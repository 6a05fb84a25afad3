/* SPDX-License-Identifier: ISC */
#include "zones/taglist.h"

#include <string.h>

#include "zones/name.h"

static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void
taglist_init(struct taglist *list, const uint8_t *text, size_t len)
{
	list->text = text;
	list->len = len;
	list->at = 0;
}

/* [from, to) without white space at either end. */
static void
trim(const uint8_t *text, size_t *from, size_t *to)
{
	while (*from < *to && is_space(text[*from]))
		(*from)++;
	while (*to > *from && is_space(text[*to - 1]))
		(*to)--;
}

/* What stands between two semicolons. */
static void
split(const uint8_t *text, size_t from, size_t to, struct tag *out)
{
	const uint8_t	*equals;
	size_t		 name_end = to;
	size_t		 value_end = to;

	memset(out, 0, sizeof(*out));
	equals = memchr(text + from, '=', to - from);
	if (equals != NULL) {
		name_end = (size_t)(equals - text);
		out->value_at = name_end + 1;
		trim(text, &out->value_at, &value_end);
		out->value = text + out->value_at;
		out->value_len = value_end - out->value_at;
	}
	out->name_at = from;
	trim(text, &out->name_at, &name_end);
	out->name = text + out->name_at;
	out->name_len = name_end - out->name_at;
}

bool
taglist_next(struct taglist *list, struct tag *out)
{
	const uint8_t	*semicolon;
	size_t		 from = list->at;
	size_t		 rest = from;
	size_t		 end = list->len;

	/* Not trim(): blanks at the far end would be read for each tag. */
	while (rest < end && is_space(list->text[rest]))
		rest++;
	if (rest == end)
		return false;
	semicolon = memchr(list->text + from, ';', list->len - from);
	end = semicolon == NULL ? list->len :
	    (size_t)(semicolon - list->text);
	split(list->text, from, end, out);
	out->is_closed = semicolon != NULL;
	list->at = end + (semicolon != NULL);
	return true;
}

bool
tag_has_nocase(const struct tag *tag, const char *value)
{
	return tag->value != NULL && strlen(value) == tag->value_len &&
	    bytes_equal_nocase(tag->value, (const uint8_t *)value,
	    tag->value_len);
}
