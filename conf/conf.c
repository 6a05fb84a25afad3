/* SPDX-License-Identifier: ISC */
#include "conf/conf.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/admit.h"
#include "conf/endpoint.h"
#include "conf/feed.h"
#include "conf/macro.h"
#include "conf/parse.h"
#include "conf/schema.h"
#include "conf/value.h"
#include "conf/ruling.h"
#include "zones/name.h"

/* Without `rate total`, what `rate limit` makes of it.  BIND's manual asks for
   four times at least. */
#define TOTAL_TIMES	10

/* A place for the pieces of conf_print(). */
struct out {
	void		(*put)(void *arg, const char *);
	void		*arg;
};

static bool
is_integer(const struct directive *row)
{
	return row->argument == ARG_NUMBER || row->argument == ARG_TIME ||
	    row->argument == ARG_KEYWORD || row->argument == ARG_SHARE ||
	    row->argument == ARG_LOG_TO;
}

static bool
is_string(const struct directive *row)
{
	return row->argument == ARG_TEXT || row->argument == ARG_PATH;
}

/* With all defaults; NULL without memory. */
static struct conf *
conf_new(void)
{
	const struct directive	*row;
	struct conf		*cf;
	size_t			 i;

	if ((cf = calloc(1, sizeof(*cf))) == NULL)
		return NULL;
	for (i = 0; (row = schema_row(i)) != NULL; i++)
		if ((row->contexts & IN_FILE) != 0 && is_integer(row))
			schema_store(row, cf, row->preset);
	return cf;
}

static void
free_zones(struct conf *cf)
{
	size_t	i;

	for (i = 0; i < cf->nzones; i++) {
		free(cf->zones[i].file);
		free(cf->zones[i].include_root);
		acl_free(cf->zones[i].allow);
		lint_clear(&cf->zones[i].lint);
	}
	free(cf->zones);
	for (i = 0; i < cf->nzone_dirs; i++) {
		free(cf->zone_dirs[i].path);
		free(cf->zone_dirs[i].include_root);
		lint_clear(&cf->zone_dirs[i].lint);
	}
	free(cf->zone_dirs);
	for (i = 0; i < cf->ntemplates; i++) {
		free(cf->templates[i].name);
		free(cf->templates[i].file);
		free(cf->templates[i].domains);
		free(cf->templates[i].include_root);
		lint_clear(&cf->templates[i].lint);
	}
	free(cf->templates);
}

void
conf_free(struct conf *cf)
{
	const struct directive	*row;
	size_t			 i;

	if (cf == NULL)
		return;
	for (i = 0; (row = schema_row(i)) != NULL; i++)
		if ((row->contexts & IN_FILE) != 0 && is_string(row))
			free(*schema_string(row, cf));
	free(cf->log_file);
	free(cf->rate_exempts);
	acl_free(cf->allow);
	free(cf->guarded);
	free(cf->exchanges);
	for (i = 0; i < cf->nlistens; i++)
		free(cf->listens[i].interface);
	free(cf->listens);
	free_zones(cf);
	lint_clear(&cf->lint);
	for (i = 0; i < cf->nfiles; i++)
		free(cf->files[i].path);
	free(cf->files);
	free(cf);
}

/* What is allowed and hardly meant. */
static void
advise(const struct conf *cf, const struct feed *in)
{
	struct place	at = {.file = NULL};

	if (cf->nfiles > 0)
		at.file = cf->files[0].path;
	if (cf->nzones + cf->nzone_dirs + cf->ntemplates == 0)
		report_add(in->rep, SEV_WARNING, &at, "conf-zones", NULL,
		    "there are no zones, so all queries will be refused; add "
		    "\"zone\" or \"zones in\"");
	if (cf->tcp_idle_ms > cf->tcp_total_ms)
		report_add(in->rep, SEV_WARNING, &at, "conf-value", NULL,
		    "\"tcp idle\" is longer than \"tcp total\" and so has no "
		    "effect");
	if (cf->rate_total > 0 && cf->rate_total < cf->rate_limit)
		report_add(in->rep, SEV_WARNING, &at, "conf-value", NULL,
		    "\"rate limit\" is more than \"rate total\" and so has no "
		    "effect");
	macro_report_unused(&in->macros, in->rep);
}

/* The files outlive the input: places of the conf point to their names. */
static void
take_files(struct conf *cf, struct feed *in)
{
	cf->files = in->files;
	cf->nfiles = in->nfiles;
	in->files = NULL;
	in->nfiles = 0;
}

static int
reject_memory(const struct feed *in)
{
	report_add(in->rep, SEV_ERROR, NULL, "conf-file", NULL,
	    "the configuration cannot be kept: out of memory");
	return -1;
}

/* What stands there of the control socket, though all is refused. */
static void
save_control(struct conf *cf, char **control)
{
	if (control == NULL)
		return;
	*control = cf->control;
	cf->control = NULL;
}

/* From an input with its first file open; control: as below, or NULL. */
static int
load(struct feed *in, struct conf **out, char **control)
{
	struct conf	*cf;
	int		 rc;

	if ((cf = conf_new()) == NULL)
		return reject_memory(in);
	rc = parse_statements(in, cf);
	take_files(cf, in);
	if (rc == 0 && admit_settle(cf) == -1)
		rc = reject_memory(in);
	if (rc == -1) {
		save_control(cf, control);
		conf_free(cf);
		return -1;
	}
	if (cf->rate_total == 0)
		cf->rate_total = TOTAL_TIMES * cf->rate_limit;
	advise(cf, in);
	*out = cf;	/* caller frees with conf_free() */
	return 0;
}

/* From the text, or the file at path if text is NULL. */
static int
open_and_load(const char *path, const char *text, size_t len,
    struct report *rep, struct conf **out, char **control)
{
	struct feed	in;
	int		rc;

	if (feed_init(&in, rep) == -1) {
		report_add(rep, SEV_ERROR, NULL, "conf-file", NULL,
		    "the configuration cannot be read: out of memory");
		return -1;
	}
	if (text == NULL)
		rc = feed_open(&in, path, NULL);
	else
		rc = feed_open_text(&in, path, text, len);
	if (rc == 0)
		rc = load(&in, out, control);
	feed_clear(&in);
	return rc;
}

/* Errors are counted by a report, so there must be one. */
static int
with_report(const char *path, const char *text, size_t len,
    struct report *rep, struct conf **out)
{
	struct report	*counter;
	int		 rc;

	if (rep != NULL)
		return open_and_load(path, text, len, rep, out, NULL);
	if ((counter = report_new(0)) == NULL)
		return -1;
	rc = open_and_load(path, text, len, counter, out, NULL);
	report_free(counter);
	return rc;
}

int
conf_load(const char *path, struct report *rep, struct conf **out)
{
	return with_report(path, NULL, 0, rep, out);
}

int
conf_load_text(const char *path, const char *text, size_t len,
    struct report *rep, struct conf **out)
{
	return with_report(path, text, len, rep, out);
}

int
conf_load_control(const char *path, struct report *rep, char **control)
{
	struct conf	*cf = NULL;

	*control = NULL;
	if (open_and_load(path, NULL, 0, rep, &cf, control) == -1)
		return -1;
	assert(cf != NULL);
	save_control(cf, control);
	conf_free(cf);
	return 0;
}

/* What is longer than a piece is a path or a text; those have put_quoted. */
static void put(const struct out *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(const struct out *o, const char *fmt, ...)
{
	char	piece[NAME_TEXT_MAX];
	va_list	ap;

	va_start(ap, fmt);
	(void)vsnprintf(piece, sizeof(piece), fmt, ap);
	va_end(ap);
	o->put(o->arg, piece);
}

static void
put_quoted(const struct out *o, const char *text)
{
	char	piece[3] = {'\\', '\0', '\0'};

	put(o, "\"");
	for (; *text != '\0'; text++) {
		piece[1] = *text;
		o->put(o->arg, *text == '"' || *text == '\\' ? piece :
		    piece + 1);
	}
	put(o, "\"");
}

static void
put_rotate(const struct out *o, bool does_rotate)
{
	put(o, "\trotate %s\n", does_rotate ? "on" : "off");
}

static void
put_lint(const struct out *o, const struct lint *lint, const char *indent)
{
	size_t	i;

	if (lint->strict != STRICT_UNSAID)
		put(o, "%slint strict %s\n", indent,
		    lint->strict == STRICT_ON ? "on" : "off");
	for (i = 0; i < lint->n; i++)
		put(o, "%slint %s %s\n", indent, lint->words[i].id,
		    ruling_text(lint->words[i].verdict));
}

/* A path in a block, if it is there. */
static void
put_path(const struct out *o, const char *directive, const char *path)
{
	if (path == NULL)
		return;
	put(o, "\t%s ", directive);
	put_quoted(o, path);
	put(o, "\n");
}

/* Those who may ask; nothing if nothing was said. */
static void
put_acl(const struct out *o, const struct acl *acl, const char *indent)
{
	char	text[ACL_TEXT_MAX];
	size_t	i;

	if (acl == NULL)
		return;
	put(o, "%sallow query from {", indent);
	for (i = 0; i < acl->n; i++)
		put(o, "%s %s", i == 0 ? "" : ",",
		    acl_entry_to_text(&acl->said[i], text));
	put(o, " }\n");
}

static void
put_zone(const struct out *o, const struct conf_zone *z)
{
	char	text[NAME_TEXT_MAX];

	put(o, "zone ");
	put_quoted(o, name_to_text(z->apex.wire, text));
	put(o, " {\n");
	put_path(o, "file", z->file);
	put_path(o, "include from", z->include_root);
	put_acl(o, z->allow, "\t");
	put_rotate(o, z->does_rotate);
	put_lint(o, &z->lint, "\t");
	put(o, "}\n");
}

static void
put_zone_dir(const struct out *o, const struct conf_zone_dir *d)
{
	put(o, "zones in ");
	put_quoted(o, d->path);
	put(o, " {\n");
	put_path(o, "include from", d->include_root);
	put_rotate(o, d->does_rotate);
	put_lint(o, &d->lint, "\t");
	put(o, "}\n");
}

static void
put_template(const struct out *o, const struct conf_template *t)
{
	put(o, "template ");
	put_quoted(o, t->name);
	put(o, " {\n");
	put_path(o, "file", t->file);
	put_path(o, "domains", t->domains);
	put_path(o, "include from", t->include_root);
	put_rotate(o, t->does_rotate);
	put_lint(o, &t->lint, "\t");
	put(o, "}\n");
}

/* A directive that is said once or not at all. */
static void
put_single(const struct out *o, const struct directive *row,
    const struct conf *cf)
{
	const char	*text = NULL;
	uint32_t	 v = 0;
	char		 buf[VALUE_TEXT_MAX];

	if (is_string(row))
		memcpy(&text, (const char *)cf + row->offset, sizeof(text));
	else
		v = schema_fetch(row, cf);
	if (row->absent != NULL && text == NULL && v == 0) {
		put(o, "# no %s: %s\n", row->name, row->absent);
		return;
	}
	put(o, "%s ", row->name);
	if (text != NULL)
		put_quoted(o, text);
	else if (row->argument == ARG_NUMBER)
		put(o, "%" PRIu32, v);
	else if (row->argument == ARG_TIME)
		put(o, "%s", value_time_text(v, buf));
	else if (row->argument == ARG_SHARE)
		put(o, "%s", value_share_text(v, buf));
	else
		put(o, "%s", value_keyword_text(row, v));
	if (row->argument == ARG_LOG_TO && cf->log_target == LOG_TO_FILE) {
		put(o, " ");
		put_quoted(o, cf->log_file);
	}
	put(o, "\t# %s\n", row->help);
}

static void
put_prefixes(const struct out *o, const struct directive *row,
    const struct conf *cf)
{
	char	text[PREFIX_TEXT_MAX];
	size_t	i;

	if (cf->nrate_exempts == 0)
		put(o, "# no %s: %s\n", row->name, row->absent);
	for (i = 0; i < cf->nrate_exempts; i++)
		put(o, "%s %s\n", row->name,
		    prefix_to_text(&cf->rate_exempts[i], text));
}

static void
put_names(const struct out *o, const struct directive *row,
    const struct conf *cf)
{
	char	text[NAME_TEXT_MAX];
	size_t	i;

	if (cf->nexchanges == 0)
		put(o, "# no %s: %s\n", row->name, row->absent);
	for (i = 0; i < cf->nexchanges; i++) {
		put(o, "%s ", row->name);
		put_quoted(o, name_to_text(cf->exchanges[i].wire, text));
		put(o, "\n");
	}
}

static void
put_row(const struct out *o, const struct directive *row,
    const struct conf *cf)
{
	char	text[ENDPOINT_TEXT_MAX];
	size_t	i;

	switch (row->argument) {
	case ARG_INCLUDE:
		return;	/* what was included is said in its own rows */
	case ARG_LISTEN:
		for (i = 0; i < cf->nlistens; i++)
			put(o, "listen on %s\n",
			    endpoint_text(&cf->listens[i], text));
		return;
	case ARG_PREFIX:
		put_prefixes(o, row, cf);
		return;
	case ARG_ACL:
		if (cf->allow == NULL)
			put(o, "# no %s: %s\n", row->name, row->absent);
		put_acl(o, cf->allow, "");
		return;
	case ARG_METRICS:
		if (cf->metrics.addr_len == 0)
			put(o, "# no %s: %s\n", row->name, row->absent);
		else
			put(o, "%s %s\t# %s\n", row->name,
			    endpoint_text(&cf->metrics, text), row->help);
		return;
	case ARG_NAME:
		put_names(o, row, cf);
		return;
	case ARG_LINT:
		put_lint(o, &cf->lint, "");
		return;
	case ARG_ZONE:
		for (i = 0; i < cf->nzones; i++)
			put_zone(o, &cf->zones[i]);
		return;
	case ARG_ZONE_DIR:
		for (i = 0; i < cf->nzone_dirs; i++)
			put_zone_dir(o, &cf->zone_dirs[i]);
		return;
	case ARG_TEMPLATE:
		for (i = 0; i < cf->ntemplates; i++)
			put_template(o, &cf->templates[i]);
		return;
	default:
		put_single(o, row, cf);
	}
}

void
conf_print(const struct conf *cf, void (*put_piece)(void *arg, const char *),
    void *arg)
{
	const struct out	 o = {.put = put_piece, .arg = arg};
	const struct directive	*row;
	size_t			 i;

	for (i = 0; (row = schema_row(i)) != NULL; i++)
		if ((row->contexts & IN_FILE) != 0)
			put_row(&o, row, cf);
}
