/* SPDX-License-Identifier: ISC */
#include <stdbool.h>

#include "zones/date.h"

#define EPOCH		1970
#define LAST		2106
#define DAY_S		86400u

/* Of this century and its neighbours 2100 is the one exception. */
static bool
is_leap(unsigned year)
{
	return year % 4 == 0 && year != 2100;
}

/* Days from 1970 to the first of a year; 1972 was the first to have 366. */
static unsigned
days_before(unsigned year)
{
	return (year - EPOCH) * 365 + (year - 1969) / 4 - (year > 2100);
}

static unsigned
month_days(unsigned year, unsigned month)
{
	static const unsigned	days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30,
				    31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

struct date
date_of(uint32_t unix_s)
{
	unsigned	days = unix_s / DAY_S;
	/* This year, or one too late at its end. */
	struct date	d = {.year = EPOCH + days / 365, .month = 1};

	d.year -= days_before(d.year) > days;
	days -= days_before(d.year);
	for (; days >= month_days(d.year, d.month); d.month++)
		days -= month_days(d.year, d.month);
	d.day = days + 1;
	d.hour = unix_s % DAY_S / 3600;
	d.minute = unix_s / 60 % 60;
	d.second = unix_s % 60;
	return d;
}

int
date_seconds(const struct date *d, uint32_t *unix_s)
{
	unsigned	days, month;
	uint64_t	s;

	if (d->year < EPOCH || d->year > LAST)
		return -1;
	if (d->month < 1 || d->month > 12)
		return -1;
	if (d->day < 1 || d->day > month_days(d->year, d->month))
		return -1;
	if (d->hour > 23 || d->minute > 59 || d->second > 59)
		return -1;
	days = days_before(d->year) + d->day - 1;
	for (month = 1; month < d->month; month++)
		days += month_days(d->year, month);
	s = (uint64_t)days * DAY_S + d->hour * 3600 + d->minute * 60 +
	    d->second;
	if (s > UINT32_MAX)
		return -1;
	*unix_s = (uint32_t)s;
	return 0;
}
