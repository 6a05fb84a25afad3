/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rotate.h"
#include "server/spread.h"
#include "server/title.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/* Of a record that comes first each time. */
static const char	 bar[] = "########################################";

/* An address set has a turn as an answer, and one as additional data. */
#define TURNS_MAX	2

/* A text that is told in pieces, and room for a record. */
struct teller {
	FILE			*to;
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

static void
tell_run(struct teller *t, const struct rrset *set,
    const struct rotation_run *run)
{
	unsigned	 len = run->end - run->first, i;
	uint64_t	 all = answers(t), n;
	double		 share;

	for (i = 0; i < len; i++) {
		n = firsts(t, i, len);
		share = all == 0 ? 0 : (double)n / (double)all;
		(void)fprintf(t->to, "  %-40s %10" PRIu64 " %5.1f%% %.*s\n",
		    record_text(t, set, run->first + i), n, 100 * share,
		    (int)(share * (double)strlen(bar)), bar);
	}
}

/* Begin a set; whether it takes turns. */
static bool
tell_head(struct teller *t, const struct rrset_slot *slot)
{
	const struct zone	*z = t->zone;
	bool			 is_address;
	char			 type[RRTYPE_TEXT_MAX];

	(void)fprintf(t->to, "%s: ", rrtype_to_text(slot->type, type));
	if ((slot->flags & SLOT_ROTATES) == 0 || !z->does_rotate) {
		(void)fprintf(t->to, "does not rotate\n");
		return false;
	}
	is_address = slot->type == TYPE_A || slot->type == TYPE_AAAA;
	look(t, z->rotation_base + slot_rotation(z->content, slot),
	    is_address ? TURNS_MAX : 1);
	(void)fprintf(t->to, "%" PRIu64 " answers%s\n", answers(t),
	    is_address ? ", or as additional data" : "");
	return true;
}

static void
tell_set(struct teller *t, const struct node *node,
    const struct rrset_slot *slot)
{
	const struct rrset	*set = slot_set(t->zone->content, node, slot);
	bool			 rotates = tell_head(t, slot);
	struct rotation_run	 run;
	unsigned		 i;

	for (i = 0; i < set->count; i = run.end) {
		run = rotation_run(set, i, 0);
		if (rotates && run.end - run.first > 1) {
			tell_run(t, set, &run);
			continue;
		}
		for (; i < run.end; i++)
			(void)fprintf(t->to, "  %-40s always here\n",
			    record_text(t, set, i));
	}
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

static int
tell_name(struct teller *t, const struct name *name, const char *text)
{
	const struct zone	*z = t->zone;
	const struct node	*node = NULL;
	const struct rrset_slot	*slot;
	unsigned		 i, told = 0;

	if (z->content != NULL)
		node = content_exact(z->content, name->wire,
		    (size_t)(name->len - z->apex_len));
	for (i = 0; node != NULL && i < node->rrsets; i++) {
		slot = &node_slots(node)[i];
		if (!is_told(slot->type))
			continue;
		tell_set(t, node, slot);
		told++;
	}
	if (told > 0)
		return 0;
	(void)fprintf(t->to, "%s has no MX, NS, SRV or addresses here", text);
	return -1;
}

static int
tell(struct teller *t, const struct table *table, const char *text)
{
	struct name	 name;
	const char	*why;

	if (name_from_text(&name, text, strlen(text), NULL, &why) == -1) {
		(void)fprintf(t->to, "%s is no domain name: %s", text, why);
		return -1;
	}
	name_lower(&name);
	if ((t->zone = table_find(table, &name, 0)) != NULL)
		return tell_name(t, &name, text);
	(void)fprintf(t->to, "there is no zone here that %s is in; `mxctl "
	    "zones' lists those that there are", text);
	return -1;
}

char *
spread_make(const struct table *table, struct worker **workers,
    unsigned nworkers, const char *name, int *rc)
{
	struct teller	*t;
	char		*text = NULL;
	size_t		 len = 0;
	bool		 has_failed = true;

	*rc = -1;
	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	t->workers = workers;
	t->nworkers = nworkers;
	t->turns = calloc((size_t)nworkers * TURNS_MAX, sizeof(*t->turns));
	if (t->turns != NULL &&
	    (t->to = open_memstream(&text, &len)) != NULL) {
		*rc = tell(t, table, name);
		has_failed = ferror(t->to) != 0;
		has_failed |= fclose(t->to) == EOF;
	}
	free(t->turns);
	free(t);
	if (!has_failed)
		return text;
	free(text);
	*rc = -1;
	return NULL;
}
