/* SPDX-License-Identifier: ISC */
#ifndef MXD_INPUTS_H
#define MXD_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/name.h"
#include "zones/report.h"
#include "zones/scan.h"
#include "zones/source.h"
#include "zones/stream.h"

/* Files inside files: people use two or three levels. */
#define INPUTS_DEPTH_MAX	16

/* A zone of more parts is a mistake, or is meant to keep us busy. */
#define INPUTS_FILES_MAX	4096

enum owner_state {
	OWNER_NONE,		/* no record yet */
	OWNER_KNOWN,
	OWNER_FAULTY		/* reported; its records are only checked */
};

/*
 * One text that is being read.  An include has origin and owner of its
 * own, so that both are as before when it ends: RFC 1035 5.1.
 */
struct input {
	struct scan	 scan;
	struct stream	 stream;	/* where the text is */
	const char	*path;		/* borrowed: of a zone_file, or of the
					   caller */
	struct place	 asked_at;	/* where it was asked for, for faults
					   of the file itself */
	const char	*asked_id;	/* static; likewise */
	struct name	 origin;
	struct name	 owner;		/* of the last record */
	enum owner_state owner_state;
	bool		 is_lost;	/* not all lines can be read */
};

/* The texts that are open, an include above its includer, and all files
   that were asked for. */
struct inputs {
	/* These stay for the next zone. */
	struct token	*tokens;	/* room of a scan that has ended */
	size_t		 tokens_cap;
	char		*buf;		/* of its stream */
	size_t		 buf_cap;
	size_t		 piece_bytes;	/* that are read at once; for tests */

	struct report	*rep;		/* borrowed */
	struct allows	*allows;	/* likewise; NULL: not wanted */
	const char	*root;		/* likewise: where includes must lie;
					   NULL: as zone_path says */
	const char	*zone_path;	/* likewise */
	bool		 is_general;	/* scan nothing the quick way */
	char		*zone_dir;	/* NULL: not yet needed */
	struct zone_file *files;
	size_t		 nfiles;
	size_t		 files_cap;
	unsigned	 depth;		/* inputs in use */
	struct input	 stack[INPUTS_DEPTH_MAX];
};

/* Empty; who uses it sets rep and may set allows. */
void inputs_init(struct inputs *);

/*
 * root		directory tree for includes; NULL: that of zone_path
 * zone_path	NULL: there will be no includes
 * Both are borrowed until inputs_reset().
 */
void inputs_limit(struct inputs *, const char *root, const char *zone_path);

/* All files that were asked for; the caller's. */
struct zone_file *inputs_take_files(struct inputs *, size_t *nfiles);

/* As after inputs_init(), but keep the memory. */
void inputs_reset(struct inputs *);

/* Give the memory back. */
void inputs_clear(struct inputs *);

/* The input that is read now; depth must not be 0. */
static inline struct input *
inputs_top(struct inputs *ins)
{
	return &ins->stack[ins->depth - 1];
}

/* Done with the top one. */
void inputs_pop(struct inputs *);

/*
 * Open a file on top of the others.  It begins with this origin and, if it
 * is an include, with its includer's last owner.
 *
 * path		of the zone file; of an include as it is written there, and
 *		relative to the top one's directory
 * returns	0; -1 without memory; 1 if it cannot be read or must not be,
 *		with why filled
 */
int inputs_open(struct inputs *, const char *path, size_t path_len,
    const struct name *origin, char why[SOURCE_WHY_BYTES]);

/* The same with a text in memory, which is copied. */
int inputs_open_text(struct inputs *, const char *text, size_t len_bytes,
    const char *path, const struct name *origin);

#endif
