/* SPDX-License-Identifier: ISC */
#ifndef MXD_COOKIE_H
#define MXD_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * DNS Cookies, RFC 7873, in the form that all servers of an anycast set
 * can make and check alike, RFC 9018: SipHash-2-4 over the client's
 * cookie, a time and the client's address.
 */
#define COOKIE_CLIENT_BYTES	8
#define COOKIE_SERVER_BYTES	16	/* RFC 9018 4 */
#define COOKIE_BYTES		(COOKIE_CLIENT_BYTES + COOKIE_SERVER_BYTES)
/* RFC 7873 4: a server's part may have 8 to 32 octets. */
#define COOKIE_SERVER_MIN	8
#define COOKIE_SERVER_MAX	32

#define COOKIE_SECRET_BYTES	16

/* Who asks, and when. */
struct cookie_client {
	const uint8_t	*address;	/* 4 or 16 octets */
	size_t		 address_len;
	uint32_t	 now_s;		/* Unix time, modulo 2^32 */
};

/* Makes and checks; one for each thread. */
struct cookie;

/* NULL without memory, or if the library has no SipHash. */
struct cookie *cookie_new(void);
void cookie_free(struct cookie *);

/*
 * A whole cookie, client's part first, for the answer.  -1 if the library
 * fails; then none is sent.
 */
int cookie_make(struct cookie *, const uint8_t secret[COOKIE_SECRET_BYTES],
    const struct cookie_client *, const uint8_t *client_part,
    uint8_t out[COOKIE_BYTES]);

/*
 * Is a whole cookie (COOKIE_BYTES) ours, for this client, and not older
 * than an hour nor from more than five minutes ahead?  RFC 9018 4.3.
 */
bool cookie_is_good(struct cookie *,
    const uint8_t secret[COOKIE_SECRET_BYTES], const struct cookie_client *,
    const uint8_t *cookie);

#endif
