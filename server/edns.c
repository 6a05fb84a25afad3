/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/cookie.h"
#include "server/edns.h"
#include "zones/rrtype.h"

#define FLAG_DO		0x8000

/* One option that we know; one more is one more row. */
struct option {
	uint16_t	 code;
	/* What a query's option asks for; -1: FORMERR.  NULL: ignored. */
	int		(*parse)(struct edns *, const uint8_t *, size_t);
	/* Octets of the answer's option data; -1: none is sent. */
	int		(*len)(const struct edns *,
			    const struct edns_reply *);
	void		(*write)(struct writer *, const struct edns_reply *);
};

/* RFC 5001 2.1: an empty option asks; content is ignored. */
static int
nsid_parse(struct edns *e, const uint8_t *data, size_t len)
{
	(void)data;
	(void)len;
	e->wants_nsid = true;
	return 0;
}

static int
nsid_len(const struct edns *e, const struct edns_reply *reply)
{
	if (!e->wants_nsid || reply->nsid == NULL)
		return -1;
	return (int)strlen(reply->nsid);
}

static void
nsid_write(struct writer *w, const struct edns_reply *reply)
{
	writer_bytes(w, reply->nsid, strlen(reply->nsid));
}

/* RFC 7873 5.2.2: 8 octets, or 16 to 40; another length is FORMERR. */
static int
cookie_parse(struct edns *e, const uint8_t *data, size_t len)
{
	if (len != COOKIE_CLIENT_BYTES &&
	    (len < COOKIE_CLIENT_BYTES + COOKIE_SERVER_MIN ||
	    len > COOKIE_CLIENT_BYTES + COOKIE_SERVER_MAX))
		return -1;
	if (e->cookie_len == 0) {	/* of several the first counts */
		e->cookie = data;
		e->cookie_len = (uint8_t)len;
	}
	return 0;
}

static int
cookie_len(const struct edns *e, const struct edns_reply *reply)
{
	return e->cookie_len == 0 || reply->cookie == NULL ? -1 :
	    COOKIE_BYTES;
}

static void
cookie_write(struct writer *w, const struct edns_reply *reply)
{
	writer_bytes(w, reply->cookie, COOKIE_BYTES);
}

/* RFC 7828 3.2.1, 3.3.2: empty in a query; over UDP it is ignored. */
static int
keepalive_parse(struct edns *e, const uint8_t *data, size_t len)
{
	(void)data;
	e->wants_keepalive = len == 0;
	return len == 0 ? 0 : -1;
}

static int
keepalive_len(const struct edns *e, const struct edns_reply *reply)
{
	return e->wants_keepalive && reply->is_tcp ? 2 : -1;
}

static void
keepalive_write(struct writer *w, const struct edns_reply *reply)
{
	writer_u16(w, reply->idle_ds);
}

/* RFC 8914: for people who look at an answer; queries have none. */
static int
ede_len(const struct edns *e, const struct edns_reply *reply)
{
	(void)e;
	if (reply->ede == EDE_NONE)
		return -1;
	return 2 + (int)(reply->ede_text == NULL ? 0 :
	    strlen(reply->ede_text));
}

static void
ede_write(struct writer *w, const struct edns_reply *reply)
{
	writer_u16(w, (uint16_t)reply->ede);
	if (reply->ede_text != NULL)
		writer_bytes(w, reply->ede_text, strlen(reply->ede_text));
}

/* RFC 9567 6.3: said without being asked. */
static int
agent_len(const struct edns *e, const struct edns_reply *reply)
{
	(void)e;
	return reply->agent == NULL ? -1 : reply->agent_len;
}

static void
agent_write(struct writer *w, const struct edns_reply *reply)
{
	writer_bytes(w, reply->agent, reply->agent_len);
}

/* RFC 9660 3.1: empty in a query. */
static int
version_parse(struct edns *e, const uint8_t *data, size_t len)
{
	(void)data;
	e->wants_version = len == 0;
	return len == 0 ? 0 : -1;
}

static int
version_len(const struct edns *e, const struct edns_reply *reply)
{
	return e->wants_version && reply->has_version ? 6 : -1;
}

static void
version_write(struct writer *w, const struct edns_reply *reply)
{
	writer_u8(w, reply->version_labels);
	writer_u8(w, 0);	/* RFC 9660 4: type SOA-SERIAL */
	writer_u32(w, reply->serial);
}

static const struct option options[] = {
	{3, nsid_parse, nsid_len, nsid_write},
	{10, cookie_parse, cookie_len, cookie_write},
	{11, keepalive_parse, keepalive_len, keepalive_write},
	{15, NULL, ede_len, ede_write},
	{18, NULL, agent_len, agent_write},
	{19, version_parse, version_len, version_write},
};

#define NOPTIONS	(sizeof(options) / sizeof(options[0]))

static int
parse_option(struct reader *r, struct edns *e)
{
	uint16_t	 code = reader_u16(r);
	uint16_t	 len = reader_u16(r);
	const uint8_t	*data = reader_bytes(r, len);
	size_t		 i;

	if (r->failed)
		return -1;
	for (i = 0; i < NOPTIONS; i++)
		if (options[i].code == code && options[i].parse != NULL)
			return options[i].parse(e, data, len);
	return 0;
}

int
edns_parse_options(struct edns *e, const uint8_t *options_at, size_t len)
{
	struct reader	 rdata = reader_of(options_at, len);

	e->has_options = len > 0;
	while (reader_left(&rdata) > 0)
		if (parse_option(&rdata, e) == -1)
			return -1;
	return 0;
}

int
edns_parse(struct reader *r, struct edns *e)
{
	const uint8_t	*options_at;
	uint16_t	 flags, len;

	e->is_present = true;
	e->udp_size = reader_u16(r);
	if (e->udp_size < EDNS_SIZE_LEAST)
		e->udp_size = EDNS_SIZE_LEAST;
	(void)reader_u8(r);	/* extended RCODE: only answers have one */
	e->version = reader_u8(r);
	flags = reader_u16(r);
	e->has_do = (flags & FLAG_DO) != 0;
	len = reader_u16(r);
	if ((options_at = reader_bytes(r, len)) == NULL)
		return -1;
	/* Another version may mean anything by its options. */
	return e->version != 0 ? 0 : edns_parse_options(e, options_at, len);
}

size_t
edns_len(const struct edns *e, const struct edns_reply *reply)
{
	size_t	i, n = EDNS_FIXED_BYTES;
	int	len;

	if (!e->is_present)
		return 0;
	for (i = 0; i < NOPTIONS; i++)
		if ((len = options[i].len(e, reply)) >= 0)
			n += EDNS_OPTION_BYTES + (size_t)len;
	return n;
}

void
edns_write(struct writer *w, const struct edns *e,
    const struct edns_reply *reply)
{
	size_t	i;
	int	len;

	if (!e->is_present)
		return;
	writer_u8(w, 0);
	writer_u16(w, TYPE_OPT);
	writer_u16(w, reply->udp_size);
	writer_u8(w, (uint8_t)(reply->rcode >> 4));
	writer_u8(w, 0);	/* the version that we speak */
	writer_u16(w, e->has_do ? FLAG_DO : 0);
	writer_u16(w, (uint16_t)(edns_len(e, reply) - EDNS_FIXED_BYTES));
	for (i = 0; i < NOPTIONS; i++) {
		if ((len = options[i].len(e, reply)) < 0)
			continue;
		writer_u16(w, options[i].code);
		writer_u16(w, (uint16_t)len);
		options[i].write(w, reply);
	}
}
