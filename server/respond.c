/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/answer.h"
#include "server/edns.h"
#include "server/query.h"
#include "server/ready.h"
#include "server/reply.h"
#include "server/respond.h"
#include "zones/rrtype.h"

/* RFC 1035 2.3.4: without EDNS a UDP message ends here. */
#define UDP_PLAIN_BYTES	512

struct engine {
	const struct snapshot	*snap;		/* borrowed; NULL: none yet */
	struct rotation		 rotation;
	struct stats		 stats;
	struct query		 query;		/* scratch, as all below */
	struct answer		 answer;
	struct reply		 reply;
};

struct engine *
engine_new(void)
{
	return calloc(1, sizeof(struct engine));
}

void
engine_free(struct engine *e)
{
	if (e == NULL)
		return;
	rotation_clear(&e->rotation);
	free(e);
}

void
engine_use(struct engine *e, const struct snapshot *snap)
{
	e->snap = snap;
	/* Without memory new sets stand still; they are answered. */
	if (snap != NULL)
		(void)rotation_resize(&e->rotation, snap->rotations);
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
	const char	*text = chaos_text(&e->query, e->snap->conf);
	struct writer	*w = &e->reply.w;
	size_t		 len;

	if (text == NULL) {
		e->answer.rcode = RCODE_REFUSED;
		return;
	}
	len = strlen(text) > 255 ? 255 : strlen(text);
	writer_u16(w, 0xc000 | HEADER_BYTES);
	writer_u16(w, TYPE_TXT);
	writer_u16(w, CLASS_CH);
	writer_u32(w, 0);	/* TTL */
	writer_u16(w, (uint16_t)(len + 1));
	writer_u8(w, (uint8_t)len);
	writer_bytes(w, text, len);
	if (w->failed)	/* cannot be: 512 octets hold all this */
		return;
	e->reply.counts[SECTION_ANSWER] = 1;
	e->answer.is_authoritative = true;
}

static void
decide(struct engine *e, enum verdict verdict)
{
	struct answer	*a = &e->answer;

	switch (verdict) {
	case VERDICT_ANSWER:
		if (!ready_answer(a, e->snap, &e->rotation, &e->query,
		    &e->reply))
			answer_general(a, e->snap, &e->rotation, &e->query,
			    &e->reply);
		break;
	case VERDICT_CHAOS:
		answer_chaos(e);
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
	if (e->query.edns.is_present)
		stats_add(st, STAT_EDNS, 1);
	if (e->query.edns.has_do)
		stats_add(st, STAT_DO, 1);
}

/* Make the scratch ready for another answer; names need no clearing. */
static void
answer_reset(struct answer *a)
{
	a->rcode = RCODE_NOERROR;
	a->is_authoritative = a->is_truncated = false;
	a->is_referral = a->is_nodata = false;
	a->naliases = 0;
	a->additional.nsent = 0;
}

static size_t
respond_one(struct engine *e, const struct packet *p)
{
	const struct conf	*conf = e->snap->conf;
	struct edns_reply	 opt = {.udp_size = conf->udp_size,
				    .nsid = conf->identity};
	struct answer		*a = &e->answer;
	enum verdict		 verdict;
	unsigned		 flags = 0;
	size_t			 limit, opt_len, len;

	if ((verdict = query_parse(&e->query, p->in, p->in_len)) ==
	    VERDICT_DROP)
		return 0;
	limit = size_limit(p, &e->query.edns, conf);
	opt_len = edns_len(&e->query.edns, &opt);
	if (limit - opt_len < HEADER_BYTES + e->query.question_len) {
		opt.nsid = NULL;	/* the question goes before a name */
		opt_len = edns_len(&e->query.edns, &opt);
	}
	answer_reset(a);
	reply_begin(&e->reply, p->out, limit - opt_len, &e->query);
	decide(e, verdict);
	if (a->is_authoritative)
		flags |= FLAG_AA;
	if (a->is_truncated)
		flags |= FLAG_TC;
	flags |= a->rcode & FLAG_RCODE;
	opt.rcode = (uint16_t)a->rcode;
	e->reply.w.end = p->out + limit;
	if (opt_len > 0)
		e->reply.counts[SECTION_ADDITIONAL]++;
	(void)reply_end(&e->reply, &e->query, flags);	/* OPT follows */
	edns_write(&e->reply.w, &e->query.edns, &opt);
	len = writer_len(&e->reply.w);
	count_answer(e, len);
	return len;
}

void
respond(struct engine *e, struct packet *packets, size_t n)
{
	struct packet	*p;

	for (p = packets; p < packets + n; p++) {
		stats_add(&e->stats, p->transport == TRANSPORT_UDP ?
		    STAT_QUERIES_UDP : STAT_QUERIES_TCP, 1);
		stats_add(&e->stats, STAT_BYTES_IN, p->in_len);
		p->out_len = e->snap == NULL ? 0 : respond_one(e, p);
		if (p->out_len == 0)
			stats_add(&e->stats, STAT_DROPPED, 1);
	}
}
