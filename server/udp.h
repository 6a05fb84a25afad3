/* SPDX-License-Identifier: ISC */
#ifndef MXD_UDP_H
#define MXD_UDP_H

#include <stdbool.h>

#include "server/respond.h"
#include "server/witness.h"

struct event_base;

/*
 * Queries over UDP: one socket of one worker.  Batches of datagrams are
 * received, answered and sent with one system call each.
 *
 * Dropped without an answer: what came from a port that nobody asks from
 * (badport.h), and what is longer than UDP_QUERY_MAX_BYTES.
 * An answer leaves from the address that was asked.
 */
struct udp;

/*
 * The longest datagram that is looked at.  We offer at most this much
 * (RFC 6891 6.2.3), and a query is one name.
 */
#define UDP_QUERY_MAX_BYTES	4096

/*
 * Answer what arrives at fd from now on.
 *
 * fd		bound and non-blocking; taken, but not on failure
 * is_any	it is bound to 0.0.0.0 or :: and set to tell the address
 *		asked (IP_PKTINFO, IPV6_RECVPKTINFO)
 * engine	has a snapshot; outlives this, as does the witness
 * witness	NULL: none
 * returns	NULL without memory
 */
struct udp *udp_open(struct event_base *, struct engine *, struct witness *,
    int fd, bool is_any);

/* Answer what the kernel holds already, a bounded amount; then close. */
void udp_close(struct udp *);

#endif
