/* SPDX-License-Identifier: ISC */
/* Lists of who may ask: as text, frozen, and against one look at each. */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "conf/acl.h"

static const struct {
	const char	*text;
	const char	*again;		/* NULL: it is none */
	const char	*why;
} entries[] = {
	{"any", "any", NULL},
	{"none", "none", NULL},
	{"!any", "none", NULL},
	{"!none", "any", NULL},
	{"192.0.2.0/24", "192.0.2.0/24", NULL},
	{"!2001:DB8::1", "!2001:db8::1/128", NULL},
	{"!", NULL, "is not a well-formed address"},
	{"", NULL, "is not a well-formed address"},
	{"!!192.0.2.1", NULL, "is not a well-formed address"},
	{"Any", NULL, "is not a well-formed address"},
	{"anyone", NULL, "is not a well-formed address"},
	{"localhost", NULL, "is not a well-formed address"},
	{"!192.0.2.1/24", NULL, "is no network: there are bits set behind "
	    "those that count"}
};

static void
test_text(void **state)
{
	struct acl_entry	e;
	const char		*why;
	char			buf[ACL_TEXT_MAX];
	size_t			i;
	int			rc;

	(void)state;
	for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		why = NULL;
		rc = acl_entry_from_text(entries[i].text,
		    strlen(entries[i].text), &e, &why);
		if (entries[i].again == NULL) {
			assert_int_equal(rc, -1);
			assert_string_equal(why, entries[i].why);
		} else {
			assert_int_equal(rc, 0);
			assert_string_equal(acl_entry_to_text(&e, buf),
			    entries[i].again);
		}
	}
}

/* From words with a blank behind each. */
static struct acl *
make(const char *words)
{
	struct acl		*acl = acl_new();
	struct acl_entry	 e;
	const char		*why;
	size_t			 len;

	assert_non_null(acl);
	for (; *words != '\0'; words += len + 1) {
		len = strcspn(words, " ");
		if (acl_entry_from_text(words, len, &e, &why) == -1)
			fail_msg("%s %s", words, why);
		assert_int_equal(acl_add(acl, &e), 0);
	}
	assert_int_equal(acl_freeze(acl), 0);
	return acl;
}

static bool
has(const struct acl *acl, const char *text)
{
	uint8_t	addr[16];
	bool	is6 = strchr(text, ':') != NULL;

	assert_int_equal(inet_pton(is6 ? AF_INET6 : AF_INET, text, addr), 1);
	return acl_has(acl, addr, is6 ? 16 : 4);
}

/* Addresses before and behind each border; steps: of both families. */
static const struct {
	const char	*list;
	const char	*in;
	const char	*out;
	size_t		 steps[2];
} lists[] = {
	{"", "", "0.0.0.0 255.255.255.255 :: ffff:: ", {1, 1}},
	{"none ", "", "0.0.0.0 :: ", {1, 1}},
	{"any ", "0.0.0.0 255.255.255.255 :: ffff:: ", "", {1, 1}},
	{"192.0.2.0/24 ", "192.0.2.0 192.0.2.255 ",
	    "192.0.1.255 192.0.3.0 ::c000:200 0.0.0.0 ", {3, 1}},
	{"0.0.0.0/0 ", "0.0.0.0 255.255.255.255 ", ":: ", {1, 1}},
	{"255.255.255.254/31 0.0.0.0/32 ", "0.0.0.0 255.255.255.255 ",
	    "0.0.0.1 255.255.255.253 ", {3, 1}},
	{"::/0 ", ":: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ", "0.0.0.0 ",
	    {1, 1}},
	{"2001:db8::/64 ", "2001:db8:: 2001:db8::ffff:ffff:ffff:ffff ",
	    "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8:0:1:: ", {1, 3}},
	{"2001:db8::/65 ", "2001:db8:: 2001:db8::7fff:ffff:ffff:ffff ",
	    "2001:db8::8000:0:0:0 ", {1, 3}},
	{"2001:db8::1 2001:db8::ffff:ffff:ffff:ffff ",
	    "2001:db8::1 2001:db8::ffff:ffff:ffff:ffff ",
	    "2001:db8:: 2001:db8::2 2001:db8:0:1:: ", {1, 5}},
	/* The first that has it decides. */
	{"!192.0.2.66 192.0.2.0/24 ", "192.0.2.65 192.0.2.67 ",
	    "192.0.2.66 ", {5, 1}},
	{"192.0.2.0/24 !192.0.2.66 ", "192.0.2.65 192.0.2.66 ",
	    "192.0.3.0 ", {3, 1}},
	{"!10.0.0.0/8 10.1.0.0/16 any ", "9.255.255.255 11.0.0.0 :: ",
	    "10.0.0.0 10.1.0.0 10.255.255.255 ", {3, 1}},
	{"10.1.2.3 !10.1.0.0/16 10.0.0.0/8 !any ",
	    "10.1.2.3 10.2.0.0 10.0.255.255 ", "10.1.2.2 10.1.2.4 11.0.0.0 ",
	    {7, 1}},
	{"192.0.2.1 !192.0.2.1 ", "192.0.2.1 ", "192.0.2.2 ", {3, 1}},
	{"!192.0.2.1 192.0.2.1 ", "", "192.0.2.1 ", {1, 1}},
	{"any 10.0.0.0/8 none ", "10.0.0.0 :: 9.0.0.0 ", "", {1, 1}},
	{"192.0.2.0/25 192.0.2.128/25 ", "192.0.2.0 192.0.2.128 ",
	    "192.0.3.0 ", {3, 1}},
	{"!::/0 any ", "0.0.0.0 255.255.255.255 ", ":: ffff:: ", {1, 1}}
};

static void
expect_members(const struct acl *acl, const char *words, bool wanted)
{
	char	text[INET6_ADDRSTRLEN];
	size_t	len;

	for (; *words != '\0'; words += len + 1) {
		len = strcspn(words, " ");
		memcpy(text, words, len);
		text[len] = '\0';
		if (has(acl, text) != wanted)
			fail_msg("%s", text);
	}
}

static void
test_lists(void **state)
{
	struct acl	*acl;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		acl = make(lists[i].list);
		expect_members(acl, lists[i].in, true);
		expect_members(acl, lists[i].out, false);
		assert_int_equal(acl->nsteps[0], lists[i].steps[0]);
		assert_int_equal(acl->nsteps[1], lists[i].steps[1]);
		assert_int_equal(acl_is_open(acl), lists[i].out[0] == '\0');
		assert_int_equal(acl_is_shut(acl), lists[i].in[0] == '\0');
		/* Whose address is not known is in no network. */
		assert_false(acl_has(acl, NULL, 0));
		acl_free(acl);
	}
	acl_free(NULL);
}

/* Each entry is looked at. */
static bool
naive_has(const struct acl *acl, const uint8_t *addr, size_t octets)
{
	const struct acl_entry	*e;
	size_t			 i;

	for (i = 0; i < acl->n; i++) {
		e = &acl->said[i];
		if (e->is_all || prefix_has(&e->net, addr, octets))
			return !e->is_denied;
	}
	return false;
}

static uint32_t	 seed;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* Few values, so that networks hold one another, and borders are met. */
static void
draw_address(uint8_t addr[16], size_t octets)
{
	static const uint8_t	values[] = {0, 0, 1, 127, 128, 255, 255};
	size_t			i;

	for (i = 0; i < octets; i++)
		addr[i] = values[draw(sizeof(values))];
}

static struct acl_entry
draw_entry(size_t octets)
{
	struct acl_entry	e = {.is_denied = draw(2), .is_all =
	    draw(50) == 0};
	unsigned		i, bits = draw((uint32_t)(8 * octets + 1));

	e.net.octets = (uint8_t)octets;
	e.net.bits = (uint8_t)bits;
	draw_address(e.net.addr, octets);
	for (i = bits; i < 8 * octets; i++)
		e.net.addr[i / 8] &= (uint8_t)(0xffffu << (8 - i % 8));
	return e;
}

static void
test_random(void **state)
{
	struct acl_entry	 e;
	struct acl		*acl;
	uint8_t			 addr[16];
	unsigned		 round, i, n, ins = 0;
	size_t			 octets;

	(void)state;
	for (round = 0; round < 2000; round++) {
		seed = round;
		acl = acl_new();
		assert_non_null(acl);
		for (i = 0, n = draw(40); i < n; i++) {
			e = draw_entry(draw(2) ? 4 : 16);
			assert_int_equal(acl_add(acl, &e), 0);
		}
		assert_int_equal(acl_freeze(acl), 0);
		for (i = 0; i < 200; i++) {
			octets = i % 2 ? 4 : 16;
			draw_address(addr, octets);
			ins += acl_has(acl, addr, octets);
			assert_int_equal(acl_has(acl, addr, octets),
			    naive_has(acl, addr, octets));
		}
		acl_free(acl);
	}
	assert_in_range(ins, 40000, 360000);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_random)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
