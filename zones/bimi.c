/* SPDX-License-Identifier: ISC */
#include "zones/bimi.h"

#include <string.h>

#include "zones/name.h"
#include "zones/taglist.h"
#include "zones/text.h"

static const char *const names[BIMI_TAGS] = {"v", "l", "a", "avp", "lps"};

const char *
bimi_tag_name(enum bimi_tag tag)
{
	return names[tag];
}

static int
find(const struct tag *tag, bool is_any_case)
{
	int	i;

	for (i = 0; i < BIMI_TAGS; i++) {
		if (tag_is(tag, names[i]) || (is_any_case &&
		    strlen(names[i]) == tag->name_len && bytes_equal_nocase(
		    tag->name, (const uint8_t *)names[i], tag->name_len)))
			return i;
	}
	return -1;
}

/* The first fault is kept. */
static void
blame(struct bimi *b, int tag, const char *fault, const uint8_t *text,
    size_t at, size_t len)
{
	if (b->fault != NULL)
		return;
	b->fault = fault;
	b->fault_tag = tag;
	b->fault_piece.text = text + at;
	b->fault_piece.at = at;
	b->fault_piece.len = len;
}

static bool
is_letter_or_digit(uint8_t c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
begins(const struct bimi_piece *v, const char *word)
{
	size_t	len = strlen(word);

	return v->len >= len && bytes_equal_nocase(v->text,
	    (const uint8_t *)word, len);
}

/* RFC 3986 2, without the comma: the draft wants it encoded. */
static const char *
fault_in_octets(const struct bimi_piece *v)
{
	size_t	i;

	for (i = 0; i < v->len; i++) {
		if (v->text[i] == ',')
			return "holds a comma; it must be one URI, with"
			    " commas written as %2C";
		if (v->text[i] == ' ' || v->text[i] == '\t')
			return "holds a blank";
		if (!is_letter_or_digit(v->text[i]) &&
		    !text_is_of(v->text[i], "-._~:/?#[]@!$&'()*+;=%"))
			return "holds a character that a URI cannot have";
	}
	return NULL;
}

/* A name of two labels at least, perhaps a port behind it: [at, end). */
static bool
is_host(const uint8_t *text, size_t at, size_t end)
{
	const uint8_t	*colon;
	size_t		 i;
	bool		 has_dot = false;
	bool		 has_letter = false;

	colon = memchr(text + at, ':', end - at);
	if (colon != NULL)
		end = (size_t)(colon - text);
	for (i = at; i < end; i++) {
		if (text[i] == '.') {
			if (i == at || text[i - 1] == '.')
				return false;
			has_dot |= i + 1 < end;
		} else if (!is_letter_or_digit(text[i]) && text[i] != '-') {
			return false;
		}
		has_letter |= ascii_lower(text[i]) >= 'a';
	}
	return has_dot && has_letter;
}

static bool
ends(const uint8_t *path, size_t len, const char *suffix)
{
	size_t	n = strlen(suffix);

	return len >= n && bytes_equal_nocase(path + len - n,
	    (const uint8_t *)suffix, n);
}

/* Draft 4.3.2: formats other than SVG are no logo. */
static bool
is_image(const uint8_t *path, size_t len)
{
	static const char *const	suffixes[] = {".png", ".jpg", ".jpeg",
	    ".gif", ".webp", ".bmp", ".ico", ".tif", ".tiff", ".pdf",
	    ".avif", ".eps"};
	size_t				 i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (ends(path, len, suffixes[i]))
			return true;
	}
	return false;
}

static const char *
fault_in_path(enum bimi_tag tag, const uint8_t *path, size_t len)
{
	bool	is_svg = ends(path, len, ".svg") || ends(path, len, ".svgz");
	bool	is_pem = ends(path, len, ".pem") || ends(path, len, ".crt");

	if (tag == BIMI_L && (is_image(path, len) || is_pem))
		return "is no SVG image, and no other format is taken";
	if (tag == BIMI_A && (is_image(path, len) || is_svg))
		return "is an image, but must be the certificate (PEM)";
	return NULL;
}

static const char *
fault_in_uri(struct bimi *b, enum bimi_tag tag)
{
	const struct bimi_piece	*v = &b->value[tag];
	const char		*fault;
	size_t			 at = strlen("https://");
	size_t			 path;
	size_t			 end;

	/* Empty: nothing is published. */
	if (v->len == 0)
		return NULL;
	if (begins(v, "http://")) {
		b->is_http = b->fault == NULL;
		return "is not safe: only https is taken";
	}
	if (!begins(v, "https://"))
		return "is no https URI";
	if ((fault = fault_in_octets(v)) != NULL)
		return fault;
	for (path = at; path < v->len && !text_is_of(v->text[path], "/?#");
	    path++)
		;
	for (end = path; end < v->len && v->text[end] != '?' &&
	    v->text[end] != '#'; end++)
		;
	if (!is_host(v->text, at, path))
		return "has no full host name";
	if (end == path || end == path + 1)
		return "names no file";
	return fault_in_path(tag, v->text + path, end - path);
}

static void
parse_value(struct bimi *b, const uint8_t *text, enum bimi_tag tag)
{
	const struct bimi_piece	*v = &b->value[tag];
	const char		*fault = NULL;

	if (tag == BIMI_L || tag == BIMI_A)
		fault = fault_in_uri(b, tag);
	else if (tag == BIMI_AVP && !(v->len == 5 &&
	    memcmp(v->text, "brand", 5) == 0) && !(v->len == 8 &&
	    memcmp(v->text, "personal", 8) == 0))
		fault = "is neither brand nor personal";
	if (fault != NULL)
		blame(b, (int)tag, fault, text, v->at, v->len);
}

/* What is wrong with a tag before its value is looked at? */
static const char *
fault_in_tag(const struct bimi *b, const struct tag *tag, int known)
{
	size_t	i;

	if (tag->name_len == 0)
		return tag->value == NULL ? "is empty: two semicolons stand"
		    " side by side" : "has no name before the =";
	if (tag->value == NULL)
		return "is no tag: it has no =";
	if (known != -1 && b->has[known])
		return "stands twice";
	if (known == -1 && find(tag, true) != -1)
		return "must be in lower case";
	for (i = 0; i < tag->value_len; i++) {
		if (tag->value[i] < 0x20 || tag->value[i] > 0x7e)
			return "has a value that is not printable ASCII";
	}
	return NULL;
}

static void
parse_tag(struct bimi *b, const uint8_t *text, const struct tag *tag)
{
	int		 known = find(tag, false);
	const char	*fault = fault_in_tag(b, tag, known);
	size_t		 end = tag->value == NULL ?
	    tag->name_at + tag->name_len : tag->value_at + tag->value_len;

	if (fault != NULL)
		blame(b, -1, fault, text, tag->name_at, end - tag->name_at);
	if (known == -1)
		known = find(tag, true);
	if (known == -1 || tag->value == NULL || b->has[known])
		return;
	b->has[known] = true;
	b->value[known].text = tag->value;
	b->value[known].at = tag->value_at;
	b->value[known].len = tag->value_len;
	parse_value(b, text, (enum bimi_tag)known);
}

void
bimi_parse(struct bimi *b, const uint8_t *text, size_t len)
{
	struct taglist	list;
	struct tag	tag;

	memset(b, 0, sizeof(*b));
	b->fault_tag = -1;
	taglist_init(&list, text, len);
	b->is_bimi = taglist_next(&list, &tag) && tag.name_at == 0 &&
	    tag_is(&tag, "v") && tag_has(&tag, "BIMI1");
	if (!b->is_bimi) {
		blame(b, -1, "does not begin with v=BIMI1 and a semicolon",
		    text, 0, len);
		return;
	}
	b->has[BIMI_V] = true;
	b->value[BIMI_V].text = tag.value;
	b->value[BIMI_V].at = tag.value_at;
	b->value[BIMI_V].len = tag.value_len;
	while (taglist_next(&list, &tag))
		parse_tag(b, text, &tag);
	if (!b->has[BIMI_L])
		blame(b, -1, "has no l, which says where the logo is", text, 0,
		    len);
}

bool
bimi_declines(const struct bimi *b)
{
	return b->has[BIMI_L] && b->value[BIMI_L].len == 0;
}
