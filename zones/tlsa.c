/* SPDX-License-Identifier: ISC */
#include "zones/tlsa.h"

#include <stdio.h>
#include <string.h>

#define PORT_SMTP	25

int
tlsa_read(const uint8_t *rdata, size_t len, struct tlsa *out)
{
	if (len < 3)
		return -1;
	out->usage = rdata[0];
	out->selector = rdata[1];
	out->matching = rdata[2];
	out->data = rdata + 3;
	out->len = len - 3;
	return 0;
}

bool
tlsa_is_known(const struct tlsa *t)
{
	return t->usage <= TLSA_DANE_EE && t->selector <= TLSA_KEY &&
	    t->matching <= TLSA_SHA512;
}

size_t
tlsa_data_bytes(uint8_t matching)
{
	return matching == TLSA_SHA256 ? TLSA_SHA256_BYTES :
	    matching == TLSA_SHA512 ? TLSA_SHA512_BYTES : 0;
}

bool
tlsa_is_empty_digest(const struct tlsa *t)
{
	/* How the digests of nothing and of a newline begin; that another
	   text has the same 16 octets will not happen. */
	static const uint8_t	empty[][16] = {
		{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb,
		    0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24},
		{0x01, 0xba, 0x47, 0x19, 0xc8, 0x0b, 0x6f, 0xe9, 0x11, 0xb0,
		    0x91, 0xa7, 0xc0, 0x51, 0x24, 0xb6},
		{0xcf, 0x83, 0xe1, 0x35, 0x7e, 0xef, 0xb8, 0xbd, 0xf1, 0x54,
		    0x28, 0x50, 0xd6, 0x6d, 0x80, 0x07},
		{0xbe, 0x68, 0x88, 0x38, 0xca, 0x86, 0x86, 0xe5, 0xc9, 0x06,
		    0x89, 0xbf, 0x2a, 0xb5, 0x85, 0xce},
	};
	size_t	i;

	if (tlsa_data_bytes(t->matching) == 0 || t->len < sizeof(empty[0]))
		return false;
	for (i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		if (memcmp(t->data, empty[i], sizeof(empty[i])) == 0)
			return true;
	}
	for (i = 1; i < t->len && t->data[i] == t->data[0]; i++)
		;
	return i == t->len;
}

/* --- owners --- */

/* Names of services that are met where the port should be.  The IANA's
   list has thousands; these are for mail, chat, web and directories. */
static const struct service {
	const char	*name;
	uint16_t	port;
} services[] = {
	{"smtp", 25}, {"submission", 587}, {"submissions", 465},
	{"smtps", 465}, {"ssmtp", 465}, {"imap", 143}, {"imap4", 143},
	{"imaps", 993}, {"pop3", 110}, {"pop3s", 995}, {"pop", 110},
	{"sieve", 4190}, {"http", 80}, {"https", 443},
	{"ldap", 389}, {"ldaps", 636}, {"xmpp-client", 5222},
	{"xmpp-server", 5269}, {"sip", 5060}, {"sips", 5061}, {"ftp", 21},
	{"domain", 53}, {"domain-s", 853}, {"dot", 853}, {"ircs-u", 6697},
	{"caldavs", 443}, {"carddavs", 443}, {"jmap", 443},
};

static const char *const protos[] = {"_tcp", "_udp", "_sctp", "_dccp"};
#define PROTOS	(sizeof(protos) / sizeof(protos[0]))

static bool
label_is(const uint8_t *label, const char *word)
{
	return strlen(word) == label[0] &&
	    memcmp(label + 1, word, label[0]) == 0;
}

/* The transport, with its underscore or, if may_be_bare, without; or NULL. */
static const char *
proto_of(const uint8_t *label, bool may_be_bare)
{
	size_t	i;

	for (i = 0; i < PROTOS; i++) {
		if (label_is(label, protos[i]) ||
		    (may_be_bare && label_is(label, protos[i] + 1)))
			return protos[i];
	}
	return NULL;
}

/* -1: not a number; 65536: no port, or not as queries write it. */
static long
number_of(const uint8_t *digits, size_t len)
{
	long	v = 0;
	size_t	i;

	for (i = 0; i < len; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		v = v > 65535 ? v : v * 10 + (digits[i] - '0');
	}
	if (len == 0)
		return -1;
	return v == 0 || v > 65535 || digits[0] == '0' ? 65536 : v;
}

static long
port_of(const uint8_t *label, bool may_be_bare)
{
	if (label[0] > 0 && label[1] == '_')
		return number_of(label + 2, label[0] - 1u);
	return may_be_bare ? number_of(label + 1, label[0]) : -1;
}

static const struct service *
service_of(const uint8_t *label, bool may_be_bare)
{
	size_t	skip = label[0] > 0 && label[1] == '_';
	size_t	i;

	if (skip == 0 && !may_be_bare)
		return NULL;
	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		if (strlen(services[i].name) == label[0] - skip &&
		    memcmp(label + 1 + skip, services[i].name,
		    label[0] - skip) == 0)
			return &services[i];
	}
	return NULL;
}

static const uint8_t *
label_at(const struct name *name, unsigned i)
{
	return name->wire + name->offset[i];
}

static bool
is_underscored(const struct name *name, unsigned i)
{
	return name->wire[name->offset[i]] > 0 &&
	    name->wire[name->offset[i] + 1] == '_';
}

/* The name with the labels [from, to) taken out. */
static void
cut_out(const struct name *name, unsigned from, unsigned to, struct name *out)
{
	uint8_t	wire[NAME_MAX_BYTES];
	size_t	head = name->offset[from];
	size_t	tail = name->offset[to];

	memcpy(wire, name->wire, head);
	memcpy(wire + head, name->wire + tail, name->len - tail);
	name_from_wire(out, wire);
}

static bool
is_good(const struct name *name, struct tlsa_owner *out)
{
	const uint8_t	*first = label_at(name, 0);
	long		 port = label_is(first, "*") ? 0 :
	    port_of(first, false);

	out->proto = proto_of(label_at(name, 1), false);
	if (out->proto == NULL || port < 0 || port > 65535)
		return false;
	out->port = (uint16_t)port;
	cut_out(name, 0, 2, &out->host);
	return true;
}

/* Labels i and i + 1 are transport and port, as far as they are sound. */
static void
take_labels(const struct name *name, unsigned i, long port,
    struct tlsa_owner *out)
{
	out->port = (uint16_t)(port > 65535 ? PORT_SMTP : port);
	cut_out(name, i, i + 2, &out->host);
}

/* Sound labels at the wrong place, or without an underscore. */
static bool
take_numbers(const struct name *name, unsigned i, struct tlsa_owner *out)
{
	const uint8_t	*a = label_at(name, i);
	const uint8_t	*b = label_at(name, i + 1);
	long		 port;

	if ((out->proto = proto_of(b, true)) != NULL &&
	    (port = port_of(a, true)) != -1)
		out->why = port > 65535 ? "the port is no number from 1 to"
		    " 65535 without leading zeros" : i > 0 ?
		    "port and transport do not stand first" :
		    "an underscore is missing";
	else if ((out->proto = proto_of(a, true)) != NULL &&
	    (port = port_of(b, true)) != -1)
		out->why = "port and transport stand in the wrong order";
	else
		return false;
	take_labels(name, i, port, out);
	return true;
}

/* The name of a service where its port should be. */
static bool
take_service(const struct name *name, unsigned i, struct tlsa_owner *out)
{
	const uint8_t		*a = label_at(name, i);
	const uint8_t		*b = label_at(name, i + 1);
	const struct service	*service;

	if ((out->proto = proto_of(b, false)) != NULL &&
	    (service = service_of(a, i == 0)) != NULL)
		out->why = "the port must be a number";
	else if ((out->proto = proto_of(a, false)) != NULL &&
	    (service = service_of(b, false)) != NULL)
		out->why = "the port must be a number, and stand first";
	else
		return false;
	take_labels(name, i, service->port, out);
	return true;
}

/* "_25_tcp", "_smtp-tcp": both in one label, the dot lost. */
static bool
take_joined(const struct name *name, struct tlsa_owner *out)
{
	const uint8_t		*first = label_at(name, 0);
	const struct service	*service;
	uint8_t			 head[LABEL_MAX_BYTES + 1];
	uint8_t			 tail[LABEL_MAX_BYTES + 1];
	size_t			 cut = first[0];
	size_t			 len;
	long			 port;

	while (cut > 0 && first[cut] != '_' && first[cut] != '-')
		cut--;
	tail[0] = (uint8_t)(first[0] - cut);
	memcpy(tail + 1, first + 1 + cut, tail[0]);
	for (len = cut; len > 0 && (first[len] == '_' || first[len] == '-');)
		len--;
	head[0] = (uint8_t)len;
	memcpy(head + 1, first + 1, len);
	if (len == 0 || (out->proto = proto_of(tail, true)) == NULL)
		return false;
	if ((port = port_of(head, true)) == -1) {
		if ((service = service_of(head, false)) == NULL)
			return false;
		port = service->port;
	}
	out->why = "port and transport are two labels, with a dot between";
	out->port = (uint16_t)(port > 65535 ? PORT_SMTP : port);
	cut_out(name, 0, 1, &out->host);
	return true;
}

/* One of the two is missing or misspelt. */
static bool
take_part(const struct name *name, struct tlsa_owner *out)
{
	const uint8_t		*first = label_at(name, 0);
	const struct service	*service;
	long			 port = port_of(first, false);
	unsigned		 skip;

	out->proto = protos[0];
	out->port = PORT_SMTP;
	skip = name->labels > 1 && is_underscored(name, 1) ? 2 : 1;
	if (port != -1) {
		out->port = (uint16_t)(port > 65535 ? PORT_SMTP : port);
		out->why = "the transport is missing";
	} else if (proto_of(first, false) != NULL) {
		out->proto = proto_of(first, false);
		out->why = "the port is missing";
	} else if ((service = service_of(first, false)) != NULL) {
		out->port = service->port;
		out->why = "the port must be a number, and the transport must"
		    " follow";
	} else {
		return false;
	}
	cut_out(name, 0, skip, &out->host);
	return true;
}

static bool
has_underscore(const struct name *name)
{
	unsigned	i;

	for (i = 0; i < name->labels; i++) {
		if (is_underscored(name, i))
			return true;
	}
	return false;
}

void
tlsa_read_owner(const struct name *name, struct tlsa_owner *out)
{
	unsigned	i;

	memset(out, 0, sizeof(*out));
	out->host = *name;
	out->kind = TLSA_OWNER_GOOD;
	if (name->labels >= 2 && is_good(name, out))
		return;
	out->kind = TLSA_OWNER_SHARED;
	if (name->labels > 0 && label_is(label_at(name, 0), "*"))
		return;
	out->kind = TLSA_OWNER_WRONG;
	for (i = 0; i + 1 < name->labels; i++) {
		if (take_numbers(name, i, out))
			return;
	}
	for (i = 0; i + 1 < name->labels; i++) {
		if (take_service(name, i, out))
			return;
	}
	if (name->labels > 0 && (take_joined(name, out) ||
	    take_part(name, out)))
		return;
	out->kind = has_underscore(name) ? TLSA_OWNER_SHARED :
	    TLSA_OWNER_BARE;
}

int
tlsa_make_owner(const struct name *host, uint16_t port, const char *proto,
    struct name *out)
{
	uint8_t			head[16];
	char			digits[8];
	struct name_parts	parts;
	size_t			len;

	if (port == 0)
		(void)snprintf(digits, sizeof(digits), "*");
	else
		(void)snprintf(digits, sizeof(digits), "_%u", port);
	len = strlen(digits);
	head[0] = (uint8_t)len;
	memcpy(head + 1, digits, len);
	len++;
	head[len] = (uint8_t)strlen(proto);
	memcpy(head + len + 1, proto, head[len]);
	parts.head = head;
	parts.head_len = (uint8_t)(len + 1 + head[len]);
	parts.tail = host->wire;
	parts.tail_len = host->len;
	return name_join(out, &parts);
}
