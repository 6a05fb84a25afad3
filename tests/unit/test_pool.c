/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>

#include "tests/unit/zonetext.h"
#include "zones/pool.h"
#include "zones/rrtype.h"

static const struct row	zone[] = {
	ROW_SOA, {"@", TYPE_NS, 60, "ns"}, {"@", TYPE_MX, 60, "10 a"},
	{"@", TYPE_MX, 60, "10 b"}, {"a", TYPE_A, 60, "=01"},
	{"b", TYPE_A, 60, "=02"}, {"b", TYPE_A, 60, "=03"},
	{"cut", TYPE_NS, 60, "x.cut"}, {"x.cut", TYPE_A, 60, "=01"},
	{"*.w", TYPE_TXT, 60, "=0161"}
};

#define NZONE	(sizeof(zone) / sizeof(zone[0]))

static void
assert_counts(const struct pool *p, size_t contents, size_t shapes,
    size_t rrsets)
{
	struct pool_count	n;

	pool_counts(p, &n);
	assert_int_equal(n.contents, contents);
	assert_int_equal(n.shapes, shapes);
	assert_int_equal(n.rrsets, rrsets);
}

/* What is shared says the same as what it was made of. */
static void
test_same_content(void **state)
{
	struct pool		*p = pool_new(1);
	struct content		*plain = content_of("a.", zone, NZONE);
	struct content		*c;
	const struct node	*node, *from;
	bool			 is_foreign;
	size_t			 i;

	(void)state;
	c = pool_share(p, content_of("a.", zone, NZONE));
	assert_ptr_not_equal(c, plain);
	assert_true(content_equal(c, plain));
	assert_true(content_bytes(c) < content_bytes(plain));
	assert_int_equal(content_records(c), NZONE);
	assert_int_equal(content_serial(c), 7);
	assert_int_equal(content_negative_ttl(c), 300);
	assert_int_equal(content_rotations(c), content_rotations(plain));
	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		from = content_node(plain, i);
		assert_int_equal(node->flags, from->flags);
		assert_ptr_equal(content_exact(c, node->rel, node->rel_len),
		    node);
	}
	node = slot_target(c, slot_of(c, "@", TYPE_MX), 1, &is_foreign);
	assert_ptr_equal(node, node_of(c, "b"));
	assert_false(is_foreign);
	(void)slot_target(c, slot_of(c, "cut", TYPE_NS), 0, &is_foreign);
	assert_true(is_foreign);
	assert_int_equal(slot_rotation(c, slot_of(c, "b", TYPE_A)),
	    slot_rotation(plain, slot_of(plain, "b", TYPE_A)));
	content_unref(plain);
	content_unref(c);
	assert_counts(p, 0, 0, 0);
	pool_free(p);
}

/* The second of its kind is the first; each holder counts. */
static void
test_equal_contents(void **state)
{
	struct pool	*p = pool_new(1);
	struct content	*a, *b;

	(void)state;
	a = pool_share(p, content_of("a.", zone, NZONE));
	/* Two A sets are the same, though they are of different names. */
	assert_counts(p, 1, 1, 7);
	b = pool_share(p, content_of("b.example.", zone, NZONE));
	assert_ptr_equal(a, b);
	assert_ptr_equal(pool_share(p, content_ref(a)), a);
	content_unref(a);
	assert_counts(p, 1, 1, 7);
	content_unref(b);
	assert_int_equal(content_serial(a), 7);
	content_unref(a);
	assert_counts(p, 0, 0, 0);
	pool_free(p);
}

/* One record differs: its set is another, and what is left is shared. */
static void
test_differences(void **state)
{
	static const struct {
		size_t		i;
		struct row	row;
		size_t		shapes, rrsets;	/* with the first zone */
	} cases[] = {
		{0, {"@", TYPE_SOA, 60, SOA_RDATA}, 1, 8},
		{2, {"@", TYPE_MX, 60, "9 a"}, 1, 8},
		{2, {"@", TYPE_MX, 60, "10 cut"}, 2, 8},
		{4, {"a", TYPE_A, 60, "=09"}, 1, 8},
		{4, {"a", TYPE_A, 61, "=01"}, 1, 8},
		{4, {"a", TYPE_AAAA, 60, "=01"}, 2, 8},
		{4, {"aa", TYPE_A, 60, "=01"}, 2, 7},
		{9, {"*.v", TYPE_TXT, 60, "=0161"}, 2, 7},
		{9, {"*.w", TYPE_TXT, 60, "=0162"}, 1, 8}
	};
	struct pool	*p = pool_new(1);
	struct row	 rows[NZONE];
	struct content	*a, *b;
	size_t		 i, k;

	(void)state;
	a = pool_share(p, content_of("a.", zone, NZONE));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (k = 0; k < NZONE; k++)
			rows[k] = k == cases[i].i ? cases[i].row : zone[k];
		/* The TTL of a set is one. */
		b = pool_share(p, content_of("a.", rows, NZONE));
		assert_ptr_not_equal(a, b);
		assert_counts(p, 2, cases[i].shapes, cases[i].rrsets);
		content_unref(b);
		assert_counts(p, 1, 1, 7);
	}
	content_unref(a);
	pool_free(p);
}

/* Zones that differ in their serial share all sets, also that of the SOA. */
static void
test_serials(void **state)
{
	struct pool	*p = pool_new(1);
	struct row	 rows[NZONE];
	struct content	*plain, *a, *b;

	(void)state;
	memcpy(rows, zone, sizeof(rows));
	rows[0].rdata = "ns host =fffffffe0000384000000e10001275000000012c";
	plain = content_of("a.", rows, NZONE);
	a = pool_share(p, content_of("a.", zone, NZONE));
	b = pool_share(p, content_of("a.", rows, NZONE));
	assert_counts(p, 2, 1, 7);
	assert_ptr_equal(block_set(a, 0), block_set(b, 0));
	assert_int_equal(content_serial(a), 7);
	assert_int_equal(content_serial(b), 0xfffffffe);
	assert_false(content_equal(a, b));
	assert_true(content_equal(plain, b));
	content_unref(plain);
	content_unref(a);
	content_unref(b);
	pool_free(p);
}

/* A zone with so many sets, each different. */
static struct content *
large(unsigned sets, unsigned serial)
{
	static char	owners[300][16], rdata[300][16];
	static struct row rows[300];
	char		soa[80];
	unsigned	i;

	(void)snprintf(soa, sizeof(soa), "ns host =%08x0000384000000e10"
	    "001275000000012c", serial);
	rows[0] = (struct row){"@", TYPE_SOA, 60, soa};
	for (i = 1; i < sets; i++) {
		(void)snprintf(owners[i], sizeof(owners[i]), "x%u", i);
		(void)snprintf(rdata[i], sizeof(rdata[i]), "=%04x", i);
		rows[i] = (struct row){owners[i], TYPE_A, 60, rdata[i]};
	}
	return content_of("a.", rows, sets);
}

/* RRsets of the largest content that is taken apart. */
#define MOST	(sizeof(void *) == 8 ? 224u : 200u)

/* Large contents are shared as wholes only. */
static void
test_large(void **state)
{
	static const struct {
		unsigned	sets;
		size_t		shapes, rrsets;
	} cases[] = {{MOST - 1, 1, MOST - 1}, {MOST, 1, MOST},
	    {MOST + 1, 0, 0}};
	struct pool	*p = pool_new(1);
	struct content	*a, *b, *c;
	size_t		 i;

	(void)state;
	for (i = 0; i < 3; i++) {
		a = pool_share(p, large(cases[i].sets, 1));
		assert_counts(p, 1, cases[i].shapes, cases[i].rrsets);
		b = pool_share(p, large(cases[i].sets, 1));
		assert_ptr_equal(a, b);
		c = pool_share(p, large(cases[i].sets, 2));
		assert_ptr_not_equal(a, c);
		assert_int_equal(content_serial(a), 1);
		assert_int_equal(content_serial(c), 2);
		content_unref(a);
		content_unref(c);
		assert_counts(p, 1, cases[i].shapes, cases[i].rrsets);
		content_unref(b);
		assert_counts(p, 0, 0, 0);
	}
	pool_free(p);
}

static struct content *
small_one(void)
{
	return content_of("a.", zone, NZONE);
}

static struct content *
large_one(void)
{
	return large(225, 1);
}

static struct content *
none(void)
{
	return NULL;
}

static struct content *
one_like_it(void)
{
	struct row	rows[NZONE];

	memcpy(rows, zone, sizeof(rows));
	rows[4].rdata = "=09";
	return content_of("a.", rows, NZONE);
}

/* A set that is too large for a slab. */
static struct content *
one_with_a_large_set(void)
{
	static char	rdata[2 * 1202];	/* two words of 600 octets */
	struct row	rows[NZONE];

	memset(rdata, '0', sizeof(rdata) - 1);
	rdata[0] = rdata[1202] = '=';
	rdata[1201] = ' ';
	memcpy(rows, zone, sizeof(rows));
	rows[9].rdata = rdata;
	return content_of("a.", rows, NZONE);
}

/*
 * Without memory a content stays what it was, and nothing is lost, be the
 * pool empty or one there that has the same shape and some sets.
 */
static void
test_without_memory(void **state)
{
	static const struct {
		struct content	*(*before)(void), *(*make)(void);
		size_t		 contents, shapes, rrsets, fails;
	} cases[] = {
		{none, small_one, 0, 0, 0, 4},
		{one_like_it, small_one, 1, 1, 8, 0},
		{one_like_it, one_with_a_large_set, 1, 1, 8, 1},
		{none, large_one, 0, 0, 0, 1}
	};
	struct pool	*p = pool_new(1);
	struct content	*c, *plain, *kept;
	bool		 has_failed;
	size_t		 i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		plain = cases[i].make();
		if ((kept = cases[i].before()) != NULL)
			kept = pool_share(p, kept);
		has_failed = true;
		for (n = 0; has_failed; n++) {
			c = cases[i].make();
			failing_arm(n);
			c = pool_share(p, c);
			has_failed = failing_disarm();
			assert_true(content_equal(c, plain));
			content_unref(c);
			assert_counts(p, cases[i].contents, cases[i].shapes,
			    cases[i].rrsets);
		}
		assert_true(n > cases[i].fails);
		content_unref(plain);
		content_unref(kept);
	}
	pool_free(p);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_same_content),
		cmocka_unit_test(test_equal_contents),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_serials),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
