/* SPDX-License-Identifier: ISC */
#ifndef MXD_ZONELIST_H
#define MXD_ZONELIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/schema.h"
#include "conf/settings.h"
#include "zones/report.h"

/* The zones, directories and templates of a configuration while it is being
   read. */
struct zonelist {
	struct conf_zone	*zones;	/* owned */
	size_t			 nzones;
	size_t			 zones_cap;
	struct conf_zone_dir	*dirs;	/* owned */
	size_t			 ndirs;
	size_t			 dirs_cap;
	uint8_t			*zone_said; /* enum block_rotate of each zone */
	size_t			 zone_said_cap;
	uint8_t			*dir_said; /* likewise of each directory */
	size_t			 dir_said_cap;
	struct conf_template	*templates; /* owned */
	size_t			 ntemplates;
	size_t			 templates_cap;
	uint8_t			*template_said; /* likewise */
	size_t			 template_said_cap;
};

/*
 * Add a zone.  What the block holds becomes the zone's.
 * -1 without memory, when the block stays the caller's.
 */
int zonelist_add(struct zonelist *, const struct name *apex,
    const struct place *, const struct zone_block *);

/* Add a directory; likewise. */
int zonelist_add_dir(struct zonelist *, const struct place *,
    const struct zone_block *);

/* Add a template; likewise.  Its name becomes the list's too. */
int zonelist_add_template(struct zonelist *, char *name,
    const struct place *, const struct zone_block *);

/*
 * When all are there: apply the global setting where a block was silent,
 * and report what is there twice.
 * returns	0, or -1 without memory for that
 */
int zonelist_settle(struct zonelist *, bool does_rotate, struct report *);

/* All become the conf's; none are left. */
void zonelist_give(struct zonelist *, struct conf *);

void zonelist_clear(struct zonelist *);

#endif
