/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/respond.h"
#include "zones/load.h"
#include "zones/nsec3.h"
#include "zones/rrtype.h"
#include "zones/table.h"

/*
 * What the dearest questions cost: those that a stranger may think of, and
 * those for which somebody wrote a zone.  Each is asked once, after once
 * before; what it took is counted from outside:
 *
 *	valgrind --tool=callgrind --toggle-collect=ask_once \
 *	    --dump-after=ask_once build/tests/cost_tool
 *
 * which leaves a part for each line that is printed, in their order:
 * word, who, octets of the query, of the answer, its RCODE, TC.
 * tests/e2e/test_costs.py does that.
 *
 * usage: cost_tool [word ...]
 */

#define TEXT_ROOM	(4u << 20)	/* octets of a zone file */
#define DEEP		125		/* labels of one octet below "?." */
#define MANY		20000		/* records, or types, of one name */
#define ASKED_UDP	4096		/* udp.h: longer ones are dropped */
#define RECORD_LEAST	11		/* octets: of the root, without RDATA */

struct text {
	char	*buf;
	size_t	 len;
};

struct cost {
	const char	*word;
	const char	*who;		/* makes it dear: "stranger", "zone" */
	void		(*write)(struct text *);	/* behind SOA and NS */
	const char	*label;		/* asked: below the zone's name ... */
	unsigned	 deep;		/* ... and below so many labels "a" */
	uint16_t	 type;
	bool		 is_tcp;
	bool		 has_do;
	bool		 is_full;	/* conf: `any full` */
	unsigned	 junk;		/* octets of options in the OPT; if
					   it is odd, of records behind it */
};

static struct text	zone_text;

static void say(const char *, ...) __attribute__((format(printf, 1, 2)));

static void
say(const char *fmt, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(zone_text.buf + zone_text.len,
	    TEXT_ROOM - zone_text.len, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= TEXT_ROOM - zone_text.len)
		errx(1, "a zone file is too long");
	zone_text.len += (size_t)n;
}

/* "a.a.a", n labels; good until it is called the time after next. */
static const char *
deep(unsigned n)
{
	static char	bufs[2][2 * DEEP + 2];
	static unsigned	calls;
	char		*buf = bufs[calls++ % 2];
	unsigned	i;

	for (i = 0; i < n; i++)
		memcpy(buf + 2 * i, "a.", 2);
	buf[n > 0 ? 2 * n - 1 : 0] = '\0';
	return buf;
}

/* --- zones --------------------------------------------------------------- */

static void
write_usual(struct text *t)
{
	unsigned	i;

	(void)t;
	say("@ MX 10 mx\nmx A 192.0.2.1\nmx AAAA 2001:db8::1\n"
	    "www CNAME mx\nw*.x A 192.0.2.1\n*.wild MX 10 mx\n");
	for (i = 0; i < 13; i++)
		say("sub NS ns%u.sub\nns%u.sub A 192.0.2.%u\n"
		    "ns%u.sub AAAA 2001:db8::%u\n", i, i, i, i, i);
}

/* The apex's own label in the chain. */
static const char *
hash_of_apex(unsigned iterations, unsigned salt_bytes)
{
	static const uint8_t	 salt[UINT8_MAX], apex[] = {1, 'z', 0};
	static uint8_t		 label[NSEC3_LABEL_BYTES + 1];
	struct nsec3_params	 params = {salt, (uint16_t)iterations,
	    (uint8_t)salt_bytes};
	struct nsec3		*h = nsec3_new();

	if (h == NULL || nsec3_label(h, &params, apex, sizeof(apex), label) ==
	    -1)
		errx(1, "cannot hash");
	nsec3_free(h);
	return (const char *)label + 1;
}

/* A chain that fits no name but the apex: what is asked takes all the hashes
   that it can. */
static void
write_nsec3(unsigned iterations, unsigned salt_bytes)
{
	static const char	digits[] = "0123456789abcdefghijklmnopqrstuv";
	char			salt[2 * UINT8_MAX + 1] = "-", owner[64];
	unsigned		i;

	if (salt_bytes > 0)
		(void)snprintf(salt, sizeof(salt), "%0*d",
		    (int)(2 * salt_bytes), 0);
	say("@ RRSIG SOA 13 1 60 20370101000000 20260101000000 1 @ AAAA\n"
	    "@ NSEC3PARAM 1 0 %u %s\n", iterations, salt);
	for (i = 0; i < 33; i++) {
		(void)snprintf(owner, sizeof(owner),
		    "%cp9mhaveqvm6t7vbl5lop2u3t2rp3tom", digits[i % 32]);
		say("%s NSEC3 1 1 %u %s 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n",
		    i < 32 ? owner : hash_of_apex(iterations, salt_bytes),
		    iterations, salt);
		if (i < 32)
			say("%s RRSIG NSEC3 13 2 60 20370101000000 "
			    "20260101000000 1 @ AAAA\n", owner);
	}
}

/* Ancestors that are there, and none of them in the chain. */
static void
write_nsec3_deep(struct text *t)
{
	(void)t;
	write_nsec3(150, 35);
	say("%s NS ns\n", deep(DEEP - 1));
}

/* Aliases, each made by a wildcard that must be proven. */
static void
write_nsec3_wild(struct text *t)
{
	unsigned	i;

	(void)t;
	write_nsec3(150, 35);
	for (i = 0; i < 16; i++)
		say("*.w%u CNAME %s.w%u\n"
		    "*.w%u RRSIG CNAME 13 2 60 20370101000000 20260101000000 "
		    "1 @ AAAA\n", i, deep(DEEP - 10), i + 1, i);
	say("*.w16 A 192.0.2.1\n*.w16 RRSIG A 13 2 60 20370101000000 "
	    "20260101000000 1 @ AAAA\n");
}

static void
write_nsec3_150(struct text *t)
{
	(void)t;
	write_nsec3(150, 0);
}

static void
write_nsec3_0(struct text *t)
{
	(void)t;
	write_nsec3(0, 0);
}

/* Exchangers elsewhere, as deep as can be: those of the zone "t." are there
   without an address. */
static void
write_targets(unsigned n)
{
	unsigned	i;

	for (i = 0; i < n; i++)
		say("@ MX 10 %u.%s.t.\n", i, deep(DEEP - 3));
}

static void
write_mx_udp(struct text *t)
{
	(void)t;
	write_targets(50);
}

static void
write_mx_tcp(struct text *t)
{
	(void)t;
	write_targets(3000);
}

/* The same below a name as deep. */
static void
write_mx_deep(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < 50; i++)
		say("%s MX 10 %u.%s\n", deep(DEEP), i, deep(DEEP - 1));
}

static void
write_mx_hosts(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < 250; i++)
		say("@ MX 10 m%u\nm%u A 192.0.2.1\n", i, i);
	for (i = 0; i < 2500; i++)
		say("@ MX %u m%u\n", i + 20, i % 250);
}

static void
write_many_records(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < MANY; i++)
		say("@ MX 10 m%u\n", i);
}

static void
write_many_types(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < MANY; i++)
		say("x TYPE%u \\# 0\n", 1024 + i);
}

static void
write_many_sigs(struct text *t)
{
	unsigned	i;

	(void)t;
	say("@ RRSIG SOA 13 1 60 20370101000000 20260101000000 1 @ AAAA\n"
	    "x A 192.0.2.1\n");
	for (i = 0; i < MANY; i++)
		say("x RRSIG MX 13 2 60 20370101000000 20260101000000 %u @ "
		    "AAAA\n", i);
}

static void
write_cnames(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < 16; i++)
		say("*.w%u.%s CNAME z.w%u.%s\n", i, deep(DEEP - 8), i + 1,
		    deep(DEEP - 8));
}

static void
write_dnames(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < 16; i++)
		say("d%u.%s DNAME d%u.%s\n", i, deep(DEEP - 50), i + 1,
		    deep(DEEP - 50));
}

static void
write_glue(struct text *t)
{
	unsigned	i;

	(void)t;
	for (i = 0; i < 1500; i++)
		say("sub NS n%u.%s.sub\nn%u.%s.sub A 192.0.2.1\n", i,
		    deep(100), i, deep(100));
}

static const struct cost costs[] = {
	{"mx", "stranger", write_usual, "", 0, TYPE_MX, 0, 0, 0, 0},
	{"any", "stranger", write_usual, "", 0, TYPE_ANY, 0, 0, 0, 0},
	{"nxdomain", "stranger", write_usual, "q", DEEP - 1, TYPE_A, 0, 0, 0,
	    0},
	{"wildcard", "stranger", write_usual, "a.wild", 0, TYPE_MX, 0, 1, 0,
	    0},
	{"referral", "stranger", write_usual, "a.sub", 0, TYPE_A, 0, 1, 0, 0},
	{"options", "stranger", write_usual, "", 0, TYPE_MX, 0, 1, 0, 4000},
	{"records-asked", "stranger", write_usual, "", 0, TYPE_MX, 0, 1, 0,
	    4001},
	{"nsec3-0", "stranger", write_nsec3_0, "q", DEEP - 1, TYPE_A, 0, 1, 0,
	    0},
	{"nsec3-150", "stranger", write_nsec3_150, "q", DEEP - 1, TYPE_A, 0, 1,
	    0, 0},
	{"nsec3-deep", "zone", write_nsec3_deep, "b", DEEP - 2, TYPE_A, 0, 1,
	    0, 0},
	{"nsec3-wild", "zone", write_nsec3_wild, "q.w0", 0, TYPE_A, 0, 1, 0,
	    0},
	{"nsec3-wild-tcp", "zone", write_nsec3_wild, "q.w0", 0, TYPE_A, 1, 1,
	    0, 0},
	{"targets", "zone", write_mx_udp, "", 0, TYPE_MX, 0, 1, 0, 0},
	{"targets-deep", "zone", write_mx_deep, "", DEEP, TYPE_MX, 0, 1, 0, 0},
	{"targets-tcp", "zone", write_mx_tcp, "", 0, TYPE_MX, 1, 1, 0, 0},
	{"hosts-tcp", "zone", write_mx_hosts, "", 0, TYPE_MX, 1, 1, 0, 0},
	{"records", "zone", write_many_records, "", 0, TYPE_MX, 0, 1, 0, 0},
	{"records-tcp", "zone", write_many_records, "", 0, TYPE_MX, 1, 1, 0,
	    0},
	{"types", "zone", write_many_types, "x", 0, 65280, 0, 0, 0, 0},
	{"types-all", "zone", write_many_types, "x", 0, TYPE_ANY, 1, 0, 1, 0},
	{"signatures", "zone", write_many_sigs, "x", 0, TYPE_A, 0, 1, 0, 0},
	{"aliases", "zone", write_cnames, "z.w0", DEEP - 8, TYPE_A, 0, 1, 0,
	    0},
	{"dnames", "zone", write_dnames, "a.a.a.a.d0", DEEP - 50, TYPE_A, 0, 1,
	    0, 0},
	{"glue", "zone", write_glue, "q.sub", 0, TYPE_A, 0, 1, 0, 0},
	{"glue-tcp", "zone", write_glue, "q.sub", 0, TYPE_A, 1, 1, 0, 0},
};

#define NCOSTS	(sizeof(costs) / sizeof(costs[0]))

/* --- a server without sockets ------------------------------------------- */

static void
name_of(struct name *name, const char *text)
{
	const char	*why;

	if (name_from_text(name, text, strlen(text), NULL, &why) == -1)
		errx(1, "%s %s", text, why);
	name_lower(name);
}

static struct table *
put_zone(struct table *old, const char *apex, const char *text,
    uint32_t *rotations)
{
	struct table_edit	*edit;
	struct table		*table;
	struct loaded		 loaded;
	struct name		 name;
	struct zone		*zone;
	struct load_source	 source = {.apex = &name};

	name_of(&name, apex);
	if (load_text(&source, text, strlen(text), NULL, &loaded) == -1)
		errx(1, "zone %s was not loaded", apex);
	zone = zone_new(&name, loaded.content, true, *rotations);
	*rotations += content_rotations(loaded.content);
	loaded.content = NULL;	/* taken */
	loaded_clear(&loaded);
	if (zone == NULL || (edit = table_edit_begin(old)) == NULL ||
	    table_edit_put(edit, zone) == -1 ||
	    (table = table_edit_commit(edit)) == NULL)
		err(1, "table");
	table_free(old);
	return table;
}

static struct table *
make_table(const struct cost *c, uint32_t *rotations)
{
	struct table	*table;

	if ((table = table_new(1)) == NULL)
		err(1, "table");
	zone_text.len = 0;
	say("$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\nns A 192.0.2.53\n"
	    "%s NS ns\n", deep(DEEP));
	table = put_zone(table, "t.", zone_text.buf, rotations);
	zone_text.len = 0;
	say("$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\nns A 192.0.2.53\n");
	c->write(&zone_text);
	return put_zone(table, "z.", zone_text.buf, rotations);
}

/* Options that nobody knows, or records. */
static void
put_junk(struct writer *w, const struct cost *c)
{
	const unsigned	octets = c->junk & 1 ? RECORD_LEAST : 4;
	unsigned	i;

	writer_u16(w, c->junk & 1 ? 0 : (uint16_t)(c->junk / 4 * 4));
	for (i = 0; i < c->junk / octets; i++)
		if (c->junk & 1)
			writer_bytes(w, "\0\0\20\0\1\0\0\0\0\0\0",
			    RECORD_LEAST);
		else
			writer_u32(w, 0xfde90000);
}

/* The query; returns its octets. */
static size_t
make_query(const struct cost *c, uint8_t *buf)
{
	struct writer	w = writer_of(buf, ASKED_UDP);
	struct name	name;
	char		text[NAME_TEXT_MAX];

	(void)snprintf(text, sizeof(text), "%s%s%s%sz.", c->label,
	    *c->label != '\0' ? "." : "", deep(c->deep),
	    c->deep > 0 ? "." : "");
	name_of(&name, text);
	writer_u32(&w, 0x12340000);
	writer_u32(&w, 0x00010000);
	writer_u32(&w, 1 + (c->junk & 1 ? c->junk / RECORD_LEAST : 0));
	writer_bytes(&w, name.wire, name.len);
	writer_u16(&w, c->type);
	writer_u16(&w, CLASS_IN);
	writer_u8(&w, 0);
	writer_u16(&w, TYPE_OPT);
	writer_u16(&w, 1232);
	writer_u16(&w, 0);
	writer_u16(&w, c->has_do ? 0x8000 : 0);
	put_junk(&w, c);
	if (w.failed)
		errx(1, "%s: the query is too long", c->word);
	return writer_len(&w);
}

/* What is counted. */
static __attribute__((noinline)) void
ask_once(struct engine *engine, struct packet *p)
{
	respond(engine, p, 1);
}

static void
ask(struct engine *engine, const struct cost *c)
{
	static uint8_t	in[ASKED_UDP], out[MESSAGE_MAX_BYTES];
	static const uint8_t peer[] = {198, 51, 100, 1};
	struct packet	p = {.in = in, .out = out, .out_room = sizeof(out),
	    .peer = peer, .peer_len = sizeof(peer),
	    .transport = c->is_tcp ? TRANSPORT_TCP : TRANSPORT_UDP};

	p.in_len = make_query(c, in);
	respond(engine, &p, 1);
	ask_once(engine, &p);
	if (p.out_len < HEADER_BYTES)
		errx(1, "%s: no answer", c->word);
	printf("%s %s %zu %zu %u %s\n", c->word, c->who, p.in_len, p.out_len,
	    out[3] & 15u, out[2] & 2 ? "tc" : "-");
}

static void
measure(const struct cost *c)
{
	struct report	*rep;
	struct conf	*conf;
	struct table	*table;
	struct snapshot	 snapshot = {0};
	struct engine	*engine;
	uint32_t	 rotations = 0;
	const char	*text = c->is_full ? "any full\n" : "";

	table = make_table(c, &rotations);
	if ((rep = report_new(1)) == NULL || conf_load_text("cost", text,
	    strlen(text), rep, &conf) == -1 ||
	    (engine = engine_new(1)) == NULL)
		errx(1, "engine");
	snapshot.conf = conf;
	snapshot.table = table;
	snapshot.rotations = rotations;
	engine_use(engine, &snapshot);
	ask(engine, c);
	engine_free(engine);
	conf_free(conf);
	report_free(rep);
	table_free(table);
}

static bool
is_wanted(const struct cost *c, int argc, char *argv[])
{
	int	i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], c->word) == 0)
			return true;
	return argc < 2;
}

int
main(int argc, char *argv[])
{
	size_t	i;

	if ((zone_text.buf = malloc(TEXT_ROOM)) == NULL)
		err(1, "malloc");
	for (i = 0; i < NCOSTS; i++)
		if (is_wanted(&costs[i], argc, argv))
			measure(&costs[i]);
	free(zone_text.buf);
	return 0;
}
