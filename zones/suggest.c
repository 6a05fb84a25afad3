/* SPDX-License-Identifier: ISC */
#include "zones/suggest.h"

#include <stdio.h>
#include <string.h>

/* RFC 1035 3.3: a character-string. */
#define STRING_MAX	255

void
suggest_init(struct suggest *s)
{
	s->len = 0;
	s->is_full = false;
	s->text[0] = '\0';
}

void
suggest_add(struct suggest *s, const void *text, size_t len)
{
	if (len >= sizeof(s->text) - s->len) {
		s->is_full = true;
		return;
	}
	if (len > 0)
		memcpy(s->text + s->len, text, len);
	s->len += len;
	s->text[s->len] = '\0';
}

void
suggest_word(struct suggest *s, const char *word)
{
	suggest_add(s, word, strlen(word));
}

/* One octet as it stands between quotes in a zone file: RFC 1035 5.1. */
static void
add_octet(struct suggest *s, uint8_t c)
{
	char	escaped[5];

	if (c == '"' || c == '\\')
		(void)snprintf(escaped, sizeof(escaped), "\\%c", c);
	else if (c < ' ' || c > '~')
		(void)snprintf(escaped, sizeof(escaped), "\\%03u", c);
	else
		(void)snprintf(escaped, sizeof(escaped), "%c", c);
	suggest_word(s, escaped);
}

const char *
suggest_txt(struct suggest *out, const char *lead, const struct name *owner,
    const struct suggest *value)
{
	char	name[NAME_TEXT_MAX];
	size_t	i;

	suggest_init(out);
	suggest_word(out, lead);
	suggest_word(out, name_to_text(owner->wire, name));
	suggest_word(out, " TXT \"");
	for (i = 0; i < value->len; i++) {
		if (i > 0 && i % STRING_MAX == 0)
			suggest_word(out, "\" \"");
		add_octet(out, (uint8_t)value->text[i]);
	}
	suggest_word(out, "\"");
	if (out->is_full || value->is_full)
		suggest_init(out);
	return out->text;
}
