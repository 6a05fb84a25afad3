/* SPDX-License-Identifier: ISC */
/* The ready way means what the general way means, turn for turn. */
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
	{"www.example.com.", TYPE_A, false},		/* an alias */
	{"srv.example.com.", TYPE_SRV, false},		/* RFC 3597 4 */
	{"srvout.example.com.", TYPE_SRV, false},	/* ask the table */
	{"foreign.example.com.", TYPE_MX, false},
	{"sub.example.com.", TYPE_NS, false},		/* a referral */
	{"ns.sub.example.com.", TYPE_A, false},
	{"er.example.com.", TYPE_MX, false},		/* NODATA */
	{"nowhere.example.com.", TYPE_MX, false},
	/* RFC 5155 7.2.8: a name that does not exist. */
	{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.com.", TYPE_NSEC3, false},
	{"example.com.", TYPE_ANY, false},
	{"example.com.", TYPE_DS, false},
	{"example.org.", TYPE_MX, false},
};

typedef bool way(struct answer *, const struct snapshot *, struct rotation *,
    const struct query *, struct reply *);

static bool
general_way(struct answer *a, const struct snapshot *snap,
    struct rotation *rot, const struct query *q, struct reply *r)
{
	answer_general(a, snap, rot, q, r);
	return true;
}

/* Ask one of the ways; the text of what it says, or NULL. */
static const char *
ask_way(struct world *w, way *ask, struct rotation *rot, const struct row *row)
{
	static struct answer	a;
	static struct query	q;
	static struct reply	r;
	const struct ask	question = {.name = row->name,
	    .type = row->type};
	uint8_t			in[512];
	size_t			len = ask_packet(&question, in, sizeof(in));
	unsigned		flags;

	(void)query_parse(&q, in, len);
	memset(&a, 0, sizeof(a));
	reply_begin(&r, w->out, 1232, &q);
	len = writer_len(&r.w);
	if (!ask(&a, &w->snap, rot, &q, &r)) {
		assert_int_equal(writer_len(&r.w), len);
		return NULL;
	}
	flags = a.rcode | (a.is_authoritative ? FLAG_AA : 0);
	w->out_len = reply_end(&r, &q, flags);
	return world_text(w);
}

static void
test_both_ways(void **state)
{
	static struct world	w;
	static char		general[1 << 16];
	struct rotation		ra = {0}, rb = {0};
	const struct row	*row;
	const char		*ready;
	int			i;

	(void)state;
	world_open(&w);
	world_add(&w, "example.com.", zone, true);
	assert_int_equal(rotation_resize(&ra, w.snap.rotations), 0);
	assert_int_equal(rotation_resize(&rb, w.snap.rotations), 0);
	for (row = rows; row < rows + sizeof(rows) / sizeof(rows[0]); row++)
		for (i = 0; i < 7; i++) {	/* some turns */
			(void)snprintf(general, sizeof(general), "%s",
			    ask_way(&w, general_way, &ra, row));
			ready = ask_way(&w, ready_answer, &rb, row);
			if (!row->is_ready) {
				assert_null(ready);
				continue;
			}
			assert_non_null(ready);
			assert_string_equal(ready, general);
		}
	rotation_clear(&ra);
	rotation_clear(&rb);
	world_close(&w);
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

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_daily_question),
		cmocka_unit_test(test_fair_when_interleaved),
		cmocka_unit_test(test_rotate_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
