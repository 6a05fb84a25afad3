/* SPDX-License-Identifier: ISC */
#ifndef MXD_GENERATE_H
#define MXD_GENERATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * $GENERATE range lhs [ttl] [class] type rhs, as BIND has it: for each
 * number of the range one record, in which "$" stands for the number.
 *
 *	$			the number, decimal
 *	${offset,width,base}	number plus offset, at least width
 *				characters with leading zeros; width and
 *				base may be left out.  base: d decimal,
 *				o octal, x X hexadecimal, n N hexadecimal
 *				digits from the last to the first, with dots
 *				between them (ip6.arpa)
 *	\$ or $$		a dollar sign
 */

/* Numbers go so far; an offset too. */
#define GENERATE_MAX		2147483647
/* Records of one line: a /16 of addresses. */
#define GENERATE_RECORDS_MAX	65536
/* Characters that a width may ask for: no label or name needs more. */
#define GENERATE_WIDTH_MAX	255

struct generate {
	uint32_t	first;
	uint32_t	last;		/* not below first */
	uint32_t	step;		/* at least 1 */
};

/* Room for why. */
#define GENERATE_WHY_BYTES	160

/*
 * A range, first-last[/step].
 * returns 0, or -1 with why filled: what was expected
 */
int generate_range(const char *text, size_t len_bytes, struct generate *out,
    char why[GENERATE_WHY_BYTES]);

/* How many records the range makes. */
uint32_t generate_count(const struct generate *);

/*
 * Put the number into a template.  Escapes other than \$ stay as they are.
 *
 * room		octets at out
 * returns	octets written, or -1 with why filled
 */
int generate_expand(const char *text, size_t len_bytes, uint32_t number,
    char *out, size_t room, char why[GENERATE_WHY_BYTES]);

#endif
