/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/explain.h"
#include "zones/lint.h"

/* 2026-11-23 18:00:00 UTC */
#define TODAY_S		1795456800u

/* 4000 records of one set, and what is said of each. */
#define FINDINGS_MAX	20000

#define ZONES_MAX	3
#define TEXT_MAX	4000

/* A line of an example that begins a zone; what stands before the first is
   example.com. */
#define MARK		"; zone "

#define TTL		"$TTL 3600\n"
#define SOA		"@ SOA ns1.dns. h.dns. 2026010101 4h 1h 2w 1h\n"
#define NS		"@ NS ns1.dns.\n@ NS ns2.dns.\n"

/* What no text can trigger by itself has no example. */
static const struct {
	const char	*id;
	const char	*why;
} without[] = {
	{"file-unreadable", "there is no text"},
	{"zone-too-large", "needs gigabytes of records"},
	{"file-unused", "two files of one zone"},
	{"domain-error", "a list of domains, -t"},
	{"domain-unused", "a list of domains, -t"},
	{"domain-unchecked", "a list of domains, -t"},
	{"value-unused", "a list of domains, -t"},
	{"soa-serial-unchanged", "two versions of a zone, -b"},
	{"soa-serial-backwards", "two versions of a zone, -b"},
	{"mta-sts-id-unchanged", "two versions of a zone, -b"},
	{"mta-sts-mx-mismatch", "a policy, -P"},
	{"tlsa-cert-mismatch", "a certificate, -C"},
	{"tlsa-rollover-order", "two versions of a zone, -b"},
	{"tlsa-mx-unsigned", "a zone signed for years to come"},
	{"dnssec-signature-expires-soon", "a date that is always near"},
};
#define WITHOUT	(sizeof(without) / sizeof(without[0]))

/* The zones of an example, loaded as far as they can be. */
struct shown {
	struct name	 apex[ZONES_MAX];
	struct loaded	 loaded[ZONES_MAX];
	struct zone	*zone[ZONES_MAX];
	unsigned	 n;
	struct table	*table;
	struct roles	*roles;
	struct report	*rep;
};

/*
 * What an example does not show: an SOA says that it shows all but the TTL.
 * Two are about what is missing here.
 */
static const char *
frame(const char *id, const char *part)
{
	if (strcmp(id, "soa-missing") == 0)
		return TTL;
	if (strcmp(id, "ttl-missing-default") == 0)
		return "";
	return strncmp(part, "@ SOA", 5) == 0 ? TTL : TTL SOA NS;
}

/* A fault may keep a zone from being loaded; then it has no content. */
static void
load_part(struct shown *s, const char *apex, const char *id,
    const char *part, size_t len)
{
	struct load_source	src = {&s->apex[s->n], "z", NULL, 1};
	char			text[TEXT_MAX];
	int			n;

	assert_true(s->n < ZONES_MAX);
	s->apex[s->n] = checked_apex(apex);
	n = snprintf(text, sizeof(text), "%s%.*s", frame(id, part), (int)len,
	    part);
	assert_in_range(n, 1, sizeof(text) - 1);
	(void)load_text(&src, text, strlen(text), s->rep, &s->loaded[s->n]);
	s->zone[s->n] = zone_new(&s->apex[s->n], s->loaded[s->n].content,
	    true, 0);
	assert_non_null(s->zone[s->n]);
	s->loaded[s->n].content = NULL;
	s->n++;
}

static void
load_example(struct shown *s, const struct explain *row)
{
	const char	*at = row->example;
	const char	*next;
	char		 apex[80];

	while (*at != '\0') {
		(void)strcpy(apex, "example.com.");
		if (strncmp(at, MARK, strlen(MARK)) == 0) {
			at += strlen(MARK);
			(void)snprintf(apex, sizeof(apex), "%.*s.",
			    (int)strcspn(at, "\n"), at);
			at += strcspn(at, "\n") + 1;
		}
		if ((next = strstr(at, MARK)) == NULL)
			next = at + strlen(at);
		load_part(s, apex, row->id, at, (size_t)(next - at));
		at = next;
	}
}

/* All zones are served before the first is looked at. */
static void
serve(struct shown *s)
{
	struct table		*empty = table_new(1);
	struct table_edit	*edit = table_edit_begin(empty);
	unsigned		 i;

	for (i = 0; i < s->n; i++) {
		assert_int_equal(table_edit_put(edit, zone_ref(s->zone[i])), 0);
		assert_int_equal(roles_add(s->roles, s->zone[i], false), 0);
	}
	assert_non_null(s->table = table_edit_commit(edit));
	table_free(empty);
}

static void
check_all(struct shown *s)
{
	struct check_input	from = {.now_s = TODAY_S};
	struct judge		judge;
	unsigned		i;

	from.served = s->table;
	from.roles = s->roles;
	for (i = 0; i < s->n; i++) {
		judge = (struct judge){.allows = &s->loaded[i].allows};
		from.zone = s->zone[i];
		from.places = s->loaded[i].places;
		check_zone(&from, s->rep);
		lint_unused(&judge, s->rep);
	}
}

static void
clear(struct shown *s)
{
	unsigned	i;

	table_free(s->table);
	for (i = 0; i < s->n; i++) {
		zone_unref(s->zone[i]);
		loaded_clear(&s->loaded[i]);
	}
	roles_free(s->roles);
	report_free(s->rep);
}

static bool
has(const struct report *rep, const char *id)
{
	size_t	i;

	for (i = 0; i < report_kept(rep); i++) {
		if (strcmp(report_at(rep, i)->id, id) == 0)
			return true;
	}
	return false;
}

static bool
is_found(const struct explain *row)
{
	struct shown	s;
	bool		is;

	memset(&s, 0, sizeof(s));
	assert_non_null(s.rep = report_new(FINDINGS_MAX));
	assert_non_null(s.roles = roles_new(1));
	load_example(&s, row);
	serve(&s);
	check_all(&s);
	is = has(s.rep, row->id);
	clear(&s);
	return is;
}

/* Why a row has no example; NULL: it must have one. */
static const char *
excuse(const char *id)
{
	size_t	i;

	for (i = 0; i < WITHOUT; i++) {
		if (strcmp(without[i].id, id) == 0)
			return without[i].why;
	}
	return NULL;
}

static bool
is_sentence(const char *text, size_t least)
{
	size_t	len = strlen(text);

	return len > least && text[len - 1] == '.';
}

/* Each check is explained, once, and nothing else is. */
static void
test_rows(void **state)
{
	const struct check_rule	*rule;
	const struct explain	*row;
	size_t			 checks;
	size_t			 i;

	(void)state;
	for (checks = 0; (rule = check_row(checks)) != NULL; checks++) {
		if (explain_find(check_id(rule)) == NULL)
			fail_msg("%s is not explained", check_id(rule));
	}
	for (i = 0; (row = explain_row(i)) != NULL; i++) {
		if (check_find(row->id, strlen(row->id)) == NULL)
			fail_msg("%s is no check", row->id);
		assert_ptr_equal(explain_find(row->id), row);
	}
	assert_int_equal(i, checks);
	for (i = 0; i < WITHOUT; i++)
		assert_non_null(explain_find(without[i].id));
}

static void
test_words(void **state)
{
	const struct explain	*row;
	size_t			 i;

	(void)state;
	for (i = 0; (row = explain_row(i)) != NULL; i++) {
		if (!is_sentence(row->harm, 30))
			fail_msg("%s: harm is \"%s\"", row->id, row->harm);
		if (!is_sentence(row->cure, 5))
			fail_msg("%s: cure is \"%s\"", row->id, row->cure);
	}
}

/* Each example triggers its id. */
static void
test_examples(void **state)
{
	const struct explain	*row;
	const char		*why;
	size_t			 failed = 0;
	size_t			 i;

	(void)state;
	for (i = 0; (row = explain_row(i)) != NULL; i++) {
		if ((why = excuse(row->id)) != NULL && *row->example != '\0')
			fail_msg("%s has an example, despite: %s", row->id,
			    why);
		if (why != NULL || is_found(row))
			continue;
		print_error("%s is not found in its example:\n%s", row->id,
		    row->example);
		failed++;
	}
	assert_int_equal(failed, 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
