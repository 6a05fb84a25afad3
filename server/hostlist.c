/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/hostadvise.h"
#include "server/hostlist.h"
#include "server/log.h"
#include "server/stamp.h"
#include "zones/tally.h"

/* What sets a line apart from others of its domain. */
static uint64_t
hash_values(const struct reading *r, const struct domain *d)
{
	if (d->is_faulty)
		return 1;	/* never what a good line has */
	return d->nvalues == 0 ? 0 : lineset_hash(inventory_seed(
	    r->course->work->round->inventory), d);
}

/* A line that says what it said.  -1 without memory. */
static int
pass_line(struct turn *t, uint64_t values)
{
	t->domains++;
	t->unchanged++;
	if (values == 0)
		return 0;
	if (t->lines == NULL && (t->lines = lineset_new()) == NULL)
		return -1;
	return lineset_add(t->lines, values);
}

/*
 * The next lines that are gone through, their memory on the way.
 *
 * *n		how many
 * returns	-1 without memory
 */
static int
read_lines(struct reading *r, struct domains *d, size_t *n)
{
	const struct name	*apexes[COURSE_LINES];
	struct course		*c = r->course;
	struct turn		*t = r->turn;
	struct domain		*line;
	uint64_t		 apex, values;
	size_t			 class;

	for (*n = 0; *n < COURSE_LINES; ) {
		line = &c->lines[*n];
		if (!domains_next(d, line))
			break;
		class = table_class(c->base, &line->apex, t->sums->n, &apex);
		values = hash_values(r, line);
		if (t->wanted == NULL)
			linesums_add(t->sums, class, apex, values);
		if (t->wanted == NULL || t->wanted[class] != 0) {
			c->values[*n] = values;
			apexes[(*n)++] = &line->apex;
		} else if (pass_line(t, values) == -1)
			return -1;
	}
	table_edit_fetch(c->edit, apexes, *n);
	return 0;
}

static int
take_lines(struct reading *r, struct domains *d)
{
	struct course	*c = r->course;
	size_t		 i, n;
	int		 rc = 0;

	do {
		if (round_is_cancelled(c->work->round))
			return round_give_up();
		if (read_lines(r, d, &n) == -1)
			return round_out_of_memory();
		for (i = 0; i < n && rc == 0; i++)
			rc = course_line(r, &c->lines[i],
			    c->values[i]);
		tally_fold(c->tally);
	} while (n > 0 && rc == 0);
	return rc == -1 ? round_out_of_memory() : rc;
}

static size_t
count_lines(const struct source *src)
{
	size_t		 n = 1;
	const char	*p = src->text, *end = src->text + src->len_bytes;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		n++;
		p++;
	}
	return n;
}

/* Has nothing changed but the list, so that its lines say what is new? */
static bool
is_list_only(const struct reading *r)
{
	const struct turn	*t = r->turn;

	return r->course->is_partial && t->next == NULL && !t->is_failing &&
	    t->host->does_rotate == t->conf->does_rotate;
}

/*
 * Which lines are gone through: if only the list has changed, and the course
 * is partial, those of some classes.  -1 without memory.
 */
static int
choose_lines(struct reading *r, const struct source *src, size_t lines)
{
	const struct linesums	*before = r->turn->host->sums;
	struct domain		*line = &r->course->lines[0];
	struct turn		*t = r->turn;
	struct domains		 d;
	uint64_t		 apex;
	size_t			 n = linesums_classes(lines), class;

	if ((t->sums = linesums_new(n)) == NULL)
		return -1;
	if (!is_list_only(r) || before == NULL || before->n != n)
		return 0;
	(void)domains_start(&d, NULL, src->text, src->len_bytes, NULL);
	while (domains_next(&d, line)) {
		class = table_class(r->course->base, &line->apex, n, &apex);
		linesums_add(t->sums, class, apex, hash_values(r, line));
	}
	if ((t->wanted = malloc(n)) == NULL)
		return -1;
	(void)linesums_compare(before, t->sums, t->wanted);
	return 0;
}

/* So many domains there may be, most of them new. */
static void
expect(struct course *c, const struct turn *t, size_t lines)
{
	if (lines > t->host->domains * 2)	/* or it is slower */
		(void)table_edit_expect(c->edit, table_zones(c->base) +
		    lines);
}

static int
unmark(const struct zone *z, void *arg)
{
	const struct reading	*r = arg;

	if (host_owns(r->turn->host, z))
		zone_mark(z, !r->course->mark);
	return 0;
}

int
hostlist_walk(const struct course *c, const struct turn *t,
    int (*fn)(const struct zone *, void *), void *arg)
{
	const struct table	*old = c->work->round->old;

	return t->wanted == NULL ? table_walk(old, fn, arg) :
	    table_walk_classes(old, t->wanted, t->sums->n, fn, arg);
}

/* The list's lines, when its text is there. */
static int
read_list(struct course *c, struct turn *t, const struct source *src)
{
	struct reading	*r;
	struct domains	 d;
	size_t		 lines;
	int		 rc;

	if (domains_start(&d, t->conf->domains, src->text, src->len_bytes,
	    tally_report(c->tally)) == -1) {
		t->is_unread = true;
		return 0;
	}
	if ((r = calloc(1, sizeof(*r))) == NULL)
		return round_out_of_memory();
	r->course = c;
	r->turn = t;
	course_cast(r);
	lines = count_lines(src);
	expect(c, t, lines);
	rc = choose_lines(r, src, lines) == -1 ? round_out_of_memory() : 0;
	if (rc == 0 && c->is_partial)
		(void)hostlist_walk(c, t, unmark, r);
	if (rc == 0)
		rc = take_lines(r, &d);
	t->faults += d.faults;
	cast_end(&r->cast);
	free(r);
	return rc;
}

/* What is wrong with a list as a whole. */
static void
report_unread(struct course *c, const struct turn *t, const char *why)
{
	const struct place	 at = {.file = t->conf->domains};

	report_add(tally_report(c->tally), SEV_ERROR, &at, "file-unreadable",
	    NULL, "%s", why);
}

int
hostlist_take(struct course *c, struct turn *t)
{
	struct judge	 judge = {&t->conf->lint, &c->work->conf->lint, NULL};
	char		 why[SOURCE_WHY_BYTES];
	struct file_id	 id;
	struct source	 src;
	size_t		 i;
	int		 rc = 0;

	report_clear(c->report);
	lint_judge(tally_report(c->tally), &judge);
	if (source_read(t->conf->domains, NULL, &src, &id, why) == 0) {
		rc = read_list(c, t, &src);
		free(src.text);
	} else {
		report_unread(c, t, why);
		t->is_unread = true;
	}
	t->list_stamp = stamp_of(&id);
	tally_tell(c->tally);
	lint_judge(tally_report(c->tally), NULL);
	if (c->is_partial && (rc == 1 || t->is_unread))
		return 1;	/* what is found is found again */
	t->said[HOST_LIST] = report_copy(c->report, SEV_INFO);
	t->is_said[HOST_LIST] = true;
	for (i = SEV_INFO; i <= SEV_ERROR; i++)
		t->in_list[i] = (uint32_t)report_count(c->report,
		    (enum severity)i);
	host_log(c->work, t->conf->name, NOTICE_LIST, c->report);
	course_tell(c, t);
	return rc;
}
