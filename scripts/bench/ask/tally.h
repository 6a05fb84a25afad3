/* SPDX-License-Identifier: ISC */
#ifndef ASK_TALLY_H
#define ASK_TALLY_H

#include <stdint.h>
#include <sys/types.h>

/*
 * What is counted between two marks, and the processor time that the server
 * and this program took meanwhile.
 */

/*
 * A latency goes to a class that is at most a 64th wide of what it holds:
 * 64 classes to each power of two.
 */
#define CLASS_BITS	6
#define CLASSES		((64 - CLASS_BITS) << CLASS_BITS)

#define PIDS_MAX	64	/* processes of a server; NSD has three */

struct tally {
	uint64_t	 asked;
	uint64_t	 answered;	/* as expected */
	uint64_t	 wrong;		/* other RCODE, fewer records, ... */
	uint64_t	 lost;		/* no answer until the time was up */
	uint64_t	 late;		/* answers after that */
	uint64_t	 octets;	/* of answers */
	uint64_t	 max_ns;
	uint64_t	 classes[CLASSES];
	uint64_t	 start_ns;
	uint64_t	 server_ns;	/* processor time at the start */
	uint64_t	 own_ns;
};

/* Whose processor time is told; none: 0 is told. */
struct tally_watch {
	pid_t		 pids[PIDS_MAX];
	int		 count;
};

uint64_t	clock_ns(void);		/* real time, as packets' stamps */
void		tally_begin(struct tally *, const struct tally_watch *);
void		tally_latency(struct tally *, uint64_t ns);
/* The latency that a share of all has at most, 0 < share <= 1; ns. */
uint64_t	tally_percentile(const struct tally *, double share);
/* One line of JSON to the standard output. */
void		tally_print(const struct tally *, const struct tally_watch *);

#endif
