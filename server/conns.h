/* SPDX-License-Identifier: ISC */
#ifndef MXD_CONNS_H
#define MXD_CONNS_H

#include <sys/socket.h>

#include "server/respond.h"
#include "server/witness.h"

struct event_base;

/*
 * The TCP connections of one worker: what is read from each, answered,
 * and when it ends.  Accepting them is tcp.c's.
 *
 * A connection may send as many queries as it likes without waiting; they
 * are answered in order.  It is closed
 *
 * -	after its FIN, when all queries before that have been answered;
 * -	when nothing whole came and no answer was fetched to its end for the
 *	idle time.  Octets of an unfinished message do not count: dripping
 *	is idling;
 * -	when it has lived for the total time;
 * -	when a message comes that gets no answer at all (no header, or an
 *	answer itself): who sends that does not speak DNS, or would loop;
 * -	when room is wanted for another and it idles for longest.
 *
 * A connection whose answers are not fetched is not read from, so it costs
 * a bounded amount of memory and holds up nobody else.  At a close of ours
 * no answer is lost: we end our direction, then drain what still comes for
 * a short time, because a reset would destroy what the peer has not read.
 *
 * RFC 7766 6.2, RFC 9210 4.
 */
struct conns;

struct conns_limits {
	unsigned	connections;	/* at least 1 */
	unsigned	client;		/* of one client, see clients.h; at
					   least 1 */
	unsigned	idle_ms;
	unsigned	total_ms;
};

/*
 * engine and witness outlive this; the engine has a snapshot before
 * conns_add(), and the witness may be NULL.  NULL without memory.
 */
struct conns *conns_new(struct event_base *, struct engine *,
    struct witness *, const struct conns_limits *);

/* For the connections there are and will be; may close some.  A client that
   has more than it may keeps them. */
void conns_set_limits(struct conns *, const struct conns_limits *);

/*
 * A new connection from there: accepted and non-blocking; taken.  It is
 * closed at once if its client has as many as it may; at the limit of all
 * the one that idles longest gives way.
 */
void conns_add(struct conns *, int fd, const struct sockaddr_storage *from);

/* Close the connection that will be missed least, if there is any. */
void conns_make_room(struct conns *);

/*
 * Answer what has been received, end all connections.  done is called
 * when the last one is gone, perhaps at once; the caller bounds the time.
 */
void conns_finish(struct conns *, void (*done)(void *arg), void *arg);

/* Closes at once what is still open. */
void conns_free(struct conns *);

#endif
