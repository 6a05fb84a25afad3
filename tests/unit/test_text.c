/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "zones/text.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static void
test_token_is(void **state)
{
	const struct token	 tok = { "In", 2, 1, 1, false };
	const struct token	 none = { "", 0, 1, 1, true };

	(void)state;
	assert_true(token_is(&tok, "IN"));
	assert_true(token_is(&tok, "in"));
	assert_false(token_is(&tok, "I"));
	assert_false(token_is(&tok, "INX"));
	assert_false(token_is(&tok, ""));
	assert_true(token_is(&none, ""));
}

static void
test_unescape(void **state)
{
	static const struct {
		const char	*text;
		const char	*octets;
		int		 len;	/* -1: a bad escape */
	} rows[] = {
		{ "", "", 0 },
		{ "abc", "abc", 3 },
		{ "a\\.b", "a.b", 3 },
		{ "\\\\", "\\", 1 },
		{ "\\\"", "\"", 1 },
		{ "\\000", "\0", 1 },
		{ "\\255x", "\377x", 2 },
		{ "\\065\\066", "AB", 2 },
		{ "\\0651", "A1", 2 },
		{ "\\256", NULL, -1 },
		{ "\\999", NULL, -1 },
		{ "\\1", NULL, -1 },
		{ "\\12", NULL, -1 },
		{ "\\12x", NULL, -1 },
		{ "\\1x2", NULL, -1 },
		{ "abc\\", NULL, -1 },
	};
	uint8_t	 out[16];
	size_t	 i;
	int	 len;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		len = text_unescape(rows[i].text, strlen(rows[i].text), out);
		assert_int_equal(len, rows[i].len);
		if (len > 0)
			assert_memory_equal(out, rows[i].octets, (size_t)len);
	}
}

/* One octet at a time; the place moves only over what was sound. */
static void
test_octet(void **state)
{
	static const char	 text[] = "a\\.\\007\\8";
	const char		*at = text;
	const char		*end = text + strlen(text);
	uint8_t			 octet;

	(void)state;
	assert_int_equal(text_octet(&at, end, &octet), 0);
	assert_int_equal(octet, 'a');
	assert_int_equal(text_octet(&at, end, &octet), 0);
	assert_int_equal(octet, '.');
	assert_int_equal(text_octet(&at, end, &octet), 0);
	assert_int_equal(octet, 7);
	assert_int_equal(at - text, 7);
	assert_int_equal(text_octet(&at, end, &octet), -1);
	assert_int_equal(at - text, 7);
}

static void
test_number(void **state)
{
	static const struct {
		const char	*text;
		uint64_t	 max;
		int		 rc;
		uint64_t	 value;
	} rows[] = {
		{ "0", 0, 0, 0 },
		{ "00", 0, 0, 0 },
		{ "1", 0, -1, 0 },
		{ "254", 255, 0, 254 },
		{ "255", 255, 0, 255 },
		{ "256", 255, -1, 0 },
		{ "0000000000000000000000255", 255, 0, 255 },
		{ "65535", 65535, 0, 65535 },
		{ "65536", 65535, -1, 0 },
		{ "4294967295", UINT32_MAX, 0, UINT32_MAX },
		{ "4294967296", UINT32_MAX, -1, 0 },
		{ "18446744073709551614", UINT64_MAX, 0, UINT64_MAX - 1 },
		{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, -1, 0 },
		{ "99999999999999999999999", UINT64_MAX, -1, 0 },
		{ "", 10, -1, 0 },
		{ "+1", 10, -1, 0 },
		{ "-1", 10, -1, 0 },
		{ " 1", 10, -1, 0 },
		{ "1 ", 10, -1, 0 },
		{ "0x1", 10, -1, 0 },
		{ "1a", 10, -1, 0 },
	};
	uint64_t	 value;
	size_t		 i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(text_number(rows[i].text,
		    strlen(rows[i].text), rows[i].max, &value), rows[i].rc);
		if (rows[i].rc == 0)
			assert_true(value == rows[i].value);
	}
}

static void
test_seconds(void **state)
{
	static const struct {
		const char	*text;
		int		 rc;
		uint32_t	 value_s;
	} rows[] = {
		{ "0", 0, 0 },
		{ "3600", 0, 3600 },
		{ "1h", 0, 3600 },
		{ "1H", 0, 3600 },
		{ "1h30m", 0, 5400 },
		{ "1w2d3h4m5s", 0, 788645 },
		{ "1W2D3H4M5S", 0, 788645 },
		{ "5s4m", 0, 245 },
		{ "0w", 0, 0 },
		{ "4294967295", 0, UINT32_MAX },
		{ "4294967295s", 0, UINT32_MAX },
		{ "4294967296", -1, 0 },
		{ "4294967295s1s", -1, 0 },
		{ "7101w", 0, UINT32_C(4294684800) },
		{ "7102w", -1, 0 },
		{ "18446744073709551616w", -1, 0 },
		{ "", -1, 0 },
		{ "h", -1, 0 },
		{ "1x", -1, 0 },
		{ "1h30", -1, 0 },
		{ "1hm", -1, 0 },
		{ "-1", -1, 0 },
		{ "1.5h", -1, 0 },
		{ "1h ", -1, 0 },
	};
	uint32_t	 value_s;
	size_t		 i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(text_seconds(rows[i].text,
		    strlen(rows[i].text), &value_s), rows[i].rc);
		if (rows[i].rc == 0)
			assert_int_equal(value_s, rows[i].value_s);
	}
}

static void
test_nearest(void **state)
{
	static const char *const	 words[] = {
		"listen", "workers", "zone", "zones", "user", "rotate",
		"tls-supported-groups", "mx", "a"
	};
	static const struct {
		const char	*word;
		const char	*nearest;
	} rows[] = {
		{ "listen", "listen" },
		{ "LISTEN", "listen" },
		{ "lisen", "listen" },		/* one missing */
		{ "listeen", "listen" },	/* one too many */
		{ "lixten", "listen" },		/* one changed */
		{ "lsiten", "listen" },		/* two swapped */
		{ "lixtem", "listen" },		/* two changed */
		{ "lixtxm", NULL },		/* three changed */
		{ "zoen", "zone" },
		{ "zonez", "zone" },		/* zones too; the first */
		{ "zoness", "zones" },		/* nearer than zone */
		{ "usr", "user" },
		{ "uxx", NULL },		/* short: one slip only */
		{ "mxx", "mx" },
		{ "m", NULL },			/* half of it is missing */
		{ "ns", NULL },
		{ "b", NULL },
		{ "tls-suported-gruop", "tls-supported-groups" },
		{ "", NULL },
		{ "chroot", NULL },
		{ "0123456789012345678901234567890123456789", NULL },
		{ "01234567890123456789012345678901234567890", NULL },
	};
	const char	*nearest;
	size_t		 i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		nearest = text_nearest(rows[i].word, strlen(rows[i].word),
		    words, COUNT(words));
		if (rows[i].nearest == NULL)
			assert_null(nearest);
		else
			assert_string_equal(nearest, rows[i].nearest);
	}
	assert_null(text_nearest("listen", 6, words, 0));
}

int
main(void)
{
	static const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(test_token_is),
		cmocka_unit_test(test_unescape),
		cmocka_unit_test(test_octet),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
