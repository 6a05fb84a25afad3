/* SPDX-License-Identifier: ISC */
#include "zones/template.h"

#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"

/* Contents that are remembered, each at its place by a hash: a power of 2. */
#define MEMORIES	64

/* A content and the values that made it. */
struct memory {
	char		*values;	/* each with a NUL behind */
	size_t		 len;
	struct content	*content;	/* held; NULL: none */
};

struct template
{
	struct name	 apex;		/* TEMPLATE_APEX */
	char		*path;
	char		*include_root;	/* or NULL */
	uint64_t	 seed;
	struct zone_file *files;
	size_t		 nfiles;
	struct stencil	*stencil;	/* NULL: not sound */
	struct loaded	 plain;		/* of one without placeholders */
	struct load_room *room;		/* to load in; NULL: none yet */
	struct stencil_text text;
	struct memory	 memories[MEMORIES];
};

static void
free_files(struct zone_file *files, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		free(files[i].path);
	free(files);
}

void
template_rest(struct template *t)
{
	if (t == NULL)
		return;
	load_room_free(t->room);
	t->room = NULL;
	free(t->text.text);
	t->text = (struct stencil_text){.text = NULL};
}

void
template_free(struct template *t)
{
	size_t	i;

	if (t == NULL)
		return;
	for (i = 0; i < MEMORIES; i++) {
		free(t->memories[i].values);
		content_unref(t->memories[i].content);
	}
	template_rest(t);
	loaded_clear(&t->plain);
	stencil_free(t->stencil);
	free_files(t->files, t->nfiles);
	free(t->path);
	free(t->include_root);
	free(t);
}

static void
report_memory(struct report *rep, const char *path)
{
	struct place	at = {.file = path};

	report_add(rep, SEV_ERROR, &at, "out-of-memory", NULL, "no memory to"
	    " read the template; give the process more");
}

struct template *
template_new(const struct template_source *from)
{
	struct template	*t;
	const char	*why;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	(void)name_from_text(&t->apex, TEMPLATE_APEX, strlen(TEMPLATE_APEX),
	    NULL, &why);	/* it is sound */
	t->seed = from->seed;
	t->path = strdup(from->path);
	t->files = calloc(1, sizeof(*t->files));
	if (from->include_root != NULL)
		t->include_root = strdup(from->include_root);
	if (t->files != NULL) {
		t->files[0].path = strdup(from->path);
		t->nfiles = 1;
	}
	if (t->path != NULL && t->files != NULL && t->files[0].path != NULL &&
	    (t->include_root != NULL || from->include_root == NULL))
		return t;
	template_free(t);
	return NULL;
}

/*
 * What a load has included becomes ours.  It is the same for all values,
 * since none can stand in $INCLUDE, unless one is wrong and the load ended
 * before: the most that was ever seen counts.
 */
static void
take_includes(struct template *t, struct loaded *l)
{
	struct zone_file	*files;

	if (l->nfiles >= t->nfiles && (files = realloc(t->files, (l->nfiles +
	    1) * sizeof(*files))) != NULL) {
		while (t->nfiles > 1)
			free(files[--t->nfiles].path);
		memcpy(files + 1, l->files, l->nfiles * sizeof(*files));
		t->files = files;
		t->nfiles = l->nfiles + 1;
		l->nfiles = 0;
	}
	free_files(l->files, l->nfiles);
	l->files = NULL;
	l->nfiles = 0;
}

static int
load(struct template *t, const char *text, size_t len, struct report *rep,
    struct loaded *out)
{
	const struct load_source	from = {.apex = &t->apex,
	    .path = t->path, .include_root = t->include_root,
	    .seed = t->seed};
	int				rc;

	if (t->room == NULL)
		t->room = load_room_new();
	report_relate(rep, TEMPLATE_APEX);
	if (t->room == NULL)	/* it says so */
		rc = load_text(&from, text, len, rep, out);
	else
		rc = load_text_in(t->room, &from, text, len, rep, out);
	report_relate(rep, NULL);
	take_includes(t, out);
	return rc;
}

/* The text is there: what does it say? */
static void
take_text(struct template *t, const struct source *src, struct report *rep)
{
	t->stencil = stencil_new(src->text, src->len_bytes, t->path, rep);
	if (t->stencil == NULL || stencil_keys(t->stencil) > 0)
		return;
	if (load(t, src->text, src->len_bytes, rep, &t->plain) == 0)
		return;
	stencil_free(t->stencil);
	t->stencil = NULL;
}

int
template_read(struct template *t, struct report *rep)
{
	struct place	at = {.file = t->path};
	char		why[SOURCE_WHY_BYTES];
	struct source	src;

	if (source_read(t->path, NULL, &src, &t->files[0].id, why) == -1) {
		report_add(rep, SEV_ERROR, &at, "file-unreadable", NULL, "%s",
		    why);
		return -1;
	}
	if (domains_is_list(src.text, src.len_bytes))
		report_add(rep, SEV_ERROR, &at, "parse-error", NULL, "this is"
		    " a list of domains, not a zone file; have the template"
		    " and its list been exchanged?");
	else
		take_text(t, &src, rep);
	free(src.text);
	template_rest(t);
	return t->stencil == NULL ? -1 : 0;
}

bool
template_is_sound(const struct template *t)
{
	return t->stencil != NULL;
}

struct allows *
template_allows(struct template *t)
{
	return &t->plain.allows;
}

const struct zone_file *
template_files(const struct template *t, size_t *n)
{
	*n = t->nfiles;
	return t->files;
}

const struct stencil *
template_stencil(const struct template *t)
{
	return t->stencil;
}

struct loaded *
template_plain(struct template *t)
{
	return t->plain.content == NULL ? NULL : &t->plain;
}

int
template_make(struct template *t, const struct stencil_values *values,
    struct report *rep, struct loaded *out)
{
	if (stencil_fill(t->stencil, values, &t->text) == 0)
		return load(t, t->text.text, t->text.len_bytes, rep, out);
	memset(out, 0, sizeof(*out));
	report_memory(rep, t->path);
	return -1;
}

static size_t
values_len(const struct template *t, const struct stencil_values *v)
{
	size_t	len = 0;
	size_t	i;

	for (i = 0; i < stencil_keys(t->stencil); i++)
		len += v->of_key[i]->len + 1;
	return len;
}

/* Are these the values of a memory? */
static bool
is_of(const struct template *t, const struct memory *m,
    const struct stencil_values *v)
{
	const char	*p = m->values;
	size_t		 i;

	if (m->content == NULL || m->len != values_len(t, v))
		return false;
	for (i = 0; i < stencil_keys(t->stencil); i++) {
		if (memcmp(p, v->of_key[i]->text, v->of_key[i]->len) != 0 ||
		    p[v->of_key[i]->len] != '\0')
			return false;
		p += v->of_key[i]->len + 1;
	}
	return true;
}

static struct memory *
memory_of(struct template *t, const struct stencil_values *v)
{
	uint64_t	h = t->seed;
	size_t		i;

	for (i = 0; i < stencil_keys(t->stencil); i++)
		h = hash_bytes(h, v->of_key[i]->text, v->of_key[i]->len);
	return &t->memories[h & (MEMORIES - 1)];
}

struct content *
template_recall(struct template *t, const struct stencil_values *v)
{
	struct memory	*m = memory_of(t, v);

	return is_of(t, m, v) ? content_ref(m->content) : NULL;
}

void
template_remember(struct template *t, const struct stencil_values *v,
    struct content *content)
{
	struct memory	*m = memory_of(t, v);
	char		*p;
	size_t		 i;

	free(m->values);
	content_unref(m->content);
	*m = (struct memory){.content = NULL};
	/* Not of 0 octets, where there are no keys: that may be NULL. */
	if ((p = malloc(values_len(t, v) + 1)) == NULL)
		return;
	*m = (struct memory){.values = p, .len = values_len(t, v),
	    .content = content_ref(content)};
	for (i = 0; i < stencil_keys(t->stencil); i++) {
		memcpy(p, v->of_key[i]->text, v->of_key[i]->len);
		p += v->of_key[i]->len;
		*p++ = '\0';
	}
}
