/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>

#include "server/inquiry.h"
#include "server/spread.h"

static void
list(struct inquiry *q, struct rounds *r, FILE *to)
{
	struct inventory	*inv = rounds_inventory(r);

	if (!q->listing.is_begun)
		rows_begin(&q->listing.rows, to, q->form);
	q->listing.rows.to = to;
	q->listing.pattern = q->name;
	q->has_more = listing_some(&q->listing, inv, inventory_hosts(inv));
}

/* About one name; *why as there. */
static int
tell(const struct inquiry *q, struct rows *rows, struct rounds *r,
    const struct loader_setup *setup, char **why)
{
	const struct listing_world	 world = {rounds_inventory(r),
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

	q->rc = 0;
	q->has_more = false;
	if (q->kind == INQUIRE_ZONES) {
		list(q, r, to);
		return;
	}
	rows_begin(&rows, to, q->form);
	if ((q->rc = tell(q, &rows, r, setup, &why)) == 0) {
		rows_end(&rows);
		return;
	}
	rewind(to);		/* what was begun gives way */
	rows_error(to, q->form, why != NULL ? why : "mxd is out of memory");
	free(why);
}

char *
inquiry_answer(struct inquiry *q, struct rounds *r,
    const struct loader_setup *setup, size_t *len)
{
	char	*text = NULL;
	FILE	*to;
	bool	 has_failed;

	*len = 0;
	if ((to = open_memstream(&text, len)) != NULL) {
		answer(q, r, setup, to);
		has_failed = ferror(to) != 0;
		if (fclose(to) == 0 && !has_failed)
			return text;
		free(text);
	}
	q->rc = -1;
	q->has_more = false;
	return NULL;
}
