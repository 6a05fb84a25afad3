/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "zones/present.h"

/* What is written for some findings. */
static void
presented(bool is_json, bool is_rich, const struct finding *f, size_t n,
    const char *wanted)
{
	struct presenter	 p;
	char			*text;
	size_t			 len;
	size_t			 i;
	FILE			*to = open_memstream(&text, &len);

	assert_non_null(to);
	presenter_init(&p, to);
	p.is_json = is_json;
	p.is_rich = is_rich;
	for (i = 0; i < n; i++)
		present(&p, &f[i]);
	presenter_clear(&p);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void
test_text(void **state)
{
	static const struct finding	f[] = {
		{{"z", 3, 7, false}, SEV_ERROR, "an-id", "a.", "is bad"},
		{{NULL, 0, 0, false}, SEV_INFO, NULL, NULL, "t"},
	};

	(void)state;
	presented(false, false, f, 2, "z:3:7: error: an-id: a.: is bad\n"
	    "info: t\n");
}

static void
test_json(void **state)
{
	static const struct finding	f[] = {
		{{"a \"b\"\\", 3, 7, false}, SEV_ERROR, "an-id", "a.",
		    "x\ty\n\177 \303\251 \342\202\254 \360\237\223\247"},
		{{NULL, 0, 0, false}, SEV_WARNING, NULL, NULL, ""},
		/* No UTF-8: alone, cut, too long, a surrogate, too high. */
		{{"f", 1, 0, false}, SEV_INFO, "i", "o.",
		    "\200 \303 \300\200 \355\240\200 \364\220\200\200"},
	};

	(void)state;
	presented(true, true, f, 3,
	    "{\"file\":\"a \\\"b\\\"\\\\\",\"line\":3,\"column\":7,"
	    "\"severity\":\"error\",\"id\":\"an-id\",\"owner\":\"a.\","
	    "\"text\":\"x\\u0009y\\u000a\\u007f \303\251 \342\202\254"
	    " \360\237\223\247\"}\n"
	    "{\"file\":null,\"line\":null,\"column\":null,"
	    "\"severity\":\"warning\",\"id\":null,\"owner\":null,"
	    "\"text\":\"\"}\n"
	    "{\"file\":\"f\",\"line\":1,\"column\":null,"
	    "\"severity\":\"info\",\"id\":\"i\",\"owner\":\"o.\","
	    "\"text\":\"\\ufffd \\ufffd \\ufffd\\ufffd"
	    " \\ufffd\\ufffd\\ufffd \\ufffd\\ufffd\\ufffd\\ufffd\"}\n");
}

static void
test_rich(void **state)
{
	char		 path[] = "/tmp/mxd-test-XXXXXX";
	char		 wanted[1000];
	int		 fd = mkstemp(path);
	static const char text[] = "one\n\tt\033wo words\r\nthree\n";
	struct finding	 f[] = {
		{{path, 1, 2, false}, SEV_INFO, "i", "a.", "x"},
		{{path, 2, 8, false}, SEV_ERROR, "i", "a.", "error: y"},
		{{path, 2, 99, false}, SEV_WARNING, "i", "a.", "z"},
		{{path, 1, 0, false}, SEV_WARNING, "i", "a.", "z"},
		{{path, 9, 1, false}, SEV_WARNING, "i", "a.", "z"},
		{{"/nonexistent", 1, 1, false}, SEV_WARNING, "i", "a.", "z"},
		{{NULL, 0, 0, false}, SEV_ERROR, "i", NULL, "z"},
	};

	(void)state;
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)snprintf(wanted, sizeof(wanted),
	    "\033[1m%s:1:2: \033[0m\033[1;36minfo:\033[0m i: a.: x\n"
	    "    one\n"
	    "     \033[1;32m^\033[0m\n"
	    "\033[1m%s:2:8: \033[0m\033[1;31merror:\033[0m i: a.: error: y\n"
	    "    \tt?wo words\n"
	    "    \t      \033[1;32m^\033[0m\n"
	    "\033[1m%s:2:99: \033[0m\033[1;33mwarning:\033[0m i: a.: z\n"
	    "    \tt?wo words\n"
	    "\033[1m%s:1: \033[0m\033[1;33mwarning:\033[0m i: a.: z\n"
	    "    one\n"
	    "\033[1m%s:9:1: \033[0m\033[1;33mwarning:\033[0m i: a.: z\n"
	    "\033[1m/nonexistent:1:1: \033[0m\033[1;33mwarning:\033[0m i: a.:"
	    " z\n"
	    "\033[1m\033[0m\033[1;31merror:\033[0m i: z\n",
	    path, path, path, path, path);
	presented(false, true, f, 7, wanted);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_rich),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
