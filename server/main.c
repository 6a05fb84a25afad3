/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/background.h"
#include "server/exchange.h"
#include "server/handed.h"
#include "server/log.h"
#include "server/paths.h"
#include "server/privilege.h"
#include "server/rehearse.h"
#include "server/reload.h"
#include "server/service.h"
#include "zones/source.h"
#include "zones/version.h"

/* Findings of a configuration that are shown. */
#define FINDINGS_MAX	200

struct options {
	const char	*conf_path;
	bool		 is_foreground;
	bool		 is_verbose;
	bool		 does_check;
	bool		 does_print;
};

static void
usage(FILE *to)
{
	(void)fprintf(to, "usage: mxd [-dnpvV] [-f mxd.conf]\n\n"
	    "  -d       stay in the foreground, log to standard error\n"
	    "  -f file  read this configuration instead of " PATH_CONF "\n"
	    "  -n       check configuration and zones; the exit status says "
	    "it\n"
	    "  -p       print the effective configuration\n"
	    "  -v       log everything\n"
	    "  -V       print the version\n");
}

/* 0 go on, 1 all is said, -1 wrong usage. */
static int
parse_options(int argc, char **argv, struct options *o)
{
	int	 c;

	while ((c = getopt(argc, argv, "df:hnpvV")) != -1) {
		switch (c) {
		case 'd':
			o->is_foreground = true;
			break;
		case 'f':
			o->conf_path = optarg;
			break;
		case 'h':
			usage(stdout);
			return 1;
		case 'n':
			o->does_check = true;
			break;
		case 'p':
			o->does_print = true;
			break;
		case 'v':
			o->is_verbose = true;
			break;
		case 'V':
			(void)printf("mxd %s\n", MXD_VERSION);
			return 1;
		default:
			return -1;
		}
	}
	if (argc == optind)
		return 0;
	warnx("%s: mxd takes options only", argv[optind]);
	return -1;
}

/*
 * The daemon leaves this directory: paths must not depend on it.  Links
 * are kept, so that a reload sees where they point to then.
 */
static char *
make_absolute(const char *path)
{
	char	 cwd[PATH_MAX], *out;

	if (path[0] == '/')
		out = strdup(path);
	else if (getcwd(cwd, sizeof(cwd)) == NULL ||
	    asprintf(&out, "%s/%s", cwd, path) == -1)
		out = NULL;
	if (out != NULL)
		source_tidy(out);
	return out;
}

static struct conf *
read_conf(const char *path)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	struct conf	*conf = NULL;

	if (rep == NULL)
		err(1, NULL);
	if (conf_load(path, rep, &conf) == -1)
		conf = NULL;
	log_report(path, rep);
	report_free(rep);
	return conf;
}

static void
put_text(void *arg, const char *text)
{
	(void)fputs(text, arg);
}

static int
print(const struct conf *conf)
{
	conf_print(conf, put_text, stdout);
	if (fflush(stdout) == EOF || ferror(stdout) != 0) {
		log_write(LEVEL_ERROR, "standard output: %s",
		    strerror(errno));
		return 1;
	}
	return 0;
}

static void
tell_verdict(const char *path, const struct round *r,
    const uint64_t found[SEV_ERROR + 1], bool is_good)
{
	uint64_t	errors = found[SEV_ERROR];
	uint64_t	warnings = found[SEV_WARNING];
	char		text[RELOAD_TEXT_MAX];

	log_write(is_good ? LEVEL_INFO : LEVEL_ERROR, "%s: %s: zones: %s; the "
	    "checks found %" PRIu64 " error%s, %" PRIu64 " warning%s", path,
	    is_good ? "can be served" : "not good", round_to_text(r, text),
	    errors, errors == 1 ? "" : "s",
	    warnings, warnings == 1 ? "" : "s");
}

/*
 * Load all zones as the daemon would, then tell and forget.
 *
 * faults	found before, for the verdict
 */
static int
check_zones(const char *path, const struct conf *conf, size_t faults)
{
	static const atomic_bool	 never;
	struct round			 round = {
		.is_first = true, .refuses_new = true, .generation = 1,
		.is_cancelled = &never, .advice_max = SIZE_MAX
	};
	struct table			*empty = table_new(0);
	uint64_t			 found[SEV_ERROR + 1];
	size_t				 bad;
	int				 status = 1;

	round.inventory = inventory_new(0);
	round.slots = slots_new();
	round.crew = crew_new(crew_useful());	/* or slower */
	round.old = empty;
	if (empty == NULL || round.inventory == NULL || round.slots == NULL) {
		log_write(LEVEL_ERROR, "out of memory");
	} else if (reload_zones(&round, conf) == 0) {
		reload_advise(&round);
		exchange_warn(&(const struct exchange_view){.conf = conf,
		    .table = round.table != NULL ? round.table : empty});
		inventory_findings(round.inventory, found);
		bad = round.kept + round.dead + round.faults + faults;
		status = bad == 0 ? 0 : 1;
		tell_verdict(path, &round, found, bad == 0);
	}
	table_free(round.table);
	table_free(empty);
	inventory_free(round.inventory);
	slots_free(round.slots);
	crew_free(round.crew);
	return status;
}

/* Zones as the user that the daemon would be, who may see less than root. */
static int
check(const char *path, const struct conf *conf)
{
	struct identity	 id;
	size_t		 faults = rehearse_start(conf) == -1;

	if (privilege_find(conf->user, &id) == -1 ||
	    privilege_drop(&id) == -1)
		return 1;
	return check_zones(path, conf, faults);
}

static int
run(const struct options *o)
{
	struct log_settings	 set = {
		.target = LOG_TO_STDERR,
		.level = o->is_verbose ? LEVEL_DEBUG : LEVEL_INFO,
		.is_bare = o->does_check || o->does_print
	};
	struct service_options	 service;
	struct conf		*conf;
	char			*path;
	bool			 must_hurry = false;
	int			 status = 0;

	if ((path = make_absolute(o->conf_path)) == NULL)
		err(1, "%s", o->conf_path);
	(void)log_open(&set);	/* opens no file */
	if ((conf = read_conf(path)) == NULL) {
		log_write(LEVEL_ERROR, "%s: this configuration cannot be used",
		    path);
		free(path);
		return 1;
	}
	if (o->does_check || o->does_print) {
		if (o->does_print)
			status = print(conf);
		if (o->does_check && status == 0)
			status = check(path, conf);
		conf_free(conf);
		free(path);
		return status;
	}
	service.conf_path = path;
	service.is_foreground = o->is_foreground;
	service.is_verbose = o->is_verbose;
	status = service_run(&service, conf, &must_hurry);
	if (must_hurry)
		_exit(status);
	handed_clear();
	free(path);
	return status;
}

int
main(int argc, char **argv)
{
	struct options	 o = {.conf_path = PATH_CONF};
	int		 rc, end;

	if (background_begin() == -1)
		err(1, "/dev/null: it is needed to start, and cannot be "
		    "opened");
	setproctitle_init(argc, argv, environ);
	/* Until there is a loader to ask, they have nothing to say. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGUSR1, SIG_IGN);
	if ((rc = parse_options(argc, argv, &o)) == -1) {
		usage(stderr);
		return 1;
	}
	if (rc == 1)
		return fflush(stdout) == EOF ? 1 : 0;
	if (!o.does_check && !o.does_print) {
		if (handed_take(&end) == -1)
			return 1;
		background_close_others(end);
	}
	return run(&o);
}
