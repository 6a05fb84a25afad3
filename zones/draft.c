/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/draft.h"
#include "zones/rrtype.h"

/* A set of this many records is put in order by insertion. */
#define INSERTION_MAX	16

static struct draft_owner *new_owner(struct draft *, const uint8_t *, size_t);

int
draft_init(struct draft *d, const struct name *apex, uint64_t seed)
{
	*d = (struct draft){.apex = *apex, .seed = seed, .is_sorted = true};
	name_lower(&d->apex);
	/* The apex is the ancestor of all, so it is there from the start. */
	if ((d->arena = arena_new()) == NULL ||
	    (d->apex_owner = new_owner(d, NULL, 0)) == NULL) {
		draft_clear(d);
		return -1;
	}
	return 0;
}

void
draft_clear(struct draft *d)
{
	arena_free(d->arena);
	free(d->owners);
	free(d->sorted);
	free(d->files);
	*d = (struct draft){0};
}

/* One label of a key; its octets there. */
static size_t
put_label(uint8_t *out, const uint8_t *label, size_t len)
{
	size_t	i, n = 0;

	for (i = 0; i < len; i++) {
		out[n++] = label[i];
		if (label[i] == 0)
			out[n++] = 1;
	}
	out[n++] = 0;
	out[n++] = 0;
	return n;
}

/*
 * A key that sorts by octets as RFC 4034 6.1 orders names: labels from
 * the apex leftwards, each ended by 0 0, a 0 within one said as 0 1.  So
 * the key of an ancestor is the beginning of it.
 *
 * returns its octets; *labels is how many labels the name has
 */
static size_t
make_key(const uint8_t *rel, size_t rel_len, uint8_t *key, unsigned *labels)
{
	uint8_t		 offset[NAME_MAX_LABELS];
	const uint8_t	*p;
	unsigned	 n = 0;
	size_t		 at, len = 0;

	for (at = 0; at < rel_len; at += (size_t)rel[at] + 1)
		offset[n++] = (uint8_t)at;
	*labels = n;
	while (n > 0) {
		p = rel + offset[--n];
		len += put_label(key + len, p + 1, *p);
	}
	return len;
}

static struct draft_owner *
new_owner(struct draft *d, const uint8_t *rel, size_t len)
{
	uint8_t			 key[2 * NAME_MAX_BYTES + 2 * NAME_MAX_LABELS];
	struct draft_owner	*o;
	size_t			 key_len;
	unsigned		 labels;

	key_len = make_key(rel, len, key, &labels);
	if ((o = arena_alloc(d->arena, sizeof(*o) + len + key_len)) == NULL)
		return NULL;
	*o = (struct draft_owner){.key = o->rel + len,
	    .key_len = (uint16_t)key_len, .labels = (uint8_t)labels,
	    .rel_len = (uint8_t)len};
	if (len > 0)
		memcpy(o->rel, rel, len);
	memcpy(o->rel + len, key, key_len);
	return o;
}

/* An owner behind those read so far. */
static struct draft_owner *
add_owner(struct draft *d, const uint8_t *rel, size_t len)
{
	struct draft_owner	*o, **p;

	p = array_grow(d->owners, d->nowners, &d->owners_cap, sizeof(*p));
	if (p == NULL)
		return NULL;
	d->owners = p;
	if ((o = new_owner(d, rel, len)) == NULL)
		return NULL;
	if (d->nowners > 0 && owner_compare(p[d->nowners - 1], o) >= 0)
		d->is_sorted = false;
	p[d->nowners++] = o;
	return o;
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
	    (r = arena_alloc(d->arena, sizeof(*r) + len)) == NULL)
		return NULL;
	r->next = NULL;
	r->rdata_len = (uint32_t)len;
	r->number = (uint32_t)d->nrecords;
	r->line = at->line;
	r->column = at->column & 0x7fffffff;
	r->is_bare = at->is_bare;
	if (len > 0)
		memcpy(r->rdata, rdata, len);
	if (file_number(d, at->file == NULL ? "" : at->file, &r->file) == -1)
		return NULL;
	return r;
}

/* The owner of a record, which is mostly that of the record before. */
static struct draft_owner *
find_owner(struct draft *d, const struct name *owner)
{
	struct draft_owner	*last = d->last_owner;
	uint8_t			 rel[NAME_MAX_BYTES];
	size_t			 i, len = (size_t)(owner->len - d->apex.len);

	if (len == 0)
		return d->apex_owner;
	for (i = 0; i < len; i++)
		rel[i] = ascii_lower(owner->wire[i]);
	if (last != NULL && last->rel_len == len &&
	    memcmp(last->rel, rel, len) == 0)
		return last;
	return add_owner(d, rel, len);
}

int
draft_add(struct draft *d, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	struct draft_owner	*o;
	struct draft_record	*r;

	if ((o = find_owner(d, owner)) == NULL ||
	    (r = record_new(d, rdata, rdata_len, at)) == NULL)
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

static void
sort_records(struct draft_record **r, uint32_t n)
{
	struct draft_record	*moving;
	uint32_t		 i, k;

	if (n > INSERTION_MAX) {
		qsort(r, n, sizeof(*r), compare_records);
		return;
	}
	for (i = 1; i < n; i++) {
		moving = r[i];
		for (k = i; k > 0 && compare_records(&r[k - 1], &moving) > 0;
		    k--)
			r[k] = r[k - 1];
		r[k] = moving;
	}
}

/* One owner a name; the records of the others go behind its own. */
static void
merge_owners(struct draft *d)
{
	struct draft_owner	*o, *into;
	size_t			 i, n = 0;

	for (i = 0; i < d->nowners; i++) {
		o = d->owners[i];
		into = n > 0 ? d->owners[n - 1] : NULL;
		if (into == NULL || owner_compare(into, o) != 0) {
			d->owners[n++] = o;
			continue;
		}
		into->last->next = o->first;
		into->last = o->last;
		into->records += o->records;
	}
	d->nowners = n;
}

/* The owners that draft_order() has put out so far. */
struct line {
	struct draft_owner	**owners;
	size_t			  n;
	size_t			  cap;
	struct draft_owner	 *above[NAME_MAX_LABELS + 1]; /* the last one
						and its ancestors, by labels */
};

static int
put_out(struct line *l, struct draft_owner *o)
{
	struct draft_owner	**p;

	p = array_grow(l->owners, l->n, &l->cap, sizeof(*p));
	if (p == NULL)
		return -1;
	l->owners = p;
	l->owners[l->n++] = o;
	if (o->labels > 0) {
		o->parent = l->above[o->labels - 1];
		if (o->rel[0] == 1 && o->rel[1] == '*')
			o->parent->flags |= NODE_HAS_WILDCARD;
	}
	l->above[o->labels] = o;
	return 0;
}

static bool
is_ancestor(const struct draft_owner *up, const struct draft_owner *o)
{
	return up->key_len < o->key_len &&
	    memcmp(up->key, o->key, up->key_len) == 0;
}

/* The labels of a name from its i-th on. */
static const uint8_t *
skip_labels(const struct draft_owner *o, unsigned i)
{
	const uint8_t	*p = o->rel;

	for (; i > 0; i--)
		p += *p + 1;
	return p;
}

/* An owner behind its ancestors, which are made if they are not there. */
static int
put_below(struct draft *d, struct line *l, struct draft_owner *o,
    unsigned depth)
{
	struct draft_owner	*up;
	const uint8_t		*rel;

	while (!is_ancestor(l->above[depth], o))
		depth--;
	while (++depth < o->labels) {
		rel = skip_labels(o, o->labels - depth);
		up = new_owner(d, rel, (size_t)(o->rel + o->rel_len - rel));
		if (up == NULL || put_out(l, up) == -1)
			return -1;
	}
	return put_out(l, o);
}

/* All owners and their ancestors, from the apex on.  -1 without memory. */
static int
line_up(struct draft *d, struct line *l)
{
	unsigned	depth = 0;
	size_t		i;

	l->cap = d->nowners + 1;
	if ((l->owners = malloc(l->cap * sizeof(*l->owners))) == NULL ||
	    put_out(l, d->apex_owner) == -1)
		return -1;
	for (i = 0; i < d->nowners; i++) {
		draft_prefetch(d, i);
		if (put_below(d, l, d->owners[i], depth) == -1)
			return -1;
		depth = d->owners[i]->labels;
	}
	return 0;
}

int
draft_order(struct draft *d)
{
	struct line		 l = {.owners = NULL};
	struct draft_record	*r;
	struct draft_owner	*o;
	size_t			 i, n = 0;

	d->sorted = malloc((d->nrecords + 1) * sizeof(*d->sorted));
	if (d->sorted == NULL)
		return -1;
	if (!d->is_sorted) {
		if (owners_sort(d->owners, d->nowners) == -1)
			return -1;
		merge_owners(d);
	}
	if (line_up(d, &l) == -1) {
		free(l.owners);
		return -1;
	}
	free(d->owners);
	d->owners = l.owners;
	d->nowners = l.n;
	d->owners_cap = l.cap;
	for (i = 0; i < d->nowners; i++) {
		draft_prefetch(d, i);
		o = d->owners[i];
		o->first_record = (uint32_t)n;
		for (r = o->first; r != NULL; r = r->next)
			d->sorted[n++] = r;
		sort_records(d->sorted + o->first_record, o->records);
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
