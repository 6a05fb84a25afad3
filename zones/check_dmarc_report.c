/* SPDX-License-Identifier: ISC */
#include "zones/check_dmarc_report.h"

#include <stdio.h>
#include <string.h>

#include "zones/check_dmarc_policy.h"
#include "zones/check_mx.h"
#include "zones/check_mxset.h"
#include "zones/dmarc_uri.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/* What a message quotes of a text. */
#define QUOTED_MAX	80

/* Addresses of one list that are followed: the cost stays linear. */
#define FOLLOWED_MAX	16

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/*
 * The list with another gap where blanks are: a comma between addresses, or
 * nothing inside of one.
 */
static void
regap(struct suggest *out, const struct dmarc_piece *list, const char *gap)
{
	size_t	i;
	bool	is_gap = false;

	suggest_init(out);
	suggest_word(out, "v=DMARC1; rua=");
	for (i = 0; i < list->len; i++) {
		if (is_blank(list->text[i]) ||
		    (is_gap && list->text[i] == ',')) {
			is_gap = true;
			continue;
		}
		if (is_gap && list->text[i - 1] != ',' && i > 0)
			suggest_word(out, gap);
		is_gap = false;
		suggest_add(out, list->text + i, 1);
	}
}

/* What stood behind a semicolon goes into the list. */
static void
rejoin(struct suggest *out, const struct dmarc *d, enum dmarc_tag tag)
{
	suggest_init(out);
	suggest_word(out, "v=DMARC1; rua=");
	suggest_add(out, d->value[tag].text, d->value[tag].len);
	suggest_word(out, ",");
	suggest_add(out, d->uri.piece.text, d->uri.piece.len);
}

static bool
is_list(struct suggest *out, const struct suggest *record)
{
	struct dmarc	d;

	dmarc_parse(&d, (const uint8_t *)record->text, record->len);
	return !record->is_full && d.syntax.text == NULL &&
	    dmarc_write_uris(out, &d, DMARC_RUA) == 0;
}

/* The list as it was meant; false if that is not clear. */
static bool
mend(struct suggest *out, const struct dmarc *d, enum dmarc_tag tag)
{
	const struct dmarc_piece	*list = &d->value[tag];
	const struct dmarc_piece	*slip = &d->uri.piece;
	struct suggest			 record;

	if (slip->at < list->at || slip->at > list->at + list->len) {
		rejoin(&record, d, tag);
		return is_list(out, &record);
	}
	if (dmarc_write_uris(out, d, tag) == 0)
		return true;
	regap(&record, list, ",");
	if (is_list(out, &record))
		return true;
	regap(&record, list, "");
	return is_list(out, &record);
}

static bool
look_uri(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	const struct dmarc_fault	*fault = &f->d->uri;
	struct suggest			 list;
	struct suggest			 line;
	struct dmarc_edit		 edit;

	if (fault->text == NULL)
		return false;
	edit.tag = fault->tag;
	edit.value = list.text;
	suggest_init(&line);
	if (mend(&list, f->d, (enum dmarc_tag)fault->tag))
		(void)check_dmarc_line(&line, in, &edit, 1);
	return inspect_tell(in, rule, in->i, "%s: \"%.*s\" %s%s",
	    dmarc_tag_name((enum dmarc_tag)fault->tag),
	    (int)(fault->piece.len < QUOTED_MAX ? fault->piece.len :
	    QUOTED_MAX), (const char *)fault->piece.text, fault->text,
	    line.text);
}

/* The first size limit in a list: "!10m". */
static bool
find_limit(const struct dmarc_facts *f, enum dmarc_tag tag,
    struct dmarc_uri *out)
{
	struct dmarc_uris	list;

	if (!f->d->has[tag] || memchr(f->text + f->d->value[tag].at, '!',
	    f->d->value[tag].len) == NULL)
		return false;
	dmarc_uris_init(&list, f->text, f->d->value[tag].at,
	    f->d->value[tag].len);
	while (dmarc_uris_next(&list, out)) {
		if (out->fault == NULL && out->limit_len > 0)
			return true;
	}
	return false;
}

static bool
look_limit(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 lists[2];
	struct suggest			 line;
	struct dmarc_edit		 edits[2];
	struct dmarc_uri		 uri;
	size_t				 n = 0;
	size_t				 i;

	if (!find_limit(f, DMARC_RUA, &uri) && !find_limit(f, DMARC_RUF, &uri))
		return false;
	for (i = 0; i < 2; i++) {
		suggest_init(&lists[i]);
		edits[n].tag = i == 0 ? DMARC_RUA : DMARC_RUF;
		edits[n].value = lists[i].text;
		if (f->d->has[edits[n].tag] && dmarc_write_uris(&lists[i],
		    f->d, (enum dmarc_tag)edits[n].tag) == 0)
			n++;
	}
	return inspect_tell(in, rule, in->i, "the size limit %.*s of a report"
	    " address is obsolete, and ignored (RFC 9989 4.8); remove it%s",
	    (int)(uri.limit_len < QUOTED_MAX ? uri.limit_len : QUOTED_MAX),
	    (const char *)f->text + uri.at + uri.len,
	    check_dmarc_line(&line, in, edits, n));
}

static const struct check_rule list_rules[] = {
	{"dmarc-report-uri", SEV_ERROR, SCOPE_RECORD,
	    "A report address of DMARC is no URI.", look_uri},
	{"dmarc-size-limit", SEV_INFO, SCOPE_RECORD,
	    "A report address of DMARC has a size limit.", look_limit},
};

const struct check_table check_dmarc_lists = {
	list_rules, sizeof(list_rules) / sizeof(list_rules[0])
};

/* Why no mail can arrive at a domain that is served here; NULL if it can,
   or if that is not known. */
static const char *
obstacle(struct inspect *in, const struct name *domain)
{
	const struct rrset	*mx;
	struct target		 t;
	struct name		 name = *domain;

	if (inspect_follow(in, &name, &t) == -1)
		return NULL;
	if (t.kind == TARGET_MISSING)
		return "does not exist";
	if (t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD)
		return NULL;
	mx = target_set(&t, TYPE_MX);
	if (mx == NULL)
		return target_has_address(&t) ? NULL :
		    "has neither MX nor address";
	return mx->count == 1 && check_mx_is_null(mx, 0) ?
	    "has a null MX: it takes no mail" : NULL;
}

static bool
look_no_mail(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	const char			*why = obstacle(in, &f->dest);
	char				 dest[NAME_TEXT_MAX];

	/* mx-apex-missing is the cause. */
	if (why == NULL || (name_equal(&f->dest, &in->apex) &&
	    check_mxset_lacks_apex(in)))
		return false;
	return inspect_tell(in, rule, in->i, "%s: the reports are lost,"
	    " because %s %s; name an address in a domain that has an MX",
	    dmarc_tag_name(f->tag), name_to_text(f->dest.wire, dest), why);
}

/*
 * May both be of one organisation?  RFC 9990 4 compares what tree walks
 * find, RFC 7489 3.2 asks a list of public suffixes; neither is known here
 * for sure, and who is wrong must not be alarmed.
 */
static bool
is_related(const struct name *a, const struct name *b)
{
	struct name	common;
	unsigned	n = 0;
	const uint8_t	*la;
	const uint8_t	*lb;

	while (n < a->labels && n < b->labels) {
		la = a->wire + a->offset[a->labels - n - 1];
		lb = b->wire + b->offset[b->labels - n - 1];
		if (la[0] != lb[0] || !bytes_equal_nocase(la + 1, lb + 1,
		    la[0]))
			break;
		n++;
	}
	if (n == a->labels || n == b->labels)
		return true;
	name_from_wire(&common, a->wire + a->offset[a->labels - n]);
	return !check_dmarc_is_suffix(&common);
}

/* RFC 9990 4: where a destination permits reports about a domain. */
static int
permission_name(const struct dmarc_facts *f, struct name *out)
{
	static const uint8_t	middle[] = "\7_report\6_dmarc";
	struct name_parts	parts;
	struct name		end;

	parts.head = middle;
	parts.head_len = sizeof(middle) - 1;
	parts.tail = f->dest.wire;
	parts.tail_len = f->dest.len;
	if (name_join(&end, &parts) == -1)
		return -1;
	parts.head = f->domain.wire;
	parts.head_len = (uint8_t)(f->domain.len - 1);
	parts.tail = end.wire;
	parts.tail_len = end.len;
	return name_join(out, &parts);
}

/* Reports go to somebody else: is the permission there? */
enum permission { PERMIT_OWN, PERMIT_UNSEEN, PERMIT_GIVEN, PERMIT_MISSING };

static enum permission
seek_permission(struct inspect *in, struct name *owner)
{
	const struct dmarc_facts	*f = in->facts;
	struct policy			 p;
	struct target			 t;
	struct name			 end;
	unsigned			 good;
	unsigned			 meant;

	if (is_related(&f->domain, &f->dest) ||
	    permission_name(f, owner) == -1)
		return PERMIT_OWN;
	end = *owner;
	if (inspect_follow(in, &end, &t) == -1)
		return PERMIT_GIVEN;
	if (t.kind == TARGET_UNKNOWN || t.kind == TARGET_DELEGATED)
		return PERMIT_UNSEEN;
	/* What is damaged or not recognised has its own finding. */
	return policy_at(t.zone->content, t.node, owner, POLICY_DMARC,
	    in->text, &p, &good, &meant) ? PERMIT_GIVEN : PERMIT_MISSING;
}

/* Two rules ask. */
static enum permission
permission(struct inspect *in, struct name *owner)
{
	struct dmarc_facts	*f = in->facts;

	if (f->permission == -1)
		f->permission = (int)seek_permission(in, owner);
	else
		(void)permission_name(f, owner);
	return (enum permission)f->permission;
}

static bool
look_external(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct name			 owner;
	char				 dest[NAME_TEXT_MAX];
	char				 text[NAME_TEXT_MAX];

	if (permission(in, &owner) != PERMIT_MISSING)
		return false;
	return inspect_tell(in, rule, in->i, "%s: %s does not permit these"
	    " reports, so receivers send none (RFC 9990 4); add there: %s TXT"
	    " \"v=DMARC1\"", dmarc_tag_name(f->tag),
	    inspect_name(in, rule, &f->dest, dest),
	    inspect_name(in, rule, &owner, text));
}

static bool
look_unseen(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct name			 owner;
	char				 dest[NAME_TEXT_MAX];
	char				 text[NAME_TEXT_MAX];

	if (permission(in, &owner) != PERMIT_UNSEEN)
		return false;
	return inspect_tell(in, rule, in->i, "%s: %s is not served here; it"
	    " must permit these reports (RFC 9990 4): %s TXT \"v=DMARC1\"",
	    dmarc_tag_name(f->tag), inspect_name(in, rule, &f->dest, dest),
	    inspect_name(in, rule, &owner, text));
}

static const struct check_rule address_rules[] = {
	{"dmarc-rua-no-mail", SEV_ERROR, SCOPE_SERVED,
	    "The domain of a report address of DMARC takes no mail.",
	    look_no_mail},
	{"dmarc-external-auth", SEV_ERROR, SCOPE_SERVED,
	    "DMARC reports go to a domain that does not permit it.",
	    look_external},
	{"dmarc-external-unseen", SEV_INFO, SCOPE_RECORD,
	    "DMARC reports go to a domain that is not served here.",
	    look_unseen},
};

static const struct check_table addresses = {
	address_rules, sizeof(address_rules) / sizeof(address_rules[0])
};

/* The domains that were asked about already. */
struct asked {
	struct name	all[2 * FOLLOWED_MAX];
	unsigned	n;
};

static bool
is_new(struct asked *asked, const struct name *name)
{
	unsigned	i;

	for (i = 0; i < asked->n; i++) {
		if (name_equal(&asked->all[i], name))
			return false;
	}
	asked->all[asked->n++] = *name;
	return true;
}

static void
ask_list(struct inspect *in, struct dmarc_facts *f, enum dmarc_tag tag,
    struct asked *asked)
{
	const struct dmarc_piece	*v = &f->d->value[tag];
	struct dmarc_uris		 list;
	struct dmarc_uri		 uri;
	const char			*why;
	unsigned			 i;

	f->tag = tag;
	dmarc_uris_init(&list, f->text, v->at, v->len);
	for (i = 0; i < FOLLOWED_MAX && dmarc_uris_next(&list, &uri); i++) {
		if (uri.fault != NULL || uri.domain_len == 0 ||
		    name_from_text(&f->dest, (const char *)f->text +
		    uri.domain_at, uri.domain_len, NULL, &why) == -1)
			continue;
		name_lower(&f->dest);
		f->permission = -1;
		if (is_new(asked, &f->dest))
			(void)inspect_ask(in, &addresses, true);
	}
}

void
check_dmarc_ask_addresses(struct inspect *in)
{
	struct dmarc_facts	*f = in->facts;
	struct asked		 asked;

	asked.n = 0;
	if (f->d->has[DMARC_RUA])
		ask_list(in, f, DMARC_RUA, &asked);
	if (f->d->has[DMARC_RUF])
		ask_list(in, f, DMARC_RUF, &asked);
}

/*
 * A policy that a domain has by an alias: what stands at the target may serve
 * many, but each of them needs its own permission, RFC 9990 4.
 */
static void
visit_alias(struct inspect *in)
{
	uint8_t			text[RDATA_MAX_BYTES];
	struct dmarc_facts	f;
	struct dmarc		d;
	struct policy		p;
	struct name		name = in->owner;
	struct target		t;
	unsigned		good;
	unsigned		meant;

	if (policy_role(&in->owner) != POLICY_DMARC ||
	    inspect_follow(in, &name, &t) == -1 ||
	    (t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD) ||
	    !policy_at(t.zone->content, t.node, &in->owner, POLICY_DMARC,
	    text, &p, &good, &meant) || good != 1)
		return;
	dmarc_parse(&d, p.text, p.len);
	if (!d.is_dmarc)
		return;
	memset(&f, 0, sizeof(f));
	f.d = &d;
	f.text = p.text;
	f.len = p.len;
	name_from_wire(&f.domain, in->owner.wire + in->owner.offset[1]);
	in->facts = &f;
	in->i = 0;
	check_dmarc_ask_addresses(in);
	in->facts = NULL;
}

static const struct check_table tables[] = {
	{list_rules, sizeof(list_rules) / sizeof(list_rules[0])},
	{address_rules, sizeof(address_rules) / sizeof(address_rules[0])},
};

const struct check_chapter check_dmarc_report = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_CNAME,
	.visit_set = visit_alias,
};
