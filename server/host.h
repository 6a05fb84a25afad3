/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOST_H
#define MXD_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/examine.h"
#include "server/lineset.h"
#include "server/linesums.h"
#include "server/slots.h"
#include "zones/slabs.h"
#include "zones/template.h"
#include "zones/zone.h"

/*
 * The templates that we know, and what is served from them.  The loader's.
 *
 * Of a domain there is nothing but its zone: there may be a million.  Which
 * template a zone is of says the slab that it lies in; zones of files lie
 * alone.  What was served of a line, and which counters a zone has, follow
 * from its content.
 */

/*
 * Domains with values that the checks look at, of one template: those of a
 * hoster differ in a key or two, and mxcheck looks at more.
 */
#define HOST_SAMPLES_MAX	16

/* A domain that stands for others in the checks. */
struct sample {
	struct zone	*zone;		/* served; counted */
	struct zone	*role;		/* its content under a name that no
					   domain has: what it says of names
					   outside, to the examiner; or NULL
					   if that knows it not */
	struct loaded	 loaded;	/* if it was made from values: its
					   content is the zone's */
	const struct outcome *outcome;	/* of the examination: what it rests on;
					   its host has the counts; or NULL */
};

/* What was found in it last, a report each. */
enum host_report {
	HOST_SERVED,		/* the load of the template that is served */
	HOST_TRIED,		/* errors of the newest version, if it is not
				   served: why it was refused */
	HOST_LIST,		/* in the list: what is the same in several
				   lines is one finding */
	HOST_REPORTS
};

struct host {
	char		*name;
	char		*path;		/* of the template file */
	char		*list;		/* path of the domains */
	char		*include_root;	/* or NULL */
	bool		 does_rotate;
	bool		 is_failing;	/* the newest version of the template
					   is not what is served */
	bool		 is_unread;	/* the list could not be read: its
					   domains stay */
	struct template	*template;	/* served; NULL: none was sound yet */
	struct template	*tried;		/* the newest one, if it is failing */
	uint64_t	 list_stamp;	/* as it was read last time; 0: could
					   not be opened */
	struct slabs	*slabs;		/* of its zones */
	struct lineset	*lines;		/* with values that are served;
					   NULL: none */
	struct linesums	*sums;		/* of its list, if each line is served
					   as it says; else NULL */
	size_t		 domains;	/* served */
	size_t		 kept;		/* of them with old content, because
					   of an error */
	size_t		 dead;		/* likewise with none */
	size_t		 faults;	/* lines with an error */
	struct report	*said[HOST_REPORTS]; /* NULL: nothing, or there was
					   no memory */
	uint32_t	 at_load[SEV_ERROR + 1]; /* findings of its load */
	uint32_t	 unserved;	/* errors of its newest version, if that
					   is not served */
	uint32_t	 in_list[SEV_ERROR + 1]; /* findings in the list */
	uint32_t	 checked[SEV_ERROR + 1]; /* in what the samples serve,
					   the same of several once */
	bool		 has_said;	/* making what is served of its lines
					   has found something */
	uint64_t	 lint;		/* lint_digest() that template and list
					   were judged by */
	struct sample	 samples[HOST_SAMPLES_MAX];
	size_t		 nsamples;
	uint32_t	 digest;	/* of what was found in them */
};

struct hosts {
	struct host	**host;		/* in the order of the conf */
	size_t		 n;
	size_t		 domains;	/* of all of them */
	bool		 mark;		/* what zones of domains in the table
					   are marked with */
	bool		 is_torn;	/* some are not: a round has failed */
};

/* NULL without memory.  include_root may be NULL; all is copied. */
struct host *host_new(const char *name, const char *path, const char *list,
    const char *include_root);

/* What the configuration says of one that is there, as in host_new(); -1
   without memory, then nothing has changed. */
int host_set_texts(struct host *, const char *path, const char *list,
    const char *include_root);

/* Takes the reports that were made, also those for which there was no memory;
   the others stay. */
void host_take_said(struct host *, struct report *said[HOST_REPORTS],
    const bool is_said[HOST_REPORTS]);

/* After host_drop_samples(). */
void host_free(struct host *);

/* Take away what the checks look at; or the i-th of it, those behind it
   move up. */
void host_drop_samples(struct host *, struct examiner *);
void host_drop_sample(struct host *, struct examiner *, size_t i);

/* All zero has none. */
void hosts_clear(struct hosts *, struct examiner *);

/* The one with this name, or NULL. */
struct host *hosts_find(const struct hosts *, const char *name);

/* Whose is it?  NULL: of none that is there. */
struct host *hosts_owner(const struct hosts *, const struct zone *);

bool host_owns(const struct host *, const struct zone *);

/* The counters of a domain's zone. */
struct slot_range host_range(const struct zone *);

/* Findings in what is served; and errors of its newest version, if that is
   not served, and what was found in its list. */
size_t host_count(const struct host *, enum severity);

/* Domains whose newest version is not served. */
size_t hosts_failing(const struct hosts *);

/* Those of them that have no content. */
size_t hosts_dead(const struct hosts *);

/*
 * Calls fn with the path of each file that a round should follow when it
 * changes: templates, what they include, and lists.
 */
void hosts_paths(const struct hosts *, void (*fn)(void *arg,
    const char *path), void *arg);

#endif
