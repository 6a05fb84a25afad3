/* SPDX-License-Identifier: ISC */
#include "zones/dmarc_uri.h"

#include <string.h>

#include "zones/name.h"
#include "zones/text.h"

static bool
is_alpha(uint8_t c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(uint8_t c)
{
	c = ascii_lower(c);
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

void
dmarc_uris_init(struct dmarc_uris *list, const uint8_t *text, size_t at,
    size_t len)
{
	list->text = text;
	list->at = at;
	list->end = at + len;
	list->is_done = false;
}

/* RFC 9989 4.8, obs-dmarc-report-size: the octets of "!10m" at the end. */
static size_t
limit_of(const uint8_t *uri, size_t len)
{
	size_t	i = len;

	if (i > 0 && text_is_of(ascii_lower(uri[i - 1]), "kmgt"))
		i--;
	if (i == 0 || !is_digit(uri[i - 1]))
		return 0;
	while (i > 0 && is_digit(uri[i - 1]))
		i--;
	return i > 0 && uri[i - 1] == '!' ? len - i + 1 : 0;
}

/* RFC 3986 3.1. */
static size_t
scheme_of(const uint8_t *uri, size_t len)
{
	size_t	i;

	for (i = 0; i < len && (is_alpha(uri[i]) ||
	    (i > 0 && (is_digit(uri[i]) || text_is_of(uri[i], "+-.")))); i++)
		;
	return i < len && uri[i] == ':' ? i : 0;
}

/* RFC 3986 2; the comma does not come so far. */
static const char *
fault_in_octets(const uint8_t *uri, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++) {
		if (is_alpha(uri[i]))
			continue;	/* as most are */
		if (is_blank(uri[i]))
			return "holds a blank; addresses are separated by"
			    " commas";
		if (uri[i] == '!')
			return "holds an exclamation mark, which must be"
			    " written as %21";
		if (uri[i] == '%' && (len - i < 3 || !is_hex(uri[i + 1]) ||
		    !is_hex(uri[i + 2])))
			return "holds a % without two hexadecimal digits"
			    " behind it";
		if (!is_digit(uri[i]) &&
		    !text_is_of(uri[i], "-._~:/?#[]@$&'()*+;=%"))
			return "holds a character that a URI cannot have";
	}
	return NULL;
}

/* RFC 5321 4.1.2, as far as it is no address literal. */
static bool
is_domain(const uint8_t *text, size_t len)
{
	size_t	i;
	bool	is_edge;

	for (i = 0; i < len; i++) {
		if (is_alpha(text[i]) || is_digit(text[i]))
			continue;
		is_edge = i == 0 || i + 1 == len || text[i - 1] == '.' ||
		    text[i + 1] == '.';
		if (is_edge || !text_is_of(text[i], "-."))
			return false;
	}
	return len > 0 && len < NAME_MAX_BYTES;
}

/* RFC 6068 2: what an address shows without escapes, and the escapes. */
static bool
is_local(const uint8_t *text, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++) {
		if (!is_alpha(text[i]) && !is_digit(text[i]) &&
		    !text_is_of(text[i], "-._~$&'*+=%"))
			return false;
	}
	return len > 0;
}

static const char *
split_address(const uint8_t *text, struct dmarc_uri *out, size_t from,
    size_t len)
{
	const uint8_t	*address = text + from;
	const uint8_t	*query = memchr(address, '?', len);
	const uint8_t	*sign;
	size_t		 local_len;

	if (query != NULL)
		len = (size_t)(query - address);
	if ((sign = memchr(address, '@', len)) == NULL)
		return "is no mail address: it has no @";
	local_len = (size_t)(sign - address);
	if (!is_local(address, local_len))
		return "is no mail address: what stands before the @ is"
		    " empty, or holds a character that must be written as"
		    " %XX";
	len -= local_len + 1;
	/* An escape may be a letter, or the comma before a second one. */
	if (memchr(sign + 1, '%', len) != NULL)
		return NULL;
	if (!is_domain(sign + 1, len))
		return "is no mail address: what stands behind the @ is no"
		    " domain";
	out->domain_at = from + local_len + 1;
	out->domain_len = len;
	return NULL;
}

static bool
is_scheme(const uint8_t *uri, size_t len, const char *scheme)
{
	return len == strlen(scheme) && bytes_equal_nocase(uri,
	    (const uint8_t *)scheme, len);
}

/* Does the scheme of a URI with an address in it look like mailto? */
static bool
is_near_mailto(const uint8_t *uri, const struct dmarc_uri *u)
{
	static const char *const	words[] = {"mailto", "mail", "email"};

	return memchr(uri, '@', u->len) != NULL &&
	    memchr(uri, '/', u->len) == NULL &&
	    text_nearest((const char *)uri, u->scheme_len, words,
	    sizeof(words) / sizeof(words[0])) != NULL;
}

/* Sets all but the limit. */
static void
judge(const uint8_t *text, struct dmarc_uri *u)
{
	const uint8_t	*uri = text + u->at;
	size_t		 rest;

	if (u->len == 0) {
		u->fault = "is empty";
		return;
	}
	u->scheme_len = scheme_of(uri, u->len);
	u->is_mailto = is_scheme(uri, u->scheme_len, "mailto");
	rest = u->is_mailto ? u->scheme_len + 1 : 0;
	u->fault = fault_in_octets(uri, u->len);
	if (u->fault != NULL)
		return;
	if (u->is_mailto) {
		u->fault = split_address(text, u, u->at + rest,
		    u->len - rest);
	} else if (u->scheme_len == 0) {
		u->fault = "is no URI: mailto: is missing before the address";
		u->lacks_mailto = memchr(uri, '@', u->len) != NULL;
	} else if (is_near_mailto(uri, u)) {
		u->fault = "has a scheme that nobody knows; write mailto:";
		u->lacks_mailto = true;
	}
}

bool
dmarc_uris_next(struct dmarc_uris *list, struct dmarc_uri *out)
{
	const uint8_t	*comma;
	size_t		 from = list->at;
	size_t		 to = list->end;

	if (list->is_done)
		return false;
	comma = memchr(list->text + from, ',', to - from);
	if (comma != NULL)
		to = (size_t)(comma - list->text);
	list->at = to + (comma != NULL);
	list->is_done = comma == NULL;
	memset(out, 0, sizeof(*out));
	while (from < to && is_blank(list->text[from]))
		from++;
	while (to > from && is_blank(list->text[to - 1]))
		to--;
	out->at = from;
	out->limit_len = limit_of(list->text + from, to - from);
	out->len = to - from - out->limit_len;
	judge(list->text, out);
	return true;
}
