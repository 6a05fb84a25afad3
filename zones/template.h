/* SPDX-License-Identifier: ISC */
#ifndef MXD_TEMPLATE_H
#define MXD_TEMPLATE_H

#include <stddef.h>
#include <stdint.h>

#include "zones/allow.h"
#include "zones/content.h"
#include "zones/load.h"
#include "zones/report.h"
#include "zones/source.h"
#include "zones/stencil.h"

/*
 * The zone file of many domains.  What it says is relative to the apex, so
 * all domains without values share one content.
 *
 * It is loaded for a name that no domain has, TEMPLATE_APEX: a name that
 * ends with a dot must be the same for all domains, and would become
 * relative for one of them if that one's name were taken.  Messages do not
 * say it: names in it are told as the template has them, "@" or "www".
 */
#define TEMPLATE_APEX	"domain.invalid."	/* RFC 6761 6.4 */

/* What a template is made from. */
struct template_source {
	const char	*path;		/* of the zone file */
	const char	*include_root;	/* as in struct load_source */
	uint64_t	 seed;		/* likewise */
};

struct template;

/* A template that was not read yet; NULL without memory. */
struct template *template_new(const struct template_source *);
void template_free(struct template *);

/*
 * Read it, once.  Without placeholders its content is made too.
 *
 * returns	0, or -1 if it is not sound, which was reported
 */
int template_read(struct template *, struct report *);

bool template_is_sound(const struct template *);

/*
 * What comments of one without placeholders permit, from the first line
 * that is read: for judges of the report.
 */
struct allows *template_allows(struct template *);

/*
 * The files that were read, the zone file first, with those that it
 * includes once a content was made, or could not be.  Whether they have
 * changed: zone_files_changed().
 */
const struct zone_file *template_files(const struct template *, size_t *n);

/* NULL: the template is not sound. */
const struct stencil *template_stencil(const struct template *);

/*
 * What a template without placeholders says, for all domains.  Borrowed;
 * NULL: it has some.
 */
struct loaded *template_plain(struct template *);

/*
 * What it says with these values.  Faults are reported with the places of
 * the template.
 *
 * out		filled in both cases, but for the files
 * returns	0, or -1 if it cannot be served
 */
int template_make(struct template *, const struct stencil_values *,
    struct report *, struct loaded *out);

/* Nothing is made for a while: give back the memory to do it in.  NULL is
   fine. */
void template_rest(struct template *);

/*
 * Neighbours in a list often have the same values: the last contents are
 * remembered by them.
 *
 * recall	the content, with a hold for the caller, or NULL
 * remember	takes a hold of its own.  Without memory it forgets
 */
struct content *template_recall(struct template *,
    const struct stencil_values *);
void template_remember(struct template *, const struct stencil_values *,
    struct content *);

#endif
