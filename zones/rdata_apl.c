/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/rdata_field.h"

/* Kind of field that is a list of address prefixes: APL, RFC 3123. */

#define PREFIX_TEXT	"a prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32"

/* IANA: Address Family Numbers. */
enum family { FAMILY_IP4 = 1, FAMILY_IP6 = 2 };

#define NEGATED		0x80	/* RFC 3123 4: the top bit of the octet */
#define LENGTH_BITS	0x7f	/* that says the length */

struct prefix {
	uint16_t	 family;
	bool		 is_negated;
	uint8_t		 bits;
	uint8_t		 len;		/* octets without zeros at the end */
	uint8_t		 address[16];
};

static int
from_token(const struct token *tok, struct prefix *p)
{
	const char	*at = tok->text;
	const char	*end = at + tok->len;
	const char	*colon, *slash;
	uint64_t	 v;

	p->is_negated = at < end && *at == '!';
	if (p->is_negated)
		at++;
	colon = memchr(at, ':', (size_t)(end - at));
	if (colon == NULL || text_number(at, (size_t)(colon - at),
	    FAMILY_IP6, &v) == -1 || v < FAMILY_IP4)
		return -1;
	p->family = (uint16_t)v;
	slash = memchr(colon, '/', (size_t)(end - colon));
	if (slash == NULL || text_number(slash + 1, (size_t)(end - slash) - 1,
	    p->family == FAMILY_IP4 ? 32 : 128, &v) == -1)
		return -1;
	p->bits = (uint8_t)v;
	p->len = p->family == FAMILY_IP4 ? 4 : 16;
	if ((p->family == FAMILY_IP4 ? rdata_ip4 : rdata_ip6)(colon + 1,
	    (size_t)(slash - colon) - 1, p->address) == -1)
		return -1;
	while (p->len > 0 && p->address[p->len - 1] == 0)
		p->len--;
	return 0;
}

static int
prefixes_parse(struct rdata_in *in)
{
	struct prefix	 p;

	for (; in->at < in->n && !in->out.failed; in->at++) {
		if (from_token(&in->tokens[in->at], &p) == -1)
			return rdata_mismatch(in, PREFIX_TEXT);
		writer_u16(&in->out, p.family);
		writer_u8(&in->out, p.bits);
		writer_u8(&in->out,
		    (uint8_t)(p.len | (p.is_negated ? NEGATED : 0)));
		writer_bytes(&in->out, p.address, p.len);
	}
	return 0;
}

static const char *
prefixes_check(struct reader *r)
{
	const uint8_t	*at;
	uint16_t	 family;
	uint8_t		 bits, len;

	while (reader_left(r) > 0) {
		family = reader_u16(r);
		bits = reader_u8(r);
		len = reader_u8(r) & LENGTH_BITS;
		at = reader_bytes(r, len);
		if (r->failed)
			return "a prefix is cut off";
		/* RFC 3123 4: zeros at the end must not be sent. */
		if (len > 0 && at[len - 1] == 0)
			return "the address of a prefix ends in zeros";
		if (family == FAMILY_IP4 && (len > 4 || bits > 32))
			return "an IPv4 prefix is too long";
		if (family == FAMILY_IP6 && (len > 16 || bits > 128))
			return "an IPv6 prefix is too long";
	}
	return NULL;
}

static void
prefixes_print(struct rdata_out *out)
{
	const uint8_t	*at;
	uint8_t		 address[16];
	uint16_t	 family;
	uint8_t		 bits, octet, len;

	while (reader_left(&out->in) > 0) {
		family = reader_u16(&out->in);
		bits = reader_u8(&out->in);
		octet = reader_u8(&out->in);
		len = octet & LENGTH_BITS;
		at = rdata_take(out, len);
		if (at == NULL || len > sizeof(address) ||
		    (family != FAMILY_IP4 && family != FAMILY_IP6)) {
			out->has_no_text = true;
			return;
		}
		memset(address, 0, sizeof(address));
		(void)memcpy(address, at, len);
		rdata_space(out);
		rdata_print(out, "%s%u:", octet & NEGATED ? "!" : "", family);
		if (family == FAMILY_IP4)
			rdata_print_ip4(out, address);
		else
			rdata_print_ip6(out, address);
		rdata_print(out, "/%u", bits);
	}
}

const struct rdata_kind rdata_prefixes = {
	PREFIX_TEXT, true, prefixes_parse, prefixes_check, prefixes_print
};
