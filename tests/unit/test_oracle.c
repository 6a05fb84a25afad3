/* SPDX-License-Identifier: ISC */

/*
 * The engine against the oracle: random small zones, all interesting
 * questions, over UDP and TCP.
 *
 *	ORACLE_SEED=n	one world only, the one that a failure named
 *	ORACLE_WORLDS=n	more worlds, or fewer
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "server/respond.h"
#include "tests/decode.h"
#include "tests/oracle_world.h"
#include "tests/unit/tries.h"
#include "zones/load.h"
#include "zones/pool.h"
#include "zones/table.h"

/* About 600 questions each, both transports; a second or two in all. */
#define WORLDS_DEFAULT	100
/* EDNS sizes to ask with on UDP; 0 is without EDNS, thus 512. */
static const unsigned	udp_sizes[] = { 0, 1232, 4096 };
/* The server's own limit, and what its OPT takes. */
#define UDP_LIMIT	1232
#define OPT_BYTES	11

static const uint16_t	qtypes[] = { TYPE_A, TYPE_AAAA, TYPE_MX, TYPE_NS,
	TYPE_CNAME, TYPE_DNAME, TYPE_TXT, TYPE_SOA, TYPE_ANY, TYPE_DS, 65280,
	TYPE_SRV };
#define QTYPES	(sizeof(qtypes) / sizeof(qtypes[0]))

/* A world that is loaded, and the engine that answers from it. */
struct served {
	struct world	*world;
	struct pool	*pool;		/* or NULL */
	struct snapshot	*snapshot;
	struct engine	*engine;
	unsigned	 questions;
	bool		 has_differed;	/* told; the world can be left */
};

/* The answers of both, too large for the stack of some test runners. */
static struct oracle_answer	want;
static struct message		got;

static void
retire(void *arg, struct snapshot *snap)
{
	(void)arg;
	snapshot_free(snap);
}

/* Name of the apex as the table wants it. */
static void
to_name(const char *text, struct name *out)
{
	const char	*why;

	assert_int_equal(name_from_text(out, text, strlen(text), NULL, &why),
	    0);
}

static void
complain(const struct report *rep, const char *text)
{
	char	line[1024];
	size_t	i;

	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		fprintf(stderr, "%s\n", line);
	}
	fprintf(stderr, "%s", text);
}

static struct zone *
load(const struct oracle_zone *oz, struct pool *pool, uint32_t *rotations)
{
	struct report	*rep = report_new(20);
	struct loaded	 ld;
	struct name	 apex;
	struct load_source src = { &apex, NULL, NULL, 1};
	struct zone	*z;
	char		*text = world_text(oz);

	to_name(oz->apex, &apex);
	if (load_text(&src, text, strlen(text), rep, &ld) == -1) {
		complain(rep, text);
		fail_msg("zone %s does not load", oz->apex);
	}
	if (pool != NULL)
		ld.content = pool_share(pool, ld.content);
	z = zone_new(&apex, ld.content, true, *rotations);
	assert_non_null(z);
	*rotations += content_rotations(ld.content);
	ld.content = NULL;
	loaded_clear(&ld);
	report_free(rep);
	free(text);
	return z;
}

static void
serve(struct served *s, uint64_t seed)
{
	static const char	 conf_text[] = "listen on 127.0.0.1 port 53\n";
	struct table		*empty = table_new(seed), *table;
	struct table_edit	*edit;
	struct conf		*conf;
	uint32_t		 rotations = 0;
	size_t			 i;

	s->world = world_new(seed);
	/* Contents as they are loaded, and taken apart. */
	s->pool = seed % 2 == 0 ? NULL : pool_new(seed);
	edit = table_edit_begin(empty);
	assert_non_null(edit);
	for (i = 0; i < s->world->nzones; i++)
		assert_int_equal(table_edit_put(edit,
		    load(&s->world->zone[i], s->pool, &rotations)), 0);
	table = table_edit_commit(edit);
	assert_non_null(table);
	table_free(empty);
	assert_int_equal(conf_load_text("mxd.conf", conf_text,
	    sizeof(conf_text) - 1, NULL, &conf), 0);
	s->snapshot = snapshot_new(table, conf, 1, rotations, retire, NULL);
	assert_non_null(s->snapshot);
	s->engine = engine_new(1);
	assert_non_null(s->engine);
	engine_use(s->engine, s->snapshot);
}

static void
unserve(struct served *s)
{
	engine_free(s->engine);
	snapshot_unref(s->snapshot);
	pool_free(s->pool);
	world_free(s->world);
}

static void
print_set(const char *title, const struct oracle_set *set)
{
	char	type[RRTYPE_TEXT_MAX];
	size_t	i;

	fprintf(stderr, "%s:\n", title);
	for (i = 0; i < set->n; i++)
		fprintf(stderr, "\t%s %u %s %s\n", set->rr[i].owner,
		    set->rr[i].ttl,
		    rrtype_to_text((uint16_t)set->rr[i].type, type),
		    set->rr[i].rdata);
}

/* All that one needs to see a difference again. */
static void
differ(struct served *s, const char *qname, unsigned qtype, const char *what)
{
	char	 type[RRTYPE_TEXT_MAX];
	char	*text;
	size_t	 i;

	for (i = 0; i < s->world->nzones; i++) {
		text = world_text(&s->world->zone[i]);
		fprintf(stderr, "--- zone %s\n%s", s->world->zone[i].apex,
		    text);
		free(text);
	}
	fprintf(stderr, "--- expected: rcode %d aa %d\n", want.rcode, want.aa);
	print_set("answer", &want.answer);
	print_set("authority", &want.authority);
	print_set("additional, may be", &want.additional);
	fprintf(stderr, "--- given: rcode %u flags %04x\n", got.rcode,
	    got.flags);
	print_set("answer", &got.section[SECTION_ANSWER]);
	print_set("authority", &got.section[SECTION_AUTHORITY]);
	print_set("additional", &got.section[SECTION_ADDITIONAL]);
	fprintf(stderr, "ORACLE_SEED=%llu: %s %s: %s\n",
	    (unsigned long long)s->world->seed, qname,
	    rrtype_to_text((uint16_t)qtype, type), what);
	s->has_differed = true;
}

static const struct oracle_rr *
find(const struct oracle_set *set, const struct oracle_rr *rr)
{
	size_t	i;

	for (i = 0; i < set->n; i++)
		if (oracle_same(&set->rr[i], rr))
			return &set->rr[i];
	return NULL;
}

/* How many records of this owner and type; from this source, or any. */
static size_t
count_set(const struct oracle_set *set, const char *owner, unsigned type,
    const unsigned *source)
{
	size_t	i, n = 0;

	for (i = 0; i < set->n; i++)
		if (set->rr[i].type == type &&
		    strcmp(set->rr[i].owner, owner) == 0 &&
		    (source == NULL || set->rr[i].source == *source))
			n++;
	return n;
}

static bool
has_twice(const struct oracle_set *set)
{
	size_t	i, j;

	for (i = 0; i < set->n; i++)
		for (j = 0; j < i; j++)
			if (oracle_same(&set->rr[i], &set->rr[j]))
				return true;
	return false;
}

/* NULL, or what is wrong with an answer or authority section. */
static const char *
compare_exact(const struct oracle_set *w, const struct oracle_set *g,
    bool is_truncated)
{
	const struct oracle_rr	*rr;
	size_t			 i;

	if (has_twice(g))
		return "a record is given twice";
	for (i = 0; i < g->n; i++) {
		if ((rr = find(w, &g->rr[i])) == NULL)
			return "a record too many";
		if (rr->ttl != g->rr[i].ttl)
			return "another TTL";
		if (count_set(g, rr->owner, rr->type, NULL) !=
		    count_set(w, rr->owner, rr->type, NULL))
			return "an RRset in part";
	}
	if (g->n < w->n && !is_truncated)
		return "a record is missing";
	return NULL;
}

/* Is this RRset, as given, whole and from one of the sources? */
static bool
is_allowed(const struct oracle_rr *rr)
{
	const struct oracle_set	*g = &got.section[SECTION_ADDITIONAL];
	const struct oracle_set	*w = &want.additional;
	size_t			 i, j, n;

	for (i = 0; i < w->n; i++) {
		if (!oracle_same(&w->rr[i], rr) || w->rr[i].ttl != rr->ttl)
			continue;
		n = 0;
		for (j = 0; j < w->n; j++)
			if (w->rr[j].source == w->rr[i].source &&
			    w->rr[j].type == rr->type &&
			    strcmp(w->rr[j].owner, rr->owner) == 0 &&
			    find(g, &w->rr[j]) != NULL)
				n++;
		if (n == count_set(g, rr->owner, rr->type, NULL) &&
		    n == count_set(w, rr->owner, rr->type, &w->rr[i].source))
			return true;
	}
	return false;
}

/* May an RRset be left out?  RFC 9471 3: glue only with TC set. */
static bool
is_spare(const char *owner, bool has_room)
{
	const struct oracle_set	*auth = &want.authority;

	if (has_room)
		return false;
	return (got.flags & FLAG_TC) != 0 || auth->n == 0 ||
	    !oracle_is_under(owner, auth->rr[0].owner);
}

static const char *
compare_additional(bool has_room)
{
	const struct oracle_set	*g = &got.section[SECTION_ADDITIONAL];
	size_t			 i;

	if (has_twice(g))
		return "an additional record is given twice";
	for (i = 0; i < g->n; i++) {
		if (!is_allowed(&g->rr[i]))
			return "an additional record too many, or in part";
		if (find(&got.section[SECTION_ANSWER], &g->rr[i]) != NULL)
			return "an additional record is in the answer";
	}
	for (i = 0; i < want.needs; i++)
		if (!is_spare(want.need[i].owner, has_room) &&
		    count_set(g, want.need[i].owner, want.need[i].type,
		    NULL) == 0 &&
		    count_set(&got.section[SECTION_ANSWER],
		    want.need[i].owner, want.need[i].type, NULL) == 0)
			return "an additional RRset is missing";
	return NULL;
}

/* The type that the engine chose for ANY; 0: none. */
static unsigned
chosen(const char *qname)
{
	const struct oracle_set	*g = &got.section[SECTION_ANSWER];
	size_t			 i;

	for (i = 0; i < g->n; i++)
		if (strcmp(g->rr[i].owner, qname) == 0)
			return g->rr[i].type;
	return 0;
}

static const char *
compare(const char *qname, unsigned qtype, bool has_room)
{
	bool		 is_truncated = (got.flags & FLAG_TC) != 0;
	const char	*what;

	if (!got.has_question || got.qtype != qtype ||
	    strcmp(got.qname, qname) != 0)
		return "another question";
	if ((int)got.rcode != want.rcode)
		return "another RCODE";
	if (((got.flags & FLAG_AA) != 0) != want.aa)
		return "another AA";
	if (is_truncated && has_room)
		return "TC";
	what = compare_exact(&want.answer, &got.section[SECTION_ANSWER],
	    is_truncated);
	if (what == NULL)
		what = compare_exact(&want.authority,
		    &got.section[SECTION_AUTHORITY], is_truncated);
	if (what == NULL)
		what = compare_additional(has_room);
	return what;
}

/*
 * One question over one transport; udp_size means nothing to TCP.
 *
 * has_room	the whole answer fits
 * returns	the octets of the answer
 */
static size_t
ask(struct served *s, const char *qname, unsigned qtype,
    enum transport transport, unsigned udp_size, bool has_room)
{
	static uint8_t	 out[MESSAGE_MAX_BYTES];
	uint8_t		 in[QUERY_MAX_BYTES];
	struct packet	 p = {.in = in, .out = out,
	    .out_room = sizeof(out), .transport = transport};
	const char	*what;

	p.in_len = message_query(in, (uint16_t)s->questions, qname, qtype,
	    udp_size);
	respond(s->engine, &p, 1);
	s->questions++;
	if (message_decode(out, p.out_len, &got, &what) == 0) {
		oracle_ask(s->world->zone, s->world->nzones, qname, qtype,
		    chosen(qname), &want);
		what = compare(qname, qtype, has_room);
	}
	if (what != NULL)
		differ(s, qname, qtype, what);
	return p.out_len;
}

/* The same question over TCP, then over UDP, where it may be too long. */
static void
ask_twice(struct served *s, const char *qname, unsigned qtype,
    unsigned udp_size)
{
	size_t	limit = udp_size < 512 ? 512 : udp_size;
	size_t	whole, len;

	if (limit > UDP_LIMIT)
		limit = UDP_LIMIT;
	whole = ask(s, qname, qtype, TRANSPORT_TCP, 0, true);
	if (udp_size != 0)
		whole += OPT_BYTES;
	len = ask(s, qname, qtype, TRANSPORT_UDP, udp_size, whole <= limit);
	if (len > limit)
		differ(s, qname, qtype, "longer than UDP may be");
}

/* All questions of a world; how many. */
static unsigned
ask_all(uint64_t seed)
{
	struct served	 s = { .world = NULL };
	size_t		 i;

	serve(&s, seed);
	for (i = 0; i < s.world->nnames * QTYPES && !s.has_differed; i++)
		ask_twice(&s, s.world->name[i / QTYPES], qtypes[i % QTYPES],
		    udp_sizes[i % 3]);
	unserve(&s);
	if (s.has_differed)
		fail_msg("engine and oracle differ");
	return s.questions;
}

/* A number from the environment. */
static unsigned long
setting(const char *name, unsigned long otherwise)
{
	const char	*text = getenv(name);

	return text == NULL ? otherwise : strtoul(text, NULL, 10);
}

static void
test_engine_agrees(void **state)
{
	unsigned long	seed = setting("ORACLE_SEED", 0);
	unsigned long	worlds = setting("ORACLE_WORLDS", WORLDS_DEFAULT);
	unsigned long	questions = 0;

	(void)state;
	if (seed != 0) {
		(void)ask_all(seed);
		return;
	}
	worlds = (unsigned long)tries((int)worlds);
	for (seed = 1; seed <= worlds; seed++)
		questions += ask_all(seed);
	print_message("# %lu questions in %lu worlds\n", questions, worlds);
	if (worlds >= WORLDS_DEFAULT)
		assert_true(questions >= 50000);
}

/* The oracle itself, on what RFC 4592 2.2.1 gives as example. */
static void
test_oracle_wildcards(void **state)
{
	static struct oracle_rr rr[] = {
		{ "example.", TYPE_SOA, 60, "a. b. 1 2 3 4 50", 0 },
		{ "example.", TYPE_NS, 60, "ns.example.com.", 0 },
		{ "*.example.", TYPE_TXT, 60, "\"this is a wildcard\"", 0 },
		{ "*.example.", TYPE_MX, 60, "10 host1.example.", 0 },
		{ "sub.*.example.", TYPE_TXT, 60, "\"no wildcard\"", 0 },
		{ "host1.example.", TYPE_A, 60, "192.0.2.1", 0 },
		{ "_ssh._tcp.host1.example.", TYPE_SRV, 60, "x", 0 },
		{ "subdel.example.", TYPE_NS, 60, "ns.example.com.", 0 }
	};
	static const struct {
		const char	*qname;
		unsigned	 qtype, rcode, answers, authorities;
		bool		 aa;
	} cases[] = {
		{ "host3.example.", TYPE_MX, 0, 1, 0, true },
		{ "host3.example.", TYPE_A, 0, 0, 1, true },
		{ "foo.bar.example.", TYPE_TXT, 0, 1, 0, true },
		{ "host1.example.", TYPE_MX, 0, 0, 1, true },
		{ "sub.*.example.", TYPE_MX, 0, 0, 1, true },
		{ "_telnet._tcp.host1.example.", TYPE_SRV, 3, 0, 1, true },
		{ "host.subdel.example.", TYPE_A, 0, 0, 1, false },
		{ "ghost.*.example.", TYPE_MX, 3, 0, 1, true },
		{ "example.com.", TYPE_MX, 5, 0, 0, false }
	};
	struct oracle_zone	zone = { "example.", false, rr, 8 };
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		oracle_ask(&zone, 1, cases[i].qname, cases[i].qtype, 0, &want);
		assert_int_equal(want.rcode, cases[i].rcode);
		assert_int_equal(want.answer.n, cases[i].answers);
		assert_int_equal(want.authority.n, cases[i].authorities);
		assert_int_equal(want.aa, cases[i].aa);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oracle_wildcards),
		cmocka_unit_test(test_engine_agrees)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
