/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/draft.h"
#include "zones/lanes.h"
#include "zones/rrtype.h"

/* A set of this many records is put in order by insertion. */
#define INSERTION_MAX	16

int
draft_init(struct draft *d, const struct name *apex, uint64_t seed)
{
	*d = (struct draft){.apex = *apex, .seed = seed, .is_sorted = true,
	    .link = &d->first};
	name_lower(&d->apex);
	return (d->arena = arena_new()) == NULL ? -1 : 0;
}

void
draft_clear(struct draft *d)
{
	arena_free(d->arena);
	mem_give(d->owners, d->owners_cap * sizeof(*d->owners));
	mem_give(d->sorted, d->sorted_cap * sizeof(*d->sorted));
	free(d->files);
	*d = (struct draft){0};
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

/* A name that is compared and copied. */
struct rel {
	uint8_t		octets[NAME_MAX_BYTES];
	size_t		len;
	unsigned	labels;
};

/* An owner, at or below the apex, relative to it and in lower case. */
static void
make_relative(const struct draft *d, const struct name *owner, struct rel *out)
{
	size_t	i = 0;

	out->len = (size_t)(owner->len - d->apex.len);
	out->labels = (unsigned)(owner->labels - d->apex.labels);
	for (; i < out->len && i + 16 <= NAME_MAX_BYTES; i += 16)
		lower16(out->octets + i, owner->wire + i);
	for (; i < out->len; i++)
		out->octets[i] = ascii_lower(owner->wire[i]);
}

/* A name, with so many octets behind it. */
static struct draft_owner *
new_owner(struct draft *d, const uint8_t *rel, size_t len, unsigned labels,
    size_t behind)
{
	struct draft_owner	*o;

	if ((o = arena_alloc(d->arena, owner_bytes(len) + behind)) == NULL)
		return NULL;
	o->next = NULL;
	o->records = o->first_record = o->place = 0;
	o->flags = 0;
	o->labels = (uint8_t)labels;
	o->rel_len = (uint8_t)len;
	lanes_copy(o->rel, rel, len);
	return o;
}

/* The last owner is followed by this one. */
static void
append(struct draft *d, struct draft_owner *o)
{
	int	order = d->last == NULL || !d->is_sorted ? -1 :
		    owner_compare(d->last, o);

	if (order > 0)
		d->is_sorted = false;
	if (order == 0)
		d->has_repeated = true;
	*d->link = o;
	d->link = &o->next;
	d->last = o;
	d->nowners++;
	d->above_most += o->labels;
}

/*
 * Room for a record behind its owner, which is mostly that of the record
 * before, or a new one.
 */
static struct draft_record *
room_for(struct draft *d, const struct name *owner, size_t rdata_len)
{
	struct draft_owner	*o = d->last;
	struct rel		 rel;
	size_t			 bytes = record_bytes(rdata_len);
	struct draft_record	*r;

	make_relative(d, owner, &rel);
	if (o != NULL && o->rel_len == rel.len &&
	    octets_equal(o->rel, rel.octets, rel.len) &&
	    (r = arena_extend(d->arena, d->end, bytes)) != NULL)
		return r;
	o = new_owner(d, rel.octets, rel.len, rel.labels, bytes);
	if (o == NULL)
		return NULL;
	append(d, o);
	return owner_first(o);
}

int
draft_add(struct draft *d, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	struct draft_record	*r;
	uint16_t		 file;

	if (d->nrecords >= UINT32_MAX ||
	    file_number(d, at->file == NULL ? "" : at->file, &file) == -1 ||
	    (r = room_for(d, owner, rdata_len)) == NULL)
		return -1;
	r->number = (uint32_t)d->nrecords++;
	r->ttl_s = ttl_s;
	r->line = at->line;
	r->column = at->column & 0x7fffffff;
	r->is_bare = at->is_bare;
	r->file = file;
	r->type = type;
	r->rdata_len = (uint16_t)rdata_len;
	lanes_copy(r->rdata, rdata, rdata_len);
	d->last->records++;
	d->end = record_next(r);
	return 0;
}

/* SOA before all: it is what a zone begins with, and what denial needs. */
static int
type_rank(uint16_t type)
{
	return type == TYPE_SOA ? 0 : type;
}

/* What a type's RDATA begins with, if that orders its records: a preference,
   or the type that a signature covers, which is then found by halves. */
static int
preference(const struct draft_record *r)
{
	const struct rrtype	*t = rrtype_find(r->type);

	if (t == NULL || r->rdata_len < 2 ||
	    (!(t->flags & RR_PREFERENCE) && r->type != TYPE_RRSIG))
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

/* The owners that draft_order() has put out so far. */
struct line {
	struct draft	*d;
	size_t		 records;	/* of them, as far as gathered */
	struct draft_owner *above[NAME_MAX_LABELS + 1]; /* the last one and
						its ancestors, by labels */
};

static void
put_out(struct line *l, struct draft_owner *o)
{
	struct draft_owner	*parent = NULL;

	l->d->owners[l->d->nowners++] = o;
	o->first_record = (uint32_t)l->records;
	if (o->labels > 0) {
		parent = l->above[o->labels - 1];
		assert(parent != NULL);
		if (o->rel[0] == 1 && o->rel[1] == '*')
			parent->flags |= NODE_HAS_WILDCARD;
	}
	o->parent = parent;
	l->above[o->labels] = o;
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

/* up has fewer labels. */
static bool
is_ancestor(const struct draft_owner *up, const struct draft_owner *o)
{
	const uint8_t	*rel;

	assert(up != NULL);
	rel = skip_labels(o, o->labels - up->labels);
	return (size_t)(o->rel + o->rel_len - rel) == up->rel_len &&
	    octets_equal(rel, up->rel, up->rel_len);
}

/* An owner behind its ancestors, which are made if they are not there. */
static int
put_below(struct line *l, struct draft_owner *o, unsigned depth)
{
	struct draft_owner	*up;
	const uint8_t		*rel;

	if (o->labels > 0 && depth >= o->labels)
		depth = o->labels - 1u;
	while (o->labels > 0 && !is_ancestor(l->above[depth], o))
		depth--;
	while (++depth < o->labels) {
		rel = skip_labels(o, o->labels - depth);
		up = new_owner(l->d, rel,
		    (size_t)(o->rel + o->rel_len - rel), depth, 0);
		if (up == NULL)
			return -1;
		put_out(l, up);
	}
	put_out(l, o);
	return 0;
}

/* An apex that no record stands at. */
static int
make_apex(struct line *l)
{
	struct draft_owner	*apex = new_owner(l->d, NULL, 0, 0, 0);

	if (apex == NULL)
		return -1;
	put_out(l, apex);
	return 0;
}

/* The records behind an owner, which is the last one put out or is the same
   name again. */
static void
gather(struct line *l, const struct draft_owner *o)
{
	struct draft_record	*r = owner_first(o);
	uint32_t		 i;

	for (i = 0; i < o->records; i++, r = record_next(r))
		l->d->sorted[l->records++] = r;
}

/* All records of the last owner are there: put them in order. */
static void
finish(struct line *l, struct draft_owner *o)
{
	if (o == NULL)
		return;
	o->records = (uint32_t)(l->records - o->first_record);
	sort_records(l->d->sorted + o->first_record, o->records);
}

/*
 * All owners and their ancestors, from the apex on.
 *
 * list		the owners in order; NULL: as they were read
 * returns	-1 without memory
 */
static int
line_up(struct line *l, struct draft_owner *const *list, size_t n)
{
	struct draft_owner	*o, *next = l->d->first, *last = NULL;
	bool			 may_repeat = list != NULL ||
				    l->d->has_repeated;
	size_t			 i;
	bool			 is_new;

	for (i = 0; i < n; i++) {
		o = list == NULL ? next : list[i];
		assert(o != NULL);
		next = o->next;
		if (list != NULL)
			draft_prefetch(list, n, i);
		is_new = !may_repeat || last == NULL ||
		    owner_compare(last, o) != 0;
		if (is_new) {
			finish(l, last);
			if (put_below(l, o, last == NULL ? 0 :
			    last->labels) == -1)
				return -1;
			last = o;
		}
		gather(l, o);
	}
	finish(l, last);
	return 0;
}

/* The owners in canonical order, of equal ones the first read before; NULL
   without memory. */
static struct draft_owner **
sort_owners(struct draft *d, size_t n)
{
	struct draft_owner	**list = mem_take(n * sizeof(*list)), *o;
	size_t			  i = 0;

	if (list == NULL)
		return NULL;
	for (o = d->first; o != NULL; o = o->next)
		list[i++] = o;
	if (owners_sort(list, n) == 0)
		return list;
	mem_give(list, n * sizeof(*list));
	return NULL;
}

static int
make_room(struct draft *d)
{
	/* So many at most; what is not used is not touched. */
	d->owners_cap = d->nowners + 1 + (size_t)d->above_most;
	d->owners = mem_take(d->owners_cap * sizeof(*d->owners));
	d->sorted_cap = d->nrecords + 1;
	d->sorted = mem_take(d->sorted_cap * sizeof(*d->sorted));
	return d->owners == NULL || d->sorted == NULL ? -1 : 0;
}

int
draft_order(struct draft *d)
{
	struct line		  l = {.d = d};
	struct draft_owner	**list = NULL, *first;
	size_t			  n = d->nowners;
	int			  rc;

	if (make_room(d) == -1 ||
	    (!d->is_sorted && (list = sort_owners(d, n)) == NULL))
		return -1;
	d->nowners = 0;
	first = list == NULL ? d->first : list[0];
	rc = first == NULL || first->labels > 0 ? make_apex(&l) : 0;
	if (rc == 0)
		rc = line_up(&l, list, n);
	mem_give(list, n * sizeof(*list));
	return rc;
}

struct place
draft_place(const struct draft *d, const struct draft_record *r)
{
	const char	*file = d->files[r->file];

	return (struct place){.file = *file == '\0' ? NULL : file,
	    .line = r->line, .column = r->column};
}
