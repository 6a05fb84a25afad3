/* SPDX-License-Identifier: ISC */
#ifndef MXD_TAGLIST_H
#define MXD_TAGLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A list of tags, "v=DKIM1; k=rsa; p=...", as DKIM, DMARC, MTA-STS, TLSRPT
 * and BIMI write their records: RFC 6376 3.2, 9989 4.8, 8461 3.1, 8460 3.
 * Split here, not judged: which names, values and gaps are allowed differs.
 */
struct taglist {
	const uint8_t	*text;		/* borrowed */
	size_t		 len;		/* octets */
	size_t		 at;		/* where the next tag begins */
};

/* One tag.  Positions count octets from 0 in the text. */
struct tag {
	const uint8_t	*name;		/* white space around it taken off */
	size_t		 name_len;	/* 0: nothing is before "=" or ";" */
	size_t		 name_at;
	const uint8_t	*value;		/* likewise; NULL without "=" */
	size_t		 value_len;
	size_t		 value_at;
	bool		 is_closed;	/* a semicolon follows */
};

void taglist_init(struct taglist *, const uint8_t *text, size_t len);

/*
 * The next tag.  White space is blank, tab, CR and LF.
 * returns	false at the end; a semicolon at the very end, with white
 *		space behind it or none, begins no tag; an empty one between
 *		two semicolons is given with name_len 0 and value NULL
 */
bool taglist_next(struct taglist *, struct tag *out);

/* Is this the tag's name?  Case matters: RFC 6376 3.2.  In place, for the
   length of a word that is known. */
static inline bool
tag_is(const struct tag *tag, const char *name)
{
	return tag->name != NULL && strlen(name) == tag->name_len &&
	    memcmp(tag->name, name, tag->name_len) == 0;
}

/* Is this the tag's value?  The second without regard to ASCII case. */
static inline bool
tag_has(const struct tag *tag, const char *value)
{
	return tag->value != NULL && strlen(value) == tag->value_len &&
	    memcmp(tag->value, value, tag->value_len) == 0;
}

bool tag_has_nocase(const struct tag *, const char *value);

#endif
