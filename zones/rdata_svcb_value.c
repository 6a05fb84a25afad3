/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/rdata_svcb.h"

/*
 * The values of the parameters of SVCB and HTTPS: RFC 9460 7 and 8,
 * RFC 9461 5 (dohpath), RFC 9540 4 (ohttp), RFC 9848 (ech), and what IANA
 * has registered since.
 */

#define ESCAPE_WHY	"behind a backslash stands a sign or a number from " \
			"000 to 255"

const char *
svcb_opaque_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	const char	*at = value.text;
	const char	*end = at + value.len;
	uint8_t		 octet;

	(void)params;
	while (at < end && !out->failed) {
		if (text_octet(&at, end, &octet) == -1)
			return ESCAPE_WHY;
		writer_u8(out, octet);
	}
	return NULL;
}

void
svcb_opaque_print(struct rdata_out *out)
{
	while (reader_left(&out->in) > 0)
		rdata_print_bare(out, reader_u8(&out->in));
}

static const char *
empty_check(struct reader *r)
{
	return reader_left(r) > 0 ? "it takes no value" : NULL;
}

static const char *
text_check(struct reader *r)
{
	return reader_left(r) == 0 ? "it needs a value" : NULL;
}

/* The next item of a list with commas; false at its end. */
static bool
next_item(struct svcb_value *rest, struct svcb_value *item)
{
	const char	*comma;

	if (rest->text == NULL)
		return false;
	item->text = rest->text;
	comma = memchr(rest->text, ',', rest->len);
	item->len = comma == NULL ? rest->len : (size_t)(comma - rest->text);
	if (comma == NULL) {
		rest->text = NULL;
		return true;
	}
	rest->text = comma + 1;
	rest->len -= item->len + 1;
	return true;
}

/* RFC 9460 8: keys in ascending order, among those of the record. */
static const char *
mandatory_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	bool			 is_wanted[SVCB_PARAMS_MAX] = { false };
	struct svcb_value	 item;
	uint16_t		 key;
	unsigned		 i;

	while (next_item(&value, &item)) {
		if (svcb_key_from_text(item.text, item.len, &key) == -1)
			return "it takes names of parameters with commas "
			    "between";
		for (i = 0; i < params->n; i++)
			if (params->list[i].key == key)
				break;
		if (i == params->n)
			return "it names a parameter that the record lacks";
		if (is_wanted[i])
			return "it names a parameter twice";
		is_wanted[i] = true;
	}
	for (i = 0; i < params->n; i++)
		if (is_wanted[i])
			writer_u16(out, params->list[i].key);
	return NULL;
}

static const char *
mandatory_check(struct reader *r)
{
	int		 before = SVCB_MANDATORY;
	uint16_t	 key;

	if (reader_left(r) == 0)
		return "it needs a value";
	while (reader_left(r) > 0) {
		key = reader_u16(r);
		if (r->failed)
			return "the list of mandatory parameters is cut off";
		if (key == SVCB_MANDATORY)
			return "it cannot name itself";
		if (key <= before)
			return "the mandatory parameters are not in order";
		before = key;
	}
	return NULL;
}

static void
mandatory_print(struct rdata_out *out)
{
	const char	*comma = "";

	for (; reader_left(&out->in) > 0; comma = ",") {
		rdata_print(out, "%s", comma);
		svcb_print_key(out, reader_u16(&out->in));
	}
}

/*
 * RFC 9460 appendix A.1: a list of items, each with its length.  Escapes
 * are taken out twice: first those of any text, then \, and \\ here.
 */
static const char *
items_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	const char	*at = value.text;
	const char	*end = at + value.len;
	uint8_t		*length = NULL;
	uint8_t		 octet;
	bool		 is_literal = false;

	(void)params;
	while (at < end && !out->failed) {
		if (text_octet(&at, end, &octet) == -1)
			return ESCAPE_WHY;
		if (length == NULL && (length = writer_room(out, 1)) != NULL)
			*length = 0;
		if (!is_literal && octet == '\\') {
			is_literal = true;
			continue;
		}
		if (!is_literal && octet == ',') {
			if (length == NULL || *length == 0)
				return "an item of its list is empty";
			if (at == end)
				return "an item of its list is empty";
			length = NULL;
			continue;
		}
		if (is_literal && octet != ',' && octet != '\\')
			return "only \",\" and \"\\\" are escaped in a list";
		is_literal = false;
		if (length != NULL && (*length)++ == UINT8_MAX)
			return "an item of its list is longer than 255 octets";
		writer_u8(out, octet);
	}
	return is_literal ? "it ends with an escape" : NULL;
}

/* docpath may be empty, RFC 9953: the root. */
static const char *
items_check(struct reader *r)
{
	uint8_t	 len;

	while (reader_left(r) > 0) {
		len = reader_u8(r);
		(void)reader_bytes(r, len);
		if (r->failed || len == 0)
			return "its list is cut off or has an empty item";
	}
	return NULL;
}

static const char *
alpn_check(struct reader *r)
{
	return reader_left(r) == 0 ? "it needs a value" : items_check(r);
}

static void
items_print(struct rdata_out *out)
{
	const char	*comma = "";
	uint8_t		 octet;
	unsigned	 len;

	for (; reader_left(&out->in) > 0; comma = ",") {
		rdata_print(out, "%s", comma);
		for (len = reader_u8(&out->in); len > 0; len--) {
			octet = reader_u8(&out->in);
			/* Each backslash of the list is itself escaped. */
			if (octet == ',' || octet == '\\')
				rdata_print(out, "\\\\");
			rdata_print_bare(out, octet);
		}
	}
}

static const char *
port_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	uint64_t	 v;

	(void)params;
	if (text_number(value.text, value.len, UINT16_MAX, &v) == -1)
		return "it takes a number from 0 to 65535";
	writer_u16(out, (uint16_t)v);
	return NULL;
}

static const char *
port_check(struct reader *r)
{
	return reader_left(r) != 2 ? "a port has not two octets" : NULL;
}

static void
port_print(struct rdata_out *out)
{
	rdata_print(out, "%u", reader_u16(&out->in));
}

static const char *
ip4_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	struct svcb_value	 item;
	uint8_t			 address[4];

	(void)params;
	while (next_item(&value, &item) && !out->failed) {
		if (rdata_ip4(item.text, item.len, address) == -1)
			return "it takes IPv4 addresses with commas between";
		writer_bytes(out, address, sizeof(address));
	}
	return NULL;
}

static const char *
ip4_check(struct reader *r)
{
	return reader_left(r) == 0 || reader_left(r) % 4 != 0 ?
	    "it is no list of IPv4 addresses" : NULL;
}

static void
ip4_print(struct rdata_out *out)
{
	const char	*comma = "";

	for (; reader_left(&out->in) > 0; comma = ",") {
		rdata_print(out, "%s", comma);
		rdata_print_ip4(out, rdata_take(out, 4));
	}
}

static const char *
ip6_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	struct svcb_value	 item;
	uint8_t			 address[16];

	(void)params;
	while (next_item(&value, &item) && !out->failed) {
		if (rdata_ip6(item.text, item.len, address) == -1)
			return "it takes IPv6 addresses with commas between";
		writer_bytes(out, address, sizeof(address));
	}
	return NULL;
}

static const char *
ip6_check(struct reader *r)
{
	return reader_left(r) == 0 || reader_left(r) % 16 != 0 ?
	    "it is no list of IPv6 addresses" : NULL;
}

static void
ip6_print(struct rdata_out *out)
{
	const char	*comma = "";

	for (; reader_left(&out->in) > 0; comma = ",") {
		rdata_print(out, "%s", comma);
		rdata_print_ip6(out, rdata_take(out, 16));
	}
}

static const char *
ech_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	(void)params;
	return rdata_base64_text(out, value.text, value.len);
}

static void
ech_print(struct rdata_out *out)
{
	rdata_print_base64(out, reader_left(&out->in));
}

static const char *
groups_parse(struct writer *out, struct svcb_value value,
    const struct svcb_params *params)
{
	struct svcb_value	 item;
	uint64_t		 v;

	(void)params;
	while (next_item(&value, &item) && !out->failed) {
		if (text_number(item.text, item.len, UINT16_MAX, &v) == -1)
			return "it takes numbers with commas between";
		writer_u16(out, (uint16_t)v);
	}
	return NULL;
}

static const char *
groups_check(struct reader *r)
{
	uint8_t		 seen[(UINT16_MAX + 1) / 8] = { 0 };
	uint16_t	 group;
	uint8_t		 bit;

	if (reader_left(r) == 0 || reader_left(r) % 2 != 0)
		return "it is no list of numbers";
	while (reader_left(r) > 0) {
		group = reader_u16(r);
		bit = (uint8_t)(1 << group % 8);
		if (seen[group / 8] & bit)
			return "a group stands there twice";
		seen[group / 8] |= bit;
	}
	return NULL;
}

static void
groups_print(struct rdata_out *out)
{
	const char	*comma = "";

	for (; reader_left(&out->in) > 0; comma = ",")
		rdata_print(out, "%s%u", comma, reader_u16(&out->in));
}

const struct svcb_key svcb_keys[] = {
	{ SVCB_MANDATORY, "mandatory", mandatory_parse, mandatory_check,
	    mandatory_print },
	{ SVCB_ALPN, "alpn", items_parse, alpn_check, items_print },
	{ SVCB_NO_DEFAULT_ALPN, "no-default-alpn", svcb_opaque_parse,
	    empty_check, svcb_opaque_print },
	{ 3, "port", port_parse, port_check, port_print },
	{ 4, "ipv4hint", ip4_parse, ip4_check, ip4_print },
	{ 5, "ech", ech_parse, text_check, ech_print },
	{ 6, "ipv6hint", ip6_parse, ip6_check, ip6_print },
	{ 7, "dohpath", svcb_opaque_parse, text_check, svcb_opaque_print },
	{ 8, "ohttp", svcb_opaque_parse, empty_check, svcb_opaque_print },
	{ 9, "tls-supported-groups", groups_parse, groups_check,
	    groups_print },
	{ 10, "docpath", items_parse, items_check, items_print },
	{ 11, "pvd", svcb_opaque_parse, empty_check, svcb_opaque_print },
	{ 0, NULL, NULL, NULL, NULL }
};
