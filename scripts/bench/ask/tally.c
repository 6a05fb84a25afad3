/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <err.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scripts/bench/ask/tally.h"

static uint64_t
read_clock(clockid_t clock)
{
	struct timespec	ts;

	if (clock_gettime(clock, &ts) == -1)
		err(1, "clock_gettime");
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

uint64_t
clock_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}

/* What a thread has run for, the first number in its schedstat. */
static uint64_t
thread_ns(pid_t pid, const char *tid)
{
	char		 path[300], line[80];
	uint64_t	 ns = 0;
	FILE		*f;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task/%s/schedstat",
	    (long)pid, tid);
	if ((f = fopen(path, "r")) == NULL)
		return 0;	/* it ended just now */
	if (fgets(line, sizeof(line), f) != NULL)
		ns = strtoull(line, NULL, 10);
	(void)fclose(f);
	return ns;
}

/* Of all threads of all processes watched. */
static uint64_t
server_ns(const struct tally_watch *watch)
{
	struct dirent	*entry;
	uint64_t	 ns = 0;
	char		 path[64];
	DIR		*dir;
	int		 i;

	for (i = 0; i < watch->count; i++) {
		(void)snprintf(path, sizeof(path), "/proc/%ld/task",
		    (long)watch->pids[i]);
		if ((dir = opendir(path)) == NULL)
			continue;
		while ((entry = readdir(dir)) != NULL)
			if (entry->d_name[0] != '.')
				ns += thread_ns(watch->pids[i], entry->d_name);
		(void)closedir(dir);
	}
	return ns;
}

void
tally_begin(struct tally *tally, const struct tally_watch *watch)
{
	memset(tally, 0, sizeof(*tally));
	tally->server_ns = server_ns(watch);
	tally->own_ns = read_clock(CLOCK_PROCESS_CPUTIME_ID);
	tally->start_ns = clock_ns();
}

/* Small numbers have a class each; a larger one keeps its first bits. */
static unsigned
class_of(uint64_t ns)
{
	unsigned	shift;

	if (ns < 1 << CLASS_BITS)
		return (unsigned)ns;
	shift = 63 - (unsigned)__builtin_clzll(ns) - CLASS_BITS;
	return ((shift + 1) << CLASS_BITS) +
	    (unsigned)((ns >> shift) - (1 << CLASS_BITS));
}

/* The greatest number of a class. */
static uint64_t
class_end(unsigned class)
{
	unsigned	shift = class >> CLASS_BITS;
	uint64_t	bits = class & ((1 << CLASS_BITS) - 1);

	if (shift == 0)
		return bits;
	bits += 1 << CLASS_BITS;
	return ((bits + 1) << (shift - 1)) - 1;
}

void
tally_latency(struct tally *tally, uint64_t ns)
{
	tally->classes[class_of(ns)]++;
	if (ns > tally->max_ns)
		tally->max_ns = ns;
}

uint64_t
tally_percentile(const struct tally *tally, double share)
{
	uint64_t	all = 0, until, seen = 0;
	unsigned	i;

	for (i = 0; i < CLASSES; i++)
		all += tally->classes[i];
	until = (uint64_t)ceil(share * (double)all);
	for (i = 0; i < CLASSES; i++)
		if ((seen += tally->classes[i]) >= until && seen > 0)
			return class_end(i) < tally->max_ns ? class_end(i) :
			    tally->max_ns;
	return 0;
}

void
tally_print(const struct tally *tally, const struct tally_watch *watch)
{
	uint64_t	now_ns = clock_ns();

	printf("{\"seconds\": %.6f, ",
	    (double)(now_ns - tally->start_ns) / 1e9);
	printf("\"asked\": %llu, \"answered\": %llu, ",
	    (unsigned long long)tally->asked,
	    (unsigned long long)tally->answered);
	printf("\"wrong\": %llu, \"lost\": %llu, \"late\": %llu, ",
	    (unsigned long long)tally->wrong, (unsigned long long)tally->lost,
	    (unsigned long long)tally->late);
	printf("\"octets\": %llu, ", (unsigned long long)tally->octets);
	printf("\"server_ns\": %llu, \"own_ns\": %llu, ",
	    (unsigned long long)(server_ns(watch) - tally->server_ns),
	    (unsigned long long)(read_clock(CLOCK_PROCESS_CPUTIME_ID) -
	    tally->own_ns));
	printf("\"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, ",
	    (double)tally_percentile(tally, 0.5) / 1e3,
	    (double)tally_percentile(tally, 0.99) / 1e3,
	    (double)tally_percentile(tally, 0.999) / 1e3);
	printf("\"max_us\": %.1f}\n", (double)tally->max_ns / 1e3);
	(void)fflush(stdout);
}
