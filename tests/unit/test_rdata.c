/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/words.h"
#include "zones/rdata.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Tests run in the directory of the Makefile. */
#define DATA		"tests/e2e/data/rdata.txt"

static uint8_t	octets[RDATA_MAX_BYTES];
static char	text[RDATA_TEXT_MAX];
static struct rdata_error error;

static void
make_origin(struct name *origin)
{
	const char	*why;

	assert_int_equal(name_from_text(origin, "example.net.", 12, NULL,
	    &why), 0);
}

/* Read RDATA, names below example.net, into octets and error. */
static int
parse(uint16_t type, const char *rdata)
{
	struct words	 w;
	struct name	 origin;
	char		*line, mnemonic[RRTYPE_TEXT_MAX];
	int		 len;

	make_origin(&origin);
	line = malloc(strlen(rdata) + sizeof(mnemonic) + 1);
	assert_non_null(line);
	(void)sprintf(line, "%s %s", rrtype_to_text(type, mnemonic), rdata);
	assert_int_equal(words_read(&w, line, strlen(line)), 0);
	len = rdata_from_tokens(type, w.tokens + 1, w.n - 1, &origin,
	    octets, &error);
	words_clear(&w);
	free(line);
	return len;
}

static uint16_t
type_of(const char *mnemonic)
{
	uint16_t	 type;

	assert_int_equal(rrtype_from_text(mnemonic, strlen(mnemonic), &type),
	    0);
	return type;
}

static void
to_hex(const uint8_t *from, size_t len, char *out)
{
	size_t	 i;

	for (i = 0; i < len; i++)
		(void)sprintf(out + 2 * i, "%02x", from[i]);
	out[2 * len] = '\0';
}

/* One line of the data: what is read, what it is, what is written. */
static void
check_line(char *line, uint16_t *type)
{
	char		*field[4];
	char		 hex[1024];
	const char	*why;
	unsigned	 i;
	int		 len;

	for (i = 0; i < 4; i++) {
		field[i] = strsep(&line, "\t");
		assert_non_null(field[i]);
	}
	*type = type_of(field[0]);
	len = parse(*type, field[1]);
	if (len == -1)
		fail_msg("%s %s: %s", field[0], field[1], error.text);
	assert_true((size_t)len < sizeof(hex) / 2);
	to_hex(octets, (size_t)len, hex);
	assert_string_equal(hex, field[2]);
	assert_int_equal(rdata_check(*type, octets, (size_t)len, &why), 0);
	assert_int_equal(rdata_to_text(*type, octets, (size_t)len, text,
	    sizeof(text)), strlen(field[3]));
	assert_string_equal(text, field[3]);
	/* And back again. */
	assert_int_equal(parse(*type, text), len);
	to_hex(octets, (size_t)len, hex);
	assert_string_equal(hex, field[2]);
}

static void
test_data(void **state)
{
	const struct rrtype	*row;
	bool			 has_line[UINT16_MAX + 1] = { false };
	char			*line = NULL;
	size_t			 cap = 0;
	ssize_t			 len;
	uint16_t		 type;
	FILE			*f;
	size_t			 i;

	(void)state;
	f = fopen(DATA, "r");
	assert_non_null(f);
	while ((len = getline(&line, &cap, f)) != -1) {
		if (line[0] == '#')
			continue;
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		check_line(line, &type);
		has_line[type] = true;
	}
	free(line);
	(void)fclose(f);
	for (i = 0; (row = rrtype_row(i)) != NULL; i++)
		if (!(row->flags & RR_META) && !has_line[row->type])
			fail_msg("no record of type %s in " DATA,
			    row->mnemonic);
}

/* Messages show the examples, so they had better be right. */
static void
test_examples(void **state)
{
	const struct rrtype	*row;
	size_t			 i, skip;

	(void)state;
	for (i = 0; (row = rrtype_row(i)) != NULL; i++) {
		if (row->example == NULL)
			continue;
		skip = strlen(row->mnemonic);
		assert_memory_equal(row->example, row->mnemonic, skip);
		assert_int_equal(row->example[skip], ' ');
		if (parse(row->type, row->example + skip + 1) == -1)
			fail_msg("%s: %s", row->example, error.text);
	}
}

/* Without an origin, names are absolute already. */
static void
test_no_origin(void **state)
{
	struct words	 w;

	(void)state;
	assert_int_equal(words_read(&w, "MX 10 mail", 10), 0);
	assert_int_equal(rdata_from_tokens(TYPE_MX, w.tokens + 1, w.n - 1, NULL,
	    octets, &error), 8);
	assert_memory_equal(octets, "\0\012\004mail\0", 8);
	words_clear(&w);
}

/* `count` times what, with what stands before and behind it. */
static char *
repeat(const char *before, const char *what, size_t count,
    const char *behind)
{
	size_t	 step = strlen(what);
	char	*out = malloc(strlen(before) + step * count +
		    strlen(behind) + 1);
	char	*at;

	assert_non_null(out);
	at = stpcpy(out, before);
	for (; count > 0; count--)
		at = stpcpy(at, what);
	(void)stpcpy(at, behind);
	return out;
}

/* Limits at n - 1, n and n + 1: `count` times what. */
static const struct limit {
	const char	*type;
	const char	*before;
	const char	*what;
	size_t		 count;
	const char	*behind;
	int		 len;		/* -1: refused */
	size_t		 token;
	const char	*message;
} limits[] = {
	{ "TXT", "", "a", 254, "", 255, 0, NULL },
	{ "TXT", "", "a", 255, "", 256, 0, NULL },
	{ "TXT", "", "a", 256, "", -1, 0, "the TXT string is 256 "
	    "octets long, more than 255; split it into several, "
	    "each in quotes" },
	{ "TXT", "b ", "\\097", 255, "", 258, 0, NULL },
	{ "TXT", "b ", "\\097", 256, "", -1, 1, "the TXT string is "
	    "256 octets long, more than 255; split it into several, "
	    "each in quotes" },
	{ "HINFO", "", "a", 256, " b", -1, 0,
	    "the HINFO CPU is 256 octets long, more than 255" },
	/* 65534, 65535 and 65536 octets. */
	{ "TXT", "", "a ", 32767, "", 65534, 0, NULL },
	{ "TXT", "", "a ", 32766, "bb", 65535, 0, NULL },
	{ "TXT", "", "a ", 32768, "", -1, 32767,
	    "TXT data is longer than 65535 octets" },
	{ "OPENPGPKEY", "", "AAAA", 21844, "AAA=", 65534, 0, NULL },
	{ "OPENPGPKEY", "", "AAAA", 21845, "", 65535, 0, NULL },
	{ "OPENPGPKEY", "", "AAAA", 21845, "AA==", -1, 0,
	    "OPENPGPKEY data is longer than 65535 octets" },
	{ "EID", "", "00", 65535, "", 65535, 0, NULL },
	{ "EID", "", "00 ", 65535, "00", -1, 65535,
	    "EID data is longer than 65535 octets" },
	{ "URI", "1 1 ", "x", 65531, "", 65535, 0, NULL },
	{ "URI", "1 1 ", "x", 65532, "", -1, 2,
	    "URI data is longer than 65535 octets" },
	{ "A6", "\\# 65535 ", "00", 65535, "", 65535, 0, NULL },
	{ "A6", "\\# 65535 ", "00", 65536, "", -1, 2,
	    "the data after \\# is longer than 65535 octets" },
	{ "NSEC3PARAM", "1 0 0 ", "00", 255, "", 260, 0, NULL },
	{ "NSEC3PARAM", "1 0 0 ", "0", 511, "", -1, 3, NULL },
	{ "NSEC3", "1 0 0 - ", "00000000", 51, "", 261, 0, NULL },
	{ "NSEC3", "1 0 0 - ", "00000000", 51, "00", -1, 4, NULL },
	{ "HIP", "2 ", "00", 255, " AQID", 262, 0, NULL },
	{ "HIP", "2 ", "00", 256, " AQID", -1, 1, NULL },
	{ "SVCB", "1 . alpn=", "a", 255, "", 263, 0, NULL },
	{ "SVCB", "1 . alpn=", "a", 256, "", -1, 2, NULL },
	{ "CAA", "0 ", "a", 255, " x", 258, 0, NULL },
	{ "CAA", "0 ", "a", 256, " x", -1, 1, NULL },
};

static void
test_limits(void **state)
{
	char	*rdata;
	size_t	 i;
	int	 len;

	(void)state;
	for (i = 0; i < COUNT(limits); i++) {
		rdata = repeat(limits[i].before, limits[i].what,
		    limits[i].count, limits[i].behind);
		len = parse(type_of(limits[i].type), rdata);
		free(rdata);
		assert_int_equal(len, limits[i].len);
		if (len != -1)
			continue;
		assert_int_equal(error.token, limits[i].token);
		if (limits[i].message != NULL)
			assert_string_equal(error.text, limits[i].message);
	}
}

/* Parameters in any order, as many as there may be. */
static void
test_many_params(void **state)
{
	static char	 line[16 * 513];
	unsigned	 n, i;
	size_t		 used;

	(void)state;
	for (n = 511; n <= 513; n++) {
		used = (size_t)sprintf(line, "1 .");
		for (i = n; i > 0; i--)
			used += (size_t)sprintf(line + used, " key%u",
			    1000 + i);
		if (n <= 512) {
			assert_int_equal(parse(TYPE_SVCB, line), 3 + 4 * n);
			assert_memory_equal(octets + 3, "\x03\xe9\0\0", 4);
			continue;
		}
		assert_int_equal(parse(TYPE_SVCB, line), -1);
		assert_int_equal(error.token, 2 + 512);
		assert_string_equal(error.text,
		    "SVCB has more than 512 parameters");
	}
}

/* What no text of the type can say is written in the generic form. */
static void
test_generic_text(void **state)
{
	static const struct {
		const char	*type;
		const char	*hex;
		const char	*text;
	} rows[] = {
		/* A precision of 0 * 10^5. */
		{ "LOC", "0005161380000000800000000098967f",
		    "\\# 16 0005161380000000800000000098967F" },
		{ "WKS", "c00002010600", "\\# 6 C00002010600" },
		{ "APL", "00030801c0", "\\# 5 00030801C0" },
		{ "ATMA", "0201", "\\# 2 0201" },
		{ "NULL", "01", "\\# 1 01" },
		{ "TYPE65280", "", "\\# 0" },
		{ "OPT", "00", "\\# 1 00" },
	};
	size_t	 len, i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		len = hex_read(rows[i].hex, octets);
		assert_int_equal(rdata_to_text(type_of(rows[i].type), octets,
		    len, text, sizeof(text)), strlen(rows[i].text));
		assert_string_equal(text, rows[i].text);
	}
}

/* The text fits with its NUL, or not at all. */
static void
test_text_room(void **state)
{
	static const char	*const records[][2] = {
		{ "MX", "10 mail.example.net." }, { "TXT", "\"a\\255b\"" },
		{ "DNSKEY", "257 3 13 AQID" }, { "DS", "1 13 9 0102" },
		{ "NSEC", ". A MX TYPE1234" }, { "TYPE65280", "\\# 2 0102" },
	};
	char	 small[64];
	size_t	 i, len, room;
	int	 bytes;

	(void)state;
	for (i = 0; i < COUNT(records); i++) {
		bytes = parse(type_of(records[i][0]), records[i][1]);
		assert_true(bytes > 0);
		len = strlen(records[i][1]);
		for (room = 0; room <= len + 2; room++) {
			memset(small, '!', sizeof(small));
			assert_int_equal(rdata_to_text(type_of(records[i][0]),
			    octets, (size_t)bytes, small, room),
			    room > len ? (int)len : -1);
			assert_int_equal(small[room], '!');
			if (room > len)
				assert_string_equal(small, records[i][1]);
		}
	}
}

/* The longest text there is. */
static void
test_all_types(void **state)
{
	unsigned	 w;
	uint8_t		*at = octets;
	const char	*why;

	(void)state;
	*at++ = 0;
	for (w = 0; w < 256; w++) {
		*at++ = (uint8_t)w;
		*at++ = 32;
		memset(at, 0xff, 32);
		at += 32;
	}
	assert_int_equal(rdata_check(TYPE_NSEC, octets,
	    (size_t)(at - octets), &why), 0);
	assert_true(rdata_to_text(TYPE_NSEC, octets, (size_t)(at - octets),
	    text, sizeof(text)) > 600000);
	assert_int_equal(parse(TYPE_NSEC, text), 1 + 256 * 34);
}

static void
test_name_at(void **state)
{
	static const struct {
		const char	*type;
		const char	*rdata;
		size_t		 at;
	} rows[] = {
		{ "NS", "ns1", 0 },
		{ "MX", "10 mail", 2 },
		{ "SRV", "0 0 25 mail", 6 },
		{ "NAPTR", "1 2 \"\" \"\" \"\" host", 7 },
		{ "NAPTR", "1 2 u abc \"!^.*$!x!\" host", 19 },
		{ "HTTPS", "1 www alpn=h2", 2 },
	};
	const struct rrtype	*row;
	size_t			 i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		row = rrtype_find(type_of(rows[i].type));
		assert_true(parse(row->type, rows[i].rdata) > 0);
		assert_int_equal(rdata_name_at(row, octets), rows[i].at);
	}
}

int
main(void)
{
	static const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_no_origin),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_many_params),
		cmocka_unit_test(test_generic_text),
		cmocka_unit_test(test_text_room),
		cmocka_unit_test(test_all_types),
		cmocka_unit_test(test_name_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
