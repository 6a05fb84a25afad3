/* SPDX-License-Identifier: ISC */
/* The chains of NSEC and NSEC3: who stands at a name or before it. */
#include "tests/unit/zonetext.h"

#include <stdio.h>
#include <string.h>

#include "zones/chain.h"
#include "zones/load.h"

#define HEAD	"$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n"
#define RRSIG	"@ RRSIG SOA 13 1 60 20270101000000 20260101000000 1 " \
		"example. AAAA\n"

/* The content of a zone example. from text behind HEAD. */
static struct content *
content_from(const char *text)
{
	static char		whole[200000];
	struct name		apex = apex_of("example.");
	struct load_source	src = {&apex, NULL, NULL, 1};
	struct report		*rep = report_new(10);
	struct loaded		out;
	struct content		*c;
	int			len;

	len = snprintf(whole, sizeof(whole), "%s%s", HEAD, text);
	assert_true(len > 0 && (size_t)len < sizeof(whole));
	if (load_text(&src, whole, (size_t)len, rep, &out) == -1)
		fail_msg("%s: %s", whole, report_at(rep, 0)->text);
	c = out.content;
	out.content = NULL;
	loaded_clear(&out);
	report_free(rep);
	return c;
}

/* The name relative to the apex, "@" for the apex itself. */
static struct name
rel_of(const char *text)
{
	struct name	root;

	name_root(&root);
	if (strcmp(text, "@") == 0)
		return root;
	return apex_of(text);	/* its root label is left out by the caller */
}

/* Whom chain_before() finds, "a.b." or "@" or "none", "=" if at the name. */
static const char *
found(const struct content *c, const char *text)
{
	static char		 out[NAME_TEXT_MAX + 2];
	struct name		 rel = rel_of(text);
	const struct node	*node;
	bool			 is_match;
	struct name_parts	 parts = {.tail = (const uint8_t *)"",
				     .tail_len = 1};
	struct name		 name;

	node = chain_before(c, rel.wire, rel.len - 1u, &is_match);
	if (node == NULL) {
		assert_false(is_match);
		return "none";
	}
	parts.head = node->rel;
	parts.head_len = node->rel_len;
	assert_int_equal(name_join(&name, &parts), 0);
	out[0] = '=';
	name_to_text(name.wire, out + is_match);
	return out;
}

struct row {
	const char	*name;
	const char	*member;
};

static void
check_rows(const struct content *c, const struct row *rows, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++) {
		if (strcmp(found(c, rows[i].name), rows[i].member) != 0)
			fail_msg("%s: found %s, expected %s", rows[i].name,
			    found(c, rows[i].name), rows[i].member);
	}
}
#define CHECK_ROWS(c, rows)	\
	check_rows(c, rows, sizeof(rows) / sizeof((rows)[0]))

#define NSEC	" NSEC x.example. NSEC\n"

/* RFC 4034 6.1: labels from the right; octets without sign; a prefix is
   before what goes on.  Not all names have their NSEC. */
static void
test_nsec(void **state)
{
	static const struct row	rows[] = {
		{"@", "=."}, {"\\000.", "."}, {"9.", "*."}, {"a.", "=a."},
		{"a\\000.", "z.a."}, {"z.a.", "=z.a."}, {"y.a.", "a."},
		{"\\255.z.a.", "z.a."}, {"aa.", "z.a."}, {"b.", "=b."},
		{"c.", "x.y.b."}, {"y.b.", "b."}, {"x.y.b.", "=x.y.b."},
		{"w.y.b.", "b."}, {"*.", "=*."}, {"*.a.", "a."},
		{"\\255.", "=\\255."}, {"\\255\\255.", "\\255."},
		{"\\254.", "zz."}, {"gap.", "x.y.b."}, {"zz.", "=zz."},
	};
	struct content		*c;

	(void)state;
	c = content_from(RRSIG "@" NSEC "*" NSEC "a" NSEC "z.a" NSEC "b" NSEC
	    "x.y.b" NSEC "zz" NSEC "gap TXT \"no NSEC\"\n" "\\255" NSEC);
	assert_int_equal(content_denial(c), DENIAL_NSEC);
	CHECK_ROWS(c, rows);
	content_unref(c);
}

/* Data below a delegation is nobody's business, whatever it holds. */
static void
test_occluded(void **state)
{
	static const struct row	rows[] = {
		{"d.", "=d."}, {"x.d.", "d."}, {"z.d.", "d."}, {"e.", "d."},
	};
	struct content		*c;

	(void)state;
	c = content_from(RRSIG "@" NSEC "d NS ns.d\nd" NSEC "x.d" NSEC
	    "ns.d A 192.0.2.1\n");
	CHECK_ROWS(c, rows);
	content_unref(c);
}

#define LABEL(c)	"0123456789abcdefghijklmnopqrstu" c
#define NSEC3(owner, params) owner " NSEC3 " params \
	" 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n"

/* Before the first stands the last.  Upper case is no other name. */
static void
test_nsec3(void **state)
{
	static const struct row	rows[] = {
		{LABEL("3"), "=" LABEL("3") "."},
		{LABEL("5"), "=" LABEL("5") "."},
		{LABEL("4"), LABEL("3") "."},
		{LABEL("2"), LABEL("7") "."},
		{"00000000000000000000000000000000", LABEL("7") "."},
		{LABEL("7"), "=" LABEL("7") "."},
		{LABEL("8"), LABEL("7") "."},
		{"vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv", LABEL("7") "."},
	};
	struct nsec3_params	params;
	struct content		*c;

	(void)state;
	c = content_from(RRSIG "@ NSEC3PARAM 1 0 12 aabbccdd\n"
	    NSEC3(LABEL("3"), "1 1 12 aabbccdd")
	    NSEC3("0123456789ABCDEFGHIJKLMNOPQRSTU7", "1 0 12 AABBCCDD")
	    NSEC3(LABEL("5"), "1 1 12 aabbccdd")
	    /* Of other chains: iterations, salt, its length. */
	    NSEC3(LABEL("a"), "1 1 13 aabbccdd")
	    NSEC3(LABEL("b"), "1 1 12 aabbccde")
	    NSEC3(LABEL("c"), "1 1 12 aabbcc")
	    NSEC3(LABEL("d"), "1 1 12 -")
	    /* No owners of a chain: not 32 digits, deeper, the apex. */
	    NSEC3("0123456789abcdefghijklmnopqrst6", "1 1 12 aabbccdd")
	    NSEC3(LABEL("66"), "1 1 12 aabbccdd")
	    NSEC3(LABEL("6") ".sub", "1 1 12 aabbccdd")
	    NSEC3("@", "1 1 12 aabbccdd")
	    NSEC3("0123456789abcdefghijklmnopqrstw6", "1 1 12 aabbccdd")
	    NSEC3("0123456789abcdefghijklmnopqrst!6", "1 1 12 aabbccdd")
	    NSEC3("0123456789abcdefghijklmnopqrst\\0006",
	    "1 1 12 aabbccdd"));
	assert_int_equal(content_denial(c), DENIAL_NSEC3);
	assert_true(chain_nsec3(c, &params));
	assert_int_equal(params.iterations, 12);
	assert_int_equal(params.salt_len, 4);
	assert_memory_equal(params.salt, "\xaa\xbb\xcc\xdd", 4);
	CHECK_ROWS(c, rows);
	content_unref(c);
}

/* Which chain counts. */
static void
check_choice(const char *text, enum content_denial want, int iterations)
{
	struct nsec3_params	params;
	struct content		*c = content_from(text);

	assert_int_equal(content_denial(c), want);
	assert_int_equal(chain_nsec3(c, &params), want == DENIAL_NSEC3);
	if (want == DENIAL_NSEC3)
		assert_int_equal(params.iterations, iterations);
	if (want == DENIAL_NONE)
		assert_string_equal(found(c, "x."), "none");
	content_unref(c);
}

static void
test_choice(void **state)
{
	(void)state;
	check_choice("", DENIAL_NONE, 0);
	check_choice("x" NSEC, DENIAL_NONE, 0);
	check_choice("@" NSEC, DENIAL_NSEC, 0);
	/* RFC 5155 7.1: NSEC3PARAM tells that the chain is complete. */
	check_choice("@" NSEC NSEC3(LABEL("1"), "1 0 0 -"), DENIAL_NSEC, 0);
	check_choice("@" NSEC "@ NSEC3PARAM 1 0 0 -\n"
	    NSEC3(LABEL("1"), "1 0 0 -"), DENIAL_NSEC3, 0);
	/* It lies: any other chain is better than none. */
	check_choice("@ NSEC3PARAM 1 0 0 -\n", DENIAL_NONE, 0);
	check_choice("@ NSEC3PARAM 1 0 0 -\n" NSEC3(LABEL("1"), "1 0 1 -"),
	    DENIAL_NONE, 0);
	check_choice("@" NSEC "@ NSEC3PARAM 1 0 0 -\n", DENIAL_NSEC, 0);
	check_choice("@ NSEC3PARAM 1 0 0 -\n@ NSEC3PARAM 1 0 3 -\n"
	    NSEC3(LABEL("1"), "1 0 3 -"), DENIAL_NSEC3, 3);
	/* Several: the first. */
	check_choice("@ NSEC3PARAM 1 0 5 -\n@ NSEC3PARAM 1 0 6 aa\n"
	    NSEC3(LABEL("1"), "1 0 5 -") NSEC3(LABEL("2"), "1 0 6 aa"),
	    DENIAL_NSEC3, 5);
	/* RFC 5155 4.1.2: other flags, or another hash, are not for us. */
	check_choice("@ NSEC3PARAM 1 1 0 -\n" NSEC3(LABEL("1"), "1 0 0 -"),
	    DENIAL_NONE, 0);
	check_choice("@ NSEC3PARAM 2 0 0 -\n" NSEC3(LABEL("1"), "2 0 0 -"),
	    DENIAL_NONE, 0);
	/* Its own flag is opt-out. */
	check_choice("@ NSEC3PARAM 1 0 0 -\n" NSEC3(LABEL("1"), "1 1 0 -"),
	    DENIAL_NSEC3, 0);
}

/* However many there are: it ends, and the chain is none of ours. */
static void
test_many_params(void **state)
{
	static char	text[20000];
	size_t		len = 0;
	unsigned	i;

	(void)state;
	for (i = 0; i < 300; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "@ NSEC3PARAM 1 1 %u -\n", i);
	check_choice(text, DENIAL_NONE, 0);
	(void)snprintf(text + len, sizeof(text) - len, "@" NSEC);
	check_choice(text, DENIAL_NSEC, 0);
}

/* RFC 6672 2.4 means names, and hashes are none. */
static void
test_dname_apex(void **state)
{
	static const struct row	rows[] = {
		{LABEL("3"), "=" LABEL("3") "."},
		{LABEL("4"), LABEL("3") "."},
	};
	struct content		*c;
	struct search		 s;
	struct name		 name = apex_of(LABEL("3") ".example.");

	(void)state;
	c = content_from(RRSIG "@ DNAME other.\n@ NSEC3PARAM 1 0 0 -\n"
	    NSEC3(LABEL("3"), "1 0 0 -") LABEL("3")
	    " RRSIG NSEC3 13 2 60 20270101000000 20260101000000 1 example."
	    " AAAA\n");
	CHECK_ROWS(c, rows);
	content_search(c, &name, 1, &s);
	assert_null(s.exact);
	assert_ptr_equal(s.dname, content_apex(c));
	content_unref(c);
}

#define NAMES	14

/* "a.", "b.", "a.a.", ... "b.b.b.": the bits below the top one. */
static void
make_name(char out[8], unsigned bits)
{
	size_t	len = 0;

	for (; bits > 1; bits >>= 1)
		len += (size_t)snprintf(out + len, 8 - len, "%c.",
		    bits & 1 ? 'b' : 'a');
}

/* The last of a subset that is not behind name i, or NAMES. */
static unsigned
last_before(char names[NAMES][8], unsigned subset, unsigned i)
{
	struct name	wanted = apex_of(names[i]);
	struct name	name, best;
	unsigned	k, at = NAMES;

	for (k = 0; k < NAMES; k++) {
		name = apex_of(names[k]);
		if (!(subset >> k & 1) || name_compare(&name, &wanted) > 0 ||
		    (at < NAMES && name_compare(&name, &best) < 0))
			continue;
		best = name;
		at = k;
	}
	return at;
}

static void
check_subset(char names[NAMES][8], unsigned subset)
{
	char		 text[1000], wanted[32];
	size_t		 len;
	unsigned	 i, at;
	struct content	*c;

	len = (size_t)snprintf(text, sizeof(text), "@" NSEC);
	for (i = 0; i < NAMES; i++)
		if (subset >> i & 1)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, "%sexample." NSEC, names[i]);
	c = content_from(text);
	for (i = 0; i < NAMES; i++) {
		at = last_before(names, subset, i);
		(void)snprintf(wanted, sizeof(wanted), "%s%s",
		    at == i ? "=" : "", at == NAMES ? "." : names[at]);
		assert_string_equal(found(c, names[i]), wanted);
	}
	content_unref(c);
}

/* All names of up to 3 labels of 2 letters against a plain search. */
static void
test_all_names(void **state)
{
	char		names[NAMES][8];
	unsigned	i;

	(void)state;
	for (i = 0; i < NAMES; i++)
		make_name(names[i], i + 2);
	for (i = 0; i < 1 << NAMES; i += 97)	/* a part of the subsets */
		check_subset(names, i);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_nsec),
		cmocka_unit_test(test_occluded),
		cmocka_unit_test(test_nsec3),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_many_params),
		cmocka_unit_test(test_dname_apex),
		cmocka_unit_test(test_all_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
