/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/trust.h"

#define OWNER	77

static const struct {
	nlink_t		 names;
	mode_t		 mode;
	uid_t		 uid;
	const char	*fault;		/* a part of it; NULL: none */
} rows[] = {
	{1, S_IFREG | 0640, 0, NULL},
	{1, S_IFREG | 0640, OWNER, NULL},
	{0, S_IFREG | 0640, OWNER, NULL},	/* removed meanwhile */
	{2, S_IFREG | 0640, OWNER, "more than one name (hard links)"},
	{2, S_IFREG | 0640, 0, "more than one name (hard links)"},
	{1, S_IFREG | 0640, OWNER + 1, "neither to root nor to the user"},
	{1, S_IFLNK | 0777, OWNER, "a symbolic link"},
	{1, S_IFIFO | 0640, OWNER, "no regular file"},
	{1, S_IFCHR | 0666, 0, "no regular file"},
	{1, S_IFDIR | 0755, 0, "no regular file"}
};

static void
test_fault(void **state)
{
	struct stat	 st = {.st_mode = 0};
	const char	*fault;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		st.st_mode = rows[i].mode;
		st.st_nlink = rows[i].names;
		st.st_uid = rows[i].uid;
		fault = trust_fault(&st, OWNER);
		if (rows[i].fault == NULL) {
			assert_null(fault);
			continue;
		}
		assert_non_null(fault);
		assert_non_null(strstr(fault, rows[i].fault));
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
