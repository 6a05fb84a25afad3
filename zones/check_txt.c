/* SPDX-License-Identifier: ISC */
#include "zones/check_txt.h"

#include <stdio.h>
#include <string.h>

#include "zones/policy.h"
#include "zones/rrtype.h"
#include "zones/taglist.h"
#include "zones/txt.h"

/* RFC 1035 3.3: mail types that nobody reads. */
enum { TYPE_MD = 3, TYPE_MF = 4, TYPE_MB = 7, TYPE_MG = 8, TYPE_MR = 9,
    TYPE_MINFO = 14 };

/* More texts than this at one name make answers large. */
#define TEXTS_MAX	10

/* The usual size of a UDP answer, RFC 9715 3.2. */
#define ANSWER_BYTES	1232

/* A policy text that is damaged. */
struct facts {
	struct policy	policy;
	bool		is_bare;
};

/* A text that is being mended. */
struct mended {
	uint8_t	text[TXT_TEXT_MAX];
	size_t	len;
	bool	is_complete;	/* it fitted, and all of it is known */
};

static void
put(struct mended *m, uint8_t c)
{
	if (m->len == sizeof(m->text))
		m->is_complete = false;
	else
		m->text[m->len++] = c;
}

/* More than any tag's name and what stands around it. */
#define TAG_BYTES	32

static bool
is_list(enum policy_kind kind)
{
	return kind != POLICY_SPF && kind != POLICY_SENDERID;
}

/* What was lost before a new word: a blank, or "; " before a tag. */
static void
part(struct mended *m, enum policy_kind kind, const uint8_t *word, size_t len)
{
	struct taglist	list;
	struct tag	tag;
	uint8_t		last = m->len > 0 ? m->text[m->len - 1] : ' ';

	if (last == ' ')
		return;
	taglist_init(&list, word, len < TAG_BYTES ? len : TAG_BYTES);
	if (is_list(kind) && last != ';' && taglist_next(&list, &tag) &&
	    policy_is_tag(&tag, kind))
		put(m, ';');
	put(m, ' ');
}

/* Characters that nobody sees: U+00AD, U+200B to U+200F, U+2060, U+FEFF. */
static bool
is_invisible(const uint8_t *c, size_t n)
{
	if (n == 2)
		return c[0] == 0xc2 && c[1] == 0xad;
	if (n != 3)
		return false;
	return memcmp(c, "\xef\xbb\xbf", 3) == 0 ||
	    memcmp(c, "\xe2\x81\xa0", 3) == 0 ||
	    (c[0] == 0xe2 && c[1] == 0x80 && c[2] >= 0x8b && c[2] <= 0x8f);
}

/* White space of any width: U+0085, U+00A0, U+2000 to U+200A, U+202F,
   U+3000, and what a Windows code page has for U+00A0. */
static bool
is_space(const uint8_t *c, size_t n)
{
	if (n == 1)
		return c[0] < ' ' || c[0] == 0xa0;
	if (n == 2)
		return c[0] == 0xc2 && (c[1] == 0xa0 || c[1] == 0x85);
	return n == 3 && (memcmp(c, "\xe3\x80\x80", 3) == 0 ||
	    memcmp(c, "\xe2\x80\xaf", 3) == 0 ||
	    (c[0] == 0xe2 && c[1] == 0x80 && c[2] >= 0x80 && c[2] <= 0x8a));
}

/* U+2010 to U+2015, U+2212. */
static bool
is_dash(const uint8_t *c, size_t n)
{
	return n == 3 && c[0] == 0xe2 && ((c[1] == 0x80 && c[2] >= 0x90 &&
	    c[2] <= 0x95) || (c[1] == 0x88 && c[2] == 0x92));
}

/* One character of n octets, as it should be. */
static void
mend_character(struct mended *m, const uint8_t *c, size_t n)
{
	uint8_t	last = m->len > 0 ? m->text[m->len - 1] : ' ';

	if (policy_quote(c, n) > 0 && c[0] != '\'')
		return;
	if (c[0] == ' ' || is_space(c, n)) {
		if (last != ' ')
			put(m, ' ');
	} else if (is_dash(c, n))
		put(m, '-');
	else if (policy_is_ascii(c[0]))
		put(m, c[0]);
	else if (!is_invisible(c, n))
		m->is_complete = false;
}

static bool
is_rim(uint8_t c)
{
	return c == ' ' || c == '\'';
}

/* No heading, no white space or apostrophes at the ends. */
static void
trim(struct mended *m)
{
	size_t	from = policy_heading(m->text, m->len);

	while (from < m->len && is_rim(m->text[from]))
		from++;
	while (m->len > from && is_rim(m->text[m->len - 1]))
		m->len--;
	m->len -= from;
	memmove(m->text, m->text + from, m->len);
}

/* The text of record i as it was meant; m->is_complete says if all of it. */
static void
mend(const struct inspect *in, const struct facts *f, struct mended *m)
{
	const uint8_t	*t = f->policy.text;
	const uint8_t	*rdata;
	size_t		 left;
	size_t		 end;
	size_t		 at = 0;
	size_t		 n;

	m->len = 0;
	m->is_complete = true;
	rdata = rrset_rdata(in->set, in->i, &left);
	while (at < f->policy.len) {
		/* What follows a word without quotes was a word. */
		if (at > 0 && f->is_bare)
			part(m, f->policy.kind, t + at,
			    f->policy.len - at);
		end = at + rdata[0];
		rdata += rdata[0] + 1u;
		for (; at < end; at += n) {
			n = policy_step(t + at, f->policy.len - at);
			mend_character(m, t + at, n);
		}
	}
	trim(m);
}

/* What stands behind the version as a rule. */
static const char *
usual(enum policy_kind kind)
{
	switch (kind) {
	case POLICY_DKIM:
		return "k=rsa; p=...";
	case POLICY_DMARC:
		return "p=...";
	case POLICY_STS:
		return "id=...";
	case POLICY_TLSRPT:
		return "rua=mailto:...";
	case POLICY_BIMI:
		return "l=https://...";
	default:
		return "...";
	}
}

/* A text that was cut besides goes on somehow. */
static void
put_rest(const struct facts *f, struct mended *m)
{
	const char	*c;

	if (!f->is_bare || f->policy.strings > 1 ||
	    !is_list(f->policy.kind) || memchr(m->text, ';', m->len) != NULL)
		return;
	put(m, ';');
	put(m, ' ');
	for (c = usual(f->policy.kind); *c != '\0'; c++)
		put(m, (uint8_t)*c);
}

/* "; write: <the record>", if it can be made. */
static const char *
cure(const struct inspect *in, const struct facts *f, char *buf, size_t size)
{
	struct mended	m;
	char		owner[NAME_TEXT_MAX];
	char		text[TXT_TEXT_MAX];

	mend(in, f, &m);
	put_rest(f, &m);
	if (!m.is_complete || m.len == 0 ||
	    txt_quote(m.text, m.len, text, sizeof(text)) == NULL)
		return "";
	(void)snprintf(buf, size, "; write: %s TXT %s",
	    name_to_text(in->owner.wire, owner), text);
	return buf;
}
#define CURE_BYTES	(TXT_TEXT_MAX + NAME_TEXT_MAX + 20)

/* The text, or its part before the first semicolon, is all that is left. */
static bool
tell_cut(struct inspect *in, const struct check_rule *rule,
    const struct facts *f)
{
	const char	*version = policy_version(f->policy.kind);
	const char	*more = "...";
	struct mended	 m;
	char		 owner[NAME_TEXT_MAX];

	mend(in, f, &m);
	if (m.len > 2 && m.text[1] == '=' && m.len - 2 == strlen(version) &&
	    bytes_equal_nocase(m.text + 2, (const uint8_t *)version,
	    m.len - 2)) {
		more = usual(f->policy.kind);
		memcpy(m.text + 2, version, m.len - 2);
	}
	return inspect_tell(in, rule, in->i, "the text ends at \"%.*s\":"
	    " without quotes a semicolon begins a comment (RFC 1035 5.1),"
	    " and what"
	    " stood behind it is lost; write: %s TXT \"%.*s; %s\"",
	    (int)m.len, (const char *)m.text,
	    name_to_text(in->owner.wire, owner), (int)m.len,
	    (const char *)m.text, more);
}

static bool
look_cut(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	return f->policy.state == POLICY_CUT && tell_cut(in, rule, f);
}

static bool
look_quotes(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const uint8_t		*bad = f->policy.text + f->policy.bad_at;
	char			 buf[CURE_BYTES];

	if (f->policy.state != POLICY_QUOTED)
		return false;
	return inspect_tell(in, rule, in->i, "%s stands in the text itself, at"
	    " octet %zu, so receivers do not take it for what it should be;"
	    " outside of the text only \" is a quote sign of zone files%s",
	    *bad == '"' ? "an escaped quote sign" : *bad == '\'' ?
	    "an apostrophe" : *bad == '`' ? "a backquote" :
	    "a typographic quote sign", f->policy.bad_at + 1,
	    cure(in, f, buf, sizeof(buf)));
}

static bool
look_words(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 buf[CURE_BYTES];

	if (f->policy.state != POLICY_WORDS)
		return false;
	return inspect_tell(in, rule, in->i, "the text has no quotes, so it"
	    " became %u strings, which readers join without spaces (RFC 1035"
	    " 3.3.14)%s", f->policy.strings, cure(in, f, buf, sizeof(buf)));
}

/* A name for what stands there. */
static const char *
name_of(const uint8_t *c, size_t n)
{
	if (n == 1 && c[0] == '\t')
		return "a tab";
	if (is_invisible(c, n))
		return "a character that nobody sees";
	if (n > 1 && is_space(c, n))
		return "a space of another kind, such as no-break,";
	if (is_dash(c, n))
		return "a typographic dash";
	return n > 1 ? "a character outside ASCII" :
	    "an octet outside printable ASCII";
}

static bool
look_foreign(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct policy	*p = &f->policy;
	char			 hex[9] = "";
	char			 buf[CURE_BYTES];
	size_t			 n;
	size_t			 i;

	if (p->state != POLICY_FOREIGN)
		return false;
	n = policy_step(p->text + p->bad_at, p->len - p->bad_at);
	for (i = 0; i < n; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", p->text[p->bad_at + i]);
	return inspect_tell(in, rule, in->i, "%s (%s) stands at octet %zu of"
	    " the text, where only printable ASCII is understood%s",
	    name_of(p->text + p->bad_at, n), hex, p->bad_at + 1,
	    cure(in, f, buf, sizeof(buf)));
}

static const struct check_rule damage_rules[] = {
	{"txt-semicolon-comment", SEV_ERROR, SCOPE_RECORD,
	    "A policy text without quotes ends at its first semicolon.",
	    look_cut},
	{"txt-stray-quotes", SEV_ERROR, SCOPE_RECORD,
	    "A policy text holds quote signs as text.", look_quotes},
	{"txt-unquoted-words", SEV_ERROR, SCOPE_RECORD,
	    "A policy text without quotes lost its spaces.", look_words},
	{"txt-non-ascii", SEV_WARNING, SCOPE_RECORD,
	    "A policy text holds octets outside printable ASCII.",
	    look_foreign},
};

static const struct check_table damage = {
	damage_rules, sizeof(damage_rules) / sizeof(damage_rules[0])
};

static bool
look_many(struct inspect *in, const struct check_rule *rule)
{
	if (in->set->type != TYPE_TXT || (in->set->count <= TEXTS_MAX &&
	    in->set->wire_len <= ANSWER_BYTES))
		return false;
	return inspect_tell(in, rule, 0, "%u TXT with together %u octets stand"
	    " at the name, and whoever asks for one gets all (RFC 7208 3.4);"
	    " remove old verification strings", in->set->count,
	    in->set->wire_len);
}

static const struct check_rule set_rules[] = {
	{"txt-too-many", SEV_INFO, SCOPE_NAME,
	    "A name has too many TXT, or too large ones.", look_many},
};

static const struct check_table sets = {
	set_rules, sizeof(set_rules) / sizeof(set_rules[0])
};

static bool
label_is(const struct name *name, unsigned i, const char *word)
{
	const uint8_t	*label;

	if (i >= name->labels)
		return false;
	label = name->wire + name->offset[i];
	return label[0] == strlen(word) &&
	    memcmp(label + 1, word, label[0]) == 0;
}

/* The policy of DomainKeys, RFC 4870 3.6, or of ADSP, RFC 5617 4.2. */
static const char *
old_policy(struct inspect *in)
{
	struct policy	p;
	struct taglist	list;
	struct tag	tag;
	bool		is_adsp;

	is_adsp = label_is(&in->owner, 0, "_adsp") &&
	    label_is(&in->owner, 1, "_domainkey");
	if (in->set->type != TYPE_TXT ||
	    (!is_adsp && !label_is(&in->owner, 0, "_domainkey")))
		return NULL;
	inspect_policy(in, in->i, in->text, &p);
	taglist_init(&list, p.text, p.len);
	while (p.kind == POLICY_NONE && taglist_next(&list, &tag)) {
		if (is_adsp && tag_is(&tag, "dkim"))
			return "ADSP (RFC 5617, now historic)";
		if (!is_adsp && tag.value != NULL && (tag_is(&tag, "o") ||
		    tag_is(&tag, "r") || tag_is(&tag, "t")))
			return "a DomainKeys policy (RFC 4870, now historic)";
	}
	return NULL;
}

static bool
is_old_type(uint16_t type)
{
	return type == TYPE_MD || type == TYPE_MF || type == TYPE_MB ||
	    type == TYPE_MG || type == TYPE_MR || type == TYPE_MINFO;
}

static bool
look_old(struct inspect *in, const struct check_rule *rule)
{
	char		 type[RRTYPE_TEXT_MAX];
	const char	*what;

	if (is_old_type(in->set->type))
		return inspect_tell(in, rule, in->i, "no mail server reads %s"
		    " any more; remove the record, and use MX for the way of"
		    " mail", rrtype_to_text(in->set->type, type));
	what = old_policy(in);
	if (what == NULL)
		return false;
	return inspect_tell(in, rule, in->i, "the record is %s, which nobody"
	    " reads; remove it, DMARC took over", what);
}

static const struct check_rule old_rules[] = {
	{"mail-type-obsolete", SEV_INFO, SCOPE_RECORD,
	    "A mail record of a kind that nobody reads any more.", look_old},
};

static const struct check_table olds = {
	old_rules, sizeof(old_rules) / sizeof(old_rules[0])
};

static void
visit_set(struct inspect *in)
{
	struct facts	f;

	if (in->set->type != TYPE_TXT && !is_old_type(in->set->type))
		return;
	(void)inspect_ask(in, &sets, true);
	for (in->i = 0; in->i < in->set->count; in->i++) {
		(void)inspect_ask(in, &olds, true);
		if (in->set->type != TYPE_TXT)
			continue;
		f.is_bare = inspect_is_bare(in, in->i);
		inspect_policy(in, in->i, in->text, &f.policy);
		in->facts = &f;
		if (policy_is_damaged(&f.policy))
			(void)inspect_ask(in, &damage, true);
	}
	in->facts = NULL;
}

static const struct check_table tables[] = {
	{damage_rules, sizeof(damage_rules) / sizeof(damage_rules[0])},
	{set_rules, sizeof(set_rules) / sizeof(set_rules[0])},
	{old_rules, sizeof(old_rules) / sizeof(old_rules[0])},
};

const struct check_chapter check_txt = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_set = visit_set,
};
