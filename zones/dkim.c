/* SPDX-License-Identifier: ISC */
#include "zones/dkim.h"

#include <string.h>

#include "zones/policy_kind.h"
#include "zones/taglist.h"

/* Tags that are compared with those before them; the rest is not looked at
   for repetition: n^2 stays harmless. */
#define TAGS_MAX	32

static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A record while it is read. */
struct reading {
	struct dkim	*out;
	struct tag	 seen[TAGS_MAX];
	size_t		 n;
	struct tag	 data;		/* the first "p=" */
	bool		 has_data;
	bool		 is_plain;	/* the text, policy_is_plain() */
	bool		 has_hash;	/* "h=" */
	bool		 has_sha1;
	bool		 has_sha256;
};

static bool
fail(struct reading *r, enum dkim_fault fault, size_t at, const char *why)
{
	r->out->fault = fault;
	r->out->at = at;
	r->out->why = why;
	return false;
}

/* RFC 6376 3.2: tag-name, ALPHA *ALNUMPUNC. */
static bool
is_name(const struct tag *tag)
{
	size_t	i;

	for (i = 0; i < tag->name_len; i++) {
		if (!policy_is_word(tag->name[i]) && tag->name[i] != '_')
			return false;
	}
	return tag->name_len > 0 && ascii_lower(tag->name[0]) >= 'a';
}

/* Has the list, parted by colons, this word? */
static bool
has_word(const struct tag *tag, const char *word)
{
	size_t	len = strlen(word);
	size_t	from = 0;
	size_t	to;
	size_t	end;

	for (to = 0; to <= tag->value_len; to++) {
		if (to < tag->value_len && tag->value[to] != ':')
			continue;
		for (end = to; from < end && is_space(tag->value[from]);)
			from++;
		while (end > from && is_space(tag->value[end - 1]))
			end--;
		if (end - from == len &&
		    memcmp(tag->value + from, word, len) == 0)
			return true;
		from = to + 1;
	}
	return false;
}

static bool
check_form(struct reading *r, const struct tag *tag)
{
	size_t	i;

	if (tag->name_len == 0 && tag->value == NULL)
		return fail(r, DKIM_SYNTAX, tag->name_at, "nothing stands"
		    " before the semicolon");
	if (tag->value == NULL)
		return fail(r, DKIM_SYNTAX, tag->name_at, "a tag has no \"=\"");
	if (!is_name(tag))
		return fail(r, DKIM_SYNTAX, tag->name_at, "the name of a tag"
		    " must be letters, digits and underscores");
	for (i = 0; !r->is_plain && i < tag->value_len; i++) {
		if (!policy_is_ascii(tag->value[i]) &&
		    !is_space(tag->value[i]))
			return fail(r, DKIM_SYNTAX, tag->value_at + i, "a"
			    " value must be printable ASCII");
	}
	for (i = 0; i < r->n; i++) {
		if (tag->name_len == r->seen[i].name_len && memcmp(tag->name,
		    r->seen[i].name, tag->name_len) == 0)
			return fail(r, DKIM_SYNTAX, tag->name_at, "a tag"
			    " stands there twice");
	}
	if (r->n < TAGS_MAX)
		r->seen[r->n++] = *tag;
	return true;
}

static bool
take_version(struct reading *r, const struct tag *tag, bool is_first)
{
	if (!tag_has(tag, "DKIM1"))
		return fail(r, DKIM_SYNTAX, tag->value_at, "\"v=\" must be"
		    " DKIM1, in capital letters, with a semicolon behind it");
	if (!is_first)
		return fail(r, DKIM_SYNTAX, tag->name_at, "\"v=\" must be the"
		    " first tag");
	return true;
}

static bool
take(struct reading *r, const struct tag *tag, bool is_first)
{
	struct dkim	*out = r->out;

	if (tag_is(tag, "v"))
		return take_version(r, tag, is_first);
	if (tag_is(tag, "k")) {
		out->type_at = tag->value_at;
		out->type_len = tag->value_len;
		out->type = tag_has(tag, "rsa") ? DKIM_RSA :
		    tag_has(tag, "ed25519") ? DKIM_ED25519 : DKIM_OTHER;
	} else if (tag_is(tag, "p")) {
		r->data = *tag;
		r->has_data = true;
	} else if (tag_is(tag, "h")) {
		r->has_hash = true;
		r->has_sha1 = has_word(tag, "sha1");
		r->has_sha256 = has_word(tag, "sha256");
		if (!r->has_sha1 && !r->has_sha256)
			return fail(r, DKIM_SYNTAX, tag->value_at, "\"h=\""
			    " names no hash that verifiers know (sha256)");
	} else if (tag_is(tag, "s"))
		out->is_for_mail = has_word(tag, "email") ||
		    has_word(tag, "*");
	else if (tag_is(tag, "t")) {
		out->is_test = has_word(tag, "y");
		out->is_strict = has_word(tag, "s");
	} else if (tag_is(tag, "g"))
		out->has_granularity = true;
	return true;
}

/* Has it no octet at which find_seam() would stop?  Most have their only "="
   at the end. */
static bool
is_seamless(const struct reading *r, const uint8_t *v, size_t len)
{
	const uint8_t	*equals, *end = v + len;

	if (!r->is_plain || memchr(v, '\\', len) != NULL)
		return false;
	equals = memchr(v, '=', len);
	return equals == NULL || equals + 1 == end ||
	    (equals + 2 == end && equals[1] == '=');
}

/* Where something stands in the data that tells of pieces: a quote sign, a
   backslash, another "p=" or "v=".  SIZE_MAX: nowhere. */
static size_t
find_seam(const struct reading *r, const struct tag *tag)
{
	const uint8_t	*v = tag->value;
	size_t		 len = tag->value_len;
	size_t		 i;

	if (len == 0 || is_seamless(r, v, len))
		return SIZE_MAX;
	for (i = 0; i < len; i++) {
		if (v[i] == '\\' || policy_quote(v + i, len - i) > 0)
			return i;
		/* At the end, "p=" or "p==" is padding. */
		if (i + 2 < len && (v[i] == 'p' || v[i] == 'v') &&
		    v[i + 1] == '=' && policy_is_word(v[i + 2]))
			return i;
	}
	return SIZE_MAX;
}

static bool
is_whole(const struct tag *tag, uint8_t *buf)
{
	struct base64		b;
	struct key_facts	facts;

	base64_read(tag->value, tag->value_len, buf, &b);
	key_look(buf, b.len, &facts);
	return b.fault == BASE64_SOUND && (facts.form == KEY_RSA ||
	    b.len == ED25519_BYTES);
}

/* Was a key split by hand? */
static bool
is_split(struct reading *r, const uint8_t *text, size_t len, uint8_t *buf)
{
	struct taglist	list;
	struct tag	tag;
	struct tag	first;
	size_t		seam;
	unsigned	n = 0;

	memset(&first, 0, sizeof(first));
	taglist_init(&list, text, len);
	while (taglist_next(&list, &tag)) {
		if (!tag_is(&tag, "p") || tag.value == NULL)
			continue;
		seam = find_seam(r, &tag);
		/* Two keys, each whole, are no pieces. */
		if (n++ == 0 && seam == SIZE_MAX)
			first = tag;
		else if (seam != SIZE_MAX || !is_whole(&first, buf))
			return !fail(r, DKIM_SPLIT, seam == SIZE_MAX ?
			    tag.name_at : tag.value_at + seam, NULL);
		else
			return false;
	}
	return false;
}

/* Octets of an RSA key up to its modulus, as SubjectPublicKeyInfo. */
#define RSA_HEAD_BYTES	33

/*
 * Characters that are no multiple of 4: one or two are missing, or all of
 * another string.
 */
static bool
is_cut(const struct dkim *d)
{
	return d->facts.form == KEY_TRUNCATED && d->facts.missing > 3 &&
	    d->key_len >= RSA_HEAD_BYTES;
}

/* Whatever type it is said to be. */
static void
decode(struct reading *r, uint8_t *buf)
{
	struct dkim	*d = r->out;

	base64_read(r->data.value, r->data.value_len, buf, &d->base64);
	d->key = buf;
	d->key_len = d->base64.len;
	key_look(buf, d->key_len, &d->facts);
}

static bool
judge(struct reading *r)
{
	struct dkim	*d = r->out;

	if (d->base64.fault == BASE64_LENGTH && d->type == DKIM_RSA &&
	    is_cut(d))
		return fail(r, DKIM_TRUNCATED, r->data.value_at, NULL);
	if (d->base64.fault != BASE64_SOUND)
		return fail(r, DKIM_BASE64, r->data.value_at + d->base64.at,
		    NULL);
	if (d->type == DKIM_ED25519)
		return d->key_len == ED25519_BYTES ||
		    fail(r, DKIM_ED25519_LENGTH, r->data.value_at, NULL);
	if (d->facts.form == KEY_TRUNCATED)
		return fail(r, DKIM_TRUNCATED, r->data.value_at, NULL);
	return d->facts.form == KEY_RSA ||
	    fail(r, DKIM_BAD_KEY, r->data.value_at, NULL);
}

bool
dkim_read(const uint8_t *text, size_t len, uint8_t *buf, struct dkim *out)
{
	struct reading	r;
	struct taglist	list;
	struct tag	tag;
	bool		is_first = true;

	memset(out, 0, sizeof(*out));
	memset(&r, 0, sizeof(r));
	r.out = out;
	r.is_plain = policy_is_plain(text, len);
	out->is_for_mail = true;
	if (is_split(&r, text, len, buf))
		return false;
	taglist_init(&list, text, len);
	for (; taglist_next(&list, &tag); is_first = false) {
		if (!check_form(&r, &tag) || !take(&r, &tag, is_first))
			return false;
	}
	if (!r.has_data)
		return fail(&r, DKIM_SYNTAX, len, "\"p=\", the key, is"
		    " missing");
	out->is_sha1_only = r.has_sha1 && !r.has_sha256;
	out->is_revoked = r.data.value_len == 0;
	if (out->is_revoked)
		return false;
	decode(&r, buf);
	return out->type != DKIM_OTHER && judge(&r);
}

const char *
dkim_fitting_type(const struct dkim *d)
{
	if (d->base64.fault != BASE64_SOUND)
		return NULL;
	if (d->facts.form == KEY_RSA)
		return "k=rsa";
	return d->facts.form == KEY_UNKNOWN && d->key_len == ED25519_BYTES ?
	    "k=ed25519" : NULL;
}

/* What is repeated at a seam: octets of it at this place. */
static size_t
repeated(const uint8_t *text, size_t len)
{
	static const char *const words[] = {
		"v=DKIM1", "k=rsa", "k=ed25519", "p="
	};
	size_t			 n;
	size_t			 i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i]);
		if (len > n && text[n] != '=' &&
		    memcmp(text, words[i], n) == 0)
			return n;
	}
	return policy_quote(text, len);
}

/* Where the data of the first "p=" begin; 0 if there is none. */
static size_t
data_at(const uint8_t *text, size_t len)
{
	struct taglist	list;
	struct tag	tag;

	taglist_init(&list, text, len);
	while (taglist_next(&list, &tag)) {
		if (tag_is(&tag, "p") && tag.value != NULL)
			return tag.value_at;
	}
	return 0;
}

size_t
dkim_mend(const uint8_t *text, size_t len, uint8_t *out, uint8_t *buf)
{
	struct dkim	d;
	size_t		start = 0;
	size_t		used = 0;
	size_t		skipped;
	size_t		data;
	size_t		i;

	while (start < len && !policy_is_word(text[start]))
		start++;
	text += start;
	len -= start;
	data = data_at(text, len);
	for (i = 0; i < len; i += (skipped > 0 ? skipped : 1)) {
		skipped = i < data ? policy_quote(text + i, len - i) :
		    repeated(text + i, len - i);
		if (skipped == 0 && (i < data || (!is_space(text[i]) &&
		    text[i] != ';' && text[i] != '\\')))
			out[used++] = text[i];
	}
	if (data == 0 || !dkim_read(out, used, buf, &d))
		return 0;
	return used;
}
