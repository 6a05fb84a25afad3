/* SPDX-License-Identifier: ISC */
#ifndef MXD_PACKET_H
#define MXD_PACKET_H

#include <stddef.h>
#include <stdint.h>

#include "server/rate.h"

/* RFC 1035 4.2.2: two octets of length before a message on TCP. */
#define MESSAGE_MAX_BYTES	65535

/* RFC 1035 2.3.4: without EDNS a UDP message ends here. */
#define UDP_PLAIN_BYTES		512

enum transport { TRANSPORT_UDP, TRANSPORT_TCP };

/* One query on its way to an answer. */
struct packet {
	const uint8_t	*in;		/* the query, caller's */
	size_t		 in_len;	/* octets */
	uint8_t		*out;		/* room for the answer, caller's; not
					   where in is */
	size_t		 out_room;	/* octets; UDP: at least 512, TCP:
					   MESSAGE_MAX_BYTES */
	size_t		 out_len;	/* set: octets of the answer; 0: drop */
	const uint8_t	*peer;		/* address of the client, 4 or 16
					   octets; NULL: not known */
	size_t		 peer_len;	/* octets */
	uint32_t	 now_s;		/* Unix time, modulo 2^32 */
	enum transport	 transport : 8;
	enum rate_verdict limit : 8;	/* set where UDP is limited: what became
					   of the answer */
};

/* The octets of a line of the cache, and no multiplication for an index. */
_Static_assert(sizeof(void *) != 8 || sizeof(struct packet) == 64,
    "a packet of a batch is as long as a line of the cache");

#endif
