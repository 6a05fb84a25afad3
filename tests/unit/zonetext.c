/* SPDX-License-Identifier: ISC */
#include "tests/unit/zonetext.h"

#include <stdio.h>
#include <string.h>

#include "zones/load.h"
#include "zones/rdata.h"

struct text {
	char	at[100000];
	size_t	used;
};

static void add(struct text *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct text *t, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	t->used += (size_t)vsnprintf(t->at + t->used,
	    sizeof(t->at) - t->used, fmt, ap);
	va_end(ap);
	assert_true(t->used < sizeof(t->at));
}

static void
add_record(struct text *t, const struct content *c, const char *owner,
    const struct rrset *set, unsigned i, const struct name *apex)
{
	static uint8_t	rdata[RDATA_MAX_BYTES];
	static char	text[50000];
	char		type[RRTYPE_TEXT_MAX];
	int		len;

	len = rrset_rdata_absolute(c, set, i, apex->wire, apex->len, rdata);
	assert_true(len >= 0);
	assert_true(rdata_to_text(set->type, rdata, (size_t)len, text,
	    sizeof(text)) >= 0);
	add(t, "%s %u %s %s\n", owner, rrset_ttl(set),
	    rrtype_to_text(set->type, type), text);
}

/* All records, "owner ttl type rdata\n", in the order of the content. */
static void
dump(struct text *t, const struct content *c, const struct name *apex)
{
	const struct node	*node;
	const struct rrset	*set;
	struct name_parts	 parts;
	struct name		 name;
	char			 owner[NAME_TEXT_MAX];
	size_t			 i;
	unsigned		 k, n;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		parts = node_name(node, apex->wire, apex->len);
		assert_int_equal(name_join(&name, &parts), 0);
		name_to_text(name.wire, owner);
		for (n = 0; n < node->rrsets; n++) {
			set = node_set(c, node, n);
			for (k = 0; k < set->count; k++)
				add_record(t, c, owner, set, k, apex);
		}
	}
}

/* So that one run shows all that is wrong. */
static unsigned	mismatches;

int
zone_test_begin(void **state)
{
	(void)state;
	mismatches = 0;
	return 0;
}

int
zone_test_end(void **state)
{
	(void)state;
	return mismatches > 0 ? -1 : 0;
}

/* Each finding must begin with its line of expected, and vice versa. */
static void
check_findings(const struct report *rep, const char *expected,
    const char *what)
{
	char	line[2000];
	size_t	i;
	size_t	len;

	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		len = strcspn(expected, "\n");
		if (len == 0 || strncmp(line, expected, len) != 0) {
			print_error("of \"%s\"\nfound    \"%s\"\nexpected"
			    " \"%.*s\"\n", what, line, (int)len, expected);
			mismatches++;
		}
		expected += len + (expected[len] == '\n');
	}
	if (*expected != '\0') {
		print_error("of \"%s\"\nnot found: \"%s\"\n", what, expected);
		mismatches++;
	}
}

static void
check_records(const char *found, const char *expected, const char *what)
{
	if (strcmp(found, expected) == 0)
		return;
	print_error("of \"%s\"\nfound    \"%s\"\nexpected \"%s\"\n", what,
	    found, expected);
	mismatches++;
}

struct name
apex_of(const char *text)
{
	struct name	 apex;
	const char	*why;

	assert_int_equal(name_from_text(&apex, text, strlen(text), NULL, &why),
	    0);
	return apex;
}

void
check_text(const char *zone, size_t len, const char *records,
    const char *findings)
{
	static struct text	 t;
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {.apex = &apex};
	struct report		*rep = report_new(100);
	struct loaded		 out;
	int			 rc;

	t.used = 0;
	t.at[0] = '\0';
	rc = load_text(&src, zone, len, rep, &out);
	report_sort(rep);
	check_findings(rep, findings, zone);
	assert_int_equal(rc, report_count(rep, SEV_ERROR) > 0 ? -1 : 0);
	assert_int_equal(out.content != NULL, rc == 0);
	assert_int_equal(out.places != NULL, rc == 0);
	assert_int_equal(out.nfiles, 0);
	if (rc == 0)
		dump(&t, out.content, &apex);
	check_records(t.at, records, zone);
	loaded_clear(&out);
	report_free(rep);
}

void
check_texts(const struct zone_text *cases, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		check_text(cases[i].zone, strlen(cases[i].zone),
		    cases[i].records,
		    cases[i].findings == NULL ? "" : cases[i].findings);
}
void
check_file(const char *path, const char *root, const char *records,
    const char *findings)
{
	static struct text	 t;
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, path, root, 1};
	struct report		*rep = report_new(100);
	struct loaded		 out;
	int			 rc;

	t.used = 0;
	t.at[0] = '\0';
	rc = load_zone(&src, rep, &out);
	report_sort(rep);
	check_findings(rep, findings, path);
	assert_int_equal(rc, report_count(rep, SEV_ERROR) > 0 ? -1 : 0);
	assert_true(out.nfiles > 0);
	assert_string_equal(out.files[0].path, path);
	if (rc == 0)
		dump(&t, out.content, &apex);
	check_records(t.at, records, path);
	loaded_clear(&out);
	report_free(rep);
}
