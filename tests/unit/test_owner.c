/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "zones/owner.h"

#define REL_MAX		48
#define OWNERS_MAX	5000

/* A name and a record behind it, as draft.c lays them out. */
struct fake {
	_Alignas(DRAFT_UNIT) uint8_t room[sizeof(struct draft_owner) +
	    REL_MAX + sizeof(struct draft_record) + 2 * DRAFT_UNIT];
};

static struct draft_owner *
owner_of(struct fake *f)
{
	return (struct draft_owner *)(void *)f->room;
}

static void
make_fake(struct fake *f, const uint8_t *rel, size_t len, unsigned labels,
    uint32_t number)
{
	struct draft_owner	*o = owner_of(f);

	assert_true(len <= REL_MAX);
	memset(f, 0, sizeof(*f));
	o->labels = (uint8_t)labels;
	o->rel_len = (uint8_t)len;
	if (len > 0)
		memcpy(o->rel, rel, len);
	owner_first(o)->number = number;
}

static int
compare_slowly(const void *va, const void *vb)
{
	const struct draft_owner	*a = *(struct draft_owner *const *)va;
	const struct draft_owner	*b = *(struct draft_owner *const *)vb;
	int				 d = owner_compare(a, b);

	return d != 0 ? d : (int)owner_first(a)->number -
	    (int)owner_first(b)->number;
}

/*
 * A name whose last label begins with so many octets that all have; few
 * different octets, so that many begin alike, and some are equal.
 */
static void
make_random(struct fake *f, uint64_t *rnd, uint32_t number, size_t common)
{
	static const char octets[] = "\0\1ab\377";
	uint8_t		rel[REL_MAX], *p = rel;
	unsigned	labels = 1 + (unsigned)(roll(rnd) % 3), i;
	size_t		len, k;

	for (i = 0; i < labels; i++) {
		len = (size_t)roll(rnd) % 5 + 1;
		if (i == labels - 1)
			len += common;
		*p++ = (uint8_t)len;
		for (k = 0; k < len; k++)
			p[k] = (uint8_t)octets[roll(rnd) % 5];
		if (i == labels - 1)
			memset(p, 'k', common);
		p += len;
	}
	make_fake(f, rel, (size_t)(p - rel), labels, number);
}

/* What owners_sort() makes of them is what a plain sort does. */
static void
check_sort(struct fake *all, size_t n)
{
	static struct draft_owner	*got[OWNERS_MAX], *want[OWNERS_MAX];
	size_t				 i;

	for (i = 0; i < n; i++)
		got[i] = want[i] = owner_of(&all[i]);
	assert_int_equal(owners_sort(got, n), 0);
	qsort(want, n, sizeof(want[0]), compare_slowly);
	for (i = 0; i < n; i++)
		assert_ptr_equal(got[i], want[i]);
}

/* From one owner to some thousands. */
static void
test_sort(void **state)
{
	static const size_t	sizes[] = {0, 1, 2, 50, 1023, 1024, 5000};
	static const size_t	commons[] = {0, 1, 7, 8, 9, 20, 24};
	struct fake		*all = calloc(OWNERS_MAX, sizeof(*all));
	uint64_t		 rnd = 3;
	size_t			 i, k, n;

	(void)state;
	assert_non_null(all);
	for (k = 0; k < 7 * 7; k++) {
		n = sizes[k % 7];
		for (i = 0; i < n; i++)
			make_random(&all[i], &rnd, (uint32_t)i,
			    commons[k / 7]);
		check_sort(all, n);
		/* With the apex, where it may stand, and twice. */
		for (i = 0; i < n; i += n / 2 + 1)
			make_fake(&all[i], NULL, 0, 0, (uint32_t)i);
		check_sort(all, n);
	}
	free(all);
}

/* Pieces in order, as a file has them that was put together. */
static void
test_pieces(void **state)
{
	static const size_t	sizes[] = {1024, 1500, 4999};
	struct fake		*all = calloc(OWNERS_MAX, sizeof(*all));
	uint8_t			 rel[4] = {3};
	size_t			 i, k, n, pieces;

	(void)state;
	assert_non_null(all);
	for (k = 0; k < 3 * 20; k++) {
		n = sizes[k % 3];
		pieces = k / 3 + 1;	/* some more than are merged */
		for (i = 0; i < n; i++) {
			rel[1] = (uint8_t)(i % (n / pieces + 1) / 40);
			memset(rel + 2, (int)(i % (n / pieces + 1) % 40), 2);
			make_fake(&all[i], rel, 4, 1, (uint32_t)i);
		}
		check_sort(all, n);
	}
	free(all);
}

/* Names as their labels, the one next to the apex last. */
static void
test_compare(void **state)
{
	static const struct {
		const char	*a, *b;
		unsigned	 a_labels, b_labels;
		int		 sign;
	} cases[] = {
		{"", "", 0, 0, 0}, {"", "\1a", 0, 1, -1},
		{"\1a", "\1a", 1, 1, 0}, {"\1a", "\1b", 1, 1, -1},
		{"\2ab", "\1a", 1, 1, 1}, {"\1b", "\2ab", 1, 1, 1},
		{"\1z\1a", "\1a", 2, 1, 1}, {"\1z\1a", "\1b", 2, 1, -1},
		{"\1z\1a", "\2ab", 2, 1, -1}, {"\1z\1a", "\1y\1b", 2, 2, -1},
		{"\1z\1a", "\1y\1a", 2, 2, 1}, {"\1z\1a", "\1z\1a", 2, 2, 0},
		{"\1c\1z\1a", "\1z\1a", 3, 2, 1},
		{"\1a", "\1\377", 1, 1, -1}, {"\1-", "\1\1", 1, 1, 1}
	};
	static struct fake	a, b;
	size_t			i;
	int			d;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_fake(&a, (const uint8_t *)cases[i].a, strlen(cases[i].a),
		    cases[i].a_labels, 0);
		make_fake(&b, (const uint8_t *)cases[i].b, strlen(cases[i].b),
		    cases[i].b_labels, 0);
		d = owner_compare(owner_of(&a), owner_of(&b));
		assert_int_equal((d > 0) - (d < 0), cases[i].sign);
		d = owner_compare(owner_of(&b), owner_of(&a));
		assert_int_equal((d > 0) - (d < 0), -cases[i].sign);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
