/* SPDX-License-Identifier: ISC */
#ifndef MXD_STREAM_H
#define MXD_STREAM_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

#include "server/respond.h"

/*
 * The octets of one connection: received, cut into messages, answered in
 * their order, sent.  When to call, and when a connection ends, is said in
 * conns.h.
 *
 * One read takes what is there up to a bound, all whole messages of it are
 * answered in batches, and all answers leave together.  The buffers for
 * that belong to the worker; a stream owns octets only while a message
 * has come in part, or while its peer does not fetch answers.  In the
 * latter case it is not read from, so what it owns is bounded:
 * STREAM_UNSENT_MAX_BYTES, a message, and one read.
 *
 * RFC 1035 4.2.2, RFC 7766 6.2.1 and 8.
 */

/* RFC 1035 4.2.2: two octets of length before each message. */
#define PREFIX_BYTES		2

/* What is read at once, before other connections get their turn: some 170
   queries, a tenth of a millisecond. */
#define STREAM_READ_BYTES	8192

/* Answers that may wait for one peer: two of full size. */
#define STREAM_UNSENT_MAX_BYTES	(2 * (PREFIX_BYTES + MESSAGE_MAX_BYTES))

/* The buffers that the streams of one worker share, and its engine. */
struct desk;

/* One is held by each connection: keep it small.  Zeroed at first. */
struct stream {
	uint8_t		*kept;		/* not answered yet; from the start
					   of a message; NULL: nothing */
	uint8_t		*unsent;	/* answers; NULL: none */
	uint32_t	 kept_len;	/* octets */
	uint32_t	 kept_room;
	uint32_t	 unsent_len;	/* octets */
	uint32_t	 unsent_at;	/* of them, sent since */
	uint8_t		 peer[16];	/* its address */
	uint8_t		 peer_len;	/* octets; 0: not known */
	bool		 is_bulky;	/* the last answers were large */
	bool		 is_over;	/* a message got no answer */
	bool		 has_progress;	/* set when a message was answered, or
					   the last answer fetched */
};

enum stream_state {
	STREAM_READS,		/* read again when there is something */
	STREAM_EMPTY,		/* the same, and nothing was there */
	STREAM_BLOCKED,		/* call stream_write() when that may help */
	STREAM_ENDED,		/* by the peer; all is answered and sent */
	STREAM_OVER,		/* by a message that gets no answer; those
				   before it are answered and sent */
	STREAM_LOST		/* a reset, or no memory: close it */
};

/* engine outlives it.  NULL without memory. */
struct desk *desk_new(struct engine *);
void desk_free(struct desk *);

/* Zero it, and say who is at the other end. */
void stream_init(struct stream *, const struct sockaddr_storage *from);

/* Give back what it owns. */
void stream_clear(struct stream *);

/* Are there answers that the peer has to fetch first? */
static inline bool
stream_is_blocked(const struct stream *s)
{
	return s->unsent != NULL;
}

/* Read once and answer.  Not while it is blocked. */
enum stream_state stream_read(struct desk *, struct stream *, int fd);

/* Send what waits, then answer what was kept.  While it is blocked. */
enum stream_state stream_write(struct desk *, struct stream *, int fd);

/*
 * Read and forget, when only the peer's end is waited for.
 * STREAM_READS, STREAM_EMPTY, STREAM_ENDED or STREAM_LOST
 */
enum stream_state stream_drain(struct desk *, int fd);

#endif
