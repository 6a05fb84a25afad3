/* SPDX-License-Identifier: ISC */
#include "zones/dmarc.h"

#include <string.h>

#include "zones/dmarc_uri.h"
#include "zones/name.h"
#include "zones/taglist.h"
#include "zones/text.h"

static const char *const names[DMARC_TAGS] = {
	"v", "p", "sp", "np", "adkim", "aspf", "fo", "psd", "t", "rua",
	"ruf", "pct", "rf", "ri"
};

static const char *const policies[] = {"none", "quarantine", "reject"};

/* What people write for a tag or value, and no slip of the finger. */
static const struct alias {
	const char	*text;
	enum dmarc_tag	 tag;
} tag_aliases[] = {
	{"policy", DMARC_P}, {"pol", DMARC_P}, {"subdomain", DMARC_SP},
	{"subpolicy", DMARC_SP}, {"subdomainpolicy", DMARC_SP},
	{"test", DMARC_T}, {"testing", DMARC_T}, {"percent", DMARC_PCT},
	{"dkim", DMARC_ADKIM}, {"spf", DMARC_ASPF}, {"report", DMARC_RUA},
	{"reports", DMARC_RUA}, {"aggregate", DMARC_RUA},
	{"forensic", DMARC_RUF}, {"failure", DMARC_RUF}
};

/* How a value is read. */
static const struct rule {
	const char	*values;	/* each one letter, or NULL */
	const char	*fault;
	const char	*const *words;	/* near ones, or NULL */
} rules[DMARC_TAGS] = {
	[DMARC_P] = {NULL, "is none of none, quarantine and reject",
	    policies},
	[DMARC_SP] = {NULL, "is none of none, quarantine and reject",
	    policies},
	[DMARC_NP] = {NULL, "is none of none, quarantine and reject",
	    policies},
	[DMARC_ADKIM] = {"rs", "is neither r (relaxed) nor s (strict)",
	    NULL},
	[DMARC_ASPF] = {"rs", "is neither r (relaxed) nor s (strict)", NULL},
	[DMARC_PSD] = {"ynu", "is none of y, n and u", NULL},
	[DMARC_T] = {"yn", "is neither y nor n", NULL},
};

const char *
dmarc_tag_name(enum dmarc_tag tag)
{
	return names[tag];
}

/* As taglist_next() takes it. */
static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_word(const uint8_t *text, size_t len, const char *word)
{
	/* Most differ in the first letter. */
	if (len > 0 && ascii_lower(*text) != ascii_lower((uint8_t)*word))
		return false;
	return strlen(word) == len && bytes_equal_nocase(text,
	    (const uint8_t *)word, len);
}

int
dmarc_tag_find(const uint8_t *name, size_t len)
{
	int	i;

	for (i = 0; i < DMARC_TAGS; i++) {
		if (is_word(name, len, names[i]))
			return i;
	}
	return -1;
}

int
dmarc_tag_near(const uint8_t *name, size_t len)
{
	const char	*near;
	size_t		 i;

	for (i = 0; i < sizeof(tag_aliases) / sizeof(tag_aliases[0]); i++) {
		if (is_word(name, len, tag_aliases[i].text))
			return (int)tag_aliases[i].tag;
	}
	/* One letter resembles every other. */
	near = len < 2 ? NULL : text_nearest((const char *)name, len, names,
	    DMARC_TAGS);
	return near == NULL ? -1 : dmarc_tag_find((const uint8_t *)near,
	    strlen(near));
}

enum dmarc_policy
dmarc_policy_of(const uint8_t *value, size_t len)
{
	size_t	i;

	for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		if (is_word(value, len, policies[i]))
			return DMARC_NONE + (enum dmarc_policy)i;
	}
	return DMARC_BAD;
}

const char *
dmarc_value_near(enum dmarc_tag tag, const uint8_t *value, size_t len)
{
	static const char *const letters[] = {"r", "s", "y", "n", "u"};
	static const char *const words[] = {"relaxed", "strict", "yes", "no",
	    "unknown"};
	const struct rule	*rule = &rules[tag];
	const char		*near;
	size_t			 i;

	if (rule->words != NULL)
		return text_nearest((const char *)value, len, rule->words,
		    sizeof(policies) / sizeof(policies[0]));
	if (rule->values == NULL)
		return NULL;
	near = text_nearest((const char *)value, len, words,
	    sizeof(words) / sizeof(words[0]));
	for (i = 0; near != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (near == words[i] && strchr(rule->values,
		    letters[i][0]) != NULL)
			return letters[i];
	}
	return NULL;
}

/* The first fault is kept. */
static void
blame(struct dmarc_fault *fault, int tag, const char *text,
    const uint8_t *whole, size_t at, size_t len)
{
	if (fault->text != NULL)
		return;
	fault->text = text;
	fault->tag = tag;
	fault->piece.text = whole + at;
	fault->piece.len = len;
	fault->piece.at = at;
}

/*
 * RFC 9989 4.7, dmarc-fo: 0 or 1, d, s, each once, joined by colons, in any
 * order.  That both 0 and 1 stand there is found by who looks at the bits.
 */
static bool
parse_fo(struct dmarc *d, const struct dmarc_piece *v)
{
	static const char	 options[] = "01ds";
	const char		*option;
	unsigned		 bit;
	size_t			 i;

	for (i = 0; i < v->len; i++) {
		if (i % 2 == 1 && v->text[i] == ':')
			continue;
		option = i % 2 == 1 || v->text[i] == 0 ? NULL :
		    strchr(options, ascii_lower(v->text[i]));
		if (option == NULL)
			return false;
		bit = 1u << (option - options);
		if ((d->fo & bit) != 0)
			return false;
		d->fo |= bit;
	}
	return v->len % 2 == 1;
}

static void
parse_pct(struct dmarc *d, const struct dmarc_piece *v)
{
	uint64_t	n;

	if (text_number((const char *)v->text, v->len, 100, &n) == 0)
		d->pct = (int)n;
}

static void
parse_uris(struct dmarc *d, const uint8_t *text, enum dmarc_tag tag)
{
	struct dmarc_uris	list;
	struct dmarc_uri	uri;

	dmarc_uris_init(&list, text, d->value[tag].at, d->value[tag].len);
	while (d->uri.text == NULL && dmarc_uris_next(&list, &uri)) {
		if (uri.fault != NULL)
			blame(&d->uri, (int)tag, uri.fault, text, uri.at,
			    uri.len + uri.limit_len);
	}
}

/* A value of one letter; 0 if it is none of those allowed. */
static char
letter_of(enum dmarc_tag tag, const struct dmarc_piece *v)
{
	const char	*letter;

	if (v->len != 1 || v->text[0] == 0)
		return 0;
	letter = strchr(rules[tag].values, ascii_lower(v->text[0]));
	if (letter == NULL)
		return '\0';
	return *letter;
}

static bool
parse_letter(struct dmarc *d, enum dmarc_tag tag)
{
	char	c = letter_of(tag, &d->value[tag]);

	if (c == 0)
		return false;
	if (tag == DMARC_ADKIM)
		d->is_strict_dkim = c == 's';
	else if (tag == DMARC_ASPF)
		d->is_strict_spf = c == 's';
	else if (tag == DMARC_T)
		d->is_test = c == 'y';
	else
		d->psd = c;
	return true;
}

static bool
parse_policy(struct dmarc *d, enum dmarc_tag tag)
{
	enum dmarc_policy	policy = dmarc_policy_of(d->value[tag].text,
	    d->value[tag].len);

	if (tag == DMARC_P)
		d->p = policy;
	else if (tag == DMARC_SP)
		d->sp = policy;
	else
		d->np = policy;
	return policy != DMARC_BAD;
}

static void
parse_value(struct dmarc *d, const uint8_t *text, enum dmarc_tag tag)
{
	const struct dmarc_piece	*v = &d->value[tag];
	bool				 is_sound = true;
	const char			*fault = rules[tag].fault;

	switch (tag) {
	case DMARC_P:
	case DMARC_SP:
	case DMARC_NP:
		is_sound = parse_policy(d, tag);
		break;
	case DMARC_FO:
		is_sound = parse_fo(d, v);
		fault = "is no list of 0 or 1, d, s, each once, with colons"
		    " between them";
		break;
	case DMARC_RUA:
	case DMARC_RUF:
		parse_uris(d, text, tag);
		break;
	case DMARC_PCT:
		parse_pct(d, v);
		break;
	case DMARC_RF:
	case DMARC_RI:		/* nobody reads them any more */
	case DMARC_V:
	case DMARC_TAGS:
		break;
	case DMARC_ADKIM:
	case DMARC_ASPF:
	case DMARC_PSD:
	case DMARC_T:
		is_sound = parse_letter(d, tag);
		break;
	}
	if (!is_sound)
		blame(&d->syntax, (int)tag, fault, text, v->at, v->len);
}

/*
 * Does a known tag begin in a value, behind white space?  Then a semicolon
 * is missing before it.
 * returns where in the text, or 0
 */
static size_t
hidden_tag(const uint8_t *text, const struct tag *tag)
{
	size_t	end = tag->value_at + tag->value_len;
	size_t	at;
	size_t	to;
	size_t	equals;

	for (at = tag->value_at; at < end; at++) {
		if (!is_space(text[at]))
			continue;
		for (to = at + 1; to < end && ascii_lower(text[to]) >= 'a' &&
		    ascii_lower(text[to]) <= 'z'; to++)
			;
		for (equals = to; equals < end && is_space(text[equals]);
		    equals++)
			;
		if (equals < end && text[equals] == '=' &&
		    dmarc_tag_find(text + at + 1, to - at - 1) != -1)
			return at + 1;
	}
	return 0;
}

bool
dmarc_next(struct taglist *list, struct tag *tag, bool *is_missing)
{
	size_t	hidden;

	*is_missing = false;
	if (!taglist_next(list, tag))
		return false;
	if (tag->value == NULL || (hidden = hidden_tag(list->text, tag)) == 0)
		return true;
	*is_missing = true;
	list->at = hidden;
	tag->is_closed = false;
	tag->value_len = hidden - 1 - tag->value_at;
	while (tag->value_len > 0 && is_space(tag->value[tag->value_len - 1]))
		tag->value_len--;
	return true;
}

/* The next tag; the value that hides another is blamed. */
static bool
next(struct dmarc *d, struct taglist *list, struct tag *tag)
{
	bool	is_missing;

	if (!dmarc_next(list, tag, &is_missing))
		return false;
	if (is_missing)
		blame(&d->syntax, dmarc_tag_find(tag->name, tag->name_len),
		    "has no semicolon before the next tag", list->text,
		    tag->value_at, tag->value_len);
	return true;
}

static bool
is_alphabetic(const struct tag *tag)
{
	size_t	i;
	uint8_t	c;

	for (i = 0; i < tag->name_len; i++) {
		c = ascii_lower(tag->name[i]);
		if (c < 'a' || c > 'z')
			return false;
	}
	return tag->name_len > 0;
}

/* An address behind a semicolon where a comma should stand? */
static bool
is_lost_address(const struct tag *tag, int last)
{
	return (last == DMARC_RUA || last == DMARC_RUF) &&
	    memchr(tag->name, '@', tag->name_len) != NULL;
}

/* What is wrong with a tag before its value is looked at? */
static const char *
fault_in_tag(const struct dmarc *d, const struct tag *tag, int known)
{
	size_t	i;

	if (tag->name_len == 0)
		return tag->value == NULL ? "is empty: two semicolons stand"
		    " side by side" : "has no name before the =";
	if (tag->value == NULL)
		return "is no tag: it has no =";
	if (!is_alphabetic(tag))
		return "is no name of a tag: letters only";
	if (known != -1 && d->has[known])
		return "stands twice";
	if (known > DMARC_V && known < DMARC_TAGS && !tag_is(tag, names[known]))
		return "must be in lower case";
	for (i = 0; i < tag->value_len; i++) {
		if (tag->value[i] < 0x20 || tag->value[i] > 0x7e)
			return "has a value that is not printable ASCII";
	}
	return NULL;
}

static void
set_piece(struct dmarc_piece *piece, const uint8_t *text, size_t at,
    size_t len)
{
	piece->text = text + at;
	piece->at = at;
	piece->len = len;
}

static void
parse_tag(struct dmarc *d, const uint8_t *text, const struct tag *tag,
    int last)
{
	int		 known = dmarc_tag_find(tag->name, tag->name_len);
	const char	*fault = fault_in_tag(d, tag, known);
	size_t		 end;

	if (fault != NULL && is_lost_address(tag, last)) {
		blame(&d->uri, last, "stands behind a semicolon, which ends"
		    " the list; addresses are separated by commas", text,
		    tag->name_at, tag->name_len);
		return;
	}
	if (fault != NULL) {
		end = tag->value == NULL ? tag->name_at + tag->name_len :
		    tag->value_at + tag->value_len;
		blame(&d->syntax, -1, fault, text, tag->name_at,
		    end - tag->name_at);
	}
	if (known == -1 && fault == NULL && d->unknown.len == 0)
		set_piece(&d->unknown, text, tag->name_at, tag->name_len);
	if (known == -1 || tag->value == NULL || d->has[known])
		return;
	d->has[known] = true;
	set_piece(&d->value[known], text, tag->value_at, tag->value_len);
	parse_value(d, text, (enum dmarc_tag)known);
}

void
dmarc_parse(struct dmarc *d, const uint8_t *text, size_t len)
{
	struct taglist	list;
	struct tag	tag;
	int		last = DMARC_V;

	memset(d, 0, sizeof(*d));
	d->pct = 100;
	d->psd = 'u';
	taglist_init(&list, text, len);
	/* RFC 9989 4.7: v is the first, and its value has one spelling. */
	d->is_dmarc = next(d, &list, &tag) &&
	    tag.name_at == 0 && is_word(tag.name, tag.name_len, "v") &&
	    tag_has(&tag, "DMARC1");
	if (!d->is_dmarc) {
		d->syntax.text = NULL;
		blame(&d->syntax, -1, "does not begin with v=DMARC1", text, 0,
		    len);
		return;
	}
	d->has[DMARC_V] = true;
	set_piece(&d->value[DMARC_V], text, tag.value_at, tag.value_len);
	while (next(d, &list, &tag)) {
		parse_tag(d, text, &tag, last);
		if (tag.value != NULL)
			last = dmarc_tag_find(tag.name, tag.name_len);
	}
}

/* RFC 9989 4.10.1: without p, or with one bad policy, all are none. */
static bool
is_void(const struct dmarc *d)
{
	return d->p <= DMARC_BAD || d->sp == DMARC_BAD || d->np == DMARC_BAD;
}

enum dmarc_policy
dmarc_applied(const struct dmarc *d)
{
	return is_void(d) ? DMARC_NONE : d->p;
}

enum dmarc_policy
dmarc_applied_below(const struct dmarc *d)
{
	if (is_void(d))
		return DMARC_NONE;
	return d->sp == DMARC_ABSENT ? d->p : d->sp;
}
