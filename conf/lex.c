/* SPDX-License-Identifier: ISC */
#include "conf/lex.h"

#include <stdio.h>
#include <string.h>

/* lex_show() gives at most this much of a text, in octets. */
#define SHOWN_MAX	40

/* RFC 3629 6: the mark that some editors of UTF-8 put at the start. */
#define UTF8_MARK	"\xef\xbb\xbf"
#define UTF8_MARK_LEN	3

static bool
begins_with(const struct lexer *lx, const char *mark, size_t len)
{
	return lx->len >= len && memcmp(lx->text, mark, len) == 0;
}

void
lex_start(struct lexer *lx, const char *file, const char *text, size_t len,
    struct arena *arena, struct report *rep)
{
	struct place	at = {.file = file, .line = 1, .column = 1};

	*lx = (struct lexer){.text = text, .len = len, .file = file,
	    .line = 1, .arena = arena, .rep = rep};
	if (begins_with(lx, UTF8_MARK, UTF8_MARK_LEN)) {
		report_add(rep, SEV_WARNING, &at, "conf-encoding", NULL,
		    "the file begins with a byte order mark, which is "
		    "skipped; save it as UTF-8 without one");
		lx->pos = UTF8_MARK_LEN;
		lx->line_start = UTF8_MARK_LEN;
	} else if (begins_with(lx, "\xff\xfe", 2) ||
	    begins_with(lx, "\xfe\xff", 2)) {
		report_add(rep, SEV_ERROR, &at, "conf-encoding", NULL,
		    "the file is UTF-16; save it as UTF-8 without a byte "
		    "order mark");
		lx->pos = len;
	}
}

/* The octet n places ahead, or -1 behind the end. */
static int
peek(const struct lexer *lx, size_t n)
{
	if (n >= lx->len - lx->pos)
		return -1;
	return (unsigned char)lx->text[lx->pos + n];
}

/* Octets of the line end that begins n places ahead; 0 if none does. */
static size_t
newline_at(const struct lexer *lx, size_t n)
{
	if (peek(lx, n) == '\n')
		return 1;
	if (peek(lx, n) == '\r' && peek(lx, n + 1) == '\n')
		return 2;
	return 0;
}

static void
step_line(struct lexer *lx, size_t len)
{
	lx->pos += len;
	lx->line++;
	lx->line_start = lx->pos;
}

static struct place
place_at(const struct lexer *lx, size_t pos)
{
	return (struct place){.file = lx->file, .line = lx->line,
	    .column = (uint32_t)(pos - lx->line_start + 1)};
}

static void
reject_at(const struct lexer *lx, const struct place *at, struct lexeme *lm,
    const char *text)
{
	lm->kind = LEX_BAD;
	if (!lx->is_quiet)
		report_add(lx->rep, SEV_ERROR, at, "conf-syntax", NULL, "%s",
		    text);
}

/* The same, about the next octet. */
static void
reject(const struct lexer *lx, struct lexeme *lm, const char *text)
{
	struct place	at = place_at(lx, lx->pos);

	reject_at(lx, &at, lm, text);
}

static bool
is_blank(int c)
{
	return c == ' ' || c == '\t';
}

/* Controls have no place in a configuration, not even in quotes. */
static bool
is_control(int c)
{
	return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f;
}

/* Characters of a word without quotes. */
static bool
is_wordly(int c)
{
	return c > ' ' && c != 0x7f && strchr("{}=,;#\"\\$", c) == NULL;
}

/* Characters of the name of a macro. */
static bool
is_macro_char(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Blanks, comments and continued lines, up to something else. */
static void
skip_blanks(struct lexer *lx)
{
	size_t	n;

	for (;;) {
		if (is_blank(peek(lx, 0))) {
			lx->pos++;
		} else if (peek(lx, 0) == '\\' && (n = newline_at(lx, 1)) > 0) {
			step_line(lx, 1 + n);
		} else if (peek(lx, 0) == '#') {
			while (peek(lx, 0) != -1 && newline_at(lx, 0) == 0)
				lx->pos++;
		} else {
			return;
		}
	}
}

static void
take(struct lexer *lx, struct lexeme *lm, enum lex_kind kind, size_t len)
{
	lm->kind = kind;
	lm->text = lx->text + lx->pos;
	lm->len = len;
	lx->pos += len;
}

static void
read_word(struct lexer *lx, struct lexeme *lm)
{
	size_t	n = 0;

	while (is_wordly(peek(lx, n)))
		n++;
	take(lx, lm, LEX_WORD, n);
	if (peek(lx, 0) == '$') {
		reject(lx, lm, "a macro stands alone; if '$' is part of "
		    "this word, put the word into quotes");
		lx->pos++;
	}
}

static void
read_macro(struct lexer *lx, struct lexeme *lm)
{
	size_t	n = 0;

	lx->pos++;
	while (is_macro_char(peek(lx, n)))
		n++;
	if (n == 0) {
		reject(lx, lm, "expected the name of a macro behind '$'; "
		    "if '$' itself is meant, put it into quotes");
		return;
	}
	take(lx, lm, LEX_MACRO, n);
}

/* Go on behind the quote that closes a string that is wrong anyway. */
static void
skip_string(struct lexer *lx)
{
	while (peek(lx, 0) != -1 && newline_at(lx, 0) == 0) {
		if (peek(lx, 0) == '"') {
			lx->pos++;
			return;
		}
		if (peek(lx, 0) == '\\' && newline_at(lx, 1) == 0 &&
		    peek(lx, 1) != -1)
			lx->pos++;
		lx->pos++;
	}
}

/* Step over one escape.  -1 if there is no such escape. */
static int
pass_escape(struct lexer *lx, struct lexeme *lm)
{
	size_t	n;

	if (peek(lx, 1) == '"' || peek(lx, 1) == '\\') {
		lx->pos += 2;
		return 0;
	}
	if ((n = newline_at(lx, 1)) > 0) {
		step_line(lx, 1 + n);
		return 0;
	}
	reject(lx, lm, "only \\\" and \\\\ are escapes in a string; write "
	    "\\\\ for a backslash");
	return -1;
}

/*
 * Step up to the closing quote.  -1 if there is none on the line, or
 * something else is wrong.
 */
static int
pass_string(struct lexer *lx, struct lexeme *lm, bool *has_escapes)
{
	int	c;

	*has_escapes = false;
	while ((c = peek(lx, 0)) != '"') {
		if (c == '\\') {
			if (pass_escape(lx, lm) == -1)
				return -1;
			*has_escapes = true;
		} else if (c == -1 || newline_at(lx, 0) > 0) {
			reject_at(lx, &lm->at, lm, "this quote is not closed "
			    "on its line; expected \" before the line's end");
			return -1;
		} else if (is_control(c)) {
			reject(lx, lm, "control character in a string");
			return -1;
		} else {
			lx->pos++;
		}
	}
	return 0;
}

/* Take the escapes out of a sound string. */
static int
unescape(struct lexer *lx, struct lexeme *lm)
{
	const char	*p = lm->text;
	const char	*end = p + lm->len;
	char		*out;

	if ((out = arena_alloc(lx->arena, lm->len)) == NULL) {
		reject_at(lx, &lm->at, lm, "out of memory");
		return -1;
	}
	lm->text = out;
	while (p < end) {
		if (*p != '\\') {
			*out++ = *p++;
		} else if (p[1] == '"' || p[1] == '\\') {
			*out++ = p[1];
			p += 2;
		} else {	/* a line end: \n or \r\n */
			p += p[1] == '\r' ? 3 : 2;
		}
	}
	lm->len = (size_t)(out - lm->text);
	return 0;
}

static void
read_string(struct lexer *lx, struct lexeme *lm)
{
	bool	has_escapes;

	lx->pos++;
	lm->text = lx->text + lx->pos;
	if (pass_string(lx, lm, &has_escapes) == -1) {
		skip_string(lx);
		return;
	}
	lm->len = (size_t)(lx->text + lx->pos - lm->text);
	lx->pos++;	/* the closing quote */
	if (!has_escapes || unescape(lx, lm) == 0)
		lm->kind = LEX_STRING;
}

/* What is neither blank, word, string nor macro. */
static void
read_sign(struct lexer *lx, struct lexeme *lm, int c)
{
	switch (c) {
	case '{':
		take(lx, lm, LEX_OPEN, 1);
		return;
	case '}':
		take(lx, lm, LEX_CLOSE, 1);
		return;
	case '=':
		take(lx, lm, LEX_EQUALS, 1);
		return;
	case ',':
		take(lx, lm, LEX_COMMA, 1);
		return;
	case ';':
		take(lx, lm, LEX_END, 1);
		return;
	case '\\':
		reject(lx, lm, "a backslash stands at the end of a line "
		    "or in quotes");
		break;
	default:
		reject(lx, lm, "control character; is this a text file?");
	}
	lx->pos++;
}

void
lex_next(struct lexer *lx, struct lexeme *lm)
{
	size_t	n;
	int	c;

	skip_blanks(lx);
	*lm = (struct lexeme){.kind = LEX_EOF, .text = "",
	    .at = place_at(lx, lx->pos)};
	if ((c = peek(lx, 0)) == -1)
		return;
	if ((n = newline_at(lx, 0)) > 0) {
		lm->kind = LEX_END;
		step_line(lx, n);
	} else if (c == '"') {
		read_string(lx, lm);
	} else if (c == '$') {
		read_macro(lx, lm);
	} else if (is_wordly(c)) {
		read_word(lx, lm);
	} else {
		read_sign(lx, lm, c);
	}
}

bool
lex_is_text(const struct lexeme *lm)
{
	return lm->kind == LEX_WORD || lm->kind == LEX_STRING;
}

bool
lex_is_ascii(const struct lexeme *lm)
{
	size_t	i;

	for (i = 0; i < lm->len; i++)
		if ((unsigned char)lm->text[i] >= 0x80)
			return false;
	return true;
}

bool
lex_is(const struct lexeme *lm, const char *word)
{
	return (lm->kind == LEX_WORD || lm->kind == LEX_STRING) &&
	    strlen(word) == lm->len && memcmp(lm->text, word, lm->len) == 0;
}

const char *
lex_show(const struct lexeme *lm, char buf[LEX_SHOW_MAX])
{
	bool	is_cut = lm->len > SHOWN_MAX;

	if (lm->kind == LEX_EOF)
		return "end of file";
	if (lm->kind == LEX_END && lm->len == 0)
		return "end of line";
	(void)snprintf(buf, LEX_SHOW_MAX, "\"%s%.*s%s\"",
	    lm->kind == LEX_MACRO ? "$" : "",
	    is_cut ? SHOWN_MAX : (int)lm->len, lm->text, is_cut ? "..." : "");
	return buf;
}
