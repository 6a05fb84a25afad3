/* SPDX-License-Identifier: ISC */
#include "zones/spf_paper.h"

#include <stdio.h>
#include <string.h>

#include "zones/rrtype.h"
#include "zones/spf_domain.h"
#include "zones/text.h"

/* RFC 1035 3.3: a character-string. */
#define STRING_BYTES	255

static void
put(struct spf_paper *p, const void *bytes, size_t len)
{
	if (len > sizeof(p->text) - p->len) {
		p->is_spoilt = true;
		return;
	}
	memcpy(p->text + p->len, bytes, len);
	p->len += len;
}

static void
put_text(struct spf_paper *p, const char *text)
{
	put(p, text, strlen(text));
}

static void
clear(struct spf_paper *p)
{
	p->len = 0;
	p->is_spoilt = false;
}

void
spf_paper_init(struct spf_paper *p)
{
	clear(p);
	put_text(p, "v=spf1");
}

/* Does the word stand on the paper? */
static bool
has_word(const struct spf_paper *p, const uint8_t *word, size_t len)
{
	size_t	from = 0;
	size_t	at;

	for (at = 0; at <= p->len; at++) {
		if (at < p->len && p->text[at] != ' ')
			continue;
		if (at - from == len &&
		    bytes_equal_nocase(p->text + from, word, len))
			return true;
		from = at + 1;
	}
	return false;
}

void
spf_paper_add(struct spf_paper *p, const uint8_t *word, size_t len)
{
	if (len == 0 || has_word(p, word, len))
		return;
	if (p->len > 0)
		put_text(p, " ");
	put(p, word, len);
}

/* Is all that stands there one sound term that means something? */
static bool
is_sound(const struct spf_paper *p)
{
	struct spf_term	term;

	if (p->is_spoilt || p->len == 0)
		return false;
	spf_read(p->text, 0, p->len, &term);
	return term.fault == SPF_SOUND && term.kind != SPF_OTHER;
}

/*
 * Begin a guess with the qualifier that is written, if any.
 * returns how many octets of the term that takes
 */
static size_t
begin(struct spf_paper *p, const uint8_t *text, const struct spf_term *term)
{
	size_t	n;

	clear(p);
	n = term->len > 0 && text[term->at] == term->qualifier;
	put(p, text + term->at, n);
	return n;
}

/* Qualifier, word, sign, and a value, as a guess. */
static bool
guess(struct spf_paper *p, const uint8_t *text, const struct spf_term *term,
    const char *word, const uint8_t *value, size_t len)
{
	(void)begin(p, text, term);
	put_text(p, word);
	put(p, value, len);
	return is_sound(p);
}

/* The word of ip4 or ip6 for an address, perhaps with a prefix length. */
static const char *
address_word(const uint8_t *text, size_t len)
{
	const uint8_t	*slash = memchr(text, '/', len);
	struct address	 a;

	if (!spf_read_address(text, slash == NULL ? len :
	    (size_t)(slash - text), &a))
		return NULL;
	return a.type == TYPE_A ? "ip4:" : "ip6:";
}

/* A value that is an address, or a host's name, without its mechanism. */
static bool
mend_value(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term, const uint8_t *value, size_t len)
{
	const char	*word;

	if (len > 0 && value[len - 1] == '.')
		len--;
	word = address_word(value, len);
	if (word != NULL)
		return guess(p, text, term, word, value, len);
	return memchr(value, '.', len) != NULL &&
	    guess(p, text, term, "a:", value, len);
}

/* A term whose name is misspelt, or has no name at all. */
static bool
mend_name(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term)
{
	static const char *const words[] = {"all", "include", "a", "mx",
	    "ptr", "ip4", "ip6", "exists", "redirect", "exp"};
	const uint8_t	*at;
	const char	*word;
	size_t		 len;
	size_t		 name;

	len = begin(p, text, term);
	at = text + term->at + len;
	len = term->len - len;
	/* Signs before it and behind it: "--all", "mx.", "-all;". */
	while (len > 1 && text_is_of(at[0], "+-~?")) {
		at++;
		len--;
	}
	while (len > 1 && text_is_of(at[len - 1], ".,;:-"))
		len--;
	if (guess(p, text, term, "", at, len))
		return true;
	for (name = 0; name < len && !text_is_of(at[name], ":=/");)
		name++;
	if (name == len || at[name] == '/')
		return mend_value(p, text, term, at, len);
	if (mend_value(p, text, term, at, len) ||
	    (ascii_lower(at[0]) == 'i' && ascii_lower(at[name > 0]) == 'p' &&
	    address_word(at + name + 1, len - name - 1) != NULL &&
	    mend_value(p, text, term, at + name + 1, len - name - 1)))
		return true;
	word = text_nearest((const char *)at, name, words,
	    sizeof(words) / sizeof(words[0]));
	if (word == NULL)
		return false;
	if (word[0] == 'r' || strcmp(word, "exp") == 0)
		clear(p);	/* a modifier has no qualifier */
	else
		(void)begin(p, text, term);
	put_text(p, word);
	put_text(p, word[0] == 'r' || strcmp(word, "exp") == 0 ? "=" : ":");
	put(p, at + name + 1, len - name - 1);
	return is_sound(p);
}

/* A known name, with something wrong behind it or around it. */
static bool
mend_syntax(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term, const struct name *apex)
{
	const uint8_t	*rest = text + term->value_at + term->value_len;
	size_t		 end = term->at + term->len;
	char		 name[NAME_TEXT_MAX];

	clear(p);
	if (term->kind == SPF_OTHER && term->fault_len == term->len)
		return true;	/* the version a second time */
	if (spf_is_modifier(term) && term->fault_at == term->at)
		put(p, text + term->at + 1, term->len - 1);
	else if (term->fault_len > 0 && text[term->fault_at] == '=') {
		put(p, text + term->at, term->len);
		p->text[p->len > 0 ? term->fault_at - term->at : 0] = ':';
	} else if (term->value_len > 0 && !term->has_macro &&
	    text[term->value_at] != '-' &&
	    memchr(text + term->value_at, '.', term->value_len) == NULL) {
		/* A single label: the zone's name is missing. */
		put(p, text + term->at, term->value_at - term->at);
		put(p, text + term->value_at, term->value_len);
		put_text(p, ".");
		name_to_text(apex->wire, name);
		put(p, name, strlen(name) - 1);
		put(p, rest, end - (size_t)(rest - text));
	}
	return is_sound(p);
}

/* One term without commas, as the only thing on the paper. */
static bool
mend_word(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term, const struct name *apex)
{
	size_t	end = term->at + term->len;

	switch (term->fault) {
	case SPF_SOUND:
		clear(p);
		put(p, text + term->at, term->len);
		return !p->is_spoilt;
	case SPF_UNKNOWN:
		return mend_name(p, text, term);
	case SPF_BAD_ADDRESS:
	case SPF_IS_ADDRESS:
		return mend_value(p, text, term, text + term->value_at,
		    end - term->value_at);
	default:
		return mend_syntax(p, text, term, apex);
	}
}

static bool
is_separator(uint8_t c)
{
	return c == ',' || c == ';';
}

/*
 * A term of a list.  It can be a value for the mechanism before it, whose kind
 * becomes that of this term if it is sound.
 */
static bool
mend_part(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *part, enum spf_kind *kind, const struct name *apex)
{
	struct spf_paper	one;
	char			word[16];

	(void)snprintf(word, sizeof(word), "%s:", spf_word(*kind));
	if ((part->fault != SPF_UNKNOWN || *kind >= SPF_REDIRECT ||
	    !guess(&one, text, part, word, text + part->at, part->len)) &&
	    !mend_word(&one, text, part, apex))
		return false;
	spf_paper_add(p, one.text, one.len);
	if (part->fault == SPF_SOUND)
		*kind = part->kind;
	return true;
}

/* Terms with commas or semicolons between them. */
static bool
mend_list(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term, const struct name *apex)
{
	struct spf_term		part;
	enum spf_kind		kind = SPF_NOTHING;
	size_t			end = term->at + term->len;
	size_t			from;
	size_t			at;

	clear(p);
	for (at = from = term->at; at <= end; at++) {
		if (at < end && !is_separator(text[at]))
			continue;
		spf_read(text, from, at - from, &part);
		if (at > from && !mend_part(p, text, &part, &kind, apex))
			return false;
		from = at + 1;
	}
	return p->len > 0 && !p->is_spoilt;
}

void
spf_mend(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term, const struct name *apex)
{
	bool	is_list = false;
	size_t	i;

	for (i = 0; i < term->len && term->fault != SPF_SOUND; i++)
		is_list |= is_separator(text[term->at + i]);
	if (!(is_list ? mend_list(p, text, term, apex) :
	    mend_word(p, text, term, apex)))
		p->is_spoilt = true;
}

void
spf_paper_mend(struct spf_paper *p, const uint8_t *text,
    const struct spf_term *term, const struct name *apex)
{
	struct spf_paper	one;
	size_t			from;
	size_t			at;

	spf_mend(&one, text, term, apex);
	p->is_spoilt |= one.is_spoilt;
	if (p->is_spoilt)
		return;
	for (at = from = 0; at <= one.len && !p->is_spoilt; at++) {
		if (at < one.len && one.text[at] != ' ')
			continue;
		spf_paper_add(p, one.text + from, at - from);
		from = at + 1;
	}
}

const char *
spf_paper_line(const struct spf_paper *p, const struct name *owner,
    char buf[PAPER_LINE_MAX])
{
	size_t	at;
	size_t	i;

	if (p->is_spoilt)
		return NULL;
	name_to_text(owner->wire, buf);
	at = strlen(buf);
	at += (size_t)snprintf(buf + at, 8, " TXT \"");
	for (i = 0; i < p->len; i++) {
		if (i > 0 && i % STRING_BYTES == 0)
			at += (size_t)snprintf(buf + at, 4, "\" \"");
		if (p->text[i] == '"' || p->text[i] == '\\')
			buf[at++] = '\\';
		buf[at++] = (char)p->text[i];
	}
	(void)snprintf(buf + at, 2, "\"");
	return buf;
}
