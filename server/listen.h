/* SPDX-License-Identifier: ISC */
#ifndef MXD_LISTEN_H
#define MXD_LISTEN_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "zones/report.h"

struct ifaddrs;

/*
 * The sockets that queries arrive at: which addresses the `listen on`
 * lines mean, and one socket for each address, transport and worker.  The
 * kernel spreads what arrives over the workers (SO_REUSEPORT).
 */

/* One address and one transport. */
struct listener {
	struct sockaddr_storage	 addr;
	socklen_t		 addr_len;
	enum listen_transport	 transport;
	bool			 is_any;	/* 0.0.0.0 or :: */
	bool			 is_optional;	/* half of `*`: a host
						   without this family is no
						   error */
	uint32_t		 id;		/* names it to the workers */
	int			*fds;		/* [workers]; -1: none, or
						   given to its worker.  NULL:
						   not opened by us */
	struct place		 at;		/* borrowed from the conf;
						   nowhere once opened */
};

struct listen_set {
	struct listener	*all;
	size_t		 n;
	uint32_t	 last_id;	/* ids are never used twice */
};

/* "[2001:db8::1%eth0]:65535" and its NUL. */
#define LISTEN_TEXT_MAX	96

/* As "192.0.2.1:53", for messages; returns buf. */
char *listen_to_text(const struct sockaddr_storage *,
    char buf[LISTEN_TEXT_MAX]);

/*
 * Which addresses a configuration means; each is there once.  Pure.
 *
 * interfaces	as getifaddrs() gives them; NULL: there are none
 * *out		caller clears with listen_clear(), also on failure
 * returns	0, or -1 with an error in the report: an interface that
 *		does not exist or has no address
 */
int listen_expand(const struct conf *, const struct ifaddrs *interfaces,
    struct report *, struct listen_set *out);

/* The same with the interfaces of this host. */
int listen_plan(const struct conf *, struct report *,
    struct listen_set *out);

/*
 * Open what old has not: bind, and listen on TCP.  What old has keeps its
 * id and its sockets.  An address that another process uses is refused,
 * although SO_REUSEPORT would allow to take half of its queries.
 *
 * old		NULL: nothing is open
 * returns	0, or -1 with errors in the report; then nothing is open
 *		that was not before
 */
int listen_open(struct listen_set *, const struct listen_set *old,
    unsigned workers, struct report *);

/* Is this address and transport, found by id, in the set? */
bool listen_has(const struct listen_set *, uint32_t id);

/* Closes sockets that no worker took. */
void listen_clear(struct listen_set *, unsigned workers);

#endif
