/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "zones/load.h"
#include "zones/name.h"

/*
 * The pace of the parser alone: zone files to records, which are counted and
 * thrown away.  Nothing is put in order and no zone is made.
 *
 * usage: parse [-n records] [-r rounds] [-w path] [file ...]
 *
 * Without files a text of so many records (1,000,000) is made, 49 octets
 * each on average, and written to path (a temporary file) first.  Prints the
 * CPU time of the best round, open to records, with one room for all files.
 */

#define SEED		0x9e3779b97f4a7c15u
#define PATH_BYTES	256

struct tally {
	uint64_t	records;
	uint64_t	octets;		/* of owners and data, so that they
					   are looked at */
};

static uint64_t
draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static double
cpu_s(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) == -1)
		err(1, "clock_gettime");
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int
count(void *arg, const struct name *owner, uint16_t type, uint32_t ttl_s,
    const uint8_t *rdata, size_t rdata_len, const struct place *at)
{
	struct tally	*t = arg;

	(void)type, (void)ttl_s, (void)rdata, (void)at;
	t->records++;
	t->octets += owner->len + rdata_len;
	return 0;
}

/* TTL and class as people write them: mostly none. */
static void
put_head(FILE *f, uint64_t r, const char *owner)
{
	static const char *const heads[] = {
		"", "", "", "IN ", "IN ", "3600 ", "3600 IN ", "86400\tIN\t"
	};

	(void)fprintf(f, "%s\t%s", owner, heads[r % 8]);
}

static void
put_data(FILE *f, uint64_t r, unsigned i)
{
	unsigned	a = (unsigned)(r >> 8 & 0xff);
	unsigned	b = (unsigned)(r >> 16 & 0xffff);
	unsigned	kind = r >> 40 & 15;

	if (kind < 5)
		(void)fprintf(f, "A 198.51.%u.%u\n", a, b & 0xff);
	else if (kind < 8)
		(void)fprintf(f, "AAAA 2001:db8:%x:%x::%x\n", a, b, i & 0xfff);
	else if (kind < 11)
		(void)fprintf(f, "MX %u mail%u.example.net.\n", a / 10 * 10, b);
	else if (kind < 13)
		(void)fprintf(f, "CNAME www%u\n", b);
	else if (kind < 15)
		(void)fprintf(f, "TXT \"v=spf1 mx ip4:203.0.113.%u -all\"\n",
		    a);
	else
		(void)fprintf(f, "NS ns%u.hosting.example.org.\n", b);
}

static void
write_text(const char *path, unsigned records)
{
	FILE		*f = fopen(path, "w");
	uint64_t	 seed = SEED;
	uint64_t	 r;
	char		 owner[64];
	unsigned	 i;

	if (f == NULL)
		err(1, "%s", path);
	(void)fprintf(f, "$TTL 3600\n@ SOA ns1 hostmaster 1 4h 1h 2w 1h\n");
	for (i = 0; i < records; i++) {
		r = draw(&seed);
		(void)snprintf(owner, sizeof(owner), r >> 60 < 8 ?
		    "host%u.d%u" : "host%u.d%u.example.com.", i,
		    (unsigned)(r >> 50 & 63));
		put_head(f, r, owner);
		put_data(f, r, i);
	}
	if (fclose(f) != 0)
		err(1, "%s", path);
}

static void
parse_all(struct load_room *room, char *const *paths, int n,
    struct tally *tally)
{
	static const uint8_t	wire[] = "\007example\003com";
	struct load_sink	sink = {count, tally};
	struct load_source	src = {NULL, NULL, NULL, 1};
	struct name		apex;
	struct report		*rep;
	int			 i;

	name_from_wire(&apex, wire);
	src.apex = &apex;
	if ((rep = report_new(0)) == NULL)
		err(1, NULL);
	for (i = 0; i < n; i++) {
		src.path = paths[i];
		if (load_records(room, &src, NULL, 0, &sink, rep) == -1)
			errx(1, "%s: has faults; see mxcheck", paths[i]);
	}
	report_free(rep);
}

static void
measure(char *const *paths, int n, int rounds)
{
	struct load_room	*room = load_room_new();
	struct tally		 tally = {0, 0};
	double			 best_s = 1e9;
	double			 begin_s;
	int			 i;

	if (room == NULL)
		err(1, NULL);
	for (i = 0; i < rounds; i++) {
		tally = (struct tally){0, 0};
		begin_s = cpu_s();
		parse_all(room, paths, n, &tally);
		if (cpu_s() - begin_s < best_s)
			best_s = cpu_s() - begin_s;
	}
	load_room_free(room);
	(void)printf("%llu records, %llu octets of names and data: %.4f s"
	    " CPU, %.1f ns a record, %.2f million a second\n",
	    (unsigned long long)tally.records,
	    (unsigned long long)tally.octets, best_s,
	    best_s * 1e9 / (double)tally.records,
	    (double)tally.records / best_s / 1e6);
}

static void
measure_made(const char *path, unsigned records, int rounds)
{
	char	 temporary[] = "/tmp/parse.XXXXXX";
	char	 name[PATH_BYTES];
	char	*paths[] = {name};
	int	 fd = -1;

	if (path == NULL && (fd = mkstemp(temporary)) == -1)
		err(1, "%s", temporary);
	(void)snprintf(name, sizeof(name), "%s", path == NULL ? temporary :
	    path);
	write_text(name, records);
	measure(paths, 1, rounds);
	if (fd != -1) {
		(void)close(fd);	/* nothing was written here */
		(void)unlink(name);	/* it is only temporary */
	}
}

int
main(int argc, char **argv)
{
	const char	*path = NULL;
	unsigned	 records = 1000000;
	int		 rounds = 5;
	int		 c;

	while ((c = getopt(argc, argv, "n:r:w:")) != -1) {
		switch (c) {
		case 'n':
			records = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'r':
			rounds = (int)strtol(optarg, NULL, 10);
			break;
		case 'w':
			path = optarg;
			break;
		default:
			(void)fprintf(stderr, "usage: parse [-n records]"
			    " [-r rounds] [-w path] [file ...]\n");
			return 1;
		}
	}
	if (optind < argc)
		measure(argv + optind, argc - optind, rounds);
	else
		measure_made(path, records, rounds);
	return 0;
}
