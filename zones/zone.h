/* SPDX-License-Identifier: ISC */
#ifndef MXD_ZONE_H
#define MXD_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"

/*
 * One zone that we answer for: apex + content + settings.  Frozen when it
 * is put into a table.  Made, counted and freed by the loader only.
 */
struct zone {
	struct content	*content;	/* owned; NULL: configured, but could
					   not be loaded: SERVFAIL */
	uint32_t	 refs;		/* loader only */
	uint32_t	 rotation_base;	/* its first counter in each worker */
	bool		 does_rotate;	/* `rotate off` makes it false */
	uint8_t		 apex_labels;
	uint8_t		 apex_len;	/* octets, root label included */
	uint8_t		 apex[];	/* wire form, lower case */
};

/*
 * content	taken; NULL for a zone that could not be loaded
 * returns	with one reference, or NULL without memory (content is then
 *		still the caller's)
 */
struct zone *zone_new(const struct name *apex, struct content *content,
    bool does_rotate, uint32_t rotation_base);

struct zone *zone_ref(struct zone *);

/* The last one frees zone and content.  NULL is fine. */
void zone_unref(struct zone *);

/* The serial, or 0 without content. */
uint32_t zone_serial(const struct zone *);

#endif
