/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/places.h"

struct spot {
	uint32_t	line;
	uint32_t	column;
	uint32_t	file : 31;
	uint32_t	is_bare : 1;
};

struct places {
	struct spot	*spots;
	size_t		 nspots;
	char		**files;	/* own copies; "" for none */
	size_t		 nfiles;
};

struct places *
places_new(size_t n, const char *const *files, size_t nfiles)
{
	struct places	*pl;

	if ((pl = calloc(1, sizeof(*pl))) == NULL)
		return NULL;
	pl->spots = calloc(n + 1, sizeof(*pl->spots));
	pl->files = calloc(nfiles + 1, sizeof(*pl->files));
	if (pl->spots == NULL || pl->files == NULL)
		goto fail;
	for (; pl->nfiles < nfiles; pl->nfiles++)
		if ((pl->files[pl->nfiles] = strdup(files[pl->nfiles])) == NULL)
			goto fail;
	pl->nspots = n;
	return pl;
fail:
	places_free(pl);
	return NULL;
}

void
places_set(struct places *pl, size_t i, uint32_t file, uint32_t line,
    uint32_t column, bool is_bare)
{
	pl->spots[i] = (struct spot){line, column, file & 0x7fffffff,
	    is_bare};
}

struct place
places_at(const struct places *pl, size_t i)
{
	const char	*file;

	if (pl == NULL || i >= pl->nspots)
		return (struct place){0};
	file = pl->files[pl->spots[i].file];
	return (struct place){.file = *file == '\0' ? NULL : file,
	    .line = pl->spots[i].line, .column = pl->spots[i].column,
	    .is_bare = pl->spots[i].is_bare};
}

void
places_free(struct places *pl)
{
	size_t	i;

	if (pl == NULL)
		return;
	for (i = 0; i < pl->nfiles; i++)
		free(pl->files[i]);
	free(pl->files);
	free(pl->spots);
	free(pl);
}
