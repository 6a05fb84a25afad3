/* SPDX-License-Identifier: ISC */
#ifndef MXD_PAST_H
#define MXD_PAST_H

#include <stddef.h>
#include <stdint.h>

#include "zones/report.h"

/*
 * What became of zones since the start, for who asks about one: when it was
 * loaded last, and since when and why its file fails.  Of a zone that was
 * loaded at the start, like most, there is nothing; of another 16 octets,
 * and a place in the index.  Names are hashed: once in 2^64 times something
 * is told of the wrong zone.  Without memory less is known.  Pure; the
 * loader's.
 */
struct past;

/* Zones whose error is kept in words. */
#define PAST_FAULTS_MAX	1000

struct past_of {
	uint32_t		 loaded_s;	/* Unix time; 0: at the start,
						   or never */
	uint32_t		 failed_s;	/* since then; 0: it does not,
						   or that is not known */
	const struct finding	*why;		/* the last error; or NULL */
};

/* NULL without memory. */
struct past *past_new(uint64_t seed);
void past_free(struct past *);

/* It was loaded, and does not fail any more.  A zone is its apex, wire form,
   lower case. */
void past_loaded(struct past *, const uint8_t *apex, size_t len,
    uint32_t now_s);

/* It does not fail any more, which is all that is known of a start. */
void past_mended(struct past *, const uint8_t *apex, size_t len);

/* why: or NULL. */
void past_failed(struct past *, const uint8_t *apex, size_t len,
    uint32_t now_s, const struct finding *why);

/* It is gone. */
void past_forget(struct past *, const uint8_t *apex, size_t len);

/* Good until the next change. */
struct past_of past_find(const struct past *, const uint8_t *apex,
    size_t len);

#endif
