/* SPDX-License-Identifier: ISC */
/*
 * Placeholders in zone files: where they can stand, which values can stand
 * there, and that no value makes a record.
 */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/failing.h"
#include "zones/scan.h"
#include "zones/stencil.h"

#define PARSE(place, text)	"t:" place ": error: parse-error: " text "\n"
#define ERROR(place, text)	"f:" place ": error: domain-error: d.: " text \
	"\n"
#define UNUSED(place, text)	"f:" place ": warning: value-unused: " text "\n"
#define NO_KEY(key)	"the template t has no placeholder $(" key "), so " \
	"this value is not used"
#define NO_PLACE	"expected a placeholder $(key), with a key of 1 to " \
	"63 letters, digits, \"-\" and \"_\"; write \\$( if the text itself " \
	"is meant"
#define CLOSED	"no placeholder can stand in this line: a value must not " \
	"decide what $GENERATE or $INCLUDE does"
#define BARE(why, key, line)	"this value cannot " why ", because the " \
	"template has no quotes around $(" key ") at t:" line "; in a text " \
	"write \"$(" key ")\" there"
#define CHARS	"have blanks, \";\", \"(\", \")\" and \"$\""

static struct domain	domain;

/* Read "d key=value ..." as a line of a list. */
static void
read_line(const char *line)
{
	struct domains	d;

	assert_int_equal(domains_start(&d, "f", line, strlen(line), NULL), 0);
	assert_true(domains_next(&d, &domain));
	assert_false(domain.is_faulty);
}

/* Which keys there are, and where they stand first. */
static void
test_keys(void **state)
{
	static const char	 text[] = "$(b) ; $(c)\n\n$(a1) $(b) \"$(d)\"";
	struct stencil		*s = stencil_new(text, strlen(text), "t",
	    NULL);
	size_t			 len;
	uint32_t		 line;

	(void)state;
	assert_non_null(s);
	assert_int_equal(stencil_keys(s), 3);
	assert_memory_equal(stencil_key(s, 0, &len, &line), "b)", 2);
	assert_int_equal(len, 1);
	assert_int_equal(line, 1);
	assert_memory_equal(stencil_key(s, 1, &len, &line), "a1)", 3);
	assert_int_equal(len, 2);
	assert_int_equal(line, 3);
	stencil_free(s);
}

static const struct {
	const char	*text;
	const char	*line;
	const char	*filled;	/* NULL: it does not go so far */
	const char	*findings;
} cases[] = {
	{"", "d", "", ""},
	{"@ MX 10 mail\n", "d", "@ MX 10 mail\n", ""},
	{"@ TXT $(x)\n", "d x=1", "@ TXT 1\n", ""},
	{"$(x)", "d x=1", "1", ""},
	{"$(x)$(y)$(x)", "d y=2 x=1", "121", ""},
	{"a$(x)b $(y)\n", "d y=2 x=1", "a1b 2\n", ""},
	{"@ TXT \"$(x)\" \"a$(x)b\"\n", "d x=\"1 2\"",
	    "@ TXT \"1 2\" \"a1 2b\"\n", ""},
	{"@ TXT \"$(x)\"\n", "d x=\"a;(b)$ \"", "@ TXT \"a;(b)$ \"\n", ""},
	{"@ TXT \"$(x)\"\n", "d x=", "@ TXT \"\"\n", ""},
	/* No placeholders. */
	{"@ TXT a ; $(x) $(\n$TTL 1", "d", "@ TXT a ; $(x) $(\n$TTL 1", ""},
	{"@ TXT \"\\$(x)\" \\$\\(\n", "d", "@ TXT \"\\$(x)\" \\$\\(\n", ""},
	{"$GENERATE 1-3 a$ A 192.0.2.$\n", "d",
	    "$GENERATE 1-3 a$ A 192.0.2.$\n", ""},
	{"@ TXT \"\\\" ;$(x)\"\n", "d x=1", "@ TXT \"\\\" ;1\"\n", ""},
	{"@ TXT \"a\n; $(x)\n", "d", "@ TXT \"a\n; $(x)\n", ""},
	{"a\\", "d", "a\\", ""},
	/* Directives. */
	{"$TTL $(x)\n$ORIGIN $(y)\n$ttl $(x)", "d x=1h y=sub",
	    "$TTL 1h\n$ORIGIN sub\n$ttl 1h", ""},
	{"$INCLUDE $(x)\n$GENERATE $(x) a$ A 192.0.2.$\n$(x) A 192.0.2.1\n",
	    NULL, NULL, PARSE("1:10", CLOSED) PARSE("2:11", CLOSED)},
	{"$GENERATE (\n1-3 a$ ; )\n TXT \"$(x)\" )\n@ TXT $(x)", NULL, NULL,
	    PARSE("3:7", CLOSED)},
	{"($INCLUDE) $(x)\n \t$INCLUDE $(x)\n$$(x) f\n$IN$(x) f\n$TTLs $(x)",
	    NULL, NULL, PARSE("1:12", CLOSED) PARSE("2:12", CLOSED)
	    PARSE("3:2", CLOSED) PARSE("4:4", CLOSED) PARSE("5:7", CLOSED)},
	{"@ $INCLUDE $(x)\n\\$INCLUDE $(x)\n\"$INCLUDE\" $(x)\n", "d x=1",
	    "@ $INCLUDE 1\n\\$INCLUDE 1\n\"$INCLUDE\" 1\n", ""},
	/* Faults. */
	{"$() $(a b) $(a.b) $( $(a\n \"$(\"", NULL, NULL, PARSE("1:1",
	    NO_PLACE) PARSE("1:5", NO_PLACE) PARSE("1:12", NO_PLACE)
	    PARSE("1:19", NO_PLACE) PARSE("1:22", NO_PLACE)
	    PARSE("2:3", NO_PLACE)},
	/* Values. */
	{"\n@ TXT $(x) \"$(y)\"\n", "d", NULL, ERROR("1:1", "the domain has "
	    "no value for $(x), which the template has at t:2; write x=... "
	    "behind it") ERROR("1:1", "the domain has no value for $(y), "
	    "which the template has at t:2; write y=... behind it")},
	{"@ TXT \"$(x)\"\n", "d y=1 x=2 z=3", "@ TXT \"2\"\n", UNUSED("1:3",
	    "the template t has no placeholder $(y), so this value is not "
	    "used") UNUSED("1:11", "the template t has no placeholder $(z), "
	    "so this value is not used")},
	/* A value that needs quotes in the list. */
	{"@ TXT \"$(x)\"\n", "d x=v=DKIM1; k=rsa; y=1 p=M",
	    "@ TXT \"v=DKIM1;\"\n",
	    UNUSED("1:14", NO_KEY("k") "; if it belongs to the value before "
	    "it, put that in double quotes")
	    UNUSED("1:21", NO_KEY("y") "; if it belongs to the value before "
	    "it, put that in double quotes") UNUSED("1:25", NO_KEY("p"))},
	{"@ TXT \"$(x)\"\n", "d x=\"1;\" y=2", "@ TXT \"1;\"\n",
	    UNUSED("1:10", NO_KEY("y"))},
	{"@ TXT \"$(x)\"\n\n@ A $(x)", "d x=\"\"", NULL,
	    ERROR("1:3", BARE("be empty", "x", "3"))},
	{"@ A $(x)", "d x=\"a b\"", NULL, ERROR("1:3", BARE(CHARS, "x", "1"))},
	{"@ A $(x)", "d x=a;b", NULL, ERROR("1:3", BARE(CHARS, "x", "1"))},
	{"@ A $(x)", "d x=(", NULL, ERROR("1:3", BARE(CHARS, "x", "1"))},
	{"@ A $(x)", "d x=)", NULL, ERROR("1:3", BARE(CHARS, "x", "1"))},
	{"$(x) 1", "d x=$INCLUDE", NULL, ERROR("1:3", BARE(CHARS, "x", "1"))},
	{"@ A x$(x)\"\"", "d x=\"\"", NULL, ERROR("1:3", BARE("be "
	    "empty", "x", "1"))}
};

static char *
fill(const struct stencil *s, const struct stencil_values *values)
{
	struct stencil_text	out = {.text = NULL};

	assert_int_equal(stencil_fill(s, values, &out), 0);
	assert_int_equal(strlen(out.text), out.len_bytes);
	return out.text;
}

static void
test_cases(void **state)
{
	struct report		*rep = report_new(100);
	struct stencil_values	 values;
	struct stencil		*s;
	char			*filled;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		report_clear(rep);
		s = stencil_new(cases[i].text, strlen(cases[i].text), "t",
		    rep);
		assert_int_equal(s == NULL, cases[i].line == NULL);
		if (s != NULL && cases[i].line != NULL) {
			read_line(cases[i].line);
			assert_int_equal(stencil_match(s, &domain, "f", rep,
			    &values), cases[i].filled == NULL ? -1 : 0);
		}
		expect_findings(rep, cases[i].findings);
		if (cases[i].filled != NULL) {
			filled = fill(s, &values);
			assert_string_equal(filled, cases[i].filled);
			free(filled);
		}
		stencil_free(s);
	}
	report_free(rep);
}

/* Different keys of a template, n of them. */
static bool
takes_keys(int n)
{
	struct report	*rep = report_new(1);
	struct stencil	*s;
	char		*text;
	size_t		 len;
	int		 i;
	FILE		*to;

	assert_non_null(to = open_memstream(&text, &len));
	for (i = 0; i < 2 * n; i++)
		assert_true(fprintf(to, "a TXT $(k%d)\n", i % n) > 0);
	assert_int_equal(fclose(to), 0);
	if ((s = stencil_new(text, len, "t", rep)) != NULL)
		assert_int_equal(stencil_keys(s), n);
	else
		assert_string_equal(report_at(rep, 0)->text, "the template "
		    "has more than 64 different placeholders");
	stencil_free(s);
	free(text);
	report_free(rep);
	return s != NULL;
}

static void
test_keys_limit(void **state)
{
	(void)state;
	assert_true(takes_keys(STENCIL_KEYS_MAX - 1));
	assert_true(takes_keys(STENCIL_KEYS_MAX));
	assert_false(takes_keys(STENCIL_KEYS_MAX + 1));
}

/* A key of 63 octets is one, of 64 none. */
static void
test_key_limit(void **state)
{
	char		 text[80];
	struct stencil	*s;

	(void)state;
	(void)snprintf(text, sizeof(text), "$(%0*d)", DOMAINS_KEY_MAX, 0);
	assert_non_null(s = stencil_new(text, strlen(text), "t", NULL));
	stencil_free(s);
	(void)snprintf(text, sizeof(text), "$(%0*d)", DOMAINS_KEY_MAX + 1, 0);
	assert_null(stencil_new(text, strlen(text), "t", NULL));
}

/* A quoted text of `before`, a value of n octets, and `behind`. */
static char *
fill_long(const char *format, const char *key, int n)
{
	struct stencil_values	 values;
	struct stencil		*s;
	char			*filled;
	char			*line = NULL;

	assert_true(asprintf(&line, "d %s=%0*d", key, n, 0) > 0);
	read_line(line);
	assert_non_null(s = stencil_new(format, strlen(format), "t", NULL));
	assert_int_equal(stencil_match(s, &domain, "f", NULL, &values), 0);
	filled = fill(s, &values);
	stencil_free(s);
	free(line);
	return filled;
}

/* How many octets lie between the quotes, "3+2"; "\DDD" is one. */
static void
expect_strings(const char *format, int n, const char *lengths)
{
	char		*filled = fill_long(format, "x", n);
	struct scan	 sc;
	struct entry	 e;
	char		*found;
	size_t		 len;
	size_t		 i;
	uint8_t		 octets[8192];
	FILE		*to;

	assert_non_null(to = open_memstream(&found, &len));
	scan_init(&sc, filled, strlen(filled), 1, "t", NULL);
	assert_int_equal(scan_next(&sc, &e), 1);
	assert_false(e.is_broken);
	for (i = 2; i < e.n; i++)
		assert_true(fprintf(to, "%s%d", i == 2 ? "" : "+",
		    text_unescape(e.tokens[i].text, e.tokens[i].len,
		    octets)) > 0);
	assert_int_equal(scan_next(&sc, &e), 0);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(found, lengths);
	scan_clear(&sc);
	free(found);
	free(filled);
}

/* RFC 1035 3.3, RFC 6376 3.6.2.2: a key longer than a character-string. */
static void
test_divided(void **state)
{
	(void)state;
	expect_strings("@ TXT \"$(x)\"", 254, "254");
	expect_strings("@ TXT \"$(x)\"", 255, "255");
	expect_strings("@ TXT \"$(x)\"", 256, "255+1");
	expect_strings("@ TXT \"$(x)\"", 510, "255+255");
	expect_strings("@ TXT \"$(x)\"", 511, "255+255+1");
	expect_strings("@ TXT \"abc$(x)\"", 252, "255");
	expect_strings("@ TXT \"abc$(x)\"", 253, "255+1");
	expect_strings("@ TXT \"$(x)abc\"", 252, "255");
	expect_strings("@ TXT \"$(x)abc\"", 254, "255+2");
	expect_strings("@ TXT \"$(x)$(x)\"", 200, "255+145");
	expect_strings("@ TXT \"\\000\\a\\\\$(x)\"", 252, "255");
	expect_strings("@ TXT \"$(x)\\000\\a\\\\\"", 254, "255+2");
	/* Each text for itself, and only those with placeholders. */
	expect_strings("@ TXT (\"$(x)\"\n \"$(x)a\" \"b\")", 255,
	    "255+255+1+1");
	/* In a word it may not end: RFC 9460 2.1. */
	expect_strings("@ SVCB 1 . key65333=\"$(x)\"", 300, "1+1+311");
	expect_strings("@ TXT $(x)", 300, "300");
}

/* What can be said of a text without knowing its words; -1 if it has faults,
   with which no zone is loaded. */
static int
shape_of(const char *text, char *out, size_t room)
{
	struct scan	sc;
	struct entry	e;
	size_t		used = 0;
	size_t		faults;

	out[0] = '\0';
	scan_init(&sc, text, strlen(text), 1, "t", NULL);
	while (scan_next(&sc, &e) == 1) {
		assert_true(used + 8 < room);
		used += (size_t)snprintf(out + used, room - used, "%c%zu ",
		    e.is_owner_blank ? '-' : e.tokens[0].text[0] == '$' ?
		    '$' : '.', e.n);
	}
	faults = sc.faults;
	scan_clear(&sc);
	return faults == 0 ? 0 : -1;
}

/*
 * Injection: whatever is tried at whatever place is refused, or is part of
 * one word.
 */
static void
test_injection(void **state)
{
	static const char *const tries[] = {
		"\"a b\"", "\"a\nb A 192.0.2.1\"", "a\\nb", "a\\010b", "\\",
		"\"\"", "\"x\"y", "a;b", "\"a;b\"", "(", ")", "\"a (b\"",
		"$INCLUDE", "$GENERATE", "$TTL", "$", "\"$INCLUDE x\"", "@",
		"*", ".", "..", "a\rb", "\"a\r\nb\"", "\t", "a\tb", "\x01",
		"\x7f", "\xef\xbb\xbf", "\xff", "\\\"", "\"\\\"", "$(x)",
		"$(y)", "\"$(y)\"", "A", "HTTPS", "TYPE1", "\\#", "1-99999"
	};
	static const char *const places[] = {
		"$(x) A 192.0.2.1\nb A 192.0.2.2\n",
		"a $(x) A 192.0.2.1\nb A 192.0.2.2\n",
		"a A $(x)\nb A 192.0.2.2\n",
		"a TXT \"$(x)\"\nb A 192.0.2.2\n",
		"a TXT \"$(x)\" ; $(x)\n $(x) A 192.0.2.2\n",
		"a TXT (\n$(x)\n\"$(x)\"\n)\nb A 192.0.2.2\n",
		"$TTL $(x)\n$ORIGIN $(x)\nb A 192.0.2.2\n"
	};
	struct report		*rep = report_new(10);
	struct stencil_values	 values;
	struct domains		 d;
	struct stencil		*s;
	char			 plain[256];
	char			 shape[256];
	char			 line[64];
	char			*filled;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		s = stencil_new(places[i], strlen(places[i]), "t", rep);
		assert_non_null(s);
		read_line("d x=x");
		assert_int_equal(stencil_match(s, &domain, "f", rep, &values),
		    0);
		filled = fill(s, &values);
		assert_int_equal(shape_of(filled, plain, sizeof(plain)), 0);
		free(filled);
		for (k = 0; k < sizeof(tries) / sizeof(tries[0]); k++) {
			(void)snprintf(line, sizeof(line), "d x=%s", tries[k]);
			assert_int_equal(domains_start(&d, "f", line,
			    strlen(line), NULL), 0);
			assert_true(domains_next(&d, &domain));
			if (domain.is_faulty || stencil_match(s, &domain, "f",
			    NULL, &values) == -1)
				continue;
			filled = fill(s, &values);
			if (shape_of(filled, shape, sizeof(shape)) == 0)
				assert_string_equal(shape, plain);
			free(filled);
		}
		stencil_free(s);
	}
	report_free(rep);
}

static void
test_no_memory(void **state)
{
	static const char	 text[] = "@ TXT \"a$(x)b\" $(y)\n$(z) A 1\n";
	struct report		*rep = report_new(10);
	struct stencil_values	 values;
	struct stencil_text	 out;
	struct stencil		*s;
	size_t			 good;
	long			 held = failing_held();
	int			 rc;

	(void)state;
	read_line("d x=1 y=2 z=3");
	for (good = 0;; good++) {
		out = (struct stencil_text){.text = NULL};
		rc = -1;
		failing_arm(good);
		s = stencil_new(text, strlen(text), "t", rep);
		if (s != NULL && stencil_match(s, &domain, "f", NULL,
		    &values) == 0)
			rc = stencil_fill(s, &values, &out);
		if (!failing_disarm())
			break;
		assert_int_equal(rc, -1);
		stencil_free(s);
		free(out.text);
		report_clear(rep);
		assert_int_equal(failing_held(), held);
	}
	assert_int_equal(rc, 0);
	assert_string_equal(out.text, "@ TXT \"a1b\" 2\n3 A 1\n");
	assert_true(good >= 4);
	stencil_free(s);
	free(out.text);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_keys_limit),
		cmocka_unit_test(test_key_limit),
		cmocka_unit_test(test_divided),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
