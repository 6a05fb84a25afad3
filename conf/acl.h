/* SPDX-License-Identifier: ISC */
#ifndef MXD_ACL_H
#define MXD_ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/prefix.h"

/*
 * Who may ask: a list of networks, of which the first that has an address
 * decides, as in BIND.  Who is in none may not.  Pure.
 *
 * When all are added the list is frozen: put into steps, one for each
 * address at which the verdict changes, among which an address is found by
 * halving.
 */
struct acl_entry {
	struct prefix	net;		/* if it is not all */
	bool		is_all;		/* of both families */
	bool		is_denied;	/* `!`, or `none` */
};

/* From this address on, up to the next step. */
struct acl_step {
	uint64_t	high;		/* the address, from its left */
	uint64_t	low;
	bool		may;
};

struct acl {
	struct acl_entry *said;		/* owned; in the order of the file */
	size_t		 n;
	size_t		 cap;
	struct acl_step	*steps[2];	/* owned; of IPv4 and IPv6 */
	size_t		 nsteps[2];	/* frozen: at least 1 */
};

/* All networks of a large country in one list. */
#define ACL_MAX		65536

/* "!" and a network, and NUL. */
#define ACL_TEXT_MAX	(PREFIX_TEXT_MAX + 1)

/*
 * From text: `any`, `none`, an address, a network; each may have `!` before
 * it.
 *
 * returns	0, or -1 with *why set as by prefix_from_text()
 */
int acl_entry_from_text(const char *text, size_t len_bytes,
    struct acl_entry *, const char **why);

/* The same way back.  Returns buf. */
char *acl_entry_to_text(const struct acl_entry *, char buf[ACL_TEXT_MAX]);

/* NULL without memory. */
struct acl *acl_new(void);
void acl_free(struct acl *);

/* One more, behind the others.  -1 without memory. */
int acl_add(struct acl *, const struct acl_entry *);

/* None will be added.  -1 without memory. */
int acl_freeze(struct acl *);

/* May this address ask?  4 or 16 octets; any other number: no. */
bool acl_has(const struct acl *, const uint8_t *addr, size_t octets);

/* May everybody; or nobody? */
bool acl_is_open(const struct acl *);
bool acl_is_shut(const struct acl *);

#endif
