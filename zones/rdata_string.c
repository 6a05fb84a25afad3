/* SPDX-License-Identifier: ISC */
#include "zones/rdata_field.h"

/*
 * Kinds of fields that are words in the wire: domain names and
 * character-strings.
 */

#define NAME_TEXT	"a domain name"
#define STRING_TEXT	"a text"
#define STRING_MAX_BYTES 255	/* RFC 1035 3.3: one octet of length */

int
rdata_parse_name(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	const char		*why;
	struct name		 name;
	char			 shown[RDATA_SHOWN_BYTES];

	if (name_from_text(&name, tok->text, tok->len, in->origin,
	    &why) == -1)
		return rdata_fail(in, in->at,
		    "%s %s \"%s\" %s", in->row->mnemonic,
		    rdata_noun(in->field),
		    rdata_show(tok->text, tok->len, shown), why);
	in->at++;
	writer_bytes(&in->out, name.wire, name.len);
	return 0;
}

const char *
rdata_check_name(struct reader *r)
{
	size_t	 total = 0;
	uint8_t	 len;

	do {
		len = reader_u8(r);
		if (len > LABEL_MAX_BYTES)
			return "a name is compressed";
		(void)reader_bytes(r, len);
		if (r->failed)
			return "a name is cut off";
		total += (size_t)len + 1;
		if (total > NAME_MAX_BYTES)
			return "a name is longer than 255 octets";
	} while (len > 0);
	return NULL;
}

void
rdata_print_name(struct rdata_out *out)
{
	char		 buf[NAME_TEXT_MAX];
	const uint8_t	*wire = out->in.at;

	(void)rdata_check_name(&out->in);	/* to get past it */
	rdata_space(out);
	rdata_print(out, "%s", name_to_text(wire, buf));
}

const struct rdata_kind rdata_name = {
	NULL, false, rdata_parse_name, rdata_check_name, rdata_print_name
};

static int
names_parse(struct rdata_in *in)
{
	while (in->at < in->n && !in->out.failed)
		if (rdata_parse_name(in) == -1)
			return -1;
	return 0;
}

static const char *
names_check(struct reader *r)
{
	const char	*why;

	while (reader_left(r) > 0)
		if ((why = rdata_check_name(r)) != NULL)
			return why;
	return NULL;
}

static void
names_print(struct rdata_out *out)
{
	while (reader_left(&out->in) > 0)
		rdata_print_name(out);
}

const struct rdata_kind rdata_names = {
	NAME_TEXT, true, names_parse, names_check, names_print
};

/* The octets of the next token behind each other; -1 for a bad escape. */
static int
write_token(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	const char		*at = tok->text;
	const char		*end = at + tok->len;
	uint8_t			 octet;

	while (at < end && !in->out.failed) {
		if (text_octet(&at, end, &octet) == -1)
			return rdata_mismatch(in, "sound text: behind a "
			    "backslash stands a sign or a number from 000 to "
			    "255");
		writer_u8(&in->out, octet);
	}
	in->at++;
	return 0;
}

/*
 * A character-string: length, then its octets.  RFC 1035 3.3.
 * A longer text must be split by whoever wrote it, since readers of some
 * types join the strings and readers of others do not.
 */
static int
string_parse(struct rdata_in *in)
{
	uint8_t		*length = writer_room(&in->out, 1);
	size_t		 len;
	size_t		 token = in->at;

	if (write_token(in) == -1)
		return -1;
	if (length == NULL)
		return 0;	/* rdata.c tells that the record is full */
	len = (size_t)(in->out.at - length) - 1;
	if (len > STRING_MAX_BYTES)
		return rdata_fail(in, token, "the %s %s is %zu octets long, "
		    "more than 255%s", in->row->mnemonic,
		    rdata_noun(in->field), len,
		    rdata_kind_of(in->field) == KIND_STRINGS ?
		    "; split it into several, each in quotes" : "");
	*length = (uint8_t)len;
	return 0;
}

static const char *
string_check(struct reader *r)
{
	uint8_t	 len = reader_u8(r);

	(void)reader_bytes(r, len);
	return r->failed ? "a string is cut off" : NULL;
}

/* The next octets as a word in quotes. */
static void
print_text(struct rdata_out *out, size_t len)
{
	const uint8_t	*at = rdata_take(out, len);
	size_t		 i;

	if (at == NULL)
		return;
	rdata_space(out);
	rdata_print(out, "\"");
	for (i = 0; i < len; i++)
		rdata_print_quoted(out, at[i]);
	rdata_print(out, "\"");
}

static void
string_print(struct rdata_out *out)
{
	print_text(out, reader_u8(&out->in));
}

const struct rdata_kind rdata_string = {
	STRING_TEXT, false, string_parse, string_check, string_print
};

static int
more_string_parse(struct rdata_in *in)
{
	return in->at == in->n ? 0 : string_parse(in);
}

static const char *
more_string_check(struct reader *r)
{
	return reader_left(r) == 0 ? NULL : string_check(r);
}

static void
more_string_print(struct rdata_out *out)
{
	if (reader_left(&out->in) > 0)
		string_print(out);
}

const struct rdata_kind rdata_more_string = {
	STRING_TEXT, true, more_string_parse, more_string_check,
	more_string_print
};

static int
strings_parse(struct rdata_in *in)
{
	while (in->at < in->n && !in->out.failed)
		if (string_parse(in) == -1)
			return -1;
	return 0;
}

static const char *
strings_check(struct reader *r)
{
	const char	*why;

	do {
		if ((why = string_check(r)) != NULL)
			return why;
	} while (reader_left(r) > 0);
	return NULL;
}

static void
strings_print(struct rdata_out *out)
{
	while (reader_left(&out->in) > 0)
		string_print(out);
}

const struct rdata_kind rdata_strings = {
	STRING_TEXT " in quotes", false, strings_parse, strings_check,
	strings_print
};

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* RFC 1183 3.1: at least the four digits of the network. */
static bool
is_x25(const uint8_t *text, size_t len)
{
	size_t	 i;

	for (i = 0; i < len && is_digit(text[i]); i++)
		;
	return i == len && len >= 4;
}

/* RFC 1712 3: a decimal number, perhaps with sign and fraction. */
static bool
is_degrees(const uint8_t *text, size_t len)
{
	size_t	 i = 0;
	size_t	 digits = 0;

	if (len > 0 && (text[0] == '-' || text[0] == '+'))
		i++;
	for (; i < len && is_digit(text[i]); i++)
		digits++;
	if (i < len && text[i] == '.')
		for (i++; i < len && is_digit(text[i]); i++)
			digits++;
	return i == len && digits > 0;
}

/* A character-string of which something more is asked. */
static int
parse_if(struct rdata_in *in, bool (*is_sound)(const uint8_t *, size_t),
    const char *expected)
{
	size_t	 before = writer_len(&in->out);
	size_t	 token = in->at;

	if (string_parse(in) == -1 || in->out.failed)
		return in->out.failed ? 0 : -1;
	if (is_sound(in->out.start + before + 1, in->out.start[before]))
		return 0;
	in->at = token;
	return rdata_mismatch(in, expected);
}

static bool
check_if(struct reader *r, bool (*is_sound)(const uint8_t *, size_t))
{
	uint8_t		 len = reader_u8(r);
	const uint8_t	*text = reader_bytes(r, len);

	return text != NULL && is_sound(text, len);
}

#define X25_TEXT	"an X.121 address, four digits or more"
#define DEGREES_TEXT	"a number such as -32.6882"

static int
digits_parse(struct rdata_in *in)
{
	return parse_if(in, is_x25, X25_TEXT);
}

static const char *
digits_check(struct reader *r)
{
	return check_if(r, is_x25) ? NULL : "an X.121 address is not sound";
}

const struct rdata_kind rdata_digits = {
	X25_TEXT, false, digits_parse, digits_check, string_print
};

static int
degrees_parse(struct rdata_in *in)
{
	return parse_if(in, is_degrees, DEGREES_TEXT);
}

static const char *
degrees_check(struct reader *r)
{
	return check_if(r, is_degrees) ? NULL : "a coordinate is no number";
}

const struct rdata_kind rdata_degrees = {
	DEGREES_TEXT, false, degrees_parse, degrees_check, string_print
};

static bool
is_tag(const uint8_t *text, size_t len)
{
	uint8_t	 c;
	size_t	 i;

	for (i = 0; i < len; i++) {
		c = ascii_lower(text[i]);
		if (!is_digit(c) && (c < 'a' || c > 'z'))
			return false;
	}
	return len > 0;
}

#define TAG_TEXT	"letters and digits, such as issue"

static int
tag_parse(struct rdata_in *in)
{
	return parse_if(in, is_tag, TAG_TEXT);
}

static const char *
tag_check(struct reader *r)
{
	return check_if(r, is_tag) ? NULL :
	    "a tag is not made of letters and digits";
}

static void
tag_print(struct rdata_out *out)
{
	size_t		 len = reader_u8(&out->in);
	const uint8_t	*at = rdata_take(out, len);

	if (at == NULL)
		return;
	rdata_space(out);
	rdata_print(out, "%.*s", (int)len, (const char *)at);
}

const struct rdata_kind rdata_tag = {
	TAG_TEXT, false, tag_parse, tag_check, tag_print
};

static const char *
text_check(struct reader *r)
{
	(void)reader_bytes(r, reader_left(r));
	return NULL;
}

static void
text_print(struct rdata_out *out)
{
	print_text(out, reader_left(&out->in));
}

const struct rdata_kind rdata_text = {
	STRING_TEXT, false, write_token, text_check, text_print
};

/* RFC 7553 4.4: the target is not empty. */
static int
some_text_parse(struct rdata_in *in)
{
	if (in->tokens[in->at].len == 0)
		return rdata_mismatch(in, "a text; it is empty");
	return write_token(in);
}

static const char *
some_text_check(struct reader *r)
{
	return reader_left(r) == 0 ? "a text is missing" : text_check(r);
}

const struct rdata_kind rdata_some_text = {
	STRING_TEXT, false, some_text_parse, some_text_check, text_print
};
