/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "tests/fuzz/served.h"
#include "tests/fuzz/signed.h"
#include "zones/load.h"

#define SOA	"@ 60 SOA ns1 host 1 2 3 4 5\n@ 60 NS ns1\n"		\
		"ns1 60 A 192.0.2.1\n"
#define TEXT32	"01234567890123456789012345678901"
#define TEXT64	TEXT32 TEXT32
#define TEXT128	TEXT64 TEXT64

/* As long as they may be, so that an OPT can fill 512 octets. */
#define TOLD								\
	"identity \"" TEXT128 TEXT64 TEXT32 "0123456789\"\n"		\
	"version \"mxd\"\nreport agent \"" TEXT32 "." TEXT32 "." TEXT32	\
	"." TEXT32 "." TEXT32 "." TEXT32 "." TEXT32 "\"\n"

const uint8_t	served_secret[COOKIE_SECRET_BYTES] = "fifteen octets.";

/* Bit i of a set is zone i.  Those that say the same share a content. */
static const struct {
	const char	*apex;
	const char	*text;
	bool		 is_stale;	/* the newer version did not load */
} rows[SERVED_ZONES] = {
	{"a", SOA "@ 60 MX 10 b\n@ 60 MX 10 c\n@ 60 MX 20 x.b.\nb 60 A "
	    "192.0.2.2\nb 60 AAAA 2001:db8::1\nc 60 A 192.0.2.3\n"
	    "c 60 A 192.0.2.4\n* 60 TXT \"*\"\nd 60 CNAME b\n"
	    "e 60 CNAME d\nl 60 CNAME l\n", false},
	{"b", SOA "x 60 DNAME a.\ny 60 NS n.y\nn.y 60 A 192.0.2.5\n"
	    "z 60 DNAME z.z\n*.w 60 CNAME a.a.\nq 60 SRV 0 0 25 b.a.\n"
	    "y 60 DS 1 8 1 0011223344556677889900112233445566778899\n", true},
	{"n", NSEC_ZONE, false},
	{"h", NSEC3_ZONE, false},
	{".", SOA "* 60 CNAME *.b.\nb 60 NS ns1.b.\nns1.b 60 A 192.0.2.6\n",
	    false},
	/* Mail: nobody takes it here, many take turns, texts are long. */
	{"m.a", SOA "@ 60 MX 0 .\n$GENERATE 1-30 r 60 MX 10 h$\n"
	    "$GENERATE 1-30 h$ 60 A 192.0.2.$\n"
	    "$GENERATE 1-30 h$ 60 AAAA 2001:db8::$\n"
	    "_dmarc 60 TXT \"v=DMARC1; p=none\"\n"
	    "t 60 TXT \"" TEXT128 "\" \"" TEXT128 "\"\n"
	    "t 60 TXT \"" TEXT128 "1\" \"" TEXT128 "\"\n"
	    "t 60 TXT \"" TEXT128 "2\" \"" TEXT128 "\"\n"
	    "t 60 SPF \"" TEXT128 "\"\nt 60 CAA 0 issue \";\"\n"
	    "t 60 HTTPS 1 h1 alpn=h2 ipv4hint=192.0.2.1\n"
	    "_25._tcp.t 60 TLSA 3 1 1 " TEXT64 "\n"
	    "_sip._udp 60 NAPTR 1 2 \"s\" \"x\" \"\" _25._tcp.t\n"
	    "k 60 CNAME r\nk2 60 CNAME a.\nu 60 TYPE65280 \\# 2 c000\n", false},
	{"t.b", SOA "@ 60 MX 10 mx\n@ 60 MX 10 mx.a.\nmx 60 A 192.0.2.7\n"
	    "* 60 MX 10 mx\n", false},
	{"y.n", SOA "@ 60 MX 10 mx\n@ 60 MX 10 mx.a.\nmx 60 A 192.0.2.7\n"
	    "* 60 MX 10 mx\n", false}
};

static struct zone	*zones[SERVED_ZONES];
static struct conf	*confs[SERVED_CONFS];
static struct snapshot	 snaps[SERVED_SETS][SERVED_CONFS];

/* Zones by their number, so that two may share a content. */
static struct content *
load_content(unsigned i, const struct name *apex)
{
	struct load_source	 src = {.apex = apex};
	struct loaded		 out;
	struct content		*c;
	unsigned		 k;

	for (k = 0; k < i; k++)
		if (strcmp(rows[k].text, rows[i].text) == 0)
			return content_ref(zones[k]->content);
	if (load_text(&src, rows[i].text, strlen(rows[i].text), NULL,
	    &out) == -1)
		abort();
	c = out.content;
	out.content = NULL;
	loaded_clear(&out);
	return c;
}

static void
load_zones(void)
{
	struct name	 apex;
	const char	*why;
	uint32_t	 base = 0;
	unsigned	 i;

	for (i = 0; i < SERVED_ZONES; i++) {
		if (name_from_text(&apex, rows[i].apex, strlen(rows[i].apex),
		    NULL, &why) == -1)
			abort();
		zones[i] = zone_new(&apex, load_content(i, &apex), true, base);
		if (zones[i] == NULL)
			abort();
		zones[i]->is_stale = rows[i].is_stale;
		base += content_rotations(zones[i]->content);
	}
}

static uint32_t
count_rotations(void)
{
	const struct zone	*last = zones[SERVED_ZONES - 1];

	return last->rotation_base + content_rotations(last->content);
}

/* As an operator writes it. */
static struct conf *
make_conf(unsigned bits)
{
	static const char	 told[] = TOLD;
	struct report		*rep = report_new(1);
	struct conf		*conf;
	char			 text[1024];

	text[0] = '\0';
	if (bits & SERVED_LIMITED)
		(void)strlcat(text, "rate limit 2\nrate total 3\nrate slip 2\n"
		    "rate exempt 192.0.2.0/25\n", sizeof(text));
	if (bits & SERVED_FULL)
		(void)strlcat(text, "minimal responses off\nany full\n"
		    "udp size 4096\n", sizeof(text));
	if (bits & SERVED_GUARDED)
		(void)strlcat(text, "allow query from !192.0.2.66 any\n"
		    "zone \"b\" { file \"b\"; allow query from "
		    "2001:db8::/32 }\n", sizeof(text));
	(void)strlcat(text, bits & SERVED_PLAIN ? "cookies off\nrotate off\n" :
	    told, sizeof(text));
	if (rep == NULL || conf_load_text(NULL, text, strlen(text), rep,
	    &conf) == -1)
		abort();
	report_free(rep);
	return conf;
}

static void
put(struct snapshot *s, unsigned set)
{
	struct table_edit	*e;
	struct table		*t;
	unsigned		 i;

	if ((s->table = table_new(1)) == NULL)
		abort();
	for (i = 0; i < SERVED_ZONES; i++) {
		if ((set >> i & 1) == 0)
			continue;
		e = table_edit_begin(s->table);
		if (e == NULL || table_edit_put(e, zone_ref(zones[i])) == -1 ||
		    (t = table_edit_commit(e)) == NULL)
			abort();
		table_free(s->table);
		s->table = t;
	}
}

/* The pointers in a table bear tags, so that no leak checker finds what they
   lead to: it is given back at the end. */
static void
forget(void)
{
	unsigned	i, k;

	for (i = 0; i < SERVED_SETS; i++)
		for (k = 0; k < SERVED_CONFS; k++)
			table_free(snaps[i][k].table);
	for (i = 0; i < SERVED_ZONES; i++)
		zone_unref(zones[i]);
	for (k = 0; k < SERVED_CONFS; k++)
		conf_free(confs[k]);
}

const struct snapshot *
served_snapshot(unsigned set, unsigned bits)
{
	struct snapshot	*s = &snaps[set][bits];

	if (s->table != NULL)
		return s;
	if (zones[0] == NULL) {
		load_zones();
		if (atexit(forget) != 0)
			abort();
	}
	if (confs[bits] == NULL)
		confs[bits] = make_conf(bits);
	s->conf = confs[bits];
	s->rotations = count_rotations();
	memcpy(s->cookie_secret, served_secret, sizeof(s->cookie_secret));
	put(s, set);
	return s;
}
