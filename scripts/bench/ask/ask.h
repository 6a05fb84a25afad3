/* SPDX-License-Identifier: ISC */
#ifndef ASK_ASK_H
#define ASK_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "scripts/bench/ask/questions.h"
#include "scripts/bench/ask/tally.h"

/* What all ways of asking share.  Everything goes to 127.0.0.1. */
struct ask {
	struct questions questions;
	size_t		 next;		/* question to be asked */
	struct tally	 tally;
	struct tally_watch watch;
	uint16_t	 port;
	unsigned	 sockets;	/* or connections */
	unsigned	 window;	/* open questions of all sockets */
	unsigned	 batch;		/* of a call to the kernel */
	unsigned long	 rate;		/* a second; 0: as fast as it goes */
	unsigned long	 limit;		/* questions in all; 0: no limit */
	unsigned long	 sent;		/* questions so far */
	double		 seconds;	/* of one measurement */
	double		 warm_s;	/* before it; not counted */
	unsigned	 timeout_ms;
	unsigned	 rcode;		/* expected */
	unsigned	 answers;	/* expected in the section, at least */
	bool		 has_no_segments; /* UDP_SEGMENT is not used */
	bool		 is_stepwise;	/* a batch, its answers, the next */
	bool		 is_marked;	/* until the standard input ends */
};

void	ask_udp(struct ask *);
void	ask_tcp(struct ask *);
void	ask_idle(struct ask *);

/* Takes the next question; its number. */
size_t	ask_take(struct ask *);

/*
 * Whether a message answers the question as expected; else 'wrong' is for
 * the caller to count.
 */
bool	ask_judge(const struct ask *, const uint8_t *, size_t, size_t question);

/*
 * To be called now and then: begins the tally anew when warm-up is over or
 * a line came to the standard input, which prints it.  Returns false when
 * the time is up or the standard input has ended; then it is printed too.
 */
bool	ask_goes_on(struct ask *, uint64_t now_ns);

#endif
