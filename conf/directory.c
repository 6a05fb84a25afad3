/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conf/directory.h"
#include "zones/mem.h"

static bool
is_zone_file(const char *name)
{
	size_t	 len = strlen(name), suffix = strlen(ZONE_SUFFIX);

	return name[0] != '.' && len > suffix &&
	    strcmp(name + len - suffix, ZONE_SUFFIX) == 0;
}

static int
add(struct directory *d, const char *name)
{
	void	*p;

	p = array_grow(d->names, d->n, &d->cap, sizeof(*d->names));
	if (p == NULL)
		return -1;
	d->names = p;
	if ((d->names[d->n] = strdup(name)) == NULL)
		return -1;
	d->n++;
	return 0;
}

static int
read_all(DIR *dir, struct directory *out)
{
	const struct dirent	*entry;

	for (;;) {
		errno = 0;	/* the only way to tell an error from the end */
		if ((entry = readdir(dir)) == NULL)
			return errno == 0 ? 0 : -1;
		if (is_zone_file(entry->d_name) &&
		    add(out, entry->d_name) == -1)
			return -1;
	}
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
directory_read(const char *path, struct directory *out)
{
	DIR	*dir;
	int	 rc, saved;

	*out = (struct directory){NULL, 0, 0};
	if ((dir = opendir(path)) == NULL)
		return -1;
	rc = read_all(dir, out);
	saved = errno;
	(void)closedir(dir);
	if (rc == -1) {
		directory_clear(out);
		errno = saved;
		return -1;
	}
	if (out->n > 0)
		qsort(out->names, out->n, sizeof(*out->names), compare);
	return 0;
}

void
directory_clear(struct directory *d)
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		free(d->names[i]);
	free(d->names);
	*d = (struct directory){NULL, 0, 0};
}
