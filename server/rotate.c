/* SPDX-License-Identifier: ISC */
#include <sys/mman.h>

#include "server/rotate.h"
#include "zones/rrtype.h"

int
rotation_resize(struct rotation *rot, uint32_t count)
{
	size_t	 old_bytes = rot->count * sizeof(*rot->turns);
	size_t	 bytes = count * sizeof(*rot->turns);
	void	*p;

	if (count <= rot->count)
		return 0;
	if (rot->turns == NULL)
		p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	else
		p = mremap(rot->turns, old_bytes, bytes, MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
		return -1;
	rot->turns = p;
	rot->count = count;
	return 0;
}

void
rotation_clear(struct rotation *rot)
{
	if (rot->turns != NULL)		/* it is mapped, so this works */
		(void)munmap(rot->turns, rot->count * sizeof(*rot->turns));
	*rot = (struct rotation){0};
}

void
rotation_look(const struct rotation *rot, uint32_t first, unsigned n,
    uint32_t *out)
{
	unsigned	i;

	for (i = 0; i < n; i++)
		out[i] = first + i < rot->count ? __atomic_load_n(
		    &rot->turns[first + i], __ATOMIC_RELAXED) : 0;
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
