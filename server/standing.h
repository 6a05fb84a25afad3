/* SPDX-License-Identifier: ISC */
#ifndef MXD_STANDING_H
#define MXD_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "server/inventory.h"
#include "server/restart.h"
#include "server/round.h"

/* Longer reasons are cut. */
#define STANDING_WHY_MAX	512

/* How things stand. */
struct loader_status {
	uint64_t	generation;	/* 0: nothing published yet */
	size_t		zones;
	size_t		failing;	/* of them, old content or none */
	size_t		dead;		/* of these, none */
	size_t		faulty;		/* templates, lists of domains,
					   directories and files in them that
					   cannot be read or have errors */
	size_t		lost;		/* of these, so that nothing of them is
					   served */
	char		why[STANDING_WHY_MAX]; /* the first of these */
	char		refused[STANDING_WHY_MAX]; /* the error of the
					   configuration that the last round
					   for all has met; "": none */
	char		waits[RESTART_TEXT_MAX]; /* settings that need a
					   restart; "": none */
	size_t		exchanges;	/* names of `metrics exchanges` */
	uint64_t	found[SEV_ERROR + 1]; /* in what they serve, by the
					   checks; by severity */
	uint64_t	rounds;		/* done so far */
	uint64_t	rounds_bad;	/* of them, those that did not work, or
					   not for all they looked at */
	time_t		when_good;	/* end of the last round behind which
					   rc was 0; 0: none */
	time_t		when;		/* end of the last round for all */
	int		rc;		/* 0: all that is configured is as its
					   files say, whatever the last round
					   was for; or -1 */
	bool		has_missed;	/* a round came to nothing, and none
					   for all has worked since */
	char		text[RELOAD_TEXT_MAX]; /* the last round for all */
};

/* What came of a round. */
struct standing_round {
	int		 rc;
	const char	*text;
	bool		 is_whole;	/* it was for all, with the conf */
	bool		 is_void;	/* it came to nothing: refused, or
					   failed, and nothing is changed */
	const struct finding *why;	/* is_void: what is wrong with the
					   configuration; or NULL */
};

/* The outcome for who asks later: counts are those of the inventory. */
void standing_set(struct loader_status *, struct inventory *,
    const struct standing_round *, time_t now);

#endif
