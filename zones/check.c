/* SPDX-License-Identifier: ISC */
#include "zones/check.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "zones/check_dane.h"
#include "zones/check_bimi.h"
#include "zones/check_dmarc.h"
#include "zones/check_dmarc_auth.h"
#include "zones/check_dmarc_domain.h"
#include "zones/check_dmarc_policy.h"
#include "zones/check_dmarc_report.h"
#include "zones/check_dkim.h"
#include "zones/check_alias.h"
#include "zones/check_cut.h"
#include "zones/check_dot.h"
#include "zones/check_key.h"
#include "zones/check_mx.h"
#include "zones/check_mxset.h"
#include "zones/check_ns.h"
#include "zones/check_owner.h"
#include "zones/check_ptr.h"
#include "zones/check_sender.h"
#include "zones/check_sig.h"
#include "zones/check_spf.h"
#include "zones/check_spfname.h"
#include "zones/check_spfterm.h"
#include "zones/check_spfwalk.h"
#include "zones/check_soa.h"
#include "zones/check_sts.h"
#include "zones/check_tlsa.h"
#include "zones/check_tlsrpt.h"
#include "zones/check_srv.h"
#include "zones/check_ttl.h"
#include "zones/check_txt.h"
#include "zones/inspect.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/*
 * What load and build find, as far as it is no fault of memory: listed here
 * so that all ids stand in one table.
 */
static const struct check_rule load_rules[] = {
	{"file-unreadable", SEV_ERROR, SCOPE_LOAD,
	    "The zone file cannot be read.", NULL},
	{"parse-error", SEV_ERROR, SCOPE_LOAD,
	    "A line is not in the language of zone files.", NULL},
	{"include-error", SEV_ERROR, SCOPE_LOAD,
	    "An included file cannot be read, or must not be.", NULL},
	{"ttl-out-of-range", SEV_ERROR, SCOPE_LOAD,
	    "A TTL is above 2147483647.", NULL},
	{"ttl-missing-default", SEV_INFO, SCOPE_LOAD,
	    "No TTL is stated; the minimum of the SOA is taken.", NULL},
	{"ttl-mismatch", SEV_WARNING, SCOPE_LOAD,
	    "Records of one set have different TTLs.", NULL},
	{"soa-missing", SEV_ERROR, SCOPE_LOAD,
	    "The zone has no SOA.", NULL},
	{"soa-multiple", SEV_ERROR, SCOPE_LOAD,
	    "The zone has more than one SOA.", NULL},
	{"out-of-zone", SEV_ERROR, SCOPE_LOAD,
	    "An owner lies outside the zone.", NULL},
	{"cname-at-apex", SEV_ERROR, SCOPE_LOAD,
	    "The zone's own name has a CNAME.", NULL},
	{"mx-owner-cname", SEV_ERROR, SCOPE_LOAD,
	    "A name has MX and CNAME.", NULL},
	{"cname-and-other-data", SEV_ERROR, SCOPE_LOAD,
	    "A CNAME stands beside other data.", NULL},
	{"cname-multiple", SEV_ERROR, SCOPE_LOAD,
	    "A name has two CNAME records.", NULL},
	{"dname-multiple", SEV_ERROR, SCOPE_LOAD,
	    "A name has two DNAME records.", NULL},
	{"dname-occludes", SEV_ERROR, SCOPE_LOAD,
	    "Data lie below a DNAME.", NULL},
	{"duplicate-rr", SEV_WARNING, SCOPE_LOAD,
	    "A record stands twice.", NULL},
	{"rrset-too-large", SEV_WARNING, SCOPE_LOAD,
	    "The records of a name and type fit into no message.", NULL},
	{"zone-too-large", SEV_ERROR, SCOPE_LOAD,
	    "The zone is larger than can be held.", NULL},
	{"file-unused", SEV_WARNING, SCOPE_LOAD,
	    "A file is given that is not used.", NULL},
	{"domain-error", SEV_ERROR, SCOPE_LOAD,
	    "A line of a list of domains is wrong.", NULL},
	{"domain-unused", SEV_WARNING, SCOPE_LOAD,
	    "A domain of a list is served from elsewhere.", NULL},
	{"domain-unchecked", SEV_INFO, SCOPE_LOAD,
	    "Of very many domains with values some are not looked at.", NULL},
	{"value-unused", SEV_WARNING, SCOPE_LOAD,
	    "A template has no place for a value of a list.", NULL},
	{"allow-unused", SEV_INFO, SCOPE_LOAD,
	    "A comment permits what is not found.", NULL},
};

static const struct check_table load_table = {
	load_rules, sizeof(load_rules) / sizeof(load_rules[0])
};

static const struct check_chapter check_load = {
	.tables = &load_table,
	.n = 1,
};

/* In the order in which they are told for one place. */
static const struct check_chapter *const chapters[] = {
	&check_load,
	&check_dot,
	&check_owner,
	&check_alias,
	&check_ns,
	&check_cut,
	&check_mx,
	&check_mxset,
	&check_ptr,
	&check_sender,
	&check_srv,
	&check_sig,
	&check_soa,
	&check_ttl,
	&check_key,
	&check_txt,
	&check_dmarc,
	&check_dmarc_policy,
	&check_dmarc_report,
	&check_dmarc_auth,
	&check_dmarc_domain,
	&check_bimi,
	&check_spfterm,
	&check_spfwalk,
	&check_spf,
	&check_spfname,
	&check_sts,
	&check_tlsrpt,
	&check_tlsa,
	&check_dane,
	&check_dkim,
	&check_dkim_domain,
};
#define CHAPTERS	(sizeof(chapters) / sizeof(chapters[0]))

const struct check_rule *
check_row(size_t i)
{
	const struct check_table	*table;
	size_t				 c;
	size_t				 t;

	for (c = 0; c < CHAPTERS; c++) {
		for (t = 0; t < chapters[c]->n; t++) {
			table = &chapters[c]->tables[t];
			if (i < table->n)
				return &table->rules[i];
			i -= table->n;
		}
	}
	return NULL;
}

static const struct check_rule *
find_row(const struct check_table *table, const char *id, size_t len)
{
	size_t	i;

	for (i = 0; i < table->n; i++) {
		if (strlen(table->rules[i].id) == len &&
		    memcmp(table->rules[i].id, id, len) == 0)
			return &table->rules[i];
	}
	return NULL;
}

/* Asked for each finding of a zone with permissions, so not by way of
   check_row(), which counts. */
const struct check_rule *
check_find(const char *id, size_t len)
{
	const struct check_rule	*rule = NULL;
	size_t			 c;
	size_t			 t;

	for (c = 0; c < CHAPTERS && rule == NULL; c++) {
		for (t = 0; t < chapters[c]->n && rule == NULL; t++)
			rule = find_row(&chapters[c]->tables[t], id, len);
	}
	return rule;
}

bool
check_is_fatal(const struct check_rule *rule)
{
	return rule->scope == SCOPE_LOAD && rule->severity == SEV_ERROR;
}

bool
check_compares(const struct check_rule *rule)
{
	return rule->scope == SCOPE_CHANGE;
}

const char *
check_id(const struct check_rule *rule)
{
	return rule->id;
}

enum severity
check_severity(const struct check_rule *rule)
{
	return rule->severity;
}

const char *
check_summary(const struct check_rule *rule)
{
	return rule->summary;
}

/*
 * Is the set answered from this zone?  At a delegation NS is, and DS; what
 * lies below it is glue, or never seen.  RFC 1034 4.2.1, 4035 3.1.4.1.
 */
static bool
is_served(const struct node *node, const struct rrset *set)
{
	if ((node->flags & NODE_OCCLUDED) != 0)
		return false;
	return (node->flags & NODE_CUT) == 0 || set->type == TYPE_NS ||
	    set->type == TYPE_DS;
}

/* The visits that chapters make, in their order, those that make none left
   out. */
struct visits {
	void		(*set[CHAPTERS])(struct inspect *);
	uint16_t	type[CHAPTERS];		/* of set; 0: any */
	size_t		nsets;
	void		(*node[CHAPTERS])(struct inspect *);
	size_t		nnodes;
};

static void
collect(struct visits *v)
{
	const struct check_chapter	*chapter;
	size_t				 c;

	v->nsets = v->nnodes = 0;
	for (c = 0; c < CHAPTERS; c++) {
		chapter = chapters[c];
		if (chapter->visit_set != NULL) {
			v->type[v->nsets] = chapter->type;
			v->set[v->nsets++] = chapter->visit_set;
		}
		if (chapter->visit_node != NULL)
			v->node[v->nnodes++] = chapter->visit_node;
	}
}

static void
visit_set(struct inspect *in, const struct visits *v)
{
	uint16_t	type = in->set->type;
	size_t		i;

	for (i = 0; i < v->nsets; i++) {
		if (v->type[i] == 0 || v->type[i] == type)
			v->set[i](in);
	}
}

static void
visit_hidden(struct inspect *in)
{
	size_t	c;

	for (c = 0; c < CHAPTERS; c++) {
		if (chapters[c]->visit_hidden != NULL)
			chapters[c]->visit_hidden(in);
	}
}

/* The zone, and its apex. */
static void
visit_apex(struct inspect *in)
{
	size_t	c;

	for (c = 0; c < CHAPTERS; c++) {
		if (chapters[c]->visit_zone != NULL)
			chapters[c]->visit_zone(in);
		if (chapters[c]->visit_node != NULL)
			chapters[c]->visit_node(in);
	}
}

/* in->first moves behind the records of the node. */
static void
visit_node(struct inspect *in, const struct visits *v)
{
	bool		is_sound;
	unsigned	i;

	is_sound = target_owner(in->zone, in->node, &in->owner) == 0;
	if (is_sound && in->node_at == 0)
		visit_apex(in);
	for (i = 0; i < v->nnodes && is_sound && in->node_at > 0; i++)
		v->node[i](in);
	for (i = 0; i < in->node->rrsets; i++) {
		in->set = node_set(in->zone->content, in->node, i);
		if (is_sound && is_served(in->node, in->set))
			visit_set(in, v);
		else if (is_sound)
			visit_hidden(in);
		in->first += in->set->count;
	}
	in->set = NULL;
}

static void
begin(struct inspect *in, const struct check_input *from,
    struct report *rep)
{
	size_t	i;

	memset(in, 0, offsetof(struct inspect, read));
	for (i = 0; i < INSPECT_READ; i++)
		in->read[i].set = NULL;
	for (i = 0; i < INSPECT_FOUND; i++)
		in->found[i].len = 0;
	in->served = from->served;
	in->zone = from->zone;
	in->before = from->before;
	in->places = from->places;
	in->roles = from->roles;
	in->extras = from->extras;
	in->rests = from->rests;
	in->now_s = from->now_s;
	in->rep = rep;
	in->is_example = -1;
	name_from_wire(&in->apex, from->zone->apex);
}

void
check_zone(const struct check_input *from, struct report *rep)
{
	uint8_t		text[RDATA_MAX_BYTES];
	struct inspect	in;
	struct visits	v;
	size_t		n;

	if (from->zone->content == NULL)
		return;
	begin(&in, from, rep);
	in.text = text;
	collect(&v);
	n = content_nodes(from->zone->content);
	for (; in.node_at < n; in.node_at++) {
		in.node = content_node(from->zone->content, in.node_at);
		visit_node(&in, &v);
	}
	roles_free(in.own);
	free(in.lames);
}
