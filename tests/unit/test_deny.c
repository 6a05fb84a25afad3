/* SPDX-License-Identifier: ISC */
/*
 * Which records of a chain prove what: sound chains by table, broken ones
 * by trying all of them.  The signatures here sign nothing; resolvers judge
 * real ones in tests/e2e.
 */
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
	    " AAAA\n", owner, type, apex);
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

static const char *
ask(struct world *w, const char *apex, const char *rel, uint16_t type)
{
	char		text[NAME_TEXT_MAX];
	struct name	n;
	struct ask	a = {.name = text, .type = type, .edns_size = 4096,
	    .has_do = true, .is_tcp = true};

	full_name(rel, apex, &n);
	name_to_text(n.wire, text);
	(void)world_ask(w, &a);
	return brief(w, apex);
}

struct row {
	const char	*name;
	uint16_t	 type;
	const char	*nsec;
	const char	*nsec3;		/* NULL: as nsec */
};

static void
check_rows(const struct chained *z, const struct row *rows, size_t n)
{
	static struct world	w;
	const char		*got, *want;
	enum kind		 kind;
	size_t			 i;

	for (kind = WITH_NSEC; kind <= WITH_NSEC3; kind++) {
		world_open(&w);
		world_add(&w, z->apex, make_zone(z, kind, UINT32_MAX), true);
		for (i = 0; i < n; i++) {
			want = kind == WITH_NSEC3 && rows[i].nsec3 != NULL ?
			    rows[i].nsec3 : rows[i].nsec;
			got = ask(&w, z->apex, rows[i].name, rows[i].type);
			if (strcmp(got, want) != 0)
				fail_msg("%s %s %u\ngot  %s\nwant %s",
				    kind == WITH_NSEC ? "NSEC" : "NSEC3",
				    rows[i].name, rows[i].type, got, want);
		}
		world_close(&w);
	}
}
#define CHECK_ROWS(z, rows)	\
	check_rows(z, rows, sizeof(rows) / sizeof((rows)[0]))

#define DS_SHA256	"DS 1 13 2 00112233445566778899aabbccddeeff" \
			"00112233445566778899aabbccddeeff\n"

/* The shapes of RFC 4035 appendix B and RFC 5155 appendix B.  With NSEC an
   empty non-terminal has no record, with NSEC3 it has. */
static const struct chained sound = {"example.",
	"a A 192.0.2.1\n"
	"x.ent A 192.0.2.2\n"
	"*.w MX 10 a\n"
	"x.w A 192.0.2.3\n"
	"*.c CNAME gone\n"
	"signed NS ns.signed\n"
	"signed " DS_SHA256
	"ns.signed A 192.0.2.4\n"
	"plain NS ns.dns.\n"
	"dn DNAME a\n", {
	"@", "a", "x.ent", "*.w", "x.w", "*.c", "signed", "plain", "dn"}};

static const struct chained sound3 = {"example.",
	"a A 192.0.2.1\n"
	"x.ent A 192.0.2.2\n"
	"*.w MX 10 a\n"
	"x.w A 192.0.2.3\n"
	"*.c CNAME gone\n"
	"signed NS ns.signed\n"
	"signed " DS_SHA256
	"ns.signed A 192.0.2.4\n"
	"plain NS ns.dns.\n"
	"dn DNAME a\n", {
	"@", "a", "x.ent", "*.w", "x.w", "*.c", "signed", "plain", "dn",
	"ent", "w", "c"}};

static const struct row rows[] = {
	{"b", TYPE_A, "", NULL},
};

static void
test_rows(void **state)
{
	static struct world w; static const char *const names[]={"a","b","@","ent","y.ent","x.ent","y.w","x.w","z.x.w","*.w","w","y.c","signed","x.signed","plain","x.plain","dn","y.dn","z.b.q"};
	static const uint16_t types[]={1,15,43,46,47,50,255}; enum kind k; size_t i,j;
	(void)state;
	(void)rows; (void)sound; (void)check_rows;
	for (k = WITH_NSEC; k<=WITH_NSEC3;k++) {
		world_open(&w);
		world_add(&w, "example.", make_zone(k==WITH_NSEC?&sound:&sound3, k, UINT32_MAX), true);
		for(i=0;i<sizeof names/sizeof names[0];i++) for(j=0;j<7;j++)
			fprintf(stderr,"%d {\"%s\", %u, \"%s\"},\n",k,names[i],types[j],ask(&w,"example.",names[i],types[j]));
	}
}
int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
