/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <errno.h>
#include <libutil.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "server/background.h"
#include "server/calls.h"
#include "server/clock.h"
#include "server/confine.h"
#include "server/control.h"
#include "server/evloop.h"
#include "server/handover.h"
#include "server/listen.h"
#include "server/loader.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/paths.h"
#include "server/privilege.h"
#include "server/progress.h"
#include "server/scribe.h"
#include "server/sdnotify.h"
#include "server/service.h"
#include "server/trust.h"
#include "server/watchdog.h"
#include "server/worker.h"
#include "zones/version.h"

/* How long clients may take to fetch their answers when mxd ends, and the
   loader to come to the end of the zone that it reads. */
#define GRACE_MS	3000

/* So often in a row main may fail to wait for events, two seconds: a kernel
   short of memory recovers by then, or mxd cannot be told to end. */
#define MAIN_FAILURES_MAX	200

/* A process that is just ending may take a moment to let its pidfile go:
   half a second. */
#define LOCK_TRIES	10
#define LOCK_PAUSE_MS	50

/* Findings about addresses that are logged. */
#define FINDINGS_MAX	100

#define SIGNALS		4

struct service {
	struct service_options	 options;
	struct conf		*conf;		/* NULL once the loader has
						   taken it */
	struct identity		 identity;
	struct listen_set	 listening;	/* until the loader has it */
	struct worker		**workers;
	unsigned		 nworkers;
	struct loader		*loader;
	struct control		*control;
	struct metrics		*metrics;
	struct confine		*confine;	/* NULL: not yet */
	struct progress		 progress;	/* of a load */
	struct scribe		*scribe;
	struct event_base	*base;
	struct event		*signals[SIGNALS];
	struct watchdog		*watchdog;	/* NULL: nobody watches */
	struct pidfh		*pidfile;	/* NULL: none */
	char			*pidfile_path;
	char			*control_path;	/* NULL: none */
	int			 control_fd;	/* -1: none, or control's */
	int			 metrics_fd;	/* likewise */
	uint64_t		 started_ms;
	bool			 keeps_stderr;	/* the log goes there */
	bool			 is_stopping;
	uint64_t		 stopped_ms;	/* since when */
	int			 status;	/* to exit with */
};

/* CPUs that this process may run on. */
static unsigned
count_cpus(void)
{
	cpu_set_t	 set;

	if (sched_getaffinity(0, sizeof(set), &set) == -1)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

/* pidfile_open() follows links, and truncates what it finds. */
static int
check_pidfile(const struct service *s, const char *path)
{
	const char	*fault;
	struct stat	 st;

	if (lstat(path, &st) == -1)	/* pidfile_open() tells why */
		return 0;
	if ((fault = trust_fault(&st, s->identity.uid)) == NULL)
		return 0;
	log_write(LEVEL_ERROR, "pidfile %s: %s; mxd does not start", path,
	    fault);
	return -1;
}

/* Is there another mxd?  Keeps the file locked if not. */
static int
open_pidfile(struct service *s)
{
	static const struct timespec	 pause = {0, LOCK_PAUSE_MS * 1000000};
	const char			*path = s->conf->pidfile;
	pid_t				 other = -1;
	int				 i;

	if (path == NULL && s->options.is_foreground)
		return 0;
	if (path == NULL)
		path = PATH_PIDFILE;
	if (check_pidfile(s, path) == -1 ||
	    (s->pidfile_path = strdup(path)) == NULL)
		return -1;
	for (i = 0; i < LOCK_TRIES; i++) {
		s->pidfile = pidfile_open(path, 0644, &other);
		if (s->pidfile != NULL)
			return 0;
		if (errno != EEXIST)
			break;
		(void)nanosleep(&pause, NULL);
		errno = EEXIST;
	}
	if (errno == EEXIST && other > 0)
		log_write(LEVEL_ERROR, "pidfile %s: mxd runs already, with "
		    "pid %ld; this one does not start", path, (long)other);
	else if (errno == EEXIST)
		log_write(LEVEL_ERROR, "pidfile %s: another mxd is starting; "
		    "this one does not start", path);
	else
		log_write(LEVEL_ERROR, "pidfile %s: %s; mxd does not start "
		    "(`pidfile` in the configuration names another)", path,
		    strerror(errno));
	return -1;
}

static int
open_sockets(struct service *s)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	int		 rc = -1;

	if (rep == NULL) {
		log_write(LEVEL_ERROR, "out of memory; mxd does not start");
		return -1;
	}
	if (listen_plan(s->conf, rep, &s->listening) == 0 &&
	    handover_check(&s->listening, s->nworkers, rep) == 0)
		rc = listen_open(&s->listening, NULL, s->nworkers, rep);
	log_report(s->options.conf_path, rep);
	report_free(rep);
	return rc;
}

static int
open_control(struct service *s)
{
	char	*path;

	if (s->conf->control == NULL)
		return 0;
	/* First, because what is bound has to be removed by its name. */
	if ((path = strdup(s->conf->control)) == NULL) {
		log_write(LEVEL_ERROR, "out of memory; mxd does not start");
		return -1;
	}
	s->control_fd = control_bind(path, s->identity.uid, s->identity.gid);
	if (s->control_fd == -1) {
		free(path);
		return -1;
	}
	s->control_path = path;
	return 0;
}

static int
open_metrics(struct service *s)
{
	if (s->conf->metrics.addr_len == 0)
		return 0;
	s->metrics_fd = metrics_bind(&s->conf->metrics);
	return s->metrics_fd == -1 ? -1 : 0;
}

/* All that root may have to do. */
static int
open_privileged(struct service *s)
{
	if (privilege_find(s->conf->user, &s->identity) == -1)
		return -1;
	s->nworkers = s->conf->workers != 0 ? s->conf->workers : count_cpus();
	privilege_limits(s->options.is_foreground);
	if (open_pidfile(s) == -1 || open_sockets(s) == -1)
		return -1;
	if (open_control(s) == -1)
		return -1;
	return open_metrics(s);
}

static void
open_log(struct service *s)
{
	struct log_settings	 set;

	set = log_choose(s->conf, s->options.is_foreground,
	    s->options.is_verbose);
	set.owner = s->identity.uid;
	if (log_open(&set) == -1) {
		log_write(LEVEL_ERROR, "log file %s: %s; the log goes to "
		    "syslog", set.file, log_why());
		set.target = LOG_TO_SYSLOG;
		(void)log_open(&set);	/* opens no file */
	}
	s->keeps_stderr = set.target == LOG_TO_STDERR;
	if (set.target == LOG_TO_FILE && s->identity.is_change)
		log_give(s->identity.uid, s->identity.gid);
}

/*
 * Take away the files that were made.  In the loader's thread, whose view
 * of the file system is the one they were made in, or before it started.
 */
static void
remove_files(void *arg)
{
	struct service	*s = arg;

	if (s->control_path != NULL && unlink(s->control_path) == -1)
		log_write(LEVEL_INFO, "control %s: %s; it stays, and the next "
		    "mxd replaces it", s->control_path, strerror(errno));
	free(s->control_path);
	s->control_path = NULL;
	if (s->pidfile == NULL)
		return;
	/* Whoever may not remove it leaves at least no wrong number. */
	(void)!ftruncate(pidfile_fileno(s->pidfile), 0);
	if (pidfile_remove(s->pidfile) == -1)
		log_write(LEVEL_INFO, "pidfile %s: %s; it stays, empty",
		    s->pidfile_path, strerror(errno));
	s->pidfile = NULL;
}

static void
stop(void *arg)
{
	struct service	*s = arg;
	unsigned	 w;

	if (s->is_stopping)
		return;
	s->is_stopping = true;
	s->stopped_ms = clock_ms();
	sdnotify_say("STOPPING=1");
	for (w = 0; w < s->nworkers; w++)
		worker_stop(s->workers[w], GRACE_MS);
	loader_stop(s->loader);
	(void)event_base_loopexit(s->base, NULL);
}

static void
on_first_round(void *arg, int rc, const char *text)
{
	struct service		*s = arg;
	struct loader_status	 st;

	(void)rc;		/* zones with errors do not end mxd */
	loader_get_status(s->loader, &st);
	if (st.generation == 0) {
		log_write(LEVEL_ERROR, "%s; mxd does not start", text);
		s->status = 1;
		stop(s);
		return;
	}
	log_write(LEVEL_NOTICE, "mxd %s answers queries: zones %zu, "
	    "workers %u", MXD_VERSION, st.zones, s->nworkers);
	background_ready(s->keeps_stderr);
}

static void
ask(struct service *s, enum loader_request what)
{
	if (loader_ask(s->loader, what, NULL, NULL) == -1)
		log_write(LEVEL_ERROR, "out of memory; a signal had no "
		    "effect");
}

static void
service_on_signal(evutil_socket_t number, short what, void *arg)
{
	struct service	*s = arg;

	(void)what;
	switch (number) {
	case SIGHUP:
		log_write(LEVEL_DEBUG, "SIGHUP: reload");
		ask(s, LOADER_RELOAD);
		break;
	case SIGUSR1:
		ask(s, LOADER_REOPEN_LOG);
		break;
	default:
		log_write(LEVEL_NOTICE, "%s: mxd ends", number == SIGINT ?
		    "SIGINT" : "SIGTERM");
		stop(s);
		break;
	}
}

static int
add_signals(struct service *s)
{
	static const int	 numbers[SIGNALS] = {
		SIGHUP, SIGINT, SIGTERM, SIGUSR1
	};
	size_t			 i;

	for (i = 0; i < SIGNALS; i++) {
		s->signals[i] = evsignal_new(s->base, numbers[i],
		    service_on_signal, s);
		if (s->signals[i] == NULL ||
		    event_add(s->signals[i], NULL) == -1)
			return -1;
	}
	return 0;
}

static int
make_workers(struct service *s)
{
	unsigned	 w, connections;

	s->workers = calloc(s->nworkers, sizeof(struct worker *));
	if (s->workers == NULL)
		return -1;
	connections = privilege_connections(s->conf, s->nworkers,
	    s->listening.n);
	for (w = 0; w < s->nworkers; w++) {
		s->workers[w] = worker_new(w, connections);
		if (s->workers[w] == NULL || scribe_follow(s->scribe,
		    worker_querylog(s->workers[w]),
		    worker_rate(s->workers[w])) == -1)
			return -1;
	}
	return 0;
}

static int
make_loader(struct service *s)
{
	struct loader_setup	 setup = {
		.conf_path = s->options.conf_path,
		.conf = s->conf,
		.listening = &s->listening,
		.workers = s->workers,
		.nworkers = s->nworkers,
		.base = s->base,
		.is_foreground = s->options.is_foreground,
		.is_verbose = s->options.is_verbose,
		.confine = s->confine,
		.progress = &s->progress,
		.at_end = remove_files,
		.arg = s
	};

	if ((s->loader = loader_new(&setup)) == NULL)
		return -1;
	s->conf = NULL;
	return 0;
}

static int
make_control(struct service *s)
{
	struct control_env	 env = {
		.command = {
			.loader = s->loader,
			.workers = s->workers,
			.nworkers = s->nworkers,
			.confine = s->confine,
			.progress = &s->progress,
			.started_ms = s->started_ms
		},
		.stop = stop,
		.arg = s
	};

	if (s->control_fd == -1)
		return 0;
	s->control = control_new(s->base, s->control_fd, &env);
	s->control_fd = -1;
	return s->control == NULL ? -1 : 0;
}

static int
make_metrics(struct service *s)
{
	struct metrics_env	 env = {
		.loader = s->loader,
		.workers = s->workers,
		.nworkers = s->nworkers,
		.started = time(NULL)
	};

	if (s->metrics_fd == -1)
		return 0;
	s->metrics = metrics_new(s->base, s->metrics_fd, &env);
	s->metrics_fd = -1;
	return s->metrics == NULL ? -1 : 0;
}

/* Everything but running. */
static int
make_all(struct service *s)
{
	if (evthread_use_pthreads() == 0 &&
	    (s->base = event_base_new()) != NULL &&
	    (s->scribe = scribe_new(s->base)) != NULL &&
	    make_workers(s) == 0 &&
	    (s->confine = confine_new(s->conf, s->identity.uid,
	    log_wants_file(s->conf, s->options.is_foreground),
	    s->pidfile_path)) != NULL &&
	    make_loader(s) == 0 && make_control(s) == 0 &&
	    make_metrics(s) == 0 && add_signals(s) == 0 &&
	    watchdog_start(s->base, s->workers, s->nworkers,
	    &s->watchdog) == 0)
		return 0;
	log_write(LEVEL_ERROR, "out of memory or descriptors: %s; mxd does "
	    "not start", strerror(errno));
	return -1;
}

/*
 * Start the threads and give up privileges between: the loader keeps what the
 * configuration names of the file system; main and the workers lose all.
 */
static int
start(struct service *s, const char *new_root)
{
	unsigned	 w;

	tzset();		/* its file is out of sight afterwards */
	confine_all(s->confine);
	if (loader_start(s->loader, new_root != NULL) == -1) {
		log_write(LEVEL_ERROR, "loader: %s%s; mxd does not start",
		    strerror(errno), new_root == NULL ? "" :
		    " (with chroot it needs unshare(2), which some "
		    "containers forbid)");
		return -1;
	}
	if (new_root != NULL && privilege_chroot(new_root) == -1)
		return -1;
	if (privilege_drop(&s->identity) == -1)
		return -1;
	confine_main(s->confine);
	for (w = 0; w < s->nworkers; w++)
		if (worker_start(s->workers[w]) == -1) {
			log_write(LEVEL_ERROR, "worker %u: %s; mxd does not "
			    "start", w, strerror(errno));
			return -1;
		}
	calls_enter(CALLS_MAIN);
	return loader_ask(s->loader, LOADER_RELOAD, on_first_round, s);
}

static int
serve(struct service *s)
{
	char	*new_root = NULL;
	int	 rc;

	s->started_ms = clock_ms();
	open_log(s);
	sdnotify_open();
	if (s->pidfile != NULL && pidfile_write(s->pidfile) == -1)
		log_write(LEVEL_WARNING, "pidfile %s: %s; mxd goes on "
		    "without it", s->pidfile_path, strerror(errno));
	if (s->conf->chroot != NULL &&
	    (new_root = strdup(s->conf->chroot)) == NULL)
		return -1;
	rc = make_all(s);
	if (rc == 0)
		rc = start(s, new_root);
	free(new_root);
	if (rc == -1)
		return -1;
	setproctitle("%u worker%s", s->nworkers, s->nworkers == 1 ? "" : "s");
	return evloop_run(s->base, "main", MAIN_FAILURES_MAX);
}

/* -1: the loader is busy and must be left. */
static int
end_threads(struct service *s)
{
	uint64_t	 used_ms;
	unsigned	 w;

	if (s->loader != NULL && s->workers != NULL)
		stop(s);
	for (w = 0; s->workers != NULL && w < s->nworkers; w++)
		if (s->workers[w] != NULL)
			worker_join(s->workers[w]);
	if (s->loader == NULL)
		return 0;
	used_ms = clock_ms() - s->stopped_ms;
	return loader_join(s->loader, used_ms < GRACE_MS ?
	    GRACE_MS - (unsigned)used_ms : 0);
}

static void
clear(struct service *s)
{
	unsigned	 w;
	size_t		 i;

	remove_files(s);	/* if no loader did */
	control_free(s->control);
	metrics_free(s->metrics);
	scribe_free(s->scribe);
	if (s->control_fd != -1)
		(void)close(s->control_fd);
	if (s->metrics_fd != -1)
		(void)close(s->metrics_fd);
	for (w = 0; s->workers != NULL && w < s->nworkers; w++)
		worker_free(s->workers[w]);
	free(s->workers);
	loader_free(s->loader);
	confine_free(s->confine);
	listen_clear(&s->listening, s->nworkers);
	for (i = 0; i < SIGNALS; i++)
		if (s->signals[i] != NULL)
			event_free(s->signals[i]);
	watchdog_free(s->watchdog);
	if (s->base != NULL)
		event_base_free(s->base);
	libevent_global_shutdown();
	conf_free(s->conf);
	free(s->pidfile_path);
	sdnotify_close();
}

int
service_run(const struct service_options *options, struct conf *conf,
    bool *must_hurry)
{
	/* A loader that is left behind uses it until the process ends. */
	static struct service	 s;
	int			 rc;

	s = (struct service){
		.options = *options, .conf = conf, .control_fd = -1,
		.metrics_fd = -1
	};

	rc = open_privileged(&s);
	if (rc == 0 && !options->is_foreground) {
		rc = background_start(&s.status);
		if (rc == -1)
			log_write(LEVEL_ERROR, "background: %s; mxd does not "
			    "start", strerror(errno));
	}
	if (rc == 1) {		/* the parent: its files are the daemon's */
		(void)pidfile_close(s.pidfile);
		free(s.control_path);
		s.pidfile = NULL;
		s.control_path = NULL;
	} else if (rc == 0 && serve(&s) == -1) {
		rc = -1;
	}
	if (rc == -1)
		s.status = 1;
	if (end_threads(&s) == -1) {
		remove_files(&s);
		log_write(LEVEL_NOTICE, "mxd has ended, in the middle of a "
		    "zone that was being read");
		*must_hurry = true;
		return s.status;
	}
	clear(&s);
	/* What was not freed is to be seen as a leak. */
	s = (struct service){.status = s.status};
	if (rc == 0)
		log_write(LEVEL_NOTICE, "mxd has ended");
	log_close();
	return s.status;
}
