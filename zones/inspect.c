/* SPDX-License-Identifier: ISC */
#include "zones/inspect.h"

#include <arpa/inet.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "zones/address.h"
#include "zones/hash.h"
#include "zones/places.h"
#include "zones/rrtype.h"
#include "zones/special.h"
#include "zones/text.h"

/*
 * Each search for a near name reads the whole zone; more than this for one
 * zone would not be linear in its records.
 */
#define SEARCHES_MAX	8

/* Records of a set that are searched for a name; people list fewer. */
#define LISTED_MAX	64

/* Records of a zone that is small. */
#define SMALL_MAX	32

/* Resolvers give up after chains of about this length. */
#define CHAIN_MAX	8

bool
inspect_ask(struct inspect *in, const struct check_table *table,
    bool is_first_only)
{
	const struct check_rule	*rule = table->rules;
	const struct check_rule	*end = rule + table->n;
	bool			 has_told = false;

	for (; rule < end; rule++) {
		if (!rule->look(in, rule))
			continue;
		has_told = true;
		if (is_first_only)
			break;
	}
	return has_told;
}

bool
inspect_tell(struct inspect *in, const struct check_rule *rule, unsigned i,
    const char *fmt, ...)
{
	struct place	at = places_at(in->places, in->first + i);
	char		owner[NAME_TEXT_MAX];
	char		text[4 * NAME_TEXT_MAX];
	va_list		ap;

	if (!report_keeps(in->rep, rule->severity)) {
		report_add(in->rep, rule->severity, &at, rule->id, NULL, "%s",
		    rule->summary);
		return true;
	}
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	report_add(in->rep, rule->severity, &at, rule->id,
	    name_to_text(in->owner.wire, owner), "%s", text);
	return true;
}

const char *
inspect_name(const struct inspect *in, const struct check_rule *rule,
    const struct name *name, char buf[NAME_TEXT_MAX])
{
	return report_keeps(in->rep, rule->severity) ?
	    name_to_text(name->wire, buf) : "";
}

static void
find(struct inspect *in, const struct name *name, struct target *out)
{
	target_find(in->served, name, out);
	if (in->rests != NULL && out->zone != in->zone)
		rests_note(in->rests, name, &in->apex);
}

void
inspect_find(struct inspect *in, const struct name *name, struct target *out)
{
	struct inspect_found	*last;
	uint64_t		 h;

	if (name->len > INSPECT_FOUND_BYTES) {
		find(in, name, out);
		return;
	}
	h = hash_load_tail(name->wire, name->len < 8 ? name->len : 8);
	last = &in->found[hash_mix(h ^ name->len, HASH_SPREAD) %
	    INSPECT_FOUND];
	if (last->len != name->len ||
	    !octets_equal(last->wire, name->wire, name->len)) {
		find(in, name, &last->target);
		last->len = name->len;
		memcpy(last->wire, name->wire, name->len);
	}
	*out = last->target;
}

int
inspect_follow(struct inspect *in, struct name *name, struct target *out)
{
	unsigned	i;

	for (i = 0; i <= CHAIN_MAX; i++) {
		inspect_find(in, name, out);
		if (out->kind != TARGET_ALIAS && out->kind != TARGET_RENAMED)
			return 0;
		if (target_step(name, out) == -1)
			return -1;
	}
	return -1;
}

/* Does a record of this type name it?  As roles_add() would find. */
static bool
is_named(const struct inspect *in, const struct name *name, uint16_t type)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	const struct rrset	*set;
	struct name		 other;
	size_t			 i;
	unsigned		 k;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		set = (node->flags & NODE_OCCLUDED) != 0 ? NULL :
		    node_find(c, node, type);
		for (k = 0; set != NULL && k < set->count; k++) {
			if (target_name(in->zone, set, k, &other) == 0 &&
			    name_equal(&other, name))
				return true;
		}
	}
	return false;
}

/* The same without a set of roles: so few records are read sooner than one
   is made. */
static bool
is_named_in_small(const struct inspect *in, const struct name *name,
    unsigned roles)
{
	return name_is_under(name, &in->apex) &&
	    (((roles & ROLE_EXCHANGE) != 0 && is_named(in, name, TYPE_MX)) ||
	    ((roles & ROLE_SERVER) != 0 && is_named(in, name, TYPE_NS)));
}

bool
inspect_has_role(struct inspect *in, const struct name *name, unsigned roles)
{
	if (in->roles != NULL && roles_has(in->roles, name, roles))
		return true;
	if (in->own == NULL && (roles & ~(unsigned)(ROLE_EXCHANGE |
	    ROLE_SERVER)) == 0 &&
	    content_records(in->zone->content) <= SMALL_MAX)
		return is_named_in_small(in, name, roles);
	if (in->own == NULL) {
		in->own = roles_new(0);
		if (in->own != NULL && roles_add(in->own, in->zone,
		    true) == -1) {
			roles_free(in->own);
			in->own = NULL;
		}
	}
	return in->own == NULL || roles_has(in->own, name, roles);
}

void
inspect_policy(struct inspect *in, unsigned i, uint8_t *buf,
    struct policy *out)
{
	struct inspect_read	*last = &in->read[i % INSPECT_READ];
	size_t			 len;

	if (last->set != in->set || last->node != in->node || last->i != i) {
		last->set = in->set;
		last->node = in->node;
		last->i = i;
		policy_read(in->set, i, &in->owner, inspect_is_bare(in, i),
		    buf, &last->policy);
		if (last->policy.strings == 1)
			last->policy.text = rrset_rdata(in->set, i, &len) + 1;
	} else if (last->policy.strings != 1)
		(void)policy_text(in->set, i, buf);
	*out = last->policy;
	if (out->strings != 1)
		out->text = buf;
}

bool
inspect_is_bare(const struct inspect *in, unsigned i)
{
	return places_at(in->places, in->first + i).is_bare;
}

size_t
inspect_before(const struct content *c, const struct node *node,
    const struct rrset *end)
{
	const struct rrset	*set;
	size_t			 n = 0;
	unsigned		 i;

	for (i = 0; i < node->rrsets && (set = node_set(c, node, i)) != end;
	    i++)
		n += set->count;
	return n;
}

bool
inspect_is_example(struct inspect *in)
{
	const struct content	*c = in->zone->content;
	struct address		 a;
	size_t			 i;
	size_t			 k;

	if (in->is_example != -1)
		return in->is_example;
	in->is_example = 1;
	for (i = 0; i < content_nodes(c) && in->is_example; i++) {
		for (k = 0; address_of(c, content_node(c, i), k, &a); k++) {
			if (address_kind(&a) == ADDRESS_PUBLIC)
				in->is_example = 0;
		}
	}
	return in->is_example;
}

const struct rrset *
inspect_set(const struct inspect *in, uint16_t type)
{
	return node_find(in->zone->content, in->node, type);
}

bool
inspect_record(struct inspect *in, unsigned i)
{
	in->i = i;
	if (target_name(in->zone, in->set, i, &in->name) == -1)
		return false;
	inspect_find(in, &in->name, &in->target);
	return true;
}

/* The labels of a name left of the apex, as a name of their own. */
static bool
relative(const struct inspect *in, const struct name *name, struct name *out)
{
	static const uint8_t	root[1];
	struct name_parts	parts;

	if (!name_is_under(name, &in->apex))
		return false;
	parts.head = name->wire;
	parts.head_len = (uint8_t)(name->len - in->apex.len);
	parts.tail = root;
	parts.tail_len = 1;
	return name_join(out, &parts) == 0;
}

bool
inspect_is_dotless(const struct inspect *in, const struct name *name,
    struct name *meant)
{
	uint8_t	rel_len;

	if (in->apex.labels == 0 || !relative(in, name, meant) ||
	    !name_is_under(meant, &in->apex))
		return false;
	/* Under a top-level name the same word twice may be meant. */
	rel_len = (uint8_t)(meant->len - 1);
	return in->apex.labels > 1 || content_exact(in->zone->content,
	    meant->wire, rel_len) == NULL;
}

bool
inspect_is_foreign(const struct inspect *in, const struct name *name,
    const struct target *target, struct name *meant)
{
	const uint8_t	*last;

	if ((target->kind != TARGET_MISSING &&
	    target->kind != TARGET_WILDCARD) || in->apex.labels == 0 ||
	    !relative(in, name, meant) || meant->labels < 2 ||
	    !special_is_public(meant))
		return false;
	/* Where names of ours end so, one of them is missing. */
	last = meant->wire + meant->offset[meant->labels - 1];
	return content_exact(in->zone->content, last, last[0] + 1u) == NULL;
}

bool
inspect_is_host_octet(uint8_t c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool
inspect_is_hostname(const struct name *name)
{
	const uint8_t	*label;
	unsigned	 i;
	unsigned	 k;

	for (i = 0; i < name->labels; i++) {
		label = name->wire + name->offset[i];
		for (k = 1; k <= label[0]; k++) {
			if (!inspect_is_host_octet(label[k]))
				return false;
		}
		if (label[1] == '-' || label[label[0]] == '-')
			return false;
	}
	return true;
}

/* Could labels in front of the apex be a host's? */
static bool
is_host_labels(const uint8_t *labels, size_t len)
{
	uint8_t		wire[NAME_MAX_BYTES];
	struct name	name;

	memcpy(wire, labels, len);
	wire[len] = 0;
	name_from_wire(&name, wire);
	return inspect_is_hostname(&name);
}

/* Relative labels as text without final dot. */
static char *
label_text(const uint8_t *labels, size_t len, char *buf)
{
	uint8_t	wire[NAME_MAX_BYTES];

	memcpy(wire, labels, len);
	wire[len] = 0;
	name_to_text(wire, buf);
	buf[strlen(buf) - 1] = '\0';
	return buf;
}

bool
inspect_near_host(struct inspect *in, const struct name *name,
    struct name *out)
{
	const struct content	*c = in->zone->content;
	const struct node	*best = NULL;
	const struct node	*node;
	struct name		 rel;
	char			 text[3][NAME_TEXT_MAX];
	const char		*words[2] = {text[1], text[2]};
	const char		*wanted;
	size_t			 i;

	if (!relative(in, name, &rel) || in->searches++ >= SEARCHES_MAX)
		return false;
	wanted = label_text(rel.wire, rel.len - 1u, text[0]);
	for (i = 1; i < content_nodes(c); i++) {
		node = content_node(c, i);
		/* Two letters more or less, the root label not counted. */
		if (!node_has_address(node) || node->rel_len > rel.len + 1 ||
		    node->rel_len + 3 < rel.len ||
		    !is_host_labels(node->rel, node->rel_len))
			continue;
		(void)label_text(node->rel, node->rel_len, text[2]);
		if (strcmp(wanted, words[1]) == 0 || text_nearest(wanted,
		    strlen(wanted), words + (best == NULL),
		    best == NULL ? 1 : 2) != words[1])
			continue;
		best = node;
		memcpy(text[1], text[2], sizeof(text[1]));
	}
	return best != NULL && target_owner(in->zone, best, out) == 0;
}

bool
inspect_is_listed(const struct inspect *in, const struct name *name)
{
	struct name	other;
	unsigned	i;

	for (i = 0; i < in->set->count && i < LISTED_MAX; i++) {
		if (i != in->i && target_name(in->zone, in->set, i,
		    &other) == 0 && name_equal(&other, name))
			return true;
	}
	return false;
}

/* An address literal of RFC 5321 4.1.3 without what is around it. */
static void
strip_literal(char **text, size_t *len)
{
	static const char	tag[] = "IPv6:";

	if (*len < 2 || (*text)[0] != '[' || (*text)[*len - 1] != ']')
		return;
	(*text)[*len - 1] = '\0';
	(*text)++;
	*len -= 2;
	if (strncasecmp(*text, tag, sizeof(tag) - 1) == 0) {
		*text += sizeof(tag) - 1;
		*len -= sizeof(tag) - 1;
	}
}

static bool
is_address(const char *text)
{
	uint8_t	address[16];

	return inet_pton(AF_INET, text, address) == 1 ||
	    inet_pton(AF_INET6, text, address) == 1;
}

/* Behind an $ORIGIN more than the apex is appended: the first labels are the
   address.  A host may be called so, therefore only if there is none. */
static bool
cut_address(const struct inspect *in, const struct name *name, char *text)
{
	char		*end = text;
	unsigned	 i;

	if (in->target.kind != TARGET_MISSING || !name_equal(name, &in->name))
		return false;
	for (i = strcspn(text, ":.") < strcspn(text, ".") ? 1 : 4; i > 0; i--) {
		end = strchr(end, '.');
		if (end == NULL)
			return false;
		end += i > 1;
	}
	*end = '\0';
	return is_address(text);
}

/* An ordinary first label, with a letter in it: however the name goes on, it
   begins as no address and as no literal. */
static bool
begins_as_host(const struct name *name)
{
	unsigned	has_letter = 0;
	unsigned	i;
	uint8_t		c;

	for (i = 1; i <= name->wire[0]; i++) {
		c = name->wire[i];
		if (c >= 'a' && c <= 'z')
			has_letter = 1;
		else if ((c < '0' || c > '9') && c != '-')
			return false;
	}
	return has_letter;
}

bool
inspect_is_address(const struct inspect *in, const struct name *name,
    char text[64])
{
	struct name	 rel;
	char		 whole[NAME_TEXT_MAX];
	char		*at = whole;
	size_t		 len;

	if (begins_as_host(name))
		return false;
	if (!relative(in, name, &rel))
		rel = *name;
	name_to_text(rel.wire, whole);
	len = strlen(whole) - 1;
	whole[len] = '\0';	/* the final dot */
	strip_literal(&at, &len);
	if (len < 2 || (!is_address(at) && !cut_address(in, name, at)) ||
	    strlen(at) > 63)
		return false;
	memcpy(text, at, strlen(at) + 1);
	return true;
}

static bool
has_address(const struct target *t, const char *text)
{
	struct address	wanted;
	struct address	a;
	size_t		i;

	memset(&wanted, 0, sizeof(wanted));
	wanted.type = strchr(text, ':') == NULL ? TYPE_A : TYPE_AAAA;
	if (t->kind != TARGET_HERE || inet_pton(wanted.type == TYPE_A ?
	    AF_INET : AF_INET6, text, wanted.octets) != 1)
		return false;
	for (i = 0; address_of(t->zone->content, t->node, i, &a); i++) {
		if (address_equal(&a, &wanted))
			return true;
	}
	return false;
}

/* Records of the set before this one that are addresses too. */
static size_t
addresses_before(const struct inspect *in)
{
	struct name	name;
	char		text[64];
	size_t		n = 0;
	unsigned	i;

	for (i = 0; i < in->i && i < LISTED_MAX; i++)
		n += target_name(in->zone, in->set, i, &name) == 0 &&
		    inspect_is_address(in, &name, text);
	return n;
}

void
inspect_host_for(struct inspect *in, const char *address, struct name *out,
    char text[HOST_TEXT_MAX])
{
	static const char *const words[] = {
		"mail", "mx", "mx1", "mx2", "mx3", "mx4"
	};
	struct target	 t;
	const char	*why;
	char		 name[NAME_TEXT_MAX];
	size_t		 i = addresses_before(in);

	text[0] = '\0';
	if (i >= sizeof(words) / sizeof(words[0]))
		i = 0;
	for (; i < sizeof(words) / sizeof(words[0]); i++) {
		if (name_from_text(out, words[i], strlen(words[i]), &in->apex,
		    &why) == -1)
			*out = in->apex;	/* too long */
		inspect_find(in, out, &t);
		if (has_address(&t, address) && !inspect_is_listed(in, out))
			return;
		if (t.kind == TARGET_MISSING || t.kind == TARGET_WILDCARD)
			break;
	}
	(void)snprintf(text, HOST_TEXT_MAX, " and %s %s %s",
	    name_to_text(out->wire, name),
	    strchr(address, ':') == NULL ? "A" : "AAAA", address);
}
