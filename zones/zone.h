/* SPDX-License-Identifier: ISC */
#ifndef MXD_ZONE_H
#define MXD_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"
#include "zones/slabs.h"

/*
 * One zone that we answer for: apex + content + settings.  Frozen when it
 * is put into a table.  Made, counted and freed by the loader only.
 *
 * Of hosted domains there may be a million: with an apex of up to 19 octets
 * a zone takes 40.
 */
struct zone {
	struct content	*content;	/* held; NULL: configured, but could
					   not be loaded: SERVFAIL */
	uint32_t	 refs : 31;	/* loader only */
	uint32_t	 is_marked : 1;	/* likewise: by who goes through many */
	uint32_t	 rotation_base;	/* its first counter in each worker */
	uint16_t	 back;		/* to its slab; 0: it lies alone */
	bool		 does_rotate : 1; /* `rotate off` makes it false */
	bool		 is_stale : 1;	/* what is served is old: the newer
					   version could not be loaded */
	bool		 is_hosted : 1;	/* a template's; set by who makes it */
	uint8_t		 apex_labels;
	uint8_t		 apex_len;	/* octets, root label included */
	uint8_t		 apex[];	/* wire form, lower case */
};

/*
 * content	the caller's hold on it is taken; NULL for a zone that could
 *		not be loaded
 * returns	with one reference, or NULL without memory (content is then
 *		still the caller's)
 */
struct zone *zone_new(const struct name *apex, struct content *content,
    bool does_rotate, uint32_t rotation_base);

/*
 * The same with the zone in a slab: for those who make many.  They are
 * freed by zone_unref() all the same.
 */
struct zone *zone_new_in(struct slabs *, const struct name *apex,
    struct content *content, bool does_rotate, uint32_t rotation_base);

/*
 * What a zone without content was made for has come: it gets one (taken; or
 * NULL), in place of any that it had.  It must be in no table.
 */
void zone_fill(struct zone *, struct content *, bool does_rotate,
    uint32_t rotation_base);

/*
 * The same zone, its content shared and its counters too, marked as stale:
 * to be served in place of the given one, which is frozen.
 *
 * returns	with one reference, or NULL without memory
 */
struct zone *zone_new_stale(const struct zone *);

/* Frozen as it is, its owner may mark it: see is_marked. */
void zone_mark(const struct zone *, bool);

struct zone *zone_ref(struct zone *);

/* The last one frees the zone and lets its content go.  NULL is fine. */
void zone_unref(struct zone *);

/* The serial, or 0 without content. */
uint32_t zone_serial(const struct zone *);

#endif
