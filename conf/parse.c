/* SPDX-License-Identifier: ISC */
#include "conf/parse.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conf/admit.h"
#include "conf/endpoint.h"
#include "conf/misfit.h"
#include "conf/schema.h"
#include "conf/value.h"
#include "conf/ruling.h"
#include "conf/zonelist.h"
#include "zones/name.h"

struct parse {
	struct feed	*in;		/* borrowed, as all pointers here */
	struct conf	*cf;
	struct endpoints endpoints;	/* owned until they are cf's */
	struct zonelist	 zonelist;	/* likewise */
	char		*include;	/* owned: a file to open when the
					   statement has ended, or NULL */
	struct lexeme	 include_named;	/* where it stands */
	bool		 is_short;	/* of memory, as reported */
};

/* The file, or a block in it. */
struct scope {
	enum context	 context;
	void		*target;	/* struct conf or struct zone_block */
	struct place	 at;		/* of a block's first word */
	struct place	 first[SCHEMA_MAX]; /* where each row was said; line 0
					   if it was not yet */
};

static void statement(struct parse *, struct scope *);

static bool
has_too_many(const struct parse *p)
{
	return feed_errors(p->in) >= PARSE_ERRORS_MAX;
}

static int
reject_memory(struct parse *p, const struct place *at)
{
	p->is_short = true;
	report_add(p->in->rep, SEV_ERROR, at, "conf-file", NULL,
	    "the configuration cannot be kept: out of memory");
	return -1;
}

/* The row of a statement, of which the first word was read; or NULL. */
static const struct directive *
find_directive(struct parse *p, const struct scope *sc,
    const struct lexeme *first)
{
	char			 list[VALUE_TEXT_MAX];
	char			 hint[VALUE_TEXT_MAX];
	char			 show[LEX_SHOW_MAX];
	const char		*words[SCHEMA_MAX];
	const struct directive	*row = NULL;
	const struct directive	*found;
	struct lexeme		 lm;
	size_t			 n;

	if (first->kind == LEX_WORD)
		row = schema_find(sc->context, first->text, first->len);
	if (row == NULL) {
		misfit_report(p->in, sc->context, &sc->at, first);
		return NULL;
	}
	if (row->second == NULL)
		return row;
	lm = *feed_peek(p->in);
	if (lm.kind == LEX_BAD)
		return NULL;
	if (lex_is_text(&lm) && (found = schema_find_second(sc->context,
	    row->word, lm.text, lm.len)) != NULL) {
		feed_next(p->in, &lm);
		return found;
	}
	n = schema_words(sc->context, row->word, words);
	report_add(p->in->rep, SEV_ERROR, &lm.at, "conf-syntax", NULL,
	    "expected %s after \"%s\", found %s%s",
	    value_list(words, n, list), row->word, lex_show(&lm, show),
	    value_hint(&lm, words, n, hint));
	return NULL;
}

/* Report a single directive that is said again. */
static void
check_first(struct parse *p, struct scope *sc, const struct directive *row,
    const struct place *at)
{
	struct place	*first = &sc->first[schema_index(row)];

	if (row->may_repeat)
		return;
	if (first->line == 0)
		*first = *at;
	else
		report_add(p->in->rep, SEV_ERROR, at, "conf-twice", NULL,
		    "\"%s\" is said twice; first at %s:%u", row->name,
		    first->file, first->line);
}

/* A statement ends with its line, the block around it, or the file. */
static int
expect_end(struct parse *p)
{
	const struct lexeme	*next = feed_peek(p->in);
	struct lexeme		 lm;
	char			 show[LEX_SHOW_MAX];

	switch (next->kind) {
	case LEX_END:
		feed_next(p->in, &lm);
		return 0;
	case LEX_CLOSE:
	case LEX_EOF:
		return 0;
	case LEX_BAD:
		return -1;
	default:
		report_add(p->in->rep, SEV_ERROR, &next->at, "conf-syntax",
		    NULL, "expected the end of the line, found %s",
		    lex_show(next, show));
		return -1;
	}
}

/*
 * The statements of a block, whose `{` was read.  Wrong ones are reported;
 * -1 if the block has no end.
 */
static int
read_block(struct parse *p, struct scope *sc)
{
	struct lexeme	lm;

	while (feed_peek(p->in)->kind != LEX_CLOSE) {
		if (feed_peek(p->in)->kind == LEX_EOF) {
			report_add(p->in->rep, SEV_ERROR,
			    &feed_peek(p->in)->at, "conf-syntax", NULL,
			    "expected \"}\" before the end of the file; the "
			    "block begins in line %u", sc->at.line);
			return -1;
		}
		if (has_too_many(p))
			return -1;	/* said when the block is left */
		statement(p, sc);
	}
	feed_next(p->in, &lm);
	return 0;
}

/* Read the `{` of a block that must follow. */
static int
open_block(struct parse *p, const struct directive *row)
{
	struct lexeme	lm = *feed_peek(p->in);

	if (lm.kind == LEX_OPEN) {
		feed_next(p->in, &lm);
		return 0;
	}
	value_reject(p->in, row, &lm, "\"{\" in the same line");
	/* If it stands in the next line, the block can still be judged. */
	while (feed_peek(p->in)->kind == LEX_END)
		feed_next(p->in, &lm);
	if (lm.kind != LEX_END || feed_peek(p->in)->kind != LEX_OPEN)
		return -1;
	feed_next(p->in, &lm);
	return 0;
}

static void
clear_block(struct zone_block *b)
{
	free(b->path);
	free(b->domains);
	free(b->include_root);
	acl_free(b->allow);
	lint_clear(&b->lint);
}

static int
read_zone(struct parse *p, const struct directive *row, struct scope *sc)
{
	char		show[LEX_SHOW_MAX];
	struct zone_block	b = {.rotate = ROTATE_UNSAID};
	struct scope	in_zone = {.context = IN_ZONE, .target = &b};
	struct lexeme	named;
	struct name	apex;
	size_t		before = feed_errors(p->in);

	(void)sc;	/* zones stand in the file only */
	if (value_text(p->in, row, "the name of a zone in quotes",
	    &named) == -1)
		return -1;
	in_zone.at = named.at;
	/* If it is none, go on: judge the block. */
	(void)value_name(p->in, &named, "the name of a zone", &apex);
	if (open_block(p, row) == -1 || read_block(p, &in_zone) == -1) {
		clear_block(&b);
		return -1;
	}
	if (feed_errors(p->in) == before && b.path == NULL)
		report_add(p->in->rep, SEV_ERROR, &named.at, "conf-value",
		    NULL, "zone %s has no file; add to its block: file "
		    "\"NAME.zone\"", lex_show(&named, show));
	if (feed_errors(p->in) != before) {
		clear_block(&b);
		return 0;	/* the statement itself has been read */
	}
	if (zonelist_add(&p->zonelist, &apex, &named.at, &b) == 0)
		return 0;
	clear_block(&b);
	return reject_memory(p, &named.at);
}

/* "zones" and "zones/" are the same directory. */
static void
strip_slashes(char *path)
{
	size_t	len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
}

static int
read_zone_dir(struct parse *p, const struct directive *row, struct scope *sc)
{
	struct zone_block	 b = {.rotate = ROTATE_UNSAID};
	struct scope	 in_dir = {.context = IN_ZONE_DIR, .target = &b};
	struct lexeme	 named = *feed_peek(p->in);

	(void)sc;	/* as in read_zone() */
	if (value_path(p->in, row, &b.path) == -1)
		return -1;
	strip_slashes(b.path);
	in_dir.at = named.at;
	if (feed_peek(p->in)->kind == LEX_OPEN &&
	    (open_block(p, row) == -1 || read_block(p, &in_dir) == -1)) {
		clear_block(&b);
		return -1;
	}
	if (zonelist_add_dir(&p->zonelist, &named.at, &b) == 0)
		return 0;
	clear_block(&b);
	return reject_memory(p, &named.at);
}

/* It stands in logs and in lists of mxctl, as one word. */
static bool
is_template_name(const struct directive *row, const struct lexeme *lm)
{
	size_t	i;
	char	c;

	for (i = 0; i < lm->len; i++) {
		c = lm->text[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '_' ||
		    c == '.'))
			return false;
	}
	return lm->len >= row->min && lm->len <= row->max;
}

/* Report what the block of a template lacks. */
static void
check_template(struct parse *p, const struct lexeme *named,
    const struct zone_block *b)
{
	char	show[LEX_SHOW_MAX];

	if (b->path == NULL)
		report_add(p->in->rep, SEV_ERROR, &named->at, "conf-value",
		    NULL, "template %s has no file; add to its block: file "
		    "\"NAME.zone\"", lex_show(named, show));
	if (b->domains == NULL)
		report_add(p->in->rep, SEV_ERROR, &named->at, "conf-value",
		    NULL, "template %s has no list of domains; add to its "
		    "block: domains \"FILE\"", lex_show(named, show));
}

static int
keep_template(struct parse *p, const struct lexeme *named,
    struct zone_block *b)
{
	char	*name = value_copy(named);

	if (name != NULL &&
	    zonelist_add_template(&p->zonelist, name, &named->at, b) == 0)
		return 0;
	free(name);
	clear_block(b);
	return reject_memory(p, &named->at);
}

static int
read_template(struct parse *p, const struct directive *row, struct scope *sc)
{
	struct zone_block	b = {.rotate = ROTATE_UNSAID};
	struct scope		in_template = {.context = IN_TEMPLATE,
	    .target = &b};
	struct lexeme		named;
	size_t			before = feed_errors(p->in);

	(void)sc;	/* as in read_zone() */
	if (value_text(p->in, row, "the name of a template in quotes",
	    &named) == -1)
		return -1;
	if (!is_template_name(row, &named))
		value_reject(p->in, row, &named, "a name of 1 to 63 letters, "
		    "digits, \"-\", \"_\" and \".\"");
	in_template.at = named.at;
	if (open_block(p, row) == -1 || read_block(p, &in_template) == -1) {
		clear_block(&b);
		return -1;
	}
	if (feed_errors(p->in) == before)
		check_template(p, &named, &b);
	if (feed_errors(p->in) != before) {
		clear_block(&b);
		return 0;	/* the statement itself has been read */
	}
	return keep_template(p, &named, &b);
}

static int
read_log_to(struct parse *p, const struct directive *row, struct scope *sc)
{
	struct directive	file = *row;
	uint32_t		target;

	if (value_keyword(p->in, row, &target) == -1)
		return -1;
	schema_store(row, sc->target, target);
	if (target != LOG_TO_FILE)
		return 0;
	file.name = "log to file";
	return value_path(p->in, &file, &p->cf->log_file);
}

static int
read_include(struct parse *p, const struct directive *row, struct scope *sc)
{
	(void)sc;	/* what is included stands in the file, as this does */
	p->include_named = *feed_peek(p->in);
	if (p->in->stack[p->in->depth - 1].path != NULL)
		return value_path(p->in, row, &p->include);
	report_add(p->in->rep, SEV_ERROR, &p->include_named.at, "conf-file",
	    NULL, "\"include\" cannot be used here: this configuration does "
	    "not come from a file");
	return -1;
}

static int
read_field(struct parse *p, const struct directive *row, struct scope *sc)
{
	return value_read(p->in, row, sc->target);
}

static int
read_listen(struct parse *p, const struct directive *row, struct scope *sc)
{
	(void)sc;	/* the endpoints become conf's at the end */
	return endpoint_read(p->in, row, &p->endpoints);
}

static int
read_prefix(struct parse *p, const struct directive *row, struct scope *sc)
{
	(void)sc;	/* the only place for it */
	return endpoint_read_prefix(p->in, row, &p->cf->rate_exempts,
	    &p->cf->nrate_exempts);
}

static int
read_acl(struct parse *p, const struct directive *row, struct scope *sc)
{
	return admit_read(p->in, row, (struct acl **)(void *)(
	    (unsigned char *)sc->target + row->offset));
}

static int
read_metrics(struct parse *p, const struct directive *row, struct scope *sc)
{
	(void)sc;	/* the only place for it */
	return endpoint_read_one(p->in, row, &p->cf->metrics);
}

static int
read_exchanges(struct parse *p, const struct directive *row,
    struct scope *sc)
{
	(void)sc;	/* the only place for it */
	return value_add_name(p->in, row, &p->cf->exchanges,
	    &p->cf->nexchanges);
}

static int
read_lint(struct parse *p, const struct directive *row, struct scope *sc)
{
	return ruling_read(p->in, row, (struct lint *)(void *)(
	    (unsigned char *)sc->target + row->offset));
}

/* How to read the argument of a row. */
typedef int reader_fn(struct parse *, const struct directive *,
    struct scope *);

static reader_fn *const readers[] = {
	[ARG_NUMBER] = read_field,
	[ARG_TIME] = read_field,
	[ARG_TEXT] = read_field,
	[ARG_PATH] = read_field,
	[ARG_KEYWORD] = read_field,
	[ARG_SHARE] = read_field,
	[ARG_LINT] = read_lint,
	[ARG_LISTEN] = read_listen,
	[ARG_PREFIX] = read_prefix,
	[ARG_ACL] = read_acl,
	[ARG_METRICS] = read_metrics,
	[ARG_NAME] = read_exchanges,
	[ARG_LOG_TO] = read_log_to,
	[ARG_ZONE] = read_zone,
	[ARG_ZONE_DIR] = read_zone_dir,
	[ARG_TEMPLATE] = read_template,
	[ARG_INCLUDE] = read_include
};

/* May a macro have this name? */
static int
check_macro_name(struct parse *p, const struct scope *sc,
    const struct lexeme *name)
{
	char		 show[LEX_SHOW_MAX];
	const char	*why = NULL;

	if (sc->context != IN_FILE)
		why = "is defined in a block; define macros outside";
	else if (schema_find(IN_FILE, name->text, name->len) != NULL)
		why = "is a directive, not a macro; write it without \"=\"";
	else if (!macro_is_name(name->text, name->len))
		why = "is no name for a macro; expected letters, digits and _";
	if (why == NULL)
		return 0;
	report_add(p->in->rep, SEV_ERROR, &name->at, "conf-macro", NULL,
	    "%s %s", lex_show(name, show), why);
	return -1;
}

/* Add a word to the value of a macro, behind a space if it is not first. */
static int
append(struct parse *p, const struct lexeme *lm, char *buf, size_t *used,
    bool is_first)
{
	size_t	space = is_first ? 0 : 1;

	if (space + lm->len > MACRO_VALUE_MAX - *used) {
		report_add(p->in->rep, SEV_ERROR, &lm->at, "conf-macro", NULL,
		    "the value of this macro is longer than %d octets",
		    MACRO_VALUE_MAX);
		return -1;
	}
	if (!is_first)
		buf[(*used)++] = ' ';
	memcpy(buf + *used, lm->text, lm->len);
	*used += lm->len;
	return 0;
}

/* `name = value ...`, of which the name was read. */
static int
read_macro(struct parse *p, const struct scope *sc, const struct lexeme *name)
{
	char		 buf[MACRO_VALUE_MAX];
	char		 show[LEX_SHOW_MAX];
	struct lexeme	 value = {.at = name->at};
	struct lexeme	 lm;
	bool		 is_first = true;

	feed_next(p->in, &lm);	/* = */
	if (check_macro_name(p, sc, name) == -1)
		return -1;
	for (;;) {
		lm = *feed_peek(p->in);
		if (!lex_is_text(&lm))
			break;
		feed_next(p->in, &lm);
		if (append(p, &lm, buf, &value.len, is_first) == -1)
			return -1;
		is_first = false;
	}
	if (is_first) {
		if (lm.kind != LEX_BAD)
			report_add(p->in->rep, SEV_ERROR, &lm.at,
			    "conf-syntax", NULL, "expected the value of macro "
			    "\"%.*s\" after \"=\", found %s", (int)name->len,
			    name->text, lex_show(&lm, show));
		return -1;
	}
	if ((value.text = arena_copy(p->in->arena, buf, value.len)) == NULL)
		return reject_memory(p, &name->at);
	return macro_define(&p->in->macros, name, &value, p->in->arena,
	    p->in->rep);
}

/* All of a statement but its end. */
static int
read_statement(struct parse *p, struct scope *sc, const struct lexeme *first)
{
	const struct directive	*row;

	if (first->kind == LEX_WORD &&
	    feed_peek(p->in)->kind == LEX_EQUALS)
		return read_macro(p, sc, first);
	if ((row = find_directive(p, sc, first)) == NULL)
		return -1;
	check_first(p, sc, row, &first->at);
	return readers[row->argument](p, row, sc);
}

static void
statement(struct parse *p, struct scope *sc)
{
	struct lexeme	first;

	feed_next(p->in, &first);
	if (first.kind == LEX_END)
		return;
	if (read_statement(p, sc, &first) == -1 || expect_end(p) == -1)
		feed_skip(p->in);
	else if (p->include != NULL)
		(void)feed_open(p->in, p->include, &p->include_named);
	free(p->include);
	p->include = NULL;
}

/* What needed the whole text to be known; it becomes the conf's. */
static void
settle(struct parse *p)
{
	static const char	 listen[] = "listen";
	struct conf		*cf = p->cf;

	if (zonelist_settle(&p->zonelist, cf->does_rotate, p->in->rep) == -1)
		(void)reject_memory(p, NULL);
	if (p->endpoints.n == 0 && endpoint_add_default(schema_find(IN_FILE,
	    listen, strlen(listen)), &p->endpoints) == -1)
		(void)reject_memory(p, NULL);
}

int
parse_statements(struct feed *in, struct conf *cf)
{
	struct parse	p = {.in = in, .cf = cf};
	struct scope	in_file = {.context = IN_FILE, .target = cf};

	while (in->depth > 0 && !p.is_short) {
		if (feed_peek(in)->kind == LEX_EOF) {
			feed_close(in);
		} else if (has_too_many(&p)) {
			report_add(in->rep, SEV_ERROR, &feed_peek(in)->at,
			    "conf-syntax", NULL, "too many errors; what "
			    "follows was not read");
			break;
		} else {
			statement(&p, &in_file);
		}
	}
	settle(&p);
	if (feed_errors(in) != 0) {
		endpoints_clear(&p.endpoints);
		zonelist_clear(&p.zonelist);
		return -1;
	}
	endpoints_give(&p.endpoints, cf);
	zonelist_give(&p.zonelist, cf);
	return 0;
}
