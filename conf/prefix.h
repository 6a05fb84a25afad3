/* SPDX-License-Identifier: ISC */
#ifndef MXD_PREFIX_H
#define MXD_PREFIX_H

#include <netinet/in.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Networks: addresses whose first bits are the same.  Pure.
 */
struct prefix {
	uint8_t	addr[16];	/* network order; beyond bits it is 0 */
	uint8_t	octets;		/* 4 or 16 */
	uint8_t	bits;
};

/* "2001:db8::/128" and its NUL. */
#define PREFIX_TEXT_MAX	(INET6_ADDRSTRLEN + 4)

/*
 * From text: 192.0.2.0/24, 2001:db8::/32, or an address, which stands for
 * itself alone.
 *
 * returns	0, or -1 with *why set to a static text, to be read after
 *		the text found
 *
 * RFC 4632 3.1, RFC 4291 2.3.
 */
int prefix_from_text(const char *text, size_t len_bytes, struct prefix *,
    const char **why);

/* The same way back; an address has its length too.  Returns buf. */
char *prefix_to_text(const struct prefix *, char buf[PREFIX_TEXT_MAX]);

/* Is an address of 4 or 16 octets, in network order, in it? */
bool prefix_has(const struct prefix *, const uint8_t *addr, size_t octets);

#endif
