/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "tests/words.h"
#include "zones/rdata.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static uint8_t	octets[RDATA_MAX_BYTES];
static char	text[1024];

/* Octets that are no sound RDATA of their type, and what rdata_check() says
   of them. */
static const struct unsound {
	const char	*type;
	const char	*hex;
	const char	*why;	/* NULL: sound */
} unsounds[] = {
	{ "A", "c0000201", NULL },
	{ "A", "c00002", "an IPv4 address has not four octets" },
	{ "A", "c000020100", "octets are left over at its end" },
	{ "AAAA", "20010db8", "an IPv6 address has not sixteen octets" },
	{ "NS", "", "a name is cut off" },
	{ "NS", "00", NULL },
	{ "NS", "0161", "a name is cut off" },
	{ "NS", "c00c", "a name is compressed" },
	{ "NS", "4000", "a name is compressed" },
	{ "NS", "0000", "octets are left over at its end" },
	{ "MX", "00", "a number of 16 bits is missing" },
	{ "MX", "000a", "a name is cut off" },
	{ "SOA", "0000000000010000000200000003000000040000",
	    "a number of 32 bits is missing" },
	{ "TXT", "", "a string is cut off" },
	{ "TXT", "00", NULL },
	{ "TXT", "0161", NULL },
	{ "TXT", "02", "a string is cut off" },
	{ "TXT", "016102", "a string is cut off" },
	{ "HINFO", "0161", "a string is cut off" },
	{ "X25", "03313233", "an X.121 address is not sound" },
	{ "GPOS", "013101780131", "a coordinate is no number" },
	{ "CAA", "00", "a tag is not made of letters and digits" },
	{ "CAA", "0000", "a tag is not made of letters and digits" },
	{ "CAA", "00012d", "a tag is not made of letters and digits" },
	{ "CAA", "000161", NULL },
	{ "URI", "00010001", "a text is missing" },
	{ "DS", "00010d02", "the digest has not the length of its type" },
	{ "DS", "00010d09", "the data at the end is missing" },
	{ "DS", "00010d0901", NULL },
	{ "SSHFP", "010100", "the digest has not the length of its type" },
	{ "ZONEMD", "00000001010100",
	    "the digest has not the length of its type" },
	{ "DNSKEY", "0101030d", "the data at the end is missing" },
	{ "NSEC3PARAM", "01000000ff", "the salt is cut off" },
	{ "NSEC3", "010000000000", "the hashed owner is cut off" },
	{ "NSEC3", "01000000000201", "the hashed owner is cut off" },
	{ "NSEC", "00000140", NULL },
	{ "NSEC", "000001", "the set of types is cut off" },
	{ "NSEC", "000000", "the set of types is not in its shortest form" },
	{ "NSEC", "00000100",
	    "the set of types is not in its shortest form" },
	{ "NSEC", "000102400001024000",
	    "the set of types is not in its shortest form" },
	{ "NSEC", "000101400001"
	    "40", "the set of types is not in its shortest form" },
	{ "NXT", "0040", NULL },
	{ "NXT", "004000", "the set of types is not in its shortest form" },
	{ "NXT", "000000000000000000000000000000000001",
	    "the set of types is not in its shortest form" },
	{ "EUI48", "0102030405", "an EUI-48 address has not six octets" },
	{ "EUI64", "01", "an EUI-64 address has not eight octets" },
	{ "NID", "000101", "a locator has not eight octets" },
	{ "IPN", "01", "a number of 64 bits is missing" },
	{ "ATMA", "", "the address is missing" },
	{ "ATMA", "01", "the address is missing" },
	{ "ATMA", "0161", "an E.164 address is not made of digits" },
	{ "APL", "", NULL },
	{ "APL", "0001", "a prefix is cut off" },
	{ "APL", "00011802c0", "a prefix is cut off" },
	{ "APL", "00011802c000", "the address of a prefix ends in zeros" },
	{ "APL", "00012101c0", "an IPv4 prefix is too long" },
	{ "APL", "000110050102030405", "an IPv4 prefix is too long" },
	{ "APL", "00028101c0", "an IPv6 prefix is too long" },
	{ "WKS", "c0000201", "the protocol is missing" },
	{ "IPSECKEY", "0a", "the type of gateway is missing" },
	{ "IPSECKEY", "0a0402", "the type of gateway is unknown" },
	{ "IPSECKEY", "0a0102c00002", "the gateway is cut off" },
	{ "IPSECKEY", "0a0202c0000201", "the gateway is cut off" },
	{ "IPSECKEY", "0a0302c00c", "a name is compressed" },
	{ "IPSECKEY", "0a0002", NULL },
	{ "AMTRELAY", "0a", "the type of relay is missing" },
	{ "AMTRELAY", "0a84", "the type of relay is unknown" },
	{ "AMTRELAY", "0a80", NULL },
	{ "AMTRELAY", "0a8001", "octets are left over at its end" },
	{ "AMTRELAY", "0a81c00002", "the gateway is cut off" },
	{ "HIP", "010200", "lengths and algorithm are cut off" },
	{ "HIP", "0002000101", "the host identity tag is cut off" },
	{ "HIP", "01020000ff", "the public key is cut off" },
	{ "HIP", "01020002ff01", "the public key is cut off" },
	{ "HIP", "01020001ff01", NULL },
	{ "HIP", "01020001ff0103", "a name is cut off" },
	{ "LOC", "001216", "version and precision are cut off" },
	{ "LOC", "01121613800000008000000000989680",
	    "its version is not 0" },
	{ "LOC", "001a1613800000008000000000989680",
	    "a precision is no number" },
	{ "LOC", "00121613ffffffff8000000000989680",
	    "the latitude is not sound" },
	{ "LOC", "0012161380000000ffffffff00989680",
	    "the longitude is not sound" },
	{ "LOC", "00121613800000008000000000", "the altitude is cut off" },
	/* 90 degrees and a thousandth of a second. */
	{ "LOC", "0012161393" "4fd9008000000000989680", NULL },
	{ "LOC", "0012161393" "4fd9018000000000989680",
	    "the latitude is not sound" },
	{ "SVCB", "000100", NULL },
	{ "SVCB", "0001000003", "a parameter is cut off" },
	{ "SVCB", "000100000300020035", NULL },
	{ "SVCB", "0001000003000135", "a port has not two octets" },
	{ "SVCB", "00010000030002003500030002" "0035",
	    "the parameters do not stand in order" },
	{ "SVCB", "000100ffff0000", "the parameters do not stand in order" },
	{ "SVCB", "00010000020000", "no-default-alpn stands without alpn" },
	{ "SVCB", "00010000000000", "it needs a value" },
	{ "SVCB", "000100000000020000", "it cannot name itself" },
	{ "SVCB", "000100000000020003",
	    "a mandatory parameter is missing" },
	{ "SVCB", "0001000000000200030004" "000401020304",
	    "a mandatory parameter is missing" },
	{ "SVCB", "00010000000002000300030002" "0035", NULL },
	{ "SVCB", "0001000000000400040003"
	    "0003000200350004000401020304",
	    "the mandatory parameters are not in order" },
	{ "SVCB", "00010000010000", "it needs a value" },
	{ "SVCB", "0001000001000100",
	    "its list is cut off or has an empty item" },
	{ "SVCB", "00010000010002" "0361",
	    "its list is cut off or has an empty item" },
	{ "SVCB", "00010000040003010203",
	    "it is no list of IPv4 addresses" },
	{ "SVCB", "00010000060004" "01020304",
	    "it is no list of IPv6 addresses" },
	{ "SVCB", "0001000008000101", "it takes no value" },
	{ "SVCB", "000100000900040001" "0001",
	    "a group stands there twice" },
	{ "SVCB", "0001000009000100", "it is no list of numbers" },
	{ "SVCB", "000100000a0000", NULL },
	{ "OPT", "", "the type never stands in a zone" },
	{ "NXNAME", "", "the type never stands in a zone" },
	{ "TYPE65280", "c00c", NULL },
	{ "NULL", "", NULL },
};

static void
test_unsound(void **state)
{
	const char	*why;
	uint16_t	 type;
	size_t		 i, len;
	int		 rc;

	(void)state;
	for (i = 0; i < COUNT(unsounds); i++) {
		len = hex_read(unsounds[i].hex, octets);
		assert_int_equal(rrtype_from_text(unsounds[i].type,
		    strlen(unsounds[i].type), &type), 0);
		rc = rdata_check(type, octets, len, &why);
		/* Sound or not: it can be shown. */
		assert_true(rdata_to_text(type, octets, len, text,
		    sizeof(text)) >= (rc == -1 ? 4 : 0));
		if (rc == 0)
			why = "sound";
		assert_string_equal(why, unsounds[i].why == NULL ? "sound" :
		    unsounds[i].why);
	}
}

int
main(void)
{
	static const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(test_unsound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
