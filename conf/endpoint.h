/* SPDX-License-Identifier: ISC */
#ifndef MXD_ENDPOINT_H
#define MXD_ENDPOINT_H

#include <stddef.h>

#include "conf/addr.h"
#include "conf/feed.h"
#include "conf/schema.h"
#include "conf/settings.h"

/* Where mxd listens: what stands behind `listen on`. */
struct endpoints {
	struct conf_listen	*all;	/* owned */
	size_t			 n;
	size_t			 cap;
};

/*
 * Each takes sockets in each worker, and is compared with all others; no
 * machine has that many addresses for name service.
 */
#define ENDPOINTS_MAX	1024

/* Room for an endpoint as text, " port 65535 tcp only" included. */
#define ENDPOINT_TEXT_MAX	(ADDR_TEXT_MAX + 32)

/*
 * Read one address or a list in braces, a port and a transport.
 * returns	0, or -1 when why not was reported; some endpoints may have
 *		been added then
 */
int endpoint_read(struct feed *, const struct directive *,
    struct endpoints *);

/*
 * Read one address and perhaps a port, without transport.
 * returns	0, or -1 when why not was reported
 */
int endpoint_read_one(struct feed *, const struct directive *,
    struct conf_listen *out);

/* Read a network, and add it; each time one more. */
int endpoint_read_prefix(struct feed *, const struct directive *,
    struct prefix **, size_t *n);

/* Add the default, `*` with the row's port.  -1 without memory. */
int endpoint_add_default(const struct directive *, struct endpoints *);

/* As it would stand behind `listen on`. */
char *endpoint_text(const struct conf_listen *, char buf[ENDPOINT_TEXT_MAX]);

/* All become the conf's; none are left. */
void endpoints_give(struct endpoints *, struct conf *);

void endpoints_clear(struct endpoints *);

#endif
