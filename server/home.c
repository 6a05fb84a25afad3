/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "conf/directory.h"
#include "server/home.h"
#include "server/title.h"
#include "zones/kept.h"
#include "zones/mem.h"

static void
home_free(struct home *h)
{
	if (h == NULL)
		return;
	free(h->path);
	free(h->include_root);
	free(h);
}

void
homes_clear(struct homes *hs)
{
	size_t	 i;

	for (i = 0; i < hs->n; i++)
		home_free(hs->all[i]);
	free(hs->all);
	memset(hs, 0, sizeof(*hs));
}

struct home *
homes_at(const struct homes *hs, uint32_t number)
{
	return hs->all[number - 1];
}

static bool
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool
is_like(const struct home *h, const struct origin *o)
{
	return h->is_directory == o->is_directory &&
	    h->does_rotate == o->does_rotate &&
	    same_text(h->path, o->path) &&
	    same_text(h->include_root, o->include_root);
}

static struct home *
home_new(const struct origin *o)
{
	struct home	*h;

	if ((h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	h->is_directory = o->is_directory;
	h->does_rotate = o->does_rotate;
	h->path = strdup(o->path);
	if (o->include_root != NULL)
		h->include_root = strdup(o->include_root);
	if (h->path != NULL &&
	    (h->include_root != NULL || o->include_root == NULL))
		return h;
	home_free(h);
	return NULL;
}

KEPT_BEGIN	/* in hs->all */
static uint32_t
add(struct homes *hs, const struct origin *o)
{
	struct home	*h;
	void		*p;

	while (hs->spare < hs->n && hs->all[hs->spare] != NULL)
		hs->spare++;
	if (hs->spare == hs->n) {
		if (hs->n == UINT32_MAX || (p = array_grow(hs->all, hs->n,
		    &hs->cap, sizeof(struct home *))) == NULL)
			return 0;
		hs->all = p;
		hs->all[hs->n++] = NULL;
	}
	if ((h = home_new(o)) == NULL)
		return 0;
	h->next_lint = o->lint;
	hs->all[hs->spare] = h;
	return (uint32_t)++hs->spare;
}
KEPT_END

uint32_t
homes_want(struct homes *hs, const struct origin *o, uint32_t number)
{
	struct home	*h;
	size_t		 i;

	if (number != 0 && is_like(homes_at(hs, number), o)) {
		homes_at(hs, number)->next_lint = o->lint;
		return number;
	}
	/* Zone blocks have no home in common, so there need be no search. */
	for (i = 0; o->is_directory && i < hs->n; i++) {
		h = hs->all[i];
		if (h == NULL || !is_like(h, o))
			continue;
		h->next_lint = o->lint;
		return (uint32_t)i + 1;
	}
	return add(hs, o);
}

void
homes_settle(struct homes *hs)
{
	size_t	 i;

	for (i = 0; i < hs->n; i++)
		if (hs->all[i] != NULL && hs->all[i]->next_lint != NULL) {
			hs->all[i]->lint = hs->all[i]->next_lint;
			hs->all[i]->next_lint = NULL;
		}
}

void
homes_sweep(struct homes *hs)
{
	size_t	 i;

	for (i = 0; i < hs->n; i++) {
		if (hs->all[i] == NULL)
			continue;
		hs->all[i]->next_lint = NULL;
		if (hs->all[i]->users > 0)
			continue;
		home_free(hs->all[i]);
		hs->all[i] = NULL;
		if (i < hs->spare)
			hs->spare = i;
	}
}

const char *
home_join(const char *dir, const char *file, char buf[PATH_MAX])
{
	size_t	 dir_len = strlen(dir), len = strlen(file) + 1;

	if (dir_len + 1 + len > PATH_MAX)
		return NULL;
	/* The NUL comes with the file. */
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
	memcpy(buf, dir, dir_len);
	buf[dir_len] = '/';
	memcpy(buf + dir_len + 1, file, len);
	return buf;
}

const char *
home_path(const struct home *h, const uint8_t *apex, const char *file,
    char buf[PATH_MAX])
{
	char	 plain[NAME_TEXT_MAX + sizeof(ZONE_SUFFIX)];
	size_t	 len;

	if (!h->is_directory)
		return h->path;
	if (file != NULL)
		return home_join(h->path, file, buf);
	len = strlen(title_name(apex, plain));
	memcpy(plain + len, ZONE_SUFFIX, sizeof(ZONE_SUFFIX));
	return home_join(h->path, plain, buf);
}
