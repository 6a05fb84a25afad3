/* SPDX-License-Identifier: ISC */
#include "zones/check_tlsrpt.h"

#include <stdio.h>
#include <string.h>

#include "zones/check_dane.h"
#include "zones/check_mx.h"
#include "zones/mailname.h"
#include "zones/policy.h"
#include "zones/rrtype.h"
#include "zones/tlsrpt.h"

/* A longer record is not written again, and a line is not made of it. */
#define RECORD_MAX_BYTES	2048

/* More exchanges than this are looked at in part. */
#define EXCHANGES_MAX		64

/* A text in the making; what does not fit makes it useless. */
struct made {
	char	text[RECORD_MAX_BYTES];
	size_t	len;
	bool	is_cut;
};

struct facts {
	struct name		 domain;
	const struct policy	*record;	/* that is looked at */
	unsigned		 good;		/* that senders read */
	unsigned		 second;	/* the second of them */
	struct made		 all;		/* the lists of all of them */
	const char		*cause;		/* why reports are wanted */
};

static void
add(struct made *m, const uint8_t *text, size_t len)
{
	if (len >= sizeof(m->text) - m->len) {
		m->is_cut = true;
		return;
	}
	memcpy(m->text + m->len, text, len);
	m->len += len;
	m->text[m->len] = '\0';
}

static void
add_word(struct made *m, const char *word)
{
	add(m, (const uint8_t *)word, strlen(word));
}

static bool
begins(const uint8_t *text, size_t len, const char *word)
{
	size_t	n = strlen(word);

	return len >= n && bytes_equal_nocase(text, (const uint8_t *)word, n);
}

static bool
is_between(uint8_t c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '<' || c == '>';
}

/* One element of a list as it may have been meant. */
static void
mend_uri(struct made *m, const uint8_t *text, size_t len)
{
	const uint8_t	*limit;
	const char	*scheme = "";

	/* DMARC has "!10m" for a limit of size. */
	if ((limit = memchr(text, '!', len)) != NULL)
		len = (size_t)(limit - text);
	if (begins(text, len, "mailto://")) {
		scheme = "mailto:";
		text += 9;
		len -= 9;
	} else if (begins(text, len, "http://")) {
		scheme = "https://";
		text += 7;
		len -= 7;
	} else if (memchr(text, ':', len) == NULL) {
		if (memchr(text, '@', len) == NULL)
			return;
		scheme = "mailto:";
	}
	if (m->len > 0)
		add_word(m, ",");
	add_word(m, scheme);
	add(m, text, len);
}

static void
mend_list(struct made *m, const uint8_t *text, size_t len)
{
	size_t	from = 0;
	size_t	to;

	while (from < len) {
		for (to = from; to < len && !is_between(text[to]); to++)
			;
		if (to > from)
			mend_uri(m, text + from, to - from);
		from = to + 1;
	}
}

/* Whatever is a URI, wherever it stands. */
static void
mend_rest(struct made *m, const uint8_t *text, size_t len)
{
	size_t	from;
	size_t	to;

	for (from = 0; from < len; from = to + 1) {
		for (to = from; to < len && !is_between(text[to]) &&
		    text[to] != ';'; to++)
			;
		while (from < to && !begins(text + from, to - from,
		    "mailto:") && !begins(text + from, to - from, "https://"))
			from++;
		if (from < to)
			mend_uri(m, text + from, to - from);
	}
}

/* The URIs that a record has which cannot be read; those behind a semicolon
   too. */
static void
mend(struct made *m, const struct policy *p)
{
	struct taglist	list;
	struct tag	tag;

	memset(m, 0, sizeof(*m));
	taglist_init(&list, p->text, p->len);
	while (taglist_next(&list, &tag)) {
		if (tag.value == NULL && memchr(tag.name, '@',
		    tag.name_len) != NULL)
			mend_list(m, tag.name, tag.name_len);
		if (tag.value != NULL && tag.name_len == 3 &&
		    bytes_equal_nocase(tag.name, (const uint8_t *)"rua", 3))
			mend_list(m, tag.value, tag.value_len);
	}
	if (m->len == 0)
		mend_rest(m, p->text, p->len);
}

/*
 * The record as it should be, to be pasted.
 * uris		checked here; if they are no list, an address of the domain
 *		is proposed
 */
static const char *
record_line(const struct name *owner, const struct name *domain,
    const struct made *uris, char buf[NAME_TEXT_MAX + RECORD_MAX_BYTES])
{
	char			record[RECORD_MAX_BYTES];
	char			text[NAME_TEXT_MAX];
	struct fields_fault	fault;
	struct tlsrpt		read;
	int			len;

	len = snprintf(record, sizeof(record), "v=TLSRPTv1; rua=%s",
	    uris->text);
	/* A string of a TXT holds 255 octets. */
	if (uris->is_cut || len < 0 || len > 255 ||
	    tlsrpt_read((const uint8_t *)record, (size_t)len, &read,
	    &fault) == -1) {
		name_to_text(domain->wire, text);
		text[strlen(text) - 1] = '\0';
		(void)snprintf(record, sizeof(record), "v=TLSRPTv1;"
		    " rua=mailto:tlsrpt@%s", text);
	}
	(void)snprintf(buf, NAME_TEXT_MAX + RECORD_MAX_BYTES,
	    "%s TXT \"%s\"", name_to_text(owner->wire, text), record);
	return buf;
}

static const char *
domain_line(const struct name *domain, const struct made *uris,
    char buf[NAME_TEXT_MAX + RECORD_MAX_BYTES])
{
	struct name	owner;

	if (mailname_make(mailname_tlsrpt.prefix, domain, &owner) == -1)
		owner = *domain;
	return record_line(&owner, domain, uris, buf);
}

static bool
look_wrong_name(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct made		 uris;
	struct name		 domain;
	char			 line[NAME_TEXT_MAX + RECORD_MAX_BYTES];

	mend(&uris, f->record);
	if (!mailname_is_misplaced(in, &mailname_tlsrpt, &domain))
		return false;
	return inspect_tell(in, rule, in->i, "senders look for the address for"
	    " TLS reports at _smtp._tls below the mail domain only, not here;"
	    " write: %s", domain_line(&domain, &uris, line));
}

/* One record that does not stand at _smtp._tls. */
static const struct check_rule stray_rules[] = {
	{"tlsrpt-wrong-name", SEV_WARNING, SCOPE_NAME,
	    "A TLSRPT record stands at a name where nobody looks for it.",
	    look_wrong_name},
};

static bool
look_syntax(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct policy	*p = f->record;
	struct fields_fault	 fault;
	struct tlsrpt		 record;
	struct made		 uris;
	char			 here[16] = "its end";
	char			 line[NAME_TEXT_MAX + RECORD_MAX_BYTES];

	if (tlsrpt_read(p->text, p->len, &record, &fault) == 0) {
		if (p->state == POLICY_GOOD)
			return false;
		fault.at = 0;
		fault.why = "the record does not begin with \"v=TLSRPTv1;\"";
	}
	if (fault.at < p->len)
		(void)snprintf(here, sizeof(here), "\"%c\"",
		    p->text[fault.at]);
	mend(&uris, p);
	return inspect_tell(in, rule, in->i, "senders take this for no TLSRPT"
	    " record: %s (octet %zu, %s); write: %s", fault.why, fault.at + 1,
	    here, record_line(&in->owner, &f->domain, &uris, line));
}

static const struct check_rule record_rules[] = {
	{"tlsrpt-syntax", SEV_ERROR, SCOPE_RECORD,
	    "A TLSRPT record is not as its grammar wants.", look_syntax},
};

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 line[NAME_TEXT_MAX + RECORD_MAX_BYTES];

	if (f->good < 2)
		return false;
	return inspect_tell(in, rule, f->second, "there are %u TLSRPT records,"
	    " and senders act as if there were none (RFC 8460 3); keep one:"
	    " %s", f->good, record_line(&in->owner, &f->domain, &f->all,
	    line));
}

static const struct check_rule set_rules[] = {
	{"tlsrpt-multiple", SEV_ERROR, SCOPE_NAME,
	    "A name has several TLSRPT records.", look_multiple},
};

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct made		 none;
	char			 line[NAME_TEXT_MAX + RECORD_MAX_BYTES];
	char			 text[NAME_TEXT_MAX];

	/* No name can stand below a wildcard and answer for it. */
	if (f->domain.wire[0] == 1 && f->domain.wire[1] == '*')
		return false;
	if (mailname_find(in, &mailname_tlsrpt, &f->domain) !=
	    MAILNAME_MISSING)
		return false;
	memset(&none, 0, sizeof(none));
	return inspect_tell(in, rule, 0, "%s has %s, but nobody tells it when"
	    " mail cannot be sent to it by TLS; add, with an address that is"
	    " read: %s", name_to_text(f->domain.wire, text), f->cause,
	    domain_line(&f->domain, &none, line));
}

static const struct check_rule domain_rules[] = {
	{"tlsrpt-missing", SEV_INFO, SCOPE_NAME,
	    "A domain has MTA-STS or DANE, but gets no reports.",
	    look_missing},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { STRAYS, RECORDS, SETS, DOMAINS };

static const struct check_table tables[] = {
	[STRAYS] = ROWS(stray_rules),
	[RECORDS] = ROWS(record_rules),
	[SETS] = ROWS(set_rules),
	[DOMAINS] = ROWS(domain_rules),
};

/* Read record i; false if it is none of TLSRPT. */
static bool
read_record(struct inspect *in, unsigned i, bool is_place, struct policy *p)
{
	if (!is_place && !mailname_resembles(in, i, &mailname_tlsrpt))
		return false;
	inspect_policy(in, i, in->text, p);
	return p->kind == POLICY_TLSRPT;
}

static void
keep_list(struct facts *f, const struct policy *p)
{
	struct fields_fault	fault;
	struct tlsrpt		record;

	if (tlsrpt_read(p->text, p->len, &record, &fault) == -1)
		return;
	if (f->all.len > 0)
		add_word(&f->all, ",");
	add(&f->all, record.rua, record.rua_len);
}

/* A record that is not damaged. */
static void
visit_record(struct inspect *in, struct facts *f, struct policy *p,
    bool is_place)
{
	f->record = p;
	if (p->state == POLICY_GOOD && f->good++ < 2)
		f->second = in->i;
	if (!is_place) {
		if (p->state != POLICY_GOOD ||
		    inspect_ask(in, &tables[STRAYS], true))
			return;
		/* The rule may have used the room for the text. */
		(void)read_record(in, in->i, is_place, p);
	}
	if (p->state == POLICY_GOOD)
		keep_list(f, p);
	(void)inspect_ask(in, &tables[RECORDS], true);
}

static void
visit_txt(struct inspect *in)
{
	struct facts	f;
	struct policy	p;
	bool		is_place = policy_role(&in->owner) == POLICY_TLSRPT;

	if (!is_place && !mailname_resembles_any(in, &mailname_tlsrpt))
		return;
	memset(&f, 0, sizeof(f));
	f.domain = in->owner;
	if (is_place)
		mailname_drop(&in->owner, 2, &f.domain);
	in->facts = &f;
	for (in->i = 0; in->i < in->set->count; in->i++) {
		if (read_record(in, in->i, is_place, &p) &&
		    !policy_is_damaged(&p))
			visit_record(in, &f, &p, is_place);
	}
	/* What an alias leads to is read as if it stood at the alias. */
	if (is_place || (f.good > 1 &&
	    inspect_has_role(in, &in->owner, ROLE_POLICY)))
		(void)inspect_ask(in, &tables[SETS], true);
	in->facts = NULL;
}

/* A domain that asks for TLS wants to know when it fails. */
static void
visit_domain(struct inspect *in, const struct name *domain,
    const char *cause)
{
	struct facts	f;

	memset(&f, 0, sizeof(f));
	f.domain = *domain;
	f.cause = cause;
	in->facts = &f;
	(void)inspect_ask(in, &tables[DOMAINS], true);
	in->facts = NULL;
}

/* TXT or CNAME at _mta-sts. */
static void
visit_sts(struct inspect *in)
{
	enum mailname_state	state;
	struct name		domain;
	struct target		t;

	mailname_drop(&in->owner, 1, &domain);
	inspect_find(in, &domain, &t);
	if (t.kind != TARGET_HERE ||
	    !mailname_has_mx(t.zone->content, t.node))
		return;
	state = mailname_find(in, &mailname_sts, &domain);
	if (state == MAILNAME_THERE || (state == MAILNAME_UNKNOWN &&
	    in->set->type == TYPE_CNAME))
		visit_domain(in, &domain, "MTA-STS");
}

/* Has an exchange TLSA, and the domain no MTA-STS, which tells it too? */
static void
visit_mx(struct inspect *in)
{
	enum mailname_state	state;
	unsigned		i;

	for (i = 0; i < in->set->count && i < EXCHANGES_MAX; i++) {
		if (check_mx_is_null(in->set, i) || !inspect_record(in, i) ||
		    check_dane_find(in, &in->name) != DANE_THERE)
			continue;
		state = mailname_find(in, &mailname_sts, &in->owner);
		if (state != MAILNAME_THERE && state != MAILNAME_UNKNOWN)
			visit_domain(in, &in->owner, "an exchange with TLSA");
		return;
	}
}

static void
visit_set(struct inspect *in)
{
	bool	is_sts;

	if (in->set->type == TYPE_MX) {
		visit_mx(in);
		return;
	}
	if (in->set->type != TYPE_TXT && in->set->type != TYPE_CNAME)
		return;
	is_sts = policy_role(&in->owner) == POLICY_STS;
	if (in->set->type == TYPE_TXT)
		visit_txt(in);
	if (is_sts)
		visit_sts(in);
}

const struct check_chapter check_tlsrpt = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_set = visit_set,
};
