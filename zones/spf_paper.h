/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPF_PAPER_H
#define MXD_SPF_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/spf.h"

/* A longer record is not written down whole: nobody could paste it. */
#define PAPER_BYTES	1000

/*
 * An SPF record while it is written anew, as it was probably meant: terms
 * with one blank between them, the version first.
 */
struct spf_paper {
	uint8_t	text[PAPER_BYTES];
	size_t	len;
	bool	is_spoilt;	/* too long, or a term has no known meaning */
};

/* Only the version stands on it. */
void spf_paper_init(struct spf_paper *);

/* Add a word, unless it stands there already; case does not matter. */
void spf_paper_add(struct spf_paper *, const uint8_t *word, size_t len);

/*
 * Add a term as it was probably meant: a sound one as it is, one that is not
 * with its slip corrected, so that it becomes sound.  Without a good guess
 * the paper is spoilt.
 *
 * text		the term is read from
 * apex		completes a name that is a single label
 */
void spf_paper_mend(struct spf_paper *, const uint8_t *text,
    const struct spf_term *, const struct name *apex);

/* The term alone, mended; spoilt without a good guess.  The version is not
   written. */
void spf_mend(struct spf_paper *, const uint8_t *text,
    const struct spf_term *, const struct name *apex);

/* Room for a record as a line of a zone file: owner, TXT, the text with
   each octet escaped and in strings of 255. */
#define PAPER_LINE_MAX	(NAME_TEXT_MAX + 2 * PAPER_BYTES + 64)

/*
 * The record, ready to be pasted: owner TXT "text".
 * returns	NULL if the paper is spoilt
 */
const char *spf_paper_line(const struct spf_paper *, const struct name *owner,
    char buf[PAPER_LINE_MAX]);

#endif
