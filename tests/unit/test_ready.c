/* SPDX-License-Identifier: ISC */

/* The ready way means what the general way means, turn for turn. */
#include <strings.h>

#include "server/answer.h"
#include "server/ready.h"
#include "tests/unit/world.h"

static const char *zone =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "@ 3600 NS ns2\n"
    "ns1 3600 A 192.0.2.53\n"
    "ns2 3600 A 192.0.2.54\n"
    "@ 3600 MX 10 mercury\n"
    "@ 3600 MX 10 venus\n"
    "@ 3600 MX 10 mars\n"
    "@ 3600 MX 20 jupiter\n"
    "@ 3600 MX 20 saturn\n"
    "@ 3600 MX 30 mercury\n"
    "mercury 3600 A 192.0.2.25\n"
    "mercury 3600 A 192.0.2.26\n"
    "mercury 3600 A 192.0.2.27\n"
    "mercury 3600 AAAA 2001:db8::25\n"
    "venus 3600 A 192.0.2.28\n"
    "mars 3600 AAAA 2001:db8::28\n"
    "jupiter 3600 A 192.0.2.29\n"
    "saturn 3600 A 192.0.2.30\n"
    "deep.er 3600 MX 10 mail.deep.er\n"
    "mail.deep.er 3600 A 192.0.2.30\n"
    "foreign 3600 MX 10 mx.isp.example.\n"
    "srv 3600 SRV 0 0 25 mercury\n"
    "srvout 3600 SRV 0 0 25 mx.isp.example.\n"
    "elsewhere 3600 MX 10 mx.isp.test.\n"
    "both 3600 MX 10 mercury\n"
    "both 3600 MX 10 mx.isp.example.\n"
    "both 3600 MX 10 MX.isp.example.\n"
    "both 3600 MX 20 mx2.isp.example.\n"
    "glue 3600 MX 10 ns.cut.isp.example.\n"
    "nohost 3600 MX 10 nohost.isp.example.\n"
    "aliased 3600 MX 10 alias.isp.example.\n"
    "null 3600 MX 0 .\n"
    "anyhost 3600 MX 10 x.any.isp.example.\n"
    "ownglue 3600 MX 10 ns.sub\n"
    "missing 3600 MX 10 missinghost\n"
    "eight 3600 MX 10 a.\n"
    "eight 3600 MX 10 b.\n"
    "eight 3600 MX 10 c.\n"
    "eight 3600 MX 10 mercury\n"
    "eight 3600 MX 10 venus\n"
    "eight 3600 MX 10 mars\n"
    "eight 3600 MX 10 mx.isp.example.\n"
    "eight 3600 MX 10 saturn\n"
    "nine 3600 MX 10 a.\n"
    "nine 3600 MX 10 b.\n"
    "nine 3600 MX 10 c.\n"
    "nine 3600 MX 10 mercury\n"
    "nine 3600 MX 10 venus\n"
    "nine 3600 MX 10 mars\n"
    "nine 3600 MX 10 jupiter\n"
    "nine 3600 MX 10 saturn\n"
    "nine 3600 MX 10 ns1\n"
    "www 3600 CNAME mercury\n"
    "*.wild 3600 MX 10 mercury\n"
    "sub 3600 NS ns.sub\n"
    "ns.sub 3600 A 192.0.2.31\n"
    "2t7b4g4vsa5smi47k61mv5bv1a22bojr 300 NSEC3 1 0 0 - "
    "2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG\n";

struct row {
	const char	*name;
	uint16_t	 type;
	bool		 is_ready;
};

static const char *isp =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "ns1 3600 A 192.0.2.153\n"
    "mx 3600 A 192.0.2.125\n"
    "mx 3600 A 192.0.2.126\n"
    "mx 3600 AAAA 2001:db8::125\n"
    "mx2 3600 A 192.0.2.127\n"
    "*.any 3600 A 192.0.2.128\n"
    "alias 3600 CNAME mx\n"
    "cut 3600 NS ns.cut\n"
    "cut 3600 NS mx\n"
    "ns.cut 3600 A 192.0.2.129\n"
    "renamed 3600 DNAME cut\n"
    "a.b.c 3600 TXT x\n";

static const struct row rows[] = {
	{"example.com.", TYPE_MX, true},
	{"EXAMPLE.com.", TYPE_NS, true},
	{"example.com.", TYPE_SOA, true},
	{"mercury.example.com.", TYPE_A, true},
	{"mercury.example.com.", TYPE_AAAA, true},
	{"deep.er.example.com.", TYPE_MX, true},
	{"www.example.com.", TYPE_CNAME, true},
	{"*.wild.example.com.", TYPE_MX, true},
	{"x.wild.example.com.", TYPE_MX, false},	/* other owner */
	{"x.y.wild.example.com.", TYPE_MX, false},
	{"x.wild.example.com.", TYPE_A, false},
	{"www.example.com.", TYPE_A, false},		/* an alias */
	{"srv.example.com.", TYPE_SRV, false},		/* RFC 3597 4 */
	/* Hosts in other zones: ours, not ours, glue, none. */
	{"srvout.example.com.", TYPE_SRV, true},
	{"foreign.example.com.", TYPE_MX, true},
	{"elsewhere.example.com.", TYPE_MX, true},
	{"both.example.com.", TYPE_MX, true},
	{"glue.example.com.", TYPE_MX, true},
	{"nohost.example.com.", TYPE_MX, true},
	{"aliased.example.com.", TYPE_MX, true},
	{"null.example.com.", TYPE_MX, true},
	{"anyhost.example.com.", TYPE_MX, false},	/* by a wildcard */
	{"ownglue.example.com.", TYPE_MX, false},	/* below a cut */
	{"missing.example.com.", TYPE_MX, false},	/* in the zone, not */
	/* Targets, as many as this way bears and one more. */
	{"eight.example.com.", TYPE_MX, true},
	{"nine.example.com.", TYPE_MX, false},
	{"sub.example.com.", TYPE_NS, false},		/* a referral */
	{"sub.example.com.", TYPE_A, false},
	{"ns.sub.example.com.", TYPE_A, false},
	{"x.sub.example.com.", TYPE_A, false},
	/* NODATA, of a name and of what stands between names. */
	{"er.example.com.", TYPE_MX, true},
	{"mercury.example.com.", TYPE_TXT, true},
	{"example.com.", TYPE_A, true},
	{"example.com.", 257, true},
	{"deep.er.example.com.", TYPE_A, true},
	/* NXDOMAIN, below the apex and below names. */
	{"nowhere.example.com.", TYPE_MX, true},
	{"x.nowhere.example.com.", TYPE_A, true},
	{"NOwhere.mercury.example.com.", TYPE_A, true},
	{"a.b.c.d.e.deep.er.example.com.", TYPE_TXT, true},
	{"x.renamed.isp.example.", TYPE_A, false},
	{"x.b.c.isp.example.", TYPE_A, true},
	{"c.isp.example.", TYPE_A, true},
	/* RFC 5155 7.2.8: a name that does not exist. */
	{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.com.", TYPE_NSEC3, false},
	{"example.com.", TYPE_ANY, false},
	{"example.com.", TYPE_DS, false},
	{"example.org.", TYPE_MX, false},
};

/* A way to ask: what it says is in w->out; false: not this way. */
typedef bool way(struct world *, struct rotation *, const struct query *,
    const uint8_t *in, size_t room);

static bool
general_way(struct world *w, struct rotation *rot, const struct query *q,
    const uint8_t *in, size_t room)
{
	static struct answer	a;
	static struct reply	r;
	unsigned		flags;

	(void)in;
	memset(&a, 0, sizeof(a));
	reply_begin(&r, w->out, room, q);
	answer_general(&a, &w->snap, rot, q, &r);
	flags = a.rcode | (a.is_authoritative ? FLAG_AA : 0u) |
	    (a.is_truncated ? FLAG_TC : 0u);
	w->out_len = reply_end(&r, q, flags);
	return true;
}

/* As respond() goes it, of TCP, where room is what the caller says. */
static bool
ready_way(struct world *w, struct rotation *rot, const struct query *q,
    const uint8_t *in, size_t room)
{
	static struct ready_ground	 ground;
	static const struct table	*known;
	static struct job		 job;
	struct packet			 p = {.in = in, .out = w->out,
	    .in_len = HEADER_BYTES + q->question_len, .out_room = room,
	    .transport = TRANSPORT_TCP};

	if (known != w->table || ground.rotation != rot || (ground.guard !=
	    NULL) != (w->conf.nguarded > 0))
		ready_forget(&ground);
	ground.guard = w->conf.nguarded > 0 ? &w->conf : NULL;
	ground.table = known = w->table;
	ground.rotation = rot;
	if (ready_answer(&ground, &job, &p, 1) == 0) {
		assert_int_equal(job.state, READY_DECLINED);
		return false;
	}
	assert_int_equal(job.state, READY_DONE);
	w->out_len = p.out_len;
	return true;
}

/* Ask one of the ways; the text of what it says, or NULL. */
static const char *
ask_way(struct world *w, way *ask, struct rotation *rot,
    const struct ask *question, size_t room)
{
	static struct query	q;
	uint8_t			in[512];
	size_t			len = ask_packet(question, in, sizeof(in));

	assert_int_equal(query_parse(&q, in, len), VERDICT_ANSWER);
	memset(w->out, 0xee, sizeof(w->out));
	return ask(w, rot, &q, in, room) ? world_text(w) : NULL;
}

/* Both ways say the same at each of some turns; does the ready way know it? */
static bool
compare_ways(struct world *w, struct rotation rot[2],
    const struct ask *question, size_t room)
{
	static char	 general[1 << 16];
	const char	*ready = NULL;
	int		 i;

	/* Three records in turn: marked, kept, and known by heart. */
	for (i = 0; i < 13; i++) {
		(void)snprintf(general, sizeof(general), "%s",
		    ask_way(w, general_way, &rot[0], question, room));
		ready = ask_way(w, ready_way, &rot[1], question, room);
		if (ready != NULL)
			assert_string_equal(ready, general);
	}
	return ready != NULL;
}

static void
test_both_ways(void **state)
{
	static struct world	w;
	struct rotation		rot[2] = {{0}, {0}};
	const struct row	*row;
	struct ask		ask = {.flags = FLAG_RD};
	int			i;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	world_add(&w, "isp.example.", isp, true);
	for (i = 0; i < 2; i++)
		assert_int_equal(rotation_resize(&rot[i], w.snap.rotations),
		    0);
	for (row = rows; row < rows + sizeof(rows) / sizeof(rows[0]); row++) {
		ask.name = row->name;
		ask.type = row->type;
		if (compare_ways(&w, rot, &ask, 1232) != row->is_ready)
			fail_msg("%s %u", row->name, row->type);
	}
	rotation_clear(&rot[0]);
	rotation_clear(&rot[1]);
	world_close(&w);
}

/* The same while one of the zones is guarded, and gives others nothing. */
static void
test_both_ways_guarded(void **state)
{
	static struct world	w;
	struct conf_zone	guarded = {.allow = acl_new()};
	const struct conf_zone	*all[] = {&guarded};
	struct rotation		rot[2] = {{0}, {0}};
	const struct row	*row;
	struct ask		ask = {.flags = FLAG_RD};
	const char		*why;
	unsigned		 ready = 0;
	int			i;

	(void)state;
	assert_non_null(guarded.allow);
	assert_int_equal(name_from_text(&guarded.apex, "isp.example.", 12,
	    NULL, &why), 0);
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	world_add(&w, "isp.example.", isp, true);
	w.conf.guarded = all;
	w.conf.nguarded = 1;
	for (i = 0; i < 2; i++)
		assert_int_equal(rotation_resize(&rot[i], w.snap.rotations),
		    0);
	for (row = rows; row < rows + sizeof(rows) / sizeof(rows[0]); row++) {
		ask.name = row->name;
		ask.type = row->type;
		ready += compare_ways(&w, rot, &ask, 1232);
		if (strcmp(row->name, "foreign.example.com.") == 0)
			assert_null(strstr(ask_way(&w, general_way, &rot[0],
			    &ask, 1232), "mx.isp.example. 3600 A"));
	}
	assert_in_range(ready, 10, sizeof(rows) / sizeof(rows[0]));
	rotation_clear(&rot[0]);
	rotation_clear(&rot[1]);
	world_close(&w);
	acl_free(guarded.allow);
}

/*
 * With less room than the answer takes this way has nothing to say, and
 * counts no turn; at its length and above it says all.
 */
static void
test_room(void **state)
{
	static struct world	w;
	struct rotation		rot[2] = {{0}, {0}};
	const struct row	*row;
	struct ask		ask = {.flags = 0};
	size_t			len, room, i;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	world_add(&w, "isp.example.", isp, true);
	assert_int_equal(rotation_resize(&rot[0], w.snap.rotations), 0);
	assert_int_equal(rotation_resize(&rot[1], w.snap.rotations), 0);
	for (row = rows; row < rows + sizeof(rows) / sizeof(rows[0]); row++) {
		if (!row->is_ready)
			continue;
		ask.name = row->name;
		ask.type = row->type;
		assert_non_null(ask_way(&w, ready_way, &rot[0], &ask, 1232));
		len = w.out_len;
		memcpy(rot[1].turns, rot[0].turns,
		    rot[0].count * sizeof(rot[0].turns[0]));
		for (room = 12; room < len; room++)
			assert_null(ask_way(&w, ready_way, &rot[0], &ask,
			    room));
		for (i = 0; i < rot[0].count; i++)
			assert_int_equal(rot[0].turns[i], rot[1].turns[i]);
		assert_non_null(ask_way(&w, ready_way, &rot[0], &ask, len));
		assert_int_equal(w.out_len, len);
		/* Nothing is written behind the answer. */
		for (i = len; i < len + 40; i++)
			assert_int_equal(w.out[i], 0xee);
	}
	rotation_clear(&rot[0]);
	rotation_clear(&rot[1]);
	world_close(&w);
}

/* A content that others share, at apexes of other lengths. */
static void
test_shared(void **state)
{
	static const char *const apexes[] = {"a.", "b.c.d.e.", "x.example."};
	static struct world	w;
	struct rotation		rot[2] = {{0}, {0}};
	const struct row	*row;
	struct ask		ask = {.flags = 0};
	char			name[300];
	size_t			i, cut;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	world_add(&w, "isp.example.", isp, true);
	for (i = 0; i < 3; i++)
		world_share(&w, apexes[i], "example.com.");
	assert_int_equal(rotation_resize(&rot[0], w.snap.rotations), 0);
	assert_int_equal(rotation_resize(&rot[1], w.snap.rotations), 0);
	for (row = rows; row < rows + sizeof(rows) / sizeof(rows[0]); row++)
		for (i = 0; i < 3; i++) {
			cut = strlen(row->name);
			if (cut < 12 || strcasecmp(row->name + cut - 12,
			    "example.com.") != 0)
				continue;
			(void)snprintf(name, sizeof(name), "%.*s%s",
			    (int)(cut - 12), row->name, apexes[i]);
			ask.name = name;
			ask.type = row->type;
			if (compare_ways(&w, rot, &ask, 1232) !=
			    row->is_ready)
				fail_msg("%s %u", name, row->type);
		}
	rotation_clear(&rot[0]);
	rotation_clear(&rot[1]);
	world_close(&w);
}

/*
 * Batches of any length: the same answers as one by one, in their places.
 * Nothing rotates here: the ready answers of a batch take their turns before
 * the others.
 */
static void
test_batches(void **state)
{
	static uint8_t		in[BATCH_MAX][512], out[BATCH_MAX][1232];
	static struct world	w, one;
	struct packet		p[BATCH_MAX];
	struct ask		ask = {.edns_size = 1232};
	const size_t		nrows = sizeof(rows) / sizeof(rows[0]);
	char			text[1 << 14];
	size_t			n, i, row;

	(void)state;
	world_open(&w);
	world_open(&one);
	world_add(&w, "example.com.", zone, false);
	world_add(&w, "isp.example.", isp, false);
	world_add(&one, "example.com.", zone, false);
	world_add(&one, "isp.example.", isp, false);
	for (n = 1; n <= BATCH_MAX; n++) {
		for (i = 0; i < n; i++) {
			row = (n * 31 + i * 7) % nrows;
			ask.name = rows[row].name;
			ask.type = rows[row].type;
			p[i] = (struct packet){.in = in[i], .out = out[i],
			    .in_len = ask_packet(&ask, in[i], sizeof(in[i])),
			    .out_room = 1232, .transport = TRANSPORT_UDP};
			/* Some are no queries. */
			if ((n + i) % 13 == 0)
				in[i][2] = 0x80;
		}
		respond(w.engine, p, n);
		for (i = 0; i < n; i++) {
			world_send(&one, in[i], p[i].in_len, false);
			(void)snprintf(text, sizeof(text), "%s",
			    world_text(&one));
			memcpy(w.out, out[i], p[i].out_len);
			w.out_len = p[i].out_len;
			assert_string_equal(world_text(&w), text);
		}
	}
	for (i = 0; i < STAT_COUNT; i++)
		assert_int_equal(engine_stats(w.engine)->n[i],
		    engine_stats(one.engine)->n[i]);
	world_close(&w);
	world_close(&one);
}

/* The order that a mail operator wants to see. */
static void
test_daily_question(void **state)
{
	static struct world	w;
	const struct ask	mx = {.name = "example.com.",
	    .type = TYPE_MX};
	static const char	*const first[] = {
		" example.com. 3600 MX 10 mercury.example.com.,"
		" example.com. 3600 MX 10 venus.example.com.,"
		" example.com. 3600 MX 10 mars.example.com.,"
		" example.com. 3600 MX 20 jupiter.example.com.,"
		" example.com. 3600 MX 20 saturn.example.com.,"
		" example.com. 3600 MX 30 mercury.example.com.,",
		" example.com. 3600 MX 10 venus.example.com.,"
		" example.com. 3600 MX 10 mars.example.com.,"
		" example.com. 3600 MX 10 mercury.example.com.,"
		" example.com. 3600 MX 20 saturn.example.com.,"
		" example.com. 3600 MX 20 jupiter.example.com.,"
		" example.com. 3600 MX 30 mercury.example.com.,",
		" example.com. 3600 MX 10 mars.example.com.,"
		" example.com. 3600 MX 10 mercury.example.com.,"
		" example.com. 3600 MX 10 venus.example.com.,"
		" example.com. 3600 MX 20 jupiter.example.com.,"
		" example.com. 3600 MX 20 saturn.example.com.,"
		" example.com. 3600 MX 30 mercury.example.com.,",
	};
	int			i;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	for (i = 0; i < 3; i++)
		assert_non_null(strstr(world_ask(&w, &mx), first[i]));
	world_close(&w);
}

/* First place of a set, asked in turn with another: fair for both. */
static void
test_fair_when_interleaved(void **state)
{
	static struct world	w;
	const struct ask	mx = {.name = "example.com.",
	    .type = TYPE_MX};
	const struct ask	a = {.name = "mercury.example.com.",
	    .type = TYPE_A};
	int			i, first[3] = {0};
	const char		*text;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	for (i = 0; i < 30; i++) {
		(void)world_ask(&w, &mx);
		text = strstr(world_ask(&w, &a), " A 192.0.2.");
		assert_non_null(text);
		first[strtol(text + strlen(" A 192.0.2."), NULL, 10) - 25]++;
	}
	for (i = 0; i < 3; i++)
		assert_int_equal(first[i], 10);
	world_close(&w);
}

static void
test_rotate_off(void **state)
{
	static struct world	w;
	const struct ask	mx = {.name = "example.com.",
	    .type = TYPE_MX};
	char			text[1 << 12];
	int			i;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, false);
	(void)snprintf(text, sizeof(text), "%s", world_ask(&w, &mx));
	for (i = 0; i < 5; i++)
		assert_string_equal(world_ask(&w, &mx), text);
	world_close(&w);
}

/* A signature of a zone that was signed elsewhere; nobody checks it. */
#define SIG(type, labels) " 3600 RRSIG " type " 13 " labels " 3600 " \
    "20300101000000 20200101000000 1 signed.example. AAAA\n"

static const char *signed_isp =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@" SIG("SOA", "2")
    "@ 3600 NS ns1\n"
    "ns1 3600 A 192.0.2.153\n"
    "mx 3600 A 192.0.2.125\n"
    "mx" SIG("A", "3");

/*
 * RFC 4035 3.1.1: with DO a host's addresses have their signatures with
 * them, although the zone that names the host is not signed; whatever was
 * asked a moment ago, and kept.  One signature in a zone that is not signed
 * is worth nothing, and is not sent.
 */
static void
test_signed_host(void **state)
{
	static const char	answer[] =
	    "NOERROR aa | example.com. 3600 MX 5 own.example.com.,"
	    " example.com. 3600 MX 10 mx.signed.example., | |"
	    " own.example.com. 3600 A 192.0.2.54,"
	    " mx.signed.example. 3600 A 192.0.2.125,";
	static struct world	w;
	struct ask		ask = {.name = "example.com.",
	    .type = TYPE_MX, .edns_size = 1232};
	const char		*text;
	int			i;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.",
	    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
	    "@ 3600 NS ns1\n"
	    "ns1 3600 A 192.0.2.53\n"
	    "@ 3600 MX 10 mx.signed.example.\n"
	    "@ 3600 MX 5 own\n"
	    "own 3600 A 192.0.2.54\n"
	    "own" SIG("A", "3"), true);
	world_add(&w, "signed.example.", signed_isp, true);
	for (i = 0; i < 12; i++) {
		ask.has_do = i / 3 % 2 == 0;
		text = world_ask(&w, &ask);
		assert_memory_equal(text, answer, sizeof(answer) - 1);
		assert_int_equal(strstr(text, " RRSIG A ") != NULL,
		    ask.has_do);
	}
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_both_ways_guarded),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_daily_question),
		cmocka_unit_test(test_fair_when_interleaved),
		cmocka_unit_test(test_rotate_off),
		cmocka_unit_test(test_signed_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
