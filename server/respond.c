/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/answer.h"
#include "server/cookie.h"
#include "server/edns.h"
#include "server/query.h"
#include "server/ready.h"
#include "server/reply.h"
#include "server/respond.h"
#include "zones/rrtype.h"
#include "zones/shards.h"

/* RFC 1035 2.3.4: without EDNS a UDP message ends here. */
#define UDP_PLAIN_BYTES	512

/* A shape up to this size is near when it is in use at all. */
#define NEAR_SHAPE_BYTES	(1 << 16)

/* The secret that makes cookies, and the one before it. */
#define SECRETS_MAX	2

/*
 * Packets that go from step to step together.  As many misses of the cache
 * are under way at once on the processors that we know (10 to 16 of the
 * first level); with more, what was fetched would be gone before its turn.
 */
#define ABREAST		16

/* A cache line, which two workers must not write both. */
#define LINE_BYTES	64

/* An OPT record without options, and one option with a name. */
#define OPT_ROOM	(EDNS_FIXED_BYTES + EDNS_OPTION_BYTES + NAME_MAX_BYTES)

/* What is counted for each answer of the ready way, for a batch of them. */
struct tally {
	uint32_t	answers;
	uint32_t	nxdomain;
	uint32_t	nodata;
	uint32_t	edns;
	uint32_t	has_do;
	uint32_t	bytes_in;
	uint32_t	bytes_out;
};

/* A packet on its way. */
struct job {
	struct query		 query;
	struct aim		 aim;
	struct ready		 ready;		/* zone NULL: the general way */
	enum verdict		 verdict;
	struct packet		*packet;
};

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
	struct cookie		*cookie;
	unsigned		 nsecrets;	/* 0: cookies are off */
	uint8_t			 secrets[SECRETS_MAX][COOKIE_SECRET_BYTES];
	uint8_t			 cookie_out[COOKIE_BYTES];
	struct name		 agent;		/* labels 0: none */
	uint8_t			 opt[OPT_ROOM];	/* of most answers: what is
						   fixed, and the agent */
	size_t			 opt_len;
	struct ready_ground	 ground;
	const struct query	*query;		/* the one that is answered */
	struct answer		 answer;	/* scratch, as all below */
	struct reply		 reply;
	struct job		 jobs[ABREAST];
	_Alignas(LINE_BYTES) char end[LINE_BYTES];
};

/* Aligned and cleared; malloc() need not be so. */
static struct engine *
allocate(void)
{
	void		*memory = calloc(1, sizeof(struct engine) + LINE_BYTES);
	struct engine	*e;

	if (memory == NULL)
		return NULL;
	e = (struct engine *)(((uintptr_t)memory + LINE_BYTES - 1) &
	    ~(uintptr_t)(LINE_BYTES - 1));
	e->memory = memory;
	return e;
}

struct engine *
engine_new(void)
{
	struct engine	*e;

	if ((e = allocate()) == NULL)
		return NULL;
	e->answer.nsec3 = nsec3_new();
	e->cookie = cookie_new();
	if (e->answer.nsec3 == NULL || e->cookie == NULL) {
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
	struct writer		 w = writer_of(e->opt, sizeof(e->opt));

	if (e->agent.labels > 0) {
		opt.agent = e->agent.wire;
		opt.agent_len = e->agent.len;
	}
	edns_write(&w, &asked, &opt);
	e->opt_len = writer_len(&w);
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

struct stats *
engine_stats(struct engine *e)
{
	return &e->stats;
}

/* The size that both sides allow, RFC 6891 6.2.5. */
static size_t
size_limit(const struct packet *p, const struct edns *edns,
    const struct conf *conf)
{
	size_t	limit = UDP_PLAIN_BYTES;

	if (p->transport == TRANSPORT_TCP)
		limit = MESSAGE_MAX_BYTES;
	else if (edns->is_present)
		limit = edns->udp_size < conf->udp_size ? edns->udp_size :
		    conf->udp_size;
	return limit < p->out_room ? limit : p->out_room;
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
	a->naliases = a->nexpansions = 0;
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
	} else if (verdict == VERDICT_REFUSED &&
	    e->query->qclass == CLASS_IN) {
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
	limit = size_limit(p, &j->query.edns, e->snap->conf);
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

/* Is it a question that the ready way may answer? */
static inline bool
may_be_ready(const struct query *q)
{
	const struct edns	*o = &q->edns;

	return q->qtype != TYPE_ANY && q->qtype != TYPE_DS &&
	    !(o->wants_nsid | o->wants_keepalive | o->wants_version);
}

/* First step: understand all packets, ask for where their zones may be. */
static void
take_packets(struct engine *e, struct packet *p, struct job *end)
{
	const struct table	*t = e->snap->table;
	bool			 is_minimal = e->snap->conf->is_minimal;
	struct job		*j;

	for (j = e->jobs; j < end; j++, p++) {
		j->packet = p;
		j->ready.zone = NULL;
		j->aim.n = 0;
		j->verdict = query_parse(&j->query, p->in, p->in_len);
		if (j->verdict == VERDICT_ANSWER && is_minimal &&
		    may_be_ready(&j->query))
			aim_take(&j->aim, t, &j->query.qname);
	}
}

/* Second step: which zone it may be; ask for it. */
static void
take_zones(struct engine *e, const struct job *end)
{
	const struct table	*t = e->snap->table;
	struct job		*j;
	unsigned		 k;

	for (j = e->jobs; j < end; j++)
		for (k = j->aim.n; k-- > 0; ) {
			j->ready.zone = aim_slots(t, j->aim.hash[k]);
			if (j->ready.zone == NULL)
				continue;
			j->aim.n = (uint8_t)(k + 1);
			break;
		}
}

/* The zone is near: is it that one?  If not, ask the table, as is rare. */
static inline const struct zone *
check_zone(const struct engine *e, const struct job *j)
{
	const struct name	*name = &j->query.qname;
	uint8_t			 at;

	at = name->offset[name->labels - j->aim.labels[j->aim.n - 1]];
	if (!j->aim.is_short && zone_has_apex(j->ready.zone, name->wire + at,
	    (size_t)(name->len - at)))
		return j->ready.zone;
	return table_find(e->snap->table, name, 0);
}

/* Third step: the zones are near; ask for their contents. */
static void
take_contents(struct engine *e, const struct job *end)
{
	const struct zone	*z;
	struct job		*j;

	for (j = e->jobs; j < end; j++) {
		if (j->ready.zone == NULL)
			continue;
		z = check_zone(e, j);
		if (z == NULL || z->content == NULL || z->is_stale) {
			j->ready.zone = NULL;
			continue;
		}
		j->ready.zone = z;
		j->ready.content = z->content;
		j->ready.depth = (uint8_t)(j->query.qname.labels -
		    z->apex_labels);
		__builtin_prefetch(z->content);
	}
}

/* Fourth step: where in the zone the name is, at once or, where zones are
   large, in two steps. */
static void
take_names(struct engine *e, const struct job *end)
{
	struct job	*j;
	bool		 is_large = false;

	for (j = e->jobs; j < end; j++) {
		if (j->ready.zone == NULL)
			continue;
		ready_aim(&j->ready, &j->query);
		is_large |= j->ready.content->shape->bytes >
		    NEAR_SHAPE_BYTES;
	}
	for (j = e->jobs; is_large && j < end; j++)
		if (j->ready.zone != NULL)
			ready_peek(&j->ready);
}

/* Fifth and sixth step: the set that answers, then what goes with it. */
static void
take_sets(struct engine *e, const struct job *end)
{
	struct job	*j;

	for (j = e->jobs; j < end; j++)
		if (j->ready.zone != NULL &&
		    !ready_find(&j->ready, &e->ground, &j->query))
			j->ready.zone = NULL;
	for (j = e->jobs; j < end; j++)
		if (j->ready.zone != NULL &&
		    !ready_plan(&j->ready, &e->ground))
			j->ready.zone = NULL;
}

/* The OPT record of an answer of the ready way; its end. */
static uint8_t *
write_opt(struct engine *e, const struct job *j, uint8_t *at)
{
	struct edns_reply	 opt = {.cookie = NULL};
	uint8_t			*start = at;

	at = ready_copy(at, e->opt, EDNS_FIXED_BYTES);
	start[7] = (uint8_t)(j->query.edns.has_do << 7);
	if (j->query.edns.cookie_len > 0) {
		e->query = &j->query;
		judge_cookie(e, j->packet, &opt);
	}
	if (opt.cookie == NULL && e->opt_len == EDNS_FIXED_BYTES)
		return at;
	if (opt.cookie != NULL)
		at = edns_put_cookie(at, opt.cookie);
	at = ready_copy(at, e->opt + EDNS_FIXED_BYTES,
	    e->opt_len - EDNS_FIXED_BYTES);
	store_be16(start + 9, (uint16_t)(at - start - EDNS_FIXED_BYTES));
	return at;
}

/* Octets of the OPT record at most. */
static inline size_t
opt_room(const struct engine *e, const struct edns *o)
{
	if (!o->is_present)
		return 0;
	return e->opt_len + (o->cookie_len == 0 ? 0 :
	    EDNS_OPTION_BYTES + COOKIE_BYTES);
}

/* Last step: an answer; 0 if the ready way cannot. */
static inline size_t
respond_readily(struct engine *e, const struct job *j, struct tally *t)
{
	const struct packet	*p = j->packet;
	const struct edns	*o = &j->query.edns;
	size_t			 limit, len;

	limit = size_limit(p, o, e->snap->conf) - opt_room(e, o);
	len = ready_write(&j->ready, &j->query, p->in, p->out, limit,
	    o->is_present);
	if (len == 0)
		return 0;
	if (o->is_present)
		len = (size_t)(write_opt(e, j, p->out + len) - p->out);
	t->answers++;
	t->nxdomain += j->ready.kind == READY_NXDOMAIN;
	t->nodata += j->ready.kind == READY_NODATA;
	t->edns += o->is_present;
	t->has_do += o->has_do;
	t->bytes_out += (uint32_t)len;
	return len;
}

static void
count_ready(struct stats *st, const struct tally *t)
{
	stats_add(st, STAT_BYTES_IN, t->bytes_in);
	stats_add(st, STAT_BYTES_OUT, t->bytes_out);
	stats_add(st, STAT_NOERROR, t->answers - t->nxdomain);
	stats_add(st, STAT_NXDOMAIN, t->nxdomain);
	stats_add(st, STAT_NODATA, t->nodata);
	stats_add(st, STAT_EDNS, t->edns);
	stats_add(st, STAT_DO, t->has_do);
}

static void
write_answers(struct engine *e, const struct job *end)
{
	struct tally	 t = {0};
	struct packet	*p;
	struct job	*j;

	for (j = e->jobs; j < end; j++) {
		p = j->packet;
		t.bytes_in += (uint32_t)p->in_len;
		p->out_len = j->ready.zone == NULL ? 0 :
		    respond_readily(e, j, &t);
		if (p->out_len == 0)
			p->out_len = respond_generally(e, j);
		if (p->out_len == 0)
			stats_add(&e->stats, STAT_DROPPED, 1);
	}
	count_ready(&e->stats, &t);
}

/* Nothing to answer from: drop them. */
static void
drop(struct engine *e, struct packet *packets, size_t n)
{
	struct packet	*p;

	for (p = packets; p < packets + n; p++) {
		p->out_len = 0;
		stats_add(&e->stats, STAT_BYTES_IN, p->in_len);
	}
	stats_add(&e->stats, STAT_DROPPED, n);
}

void
respond(struct engine *e, struct packet *packets, size_t n)
{
	size_t		 some;
	struct job	*end;

	stats_add(&e->stats, n > 0 && packets->transport == TRANSPORT_UDP ?
	    STAT_QUERIES_UDP : STAT_QUERIES_TCP, n);
	if (e->snap == NULL) {
		drop(e, packets, n);
		return;
	}
	for (; n > 0; packets += some, n -= some) {
		some = n < ABREAST ? n : ABREAST;
		end = e->jobs + some;
		take_packets(e, packets, end);
		take_zones(e, end);
		take_contents(e, end);
		take_names(e, end);
		take_sets(e, end);
		write_answers(e, end);
	}
}
