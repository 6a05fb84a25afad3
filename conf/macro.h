/* SPDX-License-Identifier: ISC */
#ifndef MXD_MACRO_H
#define MXD_MACRO_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/lex.h"
#include "zones/report.h"

/*
 * Macros: `name = value`, then $name.  Each is defined once, before its
 * use, for all files of a configuration.
 */
struct macro {
	const char	*name;		/* terminated; in an arena */
	const char	*value;		/* borrowed, not terminated */
	size_t		 value_len;	/* octets */
	struct place	 at;		/* of its definition */
	bool		 is_used;
};

struct macros {
	struct macro	*all;
	size_t		 n;
	size_t		 cap;
};

/*
 * More than any hand writes; a look-up compares with each, and a reference
 * to an unknown one measures its distance to each.
 */
#define MACROS_MAX	1000

/* Octets of a value: macros of macros would double without end. */
#define MACRO_VALUE_MAX	16384

/* Is this the name of a macro: a letter or _, then letters, digits, _? */
bool macro_is_name(const char *text, size_t len_bytes);

/*
 * Define one.  Reports why it cannot be.
 *
 * value	its text lives as long as the macros
 * arena	takes a copy of the name; freed after the macros
 * returns	0, or -1
 */
int macro_define(struct macros *, const struct lexeme *name,
    const struct lexeme *value, struct arena *, struct report *);

/* The macro of that name, which counts as used from now on, or NULL. */
const struct macro *macro_find(struct macros *, const struct lexeme *name);

/* The nearest known name, for messages, or NULL. */
const char *macro_nearest(const struct macros *, const struct lexeme *name);

/* Advise on macros that nobody used: perhaps one was misspelt. */
void macro_report_unused(const struct macros *, struct report *);

void macros_clear(struct macros *);

#endif
