/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>

#include "zones/issuer.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Input: the value.  What is wrong lies in it, or just behind. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char	*expected;
	size_t		 at = SIZE_MAX;

	if (issuer_check(data, size, &at, &expected) == -1 &&
	    (expected == NULL || at > size))
		abort();
	/* What stands before the fault is no fault of itself. */
	if (at < size && issuer_check(data, at, &at, &expected) == -1 &&
	    at > size)
		abort();
	return 0;
}
