/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/throttle.h"
#include "zones/table.h"
#include "zones/wire.h"

/* Of the header, RFC 1035 4.1.1. */
#define FLAGS_AT	2
#define RCODE_AT	3
#define ANSWERS_AT	6
#define ADDITIONAL_AT	10
#define BIT_AA		0x04
#define BIT_TC		0x02
#define BITS_RCODE	0x0f

static enum rate_kind
kind_of(const uint8_t *answer)
{
	unsigned	rcode = answer[RCODE_AT] & BITS_RCODE;

	if (rcode == RCODE_NXDOMAIN)
		return RATE_NXDOMAIN;
	if (rcode != RCODE_NOERROR)
		return RATE_ERROR;
	if (load_be16(answer + ANSWERS_AT) > 0)
		return RATE_DATA;
	return answer[FLAGS_AT] & BIT_AA ? RATE_NODATA : RATE_REFERRAL;
}

static enum rate_verdict
judge(struct rate *r, const struct snapshot *snap, const struct job *j)
{
	const struct packet	*p = j->packet;
	const struct zone	*zone = NULL;
	struct rate_account	 a = {.peer = p->peer,
	    .peer_len = p->peer_len, .kind = kind_of(p->out)};

	if (j->verdict == VERDICT_ANSWER)
		zone = table_find(snap->table, &j->query.qname, 0);
	if (zone != NULL) {
		a.apex = zone->apex;
		a.apex_len = zone->apex_len;
	}
	return rate_judge(r, snap->conf, &a, p->now_s);
}

/* An OPT as of other answers; without the agent where that finds no room. */
static size_t
put_opt(const struct ready_ground *ground, const struct job *j, size_t len)
{
	const struct edns	*o = &j->query.edns;
	uint8_t			*opt = j->packet->out + len;
	bool			 is_bare = len + ground->opt_len >
				    ready_limit(j->packet, o, ground->udp_size);

	memcpy(opt, ground->opt, is_bare ? EDNS_FIXED_BYTES : ground->opt_len);
	opt[7] = (uint8_t)(o->has_do << 7);	/* RFC 3225 3 */
	if (!is_bare)
		return ground->opt_len;
	store_be16(opt + EDNS_FIXED_BYTES - 2, 0);
	return EDNS_FIXED_BYTES;
}

/* What asks for TCP: the question and an OPT, if there was one. */
static void
cut(const struct ready_ground *ground, const struct job *j)
{
	struct packet	*p = j->packet;
	uint8_t		*out = p->out;

	p->out_len = HEADER_BYTES + j->query.question_len;
	out[FLAGS_AT] = (uint8_t)((out[FLAGS_AT] & ~BIT_AA) | BIT_TC);
	out[RCODE_AT] &= (uint8_t)~BITS_RCODE;
	memset(out + ANSWERS_AT, 0, HEADER_BYTES - ANSWERS_AT);
	if (!j->query.edns.is_present)
		return;
	store_be16(out + ADDITIONAL_AT, 1);
	p->out_len += put_opt(ground, j, p->out_len);
}

void
throttle_answers(struct rate *r, const struct snapshot *snap,
    const struct ready_ground *ground, struct stats *st, struct job *jobs,
    size_t n)
{
	enum rate_verdict	 verdict;
	struct packet		*p;
	struct job		*j;
	size_t			 before;

	for (j = jobs; j < jobs + n; j++) {
		p = j->packet;
		p->limit = RATE_SEND;
		if (p->out_len == 0 || p->peer == NULL || j->is_known)
			continue;
		before = p->out_len;
		p->limit = verdict = judge(r, snap, j);
		switch (verdict) {
		case RATE_SEND:
			continue;
		case RATE_SLIP:
			cut(ground, j);
			stats_add(st, STAT_RATE_SLIPPED, 1);
			break;
		case RATE_DROP:
			p->out_len = 0;
			stats_add(st, STAT_RATE_DROPPED, 1);
			break;
		}
		/* It was counted as sent. */
		stats_add(st, STAT_BYTES_OUT, p->out_len - before);
	}
}
