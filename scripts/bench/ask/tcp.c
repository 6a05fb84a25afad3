/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scripts/bench/ask/ask.h"

#define IDS		65536
#define IN_ROOM		(256 << 10)	/* octets of a connection */
#define OUT_ROOM	(64 << 10)
#define EVENTS		64
#define LOOK_NS		5000000		/* between two looks at the time */
#define WAIT_MS		10

/* A connection: what is to be sent, and what came and is no message yet. */
struct conn {
	int		 fd;
	unsigned	 open;		/* questions without an answer */
	uint16_t	 head;		/* next id */
	size_t		 out_at;
	size_t		 out_len;
	size_t		 in_len;
	uint32_t	 questions[IDS]; /* by id */
	uint8_t		 out[OUT_ROOM];
	uint8_t		 in[IN_ROOM];
};

struct tcp {
	struct ask	*ask;
	struct conn	*conns;
	unsigned	 window;	/* of a connection */
};

static void *
make(size_t count, size_t size)
{
	void	*p = calloc(count, size);

	if (p == NULL)
		err(1, "no memory");
	return p;
}

static int
open_conn(const struct ask *ask)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	int		 fd, on = 1;

	sin.sin_port = htons(ask->port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if ((fd = socket(AF_INET, SOCK_STREAM, 0)) == -1)
		err(1, "socket");
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == -1)
		err(1, "connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* Puts a question behind what is to be sent. */
static void
put(struct tcp *tcp, struct conn *conn)
{
	size_t		 which = ask_take(tcp->ask);
	size_t		 len = tcp->ask->questions.list[which].len;
	uint8_t		*p = conn->out + conn->out_len;

	p[0] = (uint8_t)(len >> 8);
	p[1] = (uint8_t)len;
	memcpy(p + 2, question_packet(&tcp->ask->questions, which), len);
	p[2] = (uint8_t)(conn->head >> 8);
	p[3] = (uint8_t)conn->head;
	conn->questions[conn->head++] = (uint32_t)which;
	conn->out_len += len + 2;
	conn->open++;
	tcp->ask->tally.asked++;
}

/*
 * Fills the window when half of it is free, so that questions travel
 * together, and sends what the kernel takes.
 */
static void
send_more(struct tcp *tcp, struct conn *conn)
{
	ssize_t	n;

	if (conn->out_at == conn->out_len) {
		conn->out_at = conn->out_len = 0;
		if (conn->open <= tcp->window / 2)
			while (conn->open < tcp->window &&
			    OUT_ROOM - conn->out_len > 512)
				put(tcp, conn);
	}
	if (conn->out_at == conn->out_len)
		return;
	n = send(conn->fd, conn->out + conn->out_at,
	    conn->out_len - conn->out_at, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n == -1 && errno != EAGAIN)
		err(1, "send");
	if (n > 0)
		conn->out_at += (size_t)n;
}

static void
judge(struct tcp *tcp, struct conn *conn, const uint8_t *msg, size_t len)
{
	struct tally	*tally = &tcp->ask->tally;

	conn->open--;
	if (len < 12 || !ask_judge(tcp->ask, msg, len,
	    conn->questions[msg[0] << 8 | msg[1]])) {
		tally->wrong++;
		return;
	}
	tally->answered++;
	tally->octets += len;
}

/* Takes whole messages from what came. */
static void
get(struct tcp *tcp, struct conn *conn)
{
	size_t	at = 0, len;
	ssize_t	n;

	n = recv(conn->fd, conn->in + conn->in_len, IN_ROOM - conn->in_len,
	    MSG_DONTWAIT);
	if (n == 0)
		errx(1, "the server closed a connection");
	if (n == -1 && errno != EAGAIN)
		err(1, "recv");
	conn->in_len += n > 0 ? (size_t)n : 0;
	while (conn->in_len - at >= 2) {
		len = (size_t)(conn->in[at] << 8 | conn->in[at + 1]);
		if (conn->in_len - at - 2 < len)
			break;
		judge(tcp, conn, conn->in + at + 2, len);
		at += len + 2;
	}
	conn->in_len -= at;
	memmove(conn->in, conn->in + at, conn->in_len);
}

static int
prepare(struct tcp *tcp, struct ask *ask)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct conn	*conn;
	unsigned	 i;
	int		 epoll_fd;

	tcp->ask = ask;
	tcp->window = ask->window / ask->sockets;
	tcp->conns = make(ask->sockets, sizeof(*tcp->conns));
	if ((epoll_fd = epoll_create1(0)) == -1)
		err(1, "epoll_create1");
	for (i = 0; i < ask->sockets; i++) {
		conn = &tcp->conns[i];
		conn->fd = open_conn(ask);
		event.data.u32 = i;
		if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, conn->fd, &event) == -1)
			err(1, "epoll_ctl");
	}
	return epoll_fd;
}

static void
finish(struct tcp *tcp, int epoll_fd)
{
	unsigned	i;

	for (i = 0; i < tcp->ask->sockets; i++)
		(void)close(tcp->conns[i].fd);
	free(tcp->conns);
	(void)close(epoll_fd);
}

/* As fast as it goes; a connection's window is sent again when half came. */
void
ask_tcp(struct ask *ask)
{
	struct epoll_event events[EVENTS];
	struct tcp	 tcp;
	uint64_t	 now_ns, look_ns = 0;
	unsigned	 i;
	int		 epoll_fd, n;

	epoll_fd = prepare(&tcp, ask);
	tally_begin(&ask->tally, &ask->watch);
	for (;;) {
		for (i = 0; i < ask->sockets; i++)
			send_more(&tcp, &tcp.conns[i]);
		n = epoll_wait(epoll_fd, events, EVENTS, WAIT_MS);
		if (n == -1 && errno != EINTR)
			err(1, "epoll_wait");
		for (i = 0; n > 0 && i < (unsigned)n; i++)
			get(&tcp, &tcp.conns[events[i].data.u32]);
		now_ns = clock_ns();
		if (now_ns >= look_ns && !ask_goes_on(ask, now_ns))
			break;
		if (now_ns >= look_ns)
			look_ns = now_ns + LOOK_NS;
	}
	/* What is still open now is not lost. */
	finish(&tcp, epoll_fd);
}

/* A question and its answer, so that the connection is in use. */
static void
ask_once(struct ask *ask, int fd)
{
	size_t		which = ask_take(ask);
	size_t		len = ask->questions.list[which].len, got = 0;
	uint8_t		buf[OUT_ROOM + 2];
	ssize_t		n;

	buf[0] = (uint8_t)(len >> 8);
	buf[1] = (uint8_t)len;
	memcpy(buf + 2, question_packet(&ask->questions, which), len);
	if (send(fd, buf, len + 2, MSG_NOSIGNAL) != (ssize_t)len + 2)
		err(1, "send");
	ask->tally.asked++;
	do {
		n = recv(fd, buf + got, sizeof(buf) - got, 0);
		if (n <= 0)
			err(1, "recv");
		got += (size_t)n;
	} while (got < 2 || got < 2 + (size_t)(buf[0] << 8 | buf[1]));
	if (ask_judge(ask, buf + 2, got - 2, which))
		ask->tally.answered++;
	else
		ask->tally.wrong++;
}

/* Connections that the server has closed meanwhile. */
static unsigned
count_closed(const int *fds, unsigned count)
{
	unsigned	i, closed = 0;
	char		c;

	for (i = 0; i < count; i++)
		if (recv(fds[i], &c, 1, MSG_DONTWAIT) != -1 ||
		    errno != EAGAIN)
			closed++;
	return closed;
}

/* Tells when all are there, and again at the end: `lost' were closed. */
void
ask_idle(struct ask *ask)
{
	int		*fds = make(ask->sockets, sizeof(*fds));
	unsigned	 i;
	char		 c;

	tally_begin(&ask->tally, &ask->watch);
	for (i = 0; i < ask->sockets; i++) {
		fds[i] = open_conn(ask);
		ask_once(ask, fds[i]);
	}
	tally_print(&ask->tally, &ask->watch);
	while (read(STDIN_FILENO, &c, 1) == 1)
		;
	ask->tally.lost = count_closed(fds, ask->sockets);
	tally_print(&ask->tally, &ask->watch);
	free(fds);
}
