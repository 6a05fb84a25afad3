/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "zones/date.h"
#include "zones/rdata_field.h"

/*
 * Kinds of fields that are numbers in the wire: plain numbers, times,
 * types, algorithms.
 */

#define U8_TEXT		"a number from 0 to 255"
#define U16_TEXT	"a number from 0 to 65535"
#define U32_TEXT	"a number from 0 to 4294967295"
#define U64_TEXT	"a number from 0 to 18446744073709551615"
#define SECONDS_TEXT	"a time in seconds, such as 3600 or 1h30m"
#define TIME_TEXT	"a time as YYYYMMDDHHmmSS or in seconds since 1970"

/* A plain number in the next token, and past it. */
static int
take_number(struct rdata_in *in, uint64_t max, const char *expected,
    uint64_t *out)
{
	const struct token	*tok = &in->tokens[in->at];

	if (text_number(tok->text, tok->len, max, out) == -1)
		return rdata_mismatch(in, expected);
	in->at++;
	return 0;
}

static int
u8_parse(struct rdata_in *in)
{
	uint64_t	 v;

	if (take_number(in, UINT8_MAX, U8_TEXT, &v) == -1)
		return -1;
	writer_u8(&in->out, (uint8_t)v);
	return 0;
}

static const char *
u8_check(struct reader *r)
{
	(void)reader_u8(r);
	return r->failed ? "a number is missing" : NULL;
}

static void
u8_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", reader_u8(&out->in));
}

const struct rdata_kind rdata_u8 = {
	U8_TEXT, false, u8_parse, u8_check, u8_print
};

/*
 * The usual slips with a preference and a name: the preference forgotten,
 * or behind the name.  Say how it is written.
 */
static int
fail_preference(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[0];
	char			 shown[RDATA_SHOWN_BYTES];
	uint64_t		 v = 10;	/* what most begin with */

	if (in->n > 2 || tok->len == 0 || tok->text[0] < 'A' ||
	    (in->n == 2 && text_number(in->tokens[1].text,
	    in->tokens[1].len, UINT16_MAX, &v) == -1))
		return -1;
	(void)rdata_show(tok->text, tok->len, shown);
	return rdata_fail(in, 0,
	    "%s %s \"%s\" is not " U16_TEXT "; write \"%s %u %s\"",
	    in->row->mnemonic, rdata_noun(in->field), shown,
	    in->row->mnemonic, (unsigned)v, shown);
}

static bool
is_preference_and_name(const struct rrtype *row)
{
	return row->fields[0] == F_PREFERENCE &&
	    rdata_kind_of(row->fields[1]) == KIND_NAME &&
	    row->fields[2] == F_NONE;
}

static int
u16_parse(struct rdata_in *in)
{
	uint64_t	 v;

	if (take_number(in, UINT16_MAX, U16_TEXT, &v) == -1) {
		if (in->at == 0 && is_preference_and_name(in->row))
			(void)fail_preference(in);	/* or leave it so */
		return -1;
	}
	writer_u16(&in->out, (uint16_t)v);
	return 0;
}

static const char *
u16_check(struct reader *r)
{
	(void)reader_u16(r);
	return r->failed ? "a number of 16 bits is missing" : NULL;
}

static void
u16_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", reader_u16(&out->in));
}

const struct rdata_kind rdata_u16 = {
	U16_TEXT, false, u16_parse, u16_check, u16_print
};

static int
u32_parse(struct rdata_in *in)
{
	uint64_t	 v;

	if (take_number(in, UINT32_MAX, U32_TEXT, &v) == -1)
		return -1;
	writer_u32(&in->out, (uint32_t)v);
	return 0;
}

static const char *
u32_check(struct reader *r)
{
	(void)reader_u32(r);
	return r->failed ? "a number of 32 bits is missing" : NULL;
}

static void
u32_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", reader_u32(&out->in));
}

const struct rdata_kind rdata_u32 = {
	U32_TEXT, false, u32_parse, u32_check, u32_print
};

static int
u64_parse(struct rdata_in *in)
{
	uint64_t	 v;

	if (take_number(in, UINT64_MAX, U64_TEXT, &v) == -1)
		return -1;
	writer_u32(&in->out, (uint32_t)(v >> 32));
	writer_u32(&in->out, (uint32_t)v);
	return 0;
}

static const char *
u64_check(struct reader *r)
{
	(void)reader_bytes(r, 8);
	return r->failed ? "a number of 64 bits is missing" : NULL;
}

static void
u64_print(struct rdata_out *out)
{
	uint64_t	 v = (uint64_t)reader_u32(&out->in) << 32;

	v |= reader_u32(&out->in);
	rdata_space(out);
	rdata_print(out, "%llu", (unsigned long long)v);
}

const struct rdata_kind rdata_u64 = {
	U64_TEXT, false, u64_parse, u64_check, u64_print
};

static int
seconds_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint32_t		 v_s;

	if (text_seconds(tok->text, tok->len, &v_s) == -1)
		return rdata_mismatch(in, SECONDS_TEXT);
	in->at++;
	writer_u32(&in->out, v_s);
	return 0;
}

const struct rdata_kind rdata_seconds = {
	SECONDS_TEXT, false, seconds_parse, u32_check, u32_print
};

/* RFC 4034 3.2: YYYYMMDDHHmmSS in UTC, of 1970 to 2106. */
static int
time_from_date(const char *text, uint32_t *out_s)
{
	static const uint8_t	 at[] = { 4, 6, 8, 10, 12 };
	uint64_t		 part[6];
	struct date		 d;
	size_t			 i;

	if (text_number(text, 4, 9999, &part[0]) == -1)
		return -1;
	for (i = 0; i < sizeof(at); i++)
		if (text_number(text + at[i], 2, 99, &part[i + 1]) == -1)
			return -1;
	d.year = (unsigned)part[0];
	d.month = (unsigned)part[1];
	d.day = (unsigned)part[2];
	d.hour = (unsigned)part[3];
	d.minute = (unsigned)part[4];
	d.second = (unsigned)part[5];
	return date_seconds(&d, out_s);
}

static int
time_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint64_t		 v;
	uint32_t		 v_s;

	/* A number of seconds has ten digits at most. */
	if (tok->len == 14) {
		if (time_from_date(tok->text, &v_s) == -1)
			return rdata_mismatch(in,
			    "a date and time from 19700101000000 to "
			    "21060207062815");
	} else {
		if (text_number(tok->text, tok->len, UINT32_MAX, &v) == -1)
			return rdata_mismatch(in, TIME_TEXT);
		v_s = (uint32_t)v;
	}
	in->at++;
	writer_u32(&in->out, v_s);
	return 0;
}

static void
time_print(struct rdata_out *out)
{
	struct date	 d = date_of(reader_u32(&out->in));

	rdata_space(out);
	rdata_print(out, "%04u%02u%02u%02u%02u%02u", d.year, d.month, d.day,
	    d.hour, d.minute, d.second);
}

const struct rdata_kind rdata_time = {
	TIME_TEXT, false, time_parse, u32_check, time_print
};

static int
type_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint16_t		 type;

	if (rrtype_from_text(tok->text, tok->len, &type) == -1)
		return rdata_mismatch(in, "the name of a record type");
	in->at++;
	writer_u16(&in->out, type);
	return 0;
}

static void
type_print(struct rdata_out *out)
{
	char	 buf[RRTYPE_TEXT_MAX];

	rdata_space(out);
	rdata_print(out, "%s", rrtype_to_text(reader_u16(&out->in), buf));
}

const struct rdata_kind rdata_type = {
	"the name of a record type", false, type_parse, u16_check, type_print
};

/* A number that may be said with a word. */
struct word {
	const char	*text;
	uint16_t	 value;
};

/* The value of a word in a list that ends with NULL; -1: not in it. */
static int
find_word(const struct word *words, const struct token *tok)
{
	for (; words->text != NULL; words++)
		if (token_is(tok, words->text))
			return words->value;
	return -1;
}

/* IANA: DNS Security Algorithm Numbers, with the names that were usual. */
static const struct word algorithms[] = {
	{ "RSAMD5", 1 }, { "DH", 2 }, { "DSA", 3 }, { "ECC", 4 },
	{ "RSASHA1", 5 }, { "DSA-NSEC3-SHA1", 6 }, { "NSEC3DSA", 6 },
	{ "RSASHA1-NSEC3-SHA1", 7 }, { "NSEC3RSASHA1", 7 },
	{ "RSASHA256", 8 }, { "RSASHA512", 10 }, { "ECC-GOST", 12 },
	{ "ECCGOST", 12 }, { "ECDSAP256SHA256", 13 },
	{ "ECDSAP384SHA384", 14 }, { "ED25519", 15 }, { "ED448", 16 },
	{ "SM2SM3", 17 }, { "ECC-GOST12", 23 }, { "INDIRECT", 252 },
	{ "PRIVATEDNS", 253 }, { "PRIVATEOID", 254 }, { NULL, 0 }
};

static int
algorithm_parse(struct rdata_in *in)
{
	uint64_t	 v;
	int		 value;

	if ((value = find_word(algorithms, &in->tokens[in->at])) != -1) {
		in->at++;
		writer_u8(&in->out, (uint8_t)value);
		return 0;
	}
	if (take_number(in, UINT8_MAX,
	    U8_TEXT " or a name such as ECDSAP256SHA256", &v) == -1)
		return -1;
	writer_u8(&in->out, (uint8_t)v);
	return 0;
}

const struct rdata_kind rdata_algorithm = {
	U8_TEXT, false, algorithm_parse, u8_check, u8_print
};

/* RFC 4398 2.1. */
static const struct word cert_types[] = {
	{ "PKIX", 1 }, { "SPKI", 2 }, { "PGP", 3 }, { "IPKIX", 4 },
	{ "ISPKI", 5 }, { "IPGP", 6 }, { "ACPKIX", 7 }, { "IACPKIX", 8 },
	{ "URI", 253 }, { "OID", 254 }, { NULL, 0 }
};

static int
cert_type_parse(struct rdata_in *in)
{
	uint64_t	 v;
	int		 value;

	if ((value = find_word(cert_types, &in->tokens[in->at])) != -1) {
		in->at++;
		writer_u16(&in->out, (uint16_t)value);
		return 0;
	}
	if (take_number(in, UINT16_MAX,
	    U16_TEXT " or a name such as PKIX or PGP", &v) == -1)
		return -1;
	writer_u16(&in->out, (uint16_t)v);
	return 0;
}

static void
cert_type_print(struct rdata_out *out)
{
	const struct word	*word;
	uint16_t		 v = reader_u16(&out->in);

	rdata_space(out);
	for (word = cert_types; word->text != NULL; word++)
		if (word->value == v) {
			rdata_print(out, "%s", word->text);
			return;
		}
	rdata_print(out, "%u", v);
}

const struct rdata_kind rdata_cert_type = {
	U16_TEXT, false, cert_type_parse, u16_check, cert_type_print
};
