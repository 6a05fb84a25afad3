/* SPDX-License-Identifier: ISC */
#include "zones/lame.h"

#include <stdint.h>
#include <stdlib.h>

#include "zones/rrtype.h"
#include "zones/special.h"

/* Room at the start; doubled when it is full. */
#define ROOM_MIN	16

/* Glue for a name server: its addresses in the parent zone. */
static bool
has_glue(const struct zone *z, const struct name *server)
{
	return node_has_address(content_exact(z->content,
	    server->wire, (size_t)(server->len - z->apex_len)));
}

/* Do all name servers of the delegation lie below it, without glue? */
static bool
is_lame(const struct zone *z, const struct node *cut)
{
	const struct rrset	*ns = node_find(z->content, cut, TYPE_NS);
	struct name		 owner;
	struct name		 server;
	unsigned		 i;

	if (ns == NULL || target_owner(z, cut, &owner) == -1)
		return false;
	for (i = 0; i < ns->count; i++) {
		if (target_name(z, ns, i, &server) == -1 ||
		    !name_is_under(&server, &owner) || has_glue(z, &server))
			return false;
	}
	return true;
}

/* Of another exchange something else is told, and not where it leads. */
static bool
is_sound(const struct inspect *in, const struct name *exchange)
{
	struct name	meant;
	char		text[64];

	return inspect_is_hostname(exchange) &&
	    !inspect_is_address(in, exchange, text) &&
	    !inspect_is_dotless(in, exchange, &meant) &&
	    !special_is_localhost(exchange) &&
	    special_suffix(exchange) == special_suffix(&in->apex);
}

/* The delegation of this zone that an exchange lies below, or NULL. */
static const struct node *
cut_above(struct inspect *in, const struct rrset *mx, unsigned i)
{
	struct target	t;
	struct name	name;

	if (target_name(in->zone, mx, i, &name) == -1 ||
	    !name_is_under(&name, &in->apex) || !is_sound(in, &name))
		return NULL;
	inspect_find(in, &name, &t);
	return t.kind == TARGET_DELEGATED && t.zone == in->zone ? t.node :
	    NULL;
}

static int
keep(struct inspect *in, size_t *room, const struct node *cut)
{
	const struct node	**wider;
	size_t			  n = *room == 0 ? ROOM_MIN : *room * 2;

	if (in->nlames == *room) {
		wider = reallocarray(in->lames, n, sizeof(*wider));
		if (wider == NULL)
			return -1;
		in->lames = wider;
		*room = n;
	}
	in->lames[in->nlames++] = cut;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct node	*na = *(const struct node *const *)a;
	const struct node	*nb = *(const struct node *const *)b;

	return (uintptr_t)na < (uintptr_t)nb ? -1 :
	    (uintptr_t)na > (uintptr_t)nb;
}

/* What is told of a cut without MX below it is not our matter; each of the
   others is judged once, however many exchanges lie there. */
static void
sift(struct inspect *in)
{
	const struct node	*last = NULL;
	size_t			 n = 0;
	size_t			 i;

	if (in->nlames == 0)
		return;
	qsort(in->lames, in->nlames, sizeof(*in->lames), compare);
	for (i = 0; i < in->nlames; i++) {
		if (in->lames[i] == last)
			continue;
		last = in->lames[i];
		if (is_lame(in->zone, last))
			in->lames[n++] = last;
	}
	in->nlames = n;
}

/* The delegations that exchanges of the zone lie below. */
static void
collect(struct inspect *in)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	const struct node	*cut;
	const struct rrset	*mx;
	size_t			 room = 0;
	size_t			 i;
	unsigned		 k;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		if ((node->flags & (NODE_OCCLUDED | NODE_CUT)) != 0 ||
		    (mx = node_find(c, node, TYPE_MX)) == NULL)
			continue;
		for (k = 0; k < mx->count; k++) {
			cut = cut_above(in, mx, k);
			if (cut != NULL && keep(in, &room, cut) == -1)
				return;
		}
	}
}

bool
lame_is_told(struct inspect *in, const struct node *cut)
{
	if (!in->has_lames) {
		in->has_lames = true;
		collect(in);
		sift(in);
	}
	return in->nlames > 0 && bsearch(&cut, in->lames, in->nlames,
	    sizeof(*in->lames), compare) != NULL;
}

bool
lame_has(struct inspect *in, const struct target *t)
{
	if (t->kind != TARGET_DELEGATED)
		return false;
	/* Many exchanges may lie below one of many servers. */
	return t->zone == in->zone ? lame_is_told(in, t->node) :
	    is_lame(t->zone, t->node);
}
