/* SPDX-License-Identifier: ISC */
#include "zones/scan.h"

#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"
#include "zones/rrtype.h"
#include "zones/scan_class.h"

/* Room for the words of all but strange records, made at once. */
#define TOKENS_FIRST	256

void
scan_init(struct scan *s, const char *text, size_t len_bytes, uint32_t line,
    const char *file, struct report *rep)
{
	memset(s, 0, sizeof(*s));
	s->file = file;
	s->rep = rep;
	s->way = scan_way_best();
	scan_restart(s, text, len_bytes, line);
}

void
scan_restart(struct scan *s, const char *text, size_t len_bytes,
    uint32_t line)
{
	s->at = text;
	s->end = text + len_bytes;
	s->line_start = text;
	s->line = line;
	s->depth = 0;
	s->is_wary = false;
}

void
scan_continue(struct scan *s, bool (*more)(void *arg, const char *keep,
    const char **text, size_t *len_bytes), void *arg)
{
	s->more = more;
	s->more_arg = arg;
}

void
scan_clear(struct scan *s)
{
	free(s->tokens);
	s->tokens = NULL;
	s->n = s->cap = 0;
}

void
scan_give_room(struct scan *s, struct token *tokens, size_t cap)
{
	s->tokens = tokens;
	s->cap = cap;
}

struct token *
scan_take_room(struct scan *s, size_t *cap)
{
	struct token	*tokens = s->tokens;

	*cap = s->cap;
	s->tokens = NULL;
	s->n = s->cap = 0;
	return tokens;
}

static uint32_t
column_of(const struct scan *s, const char *p)
{
	size_t	column = (size_t)(p - s->line_start) + 1;

	return column > UINT32_MAX ? UINT32_MAX : (uint32_t)column;
}

static struct place
place_of(const struct scan *s, const char *p)
{
	return (struct place){.file = s->file, .line = s->line,
	    .column = column_of(s, p)};
}

/* The first fault of an entry is told; others may be its consequence. */
static void
fault(struct scan *s, const struct place *at, const char *what)
{
	if (s->is_broken)
		return;
	s->is_broken = true;
	s->faults++;
	report_add(s->rep, SEV_ERROR, at, "parse-error", NULL, "%s", what);
}

static int
push(struct scan *s, const char *text, const char *end, bool is_quoted)
{
	struct place	 at = place_of(s, is_quoted ? text - 1 : text);
	struct token	*tokens;

	if (s->n >= SCAN_TOKENS_MAX || (size_t)(end - text) > UINT32_MAX) {
		fault(s, s->depth > 0 ? &s->open : &at, "this record has more"
		    " words than any record can hold; is a parenthesis or a"
		    " line end missing?");
		return 0;
	}
	if (s->n == s->cap) {
		tokens = array_grow(s->tokens, s->n, &s->cap,
		    sizeof(*s->tokens));
		if (tokens == NULL)
			return -1;
		s->tokens = tokens;
	}
	s->tokens[s->n++] = (struct token){.text = text,
	    .len = (uint32_t)(end - text),
	    .line = at.line,
	    .column = at.column,
	    .is_quoted = is_quoted};
	return 0;
}

/*
 * From behind an opening quote to its closing quote, or to the end of the
 * line, if there is none, or to a NUL.  A backslash takes the next octet
 * along, but no line end: RFC 1035 5.1 lets a string go on in the next
 * line, yet a quote forgotten would swallow the records up to the next one.
 */
static const char *
find_quote(const char *p)
{
	for (; *p != '"' && *p != '\n' && *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\n' && p[1] != '\0')
			p++;
	}
	return p;
}

/* p is where the search for the closing quote ended. */
static void
check_quote(struct scan *s, const char *opened, const char *p)
{
	struct place	 at = place_of(s, opened);

	if (*p == '\n' || p == s->end)
		fault(s, &at, "quote \" is not closed in its line; close it, or"
		    " write \\010 for a line end inside the string");
}

static int
take_quoted(struct scan *s)
{
	const char	*opened = s->at;
	const char	*p = find_quote(opened + 1);

	if (push(s, opened + 1, p, true) == -1)
		return -1;
	check_quote(s, opened, p);
	s->at = *p == '"' ? p + 1 : p;
	return 0;
}

/*
 * Is this a record with service parameters?  The first word that is a type
 * says so, also as TYPE64: it stands behind owner, TTL and class, and in a
 * directive with a record, $GENERATE, behind its range too.
 */
static bool
has_parameters(const struct scan *s)
{
	size_t		i = 0;
	size_t		end;
	uint16_t	type;

	if (!s->is_owner_blank)
		i = s->n > 0 && s->tokens[0].text[0] == '$' ? 3 : 1;
	for (end = i + 3; i < s->n && i < end; i++) {
		if (rrtype_from_text(s->tokens[i].text, s->tokens[i].len,
		    &type) == 0)
			return type == TYPE_SVCB || type == TYPE_HTTPS;
	}
	return false;
}

/*
 * At a quote inside a word.  In key="a value" of RFC 9460 2.1 it belongs to
 * the word; elsewhere it begins another, as in BIND.
 * returns where to go on, or NULL if the word ends here
 */
static const char *
quoted_value(struct scan *s, const char *quote)
{
	const char	*p;

	if (quote[-1] != '=' || !has_parameters(s))
		return NULL;
	p = find_quote(quote + 1);
	check_quote(s, quote, p);
	return *p == '"' ? p + 1 : p;
}

/* The loop that sees most octets of a file. */
static const char *
skip_word(const char *p)
{
	while (class_at(p) == C_WORD)
		p++;
	return p;
}

/*
 * Where files were put together, a byte order mark stands at the beginning
 * of a line.  It is told and left out, so that the line is read all the
 * same.  Begins of files: inputs.c.
 */
static bool
take_mark(struct scan *s)
{
	struct place	 at = place_of(s, s->at);

	if (s->at != s->line_start || strncmp(s->at, "\xef\xbb\xbf", 3) != 0)
		return false;
	s->faults++;
	report_add(s->rep, SEV_ERROR, &at, "parse-error", NULL, "a byte order"
	    " mark stands before this line; remove its three octets (EF BB"
	    " BF), or save the files that were put together as UTF-8 without"
	    " BOM");
	s->at += 3;
	s->is_owner_blank = s->n == 0 && class_at(s->at) == C_BLANK;
	return true;
}

static int
take_word(struct scan *s)
{
	const char	*start = s->at;
	const char	*p = start;
	const char	*next;

	if (*start == '\xef' && take_mark(s))
		return 0;
	for (;;) {
		p = skip_word(p);
		if (class_at(p) == C_ESCAPE) {
			p++;
			/* The escape takes one octet along, if it can. */
			if (class_at(p) != C_NEWLINE &&
			    class_at(p) != C_RETURN && class_at(p) != C_NUL)
				p++;
			continue;
		}
		if (class_at(p) != C_QUOTE ||
		    (next = quoted_value(s, p)) == NULL)
			break;
		p = next;
	}
	s->at = p;
	return push(s, start, p, false);
}

/* A comment counts for the record in whose lines it stands. */
static int
note_comment(struct scan *s, const char *end)
{
	struct place	 at = place_of(s, s->at);

	if (s->n > 0)
		at.line = s->tokens[0].line;
	return allows_note(s->allows, &at, s->at + 1,
	    (size_t)(end - s->at - 1));
}

static int
skip_comment(struct scan *s)
{
	const char	*p;
	int		 rc = 0;

	p = memchr(s->at, '\n', (size_t)(s->end - s->at));
	if (p == NULL)
		p = s->end;
	if (s->allows != NULL)
		rc = note_comment(s, p);
	s->at = p;
	return rc;
}

static void
open_paren(struct scan *s)
{
	if (s->depth++ == 0) {
		s->open = place_of(s, s->at);
		s->resume.at = NULL;
	}
	s->at++;
}

static void
close_paren(struct scan *s)
{
	struct place	 at = place_of(s, s->at);

	if (s->depth > 0)
		s->depth--;
	else
		fault(s, &at, "parenthesis ) was never opened; remove it, or"
		    " write ( where the record begins");
	s->at++;
}

/* RFC 1035 2.3.1 knows lines that end with CR LF; a CR elsewhere is none. */
static void
take_return(struct scan *s)
{
	struct place	 at = place_of(s, s->at);

	s->at++;
	if (*s->at != '\n' && s->at != s->end)
		fault(s, &at, "carriage return inside a line; remove it (lines"
		    " end with LF or CR LF)");
}

static void
take_nul(struct scan *s)
{
	struct place	 at = place_of(s, s->at);

	fault(s, &at, "octet of value 0; the file is damaged or no text,"
	    " restore it, or write \\000 where the octet is meant");
	s->at++;
}

/* Does a line begin here, in column 1, like a record: two words? */
static bool
looks_like_record(const char *p)
{
	if (class_at(p) != C_WORD)
		return false;
	p = skip_word(p);
	if (class_at(p) != C_BLANK)
		return false;
	while (class_at(p) == C_BLANK)
		p++;
	return class_at(p) == C_WORD || class_at(p) == C_QUOTE;
}

/*
 * A parenthesis was never closed.  Go back to where the next record seems
 * to begin.  From now on such a line ends a parenthesis at once: a file
 * with many of these faults is read twice at most.
 */
static void
fault_paren(struct scan *s)
{
	fault(s, &s->open, "parenthesis ( is never closed; write ) where the"
	    " record ends");
	s->depth = 0;
	if (s->resume.at == NULL)
		return;
	s->is_wary = true;
	s->at = s->line_start = s->resume.at;
	s->line = s->resume.line;
	s->n = s->resume.n;
}

/* The text from s->keep on has moved. */
static void
follow(struct scan *s, const char *text)
{
	const char	*keep = s->keep;
	size_t		 i;

	s->at = text + (s->at - keep);
	s->line_start = text + (s->line_start - keep);
	if (s->depth > 0 && s->resume.at != NULL)
		s->resume.at = text + (s->resume.at - keep);
	for (i = 0; i < s->n; i++)
		s->tokens[i].text = text + (s->tokens[i].text - keep);
	s->keep = text;
}

/* At the end of the text, where a line begins: is there more? */
static bool
goes_on(struct scan *s)
{
	const char	*text;
	size_t		 len;

	if (s->more == NULL)
		return false;
	if (!s->more(s->more_arg, s->keep, &text, &len)) {
		s->more = NULL;
		return false;
	}
	follow(s, text);
	s->end = text + len;
	return true;
}

static void
next_line(struct scan *s)
{
	s->at++;
	s->line++;
	s->line_start = s->at;
	if (s->depth == 0 || s->resume.at != NULL)
		return;
	if (s->at == s->end)
		(void)goes_on(s);	/* or ends here */
	if (!looks_like_record(s->at))
		return;
	s->resume.at = s->at;
	s->resume.line = s->line;
	s->resume.n = s->n;
	if (s->is_wary)
		fault_paren(s);
}

/* What was gathered; 0 if the text ended and there was nothing. */
static int
give(struct scan *s, struct entry *out)
{
	if (s->n == 0 && !s->is_broken)
		return 0;
	out->tokens = s->tokens;
	out->n = s->n;
	out->is_broken = s->is_broken;
	out->is_owner_blank = s->is_owner_blank;
	return 1;
}

/* Where a line begins, outside of parentheses, and perhaps an entry. */
static void
begin_entry(struct scan *s)
{
	s->keep = s->at;
	s->is_owner_blank = class_at(s->at) == C_BLANK;
}

/* At a line end: is the entry complete? */
static bool
ends_entry(struct scan *s)
{
	if (s->depth > 0)
		return false;
	if (s->n > 0 || s->is_broken)
		return true;
	begin_entry(s);
	return false;
}

/* At the end of the text, which may go on. */
static bool
is_last(struct scan *s)
{
	if (!goes_on(s))
		return true;
	if (s->depth == 0 && s->n == 0 && !s->is_broken)
		begin_entry(s);
	return false;
}

static int
make_room(struct scan *s)
{
	s->tokens = malloc(TOKENS_FIRST * sizeof(*s->tokens));
	s->cap = s->tokens == NULL ? 0 : TOKENS_FIRST;
	return s->tokens == NULL ? -1 : 0;
}

/* What the comment of a line permits; -1 without memory. */
static int
note_line(struct scan *s, const struct scan_line *line)
{
	s->n = line->n;
	s->at = line->comment;
	return note_comment(s, line->next - 1);
}

/*
 * The lines from here on that can be read the quick way, up to the first
 * that holds something.
 * returns	1 with *out filled; 0: the next line is not of this kind; -1
 *		without memory
 */
static int
next_quick(struct scan *s, struct entry *out)
{
	struct scan_line	line;

	while (s->way->read(s->at, s->end, s->line, s->tokens, s->cap,
	    &line)) {
		if (line.comment != NULL && s->allows != NULL &&
		    note_line(s, &line) == -1)
			return -1;
		s->at = s->line_start = line.next;
		s->line++;
		if (line.n > 0) {
			*out = (struct entry){.tokens = s->tokens,
			    .n = line.n, .is_owner_blank = s->is_owner_blank,
			    .is_broken = false};
			return 1;
		}
		begin_entry(s);
	}
	s->n = 0;
	return 0;
}

static int next_general(struct scan *, struct entry *);

int
scan_next(struct scan *s, struct entry *out)
{
	int	rc;

	if (s->tokens == NULL && make_room(s) == -1)
		return -1;
	s->n = 0;
	s->is_broken = false;
	begin_entry(s);
	if (s->way != NULL && s->at == s->line_start &&
	    (rc = next_quick(s, out)) != 0)
		return rc;
	return next_general(s, out);
}

static int
next_general(struct scan *s, struct entry *out)
{
	for (;;) {
		switch (class_at(s->at)) {
		case C_BLANK:
			s->at++;
			break;
		case C_WORD:
		case C_ESCAPE:
			if (take_word(s) == -1)
				return -1;
			break;
		case C_QUOTE:
			if (take_quoted(s) == -1)
				return -1;
			break;
		case C_COMMENT:
			if (skip_comment(s) == -1)
				return -1;
			break;
		case C_OPEN:
			open_paren(s);
			break;
		case C_CLOSE:
			close_paren(s);
			break;
		case C_RETURN:
			take_return(s);
			break;
		case C_NEWLINE:
			next_line(s);
			if (ends_entry(s))
				return give(s, out);
			break;
		case C_NUL:
			if (s->at < s->end) {
				take_nul(s);
				break;
			}
			if (!is_last(s))
				break;
			if (s->depth > 0)
				fault_paren(s);
			return give(s, out);
		}
	}
}
