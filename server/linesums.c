/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>

#include "server/linesums.h"
#include "zones/hash.h"

size_t
linesums_classes(size_t lines)
{
	size_t	n = LINESUMS_MIN;

	while (n < LINESUMS_MAX && lines / n > LINESUMS_LINES)
		n *= 2;
	return n;
}

struct linesums *
linesums_new(size_t classes)
{
	struct linesums	*s;

	s = calloc(1, sizeof(*s) + classes * sizeof(s->of[0]));
	if (s != NULL)
		s->n = classes;
	return s;
}

void
linesums_add(struct linesums *s, size_t class, uint64_t apex,
    uint64_t values)
{
	/* Mixed, so that no value can pass for another domain's. */
	s->of[class] += hash_mix(apex ^ HASH_SPREAD, values ^ apex);
	s->lines++;
}

size_t
linesums_compare(const struct linesums *a, const struct linesums *b,
    uint8_t *differs)
{
	size_t	i, n = 0;

	assert(a->n == b->n);
	for (i = 0; i < a->n; i++) {
		differs[i] = a->of[i] != b->of[i];
		n += differs[i];
	}
	return n;
}
