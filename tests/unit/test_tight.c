/* SPDX-License-Identifier: ISC */
/*
 * Answers of all kinds in every room from too little to enough: what must be
 * there is there, or TC says that it is not (RFC 2181 9).
 */
#include "tests/unit/world.h"

#include "zones/nsec3.h"

enum kind { UNSIGNED, WITH_NSEC, WITH_NSEC3, KINDS };

/* The zone a., and what of it is signed. */
static const char *const zone =
    "$TTL 60\n"
    "@ SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ NS ns1\n"
    "ns1 A 192.0.2.53\n"
    "@ MX 10 mercury\n"
    "@ MX 20 venus\n"
    "@ TXT \"v=spf1 mx -all\"\n"
    "mercury A 192.0.2.25\n"
    "venus AAAA 2001:db8::26\n"
    "www CNAME mercury\n"
    "d DNAME t\n"
    "h.t A 192.0.2.80\n"
    "to CNAME h.d\n"
    "*.w MX 10 mercury\n"
    "*.c CNAME mercury\n"
    "sub NS ns.sub\n"
    "sub NS ns2.sub\n"
    "ns.sub A 192.0.2.98\n"
    "ns2.sub A 192.0.2.99\n"
    "safe NS ns1\n"
    "safe DS 1 8 2 00112233445566778899aabbccddeeff"
    "00112233445566778899aabbccddeeff\n";

static const struct {
	const char	*owner;
	const char	*types[4];
} owners[] = {
	{"@", {"SOA", "NS", "MX", "TXT"}}, {"ns1", {"A"}}, {"mercury", {"A"}},
	{"venus", {"AAAA"}}, {"www", {"CNAME"}}, {"d", {"DNAME"}}, {"t", {0}},
	{"h.t", {"A"}}, {"to", {"CNAME"}}, {"w", {0}}, {"*.w", {"MX"}},
	{"c", {0}}, {"*.c", {"CNAME"}}, {"sub", {0}}, {"safe", {"DS"}},
};

static const struct {
	const char	*name;
	uint16_t	 type;
} questions[] = {
	{"a.", TYPE_MX}, {"a.", TYPE_ANY}, {"a.", TYPE_NS},
	{"mercury.a.", TYPE_A}, {"mercury.a.", TYPE_MX}, {"no.a.", TYPE_A},
	{"x.mercury.a.", TYPE_A}, {"www.a.", TYPE_A}, {"www.a.", TYPE_MX},
	{"h.d.a.", TYPE_A}, {"x.d.a.", TYPE_A}, {"to.a.", TYPE_A},
	{"x.w.a.", TYPE_MX}, {"x.w.a.", TYPE_A}, {"x.c.a.", TYPE_A},
	{"x.c.a.", TYPE_MX}, {"x.sub.a.", TYPE_A}, {"x.safe.a.", TYPE_A},
	{"sub.a.", TYPE_DS},
};

static void
put_sig(struct out_text *t, const char *owner, const char *type)
{
	put_text(t, "%s RRSIG %s 13 1 60 20370101000000 20260101000000 1 a."
	    " AAAA\n", owner, type);
}

/* The record of the chain for a name of the zone. */
static void
put_member(struct out_text *t, const char *rel, enum kind kind)
{
	static const struct nsec3_params params;
	struct nsec3	*h = nsec3_new();
	struct name	 apex, name;
	const char	*why;
	uint8_t		 label[NSEC3_LABEL_BYTES];
	char		 hashed[NSEC3_LABEL_BYTES];

	assert_non_null(h);
	assert_int_equal(name_from_text(&apex, "a.", 2, NULL, &why), 0);
	assert_int_equal(name_from_text(&name, rel, strlen(rel), &apex,
	    &why), 0);
	assert_int_equal(nsec3_label(h, &params, name.wire, name.len, label),
	    0);
	(void)snprintf(hashed, sizeof(hashed), "%.*s", NSEC3_LABEL_BYTES - 1,
	    (const char *)label + 1);
	if (kind == WITH_NSEC3)
		rel = hashed;
	put_text(t, kind == WITH_NSEC ? "%s NSEC x. A\n" :
	    "%s NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n", rel);
	put_sig(t, rel, kind == WITH_NSEC ? "NSEC" : "NSEC3");
	nsec3_free(h);
}

static void
open_world(struct world *w, enum kind kind)
{
	static struct out_text	t;
	size_t			i, k;

	t.len = 0;
	put_text(&t, "%s", zone);
	if (kind == WITH_NSEC3)
		put_text(&t, "@ NSEC3PARAM 1 0 0 -\n");
	for (i = 0; i < sizeof(owners) / sizeof(owners[0]) &&
	    kind != UNSIGNED; i++) {
		for (k = 0; k < 4 && owners[i].types[k] != NULL; k++)
			put_sig(&t, owners[i].owner, owners[i].types[k]);
		/* NSEC knows no empty names. */
		if (kind == WITH_NSEC3 || strlen(owners[i].owner) > 1 ||
		    k > 0)
			put_member(&t, owners[i].owner, kind);
	}
	world_open(w);
	world_add(w, "a.", t.buf, false);
}

/* The answer in so much room. */
static const char *
ask_in(struct world *w, const struct ask *a, size_t room)
{
	uint8_t		in[512];
	struct packet	p = {.in = in, .in_len = ask_packet(a, in, sizeof(in)),
	    .out = w->out, .out_room = room, .transport = TRANSPORT_UDP};

	memset(w->out, 0xee, sizeof(w->out));
	respond(w->engine, &p, 1);
	w->out_len = p.out_len;
	assert_true(p.out_len > 0 && p.out_len <= room);
	assert_int_equal(w->out[room], 0xee);
	return world_text(w);
}

/* Where the sections begin that are not needed: behind answer, and behind
   authority too if it has only what is needed. */
static size_t
needed_len(const char *text, bool is_minimal)
{
	const char	*end = strrchr(text, '|');

	while (!is_minimal && *--end != '|')
		;
	return (size_t)(end - text);
}

/* Each record of text is one of whole. */
static void
check_subset(const char *text, const char *whole)
{
	const char	*at, *end;
	char		 record[1024];

	for (at = text; (at = strchr(at, '|')) != NULL; at++)
		while ((at[1] == ' ' && at[2] != '|' && at[2] != '\0') ||
		    *at == ',') {
			if ((end = strchr(at + 1, ',')) == NULL ||
			    at[1] == '\0' || at[2] == '|' ||
			    strncmp(at + 1, " OPT", 4) == 0)
				break;
			(void)snprintf(record, sizeof(record), "%.*s",
			    (int)(end - at), at + 1);
			assert_non_null(strstr(whole, record));
			at = end;
		}
}

/* One question in each room. */
static void
check_rooms(struct world *w, const struct ask *a)
{
	static char	whole[1 << 16];
	const char	*text;
	size_t		len, room, needed;
	bool		is_complete = false;

	(void)snprintf(whole, sizeof(whole), "%s", ask_in(w, a, 4000));
	assert_null(strstr(whole, " tc"));
	needed = needed_len(whole, w->conf.is_minimal);
	len = w->out_len;
	room = HEADER_BYTES + strlen(a->name) + 1 + 4 +
	    (a->edns_size > 0 ? EDNS_FIXED_BYTES : 0);
	for (; room <= len; room++) {
		text = ask_in(w, a, room);
		check_subset(text, whole);
		if (strstr(text, " tc") != NULL) {
			assert_false(is_complete);
			continue;
		}
		/* More room never takes away what was there. */
		is_complete = true;
		assert_int_equal(strncmp(text, whole, needed), 0);
		/* RFC 9471: glue is needed. */
		if (strcmp(a->name, "x.sub.a.") == 0)
			assert_non_null(strstr(text, "A 192.0.2.98,"));
	}
	assert_string_equal(ask_in(w, a, len), whole);
}

static void
test_rooms(void **state)
{
	static struct world	w;
	struct ask		a;
	enum kind		kind;
	size_t			i, minimal;

	(void)state;
	for (kind = UNSIGNED; kind < KINDS; kind++) {
		open_world(&w, kind);
		for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
			for (minimal = 0; minimal <= 1; minimal++) {
				w.conf.is_minimal = minimal == 1;
				w.conf.udp_size = 4096;
				engine_use(w.engine, &w.snap);
				a = (struct ask){.name = questions[i].name,
				    .type = questions[i].type,
				    .edns_size = 4096,
				    .has_do = kind != UNSIGNED};
				check_rooms(&w, &a);
			}
		world_close(&w);
	}
}

/* RFC 8482 4.2, `any full`: all sets over TCP, one of them over UDP. */
static void
test_any_full(void **state)
{
	static struct world	w;
	struct ask		a = {.name = "a.", .type = TYPE_ANY,
	    .is_tcp = true};

	(void)state;
	open_world(&w, UNSIGNED);
	w.conf.is_any_full = true;
	engine_use(w.engine, &w.snap);
	assert_string_equal(world_ask(&w, &a), "NOERROR aa |"
	    " a. 60 SOA ns1.a. hostmaster.a. 7 14400 3600 1209600 300,"
	    " a. 60 NS ns1.a.,"
	    " a. 60 MX 10 mercury.a., a. 60 MX 20 venus.a.,"
	    " a. 60 TXT \"v=spf1 mx -all\", | |");
	a.name = "x.w.a.";
	assert_string_equal(world_ask(&w, &a), "NOERROR aa |"
	    " x.w.a. 60 MX 10 mercury.a., | |");
	a.name = "t.a.";	/* there is nothing */
	assert_string_equal(world_ask(&w, &a), "NOERROR aa | |"
	    " a. 60 SOA ns1.a. hostmaster.a. 7 14400 3600 1209600 300, |");
	a.name = "a.";
	a.is_tcp = false;
	assert_string_equal(world_ask(&w, &a), "NOERROR aa |"
	    " a. 60 MX 10 mercury.a., a. 60 MX 20 venus.a., | |"
	    " mercury.a. 60 A 192.0.2.25, venus.a. 60 AAAA 2001:db8::26,");
	world_close(&w);
}

/* Signatures are a set like others, and each keeps its own TTL. */
static void
test_any_full_signed(void **state)
{
	static struct world	w;
	const struct ask	a = {.name = "x.w.a.", .type = TYPE_ANY,
	    .is_tcp = true, .edns_size = 4096, .has_do = true};
	const char		*text;

	(void)state;
	open_world(&w, WITH_NSEC);
	w.conf.is_any_full = true;
	engine_use(w.engine, &w.snap);
	text = world_ask(&w, &a);
	assert_non_null(strstr(text, "| x.w.a. 60 MX 10 mercury.a.,"));
	assert_non_null(strstr(text, " x.w.a. 60 RRSIG MX 13 1 60 "));
	/* RFC 4035 3.1.3.3: that the wildcard stood for it is proved. */
	assert_non_null(strstr(strstr(text, " | "), " NSEC x. A,"));
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rooms),
		cmocka_unit_test(test_any_full),
		cmocka_unit_test(test_any_full_signed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
