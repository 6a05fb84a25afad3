/* SPDX-License-Identifier: ISC */
#ifndef ASK_QUESTIONS_H
#define ASK_QUESTIONS_H

#include <stddef.h>
#include <stdint.h>

#define NAME_ROOM	255	/* octets of a name in wire form */

/*
 * Queries made before the clock runs, one behind the other in memory in the
 * order in which they are sent, so that the asking side misses no cache.
 */

struct question {
	size_t		 at;		/* of its packet in octets[] */
	uint16_t	 len;		/* octets of the packet */
	uint16_t	 end;		/* octets of header and question */
};

struct questions {
	struct question	*list;
	uint8_t		*octets;
	size_t		 count;
	size_t		 used;		/* octets */
	size_t		 room;
};

struct question_plan {
	/*
	 * The name.  Of a '%' becomes a number below range, decimal, with
	 * as many digits as range - 1 has, and of each '*' ten letters.
	 */
	const char	*name;
	unsigned long	 range;
	const char	*type;		/* by name */
	size_t		 count;
	uint64_t	 seed;		/* same seed, same questions */
	int		 has_edns;
};

/* Ends the program with a message if the plan is no good. */
void	questions_make(struct questions *, const struct question_plan *);

static inline uint8_t *
question_packet(const struct questions *questions, size_t i)
{
	return questions->octets + questions->list[i].at;
}

#endif
