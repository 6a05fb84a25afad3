/* SPDX-License-Identifier: ISC */
#ifndef MXD_BADPORT_H
#define MXD_BADPORT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Source ports of UDP that no resolver asks from.  A packet from one is
 * forged, and its answer would begin an endless talk with a service that
 * answers whatever comes, errors among it (CVE-2024-2169), or have it answer
 * to somebody else.
 *
 * Resolvers take ports from 1024 on (RFC 6056 3.2); some of old take 53,
 * which is no bad port.  Of those from 1024 on only such are here as
 * networks filter anyway; unbound takes none that is assigned to anything,
 * and the chance of others is 1 in 30,000: they ask again from another.
 */
#define BADPORT_PLACES	128	/* so that all have one of their own */

/* Each port at its number modulo BADPORT_PLACES; 0 elsewhere. */
extern const uint16_t badport_places[BADPORT_PLACES];

/* Host order.  Where no bad port is, 0 is not at its place, but at place 0
   it is: nobody can answer to it (RFC 768). */
static inline bool
badport_has(uint16_t port)
{
	return badport_places[port % BADPORT_PLACES] == port;
}

#endif
