/* SPDX-License-Identifier: ISC */
#include "zones/spf.h"

#include <string.h>

#include "zones/rrtype.h"
#include "zones/spf_domain.h"

/* Both with the space or the end behind it: RFC 7208 4.5. */
#define VERSION		"v=spf1"
#define VERSION_BYTES	6

/* What may follow the name of a mechanism. */
enum value { VALUE_NONE, VALUE_OPTIONAL, VALUE_DOMAIN, VALUE_ADDRESS };

struct mechanism {
	const char	*word;
	uint8_t		 word_len;
	enum value	 value;
	uint8_t		 bits4;		/* longest prefix; 0: none may stand */
	uint8_t		 bits6;
	bool		 asks;		/* costs a look-up */
	const char	*expected;	/* behind the name */
};

#define NAMED	"a colon and a domain name"

/* Indexed by enum spf_kind.  RFC 7208 5. */
static const struct mechanism mechanisms[] = {
	[SPF_ALL] = {"all", 3, VALUE_NONE, 0, 0, false,
	    "nothing behind \"all\""},
	[SPF_INCLUDE] = {"include", 7, VALUE_DOMAIN, 0, 0, true, NAMED},
	[SPF_A] = {"a", 1, VALUE_OPTIONAL, 32, 128, true,
	    "a colon and a domain name, or a slash and a prefix length"},
	[SPF_MX] = {"mx", 2, VALUE_OPTIONAL, 32, 128, true,
	    "a colon and a domain name, or a slash and a prefix length"},
	[SPF_PTR] = {"ptr", 3, VALUE_OPTIONAL, 0, 0, true, NAMED},
	[SPF_IP4] = {"ip4", 3, VALUE_ADDRESS, 32, 0, false,
	    "a colon and an IPv4 address"},
	[SPF_IP6] = {"ip6", 3, VALUE_ADDRESS, 0, 128, false,
	    "a colon and an IPv6 address"},
	[SPF_EXISTS] = {"exists", 6, VALUE_DOMAIN, 0, 0, true, NAMED},
};
#define MECHANISMS	(sizeof(mechanisms) / sizeof(mechanisms[0]))

static bool
equals(const uint8_t *text, size_t len, const char *word)
{
	return strlen(word) == len &&
	    bytes_equal_nocase(text, (const uint8_t *)word, len);
}

enum spf_kind
spf_mechanism(const uint8_t *name, size_t len)
{
	unsigned	i;

	for (i = 0; i < MECHANISMS; i++) {
		if (len == mechanisms[i].word_len && bytes_equal_nocase(name,
		    (const uint8_t *)mechanisms[i].word, len))
			return (enum spf_kind)i;
	}
	return SPF_NOTHING;
}

const char *
spf_word(enum spf_kind kind)
{
	if (kind < SPF_REDIRECT)
		return mechanisms[kind].word;
	if (kind == SPF_REDIRECT)
		return "redirect";
	return kind == SPF_EXP ? "exp" : "";
}

bool
spf_asks(const struct spf_term *term)
{
	if (term->kind < SPF_REDIRECT)
		return mechanisms[term->kind].asks;
	return term->kind == SPF_REDIRECT;
}

bool
spf_init(struct spf *spf, const uint8_t *text, size_t len)
{
	spf->text = text;
	spf->len = len;
	spf->at = VERSION_BYTES;
	return len >= VERSION_BYTES && equals(text, VERSION_BYTES, VERSION) &&
	    (len == VERSION_BYTES || text[VERSION_BYTES] == ' ');
}

bool
spf_next(struct spf *spf, struct spf_term *out)
{
	const uint8_t	*end;
	size_t		 from;

	while (spf->at < spf->len && spf->text[spf->at] == ' ')
		spf->at++;
	if (spf->at >= spf->len)
		return false;
	from = spf->at;
	end = memchr(spf->text + from, ' ', spf->len - from);
	spf->at = end == NULL ? spf->len : (size_t)(end - spf->text);
	spf_read(spf->text, from, spf->at - from, out);
	return true;
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ); its octets. */
static size_t
name_len(const uint8_t *text, size_t at, size_t end)
{
	size_t	i;
	uint8_t	c;

	for (i = at; i < end; i++) {
		c = ascii_lower(text[i]);
		if (c >= 'a' && c <= 'z')
			continue;
		if (i == at || ((c < '0' || c > '9') && c != '-' &&
		    c != '_' && c != '.'))
			break;
	}
	return i - at;
}

/*
 * A prefix length behind a slash at *at, without leading zeros.
 * returns	-1 if none up to max is there
 */
static int
read_bits(const uint8_t *text, size_t *at, size_t end, unsigned max)
{
	unsigned	v = 0;
	size_t		i;

	for (i = *at + 1; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
		v = v * 10 + (text[i] - (unsigned)'0');
		if (v > max || (v < 10 && i > *at + 1))
			return -1;
	}
	if (i == *at + 1)
		return -1;
	*at = i;
	return (int)v;
}

/* [at, end) begins with a slash.  RFC 7208 12: ip4-, ip6-, dual-cidr-length. */
static bool
read_prefixes(const uint8_t *text, size_t at, size_t end,
    const struct mechanism *row, struct spf_term *term)
{
	bool	is_dual = row->bits4 > 0 && row->bits6 > 0;
	int	v;

	if (row->bits4 > 0 && (!is_dual || at + 1 == end ||
	    text[at + 1] != '/')) {
		v = read_bits(text, &at, end, row->bits4);
		if (v == -1)
			return spf_fail(term, SPF_SYNTAX, at, end - at,
			    "a prefix length from /0 to /32");
		term->prefix4 = (uint8_t)v;
	}
	if (at < end && row->bits6 > 0) {
		if (is_dual && (text[at] != '/' || at + 1 == end ||
		    text[at + 1] != '/'))
			return spf_fail(term, SPF_SYNTAX, at, end - at,
			    "two slashes before a prefix length of IPv6");
		at += is_dual;
		v = read_bits(text, &at, end, row->bits6);
		if (v == -1)
			return spf_fail(term, SPF_SYNTAX, at, end - at,
			    "a prefix length from /0 to /128");
		term->prefix6 = (uint8_t)v;
	}
	if (at < end)
		return spf_fail(term, SPF_SYNTAX, at, end - at,
		    "nothing behind the prefix length");
	return true;
}

/*
 * Where the prefix lengths of a or mx begin: a label may hold a slash, but
 * not the last one, and macros end with a brace.
 */
static size_t
find_slash(const uint8_t *text, size_t at, size_t end)
{
	size_t	i;

	for (i = end; i > at && text[i - 1] != '.' && text[i - 1] != '}'; i--)
		;
	while (i < end && text[i] != '/')
		i++;
	return i;
}

/* The value of ip4 or ip6, which ends at a slash or with the term. */
static bool
read_address(const uint8_t *text, size_t end, const struct mechanism *row,
    struct spf_term *term)
{
	const uint8_t	*value = text + term->value_at;
	const uint8_t	*slash = memchr(value, '/', end - term->value_at);
	bool		 is_v4 = term->kind == SPF_IP4;

	term->value_len = slash == NULL ? end - term->value_at :
	    (size_t)(slash - value);
	if (term->value_len == 0 || value[term->value_len - 1] == '.' ||
	    !spf_read_address(value, term->value_len, &term->address) ||
	    term->address.type != (is_v4 ? TYPE_A : TYPE_AAAA))
		return spf_fail(term, SPF_BAD_ADDRESS, term->value_at,
		    term->value_len, is_v4 ? "an IPv4 address" :
		    "an IPv6 address");
	return slash == NULL || read_prefixes(text, (size_t)(slash - text),
	    end, row, term);
}

/* What stands behind the colon; a domain-spec may be followed by lengths. */
static bool
read_value(const uint8_t *text, size_t end, const struct mechanism *row,
    struct spf_term *term)
{
	size_t	slash = end;

	if (row->value == VALUE_ADDRESS)
		return read_address(text, end, row, term);
	if (row->bits4 > 0)
		slash = find_slash(text, term->value_at, end);
	term->value_len = slash - term->value_at;
	if (!spf_read_domain(text, term->value_at, term->value_len, term))
		return false;
	return slash == end || read_prefixes(text, slash, end, row, term);
}

/* rest		behind the mechanism's name */
static void
read_mechanism(const uint8_t *text, size_t rest, size_t end,
    struct spf_term *term)
{
	const struct mechanism	*row = &mechanisms[term->kind];

	if (rest == end) {
		if (row->value >= VALUE_DOMAIN)
			(void)spf_fail(term, SPF_SYNTAX, rest, 0,
			    row->expected);
		return;
	}
	if (text[rest] == ':' && row->value != VALUE_NONE) {
		term->value_at = rest + 1;
		(void)read_value(text, end, row, term);
	} else if (text[rest] == '/' && row->value == VALUE_OPTIONAL &&
	    row->bits4 > 0) {
		(void)read_prefixes(text, rest, end, row, term);
	} else {
		(void)spf_fail(term, SPF_SYNTAX, rest, end - rest,
		    row->expected);
	}
}

/*
 * name "=" value.  A mechanism's name there, or the version a second time,
 * makes a modifier that nobody knows, and so is ignored.  That ptr is, is no
 * loss.
 */
static void
read_modifier(const uint8_t *text, size_t from, size_t equal, size_t end,
    struct spf_term *term)
{
	enum spf_kind	kind = spf_mechanism(text + from, equal - from);

	term->value_at = equal + 1;
	term->value_len = end - term->value_at;
	term->kind = SPF_OTHER;
	if (equals(text + from, equal - from, "redirect"))
		term->kind = SPF_REDIRECT;
	else if (equals(text + from, equal - from, "exp"))
		term->kind = SPF_EXP;
	if (kind != SPF_NOTHING && kind != SPF_PTR)
		(void)spf_fail(term, SPF_STRANGE, equal, 1,
		    mechanisms[kind].expected);
	else if (from > term->at)
		(void)spf_fail(term, SPF_SYNTAX, term->at, 1,
		    "no qualifier before a modifier");
	else if (equals(text + from, equal - from, "v"))
		(void)spf_fail(term, SPF_STRANGE, from, end - from,
		    "the version once only");
	else if (term->kind == SPF_OTHER)
		(void)spf_read_macros(text, term->value_at, term->value_len,
		    term);
	else
		(void)spf_read_domain(text, term->value_at, term->value_len,
		    term);
}

void
spf_read(const uint8_t *text, size_t at, size_t len, struct spf_term *out)
{
	size_t	end = at + len;
	size_t	from = at;
	size_t	rest;

	memset(out, 0, sizeof(*out));
	out->kind = SPF_NOTHING;
	out->at = at;
	out->len = len;
	out->qualifier = '+';
	out->prefix4 = 32;
	out->prefix6 = 128;
	if (len > 0 && (text[at] == '+' || text[at] == '-' ||
	    text[at] == '?' || text[at] == '~')) {
		out->qualifier = text[at];
		from++;
	}
	rest = from + name_len(text, from, end);
	if (rest < end && text[rest] == '=' && rest > from) {
		read_modifier(text, from, rest, end, out);
		return;
	}
	if (rest == end || text[rest] == ':' || text[rest] == '/')
		out->kind = spf_mechanism(text + from, rest - from);
	if (out->kind == SPF_NOTHING)
		(void)spf_fail(out, SPF_UNKNOWN, at, len, "a mechanism (all,"
		    " include, a, mx, ip4, ip6, exists) or a modifier");
	else
		read_mechanism(text, rest, end, out);
}

/* A sound domain without macros as a name: its labels are sound too. */
static int
make_name(const uint8_t *text, size_t len, struct name *out)
{
	uint8_t	wire[NAME_MAX_BYTES];
	size_t	label = 0;
	size_t	i;

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (len == 0 || len + 2 > sizeof(wire))
		return -1;
	for (i = 0; i < len; i++) {
		if (text[i] != '.') {
			wire[i + 1] = ascii_lower(text[i]);
			continue;
		}
		wire[label] = (uint8_t)(i - label);
		label = i + 1;
	}
	wire[label] = (uint8_t)(i - label);
	wire[len + 1] = 0;
	name_from_wire(out, wire);
	return 0;
}

int
spf_domain(const uint8_t *text, const struct spf_term *term,
    const struct name *owner, struct name *out)
{
	if (term->fault != SPF_SOUND || term->has_macro ||
	    term->kind == SPF_OTHER || term->kind == SPF_NOTHING ||
	    term->kind == SPF_ALL || term->kind == SPF_IP4 ||
	    term->kind == SPF_IP6)
		return -1;
	if (term->value_len > 0)
		return make_name(text + term->value_at, term->value_len, out);
	*out = *owner;
	return 0;
}
