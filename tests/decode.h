/* SPDX-License-Identifier: ISC */
#ifndef MXD_DECODE_H
#define MXD_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/oracle.h"

/*
 * A DNS message taken apart for tests: independent of the engine, strict,
 * and short.  Names become lower-case text as the oracle has them.
 */
struct message {
	uint16_t	id;
	uint16_t	flags;		/* the 16 bits after the ID */
	char		qname[ORACLE_NAME_MAX];
	unsigned	qtype;
	bool		has_question;
	bool		has_opt;
	unsigned	rcode;		/* extended by OPT's eight bits */
	uint16_t	udp_size;	/* of the OPT */
	struct oracle_set section[3];	/* OPT left out */
};

enum { SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL };
enum { FLAG_QR = 0x8000, FLAG_AA = 0x0400, FLAG_TC = 0x0200,
	FLAG_RD = 0x0100, FLAG_RA = 0x0080 };

/*
 * Take a message apart.  Everything must be sound and nothing left over.
 * returns 0, or -1 with *why set to a static text
 */
int message_decode(const uint8_t *bytes, size_t len_bytes,
    struct message *m, const char **why);

/* Header, a name of 255 octets, type and class, OPT. */
#define QUERY_MAX_BYTES	(12 + 255 + 4 + 11)

/*
 * Write a query of class IN; EDNS if udp_size is not 0.
 * out	room for QUERY_MAX_BYTES
 * returns its length
 */
size_t message_query(uint8_t *out, uint16_t id, const char *qname,
    unsigned qtype, unsigned udp_size);

#endif
