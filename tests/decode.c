/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/decode.h"

enum { A = 1, NS = 2, CNAME = 5, SOA = 6, MX = 15, TXT = 16, AAAA = 28,
	DNAME = 39, OPT = 41 };

/* A message and how far it is read. */
struct cursor {
	const uint8_t	*start;
	size_t		 at;
	size_t		 end;
	const char	*why;		/* the first fault */
};

static unsigned
get(struct cursor *c, unsigned octets)
{
	unsigned	v = 0;

	for (; octets > 0; octets--) {
		if (c->at >= c->end) {
			c->why = "cut off";
			return 0;
		}
		v = (v << 8) | c->start[c->at++];
	}
	return v;
}

/* One label as text; an octet that would need an escape is a fault. */
static size_t
get_label(struct cursor *c, size_t at, size_t len, char *out, size_t used)
{
	size_t	i;

	if (used + len + 2 > ORACLE_NAME_MAX || at + len > c->end) {
		c->why = "name too long or cut off";
		return used;
	}
	for (i = 0; i < len; i++) {
		if (c->start[at + i] == '.' || !isgraph(c->start[at + i]))
			c->why = "odd octet in a name";
		out[used++] = (char)tolower(c->start[at + i]);
	}
	out[used++] = '.';
	out[used] = '\0';
	return used;
}

/* RFC 1035 4.1.4: a name, whose pointers must lead backwards. */
static void
get_name(struct cursor *c, char out[ORACLE_NAME_MAX])
{
	size_t	at = c->at, limit = c->at, used = 0, len;
	bool	has_jumped = false;

	(void)strlcpy(out, ".", ORACLE_NAME_MAX);
	while (c->why == NULL && at < c->end && (len = c->start[at]) != 0) {
		if (len >= 0xc0) {
			if (at + 1 >= c->end)
				break;
			if (!has_jumped)
				c->at = at + 2;
			has_jumped = true;
			at = (len & 0x3f) << 8 | c->start[at + 1];
			if (at >= limit) {
				c->why = "pointer leads not back";
				return;
			}
			limit = at;
			continue;
		}
		if (len > 63) {
			c->why = "bad label type";
			return;
		}
		used = get_label(c, at + 1, len, out, used);
		at += 1 + len;
	}
	if (at >= c->end || c->start[at] != 0)
		c->why = "name cut off";
	if (!has_jumped)
		c->at = at + 1;
}

/* RDATA in the form of RFC 3597 5. */
static void
opaque_text(struct cursor *c, size_t len, char *out)
{
	size_t	n;

	if (3 * len + 20 > ORACLE_RDATA_MAX) {
		c->why = "RDATA too long for this test";
		return;
	}
	n = (size_t)sprintf(out, "\\# %zu ", len);
	for (; len > 0; len--)
		n += (size_t)sprintf(out + n, "%02x", get(c, 1));
}

static void
txt_text(struct cursor *c, size_t end, char *out)
{
	size_t	len, n = 0;

	while (c->why == NULL && c->at < end) {
		len = get(c, 1);
		if (c->at + len > end || n + len + 4 > ORACLE_RDATA_MAX) {
			c->why = "bad character-string";
			return;
		}
		n += (size_t)sprintf(out + n, "%s\"%.*s\"", n == 0 ? "" : " ",
		    (int)len, (const char *)c->start + c->at);
		c->at += len;
	}
}

static void
soa_text(struct cursor *c, char *out)
{
	char		mname[ORACLE_NAME_MAX], rname[ORACLE_NAME_MAX];
	unsigned	n[5], i;

	get_name(c, mname);
	get_name(c, rname);
	for (i = 0; i < 5; i++)
		n[i] = get(c, 4);
	(void)snprintf(out, ORACLE_RDATA_MAX, "%s %s %u %u %u %u %u", mname,
	    rname, n[0], n[1], n[2], n[3], n[4]);
}

static void
address_text(struct cursor *c, int family, size_t len, size_t want,
    char *out)
{
	if (len != want || inet_ntop(family, c->start + c->at, out,
	    ORACLE_RDATA_MAX) == NULL)
		c->why = "bad address";
	c->at += len;
}

static void
get_rdata(struct cursor *c, unsigned type, size_t len, char *out)
{
	size_t	end = c->at + len;
	int	n;

	if (end > c->end) {
		c->why = "RDATA cut off";
		return;
	}
	switch (type) {
	case A:
		address_text(c, AF_INET, len, 4, out);
		break;
	case AAAA:
		address_text(c, AF_INET6, len, 16, out);
		break;
	case NS:
	case CNAME:
	case DNAME:
		get_name(c, out);
		break;
	case MX:
		n = sprintf(out, "%u ", get(c, 2));
		get_name(c, out + n);
		break;
	case SOA:
		soa_text(c, out);
		break;
	case TXT:
		txt_text(c, end, out);
		break;
	default:
		opaque_text(c, len, out);
	}
	if (c->why == NULL && c->at != end)
		c->why = "RDLENGTH and RDATA differ";
}

static void
get_rr(struct cursor *c, struct message *m, unsigned section)
{
	struct oracle_set *set = &m->section[section];
	struct oracle_rr *rr = &set->rr[set->n];
	unsigned	 rrclass;

	if (set->n == ORACLE_SET_MAX) {
		c->why = "too many records for this test";
		return;
	}
	get_name(c, rr->owner);
	rr->type = get(c, 2);
	rrclass = get(c, 2);
	rr->ttl = get(c, 4);
	if (rr->type == OPT) {
		if (m->has_opt || section != SECTION_ADDITIONAL)
			c->why = "stray OPT";
		m->has_opt = true;
		m->udp_size = (uint16_t)rrclass;
		m->rcode |= rr->ttl >> 24 << 4;
		c->at += get(c, 2);
		return;
	}
	if (rrclass != 1)
		c->why = "class is not IN";
	get_rdata(c, rr->type, get(c, 2), rr->rdata);
	set->n++;
}

int
message_decode(const uint8_t *bytes, size_t len_bytes, struct message *m,
    const char **why)
{
	struct cursor	c = { bytes, 0, len_bytes, NULL };
	unsigned	count[4], i, section;

	m->has_question = m->has_opt = false;
	m->id = (uint16_t)get(&c, 2);
	m->flags = (uint16_t)get(&c, 2);
	m->rcode = m->flags & 0xf;
	for (i = 0; i < 4; i++)
		count[i] = get(&c, 2);
	if (count[0] > 1)
		c.why = "more than one question";
	else if (count[0] == 1) {
		get_name(&c, m->qname);
		m->qtype = get(&c, 2);
		(void)get(&c, 2);
		m->has_question = true;
	}
	for (section = 0; section < 3; section++) {
		m->section[section].n = 0;
		for (i = 0; i < count[section + 1] && c.why == NULL; i++)
			get_rr(&c, m, section);
	}
	if (c.why == NULL && c.at != c.end)
		c.why = "octets left over";
	*why = c.why;
	return c.why == NULL ? 0 : -1;
}

/* Append v in so many octets at *n. */
static void
put(uint8_t *out, size_t *n, unsigned octets, unsigned v)
{
	assert(*n + octets <= QUERY_MAX_BYTES);
	while (octets-- > 0)
		out[(*n)++] = (uint8_t)(v >> 8 * octets);
}

static void
put_name(uint8_t *out, size_t *n, const char *name)
{
	size_t	len;

	for (; strcmp(name, ".") != 0 && *name != '\0'; name += len + 1) {
		len = strcspn(name, ".");
		put(out, n, 1, (unsigned)len);
		assert(*n + len <= QUERY_MAX_BYTES);
		memcpy(out + *n, name, len);
		*n += len;
	}
	put(out, n, 1, 0);
}

size_t
message_query(uint8_t *out, uint16_t id, const char *qname, unsigned qtype,
    unsigned udp_size)
{
	size_t	n = 0;

	put(out, &n, 2, id);
	put(out, &n, 2, 0);
	put(out, &n, 2, 1);
	put(out, &n, 4, 0);
	put(out, &n, 2, udp_size != 0);
	put_name(out, &n, qname);
	put(out, &n, 2, qtype);
	put(out, &n, 2, 1);
	if (udp_size != 0) {
		put(out, &n, 1, 0);
		put(out, &n, 2, OPT);
		put(out, &n, 2, udp_size);
		put(out, &n, 4, 0);
		put(out, &n, 2, 0);
	}
	return n;
}
