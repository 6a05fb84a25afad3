/* SPDX-License-Identifier: ISC */
/* Addresses as text: what is one, what is not, and why. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "conf/addr.h"

#define PORT_HINT(example) \
	"is not an address; a port is written as in \"" example \
	" port 5300\""

static const struct {
	const char	*text;
	const char	*again;	/* as addr_to_text() has it */
	const char	*scope;
} sound[] = {
	{"192.0.2.1", "192.0.2.1", ""},
	{"0.0.0.0", "0.0.0.0", ""},
	{"255.255.255.254", "255.255.255.254", ""},
	{"::", "::", ""},
	{"::1", "::1", ""},
	{"2001:DB8:0:0::1", "2001:db8::1", ""},
	{"fe80::1%eth0", "fe80::1%eth0", "eth0"},
	{"fe80::1%2", "fe80::1%2", ""},
	{"fe80::1%4294967295", "fe80::1%4294967295", ""},
	{"fe80::1%1a", "fe80::1%1a", "1a"},
	{"fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""}
};

static const struct {
	const char	*text;
	const char	*why;
} unsound[] = {
	{"", "is not a well-formed address"},
	{"%eth0", "is not a well-formed address"},
	{"192.0.2.256", "is not a well-formed address"},
	{"192.0.2", "is not a well-formed address"},
	{"192.0.2.1.5", "is not a well-formed address"},
	{"192.0.02.1", "is not a well-formed address"},
	{"1:2:3", "is not a well-formed address"},
	{"::1::", "is not a well-formed address"},
	{"ffff:ffff:ffff:ffff:fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "is not a well-formed address"},
	{"127.0.0.1:53", PORT_HINT("127.0.0.1")},
	{"[::1]:53", PORT_HINT("::1")},
	{"127.0.0.1@53", PORT_HINT("::1")},
	{"192.0.2.0/24", "is a network, not an address"},
	{"2001:db8::/32", "is a network, not an address"},
	{"224.0.0.1", "is a multicast address"},
	{"239.255.255.255", "is a multicast address"},
	{"255.255.255.255", "is the broadcast address"},
	{"ff02::1%eth0", "is a multicast address"},
	{"::ffff:192.0.2.1", "is an IPv4 address in IPv6 clothes; write it as "
	    "192.0.2.1"},
	{"fe80::1", "is link-local and needs its interface, as in "
	    "fe80::1%eth0"},
	{"2001:db8::1%eth0", "has an interface behind '%', which only "
	    "link-local addresses (fe80::/10) have"},
	{"192.0.2.1%eth0", "is not a well-formed address"},
	{"fe80::1%", "has no name or number of an interface behind '%'"},
	{"fe80::1%0", "has no name or number of an interface behind '%'"},
	{"fe80::1%4294967296",
	    "has no name or number of an interface behind '%'"},
	{"fe80::1%a/b", "has no name or number of an interface behind '%'"},
	{"fe80::1%sixteen-octets-x",
	    "has no name or number of an interface behind '%'"}
};

static void
test_sound(void **state)
{
	struct sockaddr_storage	 ss;
	char			 scope[IF_NAMESIZE];
	char			 buf[ADDR_TEXT_MAX];
	const char		*why = NULL;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		assert_true(addr_is_meant(sound[i].text,
		    strlen(sound[i].text)));
		assert_int_equal(addr_from_text(sound[i].text,
		    strlen(sound[i].text), &ss, scope, &why), 0);
		assert_string_equal(scope, sound[i].scope);
		assert_string_equal(addr_to_text(&ss, scope, buf),
		    sound[i].again);
		assert_int_equal(addr_port(&ss), 0);
	}
}

static void
test_unsound(void **state)
{
	struct sockaddr_storage	 ss;
	char			 scope[IF_NAMESIZE];
	const char		*why;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(unsound) / sizeof(unsound[0]); i++) {
		why = "(nothing)";
		assert_int_equal(addr_from_text(unsound[i].text,
		    strlen(unsound[i].text), &ss, scope, &why), -1);
		assert_string_equal(why, unsound[i].why);
	}
	/* A NUL hides nothing behind it. */
	assert_int_equal(addr_from_text("::1\0x", 5, &ss, scope, &why), -1);
}

static void
test_is_meant(void **state)
{
	(void)state;
	assert_true(addr_is_meant("1.2", 3));
	assert_true(addr_is_meant("a:b", 3));
	assert_true(addr_is_meant("10.0.0.0/8", 10));
	assert_true(addr_is_meant("10.0.0.1@53", 11));
	assert_false(addr_is_meant("", 0));
	assert_false(addr_is_meant("eth0", 4));
	assert_false(addr_is_meant("eth0.100", 8));
	assert_false(addr_is_meant("5300", 4));
	assert_false(addr_is_meant("*", 1));
}

static void
test_is_interface(void **state)
{
	(void)state;
	assert_true(addr_is_interface("e", 1));
	assert_true(addr_is_interface("br-lan.100@x_y+", 15));
	assert_false(addr_is_interface("br-lan.100@x_y+z", 16));
	assert_false(addr_is_interface("", 0));
	assert_false(addr_is_interface(".", 1));
	assert_false(addr_is_interface("..", 2));
	assert_true(addr_is_interface("...", 3));
	assert_false(addr_is_interface("*", 1));
	assert_false(addr_is_interface("a b", 3));
	assert_false(addr_is_interface("a/b", 3));
	assert_false(addr_is_interface("a\0b", 3));
}

static struct sockaddr_storage
parse(const char *text, uint16_t port)
{
	struct sockaddr_storage	 ss;
	char			 scope[IF_NAMESIZE];
	const char		*why;

	assert_int_equal(addr_from_text(text, strlen(text), &ss, scope, &why),
	    0);
	addr_set_port(&ss, port);
	return ss;
}

static void
expect_equal(const char *a, uint16_t a_port, const char *b, uint16_t b_port,
    bool is_equal)
{
	struct sockaddr_storage	 sa = parse(a, a_port);
	struct sockaddr_storage	 sb = parse(b, b_port);

	assert_int_equal(addr_equal(&sa, &sb), is_equal);
	assert_int_equal(addr_equal(&sb, &sa), is_equal);
}

static void
test_equal(void **state)
{
	(void)state;
	expect_equal("192.0.2.1", 53, "192.0.2.1", 53, true);
	expect_equal("192.0.2.1", 53, "192.0.2.1", 54, false);
	expect_equal("192.0.2.1", 53, "192.0.2.2", 53, false);
	expect_equal("0.0.0.0", 53, "::", 53, false);
	expect_equal("2001:db8:0::1", 53, "2001:db8::1", 53, true);
	expect_equal("2001:db8::1", 53, "2001:db8::1", 54, false);
	expect_equal("2001:db8::1", 53, "2001:db8::2", 53, false);
	expect_equal("fe80::1%1", 53, "fe80::1%1", 53, true);
	expect_equal("fe80::1%1", 53, "fe80::1%2", 53, false);
}

static void
test_parts(void **state)
{
	struct sockaddr_storage	v4 = parse("192.0.2.1", 65535);
	struct sockaddr_storage	v6 = parse("2001:db8::1", 1);
	struct sockaddr_storage	any4 = parse("0.0.0.0", 53);
	struct sockaddr_storage	any6 = parse("::", 53);

	(void)state;
	assert_int_equal(addr_port(&v4), 65535);
	assert_int_equal(addr_port(&v6), 1);
	assert_int_equal(addr_len(&v4), sizeof(struct sockaddr_in));
	assert_int_equal(addr_len(&v6), sizeof(struct sockaddr_in6));
	assert_false(addr_is_wildcard(&v4));
	assert_false(addr_is_wildcard(&v6));
	assert_true(addr_is_wildcard(&any4));
	assert_true(addr_is_wildcard(&any6));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_is_meant),
		cmocka_unit_test(test_is_interface),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_parts)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
