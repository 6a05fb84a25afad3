/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOSTROUND_H
#define MXD_HOSTROUND_H

#include "server/round.h"

/*
 * The templates in a round, the last step of it that may fail: zones of
 * files are loaded, and in the round's table if one is needed.
 *
 * Lists and template files that are as they were cost a look at each file.
 * If one is not, or a zone of a file came or went, all lists are read again
 * and compared with the table, which then has the domains in place of those
 * before; zones change only where something differs.
 *
 * returns	0, and all is applied; or -1, which is logged: nothing is
 *		changed, and the round's table is as it was
 */
int host_round(struct work *);

#endif
