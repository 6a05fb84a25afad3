/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>

#include "server/clock.h"
#include "server/inquiry.h"
#include "server/spread.h"
#include "zones/mem.h"

/* How long others may have to wait for a part of the checks. */
#define PART_MS	20

static void
list(struct inquiry *q, struct rounds *r, FILE *to)
{
	struct inventory	*inv = rounds_inventory(r);

	if (!q->listing.is_begun)
		rows_begin(&q->listing.rows, to, q->form);
	q->listing.rows.to = to;
	q->listing.pattern = q->name;
	q->listing.owner = listing_owner(inv, rounds_table(r), q->name);
	q->has_more = listing_some(&q->listing, inv, inventory_hosts(inv));
}

/* What was begun gives way. */
static void
refuse(struct inquiry *q, FILE *to, const char *why)
{
	q->rc = -1;
	rewind(to);
	rows_error(to, q->form, why != NULL ? why : "mxd is out of memory");
}

static void
check_one(struct inquiry *q, const struct recheck_world *world, FILE *to)
{
	char	*why = NULL;

	if (survey_one(&q->survey, world, q->name) == 0) {
		q->status = (int)survey_status(&q->survey);
		return;
	}
	if (asprintf(&why, "there is no zone or template %s here; `mxctl "
	    "zones' lists those that there are", q->name) == -1)
		why = NULL;
	refuse(q, to, why);
	free(why);
	q->status = SURVEY_IMPOSSIBLE;
}

/* Checks that are under way come first: what they learn is needed. */
static void
check(struct inquiry *q, struct rounds *r, struct loader_status *status,
    FILE *to)
{
	const struct recheck_world world = {rounds_inventory(r),
	    rounds_table(r), rounds_conf(r)};

	if (world.conf == NULL) {
		refuse(q, to, "no zones are loaded yet");
		q->status = SURVEY_IMPOSSIBLE;
		return;
	}
	if (rounds_has_advice(r)) {
		rounds_advise(r, status);
		q->has_more = true;
		return;
	}
	if (!q->survey.is_begun)
		rows_begin(&q->survey.rows, to, q->form);
	q->survey.rows.to = to;
	if (q->name != NULL) {
		check_one(q, &world, to);
		return;
	}
	q->has_more = survey_some(&q->survey, &world, clock_ms() + PART_MS);
	q->status = (int)survey_status(&q->survey);
}

/* About one name; *why as there. */
static int
tell(const struct inquiry *q, struct rows *rows, struct rounds *r,
    const struct loader_setup *setup, char **why)
{
	const struct recheck_world	 world = {rounds_inventory(r),
	    rounds_table(r), rounds_conf(r)};
	const struct spread_workers	 workers = {setup->workers,
	    setup->nworkers};

	if (q->kind == INQUIRE_ZONE)
		return listing_zone(rows, &world, q->name, why);
	return spread_tell(rows, world.table, &workers, q->name, why);
}

static void
answer(struct inquiry *q, struct rounds *r, const struct loader_setup *setup,
    FILE *to)
{
	struct rows	 rows;
	char		*why = NULL;

	rows_begin(&rows, to, q->form);
	if (tell(q, &rows, r, setup, &why) == 0)
		rows_end(&rows);
	else
		refuse(q, to, why);
	free(why);
}

/* A text that was written; NULL: it could not be. */
static char *
close_text(struct inquiry *q, FILE *to, char **text)
{
	char	*whole = memstream_close(to, text);

	if (whole != NULL)
		return whole;
	q->rc = -1;
	q->has_more = false;
	return NULL;
}

static FILE *
open_text(struct inquiry *q, char **text, size_t *len)
{
	FILE	*to;

	*text = NULL;
	*len = 0;
	if ((to = open_memstream(text, len)) == NULL) {
		q->rc = -1;
		q->has_more = false;
	}
	return to;
}

char *
inquiry_answer(struct inquiry *q, struct rounds *r,
    const struct loader_setup *setup, struct loader_status *status,
    size_t *len)
{
	char	*text;
	FILE	*to;

	if ((to = open_text(q, &text, len)) == NULL)
		return NULL;
	q->rc = 0;
	q->has_more = false;
	if (q->kind == INQUIRE_ZONES)
		list(q, r, to);
	else if (q->kind == INQUIRE_CHECK)
		check(q, r, status, to);
	else
		answer(q, r, setup, to);
	return close_text(q, to, &text);
}

char *
inquiry_account(struct inquiry *q, const struct account *a, size_t *len)
{
	struct rows	 rows;
	char		*text;
	FILE		*to;

	if ((to = open_text(q, &text, len)) == NULL)
		return NULL;
	/* Also a bad outcome is what was asked for; the status tells it. */
	q->rc = 0;
	q->status = account_rc(a) == 0 ? 0 : 1;
	q->has_more = false;
	rows_begin(&rows, to, q->form);
	account_tell(a, &rows);
	rows_end(&rows);
	return close_text(q, to, &text);
}

char *
inquiry_refuse(struct inquiry *q, const char *why, size_t *len)
{
	char	*text;
	FILE	*to;

	if ((to = open_text(q, &text, len)) == NULL)
		return NULL;
	q->rc = -1;
	q->has_more = false;
	rows_error(to, q->form, why != NULL ? why : "mxd is out of memory");
	return close_text(q, to, &text);
}
