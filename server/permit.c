/* SPDX-License-Identifier: ISC */
#include "server/permit.h"

#include "conf/admit.h"
#include "zones/rrtype.h"
#include "zones/table.h"

bool
permit_is_needed(const struct conf *conf)
{
	return conf->nguarded > 0 ||
	    (conf->allow != NULL && !acl_is_open(conf->allow));
}

const struct zone *
permit_zone(const struct table *t, const struct name *name, uint16_t qtype)
{
	const struct zone	*zone = table_find(t, name, 0), *parent;

	if (qtype != TYPE_DS || zone == NULL || name->labels == 0 ||
	    zone->apex_len != name->len)
		return zone;
	parent = table_find(t, name, 1);
	return parent != NULL ? parent : zone;
}

/* The list of the zone that is asked; NULL: it has none. */
static const struct acl *
find_list(const struct snapshot *snap, const struct query *q)
{
	const struct zone	*zone;

	if (snap->conf->nguarded == 0)
		return NULL;
	zone = permit_zone(snap->table, &q->qname, q->qtype);
	return zone == NULL ? NULL :
	    admit_find(snap->conf, zone->apex, zone->apex_len);
}

bool
permit_has(const struct snapshot *snap, const struct packet *p,
    const struct query *q, enum verdict verdict)
{
	const struct acl	*acl = NULL;

	if (verdict == VERDICT_ANSWER)
		acl = find_list(snap, q);
	else if (verdict != VERDICT_CHAOS)
		return true;	/* it is told nothing anyway */
	if (acl == NULL)
		acl = snap->conf->allow;
	return acl == NULL || acl_has(acl, p->peer, p->peer_len);
}

bool
permit_is_guarded(const struct conf *conf, const struct zone *zone)
{
	return conf->nguarded > 0 &&
	    admit_find(conf, zone->apex, zone->apex_len) != NULL;
}
