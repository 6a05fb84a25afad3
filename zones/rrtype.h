/* SPDX-License-Identifier: ISC */
#ifndef MXD_RRTYPE_H
#define MXD_RRTYPE_H

#include <stddef.h>
#include <stdint.h>

/* Numbers that the code names.  All others live in the table only. */
enum {
	TYPE_A = 1, TYPE_NS = 2, TYPE_CNAME = 5, TYPE_SOA = 6,
	TYPE_PTR = 12, TYPE_MX = 15, TYPE_TXT = 16, TYPE_AAAA = 28,
	TYPE_SRV = 33, TYPE_NAPTR = 35, TYPE_DNAME = 39, TYPE_OPT = 41,
	TYPE_DS = 43, TYPE_RRSIG = 46, TYPE_NSEC = 47, TYPE_DNSKEY = 48,
	TYPE_NSEC3 = 50, TYPE_NSEC3PARAM = 51, TYPE_TLSA = 52,
	TYPE_SVCB = 64, TYPE_HTTPS = 65, TYPE_SPF = 99,
	TYPE_TKEY = 249, TYPE_TSIG = 250,
	TYPE_IXFR = 251, TYPE_AXFR = 252, TYPE_MAILB = 253,
	TYPE_MAILA = 254, TYPE_ANY = 255, TYPE_CAA = 257
};

enum { CLASS_IN = 1, CLASS_CH = 3, CLASS_NONE = 254, CLASS_ANY = 255 };

/* What a type is like, for those who handle all types alike. */
enum rrtype_flags {
	RR_COMPRESS = 1 << 0,	/* its names are sent compressed: the types
				   of RFC 1035 only, RFC 3597 4 */
	RR_PREFERENCE = 1 << 1,	/* RDATA begins with a 16-bit preference,
				   lower first */
	RR_ROTATE = 1 << 2,	/* records of a set take turns */
	RR_TARGET = 1 << 3,	/* its first name's addresses go into the
				   additional section */
	RR_SINGLE = 1 << 4,	/* one record a name: CNAME, SOA, DNAME */
	RR_META = 1 << 5	/* never in a zone: OPT, TSIG, ANY ... */
};

/* How one field of the RDATA is written and encoded; see rr_field.h. */
enum rr_field;

/* A type may have this many fields; SOA and RRSIG come near. */
#define RR_FIELDS_MAX	10

/* The longest, OPENPGPKEY, and two NULs. */
#define RR_MNEMONIC_BYTES	12

/*
 * One row for each type with a presentation form.  Where the names of the
 * RDATA lie is said twice: by the fields, for parsing and printing, and
 * by names and name_at, for answering; a test compares the two.
 */
struct rrtype {
	uint16_t	 type;
	uint16_t	 flags;		/* enum rrtype_flags */
	uint8_t		 names;		/* 0, 1 or 2 names, consecutive, that
					   may be said relative to an apex */
	uint8_t		 name_at;	/* octets before the first name, or
					   RR_NAME_AFTER_STRINGS */
	uint8_t		 fields[RR_FIELDS_MAX];	/* enum rr_field, 0 ends */
	char		 mnemonic[RR_MNEMONIC_BYTES];	/* upper case; NULs
					   behind it.  Empty: no row */
	const char	*example;	/* a whole record after the owner, for
					   messages; NULL: has no text form
					   but that of RFC 3597 */
};

/* NAPTR: two 16-bit numbers and three character-strings stand before. */
#define RR_NAME_AFTER_STRINGS	255

/* The row of a type; NULL if it has none (RFC 3597: opaque). */
const struct rrtype *rrtype_find(uint16_t type);

/* All rows, for tests and documents; the i-th, or NULL past the end. */
const struct rrtype *rrtype_row(size_t i);

/* From "MX" or "TYPE15", any case.  -1 if it is neither. */
int rrtype_from_text(const char *text, size_t len_bytes, uint16_t *out);

/* The quick way to the same for the types of most records; 0: ask
   rrtype_from_text(). */
uint16_t rrtype_usual(const char *text, size_t len_bytes);

/* "TYPE65535" and its NUL. */
#define RRTYPE_TEXT_MAX	16

/* To "MX" or "TYPE65280"; returns buf. */
char *rrtype_to_text(uint16_t type, char buf[RRTYPE_TEXT_MAX]);

#endif
