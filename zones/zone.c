/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "zones/zone.h"

/* Octets of a zone with an apex of so many. */
static size_t
zone_bytes(size_t apex_len)
{
	return offsetof(struct zone, apex) + apex_len;
}

/* Room for a zone, in slabs or (NULL) alone; *back says which. */
static struct zone *
take(struct slabs *slabs, size_t bytes, uint16_t *back)
{
	if (slabs != NULL)
		return slab_take(slabs, bytes, back);
	*back = 0;
	/* The compiler may think of a struct with its end padded. */
	return malloc(bytes < sizeof(struct zone) ? sizeof(struct zone) :
	    bytes);
}

struct zone *
zone_new_in(struct slabs *slabs, const struct name *apex,
    struct content *content, bool does_rotate, uint32_t rotation_base)
{
	struct zone	*z;
	struct name	 low = *apex;
	uint16_t	 back;

	if ((z = take(slabs, zone_bytes(apex->len), &back)) == NULL)
		return NULL;
	name_lower(&low);
	*z = (struct zone){.content = content, .refs = 1, .back = back,
	    .rotation_base = rotation_base, .does_rotate = does_rotate,
	    .apex_labels = low.labels, .apex_len = low.len};
	memcpy(z->apex, low.wire, low.len);
	return z;
}

struct zone *
zone_new(const struct name *apex, struct content *content, bool does_rotate,
    uint32_t rotation_base)
{
	return zone_new_in(NULL, apex, content, does_rotate, rotation_base);
}

void
zone_fill(struct zone *z, struct content *content, bool does_rotate,
    uint32_t rotation_base)
{
	content_unref(z->content);
	z->content = content;
	z->does_rotate = does_rotate;
	z->rotation_base = rotation_base;
}

struct zone *
zone_new_stale(const struct zone *old)
{
	size_t		 bytes = zone_bytes(old->apex_len);
	struct zone	*z;
	uint16_t	 back;

	z = take(old->back == 0 ? NULL : slab_owner(old, old->back), bytes,
	    &back);
	if (z == NULL)
		return NULL;
	memcpy(z, old, bytes);
	z->refs = 1;
	z->back = back;
	z->is_stale = true;
	if (z->content != NULL)
		(void)content_ref(z->content);
	return z;
}

void
zone_mark(const struct zone *z, bool mark)
{
	/* Who marks made it, and so it is no constant. */
	((struct zone *)z)->is_marked = mark;
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
	if (z == NULL)
		return;
	z->refs--;
	if (z->refs > 0)
		return;
	content_unref(z->content);
	if (z->back == 0)
		free(z);
	else
		slab_give(z, zone_bytes(z->apex_len), z->back);
}

uint32_t
zone_serial(const struct zone *z)
{
	return z->content == NULL ? 0 : content_serial(z->content);
}
