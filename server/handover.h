/* SPDX-License-Identifier: ISC */
#ifndef MXD_HANDOVER_H
#define MXD_HANDOVER_H

#include "server/listen.h"
#include "zones/report.h"

/*
 * Do the sockets that a service manager hands over (handed.h) fit what the
 * configuration wants?  Each address needs its own, no more than there are
 * workers, and there is none that nobody wants: queries would wait there and
 * get no answer.  Without any, all fits.
 *
 * returns	0, or -1 with errors in the report
 */
int handover_check(const struct listen_set *, unsigned workers,
    struct report *);

/*
 * The same at a reload, where addresses that are new are bound as usual:
 * warns of each socket that nobody answers at from now on.  Loader.
 */
void handover_warn(const struct listen_set *, struct report *);

#endif
