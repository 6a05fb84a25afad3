/* SPDX-License-Identifier: ISC */
#ifndef MXD_STENCIL_H
#define MXD_STENCIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/domains.h"
#include "zones/report.h"

/*
 * The text of a zone file with placeholders, $(key), that values of a
 * domain replace.
 *
 * A value becomes part of a word, whatever it is: outside of quotes it is
 * at least one octet and has none that ends a word, begins a comment or a
 * directive; in quotes it has none that ends the quotes (domains.h).  So
 * entries, words and comments of the text are the template's for all values,
 * and no value makes a record.  In comments there are no placeholders, and
 * in lines of $GENERATE and $INCLUDE they are refused.
 *
 * A quoted text with placeholders may become longer than the 255 octets of
 * a character-string, as DKIM keys do; it is then divided into several.
 */
struct stencil;

/* Different keys of a template: no line has more values. */
#define STENCIL_KEYS_MAX	DOMAINS_VALUES_MAX

/*
 * text		copied; as in scan_init()
 * file, rep	where faults are reported, as parse-error
 * returns	NULL without memory, or if there are faults; reported
 */
struct stencil *stencil_new(const char *text, size_t len_bytes,
    const char *file, struct report *rep);
void stencil_free(struct stencil *);

/* How many different placeholders there are. */
size_t stencil_keys(const struct stencil *);

/* The i-th of them, in the order of the text: not terminated, and where it
   stands first. */
const char *stencil_key(const struct stencil *, size_t i, size_t *len_bytes,
    uint32_t *line);

/* The values of a domain, one for each key. */
struct stencil_values {
	const struct domain_value *of_key[STENCIL_KEYS_MAX];
};

/*
 * Find the values of a domain.  Those that are missing or cannot stand where
 * they have to are reported as domain-error, those that are not needed as
 * value-unused.
 *
 * list		name of the list, for messages
 * out		borrows from the domain
 * returns	0, or -1 if the domain cannot be made
 */
int stencil_match(const struct stencil *, const struct domain *,
    const char *list, struct report *, struct stencil_values *out);

/* A text that grows; begin with all zero, end with free(text). */
struct stencil_text {
	char		*text;		/* a NUL stands behind it */
	size_t		 len_bytes;
	size_t		 cap;
};

/*
 * The text with values in place of placeholders.
 * returns	-1 without memory
 */
int stencil_fill(const struct stencil *, const struct stencil_values *,
    struct stencil_text *out);

#endif
