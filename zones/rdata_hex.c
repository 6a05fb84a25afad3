/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "zones/rdata_field.h"

/*
 * Kinds of fields that are octets for us, written in hexadecimal, and those
 * that cannot be written at all.
 */

#define HEX_TEXT	"hexadecimal digits"
#define LENGTH8_MAX	255	/* of what an octet counts */

int
rdata_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)ascii_lower((uint8_t)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
rdata_print_hex(struct rdata_out *out, size_t len_bytes)
{
	const uint8_t	*at = rdata_take(out, len_bytes);
	size_t		 i;

	if (at == NULL)
		return;
	for (i = 0; i < len_bytes && !out->is_full; i++)
		rdata_print(out, "%02X", at[i]);
}

/* Digits on their way to octets; pairs may be split between words. */
struct hex {
	struct writer	*out;
	size_t		 digits;	/* taken so far */
	uint8_t		 high;
};

/* Take the digits of a word, and of dots what dots stand there. */
static int
take_hex(struct hex *hex, const char *text, size_t len_bytes,
    bool may_have_dots)
{
	int	 digit;
	size_t	 i;

	for (i = 0; i < len_bytes && !hex->out->failed; i++) {
		if (text[i] == '.' && may_have_dots)
			continue;
		if ((digit = rdata_hex_digit(text[i])) == -1)
			return -1;
		if (hex->digits++ % 2 == 0)
			hex->high = (uint8_t)(digit << 4);
		else
			writer_u8(hex->out, (uint8_t)(hex->high | digit));
	}
	return 0;
}

static int
fail_odd(struct rdata_in *in, size_t token, size_t digits)
{
	return rdata_fail(in, token, "the %s %s has %zu hexadecimal digit%s; "
	    "two make an octet, so one is missing or too many",
	    in->row->mnemonic, rdata_noun(in->field), digits,
	    digits == 1 ? "" : "s");
}

/* All words that are left. */
static int
hex_parse(struct rdata_in *in)
{
	struct hex		 hex = { &in->out, 0, 0 };
	const struct token	*tok;

	for (; in->at < in->n && !in->out.failed; in->at++) {
		tok = &in->tokens[in->at];
		if (take_hex(&hex, tok->text, tok->len, false) == -1)
			return rdata_mismatch(in, HEX_TEXT);
	}
	if (in->out.failed)
		return 0;
	if (hex.digits % 2 != 0)
		return fail_odd(in, in->n - 1, hex.digits);
	if (hex.digits == 0) {
		in->at = in->n - 1;
		return rdata_mismatch(in, HEX_TEXT);
	}
	return 0;
}

static const char *
hex_check(struct reader *r)
{
	size_t	 left = reader_left(r);

	(void)reader_bytes(r, left);
	return left == 0 ? "the data at the end is missing" : NULL;
}

static void
hex_print(struct rdata_out *out)
{
	size_t	 left = reader_left(&out->in);

	rdata_space(out);
	rdata_print_hex(out, left);
}

const struct rdata_kind rdata_hex = {
	HEX_TEXT, false, hex_parse, hex_check, hex_print
};

/*
 * Lengths of digests: the octet before the digest says which it is.
 * RFC 4034 5.1, 4509, 5933, 6605 (DS); RFC 4255 3.1, 6594 (SSHFP);
 * RFC 8976 2.2.4 (ZONEMD).  What is not listed may have any length.
 */
enum {
	BEFORE_SSHFP = 2,	/* octets before the digest: they differ, so */
	BEFORE_DS = 4,		/* they tell the type of the record */
	BEFORE_ZONEMD = 6
};

static const struct digest {
	uint8_t		 before;
	uint8_t		 number;
	uint8_t		 len;
	const char	*name;
} digests[] = {
	{ BEFORE_SSHFP, 1, 20, "SHA-1" },
	{ BEFORE_SSHFP, 2, 32, "SHA-256" },
	{ BEFORE_DS, 1, 20, "SHA-1" },
	{ BEFORE_DS, 2, 32, "SHA-256" },
	{ BEFORE_DS, 3, 32, "GOST R 34.11-94" },
	{ BEFORE_DS, 4, 48, "SHA-384" },
	{ BEFORE_ZONEMD, 1, 48, "SHA-384" },
	{ BEFORE_ZONEMD, 2, 64, "SHA-512" }
};

/* What is known of the digest that begins at `at`, or NULL. */
static const struct digest *
find_digest(const uint8_t *start, const uint8_t *at)
{
	size_t	 i;

	for (i = 0; i < sizeof(digests) / sizeof(digests[0]); i++)
		if (digests[i].before == at - start &&
		    digests[i].number == at[-1])
			return &digests[i];
	return NULL;
}

static int
digest_parse(struct rdata_in *in)
{
	const uint8_t		*at = in->out.at;
	const struct digest	*digest;
	size_t			 first = in->at;
	size_t			 len;

	if (hex_parse(in) == -1)
		return -1;
	digest = find_digest(in->out.start, at);
	len = (size_t)(in->out.at - at);
	if (digest == NULL || len == digest->len)
		return 0;
	return rdata_fail(in, first, "the %s %s has %zu octet%s; %s has %u",
	    in->row->mnemonic, rdata_noun(in->field), len,
	    len == 1 ? "" : "s", digest->name, digest->len);
}

static const char *
digest_check(struct reader *r)
{
	const struct digest	*digest = find_digest(r->start, r->at);

	if (digest != NULL && reader_left(r) != digest->len)
		return "the digest has not the length of its type";
	return hex_check(r);
}

const struct rdata_kind rdata_digest = {
	HEX_TEXT, false, digest_parse, digest_check, hex_print
};

#define SALT_TEXT	"\"-\" or hexadecimal digits"

/* RFC 5155 3.3: one word. */
static int
salt_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint8_t			*length = writer_room(&in->out, 1);
	struct hex		 hex = { &in->out, 0, 0 };

	if (length == NULL)
		return 0;
	*length = 0;
	if (token_is(tok, "-")) {
		in->at++;
		return 0;
	}
	if (tok->len == 0 || tok->len > 2 * LENGTH8_MAX ||
	    take_hex(&hex, tok->text, tok->len, false) == -1)
		return rdata_mismatch(in, SALT_TEXT " for 255 octets at most");
	if (hex.digits % 2 != 0)
		return fail_odd(in, in->at, hex.digits);
	*length = (uint8_t)(hex.digits / 2);
	in->at++;
	return 0;
}

static const char *
salt_check(struct reader *r)
{
	uint8_t	 len = reader_u8(r);

	(void)reader_bytes(r, len);
	return r->failed ? "the salt is cut off" : NULL;
}

static void
salt_print(struct rdata_out *out)
{
	size_t	 len = reader_u8(&out->in);

	rdata_space(out);
	if (len == 0)
		rdata_print(out, "-");
	else
		rdata_print_hex(out, len);
}

const struct rdata_kind rdata_salt = {
	SALT_TEXT, false, salt_parse, salt_check, salt_print
};

#define NSAP_TEXT	"0x and hexadecimal digits, with dots at will"

static int
nsap_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	struct hex		 hex = { &in->out, 0, 0 };

	if (tok->len < 3 || tok->text[0] != '0' ||
	    ascii_lower((uint8_t)tok->text[1]) != 'x' ||
	    take_hex(&hex, tok->text + 2, tok->len - 2, true) == -1 ||
	    hex.digits == 0)
		return rdata_mismatch(in, NSAP_TEXT);
	if (hex.digits % 2 != 0 && !in->out.failed)
		return fail_odd(in, in->at, hex.digits);
	in->at++;
	return 0;
}

static void
nsap_print(struct rdata_out *out)
{
	size_t	 left = reader_left(&out->in);

	rdata_space(out);
	rdata_print(out, "0x");
	rdata_print_hex(out, left);
}

const struct rdata_kind rdata_nsap = {
	NSAP_TEXT, false, nsap_parse, hex_check, nsap_print
};

#define ATMA_TEXT	"+ and digits (E.164) or hexadecimal digits (AESA)"

/* The format's octet; digits as text or hexadecimal digits follow. */
enum atma_format { ATMA_AESA = 0, ATMA_E164 = 1 };

static int
e164_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	size_t			 i;

	writer_u8(&in->out, ATMA_E164);
	for (i = 1; i < tok->len && !in->out.failed; i++) {
		if (tok->text[i] == '.')
			continue;
		if (tok->text[i] < '0' || tok->text[i] > '9')
			return rdata_mismatch(in, ATMA_TEXT);
		writer_u8(&in->out, (uint8_t)tok->text[i]);
	}
	if (writer_len(&in->out) < 2)
		return rdata_mismatch(in, ATMA_TEXT);
	in->at++;
	return 0;
}

static int
atma_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	struct hex		 hex = { &in->out, 0, 0 };

	if (tok->len > 0 && tok->text[0] == '+')
		return e164_parse(in);
	writer_u8(&in->out, ATMA_AESA);
	if (take_hex(&hex, tok->text, tok->len, true) == -1 ||
	    hex.digits == 0)
		return rdata_mismatch(in, ATMA_TEXT);
	if (hex.digits % 2 != 0 && !in->out.failed)
		return fail_odd(in, in->at, hex.digits);
	in->at++;
	return 0;
}

static const char *
atma_check(struct reader *r)
{
	uint8_t		 format = reader_u8(r);
	size_t		 left = reader_left(r);
	const uint8_t	*at = reader_bytes(r, left);
	size_t		 i;

	if (left == 0 || r->failed)
		return "the address is missing";
	for (i = 0; format == ATMA_E164 && i < left; i++)
		if (at[i] < '0' || at[i] > '9')
			return "an E.164 address is not made of digits";
	return NULL;
}

static void
atma_print(struct rdata_out *out)
{
	uint8_t	 format = reader_u8(&out->in);
	size_t	 left = reader_left(&out->in);

	rdata_space(out);
	if (format == ATMA_E164)
		rdata_print(out, "+%.*s", (int)left,
		    (const char *)rdata_take(out, left));
	else if (format == ATMA_AESA)
		rdata_print_hex(out, left);
	else
		out->has_no_text = true;
}

const struct rdata_kind rdata_atma = {
	ATMA_TEXT, false, atma_parse, atma_check, atma_print
};

static int
opaque_parse(struct rdata_in *in)
{
	return rdata_fail(in, in->at, "%s data has no form of its own; "
	    "write \"\\# LENGTH HEX\" (RFC 3597)", in->row->mnemonic);
}

static const char *
opaque_check(struct reader *r)
{
	(void)reader_bytes(r, reader_left(r));
	return NULL;
}

static void
opaque_print(struct rdata_out *out)
{
	out->has_no_text = true;
}

const struct rdata_kind rdata_opaque = {
	"\\# LENGTH HEX", true, opaque_parse, opaque_check, opaque_print
};
