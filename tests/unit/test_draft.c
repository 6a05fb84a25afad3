/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/draft.h"
#include "zones/rrtype.h"

static const struct place	nowhere;

/* Add one record without data. */
static int
add(struct draft *d, const char *owner, uint16_t type)
{
	struct name	n = name_of(owner);

	return draft_add(d, &n, type, 60, (const uint8_t *)"", 0, &nowhere);
}

/* After draft_order(): the owner of a relative name, or NULL. */
static struct draft_owner *
find(const struct draft *d, const char *rel)
{
	struct name	n = name_of(rel);
	size_t		i;

	for (i = 0; i < d->nowners; i++)
		if (d->owners[i]->rel_len + 1 == n.len &&
		    memcmp(d->owners[i]->rel, n.wire, n.len - 1u) == 0)
			return d->owners[i];
	return NULL;
}

static struct draft_owner *
there(const struct draft *d, const char *rel)
{
	struct draft_owner	*o = find(d, rel);

	assert_non_null(o);
	/* What cmocka does then, the analyzers do not know. */
	if (o == NULL)
		abort();
	return o;
}

/* All ancestors up to the apex exist, each once. */
static void
test_ancestors(void **state)
{
	struct name		 apex = name_of("Example.org.");
	struct draft		 d;
	struct draft_owner	*o;

	(void)state;
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	assert_int_equal(add(&d, "a.B.c.example.ORG.", TYPE_A), 0);
	assert_int_equal(add(&d, "A.b.C.Example.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "d.b.c.example.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "b.c.example.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "example.org.", TYPE_A), 0);
	assert_int_equal(draft_order(&d), 0);
	assert_int_equal(d.nowners, 5);
	assert_int_equal(d.nrecords, 5);
	o = there(&d, "a.b.c.");
	assert_int_equal(o->records, 2);
	assert_int_equal(o->labels, 3);
	assert_int_equal(o->rel_len, 6);
	assert_ptr_equal(o->parent, find(&d, "b.c."));
	assert_ptr_equal(there(&d, "d.b.c.")->parent, o->parent);
	assert_int_equal(there(&d, "c.")->records, 0);
	assert_ptr_equal(there(&d, "c.")->parent, find(&d, "."));
	assert_int_equal(there(&d, ".")->records, 1);
	assert_null(there(&d, ".")->parent);
	assert_null(find(&d, "a.b."));
	assert_null(find(&d, "b."));
	draft_clear(&d);
}

/* Who has a child "*"; labels that only look like it do not count. */
static void
test_wildcard_flags(void **state)
{
	struct name	apex = name_of("org.");
	struct draft	d;

	(void)state;
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	assert_int_equal(add(&d, "**.a.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "*a.a.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "x.*.b.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "y.*.b.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "*.*.c.org.", TYPE_A), 0);
	assert_int_equal(add(&d, "*.org.", TYPE_A), 0);
	assert_int_equal(draft_order(&d), 0);
	assert_int_equal(there(&d, ".")->flags, NODE_HAS_WILDCARD);
	assert_int_equal(there(&d, "a.")->flags, 0);
	assert_int_equal(there(&d, "b.")->flags, NODE_HAS_WILDCARD);
	assert_int_equal(there(&d, "*.b.")->flags, 0);
	assert_int_equal(there(&d, "c.")->flags, NODE_HAS_WILDCARD);
	assert_int_equal(there(&d, "*.c.")->flags, NODE_HAS_WILDCARD);
	assert_int_equal(there(&d, "*.*.c.")->flags, 0);
	draft_clear(&d);
}

/* A random name of few different labels under an apex; NULs and dashes. */
static struct name
random_name(uint64_t *rnd, const struct name *apex)
{
	static const char	octets[] = "\0\0\1aAb-\377*";
	struct name		n = *apex, rest;
	uint8_t			label[8];
	struct name_parts	parts = {.head = label};
	unsigned		i, k, depth = (unsigned)(roll(rnd) % 5);

	for (i = 0; i < depth; i++) {
		label[0] = (uint8_t)(1 + roll(rnd) % 4);
		for (k = 1; k <= label[0]; k++)
			label[k] = (uint8_t)octets[roll(rnd) % 9];
		rest = n;
		parts.head_len = (uint8_t)(label[0] + 1);
		parts.tail = rest.wire;
		parts.tail_len = rest.len;
		assert_int_equal(name_join(&n, &parts), 0);
	}
	return n;
}

static struct name
owner_name(const struct draft *d, const struct draft_owner *o)
{
	struct name_parts	parts = {o->rel, d->apex.wire, o->rel_len,
				    d->apex.len};
	struct name		n;

	assert_int_equal(name_join(&n, &parts), 0);
	return n;
}

/* Owners come in canonical order, whatever was added, RFC 4034 6.1. */
static void
test_canonical_order(void **state)
{
	static const char	*apexes[] = {".", "org.", "\\000.a."};
	struct draft		 d;
	struct name		 apex, n, last;
	uint64_t		 rnd = 4;
	size_t			 i, k;

	(void)state;
	for (k = 0; k < 3; k++) {
		apex = name_of(apexes[k]);
		assert_int_equal(draft_init(&d, &apex, 1), 0);
		for (i = 0; i < 3000; i++) {
			n = random_name(&rnd, &apex);
			assert_int_equal(draft_add(&d, &n, TYPE_A, 0, n.wire,
			    4, &nowhere), 0);
		}
		assert_int_equal(draft_order(&d), 0);
		last = owner_name(&d, d.owners[0]);
		assert_true(name_equal(&last, &apex));
		for (i = 1; i < d.nowners; i++) {
			n = owner_name(&d, d.owners[i]);
			assert_true(name_compare(&last, &n) < 0);
			assert_int_equal(d.owners[i]->labels + apex.labels,
			    n.labels);
			assert_int_equal(d.owners[i]->parent->labels,
			    d.owners[i]->labels - 1);
			assert_memory_equal(d.owners[i]->parent->rel,
			    d.owners[i]->rel + d.owners[i]->rel[0] + 1,
			    d.owners[i]->parent->rel_len);
			last = n;
		}
		draft_clear(&d);
	}
}

/* The longest keys: a name full of NULs, one of the most labels. */
static void
test_longest_names(void **state)
{
	struct name	apex, n;
	struct draft	d;
	unsigned	i;

	(void)state;
	name_root(&apex);
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	memset(&n, 0, sizeof(n));
	for (i = 0; i < 4; i++)
		n.offset[i] = (uint8_t)(64 * i);
	for (i = 0; i < 3; i++)
		n.wire[64 * i] = 63;
	n.wire[192] = 61;
	n.offset[4] = 254;
	n.labels = 4;
	n.len = 255;
	assert_int_equal(draft_add(&d, &n, TYPE_A, 0, n.wire, 4, &nowhere), 0);
	memset(&n, 0, sizeof(n));
	for (i = 0; i < 127; i++) {
		n.offset[i] = (uint8_t)(2 * i);
		n.wire[2 * i] = 1;
	}
	n.offset[127] = 254;
	n.labels = 127;
	n.len = 255;
	assert_int_equal(draft_add(&d, &n, TYPE_A, 0, n.wire, 4, &nowhere), 0);
	assert_int_equal(draft_order(&d), 0);
	assert_int_equal(d.nowners, 1 + 4 + 127);
	assert_int_equal(d.owners[127]->rel_len, 254);
	assert_int_equal(d.owners[131]->rel_len, 254);
	draft_clear(&d);
}

/* Records as they are added, and the order that they are put into. */
static void
test_order_of_records(void **state)
{
	static const struct {
		uint16_t	type;
		const char	*rdata;
	} added[] = {
		{TYPE_TXT, "\1b"}, {TYPE_MX, "\0\24\0"}, {TYPE_A, "abcd"},
		{65280, "\0\0"}, {TYPE_MX, "\0\12\0"}, {TYPE_NS, "\1b\0"},
		{TYPE_MX, "\0\24\1"}, {TYPE_SOA, ""}, {TYPE_MX, "\0\12\1"},
		{TYPE_NS, "\1a\0"}, {65280, "\0\0"}, {TYPE_MX, "\377\377\0"},
		{256, "\1\0"}, {256, "\0\1"}, {TYPE_A, "abcc"}
	};
	static const uint32_t	order[] = {7, 2, 14, 5, 9, 4, 8, 1, 6, 11, 0,
	    13, 12, 3, 10};
	static const uint32_t	runs[] = {1, 2, 2, 5, 1, 2, 2};
	struct name		apex = name_of("a.");
	struct draft		d;
	size_t			i;
	uint32_t		k;

	(void)state;
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	for (i = 0; i < sizeof(added) / sizeof(added[0]); i++)
		assert_int_equal(draft_add(&d, &apex, added[i].type, 0,
		    (const uint8_t *)added[i].rdata,
		    added[i].type == TYPE_SOA ? 0 : 2, &nowhere), 0);
	assert_int_equal(draft_order(&d), 0);
	assert_int_equal(d.owners[0]->records, i);
	for (i = 0; i < sizeof(added) / sizeof(added[0]); i++)
		assert_int_equal(d.sorted[i]->number, order[i]);
	for (i = 0, k = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		assert_int_equal(draft_run(&d, d.owners[0], k), runs[i]);
		k += runs[i];
	}
	assert_int_equal(k, d.owners[0]->records);
	draft_clear(&d);
}

/* RDATA too short for a preference is taken for preference 0. */
static void
test_short_preference(void **state)
{
	struct name	apex = name_of("a.");
	uint8_t		pref[2] = {0, 1};
	struct draft	d;
	size_t		len;

	(void)state;
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	for (len = 3; len-- > 0;)
		assert_int_equal(draft_add(&d, &apex, TYPE_MX, 0, pref, len,
		    &nowhere), 0);
	assert_int_equal(draft_order(&d), 0);
	assert_int_equal(d.sorted[0]->rdata_len, 1);
	assert_int_equal(d.sorted[1]->rdata_len, 0);
	assert_int_equal(d.sorted[2]->rdata_len, 2);
	draft_clear(&d);
}

static void
test_places(void **state)
{
	static const struct place at[] = {
		{"one", 1, 2, false}, {NULL, 3, 4, true},
		{"two", 5, 6, false}, {"one", 7, 8, true}
	};
	struct name	 apex = name_of("a.");
	struct draft	 d;
	struct place	 found;
	size_t		 i;

	(void)state;
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	for (i = 0; i < 4; i++)
		assert_int_equal(draft_add(&d, &apex, TYPE_A, 0, apex.wire, 4,
		    &at[i]), 0);
	assert_int_equal(d.nfiles, 3);
	assert_int_equal(draft_order(&d), 0);
	for (i = 0; i < 4; i++) {
		found = draft_place(&d, d.sorted[i]);
		assert_ptr_equal(found.file, at[i].file);
		assert_int_equal(found.line, at[i].line);
		assert_int_equal(found.column, at[i].column);
	}
	draft_clear(&d);
}

/* Files are counted in 16 bits, records in 32. */
static void
test_limits(void **state)
{
	static const struct {
		size_t	files, records;
		int	rc;
	} cases[] = {
		{65534, 0, 0}, {65535, 0, 0}, {65536, 0, -1},
		{1, UINT32_MAX - 2u, 0}, {1, UINT32_MAX - 1u, 0},
		{1, UINT32_MAX, -1}
	};
	struct name	apex = name_of("a.");
	struct place	at = {"new", 1, 1, false}, found;
	struct draft	d;
	size_t		i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(draft_init(&d, &apex, 1), 0);
		d.files = calloc(70000, sizeof(*d.files));
		assert_non_null(d.files);
		d.files_cap = 70000;
		for (k = 0; k < cases[i].files; k++)
			d.files[k] = "old";
		d.nfiles = cases[i].files;
		d.nrecords = cases[i].records;
		assert_int_equal(draft_add(&d, &apex, TYPE_A, 0, apex.wire, 3,
		    &at), cases[i].rc);
		if (cases[i].rc == 0) {
			found = draft_place(&d, owner_first(d.first));
			assert_string_equal(found.file, "new");
		}
		/* What is known already needs no number. */
		at.file = "old";
		assert_int_equal(draft_add(&d, &apex, TYPE_A, 0, apex.wire, 3,
		    &at), cases[i].records < UINT32_MAX - 1u ? 0 : -1);
		at.file = "new";
		draft_clear(&d);
	}
}

/*
 * Enough owners to be distributed by octets: far more, and about as many;
 * in order and not; each twice, with others between.
 */
static void
test_many_owners(void **state)
{
	static const unsigned	sizes[] = {1023, 1024, 1025, 20000};
	struct name		apex = name_of("a.");
	char			text[40];
	struct draft		d;
	struct draft_record	*const *r;
	unsigned		i, n;
	size_t			k;

	(void)state;
	for (k = 0; k < 2 * sizeof(sizes) / sizeof(sizes[0]); k++) {
		n = sizes[k / 2];
		assert_int_equal(draft_init(&d, &apex, 1), 0);
		for (i = 0; i < 2 * n; i++) {
			(void)snprintf(text, sizeof(text),
			    "long-begin-%05u.a.", (k % 2 == 0 ? i :
			    i * 7919) % n);
			assert_int_equal(add(&d, text, TYPE_A), 0);
		}
		assert_int_equal(draft_order(&d), 0);
		assert_int_equal(d.nowners, n + 1);
		for (i = 0; i < n; i++) {
			(void)snprintf(text, sizeof(text),
			    "\20long-begin-%05u", i);
			assert_int_equal(d.owners[i + 1]->records, 2);
			assert_memory_equal(d.owners[i + 1]->rel, text, 17);
			r = d.sorted + d.owners[i + 1]->first_record;
			assert_true(r[0]->number < r[1]->number);
		}
		draft_clear(&d);
	}
}

/*
 * Records of a name that do not all lie behind it: the room there ends, or a
 * record is so large that it lies elsewhere.  Before and behind it are others.
 */
static void
test_scattered_records(void **state)
{
	static const char	*names[] = {"a.o.", "m.o.", "z.o."};
	static uint8_t		 rdata[60000];
	struct name		 apex = name_of("o."), n;
	struct draft		 d;
	const struct draft_record *r;
	uint64_t		 rnd = 7;
	size_t			 i, len, records = 0;
	unsigned		 k;

	(void)state;
	assert_int_equal(draft_init(&d, &apex, 1), 0);
	for (k = 0; k < 3; k++)
		for (i = 0, n = name_of(names[k]); i < 500; i++) {
			len = (size_t)roll(&rnd) %
			    (i % 50 == 0 ? 60000 : 90);
			memset(rdata, (int)(records & 0xff), len);
			assert_int_equal(draft_add(&d, &n, TYPE_TXT,
			    (uint32_t)len, rdata, len, &nowhere), 0);
			records++;
		}
	assert_true(d.nowners > 3);
	assert_true(d.is_sorted);
	assert_int_equal(draft_order(&d), 0);
	assert_int_equal(d.nowners, 4);
	for (i = 0; i < records; i++) {
		r = d.sorted[i];
		assert_int_equal(r->number, i);
		assert_int_equal(r->rdata_len, r->ttl_s);
		for (k = 0; k < r->rdata_len; k++)
			assert_int_equal(r->rdata[k], i & 0xff);
	}
	for (k = 0; k < 3; k++) {
		assert_int_equal(d.owners[k + 1]->records, 500);
		assert_int_equal(d.owners[k + 1]->first_record, k * 500);
	}
	draft_clear(&d);
}

/* The longest RDATA keeps its length. */
static void
test_longest_rdata(void **state)
{
	static const size_t	 sizes[] = {65534, 65535};
	static uint8_t		 rdata[65535];
	struct name		 apex = name_of("o.");
	struct draft		 d;
	size_t			 i;

	(void)state;
	for (i = 0; i < 2; i++) {
		rdata[sizes[i] - 1] = 42;
		assert_int_equal(draft_init(&d, &apex, 1), 0);
		assert_int_equal(draft_add(&d, &apex, 65280, 0, rdata,
		    sizes[i], &nowhere), 0);
		assert_int_equal(draft_order(&d), 0);
		assert_int_equal(d.sorted[0]->rdata_len, sizes[i]);
		assert_int_equal(d.sorted[0]->rdata[sizes[i] - 1], 42);
		draft_clear(&d);
	}
}

/* Fill a draft; -1 as soon as something fails. */
static int
fill(struct draft *d)
{
	struct name	apex = name_of("a.");
	struct place	at = {"f", 1, 1, false};
	struct name	n;
	uint64_t	rnd = 6;
	unsigned	i;

	if (draft_init(d, &apex, 1) == -1)
		return -1;
	for (i = 0; i < 60; i++) {
		n = random_name(&rnd, &apex);
		if (draft_add(d, &n, TYPE_A, 0, n.wire, 200, &at) == -1)
			return -1;
	}
	return draft_order(d);
}

/* Whichever allocation fails, it is said, and nothing is lost. */
static void
test_without_memory(void **state)
{
	struct draft	d;
	long		held = failing_held();
	size_t		n;
	int		rc;
	bool		has_failed;

	(void)state;
	for (n = 0, has_failed = true; has_failed; n++) {
		failing_arm(n);
		rc = fill(&d);
		has_failed = failing_disarm();
		assert_int_equal(rc, has_failed ? -1 : 0);
		draft_clear(&d);
		draft_clear(&d);
		assert_int_equal(failing_held(), held);
	}
	assert_true(n > 7);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_ancestors),
		cmocka_unit_test(test_wildcard_flags),
		cmocka_unit_test(test_canonical_order),
		cmocka_unit_test(test_longest_names),
		cmocka_unit_test(test_order_of_records),
		cmocka_unit_test(test_short_preference),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_many_owners),
		cmocka_unit_test(test_scattered_records),
		cmocka_unit_test(test_longest_rdata),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
