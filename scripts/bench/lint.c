/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "server/examine.h"
#include "zones/load.h"

/*
 * What checking costs beside parsing.
 *
 * usage: lint directory zones
 *
 * Loads z0.example.zone to z<zones-1>.example.zone of the directory, then
 * checks all of them as the daemon does behind a start, with no place for
 * what is found; prints the CPU time of both, for each zone, their ratio, and
 * what is remembered of them: what names are for others included.
 */

struct bench {
	struct loaded	*loaded;
	struct zone	**zones;
	struct examiner	*examiner;
	struct table	*table;
	size_t		 findings;
	unsigned long	 n;
};

static double
cpu_us(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) == -1)
		err(1, "clock_gettime");
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void
load_one(struct bench *b, const char *dir, unsigned long i)
{
	char			text[4096];
	struct name		apex;
	struct load_source	src = {.apex = &apex, .path = text, .seed = 1};
	const char		*why;
	int			len;

	len = snprintf(text, sizeof(text), "z%lu.example.", i);
	if (name_from_text(&apex, text, (size_t)len, NULL, &why) == -1)
		errx(1, "%s: %s", text, why);
	(void)snprintf(text, sizeof(text), "%s/z%lu.example.zone", dir, i);
	if (load_zone(&src, NULL, &b->loaded[i]) == -1)
		errx(1, "%s does not load", text);
	b->zones[i] = zone_new(&apex, b->loaded[i].content, true, 0);
	if (b->zones[i] == NULL)
		err(1, NULL);
	b->loaded[i].content = NULL;
}

/* What checks look names up in. */
static void
put_all(struct bench *b)
{
	struct table_edit	*edit;
	unsigned long		 i;

	if ((b->table = table_new(1)) == NULL ||
	    (edit = table_edit_begin(b->table)) == NULL ||
	    (b->examiner = examiner_new(1)) == NULL)
		err(1, NULL);
	for (i = 0; i < b->n; i++) {
		if (table_edit_put(edit, zone_ref(b->zones[i])) == -1)
			err(1, NULL);
	}
	if ((b->table = table_edit_commit(edit)) == NULL)
		err(1, NULL);
}

static void
check_all(struct bench *b, struct report *rep)
{
	struct subject	 subject = {.served = b->table};
	struct exam	 e = {.lint = 0};
	unsigned long	 i;

	for (i = 0; i < b->n; i++)
		examiner_replace(b->examiner, NULL, b->zones[i]);
	for (i = 0; i < b->n; i++) {
		subject.zone = b->zones[i];
		(void)examine(b->examiner, &subject, rep, &e);
		(void)outcomes_take(examiner_outcomes(b->examiner), &e);
		b->findings += report_count(rep, SEV_ERROR) +
		    report_count(rep, SEV_WARNING) +
		    report_count(rep, SEV_INFO);
	}
}

int
main(int argc, char *argv[])
{
	struct bench	 b = {.n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0};
	struct report	*rep = report_new(0);
	double		 start_us;
	double		 parse_us;
	double		 check_us;
	size_t		 kept;
	unsigned long	 i;

	if (b.n == 0 || rep == NULL)
		errx(1, "usage: lint directory zones");
	b.loaded = calloc(b.n, sizeof(*b.loaded));
	b.zones = calloc(b.n, sizeof(*b.zones));
	if (b.loaded == NULL || b.zones == NULL)
		err(1, NULL);
	start_us = cpu_us();
	for (i = 0; i < b.n; i++)
		load_one(&b, argv[1], i);
	parse_us = cpu_us() - start_us;
	put_all(&b);
	kept = mallinfo2().uordblks;
	start_us = cpu_us();
	check_all(&b, rep);
	check_us = cpu_us() - start_us;
	printf("parse %.1f us a zone, check %.1f us, ratio %.2f;"
	    " %zu findings; %.1f octets a zone remembered, in %zu outcomes\n",
	    parse_us / (double)b.n, check_us / (double)b.n,
	    check_us / parse_us, b.findings,
	    (double)(mallinfo2().uordblks - kept) / (double)b.n,
	    outcomes_count(examiner_outcomes(b.examiner)));
	free(b.zones);
	free(b.loaded);
	return 0;	/* the end of the process frees the rest */
}
