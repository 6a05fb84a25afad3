/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/draft.h"
#include "zones/rrtype.h"

/* A zone of a few names; the table doubles when it is full. */
#define SLOTS_FIRST	16

static struct draft_owner *owner_get(struct draft *, const uint8_t *, size_t);

int
draft_init(struct draft *d, const struct name *apex, uint64_t seed)
{
	*d = (struct draft){.apex = *apex, .seed = seed,
	    .nslots = SLOTS_FIRST};
	name_lower(&d->apex);
	d->arena = arena_new();
	d->slots = calloc(d->nslots, sizeof(*d->slots));
	/* The apex is the ancestor of all, so it is there from the start. */
	if (d->arena == NULL || d->slots == NULL ||
	    owner_get(d, (const uint8_t *)"", 0) == NULL) {
		draft_clear(d);
		return -1;
	}
	return 0;
}

void
draft_clear(struct draft *d)
{
	arena_free(d->arena);
	free(d->slots);
	free(d->owners);
	free(d->sorted);
	free(d->files);
	*d = (struct draft){0};
}

/*
 * A key that sorts by octets as RFC 4034 6.1 orders names: labels from
 * the apex leftwards, each ended by 0 0, a 0 within one said as 0 1.
 */
static int
make_key(struct draft *d, struct draft_owner *o)
{
	uint8_t		 key[2 * NAME_MAX_BYTES + 2 * NAME_MAX_LABELS];
	uint8_t		 offset[NAME_MAX_LABELS];
	const uint8_t	*p;
	unsigned	 n = 0;
	size_t		 at, len = 0, i;

	for (at = 0; at < o->rel_len; at += (size_t)o->rel[at] + 1)
		offset[n++] = (uint8_t)at;
	o->labels = (uint8_t)n;
	while (n > 0) {
		p = o->rel + offset[--n];
		for (i = 1; i <= *p; i++) {
			key[len++] = p[i];
			if (p[i] == 0)
				key[len++] = 1;
		}
		key[len++] = 0;
		key[len++] = 0;
	}
	for (i = 0; i < sizeof(o->prefix); i++)
		/* cppcheck-suppress uninitvar ; never behind len */
		o->prefix = o->prefix << 8 | (i < len ? key[i] : 0);
	o->key_len = (uint16_t)len;
	return (o->key = arena_copy(d->arena, key, len)) == NULL ? -1 : 0;
}

static int
grow_slots(struct draft *d)
{
	struct draft_owner	**slots, *o;
	size_t			  n = d->nslots * 2, i;

	if ((slots = calloc(n, sizeof(*slots))) == NULL)
		return -1;
	for (i = 0; i < d->nowners; i++) {
		o = d->owners[i];
		o->chain = slots[o->hash & (n - 1)];
		slots[o->hash & (n - 1)] = o;
	}
	free(d->slots);
	d->slots = slots;
	d->nslots = n;
	return 0;
}

static struct draft_owner *
owner_find(const struct draft *d, uint64_t h, const uint8_t *rel, size_t len)
{
	struct draft_owner	*o;

	for (o = d->slots[h & (d->nslots - 1)]; o != NULL; o = o->chain)
		if (o->rel_len == len &&
		    (len == 0 || memcmp(o->rel, rel, len) == 0))
			return o;
	return NULL;
}

struct draft_owner *
draft_find(const struct draft *d, const uint8_t *rel, size_t len)
{
	return owner_find(d, name_hash_rel(d->seed, rel, len), rel, len);
}

static struct draft_owner *
owner_new(struct draft *d, uint64_t h, const uint8_t *rel, size_t len)
{
	struct draft_owner	*o, **p;

	p = array_grow(d->owners, d->nowners, &d->owners_cap, sizeof(*p));
	if (p == NULL)
		return NULL;
	d->owners = p;
	if (d->nowners >= d->nslots && grow_slots(d) == -1)
		return NULL;
	if ((o = arena_alloc(d->arena, sizeof(*o) + len)) == NULL)
		return NULL;
	*o = (struct draft_owner){.hash = h, .rel_len = (uint8_t)len};
	if (len > 0)
		memcpy(o->rel, rel, len);
	if (make_key(d, o) == -1)
		return NULL;
	o->chain = d->slots[h & (d->nslots - 1)];
	d->slots[h & (d->nslots - 1)] = o;
	d->owners[d->nowners++] = o;
	return o;
}

/*
 * The owner of a relative name, made with all its ancestors if need be:
 * empty non-terminals exist (RFC 4592 2.2.2).
 */
static struct draft_owner *
owner_get(struct draft *d, const uint8_t *rel, size_t len)
{
	struct draft_owner	*o, *child = NULL, *found = NULL;
	uint64_t		 h;
	size_t			 step;

	for (;;) {
		h = name_hash_rel(d->seed, rel, len);
		o = owner_find(d, h, rel, len);
		if (o == NULL)
			o = owner_new(d, h, rel, len);
		else if (child == NULL)
			return o;
		if (o == NULL)
			return NULL;
		if (found == NULL)
			found = o;
		if (child != NULL) {
			child->parent = o;
			if (child->rel[0] == 1 && child->rel[1] == '*')
				o->flags |= NODE_HAS_WILDCARD;
		}
		if (len == 0 || o->parent != NULL)
			return found;
		child = o;
		step = (size_t)*rel + 1;
		rel += step;
		len -= step;
	}
}

/* The number of a file's name; names are the same pointer or text. */
static int
file_number(struct draft *d, const char *file, uint16_t *out)
{
	const char	**p;
	size_t		  i = d->nfiles;

	while (i > 0)
		if (d->files[--i] == file ||
		    strcmp(d->files[i], file) == 0) {
			*out = (uint16_t)i;
			return 0;
		}
	if (d->nfiles > UINT16_MAX)
		return -1;
	p = array_grow(d->files, d->nfiles, &d->files_cap, sizeof(*p));
	if (p == NULL)
		return -1;
	d->files = p;
	d->files[d->nfiles] = file;
	*out = (uint16_t)d->nfiles++;
	return 0;
}

static struct draft_record *
record_new(struct draft *d, const uint8_t *rdata, size_t len,
    const struct place *at)
{
	struct draft_record	*r;

	if (d->nrecords >= UINT32_MAX ||
	    (r = arena_alloc(d->arena, sizeof(*r))) == NULL)
		return NULL;
	*r = (struct draft_record){.rdata_len = (uint32_t)len,
	    .number = (uint32_t)d->nrecords, .line = at->line,
	    .column = at->column & 0x7fffffff, .is_bare = at->is_bare};
	if ((r->rdata = arena_copy(d->arena, rdata, len)) == NULL ||
	    file_number(d, at->file == NULL ? "" : at->file, &r->file) == -1)
		return NULL;
	return r;
}

int
draft_add(struct draft *d, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	struct name		 low = *owner;
	struct draft_owner	*o = d->last_owner;
	struct draft_record	*r;
	size_t			 rel_len = (size_t)(low.len - d->apex.len);

	name_lower(&low);
	if (o == NULL || o->rel_len != rel_len ||
	    memcmp(o->rel, low.wire, rel_len) != 0)
		o = owner_get(d, low.wire, rel_len);
	if (o == NULL || (r = record_new(d, rdata, rdata_len, at)) == NULL)
		return -1;
	r->type = type;
	r->ttl_s = ttl_s;
	if (o->last == NULL)
		o->first = r;
	else
		o->last->next = r;
	o->last = r;
	o->records++;
	d->nrecords++;
	d->last_owner = o;
	return 0;
}

static int
compare_owners(const void *va, const void *vb)
{
	const struct draft_owner	*a = *(struct draft_owner *const *)va;
	const struct draft_owner	*b = *(struct draft_owner *const *)vb;
	size_t				 len;
	int				 d;

	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	len = a->key_len < b->key_len ? a->key_len : b->key_len;
	if ((d = memcmp(a->key, b->key, len)) != 0)
		return d;
	return (int)a->key_len - (int)b->key_len;
}

/* SOA before all: it is what a zone begins with, and what denial needs. */
static int
type_rank(uint16_t type)
{
	return type == TYPE_SOA ? 0 : type;
}

static int
preference(const struct draft_record *r)
{
	const struct rrtype	*t = rrtype_find(r->type);

	if (t == NULL || !(t->flags & RR_PREFERENCE) || r->rdata_len < 2)
		return 0;
	return load_be16(r->rdata);
}

static int
compare_records(const void *va, const void *vb)
{
	const struct draft_record	*a = *(struct draft_record *const *)va;
	const struct draft_record	*b = *(struct draft_record *const *)vb;
	int				 d;

	if ((d = type_rank(a->type) - type_rank(b->type)) != 0)
		return d;
	if ((d = preference(a) - preference(b)) != 0)
		return d;
	return a->number < b->number ? -1 : a->number > b->number;
}

int
draft_order(struct draft *d)
{
	struct draft_record	*r;
	struct draft_owner	*o;
	size_t			 i, n = 0;

	d->sorted = malloc((d->nrecords + 1) * sizeof(*d->sorted));
	if (d->sorted == NULL)
		return -1;
	qsort(d->owners, d->nowners, sizeof(*d->owners), compare_owners);
	for (i = 0; i < d->nowners; i++) {
		o = d->owners[i];
		o->first_record = (uint32_t)n;
		for (r = o->first; r != NULL; r = r->next)
			d->sorted[n++] = r;
		if (o->records > 1)
			qsort(d->sorted + o->first_record, o->records,
			    sizeof(*d->sorted), compare_records);
	}
	return 0;
}

uint32_t
draft_run(const struct draft *d, const struct draft_owner *o, uint32_t i)
{
	struct draft_record	*const *r = d->sorted + o->first_record;
	uint32_t		 n = 1;

	while (i + n < o->records && r[i + n]->type == r[i]->type)
		n++;
	return n;
}

struct place
draft_place(const struct draft *d, const struct draft_record *r)
{
	const char	*file = d->files[r->file];

	return (struct place){.file = *file == '\0' ? NULL : file,
	    .line = r->line, .column = r->column};
}
