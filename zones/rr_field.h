/* SPDX-License-Identifier: ISC */
#ifndef MXD_RR_FIELD_H
#define MXD_RR_FIELD_H

#include <stdint.h>

/*
 * Private to rrtype.c and rdata*.c: what the fields of RDATA are.
 *
 * A kind is a way to write and to encode: a number of 16 bits, a domain
 * name, hexadecimal digits up to the end.  A field is a kind and the word
 * that messages use for it.  A type is a row of fields (rrtype.c).
 */
enum rr_kind {
	KIND_NONE,
	KIND_U8, KIND_U16, KIND_U32, KIND_U64,
	KIND_SECONDS,		/* 32 bits; may have units, 1h30m */
	KIND_TIME,		/* RFC 4034 3.2: YYYYMMDDHHmmSS or a number */
	KIND_TYPE,		/* mnemonic of a type */
	KIND_ALGORITHM,		/* number or mnemonic of DNSSEC */
	KIND_CERT_TYPE,		/* RFC 4398 2.1 */
	KIND_NAME,		/* may be said relative to an apex */
	KIND_LITERAL_NAME,	/* its octets are signed as they are, or it
				   means nothing to a server: kept absolute */
	KIND_NAMES,		/* none or more, absolute */
	KIND_STRING,		/* character-string, RFC 1035 3.3 */
	KIND_MORE_STRING,	/* one, if anything stands there */
	KIND_STRINGS,		/* one or more */
	KIND_DIGITS,		/* X.25 address as a character-string */
	KIND_DEGREES,		/* GPOS number as a character-string */
	KIND_TAG,		/* RFC 8659 4.1: letters and digits */
	KIND_TEXT,		/* all that is left; without its length */
	KIND_SOME_TEXT,		/* the same, not empty */
	KIND_HEX,		/* all that is left, not empty */
	KIND_DIGEST,		/* the same, of the length that belongs to the
				   octet before it */
	KIND_BASE64,		/* all that is left, not empty */
	KIND_MORE_BASE64,	/* all that is left */
	KIND_DASH_BASE64,	/* all that is left; "-" for nothing */
	KIND_SALT,		/* RFC 5155 3.3 */
	KIND_BASE32,		/* RFC 5155 3.3: next hashed owner */
	KIND_NSAP,		/* RFC 1706 7 */
	KIND_ATMA,		/* ATM Forum af-dans-0152 */
	KIND_OPAQUE,		/* has no form but that of RFC 3597 */
	KIND_IP4, KIND_IP6,
	KIND_LOCATOR,		/* RFC 6742 2.1.1: 0014:4fff:ff20:ee64 */
	KIND_EUI48, KIND_EUI64,
	KIND_PREFIXES,		/* RFC 3123 */
	KIND_PROTOCOL,		/* of WKS */
	KIND_SERVICES,		/* of WKS */
	KIND_TYPES,		/* bit maps of types, RFC 4034 4.1.2 */
	KIND_OLD_TYPES,		/* bit map of types, RFC 2535 5.2 */
	KIND_GATEWAY_TYPE,	/* IPSECKEY, RFC 4025 2.3 */
	KIND_GATEWAY,
	KIND_DISCOVERY,		/* AMTRELAY, RFC 8777 4.2 */
	KIND_RELAY_TYPE,
	KIND_RELAY,
	KIND_HIP_ALGORITHM,	/* HIP, RFC 8005 5 */
	KIND_HIT,
	KIND_HIP_KEY,
	KIND_LATITUDE,		/* LOC, RFC 1876 3 */
	KIND_LONGITUDE,
	KIND_ALTITUDE,
	KIND_PRECISION,
	KIND_PARAMS,		/* SVCB, RFC 9460 2.1 */
	KIND_MAX
};

/* Field, its kind, its noun in messages: "MX preference". */
#define RR_FIELDS(X)							\
	X(ADDRESS4, IP4, "address")					\
	X(ADDRESS6, IP6, "address")					\
	X(SERVER, NAME, "name server")					\
	X(DESTINATION, NAME, "mail destination")			\
	X(FORWARDER, NAME, "mail forwarder")				\
	X(TARGET, NAME, "target")					\
	X(PRIMARY, NAME, "primary server")				\
	X(MAILBOX, NAME, "mailbox")					\
	X(SERIAL, U32, "serial")					\
	X(REFRESH, SECONDS, "refresh time")				\
	X(RETRY, SECONDS, "retry time")					\
	X(EXPIRE, SECONDS, "expire time")				\
	X(MINIMUM, SECONDS, "minimum")					\
	X(HOST, NAME, "host")						\
	X(MEMBER, NAME, "group member")					\
	X(NEW_MAILBOX, NAME, "new mailbox")				\
	X(ERROR_MAILBOX, NAME, "error mailbox")				\
	X(DATA, OPAQUE, "data")						\
	X(PROTOCOL, PROTOCOL, "protocol")				\
	X(SERVICES, SERVICES, "service")				\
	X(CPU, STRING, "CPU")						\
	X(OS, STRING, "operating system")				\
	X(PREFERENCE, U16, "preference")				\
	X(EXCHANGE, NAME, "exchange")					\
	X(STRINGS, STRINGS, "string")					\
	X(TEXT_NAME, NAME, "text record")				\
	X(SUBTYPE, U16, "subtype")					\
	X(X25, DIGITS, "address")					\
	X(ISDN, STRING, "address")					\
	X(SUBADDRESS, MORE_STRING, "subaddress")			\
	X(NSAP, NSAP, "address")					\
	X(COVERED, TYPE, "type covered")				\
	X(ALGORITHM, ALGORITHM, "algorithm")				\
	X(LABELS, U8, "number of labels")				\
	X(ORIGINAL_TTL, SECONDS, "original TTL")			\
	X(EXPIRATION, TIME, "expiration")				\
	X(INCEPTION, TIME, "inception")					\
	X(KEY_TAG, U16, "key tag")					\
	X(SIGNER, LITERAL_NAME, "signer")				\
	X(SIGNATURE, BASE64, "signature")				\
	X(FLAGS16, U16, "flags")					\
	X(PROTOCOL8, U8, "protocol")					\
	X(PUBLIC_KEY, BASE64, "public key")				\
	X(MAYBE_KEY, MORE_BASE64, "public key")				\
	X(MAP822, NAME, "RFC 822 domain")				\
	X(MAPX400, NAME, "X.400 domain")				\
	X(GPOS_LONGITUDE, DEGREES, "longitude")				\
	X(GPOS_LATITUDE, DEGREES, "latitude")				\
	X(GPOS_ALTITUDE, DEGREES, "altitude")				\
	X(LATITUDE, LATITUDE, "latitude")				\
	X(LONGITUDE, LONGITUDE, "longitude")				\
	X(ALTITUDE, ALTITUDE, "altitude")				\
	X(PRECISION, PRECISION, "precision")				\
	X(NEXT_NAME, LITERAL_NAME, "next owner")			\
	X(OLD_TYPES, OLD_TYPES, "type")					\
	X(ENDPOINT, HEX, "endpoint identifier")				\
	X(HEX_LOCATOR, HEX, "locator")					\
	X(PRIORITY, U16, "priority")					\
	X(WEIGHT, U16, "weight")					\
	X(PORT, U16, "port")						\
	X(ATMA, ATMA, "address")					\
	X(ORDER, U16, "order")						\
	X(FLAGS, STRING, "flags")					\
	X(SERVICE, STRING, "services")					\
	X(REGEXP, STRING, "regular expression")				\
	X(REPLACEMENT, NAME, "replacement")				\
	X(CERT_TYPE, CERT_TYPE, "certificate type")			\
	X(CERTIFICATE, BASE64, "certificate")				\
	X(CODING, U8, "coding")						\
	X(SUBCODING, U8, "subcoding")					\
	X(SINK_DATA, MORE_BASE64, "data")				\
	X(PREFIXES, PREFIXES, "prefix")					\
	X(DIGEST_TYPE, U8, "digest type")				\
	X(DIGEST, DIGEST, "digest")					\
	X(SSHFP_ALGORITHM, U8, "algorithm")				\
	X(PRINT_TYPE, U8, "fingerprint type")				\
	X(FINGERPRINT, DIGEST, "fingerprint")				\
	X(PRECEDENCE, U8, "precedence")					\
	X(GATEWAY_TYPE, GATEWAY_TYPE, "gateway type")			\
	X(GATEWAY_ALGORITHM, U8, "algorithm")				\
	X(GATEWAY, GATEWAY, "gateway")					\
	X(TYPES, TYPES, "type")						\
	X(IDENTITY, BASE64, "identity")					\
	X(HASH, U8, "hash algorithm")					\
	X(FLAGS8, U8, "flags")						\
	X(ITERATIONS, U16, "iterations")				\
	X(SALT, SALT, "salt")						\
	X(NEXT_HASH, BASE32, "next hashed owner")			\
	X(USAGE, U8, "certificate usage")				\
	X(SELECTOR, U8, "selector")					\
	X(MATCHING, U8, "matching type")				\
	X(ASSOCIATION, HEX, "association data")				\
	X(HIP_ALGORITHM, HIP_ALGORITHM, "key algorithm")		\
	X(HIT, HIT, "host identity tag")				\
	X(HIP_KEY, HIP_KEY, "public key")				\
	X(RENDEZVOUS, NAMES, "rendezvous server")			\
	X(PREVIOUS, LITERAL_NAME, "previous name")			\
	X(NEXT, LITERAL_NAME, "next name")				\
	X(SCHEME, U8, "scheme")						\
	X(PARAMS, PARAMS, "parameter")					\
	X(NOTIFY_TYPE, TYPE, "type")					\
	X(NOTIFY_TARGET, LITERAL_NAME, "target")			\
	X(BLOB, BASE64, "data")						\
	X(NODE, LOCATOR, "node identifier")				\
	X(LOCATOR32, IP4, "locator")					\
	X(LOCATOR64, LOCATOR, "locator")				\
	X(LOCATOR_NAME, NAME, "locator")				\
	X(EUI48, EUI48, "address")					\
	X(EUI64, EUI64, "address")					\
	X(URI, SOME_TEXT, "target")					\
	X(TAG, TAG, "tag")						\
	X(VALUE, TEXT, "value")						\
	X(ENTERPRISE, U32, "enterprise")				\
	X(DOA_TYPE, U32, "type")					\
	X(LOCATION, U8, "location")					\
	X(MEDIA_TYPE, STRING, "media type")				\
	X(DOA_DATA, DASH_BASE64, "data")				\
	X(DISCOVERY, DISCOVERY, "discovery flag")			\
	X(RELAY_TYPE, RELAY_TYPE, "relay type")				\
	X(RELAY, RELAY, "relay")					\
	X(NODE_NUMBER, U64, "node number")

#define RR_FIELD_ENUM(field, kind, noun)	F_##field,
enum rr_field {
	F_NONE,
	RR_FIELDS(RR_FIELD_ENUM)
	F_MAX
};
#undef RR_FIELD_ENUM

#endif
