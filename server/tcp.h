/* SPDX-License-Identifier: ISC */
#ifndef MXD_TCP_H
#define MXD_TCP_H

#include <stdint.h>

#include "server/conns.h"

struct event_base;

/*
 * Queries over TCP: the listening sockets of one worker, and accepting at
 * them.  What becomes of a connection is said in conns.h.
 *
 * When descriptors run out, the connection idle for longest is closed and
 * accepting pauses for a moment: the others wait in the kernel.
 */
struct tcp;

/* conns outlives this.  NULL without memory. */
struct tcp *tcp_new(struct event_base *, struct conns *);

/*
 * Accept at fd: bound, listening, non-blocking; taken, but not on failure.
 * -1 without memory.
 */
int tcp_listen(struct tcp *, int fd, uint32_t id);

/* Accept what waits there, then close it; its connections live on. */
void tcp_unlisten(struct tcp *, uint32_t id);

/* The same for all of them. */
void tcp_unlisten_all(struct tcp *);

void tcp_free(struct tcp *);

#endif
