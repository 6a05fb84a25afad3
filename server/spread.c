/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rotate.h"
#include "server/spread.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/* An address set has a turn as an answer, and one as additional data. */
#define TURNS_MAX	2

/* What is told, and room for a record. */
struct teller {
	struct rows		*rows;
	struct worker		**workers;
	unsigned		 nworkers;
	const struct zone	*zone;
	uint32_t		*turns;		/* of the set at hand */
	unsigned		 nturns;
	uint8_t			 rdata[RDATA_MAX_BYTES];
	char			 text[RDATA_TEXT_MAX];
};

/* n counters of each worker, all at one moment as near as can be. */
static void
look(struct teller *t, uint32_t first, unsigned n)
{
	unsigned	 w;

	for (w = 0; w < t->nworkers; w++)
		worker_turns(t->workers[w], first, n, &t->turns[w * n]);
	t->nturns = t->nworkers * n;
}

static uint64_t
answers(const struct teller *t)
{
	uint64_t	 sum = 0;
	unsigned	 i;

	for (i = 0; i < t->nturns; i++)
		sum += t->turns[i];
	return sum;
}

/* How often the record at this place of a run came first in it. */
static uint64_t
firsts(const struct teller *t, unsigned place, unsigned len)
{
	uint64_t	 sum = 0;
	unsigned	 i;

	for (i = 0; i < t->nturns; i++)
		sum += t->turns[i] / len + (place < t->turns[i] % len);
	return sum;
}

static const char *
record_text(struct teller *t, const struct rrset *set, unsigned i)
{
	int	 len;

	len = rrset_rdata_absolute(t->zone->content, set, i, t->zone->apex,
	    t->zone->apex_len, t->rdata);
	if (len == -1 || rdata_to_text(set->type, t->rdata, (size_t)len,
	    t->text, sizeof(t->text)) == -1)
		return "?";
	return t->text;
}

/* A record; rotates: it took its turn at this place of a run. */
static void
tell_record(struct teller *t, const struct rrset *set, unsigned i,
    bool rotates, const struct rotation_run *run)
{
	uint64_t	 all, n;
	unsigned	 len = run->end - run->first;

	rows_item(t->rows);
	rows_wide(t->rows, "record", record_text(t, set, i), -40);
	rows_flag(t->rows, "rotates", rotates, "", "always here");
	if (rotates) {
		all = answers(t);
		n = firsts(t, i - run->first, len);
		rows_wide_number(t->rows, "first", n, 10);
		rows_share(t->rows, "share", all == 0 ? 0 : (double)n /
		    (double)all);
	}
	rows_item_end(t->rows);
}

/* Why a set takes no turns. */
static const char *
stand_still(const struct teller *t, const struct rrset *set)
{
	if (set->count == 1)
		return "one record, so there are no turns";
	if (!t->zone->does_rotate)
		return "`rotate off' is in force, so there are no turns";
	return "does not rotate";
}

/* Are there two of one rank? */
static bool
has_equals(const struct rrset *set)
{
	struct rotation_run	 run;
	unsigned		 i;

	for (i = 0; i < set->count; i = run.end) {
		run = rotation_run(set, i, 0);
		if (run.end - run.first > 1)
			return true;
	}
	return false;
}

/* Begin a set; whether it takes turns. */
static bool
tell_head(struct teller *t, const struct rrset_slot *slot,
    const struct rrset *set)
{
	const struct zone	*z = t->zone;
	bool			 is_address, rotates;
	char			 type[RRTYPE_TEXT_MAX];

	rotates = (slot->flags & SLOT_ROTATES) != 0 && z->does_rotate;
	rows_bare(t->rows, "type", rrtype_to_text(slot->type, type));
	rows_join(t->rows, ": ");
	rows_flag(t->rows, "rotates", rotates, "", stand_still(t, set));
	if (!rotates)
		return false;
	is_address = slot->type == TYPE_A || slot->type == TYPE_AAAA;
	look(t, z->rotation_base + slot_rotation(z->content, slot),
	    is_address ? TURNS_MAX : 1);
	rows_wide_number(t->rows, "answers", answers(t), 0);
	rows_join(t->rows, " answers");
	rows_flag(t->rows, "additional", is_address,
	    ", or as additional data", "");
	if (!has_equals(set))
		rows_join(t->rows, "; no two records have the same rank, so "
		    "none takes turns");
	return true;
}

static void
tell_set(struct teller *t, const struct node *node,
    const struct rrset_slot *slot)
{
	const struct rrset	*set = slot_set(t->zone->content, node, slot);
	struct rotation_run	 run;
	unsigned		 i;
	bool			 rotates;

	rows_item(t->rows);
	rotates = tell_head(t, slot, set);
	rows_list(t->rows, "records");
	for (i = 0; i < set->count; ) {
		run = rotation_run(set, i, 0);
		for (; i < run.end; i++)
			tell_record(t, set, i, rotates &&
			    run.end - run.first > 1, &run);
	}
	rows_list_end(t->rows);
	rows_item_end(t->rows);
}

/* What people wait for the turns of: not SOA, keys and signatures. */
static bool
is_told(uint16_t type)
{
	switch (type) {
	case TYPE_A:
	case TYPE_AAAA:
	case TYPE_MX:
	case TYPE_NS:
	case TYPE_SRV:
		return true;
	default:
		return false;
	}
}

static void
tell_sets(struct teller *t, const struct node *node)
{
	const struct rrset_slot	*slot;
	unsigned		 i;

	rows_list(t->rows, "sets");
	for (i = 0; i < node->rrsets; i++) {
		slot = &node_slots(node)[i];
		if (is_told(slot->type))
			tell_set(t, node, slot);
	}
	rows_list_end(t->rows);
}

/* The first set of what is told, or the alias; NULL: neither. */
static const struct rrset_slot *
find_slot(const struct node *node)
{
	const struct rrset_slot	*slot;
	unsigned		 i;

	for (i = 0; node != NULL && i < node->rrsets; i++) {
		slot = &node_slots(node)[i];
		if (is_told(slot->type) || slot->type == TYPE_CNAME)
			return slot;
	}
	return NULL;
}

/* Why nothing is told. */
static int __attribute__((format(printf, 2, 3)))
refuse(char **why, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	if (vasprintf(why, fmt, ap) == -1)
		*why = NULL;
	va_end(ap);
	return -1;
}

/* The turns are those of what it stands for. */
static int
refuse_alias(struct teller *t, const struct node *node,
    const struct rrset_slot *slot, const char *text, char **why)
{
	const char	*target;

	target = record_text(t, slot_set(t->zone->content, node, slot), 0);
	return refuse(why, "%s is an alias (CNAME) of %s, whose records take "
	    "the turns: `mxctl spread %s' tells of them if they are here",
	    text, target, target);
}

static int
tell(struct teller *t, const struct table *table, const char *text,
    char **why)
{
	const struct node	*node = NULL;
	const struct rrset_slot	*slot;
	const struct zone	*z;
	struct name		 name;
	const char		*fault;

	if (name_from_text(&name, text, strlen(text), NULL, &fault) == -1)
		return refuse(why, "%s is no domain name: %s", text, fault);
	name_lower(&name);
	if ((z = t->zone = table_find(table, &name, 0)) == NULL)
		return refuse(why, "there is no zone here that %s is in; "
		    "`mxctl zones' lists those that there are", text);
	if (z->content != NULL)
		node = content_exact(z->content, name.wire,
		    (size_t)(name.len - z->apex_len));
	if ((slot = find_slot(node)) != NULL && slot->type == TYPE_CNAME)
		return refuse_alias(t, node, slot, text, why);
	if (slot == NULL)
		return refuse(why, "%s has no MX, NS, SRV or addresses here",
		    text);
	tell_sets(t, node);
	return 0;
}

int
spread_tell(struct rows *rows, const struct table *table,
    const struct spread_workers *workers, const char *name, char **why)
{
	struct teller	*t;
	int		 rc = -1;

	*why = NULL;
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return -1;
	t->rows = rows;
	t->workers = workers->all;
	t->nworkers = workers->n;
	t->turns = calloc((size_t)workers->n * TURNS_MAX, sizeof(*t->turns));
	if (t->turns != NULL)
		rc = tell(t, table, name, why);
	free(t->turns);
	free(t);
	return rc;
}
