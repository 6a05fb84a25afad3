/* SPDX-License-Identifier: ISC */
#include "conf/value.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/text.h"

/* The units of a time, the largest first. */
static const struct {
	const char	*unit;
	uint32_t	 ms;
} units[] = {
	{"h", 3600 * 1000},
	{"m", 60 * 1000},
	{"s", 1000},
	{"ms", 1}
};

#define NUNITS	(sizeof(units) / sizeof(units[0]))

void
value_reject(struct feed *in, const struct directive *row,
    const struct lexeme *found, const char *what)
{
	char		 show[LEX_SHOW_MAX];
	const char	*id = "conf-syntax";

	/* What is no word at all was reported by the lexer. */
	if (found->kind == LEX_BAD)
		return;
	if (found->kind == LEX_WORD || found->kind == LEX_STRING)
		id = "conf-value";
	report_add(in->rep, SEV_ERROR, &found->at, id, NULL,
	    "expected %s after \"%s\", found %s", what, row->name,
	    lex_show(found, show));
}

int
value_text(struct feed *in, const struct directive *row, const char *what,
    struct lexeme *out)
{
	const struct lexeme	*next = feed_peek(in);

	if (next->kind != LEX_WORD && next->kind != LEX_STRING) {
		value_reject(in, row, next, what);
		return -1;
	}
	feed_next(in, out);
	return 0;
}

int
value_number(struct feed *in, const struct directive *row, uint32_t *out)
{
	char		what[VALUE_TEXT_MAX];
	struct lexeme	lm;
	uint64_t	v;

	(void)snprintf(what, sizeof(what), "a number from %" PRIu32 " to %"
	    PRIu32, row->min, row->max);
	if (value_text(in, row, what, &lm) == -1)
		return -1;
	if (text_number(lm.text, lm.len, row->max, &v) == -1 || v < row->min) {
		value_reject(in, row, &lm, what);
		return -1;
	}
	*out = (uint32_t)v;
	return 0;
}

static size_t
digits_len(const char *text, size_t len)
{
	size_t	n = 0;

	while (n < len && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* The milliseconds of a unit, 0 if it is none. */
static uint32_t
unit_ms(const char *text, size_t len)
{
	size_t	i;

	for (i = 0; i < NUNITS; i++)
		if (strlen(units[i].unit) == len &&
		    memcmp(units[i].unit, text, len) == 0)
			return units[i].ms;
	return 0;
}

/*
 * A time in ms: a number of seconds, or numbers with units as 1m30s.
 * -1 if malformed or beyond max_ms.
 */
static int
read_time(const char *text, size_t len, uint32_t max_ms, uint32_t *out)
{
	uint64_t	sum_ms = 0;
	uint64_t	v;
	uint32_t	ms;
	size_t		n;

	if (text_number(text, len, UINT32_MAX, &v) == 0) {
		sum_ms = v * 1000;
		len = 0;
	} else if (len == 0) {
		return -1;
	}
	while (len > 0) {
		n = digits_len(text, len);
		if (text_number(text, n, UINT32_MAX, &v) == -1)
			return -1;
		text += n;
		len -= n;
		/* The unit reaches to the next digit. */
		for (n = 0; n < len && digits_len(text + n, 1) == 0; n++)
			continue;
		if ((ms = unit_ms(text, n)) == 0)
			return -1;
		text += n;
		len -= n;
		sum_ms += v * ms;
		if (sum_ms > max_ms)
			return -1;
	}
	if (sum_ms > max_ms)
		return -1;
	*out = (uint32_t)sum_ms;
	return 0;
}

char *
value_time_text(uint32_t time_ms, char buf[VALUE_TEXT_MAX])
{
	size_t	i = 0;

	while (i < NUNITS - 1 && time_ms % units[i].ms != 0)
		i++;
	(void)snprintf(buf, VALUE_TEXT_MAX, "%" PRIu32 "%s",
	    time_ms / units[i].ms, units[i].unit);
	return buf;
}

static int
value_time(struct feed *in, const struct directive *row, uint32_t *out)
{
	char		what[3 * VALUE_TEXT_MAX];
	char		min[VALUE_TEXT_MAX];
	char		max[VALUE_TEXT_MAX];
	struct lexeme	lm;

	(void)snprintf(what, sizeof(what), "a time from %s to %s (as 500ms, "
	    "10s or 2m)", value_time_text(row->min, min),
	    value_time_text(row->max, max));
	if (value_text(in, row, what, &lm) == -1)
		return -1;
	if (read_time(lm.text, lm.len, row->max, out) == -1 ||
	    *out < row->min) {
		value_reject(in, row, &lm, what);
		return -1;
	}
	return 0;
}

/* The keywords' words; returns how many. */
static size_t
keyword_words(const struct keyword *keywords, const char **out)
{
	size_t	n;

	for (n = 0; keywords[n].word != NULL; n++) {
		assert(n < SCHEMA_MAX);
		out[n] = keywords[n].word;
	}
	return n;
}

int
value_keyword(struct feed *in, const struct directive *row, uint32_t *out)
{
	char			 list[VALUE_TEXT_MAX];
	char			 hint[VALUE_TEXT_MAX];
	char			 show[LEX_SHOW_MAX];
	const char		*words[SCHEMA_MAX];
	const struct keyword	*k;
	struct lexeme		 lm;
	size_t			 n;

	n = keyword_words(row->keywords, words);
	if (value_text(in, row, value_list(words, n, list), &lm) == -1)
		return -1;
	for (k = row->keywords; k->word != NULL; k++) {
		if (lex_is(&lm, k->word)) {
			*out = k->value;
			return 0;
		}
	}
	report_add(in->rep, SEV_ERROR, &lm.at, "conf-value", NULL,
	    "expected %s after \"%s\", found %s%s", list, row->name,
	    lex_show(&lm, show), value_hint(&lm, words, n, hint));
	return -1;
}

/* all is 1, off is 0, 1/N is N; -1 if it is none of these. */
static int
read_share(const struct lexeme *lm, const struct directive *row,
    uint32_t *out)
{
	uint64_t	v;

	*out = lex_is(lm, "all");
	if (*out == 1 || (row->min == 0 && lex_is(lm, "off")))
		return 0;
	if (lm->len < 3 || memcmp(lm->text, "1/", 2) != 0 ||
	    text_number(lm->text + 2, lm->len - 2, row->max, &v) == -1 ||
	    v == 0)
		return -1;
	*out = (uint32_t)v;
	return 0;
}

static int
value_share(struct feed *in, const struct directive *row, uint32_t *out)
{
	char		what[VALUE_TEXT_MAX];
	struct lexeme	lm;

	(void)snprintf(what, sizeof(what), "\"all\"%s or a share from 1/1 to "
	    "1/%" PRIu32, row->min == 0 ? ", \"off\"" : "", row->max);
	if (value_text(in, row, what, &lm) == -1)
		return -1;
	if (read_share(&lm, row, out) == 0)
		return 0;
	value_reject(in, row, &lm, what);
	return -1;
}

char *
value_share_text(uint32_t share, char buf[VALUE_TEXT_MAX])
{
	(void)snprintf(buf, VALUE_TEXT_MAX, "1/%" PRIu32, share);
	if (share <= 1)
		(void)strlcpy(buf, share == 0 ? "off" : "all",
		    VALUE_TEXT_MAX);
	return buf;
}

/* Report a length, or the lack of memory.  The copy is freed. */
static int
reject_text(struct feed *in, const struct directive *row,
    const struct lexeme *lm, char *copy)
{
	if (copy == NULL)
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-value", NULL,
		    "\"%s\" cannot be kept: out of memory", row->name);
	else
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-value", NULL,
		    "expected %" PRIu32 " to %" PRIu32 " octets after \"%s\", "
		    "found %zu", row->min, row->max, row->name, strlen(copy));
	free(copy);
	return -1;
}

static bool
is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',';
}

int
value_members(struct feed *in, const struct lexeme *lm,
    int (*add)(struct feed *, const struct lexeme *, void *), void *arg)
{
	struct lexeme	part = *lm;
	size_t		i = 0, start;

	if (!lm->is_expanded)
		return add(in, lm, arg);
	while (i < lm->len) {
		start = i;
		while (i < lm->len && !is_separator(lm->text[i]))
			i++;
		part.text = lm->text + start;
		part.len = i - start;
		if (part.len > 0 && add(in, &part, arg) == -1)
			return -1;
		i++;
	}
	return 0;
}

char *
value_copy(const struct lexeme *lm)
{
	char	*copy;

	if ((copy = malloc(lm->len + 1)) == NULL)
		return NULL;
	memcpy(copy, lm->text, lm->len);
	copy[lm->len] = '\0';
	return copy;
}

static int
read_string(struct feed *in, const struct directive *row, char **out)
{
	struct lexeme	 lm;
	char		*copy;

	if (value_text(in, row, "a text in quotes", &lm) == -1)
		return -1;
	if ((copy = value_copy(&lm)) == NULL)
		return reject_text(in, row, &lm, NULL);
	if (lm.len < row->min || lm.len > row->max)
		return reject_text(in, row, &lm, copy);
	if (row->is_sound != NULL && !row->is_sound(copy)) {
		free(copy);
		value_reject(in, row, &lm, row->sound);
		return -1;
	}
	free(*out);
	*out = copy;
	return 0;
}

int
value_path(struct feed *in, const struct directive *row, char **out)
{
	struct lexeme	 lm;
	char		*path;

	if (value_text(in, row, "a path in quotes", &lm) == -1)
		return -1;
	if (lm.len == 0) {
		value_reject(in, row, &lm, "a path");
		return -1;
	}
	if ((path = feed_join(in, lm.text, lm.len)) == NULL)
		return reject_text(in, row, &lm, NULL);
	if (strlen(path) > row->max) {
		report_add(in->rep, SEV_ERROR, &lm.at, "conf-value", NULL,
		    "expected a path of at most %" PRIu32 " octets after "
		    "\"%s\", found %zu: \"%.200s\"", row->max, row->name,
		    strlen(path), path);
		free(path);
		return -1;
	}
	free(*out);
	*out = path;
	return 0;
}

int
value_name(struct feed *in, const struct lexeme *lm, const char *what,
    struct name *out)
{
	char		 show[LEX_SHOW_MAX];
	const char	*why;

	if (name_from_text(out, lm->text, lm->len, NULL, &why) == -1) {
		report_add(in->rep, SEV_ERROR, &lm->at, "conf-value", NULL,
		    "%s, %s, %s", what, lex_show(lm, show), why);
		return -1;
	}
	/* RFC 5891 4.4: what DNS carries are A-labels. */
	if (!lex_is_ascii(lm))
		report_add(in->rep, SEV_WARNING, &lm->at, "conf-value", NULL,
		    "%s, %s, is not ASCII, so nobody will ask for it; write "
		    "its labels in the form xn--...", what,
		    lex_show(lm, show));
	name_lower(out);
	return 0;
}

/* Why a name may not be added; NULL: it may. */
static const char *
refuse_name(const struct name *all, size_t n, const struct name *name)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (all[i].len == name->len &&
		    memcmp(all[i].wire, name->wire, name->len) == 0)
			return "is said twice";
	return n == VALUE_NAMES_MAX ? "is one too many; at most 64 are "
	    "taken" : NULL;
}

int
value_add_name(struct feed *in, const struct directive *row,
    struct name **all, size_t *n)
{
	struct name	*p, one;
	struct lexeme	 lm;
	const char	*why;
	char		 show[LEX_SHOW_MAX];

	if (value_text(in, row, "a domain name in quotes", &lm) == -1 ||
	    value_name(in, &lm, "the name", &one) == -1)
		return -1;
	why = refuse_name(*all, *n, &one);
	p = why != NULL ? NULL : realloc(*all, (*n + 1) * sizeof(*p));
	if (p == NULL) {
		report_add(in->rep, SEV_ERROR, &lm.at, "conf-value", NULL,
		    "%s %s", lex_show(&lm, show), why != NULL ? why :
		    "cannot be kept: out of memory");
		return -1;
	}
	*all = p;
	p[(*n)++] = one;
	return 0;
}

int
value_read(struct feed *in, const struct directive *row, void *target)
{
	uint32_t	v = 0;
	int		rc;

	switch (row->argument) {
	case ARG_NUMBER:
		rc = value_number(in, row, &v);
		break;
	case ARG_TIME:
		rc = value_time(in, row, &v);
		break;
	case ARG_KEYWORD:
		rc = value_keyword(in, row, &v);
		break;
	case ARG_SHARE:
		rc = value_share(in, row, &v);
		break;
	case ARG_PATH:
		return value_path(in, row, schema_string(row, target));
	default:
		assert(row->argument == ARG_TEXT);
		return read_string(in, row, schema_string(row, target));
	}
	if (rc == 0)
		schema_store(row, target, v);
	return rc;
}

char *
value_list(const char *const *words, size_t n, char buf[VALUE_TEXT_MAX])
{
	size_t	used = 0;
	size_t	i;
	int	len;

	buf[0] = '\0';
	for (i = 0; i < n && used < VALUE_TEXT_MAX; i++) {
		len = snprintf(buf + used, VALUE_TEXT_MAX - used, "%s\"%s\"",
		    i == 0 ? "" : i == n - 1 ? " or " : ", ", words[i]);
		used += len > 0 ? (size_t)len : 0;
	}
	return buf;
}

char *
value_hint(const struct lexeme *lm, const char *const *words, size_t n,
    char buf[VALUE_TEXT_MAX])
{
	const char	*near = text_nearest(lm->text, lm->len, words, n);

	buf[0] = '\0';
	if (near != NULL)
		(void)snprintf(buf, VALUE_TEXT_MAX, "; did you mean \"%s\"?",
		    near);
	return buf;
}

const char *
value_keyword_text(const struct directive *row, uint32_t value)
{
	const struct keyword	*k = row->keywords;

	while (k->word != NULL && k->value != value)
		k++;
	assert(k->word != NULL);
	return k->word;
}
