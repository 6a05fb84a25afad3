/* SPDX-License-Identifier: ISC */
#include "zones/fields.h"

#include <string.h>

/* RFC 8461 3.1 and RFC 8460 3: sts-ext-name, tlsrpt-ext-name. */
#define NAME_MAX_OCTETS	32

static int
fault(struct fields_fault *f, size_t at, const char *why)
{
	f->at = at;
	f->why = why;
	return -1;
}

static bool
is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

void
fields_init(struct fields *f, const uint8_t *text, size_t len)
{
	taglist_init(&f->list, text, len);
	f->is_first = true;
}

static int
check_octets(const struct taglist *list, struct fields_fault *f)
{
	uint8_t	c;
	size_t	i;

	for (i = 0; i < list->len; i++) {
		c = list->text[i];
		if ((c < ' ' && c != '\t') || c > '~')
			return fault(f, i, "here is an octet that is no"
			    " printable ASCII");
	}
	return 0;
}

static int
check_name(const struct tag *tag, struct fields_fault *f)
{
	uint8_t	c;
	size_t	i;

	if (tag->name_len == 0 && tag->value == NULL)
		return fault(f, tag->name_at, "nothing stands before this"
		    " semicolon");
	if (tag->value == NULL)
		return fault(f, tag->name_at, "this is no \"name=value\"");
	if (tag->name_len == 0)
		return fault(f, tag->name_at, "no name stands before this"
		    " \"=\"");
	for (i = 0; i < tag->name_len; i++) {
		c = tag->name[i];
		if (!is_alnum(c) && (i == 0 || (c != '_' && c != '-' &&
		    c != '.')))
			return fault(f, tag->name_at + i, "this octet cannot"
			    " be part of a field's name");
	}
	if (tag->name_len > NAME_MAX_OCTETS)
		return fault(f, tag->name_at, "a field's name has at most 32"
		    " octets");
	return 0;
}

/* Blanks stand around semicolons only. */
static int
check_blanks(const struct taglist *list, const struct tag *tag,
    struct fields_fault *f)
{
	size_t	end = tag->value_at + tag->value_len;

	if (list->text[tag->name_at + tag->name_len] != '=')
		return fault(f, tag->name_at + tag->name_len, "no blank may"
		    " stand before \"=\"");
	if (tag->value_len == 0)
		return fault(f, tag->name_at + tag->name_len + 1, "no value"
		    " stands behind this \"=\"");
	if (tag->value_at != tag->name_at + tag->name_len + 1)
		return fault(f, tag->name_at + tag->name_len + 1, "no blank"
		    " may stand behind \"=\"");
	if (!tag->is_closed && end != list->len)
		return fault(f, end, "no blank may stand at the end without a"
		    " semicolon before it");
	return 0;
}

static int
check_version(const struct taglist *list, const char *version,
    const struct tag *tag, struct fields_fault *f)
{
	size_t	n;

	if (tag->name_at != 0 || !tag_is(tag, "v") || tag->value == NULL)
		return fault(f, 0, "the record does not begin with its"
		    " version");
	if (check_blanks(list, tag, f) == -1)
		return -1;
	if (tag_has(tag, version))
		return 0;
	n = strlen(version);
	if (tag->value_len > n && memcmp(tag->value, version, n) == 0)
		return fault(f, tag->value_at + n, "a semicolon must follow"
		    " the version");
	return fault(f, tag->value_at, "this is not the version that senders"
	    " know");
}

int
fields_next(struct fields *fields, const char *version, struct tag *out,
    struct fields_fault *f)
{
	if (fields->is_first) {
		fields->is_first = false;
		if (check_octets(&fields->list, f) == -1)
			return -1;
		if (!taglist_next(&fields->list, out))
			return fault(f, 0, "the record is empty");
		if (check_version(&fields->list, version, out, f) == -1)
			return -1;
	}
	if (!taglist_next(&fields->list, out))
		return 0;
	if (check_name(out, f) == -1 ||
	    check_blanks(&fields->list, out, f) == -1)
		return -1;
	return 1;
}

int
fields_check_extension(const struct tag *tag, struct fields_fault *f)
{
	size_t	i;

	for (i = 0; i < tag->value_len; i++) {
		if (tag->value[i] == ' ' || tag->value[i] == '\t')
			return fault(f, tag->value_at + i, "no blank may stand"
			    " in a value; is a semicolon missing");
		if (tag->value[i] == '=')
			return fault(f, tag->value_at + i, "no \"=\" may stand"
			    " in a value; is a semicolon missing");
	}
	return 0;
}
