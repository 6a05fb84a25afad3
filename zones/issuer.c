/* SPDX-License-Identifier: ISC */
#include "zones/issuer.h"

#include <stdbool.h>

/* What is left of the value. */
struct rest {
	const uint8_t	*at;
	const uint8_t	*end;
};

static bool
is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

static bool
is_next(const struct rest *r, uint8_t c)
{
	return r->at < r->end && *r->at == c;
}

/* %x21-3A / %x3C-7E */
static bool
is_value_octet(uint8_t c)
{
	return c > ' ' && c < 127 && c != ';';
}

/* *WSP, RFC 5234. */
static void
skip_blanks(struct rest *r)
{
	while (is_next(r, ' ') || is_next(r, '\t'))
		r->at++;
}

/* label and tag: (ALPHA / DIGIT) *( *("-") (ALPHA / DIGIT)) */
static bool
take_label(struct rest *r)
{
	const uint8_t	*last = NULL;	/* letter or digit */
	const uint8_t	*p;

	for (p = r->at; p < r->end && (is_alnum(*p) || *p == '-'); p++) {
		if (is_alnum(*p))
			last = p;
		else if (last == NULL)
			return false;
	}
	if (last == NULL)
		return false;
	r->at = last + 1;
	return true;
}

/* label *("." label); a final dot is none of it. */
static const char *
take_domain(struct rest *r)
{
	for (;;) {
		if (!take_label(r))
			return "a label of letters, digits and inner hyphens";
		if (!is_next(r, '.'))
			return NULL;
		r->at++;
	}
}

/* tag *WSP "=" *WSP *(%x21-3A / %x3C-7E) */
static const char *
take_parameter(struct rest *r)
{
	if (!take_label(r))
		return "a tag of letters and digits, as in account=1";
	skip_blanks(r);
	if (!is_next(r, '='))
		return "= and a value behind the tag";
	r->at++;
	skip_blanks(r);
	while (r->at < r->end && is_value_octet(*r->at))
		r->at++;
	return NULL;
}

/* parameter *WSP *(";" *WSP parameter *WSP) */
static const char *
take_parameters(struct rest *r)
{
	const char	*expected;

	for (;;) {
		if ((expected = take_parameter(r)) != NULL)
			return expected;
		skip_blanks(r);
		if (r->at == r->end)
			return NULL;
		if (!is_next(r, ';'))
			return "a semicolon before the next tag";
		r->at++;
		skip_blanks(r);
	}
}

/* *WSP [issuer-domain-name *WSP] [";" *WSP [parameters *WSP]] */
static const char *
take_all(struct rest *r)
{
	const char	*expected;

	skip_blanks(r);
	if (r->at < r->end && *r->at != ';') {
		if ((expected = take_domain(r)) != NULL)
			return expected;
		skip_blanks(r);
	}
	if (r->at == r->end)
		return NULL;
	if (!is_next(r, ';'))
		return "a semicolon behind the name of the issuer";
	r->at++;
	skip_blanks(r);
	return r->at == r->end ? NULL : take_parameters(r);
}

int
issuer_check(const uint8_t *value, size_t len, size_t *at,
    const char **expected)
{
	struct rest	r = {value, value + len};

	if ((*expected = take_all(&r)) == NULL)
		return 0;
	*at = (size_t)(r.at - value);
	return -1;
}
