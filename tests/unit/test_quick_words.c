/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>

#include "tests/unit/tries.h"
#include "tests/words.h"
#include "zones/lanes.h"
#include "zones/rdata.h"
#include "zones/rdata_quick.h"
#include "zones/rrtype.h"

/*
 * Addresses, names and other words, read the quick way and the general way:
 * what the quick way takes is the same, and it must take all but the strange
 * ones.
 */

#define WORDS		20000

static uint64_t	seed = 0x9a1c;

static uint32_t
draw(uint32_t below)
{
	return (uint32_t)(roll(&seed) % below);
}

#define PICK(array)	((array)[draw(sizeof(array) / sizeof((array)[0]))])

/* RDATA both ways; returns the length that the quick way has. */
static int
compare_rdata(uint16_t type, const char *text)
{
	static uint8_t		quick[RDATA_MAX_BYTES];
	static uint8_t		slow[RDATA_MAX_BYTES];
	struct rdata_error	why;
	struct words		w;
	int			len, general = -1;

	assert_int_equal(words_read(&w, text, strlen(text)), 0);
	len = rdata_quick(type, w.tokens, w.n, NULL, quick);
	if (len != -1) {
		general = rdata_from_tokens(type, w.tokens, w.n, NULL, slow,
		    &why);
		assert_int_equal(len, general);
		assert_memory_equal(quick, slow, (size_t)len);
	}
	words_clear(&w);
	return len;
}

/* Words that are nearly addresses. */
static void
test_addresses(void **state)
{
	static const char *const pieces[] = {
		"0", "1", "25", "255", "256", "7", "00", ".", ".", ".", ":",
		":", "::", "a", "Ff", "12ab", "g", "db8", "0000", ":1", ".1"
	};
	char	text[128];
	int	i;
	size_t	used;
	int	n;

	(void)state;
	for (i = 0; i < tries(WORDS); i++) {
		used = 0;
		for (n = (int)draw(16) + 1; n > 0; n--)
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, "%s", PICK(pieces));
		(void)compare_rdata(TYPE_A, text);
		(void)compare_rdata(TYPE_AAAA, text);
	}
}

/* Addresses as they are mostly written are taken the quick way. */
static void
test_usual_addresses(void **state)
{
	uint8_t	octets[16];
	char	text[INET6_ADDRSTRLEN];
	int	i, k;

	(void)state;
	for (i = 0; i < tries(WORDS); i++) {
		/* From 4 on, since ::1.2.3.4 is not usual. */
		for (k = 0; k < 16; k++)
			octets[k] = k < 2 || draw(3) == 0 ?
			    (uint8_t)(draw(255) + 1) : 0;
		assert_non_null(inet_ntop(AF_INET, octets, text,
		    sizeof(text)));
		assert_int_equal(compare_rdata(TYPE_A, text), 4);
		assert_non_null(inet_ntop(AF_INET6, octets, text,
		    sizeof(text)));
		assert_int_equal(compare_rdata(TYPE_AAAA, text), 16);
	}
	assert_int_equal(compare_rdata(TYPE_AAAA, "::"), 16);
	assert_int_equal(compare_rdata(TYPE_AAAA, "::1"), 16);
	assert_int_equal(compare_rdata(TYPE_AAAA, "1::"), 16);
}

/* What else the quick way must not leave to the general one. */
static void
test_usual_data(void **state)
{
	static const struct {
		uint16_t	 type;
		const char	*text;
		int		 len;	/* -1: left to the general way */
	} rows[] = {
		{TYPE_MX, "10 mail.example.com.", 20},
		{TYPE_NS, "ns1.example.net.", 17}, {TYPE_PTR, "a.b.", 5},
		{TYPE_CNAME, "a.b.c.", 7},
		{TYPE_TXT, "\"v=spf1 -all\" \"\"", 13},
		{TYPE_SRV, "0 5 5060 a.", 9}, {TYPE_TLSA, "3 1 1 abCD09", 6},
		{TYPE_SOA, "a. b. 2026112601 4h 3600 2w 1h", 26},
		{TYPE_TXT, "a\\;b", -1}, {TYPE_CNAME, ".", -1},
		{TYPE_CAA, "0 issue x", 8}, {TYPE_CAA, "0 is-sue x", -1},
		{TYPE_MX, "65536 a.", -1},
		{TYPE_MX, "10 a. b.", -1}, {TYPE_MX, "10", -1},
	};
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(compare_rdata(rows[i].type, rows[i].text),
		    rows[i].len);
}

/* One octet of each name as \DDD is the same name the general way. */
static size_t
escape_one(const char *text, size_t len, char *out)
{
	size_t	at;

	do {
		at = draw((uint32_t)len);
	} while (text[at] == '.');
	memcpy(out, text, at);
	(void)snprintf(out + at, 5, "\\%03u", (uint8_t)text[at]);
	memcpy(out + at + 4, text + at + 1, len - at - 1);
	return len + 3;
}

static void
test_names(void **state)
{
	struct name	origin, quick, slow;
	const char	*why = NULL, *slow_why = NULL;
	char		text[80], escaped[90];
	size_t		len, k;
	int		i, rc;

	(void)state;
	assert_int_equal(name_from_text(&origin, "b.example.net.", 14, NULL,
	    &why), 0);
	for (i = 0; i < tries(WORDS); i++) {
		len = draw(70) + 1;
		for (k = 0; k < len; k++)
			text[k] = (char)(draw(8) == 0 ? '.' : draw(255) + 1);
		for (k = 0; k < len && text[k] == '.'; k++)
			;
		if (k == len || memchr(text, '\\', len) != NULL ||
		    (len == 1 && text[0] == '@'))
			continue;
		rc = name_from_text(&quick, text, len, &origin, &why);
		k = escape_one(text, len, escaped);
		assert_int_equal(name_from_text(&slow, escaped, k, &origin,
		    &slow_why), rc);
		if (rc == -1) {
			assert_string_equal(why, slow_why);
			continue;
		}
		assert_int_equal(quick.len, slow.len);
		assert_int_equal(quick.labels, slow.labels);
		assert_memory_equal(quick.wire, slow.wire, slow.len);
		assert_memory_equal(quick.offset, slow.offset,
		    slow.labels + 1u);
	}
}

/* The longest name with an origin: 254, 255, 256 octets. */
static void
test_name_bounds(void **state)
{
	struct name	origin, out;
	const char	*why;
	char		text[256];
	size_t		len;

	(void)state;
	memset(text, 'o', sizeof(text));
	for (len = 63; len < 192; len += 64)
		text[len] = '.';
	text[199] = '.';	/* 201 octets */
	assert_int_equal(name_from_text(&origin, text, 200, NULL, &why), 0);
	memset(text, 'a', sizeof(text));
	for (len = 52; len <= 54; len++) {
		assert_int_equal(name_from_text(&out, text, len, &origin,
		    &why), len <= 53 ? 0 : -1);
		assert_int_equal(name_quick(out.wire, text, len, &origin,
		    NULL), len <= 53 ? len + 1 + origin.len : 0);
	}
}

static void
test_lanes(void **state)
{
	uint8_t		from[200] = {0}, to[200], expected[200];
	unsigned	found;
	size_t		len;
	int		i, k;

	(void)state;
	for (i = 0; i < tries(WORDS); i++) {
		for (k = 0; k < 16; k++)
			from[k] = (uint8_t)(draw(2) ? draw(256) :
			    '.' + draw(3) - 1 + (draw(2) << 7));
		for (found = 0, k = 0; k < 16; k++)
			found |= (unsigned)(from[k] == '.') << k;
		assert_int_equal(lanes_find16(from, '.'), found);
		assert_int_equal(lanes_find16_words(from, '.'), found);
	}
	for (len = 0; len < sizeof(from); len++) {
		for (k = 0; k < (int)sizeof(from); k++)
			from[k] = (uint8_t)draw(256);
		memset(to, 0xaa, sizeof(to));
		memset(expected, 0xaa, sizeof(expected));
		memcpy(expected, from, len);
		lanes_copy(to, from, len);
		assert_memory_equal(to, expected, sizeof(to));
	}
}

/* Types by the quick way are those of the table, and no others. */
static void
test_types(void **state)
{
	const struct rrtype	*row;
	char			 text[8];
	uint16_t		 type, usual;
	size_t			 i, len;
	int			 hits = 0;

	(void)state;
	for (i = 0; (row = rrtype_row(i)) != NULL; i++) {
		type = rrtype_usual(row->mnemonic, strlen(row->mnemonic));
		assert_true(type == 0 || type == row->type);
		hits += type != 0;
	}
	assert_true(hits > 10);
	for (i = 0; i < (size_t)tries(WORDS); i++) {
		len = draw(4) + 1;
		for (hits = 0; hits < (int)len; hits++)
			text[hits] = (char)(draw(6) == 0 ? (int)draw(256) :
			    "AMXNSTaxt"[draw(9)]);
		usual = rrtype_usual(text, len);
		if (usual == 0)
			continue;
		row = rrtype_find(usual);
		assert_int_equal(strlen(row->mnemonic), len);
		assert_true(bytes_equal_nocase((const uint8_t *)text,
		    (const uint8_t *)row->mnemonic, len));
	}
	assert_int_equal(rrtype_usual("A\0", 2), 0);
	assert_int_equal(rrtype_usual("", 0), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_usual_addresses),
		cmocka_unit_test(test_usual_data),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_name_bounds),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
