/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHAINED_H
#define MXD_CHAINED_H

/* Zones with a chain of NSEC or NSEC3, and what is answered, in brief. */
#include "tests/unit/world.h"

#include "zones/nsec3.h"

#define MEMBERS_MAX	24

/* A zone, and which of its names have a record in the chain. */
struct chained {
	const char	*apex;
	const char	*body;		/* records behind SOA and NS */
	const char	*members[MEMBERS_MAX];	/* "@", "a", "*.w" */
};

enum kind { UNSIGNED, WITH_NSEC, WITH_NSEC3 };

/* The names whose hashes an answer may have, so that it can be read. */
struct hash {
	char	label[NSEC3_LABEL_BYTES];
	char	name[64];
};

static struct hash	hashes[64];
static unsigned		nhashes;

/* Of three octets each; none signs anything. */
#define SIGNATURE	"AAAA"
static const char	*chain_signature = SIGNATURE;

static void
full_name(const char *rel, const char *apex, struct name *out)
{
	struct name	 origin;
	const char	*why;

	assert_int_equal(name_from_text(&origin, apex, strlen(apex), NULL,
	    &why), 0);
	assert_int_equal(name_from_text(out, rel, strlen(rel), &origin,
	    &why), 0);
}

/* The hash of a name as text, without salt and iterations. */
static const char *
hash_of(const char *rel, const char *apex)
{
	static const struct nsec3_params params;
	struct nsec3	*h = nsec3_new();
	struct hash	*out = &hashes[nhashes++];
	struct name	 name;
	uint8_t		 label[NSEC3_LABEL_BYTES];

	assert_true(nhashes < sizeof(hashes) / sizeof(hashes[0]));
	full_name(rel, apex, &name);
	assert_int_equal(nsec3_label(h, &params, name.wire, name.len, label),
	    0);
	memcpy(out->label, label + 1, NSEC3_LABEL_BYTES - 1);
	(void)snprintf(out->name, sizeof(out->name), "%s", rel);
	nsec3_free(h);
	return out->label;
}

static void
put_sig(struct out_text *t, const char *owner, const char *type,
    const char *apex)
{
	put_text(t, "%s RRSIG %s 13 1 60 20370101000000 20260101000000 1 %s"
	    " %s\n", owner, type, apex, chain_signature);
}

/* The zone with those members of its chain whose bits are set. */
static const char *
make_zone(const struct chained *z, enum kind kind, unsigned members)
{
	static struct out_text	 t;
	const char		*owner, *type;
	unsigned		 i;

	t.len = nhashes = 0;
	put_text(&t, "$TTL 60\n@ SOA ns.dns. h.dns. 1 2 3 4 5\n"
	    "@ NS ns.dns.\n%s", z->body);
	if (kind == UNSIGNED)
		return t.buf;
	put_sig(&t, "@", "SOA", z->apex);
	if (kind == WITH_NSEC3)
		put_text(&t, "@ NSEC3PARAM 1 0 0 -\n");
	type = kind == WITH_NSEC ? "NSEC" : "NSEC3";
	for (i = 0; z->members[i] != NULL; i++) {
		owner = z->members[i];
		if (kind == WITH_NSEC3)
			owner = hash_of(owner, z->apex);
		if (!(members >> i & 1))
			continue;
		put_text(&t, "%s %s %s A\n", owner, type, kind == WITH_NSEC ?
		    "x." : "1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr");
		put_sig(&t, owner, type, z->apex);
	}
	return t.buf;
}

/* "name/TYPE", relative to the apex, hashes as the names they are of. */
static void
put_brief(struct out_text *t, const struct name *n, uint16_t type,
    const struct name *apex)
{
	char		owner[NAME_TEXT_MAX], apex_text[NAME_TEXT_MAX];
	char		mnemonic[RRTYPE_TEXT_MAX];
	const char	*shown = owner;
	size_t		len;
	unsigned	i;

	name_to_text(n->wire, owner);
	name_to_text(apex->wire, apex_text);
	len = strlen(owner);
	if (name_equal(n, apex))
		shown = "@";
	else if (name_is_under(n, apex) && apex->labels > 0)
		owner[len - strlen(apex_text) - 1] = '\0';
	for (i = 0; type == TYPE_NSEC3 && i < nhashes; i++)
		if (strncasecmp(hashes[i].label, shown, 32) == 0)
			shown = hashes[i].name;
	put_text(t, " %s/%s", shown, rrtype_to_text(type, mnemonic));
}

/* "rcode aa | answer | authority": owners and types, "+" for each RRSIG. */
static const char *
brief(const struct world *w, const char *apex_text)
{
	static struct out_text	t;
	struct reader		r = reader_of(w->out, w->out_len);
	struct name		n, apex;
	uint16_t		flags, type, count[4];
	int			i, k;

	t.len = 0;
	full_name("@", apex_text, &apex);
	(void)reader_u16(&r);
	flags = reader_u16(&r);
	for (i = 0; i < 4; i++)
		count[i] = reader_u16(&r);
	put_text(&t, "%u%s%s", flags & FLAG_RCODE, flags & FLAG_AA ? " aa" :
	    "", flags & FLAG_TC ? " tc" : "");
	assert_int_equal(name_expand(&r, &n), 0);
	(void)reader_u32(&r);
	for (i = 1; i < 3; i++) {
		put_text(&t, " |");
		for (k = 0; k < count[i]; k++) {
			assert_int_equal(name_expand(&r, &n), 0);
			type = reader_u16(&r);
			(void)reader_bytes(&r, 6);
			(void)reader_bytes(&r, reader_u16(&r));
			if (type == TYPE_RRSIG)
				put_text(&t, "+");
			else
				put_brief(&t, &n, type, &apex);
		}
	}
	assert_false(r.failed);
	return t.buf;
}

/* Over UDP with so much room, or over TCP with 0. */
static const char *
ask_in(struct world *w, const char *apex, const char *rel, uint16_t type,
    uint16_t room)
{
	char		text[NAME_TEXT_MAX];
	struct name	n;
	struct ask	a = {.name = text, .type = type,
	    .edns_size = room == 0 ? 4096 : room, .has_do = true,
	    .is_tcp = room == 0};

	full_name(rel, apex, &n);
	name_to_text(n.wire, text);
	(void)world_ask(w, &a);
	return brief(w, apex);
}

static const char *
ask(struct world *w, const char *apex, const char *rel, uint16_t type)
{
	return ask_in(w, apex, rel, type, 0);
}

#endif
