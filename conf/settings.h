/* SPDX-License-Identifier: ISC */
#ifndef MXD_SETTINGS_H
#define MXD_SETTINGS_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/acl.h"
#include "conf/prefix.h"
#include "zones/lint.h"
#include "zones/load.h"
#include "zones/name.h"
#include "zones/report.h"

/*
 * The configuration: read from mxd.conf, checked, then never written.
 * Strings and arrays are owned by the struct conf.  Paths are absolute or
 * relative to the working directory: a relative path of the file was
 * joined to the directory of the file that names it.  The file of each
 * place is borrowed from files.
 */

/* `listen on ...` */
enum listen_transport { LISTEN_UDP = 1, LISTEN_TCP = 2 };

enum listen_kind {
	LISTEN_ADDRESS,		/* one address */
	LISTEN_INTERFACE,	/* all addresses of an interface */
	LISTEN_ANY		/* `*`: 0.0.0.0 and :: */
};

struct conf_listen {
	struct sockaddr_storage	 addr;		/* LISTEN_ADDRESS; has port */
	socklen_t		 addr_len;
	char			*interface;	/* LISTEN_INTERFACE; for
						   LISTEN_ADDRESS the scope of
						   a link-local address, to be
						   put into sin6_scope_id, or
						   NULL */
	enum listen_kind	 kind;
	uint16_t		 port;		/* host order, default 53 */
	unsigned		 transports;	/* enum listen_transport */
	struct place		 at;
};

/* `confine ...`, what is taken away: bits */
enum conf_confine {
	CONFINE_PATHS = 1,	/* files that are not named, Landlock */
	CONFINE_CALLS = 2	/* system calls, seccomp */
};

/* `log to ...` */
enum log_target { LOG_TO_SYSLOG, LOG_TO_STDERR, LOG_TO_FILE };

/* `log level ...`; the numbers are those of syslog(3). */
enum log_level {
	LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_NOTICE = 5,
	LEVEL_INFO = 6, LEVEL_DEBUG = 7
};

/* `zone "name" { ... }` */
struct conf_zone {
	struct name	 apex;		/* lower case */
	char		*file;
	char		*include_root;	/* `include from "dir"`, or NULL */
	struct acl	*allow;		/* who may ask, instead of the global
					   list; NULL: nothing was said */
	bool		 does_rotate;	/* global setting applied */
	struct lint	 lint;		/* what its block says */
	struct place	 at;
};

/* `zones in "dir"`: each NAME.zone there is the zone NAME. */
struct conf_zone_dir {
	char		*path;
	char		*include_root;	/* as in struct conf_zone */
	bool		 does_rotate;
	struct lint	 lint;
	struct place	 at;
};

/*
 * `template "name" { ... }`: one content for each domain of a list.  A
 * `zone` statement or a directory that has one of the domains wins over a
 * template, an earlier template over a later one.
 */
struct conf_template {
	char		*name;		/* letters, digits, - _ . */
	char		*file;		/* the zone file, with relative names */
	char		*domains;	/* the list, zones/domains.h */
	char		*include_root;	/* as in struct conf_zone */
	bool		 does_rotate;
	struct lint	 lint;
	struct place	 at;
};

struct conf {
	struct conf_listen	*listens;	/* default: * port 53 */
	size_t			 nlistens;
	struct conf_zone	*zones;		/* apexes are distinct */
	size_t			 nzones;
	struct conf_zone_dir	*zone_dirs;
	size_t			 nzone_dirs;
	struct conf_template	*templates;	/* names are distinct */
	size_t			 ntemplates;
	unsigned		 workers;	/* 0: one for each CPU */
	char			*user;		/* NULL: not given */
	char			*chroot;	/* NULL: none */
	unsigned		 confines;	/* of enum conf_confine; all */
	char			*pidfile;	/* NULL: default of the build */
	char			*control;	/* socket path; NULL: none */
	struct conf_listen	 metrics;	/* one address; addr_len 0:
						   nowhere */
	struct name		*exchanges;	/* whose turns metrics tell;
						   lower case, distinct */
	size_t			 nexchanges;
	char			*identity;	/* NSID, id.server; or NULL */
	char			*version;	/* version.bind; NULL: none */
	enum log_target		 log_target;
	char			*log_file;	/* LOG_TO_FILE */
	enum log_level		 log_level;	/* default LEVEL_INFO */
	unsigned		 log_queries;	/* one in so many; 0: none */
	char			*dnstap;	/* path of a socket; NULL:
						   nowhere */
	unsigned		 dnstap_sample;	/* one in so many; 1: all */
	uint16_t		 udp_size;	/* EDNS size offered and the
						   largest UDP answer, octets;
						   default 1232 */
	struct acl		*allow;		/* who may ask; NULL: all */
	const struct conf_zone	**guarded;	/* those that have a list of
						   their own, sorted; see
						   conf/admit.h */
	size_t			 nguarded;
	unsigned		 tcp_connections; /* of a worker; 1000 */
	unsigned		 tcp_client;	/* of these, of one client;
						   100 */
	unsigned		 tcp_idle_ms;	/* default 10,000 */
	unsigned		 tcp_total_ms;	/* default 600,000 */
	bool			 does_rotate;	/* default true */
	bool			 does_watch;	/* changed files take effect
						   at once; default false */
	bool			 is_minimal;	/* no authority section where
						   none is needed; true */
	bool			 is_any_full;	/* all sets for ANY over TCP;
						   default false */
	bool			 does_cookies;	/* RFC 7873; default true */
	char			*cookie_secret;	/* 32 hex digits, or NULL: one
						   of the process */
	char			*cookie_previous; /* still good, or NULL */
	char			*report_agent;	/* RFC 9567; a name, or NULL */
	unsigned		 rate_limit;	/* answers a second, see
						   server/rate.h; 0: none */
	unsigned		 rate_total;	/* the same for all zones and
						   kinds together; 0: none */
	unsigned		 rate_slip;	/* of what is too much each N-th
						   is truncated; 0: none is */
	struct prefix		*rate_exempts;	/* who is not limited */
	size_t			 nrate_exempts;
	struct lint		 lint;		/* for zones whose block is
						   silent */
	struct zone_file	*files;		/* mxd.conf and its includes, */
	size_t			 nfiles;	/* as they were read */
};

#endif
