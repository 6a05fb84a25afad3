/* SPDX-License-Identifier: ISC */
#ifndef MXD_ADDR_H
#define MXD_ADDR_H

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * IP addresses as text and as the system wants them.  Pure: nothing here
 * asks the system which interfaces there are.
 */

/* An IPv6 address, '%', the name of an interface, NUL. */
#define ADDR_TEXT_MAX	(INET6_ADDRSTRLEN + 1 + IF_NAMESIZE)

/*
 * Is this meant as an address, though perhaps wrongly written?  Nothing
 * else that may stand in its place has a colon, or digits and dots only.
 */
bool addr_is_meant(const char *text, size_t len_bytes);

/*
 * From text: 192.0.2.1, 2001:db8::1, fe80::1%eth0, fe80::1%2.  The port
 * becomes 0.
 *
 * scope	set to the name of the interface behind '%', for whoever
 *		knows the interfaces to put into sin6_scope_id; "" if there
 *		is none or its number was given
 * returns	0, or -1 with *why set to a static text, to be read after
 *		the text found
 *
 * RFC 4291 2.2, RFC 4007 11.
 */
int addr_from_text(const char *text, size_t len_bytes,
    struct sockaddr_storage *, char scope[IF_NAMESIZE], const char **why);

/*
 * To text, without the port.
 *
 * scope	as from addr_from_text(), or NULL
 * returns	buf
 */
char *addr_to_text(const struct sockaddr_storage *, const char *scope,
    char buf[ADDR_TEXT_MAX]);

/* Octets that bind(2) wants of it. */
socklen_t addr_len(const struct sockaddr_storage *);

/* Host order. */
uint16_t addr_port(const struct sockaddr_storage *);
void addr_set_port(struct sockaddr_storage *, uint16_t port);

/* The same family, address, scope number and port? */
bool addr_equal(const struct sockaddr_storage *,
    const struct sockaddr_storage *);

/* Is it 0.0.0.0 or ::, that stands for all of its family? */
bool addr_is_wildcard(const struct sockaddr_storage *);

/*
 * Could an interface have this name: 1 to 15 letters, digits, or any of
 * . - _ @ +, but not "." or ".."?  Linux allows more, but who uses it?
 */
bool addr_is_interface(const char *text, size_t len_bytes);

#endif
