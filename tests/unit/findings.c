/* SPDX-License-Identifier: ISC */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>

/* Longer than any finding of a test. */
#define LINE_MAX_BYTES	4096

void
expect_findings(struct report *rep, const char *wanted)
{
	char	 line[LINE_MAX_BYTES];
	char	*text;
	size_t	 len;
	size_t	 i;
	FILE	*out;

	assert_non_null(out = open_memstream(&text, &len));
	report_sort(rep);
	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		assert_true(fprintf(out, "%s\n", line) > 0);
	}
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, wanted);
	free(text);
}
