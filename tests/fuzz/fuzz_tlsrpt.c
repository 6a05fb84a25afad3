/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>

#include "zones/tlsrpt.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: a record.  A fault has a place in the text and a reason; the URIs
 * of a sound record lie in it and are as many as it says.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tlsrpt		r;
	struct tlsrpt_uri	uri;
	struct fields_fault	f = {SIZE_MAX, NULL};
	size_t			at = 0;
	unsigned		n = 0;

	if (tlsrpt_read(data, size, &r, &f) == -1) {
		if (f.at > size || f.why == NULL)
			abort();
		return 0;
	}
	for (; tlsrpt_next(&r, &at, &uri); n++) {
		if (uri.len == 0 || uri.text < data ||
		    uri.text + uri.len > data + size)
			abort();
	}
	if (n == 0 || n != r.uris)
		abort();
	return 0;
}
