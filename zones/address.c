/* SPDX-License-Identifier: ISC */
#include "zones/address.h"

#include <arpa/inet.h>

#include <string.h>

#include "zones/rrtype.h"
#include "zones/text.h"

/* Networks that are no ordinary public addresses. */
static const struct network {
	uint16_t		type;
	uint8_t			bits;
	enum address_kind	kind;
	uint8_t			octets[16];
} networks[] = {
	{TYPE_A, 8, ADDRESS_LOOPBACK, {0}},		/* RFC 1122 3.2.1.3 */
	{TYPE_A, 8, ADDRESS_LOOPBACK, {127}},
	{TYPE_A, 8, ADDRESS_PRIVATE, {10}},		/* RFC 1918 3 */
	{TYPE_A, 12, ADDRESS_PRIVATE, {172, 16}},
	{TYPE_A, 16, ADDRESS_PRIVATE, {192, 168}},
	{TYPE_A, 10, ADDRESS_PRIVATE, {100, 64}},	/* RFC 6598 7 */
	{TYPE_A, 16, ADDRESS_PRIVATE, {169, 254}},	/* RFC 3927 2 */
	{TYPE_A, 24, ADDRESS_DOCUMENTATION, {192, 0, 2}}, /* RFC 5737 3 */
	{TYPE_A, 24, ADDRESS_DOCUMENTATION, {198, 51, 100}},
	{TYPE_A, 24, ADDRESS_DOCUMENTATION, {203, 0, 113}},
	{TYPE_A, 15, ADDRESS_DOCUMENTATION, {198, 18}},	/* RFC 2544 C.2.2 */
	{TYPE_A, 3, ADDRESS_MULTICAST, {224}},	/* RFC 1112 4: 224 and up */
	{TYPE_AAAA, 127, ADDRESS_LOOPBACK, {0}},	/* RFC 4291 2.5.2, 3 */
	{TYPE_AAAA, 7, ADDRESS_PRIVATE, {0xfc}},	/* RFC 4193 3.1 */
	{TYPE_AAAA, 10, ADDRESS_PRIVATE, {0xfe, 0x80}},	/* RFC 4291 2.5.6 */
	{TYPE_AAAA, 32, ADDRESS_DOCUMENTATION, {0x20, 0x01, 0x0d, 0xb8}},
	{TYPE_AAAA, 20, ADDRESS_DOCUMENTATION, {0x3f, 0xff}},
	{TYPE_AAAA, 48, ADDRESS_DOCUMENTATION, {0x20, 0x01, 0, 2}},
	{TYPE_AAAA, 8, ADDRESS_MULTICAST, {0xff}},	/* RFC 4291 2.7 */
	/* IPv4-mapped: RFC 6890 2.2.3 */
	{TYPE_AAAA, 96, ADDRESS_MULTICAST,
	    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}},
};

static size_t
octets_of(uint16_t type)
{
	return type == TYPE_A ? 4 : 16;
}

/* Are the first bits the same? */
static bool
is_within(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	uint8_t	mask = (uint8_t)(0xff00 >> (bits % 8));

	/* Most differ in the first octet, which each network names. */
	if (bits >= 8 && a[0] != b[0])
		return false;
	return memcmp(a, b, bits / 8) == 0 && (bits % 8 == 0 ||
	    ((a[bits / 8] ^ b[bits / 8]) & mask) == 0);
}

enum address_kind
address_kind(const struct address *a)
{
	const struct network	*net;
	size_t			 i;

	for (i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
		net = &networks[i];
		if (net->type == a->type &&
		    is_within(a->octets, net->octets, net->bits))
			return net->kind;
	}
	return ADDRESS_PUBLIC;
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return a->type == b->type &&
	    memcmp(a->octets, b->octets, octets_of(a->type)) == 0;
}

char *
address_to_text(const struct address *a, char buf[ADDRESS_TEXT_MAX])
{
	if (inet_ntop(a->type == TYPE_A ? AF_INET : AF_INET6, a->octets, buf,
	    ADDRESS_TEXT_MAX) == NULL)
		buf[0] = '\0';	/* never: the room is enough */
	return buf;
}

bool
address_of(const struct content *c, const struct node *node, size_t i,
    struct address *out)
{
	const struct rrset	*set;
	const uint8_t		*rdata;
	size_t			 len;

	if (node == NULL)
		return false;
	out->type = TYPE_A;
	set = node_find(c, node, TYPE_A);
	if (set == NULL || i >= set->count) {
		i -= set == NULL ? 0 : set->count;
		out->type = TYPE_AAAA;
		set = node_find(c, node, TYPE_AAAA);
	}
	if (set == NULL || i >= set->count)
		return false;
	rdata = rrset_rdata(set, (unsigned)i, &len);
	if (len != octets_of(out->type))
		return false;
	memcpy(out->octets, rdata, len);
	return true;
}

static uint8_t *
put_label(uint8_t *at, const char *text)
{
	*at = (uint8_t)strlen(text);
	memcpy(at + 1, text, *at);
	return at + 1 + *at;
}

/* A number without leading zeros as a label. */
static uint8_t *
put_number(uint8_t *at, uint8_t v)
{
	char	text[4];
	size_t	n = 0;

	if (v >= 100)
		text[n++] = (char)('0' + v / 100);
	if (v >= 10)
		text[n++] = (char)('0' + v / 10 % 10);
	text[n++] = (char)('0' + v % 10);
	text[n] = '\0';
	return put_label(at, text);
}

void
address_reverse(const struct address *a, struct name *out)
{
	static const char	digits[] = "0123456789abcdef";
	uint8_t			wire[NAME_MAX_BYTES];
	uint8_t			*at = wire;
	size_t			 i;

	for (i = octets_of(a->type); i-- > 0;) {
		if (a->type == TYPE_A) {
			at = put_number(at, a->octets[i]);
			continue;
		}
		*at++ = 1;
		*at++ = (uint8_t)digits[a->octets[i] & 15];
		*at++ = 1;
		*at++ = (uint8_t)digits[a->octets[i] >> 4];
	}
	at = put_label(at, a->type == TYPE_A ? "in-addr" : "ip6");
	at = put_label(at, "arpa");
	*at = 0;
	name_from_wire(out, wire);
}

static bool
is_label(const struct name *name, unsigned i, const char *text)
{
	const uint8_t	*label = name->wire + name->offset[i];

	return label[0] == strlen(text) && bytes_equal_nocase(label + 1,
	    (const uint8_t *)text, label[0]);
}

/* The value of a label: an octet, or a hexadecimal digit.  -1: neither. */
static int
label_value(const uint8_t *label, uint16_t type)
{
	uint64_t	v;
	uint8_t		c = ascii_lower(label[1]);

	if (type == TYPE_A) {
		if ((label[0] > 1 && c == '0') ||
		    text_number((const char *)label + 1, label[0], 255, &v) ==
		    -1)
			return -1;
		return (int)v;
	}
	if (label[0] != 1)
		return -1;
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
address_from_reverse(const struct name *name, struct address *out)
{
	unsigned	n;	/* labels that say the address */
	unsigned	i;
	int		v;

	memset(out, 0, sizeof(*out));
	if (name->labels == 4 + 2 && is_label(name, 4, "in-addr"))
		out->type = TYPE_A;
	else if (name->labels == 32 + 2 && is_label(name, 32, "ip6"))
		out->type = TYPE_AAAA;
	else
		return false;
	n = name->labels - 2u;
	if (!is_label(name, n + 1, "arpa"))
		return false;
	for (i = 0; i < n; i++) {
		/* The last label says the first octet or nibble. */
		v = label_value(name->wire + name->offset[n - 1 - i],
		    out->type);
		if (v == -1)
			return false;
		if (out->type == TYPE_A)
			out->octets[i] = (uint8_t)v;
		else
			out->octets[i / 2] |= (uint8_t)(v << (i % 2 ? 0 : 4));
	}
	return true;
}

void
addresses_init(struct addresses *s)
{
	memset(s, 0, sizeof(*s));
	s->is_same = s->is_near = true;
}

void
addresses_add(struct addresses *s, const struct content *c,
    const struct node *node)
{
	const struct rrset	*v4 = node_find(c, node, TYPE_A);
	const struct rrset	*v6 = node_find(c, node, TYPE_AAAA);
	struct address		 a;
	struct address		*first;
	size_t			 n4 = v4 == NULL ? 0 : v4->count;
	size_t			 n6 = v6 == NULL ? 0 : v6->count;
	size_t			 i;

	for (i = 0; i < ADDRESSES_MAX && address_of(c, node, i, &a); i++) {
		first = a.type == TYPE_A ? &s->first4 : &s->first6;
		if ((a.type == TYPE_A ? s->v4 : s->v6) == 0 &&
		    i == (a.type == TYPE_A ? 0 : n4))
			*first = a;
		if (!address_equal(&a, first))
			s->is_same = false;
		if (!is_within(a.octets, first->octets,
		    a.type == TYPE_A ? 24 : 48))
			s->is_near = false;
	}
	if (n4 + n6 > ADDRESSES_MAX)
		s->is_same = s->is_near = false;
	s->v4 += n4;
	s->v6 += n6;
	s->count += n4 + n6;
}
