/* SPDX-License-Identifier: ISC */
#ifndef MXD_MASTER_H
#define MXD_MASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/inputs.h"
#include "zones/name.h"
#include "zones/rdata.h"
#include "zones/report.h"
#include "zones/scan.h"

/*
 * The state of reading a zone: what one line says to the next ones, and
 * where faults go.  Lines that are records are understood here, $ORIGIN and
 * its like in directive.c, and load.c brings the lines.
 */

/* Generated records as text. */
#define MASTER_LINE_BYTES	65536

/*
 * All records of $GENERATE together.  A record counts as its text, which
 * takes time, or as its owner and data, which take memory, whichever is
 * more.  Five million addresses with names of usual length; a zone of so
 * much should come from files, whose size their author has to pay for.
 */
#define MASTER_GENERATED_BYTES_MAX	((size_t)256 << 20)

struct master {
	struct report	*rep;		/* borrowed */
	int		(*add)(void *arg, const struct name *owner,
			    uint16_t type, uint32_t ttl_s,
			    const uint8_t *rdata, size_t rdata_len,
			    const struct place *at);
					/* gets the records: build_add() */
	void		*add_arg;
	bool		 may_include;
	bool		 is_general;	/* do nothing the quick way, for
					   tests */
	size_t		 errors;	/* reported, but those of build */
	bool		 has_soa;
	bool		 may_have_soa;	/* in what could not be read */
	bool		 has_ttl;	/* ttl_s is set */
	bool		 is_ttl_fixed;	/* by $TTL, RFC 2308 4, or by the
					   MINIMUM of an SOA without TTL */
	uint32_t	 ttl_s;		/* for records without TTL */
	bool		 is_generating;
	uint32_t	 number;	/* that $GENERATE puts in */
	struct place	 generate_at;
	size_t		 generated;	/* records so far */
	size_t		 generated_bytes; /* of them */
	size_t		 line_len;	/* of the one that is made now */

	/* From here on nothing need be cleared. */
	struct scan	 generate_scan;
	struct name	 spare;		/* a name before it is known good */
	struct inputs	 inputs;	/* the top one is being read */
	uint8_t		 rdata[RDATA_MAX_BYTES];
	char		 line[MASTER_LINE_BYTES + 4]; /* two quotes, blank and
					   NUL behind the text */
};

/* Ready for the first zone; who uses it sets rep (twice) and add. */
void master_init(struct master *);

/* Ready for the next zone, in the same memory. */
void master_reset(struct master *);

/* Give the memory back. */
void master_clear(struct master *);

/* Report an error, with the owner of the line if it is known. */
void master_complain(struct master *, const struct place *, const char *id,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Where token i of an entry stands; i == n: behind the last one. */
struct place master_place(struct master *, const struct entry *, size_t i);

/*
 * A name from token i, completed with the origin.
 *
 * what		is named, for the message
 * returns	0; -1: reported, *out is as it was
 */
int master_name(struct master *, const struct entry *, size_t i,
    const char *what, struct name *out);

/*
 * A line that is a record; faults are reported.
 * returns	0; -1 without memory
 */
int master_record(struct master *, const struct entry *);

/* A line in which the scanner found a fault.  Its owner holds on. */
void master_broken(struct master *, const struct entry *);

/* How much of a token to tell, for "%.*s". */
int master_told(const struct token *);

#endif
