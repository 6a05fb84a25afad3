/* SPDX-License-Identifier: ISC */
#include "zones/rdata_field.h"

/* Kinds of fields that are octets for us, written in base64 or base32. */

#define BASE64_TEXT	"base64"

/* RFC 4648 4. */
static int
base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

struct base64 {
	struct writer	*out;
	uint32_t	 bits;		/* of the group of four */
	unsigned	 chars;		/* of the group, padding too */
	unsigned	 padding;	/* '=' so far */
};

#define BASE64_CUT	"base64 comes in groups of four characters, and the " \
			"last group is cut off"

static void
write_group(struct base64 *b)
{
	writer_u8(b->out, (uint8_t)(b->bits >> 16));
	if (b->padding < 2)
		writer_u8(b->out, (uint8_t)(b->bits >> 8));
	if (b->padding < 1)
		writer_u8(b->out, (uint8_t)b->bits);
	b->bits = 0;
	b->chars = 0;
}

static const char *
take_base64(struct base64 *b, const char *text, size_t len_bytes)
{
	int	 digit;
	size_t	 i;

	for (i = 0; i < len_bytes && !b->out->failed; i++) {
		if (b->padding > 0 && b->chars == 0)
			return "something stands behind the end of the base64";
		if (text[i] == '=') {
			if (b->chars < 2)
				return "a \"=\" stands where no base64 can end";
			b->padding++;
			digit = 0;
		} else if ((digit = base64_digit(text[i])) == -1) {
			return "it holds a character that is not base64";
		} else if (b->padding > 0) {
			return "something stands behind the end of the base64";
		}
		b->bits = b->bits << 6 | (uint32_t)digit;
		if (++b->chars < 4)
			continue;
		/* RFC 4648 3.5: bits that no octet takes must be zero. */
		if ((b->padding == 1 && (b->bits & 0xff) != 0) ||
		    (b->padding == 2 && (b->bits & 0xffff) != 0))
			return "the last character before \"=\" cannot stand "
			    "there: something is missing";
		write_group(b);
	}
	return NULL;
}

int
rdata_base64(struct rdata_in *in, size_t from, size_t to)
{
	struct base64		 b = { &in->out, 0, 0, 0 };
	const struct token	*tok;
	const char		*why = NULL;
	char			 shown[RDATA_SHOWN_BYTES];
	size_t			 i;

	for (i = from; i < to && why == NULL; i++)
		why = take_base64(&b, in->tokens[i].text, in->tokens[i].len);
	if (why == NULL && b.chars > 0 && !in->out.failed)
		why = BASE64_CUT;
	if (why == NULL)
		return 0;
	tok = &in->tokens[i - 1];
	return rdata_fail(in, i - 1, "%s %s \"%s\" is not sound: %s",
	    in->row->mnemonic, rdata_noun(in->field),
	    rdata_show(tok->text, tok->len, shown), why);
}

const char *
rdata_base64_text(struct writer *out, const char *text, size_t len_bytes)
{
	struct base64	 b = { out, 0, 0, 0 };
	const char	*why;

	if ((why = take_base64(&b, text, len_bytes)) != NULL)
		return why;
	return b.chars > 0 && !out->failed ? BASE64_CUT : NULL;
}

void
rdata_print_base64(struct rdata_out *out, size_t len_bytes)
{
	static const char	 digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789+/=";
	enum { PADDING = 64 };
	const uint8_t		*at = rdata_take(out, len_bytes);
	char			 group[5] = "";
	size_t			 i, n;
	uint32_t		 bits;

	if (at == NULL)
		return;
	for (i = 0; i < len_bytes && !out->is_full; i += 3) {
		n = len_bytes - i;
		bits = (uint32_t)at[i] << 16;
		if (n > 1)
			bits |= (uint32_t)at[i + 1] << 8;
		if (n > 2)
			bits |= at[i + 2];
		group[0] = digits[bits >> 18];
		group[1] = digits[bits >> 12 & 63];
		group[2] = digits[n > 1 ? bits >> 6 & 63 : PADDING];
		group[3] = digits[n > 2 ? bits & 63 : PADDING];
		rdata_print(out, "%s", group);
	}
}

static int
more_base64_parse(struct rdata_in *in)
{
	size_t	 from = in->at;

	in->at = in->n;
	return rdata_base64(in, from, in->n);
}

static int
base64_parse(struct rdata_in *in)
{
	const uint8_t	*before = in->out.at;

	if (more_base64_parse(in) == -1)
		return -1;
	if (in->out.at != before || in->out.failed)
		return 0;
	in->at = in->n - 1;
	return rdata_mismatch(in, BASE64_TEXT "; it is empty");
}

static const char *
more_check(struct reader *r)
{
	(void)reader_bytes(r, reader_left(r));
	return NULL;
}

static const char *
some_check(struct reader *r)
{
	return reader_left(r) == 0 ? "the data at the end is missing" :
	    more_check(r);
}

static void
more_base64_print(struct rdata_out *out)
{
	size_t	 left = reader_left(&out->in);

	if (left == 0)
		return;
	rdata_space(out);
	rdata_print_base64(out, left);
}

const struct rdata_kind rdata_base64_rest = {
	BASE64_TEXT, false, base64_parse, some_check, more_base64_print
};

const struct rdata_kind rdata_more_base64 = {
	BASE64_TEXT, true, more_base64_parse, more_check, more_base64_print
};

static int
dash_base64_parse(struct rdata_in *in)
{
	if (in->n - in->at == 1 && token_is(&in->tokens[in->at], "-")) {
		in->at++;
		return 0;
	}
	return base64_parse(in);
}

static void
dash_base64_print(struct rdata_out *out)
{
	if (reader_left(&out->in) > 0) {
		more_base64_print(out);
		return;
	}
	rdata_space(out);
	rdata_print(out, "-");
}

const struct rdata_kind rdata_dash_base64 = {
	"\"-\" or " BASE64_TEXT, false, dash_base64_parse,
	more_check, dash_base64_print
};

#define BASE32_TEXT	"base32 with the digits 0-9 and a-v"

/* RFC 4648 7, "extended hex". */
static int
base32_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)ascii_lower((uint8_t)c);
	return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
}

/* RFC 5155 3.3: one word, without padding. */
static int
base32_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint8_t			*length = writer_room(&in->out, 1);
	uint32_t		 bits = 0;
	unsigned		 have = 0;
	int			 digit;
	size_t			 i;

	/* 255 octets take 408 digits. */
	if (tok->len == 0 || tok->len > 408)
		return rdata_mismatch(in, BASE32_TEXT);
	for (i = 0; i < tok->len; i++) {
		if ((digit = base32_digit(tok->text[i])) == -1)
			return rdata_mismatch(in, BASE32_TEXT);
		bits = bits << 5 | (uint32_t)digit;
		have += 5;
		if (have >= 8) {
			have -= 8;
			writer_u8(&in->out, (uint8_t)(bits >> have));
		}
	}
	/* A digit that adds no octet, or bits that no octet takes. */
	if (have >= 5 || (bits & ((1U << have) - 1)) != 0)
		return rdata_mismatch(in, BASE32_TEXT "; it is cut off");
	if (length != NULL)
		*length = (uint8_t)(in->out.at - length - 1);
	in->at++;
	return 0;
}

static const char *
base32_check(struct reader *r)
{
	uint8_t	 len = reader_u8(r);

	(void)reader_bytes(r, len);
	return r->failed || len == 0 ? "the hashed owner is cut off" : NULL;
}

static void
base32_print(struct rdata_out *out)
{
	static const char	 digits[] = "0123456789abcdefghijklmnopqrstuv";
	size_t			 len = reader_u8(&out->in);
	const uint8_t		*at = rdata_take(out, len);
	uint32_t		 bits = 0;
	unsigned		 have = 0;
	size_t			 i;

	if (at == NULL)
		return;
	rdata_space(out);
	for (i = 0; i < len; i++) {
		bits = bits << 8 | at[i];
		have += 8;
		while (have >= 5) {
			have -= 5;
			rdata_print(out, "%c", digits[bits >> have & 31]);
		}
	}
	if (have > 0)
		rdata_print(out, "%c", digits[bits << (5 - have) & 31]);
}

const struct rdata_kind rdata_base32 = {
	BASE32_TEXT, false, base32_parse, base32_check, base32_print
};
