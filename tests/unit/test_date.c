/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <time.h>

#include "zones/date.h"

#define DAY_S	86400u

static const struct {
	struct date	date;
	bool		is_one;
	uint32_t	unix_s;
} rows[] = {
	{{1970, 1, 1, 0, 0, 0}, true, 0},
	{{1969, 12, 31, 23, 59, 59}, false, 0},
	{{2106, 2, 7, 6, 28, 15}, true, UINT32_MAX},
	{{2106, 2, 7, 6, 28, 16}, false, 0},
	{{2107, 1, 1, 0, 0, 0}, false, 0},
	{{9999, 12, 31, 23, 59, 59}, false, 0},
	/* Where a time_t of 32 bits ends. */
	{{2038, 1, 19, 3, 14, 7}, true, INT32_MAX},
	{{2038, 1, 19, 3, 14, 8}, true, 0x80000000},
	{{2000, 2, 29, 0, 0, 0}, true, 951782400},
	{{2100, 2, 28, 23, 59, 59}, true, 4107542399},
	{{2100, 2, 29, 0, 0, 0}, false, 0},
	{{2100, 3, 1, 0, 0, 0}, true, 4107542400},
	{{2023, 2, 29, 0, 0, 0}, false, 0},
	{{2024, 2, 29, 0, 0, 0}, true, 1709164800},
	{{2024, 2, 30, 0, 0, 0}, false, 0},
	{{2024, 4, 31, 0, 0, 0}, false, 0},
	{{2024, 4, 0, 0, 0, 0}, false, 0},
	{{2024, 0, 1, 0, 0, 0}, false, 0},
	{{2024, 12, 31, 23, 59, 59}, true, 1735689599},
	{{2024, 13, 1, 0, 0, 0}, false, 0},
	{{2024, 1, 1, 24, 0, 0}, false, 0},
	{{2024, 1, 1, 0, 60, 0}, false, 0},
	{{2024, 1, 1, 0, 0, 60}, false, 0},
};

static void
assert_same(const struct date *a, const struct date *b)
{
	assert_int_equal(a->year, b->year);
	assert_int_equal(a->month, b->month);
	assert_int_equal(a->day, b->day);
	assert_int_equal(a->hour, b->hour);
	assert_int_equal(a->minute, b->minute);
	assert_int_equal(a->second, b->second);
}

static void
test_rows(void **state)
{
	struct date	d;
	uint32_t	s;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s = 1;
		assert_int_equal(date_seconds(&rows[i].date, &s),
		    rows[i].is_one ? 0 : -1);
		if (!rows[i].is_one) {
			assert_int_equal(s, 1);
			continue;
		}
		assert_int_equal(s, rows[i].unix_s);
		d = date_of(s);
		assert_same(&d, &rows[i].date);
	}
}

/* As the library has it, which knows no more than time_t does. */
static void
compare(uint32_t s)
{
	time_t		t = (time_t)s;
	struct date	d = date_of(s), other;
	struct tm	tm;
	uint32_t	back;

	assert_int_equal(date_seconds(&d, &back), 0);
	assert_int_equal(back, s);
	if (t < 0)
		return;
	assert_non_null(gmtime_r(&t, &tm));
	other = (struct date){(unsigned)tm.tm_year + 1900,
	    (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday,
	    (unsigned)tm.tm_hour, (unsigned)tm.tm_min, (unsigned)tm.tm_sec};
	assert_same(&d, &other);
}

/* Each day there is: its first second, its last, and one between. */
static void
test_days(void **state)
{
	uint64_t	rnd = 1;
	uint32_t	day;

	(void)state;
	for (day = 0; day < UINT32_MAX / DAY_S; day++) {
		compare(day * DAY_S);
		compare(day * DAY_S + (uint32_t)(roll(&rnd) % DAY_S));
		compare(day * DAY_S + DAY_S - 1);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
