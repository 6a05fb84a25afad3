/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/peer.h"
#include "server/dialog.h"
#include "zones/wire.h"

/*
 * Messages answered together.  As many as a CPU has misses of its cache
 * under way; and the more there are, the more is made in vain for a peer
 * that does not fetch.
 */
#define BATCH		16

/* Above this, a batch was one of large answers: the next are single. */
#define BULK_BYTES	(16 * 1024)

/*
 * Room for one answer.  Not a multiple of the page size, so that those of
 * a batch do not all fall into one set of the cache.
 */
#define SLOT_BYTES	(64 * 1024 + 3 * 64)

/* Least room for what is kept, so that dripping octets move seldom. */
#define KEPT_LEAST_BYTES	64

/* The most that is kept: a message in part, and what one read brought. */
#define KEPT_MAX_BYTES	(PREFIX_BYTES + MESSAGE_MAX_BYTES + DIALOG_READ_BYTES)

struct desk {
	struct engine	*engine;		/* borrowed */
	struct witness	*witness;		/* borrowed, or NULL */
	struct packet	 packets[BATCH];
	size_t		 packed_len;		/* octets */

	/* Answers as they will be sent. */
	uint8_t		 packed[DIALOG_UNSENT_MAX_BYTES];

	/* What was kept goes before what is read. */
	uint8_t		 in[KEPT_MAX_BYTES + DIALOG_READ_BYTES];

	/* Where answers are made; mostly no more than a page of each. */
	uint8_t		 slots[BATCH][SLOT_BYTES];
};

/* What of it is still to be answered. */
struct run {
	const uint8_t	*at;
	const uint8_t	*end;
};

struct desk *
desk_new(struct engine *engine, struct witness *witness)
{
	struct desk	*d;

	/* Pages that are never written cost nothing. */
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return NULL;
	d->engine = engine;
	d->witness = witness;
	return d;
}

void
desk_free(struct desk *d)
{
	free(d);
}

void
dialog_init(struct dialog *s, const struct sockaddr_storage *from)
{
	struct packet	 p;

	memset(s, 0, sizeof(*s));
	peer_tell(&p, from);
	if (p.peer_len > sizeof(s->peer))
		return;
	if (p.peer_len > 0)
		memcpy(s->peer, p.peer, p.peer_len);
	s->peer_len = (uint8_t)p.peer_len;
}

void
dialog_clear(struct dialog *s)
{
	free(s->kept);
	free(s->unsent);
	s->kept = s->unsent = NULL;
	s->kept_len = s->kept_room = 0;
	s->unsent_len = s->unsent_at = 0;
}

/* The length of the message that begins here; SIZE_MAX: not known yet. */
static size_t
message_bytes(const uint8_t *at, size_t len)
{
	return len < PREFIX_BYTES ? SIZE_MAX : (size_t)PREFIX_BYTES +
	    load_be16(at);
}

/* Make room for what is kept. */
static int
reserve(struct dialog *s, size_t len)
{
	size_t	 room = s->kept_room < KEPT_LEAST_BYTES ? KEPT_LEAST_BYTES :
	    s->kept_room;
	uint8_t	*kept;

	if (len <= s->kept_room)
		return 0;
	while (room < len)
		room *= 2;
	if ((kept = realloc(s->kept, room)) == NULL)
		return -1;
	s->kept = kept;
	s->kept_room = (uint32_t)room;
	return 0;
}

/* Keep this for later; nothing is owned for nothing. */
static int
keep(struct dialog *s, const struct run *rest)
{
	size_t	 len = (size_t)(rest->end - rest->at);

	if (len == 0) {
		free(s->kept);
		s->kept = NULL;
		s->kept_len = s->kept_room = 0;
		return 0;
	}
	if (reserve(s, len) == -1)
		return -1;
	memcpy(s->kept, rest->at, len);
	s->kept_len = (uint32_t)len;
	return 0;
}

/*
 * More of a message, not its end: no octet is moved twice, however small
 * the pieces are.
 */
static int
append(struct dialog *s, const uint8_t *bytes, size_t len)
{
	if (reserve(s, s->kept_len + len) == -1)
		return -1;
	memcpy(s->kept + s->kept_len, bytes, len);
	s->kept_len += (uint32_t)len;
	return 0;
}

/*
 * Send what is packed.  What the kernel does not take becomes the
 * dialog's; -1 if the connection is lost.
 */
static int
flush(struct desk *d, struct dialog *s, int fd)
{
	size_t	 len = d->packed_len;
	ssize_t	 n;

	d->packed_len = 0;
	if (len == 0)
		return 0;
	do
		n = send(fd, d->packed, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	if (n == -1 && errno != EAGAIN && errno != EWOULDBLOCK)
		return -1;
	if (n == -1)
		n = 0;
	if ((size_t)n == len)
		return 0;
	len -= (size_t)n;
	if ((s->unsent = malloc(len)) == NULL)
		return -1;
	memcpy(s->unsent, d->packed + n, len);
	s->unsent_len = (uint32_t)len;
	s->unsent_at = 0;
	return 0;
}

static size_t
room_left(const struct desk *d)
{
	return sizeof(d->packed) - d->packed_len;
}

/* Where answer i of a batch is made: the first where it will be sent. */
static uint8_t *
answer_place(struct desk *d, unsigned i)
{
	if (i == 0 && room_left(d) >= PREFIX_BYTES + MESSAGE_MAX_BYTES)
		return d->packed + d->packed_len + PREFIX_BYTES;
	return d->slots[i];
}

/* The next whole messages, as a batch; how many. */
static unsigned
gather(struct desk *d, const struct dialog *s, struct run *run,
    uint32_t now_s)
{
	unsigned	 i, most = s->is_bulky ? 1 : BATCH;
	struct packet	*p;
	size_t		 len;

	for (i = 0; i < most; i++) {
		len = message_bytes(run->at, (size_t)(run->end - run->at));
		if (len > (size_t)(run->end - run->at))
			break;
		p = &d->packets[i];
		p->in = run->at + PREFIX_BYTES;
		p->in_len = len - PREFIX_BYTES;
		p->out = answer_place(d, i);
		p->out_room = MESSAGE_MAX_BYTES;
		p->out_len = 0;
		p->peer = s->peer_len > 0 ? s->peer : NULL;
		p->peer_len = s->peer_len;
		p->now_s = now_s;
		p->transport = TRANSPORT_TCP;
		run->at += len;
	}
	return i;
}

/* Put an answer behind the others; 1: there is no room for it. */
static int
pack(struct desk *d, struct dialog *s, int fd, const struct packet *p)
{
	uint8_t	*to;

	if (room_left(d) < PREFIX_BYTES + p->out_len) {
		if (flush(d, s, fd) == -1)
			return -1;
		if (dialog_is_blocked(s))
			return 1;
	}
	to = d->packed + d->packed_len;
	store_be16(to, (uint16_t)p->out_len);
	if (p->out != to + PREFIX_BYTES)
		memcpy(to + PREFIX_BYTES, p->out, p->out_len);
	d->packed_len += PREFIX_BYTES + p->out_len;
	return 0;
}

/* What is needed to tell of a batch.  A peer that is gone has no port. */
struct scene {
	struct sockaddr_storage	 peer;
	struct sockaddr_storage	 own;
	struct sight		 sight;
};

static void
set_scene(struct scene *c, int fd)
{
	socklen_t	 peer_len = sizeof(c->peer);
	socklen_t	 own_len = sizeof(c->own);

	c->peer.ss_family = c->own.ss_family = AF_UNSPEC;
	(void)getpeername(fd, (struct sockaddr *)&c->peer, &peer_len);
	(void)getsockname(fd, (struct sockaddr *)&c->own, &own_len);
	c->sight.peer = &c->peer;
	c->sight.own = &c->own;
	c->sight.limit = RATE_SEND;
	c->sight.came = clock_now();
}

/* A message and its answer, which is on its way. */
static void
show(struct witness *w, struct scene *c, const struct packet *p)
{
	unsigned	 who = witness_pick(w);

	if (who == 0)
		return;
	c->sight.packet = p;
	c->sight.gone = clock_now();
	witness_tell(w, who, &c->sight);
}

/*
 * Answer n messages.  If the peer does not fetch, those that it is not
 * owed yet go back to the run, and are answered (and counted) again.
 */
static int
answer_batch(struct desk *d, struct dialog *s, int fd, unsigned n,
    struct run *run)
{
	bool		 is_seen = witness_is_awake(d->witness);
	struct scene	 scene;
	struct timespec	 begun = clock_now();
	size_t		 total = 0;
	unsigned	 i;
	int		 rc;

	if (is_seen)
		set_scene(&scene, fd);
	respond(d->engine, d->packets, n);
	stats_took(engine_stats(d->engine), n, clock_since_ns(&begun));
	for (i = 0; i < n; i++) {
		if (d->packets[i].out_len == 0) {
			s->is_over = true;
			break;
		}
		if ((rc = pack(d, s, fd, &d->packets[i])) == -1)
			return -1;
		if (rc == 1) {
			run->at = d->packets[i].in - PREFIX_BYTES;
			break;
		}
		total += d->packets[i].out_len;
		s->has_progress = true;
		if (is_seen)
			show(d->witness, &scene, &d->packets[i]);
	}
	s->is_bulky = total > BULK_BYTES;
	return 0;
}

/* Answer what was kept and the n octets that were read. */
static enum dialog_state
answer_all(struct desk *d, struct dialog *s, int fd, size_t n)
{
	uint32_t	 now_s = clock_unix_s();
	struct run	 run;
	unsigned	 k;

	run.end = d->in + KEPT_MAX_BYTES + n;
	run.at = d->in + KEPT_MAX_BYTES - s->kept_len;
	if (s->kept_len > 0)
		memcpy(d->in + KEPT_MAX_BYTES - s->kept_len, s->kept,
		    s->kept_len);
	while (!s->is_over && !dialog_is_blocked(s) &&
	    (k = gather(d, s, &run, now_s)) > 0)
		if (answer_batch(d, s, fd, k, &run) == -1)
			return DIALOG_LOST;
	if (!dialog_is_blocked(s) && flush(d, s, fd) == -1)
		return DIALOG_LOST;
	if (s->is_over)
		run.at = run.end;
	if (keep(s, &run) == -1)
		return DIALOG_LOST;
	if (dialog_is_blocked(s))
		return DIALOG_BLOCKED;
	return s->is_over ? DIALOG_OVER : DIALOG_READS;
}

/* A read's outcome; n is set if it is DIALOG_READS. */
static enum dialog_state
receive(struct desk *d, int fd, size_t *n)
{
	ssize_t	 got;

	got = recv(fd, d->in + KEPT_MAX_BYTES, DIALOG_READ_BYTES,
	    MSG_DONTWAIT);
	if (got == 0)
		return DIALOG_ENDED;
	if (got == -1)
		return errno == EAGAIN || errno == EWOULDBLOCK ||
		    errno == EINTR ? DIALOG_EMPTY : DIALOG_LOST;
	*n = (size_t)got;
	return DIALOG_READS;
}

enum dialog_state
dialog_read(struct desk *d, struct dialog *s, int fd)
{
	enum dialog_state	 st;
	size_t			 n, whole;

	if ((st = receive(d, fd, &n)) != DIALOG_READS)
		return st;
	whole = message_bytes(s->kept, s->kept_len);
	if (s->kept_len >= PREFIX_BYTES && whole > s->kept_len + n)
		return append(s, d->in + KEPT_MAX_BYTES, n) == -1 ?
		    DIALOG_LOST : DIALOG_READS;
	return answer_all(d, s, fd, n);
}

enum dialog_state
dialog_write(struct desk *d, struct dialog *s, int fd)
{
	ssize_t	 n;

	n = send(fd, s->unsent + s->unsent_at, s->unsent_len - s->unsent_at,
	    MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n == -1)
		return errno == EAGAIN || errno == EWOULDBLOCK ||
		    errno == EINTR ? DIALOG_BLOCKED : DIALOG_LOST;
	s->unsent_at += (uint32_t)n;
	if (s->unsent_at < s->unsent_len)
		return DIALOG_BLOCKED;
	free(s->unsent);
	s->unsent = NULL;
	s->unsent_len = s->unsent_at = 0;
	s->has_progress = true;
	return answer_all(d, s, fd, 0);
}

enum dialog_state
dialog_drain(struct desk *d, int fd)
{
	size_t	 n;

	return receive(d, fd, &n);
}
