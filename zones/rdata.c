/* SPDX-License-Identifier: ISC */
#include "zones/rdata.h"

#include <stdio.h>
#include <string.h>

#include "zones/rdata_field.h"

/*
 * RDATA as a whole: walks the fields of a type, and the form "\# len hex"
 * that fits all types (RFC 3597 5).
 */

static const struct rdata_kind *const kinds[KIND_MAX] = {
	[KIND_U8] = &rdata_u8,
	[KIND_U16] = &rdata_u16,
	[KIND_U32] = &rdata_u32,
	[KIND_U64] = &rdata_u64,
	[KIND_SECONDS] = &rdata_seconds,
	[KIND_TIME] = &rdata_time,
	[KIND_TYPE] = &rdata_type,
	[KIND_ALGORITHM] = &rdata_algorithm,
	[KIND_CERT_TYPE] = &rdata_cert_type,
	[KIND_NAME] = &rdata_name,
	[KIND_LITERAL_NAME] = &rdata_name,
	[KIND_NAMES] = &rdata_names,
	[KIND_STRING] = &rdata_string,
	[KIND_MORE_STRING] = &rdata_more_string,
	[KIND_STRINGS] = &rdata_strings,
	[KIND_DIGITS] = &rdata_digits,
	[KIND_DEGREES] = &rdata_degrees,
	[KIND_TAG] = &rdata_tag,
	[KIND_TEXT] = &rdata_text,
	[KIND_SOME_TEXT] = &rdata_some_text,
	[KIND_HEX] = &rdata_hex,
	[KIND_DIGEST] = &rdata_digest,
	[KIND_BASE64] = &rdata_base64_rest,
	[KIND_MORE_BASE64] = &rdata_more_base64,
	[KIND_DASH_BASE64] = &rdata_dash_base64,
	[KIND_SALT] = &rdata_salt,
	[KIND_BASE32] = &rdata_base32,
	[KIND_NSAP] = &rdata_nsap,
	[KIND_ATMA] = &rdata_atma,
	[KIND_OPAQUE] = &rdata_opaque,
	[KIND_IP4] = &rdata_address4,
	[KIND_IP6] = &rdata_address6,
	[KIND_LOCATOR] = &rdata_locator,
	[KIND_EUI48] = &rdata_eui48,
	[KIND_EUI64] = &rdata_eui64,
	[KIND_PREFIXES] = &rdata_prefixes,
	[KIND_PROTOCOL] = &rdata_protocol,
	[KIND_SERVICES] = &rdata_services,
	[KIND_TYPES] = &rdata_types,
	[KIND_OLD_TYPES] = &rdata_old_types,
	[KIND_GATEWAY_TYPE] = &rdata_gateway_type,
	[KIND_GATEWAY] = &rdata_gateway,
	[KIND_DISCOVERY] = &rdata_discovery,
	[KIND_RELAY_TYPE] = &rdata_relay_type,
	[KIND_RELAY] = &rdata_relay,
	[KIND_HIP_ALGORITHM] = &rdata_hip_algorithm,
	[KIND_HIT] = &rdata_hit,
	[KIND_HIP_KEY] = &rdata_hip_key,
	[KIND_LATITUDE] = &rdata_latitude,
	[KIND_LONGITUDE] = &rdata_longitude,
	[KIND_ALTITUDE] = &rdata_altitude,
	[KIND_PRECISION] = &rdata_precision,
	[KIND_PARAMS] = &rdata_params
};

static const struct rdata_kind *
kind_of(enum rr_field field)
{
	return kinds[rdata_kind_of(field)];
}

/* The i-th field of a row; F_NONE past the last. */
static enum rr_field
field_at(const struct rrtype *row, unsigned i)
{
	return i < RR_FIELDS_MAX ? row->fields[i] : F_NONE;
}

/* Nothing stands where field i should begin. */
static int
fail_absent(struct rdata_in *in, unsigned i)
{
	const char	*type = in->row->mnemonic;
	const char	*expected = kind_of(in->field)->expected;
	const char	*noun = rdata_noun(in->field);
	char		 want[128];

	if (expected == NULL)
		(void)snprintf(want, sizeof(want), "the name of the %s",
		    noun);
	else if (strstr(expected, noun) != NULL)
		(void)snprintf(want, sizeof(want), "%s", expected);
	else
		(void)snprintf(want, sizeof(want), "the %s, %s", noun,
		    expected);
	if (i == 0)
		return rdata_fail(in, in->n, "nothing stands after %s; "
		    "expected %s, as in: %s", type, want,
		    in->row->example);
	return rdata_fail(in, in->n, "nothing stands after the %s %s; "
	    "expected %s", type, rdata_noun(in->row->fields[i - 1]), want);
}

static int
parse_fields(struct rdata_in *in)
{
	const struct token	*tok;
	char			 shown[RDATA_SHOWN_BYTES];
	unsigned		 i;

	for (i = 0; field_at(in->row, i) != F_NONE; i++) {
		in->field = field_at(in->row, i);
		if (in->at == in->n && !kind_of(in->field)->is_optional)
			return fail_absent(in, i);
		if (kind_of(in->field)->parse(in) == -1)
			return -1;
		if (in->out.failed)
			return rdata_fail(in, in->at < in->n ? in->at :
			    in->n - 1, "%s data is longer than 65535 octets",
			    in->row->mnemonic);
	}
	if (in->at == in->n)
		return 0;
	tok = &in->tokens[in->at];
	if (!tok->is_quoted && tok->len > 0 && (tok->text[0] == '#' ||
	    (tok->len > 1 && memcmp(tok->text, "//", 2) == 0)))
		return rdata_fail(in, in->at, "comments in zone files begin"
		    " with ;, not with \"%s\"", rdata_show(tok->text,
		    tok->text[0] == '#' ? 1 : 2, shown));
	return rdata_fail(in, in->at, "\"%s\" is left over after the %s;"
	    " remove it, or put it into a record of its own",
	    rdata_show(tok->text, tok->len, shown), rdata_noun(in->field));
}

static int
fail(struct rdata_error *err, size_t token, const char *text)
{
	err->token = token;
	(void)snprintf(err->text, sizeof(err->text), "%s", text);
	return -1;
}

/*
 * The digits of "\# len hex", which may be split between words anywhere.
 * returns how many octets they make, or -1 with err filled
 */
static int
generic_octets(const struct token *tokens, size_t n, uint8_t *out,
    struct rdata_error *err)
{
	char	 shown[RDATA_SHOWN_BYTES];
	size_t	 digits = 0;
	size_t	 i, j;
	int	 digit;

	for (i = 2; i < n; i++)
		for (j = 0; j < tokens[i].len; j++) {
			digit = rdata_hex_digit(tokens[i].text[j]);
			if (digit == -1) {
				err->token = i;
				(void)snprintf(err->text, sizeof(err->text),
				    "\"%s\" after \\# is not made of "
				    "hexadecimal digits",
				    rdata_show(tokens[i].text, tokens[i].len,
				    shown));
				return -1;
			}
			if (digits / 2 == RDATA_MAX_BYTES)
				return fail(err, i, "the data after \\# is "
				    "longer than 65535 octets");
			if (digits++ % 2 == 0)
				out[digits / 2] = (uint8_t)(digit << 4);
			else
				out[digits / 2 - 1] |= (uint8_t)digit;
		}
	if (digits % 2 != 0)
		return fail(err, n - 1, "the data after \\# has an odd number "
		    "of hexadecimal digits");
	return (int)(digits / 2);
}

static int
parse_generic(uint16_t type, const struct token *tokens, size_t n,
    uint8_t *out, struct rdata_error *err)
{
	const char	*why;
	char		 buf[RRTYPE_TEXT_MAX];
	char		 shown[RDATA_SHOWN_BYTES];
	uint64_t	 said;
	int		 len;

	if (n < 2)
		return fail(err, n, "nothing stands after \\#; expected the "
		    "number of octets and their hexadecimal digits");
	if (text_number(tokens[1].text, tokens[1].len, RDATA_MAX_BYTES,
	    &said) == -1) {
		err->token = 1;
		(void)snprintf(err->text, sizeof(err->text), "length \"%s\" "
		    "after \\# is not a number from 0 to 65535",
		    rdata_show(tokens[1].text, tokens[1].len, shown));
		return -1;
	}
	if ((len = generic_octets(tokens, n, out, err)) == -1)
		return -1;
	err->token = 1;
	if ((uint64_t)len != said) {
		(void)snprintf(err->text, sizeof(err->text), "\\# says %u "
		    "octets, but %d stand there", (unsigned)said, len);
		return -1;
	}
	if (rdata_check(type, out, (size_t)len, &why) == -1) {
		(void)snprintf(err->text, sizeof(err->text), "the octets "
		    "after \\# are no sound %s data: %s",
		    rrtype_to_text(type, buf), why);
		return -1;
	}
	return len;
}

int
rdata_from_tokens(uint16_t type, const struct token *tokens, size_t n,
    const struct name *origin, uint8_t *out, struct rdata_error *err)
{
	const struct rrtype	*row = rrtype_find(type);
	struct rdata_in		 in;
	char			 buf[RRTYPE_TEXT_MAX];

	if (row != NULL && row->flags & RR_META) {
		err->token = 0;
		(void)snprintf(err->text, sizeof(err->text), "%s is for "
		    "questions and messages and never stands in a zone",
		    row->mnemonic);
		return -1;
	}
	if (n > 0 && !tokens[0].is_quoted && token_is(&tokens[0], "\\#"))
		return parse_generic(type, tokens, n, out, err);
	if (row == NULL) {
		err->token = 0;
		(void)snprintf(err->text, sizeof(err->text), "%s data has no "
		    "form of its own; write \"\\# LENGTH HEX\" (RFC 3597)",
		    rrtype_to_text(type, buf));
		return -1;
	}
	memset(&in, 0, sizeof(in));
	in.row = row;
	in.tokens = tokens;
	in.n = n;
	in.origin = origin;
	in.out = writer_of(out, RDATA_MAX_BYTES);
	in.why = err->text;
	in.why_bytes = sizeof(err->text);
	if (parse_fields(&in) == -1) {
		err->token = in.fault;
		return -1;
	}
	return (int)writer_len(&in.out);
}

int
rdata_check(uint16_t type, const uint8_t *rdata, size_t len_bytes,
    const char **why)
{
	static const uint8_t	 nothing;
	const struct rrtype	*row = rrtype_find(type);
	struct reader		 r;
	unsigned		 i;

	if (len_bytes > RDATA_MAX_BYTES) {
		*why = "it is longer than 65535 octets";
		return -1;
	}
	if (row == NULL)
		return 0;
	if (row->flags & RR_META) {
		*why = "the type never stands in a zone";
		return -1;
	}
	r = reader_of(len_bytes == 0 ? &nothing : rdata, len_bytes);
	for (i = 0; field_at(row, i) != F_NONE; i++) {
		*why = kind_of(field_at(row, i))->check(&r);
		if (*why != NULL)
			return -1;
	}
	if (reader_left(&r) > 0) {
		*why = "octets are left over at its end";
		return -1;
	}
	return 0;
}

static void
print_generic(struct rdata_out *out)
{
	size_t	 len = reader_left(&out->in);

	rdata_print(out, "\\# %zu", len);
	if (len == 0)
		return;
	rdata_space(out);
	rdata_print_hex(out, len);
}

int
rdata_to_text(uint16_t type, const uint8_t *rdata, size_t len_bytes,
    char *buf, size_t buf_bytes)
{
	static const uint8_t	 nothing;
	const struct rrtype	*row = rrtype_find(type);
	struct rdata_out	 out;
	const char		*why;
	unsigned		 i;

	if (buf_bytes == 0)
		return -1;
	buf[0] = '\0';
	memset(&out, 0, sizeof(out));
	out.in = reader_of(len_bytes == 0 ? &nothing : rdata, len_bytes);
	out.start = out.at = buf;
	out.end = buf + buf_bytes;
	/* What is not sound is shown as it is, rather than misread. */
	out.has_no_text = row == NULL ||
	    rdata_check(type, rdata, len_bytes, &why) == -1;
	for (i = 0; !out.has_no_text && field_at(row, i) != F_NONE; i++)
		kind_of(field_at(row, i))->print(&out);
	if (out.has_no_text) {
		out.in.at = out.in.start;
		out.in.failed = false;
		out.at = buf;
		out.is_full = false;
		print_generic(&out);
	}
	*out.at = '\0';
	return out.is_full ? -1 : (int)(out.at - buf);
}

size_t
rdata_name_at(const struct rrtype *row, const uint8_t *rdata)
{
	size_t		 at = 4;	/* NAPTR: order and preference */
	unsigned	 i;

	if (row->name_at != RR_NAME_AFTER_STRINGS)
		return row->name_at;
	for (i = 0; i < 3; i++)
		at += (size_t)rdata[at] + 1;
	return at;
}
