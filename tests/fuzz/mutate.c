/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <string.h>

#include "server/query.h"
#include "tests/fuzz/mutate.h"

/* libFuzzer's own; elsewhere (AFL++, replay) there may be none. */
size_t LLVMFuzzerMutate(uint8_t *, size_t, size_t)
    __attribute__((weak));

/* More than a query needs; what is beyond is cut off. */
#define OPTIONS_MAX	8
#define DATA_MAX	64
#define LABELS_MAX	NAME_MAX_BYTES

struct option {
	uint16_t	code;
	uint16_t	len;		/* octets of data */
	uint8_t		data[DATA_MAX];
};

/* A query taken apart. */
struct parts {
	uint16_t	id;
	uint16_t	flags;
	uint16_t	counts[4];	/* added to what is right */
	uint8_t		name[LABELS_MAX]; /* without a root label */
	size_t		name_len;	/* octets */
	uint16_t	qtype;
	uint16_t	qclass;
	bool		has_question;
	bool		has_opt;
	uint16_t	size;
	uint32_t	ttl;		/* extended RCODE, version, flags */
	unsigned	noptions;
	struct option	options[OPTIONS_MAX];
	uint8_t		rest[DATA_MAX];	/* behind all */
	size_t		rest_len;	/* octets */
};

/* Labels that lead somewhere in the zones of served.c. */
static const char *const words[] = {
	"a", "b", "c", "d", "e", "h", "k", "l", "m", "n", "q", "r", "t", "u",
	"w", "x", "y", "z", "*", "ns1", "_tcp", "_25", "h1", "k2", "mx",
	"version", "bind", "id", "server", "f", "g", "_sip", "_udp", "_dmarc",
	"0", "\xff", "A",
	"012345678901234567890123456789012345678901234567890123456789012"
};

static const uint16_t types[] = {
	1, 2, 5, 6, 12, 15, 16, 28, 33, 35, 39, 41, 43, 46, 47, 48, 50, 51, 52,
	64, 65, 99, 249, 250, 251, 252, 253, 254, 255, 257, 65280, 0, 65535
};

static const uint16_t sizes[] = {
	0, 511, 512, 513, 600, 1231, 1232, 1233, 1452, 4095, 4096, 4097, 65535
};

/* NSID, ECS, COOKIE, keepalive, padding, EDE, agent, ZONEVERSION; others. */
static const uint16_t codes[] = {3, 8, 10, 11, 12, 15, 18, 19, 0, 65535};

/* Lengths that mean something to one of them. */
static const uint16_t lens[] = {0, 1, 2, 7, 8, 9, 15, 16, 24, 40, 41};

#define COUNT(array)		(sizeof(array) / sizeof((array)[0]))
#define PICK(array, seed)	((array)[next(seed) % COUNT(array)])

/* xorshift: the seed is libFuzzer's, so that a run can be had again. */
static unsigned
next(unsigned *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void
read_name(struct parts *p, struct reader *r)
{
	uint8_t		 len;
	const uint8_t	*label;

	while ((len = reader_u8(r)) > 0) {
		label = reader_bytes(r, len);
		if (label == NULL || p->name_len + 1 + len > LABELS_MAX)
			return;
		p->name[p->name_len] = len;
		memcpy(p->name + p->name_len + 1, label, len);
		p->name_len += 1u + len;
	}
}

static void
read_options(struct parts *p, struct reader *r, uint16_t len)
{
	const uint8_t	*at = reader_bytes(r, len);
	struct reader	 in;
	struct option	*o;
	const uint8_t	*data;

	if (at == NULL)
		return;
	in = reader_of(at, len);
	while (reader_left(&in) > 0 && p->noptions < OPTIONS_MAX) {
		o = &p->options[p->noptions];
		o->code = reader_u16(&in);
		o->len = reader_u16(&in);
		if ((data = reader_bytes(&in, o->len)) == NULL)
			return;
		if (o->len > DATA_MAX)
			o->len = DATA_MAX;
		memcpy(o->data, data, o->len);
		p->noptions++;
	}
}

/* What cannot be read is zero. */
static void
take_apart(struct parts *p, const uint8_t *packet, size_t len)
{
	struct reader	r;
	bool		has_more;

	memset(p, 0, sizeof(*p));
	if (len == 0)
		return;
	r = reader_of(packet, len);
	p->id = reader_u16(&r);
	p->flags = reader_u16(&r);
	p->has_question = reader_u16(&r) > 0;
	(void)reader_u32(&r);
	has_more = reader_u16(&r) > 0;
	if (p->has_question) {
		read_name(p, &r);
		p->qtype = reader_u16(&r);
		p->qclass = reader_u16(&r);
	}
	if (has_more && reader_left(&r) > EDNS_FIXED_BYTES - 1 &&
	    load_be32(r.at) >> 8 == TYPE_OPT) {
		p->has_opt = true;
		(void)reader_bytes(&r, 3);
		p->size = reader_u16(&r);
		p->ttl = reader_u32(&r);
		read_options(p, &r, reader_u16(&r));
	}
	if (r.failed)
		return;
	p->rest_len = reader_left(&r) < DATA_MAX ? reader_left(&r) : DATA_MAX;
	memcpy(p->rest, r.at, p->rest_len);
}

static size_t
options_len(const struct parts *p)
{
	size_t		n = 0;
	unsigned	i;

	for (i = 0; i < p->noptions; i++)
		n += EDNS_OPTION_BYTES + (size_t)p->options[i].len;
	return n;
}

static void
put_opt(const struct parts *p, struct writer *w)
{
	unsigned	i;

	writer_u8(w, 0);
	writer_u16(w, TYPE_OPT);
	writer_u16(w, p->size);
	writer_u32(w, p->ttl);
	writer_u16(w, (uint16_t)options_len(p));
	for (i = 0; i < p->noptions; i++) {
		writer_u16(w, p->options[i].code);
		writer_u16(w, p->options[i].len);
		writer_bytes(w, p->options[i].data, p->options[i].len);
	}
}

/* 0: there is no room. */
static size_t
put_together(const struct parts *p, uint8_t *packet, size_t max)
{
	struct writer	w = writer_of(packet, max);

	writer_u16(&w, p->id);
	writer_u16(&w, p->flags);
	writer_u16(&w, (uint16_t)(p->counts[0] + p->has_question));
	writer_u16(&w, p->counts[1]);
	writer_u16(&w, p->counts[2]);
	writer_u16(&w, (uint16_t)(p->counts[3] + p->has_opt));
	if (p->has_question) {
		writer_bytes(&w, p->name, p->name_len);
		writer_u8(&w, 0);
		writer_u16(&w, p->qtype);
		writer_u16(&w, p->qclass);
	}
	if (p->has_opt)
		put_opt(p, &w);
	writer_bytes(&w, p->rest, p->rest_len);
	return w.failed ? 0 : writer_len(&w);
}

/* Another first label; without the one there was, or before it. */
static void
change_name(struct parts *p, unsigned *seed)
{
	const char	*word = PICK(words, seed);
	size_t		 len = strlen(word), first = 0;

	if (p->name_len > 0 && next(seed) % 2 == 0)
		first = 1u + p->name[0];
	if (first > p->name_len)
		first = p->name_len;
	if (next(seed) % 4 == 0)
		len = 0;	/* drop it and no more */
	else
		len++;
	if (p->name_len - first + len > LABELS_MAX)
		return;
	memmove(p->name + len, p->name + first, p->name_len - first);
	p->name_len = p->name_len - first + len;
	if (len == 0)
		return;
	p->name[0] = (uint8_t)(len - 1);
	memcpy(p->name + 1, word, len - 1);
}

/* A word for the last label, which chooses the zone. */
static void
change_end(struct parts *p, unsigned *seed)
{
	const char	*word = PICK(words, seed);
	size_t		 len = strlen(word), at = 0, last = 0;

	while (at < p->name_len) {
		last = at;
		at += 1u + p->name[at];
	}
	if (next(seed) % 2 == 0)
		last = p->name_len;
	if (last + 1 + len > LABELS_MAX)
		return;
	p->name[last] = (uint8_t)len;
	memcpy(p->name + last + 1, word, len);
	p->name_len = last + 1 + len;
}

static void
change_case(struct parts *p, unsigned *seed)
{
	size_t	i;

	if (p->name_len < 2)
		return;
	i = next(seed) % p->name_len;
	if ((p->name[i] | 0x20) >= 'a' && (p->name[i] | 0x20) <= 'z')
		p->name[i] ^= 0x20;
}

/* Also of some octets of the name, whatever they are. */
static void
change_type(struct parts *p, unsigned *seed)
{
	p->has_question = true;
	p->qtype = PICK(types, seed);
	if (p->qclass == 0 || next(seed) % 8 == 0)
		p->qclass = 1;
	else if (next(seed) % 16 == 0)
		p->qclass = (uint16_t)(next(seed) % 5);
}

static void
change_opt(struct parts *p, unsigned *seed)
{
	p->has_opt = next(seed) % 8 != 0;
	if (next(seed) % 2 == 0)
		p->size = PICK(sizes, seed);
	if (next(seed) % 2 == 0)
		p->ttl ^= 0x8000;	/* DO */
	if (next(seed) % 16 == 0)
		p->ttl ^= 0x10000u << next(seed) % 8;	/* version */
}

static void
add_option(struct parts *p, unsigned *seed)
{
	struct option	*o;

	p->has_opt = true;
	if (p->noptions == OPTIONS_MAX)
		return;
	o = &p->options[p->noptions++];
	memset(o, 0, sizeof(*o));
	o->code = PICK(codes, seed);
	o->len = PICK(lens, seed);
	if (o->len > 8)
		o->data[8] = 1;	/* a server cookie's version */
}

static void
change_option(struct parts *p, unsigned *seed)
{
	struct option	*o;

	if (p->noptions == 0)
		return;
	o = &p->options[next(seed) % p->noptions];
	switch (next(seed) % 4) {
	case 0:
		*o = p->options[--p->noptions];
		break;
	case 1:
		o->code = PICK(codes, seed);
		break;
	case 2:
		o->len = PICK(lens, seed);
		break;
	default:
		o->data[next(seed) % DATA_MAX] = (uint8_t)next(seed);
		break;
	}
}

static void
change_header(struct parts *p, unsigned *seed)
{
	switch (next(seed) % 4) {
	case 0:
		p->flags = 0;
		break;
	case 1:
		p->flags ^= (uint16_t)(1u << next(seed) % 16);
		break;
	case 2:
		p->has_question = next(seed) % 4 != 0;
		break;
	default:
		p->counts[next(seed) % 4] = (uint16_t)(next(seed) % 3);
		break;
	}
}

/* NOLINTBEGIN(readability-non-const-parameter): a change_fn */
static void
drop_rest(struct parts *p, unsigned *seed)
/* NOLINTEND(readability-non-const-parameter) */
{
	(void)seed;
	p->rest_len = 0;
}

typedef void change_fn(struct parts *, unsigned *seed);

static change_fn *const changes[] = {
	change_name, change_name, change_end, change_case, change_type,
	change_type, change_opt, add_option, change_option, change_header,
	drop_rest
};

size_t
mutate_packet(uint8_t *data, size_t size, size_t max, unsigned seed,
    size_t before)
{
	struct parts	p;
	unsigned	n;
	size_t		len;

	seed |= 1;	/* 0 would stay 0 */
	if (LLVMFuzzerMutate != NULL && (size < before + HEADER_BYTES ||
	    next(&seed) % 4 == 0))
		return LLVMFuzzerMutate(data, size, max);
	if (size < before || max < before)
		return size;
	if (before > 0 && next(&seed) % 4 == 0)
		data[next(&seed) % before] = (uint8_t)next(&seed);
	take_apart(&p, data + before, size - before);
	for (n = next(&seed) % 3; n < 3; n++)
		changes[next(&seed) % COUNT(changes)](&p, &seed);
	len = put_together(&p, data + before, max - before);
	return len == 0 ? size : before + len;
}
