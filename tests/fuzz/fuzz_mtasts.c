/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mtasts.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: a record, then, behind the first octet 0, a policy.  A fault has a
 * place in the text and a reason; what is sound has what it must have.
 */

static void
try_record(const uint8_t *text, size_t len)
{
	struct mtasts_record	record;
	struct fields_fault	f = {SIZE_MAX, NULL};

	if (mtasts_read_record(text, len, &record, &f) == -1) {
		if (f.at > len || f.why == NULL)
			abort();
		return;
	}
	if (record.id < text || record.id_len == 0 ||
	    record.id_len > MTASTS_ID_MAX ||
	    record.id + record.id_len > text + len)
		abort();
}

static void
try_policy(const char *text, size_t len)
{
	struct mtasts_policy	policy;
	struct mtasts_fault	f = {0, 0, NULL};
	struct name		name;

	name_from_wire(&name, (const uint8_t *)"\1a\1b");
	if (mtasts_read_policy(text, len, &policy, &f) == -1) {
		if (f.line == 0 || f.column == 0 || f.column > len + 1 ||
		    f.why == NULL)
			abort();
		return;
	}
	if (policy.max_age_s > MTASTS_AGE_MAX_S ||
	    (policy.patterns == 0 && (policy.mode != MTASTS_NONE ||
	    mtasts_allows(&policy, &name))))
		abort();
	(void)mtasts_allows(&policy, &name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t	*end = size == 0 ? NULL : memchr(data, 0, size);

	if (end == NULL) {
		try_record(data, size);
		return 0;
	}
	try_record(data, (size_t)(end - data));
	end++;
	try_policy((const char *)end, size - (size_t)(end - data));
	return 0;
}
