/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "zones/name.h"
#include "zones/wire.h"

/*
 * Asks a server over UDP as fast as it answers, and counts.
 *
 * usage: load port seconds zones
 *
 * MX of z0.example to z<zones-1>.example at 127.0.0.1, at random, WINDOW
 * questions under way.  A question whose answer did not come within a second
 * is lost and asked no more.  Prints answers per second, lost, and the time
 * that an answer took; ends with 1 if any was lost.
 */

#define WINDOW		64		/* questions under way */
#define IDS		65536
#define QUERY_ROOM	64		/* octets; ours have at most 40 */
#define ANSWER_ROOM	4096		/* octets */
#define LOST_S		1.0
#define SAMPLES_MAX	(1 << 24)	/* times kept, then no more */

struct load {
	int		 fd;
	unsigned long	 zones;
	uint64_t	 seed;
	double		 sent_s[IDS];	/* 0: not under way */
	uint16_t	 id;		/* of the next question */
	uint16_t	 oldest;	/* the first that may be under way */
	unsigned	 pending;
	unsigned long	 answered;
	unsigned long	 lost;
	float		*took_us;	/* [answered], SAMPLES_MAX at most */
};

static double
now_s(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) == -1)
		err(1, "clock_gettime");
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static uint64_t
draw(struct load *l)
{
	l->seed ^= l->seed << 13;
	l->seed ^= l->seed >> 7;
	l->seed ^= l->seed << 17;
	return l->seed;
}

static size_t
make_query(struct load *l, uint8_t *buf)
{
	struct writer	w = writer_of(buf, QUERY_ROOM);
	struct name	name;
	const char	*why;
	char		 text[QUERY_ROOM];

	(void)snprintf(text, sizeof(text), "z%lu.example.",
	    (unsigned long)(draw(l) % l->zones));
	if (name_from_text(&name, text, strlen(text), NULL, &why) == -1)
		errx(1, "%s %s", text, why);
	writer_u16(&w, l->id);
	writer_u16(&w, 0);
	writer_u16(&w, 1);
	writer_u32(&w, 0);
	writer_u16(&w, 0);
	writer_bytes(&w, name.wire, name.len);
	writer_u16(&w, 15);		/* MX */
	writer_u16(&w, 1);		/* IN */
	return writer_len(&w);
}

/* Keep the window full. */
static void
ask(struct load *l)
{
	uint8_t	buf[QUERY_ROOM];
	size_t	len;

	while (l->pending < WINDOW && l->sent_s[l->id] == 0) {
		len = make_query(l, buf);
		/* Refused: nobody listened when the last one came. */
		if (send(l->fd, buf, len, 0) == -1 && errno != ECONNREFUSED)
			err(1, "send");
		l->sent_s[l->id++] = now_s();
		l->pending++;
	}
}

static void
take(struct load *l, const uint8_t *answer, size_t len)
{
	struct reader	r = reader_of(answer, len);
	uint16_t	id = reader_u16(&r), flags = reader_u16(&r);

	if (r.failed || l->sent_s[id] == 0)
		return;		/* late; counted as lost already */
	/* RFC 1035 4.1.1: QR, and RCODE 0. */
	if ((flags & 0x8000) == 0 || (flags & 0x000f) != 0)
		errx(1, "an answer with flags %04x", flags);
	if (l->answered < SAMPLES_MAX)
		l->took_us[l->answered] =
		    (float)((now_s() - l->sent_s[id]) * 1e6);
	l->sent_s[id] = 0;
	l->pending--;
	l->answered++;
}

/* Questions get lost in the order in which they were asked. */
static void
give_up(struct load *l, double before_s)
{
	for (; l->oldest != l->id; l->oldest++) {
		if (l->sent_s[l->oldest] == 0)
			continue;
		if (l->sent_s[l->oldest] > before_s)
			return;
		l->sent_s[l->oldest] = 0;
		l->pending--;
		l->lost++;
	}
}

static void
run(struct load *l, double seconds)
{
	uint8_t	answer[ANSWER_ROOM];
	double	end_s = now_s() + seconds;
	ssize_t	n;

	while (now_s() < end_s || l->pending > 0) {
		if (now_s() < end_s)
			ask(l);
		n = recv(l->fd, answer, sizeof(answer), 0);
		if (n >= 0)
			take(l, answer, (size_t)n);
		else if (errno != EAGAIN && errno != ECONNREFUSED)
			err(1, "recv");
		give_up(l, now_s() - LOST_S);
	}
}

static int
compare(const void *a, const void *b)
{
	float	x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static int
report(struct load *l, double seconds)
{
	size_t	n = l->answered < SAMPLES_MAX ? l->answered : SAMPLES_MAX;

	if (n == 0)
		errx(1, "not one answer");
	qsort(l->took_us, n, sizeof(*l->took_us), compare);
	printf("%.0f answers/s, %lu lost, half within %.0f us, 99 %% within "
	    "%.0f us\n", (double)l->answered / seconds, l->lost,
	    (double)l->took_us[n / 2], (double)l->took_us[n / 100 * 99]);
	return l->lost == 0 ? 0 : 1;
}

static int
open_socket(unsigned long port)
{
	/* An answer that does not come must not stop us for ever. */
	struct timeval	patience = {.tv_usec = 50000};
	struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int		fd;

	if ((fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) == -1 ||
	    connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof(patience)) == -1)
		err(1, "port %lu", port);
	return fd;
}

int
main(int argc, char *argv[])
{
	static struct load l = {.seed = 1};
	unsigned long	port;
	double		seconds;
	int		status;

	if (argc != 4)
		errx(2, "usage: load port seconds zones");
	port = strtoul(argv[1], NULL, 10);
	seconds = strtod(argv[2], NULL);
	l.zones = strtoul(argv[3], NULL, 10);
	if (port == 0 || port > UINT16_MAX || l.zones == 0 || seconds <= 0)
		errx(2, "usage: load port seconds zones");
	l.fd = open_socket(port);
	if ((l.took_us = calloc(SAMPLES_MAX, sizeof(*l.took_us))) == NULL)
		err(1, NULL);
	run(&l, seconds);
	status = report(&l, seconds);
	free(l.took_us);
	(void)close(l.fd);	/* the process ends anyway */
	return status;
}
