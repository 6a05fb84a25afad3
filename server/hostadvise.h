/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOSTADVISE_H
#define MXD_HOSTADVISE_H

#include "server/round.h"

/* What messages about a template begin with. */
#define HOST_TITLE_MAX	256
const char *host_title(const char *name, char buf[HOST_TITLE_MAX]);

/* What was found in a template is kept in the inventory's notices; logged,
   too; or the template is gone. */
void host_note(const struct work *, const char *name, enum notice_part,
    const struct report *);
void host_log(const struct work *, const char *name, enum notice_part,
    struct report *);
void host_note_gone(const struct work *, const char *name);

/*
 * Has a domain of a template that is new errors?  For `lint strict`: it is
 * not in force then.  The findings are logged.
 *
 * zone		of the domain
 * base		the table that it would be put in
 * loaded	of the template, or what was made from values; its content
 *		is not looked at
 * lint		what is said of the template
 * returns	1 or 0; -1 without memory
 */
int host_has_errors(struct work *, const char *name, const struct zone *zone,
    const struct table *base, struct loaded *loaded,
    const struct lint *lint);

/*
 * Examine the samples of templates for which that is due, and log what is
 * new in it, once for all domains of a template that have it.
 *
 * until_ms	of clock_ms(): come back then
 * returns	whether all is done, or the round cancelled
 */
bool host_advise(struct work *, uint64_t until_ms);

/* If all domains of a template changed, note them now, when they are served
   already; there is room for it. */
void host_note_renewed(struct work *);

/* Leave the rest to the next round. */
void host_advise_stop(struct work *);

#endif
