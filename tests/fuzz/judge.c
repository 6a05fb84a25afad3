/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/judge.h"

#define DEPTH_MAX	32

void
judge_fail(const char *file, int line, const char *what)
{
	(void)fprintf(stderr, "%s:%d: it does not hold: %s\n", file, line,
	    what);
	abort();
}

/* A text on the way to its end. */
struct text {
	const char	*at;
	const char	*end;
};

static void
skip_white(struct text *t)
{
	while (t->at < t->end && strchr(" \t\r\n", *t->at) != NULL &&
	    *t->at != '\0')
		t->at++;
}

static bool
take(struct text *t, char c)
{
	if (t->at == t->end || *t->at != c)
		return false;
	t->at++;
	return true;
}

static bool
take_word(struct text *t, const char *word)
{
	size_t	len = strlen(word);

	if ((size_t)(t->end - t->at) < len || memcmp(t->at, word, len) != 0)
		return false;
	t->at += len;
	return true;
}

/* RFC 3629 4: octets behind the first, and what the second must be. */
static bool
take_utf8(struct text *t)
{
	unsigned	first = (uint8_t)*t->at++, low = 0x80, high = 0xbf;
	unsigned	more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;

	if (first < 0xc2 || first > 0xf4)
		return false;
	if (first == 0xe0)
		low = 0xa0;
	if (first == 0xed)
		high = 0x9f;
	if (first == 0xf0)
		low = 0x90;
	if (first == 0xf4)
		high = 0x8f;
	for (; more > 0; more--, low = 0x80, high = 0xbf) {
		if (t->at == t->end || (uint8_t)*t->at < low ||
		    (uint8_t)*t->at > high)
			return false;
		t->at++;
	}
	return true;
}

static bool
take_escape(struct text *t)
{
	int	i;

	if (t->at == t->end || *t->at == '\0')
		return false;
	if (*t->at != 'u')
		return strchr("\"\\/bfnrt", *t->at++) != NULL;
	t->at++;
	for (i = 0; i < 4; i++, t->at++)
		if (t->at == t->end || *t->at == '\0' ||
		    strchr("0123456789abcdefABCDEF", *t->at) == NULL)
			return false;
	return true;
}

/* Behind its first quote. */
static bool
take_string(struct text *t)
{
	while (t->at < t->end) {
		if (take(t, '"'))
			return true;
		if (take(t, '\\')) {
			if (!take_escape(t))
				return false;
		} else if ((uint8_t)*t->at >= 0x80) {
			if (!take_utf8(t))
				return false;
		} else if (*t->at++ < ' ') {
			return false;
		}
	}
	return false;
}

static bool
take_digits(struct text *t)
{
	const char	*start = t->at;

	while (t->at < t->end && *t->at >= '0' && *t->at <= '9')
		t->at++;
	return t->at > start;
}

static bool
take_plain(struct text *t)
{
	const char	*start = t->at;

	if (take(t, '"'))
		return take_string(t);
	if (take_word(t, "true") || take_word(t, "false") ||
	    take_word(t, "null"))
		return true;
	if (!take_digits(t) || (*start == '0' && t->at > start + 1))
		return false;
	return !take(t, '.') || take_digits(t);
}

/* The name before a value of an object. */
static bool
take_name(struct text *t)
{
	skip_white(t);
	if (!take(t, '"') || !take_string(t))
		return false;
	skip_white(t);
	return take(t, ':');
}

/* Behind a value: leave what ends here; is there a next one? */
static bool
leave(struct text *t, const char *closers, int *depth)
{
	for (; *depth > 0; (*depth)--) {
		skip_white(t);
		if (take(t, ','))
			return true;
		if (!take(t, closers[*depth - 1]))
			return false;
	}
	return false;
}

/* Into the values that begin here, down to one that holds no other. */
static bool
enter(struct text *t, char *closers, int *depth, bool *is_empty)
{
	skip_white(t);
	while (*depth < DEPTH_MAX && t->at < t->end &&
	    (*t->at == '{' || *t->at == '[')) {
		closers[(*depth)++] = *t->at++ == '{' ? '}' : ']';
		skip_white(t);
		if (take(t, closers[*depth - 1])) {
			(*depth)--;
			*is_empty = true;
			return true;
		}
		if (closers[*depth - 1] == '}' && !take_name(t))
			return false;
		skip_white(t);
	}
	return true;
}

bool
judge_json(const char *text, size_t len)
{
	struct text	t = {text, text + len};
	char		closers[DEPTH_MAX];
	int		depth = 0;
	bool		is_empty;

	do {
		if (depth > 0 && closers[depth - 1] == '}' && !take_name(&t))
			return false;
		is_empty = false;
		if (!enter(&t, closers, &depth, &is_empty))
			return false;
		if (!is_empty && !take_plain(&t))
			return false;
	} while (leave(&t, closers, &depth));
	skip_white(&t);
	return depth == 0 && t.at == t.end;
}
