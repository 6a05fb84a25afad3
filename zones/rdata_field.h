/* SPDX-License-Identifier: ISC */
#ifndef MXD_RDATA_FIELD_H
#define MXD_RDATA_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/rr_field.h"
#include "zones/rrtype.h"
#include "zones/text.h"
#include "zones/wire.h"

/*
 * Private to rdata*.c.  A kind of field is three functions: text to wire,
 * is this wire sound, wire to text.  Each does its field only, and rdata.c
 * walks the fields of a type.  What a field must know of earlier ones
 * (the gateway's type) it reads where they were written: at out.start,
 * or at the reader's start.
 */

/* Text on its way to wire. */
struct rdata_in {
	const struct rrtype	*row;
	enum rr_field		 field;		/* being read */
	const struct token	*tokens;
	size_t			 n;
	size_t			 at;		/* next token */
	const struct name	*origin;
	struct writer		 out;
	size_t			 fault;		/* token at fault */
	char			*why;		/* what is wrong with it */
	size_t			 why_bytes;
};

/* Wire on its way to text. */
struct rdata_out {
	struct reader	 in;
	char		*start;
	char		*at;
	char		*end;
	bool		 is_full;	/* the text does not fit */
	bool		 has_no_text;	/* only the form of RFC 3597 can
					   say these octets */
};

struct rdata_kind {
	/* "a number from 0 to 255"; NULL for names of hosts */
	const char	*expected;
	bool		 is_optional;	/* nothing need stand there */

	/*
	 * Take tokens from in->at on, at least one if not optional; leave
	 * in->at behind them.  Octets that do not fit set out.failed.
	 * returns 0, or -1 with the fault told by rdata_fail()
	 */
	int		(*parse)(struct rdata_in *);

	/* Read past the field.  NULL, or a static text: what is wrong. */
	const char	*(*check)(struct reader *);

	/* Print the field, which is sound, and read past it. */
	void		(*print)(struct rdata_out *);
};

/* What a message calls a field. */
const char *rdata_noun(enum rr_field);

/* Which kind it is of. */
enum rr_kind rdata_kind_of(enum rr_field);

/* Tell a fault; returns -1. */
int rdata_fail(struct rdata_in *, size_t token, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Tell that the token at in->at is not what was expected; returns -1. */
int rdata_mismatch(struct rdata_in *, const char *expected);

/* Tell that the words end although the field does not; returns -1. */
int rdata_missing(struct rdata_in *, const char *expected);

/*
 * A token for a message: cut if long, escaped if it is not plain ASCII.
 * returns buf
 */
#define RDATA_SHOWN_BYTES	64
char *rdata_show(const char *text, size_t len_bytes,
    char buf[RDATA_SHOWN_BYTES]);

/*
 * The next octets of RDATA, or NULL: there are fewer.  Then the text is
 * given up for the generic form, and the field prints no more.
 */
const uint8_t *rdata_take(struct rdata_out *, size_t len_bytes);

/* Begin a word of the text: a space, unless it is the first. */
void rdata_space(struct rdata_out *);

/* Go on with the word. */
void rdata_print(struct rdata_out *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* One octet of a character-string, escaped for use between quotes. */
void rdata_print_quoted(struct rdata_out *, uint8_t octet);

/* One octet of a word without quotes, escaped as RFC 1035 5.1 needs. */
void rdata_print_bare(struct rdata_out *, uint8_t octet);

/* The next octets of RDATA, in hexadecimal or base64, without space. */
void rdata_print_hex(struct rdata_out *, size_t len_bytes);
void rdata_print_base64(struct rdata_out *, size_t len_bytes);

/* Value of a digit in base 16, or -1. */
int rdata_hex_digit(char c);

/*
 * Decode base64 (RFC 4648 4) that stands in the tokens from..to, where
 * groups of four may be split.
 * returns 0, or -1 with the fault told
 */
int rdata_base64(struct rdata_in *, size_t from, size_t to);

/*
 * The same from one text that is no token of its own, such as the value
 * of a parameter.  NULL, or what is wrong with it.
 */
const char *rdata_base64_text(struct writer *, const char *text,
    size_t len_bytes);

/* An address from text; -1 if it is none. */
int rdata_ip4(const char *text, size_t len_bytes, uint8_t out[4]);
int rdata_ip6(const char *text, size_t len_bytes, uint8_t out[16]);

/* Print an address, without space; NULL prints nothing. */
void rdata_print_ip4(struct rdata_out *, const uint8_t *address);
void rdata_print_ip6(struct rdata_out *, const uint8_t *address);

/* Read past an uncompressed name.  NULL, or what is wrong with it. */
const char *rdata_check_name(struct reader *);

/* A name from the token at in->at, whatever its field. */
int rdata_parse_name(struct rdata_in *);

/* Print the next name. */
void rdata_print_name(struct rdata_out *);

extern const struct rdata_kind rdata_u8, rdata_u16, rdata_u32, rdata_u64;
extern const struct rdata_kind rdata_seconds, rdata_time, rdata_type;
extern const struct rdata_kind rdata_algorithm, rdata_cert_type;
extern const struct rdata_kind rdata_name, rdata_names;
extern const struct rdata_kind rdata_string, rdata_more_string;
extern const struct rdata_kind rdata_strings, rdata_digits, rdata_degrees;
extern const struct rdata_kind rdata_tag, rdata_text, rdata_some_text;
extern const struct rdata_kind rdata_hex, rdata_digest, rdata_base64_rest;
extern const struct rdata_kind rdata_more_base64, rdata_dash_base64;
extern const struct rdata_kind rdata_salt, rdata_base32, rdata_nsap;
extern const struct rdata_kind rdata_atma, rdata_opaque;
extern const struct rdata_kind rdata_address4, rdata_address6;
extern const struct rdata_kind rdata_locator, rdata_eui48, rdata_eui64;
extern const struct rdata_kind rdata_prefixes;
extern const struct rdata_kind rdata_protocol, rdata_services;
extern const struct rdata_kind rdata_types, rdata_old_types;
extern const struct rdata_kind rdata_gateway_type, rdata_gateway;
extern const struct rdata_kind rdata_discovery, rdata_relay_type;
extern const struct rdata_kind rdata_relay;
extern const struct rdata_kind rdata_hip_algorithm, rdata_hit;
extern const struct rdata_kind rdata_hip_key;
extern const struct rdata_kind rdata_latitude, rdata_longitude;
extern const struct rdata_kind rdata_altitude, rdata_precision;
extern const struct rdata_kind rdata_params;

#endif
