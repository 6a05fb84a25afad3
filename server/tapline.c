/* SPDX-License-Identifier: ISC */
#ifdef HAVE_DNSTAP

#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fstrm.h>

#include "server/log.h"
#include "server/tapline.h"

/* How long a listener may take to say that it understands. */
#define READ_WAIT_MS	5000

/* At the end, for each step. */
#define HURRY_WAIT_MS	300

/* How often is looked whether the end has come. */
#define SLICE_MS	100

/* Pieces that are sent at once. */
#define PIECES		64

struct tapline {
	struct sockaddr_un	 un;
	int			 fd;		/* -1: closed; its thread's */
	bool			 was_told;	/* that nobody listens */
	bool			 has_heard;	/* something, since call() */
	atomic_bool		 is_open;
	atomic_bool		 is_hurried;
};

struct tapline *
tapline_new(const char *path)
{
	struct tapline	*t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	t->fd = -1;
	t->un.sun_family = AF_UNIX;
	(void)strlcpy(t->un.sun_path, path, sizeof(t->un.sun_path));
	return t;
}

static fstrm_res
hang_up(void *obj)
{
	struct tapline	*t = obj;

	atomic_store(&t->is_open, false);
	if (t->fd != -1)
		(void)close(t->fd);
	t->fd = -1;
	return fstrm_res_success;
}

/* Once, until it has worked in between. */
static void
tell_absence(struct tapline *t, const char *what)
{
	if (!t->was_told)
		log_limited(LEVEL_WARNING, "dnstap: %s: %s; messages are "
		    "dropped until it listens", t->un.sun_path, what);
	t->was_told = true;
}

static fstrm_res
call(void *obj)
{
	struct tapline	*t = obj;

	(void)hang_up(t);
	t->has_heard = false;
	t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (t->fd == -1 || connect(t->fd, (const struct sockaddr *)&t->un,
	    sizeof(t->un)) == -1) {
		tell_absence(t, strerror(errno));
		(void)hang_up(t);
		return fstrm_res_failure;
	}
	atomic_store(&t->is_open, true);
	return fstrm_res_success;
}

/* limit_ms 0: as long as nobody is in a hurry.  -1: in vain. */
static int
wait_for(const struct tapline *t, short what, int limit_ms)
{
	struct pollfd	 p = {.fd = t->fd, .events = what};
	int		 waited = 0, hurried = 0, n;

	while (hurried < HURRY_WAIT_MS &&
	    (limit_ms == 0 || waited < limit_ms)) {
		n = poll(&p, 1, SLICE_MS);
		if (n > 0)
			return 0;
		if (n == -1 && errno != EINTR)
			return -1;
		waited = limit_ms == 0 ? 0 : waited + SLICE_MS;
		if (atomic_load(&t->is_hurried))
			hurried += SLICE_MS;
	}
	return -1;
}

static fstrm_res
receive(void *obj, void *data, size_t count)
{
	struct tapline	*t = obj;
	uint8_t		*at = data;
	ssize_t		 n;

	while (count > 0) {
		n = recv(t->fd, at, count, MSG_DONTWAIT);
		if (n > 0) {
			at += n;
			count -= (size_t)n;
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR) ||
		    wait_for(t, POLLIN, READ_WAIT_MS) == -1) {
			if (!atomic_load(&t->is_hurried))
				tell_absence(t, "who listens there does not "
				    "speak Frame Streams");
			return fstrm_res_failure;
		}
	}
	t->has_heard = true;
	return fstrm_res_success;
}

/* Send some of it, at least one octet; -1: the connection is lost. */
static ssize_t
send_some(const struct tapline *t, struct iovec *iov, size_t n)
{
	struct msghdr	 msg = {.msg_iov = iov, .msg_iovlen = n};
	ssize_t		 sent;

	for (;;) {
		sent = sendmsg(t->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent > 0)
			return sent;
		if (sent == -1 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (wait_for(t, POLLOUT, 0) == -1)
			return -1;
	}
}

/* All of at most PIECES. */
static int
send_all(struct tapline *t, struct iovec *iov, size_t n)
{
	ssize_t	 sent;

	while (n > 0) {
		if ((sent = send_some(t, iov, n)) == -1)
			return -1;
		while (n > 0 && (size_t)sent >= iov->iov_len) {
			sent -= (ssize_t)iov->iov_len;
			iov++;
			n--;
		}
		if (n > 0) {
			iov->iov_base = (uint8_t *)iov->iov_base + sent;
			iov->iov_len -= (size_t)sent;
		}
	}
	return 0;
}

static fstrm_res
transmit(void *obj, const struct iovec *iov, int n)
{
	struct tapline	*t = obj;
	struct iovec	 pieces[PIECES];
	int		 some;

	for (; n > 0; iov += some, n -= some) {
		some = n < PIECES ? n : PIECES;
		memcpy(pieces, iov, (size_t)some * sizeof(*iov));
		if (send_all(t, pieces, (size_t)some) == 0)
			continue;
		if (!atomic_load(&t->is_hurried))
			tell_absence(t, strerror(errno));
		return fstrm_res_failure;
	}
	if (t->was_told && t->has_heard) {
		log_limited(LEVEL_NOTICE, "dnstap: %s: listens again",
		    t->un.sun_path);
		t->was_told = false;
	}
	return fstrm_res_success;
}

/* It is ours, not the writer's. */
static fstrm_res
keep(void *obj)
{
	return hang_up(obj);
}

struct fstrm_rdwr *
tapline_rdwr(struct tapline *t)
{
	struct fstrm_rdwr	*rdwr;

	if ((rdwr = fstrm_rdwr_init(t)) == NULL)
		return NULL;
	fstrm_rdwr_set_destroy(rdwr, keep);
	fstrm_rdwr_set_open(rdwr, call);
	fstrm_rdwr_set_close(rdwr, hang_up);
	fstrm_rdwr_set_read(rdwr, receive);
	fstrm_rdwr_set_write(rdwr, transmit);
	return rdwr;
}

bool
tapline_is_open(const struct tapline *t)
{
	return atomic_load(&t->is_open);
}

void
tapline_hurry(struct tapline *t)
{
	atomic_store(&t->is_hurried, true);
}

void
tapline_free(struct tapline *t)
{
	free(t);
}

#else

/* ISO C wants something in each file. */
extern int	 tapline_is_not_built;

#endif
