/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <string.h>

#include "conf/prefix.h"

static const struct {
	const char	*text;
	const char	*again;		/* NULL: it is none */
	const char	*why;
} rows[] = {
	{"192.0.2.0/24", "192.0.2.0/24", NULL},
	{"192.0.2.1", "192.0.2.1/32", NULL},
	{"192.0.2.1/32", "192.0.2.1/32", NULL},
	{"0.0.0.0/0", "0.0.0.0/0", NULL},
	{"128.0.0.0/1", "128.0.0.0/1", NULL},
	{"2001:db8::/32", "2001:db8::/32", NULL},
	{"2001:DB8::1", "2001:db8::1/128", NULL},
	{"::/0", "::/0", NULL},
	{"192.0.2.0/33", NULL, "is no network; behind / stands the number of "
	    "bits, 0 to 32"},
	{"192.0.2.0/", NULL, "is no network; behind / stands the number of "
	    "bits, 0 to 32"},
	{"::/129", NULL, "is no network; behind / stands the number of bits, "
	    "0 to 128"},
	{"192.0.2.1/24", NULL, "is no network: there are bits set behind "
	    "those that count"},
	{"128.0.0.0/0", NULL, "is no network: there are bits set behind those "
	    "that count"},
	{"2001:db8::1/64", NULL, "is no network: there are bits set behind "
	    "those that count"},
	{"192.0.2/24", NULL, "is not a well-formed address"},
	{"fe80::1%lo", NULL, "is no network: those of all interfaces are "
	    "meant, so none is named behind %"},
	{"fe80::%1/64", NULL, "is no network: those of all interfaces are "
	    "meant, so none is named behind %"},
	{"::ffff:192.0.2.0/120", NULL, "is an IPv4 address in IPv6 "
	    "clothes; write it as 192.0.2.1"},
	{"::fffe:c000:200/120", "::fffe:c000:200/120", NULL},
	{"/24", NULL, "is not a well-formed address"},
};

static void
test_text(void **state)
{
	struct prefix	p;
	const char	*why;
	char		buf[PREFIX_TEXT_MAX];
	size_t		i;
	int		rc;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		why = NULL;
		rc = prefix_from_text(rows[i].text, strlen(rows[i].text), &p,
		    &why);
		if (rows[i].again == NULL) {
			assert_int_equal(rc, -1);
			assert_string_equal(why, rows[i].why);
		} else {
			assert_int_equal(rc, 0);
			assert_string_equal(prefix_to_text(&p, buf),
			    rows[i].again);
		}
	}
}

static const struct {
	const char	*prefix;
	const char	*addr;
	bool		 has;
} members[] = {
	{"192.0.2.0/24", "192.0.2.255", true},
	{"192.0.2.0/24", "192.0.3.0", false},
	{"192.0.2.128/25", "192.0.2.127", false},
	{"192.0.2.128/25", "192.0.2.128", true},
	{"192.0.2.1", "192.0.2.1", true},
	{"192.0.2.1", "192.0.2.0", false},
	{"0.0.0.0/0", "255.255.255.255", true},
	{"0.0.0.0/0", "::1", false},
	{"::/0", "192.0.2.1", false},
	{"::/0", "ffff::", true},
	{"2001:db8::/33", "2001:db8:7fff::", true},
	{"2001:db8::/33", "2001:db8:8000::", false},
};

static void
test_members(void **state)
{
	struct prefix	p;
	const char	*why;
	uint8_t		addr[16];
	size_t		i;
	bool		is6;

	(void)state;
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		assert_int_equal(prefix_from_text(members[i].prefix,
		    strlen(members[i].prefix), &p, &why), 0);
		is6 = strchr(members[i].addr, ':') != NULL;
		assert_int_equal(inet_pton(is6 ? AF_INET6 : AF_INET,
		    members[i].addr, addr), 1);
		assert_int_equal(prefix_has(&p, addr, is6 ? 16 : 4),
		    members[i].has);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_members)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
