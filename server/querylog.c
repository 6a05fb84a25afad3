/* SPDX-License-Identifier: ISC */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/addr.h"
#include "server/query.h"
#include "server/querylog.h"
#include "zones/name.h"
#include "zones/rrtype.h"

/* Room for words of a line. */
#define FLAGS_MAX	16
#define WORD_MAX	16

struct entry {
	struct sockaddr_storage	 peer;
	struct sockaddr_storage	 own;
	uint32_t		 out_len;	/* octets; 0: no answer */
	uint16_t		 flags;		/* of the query */
	uint16_t		 qtype;
	uint16_t		 qclass;
	uint16_t		 rcode;
	enum rate_verdict	 limit;
	bool			 is_tcp;
	bool			 has_question;
	bool			 has_edns;
	bool			 has_do;
	bool			 has_cookie;
	uint8_t			 version;	/* of EDNS */
	uint8_t			 name[NAME_MAX_BYTES]; /* as it was asked */
};

/*
 * Places are taken from the one number up to the other, each modulo
 * QUERYLOG_ROOM; they run on and wrap as unsigned numbers do.
 */
struct querylog {
	_Atomic(struct entry *)	 ring;		/* NULL: as yet none */
	atomic_uint		 filled;	/* the worker's */
	atomic_uint		 emptied;	/* the reader's */
	atomic_bool		 is_called;	/* the reader will come */
	atomic_uint_fast64_t	 lost;		/* the worker's */
	void			(*wake)(void *arg);
	void			*arg;
};

struct querylog *
querylog_new(void)
{
	return calloc(1, sizeof(struct querylog));
}

void
querylog_free(struct querylog *q)
{
	if (q != NULL)
		free(atomic_load(&q->ring));
	free(q);
}

void
querylog_set_reader(struct querylog *q, void (*wake)(void *), void *arg)
{
	q->wake = wake;
	q->arg = arg;
}

int
querylog_begin(struct querylog *q)
{
	struct entry	*ring;

	if (atomic_load(&q->ring) != NULL)
		return 0;
	if ((ring = calloc(QUERYLOG_ROOM, sizeof(*ring))) == NULL)
		return -1;
	atomic_store(&q->ring, ring);
	return 0;
}

/* The name with its letters as they came; what is compressed has none. */
static void
set_question(struct entry *e, const struct query *q)
{
	e->has_question = q->question != NULL;
	if (!e->has_question)
		return;
	memcpy(e->name, q->question_len == q->qname.len + 4u ? q->question :
	    q->qname.wire, q->qname.len);
	e->qtype = q->qtype;
	e->qclass = q->qclass;
}

static void
set_entry(struct entry *e, const struct sight *s, const struct query *q,
    enum verdict verdict)
{
	const struct packet	*p = s->packet;

	e->peer = *s->peer;
	e->own = *s->own;
	e->limit = s->limit;
	e->is_tcp = p->transport == TRANSPORT_TCP;
	e->flags = q->flags;
	e->has_edns = q->edns.is_present;
	e->has_do = q->edns.has_do;
	e->has_cookie = q->edns.cookie_len > 0;
	e->version = q->edns.version;
	e->out_len = (uint32_t)p->out_len;
	e->rcode = p->out_len < HEADER_BYTES ? RCODE_NOERROR :
	    load_be16(p->out + 2) & FLAG_RCODE;
	if (verdict == VERDICT_BADVERS && e->rcode == RCODE_NOERROR)
		e->rcode = RCODE_BADVERS;	/* the OPT has the rest */
	set_question(e, q);
}

bool
querylog_note(struct querylog *q, const struct sight *s)
{
	struct entry	*ring = atomic_load_explicit(&q->ring,
			    memory_order_relaxed);
	struct query	 query;
	enum verdict	 verdict;
	unsigned	 at = atomic_load_explicit(&q->filled,
			    memory_order_relaxed);

	verdict = query_parse(&query, s->packet->in, s->packet->in_len);
	if (verdict == VERDICT_DROP)
		return true;
	if (at - atomic_load(&q->emptied) == QUERYLOG_ROOM) {
		atomic_fetch_add_explicit(&q->lost, 1, memory_order_relaxed);
		return false;
	}
	set_entry(&ring[at % QUERYLOG_ROOM], s, &query, verdict);
	atomic_store(&q->filled, at + 1);
	if (q->wake != NULL && !atomic_exchange(&q->is_called, true))
		q->wake(q->arg);
	return true;
}

uint64_t
querylog_lost(const struct querylog *q)
{
	return atomic_load_explicit(&q->lost, memory_order_relaxed);
}

static const char *
class_text(uint16_t class, char buf[WORD_MAX])
{
	(void)snprintf(buf, WORD_MAX, "CLASS%u", class);
	if (class == CLASS_IN || class == CLASS_CH)
		(void)strlcpy(buf, class == CLASS_IN ? "IN" : "CH", WORD_MAX);
	else if (class == CLASS_ANY)
		(void)strlcpy(buf, "ANY", WORD_MAX);
	return buf;
}

static const char *
rcode_text(const struct entry *e, char buf[WORD_MAX])
{
	static const char *const	 words[] = {
		[RCODE_NOERROR] = "NOERROR", [RCODE_FORMERR] = "FORMERR",
		[RCODE_SERVFAIL] = "SERVFAIL", [RCODE_NXDOMAIN] = "NXDOMAIN",
		[RCODE_NOTIMP] = "NOTIMP", [RCODE_REFUSED] = "REFUSED",
		[RCODE_YXDOMAIN] = "YXDOMAIN", [RCODE_BADVERS] = "BADVERS"
	};

	if (e->limit != RATE_SEND)
		return e->limit == RATE_SLIP ? "slipped" : "limited";
	if (e->out_len == 0)
		return "dropped";
	if (e->rcode < sizeof(words) / sizeof(words[0]) &&
	    words[e->rcode] != NULL)
		return words[e->rcode];
	(void)snprintf(buf, WORD_MAX, "RCODE%u", e->rcode);
	return buf;
}

/* As BIND's query log has them: RD or not, EDNS, TCP, DO, CD, cookie. */
static const char *
flags_text(const struct entry *e, char buf[FLAGS_MAX])
{
	char	edns[8] = "";

	if (e->has_edns)
		(void)snprintf(edns, sizeof(edns), "E(%u)", e->version);
	(void)snprintf(buf, FLAGS_MAX, "%c%s%s%s%s%s",
	    e->flags & FLAG_RD ? '+' : '-', edns, e->is_tcp ? "T" : "",
	    e->has_do ? "D" : "", e->flags & FLAG_CD ? "C" : "",
	    e->has_cookie ? "K" : "");
	return buf;
}

static const char *
address_text(const struct sockaddr_storage *ss, char buf[ADDR_TEXT_MAX])
{
	return ss->ss_family == AF_INET || ss->ss_family == AF_INET6 ?
	    addr_to_text(ss, NULL, buf) : "-";
}

static void
put_line(const struct entry *e, char line[QUERYLOG_LINE_MAX])
{
	char	peer[ADDR_TEXT_MAX], own[ADDR_TEXT_MAX], flags[FLAGS_MAX];
	char	name[NAME_TEXT_MAX] = "-", class[WORD_MAX] = "-";
	char	type[RRTYPE_TEXT_MAX] = "-", rcode[WORD_MAX];
	unsigned	port = e->peer.ss_family == AF_UNSPEC ? 0 :
	    addr_port(&e->peer);

	if (e->has_question) {
		(void)name_to_text(e->name, name);
		(void)class_text(e->qclass, class);
		(void)rrtype_to_text(e->qtype, type);
	}
	(void)snprintf(line, QUERYLOG_LINE_MAX, "query: %s#%u %s %s %s %s %s "
	    "%s %s %u", address_text(&e->peer, peer), port, name,
	    class, type, flags_text(e, flags), e->is_tcp ? "tcp" : "udp",
	    address_text(&e->own, own), rcode_text(e, rcode), e->out_len);
}

bool
querylog_peek(struct querylog *q, char line[QUERYLOG_LINE_MAX])
{
	unsigned	 at = atomic_load_explicit(&q->emptied,
			    memory_order_relaxed);

	if (atomic_load(&q->filled) == at) {
		/* From here on the next one calls; one may have come. */
		atomic_store(&q->is_called, false);
		if (atomic_load(&q->filled) == at)
			return false;
	}
	put_line(&atomic_load(&q->ring)[at % QUERYLOG_ROOM], line);
	return true;
}

void
querylog_pop(struct querylog *q)
{
	atomic_store(&q->emptied, atomic_load_explicit(&q->emptied,
	    memory_order_relaxed) + 1);
}
