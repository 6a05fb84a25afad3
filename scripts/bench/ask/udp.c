/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include "scripts/bench/ask/ask.h"

#define IDS		65536
#define ANSWER_ROOM	2048		/* octets; no server sends more */
#define SOCKET_OCTETS	(4 << 20)	/* no answer is lost on our side */
#define CONTROL_ROOM	64		/* octets, for a time stamp */
#define SEGMENTS_MAX	64		/* UDP_MAX_SEGMENTS of older kernels */
#define TICK_NS		100000		/* not woken up more often than that */
#define LOOK_NS		5000000		/* between two looks at the time */

/* A question that was sent, by its message id. */
struct slot {
	uint64_t	sent_ns;
	uint32_t	question;
	bool		is_open;
};

/* A socket of ours.  Its ids go round; the open ones begin at tail. */
struct source {
	int		 fd;
	unsigned	 open;
	uint16_t	 head;
	uint16_t	 tail;
	struct slot	 slots[IDS];
};

struct udp {
	struct ask	*ask;
	struct source	*sources;
	struct pollfd	*pollfds;
	struct mmsghdr	*out;
	struct iovec	*out_iov;
	struct mmsghdr	*in;
	struct iovec	*in_iov;
	uint8_t		*in_octets;
	uint8_t		*controls;
	uint64_t	 look_ns;	/* when to look at the time next */
};

static void *
make(size_t count, size_t size)
{
	void	*p = calloc(count, size);

	if (p == NULL)
		err(1, "no memory");
	return p;
}

static void
open_source(struct source *source, const struct ask *ask)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	int		 octets = SOCKET_OCTETS, on = 1;

	sin.sin_port = htons(ask->port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if ((source->fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1 ||
	    connect(source->fd, (struct sockaddr *)&sin, sizeof(sin)) == -1)
		err(1, "socket");
	/* Beyond the limit of the system if we are root. */
	if (setsockopt(source->fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets,
	    sizeof(octets)) == -1)
		(void)setsockopt(source->fd, SOL_SOCKET, SO_RCVBUF, &octets,
		    sizeof(octets));
	/* The kernel's time of arrival, so that ours does not matter. */
	if (ask->rate > 0 && setsockopt(source->fd, SOL_SOCKET, SO_TIMESTAMPNS,
	    &on, sizeof(on)) == -1)
		err(1, "SO_TIMESTAMPNS");
}

static void
prepare(struct udp *udp, struct ask *ask)
{
	unsigned	i;

	udp->ask = ask;
	udp->sources = make(ask->sockets, sizeof(*udp->sources));
	udp->pollfds = make(ask->sockets, sizeof(*udp->pollfds));
	for (i = 0; i < ask->sockets; i++) {
		open_source(&udp->sources[i], ask);
		udp->pollfds[i].fd = udp->sources[i].fd;
		udp->pollfds[i].events = POLLIN;
	}
	udp->out = make(ask->batch, sizeof(*udp->out));
	udp->out_iov = make(ask->batch, sizeof(*udp->out_iov));
	udp->in = make(ask->batch, sizeof(*udp->in));
	udp->in_iov = make(ask->batch, sizeof(*udp->in_iov));
	udp->in_octets = make(ask->batch, ANSWER_ROOM);
	udp->controls = make(ask->batch, CONTROL_ROOM);
	for (i = 0; i < ask->batch; i++) {
		udp->out[i].msg_hdr.msg_iov = &udp->out_iov[i];
		udp->out[i].msg_hdr.msg_iovlen = 1;
		udp->in[i].msg_hdr.msg_iov = &udp->in_iov[i];
		udp->in[i].msg_hdr.msg_iovlen = 1;
		udp->in_iov[i].iov_base = udp->in_octets + i * ANSWER_ROOM;
		udp->in_iov[i].iov_len = ANSWER_ROOM;
	}
}

/* The question's packet with the next id of a source; its id. */
static void
fill(struct udp *udp, struct source *source, unsigned i, uint64_t now_ns)
{
	struct ask	*ask = udp->ask;
	struct slot	*slot = &source->slots[source->head];
	size_t		 which = ask_take(ask);
	uint8_t		*packet = question_packet(&ask->questions, which);

	packet[0] = (uint8_t)(source->head >> 8);
	packet[1] = (uint8_t)source->head;
	slot->question = (uint32_t)which;
	slot->sent_ns = now_ns;
	slot->is_open = true;
	source->head++;
	udp->out_iov[i].iov_base = packet;
	udp->out_iov[i].iov_len = ask->questions.list[which].len;
}

/*
 * A batch of packets of one length as one message that the kernel cuts into
 * packets (UDP_SEGMENT): they go through it together, which costs us a third.
 * Returns false if they have to go one by one.
 */
static bool
put_segments(struct udp *udp, const struct source *source, unsigned count)
{
	union {
		struct cmsghdr	 header;
		uint8_t		 octets[CMSG_SPACE(sizeof(uint16_t))];
	} control = {.header = {.cmsg_len = CMSG_LEN(sizeof(uint16_t)),
	    .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT}};
	struct msghdr	msg = {.msg_iov = udp->out_iov, .msg_iovlen = count,
	    .msg_control = &control, .msg_controllen = sizeof(control)};
	uint16_t	len = (uint16_t)udp->out_iov[0].iov_len;
	unsigned	i;

	if (udp->ask->has_no_segments || count > SEGMENTS_MAX)
		return false;
	for (i = 1; i < count; i++)
		if (udp->out_iov[i].iov_len != len)
			return false;
	memcpy(CMSG_DATA(&control.header), &len, sizeof(len));
	return sendmsg(source->fd, &msg, 0) != -1;
}

/*
 * Sends up to a batch.  What the kernel did not take stays open until its
 * time is up: it is lost, and not by our counting.
 */
static void
put(struct udp *udp, struct source *source, unsigned count, uint64_t now_ns)
{
	unsigned	i, sent;
	int		n;

	for (i = 0; i < count; i++)
		fill(udp, source, i, now_ns);
	source->open += count;
	udp->ask->sent += count;
	udp->ask->tally.asked += count;
	if (count > 1 && put_segments(udp, source, count))
		return;
	for (sent = 0; sent < count; sent += (unsigned)n) {
		n = sendmmsg(source->fd, udp->out + sent, count - sent, 0);
		if (n == -1 && errno != ECONNREFUSED && errno != EINTR)
			err(1, "sendmmsg");
		if (n == -1)
			n = errno == EINTR ? 0 : 1;
	}
}

/* When the packet came, by its stamp; else now. */
static uint64_t
arrival_ns(struct msghdr *msg, uint64_t now_ns)
{
	struct cmsghdr	*cmsg = CMSG_FIRSTHDR(msg);
	struct timespec	 ts;

	if (cmsg == NULL || cmsg->cmsg_type != SCM_TIMESTAMPNS)
		return now_ns;
	memcpy(&ts, CMSG_DATA(cmsg), sizeof(ts));
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void
judge(struct udp *udp, struct source *source, unsigned i, uint64_t now_ns)
{
	struct tally	*tally = &udp->ask->tally;
	const uint8_t	*msg = udp->in_iov[i].iov_base;
	struct slot	*slot;
	uint64_t	 came_ns;
	size_t		 len = udp->in[i].msg_len;

	if (len < 12) {
		tally->wrong++;
		return;
	}
	slot = &source->slots[msg[0] << 8 | msg[1]];
	if (!slot->is_open) {
		tally->late++;
		return;
	}
	slot->is_open = false;
	source->open--;
	if (!ask_judge(udp->ask, msg, len, slot->question)) {
		tally->wrong++;
		return;
	}
	tally->answered++;
	tally->octets += len;
	if (udp->ask->rate == 0)
		return;
	came_ns = arrival_ns(&udp->in[i].msg_hdr, now_ns);
	tally_latency(tally, came_ns > slot->sent_ns ?
	    came_ns - slot->sent_ns : 0);
}

/* Up to a batch of answers; how many. */
static unsigned
get(struct udp *udp, struct source *source)
{
	uint64_t	now_ns = 0;
	unsigned	i;
	int		n;

	if (udp->ask->rate > 0) {
		now_ns = clock_ns();
		for (i = 0; i < udp->ask->batch; i++) {
			udp->in[i].msg_hdr.msg_control = udp->controls +
			    i * CONTROL_ROOM;
			udp->in[i].msg_hdr.msg_controllen = CONTROL_ROOM;
		}
	}
	n = recvmmsg(source->fd, udp->in, udp->ask->batch, MSG_DONTWAIT, NULL);
	if (n == -1 && errno != EAGAIN && errno != ECONNREFUSED &&
	    errno != EINTR)
		err(1, "recvmmsg");
	for (i = 0; n > 0 && i < (unsigned)n; i++)
		judge(udp, source, i, now_ns);
	return n > 0 ? (unsigned)n : 0;
}

/* Closes what has been open for too long, oldest first. */
static void
expire(struct udp *udp, struct source *source, uint64_t now_ns)
{
	uint64_t	 limit_ns = (uint64_t)udp->ask->timeout_ms * 1000000;
	struct slot	*slot;

	while (source->tail != source->head) {
		slot = &source->slots[source->tail];
		if (slot->is_open) {
			if (now_ns < slot->sent_ns + limit_ns)
				return;
			slot->is_open = false;
			source->open--;
			udp->ask->tally.lost++;
		}
		source->tail++;
	}
}

/* How many questions a source can send: its window, and free ids. */
static unsigned
room(const struct udp *udp, const struct source *source, unsigned window)
{
	unsigned	ids, count;

	if (source->open >= window || (udp->ask->is_stepwise &&
	    source->open > 0))
		return 0;
	ids = IDS - 1 - (uint16_t)(source->head - source->tail);
	count = window - source->open;
	count = count < udp->ask->batch ? count : udp->ask->batch;
	if (udp->ask->limit > 0 && count > udp->ask->limit - udp->ask->sent)
		count = (unsigned)(udp->ask->limit - udp->ask->sent);
	return count < ids ? count : ids;
}

static bool
goes_on(struct udp *udp, uint64_t now_ns)
{
	unsigned	i, open = 0;

	if (now_ns < udp->look_ns)
		return true;
	udp->look_ns = now_ns + LOOK_NS;
	for (i = 0; i < udp->ask->sockets; i++) {
		expire(udp, &udp->sources[i], now_ns);
		open += udp->sources[i].open;
	}
	if (udp->ask->limit > 0 && udp->ask->sent == udp->ask->limit &&
	    open == 0) {
		tally_print(&udp->ask->tally, &udp->ask->watch);
		return false;
	}
	return ask_goes_on(udp->ask, now_ns);
}

/* Takes answers of a source and asks anew; how many messages that were. */
static unsigned
turn(struct udp *udp, struct source *source, unsigned window, uint64_t now_ns)
{
	unsigned	got = get(udp, source), count;

	if (source->head - source->tail == IDS - 1)
		expire(udp, source, now_ns);
	count = room(udp, source, window);
	if (count > 0)
		put(udp, source, count, now_ns);
	return got + count;
}

/*
 * As fast as answers come.  It does not sleep unless told to: nobody need
 * wake it up.
 */
static void
flood(struct udp *udp)
{
	unsigned	window = udp->ask->window / udp->ask->sockets;
	uint64_t	now_ns = clock_ns();
	unsigned	i, moved;

	while (goes_on(udp, now_ns)) {
		now_ns = clock_ns();
		moved = 0;
		for (i = 0; i < udp->ask->sockets; i++)
			moved += turn(udp, &udp->sources[i], window,
			    now_ns);
		if (moved == 0 && udp->ask->does_sleep)
			(void)poll(udp->pollfds, udp->ask->sockets,
			    LOOK_NS / 1000000);
	}
}

/*
 * Sleeps until a time, and takes what has come.  Not until there are answers:
 * then the server would pay for waking us up, which it does not where clients
 * are other machines.  When an answer came is told by the kernel's stamp.
 */
static void
wait_until(struct udp *udp, uint64_t until_ns)
{
	struct timespec	until = {
		.tv_sec = (time_t)(until_ns / 1000000000),
		.tv_nsec = (long)(until_ns % 1000000000)
	};
	unsigned	i;

	(void)clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL);
	for (i = 0; i < udp->ask->sockets; i++)
		while (get(udp, &udp->sources[i]) == udp->ask->batch)
			;
}

/*
 * At a rate.  What is due is sent at once, from one socket after the other;
 * the time of a question is that of its sending.
 */
static void
pace(struct udp *udp)
{
	double		step_ns = 1e9 / (double)udp->ask->rate;
	double		tick_ns = step_ns < TICK_NS ? TICK_NS : step_ns;
	uint64_t	now_ns = clock_ns(), start_ns = now_ns, sent = 0, due;
	unsigned	i = 0, count;

	while (goes_on(udp, now_ns)) {
		due = (uint64_t)((double)(now_ns - start_ns) / step_ns);
		while (sent < due) {
			count = room(udp, &udp->sources[i], IDS - 1);
			if (count > due - sent)
				count = (unsigned)(due - sent);
			sent += count > 0 ? count : 1;
			if (count > 0)
				put(udp, &udp->sources[i], count, clock_ns());
			i = (i + 1) % udp->ask->sockets;
		}
		wait_until(udp, start_ns +
		    (uint64_t)((double)sent * step_ns + tick_ns));
		now_ns = clock_ns();
	}
}

/*
 * A program that sleeps must wake up on time, also beside others: a real-time
 * class if we may, and no slack of timers.
 */
static void
be_punctual(void)
{
	struct sched_param param = {.sched_priority = 1};

	(void)prctl(PR_SET_TIMERSLACK, 1);
	(void)sched_setscheduler(0, SCHED_FIFO, &param);
}

void
ask_udp(struct ask *ask)
{
	static struct udp udp;

	prepare(&udp, ask);
	tally_begin(&ask->tally, &ask->watch);
	if (ask->rate == 0) {
		flood(&udp);
	} else {
		be_punctual();
		pace(&udp);
	}
}
