/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "zones/rdata_field.h"

/* Kinds of fields that are addresses, and the services at them. */

#define IP4_TEXT	"an IPv4 address"
#define IP6_TEXT	"an IPv6 address"
#define IP4_BYTES	4
#define IP6_BYTES	16

/* inet_pton() wants a NUL. */
static int
from_text(int family, const char *text, size_t len_bytes, uint8_t *out)
{
	char	 buf[INET6_ADDRSTRLEN];

	if (len_bytes >= sizeof(buf) ||
	    memchr(text, '\0', len_bytes) != NULL)
		return -1;
	(void)memcpy(buf, text, len_bytes);
	buf[len_bytes] = '\0';
	return inet_pton(family, buf, out) == 1 ? 0 : -1;
}

int
rdata_ip4(const char *text, size_t len_bytes, uint8_t out[4])
{
	return from_text(AF_INET, text, len_bytes, out);
}

int
rdata_ip6(const char *text, size_t len_bytes, uint8_t out[16])
{
	return from_text(AF_INET6, text, len_bytes, out);
}

void
rdata_print_ip4(struct rdata_out *out, const uint8_t *address)
{
	if (address == NULL)
		return;
	rdata_print(out, "%u.%u.%u.%u", address[0], address[1], address[2],
	    address[3]);
}

void
rdata_print_ip6(struct rdata_out *out, const uint8_t *address)
{
	char	 buf[INET6_ADDRSTRLEN];

	if (address == NULL)
		return;
	if (inet_ntop(AF_INET6, address, buf, sizeof(buf)) != NULL)
		rdata_print(out, "%s", buf);
}

/* Say which type or form would have been right, where that is plain. */
static int
fail_address(struct rdata_in *in, const char *expected, const char *hint)
{
	char	 text[128];

	(void)snprintf(text, sizeof(text), "%s%s", expected, hint);
	return rdata_mismatch(in, text);
}

static bool
ends_in_dot(const struct token *tok)
{
	return tok->len > 1 && tok->text[tok->len - 1] == '.';
}

static int
address4_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint8_t			 other[IP6_BYTES];
	uint8_t			 address[IP4_BYTES];

	if (rdata_ip4(tok->text, tok->len, address) == 0) {
		in->at++;
		writer_bytes(&in->out, address, sizeof(address));
		return 0;
	}
	if (rdata_ip6(tok->text, tok->len, other) == 0)
		return fail_address(in, IP4_TEXT " but an IPv6 address",
		    in->field == F_ADDRESS4 && in->row->type == TYPE_A ?
		    "; write AAAA instead of A" : "");
	if (ends_in_dot(tok) &&
	    rdata_ip4(tok->text, tok->len - 1, address) == 0)
		return fail_address(in, IP4_TEXT,
		    "; leave out the dot at its end");
	return rdata_mismatch(in, IP4_TEXT);
}

static const char *
address4_check(struct reader *r)
{
	(void)reader_bytes(r, IP4_BYTES);
	return r->failed ? "an IPv4 address has not four octets" : NULL;
}

static void
address4_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print_ip4(out, rdata_take(out, IP4_BYTES));
}

const struct rdata_kind rdata_address4 = {
	IP4_TEXT, false, address4_parse, address4_check, address4_print
};

static int
address6_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	uint8_t			 other[IP4_BYTES];
	uint8_t			 address[IP6_BYTES];

	if (rdata_ip6(tok->text, tok->len, address) == 0) {
		in->at++;
		writer_bytes(&in->out, address, sizeof(address));
		return 0;
	}
	if (rdata_ip4(tok->text, tok->len, other) == 0)
		return fail_address(in, IP6_TEXT " but an IPv4 address",
		    "; write A instead of AAAA");
	if (ends_in_dot(tok) &&
	    rdata_ip6(tok->text, tok->len - 1, address) == 0)
		return fail_address(in, IP6_TEXT,
		    "; leave out the dot at its end");
	return rdata_mismatch(in, IP6_TEXT);
}

static const char *
address6_check(struct reader *r)
{
	(void)reader_bytes(r, IP6_BYTES);
	return r->failed ? "an IPv6 address has not sixteen octets" : NULL;
}

static void
address6_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print_ip6(out, rdata_take(out, IP6_BYTES));
}

const struct rdata_kind rdata_address6 = {
	IP6_TEXT, false, address6_parse, address6_check, address6_print
};

#define LOCATOR_TEXT	"four groups of hexadecimal digits with \":\" " \
			"between, such as 0014:4fff:ff20:ee64"

/* RFC 6742 2.1.1: always four groups, never "::". */
static int
locator_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	unsigned		 group = 0;
	unsigned		 digits = 0;
	unsigned		 groups = 0;
	int			 digit;
	size_t			 i;

	for (i = 0; i <= tok->len; i++) {
		if (i == tok->len || tok->text[i] == ':') {
			if (digits == 0 || ++groups > 4)
				return rdata_mismatch(in, LOCATOR_TEXT);
			writer_u16(&in->out, (uint16_t)group);
			group = digits = 0;
			continue;
		}
		digit = rdata_hex_digit(tok->text[i]);
		if (digit == -1 || ++digits > 4)
			return rdata_mismatch(in, LOCATOR_TEXT);
		group = group << 4 | (unsigned)digit;
	}
	if (groups != 4)
		return rdata_mismatch(in, LOCATOR_TEXT);
	in->at++;
	return 0;
}

static const char *
locator_check(struct reader *r)
{
	(void)reader_bytes(r, 8);
	return r->failed ? "a locator has not eight octets" : NULL;
}

static void
locator_print(struct rdata_out *out)
{
	unsigned	 i;

	rdata_space(out);
	for (i = 0; i < 4; i++)
		rdata_print(out, "%s%04x", i > 0 ? ":" : "",
		    reader_u16(&out->in));
}

const struct rdata_kind rdata_locator = {
	LOCATOR_TEXT, false, locator_parse, locator_check, locator_print
};

#define EUI48_TEXT	"six pairs of hexadecimal digits with \"-\" between"
#define EUI64_TEXT	"eight pairs of hexadecimal digits with \"-\" between"

/* RFC 7043 3.2 and 4.2: hh-hh-hh and so on. */
static int
eui_parse(struct rdata_in *in, size_t octets, const char *expected)
{
	const struct token	*tok = &in->tokens[in->at];
	int			 high, low;
	size_t			 i;

	if (tok->len != 3 * octets - 1)
		return rdata_mismatch(in, expected);
	for (i = 0; i < tok->len; i += 3) {
		high = rdata_hex_digit(tok->text[i]);
		low = rdata_hex_digit(tok->text[i + 1]);
		if (high == -1 || low == -1 ||
		    (i + 2 < tok->len && tok->text[i + 2] != '-'))
			return rdata_mismatch(in, expected);
		writer_u8(&in->out, (uint8_t)(high << 4 | low));
	}
	in->at++;
	return 0;
}

static void
eui_print(struct rdata_out *out, size_t octets)
{
	size_t	 i;

	rdata_space(out);
	for (i = 0; i < octets; i++)
		rdata_print(out, "%s%02x", i > 0 ? "-" : "",
		    reader_u8(&out->in));
}

static int
eui48_parse(struct rdata_in *in)
{
	return eui_parse(in, 6, EUI48_TEXT);
}

static const char *
eui48_check(struct reader *r)
{
	(void)reader_bytes(r, 6);
	return r->failed ? "an EUI-48 address has not six octets" : NULL;
}

static void
eui48_print(struct rdata_out *out)
{
	eui_print(out, 6);
}

const struct rdata_kind rdata_eui48 = {
	EUI48_TEXT, false, eui48_parse, eui48_check, eui48_print
};

static int
eui64_parse(struct rdata_in *in)
{
	return eui_parse(in, 8, EUI64_TEXT);
}

static const char *
eui64_check(struct reader *r)
{
	(void)reader_bytes(r, 8);
	return r->failed ? "an EUI-64 address has not eight octets" : NULL;
}

static void
eui64_print(struct rdata_out *out)
{
	eui_print(out, 8);
}

const struct rdata_kind rdata_eui64 = {
	EUI64_TEXT, false, eui64_parse, eui64_check, eui64_print
};
