/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/aim.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

#define ZONES		200
#define ROWS_MAX	60
#define TEXT_MAX	40

/* A name of few labels, so that many are hit. */
static const char *
random_name(uint64_t *rnd, char *buf)
{
	static const char *const names[] = {
		"a", "B", "a.b", "c.A.b", "cut", "x.cut", "y.x.cut", "dn",
		"z.dn", "none", "@", ".", "b.", "a.b.", "e.e.e", "e.e", "w.a"
	};

	(void)snprintf(buf, TEXT_MAX, "%s", names[roll(rnd) % 17]);
	return buf;
}

struct text {
	char	owner[TEXT_MAX];
	char	rdata[TEXT_MAX + 16];
};

/* Some record that has a target, or an address. */
static struct row
random_row(uint64_t *rnd, struct text *t)
{
	static const uint16_t	types[] = {TYPE_A, TYPE_NS, TYPE_MX, TYPE_SRV,
	    TYPE_HTTPS};
	static const char *const before[] = {"", "", "10 ", "1 2 25 ", "1 "};
	char			 name[TEXT_MAX];
	unsigned		 kind = (unsigned)(roll(rnd) % 5);

	do
		random_name(rnd, t->owner);
	while (strchr(t->owner, '.') == t->owner ||
	    t->owner[strlen(t->owner) - 1] == '.' ||
	    (kind == 1 && strcmp(t->owner, "cut") != 0) ||
	    (kind != 1 && strcmp(t->owner, "cut") == 0));
	if (kind == 0)
		(void)snprintf(t->rdata, sizeof(t->rdata), NET4 "%02x",
		    (unsigned)(roll(rnd) % 256));
	else
		(void)snprintf(t->rdata, sizeof(t->rdata), "%s%s",
		    before[kind], random_name(rnd, name));
	return (struct row){t->owner, types[kind], 60, t->rdata};
}

/* The node of an absolute name, by looking at all; NULL: none. */
static const struct node *
find_slowly(const struct content *c, const struct name *apex,
    const struct name *name)
{
	struct name_parts	 parts;
	const struct node	*node;
	struct name		 at;
	size_t			 i;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		parts = node_name(node, apex->wire, apex->len);
		assert_int_equal(name_join(&at, &parts), 0);
		if (name_equal(&at, name))
			return node;
	}
	return NULL;
}

/* What slot_target() is to say of record i. */
static void
check_target(const struct content *c, const struct name *apex,
    const struct rrset_slot *slot, const struct rrset *set, unsigned i)
{
	static uint8_t		 rdata[RDATA_MAX_BYTES];
	const struct node	*want, *got;
	struct name		 name;
	bool			 is_foreign, is_root;

	assert_int_not_equal(rrset_rdata_absolute(c, set, i, apex->wire,
	    apex->len, rdata), -1);
	name_from_wire(&name, rdata + rdata_name_at(rrtype_find(set->type),
	    rdata));
	is_root = name.labels == 0;
	want = apex->labels == 0 || is_root ? NULL :
	    find_slowly(c, apex, &name);
	got = slot_target(c, slot, i, &is_foreign);
	assert_ptr_equal(got, want);
	assert_int_equal(is_foreign, !is_root && (want == NULL ||
	    (want->flags & (NODE_CUT | NODE_OCCLUDED)) != 0));
	if (is_foreign)
		assert_true(slot->flags & SLOT_FOREIGN);
}

static size_t
check_all(const struct content *c, const struct name *apex)
{
	const struct node	*node;
	const struct rrset	*set;
	size_t			 i, n = 0;
	unsigned		 k, r;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		for (k = 0; k < node->rrsets; k++) {
			set = node_set(c, node, k);
			for (r = 0; set->flags & RRSET_TARGETS &&
			    r < set->count; r++, n++)
				check_target(c, apex, node_slots(node) + k,
				    set, r);
		}
	}
	return n;
}

/* All targets of random zones are what a search through all names finds. */
static void
test_random_zones(void **state)
{
	static struct text	texts[ROWS_MAX];
	static const char	*apexes[] = {"x.", "a.b.", "."};
	struct row		rows[ROWS_MAX] = {ROW_SOA};
	struct name		apex;
	struct content		*c;
	uint64_t		rnd = 5;
	size_t			i, k, n, found = 0;

	(void)state;
	for (i = 0; i < ZONES; i++) {
		n = 2 + (size_t)roll(&rnd) % (ROWS_MAX - 2);
		for (k = 1; k < n; k++)
			rows[k] = random_row(&rnd, &texts[k]);
		apex = name_of(apexes[i % 3]);
		c = content_of(apexes[i % 3], rows, n);
		found += check_all(c, &apex);
		/* Once more changes nothing. */
		aim_targets(c, 0, content_nodes(c));
		(void)check_all(c, &apex);
		content_unref(c);
	}
	assert_true(found > ZONES);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_random_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
