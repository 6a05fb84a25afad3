/* SPDX-License-Identifier: ISC */
#include "zones/rrtype.h"

#include <stdio.h>
#include <string.h>

#include "zones/lanes.h"
#include "zones/name.h"
#include "zones/rr_field.h"
#include "zones/text.h"

/* A row at the index of its type; fields come last. */
#define ROW(type, mnemonic, flags, names, at, example, ...)		\
	[type] = { type, flags, names, at, { __VA_ARGS__ }, mnemonic,	\
	    example }

/* Types that a zone cannot hold: messages and questions only. */
#define META(type, mnemonic)						\
	[type] = { type, RR_META, 0, 0, { F_NONE }, mnemonic, NULL }

#define MAIL_HOST	(RR_COMPRESS | RR_TARGET)
#define EXCHANGER	(RR_PREFERENCE | RR_ROTATE | RR_TARGET)
#define LOCATOR		(RR_PREFERENCE | RR_ROTATE)

/*
 * IANA's registry, as far as types have a text form; the index is the
 * type.  RR_TARGET: RFC 1035 3.3 for its types, RFC 1183 1 and 3.3 (AFSDB,
 * RT), RFC 2230 3 (KX), RFC 2782 (SRV), RFC 9460 4.1 (SVCB).
 */
static const struct rrtype rows[] = {
	ROW(1, "A", RR_ROTATE, 0, 0, "A 192.0.2.1", F_ADDRESS4),
	ROW(2, "NS", RR_COMPRESS | RR_ROTATE | RR_TARGET, 1, 0,
	    "NS ns1.example.net.", F_SERVER),
	ROW(3, "MD", MAIL_HOST, 1, 0, "MD mail.example.net.",
	    F_DESTINATION),
	ROW(4, "MF", MAIL_HOST, 1, 0, "MF mail.example.net.", F_FORWARDER),
	ROW(5, "CNAME", RR_COMPRESS | RR_SINGLE, 1, 0,
	    "CNAME www.example.net.", F_TARGET),
	ROW(6, "SOA", RR_COMPRESS | RR_SINGLE, 2, 0,
	    "SOA ns1.example.net. hostmaster.example.net. 1 4h 1h 2w 1h",
	    F_PRIMARY, F_MAILBOX, F_SERIAL, F_REFRESH, F_RETRY, F_EXPIRE,
	    F_MINIMUM),
	ROW(7, "MB", MAIL_HOST, 1, 0, "MB mail.example.net.", F_HOST),
	ROW(8, "MG", RR_COMPRESS, 1, 0, "MG joe.example.net.", F_MEMBER),
	ROW(9, "MR", RR_COMPRESS, 1, 0, "MR joe.example.net.",
	    F_NEW_MAILBOX),
	ROW(10, "NULL", 0, 0, 0, NULL, F_DATA),
	ROW(11, "WKS", 0, 0, 0, "WKS 192.0.2.1 TCP 25 80", F_ADDRESS4,
	    F_PROTOCOL, F_SERVICES),
	ROW(12, "PTR", RR_COMPRESS | RR_ROTATE, 1, 0,
	    "PTR mail.example.net.", F_HOST),
	ROW(13, "HINFO", 0, 0, 0, "HINFO \"AMD64\" \"OpenBSD\"", F_CPU, F_OS),
	ROW(14, "MINFO", RR_COMPRESS, 2, 0,
	    "MINFO owner.example.net. errors.example.net.", F_MAILBOX,
	    F_ERROR_MAILBOX),
	ROW(15, "MX", RR_COMPRESS | EXCHANGER, 1, 2,
	    "MX 10 mail.example.net.", F_PREFERENCE, F_EXCHANGE),
	ROW(16, "TXT", 0, 0, 0, "TXT \"v=spf1 mx -all\"", F_STRINGS),
	ROW(17, "RP", 0, 2, 0, "RP joe.example.net. joe.people.example.net.",
	    F_MAILBOX, F_TEXT_NAME),
	ROW(18, "AFSDB", RR_TARGET, 1, 2, "AFSDB 1 afs.example.net.",
	    F_SUBTYPE, F_HOST),
	ROW(19, "X25", 0, 0, 0, "X25 311061700956", F_X25),
	ROW(20, "ISDN", 0, 0, 0, "ISDN \"150862028003217\" \"004\"", F_ISDN,
	    F_SUBADDRESS),
	ROW(21, "RT", EXCHANGER, 1, 2, "RT 10 relay.example.net.",
	    F_PREFERENCE, F_HOST),
	ROW(22, "NSAP", 0, 0, 0, "NSAP 0x47.0005.80.005a00", F_NSAP),
	ROW(23, "NSAP-PTR", 0, 1, 0, "NSAP-PTR host.example.net.", F_HOST),
	ROW(24, "SIG", 0, 0, 0,
	    "SIG A 5 2 1h 20300101000000 20291201000000 7 example.net. AQID",
	    F_COVERED, F_ALGORITHM, F_LABELS, F_ORIGINAL_TTL, F_EXPIRATION,
	    F_INCEPTION, F_KEY_TAG, F_SIGNER, F_SIGNATURE),
	ROW(25, "KEY", 0, 0, 0, "KEY 256 3 5 AQID", F_FLAGS16, F_PROTOCOL8,
	    F_ALGORITHM, F_MAYBE_KEY),
	ROW(26, "PX", RR_PREFERENCE, 2, 2,
	    "PX 10 example.net. px.example.net.", F_PREFERENCE, F_MAP822,
	    F_MAPX400),
	ROW(27, "GPOS", 0, 0, 0, "GPOS 4.88 52.37 -2.0", F_GPOS_LONGITUDE,
	    F_GPOS_LATITUDE, F_GPOS_ALTITUDE),
	ROW(28, "AAAA", RR_ROTATE, 0, 0, "AAAA 2001:db8::1", F_ADDRESS6),
	ROW(29, "LOC", 0, 0, 0, "LOC 52 22 23.000 N 4 53 32.000 E -2.00m",
	    F_LATITUDE, F_LONGITUDE, F_ALTITUDE, F_PRECISION),
	ROW(30, "NXT", 0, 0, 0, "NXT b.example.net. A NXT", F_NEXT_NAME,
	    F_OLD_TYPES),
	ROW(31, "EID", 0, 0, 0, "EID 813F4B7CDAB34217", F_ENDPOINT),
	ROW(32, "NIMLOC", 0, 0, 0, "NIMLOC 3227450A010034", F_HEX_LOCATOR),
	ROW(33, "SRV", EXCHANGER, 1, 6, "SRV 0 5 5060 sip.example.net.",
	    F_PRIORITY, F_WEIGHT, F_PORT, F_TARGET),
	ROW(34, "ATMA", 0, 0, 0, "ATMA +31205551234", F_ATMA),
	ROW(35, "NAPTR", 0, 1, RR_NAME_AFTER_STRINGS,
	    "NAPTR 100 10 \"s\" \"SIP+D2U\" \"\" _sip._udp.example.net.",
	    F_ORDER, F_PREFERENCE, F_FLAGS, F_SERVICE, F_REGEXP,
	    F_REPLACEMENT),
	ROW(36, "KX", EXCHANGER, 1, 2, "KX 10 kx.example.net.",
	    F_PREFERENCE, F_EXCHANGE),
	ROW(37, "CERT", 0, 0, 0, "CERT PKIX 12345 8 AQID", F_CERT_TYPE,
	    F_KEY_TAG, F_ALGORITHM, F_CERTIFICATE),
	ROW(38, "A6", 0, 0, 0, NULL, F_DATA),
	ROW(39, "DNAME", RR_SINGLE, 1, 0, "DNAME example.org.", F_TARGET),
	ROW(40, "SINK", 0, 0, 0, "SINK 64 1 AQID", F_CODING, F_SUBCODING,
	    F_SINK_DATA),
	META(41, "OPT"),
	ROW(42, "APL", 0, 0, 0, "APL 1:192.0.2.0/24 !1:192.0.2.64/28",
	    F_PREFIXES),
	ROW(43, "DS", 0, 0, 0, "DS 60485 5 1 2BB183AF5F22588179A53B0A"
	    "98631FAD1A292118", F_KEY_TAG, F_ALGORITHM, F_DIGEST_TYPE,
	    F_DIGEST),
	ROW(44, "SSHFP", 0, 0, 0, "SSHFP 4 1 123456789ABCDEF67890123456789"
	    "ABCDEF67890", F_SSHFP_ALGORITHM, F_PRINT_TYPE, F_FINGERPRINT),
	ROW(45, "IPSECKEY", 0, 0, 0, "IPSECKEY 10 1 2 192.0.2.38 AQID",
	    F_PRECEDENCE, F_GATEWAY_TYPE, F_GATEWAY_ALGORITHM, F_GATEWAY,
	    F_MAYBE_KEY),
	ROW(46, "RRSIG", 0, 0, 0, "RRSIG A 13 2 1h 20300101000000 "
	    "20291201000000 7 example.net. AQID", F_COVERED, F_ALGORITHM,
	    F_LABELS, F_ORIGINAL_TTL, F_EXPIRATION, F_INCEPTION, F_KEY_TAG,
	    F_SIGNER, F_SIGNATURE),
	ROW(47, "NSEC", 0, 0, 0, "NSEC b.example.net. A RRSIG NSEC",
	    F_NEXT_NAME, F_TYPES),
	ROW(48, "DNSKEY", 0, 0, 0, "DNSKEY 257 3 13 AQID", F_FLAGS16,
	    F_PROTOCOL8, F_ALGORITHM, F_PUBLIC_KEY),
	ROW(49, "DHCID", 0, 0, 0, "DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69"
	    "lOjxfNuVAA2kjEA=", F_IDENTITY),
	ROW(50, "NSEC3", 0, 0, 0,
	    "NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A RRSIG",
	    F_HASH, F_FLAGS8, F_ITERATIONS, F_SALT, F_NEXT_HASH, F_TYPES),
	ROW(51, "NSEC3PARAM", 0, 0, 0, "NSEC3PARAM 1 0 0 -", F_HASH,
	    F_FLAGS8, F_ITERATIONS, F_SALT),
	ROW(52, "TLSA", 0, 0, 0, "TLSA 3 1 1 0D6FCE3398D6D7D84D1C77EF1EE4A3"
	    "B5C6D1E9D8F0B2F1D0E4C7A9B8D6E5F403", F_USAGE, F_SELECTOR,
	    F_MATCHING, F_ASSOCIATION),
	ROW(53, "SMIMEA", 0, 0, 0, "SMIMEA 3 1 2 0D6FCE3398D6D7D8", F_USAGE,
	    F_SELECTOR, F_MATCHING, F_ASSOCIATION),
	ROW(55, "HIP", 0, 0, 0, "HIP 2 200100107B1A74DF365639CC39F1D578 "
	    "AwEAAbdxyhNu rvs.example.net.", F_HIP_ALGORITHM, F_HIT,
	    F_HIP_KEY, F_RENDEZVOUS),
	ROW(56, "NINFO", 0, 0, 0, "NINFO \"some words\"", F_STRINGS),
	ROW(57, "RKEY", 0, 0, 0, "RKEY 0 3 13 AQID", F_FLAGS16, F_PROTOCOL8,
	    F_ALGORITHM, F_PUBLIC_KEY),
	ROW(58, "TALINK", 0, 0, 0, "TALINK h0.example.net. h2.example.net.",
	    F_PREVIOUS, F_NEXT),
	ROW(59, "CDS", 0, 0, 0, "CDS 0 0 0 00", F_KEY_TAG, F_ALGORITHM,
	    F_DIGEST_TYPE, F_DIGEST),
	ROW(60, "CDNSKEY", 0, 0, 0, "CDNSKEY 257 3 13 AQID", F_FLAGS16,
	    F_PROTOCOL8, F_ALGORITHM, F_PUBLIC_KEY),
	ROW(61, "OPENPGPKEY", 0, 0, 0, "OPENPGPKEY AQID", F_PUBLIC_KEY),
	ROW(62, "CSYNC", 0, 0, 0, "CSYNC 66 3 A NS AAAA", F_SERIAL,
	    F_FLAGS16, F_TYPES),
	ROW(63, "ZONEMD", 0, 0, 0, "ZONEMD 1 1 240 "
	    "000102030405060708090A0B", F_SERIAL, F_SCHEME, F_HASH,
	    F_DIGEST),
	ROW(64, "SVCB", EXCHANGER, 1, 2,
	    "SVCB 1 svc.example.net. alpn=h2 port=8443", F_PRIORITY,
	    F_TARGET, F_PARAMS),
	ROW(65, "HTTPS", EXCHANGER, 1, 2, "HTTPS 1 . alpn=h2,h3",
	    F_PRIORITY, F_TARGET, F_PARAMS),
	ROW(66, "DSYNC", 0, 0, 0, "DSYNC CDS 1 5359 scanner.example.net.",
	    F_NOTIFY_TYPE, F_SCHEME, F_PORT, F_NOTIFY_TARGET),
	ROW(67, "HHIT", 0, 0, 0, "HHIT gxJpM2Zm", F_BLOB),
	ROW(68, "BRID", 0, 0, 0, "BRID owAAAYIE", F_BLOB),
	ROW(99, "SPF", 0, 0, 0, "SPF \"v=spf1 mx -all\"", F_STRINGS),
	ROW(104, "NID", LOCATOR, 0, 0, "NID 10 0014:4fff:ff20:ee64",
	    F_PREFERENCE, F_NODE),
	ROW(105, "L32", LOCATOR, 0, 0, "L32 10 10.1.2.0", F_PREFERENCE,
	    F_LOCATOR32),
	ROW(106, "L64", LOCATOR, 0, 0, "L64 10 2001:0db8:1140:1000",
	    F_PREFERENCE, F_LOCATOR64),
	ROW(107, "LP", LOCATOR, 1, 2, "LP 10 l64.example.net.",
	    F_PREFERENCE, F_LOCATOR_NAME),
	ROW(108, "EUI48", 0, 0, 0, "EUI48 00-00-5e-00-53-2a", F_EUI48),
	ROW(109, "EUI64", 0, 0, 0, "EUI64 00-00-5e-ef-10-00-00-2a",
	    F_EUI64),
	META(128, "NXNAME"),
	META(TYPE_TKEY, "TKEY"),
	META(TYPE_TSIG, "TSIG"),
	META(TYPE_IXFR, "IXFR"),
	META(TYPE_AXFR, "AXFR"),
	META(TYPE_MAILB, "MAILB"),
	META(TYPE_MAILA, "MAILA"),
	META(TYPE_ANY, "ANY"),
	ROW(256, "URI", RR_PREFERENCE, 0, 0,
	    "URI 10 1 \"https://www.example.net/\"", F_PRIORITY, F_WEIGHT,
	    F_URI),
	ROW(257, "CAA", 0, 0, 0, "CAA 0 issue \"ca.example.net\"", F_FLAGS8,
	    F_TAG, F_VALUE),
	ROW(258, "AVC", 0, 0, 0, "AVC \"app-name:WOLFGANG\"", F_STRINGS),
	ROW(259, "DOA", 0, 0, 0, "DOA 0 1 2 \"text/plain\" AQID",
	    F_ENTERPRISE, F_DOA_TYPE, F_LOCATION, F_MEDIA_TYPE, F_DOA_DATA),
	ROW(260, "AMTRELAY", 0, 0, 0, "AMTRELAY 10 0 1 203.0.113.15",
	    F_PRECEDENCE, F_DISCOVERY, F_RELAY_TYPE, F_RELAY),
	ROW(261, "RESINFO", 0, 0, 0, "RESINFO \"qnamemin\"", F_STRINGS),
	ROW(262, "WALLET", 0, 0, 0, "WALLET \"BTC\" \"address\"", F_STRINGS),
	ROW(263, "CLA", 0, 0, 0, "CLA \"TCP-V4-V6\"", F_STRINGS),
	ROW(264, "IPN", 0, 0, 0, "IPN 977000", F_NODE_NUMBER),
};

/* The few that stand far above the others. */
#define HIGH_BASE	32768
static const struct rrtype high_rows[] = {
	{ 32768, 0, 0, 0, { F_KEY_TAG, F_ALGORITHM, F_DIGEST_TYPE, F_DIGEST },
	    "TA", "TA 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118" },
	{ 32769, 0, 0, 0, { F_KEY_TAG, F_ALGORITHM, F_DIGEST_TYPE, F_DIGEST },
	    "DLV", "DLV 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118" },
};

#define LOW_SLOTS	(sizeof(rows) / sizeof(rows[0]))
#define HIGH_SLOTS	(sizeof(high_rows) / sizeof(high_rows[0]))

const struct rrtype *
rrtype_find(uint16_t type)
{
	if (type < LOW_SLOTS)
		return rows[type].mnemonic[0] == '\0' ? NULL : &rows[type];
	if (type >= HIGH_BASE && (size_t)type - HIGH_BASE < HIGH_SLOTS)
		return &high_rows[type - HIGH_BASE];
	return NULL;
}

/* The row in a slot, counted through both tables; NULL: the slot is empty. */
static const struct rrtype *
slot_row(size_t slot)
{
	if (slot >= LOW_SLOTS)
		return &high_rows[slot - LOW_SLOTS];
	return rows[slot].mnemonic[0] == '\0' ? NULL : &rows[slot];
}

const struct rrtype *
rrtype_row(size_t i)
{
	const struct rrtype	*row;
	size_t			 slot;

	for (slot = 0; slot < LOW_SLOTS + HIGH_SLOTS; slot++)
		if ((row = slot_row(slot)) != NULL && i-- == 0)
			return row;
	return NULL;
}

/* RFC 3597 5: "TYPE" and a decimal number. */
static int
from_number(const char *text, size_t len_bytes, uint16_t *out)
{
	uint64_t	 v;

	if (len_bytes <= 4 || !bytes_equal_nocase((const uint8_t *)text,
	    (const uint8_t *)"TYPE", 4))
		return -1;
	if (text_number(text + 4, len_bytes - 4, UINT16_MAX, &v) == -1)
		return -1;
	*out = (uint16_t)v;
	return 0;
}

/* Those that most records are of, the most frequent first. */
static const uint16_t usual[] = {
	TYPE_A, TYPE_MX, TYPE_TXT, TYPE_AAAA, TYPE_CNAME, TYPE_NS, TYPE_SOA,
	TYPE_PTR, TYPE_SRV, TYPE_CAA, TYPE_TLSA, TYPE_RRSIG, TYPE_NSEC,
	TYPE_NSEC3, TYPE_DS, TYPE_DNSKEY
};

uint16_t
rrtype_usual(const char *text, size_t len_bytes)
{
	uint64_t	word;
	size_t		i;

	if (len_bytes == 0 || len_bytes > 8)
		return 0;
	word = lanes_upper(lanes_load_some(text, len_bytes));
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (lanes_load8(rows[usual[i]].mnemonic) == word &&
		    text[len_bytes - 1] != '\0')
			return usual[i];
	return 0;
}

int
rrtype_from_text(const char *text, size_t len_bytes, uint16_t *out)
{
	const struct rrtype	*row;
	uint8_t			 first;
	size_t			 slot;

	if (len_bytes == 0)
		return -1;
	if ((*out = rrtype_usual(text, len_bytes)) != 0)
		return 0;
	first = (uint8_t)(text[0] & ~0x20);
	for (slot = 0; slot < LOW_SLOTS + HIGH_SLOTS; slot++) {
		row = slot_row(slot);
		if (row == NULL || (uint8_t)row->mnemonic[0] != first)
			continue;
		if (strlen(row->mnemonic) == len_bytes &&
		    bytes_equal_nocase((const uint8_t *)row->mnemonic,
		    (const uint8_t *)text, len_bytes)) {
			*out = row->type;
			return 0;
		}
	}
	return from_number(text, len_bytes, out);
}

char *
rrtype_to_text(uint16_t type, char buf[RRTYPE_TEXT_MAX])
{
	const struct rrtype	*row = rrtype_find(type);

	if (row != NULL)
		(void)snprintf(buf, RRTYPE_TEXT_MAX, "%s", row->mnemonic);
	else
		(void)snprintf(buf, RRTYPE_TEXT_MAX, "TYPE%u", type);
	return buf;
}
