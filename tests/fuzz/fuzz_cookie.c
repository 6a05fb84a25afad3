/* SPDX-License-Identifier: ISC */
/*
 * EDNS options and the cookies among them.  Input: bits, an address's first
 * octets, now and the age of a cookie, then the RDATA of an OPT.  What is
 * taken of it lies in it; what answers it can be read again; a cookie is
 * good if it is what RFC 9018 says, as a second way to SipHash-2-4 has it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/cookie.h"
#include "server/edns.h"
#include "tests/fuzz/judge.h"

enum bits { BIT_IPV6 = 1, BIT_TCP = 2, BIT_NSID = 4, BIT_AGENT = 8,
    BIT_EDE = 16, BIT_VERSION = 32 };

/* Bits, address, now, age. */
#define CONTROL_BYTES	13

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const uint8_t	secret[COOKIE_SECRET_BYTES] = "a secret, as it";

static uint64_t
load_le64(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	    (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	    (uint64_t)p[7] << 56;
}

static uint64_t
rotl(uint64_t x, int b)
{
	return x << b | x >> (64 - b);
}

static void
sip_rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[1] = rotl(v[1], 13) ^ v[0];
		v[0] = rotl(v[0], 32);
		v[2] += v[3];
		v[3] = rotl(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotl(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotl(v[1], 17) ^ v[2];
		v[2] = rotl(v[2], 32);
	}
}

/* By the paper of Aumasson and Bernstein; the text is of whole words here. */
static void
siphash(const uint8_t *text, size_t len, uint8_t out[8])
{
	uint64_t	k0 = load_le64(secret), k1 = load_le64(secret + 8);
	uint64_t	v[4], m;
	uint8_t		last[8] = {0};
	size_t		i;

	v[0] = k0 ^ 0x736f6d6570736575ULL;
	v[1] = k1 ^ 0x646f72616e646f6dULL;
	v[2] = k0 ^ 0x6c7967656e657261ULL;
	v[3] = k1 ^ 0x7465646279746573ULL;
	memcpy(last, text + len / 8 * 8, len % 8);
	last[7] = (uint8_t)len;
	for (i = 0; i <= len; i += 8) {
		m = load_le64(i + 8 <= len ? text + i : last);
		v[3] ^= m;
		sip_rounds(v, 2);
		v[0] ^= m;
	}
	v[2] ^= 0xff;
	sip_rounds(v, 4);
	m = v[0] ^ v[1] ^ v[2] ^ v[3];
	for (i = 0; i < 8; i++)
		out[i] = (uint8_t)(m >> 8 * i);
}

/* Is it good?  RFC 9018 4.3, said once more. */
static bool
should_be_good(const struct cookie_client *client, const uint8_t *cookie)
{
	uint8_t		text[COOKIE_CLIENT_BYTES + 8 + 16], hash[8];
	uint32_t	age;

	memcpy(text, cookie, 16);
	memcpy(text + 16, client->address, client->address_len);
	siphash(text, 16 + client->address_len, hash);
	age = client->now_s - load_be32(cookie + 12);
	return cookie[8] == 1 && memcmp(hash, cookie + 16, 8) == 0 &&
	    (age <= 3600 || age >= UINT32_MAX - 299);
}

/* Ours, of another time, and with a bit turned; and that of the query. */
static void
check_cookies(const struct cookie_client *client, uint32_t age,
    const struct edns *e, unsigned bit)
{
	static struct cookie	*c;
	struct cookie_client	 past = *client;
	uint8_t			 cookie[COOKIE_BYTES];
	static const uint8_t	 zeros[COOKIE_CLIENT_BYTES];

	if (c == NULL)
		require((c = cookie_new()) != NULL);
	past.now_s -= age;
	require(cookie_make(c, secret, &past, e->cookie_len > 0 ? e->cookie :
	    zeros, cookie) == 0);
	require(cookie_is_good(c, secret, &past, cookie));
	require(should_be_good(&past, cookie));
	require(cookie_is_good(c, secret, client, cookie) ==
	    should_be_good(client, cookie));
	bit %= 8 * COOKIE_BYTES;
	cookie[bit / 8] ^= (uint8_t)(1 << bit % 8);
	require(!cookie_is_good(c, secret, &past, cookie));
	if (e->cookie_len == COOKIE_BYTES)
		require(cookie_is_good(c, secret, client, e->cookie) ==
		    should_be_good(client, e->cookie));
}

static void
check_parsed(const struct edns *e, const uint8_t *options, size_t len)
{
	require(e->has_options == (len > 0));
	require(e->cookie_len == 0 || e->cookie_len == COOKIE_CLIENT_BYTES ||
	    (e->cookie_len >= COOKIE_CLIENT_BYTES + COOKIE_SERVER_MIN &&
	    e->cookie_len <= COOKIE_CLIENT_BYTES + COOKIE_SERVER_MAX));
	if (e->cookie_len > 0)
		require(e->cookie >= options + EDNS_OPTION_BYTES &&
		    e->cookie + e->cookie_len <= options + len);
}

/* The OPT that answers, whole: its options end where it ends. */
static void
check_reply(const struct edns *e, unsigned bits)
{
	static const uint8_t	 cookie[COOKIE_BYTES];
	static uint8_t		 room[1024];
	struct edns_reply	 reply = {.udp_size = 1232,
				    .nsid = bits & BIT_NSID ? "n" : NULL,
				    .cookie = e->cookie_len > 0 ? cookie : NULL,
				    .agent = (const uint8_t *)"\1a",
				    .agent_len = 3, .idle_ds = 100,
				    .has_version = bits & BIT_VERSION,
				    .is_tcp = bits & BIT_TCP,
				    .ede = EDE_NONE, .ede_text = "why"};
	struct writer		 w = writer_of(room, sizeof(room));
	struct reader		 r;

	if (!(bits & BIT_AGENT))
		reply.agent = NULL;
	if (bits & BIT_EDE)
		reply.ede = EDE_STALE;
	edns_write(&w, e, &reply);
	require(!w.failed && writer_len(&w) == edns_len(e, &reply));
	r = reader_of(room, writer_len(&w));
	require(reader_u8(&r) == 0 && reader_u16(&r) == 41);
	(void)reader_bytes(&r, 6);
	require(reader_u16(&r) == reader_left(&r));
	while (reader_left(&r) > 0) {
		(void)reader_u16(&r);
		(void)reader_bytes(&r, reader_u16(&r));
	}
	require(!r.failed);
}

/* The whole record, as a query has it: the same comes of it. */
static void
check_record(const struct edns *e, int rc, const uint8_t *options, size_t len)
{
	struct edns	 whole = {.is_present = false};
	uint8_t		*record = calloc(1, 8 + len);
	struct reader	 r;

	require(record != NULL);
	store_be16(record, 100);	/* too small a size */
	store_be16(record + 6, (uint16_t)len);
	if (len > 0)
		memcpy(record + 8, options, len);
	r = reader_of(record, 8 + len);
	require(edns_parse(&r, &whole) == rc);
	if (rc == 0)
		require(whole.udp_size == EDNS_SIZE_LEAST &&
		    whole.cookie_len == e->cookie_len &&
		    whole.wants_nsid == e->wants_nsid &&
		    whole.wants_keepalive == e->wants_keepalive &&
		    whole.wants_version == e->wants_version);
	/* One octet less is cut off. */
	r = reader_of(record, 7 + len);
	require(len == 0 || edns_parse(&r, &whole) == -1);
	free(record);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t	 rest[12];
	uint8_t			 address[16];
	struct cookie_client	 client = {.address = address};
	struct edns		 e = {.is_present = true};
	const uint8_t		*options = data + CONTROL_BYTES;
	size_t			 len;
	int			 rc;

	if (size < CONTROL_BYTES || size - CONTROL_BYTES > UINT16_MAX)
		return 0;
	len = size - CONTROL_BYTES;
	memcpy(address, data + 1, 4);
	memcpy(address + 4, rest, sizeof(rest));
	client.address_len = data[0] & BIT_IPV6 ? 16 : 4;
	client.now_s = load_be32(data + 5);
	rc = edns_parse_options(&e, options, len);
	require(rc == 0 || rc == -1);
	check_record(&e, rc, options, len);
	if (rc == -1)
		return 0;
	check_parsed(&e, options, len);
	check_cookies(&client, load_be32(data + 9), &e, data[4]);
	check_reply(&e, data[0]);
	return 0;
}
