/* SPDX-License-Identifier: ISC */
#include "zones/spf_domain.h"

#include <arpa/inet.h>

#include <string.h>

#include "zones/name.h"
#include "zones/rrtype.h"
#include "zones/text.h"

bool
spf_fail(struct spf_term *term, enum spf_fault fault, size_t at, size_t len,
    const char *expected)
{
	term->fault = fault;
	term->fault_at = at;
	term->fault_len = len;
	term->expected = expected;
	return false;
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alpha(uint8_t c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

/*
 * What stands between %{ and }: a letter, digits, "r", delimiters.  7.1.
 * letters	that are allowed, lower case
 */
static bool
read_braces(const uint8_t *text, size_t at, size_t end, const char *letters,
    struct spf_term *term)
{
	static const char	delimiters[] = ".-+,/_=";
	static const char	form[] = "a macro such as %{i} or %{d2r}";
	size_t			i = at;
	unsigned		sum = 0;

	if (i == end || !text_is_of(ascii_lower(text[i]), letters))
		return spf_fail(term, SPF_SYNTAX, i, end - i > 0,
		    "one of the macro letters s, l, o, d, i, p, h, v");
	if (ascii_lower(text[i]) == 'p')
		term->has_ptr_macro = true;
	i++;
	for (at = i; i < end && is_digit(text[i]); i++)
		sum += text[i] - (unsigned)'0' > 0;
	/* 7.3: how many labels to keep, not none. */
	if (i > at && sum == 0)
		return spf_fail(term, SPF_SYNTAX, at, i - at,
		    "a number above 0 in the macro");
	if (i < end && ascii_lower(text[i]) == 'r')
		i++;
	while (i < end && text_is_of(text[i], delimiters))
		i++;
	if (i < end)
		return spf_fail(term, SPF_SYNTAX, i, 1, form);
	return true;
}

/*
 * One macro, at a percent sign.
 * used		set to its octets
 */
static bool
read_macro(const uint8_t *text, size_t at, size_t end, const char *letters,
    struct spf_term *term, size_t *used)
{
	const uint8_t	*close;

	term->has_macro = true;
	*used = 2;
	if (at + 1 < end && text_is_of(text[at + 1], "%_-"))
		return true;
	if (at + 1 == end || text[at + 1] != '{')
		return spf_fail(term, SPF_SYNTAX, at, end - at < 2 ? 1 : 2,
		    "%{letter}, %%, %_ or %-");
	close = memchr(text + at, '}', end - at);
	if (close == NULL)
		return spf_fail(term, SPF_SYNTAX, at, end - at,
		    "a closing brace behind %{");
	*used = (size_t)(close - text) - at + 1;
	return read_braces(text, at + 2, (size_t)(close - text), letters,
	    term);
}

/*
 * last		set to where the last macro ends; at if there is none
 */
static bool
read_string(const uint8_t *text, size_t at, size_t end, const char *letters,
    struct spf_term *term, size_t *last)
{
	size_t	i;
	size_t	used;

	*last = at;
	for (i = at; i < end; i += used) {
		used = 1;
		if (text[i] == '%') {
			if (!read_macro(text, i, end, letters, term, &used))
				return false;
			*last = i + used;
		} else if (text[i] < 0x21 || text[i] > 0x7e) {
			return spf_fail(term, SPF_SYNTAX, i, 1,
			    "printable ASCII");
		}
	}
	return true;
}

bool
spf_read_macros(const uint8_t *text, size_t at, size_t len,
    struct spf_term *term)
{
	size_t	last;

	return read_string(text, at, at + len, "slodiphcrtv", term, &last);
}

/* Letters, digits and inner hyphens; not digits alone.  7.1, toplabel. */
static bool
is_toplabel(const uint8_t *text, size_t len)
{
	bool	has_other = false;
	size_t	i;

	if (len == 0 || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (i = 0; i < len; i++) {
		if (!is_digit(text[i]) && !is_alpha(text[i]) && text[i] != '-')
			return false;
		has_other |= !is_digit(text[i]);
	}
	return has_other;
}

/* The last label of a domain-spec that does not end with a macro. */
static bool
read_end(const uint8_t *text, size_t at, size_t end, struct spf_term *term)
{
	size_t	dot;
	size_t	stop = end;

	if (stop > at && text[stop - 1] == '.')
		stop--;
	for (dot = stop; dot > at && text[dot - 1] != '.'; dot--)
		;
	if (dot == at)
		return spf_fail(term, SPF_SYNTAX, at, end - at,
		    "a complete domain name, of two labels or more");
	if (!is_toplabel(text + dot, stop - dot))
		return spf_fail(term, SPF_SYNTAX, dot, end - dot,
		    "a domain name, or a macro, at the end");
	return true;
}

/*
 * The grammar takes nearly every octet as part of a label.  A comma or a
 * colon in a name is a slip all the same, and an empty label or one that is
 * too long cannot be asked for.  RFC 7208 4.3, 1035 2.3.4.
 */
static bool
read_labels(const uint8_t *text, size_t at, size_t end, struct spf_term *term)
{
	size_t	stop = end;
	size_t	from = at;
	size_t	i;

	if (text[stop - 1] == '.')
		stop--;
	for (i = at; i <= stop; i++) {
		if (i == stop || text[i] == '.') {
			if (i == from || i - from > LABEL_MAX_BYTES)
				return spf_fail(term, SPF_STRANGE, from,
				    i - from, "labels of 1 to 63 octets");
			from = i + 1;
		} else if (!is_digit(text[i]) && !is_alpha(text[i]) &&
		    !text_is_of(text[i], "-_*")) {
			return spf_fail(term, SPF_STRANGE, i, 1,
			    "a letter, a digit, a hyphen, an underscore or a"
			    " dot");
		}
	}
	/* Length octets instead of dots, one more, and the root's. */
	if (stop - at + 2 > NAME_MAX_BYTES)
		return spf_fail(term, SPF_STRANGE, at, end - at,
		    "a name of at most 253 octets");
	return true;
}

bool
spf_read_address(const uint8_t *text, size_t len, struct address *out)
{
	char	word[ADDRESS_TEXT_MAX];

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (len == 0 || len >= sizeof(word) || memchr(text, 0, len) != NULL)
		return false;
	memcpy(word, text, len);
	word[len] = '\0';
	memset(out, 0, sizeof(*out));
	out->type = TYPE_A;
	if (inet_pton(AF_INET, word, out->octets) == 1)
		return true;
	out->type = TYPE_AAAA;
	return inet_pton(AF_INET6, word, out->octets) == 1;
}

/* An address, or a network: what stands before the last slash. */
static bool
is_address(const uint8_t *text, size_t len)
{
	struct address	 a;
	size_t		 i = len;

	while (i > 0 && is_digit(text[i - 1]))
		i--;
	while (i > 0 && text[i - 1] == '/')
		len = --i;
	return spf_read_address(text, len, &a);
}

/*
 * A name as nearly all are, of two labels and more, the last with a letter in
 * it and no underscore: sound by all that is asked below.
 */
static bool
is_usual(const uint8_t *text, size_t len)
{
	size_t	from = 0;	/* of the label */
	bool	has_letter = false;
	bool	has_other = false;
	size_t	i;

	if (len + 2 > NAME_MAX_BYTES)
		return false;
	for (i = 0; i < len; i++) {
		if (text[i] == '.') {
			if (i == from || i - from > LABEL_MAX_BYTES)
				return false;
			from = i + 1;
			has_letter = has_other = false;
		} else if (is_alpha(text[i])) {
			has_letter = true;
		} else if (text[i] == '_') {
			has_other = true;
		} else if (!is_digit(text[i]) && text[i] != '-') {
			return false;
		}
	}
	return from > 0 && has_letter && !has_other &&
	    len - from <= LABEL_MAX_BYTES && text[from] != '-' &&
	    text[len - 1] != '-';
}

bool
spf_read_domain(const uint8_t *text, size_t at, size_t len,
    struct spf_term *term)
{
	return is_usual(text + at, len) ||
	    spf_read_any_domain(text, at, len, term);
}

bool
spf_read_any_domain(const uint8_t *text, size_t at, size_t len,
    struct spf_term *term)
{
	size_t	end = at + len;
	size_t	last;

	if (len == 0)
		return spf_fail(term, SPF_SYNTAX, at, 0, "a domain name");
	if (is_address(text + at, len))
		return spf_fail(term, SPF_IS_ADDRESS, at, len,
		    "a domain name, not an address");
	if (!read_string(text, at, end, "slodiphv", term, &last))
		return false;
	if (last == end)
		return true;
	if (!read_end(text, last, end, term))
		return false;
	return term->has_macro || read_labels(text, at, end, term);
}
