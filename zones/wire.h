/* SPDX-License-Identifier: ISC */
#ifndef MXD_WIRE_H
#define MXD_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Before the question of each message: RFC 1035 4.1.1. */
#define HEADER_BYTES	12

/*
 * RFC 1035 4.1.4: a compression pointer is two octets, these bits and an
 * offset from the start of the message, which is below its reach.
 */
#define POINTER_BITS	0xc000
#define POINTER_BYTES	2
#define POINTER_REACH	0x4000

/*
 * The only way to bytes from outside: a reader that never reads past its
 * end and a writer that never writes past it.  After the first fault
 * `failed` stays set, reads give zeros and writes do nothing, so a run of
 * steps needs one check at its end.
 */
struct reader {
	const uint8_t	*start;
	const uint8_t	*at;
	const uint8_t	*end;
	bool		 failed;
};

struct writer {
	uint8_t		*start;
	uint8_t		*at;
	uint8_t		*end;
	bool		 failed;
};

static inline uint16_t
load_be16(const uint8_t *p)
{
	return (uint16_t)((p[0] << 8) | p[1]);
}

static inline uint32_t
load_be32(const uint8_t *p)
{
	return ((uint32_t)p[0] << 24) | ((uint32_t)p[1] << 16) |
	    ((uint32_t)p[2] << 8) | p[3];
}

static inline void
store_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void
store_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static inline struct reader
reader_of(const uint8_t *bytes, size_t len_bytes)
{
	return (struct reader){
	    bytes, bytes, bytes + len_bytes, false};
}

static inline struct writer
writer_of(uint8_t *bytes, size_t len_bytes)
{
	return (struct writer){
	    bytes, bytes, bytes + len_bytes, false};
}

/* Octets not yet read; room not yet written. */
static inline size_t
reader_left(const struct reader *r)
{
	return (size_t)(r->end - r->at);
}

static inline size_t
writer_left(const struct writer *w)
{
	return (size_t)(w->end - w->at);
}

/* Octets written so far. */
static inline size_t
writer_len(const struct writer *w)
{
	return (size_t)(w->at - w->start);
}

/* The next len octets, borrowed; NULL and failed if there are fewer. */
static inline const uint8_t *
reader_bytes(struct reader *r, size_t len)
{
	const uint8_t	*p = r->at;

	if (r->failed || reader_left(r) < len) {
		r->failed = true;
		return NULL;
	}
	r->at += len;
	return p;
}

static inline uint8_t
reader_u8(struct reader *r)
{
	const uint8_t	*p = reader_bytes(r, 1);

	return p == NULL ? 0 : *p;
}

static inline uint16_t
reader_u16(struct reader *r)
{
	const uint8_t	*p = reader_bytes(r, 2);

	return p == NULL ? 0 : load_be16(p);
}

static inline uint32_t
reader_u32(struct reader *r)
{
	const uint8_t	*p = reader_bytes(r, 4);

	return p == NULL ? 0 : load_be32(p);
}

/* Room for len octets, to be filled; NULL and failed if there is less. */
static inline uint8_t *
writer_room(struct writer *w, size_t len)
{
	uint8_t	*p = w->at;

	if (w->failed || writer_left(w) < len) {
		w->failed = true;
		return NULL;
	}
	w->at += len;
	return p;
}

static inline void
writer_bytes(struct writer *w, const void *src, size_t len)
{
	uint8_t	*p = writer_room(w, len);

	if (p != NULL && len > 0)
		memcpy(p, src, len);
}

static inline void
writer_u8(struct writer *w, uint8_t v)
{
	uint8_t	*p = writer_room(w, 1);

	if (p != NULL)
		*p = v;
}

static inline void
writer_u16(struct writer *w, uint16_t v)
{
	uint8_t	*p = writer_room(w, 2);

	if (p != NULL)
		store_be16(p, v);
}

static inline void
writer_u32(struct writer *w, uint32_t v)
{
	uint8_t	*p = writer_room(w, 4);

	if (p != NULL)
		store_be32(p, v);
}

#endif
