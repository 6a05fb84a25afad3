/* SPDX-License-Identifier: ISC */
#include "zones/tlsrpt.h"

#include <string.h>

#include "zones/name.h"
#include "zones/text.h"

static int
fault(struct fields_fault *f, size_t at, const char *why)
{
	f->at = at;
	f->why = why;
	return -1;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool
is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

static bool
is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
	    (c >= 'a' && c <= 'f');
}

/* One element of the list, blanks around it taken off. */
struct part {
	const uint8_t	*text;
	size_t		 len;
	size_t		 at;	/* in the record's text */
};

/* returns false past the last; *at is then beyond the list */
static bool
next_part(const struct tlsrpt *r, size_t *at, struct part *out)
{
	const uint8_t	*comma;
	size_t		 from = *at;
	size_t		 to;

	if (from > r->rua_len)
		return false;
	comma = memchr(r->rua + from, ',', r->rua_len - from);
	to = comma == NULL ? r->rua_len : (size_t)(comma - r->rua);
	*at = to + 1;
	while (from < to && is_blank(r->rua[from]))
		from++;
	while (to > from && is_blank(r->rua[to - 1]))
		to--;
	out->text = r->rua + from;
	out->len = to - from;
	out->at = r->rua_at + from;
	return true;
}

/* Schemes have no case: RFC 3986 3.1. */
static bool
begins(const struct part *part, const char *scheme)
{
	size_t	len = strlen(scheme);

	return part->len >= len && bytes_equal_nocase(part->text,
	    (const uint8_t *)scheme, len);
}

/* The octets of a URI, RFC 3986 2, less those that RFC 8460 3 wants
   encoded. */
static int
check_octets(const struct part *part, struct fields_fault *f)
{
	static const char	allowed[] = "-._~:/?#[]@$&'()*+=%";
	uint8_t			c;
	size_t			i;

	for (i = 0; i < part->len; i++) {
		c = part->text[i];
		if (c == '!')
			return fault(f, part->at + i, "\"!\" must be written"
			    " as %21; a limit of size is DMARC's");
		if (is_blank(c))
			return fault(f, part->at + i, "no blank may stand in a"
			    " URI; is a comma missing");
		if (!is_alnum(c) && !text_is_of(c, allowed))
			return fault(f, part->at + i, "this octet cannot stand"
			    " in a URI; write it as % and two hexadecimal"
			    " digits");
		if (c == '%' && (part->len - i < 3 ||
		    !is_hex(part->text[i + 1]) || !is_hex(part->text[i + 2])))
			return fault(f, part->at + i, "two hexadecimal digits"
			    " must follow \"%\"");
	}
	return 0;
}

/* A host name, perhaps with escapes; [from, to) is not empty. */
static int
check_host(const struct part *part, size_t from, size_t to,
    struct fields_fault *f)
{
	uint8_t	c;
	size_t	i;

	if (from == to)
		return fault(f, part->at + from, "no host name stands here");
	for (i = from; i < to; i++) {
		c = part->text[i];
		if (!is_alnum(c) && c != '-' && c != '.' && c != '%')
			return fault(f, part->at + i, "this octet cannot be"
			    " part of a host name");
		if (c == '.' && (i == from || part->text[i - 1] == '.'))
			return fault(f, part->at + i, "here is an empty label"
			    " of a host name");
	}
	return 0;
}

/* RFC 6068 2, one recipient: further ones are URIs of their own. */
static int
check_mailto(const struct part *part, struct fields_fault *f)
{
	size_t		 from = strlen("mailto:");
	const uint8_t	*end = part->text + part->len;
	const uint8_t	*query;
	const uint8_t	*sign;

	if (part->len - from >= 2 && memcmp(part->text + from, "//", 2) == 0)
		return fault(f, part->at + from, "no \"//\" may follow"
		    " \"mailto:\"");
	query = memchr(part->text, '?', part->len);
	if (query != NULL)
		end = query;
	sign = memchr(part->text + from, '@',
	    (size_t)(end - part->text) - from);
	if (sign == NULL || sign == part->text + from)
		return fault(f, part->at + from, "this is no mail address");
	return check_host(part, (size_t)(sign - part->text) + 1,
	    (size_t)(end - part->text), f);
}

static int
check_https(const struct part *part, struct fields_fault *f)
{
	size_t		from = strlen("https:");
	size_t		to;
	size_t		colon;

	if (part->len - from < 2 || memcmp(part->text + from, "//", 2) != 0)
		return fault(f, part->at + from, "\"//\" and a host must"
		    " follow \"https:\"");
	from += 2;
	for (to = from; to < part->len && !text_is_of(part->text[to], "/?#");
	    to++)
		;
	if (from < to && part->text[from] == '[')
		return 0;	/* an IPv6 address */
	for (colon = from; colon < to && part->text[colon] != ':'; colon++)
		;
	return check_host(part, from, colon, f);
}

static int
check_uri(const struct part *part, struct fields_fault *f)
{
	if (part->len == 0)
		return fault(f, part->at, "no URI stands here");
	if (begins(part, "mailto:")) {
		if (check_octets(part, f) == -1)
			return -1;
		return check_mailto(part, f);
	}
	if (begins(part, "https:")) {
		if (check_octets(part, f) == -1)
			return -1;
		return check_https(part, f);
	}
	return fault(f, part->at, "a URI begins with \"mailto:\" or"
	    " \"https:\"");
}

static int
take_rua(const struct tag *tag, struct tlsrpt *out, struct fields_fault *f)
{
	struct part	part;
	size_t		at = 0;

	if (out->rua != NULL)
		return fault(f, tag->name_at, "here is a second rua; put its"
		    " URIs into the first, with commas between");
	out->rua = tag->value;
	out->rua_len = tag->value_len;
	out->rua_at = tag->value_at;
	while (next_part(out, &at, &part)) {
		if (check_uri(&part, f) == -1)
			return -1;
		out->uris++;
	}
	return 0;
}

int
tlsrpt_read(const uint8_t *text, size_t len, struct tlsrpt *out,
    struct fields_fault *f)
{
	struct fields	fields;
	struct tag	tag;
	int		rc;

	memset(out, 0, sizeof(*out));
	fields_init(&fields, text, len);
	while ((rc = fields_next(&fields, "TLSRPTv1", &tag, f)) == 1) {
		if (tag_is(&tag, "rua"))
			rc = take_rua(&tag, out, f);
		else
			rc = fields_check_extension(&tag, f);
		if (rc == -1)
			return -1;
	}
	if (rc == 0 && out->rua == NULL)
		return fault(f, len, "there is no rua");
	return rc;
}

bool
tlsrpt_next(const struct tlsrpt *r, size_t *at, struct tlsrpt_uri *out)
{
	struct part	part;

	if (r->rua == NULL || !next_part(r, at, &part))
		return false;
	out->text = part.text;
	out->len = part.len;
	out->scheme = begins(&part, "https:") ? TLSRPT_HTTPS : TLSRPT_MAILTO;
	return true;
}
