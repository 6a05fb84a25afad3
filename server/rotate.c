/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/rotate.h"
#include "zones/rrtype.h"

int
rotation_resize(struct rotation *rot, uint32_t count)
{
	uint32_t	*p;

	if (count <= rot->count)
		return 0;
	if ((p = realloc(rot->turns, count * sizeof(*p))) == NULL)
		return -1;
	memset(p + rot->count, 0, (count - rot->count) * sizeof(*p));
	rot->turns = p;
	rot->count = count;
	return 0;
}

void
rotation_clear(struct rotation *rot)
{
	free(rot->turns);
	*rot = (struct rotation){0};
}

uint32_t *
rotation_turn(struct rotation *rot, const struct zone *zone,
    const struct rrset_slot *slot, bool is_additional)
{
	uint32_t	i;

	if (slot->flags & SLOT_ROTATES && zone->does_rotate) {
		i = zone->rotation_base + is_additional +
		    slot_rotation(zone->content, slot);
		if (i < rot->count)
			return &rot->turns[i];
	}
	rot->dummy = 0;
	return &rot->dummy;
}

struct rotation_run
rotation_run(const struct rrset *set, unsigned i, uint32_t turn)
{
	struct rotation_run	 run = {.first = i, .end = set->count};
	uint16_t		 preference;

	if (set->flags & RRSET_PREFERENCE) {
		preference = rrset_preference(set, i);
		for (run.end = i + 1; run.end < set->count; run.end++)
			if (rrset_preference(set, run.end) != preference)
				break;
	}
	run.start = i + turn % (run.end - i);
	return run;
}
