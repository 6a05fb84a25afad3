/* SPDX-License-Identifier: ISC */
#ifndef MXD_EXTRAS_H
#define MXD_EXTRAS_H

#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"

/*
 * Texts from outside of the zones that a user gives to be held against
 * them: the MTA-STS policy of a mail domain, the certificate of a host.
 */
struct extras;

/* NULL without memory. */
struct extras *extras_new(void);
void extras_free(struct extras *);

enum extra_kind { EXTRA_POLICY, EXTRA_CERTIFICATE };

/*
 * Add one; text is copied, name in any case.
 * returns 0; -1 without memory
 */
int extras_add(struct extras *, enum extra_kind, const struct name *,
    const void *text, size_t len_bytes);

/*
 * The i-th text that nobody has asked for: its name is misspelt, or the
 * zones have no such domain or host.
 *
 * kind		set
 * returns	borrowed, or NULL past the end
 */
const struct name *extras_unused(const struct extras *, size_t i,
    enum extra_kind *kind);

/*
 * The policy text of a mail domain, or the PEM text of a host's
 * certificate; borrowed.  NULL if none was given, also if extras is NULL.
 */
const char *extras_policy(const struct extras *, const struct name *domain,
    size_t *len_bytes);
const uint8_t *extras_certificate(const struct extras *,
    const struct name *host, size_t *len_bytes);

#endif
