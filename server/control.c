/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "server/clock.h"
#include "server/control.h"
#include "server/log.h"
#include "zones/version.h"

/* Operators and their scripts; more than that wait in the kernel. */
#define CLIENTS_MAX	16

/* Out of descriptors: when to try again. */
#define PAUSE_MS	100

/* How long a client may take to ask, and to fetch its answer. */
#define ASK_S		10
#define FETCH_S		60

struct client {
	TAILQ_ENTRY(client)	 link;
	struct control		*control;
	struct bufferevent	*bev;
	bool			 is_asked;	/* its command has come */
	bool			 is_answered;	/* all is in its buffer */
	bool			 does_stop;	/* mxd, when all is sent */
	const char		*argument;	/* while its command is run */
};

struct control {
	struct control_env	 env;
	struct event_base	*base;		/* borrowed */
	struct event		*on_ready;
	struct event		*on_resume;	/* accept again */
	TAILQ_HEAD(, client)	 clients;
	unsigned		 nclients;
	int			 fd;
};

typedef void command_fn(struct client *);

static command_fn do_help, do_reload, do_spread, do_stats, do_status, do_stop,
    do_zone, do_zones;

static const struct {
	struct control_row	 row;
	command_fn		*run;
} commands[] = {
	{{"help", NULL, "list the commands", false}, do_help},
	{{"reload", NULL, "read configuration and zones again, wait for it",
	    true}, do_reload},
	{{"spread", "name", "print how its records took turns", false},
	    do_spread},
	{{"stats", NULL, "print the counters", false}, do_stats},
	{{"status", NULL, "print how mxd is", false}, do_status},
	{{"stop", NULL, "end mxd", true}, do_stop},
	{{"zone", "name", "print how a zone is", false}, do_zone},
	{{"zones", NULL, "list the zones", false}, do_zones}
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

const struct control_row *
control_row(size_t i)
{
	return i < COMMANDS ? &commands[i].row : NULL;
}

static void
pause_accepting(struct control *t)
{
	static const struct timeval	 pause = {0, PAUSE_MS * 1000};

	(void)event_del(t->on_ready);
	(void)event_add(t->on_resume, &pause);
}

static void
accept_clients(struct control *t)
{
	if (t->nclients < CLIENTS_MAX && event_add(t->on_ready, NULL) == -1)
		pause_accepting(t);
}

static void
client_free(struct client *c)
{
	struct control	*t = c->control;

	loader_forget(t->env.loader, c);
	TAILQ_REMOVE(&t->clients, c, link);
	bufferevent_free(c->bev);
	free(c);
	t->nclients--;
	accept_clients(t);
}

static struct evbuffer *
out(struct client *c)
{
	return bufferevent_get_output(c->bev);
}

/* Text lost for lack of memory makes the answer short, nothing worse. */
static void
begin_answer(struct client *c, int rc)
{
	c->is_answered = true;
	(void)evbuffer_add_printf(out(c), rc == 0 ? "ok\n" : "error\n");
}

static void
do_help(struct client *c)
{
	size_t	 i;

	begin_answer(c, 0);
	for (i = 0; i < COMMANDS; i++)
		(void)evbuffer_add_printf(out(c), "%s%s%s: %s\n",
		    commands[i].row.name,
		    commands[i].row.argument == NULL ? "" : " ",
		    commands[i].row.argument == NULL ? "" :
		    commands[i].row.argument, commands[i].row.help);
}

static void
on_outcome(void *arg, int rc, const char *text)
{
	struct client	*c = arg;
	size_t		 len = strlen(text);

	begin_answer(c, rc);
	(void)evbuffer_add(out(c), text, len);
	if (len > 0 && text[len - 1] != '\n')
		(void)evbuffer_add(out(c), "\n", 1);
}

/* The answer comes when the loader has it. */
static void
ask_loader(struct client *c, enum loader_request what)
{
	if (loader_ask(c->control->env.loader, what, on_outcome, c) == -1)
		on_outcome(c, -1, "mxd is out of memory");
}

static void
do_reload(struct client *c)
{
	ask_loader(c, LOADER_RELOAD);
}

static void
do_zones(struct client *c)
{
	ask_loader(c, LOADER_LIST_ZONES);
}

/* The same about what stands behind the command. */
static void
ask_name(struct client *c, enum loader_request what)
{
	if (loader_ask_name(c->control->env.loader, what, c->argument,
	    on_outcome, c) == -1)
		on_outcome(c, -1, "mxd is out of memory");
}

static void
do_zone(struct client *c)
{
	ask_name(c, LOADER_TELL_ZONE);
}

static void
do_spread(struct client *c)
{
	ask_name(c, LOADER_TELL_SPREAD);
}

static void
do_stats(struct client *c)
{
	const struct control_env	*env = &c->control->env;
	struct stats			 sum = {.took_ns = 0};
	unsigned			 w;
	int				 i;

	for (w = 0; w < env->nworkers; w++)
		stats_sum(&sum, worker_stats(env->workers[w]));
	begin_answer(c, 0);
	for (i = 0; i < STAT_COUNT; i++)
		(void)evbuffer_add_printf(out(c), "%s %" PRIu64 "\n",
		    stats_name((enum stat_id)i), sum.n[i]);
}

static void
do_status(struct client *c)
{
	const struct control_env	*env = &c->control->env;
	struct loader_status		 st;
	struct tm			 tm;
	char				 when[32] = "never";
	const char			*last;

	loader_get_status(env->loader, &st);
	if (st.when != 0 && gmtime_r(&st.when, &tm) != NULL)
		(void)strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	last = st.text[0] == '\0' ? "loading its zones" : st.text;
	begin_answer(c, 0);
	(void)evbuffer_add_printf(out(c),
	    "version %s\npid %ld\nuptime %" PRIu64 "\nworkers %u\n"
	    "generation %" PRIu64 "\nzones %zu\nfailing %zu\n"
	    "errors %" PRIu64 "\nwarnings %" PRIu64 "\nadvice %" PRIu64 "\n"
	    "loaded %s\noutcome %s\nlast %s\n",
	    MXD_VERSION, (long)getpid(),
	    (clock_ms() - env->started_ms) / 1000, env->nworkers,
	    st.generation, st.zones, st.failing, st.found[SEV_ERROR],
	    st.found[SEV_WARNING], st.found[SEV_INFO], when,
	    st.rc == 0 ? "ok" : "error", last);
}

static void
do_stop(struct client *c)
{
	begin_answer(c, 0);
	c->does_stop = true;
}

static void
log_change(const struct client *c, const char *command)
{
	struct ucred	 who = {0, 0, 0};
	socklen_t	 len = sizeof(who);

	if (getsockopt(bufferevent_getfd(c->bev), SOL_SOCKET, SO_PEERCRED,
	    &who, &len) == -1)
		log_write(LEVEL_NOTICE, "control: %s", command);
	else
		log_write(LEVEL_NOTICE, "control: %s, asked by user %u, "
		    "pid %ld", command, (unsigned)who.uid, (long)who.pid);
}

static void
refuse(struct client *c, const char *why)
{
	begin_answer(c, -1);
	(void)evbuffer_add_printf(out(c), "%s\n", why);
}

/* One line: a command, and behind a blank what it is about. */
static void
run_command(struct client *c, char *line)
{
	const struct control_row	*row;
	char				*rest = line;
	const char			*word = strsep(&rest, " ");
	size_t				 i;

	for (i = 0; i < COMMANDS; i++) {
		row = &commands[i].row;
		if (strcmp(word, row->name) != 0)
			continue;
		if (row->argument == NULL && rest != NULL)
			refuse(c, "this command takes nothing behind it");
		else if (row->argument != NULL && (rest == NULL ||
		    *rest == '\0'))
			refuse(c, "this command needs something behind it; "
			    "try help");
		else {
			if (row->does_change)
				log_change(c, word);
			c->argument = rest;
			commands[i].run(c);
		}
		return;
	}
	refuse(c, "there is no such command; try help");
}

static void
client_on_read(struct bufferevent *bev, void *arg)
{
	struct client	*c = arg;
	struct evbuffer	*in = bufferevent_get_input(bev);
	char		*line;

	if (c->is_asked)
		return;
	line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF);
	if (line == NULL && evbuffer_get_length(in) < CONTROL_LINE_MAX)
		return;
	c->is_asked = true;
	(void)bufferevent_disable(bev, EV_READ);
	if (line != NULL)
		run_command(c, line);
	else
		refuse(c, "the command is too long");
	free(line);
}

/* Its command counts, whether or not it has waited for the answer. */
static void
client_end(struct client *c)
{
	struct control	*t = c->control;
	bool		 does_stop = c->does_stop;

	client_free(c);
	if (does_stop)
		t->env.stop(t->env.arg);
}

/* All that was written so far has been fetched. */
static void
client_on_write(struct bufferevent *bev, void *arg)
{
	struct client	*c = arg;

	(void)bev;
	if (c->is_answered)
		client_end(c);
}

static void
client_on_event(struct bufferevent *bev, short what, void *arg)
{
	(void)bev;
	(void)what;
	client_end(arg);	/* gone, or too slow */
}

static void
client_new(struct control *t, int fd)
{
	static const struct timeval	 ask = {ASK_S, 0}, fetch = {FETCH_S, 0};
	struct client			*c;

	if ((c = calloc(1, sizeof(*c))) == NULL) {
		(void)close(fd);
		return;
	}
	c->bev = bufferevent_socket_new(t->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (c->bev == NULL) {
		(void)close(fd);
		free(c);
		return;
	}
	c->control = t;
	TAILQ_INSERT_TAIL(&t->clients, c, link);
	if (++t->nclients == CLIENTS_MAX)
		(void)event_del(t->on_ready);
	bufferevent_setcb(c->bev, client_on_read, client_on_write,
	    client_on_event, c);
	bufferevent_setwatermark(c->bev, EV_READ, 0, CONTROL_LINE_MAX);
	if (bufferevent_set_timeouts(c->bev, &ask, &fetch) == -1 ||
	    bufferevent_enable(c->bev, EV_READ) == -1)
		client_free(c);
}

static void
control_on_ready(evutil_socket_t listener, short what, void *arg)
{
	int	 fd;

	(void)what;
	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd != -1) {
		client_new(arg, fd);
		return;
	}
	if (errno == EAGAIN || errno == ECONNABORTED)
		return;
	log_limited(LEVEL_WARNING, "control: no client can be accepted: %s; "
	    "they wait", strerror(errno));
	pause_accepting(arg);
}

static void
control_on_resume(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	accept_clients(arg);
}

/* Is a file in the way that nobody answers at?  Then take it away. */
static int
clear_way(const struct sockaddr_un *un)
{
	struct stat	 st;
	int		 fd, rc;

	if (lstat(un->sun_path, &st) == -1)
		return errno == ENOENT ? 0 : -1;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1)
		return -1;
	rc = connect(fd, (const struct sockaddr *)un, sizeof(*un));
	(void)close(fd);
	if (rc == 0) {
		errno = EADDRINUSE;
		return -1;
	}
	return unlink(un->sun_path);
}

static int
bind_at(int fd, const struct sockaddr_un *un, uid_t uid, gid_t gid)
{
	mode_t	 old;
	int	 rc;

	/* Never wider than it will be, not even for a moment. */
	old = umask(0117);
	rc = bind(fd, (const struct sockaddr *)un, sizeof(*un));
	(void)umask(old);
	if (rc == -1)
		return -1;
	if (geteuid() == 0 && lchown(un->sun_path, uid, gid) == -1)
		return -1;
	return listen(fd, CLIENTS_MAX);
}

int
control_bind(const char *path, uid_t uid, gid_t gid)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	const char		*hint = "";
	int			 fd = -1, error = ENAMETOOLONG;

	if (strlcpy(un.sun_path, path, sizeof(un.sun_path)) <
	    sizeof(un.sun_path)) {
		fd = socket(AF_UNIX,
		    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (fd != -1 && clear_way(&un) == 0 &&
		    bind_at(fd, &un, uid, gid) == 0)
			return fd;
		error = errno;
	}
	if (error == EADDRINUSE)
		hint = ": another mxd answers there";
	else if (error == EEXIST)
		hint = " and is no socket";
	log_write(LEVEL_ERROR, "control %s: %s%s; mxd does not start", path,
	    strerror(error), hint);
	if (fd != -1)
		(void)close(fd);
	return -1;
}

struct control *
control_new(struct event_base *base, int fd, const struct control_env *env)
{
	struct control	*t;

	if ((t = calloc(1, sizeof(*t))) == NULL) {
		(void)close(fd);
		return NULL;
	}
	t->env = *env;
	t->base = base;
	t->fd = fd;
	TAILQ_INIT(&t->clients);
	t->on_ready = event_new(base, fd, EV_READ | EV_PERSIST,
	    control_on_ready, t);
	t->on_resume = evtimer_new(base, control_on_resume, t);
	if (t->on_ready == NULL || t->on_resume == NULL ||
	    event_add(t->on_ready, NULL) == -1) {
		control_free(t);
		return NULL;
	}
	return t;
}

void
control_free(struct control *t)
{
	struct client	*c, *next;

	if (t == NULL)
		return;
	TAILQ_FOREACH_SAFE(c, &t->clients, link, next)
		client_free(c);
	if (t->on_ready != NULL)
		event_free(t->on_ready);
	if (t->on_resume != NULL)
		event_free(t->on_resume);
	(void)close(t->fd);
	free(t);
}
