/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "zones/rdata_field.h"
#include "zones/rrtype.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static void
test_names(void **state)
{
	static const struct {
		const char	*text;
		int		 type;	/* -1: no type */
	} rows[] = {
		{ "A", 1 }, { "a", 1 }, { "MX", 15 }, { "mx", 15 },
		{ "Mx", 15 }, { "NSAP-PTR", 23 }, { "NXNAME", 128 },
		{ "CAA", 257 }, { "TA", 32768 }, { "DLV", 32769 },
		{ "TYPE0", 0 }, { "TYPE15", 15 }, { "type15", 15 },
		{ "TYPE65280", 65280 }, { "TYPE65534", 65534 },
		{ "TYPE65535", 65535 }, { "TYPE65536", -1 },
		{ "TYPE", -1 }, { "TYPEX", -1 }, { "TYPE-1", -1 },
		{ "TYPE 1", -1 }, { "", -1 }, { "MXX", -1 }, { "M", -1 },
		{ "IN", -1 }, { "3600", -1 }, { "*", -1 },
	};
	uint16_t	 type;
	size_t		 i;
	int		 rc;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		rc = rrtype_from_text(rows[i].text, strlen(rows[i].text),
		    &type);
		assert_int_equal(rc == -1 ? -1 : (int)type, rows[i].type);
	}
}

/* Every number has a text that leads back to it. */
static void
test_all_numbers(void **state)
{
	char		 buf[RRTYPE_TEXT_MAX];
	uint16_t	 back;
	unsigned	 type;

	(void)state;
	for (type = 0; type <= UINT16_MAX; type++) {
		assert_ptr_equal(rrtype_to_text((uint16_t)type, buf), buf);
		assert_int_equal(rrtype_from_text(buf, strlen(buf), &back),
		    0);
		assert_int_equal(back, type);
	}
	assert_string_equal(rrtype_to_text(15, buf), "MX");
	assert_string_equal(rrtype_to_text(65280, buf), "TYPE65280");
	assert_string_equal(rrtype_to_text(54, buf), "TYPE54");
}

static void
test_rows(void **state)
{
	const struct rrtype	*row;
	int			 before = -1;
	size_t			 n;

	(void)state;
	for (n = 0; (row = rrtype_row(n)) != NULL; n++) {
		assert_true(row->type > before);
		before = row->type;
		assert_ptr_equal(rrtype_find(row->type), row);
		assert_true(strlen(row->mnemonic) < RRTYPE_TEXT_MAX);
		/* A type has fields, or it never stands in a zone. */
		assert_int_equal(row->fields[0] == F_NONE,
		    (row->flags & RR_META) != 0);
		assert_true(row->names <= 2);
		/* Only named targets have addresses. */
		if (row->flags & (RR_TARGET | RR_COMPRESS))
			assert_true(row->names > 0);
	}
	assert_int_equal(n, 93);	/* a new type is told here too */
	assert_null(rrtype_find(0));
	assert_null(rrtype_find(54));
	assert_null(rrtype_find(265));
	assert_null(rrtype_find(32767));
	assert_null(rrtype_find(32770));
	assert_null(rrtype_find(65535));
}

/* Octets of a kind whose length does not vary; -1: it varies. */
static int
fixed_bytes(enum rr_kind kind)
{
	switch (kind) {
	case KIND_U8:
	case KIND_ALGORITHM:
		return 1;
	case KIND_U16:
	case KIND_TYPE:
	case KIND_CERT_TYPE:
		return 2;
	case KIND_U32:
	case KIND_SECONDS:
	case KIND_TIME:
	case KIND_IP4:
		return 4;
	default:
		return -1;
	}
}

/*
 * Where the names lie is said by the fields, and by names and name_at:
 * the same in both.
 */
static void
test_names_agree(void **state)
{
	const struct rrtype	*row;
	enum rr_kind		 kind;
	unsigned		 i, f, names, at;
	bool			 is_fixed;

	(void)state;
	for (i = 0; (row = rrtype_row(i)) != NULL; i++) {
		names = at = 0;
		is_fixed = true;
		for (f = 0; f < RR_FIELDS_MAX && row->fields[f] != F_NONE;
		    f++) {
			kind = rdata_kind_of(row->fields[f]);
			if (kind == KIND_NAME) {
				names++;
				continue;
			}
			if (names > 0)
				continue;	/* behind the names */
			if (fixed_bytes(kind) == -1)
				is_fixed = false;
			else
				at += (unsigned)fixed_bytes(kind);
		}
		assert_int_equal(row->names, names);
		if (names > 0)
			assert_int_equal(row->name_at, is_fixed ? at :
			    RR_NAME_AFTER_STRINGS);
		/* A preference is the first field, or it is none. */
		if (row->flags & RR_PREFERENCE)
			assert_int_equal(rdata_kind_of(row->fields[0]),
			    KIND_U16);
	}
}

/* Types whose treatment the protocol prescribes. */
static void
test_flags(void **state)
{
	static const char *const	 compressed[] = {
		"NS", "MD", "MF", "CNAME", "SOA", "MB", "MG", "MR", "PTR",
		"MINFO", "MX"
	};
	static const char *const	 rotating[] = {
		"A", "AAAA", "NS", "MX", "SRV", "KX", "PTR", "SVCB",
		"HTTPS", "RT", "LP", "NID", "L32", "L64"
	};
	static const char *const	 single[] = { "CNAME", "SOA", "DNAME" };
	static const struct {
		unsigned		 flag;
		const char *const	*types;
		size_t			 n;
	} rows[] = {
		{ RR_COMPRESS, compressed, COUNT(compressed) },
		{ RR_ROTATE, rotating, COUNT(rotating) },
		{ RR_SINGLE, single, COUNT(single) },
	};
	const struct rrtype	*row;
	uint16_t		 type;
	size_t			 i, k, n;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		for (k = 0; k < rows[i].n; k++) {
			assert_int_equal(rrtype_from_text(rows[i].types[k],
			    strlen(rows[i].types[k]), &type), 0);
			assert_true(rrtype_find(type)->flags & rows[i].flag);
		}
		for (n = k = 0; (row = rrtype_row(k)) != NULL; k++)
			n += (row->flags & rows[i].flag) != 0;
		assert_int_equal(n, rows[i].n);	/* and no other */
	}
}

int
main(void)
{
	static const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_all_numbers),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_names_agree),
		cmocka_unit_test(test_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
