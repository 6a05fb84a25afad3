/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>

#include "server/read.h"

/* Rooms that are kept: for the loader and all that a crew may have. */
#define ROOMS_MAX	16

struct rooms {
	pthread_mutex_t		 lock;
	size_t			 n;
	struct load_room	*free[ROOMS_MAX];
};

struct rooms *
rooms_new(void)
{
	struct rooms	*rooms;

	if ((rooms = calloc(1, sizeof(*rooms))) != NULL)
		(void)pthread_mutex_init(&rooms->lock, NULL);
	return rooms;
}

void
rooms_free(struct rooms *rooms)
{
	if (rooms == NULL)
		return;
	while (rooms->n > 0)
		load_room_free(rooms->free[--rooms->n]);
	(void)pthread_mutex_destroy(&rooms->lock);
	free(rooms);
}

/* The one used last, whose memory is the warmest.  NULL without memory. */
static struct load_room *
rooms_take(struct rooms *rooms)
{
	struct load_room	*room = NULL;

	if (rooms == NULL)
		return NULL;
	(void)pthread_mutex_lock(&rooms->lock);
	if (rooms->n > 0)
		room = rooms->free[--rooms->n];
	(void)pthread_mutex_unlock(&rooms->lock);
	return room != NULL ? room : load_room_new();
}

static void
rooms_give(struct rooms *rooms, struct load_room *room)
{
	(void)pthread_mutex_lock(&rooms->lock);
	if (rooms->n < ROOMS_MAX) {
		rooms->free[rooms->n++] = room;
		room = NULL;
	}
	(void)pthread_mutex_unlock(&rooms->lock);
	load_room_free(room);
}

/* Out and the report say what came of it. */
static void
load(struct rooms *rooms, const struct load_source *source,
    bool needs_places, struct report *rep, struct loaded *out)
{
	struct load_room	*room = rooms_take(rooms);

	if (room == NULL) {
		(void)load_zone(source, rep, out);
		return;
	}
	load_room_keep_places(room, needs_places);
	(void)load_zone_in(room, source, rep, out);
	rooms_give(rooms, room);
}

void
read_known(struct rooms *rooms, const struct inventory *inv,
    const struct errand *errand, struct judge *judge, struct report *rep,
    struct loaded *out)
{
	const struct known	*k = errand->known;
	const struct home	*home = inventory_source(inv, k);
	struct load_source	 source;
	struct name		 apex;
	char			 path[PATH_MAX];

	name_from_wire(&apex, known_apex(k));
	source.apex = &apex;
	source.path = inventory_path(inv, k, errand->file, path);
	source.include_root = home->include_root;
	source.seed = inventory_seed(inv);
	lint_judge(rep, judge);
	load(rooms, &source, errand->needs_places, rep, out);
	lint_judge(rep, NULL);
}
