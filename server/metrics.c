/* SPDX-License-Identifier: ISC */
#include <sys/resource.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "server/bulletin.h"
#include "server/clock.h"
#include "server/expose.h"
#include "server/history.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/page.h"
#include "server/style.h"

/* Those who watch ask every few seconds. */
#define BACKLOG		16

/* A request has no body, and little in front of it. */
#define HEADERS_MAX	8192
#define BODY_MAX	0

/* How long a client may take for a request or an answer. */
#define PATIENCE_S	10

/* Without descriptors, so long none is accepted. */
#define PAUSE_S		1

struct metrics {
	struct metrics_env	 env;
	struct evhttp		*http;
	struct event		*on_sample;
	struct history		*history;
	struct bulletin		*board;
	struct bulletin		*exchanges;
	int			 statm_fd;	/* /proc/self/statm; -1: none */
	char			 host[HOST_NAME_MAX + 1];
	char			 policy[STYLE_POLICY_MAX];
};

/* Who waits for a text of the loader.  Its client may be gone meanwhile;
   libevent knows. */
struct pending {
	struct metrics		*metrics;
	struct evhttp_request	*request;
};

int
metrics_bind(const struct conf_listen *at)
{
	const struct sockaddr	*addr = (const struct sockaddr *)&at->addr;
	char			 text[LISTEN_TEXT_MAX];
	int			 fd, on = 1;

	fd = socket(addr->sa_family, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);
	if (fd != -1 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, addr, at->addr_len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	log_write(LEVEL_ERROR, "%s:%u: metrics on %s: %s; mxd does not start",
	    at->at.file, at->at.line, listen_to_text(&at->addr, text),
	    errno == EADDRINUSE ? "another program listens there; give "
	    "another port" : strerror(errno));
	if (fd != -1)
		(void)close(fd);
	return -1;
}

/* Resident memory in octets; 0: not known. */
static uint64_t
resident(const struct metrics *m)
{
	char		 text[128];
	const char	*pages;
	ssize_t		 n;

	n = m->statm_fd == -1 ? -1 : pread(m->statm_fd, text,
	    sizeof(text) - 1, 0);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	if ((pages = strchr(text, ' ')) == NULL)
		return 0;
	return (uint64_t)strtoul(pages, NULL, 10) *
	    (uint64_t)sysconf(_SC_PAGESIZE);
}

static double
seconds(const struct timeval *tv)
{
	return (double)tv->tv_sec + (double)tv->tv_usec / 1e6;
}

static void
sum_up(const struct metrics *m, struct stats *sum)
{
	unsigned	 w;

	for (w = 0; w < m->env.nworkers; w++)
		stats_sum(sum, worker_stats(m->env.workers[w]));
}

static void
look(const struct metrics *m, struct exposure *e)
{
	struct rusage	 used;

	*e = (struct exposure){.workers = m->env.nworkers,
	    .started = m->env.started};
	sum_up(m, &e->sum);
	loader_get_status(m->env.loader, &e->status);
	e->usage.memory = resident(m);
	if (getrusage(RUSAGE_SELF, &used) == 0)
		e->usage.cpu_s = seconds(&used.ru_utime) +
		    seconds(&used.ru_stime);
}

static void
answer(struct evhttp_request *req, int code, const char *type,
    const char *text)
{
	struct evkeyvalq	*out = evhttp_request_get_output_headers(req);
	struct evbuffer		*body = evhttp_request_get_output_buffer(req);
	bool			 is_head = evhttp_request_get_command(req) ==
				    EVHTTP_REQ_HEAD;
	char			 len[24];

	/* What memory does not suffice for is missing, and that is all. */
	(void)evhttp_add_header(out, "Content-Type", type);
	(void)evhttp_add_header(out, "Cache-Control", "no-store");
	(void)evhttp_add_header(out, "X-Content-Type-Options", "nosniff");
	if (text == NULL ||
	    (!is_head && evbuffer_add(body, text, strlen(text)) == -1)) {
		evhttp_send_error(req, HTTP_SERVUNAVAIL, "out of memory");
		return;
	}
	/* To HEAD libevent sends a body if there is one, and no length. */
	if (is_head) {
		(void)snprintf(len, sizeof(len), "%zu", strlen(text));
		(void)evhttp_add_header(out, "Content-Length", len);
	}
	evhttp_send_reply(req, code, NULL, NULL);
}

#define PLAIN	"text/plain; charset=utf-8"

static void
answer_metrics(struct metrics *m, struct evhttp_request *req,
    const char *exchanges)
{
	struct exposure	 e;
	char		*text;

	look(m, &e);
	e.exchanges = exchanges;
	text = expose_text(&e);
	answer(req, HTTP_OK, "text/plain; version=0.0.4; charset=utf-8",
	    text);
	free(text);
}

static void
on_exchanges(void *arg, const char *text, time_t at)
{
	struct pending	*p = arg;

	(void)at;	/* counters that are a little old */
	answer_metrics(p->metrics, p->request, text);
	free(p);
}

static void
on_board(void *arg, const char *text, time_t at)
{
	struct pending	*p = arg;
	struct exposure	 now;
	struct page	 page = {.now = &now, .history = p->metrics->history,
	    .host = p->metrics->host, .board = text, .board_at = at,
	    .at = time(NULL)};
	char		*html, refresh[16];
	struct evkeyvalq *out;

	look(p->metrics, &now);
	html = page_make(&page);
	out = evhttp_request_get_output_headers(p->request);
	(void)snprintf(refresh, sizeof(refresh), "%d", PAGE_REFRESH_S);
	(void)evhttp_add_header(out, "Refresh", refresh);
	(void)evhttp_add_header(out, "Referrer-Policy", "no-referrer");
	/* Without its policy no page is shown. */
	if (evhttp_add_header(out, "Content-Security-Policy",
	    p->metrics->policy) == -1) {
		free(html);
		html = NULL;
	}
	answer(p->request, HTTP_OK, "text/html; charset=utf-8", html);
	free(html);
	free(p);
}

/* Answer when the loader has said something, if it is not busy. */
static void
answer_later(struct metrics *m, struct evhttp_request *req,
    struct bulletin *from, void (*done)(void *, const char *, time_t))
{
	struct pending	*p;

	if ((p = malloc(sizeof(*p))) == NULL) {
		evhttp_send_error(req, HTTP_SERVUNAVAIL, "out of memory");
		return;
	}
	p->metrics = m;
	p->request = req;
	bulletin_get(from, done, p);
}

static void
metrics_on_page(struct evhttp_request *req, void *arg)
{
	struct metrics	*m = arg;

	answer_later(m, req, m->board, on_board);
}

static void
metrics_on_metrics(struct evhttp_request *req, void *arg)
{
	struct metrics		*m = arg;
	struct loader_status	 status;

	loader_get_status(m->env.loader, &status);
	if (status.exchanges == 0)
		answer_metrics(m, req, NULL);
	else
		answer_later(m, req, m->exchanges, on_exchanges);
}

static void
metrics_on_health(struct evhttp_request *req, void *arg)
{
	(void)arg;
	answer(req, HTTP_OK, PLAIN, "mxd runs\n");
}

static void
metrics_on_ready(struct evhttp_request *req, void *arg)
{
	const struct metrics	*m = arg;
	struct loader_status	 status;

	loader_get_status(m->env.loader, &status);
	if (status.generation > 0)
		answer(req, HTTP_OK, PLAIN, "mxd answers queries\n");
	else
		answer(req, HTTP_SERVUNAVAIL, PLAIN, "mxd loads its "
		    "zones\n");
}

static void
metrics_on_other(struct evhttp_request *req, void *arg)
{
	(void)arg;
	answer(req, HTTP_NOTFOUND, PLAIN, "there are /, /metrics, /healthz "
	    "and /readyz\n");
}

static const struct {
	const char	*path;
	void		(*tell)(struct evhttp_request *, void *);
} pages[] = {
	{"/", metrics_on_page},
	{"/metrics", metrics_on_metrics},
	{"/healthz", metrics_on_health},
	{"/readyz", metrics_on_ready}
};

static void
metrics_on_sample(evutil_socket_t fd, short what, void *arg)
{
	struct metrics	*m = arg;
	struct stats	 sum = {.took_ns = 0};

	(void)fd;
	(void)what;
	sum_up(m, &sum);
	history_add(m->history, clock_ms(), &sum);
}

/* The base does not run any more when there is no listener. */
static void
metrics_on_resume(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)evconnlistener_enable(arg);
}

/* Without this libevent would try again at once, and go on with that. */
static void
metrics_on_refused(struct evconnlistener *listener, void *arg)
{
	static const struct timeval	 pause = {PAUSE_S, 0};

	(void)arg;	/* libevent's */
	log_limited(LEVEL_WARNING, "metrics: no client can be accepted: %s; "
	    "they wait", strerror(errno));
	if (event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT,
	    metrics_on_resume, listener, &pause) == 0)
		(void)evconnlistener_disable(listener);
}

/* Takes fd, also on failure. */
static int
accept_at(struct metrics *m, struct event_base *base, int fd)
{
	struct evconnlistener	*listener;

	listener = evconnlistener_new(base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE |
	    LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (listener == NULL) {
		(void)close(fd);
		return -1;
	}
	if (evhttp_bind_listener(m->http, listener) == NULL) {
		evconnlistener_free(listener);
		return -1;
	}
	evconnlistener_set_error_cb(listener, metrics_on_refused);
	return 0;
}

static int
set_up(struct metrics *m, struct event_base *base)
{
	size_t	 i;

	if ((m->http = evhttp_new(base)) == NULL)
		return -1;
	evhttp_set_timeout(m->http, PATIENCE_S);
	evhttp_set_max_headers_size(m->http, HEADERS_MAX);
	evhttp_set_max_body_size(m->http, BODY_MAX);
	evhttp_set_allowed_methods(m->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_gencb(m->http, metrics_on_other, m);
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (evhttp_set_cb(m->http, pages[i].path, pages[i].tell,
		    m) != 0)
			return -1;
	return 0;
}

/* What the page is made of. */
static int
set_up_page(struct metrics *m, struct event_base *base)
{
	static const struct timeval	 each = {
		HISTORY_SAMPLE_MS / 1000, HISTORY_SAMPLE_MS % 1000 * 1000
	};

	if (gethostname(m->host, sizeof(m->host)) == -1)
		m->host[0] = '\0';
	m->host[sizeof(m->host) - 1] = '\0';
	if (style_policy(m->policy) == -1 ||
	    (m->history = history_new(clock_ms())) == NULL ||
	    (m->board = bulletin_new(base, m->env.loader,
	    LOADER_TELL_BOARD)) == NULL ||
	    (m->exchanges = bulletin_new(base, m->env.loader,
	    LOADER_TELL_EXCHANGES)) == NULL)
		return -1;
	m->on_sample = event_new(base, -1, EV_PERSIST, metrics_on_sample, m);
	return m->on_sample == NULL ? -1 : event_add(m->on_sample, &each);
}

struct metrics *
metrics_new(struct event_base *base, int fd, const struct metrics_env *env)
{
	struct metrics	*m;

	if ((m = calloc(1, sizeof(*m))) == NULL) {
		(void)close(fd);
		return NULL;
	}
	m->env = *env;
	/* Before the file system is out of sight. */
	m->statm_fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (set_up(m, base) == -1 || set_up_page(m, base) == -1) {
		(void)close(fd);
		metrics_free(m);
		return NULL;
	}
	if (accept_at(m, base, fd) == 0)
		return m;
	metrics_free(m);
	return NULL;
}

void
metrics_free(struct metrics *m)
{
	if (m == NULL)
		return;
	bulletin_free(m->board);
	bulletin_free(m->exchanges);
	if (m->http != NULL)
		evhttp_free(m->http);
	if (m->on_sample != NULL)
		event_free(m->on_sample);
	history_free(m->history);
	if (m->statm_fd != -1)
		(void)close(m->statm_fd);
	free(m);
}
