/* SPDX-License-Identifier: ISC */
/*
 * The rows of the schema: sound in themselves, and said in the manual and
 * in the example.  Runs in the top directory of the sources.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/schema.h"

/* The longest name of a directive, and more than a line of the manual. */
#define NAME_BYTES	128
#define LINE_BYTES	512

static FILE *
open_or_skip(const char *path)
{
	FILE	*in;

	if ((in = fopen(path, "re")) == NULL) {
		print_message("%s is not here; run in the top directory\n",
		    path);
		skip();
	}
	return in;
}

static void
cut_newline(char *line)
{
	line[strcspn(line, "\n")] = '\0';
}

/*
 * The directive that a line of the manual describes: `.It Ic zones in Ar
 * ...`, or `.Ic listen on` behind `.It Xo`.  Does not describe one if it
 * names none.
 */
static bool
name_in_line(const char *line, bool is_behind_xo, char name[NAME_BYTES])
{
	const char	*p = NULL;
	size_t		 len;

	if (strncmp(line, ".It Ic ", 7) == 0)
		p = line + 7;
	else if (is_behind_xo && strncmp(line, ".Ic ", 4) == 0)
		p = line + 4;
	if (p == NULL)
		return false;
	/* Words up to the next macro, which has a capital. */
	for (len = 0; p[len] != '\0'; len++)
		if (p[len] == ' ' && p[len + 1] >= 'A' && p[len + 1] <= 'Z')
			break;
	assert_true(len < NAME_BYTES);
	memcpy(name, p, len);
	name[len] = '\0';
	return true;
}

/* How often a directive has an entry in the manual. */
static unsigned
count_in_manual(const char *wanted)
{
	char		 line[LINE_BYTES];
	char		 name[NAME_BYTES];
	bool		 is_behind_xo = false;
	unsigned	 n = 0;
	FILE		*in = open_or_skip("conf/mxd.conf.5");

	while (fgets(line, sizeof(line), in) != NULL) {
		cut_newline(line);
		if (name_in_line(line, is_behind_xo, name) &&
		    strcmp(name, wanted) == 0)
			n++;
		is_behind_xo = strcmp(line, ".It Xo") == 0;
	}
	assert_int_equal(fclose(in), 0);
	return n;
}

static unsigned
count_rows(const char *name)
{
	unsigned	n = 0;
	size_t		i;

	for (i = 0; i < schema_count(); i++)
		if (strcmp(schema_row(i)->name, name) == 0)
			n++;
	return n;
}

static void
test_manual_has_rows(void **state)
{
	const struct directive	*row;
	size_t			 i;

	(void)state;
	for (i = 0; (row = schema_row(i)) != NULL; i++) {
		if (count_in_manual(row->name) == count_rows(row->name))
			continue;
		fail_msg("conf/mxd.conf.5 has %u entries `.It Ic %s', the "
		    "schema has %u rows", count_in_manual(row->name),
		    row->name, count_rows(row->name));
	}
}

static void
test_rows_have_manual(void **state)
{
	char	 line[LINE_BYTES];
	char	 name[NAME_BYTES];
	bool	 is_behind_xo = false;
	FILE	*in = open_or_skip("conf/mxd.conf.5");

	(void)state;
	while (fgets(line, sizeof(line), in) != NULL) {
		cut_newline(line);
		if (name_in_line(line, is_behind_xo, name) &&
		    count_rows(name) == 0)
			fail_msg("conf/mxd.conf.5 has `%s', the schema has "
			    "not", name);
		is_behind_xo = strcmp(line, ".It Xo") == 0;
	}
	assert_int_equal(fclose(in), 0);
}

/* All of a file; caller frees. */
static char *
read_all(const char *path)
{
	FILE	*in = open_or_skip(path);
	char	*text = NULL;
	size_t	 size = 0;

	assert_true(getdelim(&text, &size, '\0', in) > 0);
	assert_int_equal(fclose(in), 0);
	return text;
}

/* Defaults and bounds that the manual has to say, as it says them. */
static void
test_manual_has_numbers(void **state)
{
	static const char *const	said[] = {
		"from 1 to 256.\nDefault: one for each CPU",
		"from 512 to 4096.", "Default: 1232.",
		"from 1 to 100000.", "Default: 1000.",
		"from 100ms to\n24h.\nDefault: 10s.", "Default: 10m.",
		"at most 107 octets", "at most 32 octets",
		"of 1 to 255 octets", "1 to 65535, 53 if"
	};
	char	*text = read_all("conf/mxd.conf.5");
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (strstr(text, said[i]) == NULL)
			fail_msg("conf/mxd.conf.5 does not say: %s", said[i]);
	free(text);
}

static void
test_example_has_rows(void **state)
{
	const struct directive	*row;
	char			*text = read_all("mxd.conf.example");
	size_t			 i;

	(void)state;
	for (i = 0; (row = schema_row(i)) != NULL; i++)
		if (strstr(text, row->name) == NULL)
			fail_msg("mxd.conf.example does not show `%s'",
			    row->name);
	free(text);
}

static void
test_rows_are_sound(void **state)
{
	const struct directive	*row;
	size_t			 i;

	(void)state;
	for (i = 0; (row = schema_row(i)) != NULL; i++) {
		assert_int_equal(schema_index(row), i);
		assert_non_null(row->word);
		assert_non_null(row->help);
		assert_non_null(row->syntax);
		assert_true(row->contexts != 0);
		assert_true(row->min <= row->max || row->max == 0);
		if (row->preset != 0 && row->max != 0 &&
		    row->argument != ARG_LOG_TO)
			assert_in_range(row->preset, row->min, row->max);
		if (row->argument == ARG_KEYWORD)
			assert_non_null(row->keywords);
		/* A field holds the largest value. */
		if (row->argument == ARG_NUMBER ||
		    row->argument == ARG_SHARE ||
		    row->argument == ARG_TIME)
			assert_true(row->size == 4 ||
			    row->max < (uint64_t)1 << (8 * row->size));
		if (row->argument == ARG_TEXT || row->argument == ARG_PATH)
			assert_int_equal(row->size, sizeof(char *));
	}
	assert_null(schema_row(schema_count()));
}

/* The parser decides after one word whether a second one must follow. */
static void
test_words_are_clear(void **state)
{
	const struct directive	*a, *b;
	size_t			 i, j;

	(void)state;
	for (i = 0; (a = schema_row(i)) != NULL; i++)
		for (j = 0; j < i; j++) {
			b = schema_row(j);
			if ((a->contexts & b->contexts) == 0 ||
			    strcmp(a->word, b->word) != 0)
				continue;
			assert_non_null(a->second);
			assert_non_null(b->second);
			assert_string_not_equal(a->second, b->second);
		}
}

static void
test_find(void **state)
{
	const struct directive	*row;

	(void)state;
	row = schema_find(IN_FILE, "log level", 3);
	assert_string_equal(row->word, "log");
	assert_null(schema_find(IN_FILE, "log", 2));
	assert_null(schema_find(IN_FILE, "file", 4));
	assert_non_null(schema_find(IN_ZONE, "file", 4));
	assert_null(schema_find(IN_ZONE_DIR, "file", 4));
	assert_non_null(schema_find(IN_TEMPLATE, "file", 4));
	assert_non_null(schema_find(IN_TEMPLATE, "domains", 7));
	assert_null(schema_find(IN_ZONE, "domains", 7));
	row = schema_find_second(IN_FILE, "log", "level", 5);
	assert_string_equal(row->name, "log level");
	assert_null(schema_find_second(IN_FILE, "log", "leve", 4));
	assert_null(schema_find_second(IN_ZONE, "log", "level", 5));
}

static void
test_words(void **state)
{
	const char	*words[SCHEMA_MAX];

	(void)state;
	assert_int_equal(schema_words(IN_FILE, "tcp", words), 4);
	assert_string_equal(words[0], "connections");
	assert_string_equal(words[1], "client");
	assert_string_equal(words[2], "idle");
	assert_string_equal(words[3], "total");
	assert_int_equal(schema_words(IN_ZONE_DIR, NULL, words), 3);
	assert_string_equal(words[0], "include");
	assert_string_equal(words[1], "rotate");
	assert_string_equal(words[2], "lint");
	assert_int_equal(schema_words(IN_TEMPLATE, NULL, words), 5);
	assert_string_equal(words[0], "file");
	assert_string_equal(words[1], "domains");
	assert_int_equal(schema_words(IN_FILE, "workers", words), 0);
}

/* Fields of each width, and their neighbours. */
struct widths {
	uint8_t		before;
	uint8_t		v8;
	uint8_t		after;
	uint16_t	v16;
	uint32_t	v32;
};

static void
test_store(void **state)
{
	const struct directive	d8 = {.size = sizeof(uint8_t),
				    .offset = offsetof(struct widths, v8)};
	const struct directive	d16 = {.size = sizeof(uint16_t),
				    .offset = offsetof(struct widths, v16)};
	const struct directive	d32 = {.size = sizeof(uint32_t),
				    .offset = offsetof(struct widths, v32)};
	struct widths		w;

	(void)state;
	memset(&w, 0xff, sizeof(w));
	schema_store(&d8, &w, 7);
	assert_int_equal(schema_fetch(&d8, &w), 7);
	assert_int_equal(w.v8, 7);
	assert_int_equal(w.before, 0xff);
	assert_int_equal(w.after, 0xff);
	schema_store(&d16, &w, 65534);
	assert_int_equal(w.v16, 65534);
	assert_int_equal(schema_fetch(&d16, &w), 65534);
	assert_int_equal(w.v32, UINT32_MAX);
	schema_store(&d32, &w, UINT32_MAX - 1);
	assert_int_equal(w.v32, UINT32_MAX - 1);
	assert_int_equal(schema_fetch(&d32, &w), UINT32_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_manual_has_rows),
		cmocka_unit_test(test_rows_have_manual),
		cmocka_unit_test(test_manual_has_numbers),
		cmocka_unit_test(test_example_has_rows),
		cmocka_unit_test(test_rows_are_sound),
		cmocka_unit_test(test_words_are_clear),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_store)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
