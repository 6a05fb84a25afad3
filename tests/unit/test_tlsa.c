/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/tlsa.h"

static struct name
name_of(const char *text)
{
	struct name	 name;
	const char	*why;

	assert_int_equal(name_from_text(&name, text, strlen(text), NULL, &why),
	    0);
	return name;
}

#define A63	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A53	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* What it is, and what it should be or is: made of its parts. */
static const struct {
	const char		*owner;
	enum tlsa_owner_kind	 kind;
	const char		*made;
	const char		*why;
} owners[] = {
	{"_25._tcp.mx.isp.net.", TLSA_OWNER_GOOD, "_25._tcp.mx.isp.net.", ""},
	{"_65535._udp.a.", TLSA_OWNER_GOOD, "_65535._udp.a.", ""},
	{"_1._sctp.", TLSA_OWNER_GOOD, "_1._sctp.", ""},
	{"*._tcp.mx.isp.net.", TLSA_OWNER_GOOD, "*._tcp.mx.isp.net.", ""},
	{"_65536._tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "the port is no"
	    " number from 1 to 65535 without leading zeros"},
	{"_0._tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "the port is no"},
	{"_025._tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "the port is no"},
	{"25._tcp.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "an underscore is"
	    " missing"},
	{"_587.tcp.a.b.", TLSA_OWNER_WRONG, "_587._tcp.a.b.", "an underscore"
	    " is missing"},
	{"25.tcp.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "an underscore"},
	{"_tcp._993.a.b.", TLSA_OWNER_WRONG, "_993._tcp.a.b.", "port and"
	    " transport stand in the wrong order"},
	{"tcp._25.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "port and"},
	{"mx._25._tcp.isp.net.", TLSA_OWNER_WRONG, "_25._tcp.mx.isp.net.",
	    "port and transport do not stand first"},
	{"mx._tcp._25.isp.net.", TLSA_OWNER_WRONG, "_25._tcp.mx.isp.net.",
	    "port and transport stand in the wrong order"},
	{"_smtp._tcp.mx.isp.net.", TLSA_OWNER_WRONG, "_25._tcp.mx.isp.net.",
	    "the port must be a number"},
	{"smtp._tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "the port must"},
	{"_imaps._tcp.a.", TLSA_OWNER_WRONG, "_993._tcp.a.", "the port must"},
	{"_tcp._smtp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "the port must be a"
	    " number, and stand first"},
	{"_25.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "the transport is"
	    " missing"},
	{"_25._tls.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "the transport is"
	    " missing"},
	{"_tcp.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "the port is"
	    " missing"},
	{"_udp.a.b.", TLSA_OWNER_WRONG, "_25._udp.a.b.", "the port is"},
	{"_submission.a.", TLSA_OWNER_WRONG, "_587._tcp.a.", "the port must be"
	    " a number, and the transport must follow"},
	{"_25_tcp.a.b.", TLSA_OWNER_WRONG, "_25._tcp.a.b.", "port and"
	    " transport are two labels"},
	{"_25-_tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "port and transport"},
	{"25_tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "port and transport"},
	{"_443-udp.a.", TLSA_OWNER_WRONG, "_443._udp.a.", "port and"},
	{"_99999_tcp.a.", TLSA_OWNER_WRONG, "_25._tcp.a.", "port and"},
	{"_imaps_tcp.a.", TLSA_OWNER_WRONG, "_993._tcp.a.", "port and"},
	{"_mx1_tcp.a.", TLSA_OWNER_SHARED, NULL, NULL},
	{"__tcp.a.", TLSA_OWNER_SHARED, NULL, NULL},
	{"_-.a.", TLSA_OWNER_SHARED, NULL, NULL},
	{"_dane.isp.net.", TLSA_OWNER_SHARED, NULL, NULL},
	{"r3._dane.isp.net.", TLSA_OWNER_SHARED, NULL, NULL},
	{"_letsencrypt._tcp.isp.net.", TLSA_OWNER_SHARED, NULL, NULL},
	{"*.isp.net.", TLSA_OWNER_SHARED, NULL, NULL},
	{"mx.isp.net.", TLSA_OWNER_BARE, NULL, NULL},
	{"25.isp.net.", TLSA_OWNER_BARE, NULL, NULL},
	{".", TLSA_OWNER_BARE, NULL, NULL},
};

static void
test_owners(void **state)
{
	struct tlsa_owner	owner;
	struct name		name;
	struct name		made;
	char			text[NAME_TEXT_MAX];
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
		name = name_of(owners[i].owner);
		tlsa_read_owner(&name, &owner);
		if (owner.kind != owners[i].kind)
			fail_msg("%s is %d", owners[i].owner, owner.kind);
		if (owners[i].made == NULL)
			continue;
		assert_int_equal(tlsa_make_owner(&owner.host, owner.port,
		    owner.proto, &made), 0);
		assert_string_equal(name_to_text(made.wire, text),
		    owners[i].made);
		if (owner.kind == TLSA_OWNER_WRONG)
			assert_memory_equal(owner.why, owners[i].why,
			    strlen(owners[i].why));
	}
}

static void
test_long(void **state)
{
	struct name	host = name_of(A63 "." A63 "." A63 "." A53 ".");
	struct name	made;

	(void)state;
	assert_int_equal(host.len, 247);
	assert_int_equal(tlsa_make_owner(&host, 25, "_tcp", &made), -1);
	host = name_of(A63 "." A63 "." A63 "." A53);
	name_from_wire(&host, host.wire + 64);
	assert_int_equal(tlsa_make_owner(&host, 25, "_tcp", &made), 0);
	assert_int_equal(made.len, host.len + 9);
}

static void
test_numbers(void **state)
{
	static const struct {
		uint8_t	rdata[3];
		bool	is_known;
		size_t	need;
	} rows[] = {
		{{3, 1, 1}, true, 32},
		{{0, 0, 2}, true, 64},
		{{2, 0, 0}, true, 0},
		{{4, 1, 1}, false, 32},
		{{3, 2, 1}, false, 32},
		{{3, 1, 3}, false, 0},
		{{255, 255, 255}, false, 0},
	};
	struct tlsa	t;
	size_t		i;

	(void)state;
	assert_int_equal(tlsa_read(rows[0].rdata, 2, &t), -1);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(tlsa_read(rows[i].rdata, 3, &t), 0);
		assert_int_equal(t.len, 0);
		assert_int_equal(tlsa_is_known(&t), rows[i].is_known);
		assert_int_equal(tlsa_data_bytes(t.matching), rows[i].need);
	}
}

static void
test_empty(void **state)
{
	uint8_t		rdata[3 + 64] = {3, 1, 1};
	struct tlsa	t;

	(void)state;
	assert_int_equal(tlsa_read(rdata, 3 + 32, &t), 0);
	assert_true(tlsa_is_empty_digest(&t));		/* all octets alike */
	rdata[34] = 1;
	assert_false(tlsa_is_empty_digest(&t));
	/* printf '' | sha256sum, printf '\n' | sha256sum */
	memcpy(rdata + 3, "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8"
	    "\x99\x6f\xb9\x24", 16);
	assert_true(tlsa_is_empty_digest(&t));
	memcpy(rdata + 3, "\x01\xba\x47\x19\xc8\x0b\x6f\xe9\x11\xb0\x91\xa7"
	    "\xc0\x51\x24\xb6", 16);
	assert_true(tlsa_is_empty_digest(&t));
	/* A whole certificate is no digest. */
	rdata[2] = 0;
	assert_int_equal(tlsa_read(rdata, 3 + 32, &t), 0);
	assert_false(tlsa_is_empty_digest(&t));
	rdata[2] = 2;
	assert_int_equal(tlsa_read(rdata, 3, &t), 0);
	assert_false(tlsa_is_empty_digest(&t));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
