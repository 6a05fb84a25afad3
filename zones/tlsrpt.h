/* SPDX-License-Identifier: ISC */
#ifndef MXD_TLSRPT_H
#define MXD_TLSRPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/fields.h"

/*
 * The record of SMTP TLS reporting at _smtp._tls: where reports of failed
 * TLS go.  RFC 8460 3.
 */
struct tlsrpt {
	const uint8_t	*rua;		/* the list, in the text */
	size_t		 rua_len;
	size_t		 rua_at;	/* octets from 0 */
	unsigned	 uris;		/* in the list */
};

enum tlsrpt_scheme { TLSRPT_MAILTO, TLSRPT_HTTPS };

struct tlsrpt_uri {
	const uint8_t	*text;		/* scheme included */
	size_t		 len;
	enum tlsrpt_scheme scheme;
};

/*
 * Read a record; all its URIs are checked.  Unknown fields are passed over.
 * returns 0; -1 with the fault filled
 */
int tlsrpt_read(const uint8_t *text, size_t len, struct tlsrpt *,
    struct fields_fault *);

/*
 * The next URI of a sound record.
 * at		0 before the first; moves
 * returns	false past the last
 */
bool tlsrpt_next(const struct tlsrpt *, size_t *at, struct tlsrpt_uri *);

#endif
