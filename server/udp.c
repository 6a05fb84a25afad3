/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/clock.h"
#include "server/peer.h"
#include "server/udp.h"

/*
 * Batches in one wake-up, before other sockets of the worker get their
 * turn: some 256 answers, a fraction of a millisecond.
 */
#define BATCHES_PER_WAKEUP	4

/* Batches answered before the socket is closed: a full receive buffer. */
#define BATCHES_AT_CLOSE	64

/*
 * How long an answer may wait for room in the send buffer.  Resolvers ask
 * again after some hundreds of milliseconds.
 */
#define SEND_WAIT_MS		200

/* Room for an answer.  The engine stays below `udp size`, which a larger
   value than this would not raise further. */
#define UDP_ANSWER_MAX_BYTES	4096

/* What any link of IPv6 takes, and what any host of IPv4 does, with room
   for the headers: RFC 8200 5, RFC 1035 4.2.1. */
#define UDP_LINK_BYTES		1232
#define UDP_LEAST_BYTES		512

/*
 * From one buffer to the next: not a multiple of the page size, so that
 * the headers of a batch do not all fall into one set of the cache.
 */
#define BUFFER_STRIDE_BYTES	(4096 + 3 * 64)

/* The address that was asked: one of the two, aligned for its header. */
union control {
	struct cmsghdr	 align;
	char		 in4[CMSG_SPACE(sizeof(struct in_pktinfo))];
	char		 in6[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

struct udp {
	struct engine		*engine;	/* borrowed */
	struct event		*on_readable;
	struct event		*on_writable;	/* added while answers wait */
	uint8_t			*bytes;		/* BATCH_MAX pairs of buffers */
	int			 fd;
	bool			 is_any;

	/* One batch; i is the place of a datagram in the order received. */
	struct mmsghdr		 in[BATCH_MAX];
	struct iovec		 in_iov[BATCH_MAX];
	struct sockaddr_storage	 peer[BATCH_MAX];
	union control		 control[BATCH_MAX];
	unsigned		 used;		/* of in[], to be reset */

	/* What passes to the engine; origin[] leads back to i. */
	struct packet		 packets[BATCH_MAX];
	unsigned		 origin[BATCH_MAX];

	/* Answers, and which of them have been sent. */
	struct mmsghdr		 out[BATCH_MAX];
	struct iovec		 out_iov[BATCH_MAX];
	unsigned		 answered[BATCH_MAX]; /* packets[] of each */
	unsigned		 answers;
	unsigned		 sent;
};

static uint8_t *
in_buffer(const struct udp *u, unsigned i)
{
	return u->bytes + (size_t)(2 * i) * BUFFER_STRIDE_BYTES;
}

static uint8_t *
out_buffer(const struct udp *u, unsigned i)
{
	return u->bytes + (size_t)(2 * i + 1) * BUFFER_STRIDE_BYTES;
}

static void
count(const struct udp *u, enum stat_id which, uint64_t by)
{
	stats_add(engine_stats(u->engine), which, by);
}

/* recvmmsg() overwrites lengths; say them anew for what it used. */
static void
make_ready(struct udp *u)
{
	struct msghdr	*msg;
	unsigned	 i;

	for (i = 0; i < u->used; i++) {
		msg = &u->in[i].msg_hdr;
		msg->msg_namelen = sizeof(u->peer[i]);
		msg->msg_controllen = u->is_any ? sizeof(u->control[i]) : 0;
		msg->msg_flags = 0;
	}
	u->used = 0;
}

static void
set_up(struct udp *u)
{
	struct msghdr	*msg;
	unsigned	 i;

	for (i = 0; i < BATCH_MAX; i++) {
		u->in_iov[i].iov_base = in_buffer(u, i);
		u->in_iov[i].iov_len = UDP_QUERY_MAX_BYTES;
		msg = &u->in[i].msg_hdr;
		msg->msg_name = &u->peer[i];
		msg->msg_iov = &u->in_iov[i];
		msg->msg_iovlen = 1;
		msg->msg_control = u->is_any ? &u->control[i] : NULL;
	}
	u->used = BATCH_MAX;
}

static in_port_t
peer_port_be(const struct sockaddr_storage *peer)
{
	return peer->ss_family == AF_INET ?
	    ((const struct sockaddr_in *)peer)->sin_port :
	    ((const struct sockaddr_in6 *)peer)->sin6_port;
}

/*
 * Make the answer leave from where the query arrived.  By which interface
 * is for the routing to say, except for link-local addresses.
 */
static void
turn_round(struct msghdr *msg)
{
	struct cmsghdr		*cmsg = CMSG_FIRSTHDR(msg);
	struct in_pktinfo	 info4;
	struct in6_pktinfo	 info6;

	if (cmsg == NULL || (msg->msg_flags & MSG_CTRUNC) != 0) {
		msg->msg_controllen = 0;
		return;
	}
	if (cmsg->cmsg_level == IPPROTO_IP) {
		memcpy(&info4, CMSG_DATA(cmsg), sizeof(info4));
		info4.ipi_ifindex = 0;
		memcpy(CMSG_DATA(cmsg), &info4, sizeof(info4));
		return;
	}
	memcpy(&info6, CMSG_DATA(cmsg), sizeof(info6));
	if (IN6_IS_ADDR_MULTICAST(&info6.ipi6_addr)) {
		msg->msg_controllen = 0;	/* no source address */
		return;
	}
	if (!IN6_IS_ADDR_LINKLOCAL(&info6.ipi6_addr))
		info6.ipi6_ifindex = 0;
	memcpy(CMSG_DATA(cmsg), &info6, sizeof(info6));
}

/* Sort out what nobody can answer; the rest becomes packets. */
static unsigned
gather(struct udp *u, unsigned n)
{
	struct packet	*p;
	uint32_t	 now_s = clock_unix_s();
	unsigned	 i, k = 0;

	for (i = 0; i < n; i++) {
		if (peer_port_be(&u->peer[i]) == 0 ||
		    (u->in[i].msg_hdr.msg_flags & MSG_TRUNC) != 0)
			continue;
		p = &u->packets[k];
		p->in = in_buffer(u, i);
		p->in_len = u->in[i].msg_len;
		p->out = out_buffer(u, i);
		p->out_room = UDP_ANSWER_MAX_BYTES;
		p->out_len = 0;
		p->transport = TRANSPORT_UDP;
		p->now_s = now_s;
		peer_tell(p, &u->peer[i]);
		u->origin[k++] = i;
	}
	if (k < n)
		count(u, STAT_DROPPED, n - k);
	return k;
}

/* The answers among k packets, each addressed to its asker. */
static void
address(struct udp *u, unsigned k)
{
	const struct msghdr	*from;
	struct msghdr		*msg;
	unsigned		 i;

	u->answers = u->sent = 0;
	for (i = 0; i < k; i++) {
		if (u->packets[i].out_len == 0)
			continue;
		if (u->is_any)
			turn_round(&u->in[u->origin[i]].msg_hdr);
		from = &u->in[u->origin[i]].msg_hdr;
		u->out_iov[u->answers].iov_base = u->packets[i].out;
		u->out_iov[u->answers].iov_len = u->packets[i].out_len;
		msg = &u->out[u->answers].msg_hdr;
		*msg = *from;
		msg->msg_iov = &u->out_iov[u->answers];
		msg->msg_flags = 0;
		if (msg->msg_controllen == 0)
			msg->msg_control = NULL;
		u->answered[u->answers++] = i;
	}
}

/*
 * The next answer is longer than its link takes in one piece: make it
 * again for less room, so that TC is set if something required has to
 * go.  Fragments get lost: RFC 9715 3.1.  It counts as one more query.
 *
 * returns whether there is something to send
 */
static bool
make_smaller(struct udp *u)
{
	struct packet	*p = &u->packets[u->answered[u->sent]];

	if (p->out_len <= UDP_LEAST_BYTES)
		return false;
	p->out_room = p->out_len > UDP_LINK_BYTES ? UDP_LINK_BYTES :
	    UDP_LEAST_BYTES;
	respond(u->engine, p, 1);
	u->out_iov[u->sent].iov_len = p->out_len;
	return p->out_len > 0;
}

/*
 * Send what is there.  An answer that the kernel refuses (no route, a
 * filter, no memory) is counted and skipped: its asker will ask again.
 *
 * returns 0 when all are gone, -1 when there is no room at the moment
 */
static int
flush(struct udp *u)
{
	int	 n;

	while (u->sent < u->answers) {
		n = sendmmsg(u->fd, u->out + u->sent, u->answers - u->sent,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			u->sent += (unsigned)n;
			continue;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return -1;
		if (errno == EINTR ||
		    (errno == EMSGSIZE && make_smaller(u)))
			continue;
		count(u, STAT_SEND_FAILED, 1);
		u->sent++;
	}
	return 0;
}

/* Receive and answer one batch; returns how many datagrams there were. */
static unsigned
answer_batch(struct udp *u)
{
	unsigned	 k;
	int		 n;

	make_ready(u);
	n = recvmmsg(u->fd, u->in, BATCH_MAX, MSG_DONTWAIT, NULL);
	if (n <= 0)	/* nothing there, or an error that the next one
			   may not meet: the event comes back */
		return 0;
	u->used = (unsigned)n;
	k = gather(u, (unsigned)n);
	if (k > 0)
		respond(u->engine, u->packets, k);
	address(u, k);
	return (unsigned)n;
}

/* Stop receiving until answers can be sent again. */
static void
wait_for_room(struct udp *u)
{
	static const struct timeval	 limit = {
		0, SEND_WAIT_MS * 1000
	};

	(void)event_del(u->on_readable);
	if (event_add(u->on_writable, &limit) == 0)
		return;
	count(u, STAT_SEND_FAILED, u->answers - u->sent);
	u->sent = u->answers;
	(void)event_add(u->on_readable, NULL);
}

static void
udp_on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct udp	*u = arg;
	unsigned	 i, n;

	(void)fd;
	(void)what;
	for (i = 0; i < BATCHES_PER_WAKEUP; i++) {
		n = answer_batch(u);
		if (flush(u) == -1) {
			wait_for_room(u);
			return;
		}
		if (n < BATCH_MAX)
			return;
	}
}

static void
udp_on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct udp	*u = arg;

	(void)fd;
	if ((what & EV_TIMEOUT) == 0 && flush(u) == -1) {
		wait_for_room(u);
		return;
	}
	count(u, STAT_SEND_FAILED, u->answers - u->sent);
	u->sent = u->answers;
	(void)event_add(u->on_readable, NULL);
}

static void
release(struct udp *u)
{
	if (u->on_readable != NULL)
		event_free(u->on_readable);
	if (u->on_writable != NULL)
		event_free(u->on_writable);
	(void)close(u->fd);
	free(u->bytes);
	free(u);
}

struct udp *
udp_open(struct event_base *base, struct engine *engine, int fd,
    bool is_any)
{
	struct udp	*u;

	if ((u = calloc(1, sizeof(*u))) == NULL) {
		(void)close(fd);
		return NULL;
	}
	u->fd = fd;
	u->engine = engine;
	u->is_any = is_any;
	u->bytes = malloc((size_t)(2 * BATCH_MAX) * BUFFER_STRIDE_BYTES);
	u->on_readable = event_new(base, fd, EV_READ | EV_PERSIST,
	    udp_on_readable, u);
	u->on_writable = event_new(base, fd, EV_WRITE, udp_on_writable, u);
	if (u->bytes == NULL || u->on_readable == NULL ||
	    u->on_writable == NULL) {
		release(u);
		return NULL;
	}
	set_up(u);
	if (event_add(u->on_readable, NULL) == -1) {
		release(u);
		return NULL;
	}
	return u;
}

void
udp_close(struct udp *u)
{
	unsigned	 i;

	for (i = 0; i < BATCHES_AT_CLOSE; i++) {
		(void)flush(u);
		if (answer_batch(u) == 0)
			break;
	}
	release(u);
}
