/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/words.h"
#include "zones/rdata.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/*
 * What is wrong with a record, and which word of its RDATA it is: each
 * kind of field, each way to get it wrong.  The number of the words is the
 * word that is missing.
 */
static const struct fault {
	const char	*type;
	const char	*rdata;
	size_t		 token;
	const char	*text;
} faults[] = {
	{ "A", "", 0,
	    "nothing stands after A; expected an IPv4 address, as in: A "
	    "192.0.2.1" },
	{ "A", "192.0.2.256", 0,
	    "A address \"192.0.2.256\" is not an IPv4 address" },
	{ "A", "2001:db8::1", 0,
	    "A address \"2001:db8::1\" is not an IPv4 address but an IPv6 "
	    "address; write AAAA instead of A" },
	{ "A", "mail", 0,
	    "A address \"mail\" is not an IPv4 address" },
	{ "A", "192.0.2.1.", 0,
	    "A address \"192.0.2.1.\" is not an IPv4 address; leave out "
	    "the dot at its end" },
	{ "A", "192.0.2.1 x", 1,
	    "\"x\" is left over after the address;"
	    " remove it, or put it into a record of its own" },
	{ "A", "192.0.2.1 # x", 1,
	    "comments in zone files begin with ;, not with \"#\"" },
	{ "A", "192.0.2.1 //x", 1,
	    "comments in zone files begin with ;, not with \"//\"" },
	{ "A", "192.0.2.1 /x", 1,
	    "\"/x\" is left over after the address;"
	    " remove it, or put it into a record of its own" },
	{ "A", "192.0.2", 0,
	    "A address \"192.0.2\" is not an IPv4 address" },
	{ "AAAA", "192.0.2.1", 0,
	    "AAAA address \"192.0.2.1\" is not an IPv6 address but an IPv4 "
	    "address; write A instead of AAAA" },
	{ "AAAA", "2001:db8::g", 0,
	    "AAAA address \"2001:db8::g\" is not an IPv6 address" },
	{ "AAAA", "2001:db8::1.", 0,
	    "AAAA address \"2001:db8::1.\" is not an IPv6 address; leave "
	    "out the dot at its end" },
	{ "L32", "10 ::1", 1,
	    "L32 locator \"::1\" is not an IPv4 address but an IPv6 address" },
	{ "MX", "", 0,
	    "nothing stands after MX; expected the preference, a number "
	    "from 0 to 65535, as in: MX 10 mail.example.net." },
	{ "MX", "mail", 0,
	    "MX preference \"mail\" is not a number from 0 to 65535; write "
	    "\"MX 10 mail\"" },
	{ "MX", "mail.example.net.", 0,
	    "MX preference \"mail.example.net.\" is not a number from 0 to "
	    "65535; write \"MX 10 mail.example.net.\"" },
	{ "MX", "10", 1,
	    "nothing stands after the MX preference; expected the name of "
	    "the exchange" },
	{ "MX", "65536 mail", 0,
	    "MX preference \"65536\" is not a number from 0 to 65535" },
	{ "MX", "-1 mail", 0,
	    "MX preference \"-1\" is not a number from 0 to 65535" },
	{ "MX", "ten mail", 0,
	    "MX preference \"ten\" is not a number from 0 to 65535" },
	{ "MX", "10 a..b", 1,
	    "MX exchange \"a..b\" has an empty label" },
	{ "MX", "10 mail 20", 2,
	    "\"20\" is left over after the exchange;"
	    " remove it, or put it into a record of its own" },
	{ "MX", "10 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaa", 1,
	    "MX exchange "
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\" "
	    "has a label of more than 63 octets" },
	{ "NS", "", 0,
	    "nothing stands after NS; expected the name of the name "
	    "server, as in: NS ns1.example.net." },
	{ "SOA", "ns1", 1,
	    "nothing stands after the SOA primary server; expected the "
	    "name of the mailbox" },
	{ "SOA", "ns1 host 2024010101000 1h 1h 1h 1h", 2,
	    "SOA serial \"2024010101000\" is not a number from 0 to "
	    "4294967295" },
	{ "SOA", "ns1 host 1 1x 1h 1h 1h", 3,
	    "SOA refresh time \"1x\" is not a time in seconds, such as "
	    "3600 or 1h30m" },
	{ "SOA", "ns1 host 1 1h 1h 1h", 6,
	    "nothing stands after the SOA expire time; expected the "
	    "minimum, a time in seconds, such as 3600 or 1h30m" },
	{ "SOA", "ns1 host 1 1h 1h 1h 1h 1h", 7,
	    "\"1h\" is left over after the minimum;"
	    " remove it, or put it into a record of its own" },
	{ "TXT", "", 0,
	    "nothing stands after TXT; expected the string, a text in "
	    "quotes, as in: TXT \"v=spf1 mx -all\"" },
	{ "TXT", "\"a\\300\"", 0,
	    "TXT string \"a\\300\" is not sound text: behind a backslash "
	    "stands a sign or a number from 000 to 255" },
	{ "TXT", "a\\", 0,
	    "TXT string \"a\\\" is not sound text: behind a backslash "
	    "stands a sign or a number from 000 to 255" },
	{ "HINFO", "PC", 1,
	    "nothing stands after the HINFO CPU; expected the operating "
	    "system, a text" },
	{ "X25", "123", 0,
	    "X25 address \"123\" is not an X.121 address, four digits or "
	    "more" },
	{ "X25", "12a4", 0,
	    "X25 address \"12a4\" is not an X.121 address, four digits or "
	    "more" },
	{ "GPOS", "1 2 x", 2,
	    "GPOS altitude \"x\" is not a number such as -32.6882" },
	{ "CAA", "0 is-sue x", 1,
	    "CAA tag \"is-sue\" is not letters and digits, such as issue" },
	{ "CAA", "256 issue x", 0,
	    "CAA flags \"256\" is not a number from 0 to 255" },
	{ "CAA", "0 issue", 2,
	    "nothing stands after the CAA tag; expected the value, a text" },
	{ "URI", "1 1 \"\"", 2,
	    "URI target \"\" is not a text; it is empty" },
	{ "DS", "1 13 2", 3,
	    "nothing stands after the DS digest type; expected the digest, "
	    "hexadecimal digits" },
	{ "DS", "1 13 2 ABC", 3,
	    "the DS digest has 3 hexadecimal digits; two make an octet, so "
	    "one is missing or too many" },
	{ "DS", "1 13 2 AB CX", 4,
	    "DS digest \"CX\" is not hexadecimal digits" },
	{ "DS", "1 13 2 ABCD", 3,
	    "the DS digest has 2 octets; SHA-256 has 32" },
	{ "DS", "1 NOALG 2 ABCD", 1,
	    "DS algorithm \"NOALG\" is not a number from 0 to 255 or a "
	    "name such as ECDSAP256SHA256" },
	{ "DS", "1 13 5 \"\"", 3,
	    "DS digest \"\" is not hexadecimal digits" },
	{ "SSHFP", "1 1 00", 2,
	    "the SSHFP fingerprint has 1 octet; SHA-1 has 20" },
	{ "DNSKEY", "257 3 13 AQI", 3,
	    "DNSKEY public key \"AQI\" is not sound: base64 comes in "
	    "groups of four characters, and the last group is cut off" },
	{ "DNSKEY", "257 3 13 AQI= A", 4,
	    "DNSKEY public key \"A\" is not sound: something stands behind "
	    "the end of the base64" },
	{ "DNSKEY", "257 3 13 AQ!D", 3,
	    "DNSKEY public key \"AQ!D\" is not sound: it holds a character "
	    "that is not base64" },
	{ "DNSKEY", "257 3 13 AQ=D", 3,
	    "DNSKEY public key \"AQ=D\" is not sound: something stands "
	    "behind the end of the base64" },
	{ "DNSKEY", "257 3 13 A===", 3,
	    "DNSKEY public key \"A===\" is not sound: a \"=\" stands where "
	    "no base64 can end" },
	{ "DNSKEY", "257 3 13 AR==", 3,
	    "DNSKEY public key \"AR==\" is not sound: the last character "
	    "before \"=\" cannot stand there: something is missing" },
	{ "DNSKEY", "257 3 13 \"\"", 3,
	    "DNSKEY public key \"\" is not base64; it is empty" },
	{ "DNSKEY", "257 3 13", 3,
	    "nothing stands after the DNSKEY algorithm; expected the "
	    "public key, base64" },
	{ "NSEC3", "1 0 0 xyz 2vptu5ti A", 3,
	    "NSEC3 salt \"xyz\" is not \"-\" or hexadecimal digits for 255 "
	    "octets at most" },
	{ "NSEC3", "1 0 0 abc 2vptu5ti A", 3,
	    "the NSEC3 salt has 3 hexadecimal digits; two make an octet, "
	    "so one is missing or too many" },
	{ "NSEC3", "1 0 0 - 2vptu5ti! A", 4,
	    "NSEC3 next hashed owner \"2vptu5ti!\" is not base32 with the "
	    "digits 0-9 and a-v" },
	{ "NSEC3", "1 0 0 - 2vp A", 4,
	    "NSEC3 next hashed owner \"2vp\" is not base32 with the digits "
	    "0-9 and a-v; it is cut off" },
	{ "NSEC", "b MXX", 1,
	    "NSEC type \"MXX\" is not the name of a record type" },
	{ "NXT", "b CAA", 1,
	    "NXT type \"CAA\" is not the name of a record type with a "
	    "number below 128" },
	{ "NSAP", "47", 0,
	    "NSAP address \"47\" is not 0x and hexadecimal digits, with "
	    "dots at will" },
	{ "NSAP", "0x4", 0,
	    "the NSAP address has 1 hexadecimal digit; two make an octet, "
	    "so one is missing or too many" },
	{ "ATMA", "+12a", 0,
	    "ATMA address \"+12a\" is not + and digits (E.164) or "
	    "hexadecimal digits (AESA)" },
	{ "ATMA", "xyz", 0,
	    "ATMA address \"xyz\" is not + and digits (E.164) or "
	    "hexadecimal digits (AESA)" },
	{ "RRSIG", "AX 13 2 1h 20300101000000 20291201000000 7 "
	    "example.net. AQID", 0,
	    "RRSIG type covered \"AX\" is not the name of a record type" },
	{ "RRSIG", "A 13 2 1h 20300231000000 20291201000000 7 "
	    "example.net. AQID", 4,
	    "RRSIG expiration \"20300231000000\" is not a date and time "
	    "from 19700101000000 to 21060207062815" },
	{ "RRSIG", "A 13 2 1h 2030 99999999999 7 example.net. AQID", 5,
	    "RRSIG inception \"99999999999\" is not a time as "
	    "YYYYMMDDHHmmSS or in seconds since 1970" },
	{ "CERT", "PKIXX 1 1 AQID", 0,
	    "CERT certificate type \"PKIXX\" is not a number from 0 to "
	    "65535 or a name such as PKIX or PGP" },
	{ "NID", "1 1:2:3", 1,
	    "NID node identifier \"1:2:3\" is not four groups of "
	    "hexadecimal digits with \":\" between, such as "
	    "0014:4fff:ff20:ee64" },
	{ "NID", "1 1:2:3::5", 1,
	    "NID node identifier \"1:2:3::5\" is not four groups of "
	    "hexadecimal digits with \":\" between, such as "
	    "0014:4fff:ff20:ee64" },
	{ "EUI48", "00-00", 0,
	    "EUI48 address \"00-00\" is not six pairs of hexadecimal "
	    "digits with \"-\" between" },
	{ "EUI64", "00-00-5e-ef-10-00-00-2", 0,
	    "EUI64 address \"00-00-5e-ef-10-00-00-2\" is not eight pairs "
	    "of hexadecimal digits with \"-\" between" },
	{ "APL", "192.0.2.0/24", 0,
	    "APL prefix \"192.0.2.0/24\" is not a prefix such as "
	    "1:192.0.2.0/24 or !2:2001:db8::/32" },
	{ "APL", "1:192.0.2.0/33", 0,
	    "APL prefix \"1:192.0.2.0/33\" is not a prefix such as "
	    "1:192.0.2.0/24 or !2:2001:db8::/32" },
	{ "WKS", "192.0.2.1 tcpx 25", 1,
	    "WKS protocol \"tcpx\" is not TCP, UDP or the number of a "
	    "protocol" },
	{ "WKS", "192.0.2.1 tcp smtpp", 2,
	    "WKS service \"smtpp\" is not the name of a service or the "
	    "number of a port" },
	{ "IPSECKEY", "10 4 2 . AQID", 1,
	    "IPSECKEY gateway type \"4\" is not 0 (none), 1 (IPv4), 2 "
	    "(IPv6) or 3 (name)" },
	{ "IPSECKEY", "10 0 2 192.0.2.1 AQID", 3,
	    "IPSECKEY gateway \"192.0.2.1\" is not \".\", as its type 0 "
	    "(none) says" },
	{ "IPSECKEY", "10 1 2 mail AQID", 3,
	    "IPSECKEY gateway \"mail\" is not an IPv4 address, as its type "
	    "1 says" },
	{ "IPSECKEY", "10 2 2 192.0.2.1 AQID", 3,
	    "IPSECKEY gateway \"192.0.2.1\" is not an IPv6 address, as its "
	    "type 2 says" },
	{ "IPSECKEY", "10 3 2 a..b AQID", 3,
	    "IPSECKEY gateway \"a..b\" has an empty label" },
	{ "AMTRELAY", "10 2 1 192.0.2.1", 1,
	    "AMTRELAY discovery flag \"2\" is not 0 or 1" },
	{ "AMTRELAY", "10 0 4 .", 2,
	    "AMTRELAY relay type \"4\" is not 0 (none), 1 (IPv4), 2 (IPv6) "
	    "or 3 (name)" },
	{ "AMTRELAY", "10 0 1", 3,
	    "nothing stands after the AMTRELAY relay type; expected the "
	    "relay, \".\", an address or a domain name, as its type says" },
	{ "HIP", "2 2001", 2,
	    "nothing stands after the HIP host identity tag; expected the "
	    "public key, base64 in one word" },
	{ "HIP", "2 200 AQID", 1,
	    "HIP host identity tag \"200\" is not hexadecimal digits in "
	    "pairs, 255 at most" },
	{ "HIP", "2 2001 \"\"", 2,
	    "HIP public key \"\" is not base64 in one word; it is empty" },
	{ "LOC", "52 22", 2,
	    "the LOC latitude ends too early; expected degrees up to 90, "
	    "minutes, seconds, then N or S, as in: LOC 52 22 23.000 N 4 53 "
	    "32.000 E -2.00m" },
	{ "LOC", "52 22 23.000 X 4 53 32.000 E -2.00m", 3,
	    "\"X\" does not fit into the LOC latitude; expected degrees up "
	    "to 90, minutes, seconds, then N or S" },
	{ "LOC", "91 N 4 E 0", 0,
	    "\"91\" does not fit into the LOC latitude; expected degrees "
	    "up to 90, minutes, seconds, then N or S" },
	{ "LOC", "90 1 N 4 E 0", 1,
	    "\"1\" does not fit into the LOC latitude; expected degrees up "
	    "to 90, minutes, seconds, then N or S" },
	{ "LOC", "52 60 N 4 E 0", 1,
	    "\"60\" does not fit into the LOC latitude; expected degrees "
	    "up to 90, minutes, seconds, then N or S" },
	{ "LOC", "52 N 4 E", 4,
	    "nothing stands after the LOC longitude; expected the "
	    "altitude, metres from -100000.00 to 42849672.95" },
	{ "LOC", "52 N 4 E 99999999999m", 4,
	    "LOC altitude \"99999999999m\" is not metres from -100000.00 "
	    "to 42849672.95" },
	{ "LOC", "52 N 4 E 0m 1x", 5,
	    "LOC precision \"1x\" is not metres from 0 to 90000000.00" },
	{ "LOC", "52 N 4 E 0m 1m 1m 1m 1m", 8,
	    "\"1m\" is left over after the precision;"
	    " remove it, or put it into a record of its own" },
	{ "SVCB", "1 . alpm=h2", 2,
	    "SVCB parameter \"alpm\" is not known; did you mean \"alpn\"?" },
	{ "SVCB", "1 . foo", 2,
	    "SVCB parameter \"foo\" is not known; expected a parameter "
	    "such as alpn=h2 or port=8443, or a number as in key12=value" },
	{ "SVCB", "1 . port=x", 2,
	    "SVCB parameter \"port\" with the value \"x\" is not sound: it "
	    "takes a number from 0 to 65535" },
	{ "SVCB", "1 . port=1 port=2", 3,
	    "SVCB parameter \"port\" stands there twice" },
	{ "SVCB", "1 . no-default-alpn", 2,
	    "SVCB parameter \"no-default-alpn\" needs \"alpn\" beside it" },
	{ "SVCB", "1 . mandatory=port", 2,
	    "SVCB parameter \"mandatory\" with the value \"port\" is not "
	    "sound: it names a parameter that the record lacks" },
	{ "SVCB", "1 . mandatory=alpn,alpn alpn=h2", 2,
	    "SVCB parameter \"mandatory\" with the value \"alpn,alpn\" is "
	    "not sound: it names a parameter twice" },
	{ "SVCB", "1 . mandatory=mandatory", 2,
	    "SVCB parameter \"mandatory\" with the value \"mandatory\" is "
	    "not sound: it cannot name itself" },
	{ "SVCB", "1 . alpn", 2,
	    "SVCB parameter \"alpn\" with the value \"\" is not sound: it "
	    "needs a value" },
	{ "SVCB", "1 . alpn=h2,,h3", 2,
	    "SVCB parameter \"alpn\" with the value \"h2,,h3\" is not "
	    "sound: an item of its list is empty" },
	{ "SVCB", "1 . ipv4hint=::1", 2,
	    "SVCB parameter \"ipv4hint\" with the value \"::1\" is not "
	    "sound: it takes IPv4 addresses with commas between" },
	{ "SVCB", "1 . ech=!", 2,
	    "SVCB parameter \"ech\" with the value \"!\" is not sound: it "
	    "holds a character that is not base64" },
	{ "SVCB", "1 . ohttp=1", 2,
	    "SVCB parameter \"ohttp\" with the value \"1\" is not sound: "
	    "it takes no value" },
	{ "SVCB", "1 . key03=x", 2,
	    "SVCB parameter \"key03\" is not known; expected a parameter "
	    "such as alpn=h2 or port=8443, or a number as in key12=value" },
	{ "SVCB", "1 . key65535=x", 2,
	    "SVCB parameter \"key65535\" is not known; expected a "
	    "parameter such as alpn=h2 or port=8443, or a number as in "
	    "key12=value" },
	{ "SVCB", "1 . tls-supported-groups=1,1", 2,
	    "SVCB parameter \"tls-supported-groups\" with the value "
	    "\"1,1\" is not sound: a group stands there twice" },
	{ "SVCB", "1 . dohpath", 2,
	    "SVCB parameter \"dohpath\" with the value \"\" is not sound: "
	    "it needs a value" },
	{ "SVCB", "1", 1,
	    "nothing stands after the SVCB priority; expected the name of "
	    "the target" },
	{ "DOA", "1 1 1 a", 4,
	    "nothing stands after the DOA media type; expected the data, "
	    "\"-\" or base64" },
	{ "NULL", "x", 0,
	    "NULL data has no form of its own; write \"\\# LENGTH HEX\" "
	    "(RFC 3597)" },
	{ "TYPE65280", "x", 0,
	    "TYPE65280 data has no form of its own; write \"\\# LENGTH "
	    "HEX\" (RFC 3597)" },
	{ "TYPE65280", "", 0,
	    "TYPE65280 data has no form of its own; write \"\\# LENGTH "
	    "HEX\" (RFC 3597)" },
	{ "OPT", "x", 0,
	    "OPT is for questions and messages and never stands in a zone" },
	{ "ANY", "", 0,
	    "ANY is for questions and messages and never stands in a zone" },
	{ "A", "\\#", 1,
	    "nothing stands after \\#; expected the number of octets and "
	    "their hexadecimal digits" },
	{ "A", "\\# x", 1,
	    "length \"x\" after \\# is not a number from 0 to 65535" },
	{ "A", "\\# 4 C00002", 1,
	    "\\# says 4 octets, but 3 stand there" },
	{ "A", "\\# 3 C00002", 1,
	    "the octets after \\# are no sound A data: an IPv4 address has "
	    "not four octets" },
	{ "A", "\\# 4 C0000201 C0", 1,
	    "\\# says 4 octets, but 5 stand there" },
	{ "A", "\\# 4 C00002XX", 2,
	    "\"C00002XX\" after \\# is not made of hexadecimal digits" },
	{ "A", "\\# 4 C000020", 2,
	    "the data after \\# has an odd number of hexadecimal digits" },
	{ "A", "\\# 65536", 1,
	    "length \"65536\" after \\# is not a number from 0 to 65535" },
	{ "MX", "mail 20", 0,
	    "MX preference \"mail\" is not a number from 0 to 65535; write "
	    "\"MX 20 mail\"" },
	{ "MX", "65536", 0,
	    "MX preference \"65536\" is not a number from 0 to 65535" },
	{ "MX", "10mail", 0,
	    "MX preference \"10mail\" is not a number from 0 to 65535" },
	{ "LP", "x", 0,
	    "LP preference \"x\" is not a number from 0 to 65535; write "
	    "\"LP 10 x\"" },
	{ "A6", "", 0,
	    "A6 data has no form of its own; write \"\\# LENGTH HEX\" (RFC "
	    "3597)" },
	{ "DLV", "x", 0,
	    "DLV key tag \"x\" is not a number from 0 to 65535" },
};

static uint8_t	octets[RDATA_MAX_BYTES];

static void
check_fault(const struct fault *fault)
{
	struct rdata_error	 error;
	struct words		 w;
	struct name		 origin;
	const char		*why;
	char			 line[256];
	uint16_t		 type;
	int			 len;

	assert_int_equal(name_from_text(&origin, "example.net.", 12, NULL,
	    &why), 0);
	assert_int_equal(rrtype_from_text(fault->type, strlen(fault->type),
	    &type), 0);
	len = snprintf(line, sizeof(line), "%s %s", fault->type,
	    fault->rdata);
	assert_int_equal(words_read(&w, line, (size_t)len), 0);
	len = rdata_from_tokens(type, w.tokens + 1, w.n - 1, &origin, octets,
	    &error);
	words_clear(&w);
	if (len != -1)
		fail_msg("%s %s: taken", fault->type, fault->rdata);
	assert_string_equal(error.text, fault->text);
	assert_int_equal(error.token, fault->token);
}

static void
test_faults(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < COUNT(faults); i++)
		check_fault(&faults[i]);
}

int
main(void)
{
	static const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
