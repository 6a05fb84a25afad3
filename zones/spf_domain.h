/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPF_DOMAIN_H
#define MXD_SPF_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/address.h"
#include "zones/spf_term.h"

/*
 * Strings with macros, RFC 7208 7.1.  Part of the parser of terms: a fault
 * is written into the term.
 */

/* Is [at, at + len) of the text a macro-string?  The has_ fields of the term
   are set. */
bool spf_read_macros(const uint8_t *text, size_t at, size_t len,
    struct spf_term *);

/*
 * Is it a domain-spec?  The letters c, r and t have a meaning in
 * explanations only, 7.2.
 */
bool spf_read_domain(const uint8_t *text, size_t at, size_t len,
    struct spf_term *);

/* The general way of it; the other one asks it about unusual names only. */
bool spf_read_any_domain(const uint8_t *text, size_t at, size_t len,
    struct spf_term *);

/* Note a fault; returns false. */
bool spf_fail(struct spf_term *, enum spf_fault, size_t at, size_t len,
    const char *expected);

/* Is it an IPv4 or IPv6 address, perhaps with a final dot? */
bool spf_read_address(const uint8_t *text, size_t len, struct address *out);

#endif
