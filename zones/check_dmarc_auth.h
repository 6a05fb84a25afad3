/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DMARC_AUTH_H
#define MXD_CHECK_DMARC_AUTH_H

#include "zones/inspect.h"

/*
 * Can mail of a domain pass its own DMARC policy?  in->facts is a struct
 * dmarc_facts, in->i the record.  One finding: no SPF explains the rest.
 */
extern const struct check_table check_dmarc_auths;

/* The same as a chapter; it visits nothing by itself. */
extern const struct check_chapter check_dmarc_auth;

#endif
