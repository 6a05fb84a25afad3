/* SPDX-License-Identifier: ISC */
#ifndef MXD_PATHS_H
#define MXD_PATHS_H

/*
 * Where things are unless the command line or the configuration says
 * otherwise.  The build may set the directories.
 */
#ifndef SYSCONFDIR
#define SYSCONFDIR	"/etc"
#endif
#ifndef RUNSTATEDIR
#define RUNSTATEDIR	"/run"
#endif

#define PATH_CONF	SYSCONFDIR "/mxd/mxd.conf"
#define PATH_PIDFILE	RUNSTATEDIR "/mxd.pid"

/* The user whose rights mxd takes when root started it. */
#define USER_OWN	"_mxd"
#define USER_FALLBACK	"nobody"

#endif
