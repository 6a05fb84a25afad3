/* SPDX-License-Identifier: ISC */
#include "zones/policy.h"

#include <string.h>

#include "zones/rrtype.h"
#include "zones/taglist.h"

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/*
 * Does the text begin with "v=", octet for octet, and the version of its
 * kind?  returns where it ends, or 0
 */
static size_t
begins(const struct policy *p, bool is_any_case)
{
	const char	*whole = policy_version(p->kind);
	size_t		 n = strlen(whole);

	if (p->len < n + 2 || !bytes_equal_nocase(p->text,
	    (const uint8_t *)"v=", 2) ||
	    !bytes_equal_nocase(p->text + 2, (const uint8_t *)whole, n))
		return 0;
	return is_any_case || (p->text[0] == 'v' &&
	    memcmp(p->text + 2, whole, n) == 0) ? n + 2 : 0;
}

/* RFC 6376 3.6.1: "v=" first, and this value, or not at all. */
static bool
is_good_key(const struct policy *p)
{
	struct taglist	list;
	struct tag	tag;
	bool		is_first = true;

	taglist_init(&list, p->text, p->len);
	for (; taglist_next(&list, &tag); is_first = false) {
		if (tag_is(&tag, "v"))
			return is_first && tag_has(&tag, "DKIM1");
	}
	return !is_first;
}

/*
 * RFC 9989 4.8: blanks may stand around "=".  A semicolon that is missing
 * behind the version is a fault of syntax only.
 */
static bool
is_good_dmarc(const struct policy *p)
{
	struct taglist	list;
	struct tag	tag;

	taglist_init(&list, p->text, p->len);
	return p->len > 0 && p->text[0] == 'v' && taglist_next(&list, &tag) &&
	    tag_is(&tag, "v") && tag.value_len >= 6 &&
	    memcmp(tag.value, "DMARC1", 6) == 0 &&
	    (tag.value_len == 6 || is_blank(tag.value[6]));
}

/* Do readers take it for a record of its kind? */
static bool
is_good(const struct policy *p)
{
	size_t	at;

	switch (p->kind) {
	case POLICY_DKIM:
		return is_good_key(p);
	case POLICY_DMARC:
		return is_good_dmarc(p);
	case POLICY_SENDERID:
		return p->len > 7 && bytes_equal_nocase(p->text,
		    (const uint8_t *)"spf2.0/", 7);
	case POLICY_SPF:
		/* RFC 7208 4.5. */
		at = begins(p, true);
		return at != 0 && (at == p->len || p->text[at] == ' ');
	default:
		/* RFC 8461 3.1, 8460 3: with its semicolon. */
		at = begins(p, false);
		while (at != 0 && at < p->len && is_blank(p->text[at]))
			at++;
		return at != 0 && at < p->len && p->text[at] == ';';
	}
}

/* [from, to) of a text. */
struct span {
	size_t	from;
	size_t	to;
};

/* The notes of a key, which may hold what they like: RFC 6376 3.6.1. */
static struct span
find_note(const struct policy *p)
{
	struct span	none = {0, 0};
	struct span	note;
	struct taglist	list;
	struct tag	tag;

	taglist_init(&list, p->text, p->len);
	while (p->kind == POLICY_DKIM && taglist_next(&list, &tag)) {
		if (tag_is(&tag, "n") && tag.value != NULL) {
			note.from = tag.value_at;
			note.to = tag.value_at + tag.value_len;
			return note;
		}
	}
	return none;
}

static bool
is_in(const struct span *s, size_t at)
{
	return at >= s->from && at < s->to;
}

static bool
is_base64(uint8_t c)
{
	return policy_is_word(c) || c == '+' || c == '/';
}

/* Are there quotes between two pieces of a key? */
static bool
is_split_key(const struct policy *p, const struct span *note)
{
	size_t	from;
	size_t	at;
	size_t	n;
	bool	has_quote;

	if (p->kind != POLICY_DKIM)
		return false;
	for (from = 0; from < p->len; from = at + (at == from)) {
		has_quote = false;
		for (at = from; at < p->len; at += n) {
			n = policy_quote(p->text + at, p->len - at);
			has_quote |= n > 0;
			if (n == 0 && (is_blank(p->text[at]) ||
			    p->text[at] == '\\'))
				n = 1;
			if (n == 0)
				break;
		}
		if (has_quote && from > 0 && at < p->len &&
		    is_base64(p->text[from - 1]) && is_base64(p->text[at]) &&
		    !is_in(note, from))
			return true;
	}
	return false;
}

/*
 * A quote sign that does not belong there.  An apostrophe within the text
 * can be part of an address.
 */
static bool
find_quote(struct policy *p)
{
	struct span	note = find_note(p);
	size_t		first = 0;	/* where its first word begins */
	size_t		end = p->len;
	size_t		at;
	size_t		n;

	if (is_split_key(p, &note))
		return false;
	while (end > 0 && is_blank(p->text[end - 1]))
		end--;
	while (first < end && !policy_is_word(p->text[first]))
		first++;
	for (at = 0; at < end; at += n) {
		n = policy_step(p->text + at, end - at);
		if (policy_quote(p->text + at, end - at) == 0 ||
		    is_in(&note, at) || (p->text[at] == '\'' &&
		    at > first && at + n < end))
			continue;
		p->bad_at = at;
		return true;
	}
	return false;
}

static bool
is_sign(uint8_t c)
{
	return c == ';' || c == '=' || c == ',';
}

/* RFC 6376 2.8: CRLF folds, if white space comes next. */
static bool
is_fold(const struct policy *p, size_t at)
{
	const uint8_t	*t = p->text + at;

	return p->kind == POLICY_DKIM && p->len - at > 2 && t[0] == '\r' &&
	    t[1] == '\n' && is_blank(t[2]);
}

/*
 * White space from here on that its grammar allows, though it is no blank:
 * in a list of tags, beside a sign that parts them.  In a key anywhere.
 *
 * returns octets
 */
static size_t
sound_space(const struct policy *p, size_t at)
{
	size_t	end = at;

	if (p->kind == POLICY_SPF || p->kind == POLICY_SENDERID)
		return 0;
	if (is_fold(p, at))
		return 3;
	while (end < p->len && is_blank(p->text[end]))
		end++;
	if (p->kind == POLICY_DKIM || (at > 0 && (end == p->len ||
	    is_sign(p->text[end]) || is_sign(p->text[at - 1]))))
		return end - at;
	return 0;
}

static bool
find_foreign(struct policy *p)
{
	size_t	at = 0;
	size_t	n;

	while (at < p->len) {
		/* Blanks and tabs are one run; alone, blanks are fine. */
		n = sound_space(p, at);
		while (n == 0 || (at + n < p->len && p->text[at + n] == ' ')) {
			if (!policy_is_ascii(p->text[at + n]))
				break;
			n++;
		}
		if (n == 0) {
			p->bad_at = at;
			return true;
		}
		at += n;
	}
	return false;
}

/* Does it end where its first semicolon was? */
static bool
is_cut(const struct policy *p, bool is_bare, const struct name *owner)
{
	struct taglist	 list;
	struct tag	 tag;
	enum policy_kind role;
	size_t		 end;

	if (p->kind == POLICY_SPF || p->kind == POLICY_SENDERID ||
	    p->strings != 1 || memchr(p->text, ';', p->len) != NULL)
		return false;
	end = begins(p, is_bare);
	if (end != 0 && end == p->len)
		return p->kind != POLICY_DMARC ||
		    (is_bare && !policy_is_permission(owner));
	taglist_init(&list, p->text, p->len);
	role = policy_role(owner);
	return is_bare && p->kind == role && taglist_next(&list, &tag) &&
	    policy_is_tag(&tag, role) &&
	    (role != POLICY_DKIM || !tag_is(&tag, "p"));
}

/* More than any tag's name and what stands around it. */
#define TAG_BYTES	32

/*
 * A string that is joined to what stands before it: is a blank missing?
 * key_at	where the data of a key begin, which go on from string to
 *		string, and whose letters can look like tags
 */
static bool
is_glued(const struct policy *p, size_t at, size_t key_at)
{
	struct taglist	list;
	struct tag	tag;
	size_t		len = p->len - at;

	if (at == 0 || len == 0 || is_blank(p->text[at - 1]) ||
	    is_blank(p->text[at]))
		return false;
	if (p->kind == POLICY_SPF || p->kind == POLICY_SENDERID)
		return true;
	taglist_init(&list, p->text + at, len < TAG_BYTES ? len : TAG_BYTES);
	return at < key_at && p->text[at - 1] != ';' &&
	    taglist_next(&list, &tag) && policy_is_tag(&tag, p->kind);
}

static bool
has_lost_blanks(const struct policy *p, const uint8_t *rdata)
{
	const uint8_t	*key = NULL;
	size_t		 key_at = p->len;
	size_t		 at = 0;
	unsigned	 i;

	if (p->kind == POLICY_DKIM)
		key = memmem(p->text, p->len, "p=", 2);
	if (key != NULL)
		key_at = (size_t)(key - p->text) + 1;
	for (i = 0; i < p->strings; i++) {
		if (i > 0 && is_glued(p, at, key_at))
			return true;
		at += rdata[0];
		rdata += rdata[0] + 1;
	}
	return false;
}

/* returns octets */
static size_t
join(const uint8_t *rdata, size_t len, uint8_t *buf, unsigned *strings)
{
	size_t	at = 0;
	size_t	used = 0;

	for (*strings = 0; at < len && rdata[at] < len - at; ++*strings) {
		memcpy(buf + used, rdata + at + 1, rdata[at]);
		used += rdata[at];
		at += rdata[at] + 1u;
	}
	return used;
}

size_t
policy_text(const struct rrset *set, unsigned i, uint8_t *buf)
{
	const uint8_t	*rdata;
	unsigned	 strings;
	size_t		 len;

	rdata = rrset_rdata(set, i, &len);
	return join(rdata, len, buf, &strings);
}

void
policy_read(const struct rrset *set, unsigned i, const struct name *owner,
    bool is_bare, uint8_t *buf, struct policy *out)
{
	const uint8_t	*rdata;
	bool		 is_odd;
	size_t		 len;

	memset(out, 0, sizeof(*out));
	rdata = rrset_rdata(set, i, &len);
	out->text = buf;
	out->len = join(rdata, len, buf, &out->strings);
	/* Most texts say what they are, and need no name for it. */
	out->kind = policy_kind_quick(buf, out->len);
	if (out->kind == POLICY_NONE)
		out->kind = policy_kind_any(buf, out->len,
		    policy_role(owner));
	if (out->kind == POLICY_NONE)
		return;
	/* Then there is nothing to find for those who look closer. */
	is_odd = !policy_is_plain(buf, out->len);
	/* Quotes of a wrong kind around it explain the rest. */
	if (is_odd && find_quote(out))
		out->state = POLICY_QUOTED;
	else if (is_cut(out, is_bare, owner))
		out->state = POLICY_CUT;
	else if (is_bare && has_lost_blanks(out, rdata))
		out->state = POLICY_WORDS;
	else if (is_odd && find_foreign(out))
		out->state = POLICY_FOREIGN;
	else
		out->state = is_good(out) ? POLICY_GOOD : POLICY_IGNORED;
}

bool
policy_at(const struct content *c, const struct node *node,
    const struct name *owner, enum policy_kind kind, uint8_t *buf,
    struct policy *out, unsigned *good, unsigned *meant)
{
	const struct rrset	*set;
	struct policy		 p;
	unsigned		 best = 0;
	unsigned		 last = 0;	/* what buf holds */
	unsigned		 i;

	*good = 0;
	*meant = 0;
	set = node == NULL ? NULL : node_find(c, node, TYPE_TXT);
	for (i = 0; set != NULL && i < set->count && i < POLICY_RECORDS_MAX;
	    i++) {
		policy_read(set, i, owner, false, buf, &p);
		last = i;
		if (p.kind != kind)
			continue;
		if (*good == 0 && (p.state == POLICY_GOOD || *meant == 0))
			best = i;
		if (p.state == POLICY_GOOD)
			(*good)++;
		else
			(*meant)++;
	}
	if (*good + *meant == 0)
		return false;
	if (best == last)
		*out = p;
	else
		policy_read(set, best, owner, false, buf, out);
	return true;
}
