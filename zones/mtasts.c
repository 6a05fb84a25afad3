/* SPDX-License-Identifier: ISC */
#include "zones/mtasts.h"

#include <string.h>

#include "zones/text.h"

static bool
is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

static int
fault_at(struct fields_fault *f, size_t at, const char *why)
{
	f->at = at;
	f->why = why;
	return -1;
}

static int
take_id(const struct tag *tag, struct mtasts_record *out,
    struct fields_fault *f)
{
	size_t	i;

	if (out->id != NULL)
		return fault_at(f, tag->name_at, "here is a second id");
	for (i = 0; i < tag->value_len; i++) {
		if (!is_alnum(tag->value[i]))
			return fault_at(f, tag->value_at + i, "an id has"
			    " letters and digits only");
	}
	if (tag->value_len > MTASTS_ID_MAX)
		return fault_at(f, tag->value_at, "an id has at most 32"
		    " letters and digits");
	out->id = tag->value;
	out->id_len = tag->value_len;
	return 0;
}

int
mtasts_read_record(const uint8_t *text, size_t len, struct mtasts_record *out,
    struct fields_fault *f)
{
	struct fields	fields;
	struct tag	tag;
	int		rc;

	memset(out, 0, sizeof(*out));
	fields_init(&fields, text, len);
	while ((rc = fields_next(&fields, "STSv1", &tag, f)) == 1) {
		if (tag_is(&tag, "id"))
			rc = take_id(&tag, out, f);
		else
			rc = fields_check_extension(&tag, f);
		if (rc == -1)
			return -1;
	}
	if (rc == 0 && out->id == NULL)
		return fault_at(f, len, "there is no id");
	return rc;
}

/* One line of a policy. */
struct line {
	const char	*text;
	size_t		 len;		/* without its end */
	size_t		 number;	/* from 1 */
};

/* Its parts; both are trimmed as the grammar allows. */
struct pair {
	const char	*key;
	size_t		 key_len;
	const char	*value;
	size_t		 value_len;
};

struct lines {
	const char	*text;
	size_t		 len;
	size_t		 at;
	size_t		 number;
};

/* The next line; one that has blanks only is passed over. */
static bool
next_line(struct lines *in, struct line *out)
{
	const char	*end;

	while (in->at < in->len) {
		out->text = in->text + in->at;
		end = memchr(out->text, '\n', in->len - in->at);
		out->len = end == NULL ? in->len - in->at :
		    (size_t)(end - out->text);
		in->at += out->len + (end != NULL);
		out->number = ++in->number;
		if (end != NULL && out->len > 0 &&
		    out->text[out->len - 1] == '\r')
			out->len--;
		while (out->len > 0 && (out->text[out->len - 1] == ' ' ||
		    out->text[out->len - 1] == '\t'))
			out->len--;
		if (out->len > 0)
			return true;
	}
	return false;
}

static int
fault_in(struct mtasts_fault *f, const struct line *line, const char *at,
    const char *why)
{
	f->line = line->number;
	f->column = (size_t)(at - line->text) + 1;
	f->why = why;
	return -1;
}

static bool
is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

static int
split(const struct line *line, struct pair *out, struct mtasts_fault *f)
{
	const char	*end = line->text + line->len;
	const char	*colon = memchr(line->text, ':', line->len);
	const char	*p;

	if (colon == NULL)
		return fault_in(f, line, line->text, "this line is no"
		    " \"key: value\"");
	out->key = line->text;
	out->key_len = (size_t)(colon - line->text);
	for (p = out->key; p < colon; p++) {
		if (!is_alnum((uint8_t)*p) && (p == out->key ||
		    (*p != '_' && *p != '-' && *p != '.')))
			return fault_in(f, line, p, "this octet cannot be part"
			    " of a key");
	}
	if (out->key_len == 0 || out->key_len > 32)
		return fault_in(f, line, line->text, "a key has 1 to 32"
		    " octets");
	for (p = colon + 1; p < end && (*p == ' ' || *p == '\t'); p++)
		;
	out->value = p;
	out->value_len = (size_t)(end - p);
	if (p == end)
		return fault_in(f, line, colon, "no value stands behind this"
		    " colon");
	for (; p < end; p++) {
		if ((uint8_t)*p < ' ' || *p == 0x7f)
			return fault_in(f, line, p, "here is a control"
			    " character");
	}
	return 0;
}

/* RFC 8461 3.2: ["*."] Domain, which is RFC 5321's: letters, digits and
   inner hyphens. */
static bool
read_pattern(const struct pair *pair, struct name *out, bool *is_wildcard)
{
	const char	*p = pair->value;
	const char	*end = p + pair->value_len;
	const char	*why;
	const char	*start;

	*is_wildcard = pair->value_len > 2 && p[0] == '*' && p[1] == '.';
	if (*is_wildcard)
		p += 2;
	start = p;
	for (; p < end; p++) {
		if (!is_alnum((uint8_t)*p) && (p == start || p + 1 == end ||
		    (*p != '-' && *p != '.') ||
		    !(is_alnum((uint8_t)p[1]) || (*p == '-' && p[1] == '-')) ||
		    (*p == '.' && !is_alnum((uint8_t)p[-1]))))
			return false;
	}
	if (name_from_text(out, start, (size_t)(end - start), NULL,
	    &why) == -1)
		return false;
	name_lower(out);
	return true;
}

/* What has been seen so far: the first of each counts. */
struct seen {
	bool	has_version;
	bool	has_mode;
	bool	has_age;
};

static int
take_mode(const struct line *line, const struct pair *pair,
    struct mtasts_policy *out, struct mtasts_fault *f)
{
	if (is_word(pair->value, pair->value_len, "enforce"))
		out->mode = MTASTS_ENFORCE;
	else if (is_word(pair->value, pair->value_len, "testing"))
		out->mode = MTASTS_TESTING;
	else if (is_word(pair->value, pair->value_len, "none"))
		out->mode = MTASTS_NONE;
	else
		return fault_in(f, line, pair->value, "the mode is none of"
		    " enforce, testing, none");
	return 0;
}

static int
take_age(const struct line *line, const struct pair *pair,
    struct mtasts_policy *out, struct mtasts_fault *f)
{
	uint64_t	age_s;

	if (pair->value_len > 10 || text_number(pair->value, pair->value_len,
	    MTASTS_AGE_MAX_S, &age_s) == -1)
		return fault_in(f, line, pair->value, "max_age is no number of"
		    " seconds up to 31557600");
	out->max_age_s = (uint32_t)age_s;
	return 0;
}

static int
take(const struct line *line, const struct pair *pair, struct seen *seen,
    struct mtasts_policy *out, struct mtasts_fault *f)
{
	struct name	pattern;
	bool		is_wildcard;

	if (is_word(pair->key, pair->key_len, "mx")) {
		out->patterns++;
		return read_pattern(pair, &pattern, &is_wildcard) ? 0 :
		    fault_in(f, line, pair->value, "this is no host name and no"
		    " wildcard of one");
	}
	if (is_word(pair->key, pair->key_len, "version") &&
	    !seen->has_version) {
		seen->has_version = true;
		return is_word(pair->value, pair->value_len, "STSv1") ? 0 :
		    fault_in(f, line, pair->value, "the version is not STSv1");
	}
	if (is_word(pair->key, pair->key_len, "mode") && !seen->has_mode) {
		seen->has_mode = true;
		return take_mode(line, pair, out, f);
	}
	if (is_word(pair->key, pair->key_len, "max_age") && !seen->has_age) {
		seen->has_age = true;
		return take_age(line, pair, out, f);
	}
	return 0;
}

static int
check_complete(const struct mtasts_policy *policy, const struct seen *seen,
    size_t lines, struct mtasts_fault *f)
{
	const struct line	end = {"", 0, lines + 1};

	if (!seen->has_version)
		return fault_in(f, &end, end.text, "there is no version");
	if (!seen->has_mode)
		return fault_in(f, &end, end.text, "there is no mode");
	if (!seen->has_age)
		return fault_in(f, &end, end.text, "there is no max_age");
	if (policy->patterns == 0 && policy->mode != MTASTS_NONE)
		return fault_in(f, &end, end.text, "there is no mx");
	return 0;
}

int
mtasts_read_policy(const char *text, size_t len, struct mtasts_policy *out,
    struct mtasts_fault *f)
{
	struct lines	in = {text, len, 0, 0};
	struct seen	seen = {false, false, false};
	struct line	line;
	struct pair	pair;

	memset(out, 0, sizeof(*out));
	out->text = text;
	out->len = len;
	while (next_line(&in, &line)) {
		if (split(&line, &pair, f) == -1 ||
		    take(&line, &pair, &seen, out, f) == -1)
			return -1;
	}
	return check_complete(out, &seen, in.number, f);
}

/* The name without its first label. */
static void
parent_of(const struct name *name, struct name *out)
{
	name_from_wire(out, name->wire + name->wire[0] + 1);
}

bool
mtasts_allows(const struct mtasts_policy *policy, const struct name *exchange)
{
	struct lines		in = {policy->text, policy->len, 0, 0};
	struct mtasts_fault	f;
	struct line		line;
	struct pair		pair;
	struct name		pattern;
	struct name		rest;
	bool			is_wildcard;

	while (next_line(&in, &line)) {
		if (split(&line, &pair, &f) == -1 ||
		    !is_word(pair.key, pair.key_len, "mx") ||
		    !read_pattern(&pair, &pattern, &is_wildcard))
			continue;
		rest = *exchange;
		if (is_wildcard && exchange->labels > 0)
			parent_of(exchange, &rest);
		if (name_equal(&rest, &pattern) &&
		    (!is_wildcard || exchange->labels == pattern.labels + 1u))
			return true;
	}
	return false;
}
