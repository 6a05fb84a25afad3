/* SPDX-License-Identifier: ISC */
#include "conf/prefix.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "conf/addr.h"
#include "zones/text.h"

/* Octet i of a mask of so many bits. */
static uint8_t
mask_octet(unsigned bits, unsigned i)
{
	if (bits <= 8 * i)
		return 0;
	if (bits >= 8 * (i + 1))
		return 0xff;
	return (uint8_t)(0xffu << (8 * (i + 1) - bits));
}

static int
take_address(const char *text, size_t len, struct prefix *out,
    const char **why)
{
	struct sockaddr_storage		 ss;
	const struct sockaddr_in	*in4 = (struct sockaddr_in *)&ss;
	const struct sockaddr_in6	*in6 = (struct sockaddr_in6 *)&ss;
	char				 scope[IF_NAMESIZE];

	if (memchr(text, '%', len) != NULL) {
		*why = "is no network: those of all interfaces are meant, so "
		    "none is named behind %";
		return -1;
	}
	if (addr_from_text(text, len, &ss, scope, why) == -1)
		return -1;
	*out = (struct prefix){.octets = ss.ss_family == AF_INET ? 4 : 16};
	if (ss.ss_family == AF_INET)
		memcpy(out->addr, &in4->sin_addr, 4);
	else
		memcpy(out->addr, &in6->sin6_addr, 16);
	out->bits = (uint8_t)(8 * out->octets);
	return 0;
}

int
prefix_from_text(const char *text, size_t len, struct prefix *out,
    const char **why)
{
	const char	*slash = memchr(text, '/', len);
	size_t		 head = slash == NULL ? len : (size_t)(slash - text);
	uint64_t	 bits;
	unsigned	 i;

	if (take_address(text, head, out, why) == -1)
		return -1;
	if (slash == NULL)
		return 0;
	if (text_number(slash + 1, len - head - 1, 8U * out->octets,
	    &bits) == -1) {
		*why = out->octets == 4 ? "is no network; behind / stands "
		    "the number of bits, 0 to 32" : "is no network; behind / "
		    "stands the number of bits, 0 to 128";
		return -1;
	}
	out->bits = (uint8_t)bits;
	for (i = 0; i < out->octets; i++) {
		if ((out->addr[i] & ~mask_octet(out->bits, i)) == 0)
			continue;
		*why = "is no network: there are bits set behind those that "
		    "count";
		return -1;
	}
	return 0;
}

char *
prefix_to_text(const struct prefix *p, char buf[PREFIX_TEXT_MAX])
{
	char	text[INET6_ADDRSTRLEN] = "";

	(void)inet_ntop(p->octets == 4 ? AF_INET : AF_INET6, p->addr, text,
	    sizeof(text));
	(void)snprintf(buf, PREFIX_TEXT_MAX, "%s/%u", text, p->bits);
	return buf;
}

bool
prefix_has(const struct prefix *p, const uint8_t *addr, size_t octets)
{
	unsigned	i;

	if (octets != p->octets)
		return false;
	for (i = 0; i < octets; i++)
		if ((addr[i] & mask_octet(p->bits, i)) != p->addr[i])
			return false;
	return true;
}
