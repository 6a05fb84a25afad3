/* SPDX-License-Identifier: ISC */
/*
 * Packet to answer.  The first octet chooses the zones and the transport,
 * the rest is the packet.  Whatever comes in: the answer is sound, fits,
 * and belongs to the query.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/query.h"
#include "server/respond.h"
#include "zones/load.h"

#define SOA "@ 60 SOA ns1 host 1 2 3 4 5\n@ 60 NS ns1\nns1 60 A 192.0.2.1\n"

static const struct {
	const char	*apex;
	const char	*text;
} zones[] = {
	{"a", SOA "@ 60 MX 10 b\n@ 60 MX 10 c\n@ 60 MX 20 x.b.\nb 60 A "
	    "192.0.2.2\nb 60 AAAA 2001:db8::1\nc 60 A 192.0.2.3\n"
	    "c 60 A 192.0.2.4\n* 60 TXT \"*\"\nd 60 CNAME b\n"
	    "e 60 CNAME d\nl 60 CNAME l\n"},
	{"b", SOA "x 60 DNAME a.\ny 60 NS n.y\nn.y 60 A 192.0.2.5\n"
	    "z 60 DNAME z.z\n*.w 60 CNAME a.a.\nq 60 SRV 0 0 25 b.a.\n"
	    "y 60 DS 1 8 1 0011223344556677889900112233445566778899\n"},
	/* Signed in form; nobody validates here. */
	{"n", SOA "@ 60 RRSIG SOA 13 1 60 20300101000000 20200101000000 1 n. "
	    "AAAA\n@ 60 RRSIG NS 13 1 60 20300101000000 20200101000000 1 n. "
	    "AAAA\n@ 60 NSEC *.w.n. NS SOA RRSIG NSEC\n*.w 60 TXT w\n"
	    "*.w 60 NSEC y.n. TXT RRSIG NSEC\n*.w 60 RRSIG TXT 13 2 60 "
	    "20300101000000 20200101000000 1 n. AAAA\ny 60 NS y.b.\n"
	    "y 60 NSEC n. NS RRSIG NSEC\nc.e 60 CNAME x.w\n"},
	{"h", SOA "@ 60 RRSIG SOA 13 1 60 20300101000000 20200101000000 1 h. "
	    "AAAA\n@ 60 NSEC3PARAM 1 0 1 AB\n"
	    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 1 1 AB "
	    "2t7b4g4vsa5smi47k61mv5bv1a22bojr NS SOA\n"
	    "2t7b4g4vsa5smi47k61mv5bv1a22bojr 60 NSEC3 1 1 1 AB "
	    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A\n*.w 60 MX 0 a.\n"
	    "d.e.f 60 NS ns.b.\n"},
	{".", SOA "* 60 CNAME *.b.\nb 60 NS ns1.b.\nns1.b 60 A 192.0.2.6\n"},
};

#define NZONES (sizeof(zones) / sizeof(zones[0]))

/* The one whose newer version could not be loaded. */
#define STALE	1

static struct table *
load_one(struct table *old, const char *apex, const char *text,
    bool is_stale)
{
	struct name		 n;
	const char		*why;
	struct load_source	 src = {.apex = &n};
	struct loaded		 out;
	struct table_edit	*e = table_edit_begin(old);
	struct table		*t;
	struct zone		*z;

	if (name_from_text(&n, apex, strlen(apex), NULL, &why) == -1 ||
	    load_text(&src, text, strlen(text), NULL, &out) == -1 ||
	    (z = zone_new(&n, out.content, true, 0)) == NULL)
		abort();
	out.content = NULL;
	z->is_stale = is_stale;
	if (e == NULL || table_edit_put(e, z) == -1)
		abort();
	loaded_clear(&out);
	t = table_edit_commit(e);
	table_free(old);
	return t;
}

static struct snapshot	snaps[1 << NZONES];

/*
 * The pointers in a table bear tags, so that no leak checker finds what they
 * lead to: it is given back at the end.
 */
static void
forget_snapshots(void)
{
	unsigned	i;

	for (i = 0; i < 1 << NZONES; i++)
		table_free((struct table *)(uintptr_t)snaps[i].table);
}

/* Bit i of which: is zone i served? */
static const struct snapshot *
get_snapshot(unsigned which)
{
	/* As long as they may be, so that an OPT can fill 512 octets. */
	static char		identity[256], agent[240], version[] = "mxd";
	static struct conf	conf = {.udp_size = 1232, .is_minimal = true,
	    .identity = identity, .version = version, .does_cookies = true,
	    .report_agent = agent};
	static bool		 will_forget;
	struct snapshot		*s = &snaps[which];
	unsigned		 i;

	if (s->table != NULL)
		return s;
	memset(identity, 'i', sizeof(identity) - 1);
	memset(agent, 'a', sizeof(agent) - 1);
	for (i = 31; i < sizeof(agent) - 1; i += 32)
		agent[i] = '.';
	s->conf = &conf;
	s->rotations = 16;
	if (!will_forget && atexit(forget_snapshots) != 0)
		abort();
	will_forget = true;
	if ((s->table = table_new(1)) == NULL)
		abort();
	for (i = 0; i < NZONES; i++)
		if (which >> i & 1)
			s->table = load_one(s->table, zones[i].apex,
			    zones[i].text, i == STALE);
	return s;
}

static void
require(int is_true)
{
	if (!is_true)
		abort();
}

/* An answer can be read from its first octet to its last. */
static void
check_answer(const uint8_t *out, size_t len, const uint8_t *in)
{
	struct reader	r = reader_of(out, len);
	struct name	n;
	unsigned	records, i;

	require(len >= HEADER_BYTES && memcmp(out, in, 2) == 0);
	require(out[2] & 0x80);
	(void)reader_u32(&r);
	i = reader_u16(&r);
	records = reader_u16(&r);
	records += reader_u16(&r);
	records += reader_u16(&r);
	require(i <= 1);
	if (i == 1) {
		require(name_expand(&r, &n) == 0);
		(void)reader_u32(&r);
	}
	for (i = 0; i < records; i++) {
		require(name_expand(&r, &n) == 0);
		(void)reader_bytes(&r, 8);
		(void)reader_bytes(&r, reader_u16(&r));
	}
	require(!r.failed && reader_left(&r) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t		 out[MESSAGE_MAX_BYTES];
	static struct engine	*engine;
	static const uint8_t	 peer[] = {192, 0, 2, 1};
	struct packet		 p = {.out = out, .peer = peer,
	    .peer_len = sizeof(peer), .now_s = 1};

	if (len < 1)
		return 0;
	if (engine == NULL && (engine = engine_new(1)) == NULL)
		abort();
	engine_use(engine, get_snapshot(data[0] & ((1 << NZONES) - 1)));
	p.transport = data[0] & 0x80 ? TRANSPORT_TCP : TRANSPORT_UDP;
	p.out_room = p.transport == TRANSPORT_TCP ? sizeof(out) : 1232;
	p.in = data + 1;
	p.in_len = len - 1;
	respond(engine, &p, 1);
	require(p.out_len <= p.out_room);
	if (p.out_len > 0)
		check_answer(out, p.out_len, p.in);
	return 0;
}
