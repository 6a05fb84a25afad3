/* SPDX-License-Identifier: ISC */
#ifndef MXD_REHEARSE_H
#define MXD_REHEARSE_H

#include "conf/conf.h"

/*
 * For `mxd -n`: would a start get what the configuration names, beside
 * zones?  Nothing is opened, made or bound.
 */

/*
 * Interfaces and the directory of chroot; also those where pidfile, control
 * socket and log file would be made, with the rights of the caller.
 * Whatever is missing is logged.
 *
 * returns	0, or -1 if an interface, the chroot or the directory of the
 *		pidfile or control socket is missing; of these, one right below
 *		/run may come with the start
 */
int rehearse_start(const struct conf *);

/*
 * Can the caller, who has the rights that the daemon will have, read the
 * files of the configuration again?  A reload will have to.  As above.
 */
int rehearse_reload(const struct conf *);

#endif
