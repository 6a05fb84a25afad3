/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/zone.h"

struct zone *
zone_new(const struct name *apex, struct content *content, bool does_rotate,
    uint32_t rotation_base)
{
	struct zone	*z;
	struct name	 low = *apex;

	if ((z = calloc(1, sizeof(*z) + apex->len)) == NULL)
		return NULL;
	name_lower(&low);
	z->content = content;
	z->refs = 1;
	z->rotation_base = rotation_base;
	z->does_rotate = does_rotate;
	z->apex_labels = low.labels;
	z->apex_len = low.len;
	memcpy(z->apex, low.wire, low.len);
	return z;
}

struct zone *
zone_new_stale(const struct zone *old)
{
	size_t		 bytes = sizeof(*old) + old->apex_len;
	struct zone	*z;

	if ((z = malloc(bytes)) == NULL)
		return NULL;
	memcpy(z, old, bytes);
	z->refs = 1;
	z->is_stale = true;
	if (z->content != NULL)
		(void)content_ref(z->content);
	return z;
}

struct zone *
zone_ref(struct zone *z)
{
	z->refs++;
	return z;
}

void
zone_unref(struct zone *z)
{
	if (z == NULL || --z->refs > 0)
		return;
	content_unref(z->content);
	free(z);
}

uint32_t
zone_serial(const struct zone *z)
{
	return z->content == NULL ? 0 : content_serial(z->content);
}
