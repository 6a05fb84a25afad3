/* SPDX-License-Identifier: ISC */
#ifndef MXD_LOAD_H
#define MXD_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "zones/content.h"
#include "zones/name.h"
#include "zones/report.h"

/*
 * Which version of a file was read: as fstat() said when it was opened.
 * A file that differs in any of these is read again at a reload.
 */
struct file_id {
	dev_t		 dev;
	ino_t		 ino;
	off_t		 size;
	struct timespec	 mtime;
	struct timespec	 ctime;
};

struct zone_file {
	char		*path;		/* as it was opened */
	struct file_id	 id;		/* all zero: could not be opened, so
					   that any file that appears differs */
};

/* What a zone is loaded from. */
struct load_source {
	const struct name *apex;
	const char	*path;		/* of the zone file */
	const char	*include_root;	/* files of $INCLUDE must lie in this
					   directory tree; NULL: in the zone
					   file's own directory tree */
};

/* What came of it.  Owner: caller, who calls loaded_clear(). */
struct loaded {
	struct content	*content;	/* NULL if the load failed; may be
					   taken (set to NULL) */
	struct places	*places;	/* likewise */
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

/* Has any of these files changed, appeared or vanished since? */
bool zone_files_changed(const struct zone_file *, size_t nfiles);

#endif
