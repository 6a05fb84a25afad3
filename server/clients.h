/* SPDX-License-Identifier: ISC */
#ifndef MXD_CLIENTS_H
#define MXD_CLIENTS_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many connections each client has, so that one cannot take all that a
 * worker keeps.  A client is an IPv4 address, or 64 bits of an IPv6 one: a
 * host on the Internet has one of the former, and all of the latter at no
 * cost (RFC 7421 1).  Two customers of one provider are two clients.
 *
 * One worker's alone.  Costs a block of memory for each client that is
 * connected.
 */
struct clients;
struct client;

/* seed: random, so that nobody can choose who meets whom.  NULL without
   memory. */
struct clients *clients_new(uint64_t seed);

/* All must have left. */
void clients_free(struct clients *);

/*
 * One connection more.
 *
 * octets	of the address: 4 or 16; others are not counted
 * limit	connections at most; one that has more may keep them
 * *out		whose it is, for clients_leave(); NULL: not counted
 * returns	0, 1 if the client has as many as it may, -1 without memory
 */
int clients_enter(struct clients *, const uint8_t *addr, size_t octets,
    unsigned limit, struct client **out);

/* One less.  NULL is fine. */
void clients_leave(struct client *);

#endif
