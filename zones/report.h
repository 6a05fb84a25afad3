/* SPDX-License-Identifier: ISC */
#ifndef MXD_REPORT_H
#define MXD_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much a finding matters; the numbers order them. */
enum severity {
	SEV_INFO,	/* advice */
	SEV_WARNING,	/* works by luck */
	SEV_ERROR	/* does not work, or keeps the zone from loading */
};

/* Where something stands in a text file. */
struct place {
	const char	*file;		/* borrowed; NULL: nowhere */
	uint32_t	 line;		/* from 1; 0: the file as a whole */
	uint32_t	 column;	/* octets from 1; 0: the whole line */
	bool		 is_bare;	/* of a record: its data begin with a
					   word that has no quotes */
};

/* One thing that somebody should know. */
struct finding {
	struct place	 at;		/* file copied by the report */
	enum severity	 severity;
	const char	*id;		/* static; "parse-error" and such */
	const char	*owner;		/* domain name as text, or NULL */
	const char	*text;		/* what is wrong; what to do */
};

/*
 * A report collects findings while something is loaded, so that one run
 * tells everything.  It owns copies of all texts except ids.
 * One thread at a time.
 */
struct report;

/*
 * keep		how many findings are stored; those above are counted
 *		only, so that a broken file of gigabytes stays harmless
 * returns	NULL without memory
 */
struct report *report_new(size_t keep);

/* Store those of this severity and above only; the others are counted. */
void report_keep_least(struct report *, enum severity);
void report_free(struct report *);

/* Forget all findings; who is asked, and how names are told, stays. */
void report_clear(struct report *);

/*
 * Add one finding.  Without memory it is counted, not stored.
 * rep may be NULL: nobody wants to know.
 *
 * at	may be NULL: no place
 * owner	text of the domain name concerned, or NULL
 */
void report_add(struct report *rep, enum severity, const struct place *at,
    const char *id, const char *owner, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/*
 * From now on ask before a finding is counted: decide() may change its
 * severity, and returns false to drop it.  Its text is not yet made.  NULL:
 * ask nobody.
 */
void report_ask(struct report *, bool (*decide)(void *arg, struct finding *),
    void *arg);

/*
 * From now on names in this domain are told as a zone file has them: "@",
 * "www".  For what stands for many domains.
 *
 * apex		text, with the final dot, borrowed; NULL: told as they are
 */
void report_relate(struct report *, const char *apex);

/* Would a finding of this severity be stored, so that its text matters? */
bool report_keeps(const struct report *, enum severity);

/* Sort the stored findings by file, line, column; equal ones keep order. */
void report_sort(struct report *);

/* Add what another report has of this severity and above; what that only
   counted is counted.  to must ask nobody; from may be NULL: nothing. */
void report_append(struct report *to, const struct report *from,
    enum severity least);

/* A report of its own that has that; NULL without memory. */
struct report *report_copy(const struct report *, enum severity least);

/* How many were added with this severity, stored or not. */
size_t report_count(const struct report *, enum severity);

/* How many are stored, and the i-th of them; borrowed. */
size_t report_kept(const struct report *);
const struct finding *report_at(const struct report *, size_t i);

/* The first error that is stored, rather one that says where; NULL: none,
   perhaps for want of memory. */
const struct finding *report_first_error(const struct report *);

/* "error", "warning" or "info". */
const char *severity_name(enum severity);

/*
 * A finding as one line, "file:line:column: severity: id: owner: text",
 * parts that are absent left out; truncated to len_bytes like snprintf,
 * with control characters replaced by '?'.
 */
void finding_format(const struct finding *, char *buf, size_t len_bytes);

/* Where it stands, for a sentence: "at file:line:column", or what it is.  A
   long path is cut; returns buf. */
#define FINDING_PLACE_MAX	1024
char *finding_place(const struct finding *, char buf[FINDING_PLACE_MAX]);

#endif
