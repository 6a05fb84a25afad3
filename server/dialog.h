/* SPDX-License-Identifier: ISC */
#ifndef MXD_DIALOG_H
#define MXD_DIALOG_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

#include "server/respond.h"
#include "server/witness.h"

/*
 * The octets of one connection: received, cut into messages, answered in
 * their order, sent.  When to call, and when a connection ends, is said in
 * conns.h.
 *
 * One read takes what is there up to a bound, all whole messages of it are
 * answered in batches, and all answers leave together.  The buffers for
 * that belong to the worker; a dialog owns octets only while a message
 * has come in part, or while its peer does not fetch answers.  In the
 * latter case it is not read from, so what it owns is bounded:
 * DIALOG_UNSENT_MAX_BYTES, a message, and one read.
 *
 * RFC 1035 4.2.2, RFC 7766 6.2.1 and 8.
 */

/* RFC 1035 4.2.2: two octets of length before each message. */
#define PREFIX_BYTES		2

/* What is read at once, before other connections get their turn: some 170
   queries, a tenth of a millisecond. */
#define DIALOG_READ_BYTES	8192

/* Answers that may wait for one peer: two of full size. */
#define DIALOG_UNSENT_MAX_BYTES	(2 * (PREFIX_BYTES + MESSAGE_MAX_BYTES))

/* The buffers that the dialogs of one worker share, and its engine. */
struct desk;

/* One is held by each connection: keep it small.  Zeroed at first. */
struct dialog {
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

enum dialog_state {
	DIALOG_READS,		/* read again when there is something */
	DIALOG_EMPTY,		/* the same, and nothing was there */
	DIALOG_BLOCKED,		/* call dialog_write() when that may help */
	DIALOG_ENDED,		/* by the peer; all is answered and sent */
	DIALOG_OVER,		/* by a message that gets no answer; those
				   before it are answered and sent */
	DIALOG_LOST		/* a reset, or no memory: close it */
};

/* Both outlive it; witness may be NULL.  NULL without memory. */
struct desk *desk_new(struct engine *, struct witness *);
void desk_free(struct desk *);

/* Zero it, and say who is at the other end. */
void dialog_init(struct dialog *, const struct sockaddr_storage *from);

/* Give back what it owns. */
void dialog_clear(struct dialog *);

/* Are there answers that the peer has to fetch first? */
static inline bool
dialog_is_blocked(const struct dialog *s)
{
	return s->unsent != NULL;
}

/* Read once and answer.  Not while it is blocked. */
enum dialog_state dialog_read(struct desk *, struct dialog *, int fd);

/* Send what waits, then answer what was kept.  While it is blocked. */
enum dialog_state dialog_write(struct desk *, struct dialog *, int fd);

/*
 * Read and forget, when only the peer's end is waited for.
 * DIALOG_READS, DIALOG_EMPTY, DIALOG_ENDED or DIALOG_LOST
 */
enum dialog_state dialog_drain(struct desk *, int fd);

#endif
