/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "zones/rdata.h"
#include "zones/rrtype.h"

static const struct row	zone[] = {
	ROW_SOA, {"@", TYPE_NS, 60, "ns"}, {"ns", TYPE_A, 60, "=01"},
	{"x.y.ent", TYPE_A, 60, "=01"},
	{"*", TYPE_A, 60, "=01"}, {"*.w", TYPE_A, 60, "=01"},
	{"h.w", TYPE_A, 60, "=01"}, {"d.*.deep", TYPE_A, 60, "=01"},
	{"cut", TYPE_NS, 60, "ns.cut"}, {"cut", TYPE_DS, 60, "=00"},
	{"ns.cut", TYPE_A, 60, "=01"}, {"a.b.cut", TYPE_A, 60, "=01"},
	{"sub.cut", TYPE_NS, 60, "ns.cut"}, {"*.cut", TYPE_A, 60, "=01"},
	{"dn.cut", TYPE_DNAME, 60, "b."}, {"g.dn.cut", TYPE_A, 60, "=01"},
	{"dn", TYPE_DNAME, 60, "b."}, {"dn", TYPE_A, 60, "=01"},
	{"al", TYPE_CNAME, 60, "h.w"},
	{"both", TYPE_NS, 60, "ns"}, {"both", TYPE_DNAME, 60, "b."},
	{"\\000", TYPE_A, 60, "=01"}, {"\\000\\000", TYPE_A, 60, "=01"}
};

/* A name, and what is found on the way to it; NULL: nothing. */
static const struct {
	const char	*name, *exact, *encloser, *cut, *dname, *wildcard;
} searches[] = {
	{"@", "@", "@", NULL, NULL, NULL},
	{"ns", "ns", "ns", NULL, NULL, NULL},
	{"none", NULL, "@", NULL, NULL, "*"},
	{"a.none", NULL, "@", NULL, NULL, "*"},
	{"a.b.c.d.none", NULL, "@", NULL, NULL, "*"},
	{"*", "*", "*", NULL, NULL, NULL},
	{"a.*", NULL, "*", NULL, NULL, NULL},	/* RFC 4592 2.2.1 */
	{"a.ns", NULL, "ns", NULL, NULL, NULL},
	{"ent", "ent", "ent", NULL, NULL, NULL},
	{"y.ent", "y.ent", "y.ent", NULL, NULL, NULL},
	{"x.y.ent", "x.y.ent", "x.y.ent", NULL, NULL, NULL},
	{"z.ent", NULL, "ent", NULL, NULL, NULL},
	{"z.y.ent", NULL, "y.ent", NULL, NULL, NULL},
	{"h.w", "h.w", "h.w", NULL, NULL, NULL},
	{"i.w", NULL, "w", NULL, NULL, "*.w"},
	{"a.b.i.w", NULL, "w", NULL, NULL, "*.w"},
	{"i.h.w", NULL, "h.w", NULL, NULL, NULL},
	{"*.w", "*.w", "*.w", NULL, NULL, NULL},
	/* A wildcard without data of its own is a wildcard: 4592 4.9. */
	{"a.deep", NULL, "deep", NULL, NULL, "*.deep"},
	{"e.*.deep", NULL, "*.deep", NULL, NULL, NULL},
	{"d.*.deep", "d.*.deep", "d.*.deep", NULL, NULL, NULL},
	{"cut", "cut", "cut", "cut", NULL, NULL},
	{"ns.cut", NULL, "cut", "cut", NULL, NULL},
	{"a.b.cut", NULL, "cut", "cut", NULL, NULL},
	{"none.cut", NULL, "cut", "cut", NULL, NULL},
	{"x.none.cut", NULL, "cut", "cut", NULL, NULL},
	{"a.sub.cut", NULL, "cut", "cut", NULL, NULL},
	{"sub.cut", NULL, "cut", "cut", NULL, NULL},
	{"g.dn.cut", NULL, "cut", "cut", NULL, NULL},
	{"dn", "dn", "dn", NULL, NULL, NULL},
	{"a.dn", NULL, "dn", NULL, "dn", NULL},
	{"b.a.dn", NULL, "dn", NULL, "dn", NULL},
	{"*.dn", NULL, "dn", NULL, "dn", NULL},
	{"al", "al", "al", NULL, NULL, NULL},
	{"a.al", NULL, "al", NULL, NULL, NULL},
	{"both", "both", "both", "both", NULL, NULL},
	{"a.both", NULL, "both", "both", NULL, NULL},
	{"\\000", "\\000", "\\000", NULL, NULL, NULL},
	{"\\000\\000", "\\000\\000", "\\000\\000", NULL, NULL, NULL},
	{"\\000\\000\\000", NULL, "@", NULL, NULL, "*"},
	{"\\000.\\000", NULL, "\\000", NULL, NULL, NULL},
};

static void
assert_node(const struct content *c, const struct node *node,
    const char *rel, const char *name, const char *what)
{
	if (rel == NULL ? node != NULL : node != node_of(c, rel))
		fail_msg("%s: %s should be %s", name, what,
		    rel == NULL ? "none" : rel);
}

/* In a zone of two labels, of none, and in one that shares the content. */
static void
test_search(void **state)
{
	static const char	*apexes[] = {"example.org.", ".", "q."};
	struct content		*c;
	struct name		 apex, name;
	struct search		 s;
	const char		*why, *n;
	size_t			 i, k;

	(void)state;
	for (k = 0; k < 3; k++) {
		c = content_of(k == 1 ? "." : "example.org.", ROWS(zone));
		apex = name_of(apexes[k]);
		for (i = 0; i < sizeof(searches) / sizeof(searches[0]); i++) {
			n = searches[i].name;
			assert_int_equal(name_from_text(&name, n, strlen(n),
			    &apex, &why), 0);
			content_search(c, &name, apex.labels, &s);
			assert_node(c, s.exact, searches[i].exact, n, "exact");
			assert_node(c, s.encloser, searches[i].encloser, n,
			    "encloser");
			assert_node(c, s.cut, searches[i].cut, n, "cut");
			assert_node(c, s.dname, searches[i].dname, n, "dname");
			assert_node(c, s.wildcard, searches[i].wildcard, n,
			    "wildcard");
		}
		content_unref(c);
	}
}

/* At the apex a DNAME hides all names below, RFC 6672 2.3. */
static void
test_dname_at_apex(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"@", TYPE_NS, 60, "ns.b."},
		{"@", TYPE_DNAME, 60, "b."}
	};
	struct content	*c = content_of("a.", ROWS(rows));
	struct name	 name = name_of("x.y.a.");
	struct search	 s;

	(void)state;
	content_search(c, &name, 1, &s);
	assert_ptr_equal(s.dname, content_apex(c));
	assert_null(s.exact);
	assert_null(s.cut);	/* NS at the apex delegate nothing */
	name = name_of("a.");
	content_search(c, &name, 1, &s);
	assert_ptr_equal(s.exact, content_apex(c));
	assert_null(s.dname);
	content_unref(c);
}

static const struct {
	const char	*rel;
	unsigned	 flags;
} flags[] = {
	{"@", NODE_HAS_WILDCARD}, {"cut", NODE_CUT | NODE_HAS_WILDCARD},
	{"ns.cut", NODE_OCCLUDED}, {"b.cut", NODE_OCCLUDED},
	{"a.b.cut", NODE_OCCLUDED}, {"sub.cut", NODE_CUT | NODE_OCCLUDED},
	{"dn.cut", NODE_DNAME | NODE_OCCLUDED}, {"g.dn.cut", NODE_OCCLUDED},
	{"dn", NODE_DNAME}, {"al", NODE_CNAME}, {"both", NODE_CUT | NODE_DNAME},
	{"w", NODE_HAS_WILDCARD}, {"*.w", 0}, {"ent", 0}, {"*", 0},
	{"deep", NODE_HAS_WILDCARD}
};

static void
test_node_flags(void **state)
{
	struct content	*c = content_of("example.org.", ROWS(zone));
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		assert_int_equal(node_of(c, flags[i].rel)->flags,
		    flags[i].flags);
	content_unref(c);
}

/* Everything is counted, found, and in canonical order. */
static void
test_nodes(void **state)
{
	struct content		*c = content_of("example.org.", ROWS(zone));
	struct name		 apex = name_of("example.org."), last, n;
	const struct node	*node;
	const struct rrset	*set;
	struct name_parts	 parts;
	size_t			 i, records = 0, sets = 0;
	unsigned		 k;

	(void)state;
	for (i = 0; i < content_nodes(c); i++, last = n) {
		node = content_node(c, i);
		assert_ptr_equal(content_exact(c, node->rel, node->rel_len),
		    node);
		parts = node_name(node, apex.wire, apex.len);
		assert_int_equal(name_join(&n, &parts), 0);
		assert_int_equal(n.labels, apex.labels + node->labels);
		if (i > 0)
			assert_true(name_compare(&last, &n) < 0);
		for (k = 0; k < node->rrsets; k++, sets++) {
			set = node_set(c, node, k);
			assert_ptr_equal(node_find(c, node, set->type), set);
			assert_int_equal((uintptr_t)set % 4, 0);
			records += set->count;
		}
		assert_null(node_find(c, node, TYPE_ANY));
		assert_null(node_find(c, node, 0));
	}
	assert_int_equal(records, sizeof(zone) / sizeof(zone[0]));
	assert_int_equal(content_records(c), records);
	assert_int_equal(content_rrsets(c), sets);
	assert_int_equal(content_nodes(c), 25);
	assert_int_equal(content_longest(c), 9);
	assert_ptr_equal(content_node(c, 0), content_apex(c));
	assert_int_equal(node_set(c, content_apex(c), 0)->type, TYPE_SOA);
	assert_int_equal(node_of(c, "ent")->rrsets, 0);
	assert_int_equal(content_serial(c), 7);
	assert_int_equal(content_negative_ttl(c), 300);
	assert_true(content_bytes(c) < 4096);
	content_unref(c);
}

/* The last holder frees it. */
static void
test_holders(void **state)
{
	static const struct row	 rows[] = {ROW_SOA};
	long			 held = failing_held();
	struct content		*c = content_of("a.", rows, 1);

	(void)state;
	assert_ptr_equal(content_ref(c), c);
	assert_int_equal(failing_held(), held + 1);
	content_unref(c);
	assert_int_equal(content_serial(c), 7);
	assert_int_equal(failing_held(), held + 1);
	content_unref(c);
	assert_int_equal(failing_held(), held);
	content_unref(NULL);
}

/* A random name: up to 4 of the labels a, b, *, c, relative. */
static void
random_rel(uint64_t *rnd, unsigned labels, char *out)
{
	unsigned	depth = (unsigned)(roll(rnd) % 5);

	*out = '\0';
	while (depth-- > 0) {
		*out++ = "ab*c"[roll(rnd) % labels];
		*out++ = depth > 0 ? '.' : '\0';
	}
}

/* Is b the relative name a, or below it?  "" is the apex. */
static bool
is_under(const char *b, const char *a)
{
	size_t	la = strlen(a), lb = strlen(b);

	return la == 0 || (lb >= la && strcmp(b + lb - la, a) == 0 &&
	    (lb == la || b[lb - la - 1] == '.'));
}

/* A random zone as a list, for a search that is obviously right. */
#define LIST_MAX	9
struct list {
	struct row	rows[LIST_MAX];
	char		rel[LIST_MAX][16];
	size_t		n;
};

static void
random_list(uint64_t *rnd, struct list *l)
{
	static const uint16_t	types[] = {TYPE_A, TYPE_A, TYPE_A, TYPE_NS,
	    TYPE_DNAME};
	uint16_t		type;

	l->rows[0] = (struct row)ROW_SOA;
	l->rel[0][0] = '\0';
	for (l->n = 1; l->n < 1 + roll(rnd) % LIST_MAX; l->n++) {
		random_rel(rnd, 3, l->rel[l->n]);
		type = types[roll(rnd) % 5];
		l->rows[l->n] = (struct row){
		    l->rel[l->n][0] == '\0' ? "@" : l->rel[l->n], type, 60,
		    type == TYPE_A ? "=01" : "x.b."};
	}
}

static bool
list_exists(const struct list *l, const char *rel)
{
	size_t	i;

	for (i = 0; i < l->n; i++)
		if (is_under(l->rel[i], rel))
			return true;
	return false;
}

static bool
list_has(const struct list *l, const char *rel, uint16_t type)
{
	size_t	i;

	for (i = 0; i < l->n; i++)
		if (l->rows[i].type == type && strcmp(l->rel[i], rel) == 0)
			return true;
	return false;
}

/* The last `labels` labels of a relative name. */
static const char *
ancestor(const char *rel, unsigned labels)
{
	const char	*p = rel + strlen(rel);

	if (labels == 0)
		return p;
	for (; p > rel; p--)
		if (p[-1] == '.' && --labels == 0)
			break;
	return p;
}

/* RFC 1034 4.3.2 step 3, over the list. */
static void
list_search(const struct list *l, const struct content *c, const char *rel,
    unsigned depth, struct search *s)
{
	const char	*at = "";
	char		 wildcard[20];
	unsigned	 i;

	*s = (struct search){0};
	for (i = 0; i <= depth && list_exists(l, ancestor(rel, i)); i++) {
		at = ancestor(rel, i);
		s->encloser = node_of(c, *at == '\0' ? "@" : at);
		if (i > 0 && list_has(l, at, TYPE_NS))
			s->cut = s->encloser;
		if (i == depth)
			s->exact = s->encloser;
		else if (s->cut == NULL && list_has(l, at, TYPE_DNAME))
			s->dname = s->encloser;
		if (s->cut != NULL || s->dname != NULL || s->exact != NULL)
			return;
	}
	(void)snprintf(wildcard, sizeof(wildcard), "*%s%s",
	    *at == '\0' ? "" : ".", at);
	if (list_exists(l, wildcard))
		s->wildcard = node_of(c, wildcard);
}

static void
compare_searches(uint64_t *rnd, const struct list *l, const struct content *c)
{
	struct name	apex = name_of("q."), name;
	struct search	got, want;
	const char	*why;
	char		rel[16];
	unsigned	i;

	for (i = 0; i < 100; i++) {
		random_rel(rnd, 4, rel);
		if (*rel == '\0')
			name = apex;
		else
			assert_int_equal(name_from_text(&name, rel,
			    strlen(rel), &apex, &why), 0);
		content_search(c, &name, 1, &got);
		list_search(l, c, rel, name.labels - 1u, &want);
		assert_ptr_equal(got.exact, want.exact);
		assert_ptr_equal(got.encloser, want.encloser);
		assert_ptr_equal(got.cut, want.cut);
		assert_ptr_equal(got.dname, want.dname);
		assert_ptr_equal(got.wildcard, want.wildcard);
	}
}

static void
test_search_random_zones(void **state)
{
	struct list	l;
	struct content	*c;
	uint64_t	rnd = 9;
	unsigned	i, sound = 0;

	(void)state;
	for (i = 0; i < 2000; i++) {
		random_list(&rnd, &l);
		if (freeze_rows("q.", l.rows, l.n, NULL, &c, NULL) == -1)
			continue;	/* below a DNAME, or two of them */
		compare_searches(&rnd, &l, c);
		content_unref(c);
		sound++;
	}
	assert_true(sound > 1000);
}

/* A name in stored RDATA, made absolute. */
static void
test_stored_name(void **state)
{
	static const struct {
		const char	*hex, *text;
		size_t		 used;
	} cases[] = {
		{"00", ".", 1}, {"c00c", "Org.", 2}, {"ffff", "Org.", 2},
		{"0161 00 c0", "a.", 3}, {"0161 c00c 00", "a.Org.", 4},
		{"0161 0162 c1ff", "a.b.Org.", 6}
	};
	struct name		apex = name_of("Org."), n;
	char			text[NAME_TEXT_MAX];
	uint8_t			wire[20];
	struct name_parts	parts;
	size_t			i, used;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)octets_of(cases[i].hex, wire, sizeof(wire));
		parts = stored_name(wire, apex.wire, apex.len, &used);
		assert_int_equal(name_join(&n, &parts), 0);
		assert_string_equal(name_to_text(n.wire, text),
		    cases[i].text);
		assert_int_equal(used, cases[i].used);
	}
}

/* RDATA of each type with names, as it was and as it comes back. */
static const char *const rdatas[] = {
	"X", "@", ".", "x.b.", "x.a.b.", "A.", "\\000.*", "y.X.a."
};

/*
 * RDATA of a type in words: octets before its first name that look like no
 * name, its names, and octets behind them that look like one.
 */
static void
rdata_words(const struct rrtype *t, size_t k, char *out, size_t room)
{
	const char	*head = "=c0c0c0c0c0c0", *one = "", *two = "";

	if (t->names > 0)
		one = rdatas[k];
	if (t->names > 1)
		two = rdatas[k * 5 % 8];
	if (t->name_at == RR_NAME_AFTER_STRINGS) {
		(void)snprintf(out, room, "=000a0001 =0173 =00 =02c00c %s",
		    one);
		return;
	}
	assert_true(t->name_at <= 6);
	(void)snprintf(out, room, "%.*s %s %s =c00c00", 1 + 2 * t->name_at,
	    head, one, two);
}

static void
check_absolute(const char *apex_text, uint16_t type, const char *words)
{
	static uint8_t	 want[RDATA_MAX_BYTES], got[RDATA_MAX_BYTES];
	struct row	 rows[2] = {ROW_SOA, {"o", type, 60, words}};
	struct name	 apex = name_of(apex_text);
	struct content	*c = content_of(apex_text, rows, 2);
	size_t		 len = rdata_of(words, &apex, want, sizeof(want));

	assert_int_equal(rrset_rdata_absolute(c, set_of(c, "o", type), 0,
	    apex.wire, apex.len, got), len);
	/* What was said relative takes the case of the apex. */
	assert_true(bytes_equal_nocase(got, want, len));
	content_unref(c);
}

static void
test_rdata_comes_back(void **state)
{
	char			words[200];
	const struct rrtype	*t;
	size_t			i, k;

	(void)state;
	for (i = 0; (t = rrtype_row(i)) != NULL; i++) {
		if (t->type == TYPE_SOA)
			continue;
		for (k = 0; k < sizeof(rdatas) / sizeof(rdatas[0]); k++) {
			rdata_words(t, k, words, sizeof(words));
			check_absolute("a.", t->type, words);
			check_absolute(".", t->type, words);
			check_absolute("y.X.A.", t->type, words);
		}
	}
	assert_true(i > 60);
}

/* A name that is whole in one zone may be too long in another. */
static void
test_rdata_too_long(void **state)
{
	static const struct row	rows[] = {ROW_SOA, {"o", TYPE_MX, 60, "1 xyz"}};
	struct content		*c = content_of("a.", ROWS(rows));
	const struct rrset	*set = set_of(c, "o", TYPE_MX);
	static uint8_t		 out[RDATA_MAX_BYTES];
	uint8_t			 apex[255] = {0};
	size_t			 len;

	(void)state;
	for (len = 250; len <= 252; len++) {
		memset(apex, 1, len - 1);
		if (len % 2 == 0)
			apex[0] = 2;
		apex[len - 1] = 0;
		assert_int_equal(rrset_rdata_absolute(c, set, 0, apex, len,
		    out), len <= 251 ? (int)len + 4 + 2 : -1);
	}
	content_unref(c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_holders),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_dname_at_apex),
		cmocka_unit_test(test_node_flags),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_search_random_zones),
		cmocka_unit_test(test_stored_name),
		cmocka_unit_test(test_rdata_comes_back),
		cmocka_unit_test(test_rdata_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
