/* SPDX-License-Identifier: ISC */
#ifndef MXD_LOAD_H
#define MXD_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/allow.h"
#include "zones/content.h"
#include "zones/name.h"
#include "zones/places.h"
#include "zones/report.h"
#include "zones/source.h"

/* What a zone is loaded from. */
struct load_source {
	const struct name *apex;
	const char	*path;		/* of the zone file */
	const char	*include_root;	/* files of $INCLUDE must lie in this
					   directory tree; NULL: in the zone
					   file's own directory tree */
	uint64_t	 seed;		/* of the hashes of names: random where
					   others write the zones */
};

/* Where records go that are not made a zone of: as build_add() takes them. */
struct load_sink {
	int		(*add)(void *arg, const struct name *owner,
			    uint16_t type, uint32_t ttl_s,
			    const uint8_t *rdata, size_t rdata_len,
			    const struct place *at);
	void		*arg;
};

/* What came of it.  Owner: caller, who calls loaded_clear(). */
struct loaded {
	struct content	*content;	/* NULL if the load failed; may be
					   taken (set to NULL) */
	struct places	*places;	/* likewise */
	struct allows	 allows;	/* what comments permit */
	struct zone_file *files;	/* all files read, the zone file
					   first, also when the load failed */
	size_t		 nfiles;
};

/*
 * Read a zone file and all that it includes.  All faults are reported in
 * one run, each with file:line:column, what was found, what was expected.
 * Files that are truncated or replaced meanwhile give faults, no crash.
 * The text is never trusted: no recursion on it, no limit it can break.
 *
 * out		filled in both cases
 * returns	0, or -1 if the zone cannot be served
 * thread	any; one report and one out each
 *
 * RFC 1035 5, 2308 4, 3597 5; $GENERATE as BIND has it.
 */
int load_zone(const struct load_source *, struct report *,
    struct loaded *out);

/*
 * The same from memory; path is used in messages and to find includes
 * (NULL: $INCLUDE is refused).
 */
int load_text(const struct load_source *, const char *text,
    size_t len_bytes, struct report *, struct loaded *out);

void loaded_clear(struct loaded *);

/*
 * The memory that a load works in, but for the zone that it makes: some
 * 150 KiB.  Who reads many files makes it once.
 */
struct load_room;

/* NULL without memory. */
struct load_room *load_room_new(void);
void load_room_free(struct load_room *);

/* Do its loads from now on say where records stand (loaded.places)?  At first
   they do; of most zones nobody asks. */
void load_room_keep_places(struct load_room *, bool);

/* For tests: from now on do nothing in it the quick way; read files in pieces
   of so many octets. */
void load_room_slow(struct load_room *);
void load_room_piece(struct load_room *, size_t piece_bytes);

/* load_zone() in this room, which serves one load at a time. */
int load_zone_in(struct load_room *, const struct load_source *,
    struct report *, struct loaded *out);

/* load_text() likewise; text is not NULL. */
int load_text_in(struct load_room *, const struct load_source *,
    const char *text, size_t len_bytes, struct report *, struct loaded *out);

/*
 * Read a zone file as load_zone() does, or a text as load_text() does, and
 * hand each sound record on when it is read: the parser alone.
 *
 * text		NULL: read src->path
 * returns	0, or -1: faults were reported
 */
int load_records(struct load_room *, const struct load_source *,
    const char *text, size_t len_bytes, const struct load_sink *,
    struct report *);

#endif
