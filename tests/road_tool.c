/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <assert.h>
#include <err.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/udp.h"
#include "zones/load.h"
#include "zones/pool.h"
#include "zones/rrtype.h"
#include "zones/table.h"

/*
 * The query road from socket to socket, full batches, one question again
 * and again.  What it costs is counted from outside:
 *
 *	valgrind --tool=callgrind --toggle-collect=udp_on_readable \
 *	    build/tests/road_tool mx 1 100
 *
 * and the same with 200 batches: the difference, through 6400, is the
 * number of instructions for one query, from packet to packet.  Or under
 * perf, where it also says the processor time of udp.c's part.
 *
 * usage: road_tool question [zones [batches]]
 *
 * With more than one zone, each question is for one of them at random.
 */

#define BATCHES_PRESET	100
#define QUERY_ROOM	128		/* octets; ours have at most 80 */
#define ANSWER_ROOM	1232		/* octets, mxd's own size on UDP */

/* Where the mail of some of the zones goes. */
static const char provider_text[] =
    "$TTL 3600\n"
    "@ SOA ns1 hostmaster 1 14400 3600 1209600 300\n"
    "@ NS ns1\n"
    "ns1 A 192.0.2.53\n"
    "mx A 192.0.2.25\n"
    "mx AAAA 2001:db8::25\n";

static const char zone_text[] =
    "$TTL 3600\n"
    "@ SOA ns1.provider.example. hostmaster 1 14400 3600 1209600 300\n"
    "@ NS ns1.provider.example.\n"
    "@ MX 10 mail\n"
    "@ TXT \"v=spf1 mx -all\"\n"
    "mail A 192.0.2.1\n"
    "mail AAAA 2001:db8::1\n"
    "two MX 10 venus\n"
    "two MX 10 mercury\n"
    "venus A 192.0.2.2\n"
    "mercury A 192.0.2.3\n"
    "away MX 10 mx.provider.example.\n"
    "other MX 10 mx.elsewhere.example.\n"
    "www CNAME mail\n";

/* What is asked: a label before the zone's name, a type, and what the
   answer's header says. */
static const struct question {
	const char	*word;
	const char	*label;
	uint16_t	 type;
	bool		 has_edns;
	bool		 has_cookie;
	uint8_t		 rcode;
	uint16_t	 answers, authority, additional;
} questions[] = {
	{"mx", "", TYPE_MX, true, false, 0, 1, 0, 3},
	{"mx-plain", "", TYPE_MX, false, false, 0, 1, 0, 2},
	{"mx-cookie", "", TYPE_MX, true, true, 0, 1, 0, 3},
	{"mx-two", "two.", TYPE_MX, true, false, 0, 2, 0, 3},
	{"mx-away", "away.", TYPE_MX, true, false, 0, 1, 0, 3},
	{"mx-other", "other.", TYPE_MX, true, false, 0, 1, 0, 1},
	{"a", "mail.", TYPE_A, true, false, 0, 1, 0, 1},
	{"txt", "", TYPE_TXT, true, false, 0, 1, 0, 1},
	{"soa", "", TYPE_SOA, true, false, 0, 1, 0, 1},
	{"ns", "", TYPE_NS, true, false, 0, 1, 0, 2},
	{"cname", "www.", TYPE_A, true, false, 0, 2, 0, 1},
	{"nodata", "mail.", TYPE_MX, true, false, 0, 0, 1, 1},
	{"nxdomain", "pluto.", TYPE_A, true, false, 3, 0, 1, 1},
};

struct bench {
	const struct question	*question;
	unsigned long		 zones;
	unsigned long		 batches;
	struct pool		*pool;
	struct table		*table;
	struct snapshot		*snapshot;
	struct engine		*engine;
	struct event_base	*base;
	struct udp		*udp;
	int			 fd;		/* of who asks */
	uint8_t			 queries[BATCH_MAX][QUERY_ROOM];
	struct iovec		 iov[BATCH_MAX];
	struct mmsghdr		 out[BATCH_MAX];
};

static uint64_t	seed = 1;

/* Numbers that look random and are the same in each run (xorshift). */
static uint64_t
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void
name_of(struct name *name, const char *text)
{
	const char	*why;

	if (name_from_text(name, text, strlen(text), NULL, &why) == -1)
		errx(1, "%s %s", text, why);
	name_lower(name);
}

/* As mxd has them, with what they have in common. */
static void
put_zone(struct table_edit *edit, struct pool *pool, const char *apex_name,
    const char *text, uint32_t *rotations)
{
	struct loaded	 loaded;
	struct name	 apex;
	struct zone	*zone;
	struct load_source source = {.apex = &apex};

	name_of(&apex, apex_name);
	if (load_text(&source, text, strlen(text), NULL, &loaded) == -1)
		errx(1, "zone %s was not loaded", apex_name);
	loaded.content = pool_share(pool, loaded.content);
	zone = zone_new(&apex, loaded.content, true, *rotations);
	if (zone == NULL)
		err(1, "zone %s", apex_name);
	*rotations += content_rotations(loaded.content);
	loaded.content = NULL;	/* taken */
	loaded_clear(&loaded);
	if (table_edit_put(edit, zone) == -1)
		err(1, "table");
}

static void
zone_name(char text[QUERY_ROOM], const char *label, unsigned long i)
{
	(void)snprintf(text, QUERY_ROOM, "%sd%lu.example.", label, i);
}

static struct table *
make_table(struct pool *pool, unsigned long zones, uint32_t *rotations)
{
	struct table_edit *edit;
	struct table	*empty, *table;
	unsigned long	 i;
	char		 apex[QUERY_ROOM];

	if ((empty = table_new(1)) == NULL ||
	    (edit = table_edit_begin(empty)) == NULL)
		err(1, "table");
	put_zone(edit, pool, "provider.example.", provider_text, rotations);
	for (i = 0; i < zones; i++) {
		zone_name(apex, "", i);
		put_zone(edit, pool, apex, zone_text, rotations);
	}
	if ((table = table_edit_commit(edit)) == NULL)
		err(1, "table");
	table_free(empty);
	return table;
}

static void
retire(void *arg, struct snapshot *snapshot)
{
	(void)arg;
	(void)snapshot;	/* main() frees it */
}

static void
make_engine(struct bench *b)
{
	struct report	*rep;
	struct conf	*conf;
	uint32_t	 rotations = 0;

	if ((b->pool = pool_new(1)) == NULL)
		err(1, "pool");
	b->table = make_table(b->pool, b->zones, &rotations);
	if ((rep = report_new(1)) == NULL ||
	    conf_load_text("road", "", 0, rep, &conf) == -1)
		errx(1, "the empty configuration was not taken");
	report_free(rep);
	if ((b->snapshot = snapshot_new(b->table, conf, 1, rotations, retire,
	    NULL)) == NULL || (b->engine = engine_new(1)) == NULL)
		err(1, "engine");
	engine_use(b->engine, b->snapshot);
}

/* Two sockets on loopback, connected to each other's address. */
static void
make_sockets(struct bench *b)
{
	struct sockaddr_in	server = {.sin_family = AF_INET};
	socklen_t		len = sizeof(server);
	int			fd, size = 1 << 20;

	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	b->fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd == -1 || b->fd == -1 ||
	    bind(fd, (struct sockaddr *)&server, sizeof(server)) == -1 ||
	    getsockname(fd, (struct sockaddr *)&server, &len) == -1 ||
	    connect(b->fd, (struct sockaddr *)&server, len) == -1)
		err(1, "socket");
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	(void)setsockopt(b->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if ((b->base = event_base_new()) == NULL ||
	    (b->udp = udp_open(b->base, b->engine, NULL, fd, false)) == NULL)
		err(1, "udp");
}

/* One query in wire form; returns its octets. */
static size_t
make_query(const struct bench *b, uint8_t *buf)
{
	const struct question	*q = b->question;
	struct writer		 w = writer_of(buf, QUERY_ROOM);
	struct name		 name;
	char			 text[QUERY_ROOM];

	zone_name(text, q->label, draw() % b->zones);
	name_of(&name, text);
	writer_u16(&w, (uint16_t)draw());
	writer_u16(&w, 0x0100);		/* RD, as resolvers' clients send it */
	writer_u16(&w, 1);
	writer_u32(&w, 0);
	writer_u16(&w, q->has_edns);
	writer_bytes(&w, name.wire, name.len);
	writer_u16(&w, q->type);
	writer_u16(&w, CLASS_IN);
	if (q->has_edns) {
		writer_u8(&w, 0);
		writer_u16(&w, TYPE_OPT);
		writer_u16(&w, 1232);
		writer_u32(&w, 0);
		writer_u16(&w, q->has_cookie ? 12 : 0);
	}
	if (q->has_cookie)
		writer_bytes(&w, "\0\12\0\10abcdefgh", 12);
	assert(!w.failed);
	return writer_len(&w);
}

static void
check_answer(const struct bench *b, const uint8_t *a, size_t len)
{
	const struct question	*q = b->question;

	if (len < HEADER_BYTES || (a[3] & 15) != q->rcode ||
	    load_be16(a + 6) != q->answers ||
	    load_be16(a + 8) != q->authority ||
	    load_be16(a + 10) != q->additional)
		errx(1, "%s: the answer is another one", q->word);
}

/* Ask a batch, have it answered, look at the answers; octets of them. */
static uint64_t
ask_batch(struct bench *b)
{
	uint8_t		answer[ANSWER_ROOM];
	uint64_t	octets = 0;
	ssize_t		n;
	size_t		i;

	for (i = 0; i < BATCH_MAX; i++) {
		b->iov[i].iov_base = b->queries[i];
		b->iov[i].iov_len = make_query(b, b->queries[i]);
		b->out[i].msg_hdr.msg_iov = &b->iov[i];
		b->out[i].msg_hdr.msg_iovlen = 1;
	}
	if (sendmmsg(b->fd, b->out, BATCH_MAX, 0) != BATCH_MAX)
		err(1, "sendmmsg");
	if (event_base_loop(b->base, EVLOOP_NONBLOCK) == -1)
		errx(1, "event loop");
	for (i = 0; i < BATCH_MAX; i++) {
		if ((n = recv(b->fd, answer, sizeof(answer), 0)) == -1)
			err(1, "recv");
		check_answer(b, answer, (size_t)n);
		octets += (uint64_t)n;
	}
	return octets;
}

static void
usage(void)
{
	size_t	i;

	(void)fprintf(stderr, "usage: road_tool question [zones [batches]]\n"
	    "questions:");
	for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		(void)fprintf(stderr, " %s", questions[i].word);
	(void)fprintf(stderr, "\n");
	exit(2);
}

static void
parse_arguments(struct bench *b, int argc, char *argv[])
{
	size_t	i;

	if (argc < 2 || argc > 4)
		usage();
	for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (strcmp(questions[i].word, argv[1]) == 0)
			b->question = &questions[i];
	b->zones = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	b->batches = argc > 3 ? strtoul(argv[3], NULL, 10) : BATCHES_PRESET;
	if (b->question == NULL || b->zones == 0 || b->zones > INT_MAX ||
	    b->batches == 0)
		usage();
}

int
main(int argc, char *argv[])
{
	static struct bench	b;
	unsigned long		i;
	uint64_t		octets = 0;

	parse_arguments(&b, argc, argv);
	make_engine(&b);
	make_sockets(&b);
	for (i = 0; i < b.batches; i++)
		octets += ask_batch(&b);
	printf("%s: %lu answers of %.0f octets\n", b.question->word,
	    b.batches * BATCH_MAX,
	    (double)octets / (double)(b.batches * BATCH_MAX));
	udp_close(b.udp);
	event_base_free(b.base);
	engine_free(b.engine);
	snapshot_unref(b.snapshot);
	snapshot_free(b.snapshot);
	pool_free(b.pool);
	(void)close(b.fd);
	return 0;
}
