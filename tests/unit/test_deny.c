/* SPDX-License-Identifier: ISC */
/*
 * Which records of a chain prove what: sound chains by table, broken ones
 * by trying all of them.  The signatures here sign nothing; resolvers judge
 * real ones in tests/e2e.
 */
#include "tests/unit/chained.h"

struct row {
	const char	*name;
	uint16_t	 type;
	const char	*nsec;
	const char	*nsec3;		/* NULL: as nsec */
};

/* So that one run shows all that is wrong. */
static void
check_rows(const struct chained *z, enum kind kind, const struct row *rows,
    size_t n)
{
	static struct world	w;
	const char		*got, *want;
	size_t			 i;
	unsigned		 wrong = 0;

	world_open(&w);
	world_add(&w, z->apex, make_zone(z, kind, UINT32_MAX), true);
	for (i = 0; i < n; i++) {
		want = kind == WITH_NSEC3 && rows[i].nsec3 != NULL ?
		    rows[i].nsec3 : rows[i].nsec;
		got = ask(&w, z->apex, rows[i].name, rows[i].type);
		if (strcmp(got, want) == 0)
			continue;
		print_error("%s of %s type %u\ngot  \"%s\"\nwant \"%s\"\n",
		    kind == WITH_NSEC ? "NSEC" : "NSEC3", rows[i].name,
		    rows[i].type, got, want);
		wrong++;
	}
	world_close(&w);
	assert_int_equal(wrong, 0);
}
#define CHECK_ROWS(z, kind, rows)	\
	check_rows(z, kind, rows, sizeof(rows) / sizeof((rows)[0]))

#define DS_SHA256	"DS 1 13 2 00112233445566778899aabbccddeeff" \
			"00112233445566778899aabbccddeeff\n"

/* The shapes of RFC 4035 appendix B and RFC 5155 appendix B. */
#define BODY	"a A 192.0.2.1\n" \
		"x.ent A 192.0.2.2\n" \
		"*.w MX 10 a\n" \
		"x.w A 192.0.2.3\n" \
		"*.c CNAME gone\n" \
		"signed NS ns.signed\n" \
		"signed " DS_SHA256 \
		"ns.signed A 192.0.2.4\n" \
		"plain NS ns.dns.\n" \
		"only.plain.below NS ns.dns.\n" \
		"dn DNAME a\n"

/* With NSEC an empty non-terminal has no record, with NSEC3 it has. */
static const struct chained zones[] = {
	[WITH_NSEC] = {"example.", BODY, {"@", "a", "*.c", "dn", "x.ent",
	    "plain", "signed", "*.w", "x.w", "only.plain.below", NULL}},
	[WITH_NSEC3] = {"example.", BODY, {"@", "a", "*.c", "dn", "x.ent",
	    "plain", "signed", "*.w", "x.w", "ent", "w", "c",
	    "only.plain.below", "plain.below", "below", NULL}},
};

static const struct row rows[] = {
	{"a", TYPE_A, "0 aa | a/A |", NULL},
	{"a", TYPE_MX, "0 aa | | @/SOA+ a/NSEC+",
	    "0 aa | | @/SOA+ a/NSEC3+"},
	{"a", TYPE_RRSIG, "0 aa |+ |",
	    "0 aa | | @/SOA+ a/NSEC3+"},
	{"a", TYPE_NSEC, "0 aa | a/NSEC+ |",
	    "0 aa | | @/SOA+ a/NSEC3+"},
	{"a", TYPE_NSEC3, "0 aa | | @/SOA+ a/NSEC+",
	    "0 aa | | @/SOA+ a/NSEC3+"},
	{"b", TYPE_A, "3 aa | | @/SOA+ a/NSEC+ @/NSEC+",
	    "3 aa | | @/SOA+ @/NSEC3+ c/NSEC3+ a/NSEC3+"},
	{"@", TYPE_DS, "0 aa | | @/SOA+ @/NSEC+",
	    "0 aa | | @/SOA+ @/NSEC3+"},
	{"@", TYPE_NSEC3, "0 aa | | @/SOA+ @/NSEC+",
	    "0 aa | | @/SOA+ @/NSEC3+"},
	{"ent", TYPE_A, "0 aa | | @/SOA+ dn/NSEC+",
	    "0 aa | | @/SOA+ ent/NSEC3+"},
	{"ent", TYPE_ANY, "0 aa | | @/SOA+ dn/NSEC+",
	    "0 aa | | @/SOA+ ent/NSEC3+"},
	{"y.ent", TYPE_A, "3 aa | | @/SOA+ x.ent/NSEC+ dn/NSEC+",
	    "3 aa | | @/SOA+ ent/NSEC3+ signed/NSEC3+ w/NSEC3+"},
	{"y.w", TYPE_MX, "0 aa | y.w/MX | x.w/NSEC+",
	    "0 aa | y.w/MX | a/NSEC3+"},
	{"y.w", TYPE_A, "0 aa | | @/SOA+ *.w/NSEC+ x.w/NSEC+",
	    "0 aa | | @/SOA+ w/NSEC3+ a/NSEC3+ *.w/NSEC3+"},
	{"y.w", TYPE_NSEC, "0 aa | y.w/NSEC+ | x.w/NSEC+",
	    "0 aa | | @/SOA+ w/NSEC3+ a/NSEC3+ *.w/NSEC3+"},
	{"*.w", TYPE_A, "0 aa | | @/SOA+ *.w/NSEC+",
	    "0 aa | | @/SOA+ *.w/NSEC3+"},
	{"w", TYPE_MX, "0 aa | | @/SOA+ signed/NSEC+",
	    "0 aa | | @/SOA+ w/NSEC3+"},
	{"x.w", TYPE_MX, "0 aa | | @/SOA+ x.w/NSEC+",
	    "0 aa | | @/SOA+ x.w/NSEC3+"},
	{"z.x.w", TYPE_A, "3 aa | | @/SOA+ x.w/NSEC+",
	    "3 aa | | @/SOA+ x.w/NSEC3+"},
	{"y.c", TYPE_A,
	    "3 aa | y.c/CNAME | @/SOA+ x.ent/NSEC+ @/NSEC+ *.c/NSEC+",
	    "3 aa | y.c/CNAME | @/SOA+ @/NSEC3+ w/NSEC3+ a/NSEC3+"
	    " *.w/NSEC3+"},
	{"signed", TYPE_A, "0 | | signed/NS signed/DS", NULL},
	{"signed", TYPE_DS, "0 aa | signed/DS |", NULL},
	{"x.signed", TYPE_DS, "0 | | signed/NS signed/DS", NULL},
	{"plain", TYPE_A, "0 | | plain/NS plain/NSEC+",
	    "0 | | plain/NS plain/NSEC3+"},
	{"plain", TYPE_DS, "0 aa | | @/SOA+ plain/NSEC+",
	    "0 aa | | @/SOA+ plain/NSEC3+"},
	{"x.plain", TYPE_A, "0 | | plain/NS plain/NSEC+",
	    "0 | | plain/NS plain/NSEC3+"},
	{"dn", TYPE_A, "0 aa | | @/SOA+ dn/NSEC+",
	    "0 aa | | @/SOA+ dn/NSEC3+"},
	{"y.dn", TYPE_A, "3 aa | dn/DNAME y.dn/CNAME | @/SOA+ a/NSEC+",
	    "3 aa | dn/DNAME y.dn/CNAME | @/SOA+ a/NSEC3+ plain/NSEC3+"},
	{"z.b.q", TYPE_A, "3 aa | | @/SOA+ plain/NSEC+ @/NSEC+",
	    "3 aa | | @/SOA+ @/NSEC3+ x.w/NSEC3+ a/NSEC3+"},
};

static void
test_rows(void **state)
{
	(void)state;
	CHECK_ROWS(&zones[WITH_NSEC], WITH_NSEC, rows);
	CHECK_ROWS(&zones[WITH_NSEC3], WITH_NSEC3, rows);
}

/* RFC 5155 6: delegations without DS, and what stands above such only,
   have no record; then the next closer name is covered. */
static const struct chained opt_out = {"example.", BODY, {"@", "a", "*.c",
	"dn", "x.ent", "signed", "*.w", "x.w", "ent", "w", "c", NULL}};

static const struct row opt_out_rows[] = {
	{"plain", TYPE_A, NULL, "0 | | plain/NS @/NSEC3+ c/NSEC3+"},
	{"x.plain", TYPE_A, NULL, "0 | | plain/NS @/NSEC3+ c/NSEC3+"},
	{"plain", TYPE_DS, NULL, "0 aa | | @/SOA+ @/NSEC3+ c/NSEC3+"},
	{"below", TYPE_A, NULL, "0 aa | | @/SOA+ @/NSEC3+ a/NSEC3+"},
	{"plain.below", TYPE_A, NULL, "0 aa | | @/SOA+ @/NSEC3+ a/NSEC3+"},
	{"q.below", TYPE_A, NULL, "3 aa | | @/SOA+ @/NSEC3+ a/NSEC3+"},
	{"q.plain.below", TYPE_A, NULL, "3 aa | | @/SOA+ @/NSEC3+ a/NSEC3+"},
	{"only.plain.below", TYPE_DS, NULL,
	    "0 aa | | @/SOA+ @/NSEC3+ a/NSEC3+"},
	{"x.only.plain.below", TYPE_A, NULL,
	    "0 | | only.plain.below/NS @/NSEC3+ a/NSEC3+"},
	{"signed", TYPE_DS, NULL, "0 aa | signed/DS |"},
};

static void
test_opt_out(void **state)
{
	(void)state;
	CHECK_ROWS(&opt_out, WITH_NSEC3, opt_out_rows);
}

/* The root: nothing is above it, and all names are below. */
static const struct chained root_zone = {".", "a. A 192.0.2.1\n"
	"*.w. TXT x\nplain. NS ns.dns.\n",
	{"@", "a.", "w.", "*.w.", "plain.", NULL}};

static const struct row root_rows[] = {
	{"@", TYPE_A, "0 aa | | @/SOA+ @/NSEC+",
	    "0 aa | | @/SOA+ @/NSEC3+"},
	{"@", TYPE_DS, "0 aa | | @/SOA+ @/NSEC+",
	    "0 aa | | @/SOA+ @/NSEC3+"},
	{"b.", TYPE_A, "3 aa | | @/SOA+ a./NSEC+ @/NSEC+",
	    "3 aa | | @/SOA+ @/NSEC3+ *.w./NSEC3+"},
	{"b.c.d.", TYPE_A, "3 aa | | @/SOA+ a./NSEC+ @/NSEC+",
	    "3 aa | | @/SOA+ @/NSEC3+ plain./NSEC3+ *.w./NSEC3+"},
	{"x.w.", TYPE_A, "0 aa | | @/SOA+ *.w./NSEC+",
	    "0 aa | | @/SOA+ w./NSEC3+ *.w./NSEC3+"},
	{"x.w.", TYPE_TXT, "0 aa | x.w./TXT | *.w./NSEC+",
	    "0 aa | x.w./TXT | *.w./NSEC3+"},
	{"x.plain.", TYPE_A, "0 | | plain./NS plain./NSEC+",
	    "0 | | plain./NS plain./NSEC3+"},
};

static void
test_root(void **state)
{
	(void)state;
	CHECK_ROWS(&root_zone, WITH_NSEC, root_rows);
	CHECK_ROWS(&root_zone, WITH_NSEC3, root_rows);
}

/* RFC 6672 2.4: a zone that is a DNAME as a whole. */
static const struct chained dname_zone = {"example.",
	"@ DNAME example.net.\n", {"@", NULL}};

static const struct row dname_rows[] = {
	{"@", TYPE_A, "0 aa | | @/SOA+ @/NSEC+", "0 aa | | @/SOA+ @/NSEC3+"},
	{"x.y", TYPE_A, "0 aa | @/DNAME x.y/CNAME |", NULL},
};

static void
test_dname_apex(void **state)
{
	(void)state;
	CHECK_ROWS(&dname_zone, WITH_NSEC, dname_rows);
	CHECK_ROWS(&dname_zone, WITH_NSEC3, dname_rows);
}

/* RFC 5155 7.2.8: a hash is no name; a wildcard stands for it as for any
   other that does not exist. */
static void
test_hash_asked(void **state)
{
	static const struct chained wild = {"example.", "* TXT x\n",
	    {"@", "*", NULL}};
	static struct world	w;

	(void)state;
	world_open(&w);
	world_add(&w, "example.", make_zone(&zones[WITH_NSEC3], WITH_NSEC3,
	    UINT32_MAX), true);
	assert_string_equal(ask(&w, "example.", hashes[0].label, TYPE_NSEC3),
	    "3 aa | | @/SOA+ @/NSEC3+ w/NSEC3+ a/NSEC3+");
	assert_string_equal(ask(&w, "example.", hashes[0].label, TYPE_RRSIG),
	    "3 aa | | @/SOA+ @/NSEC3+ w/NSEC3+ a/NSEC3+");
	world_close(&w);
	world_open(&w);
	world_add(&w, "example.", make_zone(&wild, WITH_NSEC3, UINT32_MAX),
	    true);
	assert_string_equal(ask(&w, "example.", hashes[0].label, TYPE_NSEC3),
	    "0 aa | | @/SOA+ @/NSEC3+ */NSEC3+");
	assert_string_equal(ask(&w, "example.", hashes[0].label, TYPE_TXT),
	    "0 aa | 3msev9usmd4br9s97v51r2tdvmr9iqo1/TXT | */NSEC3+");
	world_close(&w);
}

/* A name of 253 octets: below it there is just room for "*" or one more. */
static void
test_longest_name(void **state)
{
	static struct world	w;
	static char		body[600], name[300];
	static const char	x60[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
				    "xxxxxxxxxxxxxxxxxxxxxxxx";
	struct chained		z = {"example.", body, {"@", name + 2, NULL}};
	enum kind		kind;

	(void)state;
	/* 4 * 61 and 9 octets are 253. */
	(void)snprintf(name, sizeof(name), "y.%s.%s.%s.%s", x60, x60, x60,
	    x60);
	(void)snprintf(body, sizeof(body), "%s A 192.0.2.1\n", name + 2);
	for (kind = WITH_NSEC; kind <= WITH_NSEC3; kind++) {
		world_open(&w);
		world_add(&w, "example.", make_zone(&z, kind, UINT32_MAX),
		    true);
		assert_memory_equal(ask(&w, "example.", name, TYPE_A),
		    "3 aa | | @/SOA+ ", 16);
		assert_memory_equal(ask(&w, "example.", name + 2, TYPE_MX),
		    "0 aa | | @/SOA+ ", 16);
		world_close(&w);
	}
}

/* Too many iterations: an answer without proof, not a busy server. */
static void
test_iterations(void **state)
{
	static struct world	w;

	(void)state;
	world_open(&w);
	world_add(&w, "example.", "$TTL 60\n@ SOA ns.dns. h.dns. 1 2 3 4 5\n"
	    "@ NS ns.dns.\n"
	    "@ RRSIG SOA 13 1 60 20370101000000 20260101000000 1 @ AAAA\n"
	    "@ NSEC3PARAM 1 0 501 -\n"
	    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 501 - "
	    "2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n", true);
	assert_string_equal(ask(&w, "example.", "x", TYPE_A),
	    "3 aa | | @/SOA+");
	assert_string_equal(ask(&w, "example.", "@", TYPE_A),
	    "0 aa | | @/SOA+");
	world_close(&w);
}

/* What fits is there, as a whole; what does not says so and has no more
   octets than asked for. */
static void
check_room(struct world *w, const struct row *row, uint16_t room)
{
	char	whole[500];
	size_t	len;

	(void)strlcpy(whole, ask(w, "example.", row->name, row->type),
	    sizeof(whole));
	len = w->out_len;
	for (; room <= 1232; room += 29) {
		const char	*got = ask_in(w, "example.", row->name,
		    row->type, room);

		if (len <= room) {
			assert_string_equal(got, whole);
			continue;
		}
		assert_non_null(strstr(got, " tc"));
		assert_true(w->out_len <= room);
	}
}

static void
test_room(void **state)
{
	static struct world	w;
	static char		longest[257];
	enum kind		kind;
	size_t			i;

	(void)state;
	/* As long as those of RSA with 1,536 bits: no answer is cut but that
	   its proof would not fit. */
	memset(longest, 'A', sizeof(longest) - 1);
	chain_signature = longest;
	for (kind = WITH_NSEC; kind <= WITH_NSEC3; kind++) {
		world_open(&w);
		world_add(&w, "example.", make_zone(&zones[kind], kind,
		    UINT32_MAX), true);
		for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			check_room(&w, &rows[i], 512);
		world_close(&w);
	}
	chain_signature = SIGNATURE;
}

static const char *const all_names[] = {
	"@", "a", "b", "ent", "x.ent", "y.ent", "w", "x.w", "z.x.w", "y.w",
	"y.c", "signed", "x.signed", "plain", "x.plain", "dn", "y.dn",
	"below", "q.below", "x.only.plain.below",
};
static const uint16_t all_types[] = {TYPE_A, TYPE_MX, TYPE_DS, TYPE_ANY};

#define NAMES	(sizeof(all_names) / sizeof(all_names[0]))
#define TYPES	(sizeof(all_types) / sizeof(all_types[0]))

/* No record twice in an answer as brief() tells it. */
static void
check_once(const char *text)
{
	const char	*word, *other;
	size_t		 len;

	for (word = strchr(text, '/'); word != NULL;
	    word = strchr(word + 1, '/')) {
		while (word[-1] != ' ')
			word--;
		len = strcspn(word, " +");
		for (other = word + len; (other = strstr(other, " ")) != NULL;
		    other++)
			if (strcspn(other + 1, " +") == len &&
			    memcmp(other + 1, word, len) == 0)
				fail_msg("twice: %s", text);
		word += len - 1;
	}
}

/* Ask, and leave out the authority section and signatures. */
static const char *
ask_answer(struct world *w, const char *rel, uint16_t type, char out[500])
{
	const char	*text = ask(w, "example.", rel, type);
	const char	*end = strrchr(text, '|');
	char		*to = out;

	check_once(text);
	for (; text < end; text++)
		if (*text != '+')
			*to++ = *text;
	*to = '\0';
	return out;
}

/*
 * Whatever is missing in the chain: code, flags and answer section are
 * those of the zone without signatures, and nothing comes twice.
 */
static void
check_broken(enum kind kind, unsigned step)
{
	static struct world	w, plain;
	char			want[500], got[500];
	unsigned		members;
	size_t			i, n;

	world_open(&plain);
	world_add(&plain, "example.", make_zone(&zones[kind], UNSIGNED, 0),
	    true);
	for (n = 0; zones[kind].members[n] != NULL; n++)
		;
	for (members = 0; members < 1u << n; members += step) {
		world_open(&w);
		world_add(&w, "example.", make_zone(&zones[kind], kind,
		    members), true);
		for (i = 0; i < NAMES * TYPES; i++)
			assert_string_equal(ask_answer(&w,
			    all_names[i / TYPES], all_types[i % TYPES], got),
			    ask_answer(&plain, all_names[i / TYPES],
			    all_types[i % TYPES], want));
		world_close(&w);
	}
	world_close(&plain);
}

static void
test_broken(void **state)
{
	(void)state;
	check_broken(WITH_NSEC, 37);
	check_broken(WITH_NSEC3, 1021);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_opt_out),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_dname_apex),
		cmocka_unit_test(test_hash_asked),
		cmocka_unit_test(test_longest_name),
		cmocka_unit_test(test_iterations),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
