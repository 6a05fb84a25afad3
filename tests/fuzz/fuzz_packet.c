/* SPDX-License-Identifier: ISC */
/*
 * Packet to answer.  The first octet chooses the zones, the second how they
 * are asked (enum how), the rest is the packet.  Whatever comes in: the
 * answer is sound, fits, and belongs to the query; and the two ways to parse
 * it agree.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/query.h"
#include "server/respond.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/served.h"

/* The lowest bits are those of enum served_conf. */
enum how {
	HOW_TCP = 0x10,
	HOW_BATCH = 0x20,	/* thrice, in one batch */
	HOW_IPV6 = 0x40,	/* whom zone b. answers, if it is guarded */
	HOW_GOOD_COOKIE = 0x80	/* a cookie becomes one that we made */
};

#define CONTROL_BYTES	2

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
size_t LLVMFuzzerCustomMutator(uint8_t *, size_t, size_t, unsigned);

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_packet(data, size, max, seed, CONTROL_BYTES);
}

/* Of one kind of record in an answer. */
struct seen {
	unsigned	opts;
	unsigned	records;
};

static void
check_record(struct reader *r, struct seen *seen, int may_be_opt)
{
	struct name	n;
	uint16_t	type;

	require(name_expand(r, &n) == 0);
	type = reader_u16(r);
	(void)reader_bytes(r, 6);
	(void)reader_bytes(r, reader_u16(r));
	seen->records++;
	if (type != TYPE_OPT)
		return;
	require(may_be_opt && n.len == 1);
	seen->opts++;
}

/* An answer can be read from its first octet to its last. */
static void
check_answer(const struct packet *p, const struct query *q)
{
	struct reader	r = reader_of(p->out, p->out_len);
	struct seen	seen = {0, 0};
	unsigned	counts[4], i, k;

	require(p->out_len >= HEADER_BYTES &&
	    memcmp(p->out, p->in, 2) == 0);
	require(p->out[2] & 0x80);
	(void)reader_u32(&r);
	for (i = 0; i < 4; i++)
		counts[i] = reader_u16(&r);
	require(counts[0] == (q->question != NULL));
	if (counts[0] == 1) {
		require(reader_left(&r) >= q->question_len &&
		    memcmp(r.at, q->question, q->question_len) == 0);
		(void)reader_bytes(&r, q->question_len);
	}
	for (k = 1; k < 4; k++)
		for (i = 0; i < counts[k]; i++)
			check_record(&r, &seen, k == 3);
	require(!r.failed && reader_left(&r) == 0);
	require(seen.opts == q->edns.is_present);
	/* Cut short: there is TC and nothing that could be half a set. */
	if (load_be16(p->out + 2) & FLAG_TC)
		require(p->transport == TRANSPORT_UDP);
}

/* RFC 1035 4.2.1, 6891 6.2.3 to 6.2.5: how long may it be? */
static size_t
limit_of(const struct packet *p, const struct query *q, unsigned udp_size)
{
	if (p->transport == TRANSPORT_TCP)
		return MESSAGE_MAX_BYTES;
	if (!q->edns.is_present)
		return UDP_PLAIN_BYTES;
	return q->edns.udp_size < udp_size ? q->edns.udp_size : udp_size;
}

/* The two ways to understand it. */
static enum verdict
parse(struct query *q, const uint8_t *packet, size_t len)
{
	struct query	any;
	enum verdict	v, w;

	v = query_parse(q, packet, len);
	w = query_parse_any(&any, packet, len);
	require(v == w);
	if (v == VERDICT_DROP)
		return v;
	require(q->id == any.id && q->flags == any.flags);
	require(q->question == any.question &&
	    q->question_len == any.question_len);
	if (q->question != NULL)
		require(q->qtype == any.qtype && q->qclass == any.qclass &&
		    q->qname.len == any.qname.len &&
		    memcmp(q->qname.wire, any.qname.wire, any.qname.len) == 0);
	if (v == VERDICT_FORMERR)
		return v;
	require(q->edns.is_present == any.edns.is_present &&
	    q->edns.cookie_len == any.edns.cookie_len &&
	    q->edns.udp_size == any.edns.udp_size &&
	    q->edns.has_do == any.edns.has_do);
	return v;
}

/* The packet with its cookie made good, for free(). */
static uint8_t *
copy_packet(const struct packet *p, const uint8_t *data, size_t len,
    bool is_good)
{
	static struct cookie	*maker;
	struct cookie_client	 client = {p->peer, p->peer_len, p->now_s};
	uint8_t			*copy = malloc(len > 0 ? len : 1);
	uint8_t			*at, cookie[COOKIE_BYTES];
	struct query		 q;

	if (maker == NULL)
		maker = cookie_new();
	if (copy == NULL || maker == NULL)
		abort();
	if (len > 0)
		memcpy(copy, data, len);
	if (!is_good || query_parse(&q, copy, len) == VERDICT_DROP ||
	    q.edns.cookie_len != COOKIE_BYTES)
		return copy;
	at = copy + (q.edns.cookie - copy);
	require(cookie_make(maker, served_secret, &client, at, cookie) == 0);
	memcpy(at, cookie, sizeof(cookie));
	return copy;
}

/* n packets alike, each with an answer of its own. */
static void
ask(struct packet *p, size_t n, const struct snapshot *snap)
{
	static struct engine	*engine;
	struct query		 q;
	enum verdict		 v;
	size_t			 i;

	if (engine == NULL && (engine = engine_new(1)) == NULL)
		abort();
	engine_use(engine, snap);
	v = parse(&q, p->in, p->in_len);
	respond(engine, p, n);
	for (i = 0; i < n; i++) {
		require(v != VERDICT_DROP || p[i].out_len == 0);
		require(p[i].out_len <= limit_of(&p[i], &q,
		    snap->conf->udp_size));
		/* Only a limit or the sender's guilt keeps it back. */
		if (p[i].out_len > 0)
			check_answer(&p[i], &q);
		else
			require(v == VERDICT_DROP ||
			    snap->conf->rate_limit > 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t		 out[3][MESSAGE_MAX_BYTES];
	static const uint8_t	 peer4[] = {192, 0, 2, 200};
	static const uint8_t	 peer6[16] = {0x20, 0x01, 0x0d, 0xb8};
	static uint32_t		 now_s;
	struct packet		 p[3] = {{.in = NULL}};
	uint8_t			*copy;
	unsigned		 how, i;

	if (len < CONTROL_BYTES)
		return 0;
	how = data[1];
	now_s += 100;	/* what was limited before has been forgiven */
	p[0].now_s = now_s;
	p[0].peer = how & HOW_IPV6 ? peer6 : peer4;
	p[0].peer_len = how & HOW_IPV6 ? sizeof(peer6) : sizeof(peer4);
	p[0].transport = how & HOW_TCP ? TRANSPORT_TCP : TRANSPORT_UDP;
	p[0].out_room = how & HOW_TCP ? sizeof(out[0]) : 4096;
	copy = copy_packet(p, data + CONTROL_BYTES, len - CONTROL_BYTES,
	    (how & HOW_GOOD_COOKIE) != 0);
	p[0].in = copy;
	p[0].in_len = len - CONTROL_BYTES;
	for (i = 0; i < 3; i++) {
		p[i] = p[0];
		p[i].out = out[i];
	}
	ask(p, how & HOW_BATCH ? 3 : 1, served_snapshot(data[0],
	    how % SERVED_CONFS));
	free(copy);
	return 0;
}
