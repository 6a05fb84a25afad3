/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/rdata_field.h"

/* Kinds of fields that are sets, one bit for each member. */

#define TYPE_TEXT	"the name of a record type"
#define WINDOW_BYTES	32	/* RFC 4034 4.1.2: 256 types */
#define WINDOWS		256

/* Bit 0 is the top bit of the first octet. */
static void
set_bit(uint8_t *map, unsigned bit)
{
	map[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
}

static bool
has_bit(const uint8_t *map, unsigned bit)
{
	return map[bit / 8] & 0x80 >> bit % 8;
}

/* Octets of a map without the zeros at its end. */
static size_t
used_bytes(const uint8_t *map, size_t len_bytes)
{
	while (len_bytes > 0 && map[len_bytes - 1] == 0)
		len_bytes--;
	return len_bytes;
}

/* RFC 4034 4.1.2: only windows that have members, in ascending order. */
static int
types_parse(struct rdata_in *in)
{
	uint8_t			 map[WINDOWS * WINDOW_BYTES];
	const struct token	*tok;
	uint16_t		 type;
	size_t			 len;
	unsigned		 windows = 0;	/* up to the last used */
	unsigned		 w;

	memset(map, 0, sizeof(map));
	for (; in->at < in->n; in->at++) {
		tok = &in->tokens[in->at];
		if (rrtype_from_text(tok->text, tok->len, &type) == -1)
			return rdata_mismatch(in, TYPE_TEXT);
		set_bit(map, type);
		if (type / 256U >= windows)
			windows = type / 256U + 1;
	}
	for (w = 0; w < windows; w++) {
		len = used_bytes(map + w * WINDOW_BYTES, WINDOW_BYTES);
		if (len == 0)
			continue;
		writer_u8(&in->out, (uint8_t)w);
		writer_u8(&in->out, (uint8_t)len);
		writer_bytes(&in->out, map + w * WINDOW_BYTES, len);
	}
	return 0;
}

static const char *
types_check(struct reader *r)
{
	const uint8_t	*at;
	uint8_t		 window, len;
	int		 before = -1;

	while (reader_left(r) > 0) {
		window = reader_u8(r);
		len = reader_u8(r);
		at = reader_bytes(r, len);
		if (r->failed)
			return "the set of types is cut off";
		if (window <= before || len == 0 || len > WINDOW_BYTES ||
		    at[len - 1] == 0)
			return "the set of types is not in its shortest form";
		before = window;
	}
	return NULL;
}

/* Print the types of a map that begins with number base; NULL: nothing. */
static void
print_types(struct rdata_out *out, unsigned base, const uint8_t *map,
    size_t len_bytes)
{
	char		 buf[RRTYPE_TEXT_MAX];
	unsigned	 bit;

	if (map == NULL)
		return;
	for (bit = 0; bit < len_bytes * 8 && !out->is_full; bit++)
		if (has_bit(map, bit)) {
			rdata_space(out);
			rdata_print(out, "%s",
			    rrtype_to_text((uint16_t)(base + bit), buf));
		}
}

static void
types_print(struct rdata_out *out)
{
	unsigned	 window;
	size_t		 len;

	while (reader_left(&out->in) > 0) {
		window = reader_u8(&out->in);
		len = reader_u8(&out->in);
		print_types(out, window * 256, rdata_take(out, len), len);
	}
}

const struct rdata_kind rdata_types = {
	TYPE_TEXT, true, types_parse, types_check, types_print
};

#define OLD_BYTES	16	/* RFC 2535 5.2: types 0 to 127 */

static int
old_types_parse(struct rdata_in *in)
{
	uint8_t			 map[OLD_BYTES];
	const struct token	*tok;
	uint16_t		 type;

	memset(map, 0, sizeof(map));
	for (; in->at < in->n; in->at++) {
		tok = &in->tokens[in->at];
		if (rrtype_from_text(tok->text, tok->len, &type) == -1 ||
		    type >= OLD_BYTES * 8)
			return rdata_mismatch(in,
			    TYPE_TEXT " with a number below 128");
		set_bit(map, type);
	}
	writer_bytes(&in->out, map, used_bytes(map, sizeof(map)));
	return 0;
}

static const char *
old_types_check(struct reader *r)
{
	size_t		 left = reader_left(r);
	const uint8_t	*at = reader_bytes(r, left);

	if (left > OLD_BYTES || used_bytes(at, left) != left)
		return "the set of types is not in its shortest form";
	return NULL;
}

static void
old_types_print(struct rdata_out *out)
{
	size_t	 left = reader_left(&out->in);

	print_types(out, 0, rdata_take(out, left), left);
}

const struct rdata_kind rdata_old_types = {
	TYPE_TEXT, true, old_types_parse, old_types_check, old_types_print
};

/* What WKS may say with words: IANA's names, as far as they are usual. */
static const struct service {
	const char	*name;
	uint16_t	 number;
} services[] = {
	{ "tcpmux", 1 }, { "echo", 7 }, { "discard", 9 }, { "systat", 11 },
	{ "daytime", 13 }, { "netstat", 15 }, { "qotd", 17 },
	{ "chargen", 19 }, { "ftp-data", 20 }, { "ftp", 21 }, { "ssh", 22 },
	{ "telnet", 23 }, { "smtp", 25 }, { "time", 37 }, { "nicname", 43 },
	{ "whois", 43 }, { "domain", 53 }, { "bootps", 67 },
	{ "bootpc", 68 }, { "tftp", 69 }, { "gopher", 70 },
	{ "finger", 79 }, { "http", 80 }, { "kerberos", 88 },
	{ "hostname", 101 }, { "pop2", 109 }, { "pop3", 110 },
	{ "sunrpc", 111 }, { "auth", 113 }, { "sftp", 115 },
	{ "nntp", 119 }, { "ntp", 123 }, { "imap", 143 }, { "snmp", 161 },
	{ "irc", 194 }, { "ldap", 389 }, { "https", 443 },
	{ "submissions", 465 }, { "submission", 587 }, { "ldaps", 636 },
	{ "imaps", 993 }, { "pop3s", 995 }
}, protocols[] = {
	{ "icmp", 1 }, { "igmp", 2 }, { "tcp", 6 }, { "egp", 8 },
	{ "udp", 17 }, { "dccp", 33 }, { "gre", 47 }, { "esp", 50 },
	{ "ah", 51 }, { "icmpv6", 58 }, { "ospf", 89 }, { "sctp", 132 }
};

/* A number up to max, or one of the n names; -1 if it is neither. */
static int
find_service(const struct service *list, size_t n, const struct token *tok,
    uint64_t max, uint64_t *out)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (token_is(tok, list[i].name)) {
			*out = list[i].number;
			return 0;
		}
	return text_number(tok->text, tok->len, max, out);
}

#define PROTOCOL_TEXT	"TCP, UDP or the number of a protocol"

static int
protocol_parse(struct rdata_in *in)
{
	uint64_t	 v;

	if (find_service(protocols, sizeof(protocols) / sizeof(protocols[0]),
	    &in->tokens[in->at], UINT8_MAX, &v) == -1)
		return rdata_mismatch(in, PROTOCOL_TEXT);
	in->at++;
	writer_u8(&in->out, (uint8_t)v);
	return 0;
}

static const char *
protocol_check(struct reader *r)
{
	(void)reader_u8(r);
	return r->failed ? "the protocol is missing" : NULL;
}

static void
protocol_print(struct rdata_out *out)
{
	rdata_space(out);
	rdata_print(out, "%u", reader_u8(&out->in));
}

const struct rdata_kind rdata_protocol = {
	PROTOCOL_TEXT, false, protocol_parse, protocol_check, protocol_print
};

#define SERVICE_TEXT	"the name of a service or the number of a port"
#define SERVICE_BYTES	8192	/* RFC 1035 3.4.2: ports 0 to 65535 */

static int
services_parse(struct rdata_in *in)
{
	uint8_t		 map[SERVICE_BYTES];
	uint64_t	 v;

	memset(map, 0, sizeof(map));
	for (; in->at < in->n; in->at++) {
		if (find_service(services,
		    sizeof(services) / sizeof(services[0]),
		    &in->tokens[in->at], UINT16_MAX, &v) == -1)
			return rdata_mismatch(in, SERVICE_TEXT);
		set_bit(map, (unsigned)v);
	}
	writer_bytes(&in->out, map, used_bytes(map, sizeof(map)));
	return 0;
}

static const char *
services_check(struct reader *r)
{
	size_t	 left = reader_left(r);

	(void)reader_bytes(r, left);
	return left > SERVICE_BYTES ? "the set of services is too long" :
	    NULL;
}

static void
services_print(struct rdata_out *out)
{
	size_t		 left = reader_left(&out->in);
	const uint8_t	*at = rdata_take(out, left);
	unsigned	 bit;

	if (at == NULL)
		return;
	/* Nothing forbids zeros at the end, but no text says them. */
	if (used_bytes(at, left) != left)
		out->has_no_text = true;
	for (bit = 0; bit < left * 8 && !out->is_full; bit++)
		if (has_bit(at, bit)) {
			rdata_space(out);
			rdata_print(out, "%u", bit);
		}
}

const struct rdata_kind rdata_services = {
	SERVICE_TEXT, true, services_parse, services_check, services_print
};
