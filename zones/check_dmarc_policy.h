/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DMARC_POLICY_H
#define MXD_CHECK_DMARC_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/dmarc.h"
#include "zones/dmarc_write.h"
#include "zones/inspect.h"
#include "zones/suggest.h"

/* A record while its rules are asked: in->facts; in->i is set. */
struct dmarc_facts {
	const struct dmarc	*d;
	const uint8_t		*text;
	size_t			 len;
	struct name		 domain;	/* whose policy it is */
	/* For the rules of one report address: */
	enum dmarc_tag		 tag;		/* rua or ruf */
	struct name		 dest;		/* domain of the address */
	int			 permission;	/* -1: not yet asked;
						   check_dmarc_report.c */
};

/* About the policy that one record states; the first is its syntax. */
extern const struct check_table check_dmarc_policies;

/* The same as a chapter; it visits nothing by itself. */
extern const struct check_chapter check_dmarc_policy;

/*
 * "; write: OWNER TXT ..." with the record of the facts after these edits;
 * "" if it is too long, or would still not be sound.
 */
const char *check_dmarc_line(struct suggest *out, const struct inspect *,
    const struct dmarc_edit *edits, size_t n);

/* Room for the value of rua that check_dmarc_rua() makes. */
#define CHECK_DMARC_RUA_BYTES	(NAME_TEXT_MAX + 20)

/* "mailto:" and an address that can take the reports about a domain; -1 if
   there is none in sight. */
int check_dmarc_rua(struct inspect *, const struct name *domain,
    char rua[CHECK_DMARC_RUA_BYTES]);

/* Does everybody register names below it?  A guess for two labels. */
bool check_dmarc_is_suffix(const struct name *);

#endif
