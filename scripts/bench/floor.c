/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The least that a server on the kernel's sockets can do: what came goes
 * back as an answer of a given size, without a look at it but for the id.
 * UDP with recvmmsg and sendmmsg, a wake-up handles what is there; TCP with
 * a read and a write for all the questions that came together.  Several
 * workers are as many processes, with sockets of their own.
 *
 * usage: floor port octets rcode answers [workers]
 */

#define BATCH		64		/* messages in a call */
#define ROOM		2048		/* octets of a message */
#define SOCKET_OCTETS	(4 << 20)
#define STREAM_ROOM	(64 << 10)
#define EVENTS		64
#define QUERY_MIN	19		/* octets: header, a name, two words */

struct floor {
	int		 udp_fd;
	int		 tcp_fd;
	int		 epoll_fd;
	size_t		 octets;	/* of an answer */
	uint8_t		 rcode;
	uint8_t		 answers;
};

static uint8_t	in[STREAM_ROOM];	/* what TCP read */
static uint8_t	out[STREAM_ROOM / QUERY_MIN * (ROOM + 2)];

/* The question becomes an answer where it lies. */
static void
answer(const struct floor *floor, uint8_t *msg)
{
	msg[2] |= 0x84;			/* QR, AA */
	msg[3] = floor->rcode;
	msg[7] = floor->answers;
}

static void
serve_udp(const struct floor *floor)
{
	static uint8_t	octets[BATCH][ROOM];
	static struct sockaddr_storage from[BATCH];
	static struct iovec iov[BATCH];
	static struct mmsghdr msgs[BATCH];
	int		i, n, sent, done;

	do {
		for (i = 0; i < BATCH; i++) {
			iov[i] = (struct iovec){octets[i], ROOM};
			msgs[i].msg_hdr = (struct msghdr){
			    .msg_name = &from[i],
			    .msg_namelen = sizeof(from[i]),
			    .msg_iov = &iov[i], .msg_iovlen = 1};
		}
		n = recvmmsg(floor->udp_fd, msgs, BATCH, MSG_DONTWAIT, NULL);
		for (i = 0; i < n; i++) {
			answer(floor, octets[i]);
			iov[i].iov_len = floor->octets;
		}
		for (sent = 0; sent < n; sent += done) {
			done = sendmmsg(floor->udp_fd, msgs + sent,
			    (unsigned)(n - sent), 0);
			if (done == -1)
				done = 1;	/* that one is lost */
		}
	} while (n == BATCH);
}

/*
 * Whole questions among len octets become answers in out; what is left goes
 * back to the socket's beginning by not being read: we peek first.
 */
static void
serve_conn(const struct floor *floor, int fd)
{
	size_t	at = 0, out_len = 0, len;
	ssize_t	n = recv(fd, in, sizeof(in), MSG_PEEK | MSG_DONTWAIT);

	if (n == 0 || (n == -1 && errno != EAGAIN)) {
		(void)close(fd);
		return;
	}
	while (n > 0 && (size_t)n - at >= 2) {
		len = (size_t)(in[at] << 8 | in[at + 1]);
		if (len < QUERY_MIN - 2 || (size_t)n - at - 2 < len)
			break;
		out[out_len] = (uint8_t)(floor->octets >> 8);
		out[out_len + 1] = (uint8_t)floor->octets;
		memcpy(out + out_len + 2, in + at + 2, len);
		answer(floor, out + out_len + 2);
		out_len += floor->octets + 2;
		at += len + 2;
	}
	if (at > 0 && recv(fd, in, at, MSG_TRUNC) == -1)
		warn("recv");
	if (out_len > 0 && send(fd, out, out_len, MSG_NOSIGNAL) == -1)
		warn("send");
}

static void
add(const struct floor *floor, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (epoll_ctl(floor->epoll_fd, EPOLL_CTL_ADD, fd, &event) == -1)
		err(1, "epoll_ctl");
}

static void
accept_conn(const struct floor *floor)
{
	int	fd, on = 1;

	if ((fd = accept(floor->tcp_fd, NULL, NULL)) == -1)
		return;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	add(floor, fd);
}

static int
open_socket(int type, unsigned long port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	int		 fd, on = 1, octets = SOCKET_OCTETS;

	sin.sin_port = htons((uint16_t)port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if ((fd = socket(AF_INET, type, 0)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == -1 ||
	    bind(fd, (struct sockaddr *)&sin, sizeof(sin)) == -1)
		err(1, "port %lu", port);
	if (type == SOCK_STREAM) {
		if (listen(fd, SOMAXCONN) == -1)
			err(1, "listen");
	} else if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets,
	    sizeof(octets)) == -1)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets,
		    sizeof(octets));
	return fd;
}

static void
serve(struct floor *floor, unsigned long port)
{
	struct epoll_event events[EVENTS];
	int		 i, n;

	floor->udp_fd = open_socket(SOCK_DGRAM, port);
	floor->tcp_fd = open_socket(SOCK_STREAM, port);
	if ((floor->epoll_fd = epoll_create1(0)) == -1)
		err(1, "epoll_create1");
	add(floor, floor->udp_fd);
	add(floor, floor->tcp_fd);
	for (;;) {
		n = epoll_wait(floor->epoll_fd, events, EVENTS, -1);
		for (i = 0; i < n; i++) {
			if (events[i].data.fd == floor->udp_fd)
				serve_udp(floor);
			else if (events[i].data.fd == floor->tcp_fd)
				accept_conn(floor);
			else
				serve_conn(floor, events[i].data.fd);
		}
	}
}

int
main(int argc, char *argv[])
{
	struct floor	floor;
	long		workers = argc == 6 ? strtol(argv[5], NULL, 10) : 1;

	if ((argc != 5 && argc != 6) || (floor.octets = strtoul(argv[2], NULL,
	    10)) < QUERY_MIN - 2 || floor.octets > ROOM)
		errx(2, "usage: floor port octets rcode answers [workers]");
	floor.rcode = (uint8_t)strtoul(argv[3], NULL, 10);
	floor.answers = (uint8_t)strtoul(argv[4], NULL, 10);
	for (; workers > 1; workers--)
		switch (fork()) {
		case -1:
			err(1, "fork");
		case 0:
			/* It ends when the first one does. */
			if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1)
				err(1, "prctl");
			workers = 1;
		}
	serve(&floor, strtoul(argv[1], NULL, 10));
}
