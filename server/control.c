/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "server/control.h"
#include "server/log.h"

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
	struct command		 command;
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

	command_clear(&c->command);
	TAILQ_REMOVE(&t->clients, c, link);
	bufferevent_free(c->bev);
	free(c);
	t->nclients--;
	accept_clients(t);
}

/* Its command counts, whether or not it has waited for the answer. */
static void
client_end(struct client *c)
{
	struct control	*t = c->control;
	bool		 does_stop = c->command.does_stop;

	client_free(c);
	if (does_stop)
		t->env.stop(t->env.arg);
}

/* Without memory there may be nothing to send, or no way to wait until it can
   be sent; libevent tells neither, and the client would wait for ever. */
static void
fetch_or_end(struct client *c)
{
	if (evbuffer_get_length(bufferevent_get_output(c->bev)) == 0 ?
	    c->command.is_answered : bufferevent_enable(c->bev, EV_WRITE) == -1)
		client_end(c);
}

static void
refuse_long(struct client *c, struct evbuffer *in)
{
	char		 start[16];
	ev_ssize_t	 len = evbuffer_copyout(in, start, sizeof(start));

	command_refuse_long(&c->command, start, len > 0 ? (size_t)len : 0);
}

static void
client_on_read(struct bufferevent *bev, void *arg)
{
	struct client		*c = arg;
	struct evbuffer		*in = bufferevent_get_input(bev);
	struct evbuffer_ptr	 end;
	size_t			 eol_len = 0, len;
	char			*line = NULL;

	if (c->is_asked)
		return;
	/* Two reads may bring more than a line may have, and its end. */
	end = evbuffer_search_eol(in, NULL, &eol_len, EVBUFFER_EOL_CRLF);
	len = end.pos == -1 ? evbuffer_get_length(in) + 1 :
	    (size_t)end.pos + eol_len;
	if (end.pos == -1 && len <= CONTROL_LINE_MAX)
		return;
	c->is_asked = true;
	(void)bufferevent_disable(bev, EV_READ);
	if (len > CONTROL_LINE_MAX)
		refuse_long(c, in);
	else if ((line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL)
		command_run(&c->command, line);
	else {
		client_end(c);		/* out of memory */
		return;
	}
	free(line);
	fetch_or_end(c);
}

/* All that was written so far has been fetched. */
static void
client_on_write(struct bufferevent *bev, void *arg)
{
	struct client	*c = arg;

	(void)bev;
	command_go_on(&c->command);
	if (c->command.is_answered)
		client_end(c);
}

/* The loader has said something, perhaps nothing to write. */
static void
client_on_part(void *arg)
{
	struct client	*c = arg;

	if (evbuffer_get_length(bufferevent_get_output(c->bev)) == 0)
		client_on_write(c->bev, c);
	else
		fetch_or_end(c);
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
	c->command.env = &t->env.command;
	c->command.out = bufferevent_get_output(c->bev);
	c->command.fd = fd;
	c->command.on_part = client_on_part;
	c->command.arg = c;
	TAILQ_INSERT_TAIL(&t->clients, c, link);
	if (++t->nclients == CLIENTS_MAX)
		(void)event_del(t->on_ready);
	bufferevent_setcb(c->bev, client_on_read, client_on_write,
	    client_on_event, c);
	/* No watermark: libevent 2.1 takes memory for that, and does not look
	   whether it got it.  Each read is looked at, so less than two of
	   them are held. */
	(void)bufferevent_set_max_single_read(c->bev, CONTROL_LINE_MAX);
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
	int	 rc, error;

	/* Never wider than it will be, not even for a moment. */
	old = umask(0117);
	rc = bind(fd, (const struct sockaddr *)un, sizeof(*un));
	(void)umask(old);
	if (rc == -1)
		return -1;
	if ((geteuid() != 0 || lchown(un->sun_path, uid, gid) == 0) &&
	    listen(fd, CLIENTS_MAX) == 0)
		return 0;
	error = errno;
	(void)unlink(un->sun_path);
	errno = error;
	return -1;
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
