/* SPDX-License-Identifier: ISC */
#include <netinet/in.h>

#include "server/peer.h"

void
peer_tell(struct packet *p, const struct sockaddr_storage *from)
{
	const struct sockaddr_in	*in4 = (const void *)from;
	const struct sockaddr_in6	*in6 = (const void *)from;

	p->peer = NULL;
	p->peer_len = 0;
	if (from->ss_family == AF_INET) {
		p->peer = (const uint8_t *)&in4->sin_addr;
		p->peer_len = sizeof(in4->sin_addr);
	} else if (from->ss_family == AF_INET6) {
		p->peer = (const uint8_t *)&in6->sin6_addr;
		p->peer_len = sizeof(in6->sin6_addr);
	}
}
