/* SPDX-License-Identifier: ISC */
#ifndef MXD_TEST_WORLD_H
#define MXD_TEST_WORLD_H

/*
 * A whole server without sockets: zones from text, questions and answers
 * as text.  For the tests of the engine.
 */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/query.h"
#include "server/respond.h"
#include "zones/load.h"
#include "zones/pool.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/table.h"

struct world {
	struct pool	*pool;
	struct table	*table;
	struct conf	 conf;
	struct snapshot	 snap;
	struct engine	*engine;
	uint8_t		 out[MESSAGE_MAX_BYTES];
	size_t		 out_len;
};

/* A question with all that may be said about it. */
struct ask {
	const char	*name;		/* case is kept */
	uint16_t	 type;
	uint16_t	 class;		/* 0: IN */
	uint16_t	 flags;		/* of the header */
	uint16_t	 edns_size;	/* 0: no OPT */
	uint8_t		 edns_version;
	bool		 has_do;
	bool		 wants_nsid;
	bool		 is_tcp;
	const char	*option;	/* in hex, instead of NSID; or NULL */
	bool		 is_empty;	/* no question at all */
};

static inline void
world_open(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->pool = pool_new(1);
	w->table = table_new(1);
	assert_non_null(w->pool);
	w->engine = engine_new(1);
	assert_non_null(w->table);
	assert_non_null(w->engine);
	w->conf.udp_size = 1232;
	w->conf.is_minimal = true;
	w->conf.version = NULL;
	w->snap.conf = &w->conf;
	w->snap.table = w->table;
}

static inline void
world_close(struct world *w)
{
	engine_free(w->engine);
	table_free(w->table);
	pool_free(w->pool);
}

static inline void
world_put(struct world *w, struct zone *z)
{
	struct table_edit	*e = table_edit_begin(w->table);
	struct table		*t;

	assert_non_null(e);
	assert_int_equal(table_edit_put(e, z), 0);
	t = table_edit_commit(e);
	table_free(w->table);
	w->table = t;
	w->snap.table = t;
	engine_use(w->engine, &w->snap);
}

/* A zone from text; NULL text: one that could not be loaded. */
static inline void
world_add(struct world *w, const char *apex, const char *text, bool rotates)
{
	struct report		*rep = report_new(20);
	struct name		 name;
	struct load_source	 src = {.apex = &name, .path = "test.zone"};
	struct loaded		 out = {0};
	const char		*why;
	char			 line[512];
	size_t			 i;

	assert_int_equal(name_from_text(&name, apex, strlen(apex), NULL,
	    &why), 0);
	name_lower(&name);
	if (text != NULL && load_text(&src, text, strlen(text), rep,
	    &out) == -1) {
		for (i = 0; i < report_kept(rep); i++) {
			finding_format(report_at(rep, i), line, sizeof(line));
			print_error("%s\n", line);
		}
		fail_msg("zone %s does not load", apex);
	}
	if (out.content != NULL)	/* as the loader does */
		out.content = pool_share(w->pool, out.content);
	world_put(w, zone_new(&name, out.content, rotates,
	    w->snap.rotations));
	if (out.content != NULL)
		w->snap.rotations += content_rotations(out.content);
	engine_use(w->engine, &w->snap);
	out.content = NULL;
	loaded_clear(&out);
	report_free(rep);
}

static inline const struct zone *
world_zone(const struct world *w, const char *apex)
{
	struct name		 name;
	const struct zone	*z;
	const char		*why;

	assert_int_equal(name_from_text(&name, apex, strlen(apex), NULL,
	    &why), 0);
	assert_non_null(z = table_exact(w->table, &name));
	return z;
}

/* A zone of the world, from now on served as stale. */
static inline void
world_make_stale(struct world *w, const char *apex)
{
	world_put(w, zone_new_stale(world_zone(w, apex)));
}

/* One more zone with the content of another. */
static inline void
world_share(struct world *w, const char *apex, const char *with)
{
	struct content	*c = world_zone(w, with)->content;
	struct name	 name;
	const char	*why;

	assert_int_equal(name_from_text(&name, apex, strlen(apex), NULL,
	    &why), 0);
	world_put(w, zone_new(&name, content_ref(c), true,
	    w->snap.rotations));
	w->snap.rotations += content_rotations(c);
	engine_use(w->engine, &w->snap);
}

/* RDLENGTH and the options of an OPT record, given in hex. */
static inline void
put_option(struct writer *w, const char *hex)
{
	char	pair[3] = "";

	writer_u16(w, (uint16_t)(strlen(hex) / 2));
	for (; *hex != '\0'; hex += 2) {
		memcpy(pair, hex, 2);
		writer_u8(w, (uint8_t)strtoul(pair, NULL, 16));
	}
}

/* The packet of a question; returns its length. */
static inline size_t
ask_packet(const struct ask *a, uint8_t *buf, size_t room)
{
	struct writer	 w = writer_of(buf, room);
	struct name	 n;
	const char	*why;

	assert_int_equal(name_from_text(&n, a->name, strlen(a->name), NULL,
	    &why), 0);
	writer_u16(&w, 0x1234);
	writer_u16(&w, a->flags);
	writer_u16(&w, !a->is_empty);
	writer_u32(&w, 0);
	writer_u16(&w, a->edns_size != 0);
	if (!a->is_empty) {
		writer_bytes(&w, n.wire, n.len);
		writer_u16(&w, a->type);
		writer_u16(&w, a->class == 0 ? CLASS_IN : a->class);
	}
	if (a->edns_size != 0) {
		writer_u8(&w, 0);
		writer_u16(&w, TYPE_OPT);
		writer_u16(&w, a->edns_size);
		writer_u8(&w, 0);
		writer_u8(&w, a->edns_version);
		writer_u16(&w, a->has_do ? 0x8000 : 0);
		put_option(&w, a->wants_nsid ? "00030000" :
		    a->option == NULL ? "" : a->option);
	}
	assert_false(w.failed);
	return writer_len(&w);
}

static inline void
world_send(struct world *w, const uint8_t *in, size_t len, bool is_tcp)
{
	static const uint8_t	peer[] = {198, 51, 100, 100};
	struct packet	p = {.in = in, .in_len = len, .out = w->out,
	    .out_room = sizeof(w->out), .peer = peer, .now_s = 1559731985,
	    .peer_len = sizeof(peer),
	    .transport = is_tcp ? TRANSPORT_TCP : TRANSPORT_UDP};

	memset(w->out, 0xee, sizeof(w->out));
	respond(w->engine, &p, 1);
	w->out_len = p.out_len;
}

/* Text that grows. */
struct out_text {
	char	buf[1 << 17];
	size_t	len;
};

static inline void put_text(struct out_text *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static inline void
put_text(struct out_text *t, const char *fmt, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, sizeof(t->buf) - t->len, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(t->buf) - t->len);
	t->len += (size_t)n;
}

/* RDATA of a message with its names expanded. */
static inline size_t
expand_rdata(struct reader *r, uint16_t type, size_t rdlen, uint8_t *out)
{
	const struct rrtype	*t = rrtype_find(type);
	const uint8_t		*end = r->at + rdlen;
	struct writer		 w = writer_of(out, RDATA_MAX_BYTES);
	struct name		 n;
	size_t			 at;
	unsigned		 i;

	if (t != NULL && t->names > 0) {
		at = rdata_name_at(t, r->at);
		writer_bytes(&w, reader_bytes(r, at), at);
		for (i = 0; i < t->names; i++) {
			assert_int_equal(name_expand(r, &n), 0);
			writer_bytes(&w, n.wire, n.len);
		}
	}
	assert_true(r->at <= end);
	at = (size_t)(end - r->at);
	writer_bytes(&w, reader_bytes(r, at), at);
	assert_false(w.failed);
	return writer_len(&w);
}

/* Options as " code=text" for NSID, " code=hex" for all others; of an
   extended error (15) only the info-code is hex. */
static inline void
put_options_text(struct out_text *t, const uint8_t *at, size_t len)
{
	struct reader	 r = reader_of(at, len);
	const uint8_t	*data;
	uint16_t	 code, n, i;
	bool		 is_text;

	while (reader_left(&r) > 0) {
		code = reader_u16(&r);
		n = reader_u16(&r);
		data = reader_bytes(&r, n);
		assert_false(r.failed);
		put_text(t, " %u=", code);
		for (i = 0; i < n; i++) {
			is_text = code == 3 || (code == 15 && i >= 2);
			put_text(t, is_text ? "%c" : "%02x", data[i]);
		}
	}
}

/* One record as text: "owner ttl TYPE rdata", "OPT size=... " for OPT. */
static inline void
put_record_text(struct out_text *t, struct reader *r)
{
	static uint8_t	rdata[RDATA_MAX_BYTES];
	static char	text[4 * RDATA_MAX_BYTES];
	char		owner[NAME_TEXT_MAX], mnemonic[RRTYPE_TEXT_MAX];
	struct name	n;
	uint16_t	type, class, rdlen;
	uint32_t	ttl;
	size_t		len;

	assert_int_equal(name_expand(r, &n), 0);
	type = reader_u16(r);
	class = reader_u16(r);
	ttl = reader_u32(r);
	rdlen = reader_u16(r);
	assert_false(r->failed);
	assert_true(reader_left(r) >= rdlen);
	if (type == TYPE_OPT) {
		put_text(t, " OPT %u", class);
		if (ttl >> 24)
			put_text(t, " rcode+%u", ttl >> 24);
		if (ttl & 0x8000)
			put_text(t, " do");
		put_options_text(t, r->at, rdlen);
		(void)reader_bytes(r, rdlen);
		return;
	}
	len = expand_rdata(r, type, rdlen, rdata);
	assert_true(rdata_to_text(type, rdata, len, text, sizeof(text)) >= 0);
	put_text(t, " %s %u%s %s %s,", name_to_text(n.wire, owner), ttl,
	    class == CLASS_CH ? " CH" : "", rrtype_to_text(type, mnemonic),
	    text);
}

/*
 * The answer as text: "NOERROR aa tc | answer | authority | additional",
 * records as put_record_text(); "(none)" if there is none.
 */
static inline const char *
world_text(const struct world *w)
{
	static const char *const rcodes[16] = {"NOERROR", "FORMERR",
	    "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN"};
	static struct out_text	t;
	struct reader		r = reader_of(w->out, w->out_len);
	struct name		n;
	uint16_t		flags, count[4];
	int			i, k;

	t.len = 0;
	if (w->out_len == 0)
		return "(none)";
	assert_int_equal(reader_u16(&r), 0x1234);
	flags = reader_u16(&r);
	for (i = 0; i < 4; i++)
		count[i] = reader_u16(&r);
	assert_true(flags & FLAG_QR);
	put_text(&t, "%s", rcodes[flags & FLAG_RCODE]);
	put_text(&t, "%s%s%s", flags & FLAG_AA ? " aa" : "",
	    flags & FLAG_TC ? " tc" : "", flags & FLAG_RD ? " rd" : "");
	assert_false(flags & (FLAG_RA | FLAG_AD | FLAG_CD));
	if (count[0] == 1) {
		assert_int_equal(name_expand(&r, &n), 0);
		(void)reader_u32(&r);
	}
	for (i = 1; i < 4; i++) {
		put_text(&t, " |");
		for (k = 0; k < count[i]; k++)
			put_record_text(&t, &r);
	}
	assert_false(r.failed);
	assert_int_equal(reader_left(&r), 0);
	return t.buf;
}

/* Ask and get the answer as text. */
static inline const char *
world_ask(struct world *w, const struct ask *a)
{
	uint8_t	in[1024];
	size_t	len = ask_packet(a, in, sizeof(in));

	world_send(w, in, len, a->is_tcp);
	return world_text(w);
}

#endif
