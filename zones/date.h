/* SPDX-License-Identifier: ISC */
#ifndef MXD_DATE_H
#define MXD_DATE_H

#include <stdint.h>

/*
 * Dates of signatures (RFC 4034 3.2): seconds since 1970 in UTC as 32 bits
 * hold them, to 2106.  Not with time_t, which ends in 2038 where it has 32
 * bits itself.
 */

struct date {
	unsigned	year;		/* 1970 to 2106 */
	unsigned	month;		/* from 1 */
	unsigned	day;		/* from 1 */
	unsigned	hour;
	unsigned	minute;
	unsigned	second;		/* no leap seconds */
};

struct date date_of(uint32_t unix_s);

/* returns -1 if there is no such date, or none that 32 bits hold */
int	date_seconds(const struct date *, uint32_t *unix_s);

#endif
