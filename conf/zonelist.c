/* SPDX-License-Identifier: ISC */
#include "conf/zonelist.h"

#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"
#include "zones/name.h"

/* What may be claimed once, and who claims it. */
struct claim {
	const void		*key;	/* borrowed */
	size_t			 len;	/* octets */
	const struct place	*at;
	size_t			 rank;	/* the order of the file */
};

/* Make room for one more and for what it says about rotation. */
static int
remember(uint8_t **said, size_t n, size_t *cap, enum block_rotate rotate)
{
	uint8_t	*p;

	if ((p = array_grow(*said, n, cap, sizeof(*p))) == NULL)
		return -1;
	*said = p;
	p[n] = (uint8_t)rotate;
	return 0;
}

int
zonelist_add(struct zonelist *zl, const struct name *apex,
    const struct place *at, const struct zone_block *b)
{
	struct conf_zone	*p;

	p = array_grow(zl->zones, zl->nzones, &zl->zones_cap, sizeof(*p));
	if (p == NULL)
		return -1;
	zl->zones = p;
	if (remember(&zl->zone_said, zl->nzones, &zl->zone_said_cap,
	    b->rotate) == -1)
		return -1;
	zl->zones[zl->nzones++] = (struct conf_zone){.apex = *apex,
	    .file = b->path, .include_root = b->include_root,
	    .allow = b->allow, .lint = b->lint, .at = *at};
	return 0;
}

int
zonelist_add_dir(struct zonelist *zl, const struct place *at,
    const struct zone_block *b)
{
	struct conf_zone_dir	*p;

	p = array_grow(zl->dirs, zl->ndirs, &zl->dirs_cap, sizeof(*p));
	if (p == NULL)
		return -1;
	zl->dirs = p;
	if (remember(&zl->dir_said, zl->ndirs, &zl->dir_said_cap,
	    b->rotate) == -1)
		return -1;
	zl->dirs[zl->ndirs++] = (struct conf_zone_dir){.path = b->path,
	    .include_root = b->include_root, .lint = b->lint, .at = *at};
	return 0;
}

/* The name is kept, to be changed by none but freed. */
/* NOLINTBEGIN(readability-non-const-parameter) */
int
zonelist_add_template(struct zonelist *zl, char *name,
    const struct place *at, const struct zone_block *b)
/* NOLINTEND(readability-non-const-parameter) */
{
	struct conf_template	*p;

	p = array_grow(zl->templates, zl->ntemplates, &zl->templates_cap,
	    sizeof(*p));
	if (p == NULL)
		return -1;
	zl->templates = p;
	if (remember(&zl->template_said, zl->ntemplates,
	    &zl->template_said_cap, b->rotate) == -1)
		return -1;
	zl->templates[zl->ntemplates++] = (struct conf_template){.name = name,
	    .file = b->path, .domains = b->domains,
	    .include_root = b->include_root, .lint = b->lint, .at = *at};
	return 0;
}

static int
compare_claims(const void *va, const void *vb)
{
	const struct claim	*a = va, *b = vb;
	int			 c;

	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	if ((c = memcmp(a->key, b->key, a->len)) != 0)
		return c;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static bool
is_same_key(const struct claim *a, const struct claim *b)
{
	return a->len == b->len && memcmp(a->key, b->key, a->len) == 0;
}

/*
 * Call twice() for each claim whose key another one before it has, with
 * the first of them.  Sorts: a million zones are no reason to wait.
 */
static void
find_twice(struct claim *claims, size_t n, void (*twice)(
    const struct claim *, const struct claim *first, struct report *),
    struct report *rep)
{
	const struct claim	*first = claims;
	size_t			 i;

	qsort(claims, n, sizeof(*claims), compare_claims);
	for (i = 1; i < n; i++) {
		if (is_same_key(&claims[i], first))
			twice(&claims[i], first, rep);
		else
			first = &claims[i];
	}
}

static void
report_zone_twice(const struct claim *c, const struct claim *first,
    struct report *rep)
{
	char	text[NAME_TEXT_MAX];

	report_add(rep, SEV_ERROR, c->at, "conf-twice", NULL, "zone \"%s\" is "
	    "there twice; first at %s:%u", name_to_text(c->key, text),
	    first->at->file, first->at->line);
}

static void
report_dir_twice(const struct claim *c, const struct claim *first,
    struct report *rep)
{
	report_add(rep, SEV_ERROR, c->at, "conf-twice", NULL, "directory "
	    "\"%.*s\" is there twice; first at %s:%u", (int)c->len,
	    (const char *)c->key, first->at->file, first->at->line);
}

static void
report_template_twice(const struct claim *c, const struct claim *first,
    struct report *rep)
{
	report_add(rep, SEV_ERROR, c->at, "conf-twice", NULL, "template "
	    "\"%.*s\" is there twice; first at %s:%u", (int)c->len,
	    (const char *)c->key, first->at->file, first->at->line);
}

static void
report_twice(const struct zonelist *zl, struct claim *claims,
    struct report *rep)
{
	size_t	i;

	for (i = 0; i < zl->nzones; i++)
		claims[i] = (struct claim){zl->zones[i].apex.wire,
		    zl->zones[i].apex.len, &zl->zones[i].at, i};
	find_twice(claims, zl->nzones, report_zone_twice, rep);
	for (i = 0; i < zl->ndirs; i++)
		claims[i] = (struct claim){zl->dirs[i].path,
		    strlen(zl->dirs[i].path), &zl->dirs[i].at, i};
	find_twice(claims, zl->ndirs, report_dir_twice, rep);
	for (i = 0; i < zl->ntemplates; i++)
		claims[i] = (struct claim){zl->templates[i].name,
		    strlen(zl->templates[i].name), &zl->templates[i].at, i};
	find_twice(claims, zl->ntemplates, report_template_twice, rep);
}

static bool
choose(uint8_t said, bool does_rotate)
{
	return said == ROTATE_UNSAID ? does_rotate : said == ROTATE_ON;
}

int
zonelist_settle(struct zonelist *zl, bool does_rotate, struct report *rep)
{
	struct claim	*claims;
	size_t		 i;

	for (i = 0; i < zl->nzones; i++)
		zl->zones[i].does_rotate = choose(zl->zone_said[i],
		    does_rotate);
	for (i = 0; i < zl->ndirs; i++)
		zl->dirs[i].does_rotate = choose(zl->dir_said[i], does_rotate);
	for (i = 0; i < zl->ntemplates; i++)
		zl->templates[i].does_rotate = choose(zl->template_said[i],
		    does_rotate);
	if (zl->nzones + zl->ndirs + zl->ntemplates == 0)
		return 0;
	claims = calloc(zl->nzones + zl->ndirs + zl->ntemplates,
	    sizeof(*claims));
	if (claims == NULL)
		return -1;
	report_twice(zl, claims, rep);
	free(claims);
	return 0;
}

void
zonelist_give(struct zonelist *zl, struct conf *cf)
{
	cf->zones = zl->zones;
	cf->nzones = zl->nzones;
	cf->zone_dirs = zl->dirs;
	cf->nzone_dirs = zl->ndirs;
	cf->templates = zl->templates;
	cf->ntemplates = zl->ntemplates;
	zl->zones = NULL;
	zl->dirs = NULL;
	zl->templates = NULL;
	zl->nzones = 0;
	zl->ndirs = 0;
	zl->ntemplates = 0;
	zonelist_clear(zl);
}

void
zonelist_clear(struct zonelist *zl)
{
	size_t	i;

	for (i = 0; i < zl->nzones; i++) {
		free(zl->zones[i].file);
		free(zl->zones[i].include_root);
		acl_free(zl->zones[i].allow);
		lint_clear(&zl->zones[i].lint);
	}
	for (i = 0; i < zl->ndirs; i++) {
		free(zl->dirs[i].path);
		free(zl->dirs[i].include_root);
		lint_clear(&zl->dirs[i].lint);
	}
	for (i = 0; i < zl->ntemplates; i++) {
		free(zl->templates[i].name);
		free(zl->templates[i].file);
		free(zl->templates[i].domains);
		free(zl->templates[i].include_root);
		lint_clear(&zl->templates[i].lint);
	}
	free(zl->templates);
	free(zl->template_said);
	free(zl->zones);
	free(zl->dirs);
	free(zl->zone_said);
	free(zl->dir_said);
	*zl = (struct zonelist){.zones = NULL};
}
