/* SPDX-License-Identifier: ISC */
#ifndef MXD_SIGHT_H
#define MXD_SIGHT_H

#include <sys/socket.h>

#include <time.h>

#include "server/packet.h"

/*
 * A query and its answer, as the transport saw both: for the query log and
 * dnstap.  All is borrowed.
 */
struct sight {
	const struct packet		*packet;	/* out_len 0: it got no
							   answer */
	enum rate_verdict		 limit;		/* was it kept back, or
							   cut short? */
	const struct sockaddr_storage	*peer;		/* who asked; has port.
							   AF_UNSPEC: not
							   known */
	const struct sockaddr_storage	*own;		/* who was asked */
	struct timespec			 came;		/* wall clock */
	struct timespec			 gone;		/* likewise */
};

#endif
