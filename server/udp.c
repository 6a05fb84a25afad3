/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/badport.h"
#include "server/clock.h"
#include "server/log.h"
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

/* No memory to wait for datagrams with: when to try again. */
#define LISTEN_PAUSE_MS		20

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

/*
 * Datagram i of a batch has place i in each array, whatever becomes of it.
 * All that does not change from batch to batch is set up once: what is
 * written for a datagram is its length, in and out.
 */
struct udp {
	struct engine		*engine;	/* borrowed */
	struct witness		*witness;	/* borrowed, or NULL */
	struct event		*on_readable;
	struct event		*on_writable;	/* added while answers wait */
	struct event		*on_again;	/* added if nothing else could
						   be */
	uint8_t			*bytes;		/* BATCH_MAX pairs of buffers */
	int			 fd;
	bool			 is_any;
	bool			 has_gaps;	/* some get no answer */
	unsigned		 used;		/* datagrams of this batch */
	unsigned		 sent;		/* of these, or passed over */

	struct timespec		 came;		/* if the witness is awake */
	struct sockaddr_storage	 own;		/* it is bound to this */

	struct mmsghdr		 in[BATCH_MAX];
	struct mmsghdr		 out[BATCH_MAX];
	struct iovec		 in_iov[BATCH_MAX];
	struct iovec		 out_iov[BATCH_MAX];
	struct sockaddr_storage	 peer[BATCH_MAX];
	union control		 control[BATCH_MAX];
	struct packet		 packets[BATCH_MAX];
};

/* Port and family are at one place in both kinds of address. */
_Static_assert(offsetof(struct sockaddr_in, sin_port) ==
    offsetof(struct sockaddr_in6, sin6_port), "one look at the port");

static void
count(const struct udp *u, enum stat_id which, uint64_t by)
{
	stats_add(engine_stats(u->engine), which, by);
}

/* What a packet says, but for lengths and time. */
static void
set_up_packet(struct udp *u, unsigned i, int family)
{
	struct packet	*p = &u->packets[i];

	p->in = u->bytes + (size_t)(2 * i) * BUFFER_STRIDE_BYTES;
	p->out = u->bytes + (size_t)(2 * i + 1) * BUFFER_STRIDE_BYTES;
	p->out_room = UDP_ANSWER_MAX_BYTES;
	p->transport = TRANSPORT_UDP;
	u->peer[i].ss_family = (sa_family_t)family;
	peer_tell(p, &u->peer[i]);
}

static void
set_up(struct udp *u, int family)
{
	struct msghdr	*msg;
	unsigned	 i;

	for (i = 0; i < BATCH_MAX; i++) {
		set_up_packet(u, i, family);
		u->in_iov[i].iov_base = (void *)u->packets[i].in;
		u->in_iov[i].iov_len = UDP_QUERY_MAX_BYTES;
		u->out_iov[i].iov_base = u->packets[i].out;
		msg = &u->in[i].msg_hdr;
		msg->msg_name = &u->peer[i];
		msg->msg_namelen = sizeof(u->peer[i]);
		msg->msg_iov = &u->in_iov[i];
		msg->msg_iovlen = 1;
		msg->msg_control = u->is_any ? &u->control[i] : NULL;
		msg->msg_controllen = u->is_any ? sizeof(u->control[i]) : 0;
		u->out[i].msg_hdr = *msg;
		u->out[i].msg_hdr.msg_iov = &u->out_iov[i];
		u->out[i].msg_hdr.msg_namelen = family == AF_INET ?
		    sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
	}
}

/*
 * recvmmsg() overwrites lengths.  That of the addresses is the same for all
 * of a socket and stays right; that of control data is said anew.
 */
static void
make_ready(struct udp *u)
{
	unsigned	i;

	if (!u->is_any)
		return;
	for (i = 0; i < u->used; i++)
		u->in[i].msg_hdr.msg_controllen = sizeof(u->control[i]);
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

static inline bool
is_from_bad_port(const struct udp *u, unsigned i)
{
	return badport_has(ntohs(
	    ((const struct sockaddr_in *)&u->peer[i])->sin_port));
}

/* Should nobody answer it, or is it cut off? */
static inline bool
is_useless(const struct udp *u, unsigned i)
{
	return is_from_bad_port(u, i) ||
	    (u->in[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
}

/*
 * Have the datagrams answered that may be, one run of them after the
 * other; that there is more than one run is rare.  The clock is read once
 * more for all of them, to count how long they took.
 */
static void
answer_runs(struct udp *u, unsigned n)
{
	struct timespec	 begun = clock_now();
	uint32_t	 now_s = (uint32_t)begun.tv_sec;
	unsigned	 i, first = 0, useless = 0;

	for (i = 0; i < n; i++) {
		u->packets[i].in_len = u->in[i].msg_len;
		u->packets[i].now_s = now_s;
		if (!is_useless(u, i))
			continue;
		useless++;
		count(u, STAT_PORT_DROPPED, is_from_bad_port(u, i));
		u->packets[i].out_len = 0;
		if (i > first)
			respond(u->engine, u->packets + first, i - first);
		first = i + 1;
	}
	if (n > first)
		respond(u->engine, u->packets + first, n - first);
	if (useless > 0)
		count(u, STAT_DROPPED, useless);
	stats_took(engine_stats(u->engine), n - useless,
	    clock_since_ns(&begun));
}

/* Say how long the answers to n datagrams are, and whence they go. */
static void
address(struct udp *u, unsigned n)
{
	unsigned	i;

	u->has_gaps = false;
	for (i = 0; i < n; i++) {
		u->out_iov[i].iov_len = u->packets[i].out_len;
		if (u->packets[i].out_len == 0)
			u->has_gaps = true;
	}
	for (i = 0; u->is_any && i < n; i++) {
		turn_round(&u->in[i].msg_hdr);
		u->out[i].msg_hdr.msg_controllen =
		    u->in[i].msg_hdr.msg_controllen;
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
	struct packet	*p = &u->packets[u->sent];

	if (p->out_len <= UDP_LEAST_BYTES)
		return false;
	p->out_room = p->out_len > UDP_LINK_BYTES ? UDP_LINK_BYTES :
	    UDP_LEAST_BYTES;
	respond(u->engine, p, 1);
	p->out_room = UDP_ANSWER_MAX_BYTES;
	u->out_iov[u->sent].iov_len = p->out_len;
	return p->out_len > 0;
}

/*
 * The next run of answers that has no gap: how many, 0 at the end.
 */
static unsigned
next_run(struct udp *u)
{
	unsigned	end;

	if (!u->has_gaps)
		return u->used - u->sent;
	while (u->sent < u->used && u->packets[u->sent].out_len == 0)
		u->sent++;
	for (end = u->sent; end < u->used; end++)
		if (u->packets[end].out_len == 0)
			break;
	return end - u->sent;
}

/* Answers that are not sent yet. */
static unsigned
unsent(const struct udp *u)
{
	unsigned	i, n = 0;

	for (i = u->sent; i < u->used; i++)
		n += u->packets[i].out_len > 0;
	return n;
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
	unsigned	run;
	int		n;

	while ((run = next_run(u)) > 0) {
		n = sendmmsg(u->fd, u->out + u->sent, run,
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

/* Give up what could not be sent. */
static void
give_up(struct udp *u)
{
	count(u, STAT_SEND_FAILED, unsent(u));
	u->sent = u->used;
}

/* Send what is there now, or never. */
static void
send_last(struct udp *u)
{
	if (flush(u) == -1)
		give_up(u);
}

/* Receive and answer one batch; returns how many datagrams there were. */
static unsigned
answer_batch(struct udp *u)
{
	int	n;

	make_ready(u);
	u->used = u->sent = 0;
	n = recvmmsg(u->fd, u->in, BATCH_MAX, MSG_DONTWAIT, NULL);
	if (n <= 0)	/* nothing there, or an error that the next one
			   may not meet: the event comes back */
		return 0;
	u->used = (unsigned)n;
	if (witness_is_awake(u->witness))
		u->came = clock_now();
	answer_runs(u, u->used);
	address(u, u->used);
	return u->used;
}

/* Which of our addresses was asked, as turn_round() has left it. */
static void
find_own(const struct udp *u, unsigned i, struct sockaddr_storage *own)
{
	struct sockaddr_in	*in4 = (void *)own;
	struct sockaddr_in6	*in6 = (void *)own;
	const struct cmsghdr	*cmsg = CMSG_FIRSTHDR(&u->in[i].msg_hdr);
	struct in_pktinfo	 info4;
	struct in6_pktinfo	 info6;

	*own = u->own;
	if (!u->is_any)
		return;
	if (cmsg == NULL) {
		own->ss_family = AF_UNSPEC;
	} else if (cmsg->cmsg_level == IPPROTO_IP) {
		memcpy(&info4, CMSG_DATA(cmsg), sizeof(info4));
		in4->sin_addr = info4.ipi_spec_dst;
	} else {
		memcpy(&info6, CMSG_DATA(cmsg), sizeof(info6));
		in6->sin6_addr = info6.ipi6_addr;
	}
}

/* Let the batch be seen, once its answers are on their way. */
static void
show(struct udp *u)
{
	struct sockaddr_storage	 own;
	struct sight		 s = {.own = &own, .came = u->came,
				    .gone = clock_now()};
	bool			 is_limited = engine_does_limit(u->engine);
	unsigned		 i, who;

	for (i = 0; i < u->used; i++) {
		if (is_useless(u, i) || (who = witness_pick(u->witness)) == 0)
			continue;
		s.packet = &u->packets[i];
		s.limit = is_limited ? s.packet->limit : RATE_SEND;
		s.peer = &u->peer[i];
		find_own(u, i, &own);
		witness_tell(u->witness, who, &s);
	}
}

/* Receive; if the kernel cannot take note of that, soon. */
static void
receive_again(struct udp *u)
{
	static const struct timeval	 pause = {
		0, LISTEN_PAUSE_MS * 1000
	};

	if (event_add(u->on_readable, NULL) == -1)
		(void)event_add(u->on_again, &pause);
}

static void
udp_on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	receive_again(arg);
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
	give_up(u);
	receive_again(u);
}

static void
udp_on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct udp	*u = arg;
	unsigned	 i, n;
	int		 rc;

	(void)fd;
	(void)what;
	for (i = 0; i < BATCHES_PER_WAKEUP; i++) {
		n = answer_batch(u);
		rc = flush(u);
		if (witness_is_awake(u->witness))
			show(u);
		if (rc == -1) {
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
	give_up(u);
	receive_again(u);
}

static void
release(struct udp *u)
{
	if (u->on_readable != NULL)
		event_free(u->on_readable);
	if (u->on_writable != NULL)
		event_free(u->on_writable);
	if (u->on_again != NULL)
		event_free(u->on_again);
	if (u->fd != -1)
		(void)close(u->fd);
	free(u->bytes);
	free(u);
}

/* The descriptor stays the caller's. */
static struct udp *
decline(struct udp *u)
{
	u->fd = -1;
	release(u);
	return NULL;
}

/* AF_UNSPEC if it cannot be said: then clients are not known by address. */
static int
find_family(struct udp *u)
{
	socklen_t	 len = sizeof(u->own);

	u->own.ss_family = AF_UNSPEC;
	(void)getsockname(u->fd, (struct sockaddr *)&u->own, &len);
	return u->own.ss_family;
}

struct udp *
udp_open(struct event_base *base, struct engine *engine,
    struct witness *witness, int fd, bool is_any)
{
	struct udp	*u;

	if ((u = calloc(1, sizeof(*u))) == NULL)
		return NULL;
	u->fd = fd;
	u->engine = engine;
	u->witness = witness;
	u->is_any = is_any;
	u->bytes = malloc((size_t)(2 * BATCH_MAX) * BUFFER_STRIDE_BYTES);
	u->on_readable = event_new(base, fd, EV_READ | EV_PERSIST,
	    udp_on_readable, u);
	u->on_writable = event_new(base, fd, EV_WRITE, udp_on_writable, u);
	u->on_again = evtimer_new(base, udp_on_again, u);
	if (u->bytes == NULL || u->on_readable == NULL ||
	    u->on_writable == NULL || u->on_again == NULL)
		return decline(u);
	set_up(u, find_family(u));
	return event_add(u->on_readable, NULL) == -1 ? decline(u) : u;
}

void
udp_close(struct udp *u)
{
	unsigned	 i;

	send_last(u);
	for (i = 0; i < BATCHES_AT_CLOSE && answer_batch(u) > 0; i++) {
		send_last(u);
		if (witness_is_awake(u->witness))
			show(u);
	}
	release(u);
}
