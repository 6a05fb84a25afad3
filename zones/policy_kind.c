/* SPDX-License-Identifier: ISC */
#include "zones/policy_kind.h"

#include <string.h>

/*
 * The first words of the kinds.  With "v=" before it the stem is enough to
 * know what was meant, without it the whole is needed.
 */
static const struct version {
	const char	*whole;		/* what readers look for */
	uint8_t		 stem;		/* letters of it */
	enum policy_kind kind;
} versions[] = {
	{"spf1", 3, POLICY_SPF},
	{"spfv1", 5, POLICY_SPF},	/* a slip; the first is the name */
	{"DMARC1", 5, POLICY_DMARC},
	{"DKIM1", 4, POLICY_DKIM},
	{"STSv1", 4, POLICY_STS},
	{"TLSRPTv1", 6, POLICY_TLSRPT},
	{"BIMI1", 4, POLICY_BIMI},
};
#define VERSIONS	(sizeof(versions) / sizeof(versions[0]))

/* Tags of the lists; "v" is in all of them.  BIMI: its draft, 4.2. */
static const struct {
	enum policy_kind kind;
	const char	*names;		/* with a blank around each */
} tags[] = {
	{POLICY_DKIM, " k p h t s n g "},
	{POLICY_DMARC,
	    " p sp np psd rua ruf adkim aspf fo t pct rf ri "},
	{POLICY_STS, " id "},
	{POLICY_TLSRPT, " rua "},
	{POLICY_BIMI, " l a avp lps "},
};

size_t
policy_step_length(const uint8_t *p, size_t len)
{
	size_t	n;
	size_t	i;

	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 1;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n > len)
		return 1;
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 1;
	}
	return n;
}

/* Unicode 6.3: U+2018 to U+201F, the guillemets, the primes. */
size_t
policy_quote_length(const uint8_t *text, size_t len)
{
	size_t	n;

	if (len == 0)
		return 0;
	n = policy_step(text, len);
	if (n == 1)
		/* The last: the same in Windows code pages. */
		return text[0] != 0 && strchr("\"'`\x91\x92\x93\x94\xab\xbb",
		    text[0]) != NULL;
	if (n == 2)
		return text[0] == 0xc2 && (text[1] == 0xab ||
		    text[1] == 0xbb) ? 2 : 0;
	if (n == 3 && text[0] == 0xe2 && text[1] == 0x80 &&
	    ((text[2] >= 0x98 && text[2] <= 0x9f) || text[2] == 0xb2 ||
	    text[2] == 0xb3 || text[2] == 0xb9 || text[2] == 0xba))
		return 3;
	return 0;
}

/*
 * Do the letters of word come next, whatever their case and whatever does
 * not belong there between them?
 *
 * returns where they end, or 0
 */
static size_t
match(const uint8_t *text, size_t len, size_t at, const char *word,
    size_t word_len)
{
	size_t	i;

	for (i = 0; i < word_len && at < len; at++) {
		if (ascii_lower(text[at]) == ascii_lower((uint8_t)word[i]))
			i++;
		else if (policy_is_ascii(text[at]) && text[at] != ' ' &&
		    text[at] != '\\' && policy_quote(text + at, len - at) == 0)
			return 0;
	}
	return i == word_len ? at : 0;
}

/* Skip what stands before the first letter or digit. */
static size_t
skip(const uint8_t *text, size_t len, size_t at)
{
	while (at < len && !policy_is_word(text[at]))
		at++;
	return at;
}

/* "SPF: v=spf1 ...", "TXT v=...": a heading. */
static size_t
skip_title(const uint8_t *text, size_t len, size_t at)
{
	static const char *const words[] = {"TXT", "SPF", "DKIM", "DMARC"};
	size_t			 end;
	size_t			 i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		end = match(text, len, at, words[i], strlen(words[i]));
		if (end == 0 || end == len || policy_is_word(text[end]))
			continue;
		end = skip(text, len, end);
		if (match(text, len, end, "v=", 2) != 0)
			return end;
	}
	return at;
}

/* A line of a zone file has three words before its type. */
#define HEADING_WORDS	4

/* What was pasted too: a title, or "example.org. 3600 IN TXT". */
static size_t
skip_heading(const uint8_t *text, size_t len, size_t at)
{
	size_t		word = at;
	size_t		end;
	unsigned	i;

	for (i = 0; i < HEADING_WORDS && word < len; i++) {
		end = skip_title(text, len, word);
		if (end != word)
			return end;
		while (word < len && text[word] != ' ' && text[word] != '=')
			word++;
		if (word == len || text[word] == '=')
			break;
		word = skip(text, len, word);
	}
	return at;
}

size_t
policy_heading(const uint8_t *text, size_t len)
{
	size_t	first = skip(text, len, 0);
	size_t	at = skip_heading(text, len, first);

	return at == first ? 0 : at;
}

/* "v", then one of "=", ":" and "-"; returns where they end, or 0. */
static size_t
match_v(const uint8_t *text, size_t len, size_t at)
{
	static const char *const signs[] = {"v=", "v:", "v-"};
	size_t			 end = 0;
	size_t			 i;

	for (i = 0; i < 3 && end == 0; i++)
		end = match(text, len, at, signs[i], 2);
	return end;
}

/* Is a word complete here? */
static bool
is_end(const uint8_t *text, size_t len, size_t at)
{
	return at == len || text[at] == ' ' || text[at] == ';' ||
	    text[at] == ',' || text[at] == ':' || !policy_is_ascii(text[at]) ||
	    policy_quote(text + at, len - at) > 0;
}

/* What the first word of the text says. */
static enum policy_kind
kind_by_version(const uint8_t *text, size_t len)
{
	const struct version	*v;
	size_t			 at;
	size_t			 word;
	size_t			 end;
	size_t			 i;

	at = skip_heading(text, len, skip(text, len, 0));
	if (match(text, len, at, "spf2.0/", 7) != 0)
		return POLICY_SENDERID;
	word = match_v(text, len, at);
	for (i = 0; i < VERSIONS; i++) {
		v = &versions[i];
		if (word != 0 && match(text, len, word, v->whole, v->stem) != 0)
			return v->kind;
		end = match(text, len, at, v->whole, strlen(v->whole));
		if (end == 0 && word == 0 && at < len &&
		    ascii_lower(text[at]) == 'v')
			end = match(text, len, at + 1, v->whole,
			    strlen(v->whole));
		if (end != 0 && is_end(text, len, end))
			return v->kind;
	}
	return POLICY_NONE;
}

bool
policy_is_tag(const struct tag *tag, enum policy_kind kind)
{
	const char	*names = "";
	const char	*p;
	size_t		 i;

	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (tags[i].kind == kind)
			names = tags[i].names;
	}
	if (tag->value == NULL || tag->name_len == 0)
		return false;
	for (p = names; *p != '\0' && p[1] != '\0'; p += 1 + i) {
		i = strcspn(p + 1, " ");
		if (i == tag->name_len && bytes_equal_nocase(tag->name,
		    (const uint8_t *)p + 1, i))
			return true;
	}
	return false;
}

/* Octets of "p=" from which on it can be a key, and not some other value. */
#define KEY_MIN_BYTES	40

/* "k=rsa; p=..." is a key wherever it stands. */
static bool
is_key(const uint8_t *text, size_t len)
{
	struct taglist	list;
	struct tag	tag;
	bool		has_type = false;
	bool		has_data = false;

	taglist_init(&list, text, len);
	while (taglist_next(&list, &tag)) {
		if (tag_is(&tag, "k") && (tag_has_nocase(&tag, "rsa") ||
		    tag_has_nocase(&tag, "ed25519")))
			has_type = true;
		if (tag_is(&tag, "p") && tag.value_len >= KEY_MIN_BYTES)
			has_data = true;
	}
	return has_type && has_data;
}

/* Is a text that names no version what is asked for at its name? */
static bool
is_meant(const uint8_t *text, size_t len, enum policy_kind role)
{
	struct taglist	list;
	struct tag	tag;
	bool		is_other = false;
	bool		is_first = true;

	taglist_init(&list, text, len);
	while (taglist_next(&list, &tag)) {
		if (policy_is_tag(&tag, role) ||
		    (tag_is(&tag, "v") && tag.is_closed && is_first))
			return true;
		/* "some-verification=..." */
		is_other |= is_first && tag.value != NULL && tag.name_len > 2;
		is_first = false;
	}
	return role == POLICY_DKIM && !is_first && !is_other;
}

/* word		with its length octet before it, in lower case */
static inline bool
label_is(const struct name *name, unsigned i, const char *word, size_t len)
{
	const uint8_t	*label;

	if (i >= name->labels)
		return false;
	label = name->wire + name->offset[i];
	/* The first letter of each is an underscore. */
	return label[0] == len - 1 && label[1] == '_' &&
	    bytes_equal_rest(label, (const uint8_t *)word, len);
}
#define LABEL_IS(name, i, word)	label_is(name, i, word, sizeof(word) - 1)

/* Names below _domainkey that are no selectors: RFC 5617 4.1, 6651 3.2, and
   drafts before them. */
static bool
is_reserved(const struct name *owner, unsigned i)
{
	return LABEL_IS(owner, i, "\5_adsp") ||
	    LABEL_IS(owner, i, "\7_report") ||
	    LABEL_IS(owner, i, "\7_policy") || LABEL_IS(owner, i, "\4_ssp");
}

enum policy_kind
policy_role(const struct name *owner)
{
	unsigned	i;

	if (LABEL_IS(owner, 0, "\6_dmarc"))
		return POLICY_DMARC;
	if (LABEL_IS(owner, 0, "\10_mta-sts"))
		return POLICY_STS;
	if (LABEL_IS(owner, 0, "\5_smtp") && LABEL_IS(owner, 1, "\4_tls"))
		return POLICY_TLSRPT;
	for (i = 1; i < owner->labels; i++) {
		/* A selector may have dots: RFC 6376 3.1. */
		if (LABEL_IS(owner, i, "\12_domainkey") &&
		    !is_reserved(owner, i - 1))
			return POLICY_DKIM;
		if (LABEL_IS(owner, i, "\5_bimi"))
			return POLICY_BIMI;
	}
	return POLICY_NONE;
}

bool
policy_is_permission(const struct name *owner)
{
	unsigned	i;

	for (i = 1; i + 1 < owner->labels; i++) {
		if (LABEL_IS(owner, i, "\7_report") &&
		    LABEL_IS(owner, i + 1, "\6_dmarc"))
			return true;
	}
	return false;
}

const char *
policy_version(enum policy_kind kind)
{
	size_t	i;

	for (i = 0; i < VERSIONS; i++) {
		if (versions[i].kind == kind)
			return versions[i].whole;
	}
	return NULL;
}

/* What is looked at side by side. */
__extension__ typedef uint8_t octets16 __attribute__((vector_size(16)));

/* Those of sixteen that are no plain octet; not 0 there. */
static inline octets16
odd_of(const uint8_t *text)
{
	octets16	x;

	memcpy(&x, text, sizeof(x));
	return (octets16)((x < (uint8_t)' ') | (x > (uint8_t)'~') |
	    (x == (uint8_t)'"') | (x == (uint8_t)'\'') |
	    (x == (uint8_t)'`'));
}

bool
policy_is_plain(const uint8_t *text, size_t len)
{
	octets16	odd = {0};
	uint8_t		tail[16];
	uint64_t	halves[2];
	size_t		i;

	for (i = 0; i + sizeof(tail) <= len; i += sizeof(tail))
		odd |= odd_of(text + i);
	memset(tail, ' ', sizeof(tail));
	if (i < len)
		memcpy(tail, text + i, len - i);
	odd |= odd_of(tail);
	memcpy(halves, &odd, sizeof(halves));
	return (halves[0] | halves[1]) == 0;
}

enum policy_kind
policy_kind_any(const uint8_t *text, size_t len, enum policy_kind role)
{
	enum policy_kind	kind;

	kind = kind_by_version(text, len);
	if (kind != POLICY_NONE)
		return kind;
	if (is_meant(text, len, role))
		return role;
	return is_key(text, len) ? POLICY_DKIM : POLICY_NONE;
}

enum policy_kind
policy_kind(const uint8_t *text, size_t len, enum policy_kind role)
{
	enum policy_kind	kind = policy_kind_quick(text, len);

	return kind != POLICY_NONE ? kind : policy_kind_any(text, len, role);
}
