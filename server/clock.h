/* SPDX-License-Identifier: ISC */
#ifndef MXD_CLOCK_H
#define MXD_CLOCK_H

#include <stdint.h>
#include <time.h>

/*
 * Milliseconds of a clock that nobody sets; only differences mean
 * anything.  For the machine rooms only: the engine is given its time.
 */
static inline uint64_t
clock_ms(void)
{
	struct timespec	 ts = {0, 0};

	/* Cannot fail: the clock exists on every Linux since 2.6. */
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* The same clock in microseconds. */
static inline uint64_t
clock_us(void)
{
	struct timespec	 ts = {0, 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* The time of day, for who needs it and a duration from one reading. */
static inline struct timespec
clock_now(void)
{
	struct timespec	 ts = {0, 0};

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return ts;
}

/* No batch takes as long: somebody has set the clock. */
#define CLOCK_SINCE_MAX_NS	INT64_C(10000000000)

/* Nanoseconds since then; 0 if the clock was set back meanwhile, or ahead. */
static inline uint64_t
clock_since_ns(const struct timespec *then)
{
	struct timespec	 now = clock_now();
	int64_t		 ns;

	ns = ((int64_t)now.tv_sec - then->tv_sec) * 1000000000 +
	    (now.tv_nsec - then->tv_nsec);
	return ns < 0 || ns > CLOCK_SINCE_MAX_NS ? 0 : (uint64_t)ns;
}

/* Seconds since 1970 modulo 2^32, for what other hosts see: cookies. */
static inline uint32_t
clock_unix_s(void)
{
	struct timespec	 ts = {0, 0};

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (uint32_t)ts.tv_sec;
}

#endif
