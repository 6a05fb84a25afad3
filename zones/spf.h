/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPF_H
#define MXD_SPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/spf_term.h"

/*
 * An SPF record, RFC 7208 12, read term by term from its joined text.
 * Nothing is looked up and nothing is kept; names are borrowed from the
 * text.  Positions count octets from 0 in the text.
 */
struct spf {
	const uint8_t	*text;		/* borrowed */
	size_t		 len;		/* octets */
	size_t		 at;		/* where the next term is sought */
};

/*
 * Begin a record.
 * returns	false if it does not begin with the version, followed by a
 *		space or the end: RFC 7208 4.5
 */
bool spf_init(struct spf *, const uint8_t *text, size_t len);

/* The next term, sound or not; false at the end. */
bool spf_next(struct spf *, struct spf_term *out);

/* One word of a text as a term; it holds no space. */
void spf_read(const uint8_t *text, size_t at, size_t len,
    struct spf_term *out);

/*
 * The name that a sound term asks about, lower case.
 * owner	of the record; what a, mx and ptr mean without a name
 * returns	-1 if that is not known before a mail comes, or none is there
 */
int spf_domain(const uint8_t *text, const struct spf_term *,
    const struct name *owner, struct name *out);

static inline bool
spf_is_modifier(const struct spf_term *term)
{
	return term->kind >= SPF_REDIRECT && term->kind <= SPF_OTHER;
}

/* Does it cost one of the ten look-ups?  RFC 7208 4.6.4. */
bool spf_asks(const struct spf_term *);

/* "include", "redirect"; "" for SPF_OTHER and SPF_NOTHING. */
const char *spf_word(enum spf_kind);

/* The kind of a mechanism with this name, without regard to case;
   SPF_NOTHING if there is none. */
enum spf_kind spf_mechanism(const uint8_t *name, size_t len);

#endif
