/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/trust.h"

#define OWNER	77

static const struct {
	mode_t		 mode;
	nlink_t		 names;
	uid_t		 uid;
	const char	*fault;		/* a part of it; NULL: none */
} rows[] = {
	{S_IFREG | 0640, 1, 0, NULL},
	{S_IFREG | 0640, 1, OWNER, NULL},
	{S_IFREG | 0640, 0, OWNER, NULL},	/* removed meanwhile */
	{S_IFREG | 0640, 2, OWNER, "more than one name (hard links)"},
	{S_IFREG | 0640, 2, 0, "more than one name (hard links)"},
	{S_IFREG | 0640, 1, OWNER + 1, "neither to root nor to the user"},
	{S_IFLNK | 0777, 1, OWNER, "a symbolic link"},
	{S_IFIFO | 0640, 1, OWNER, "no regular file"},
	{S_IFCHR | 0666, 1, 0, "no regular file"},
	{S_IFDIR | 0755, 1, 0, "no regular file"}
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
