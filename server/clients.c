/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>

#include <stdlib.h>
#include <string.h>

#include "server/clients.h"
#include "zones/hash.h"

/* What may be a client's own of an IPv6 address. */
#define IPV6_OCTETS	8

/* Chains: with as many connections as most servers have they are short, and
   32 KiB are what a few connections take. */
#define CHAINS		4096

struct client {
	LIST_ENTRY(client)	 link;
	uint8_t			 network[IPV6_OCTETS];
	uint8_t			 octets;	/* of it that count */
	unsigned		 connections;
};

LIST_HEAD(chain, client);

struct clients {
	uint64_t	seed;
	struct chain	chains[CHAINS];
};

struct clients *
clients_new(uint64_t seed)
{
	struct clients	*cs;

	if ((cs = calloc(1, sizeof(*cs))) != NULL)
		cs->seed = seed;
	return cs;
}

void
clients_free(struct clients *cs)
{
	free(cs);
}

static struct client *
find(struct chain *chain, const uint8_t *addr, size_t octets)
{
	struct client	*c;

	LIST_FOREACH(c, chain, link)
		if (c->octets == octets &&
		    memcmp(c->network, addr, octets) == 0)
			return c;
	return NULL;
}

static struct client *
add(struct chain *chain, const uint8_t *addr, size_t octets)
{
	struct client	*c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	memcpy(c->network, addr, octets);
	c->octets = (uint8_t)octets;
	LIST_INSERT_HEAD(chain, c, link);
	return c;
}

int
clients_enter(struct clients *cs, const uint8_t *addr, size_t octets,
    unsigned limit, struct client **out)
{
	struct client	*c;
	struct chain	*chain;

	*out = NULL;
	if (octets != 4 && octets != 16)
		return 0;
	if (octets == 16)
		octets = IPV6_OCTETS;
	chain = &cs->chains[hash_bytes(cs->seed, addr, octets) % CHAINS];
	if ((c = find(chain, addr, octets)) == NULL &&
	    (c = add(chain, addr, octets)) == NULL)
		return -1;
	if (c->connections >= limit)
		return 1;	/* it has some: limit is at least 1 */
	c->connections++;
	*out = c;
	return 0;
}

void
clients_leave(struct client *c)
{
	if (c == NULL || --c->connections > 0)
		return;
	LIST_REMOVE(c, link);
	free(c);
}
