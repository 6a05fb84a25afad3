/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "zones/owner.h"

#define KEY_MAX	24

/* An owner that is nothing but a key and the number of its record. */
struct fake {
	struct draft_owner	owner;
	struct draft_record	record;
	uint8_t			key[KEY_MAX];
};

static int
compare_slowly(const void *va, const void *vb)
{
	const struct draft_owner	*a = *(struct draft_owner *const *)va;
	const struct draft_owner	*b = *(struct draft_owner *const *)vb;
	int				 d = owner_compare(a, b);

	return d != 0 ? d : (int)a->first->number - (int)b->first->number;
}

/* Keys of few octets, so that many begin alike, and some are equal. */
static void
make_fake(struct fake *f, uint64_t *rnd, uint32_t number, size_t common)
{
	static const uint8_t	octets[] = {0, 1, 'a', 'b', 255};
	size_t			i, len;

	len = common + roll(rnd) % (KEY_MAX - common + 1);
	memset(f->key, 'k', common);
	for (i = common; i < len; i++)
		f->key[i] = octets[roll(rnd) % 5];
	f->owner.key = f->key;
	f->owner.key_len = (uint16_t)len;
	f->owner.first = &f->record;
	f->record.number = number;
}

/* The order is that of a plain sort, from one owner to some thousands. */
static void
test_sort(void **state)
{
	static const size_t	sizes[] = {0, 1, 2, 50, 1023, 1024, 5000};
	static const size_t	commons[] = {0, 1, 7, 8, 9, 20, KEY_MAX};
	struct fake		*all = calloc(5000, sizeof(*all));
	struct draft_owner	*got[5000], *want[5000];
	uint64_t		 rnd = 3;
	size_t			 i, k, n;

	(void)state;
	assert_non_null(all);
	for (k = 0; k < 7 * 7; k++) {
		n = sizes[k % 7];
		for (i = 0; i < n; i++) {
			make_fake(&all[i], &rnd, (uint32_t)i,
			    commons[k / 7]);
			got[i] = want[i] = &all[i].owner;
		}
		assert_int_equal(owners_sort(got, n), 0);
		qsort(want, n, sizeof(want[0]), compare_slowly);
		for (i = 0; i < n; i++)
			assert_ptr_equal(got[i], want[i]);
	}
	free(all);
}

/* Pieces in order, as a file has them that was put together. */
static void
test_pieces(void **state)
{
	static const size_t	sizes[] = {1024, 1500, 4999};
	struct fake		*all = calloc(5000, sizeof(*all));
	struct draft_owner	*got[5000], *want[5000];
	uint64_t		 rnd = 4;
	size_t			 i, k, n, pieces;

	(void)state;
	assert_non_null(all);
	for (k = 0; k < 3 * 20; k++) {
		n = sizes[k % 3];
		pieces = k / 3 + 1;	/* some more than are merged */
		for (i = 0; i < n; i++) {
			make_fake(&all[i], &rnd, (uint32_t)i, 1);
			all[i].key[0] = (uint8_t)(i % (n / pieces + 1) / 40);
			memset(all[i].key + 1, (int)(i % (n / pieces + 1) %
			    40), 2);
			all[i].owner.key_len = 3;
			got[i] = want[i] = &all[i].owner;
		}
		assert_int_equal(owners_sort(got, n), 0);
		qsort(want, n, sizeof(want[0]), compare_slowly);
		for (i = 0; i < n; i++)
			assert_ptr_equal(got[i], want[i]);
	}
	free(all);
}

static void
test_compare(void **state)
{
	static const struct {
		const char	*a, *b;
		int		 sign;
	} cases[] = {
		{"", "", 0}, {"", "a", -1}, {"a", "a", 0}, {"a", "b", -1},
		{"ab", "a", 1}, {"b", "ab", 1}
	};
	struct draft_owner	a = {.rel_len = 0}, b = {.rel_len = 0};
	size_t			i;
	int			d;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		a.key = (const uint8_t *)cases[i].a;
		a.key_len = (uint16_t)strlen(cases[i].a);
		b.key = (const uint8_t *)cases[i].b;
		b.key_len = (uint16_t)strlen(cases[i].b);
		d = owner_compare(&a, &b);
		assert_int_equal((d > 0) - (d < 0), cases[i].sign);
		d = owner_compare(&b, &a);
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
