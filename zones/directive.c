/* SPDX-License-Identifier: ISC */
#include "zones/directive.h"

#include <stdio.h>
#include <string.h>

#include "zones/generate.h"
#include "zones/record.h"
#include "zones/rrtype.h"
#include "zones/text.h"

/* All records of all $GENERATE lines together: a /8 of addresses. */
#define GENERATED_MAX	((size_t)1 << 24)

/* More words, or fewer, than a directive takes?  Reported; 1 if so. */
static int
check_words(struct master *m, const struct entry *e, size_t least,
    size_t most, const char *form)
{
	struct place	at;

	if (e->n >= least && e->n <= most)
		return 0;
	at = master_place(m, e, e->n < least ? e->n : most);
	if (e->n < least)
		master_complain(m, &at, "parse-error", "a word is missing;"
		    " expected %s", form);
	else
		master_complain(m, &at, "parse-error", "\"%.*s\" is one word"
		    " too many; expected %s", master_told(&e->tokens[most]),
		    e->tokens[most].text, form);
	return 1;
}

static int
take_origin(struct master *m, const struct entry *e)
{
	if (check_words(m, e, 2, 2, "$ORIGIN name") == 0 &&
	    master_name(m, e, 1, "origin", &inputs_top(&m->inputs)->origin) ==
	    -1)
		m->may_have_soa = true;
	return 0;
}

static int
take_ttl(struct master *m, const struct entry *e)
{
	struct record_error	err;
	struct place		at;
	uint32_t		ttl_s;

	if (check_words(m, e, 2, 2, "$TTL seconds") != 0)
		return 0;
	if (record_ttl(&e->tokens[1], &ttl_s, &err) == -1) {
		at = master_place(m, e, 1);
		master_complain(m, &at, err.id, "%s", err.text);
		ttl_s = 0;	/* so that this is told once */
	}
	m->has_ttl = m->is_ttl_fixed = true;
	m->ttl_s = ttl_s;
	return 0;
}

static int
take_include(struct master *m, const struct entry *e)
{
	struct name	origin = inputs_top(&m->inputs)->origin;
	struct place	at;
	char		why[SOURCE_WHY_BYTES];
	int		rc;

	if (check_words(m, e, 2, 3, "$INCLUDE file [origin]") != 0 ||
	    (e->n == 3 && master_name(m, e, 2, "origin", &origin) == -1)) {
		m->may_have_soa = true;
		return 0;
	}
	at = master_place(m, e, 1);
	if (e->tokens[1].len == 0) {
		master_complain(m, &at, "include-error", "the name of the file"
		    " is empty; expected $INCLUDE file [origin]");
		rc = 1;
	} else if (!m->may_include) {
		master_complain(m, &at, "include-error", "this text is no"
		    " file, so it cannot include \"%.*s\"; put the records"
		    " here", master_told(&e->tokens[1]), e->tokens[1].text);
		rc = 1;
	} else if ((rc = inputs_open(&m->inputs, e->tokens[1].text,
	    e->tokens[1].len, &origin, why)) == 1) {
		master_complain(m, &at, "include-error", "%s", why);
	} else if (rc == 0) {
		inputs_top(&m->inputs)->asked_at = at;
		inputs_top(&m->inputs)->asked_id = "include-error";
	}
	if (rc == 1)
		m->may_have_soa = true;
	return rc == -1 ? -1 : 0;
}

/* Append a word to the line, with the number put in.  -1: reported. */
static int
expand(struct master *m, const struct token *tok, bool is_quoted, size_t *used)
{
	char	 why[GENERATE_WHY_BYTES] = "makes the record too long";
	char	*at = m->line + *used;
	int	 n = -1;

	if (is_quoted)
		*at++ = '"';
	if (*used < MASTER_LINE_BYTES)
		n = generate_expand(tok->text, tok->len, m->number, at,
		    MASTER_LINE_BYTES - *used, why);
	if (n == -1) {
		master_complain(m, NULL, "parse-error", "\"%.*s\" %s",
		    master_told(tok), tok->text, why);
		return -1;
	}
	at += n;
	if (is_quoted)
		*at++ = '"';
	*at++ = ' ';
	*used = (size_t)(at - m->line);
	return 0;
}

/*
 * Does only one word in quotes follow the type?  BIND takes no other form
 * for data of several words, so its quotes are no part of the data; but a
 * TXT string is quoted for itself.
 */
static bool
is_quoted_data(const struct entry *e)
{
	const struct token	*type = &e->tokens[e->n - 2];
	uint16_t		 number;

	return e->tokens[e->n - 1].is_quoted && !type->is_quoted &&
	    rrtype_from_text(type->text, type->len, &number) == 0 &&
	    number != TYPE_TXT;
}

/* One record of $GENERATE.  1: faulty and reported; -1 without memory. */
static int
generate_one(struct master *m, const struct entry *e)
{
	size_t		errors = m->errors;
	size_t		used = 0;
	struct entry	made;
	bool		is_bare = is_quoted_data(e);
	size_t		i;
	int		rc;

	for (i = 2; i < e->n; i++) {
		if (expand(m, &e->tokens[i], e->tokens[i].is_quoted &&
		    !(is_bare && i == e->n - 1), &used) == -1)
			return 1;
	}
	m->line[used] = '\0';
	m->line_len = used;
	scan_restart(&m->generate_scan, m->line, used,
	    m->generate_at.line);
	if ((rc = scan_next(&m->generate_scan, &made)) == -1)
		return -1;
	if (rc == 0 || made.is_broken || made.n == 0)
		master_complain(m, NULL, "parse-error", "quotes or parentheses"
		    " do not match");
	else if (master_record(m, &made) == -1)
		return -1;
	return m->errors > errors;
}

/* Stops at the first fault: the others would be the same. */
static int
generate_all(struct master *m, const struct entry *e,
    const struct generate *range)
{
	uint64_t	number;
	int		rc = 0;

	for (number = range->first; number <= range->last && rc == 0;
	    number += range->step) {
		m->number = (uint32_t)number;
		rc = generate_one(m, e);
	}
	return rc == -1 ? -1 : 0;
}

static int
take_generate(struct master *m, const struct entry *e)
{
	struct input	*in = inputs_top(&m->inputs);
	struct generate	 range;
	struct name	 owner = in->owner;
	enum owner_state state = in->owner_state;
	struct place	 at;
	char		 why[GENERATE_WHY_BYTES];
	int		 rc;

	if (check_words(m, e, 5, SIZE_MAX, "$GENERATE first-last[/step] owner"
	    " [TTL] [class] type data") != 0)
		return 0;
	at = master_place(m, e, 1);
	if (generate_range(e->tokens[1].text, e->tokens[1].len, &range, why) ==
	    -1) {
		master_complain(m, &at, "parse-error", "\"%.*s\" %s",
		    master_told(&e->tokens[1]), e->tokens[1].text, why);
		return 0;
	}
	m->generated += generate_count(&range);
	if (m->generated > GENERATED_MAX) {
		master_complain(m, &at, "parse-error", "all $GENERATE lines"
		    " together make more than %zu records; leave some out",
		    GENERATED_MAX);
		return 0;
	}
	m->generate_at = master_place(m, e, 2);
	m->is_generating = true;
	rc = generate_all(m, e, &range);
	m->is_generating = false;
	in->owner = owner;
	in->owner_state = state;
	return rc;
}

struct directive {
	const char	*word;
	int		(*take)(struct master *, const struct entry *);
};

static const struct directive directives[] = {
	{"$GENERATE", take_generate},
	{"$INCLUDE", take_include},
	{"$ORIGIN", take_origin},
	{"$TTL", take_ttl},
};
#define DIRECTIVES	(sizeof(directives) / sizeof(directives[0]))

int
directive_take(struct master *m, const struct entry *e)
{
	const struct token	*tok = &e->tokens[0];
	const char		*words[DIRECTIVES];
	const char		*nearest;
	struct place		 at;
	size_t			 i;

	for (i = 0; i < DIRECTIVES; i++) {
		words[i] = directives[i].word;
		if (token_is(tok, words[i]))
			return directives[i].take(m, e);
	}
	at = master_place(m, e, 0);
	if ((nearest = text_nearest(tok->text, tok->len, words, i)) != NULL)
		master_complain(m, &at, "parse-error", "\"%.*s\" is no"
		    " directive; did you mean %s?", master_told(tok), tok->text,
		    nearest);
	else
		master_complain(m, &at, "parse-error", "\"%.*s\" is no"
		    " directive; expected $ORIGIN, $TTL, $INCLUDE or $GENERATE"
		    " (an owner that begins with a dollar sign is written \\$)",
		    master_told(tok), tok->text);
	return 0;
}
