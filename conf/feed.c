/* SPDX-License-Identifier: ISC */
#include "conf/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/kept.h"

/* The name of a text that has none, in messages. */
static const char nameless[] = "(text)";

int
feed_init(struct feed *in, struct report *rep)
{
	memset(in, 0, sizeof(*in));
	in->rep = rep;
	in->errors_before = report_count(rep, SEV_ERROR);
	return (in->arena = arena_new()) == NULL ? -1 : 0;
}

void
feed_clear(struct feed *in)
{
	size_t	i;

	while (in->depth > 0)
		feed_close(in);
	for (i = 0; i < in->nfiles; i++)
		free(in->files[i].path);
	free(in->files);
	macros_clear(&in->macros);
	arena_free(in->arena);
	memset(in, 0, sizeof(*in));
}

size_t
feed_errors(const struct feed *in)
{
	return report_count(in->rep, SEV_ERROR) - in->errors_before;
}

static struct feed_file *
innermost(struct feed *in)
{
	return &in->stack[in->depth - 1];
}

KEPT_BEGIN	/* in in->files, by record() */
/* Report what is wrong with a file, where it is named if it is. */
static int
reject(struct feed *in, const char *path, const struct lexeme *named,
    const char *why)
{
	struct place	at = {.file = path};

	report_add(in->rep, SEV_ERROR, named == NULL ? &at : &named->at,
	    "conf-file", NULL, "%s", why);
	return -1;
}
KEPT_END

KEPT_BEGIN	/* in in->files */
/* Remember a file's version.  Returns the kept path, NULL if it cannot. */
static const char *
record(struct feed *in, const char *path, const struct file_id *id)
{
	struct zone_file	*p;
	char			*copy;

	p = array_grow(in->files, in->nfiles, &in->files_cap, sizeof(*p));
	if (p == NULL)
		return NULL;
	in->files = p;
	if ((copy = strdup(path)) == NULL)
		return NULL;
	in->files[in->nfiles++] = (struct zone_file){.path = copy, .id = *id};
	return copy;
}
KEPT_END

static struct feed_file *
push(struct feed *in, const char *path, const char *text, size_t len)
{
	struct feed_file	*f = &in->stack[in->depth++];

	*f = (struct feed_file){.path = path};
	lex_start(&f->lexer, path == NULL ? nameless : path, text, len,
	    in->arena, in->rep);
	in->used_bytes += len;
	return f;
}

static bool
is_open(const struct feed *in, const struct file_id *id)
{
	size_t	i;

	for (i = 0; i < in->depth; i++)
		if (in->stack[i].id.dev == id->dev &&
		    in->stack[i].id.ino == id->ino)
			return true;
	return false;
}

/* Read it, if that exceeds no limit.  -1 with why filled. */
static int
read_file(struct feed *in, const char *path, struct source *src,
    struct file_id *id, char why[SOURCE_WHY_BYTES])
{
	source_identity(path, id);
	if (id->ino != 0 && is_open(in, id))
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" "
		    "includes itself, directly or through others", path);
	else if (in->depth == FEED_DEPTH_MAX)
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" is "
		    "included too deeply; at most %d files are open at once",
		    path, FEED_DEPTH_MAX);
	else if (in->nfiles >= FEED_FILES_MAX)
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" is one "
		    "too many; a configuration has at most %d files", path,
		    FEED_FILES_MAX);
	else if (id->size > 0 &&
	    (size_t)id->size > FEED_BYTES_MAX - in->used_bytes)
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" has "
		    "%lld octets, too many; all files of a configuration "
		    "together may have %zu", path, (long long)id->size,
		    FEED_BYTES_MAX);
	else
		return source_read(path, NULL, src, id, why);
	return -1;
}

int
feed_open(struct feed *in, const char *path, const struct lexeme *named)
{
	char			 why[SOURCE_WHY_BYTES];
	struct source		 src = {.text = NULL};
	struct file_id		 id;
	struct feed_file	*f;
	const char		*kept;
	int			 rc;

	rc = read_file(in, path, &src, &id, why);
	/* It may have grown since its size was looked at. */
	if (rc == 0 && src.len_bytes > FEED_BYTES_MAX - in->used_bytes) {
		(void)snprintf(why, sizeof(why), "file \"%.400s\" is growing",
		    path);
		rc = -1;
	}
	if ((kept = record(in, path, &id)) == NULL) {
		(void)snprintf(why, sizeof(why), "file \"%.400s\" cannot be "
		    "read: out of memory", path);
		rc = -1;
	}
	if (rc == -1) {
		free(src.text);
		return reject(in, path, named, why);
	}
	f = push(in, kept, src.text, src.len_bytes);
	f->source = src;
	f->id = id;
	return 0;
}

int
feed_open_text(struct feed *in, const char *path, const char *text,
    size_t len)
{
	struct file_id	 none;
	const char	*kept = NULL;

	memset(&none, 0, sizeof(none));
	if (len > FEED_BYTES_MAX)
		return reject(in, path, NULL, "the text is too long; a "
		    "configuration may have 64 MiB");
	if (path != NULL && (kept = record(in, path, &none)) == NULL)
		return reject(in, path, NULL, "out of memory");
	(void)push(in, kept, text, len);
	return 0;
}

void
feed_close(struct feed *in)
{
	free(innermost(in)->source.text);
	in->depth--;
}

/* Put the value of a macro in place of its name. */
static void
expand(struct feed *in, struct lexeme *lm)
{
	const struct macro	*m;
	const char		*near;

	if ((m = macro_find(&in->macros, lm)) != NULL) {
		lm->kind = LEX_STRING;
		lm->is_expanded = true;
		lm->text = m->value;
		lm->len = m->value_len;
		return;
	}
	lm->kind = LEX_BAD;
	if (innermost(in)->lexer.is_quiet)
		return;
	near = macro_nearest(&in->macros, lm);
	report_add(in->rep, SEV_ERROR, &lm->at, "conf-macro", NULL,
	    "macro \"$%.*s\" is not defined%s%s%s", (int)lm->len, lm->text,
	    near == NULL ? "; define it above with NAME = \"value\"" :
	    "; did you mean \"$", near == NULL ? "" : near,
	    near == NULL ? "" : "\"?");
}

static void
fetch(struct feed *in, struct lexeme *lm)
{
	lex_next(&innermost(in)->lexer, lm);
	if (lm->kind == LEX_MACRO)
		expand(in, lm);
}

void
feed_next(struct feed *in, struct lexeme *lm)
{
	struct feed_file	*f = innermost(in);

	if (f->has_next) {
		*lm = f->next;
		f->has_next = false;
	} else {
		fetch(in, lm);
	}
}

const struct lexeme *
feed_peek(struct feed *in)
{
	struct feed_file	*f = innermost(in);

	if (!f->has_next) {
		fetch(in, &f->next);
		f->has_next = true;
	}
	return &f->next;
}

void
feed_skip(struct feed *in)
{
	struct lexer		*lx = &innermost(in)->lexer;
	struct lexeme		 lm;
	enum lex_kind		 kind;
	size_t			 blocks = 0;

	lx->is_quiet = true;
	for (;;) {
		kind = feed_peek(in)->kind;
		if (kind == LEX_EOF || (kind == LEX_CLOSE && blocks == 0))
			break;
		feed_next(in, &lm);
		if (kind == LEX_OPEN)
			blocks++;
		else if (kind == LEX_CLOSE)
			blocks--;
		else if (kind == LEX_END && blocks == 0)
			break;
	}
	lx->is_quiet = false;
}

char *
feed_join(const struct feed *in, const char *path, size_t len)
{
	const char	*from = in->stack[in->depth - 1].path;
	char		*joined;

	joined = source_join(from == NULL ? "" : from, path, len);
	if (joined != NULL)
		source_tidy(joined);
	return joined;
}
