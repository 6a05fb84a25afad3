/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECKUP_H
#define MXD_CHECKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "conf/hosting.h"
#include "zones/extras.h"
#include "zones/lint.h"
#include "zones/name.h"
#include "zones/report.h"

/*
 * Zones that are loaded and looked at together, as if one server served
 * them: what mxcheck does.
 */
struct checkup;

/* rep gets all findings; borrowed.  NULL without memory. */
struct checkup *checkup_new(struct report *rep);
void checkup_free(struct checkup *);

/* A zone to look at.  All but text and lint are copied. */
struct checkup_zone {
	const struct name *apex;
	const char	*path;		/* of its file */
	const char	*text;		/* in place of the file, with a NUL
					   behind; or NULL */
	size_t		 text_len;	/* octets */
	const char	*include_root;	/* or NULL: the file's directory */
	const struct lint *lint;	/* what is said of the zone; or NULL */
};

/* 0, or -1 without memory. */
int checkup_add(struct checkup *, const struct checkup_zone *);

/*
 * All zones of a configuration, which must live as long as the checkup,
 * with what it says of them.  A directory that cannot be read, and names of
 * files that are no domain names, are reported.
 *
 * returns 0, or -1 without memory
 */
int checkup_add_conf(struct checkup *, const struct conf *);

/* A template with its list of domains; see hosting.h. */
int checkup_add_template(struct checkup *, const struct hosting_setup *);

/* The version of a zone before this one.  As checkup_add(). */
int checkup_before(struct checkup *, const struct checkup_zone *);

/* Texts from outside to hold against the zones; owned by the checkup. */
struct extras *checkup_extras(struct checkup *);

/*
 * Two zones with the same name, by path: *path and *other.  false if there
 * are none.  mxd takes the first of them.
 */
bool checkup_find_twice(struct checkup *, const char **path,
    const char **other);

/*
 * Load and check all.
 *
 * now_s	Unix time modulo 2^32
 * seed		of hashes
 * returns	0, or -1 without memory
 */
int checkup_run(struct checkup *, uint32_t now_s, uint64_t seed);

/* After the run: could all files be read? */
bool checkup_is_readable(const struct checkup *);

/* After the run: how many zones there are, those of templates too. */
size_t checkup_zones(const struct checkup *);

#endif
