/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/rdata_field.h"

/*
 * Kinds of fields of IPSECKEY (RFC 4025), AMTRELAY (RFC 8777) and HIP
 * (RFC 8005), whose later fields depend on the numbers in earlier ones.
 */

/* RFC 4025 2.3 and RFC 8777 4.2.3 number them alike. */
enum gateway { GATEWAY_NONE, GATEWAY_IP4, GATEWAY_IP6, GATEWAY_NAME };

#define GATEWAY_TYPE_TEXT \
	"0 (none), 1 (IPv4), 2 (IPv6) or 3 (name)"

static const char *const gateway_texts[] = {
	"\".\", as its type 0 (none) says",
	"an IPv4 address, as its type 1 says",
	"an IPv6 address, as its type 2 says",
	"a domain name, as its type 3 says"
};

/* The next token, a number up to max; -1 with the fault told. */
static int
take_small(struct rdata_in *in, uint64_t max, const char *expected,
    uint8_t *out)
{
	const struct token	*tok = &in->tokens[in->at];
	uint64_t		 v;

	if (text_number(tok->text, tok->len, max, &v) == -1)
		return rdata_mismatch(in, expected);
	in->at++;
	*out = (uint8_t)v;
	return 0;
}

static int
gateway_type_parse(struct rdata_in *in)
{
	uint8_t	 v = 0;

	if (take_small(in, GATEWAY_NAME, GATEWAY_TYPE_TEXT, &v) == -1)
		return -1;
	writer_u8(&in->out, v);
	return 0;
}

static const char *
gateway_type_check(struct reader *r)
{
	if (reader_u8(r) > GATEWAY_NAME)
		return "the type of gateway is unknown";
	return r->failed ? "the type of gateway is missing" : NULL;
}

static void
gateway_type_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", reader_u8(&out->in));
}

const struct rdata_kind rdata_gateway_type = {
	GATEWAY_TYPE_TEXT, false, gateway_type_parse, gateway_type_check,
	gateway_type_print
};

/* A gateway of this type. */
static int
parse_gateway(struct rdata_in *in, uint8_t type)
{
	const struct token	*tok = &in->tokens[in->at];
	uint8_t			 address[16];

	switch (type) {
	case GATEWAY_NONE:
		if (!token_is(tok, "."))
			return rdata_mismatch(in, gateway_texts[type]);
		break;
	case GATEWAY_IP4:
		if (rdata_ip4(tok->text, tok->len, address) == -1)
			return rdata_mismatch(in, gateway_texts[type]);
		writer_bytes(&in->out, address, 4);
		break;
	case GATEWAY_IP6:
		if (rdata_ip6(tok->text, tok->len, address) == -1)
			return rdata_mismatch(in, gateway_texts[type]);
		writer_bytes(&in->out, address, 16);
		break;
	default:
		return rdata_parse_name(in);
	}
	in->at++;
	return 0;
}

static const char *
check_gateway(struct reader *r, uint8_t type)
{
	switch (type) {
	case GATEWAY_NONE:
		return NULL;
	case GATEWAY_IP4:
		(void)reader_bytes(r, 4);
		return r->failed ? "the gateway is cut off" : NULL;
	case GATEWAY_IP6:
		(void)reader_bytes(r, 16);
		return r->failed ? "the gateway is cut off" : NULL;
	default:
		return rdata_check_name(r);
	}
}

static void
print_gateway(struct rdata_out *out, uint8_t type)
{
	if (type == GATEWAY_NAME) {
		rdata_print_name(out);
		return;
	}
	rdata_space(out);
	if (type == GATEWAY_IP4)
		rdata_print_ip4(out, rdata_take(out, 4));
	else if (type == GATEWAY_IP6)
		rdata_print_ip6(out, rdata_take(out, 16));
	else
		rdata_print(out, ".");
}

/* IPSECKEY: precedence, gateway type, algorithm, gateway. */
static int
gateway_parse(struct rdata_in *in)
{
	return parse_gateway(in, in->out.failed ? 0 : in->out.start[1]);
}

static const char *
gateway_check(struct reader *r)
{
	return check_gateway(r, r->start[1]);
}

static void
gateway_print(struct rdata_out *out)
{
	print_gateway(out, out->in.start[1]);
}

const struct rdata_kind rdata_gateway = {
	"\".\", an address or a domain name, as its type says", false,
	gateway_parse, gateway_check, gateway_print
};

/*
 * AMTRELAY: precedence, then one octet of which the top bit is the
 * discovery flag and the rest the type of relay, then the relay.
 */
#define DISCOVERY_BIT	0x80
#define RELAY_TYPE_BITS	0x7f
#define DISCOVERY_TEXT	"0 or 1"

static int
discovery_parse(struct rdata_in *in)
{
	uint8_t	 v = 0;

	if (take_small(in, 1, DISCOVERY_TEXT, &v) == -1)
		return -1;
	writer_u8(&in->out, v ? DISCOVERY_BIT : 0);
	return 0;
}

/* Flag and type are one octet; the type reads past it. */
static const char *
discovery_check(struct reader *r)
{
	return reader_left(r) == 0 ? "the type of relay is missing" : NULL;
}

static void
discovery_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", *out->in.at >> 7);
}

const struct rdata_kind rdata_discovery = {
	DISCOVERY_TEXT, false, discovery_parse, discovery_check,
	discovery_print
};

static int
relay_type_parse(struct rdata_in *in)
{
	uint8_t	 v = 0;

	if (take_small(in, GATEWAY_NAME, GATEWAY_TYPE_TEXT, &v) == -1)
		return -1;
	if (!in->out.failed)
		in->out.start[1] |= v;
	return 0;
}

static const char *
relay_type_check(struct reader *r)
{
	if ((reader_u8(r) & RELAY_TYPE_BITS) > GATEWAY_NAME)
		return "the type of relay is unknown";
	return NULL;
}

static void
relay_type_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", reader_u8(&out->in) & RELAY_TYPE_BITS);
}

const struct rdata_kind rdata_relay_type = {
	GATEWAY_TYPE_TEXT, false, relay_type_parse, relay_type_check,
	relay_type_print
};

static int
relay_parse(struct rdata_in *in)
{
	uint8_t	 type = in->out.failed ? 0 : in->out.start[1];

	return parse_gateway(in, type & RELAY_TYPE_BITS);
}

static const char *
relay_check(struct reader *r)
{
	return check_gateway(r, r->start[1] & RELAY_TYPE_BITS);
}

static void
relay_print(struct rdata_out *out)
{
	print_gateway(out, out->in.start[1] & RELAY_TYPE_BITS);
}

const struct rdata_kind rdata_relay = {
	"\".\", an address or a domain name, as its type says", false,
	relay_parse, relay_check, relay_print
};

/*
 * HIP: length of the tag (8 bits), algorithm (8), length of the key (16),
 * tag, key, servers.  The lengths are filled in when they are known.
 */
enum { HIP_TAG_LENGTH = 0, HIP_ALGORITHM = 1, HIP_KEY_LENGTH = 2 };

#define U8_TEXT		"a number from 0 to 255"
#define HIT_TEXT	"hexadecimal digits in pairs, 255 at most"
#define HIP_KEY_TEXT	"base64 in one word"

static int
hip_algorithm_parse(struct rdata_in *in)
{
	uint8_t	 v = 0;

	if (take_small(in, UINT8_MAX, U8_TEXT, &v) == -1)
		return -1;
	writer_u8(&in->out, 0);
	writer_u8(&in->out, v);
	writer_u16(&in->out, 0);
	return 0;
}

static const char *
hip_algorithm_check(struct reader *r)
{
	(void)reader_bytes(r, 4);
	return r->failed ? "lengths and algorithm are cut off" : NULL;
}

static void
hip_algorithm_print(struct rdata_out *out)
{
	const uint8_t	*at = rdata_take(out, 4);

	if (at == NULL)
		return;
	rdata_space(out);
	rdata_print(out, "%u", at[HIP_ALGORITHM]);
}

const struct rdata_kind rdata_hip_algorithm = {
	U8_TEXT, false, hip_algorithm_parse, hip_algorithm_check,
	hip_algorithm_print
};

static int
hit_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	int			 high, low;
	size_t			 i;

	if (tok->len == 0 || tok->len % 2 != 0 || tok->len > 2 * 255)
		return rdata_mismatch(in, HIT_TEXT);
	for (i = 0; i < tok->len; i += 2) {
		high = rdata_hex_digit(tok->text[i]);
		low = rdata_hex_digit(tok->text[i + 1]);
		if (high == -1 || low == -1)
			return rdata_mismatch(in, HIT_TEXT);
		writer_u8(&in->out, (uint8_t)(high << 4 | low));
	}
	in->at++;
	in->out.start[HIP_TAG_LENGTH] = (uint8_t)(tok->len / 2);
	return 0;
}

static const char *
hit_check(struct reader *r)
{
	uint8_t	 len = r->start[HIP_TAG_LENGTH];

	(void)reader_bytes(r, len);
	return r->failed || len == 0 ? "the host identity tag is cut off" :
	    NULL;
}

static void
hit_print(struct rdata_out *out)
{
	size_t	 len = out->in.start[HIP_TAG_LENGTH];

	rdata_space(out);
	rdata_print_hex(out, len);
}

const struct rdata_kind rdata_hit = {
	HIT_TEXT, false, hit_parse, hit_check, hit_print
};

/* One word, because names may stand behind it. */
static int
hip_key_parse(struct rdata_in *in)
{
	const uint8_t	*before = in->out.at;
	size_t		 len;

	if (rdata_base64(in, in->at, in->at + 1) == -1)
		return -1;
	if (in->out.failed)
		return 0;
	if ((len = (size_t)(in->out.at - before)) == 0)
		return rdata_mismatch(in, HIP_KEY_TEXT "; it is empty");
	in->at++;
	store_be16(in->out.start + HIP_KEY_LENGTH, (uint16_t)len);
	return 0;
}

static const char *
hip_key_check(struct reader *r)
{
	uint16_t	 len = load_be16(r->start + HIP_KEY_LENGTH);

	(void)reader_bytes(r, len);
	return r->failed || len == 0 ? "the public key is cut off" : NULL;
}

static void
hip_key_print(struct rdata_out *out)
{
	size_t	 len = load_be16(out->in.start + HIP_KEY_LENGTH);

	rdata_space(out);
	rdata_print_base64(out, len);
}

const struct rdata_kind rdata_hip_key = {
	HIP_KEY_TEXT, false, hip_key_parse, hip_key_check, hip_key_print
};
