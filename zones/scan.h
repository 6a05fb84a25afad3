/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCAN_H
#define MXD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/allow.h"
#include "zones/report.h"
#include "zones/scan_line.h"
#include "zones/text.h"

/*
 * The words of a zone file, RFC 1035 5.1: white space, comments, quotes,
 * parentheses and line ends are understood here, and nothing else is.
 * Words are not copied; they point into the text.
 */

/*
 * More words than a sound record can have: RDATA of 65535 octets, each
 * octet as two words of one hexadecimal digit (RFC 3597 5), and what stands
 * before.  So one open parenthesis does not turn a whole file into tokens.
 */
#define SCAN_TOKENS_MAX	(2 * 65535 + 16)

/* One entry: a line that holds something, or several in parentheses. */
struct entry {
	const struct token *tokens;	/* good until the next scan_next() */
	size_t		 n;		/* may be 0 if is_broken */
	bool		 is_owner_blank; /* the line begins with white space */
	bool		 is_broken;	/* a fault was reported; the tokens are
					   those before it, perhaps more */
};

/* One text on its way through.  Private, but for faults. */
struct scan {
	const char	*at;		/* next octet */
	const char	*keep;		/* first octet still needed */
	const char	*end;		/* there stands a NUL */
	const char	*line_start;
	uint32_t	 line;
	uint32_t	 depth;		/* parentheses open */
	struct place	 open;		/* the outermost of them */
	bool		 is_owner_blank;
	bool		 is_broken;
	bool		 is_wary;	/* a parenthesis was never closed */
	const struct scan_way *way;	/* for lines that can be read quickly;
					   NULL: read none so */
	struct token	*tokens;
	size_t		 n;
	size_t		 cap;
	struct {			/* inside parentheses: the first line
					   that looks like a new record */
		const char	*at;	/* NULL: none yet */
		uint32_t	 line;
		size_t		 n;	/* tokens before it */
	} resume;
	bool		(*more)(void *arg, const char *keep,
			    const char **text, size_t *len_bytes);
	void		*more_arg;	/* see scan_continue() */
	const char	*file;		/* for messages */
	struct report	*rep;
	size_t		 faults;	/* reported so far */
	struct allows	*allows;	/* gets what comments permit; borrowed;
					   NULL after scan_init() */
};

/*
 * text		borrowed until scan_clear(); text[len_bytes] must be a NUL
 *		that is not part of it
 * line		number of the first line, mostly 1
 * file, rep	where faults are reported, as parse-error
 */
void scan_init(struct scan *, const char *text, size_t len_bytes,
    uint32_t line, const char *file, struct report *rep);

/* Go on with another text, as after scan_init(), and keep the memory. */
void scan_restart(struct scan *, const char *text, size_t len_bytes,
    uint32_t line);

/*
 * The text is the first part of one that is read in pieces, and ends with a
 * line.
 *
 * more		called at its end: the text from keep on stands at *text now
 *		and goes on, with *len_bytes in all, unless something went
 *		wrong; false: this was the last piece, and nothing has moved
 */
void scan_continue(struct scan *, bool (*more)(void *arg, const char *keep,
    const char **text, size_t *len_bytes), void *arg);

/*
 * The next entry.  At most one fault is reported for each:
 * - a quote that is not closed ends with its line;
 * - a parenthesis that is never closed is reported where it was opened,
 *   and the scan resumes at the first line behind it that looks like a
 *   record of its own, so that the rest of the file is not lost.
 *
 * A word ends at white space, comment, parenthesis or quote.  In SVCB and
 * HTTPS a quote directly behind "=" belongs to its word, key="a value"
 * (RFC 9460 2.1); that token is not is_quoted and has the quotes in its text.
 *
 * returns	1 with *out filled, 0 at the end, -1 without memory
 */
int scan_next(struct scan *, struct entry *out);

/*
 * The array of tokens: given to a scan that has none yet, and taken from it
 * when it is done, so that the next one need not make another.
 */
void scan_give_room(struct scan *, struct token *tokens, size_t cap);
struct token *scan_take_room(struct scan *, size_t *cap);

/* Give the memory back. */
void scan_clear(struct scan *);

#endif
