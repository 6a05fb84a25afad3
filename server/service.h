/* SPDX-License-Identifier: ISC */
#ifndef MXD_SERVICE_H
#define MXD_SERVICE_H

#include <stdbool.h>

#include "conf/conf.h"

/* What the command line says. */
struct service_options {
	const char	*conf_path;	/* absolute */
	bool		 is_foreground;	/* -d */
	bool		 is_verbose;	/* -v */
};

/*
 * The whole life of the daemon: open what needs privileges, give them up,
 * start the threads, serve until told to end, and clean up.
 *
 * conf		taken
 * *must_hurry	set if a thread still reads a large zone: nothing is lost by
 *		_exit(2), but exit(3) would pull away what it uses
 * returns	the exit status
 */
int service_run(const struct service_options *, struct conf *conf,
    bool *must_hurry);

#endif
