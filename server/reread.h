/* SPDX-License-Identifier: ISC */
#ifndef MXD_REREAD_H
#define MXD_REREAD_H

#include "conf/conf.h"
#include "server/account.h"

/*
 * Read the configuration at a reload, aside; all findings are logged.
 *
 * account	has its errors; or NULL
 * returns	the caller's; NULL: it is bad, and the log says that nothing
 *		is changed
 */
struct conf *reread(const char *path, struct account *);

#endif
