/* SPDX-License-Identifier: ISC */
#ifndef MXD_DMARC_H
#define MXD_DMARC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/taglist.h"

/*
 * A DMARC record: RFC 9989 4.7 and 4.8, with what RFC 7489 6.3 had besides.
 * It is read as receivers read it: what is wrong is left out, and the rest
 * counts.  Positions count octets from 0 in the text.
 *
 * Values are compared without regard to case (strings of ABNF), names of
 * tags are lower case (RFC 6376 3.2).
 */

/* From open to closed. */
enum dmarc_policy {
	DMARC_ABSENT,
	DMARC_BAD,		/* the tag is there, its value is none */
	DMARC_NONE,
	DMARC_QUARANTINE,
	DMARC_REJECT
};

enum dmarc_tag {
	DMARC_V, DMARC_P, DMARC_SP, DMARC_NP, DMARC_ADKIM, DMARC_ASPF,
	DMARC_FO, DMARC_PSD, DMARC_T, DMARC_RUA, DMARC_RUF,
	DMARC_PCT, DMARC_RF, DMARC_RI,	/* removed by RFC 9989 */
	DMARC_TAGS
};

/* Options of fo, or'ed. */
enum {
	DMARC_FO_0 = 1 << 0,
	DMARC_FO_1 = 1 << 1,
	DMARC_FO_D = 1 << 2,
	DMARC_FO_S = 1 << 3
};

/* A piece of the text. */
struct dmarc_piece {
	const uint8_t	*text;		/* borrowed */
	size_t		 len;		/* octets */
	size_t		 at;
};

/* What is wrong, and where. */
struct dmarc_fault {
	const char	*text;		/* static; said of the piece, "is no
					   ..."; NULL: nothing is wrong */
	int		 tag;		/* whose value it is in; -1: none */
	struct dmarc_piece piece;
};

struct dmarc {
	bool		 is_dmarc;	/* begins with v=DMARC1, and nothing
					   or another tag comes next; else
					   nothing is set but syntax */
	bool		 has[DMARC_TAGS];
	struct dmarc_piece value[DMARC_TAGS];	/* of the first of its name */
	enum dmarc_policy p, sp, np;
	bool		 is_strict_dkim;	/* adkim=s */
	bool		 is_strict_spf;		/* aspf=s */
	bool		 is_test;		/* t=y */
	char		 psd;		/* 'y', 'n', 'u' */
	unsigned	 fo;		/* options; those that contradict each
					   other too */
	int		 pct;		/* 0 to 100; 100 if absent or not such
					   a number */
	struct dmarc_piece unknown;	/* name of the first unknown tag; len
					   0: there is none */
	struct dmarc_fault syntax;	/* the first, but those in URIs */
	struct dmarc_fault uri;		/* the first in rua or ruf */
};

void dmarc_parse(struct dmarc *, const uint8_t *text, size_t len);

/*
 * The next tag of a record, as taglist_next() gives it; where a semicolon
 * is missing before a known tag, it is taken as there.
 */
bool dmarc_next(struct taglist *, struct tag *out, bool *is_missing);

/* "rua" ... */
const char *dmarc_tag_name(enum dmarc_tag);

/* The tag that a misspelt name may mean; -1 if none is near. */
int dmarc_tag_near(const uint8_t *name, size_t len);

/* The known tag with exactly this name, in any case; -1 if there is none. */
int dmarc_tag_find(const uint8_t *name, size_t len);

/* The policy that a value says; DMARC_BAD if none. */
enum dmarc_policy dmarc_policy_of(const uint8_t *value, size_t len);

/* What a misspelt value of a tag may mean, or NULL: static text. */
const char *dmarc_value_near(enum dmarc_tag, const uint8_t *, size_t len);

/* What a receiver applies to the domain itself: as dmarc_policy, but never
   absent or bad.  RFC 9989 4.10.1. */
enum dmarc_policy dmarc_applied(const struct dmarc *);

/* The same for sub-domains that exist. */
enum dmarc_policy dmarc_applied_below(const struct dmarc *);

#endif
