/* SPDX-License-Identifier: ISC */
#ifndef MXD_POLICY_KIND_H
#define MXD_POLICY_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "zones/name.h"
#include "zones/taglist.h"

/* What a TXT record wants to be, by what it says and by its name. */
enum policy_kind {
	POLICY_NONE,		/* none of mail: verification strings ... */
	POLICY_SPF,		/* RFC 7208 */
	POLICY_SENDERID,	/* spf2.0/..., RFC 4406 */
	POLICY_DKIM,		/* RFC 6376 3.6.1 */
	POLICY_DMARC,		/* RFC 9989 4.8 */
	POLICY_STS,		/* RFC 8461 3.1 */
	POLICY_TLSRPT,		/* RFC 8460 3 */
	POLICY_BIMI
};

/*
 * What records at a name are meant to be, whatever they say: POLICY_NONE for
 * most names.
 *
 * owner	lower case
 */
enum policy_kind policy_role(const struct name *owner);

/* RFC 9990 4: does a domain permit reports about others at this name? */
bool policy_is_permission(const struct name *owner);

/*
 * What a text is meant to be.  Its version decides, misspelt or with signs in
 * it that do not belong there; without one, the tags that its name expects.
 *
 * role		of its name
 */
enum policy_kind policy_kind(const uint8_t *text, size_t len,
    enum policy_kind role);

/*
 * The quick way of that, for texts that begin as their readers expect it,
 * whatever the role; POLICY_NONE: ask policy_kind_any().
 */
static inline enum policy_kind
policy_kind_quick(const uint8_t *text, size_t len)
{
	if (len < 8 || text[0] != 'v' || text[1] != '=')
		return POLICY_NONE;
	if (memcmp(text + 2, "spf", 3) == 0)
		return POLICY_SPF;
	if (memcmp(text + 2, "DMARC1", 6) == 0)
		return POLICY_DMARC;
	if (memcmp(text + 2, "DKIM1", 5) == 0)
		return POLICY_DKIM;
	if (memcmp(text + 2, "STSv1", 5) == 0)
		return POLICY_STS;
	if (memcmp(text + 2, "TLSRPT", 6) == 0)
		return POLICY_TLSRPT;
	return memcmp(text + 2, "BIMI1", 5) == 0 ? POLICY_BIMI : POLICY_NONE;
}

/* The general way. */
enum policy_kind policy_kind_any(const uint8_t *text, size_t len,
    enum policy_kind role);

/* The version that readers look for behind "v=", "DMARC1"; NULL if the kind
   has none. */
const char *policy_version(enum policy_kind);

/*
 * Where the policy begins behind a heading that was pasted too, as in
 * "example.org. 3600 IN TXT v=spf1"; 0 if there is none.
 */
size_t policy_heading(const uint8_t *text, size_t len);

/* Is it one of the tags of the kind, "v" left out, in any case? */
bool policy_is_tag(const struct tag *, enum policy_kind);

/* Printable ASCII without any of its quotes, as nearly all texts are? */
bool policy_is_plain(const uint8_t *text, size_t len);

/* A letter or digit, ASCII; a printable ASCII octet. */
static inline bool
policy_is_word(uint8_t c)
{
	uint8_t	lower = ascii_lower(c);

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

static inline bool
policy_is_ascii(uint8_t c)
{
	return c >= ' ' && c <= '~';
}

/* For policy_quote() and policy_step(), where one look is not enough. */
size_t policy_quote_length(const uint8_t *text, size_t len);
size_t policy_step_length(const uint8_t *p, size_t len);

/*
 * How many octets the quote sign at the beginning of a text takes, ASCII or
 * typographic; 0 if there is none.  Each octet of each text is asked.
 */
static inline size_t
policy_quote(const uint8_t *text, size_t len)
{
	if (len == 0 || (text[0] < 0x80 && text[0] != '"' &&
	    text[0] != '\'' && text[0] != '`'))
		return 0;
	return policy_quote_length(text, len);
}

/* Octets of the character there: of UTF-8 if it is, else one; len > 0. */
static inline size_t
policy_step(const uint8_t *text, size_t len)
{
	return text[0] < 0x80 ? 1 : policy_step_length(text, len);
}

#endif
