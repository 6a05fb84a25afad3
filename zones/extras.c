/* SPDX-License-Identifier: ISC */
#include "zones/extras.h"

#include <sys/queue.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A few are given by hand, so a list is enough. */
struct extra {
	SLIST_ENTRY(extra)	 link;
	enum extra_kind		 kind;
	struct name		 name;
	bool			 is_used;	/* somebody asked for it */
	size_t			 len;	/* octets */
	uint8_t			 text[];
};

struct extras {
	SLIST_HEAD(, extra)	 all;	/* the last one first */
};

struct extras *
extras_new(void)
{
	struct extras	*x;

	if ((x = calloc(1, sizeof(*x))) == NULL)
		return NULL;
	SLIST_INIT(&x->all);
	return x;
}

void
extras_free(struct extras *x)
{
	struct extra	*e;

	if (x == NULL)
		return;
	while ((e = SLIST_FIRST(&x->all)) != NULL) {
		SLIST_REMOVE_HEAD(&x->all, link);
		free(e);
	}
	free(x);
}

int
extras_add(struct extras *x, enum extra_kind kind, const struct name *name,
    const void *text, size_t len)
{
	struct extra	*e;

	if ((e = malloc(sizeof(*e) + len)) == NULL)
		return -1;
	e->kind = kind;
	e->name = *name;
	e->is_used = false;
	e->len = len;
	if (len > 0)
		memcpy(e->text, text, len);
	SLIST_INSERT_HEAD(&x->all, e, link);
	return 0;
}

const struct name *
extras_unused(const struct extras *x, size_t i, enum extra_kind *kind)
{
	const struct extra	*e;

	SLIST_FOREACH(e, &x->all, link) {
		if (e->is_used || i-- > 0)
			continue;
		*kind = e->kind;
		return &e->name;
	}
	return NULL;
}

static const uint8_t *
find(const struct extras *x, enum extra_kind kind, const struct name *name,
    size_t *len)
{
	struct extra	*e;

	if (x == NULL)
		return NULL;
	SLIST_FOREACH(e, &x->all, link) {
		if (e->kind == kind && name_equal(&e->name, name)) {
			e->is_used = true;
			*len = e->len;
			return e->text;
		}
	}
	return NULL;
}

const char *
extras_policy(const struct extras *x, const struct name *domain, size_t *len)
{
	return (const char *)find(x, EXTRA_POLICY, domain, len);
}

const uint8_t *
extras_certificate(const struct extras *x, const struct name *host,
    size_t *len)
{
	return find(x, EXTRA_CERTIFICATE, host, len);
}
