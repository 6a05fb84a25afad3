/* SPDX-License-Identifier: ISC */
#include "conf/ruling.h"

#include <stdio.h>

#include "conf/value.h"

/* "lint" and an id, for messages. */
#define NAME_BYTES	64

static const struct keyword verdicts[] = {
	{"off", LINT_OFF},
	{"info", LINT_INFO},
	{"warning", LINT_WARNING},
	{"error", LINT_ERROR},
	{NULL, 0}
};

static const struct keyword stricts[] = {
	{"on", STRICT_ON},
	{"off", STRICT_OFF},
	{NULL, 0}
};

/* `strict` alone is `strict on`. */
static int
read_strict(struct feed *in, const struct directive *row, struct lint *lint)
{
	enum lex_kind	next = feed_peek(in)->kind;
	uint32_t	v = STRICT_ON;

	if ((next == LEX_WORD || next == LEX_STRING) &&
	    value_keyword(in, row, &v) == -1)
		return -1;
	lint->strict = (enum lint_strict)v;
	return 0;
}

static int
reject_id(struct feed *in, const struct lexeme *id, const char *why,
    const char *near)
{
	report_add(in->rep, SEV_ERROR, &id->at, "conf-value", NULL,
	    near == NULL ? "\"%.*s\" %s" : "\"%.*s\" %s; did you mean \"%s\"?",
	    (int)id->len, id->text, why, near);
	return -1;
}

int
ruling_read(struct feed *in, const struct directive *row, struct lint *lint)
{
	struct directive	 what = *row;
	char			 name[NAME_BYTES];
	struct lexeme		 id;
	const char		*why;
	const char		*near;
	uint32_t		 v;
	int			 rc;

	if (value_text(in, row, "\"strict\" or the id of a check", &id) == -1)
		return -1;
	if (lex_is(&id, "strict")) {
		what.name = "lint strict";
		what.keywords = stricts;
		return read_strict(in, &what, lint);
	}
	(void)snprintf(name, sizeof(name), "%s %.*s", row->name,
	    (int)id.len, id.text);
	what.name = name;
	what.keywords = verdicts;
	if (value_keyword(in, &what, &v) == -1)
		return -1;
	rc = lint_say(lint, id.text, id.len, (enum lint_verdict)v, &why,
	    &near);
	if (rc == 1)
		return reject_id(in, &id, why, near);
	if (rc == -1)
		return reject_id(in, &id, "cannot be kept: out of memory",
		    NULL);
	return 0;
}

const char *
ruling_text(enum lint_verdict v)
{
	return verdicts[v].word;
}
