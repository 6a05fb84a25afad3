/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/edns.h"

/* An OPT behind owner and type, and what it says; -1: FORMERR. */
static const struct {
	const char	*hex;
	int		 rc;
	struct edns	 want;
} parses[] = {
	/* size, extended RCODE, version, flags, length, options */
	{"04d0 00 00 0000 0000", 0, {.is_present = true, .udp_size = 1232}},
	{"04d0 00 00 8000 0000", 0, {.is_present = true, .has_do = true,
	    .udp_size = 1232}},
	{"04d0 00 00 7fff 0000", 0, {.is_present = true, .udp_size = 1232}},
	{"04d0 ff 00 ffff 0000", 0, {.is_present = true, .has_do = true,
	    .udp_size = 1232}},
	/* Sizes below 512 are 512. */
	{"0000 00 00 0000 0000", 0, {.is_present = true, .udp_size = 512}},
	{"01ff 00 00 0000 0000", 0, {.is_present = true, .udp_size = 512}},
	{"0200 00 00 0000 0000", 0, {.is_present = true, .udp_size = 512}},
	{"0201 00 00 0000 0000", 0, {.is_present = true, .udp_size = 513}},
	{"ffff 00 00 0000 0000", 0, {.is_present = true, .udp_size = 65535}},
	/* NSID, alone, with content, among others, twice. */
	{"04d0 00 00 0000 0004 00030000", 0, {.is_present = true,
	    .wants_nsid = true, .udp_size = 1232}},
	{"04d0 00 00 0000 0005 0003000141", 0, {.is_present = true,
	    .wants_nsid = true, .udp_size = 1232}},
	{"04d0 00 00 0000 000e ffff000201 02 00030000 00080000", 0,
	    {.is_present = true, .wants_nsid = true, .udp_size = 1232}},
	{"04d0 00 00 0000 0008 00030000 00030000", 0,
	    {.is_present = true, .wants_nsid = true, .udp_size = 1232}},
	{"04d0 00 00 0000 000c 000a0008 0102030405060708", 0,
	    {.is_present = true, .udp_size = 1232}},
	/* Lengths that lie. */
	{"04d0 00 00 0000 0001", -1, {.is_present = true, .udp_size = 1232}},
	{"04d0 00 00 0000 ffff", -1, {.is_present = true, .udp_size = 1232}},
	{"04d0 00 00 0000 0003 00030000", -1, {.is_present = true,
	    .udp_size = 1232}},
	{"04d0 00 00 0000 0001 00", -1, {.is_present = true, .udp_size = 1232}},
	{"04d0 00 00 0000 0004 00030001", -1, {.is_present = true,
	    .udp_size = 1232}},
	{"04d0 00 00 0000 0004 0003ffff", -1, {.is_present = true,
	    .udp_size = 1232}},
	{"04d0 00 00 0000 0005 0003000000", -1, {.is_present = true,
	    .wants_nsid = true, .udp_size = 1232}},
	{"04d0 00 00 0000 0006 fff00003 0102", -1,
	    {.is_present = true, .udp_size = 1232}},
	/* Options of another version mean nothing, their length does. */
	{"04d0 00 01 8000 0000", 0, {.is_present = true, .has_do = true,
	    .version = 1, .udp_size = 1232}},
	{"04d0 00 ff 0000 0003 000300", 0, {.is_present = true, .version = 255,
	    .udp_size = 1232}},
	{"04d0 00 01 0000 0004 00030000", 0, {.is_present = true, .version = 1,
	    .udp_size = 1232}},
	{"04d0 00 01 0000 0004 000300", -1, {.is_present = true, .version = 1,
	    .udp_size = 1232}},
	/* Cut off. */
	{"", -1, {.is_present = true, .udp_size = 512}},
	{"04d0 00 00 0000 00", -1, {.is_present = true, .udp_size = 1232}},
};

static void
test_parse(void **state)
{
	const struct edns	*want;
	struct edns		 e;
	uint8_t			 wire[64];
	struct reader		 r;
	size_t			 i, len;

	(void)state;
	for (i = 0; i < sizeof(parses) / sizeof(parses[0]); i++) {
		memset(&e, 0, sizeof(e));
		len = octets_of(parses[i].hex, wire, sizeof(wire));
		r = reader_of(wire, len);
		if (edns_parse(&r, &e) != parses[i].rc)
			fail_msg("\"%s\"", parses[i].hex);
		want = &parses[i].want;
		assert_int_equal(e.is_present, want->is_present);
		assert_int_equal(e.has_do, want->has_do);
		assert_int_equal(e.wants_nsid, want->wants_nsid);
		assert_int_equal(e.version, want->version);
		assert_int_equal(e.udp_size, want->udp_size);
		if (parses[i].rc == 0)
			assert_int_equal(reader_left(&r), 0);
	}
}

/* What stands behind the record is not touched. */
static void
test_parse_stops(void **state)
{
	struct edns	e = {0};
	uint8_t		wire[32];
	struct reader	r = reader_of(wire, octets_of(
			    "04d0 00 00 0000 0004 00030000 aabb", wire, 32));

	(void)state;
	assert_int_equal(edns_parse(&r, &e), 0);
	assert_int_equal(reader_left(&r), 2);
}

/* A query's OPT, what we say, and the OPT that answers. */
static const struct {
	struct edns		 e;
	struct edns_reply	 reply;
	const char		*hex;
} writes[] = {
	{{0}, {.udp_size = 1232, .nsid = "id", .ede = EDE_NONE}, ""},
	{{.is_present = true, .udp_size = 512}, {.udp_size = 1232,
	    .ede = EDE_NONE},
	    "00 0029 04d0 00 00 0000 0000"},
	{{.is_present = true, .has_do = true, .udp_size = 512},
	    {.udp_size = 4096, .nsid = "id", .ede = EDE_NONE},
	    "00 0029 1000 00 00 8000 0000"},
	{{.is_present = true, .wants_nsid = true, .udp_size = 512},
	    {.udp_size = 1232, .ede = EDE_NONE},
	    "00 0029 04d0 00 00 0000 0000"},
	{{.is_present = true, .wants_nsid = true, .udp_size = 512},
	    {.udp_size = 1232, .nsid = "id", .ede = EDE_NONE},
	    "00 0029 04d0 00 00 0000 0006 0003 0002 6964"},
	{{.is_present = true, .wants_nsid = true, .udp_size = 512},
	    {.udp_size = 1232, .nsid = "", .ede = EDE_NONE},
	    "00 0029 04d0 00 00 0000 0004 0003 0000"},
	/* RFC 8914 2: info-code, then text without an end. */
	{{.is_present = true, .udp_size = 512}, {.udp_size = 1232,
	    .ede = EDE_NOT_AUTHORITATIVE},
	    "00 0029 04d0 00 00 0000 0006 000f 0002 0014"},
	{{.is_present = true, .udp_size = 512}, {.udp_size = 1232,
	    .ede = EDE_STALE, .ede_text = "old"},
	    "00 0029 04d0 00 00 0000 0009 000f 0005 0003 6f6c64"},
	{{.is_present = true, .udp_size = 512}, {.udp_size = 1232,
	    .ede = EDE_NONE, .ede_text = "old"},
	    "00 0029 04d0 00 00 0000 0000"},
	{{0}, {.udp_size = 1232, .ede = EDE_STALE, .ede_text = "old"}, ""},
	/* We speak version 0; 12 bits of RCODE. */
	{{.is_present = true, .version = 7, .udp_size = 512}, {.udp_size = 1232,
	    .rcode = 16, .ede = EDE_NONE},
	    "00 0029 04d0 01 00 0000 0000"},
	{{.is_present = true, .udp_size = 512}, {.udp_size = 1232, .rcode = 15,
	    .ede = EDE_NONE},
	    "00 0029 04d0 00 00 0000 0000"},
	{{.is_present = true, .udp_size = 512}, {.udp_size = 1232,
	    .rcode = 0xfff, .ede = EDE_NONE},
	    "00 0029 04d0 ff 00 0000 0000"},
};

/* With an octet too little, as many, one more. */
static void
test_write(void **state)
{
	uint8_t		want[64], out[64];
	struct writer	w;
	size_t		i, len, room;

	(void)state;
	for (i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
		len = octets_of(writes[i].hex, want, sizeof(want));
		assert_int_equal(edns_len(&writes[i].e, &writes[i].reply),
		    len);
		for (room = len == 0 ? 0 : len - 1; room <= len + 1; room++) {
			memset(out, '#', sizeof(out));
			w = writer_of(out, room);
			edns_write(&w, &writes[i].e, &writes[i].reply);
			assert_int_equal(w.failed, room < len);
			assert_int_equal(out[room], '#');
			if (w.failed)
				continue;
			assert_int_equal(writer_len(&w), len);
			assert_memory_equal(out, want, len);
		}
	}
}

/* What we write we understand. */
static void
test_write_and_parse(void **state)
{
	struct edns		e = {.is_present = true, .has_do = true,
	    .wants_nsid = true, .udp_size = 512}, back = {0};
	struct edns_reply	reply = {.udp_size = 1400,
	    .nsid = "ns1.example.net", .ede = EDE_NONE};
	uint8_t			out[64];
	struct writer		w = writer_of(out, sizeof(out));
	struct reader		r;

	(void)state;
	edns_write(&w, &e, &reply);
	r = reader_of(out + 3, writer_len(&w) - 3);
	assert_int_equal(edns_parse(&r, &back), 0);
	assert_true(back.is_present && back.has_do && back.wants_nsid);
	assert_int_equal(back.udp_size, 1400);
	assert_int_equal(reader_left(&r), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_stops),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_write_and_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
