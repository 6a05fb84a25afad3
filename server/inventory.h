/* SPDX-License-Identifier: ISC */
#ifndef MXD_INVENTORY_H
#define MXD_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/examine.h"
#include "server/faults.h"
#include "server/home.h"
#include "server/host.h"
#include "server/notices.h"
#include "server/past.h"
#include "server/shelf.h"
#include "server/slots.h"
#include "zones/load.h"
#include "zones/pool.h"
#include "zones/zone.h"

/*
 * The zones that we know: for each one what it is loaded from, which
 * versions of which files were read, and what is served.  The loader's.
 *
 * A round of reloading first says for zones of the configuration that they
 * are wanted (inventory_want()), which changes nothing yet: a round that
 * fails is forgotten by inventory_forget().  Then it changes what has to be
 * changed.
 *
 * There may be a million zones: what most of them do not have is kept
 * aside, what many have in common is stored once (struct home, struct
 * outcome), and the path of a file in a directory is made when it is
 * needed.  A zone takes 48 octets here and 6 in the index; its name is that
 * of the struct zone, which is there from the start.
 */
struct inventory;

/* A file that a zone includes, as it was opened. */
struct extra_file {
	char		*path;
	uint64_t	 stamp;		/* 0: could not be opened */
};

/* What few zones have. */
struct aside {
	char		*file;		/* its name in a directory, if it is
					   not the zone's and ".zone" */
	size_t		 n;
	struct extra_file files[];	/* read beside the zone file */
};

/* Rounds until their numbers begin anew. */
#define ROUND_BITS	11

struct known {
	struct piece	 piece;		/* the shelf's */
	uint32_t	 room : 6;	/* of its counters: slots_room() */
	uint32_t	 round : ROUND_BITS; /* last one that wanted it */
	bool		 is_served : 1;	/* zone is; see known_zone() */
	bool		 is_failing : 1; /* the last load failed */
	bool		 is_learnt : 1;	/* what is served, by the examiner */
	bool		 is_examined : 1; /* once at least */
	bool		 is_fresh : 1;	/* examined by the round at hand */
	bool		 is_odd : 1;	/* in this round its file's name in a
					   directory is not the usual one */
	bool		 has_rival : 1;	/* there is another file for it, which
					   is not used */
	uint32_t	 digest;	/* of the findings; see examine() */
	struct zone	*named;		/* it has the apex */
	const struct outcome *outcome;	/* of the examination of what is
					   served, and of what is wrong with a
					   newer version that is not; NULL:
					   nothing is known */
	struct aside	*aside;		/* of the last load; or NULL */
	uint64_t	 stamp;		/* of the zone file as it was read last
					   time; 0: could not be opened */
	uint32_t	 home;		/* of the last load; 0: never tried */
	uint32_t	 wanted;	/* home of the last round that wanted
					   it */
};

_Static_assert(sizeof(struct known) <= 48, "there may be a million");

/* What is served; NULL: not yet. */
static inline struct zone *
known_zone(const struct known *k)
{
	return k->is_served ? k->named : NULL;
}

/* Are there answers from it?  No: it is not there yet, or is dead. */
static inline bool
known_has_content(const struct known *k)
{
	return k->is_served && k->named->content != NULL;
}

/* Its apex, wire form, lower case. */
static inline const uint8_t *
known_apex(const struct known *k)
{
	return k->named->apex;
}

/*
 * From now on this zone is served: it has the same apex.  Takes the caller's
 * hold.
 *
 * returns	what was served, for the caller to let go; or NULL
 */
struct zone *known_serve(struct known *, struct zone *);

/* seed makes the hash unpredictable.  NULL without memory. */
struct inventory *inventory_new(uint64_t seed);

/* That seed, for the names within the zones. */
uint64_t inventory_seed(const struct inventory *);

/* The linter's knowledge of these zones. */
struct examiner *inventory_examiner(struct inventory *);

/* What was found in them, for who looks. */
struct notices *inventory_notices(const struct inventory *);

/* This was found in a zone just now. */
void inventory_note(struct inventory *, const struct known *,
    enum notice_part, const struct report *);

/* What was found in it last, or NULL: nothing that is kept. */
const struct notice *inventory_notice(const struct inventory *,
    const struct known *);

/* Nothing that a part says of it is true any more. */
void inventory_note_none(struct inventory *, const struct known *,
    enum notice_part);

/* What their contents have in common; tables that hold zones of this
   inventory are freed before it. */
struct pool *inventory_pool(struct inventory *);

/* Room for them. */
struct slabs *inventory_slabs(struct inventory *);

/* Where they are loaded from. */
struct homes *inventory_homes(struct inventory *);

/* What became of the zones since the start. */
struct past *inventory_past(struct inventory *);

/* What is wrong beside zones and templates. */
struct faults *inventory_faults(const struct inventory *);

/* The templates, whose domains are not among these zones. */
struct hosts *inventory_hosts(struct inventory *);

/* Gives back the zones. */
void inventory_free(struct inventory *);

/* A new round begins: nothing is wanted yet. */
void inventory_begin(struct inventory *);

/* The zone with this apex (wire form, lower case), or NULL. */
struct known *inventory_find(const struct inventory *, const uint8_t *apex,
    size_t apex_len);

/*
 * A zone is wanted, from this home.
 *
 * known	what inventory_find() gives for it
 * returns	the zone; NULL without memory
 */
struct known *inventory_want(struct inventory *, struct known *,
    const uint8_t *apex, size_t apex_len, uint32_t home);

/* Is it wanted in this round?  NULL is not. */
bool inventory_wants(const struct inventory *, const struct known *);

/* How many are. */
size_t inventory_wanted(const struct inventory *);

/* Where it was loaded from; NULL: never tried. */
struct home *inventory_home(const struct inventory *, const struct known *);

/* Where the round wants it from, or else where it was loaded from. */
struct home *inventory_source(const struct inventory *,
    const struct known *);

/* What the configuration says of the checks of this zone. */
const struct lint *inventory_lint(const struct inventory *,
    const struct known *);

/*
 * The path of its zone file, for messages.
 *
 * file		as home_path() takes it
 * returns	buf, or another text; "" if it is too long
 */
const char *inventory_path(const struct inventory *, const struct known *,
    const char *file, char buf[PATH_MAX]);

/* The round failed: as if it had never begun. */
void inventory_forget(struct inventory *);

/* The next zone of a walk over all, NULL behind the last; it may be
   removed.  *cursor begins with 0. */
struct known *inventory_walk(const struct inventory *, uint32_t *cursor);
size_t inventory_count(const struct inventory *);

/* The last load of it has failed, or not. */
void inventory_set_failing(struct inventory *, struct known *, bool);

/* Of how many it has, and how many of these have no content. */
size_t inventory_failing(const struct inventory *);
size_t inventory_dead(const struct inventory *);

/* Findings in all that is served, and errors of what therefore is not, by
   severity. */
void inventory_findings(struct inventory *, uint64_t found[SEV_ERROR + 1]);

/* This zone was loaded from where it is wanted. */
void inventory_settle(struct inventory *, struct known *);

/* All are settled: the round's settings are in force. */
void inventory_end(struct inventory *);

/* Gives back its zone and frees it; its counters are the caller's. */
void inventory_remove(struct inventory *, struct known *);

/* The range of its counters. */
struct slot_range inventory_range(const struct known *);

/*
 * What to keep aside of a load.
 *
 * file		the name in a directory, if it is to be kept; or NULL
 * files	what was read, the zone file first; paths are taken away
 * *failed	set to whether there was no memory
 * returns	NULL if there is nothing to keep
 */
struct aside *aside_new(const char *file, struct zone_file *files,
    size_t nfiles, bool *failed);
void aside_free(struct aside *);

/* Has one of these files changed? */
bool aside_has_changed(const struct aside *);

#endif
