/* SPDX-License-Identifier: ISC */
#include "tests/unit/tries.h"

#include <stdlib.h>
#include <string.h>

bool
is_under_valgrind(void)
{
	const char	*preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

int
tries(int n)
{
	return is_under_valgrind() ? (n + TRIES_SHARE - 1) / TRIES_SHARE : n;
}
