/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SPFTEXT_H
#define MXD_CHECK_SPFTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/inspect.h"
#include "zones/policy.h"
#include "zones/spf.h"
#include "zones/spf_paper.h"

/* Joints of strings that are looked at in one record. */
#define SPF_JOINTS_MAX	32

/* One word of a record, or two that a space parts by mistake. */
struct spf_piece {
	struct spf_term	 term;
	struct spf_term	 second;	/* if has_gap; else the next, if */
	bool		 has_second;
	bool		 has_gap;
	bool		 is_glued;	/* strings were joined within it, and a
					   space is missing there */
};

/* What one SPF record says; in->facts while rules look at it. */
struct spf_facts {
	const struct policy *policy;
	const uint8_t	*text;		/* joined, in in->text */
	size_t		 len;
	size_t		 glue[SPF_JOINTS_MAX]; /* where spaces are missing */
	unsigned	 glues;
	unsigned	 faults;	/* words that are not sound */
	unsigned	 told;		/* findings about single words */
	struct spf_piece piece;		/* the word that is looked at */
	bool		 has_all;
	bool		 has_redirect;
	bool		 has_after;	/* a mechanism behind "all" */
	bool		 has_again;	/* a mechanism that stands twice */
	bool		 has_twice;	/* redirect or exp a second time */
	bool		 is_part;	/* made to be included */
	bool		 is_only;	/* no other SPF stands there */
	bool		 is_headless;	/* no record, as the first string ends
					   with the version and no space */
	struct spf_term	 all;
	struct spf_term	 redirect;
	struct spf_term	 after;
	struct spf_term	 again;
	struct spf_term	 twice;
};

/* How a record is written anew, besides what is plainly a slip. */
enum spf_fix {
	FIX_ALL = 1 << 0,	/* an end that refuses: ~all for +all, ?all and
				   none */
	FIX_PTR = 1 << 1,	/* without ptr */
	FIX_MX = 1 << 2		/* with mx */
};

/* Note where strings of record i were joined and a space is missing: in
   front of a term.  facts->text and len are set. */
void check_spf_joints(const struct inspect *, unsigned i,
    struct spf_facts *);

/* The next word of a record, from spf_init() on; false at the end. */
bool check_spf_next(const struct spf_facts *, struct spf *,
    struct spf_piece *out);

/*
 * Add the terms of a record to a paper as they were probably meant, but for
 * "all" and redirect=.
 *
 * all, redirect	the first of each; are left alone if there is none
 */
void check_spf_copy(const struct inspect *, const struct spf_facts *,
    unsigned fixes, struct spf_paper *, struct spf_paper *all,
    struct spf_paper *redirect);

/* The record as it was probably meant, "; write: owner TXT ..."; "" if that
   cannot be known. */
const char *check_spf_line(const struct inspect *, const struct spf_facts *,
    unsigned fixes, char buf[PAPER_LINE_MAX]);

/*
 * A record that receivers do not take for one, as it was probably meant.
 *
 * by_strings	a space is missing between all its strings
 */
void check_spf_recover(const struct inspect *, const struct policy *,
    bool by_strings, struct spf_paper *);

/* "; write: ..." of a paper, or "". */
const char *check_spf_paper(const struct inspect *, const struct spf_paper *,
    char buf[PAPER_LINE_MAX]);

/* For "%.*s": so much of a word is told. */
int check_spf_told(size_t len);

/* Is its first label an asterisk? */
bool check_spf_is_wildcard(const struct name *);

/* Does a label begin with an underscore?  Then it is nobody's host and
   nobody's mail domain: "_spf", "eu._spf". */
bool check_spf_is_underscore(const struct name *);

/* Nobody has mail addresses there: under arpa, or a top-level name. */
bool check_spf_is_mailless(const struct name *);

#endif
