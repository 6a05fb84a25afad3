/* SPDX-License-Identifier: ISC */
#include "zones/check_dkim.h"

#include <stdio.h>
#include <string.h>

#include "zones/dkim.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/roles.h"
#include "zones/rrtype.h"
#include "zones/taglist.h"
#include "zones/text.h"
#include "zones/txt.h"

/* RFC 8301 3.2: less must be refused, less should not be made. */
#define BITS_MIN	1024
#define BITS_GOOD	2048

#define NEW_KEY "make a key of 2048 bits under a new selector"
#define EXPORT "openssl pkey -in KEY.pem -pubout -outform DER | openssl" \
	" base64 -A"

/* A key record. */
struct facts {
	struct policy	policy;
	struct dkim	dkim;
	bool		is_usable;
	unsigned	keys;		/* in the set, this one among them */
};

/* A text that is made anew. */
struct made {
	uint8_t	text[TXT_TEXT_MAX];
	size_t	len;
	bool	fits;
};

static void
put(struct made *m, const void *bytes, size_t n)
{
	m->fits = m->fits && n <= sizeof(m->text) - m->len;
	if (!m->fits)
		return;
	memcpy(m->text + m->len, bytes, n);
	m->len += n;
}

static void
put_word(struct made *m, const char *word)
{
	put(m, word, strlen(word));
}

/* Room for what make_record() and tell_record() give. */
#define RECORD_BYTES	(TXT_TEXT_MAX + NAME_TEXT_MAX + 32)

/* "; write: OWNER TXT ...", or nothing if it would be too long. */
static const char *
record_text(const struct inspect *in, const struct made *m, char *buf)
{
	char	owner[NAME_TEXT_MAX];
	char	text[TXT_TEXT_MAX];

	if (!m->fits ||
	    txt_quote(m->text, m->len, text, sizeof(text)) == NULL)
		return "";
	(void)snprintf(buf, RECORD_BYTES, "; write: %s TXT %s",
	    name_to_text(in->owner.wire, owner), text);
	return buf;
}

/*
 * The record with its version first, without some tags, with other words in
 * their place.
 *
 * drop		the letters that are their names
 * instead	may be NULL
 */
static const char *
without(const struct inspect *in, const char *drop, const char *instead,
    char *buf)
{
	const struct facts	*f = in->facts;
	struct taglist		 list;
	struct tag		 tag;
	struct made		 m;

	m.len = 0;
	m.fits = true;
	put_word(&m, "v=DKIM1");
	if (instead != NULL) {
		put_word(&m, "; ");
		put_word(&m, instead);
	}
	taglist_init(&list, f->policy.text, f->policy.len);
	while (taglist_next(&list, &tag)) {
		if (tag.name_len == 1 && (tag.name[0] == 'v' ||
		    strchr(drop, tag.name[0]) != NULL))
			continue;
		put_word(&m, "; ");
		put(&m, tag.name, tag.name_len);
		put_word(&m, "=");
		put(&m, tag.value, tag.value_len);
	}
	return record_text(in, &m, buf);
}

/* A record whose fault is in its version, or in a semicolon too many, and
   nowhere else. */
static const char *
in_order(const struct inspect *in, char *buf)
{
	const struct facts	*f = in->facts;
	struct taglist		 list;
	struct tag		 tag;
	struct made		 m;
	struct dkim		 d;
	uint8_t			 key[TXT_TEXT_MAX];

	m.len = 0;
	m.fits = true;
	put_word(&m, "v=DKIM1");
	taglist_init(&list, f->policy.text, f->policy.len);
	while (taglist_next(&list, &tag)) {
		if (tag.name_len == 1 && ascii_lower(tag.name[0]) == 'v')
			continue;
		if (tag.value == NULL && tag.name_len > 0)
			return "";
		if (tag.value == NULL)
			continue;
		put_word(&m, "; ");
		put(&m, tag.name, tag.name_len);
		put_word(&m, "=");
		put(&m, tag.value, tag.value_len);
	}
	if (!m.fits || !dkim_read(m.text, m.len, key, &d))
		return "";
	return record_text(in, &m, buf);
}

static bool
look_syntax(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 buf[RECORD_BYTES];

	if (f->dkim.fault != DKIM_SYNTAX)
		return false;
	return inspect_tell(in, rule, in->i, "verifiers do not take the record"
	    " for a key: %s (octet %zu of the text)%s", f->dkim.why,
	    f->dkim.at + 1, in_order(in, buf));
}

static bool
look_split(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct made		 m;
	uint8_t			 key[TXT_TEXT_MAX];
	char			 buf[RECORD_BYTES];

	if (f->dkim.fault != DKIM_SPLIT)
		return false;
	m.fits = f->policy.len <= sizeof(m.text);
	m.len = !m.fits ? 0 :
	    dkim_mend(f->policy.text, f->policy.len, m.text, key);
	m.fits = m.len > 0;
	return inspect_tell(in, rule, in->i, "the key was split by hand: at"
	    " octet %zu of the text its next piece begins with what does not"
	    " belong there, quotes, a backslash or a tag again; strings are"
	    " joined as they are, so continue the base64 only%s",
	    f->dkim.at + 1, record_text(in, &m, buf));
}

static bool
look_base64(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct base64	*b = &f->dkim.base64;
	uint8_t			 c;

	if (f->dkim.fault != DKIM_BASE64)
		return false;
	if (b->fault == BASE64_LENGTH)
		return inspect_tell(in, rule, in->i, "\"p=\" is no base64: it"
		    " has %zu characters, which is no multiple of 4, so some"
		    " are missing; copy the key again, with all of its \"=\"",
		    b->digits);
	if (b->fault == BASE64_BEHIND)
		return inspect_tell(in, rule, in->i, "\"p=\" is no base64:"
		    " \"=\" stands before its end, or more than twice (octet"
		    " %zu of the text); is a semicolon missing?",
		    f->dkim.at + 1);
	c = f->policy.text[f->dkim.at];
	return inspect_tell(in, rule, in->i, "\"p=\" is no base64: \"%c\" at"
	    " octet %zu of the text is none of its characters (A-Z a-z 0-9 + /"
	    " =); give the key alone, as does: " EXPORT, c, f->dkim.at + 1);
}

static bool
look_truncated(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->dkim.fault != DKIM_TRUNCATED)
		return false;
	return inspect_tell(in, rule, in->i, "the key is cut off: %zu octets"
	    " are there, and by its own length %zu more are missing; paste all"
	    " of its strings, each of at most 255 octets", f->dkim.key_len,
	    f->dkim.facts.missing);
}

/* What was found in place of an RSA key. */
static const char *
found(const struct dkim *d)
{
	if (d->key_len == ED25519_BYTES && d->facts.form == KEY_UNKNOWN)
		return "32 octets, as of an Ed25519 key; for one write"
		    " k=ed25519";
	switch (d->facts.form) {
	case KEY_ED25519:
		return "an Ed25519 key, in a form that DKIM does not use";
	case KEY_EC:
		return "an elliptic-curve key, which DKIM does not know";
	case KEY_PSS:
		return "a key for RSASSA-PSS, which DKIM does not know";
	case KEY_OTHER:
		return "a key of another algorithm";
	case KEY_PRIVATE:
		return "a PRIVATE key: take it out at once, and make a new"
		    " one, for everybody can sign with this";
	case KEY_CERTIFICATE:
		return "a certificate, not its key";
	case KEY_SSH:
		return "a key in the form of SSH";
	case KEY_TRAILING:
		return "a key, and more behind it";
	default:
		return "no key at all";
	}
}

static bool
look_key(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->dkim.fault != DKIM_BAD_KEY)
		return false;
	return inspect_tell(in, rule, in->i, "\"p=\" holds no RSA public key,"
	    " but %s; the right form gives: " EXPORT, found(&f->dkim));
}

static bool
look_ed25519(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 raw[ED25519_BYTES * 2];
	char			 words[sizeof(raw) + 16];
	char			 buf[RECORD_BYTES];

	if (f->dkim.fault != DKIM_ED25519_LENGTH)
		return false;
	if (f->dkim.facts.form != KEY_ED25519)
		return inspect_tell(in, rule, in->i, "an Ed25519 key has %d"
		    " octets (RFC 8463 4.2), but \"p=\" has %zu; give the last"
		    " %d of what this gives: openssl pkey -in KEY.pem -pubout"
		    " -outform DER", ED25519_BYTES, f->dkim.key_len,
		    ED25519_BYTES);
	(void)snprintf(words, sizeof(words), "k=ed25519; p=%s",
	    base64_write(f->dkim.facts.raw, ED25519_BYTES, raw));
	return inspect_tell(in, rule, in->i, "an Ed25519 key stands as its %d"
	    " octets alone (RFC 8463 4.2), not as DER%s", ED25519_BYTES,
	    without(in, "kp", words, buf));
}

static bool
is_rsa(const struct facts *f)
{
	return f->is_usable && f->dkim.type == DKIM_RSA;
}

static bool
look_short(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!is_rsa(f) || f->dkim.facts.bits >= BITS_MIN)
		return false;
	return inspect_tell(in, rule, in->i, "the RSA key has %u bits, and"
	    " verifiers refuse less than %d (RFC 8301 3.2); " NEW_KEY,
	    f->dkim.facts.bits, BITS_MIN);
}

static bool
look_weak(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!is_rsa(f) || f->dkim.facts.bits < BITS_MIN ||
	    f->dkim.facts.bits >= BITS_GOOD)
		return false;
	return inspect_tell(in, rule, in->i, "the RSA key has %u bits, which"
	    " is weak (RFC 8301 3.2); " NEW_KEY ", and keep this one for two"
	    " weeks more", f->dkim.facts.bits);
}

static bool
look_type(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct dkim	*d = &f->dkim;
	const char		*type = dkim_fitting_type(d);
	char			 buf[RECORD_BYTES];
	struct made		 shown;

	if (d->fault != DKIM_SOUND || d->type != DKIM_OTHER ||
	    d->is_revoked)
		return false;
	shown.len = 0;
	shown.fits = true;
	put(&shown, f->policy.text + d->type_at,
	    d->type_len < 40 ? d->type_len : 40);
	return inspect_tell(in, rule, in->i, "k=%.*s is no type of key that"
	    " verifiers know, rsa or ed25519 (in small letters)%s",
	    (int)shown.len, (const char *)shown.text,
	    type == NULL ? "" : without(in, "k", type, buf));
}

/* Sound, and not withdrawn: what it says of its use counts. */
static bool
is_live(const struct facts *f)
{
	return f->dkim.fault == DKIM_SOUND && !f->dkim.is_revoked;
}

static bool
look_sha1(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 buf[RECORD_BYTES];

	if (!is_live(f) || !f->dkim.is_sha1_only)
		return false;
	return inspect_tell(in, rule, in->i, "\"h=\" allows SHA-1 only, which"
	    " nobody may use any more (RFC 8301 3.1), so no signature is"
	    " good%s", without(in, "h", NULL, buf));
}

static bool
look_service(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 buf[RECORD_BYTES];

	if (!is_live(f) || f->dkim.is_for_mail)
		return false;
	return inspect_tell(in, rule, in->i, "\"s=\" names neither email nor"
	    " *, so the key is not for mail (RFC 6376 3.6.1)%s",
	    without(in, "s", NULL, buf));
}

static bool
look_test(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 buf[RECORD_BYTES];

	if (!is_live(f) || !f->dkim.is_test)
		return false;
	return inspect_tell(in, rule, in->i, "\"t=y\" says that the domain"
	    " tries DKIM out, and receivers may treat its mail as not signed;"
	    " remove it once signing works%s", without(in, "t",
	    f->dkim.is_strict ? "t=s" : NULL, buf));
}

static bool
look_revoked(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->dkim.fault != DKIM_SOUND || !f->dkim.is_revoked)
		return false;
	return inspect_tell(in, rule, in->i, "\"p=\" is empty: the key is"
	    " withdrawn; remove the record when no mail that it signed is"
	    " under way any more");
}

static bool
look_obsolete(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 buf[RECORD_BYTES];

	if (f->dkim.fault != DKIM_SOUND || !f->dkim.has_granularity)
		return false;
	return inspect_tell(in, rule, in->i, "\"g=\" is of the first version"
	    " of DKIM (RFC 4871), and verifiers that know it may refuse"
	    " mail for it%s", without(in, "g", NULL, buf));
}

static bool
look_wildcard(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!f->is_usable || in->owner.wire[0] != 1 ||
	    in->owner.wire[1] != '*')
		return false;
	return inspect_tell(in, rule, in->i, "the wildcard gives this key for"
	    " any selector that somebody makes up; name the selectors, or"
	    " leave \"p=\" empty if none is used");
}

static const struct check_rule record_rules[] = {
	{"dkim-syntax", SEV_ERROR, SCOPE_RECORD,
	    "A record at a DKIM selector is no key record.", look_syntax},
	{"dkim-string-split", SEV_ERROR, SCOPE_RECORD,
	    "A DKIM key was split by hand, and not only its base64.",
	    look_split},
	{"dkim-bad-base64", SEV_ERROR, SCOPE_RECORD,
	    "The data of a DKIM key are no base64.", look_base64},
	{"dkim-truncated-key", SEV_ERROR, SCOPE_RECORD,
	    "A DKIM key is cut off.", look_truncated},
	{"dkim-bad-key", SEV_ERROR, SCOPE_RECORD,
	    "The data of a DKIM key are no public key of its type.", look_key},
	{"dkim-ed25519-length", SEV_ERROR, SCOPE_RECORD,
	    "An Ed25519 key of DKIM has not 32 octets.", look_ed25519},
	{"dkim-key-too-short", SEV_ERROR, SCOPE_RECORD,
	    "An RSA key of DKIM has less than 1024 bits.", look_short},
	{"dkim-key-weak", SEV_WARNING, SCOPE_RECORD,
	    "An RSA key of DKIM has less than 2048 bits.", look_weak},
	{"dkim-unknown-key-type", SEV_WARNING, SCOPE_RECORD,
	    "A DKIM key is neither RSA nor Ed25519.", look_type},
	{"dkim-sha1-only", SEV_ERROR, SCOPE_RECORD,
	    "A DKIM key allows SHA-1 only.", look_sha1},
	{"dkim-service-not-email", SEV_ERROR, SCOPE_RECORD,
	    "A DKIM key is not for mail.", look_service},
	{"dkim-test-flag", SEV_WARNING, SCOPE_RECORD,
	    "A DKIM key is marked as a test.", look_test},
	{"dkim-revoked", SEV_INFO, SCOPE_RECORD,
	    "A DKIM key is withdrawn.", look_revoked},
	{"dkim-obsolete-tag", SEV_INFO, SCOPE_RECORD,
	    "A DKIM key has a tag of RFC 4871.", look_obsolete},
	{"dkim-wildcard", SEV_INFO, SCOPE_NAME,
	    "A wildcard gives a usable DKIM key for any selector.",
	    look_wildcard},
};

/* Labels [from, to) of a name, put at the end of another one's; false if
   that is too long. */
static bool
append(struct name *out, const struct name *name, unsigned from, unsigned to)
{
	size_t	begin = name->offset[from];
	size_t	n = name->offset[to] - begin;

	if (out->len + n + 1 > NAME_MAX_BYTES)
		return false;
	memcpy(out->wire + out->len, name->wire + begin, n);
	out->len = (uint8_t)(out->len + n);
	return true;
}

/*
 * Where a key at this name may have been meant to stand.
 *
 * returns	false if that would be too long a name
 */
static bool
suggest(const struct inspect *in, struct name *out)
{
	static const uint8_t	 words[] = "\10selector\12_domainkey";
	static const char *const want[] = {"_domainkey"};
	const struct name	*o = &in->owner;
	const uint8_t		*label;
	struct name		 both;
	unsigned		 own = o->labels - in->apex.labels;
	unsigned		 at;

	name_from_wire(&both, words);
	for (at = 0; at < own; at++) {
		label = o->wire + o->offset[at];
		if (text_nearest((const char *)label + 1, label[0], want,
		    1) != NULL)
			break;
	}
	out->len = 0;
	if (own == 0 || (own == 1 && at == 0)) {
		/* No selector is in sight. */
		if (!append(out, &both, 0, 2) ||
		    !append(out, o, own, o->labels))
			return false;
	} else if (at == 0) {
		if (!append(out, o, 1, 2) || !append(out, &both, 1, 2) ||
		    !append(out, o, 2, o->labels))
			return false;
	} else if (!append(out, o, 0, at < own ? at : 1) ||
	    !append(out, &both, 1, 2) ||
	    !append(out, o, at < own ? at + 1 : 1, o->labels))
		return false;
	out->wire[out->len] = 0;
	return true;
}

static bool
look_name(struct inspect *in, const struct check_rule *rule)
{
	struct name	better;
	char		name[NAME_TEXT_MAX] = "SELECTOR._domainkey";

	if (policy_role(&in->owner) == POLICY_DKIM ||
	    inspect_has_role(in, &in->owner, ROLE_POLICY))
		return false;
	if (suggest(in, &better))
		(void)name_to_text(better.wire, name);
	return inspect_tell(in, rule, in->i, "a DKIM key stands at a name"
	    " without a selector and _domainkey behind it, where no verifier"
	    " looks (RFC 6376 3.6.2.1), and no alias leads to it; put it at"
	    " %s", name);
}

static const struct check_rule name_rules[] = {
	{"dkim-wrong-name", SEV_WARNING, SCOPE_NAME,
	    "A DKIM key stands where no verifier looks.", look_name},
};

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->keys != 2)
		return false;
	return inspect_tell(in, rule, in->i, "the selector has a second key,"
	    " and which one verifiers take is not defined (RFC 6376 3.6.2.2);"
	    " give each key a selector of its own");
}

static const struct check_rule set_rules[] = {
	{"dkim-multiple", SEV_ERROR, SCOPE_NAME,
	    "A DKIM selector has two keys.", look_multiple},
};

enum { RECORDS, NAMES, SETS };

static const struct check_table tables[] = {
	[RECORDS] = {record_rules,
	    sizeof(record_rules) / sizeof(record_rules[0])},
	[NAMES] = {name_rules, sizeof(name_rules) / sizeof(name_rules[0])},
	[SETS] = {set_rules, sizeof(set_rules) / sizeof(set_rules[0])},
};

static void
visit_key(struct inspect *in, struct facts *f)
{
	uint8_t	key[RDATA_MAX_BYTES];

	f->keys++;
	(void)inspect_ask(in, &tables[SETS], true);
	f->is_usable = dkim_read(f->policy.text, f->policy.len, key,
	    &f->dkim);
	(void)inspect_ask(in, &tables[RECORDS], false);
}

static void
visit_record(struct inspect *in, struct facts *f)
{
	inspect_policy(in, in->i, in->text, &f->policy);
	if (f->policy.kind == POLICY_DKIM && !policy_is_damaged(&f->policy) &&
	    !inspect_ask(in, &tables[NAMES], true))
		visit_key(in, f);
}

static void
visit_set(struct inspect *in)
{
	struct facts	f = {.keys = 0};

	in->facts = &f;
	for (in->i = 0; in->i < in->set->count; in->i++)
		visit_record(in, &f);
	in->facts = NULL;
}

const struct check_chapter check_dkim = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_TXT,
	.visit_set = visit_set,
};
