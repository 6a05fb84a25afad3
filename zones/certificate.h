/* SPDX-License-Identifier: ISC */
#ifndef MXD_CERTIFICATE_H
#define MXD_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/tlsa.h"

/*
 * The certificates of a server, as a file has them: PEM, its own first,
 * then those that issued it; or one in DER.
 */
struct certificates;

/*
 * returns NULL with *why (static) set: there is none in it, or no memory.
 * The caller frees.
 */
struct certificates *certificates_read(const uint8_t *bytes, size_t len,
    const char **why);
void certificates_free(struct certificates *);

enum tlsa_fit {
	TLSA_FITS,
	TLSA_FITS_NOT,
	TLSA_FIT_UNKNOWN	/* of usage 0 or 1, or unknown numbers; or of
				   usage 2 and the issuers are not in the
				   file */
};

/*
 * Does a record match?  Usage 3 asks for the server's own certificate,
 * usage 2 for any of those that issued it: RFC 7671 5.1, 5.2.
 */
enum tlsa_fit certificates_fit(const struct certificates *,
    const struct tlsa *);

/*
 * SHA-256 of the server's own key: the data of "3 1 1".
 * -1 if it cannot be made
 */
int certificates_key_digest(const struct certificates *,
    uint8_t out[TLSA_SHA256_BYTES]);

/*
 * SHA-256 of the key in what a record of matching type 0 holds: a whole
 * certificate or a whole key, as the selector says.
 * -1 if it is neither
 */
int certificate_digest(const struct tlsa *, uint8_t out[TLSA_SHA256_BYTES]);

#endif
