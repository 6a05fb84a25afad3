/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/answer.h"
#include "server/cookie.h"
#include "server/edns.h"
#include "server/gate.h"
#include "server/query.h"
#include "server/ready.h"
#include "server/reply.h"
#include "server/respond.h"
#include "server/throttle.h"
#include "zones/rrtype.h"

/* The secret that makes cookies, and the one before it. */
#define SECRETS_MAX	2

/* A cache line, which two workers must not write both. */
#define LINE_BYTES	64

/*
 * One worker's alone: it begins and ends with a line of its own, so that
 * nothing that another thread writes shares one with it.
 */
struct engine {
	_Alignas(LINE_BYTES) struct stats stats; /* others read it */
	_Alignas(LINE_BYTES) const struct snapshot *snap; /* borrowed; NULL:
						   none yet */
	void			*memory;	/* that this lies in */
	struct rotation		 rotation;
	struct rate		*rate;
	struct cookie		*cookie;
	unsigned		 nsecrets;	/* 0: cookies are off */
	uint8_t			 secrets[SECRETS_MAX][COOKIE_SECRET_BYTES];
	uint8_t			 cookie_out[COOKIE_BYTES];
	struct name		 agent;		/* labels 0: none */
	struct gate		 gate;
	struct ready_ground	 ground;
	const struct query	*query;		/* the one that is answered */
	bool			 is_known;	/* who asks: see struct job */
	bool			 does_limit;	/* `rate limit`, `rate total` */
	struct answer		 answer;	/* scratch, as all below */
	struct reply		 reply;
	struct job		 jobs[READY_ABREAST];
	_Alignas(LINE_BYTES) char end[LINE_BYTES];
};

/* Aligned and cleared; malloc() need not be so. */
static struct engine *
allocate(void)
{
	char		*memory = calloc(1, sizeof(struct engine) + LINE_BYTES);
	struct engine	*e;

	if (memory == NULL)
		return NULL;
	e = (struct engine *)(memory + (-(uintptr_t)memory &
	    (LINE_BYTES - 1)));
	e->memory = memory;
	return e;
}

struct engine *
engine_new(uint64_t seed)
{
	struct engine	*e;

	if ((e = allocate()) == NULL)
		return NULL;
	e->reply.seed = seed;
	e->answer.nsec3 = nsec3_new();
	e->cookie = cookie_new();
	e->rate = rate_new(seed);
	if (e->answer.nsec3 == NULL || e->cookie == NULL || e->rate == NULL) {
		engine_free(e);
		return NULL;
	}
	return e;
}

void
engine_free(struct engine *e)
{
	if (e == NULL)
		return;
	rotation_clear(&e->rotation);
	nsec3_free(e->answer.nsec3);
	cookie_free(e->cookie);
	rate_free(e->rate);
	free(e->memory);
}

static uint8_t
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (uint8_t)(digit - '0');
	return (uint8_t)((digit | 0x20) - 'a' + 10);
}

/* A secret as the configuration has it: 32 hex digits, checked there. */
static void
add_secret(struct engine *e, const char *hex)
{
	uint8_t		*out = e->secrets[e->nsecrets];
	unsigned	 i;

	if (hex == NULL)
		return;
	for (i = 0; i < COOKIE_SECRET_BYTES; i++, hex += 2)
		out[i] = (uint8_t)(hex_value(hex[0]) << 4 | hex_value(hex[1]));
	e->nsecrets++;
}

static void
use_cookies(struct engine *e)
{
	const struct conf	*conf = e->snap->conf;

	e->nsecrets = 0;
	if (!conf->does_cookies)
		return;
	add_secret(e, conf->cookie_secret);
	if (e->nsecrets == 0)
		memcpy(e->secrets[e->nsecrets++], e->snap->cookie_secret,
		    COOKIE_SECRET_BYTES);
	add_secret(e, conf->cookie_previous);
}

/* The OPT of an answer that has nothing to say but who wants reports. */
static void
prepare_ready_opt(struct engine *e)
{
	const struct edns	 asked = {.is_present = true};
	struct edns_reply	 opt = {.ede = EDE_NONE,
				    .udp_size = e->snap->conf->udp_size};
	struct writer		 w = writer_of(e->ground.opt,
				    sizeof(e->ground.opt));

	if (e->agent.labels > 0) {
		opt.agent = e->agent.wire;
		opt.agent_len = e->agent.len;
	}
	edns_write(&w, &asked, &opt);
	e->ground.opt_len = (uint16_t)writer_len(&w);
}

void
engine_use(struct engine *e, const struct snapshot *snap)
{
	const char	*agent, *why;

	e->snap = snap;
	ready_forget(&e->ground);
	if (snap == NULL)
		return;
	e->ground.table = snap->table;
	e->ground.udp_size = snap->conf->udp_size;
	e->ground.guard = snap->conf->nguarded > 0 ? snap->conf : NULL;
	e->gate = gate_of(snap);
	e->does_limit = rate_is_limited(snap->conf);
	e->ground.rotation = &e->rotation;
	/* Without memory new sets stand still; they are answered. */
	(void)rotation_resize(&e->rotation, snap->rotations);
	use_cookies(e);
	agent = snap->conf->report_agent;
	if (agent == NULL || name_from_text(&e->agent, agent, strlen(agent),
	    NULL, &why) == -1)
		name_root(&e->agent);
	prepare_ready_opt(e);
}

struct rate *
engine_rate(struct engine *e)
{
	return e->rate;
}

bool
engine_does_limit(const struct engine *e)
{
	return e->snap != NULL && e->does_limit;
}

struct stats *
engine_stats(struct engine *e)
{
	return &e->stats;
}

const struct rotation *
engine_rotation(const struct engine *e)
{
	return &e->rotation;
}

/* Questions about the server itself, RFC 4892 and older custom. */
static const struct {
	const char	*name;		/* wire form, lower case */
	size_t		 len;
	bool		 is_version;	/* else the identity */
} chaos_names[] = {
	{"\7version\4bind", 14, true},
	{"\7version\6server", 16, true},
	{"\2id\6server", 11, false},
	{"\10hostname\4bind", 15, false},
};

static const char *
chaos_text(const struct query *q, const struct conf *conf)
{
	size_t	i;

	if (q->qtype != TYPE_TXT && q->qtype != TYPE_ANY)
		return NULL;
	for (i = 0; i < sizeof(chaos_names) / sizeof(chaos_names[0]); i++)
		if (q->qname.len == chaos_names[i].len &&
		    memcmp(q->qname.wire, chaos_names[i].name,
		    chaos_names[i].len) == 0)
			return chaos_names[i].is_version ? conf->version :
			    conf->identity;
	return NULL;
}

static void
answer_chaos(struct engine *e)
{
	const char	*text = chaos_text(e->query, e->snap->conf);
	struct writer	*w = &e->reply.w;
	struct writer	 before = *w;
	size_t		 len;

	if (text == NULL) {
		e->answer.rcode = RCODE_REFUSED;
		return;
	}
	len = strlen(text) > 255 ? 255 : strlen(text);
	writer_u16(w, POINTER_BITS | HEADER_BYTES);
	writer_u16(w, TYPE_TXT);
	writer_u16(w, CLASS_CH);
	writer_u32(w, 0);	/* TTL */
	writer_u16(w, (uint16_t)(len + 1));
	writer_u8(w, (uint8_t)len);
	writer_bytes(w, text, len);
	if (w->failed) {	/* long texts, and an OPT full of them */
		*w = before;
		e->answer.is_truncated = true;
		return;
	}
	e->reply.counts[SECTION_ANSWER] = 1;
	e->answer.is_authoritative = true;
}

static void
decide(struct engine *e, enum verdict verdict)
{
	struct answer	*a = &e->answer;

	switch (verdict) {
	case VERDICT_ANSWER:
		answer_general(a, e->snap, &e->rotation, e->query, &e->reply);
		break;
	case VERDICT_CHAOS:
		answer_chaos(e);
		break;
	case VERDICT_EMPTY:
		break;
	case VERDICT_NOTIMP:
		a->rcode = RCODE_NOTIMP;
		break;
	case VERDICT_PROHIBITED:
		stats_add(&e->stats, STAT_ACL_REFUSED, 1);
		a->rcode = RCODE_REFUSED;
		break;
	case VERDICT_REFUSED:
		a->rcode = RCODE_REFUSED;
		break;
	case VERDICT_BADVERS:
		a->rcode = RCODE_BADVERS;
		break;
	default:
		a->rcode = RCODE_FORMERR;
		break;
	}
}

static enum stat_id
rcode_stat(enum rcode rcode)
{
	switch (rcode) {
	case RCODE_NOERROR:
		return STAT_NOERROR;
	case RCODE_FORMERR:
		return STAT_FORMERR;
	case RCODE_SERVFAIL:
		return STAT_SERVFAIL;
	case RCODE_NXDOMAIN:
		return STAT_NXDOMAIN;
	case RCODE_NOTIMP:
		return STAT_NOTIMP;
	case RCODE_REFUSED:
		return STAT_REFUSED;
	case RCODE_BADVERS:
		return STAT_BADVERS;
	default:
		return STAT_OTHER_RCODE;
	}
}

static void
count_answer(struct engine *e, size_t len)
{
	const struct answer	*a = &e->answer;
	struct stats		*st = &e->stats;

	stats_add(st, rcode_stat(a->rcode), 1);
	stats_add(st, STAT_BYTES_OUT, len);
	if (a->is_truncated)
		stats_add(st, STAT_TRUNCATED, 1);
	if (a->is_referral)
		stats_add(st, STAT_REFERRAL, 1);
	if (a->is_nodata)
		stats_add(st, STAT_NODATA, 1);
	if (e->query->edns.is_present)
		stats_add(st, STAT_EDNS, 1);
	if (e->query->edns.has_do)
		stats_add(st, STAT_DO, 1);
}

/* Make the scratch ready for another answer; names need no clearing. */
static void
answer_reset(struct answer *a)
{
	a->rcode = RCODE_NOERROR;
	a->is_authoritative = a->is_truncated = false;
	a->is_referral = a->is_nodata = a->is_stale = false;
	a->naliases = a->nexpansions = a->proof_cost = 0;
	a->zone = NULL;
	a->additional.nsent = 0;
	a->additional.wants_sigs = false;
}

/* Is the client's cookie ours?  Count it, and have one for the answer. */
static void
judge_cookie(struct engine *e, const struct packet *p, struct edns_reply *opt)
{
	const struct cookie_client	 client = {p->peer, p->peer_len,
					     p->now_s};
	const struct edns		*edns = &e->query->edns;
	enum stat_id			 which = STAT_COOKIE_BAD;
	unsigned			 i;

	if (edns->cookie_len == 0 || e->nsecrets == 0 || p->peer == NULL)
		return;
	if (edns->cookie_len == COOKIE_CLIENT_BYTES)
		which = STAT_COOKIE_NEW;
	for (i = 0; edns->cookie_len == COOKIE_BYTES && i < e->nsecrets; i++)
		if (cookie_is_good(e->cookie, e->secrets[i], &client,
		    edns->cookie))
			which = STAT_COOKIE_GOOD;
	e->is_known = which == STAT_COOKIE_GOOD;
	stats_add(&e->stats, which, 1);
	if (cookie_make(e->cookie, e->secrets[0], &client, edns->cookie,
	    e->cookie_out) == 0)
		opt->cookie = e->cookie_out;
}

/* All of the OPT record that is known before the answer. */
static struct edns_reply
prepare_opt(struct engine *e, const struct packet *p)
{
	const struct conf	*conf = e->snap->conf;
	struct edns_reply	 opt = {.udp_size = conf->udp_size,
	    .nsid = conf->identity, .ede = EDE_NONE, .has_version = true,
	    .is_tcp = p->transport == TRANSPORT_TCP};

	if (!e->query->edns.is_present)
		return opt;
	opt.idle_ds = (uint16_t)(conf->tcp_idle_ms / 100 > UINT16_MAX ?
	    UINT16_MAX : conf->tcp_idle_ms / 100);
	if (e->agent.labels > 0) {
		opt.agent = e->agent.wire;
		opt.agent_len = e->agent.len;
	}
	judge_cookie(e, p, &opt);
	return opt;
}

/*
 * Why the answer is what it is, for people: RFC 8914.  What a code's own
 * name says needs no text: strangers ask for names that are not ours all
 * day, and need not get more octets for it.
 */
static void
explain(const struct engine *e, struct edns_reply *opt, enum verdict verdict)
{
	const struct answer	*a = &e->answer;

	if (verdict == VERDICT_ANSWER && a->rcode == RCODE_REFUSED) {
		opt->ede = EDE_NOT_AUTHORITATIVE;
	} else if (a->rcode == RCODE_SERVFAIL) {
		opt->ede = EDE_NOT_READY;
		opt->ede_text = "the zone is configured, but not loaded";
	} else if (verdict == VERDICT_PROHIBITED ||
	    (verdict == VERDICT_REFUSED && e->query->qclass == CLASS_IN)) {
		opt->ede = EDE_PROHIBITED;
	} else if (verdict == VERDICT_REFUSED || verdict == VERDICT_NOTIMP) {
		opt->ede = EDE_NOT_SUPPORTED;
	} else if (a->zone != NULL && (a->zone->is_stale || a->is_stale)) {
		opt->ede = a->rcode == RCODE_NXDOMAIN ? EDE_STALE_NXDOMAIN :
		    EDE_STALE;
		opt->ede_text = "the zone's last good version; the new one "
		    "has errors";
	}
}

/* What the answer made of it.  Advice goes only where there is room. */
static void
finish_opt(struct engine *e, struct edns_reply *opt, enum verdict verdict)
{
	const struct edns	*edns = &e->query->edns;
	const struct answer	*a = &e->answer;

	if (!edns->is_present)
		return;
	opt->rcode = (uint16_t)a->rcode;
	opt->has_version = a->zone != NULL && a->zone->content != NULL;
	if (opt->has_version) {
		opt->version_labels = a->zone->apex_labels;
		opt->serial = zone_serial(a->zone);
	}
	explain(e, opt, verdict);
	if (edns_len(edns, opt) > writer_left(&e->reply.w))
		opt->ede_text = NULL;
	if (edns_len(edns, opt) > writer_left(&e->reply.w))
		opt->ede = EDE_NONE;
}

/* What the OPT record takes at most; the question goes before a name. */
static size_t
reserve_opt(const struct engine *e, struct edns_reply *opt, size_t limit)
{
	size_t	need = HEADER_BYTES + e->query->question_len;

	if (edns_len(&e->query->edns, opt) + need > limit)
		opt->agent = NULL;
	if (edns_len(&e->query->edns, opt) + need > limit)
		opt->nsid = NULL;
	return edns_len(&e->query->edns, opt);
}

static unsigned
answer_flags(const struct answer *a)
{
	return (a->is_authoritative ? FLAG_AA : 0u) |
	    (a->is_truncated ? FLAG_TC : 0u) | (a->rcode & FLAG_RCODE);
}

static size_t
respond_generally(struct engine *e, const struct job *j)
{
	const struct packet	*p = j->packet;
	struct edns_reply	 opt;
	size_t			 limit, len;

	if (j->verdict == VERDICT_DROP)
		return 0;
	e->query = &j->query;
	limit = ready_limit(p, &j->query.edns, e->snap->conf->udp_size);
	opt = prepare_opt(e, p);
	answer_reset(&e->answer);
	e->answer.is_tcp = p->transport == TRANSPORT_TCP;
	reply_begin(&e->reply, p->out, limit - reserve_opt(e, &opt, limit),
	    e->query);
	decide(e, j->verdict);
	e->reply.w.end = p->out + limit;
	if (j->query.edns.is_present)
		e->reply.counts[SECTION_ADDITIONAL]++;
	/* The OPT follows. */
	(void)reply_end(&e->reply, e->query, answer_flags(&e->answer));
	finish_opt(e, &opt, j->verdict);
	edns_write(&e->reply.w, &j->query.edns, &opt);
	len = writer_len(&e->reply.w);
	count_answer(e, len);
	return len;
}

/* The OPT record with a cookie, behind an answer of the ready way. */
static size_t
add_cookie(struct engine *e, const struct job *j)
{
	struct packet		*p = j->packet;
	struct edns_reply	 opt = prepare_opt(e, p);
	struct writer		 w = writer_of(p->out, p->out_room);

	(void)writer_room(&w, p->out_len);
	edns_write(&w, &j->query.edns, &opt);
	e->ground.tally.bytes_out += writer_len(&w);
	return writer_len(&w);
}

/* What the ready way has left. */
static void
respond_to_rest(struct engine *e, size_t n)
{
	struct packet	*p;
	struct job	*j;

	for (j = e->jobs; j < e->jobs + n; j++) {
		if (j->state == READY_DONE)
			continue;
		e->query = &j->query;
		e->is_known = false;
		p = j->packet;
		p->out_len = j->state == READY_COOKIE ? add_cookie(e, j) :
		    respond_generally(e, j);
		j->is_known = e->is_known;
		if (p->out_len == 0)
			stats_add(&e->stats, STAT_DROPPED, 1);
	}
}

/* What the ready way has counted. */
static void
count_ready(struct engine *e)
{
	static const enum stat_id	 by_kind[] = {
		[READY_DATA] = STAT_NOERROR, [READY_NODATA] = STAT_NOERROR,
		[READY_NXDOMAIN] = STAT_NXDOMAIN
	};
	struct ready_tally		*t = &e->ground.tally;
	struct stats			*st = &e->stats;
	uint64_t			 n;
	unsigned			 i;

	stats_add(st, STAT_BYTES_OUT, t->bytes_out);
	t->bytes_out = 0;
	for (i = 0; i < STATS_TYPE_ROWS; i++)
		stats_add(st, (enum stat_id)(STAT_TYPE_OTHER + i),
		    t->questions[i]);
	memset(t->questions, 0, sizeof(t->questions));
	for (i = 0; i < sizeof(t->answers) / sizeof(t->answers[0]); i++) {
		if ((n = t->answers[i]) == 0)
			continue;
		t->answers[i] = 0;
		stats_add(st, by_kind[i & READY_TALLY_KIND], n);
		if ((i & READY_TALLY_KIND) == READY_NODATA)
			stats_add(st, STAT_NODATA, n);
		if (i & READY_TALLY_EDNS)
			stats_add(st, STAT_EDNS, n);
		if (i & READY_TALLY_DO)
			stats_add(st, STAT_DO, n);
	}
}

/* Nothing to answer from: drop them. */
static void
drop(struct engine *e, struct packet *packets, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		packets[i].out_len = 0;
	stats_add(&e->stats, STAT_DROPPED, n);
}

void
respond(struct engine *e, struct packet *packets, size_t n)
{
	uint64_t	bytes_in = 0;
	bool		is_limited, is_open;
	size_t		i, some, done;

	for (i = 0; i < n; i++)
		bytes_in += packets[i].in_len;
	stats_add(&e->stats, STAT_BYTES_IN, bytes_in);
	stats_add(&e->stats, n > 0 && packets->transport == TRANSPORT_UDP ?
	    STAT_QUERIES_UDP : STAT_QUERIES_TCP, n);
	if (e->snap == NULL) {
		drop(e, packets, n);
		return;
	}
	is_limited = e->does_limit && n > 0 &&
	    packets->transport == TRANSPORT_UDP;
	is_open = gate_is_open(&e->gate);
	for (; n > 0; packets += some, n -= some) {
		some = n < READY_ABREAST ? n : READY_ABREAST;
		done = is_open ?
		    ready_answer(&e->ground, e->jobs, packets, some) :
		    gate_answer(&e->gate, &e->ground, e->jobs, packets, some);
		if (done < some)
			respond_to_rest(e, some);
		if (is_limited)
			throttle_answers(e->rate, e->snap, &e->ground,
			    &e->stats, e->jobs, some);
	}
	count_ready(e);
}
