/* SPDX-License-Identifier: ISC */
/*
 * The control socket.  Input: how long the pieces are that the client sends,
 * then what it sends.  It gets one answer, of one line that mxctl knows and
 * then of JSON if it asked for that, or of lines without control characters;
 * a line that does not end gets none.
 *
 * Main and loader are one thread here: what is asked is answered before
 * loader_inquire() returns to the event loop.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/account.h"
#include "server/confine.h"
#include "server/control.h"
#include "server/log.h"
#include "server/lookout.h"
#include "server/progress.h"
#include "server/rounds.h"
#include "tests/fuzz/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* More rounds of the event loop than the longest input takes. */
#define TURNS_MAX	200000

#define HEARD_MAX	(1024 * 1024)

static const struct {
	const char	*name;
	const char	*text;
} files[] = {
	{"conf", "confine off\nlog to file \"/dev/null\"\n"
	    "listen on 127.0.0.1 port 9\n"
	    "zone \"example.com\" { file \"com\" }\n"
	    "zone \"a\\\\\\\"b.\\\\001\\\\255\" { file \"com\" }\n"
	    "zone \"bad\" { file \"bad\" }\n"
	    "zone \"gone\" { file \"gone\" }\n"
	    "template \"hosted\" { file \"com\"; domains \"list\" }\n"},
	{"com", "@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n"
	    "@ 60 MX 10 mx1\n@ 60 MX 10 mx2\nmx1 60 A 192.0.2.2\n"
	    "@ 60 TXT \"v=spf1 include:nowhere ~all\"\n"},
	{"bad", "@ 60 SOA ns h 1 2 3 4 5\n@ 60 MX mx \x1b[31m 10\n"},
	{"list", "one.example\ntwo.example\n"}
};

#define FILES	(sizeof(files) / sizeof(files[0]))

/* What the loader is. */
static struct {
	struct loader_setup	 setup;
	struct loader_status	 status;
	struct rounds		*rounds;
	struct lookout		 lookout;
	struct account		*account;
	struct confine		*confine;	/* made and not entered */
	struct snapshot		*retired;
	atomic_bool		 is_stopping;
	atomic_bool		 is_awaited;
} here;

static char			 dir[] = "/tmp/mxd-fuzz-XXXXXX";
static struct event_base	*base;
static struct sockaddr_un	 address = {.sun_family = AF_UNIX};
static char			 heard[HEARD_MAX];

static void
retire(void *arg, struct snapshot *s)
{
	(void)arg;
	s->next_retired = here.retired;
	here.retired = s;
}

/* As the loader does between two requests. */
static void
rest(void)
{
	struct snapshot	*s;

	while (rounds_has_advice(here.rounds))
		rounds_advise(here.rounds, &here.status);
	while ((s = here.retired) != NULL) {
		here.retired = s->next_retired;
		rounds_bury(here.rounds, s);
	}
}

static void
reload(void)
{
	const struct rounds_task task = {.account = here.account};
	char			 text[RELOAD_TEXT_MAX];

	account_begin(here.account);
	(void)rounds_do(here.rounds, &task, text, &here.status);
}

static char *
answer(struct inquiry *q, size_t *len)
{
	if (q->kind != INQUIRE_RELOAD)
		return inquiry_answer(q, here.rounds, &here.setup,
		    &here.status, len);
	if (q->name != NULL)
		return lookout_reload(&here.lookout, here.rounds, here.account,
		    q, &here.status, len);
	reload();
	return inquiry_account(q, here.account, len);
}

/* Whom to tell; a client at a time. */
static struct {
	struct inquiry	 inquiry;
	loader_told_fn	*done;
	void		*arg;
} waiting;

int
loader_inquire(struct loader *l, const struct inquiry *inquiry,
    loader_told_fn *told, void *arg)
{
	(void)l;
	require(waiting.done == NULL);
	waiting.inquiry = *inquiry;
	if (inquiry->name != NULL)
		require((waiting.inquiry.name = strdup(inquiry->name)) != NULL);
	waiting.done = told;
	waiting.arg = arg;
	return 0;
}

void
loader_forget(struct loader *l, const void *arg)
{
	(void)l;
	if (waiting.done == NULL || waiting.arg != arg)
		return;
	waiting.done = NULL;
	free(waiting.inquiry.name);
}

void
loader_get_status(struct loader *l, struct loader_status *status)
{
	(void)l;
	*status = here.status;
}

static void
serve_inquiry(void)
{
	loader_told_fn	*done = waiting.done;
	char		*text;
	size_t		 len = 0;

	if (done == NULL)
		return;
	text = answer(&waiting.inquiry, &len);
	require(text != NULL && text[len] == '\0');
	free(waiting.inquiry.name);
	waiting.inquiry.name = NULL;
	waiting.done = NULL;
	done(waiting.arg, &waiting.inquiry, text, len);
	free(text);
	rest();
}

static void
path_of(char path[64], const char *name)
{
	(void)snprintf(path, 64, "%s/%s", dir, name);
}

static void
clean_up(void)
{
	char	 path[64];
	size_t	 i;

	rounds_close(here.rounds);
	rest();
	rounds_free(here.rounds);
	account_free(here.account);
	confine_free(here.confine);
	for (i = 0; i < FILES; i++) {
		path_of(path, files[i].name);
		(void)unlink(path);
	}
	(void)rmdir(dir);
}

static void
write_files(void)
{
	char	 path[64];
	size_t	 i;
	FILE	*to;

	require(mkdtemp(dir) != NULL);
	for (i = 0; i < FILES; i++) {
		path_of(path, files[i].name);
		require((to = fopen(path, "w")) != NULL);
		require(fputs(files[i].text, to) != EOF && fclose(to) == 0);
	}
}

/* An address that has no file, for this process alone. */
static int
listen_here(void)
{
	int	 fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	(void)snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
	    "mxd-fuzz-%ld", (long)getpid());
	require(fd != -1 && bind(fd, (struct sockaddr *)&address,
	    sizeof(address)) == 0 && listen(fd, 16) == 0);
	return fd;
}

static void
on_stop(void *arg)
{
	(void)arg;
}

static struct control *
start(void)
{
	static struct listen_set listening;
	static struct progress	 progress;
	struct control_env	 env = {.stop = on_stop};
	struct report		*rep = report_new(1);
	static char		 path[64];
	struct log_settings	 set;

	write_files();
	path_of(path, "conf");
	here.setup.conf_path = path;
	here.setup.listening = &listening;
	require(rep != NULL &&
	    conf_load(path, rep, &here.setup.conf) == 0);
	report_free(rep);
	set = log_choose(here.setup.conf, false, false);
	require(log_open(&set) == 0);
	require((base = event_base_new()) != NULL);
	require((here.account = account_new()) != NULL);
	here.confine = confine_new(here.setup.conf, geteuid(), false, NULL);
	require(here.confine != NULL);
	here.rounds = rounds_new(&here.setup, &here.is_stopping,
	    &here.is_awaited, retire, NULL);
	require(here.rounds != NULL && atexit(clean_up) == 0);
	env.command.confine = here.confine;
	env.command.progress = &progress;
	reload();
	rest();
	return control_new(base, listen_here(), &env);
}

static bool
is_head(const char *text, size_t len, size_t *used)
{
	const char	*end = memchr(text, '\n', len);
	size_t		 n;

	if (end == NULL)
		return false;
	*used = (size_t)(end + 1 - text);
	n = len >= 2 && memcmp(text, "ok", 2) == 0 ? 2 :
	    len >= 5 && memcmp(text, "error", 5) == 0 ? 5 : 0;
	if (n > 0 && text[n] == ' ')
		for (n++; text[n] >= '0' && text[n] <= '9'; n++)
			continue;
	return n > 0 && text + n == end;
}

static void
check(const char *text, size_t len, bool is_json)
{
	size_t	used, i;

	require(is_head(text, len, &used));
	if (is_json)
		require(judge_json(text + used, len - used));
	for (i = used; i < len; i++)
		require(text[i] == '\n' || ((uint8_t)text[i] >= ' ' &&
		    text[i] != 0x7f));
	require(text[len - 1] == '\n');
}

/* All that comes back until the other side ends. */
static size_t
converse(int fd, const uint8_t *said, size_t len, size_t piece)
{
	size_t	 have = 0, part;
	ssize_t	 n = -1;
	int	 turns, does_end = 0;

	for (turns = 0; turns < TURNS_MAX; turns++) {
		part = len < piece ? len : piece;
		n = part == 0 ? -1 : send(fd, said, part,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			said += n;
			len -= (size_t)n;
		}
		if (len == 0 && !does_end) {
			(void)shutdown(fd, SHUT_WR);
			does_end = 1;
		}
		require(event_base_loop(base, EVLOOP_NONBLOCK) != -1);
		serve_inquiry();
		n = recv(fd, heard + have, sizeof(heard) - have, MSG_DONTWAIT);
		if (n == 0 || (n == -1 && errno != EAGAIN))
			return have;	/* or reset, with input unread */
		if (n > 0)
			have += (size_t)n;
		require(have < sizeof(heard));
	}
	abort();	/* nobody ended it */
}

/* What one line is, by the rules of the protocol. */
static bool
is_line(const uint8_t *said, size_t len)
{
	return len >= CONTROL_LINE_MAX || (len > 0 &&
	    memchr(said, '\n', len) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct control	*control;
	size_t			 len, n;
	bool			 is_json;
	int			 fd;

	if (control == NULL)
		require((control = start()) != NULL);
	if (size < 1 || size > 2 * CONTROL_LINE_MAX)
		return 0;
	len = size - 1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	require(fd != -1 && connect(fd, (struct sockaddr *)&address,
	    sizeof(address)) == 0);
	n = converse(fd, data + 1, len, 1u + (size_t)data[0] * data[0]);
	(void)close(fd);
	/* What is left unread resets the connection, answer and all. */
	if (n == 0)
		return 0;
	require(is_line(data + 1, len));
	is_json = len >= 5 && memcmp(data + 1, "json ", 5) == 0;
	check(heard, n, is_json);
	return 0;
}
