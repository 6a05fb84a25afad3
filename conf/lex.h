/* SPDX-License-Identifier: ISC */
#ifndef MXD_LEX_H
#define MXD_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/mem.h"
#include "zones/report.h"

/*
 * The words of a configuration text.  Statements end with a line or `;`;
 * a `#` outside of quotes begins a comment, a backslash at the end of a
 * line continues it.  In quotes \" and \\ stand for " and \.
 */
enum lex_kind {
	LEX_WORD,	/* without quotes */
	LEX_STRING,	/* text is without its quotes and escapes */
	LEX_MACRO,	/* $name; text is the name */
	LEX_OPEN,	/* { */
	LEX_CLOSE,	/* } */
	LEX_EQUALS,	/* = */
	LEX_COMMA,	/* , */
	LEX_END,	/* of a statement: newline or ; */
	LEX_EOF,	/* again and again */
	LEX_BAD		/* was reported; skip the statement */
};

struct lexeme {
	const char	*text;		/* borrowed, not terminated */
	size_t		 len;		/* octets */
	struct place	 at;
	enum lex_kind	 kind;
	bool		 is_expanded;	/* was LEX_MACRO; text is its value */
};

struct lexer {
	const char	*text;		/* borrowed */
	size_t		 len;		/* octets */
	size_t		 pos;
	size_t		 line_start;	/* pos of the line's first octet */
	const char	*file;		/* borrowed, for places */
	uint32_t	 line;
	struct arena	*arena;		/* takes strings that had escapes */
	struct report	*rep;
	bool		 is_quiet;	/* no reports: a statement that is
					   wrong already is being skipped */
};

/* Room for lex_show(), which cuts what is longer. */
#define LEX_SHOW_MAX	64

/*
 * Begin with a text.  A byte order mark is reported; that of UTF-8 is
 * skipped, UTF-16 makes the text one error.
 *
 * file		name for messages, or NULL
 */
void lex_start(struct lexer *, const char *file, const char *text,
    size_t len_bytes, struct arena *, struct report *);

/*
 * The next word.  What is no word is reported once and gives LEX_BAD.
 * The lexeme's text is good as long as text and arena are.
 */
void lex_next(struct lexer *, struct lexeme *);

/* Does it say this word, with or without quotes?  Case counts. */
bool lex_is(const struct lexeme *, const char *word);

/* Is it a word, with or without quotes; and of such a one, is it ASCII? */
bool lex_is_text(const struct lexeme *);
bool lex_is_ascii(const struct lexeme *);

/* What was found, for messages: a text in quotes, "end of line", ... */
const char *lex_show(const struct lexeme *, char buf[LEX_SHOW_MAX]);

#endif
