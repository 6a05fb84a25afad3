/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"
#include "server/landlock.h"
#include "server/reach.h"
#include "zones/mem.h"

/* Takes path. */
static int
append(struct reach *r, char *path, unsigned rights)
{
	struct reach_dir	*last = r->n > 0 ? &r->dirs[r->n - 1] : NULL;
	void			*p;

	if (last != NULL && strcmp(last->path, path) == 0) {
		last->rights |= rights;
		free(path);
		return 0;
	}
	p = array_grow(r->dirs, r->n, &r->cap, sizeof(*r->dirs));
	if (p == NULL) {
		free(path);
		return -1;
	}
	r->dirs = p;
	r->dirs[r->n++] = (struct reach_dir){path, rights};
	return 0;
}

static int
add_dir(struct reach *r, const char *path, unsigned rights)
{
	char	*real;

	/* Zones in a row mostly have one directory. */
	if (path == NULL || (rights == r->last_rights &&
	    strcmp(path, r->last) == 0))
		return 0;
	(void)strlcpy(r->last, path, sizeof(r->last));
	r->last_rights = rights;
	if ((real = realpath(path, NULL)) == NULL)
		return errno == ENOMEM ? -1 : 0;
	return append(r, real, rights);
}

/* Leaves the directory of a path; false: it has none. */
static bool
cut(char *path)
{
	char	*slash = strrchr(path, '/');

	if (slash == NULL)
		return false;
	slash[slash == path] = '\0';
	return true;
}

static int
add_parent(struct reach *r, const char *path, unsigned rights)
{
	char	 dir[PATH_MAX];

	if (strlcpy(dir, path, sizeof(dir)) >= sizeof(dir) || !cut(dir))
		return 0;
	return add_dir(r, dir, rights);
}

/* Where a link leads to in the end. */
static int
add_target(struct reach *r, const char *path)
{
	char	*real;

	if ((real = realpath(path, NULL)) == NULL)
		return errno == ENOMEM ? -1 : 0;
	if (cut(real))
		return append(r, real, LANDLOCK_MAY_READ);
	free(real);
	return 0;
}

static int
add_file(struct reach *r, const char *path)
{
	struct stat	 st;

	if (add_parent(r, path, LANDLOCK_MAY_READ) == -1)
		return -1;
	if (!r->does_follow || lstat(path, &st) == -1 || !S_ISLNK(st.st_mode))
		return 0;
	return add_target(r, path);
}

static int
add_if_link(struct reach *r, int fd, const char *path,
    const struct dirent *entry)
{
	char		 file[PATH_MAX];
	struct stat	 st;

	if (!zone_file_has_name(entry->d_name))
		return 0;
	if (entry->d_type == DT_UNKNOWN ? fstatat(fd, entry->d_name, &st,
	    AT_SYMLINK_NOFOLLOW) == -1 || !S_ISLNK(st.st_mode) :
	    entry->d_type != DT_LNK)
		return 0;
	if ((size_t)snprintf(file, sizeof(file), "%s/%s", path,
	    entry->d_name) >= sizeof(file))
		return 0;
	return add_target(r, file);
}

/* A directory of zones, and what the links in it lead to. */
static int
add_zones(struct reach *r, const char *path)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 rc = add_dir(r, path, LANDLOCK_MAY_READ);

	/* What cannot be read the loader tells of. */
	if (rc == -1 || !r->does_follow || (dir = opendir(path)) == NULL)
		return rc;
	while (rc == 0 && (entry = readdir(dir)) != NULL)
		rc = add_if_link(r, dirfd(dir), path, entry);
	(void)closedir(dir);
	return rc;
}

/* What is read. */
static int
add_inputs(struct reach *r, const struct conf *conf)
{
	const struct conf_template	*t;
	size_t				 i;
	int				 rc = 0;

	for (i = 0; rc == 0 && i < conf->nfiles; i++)
		rc = add_file(r, conf->files[i].path);
	for (i = 0; rc == 0 && i < conf->nzones; i++)
		rc = add_file(r, conf->zones[i].file) == -1 ? -1 :
		    add_dir(r, conf->zones[i].include_root,
		    LANDLOCK_MAY_READ);
	for (i = 0; rc == 0 && i < conf->nzone_dirs; i++)
		rc = add_zones(r, conf->zone_dirs[i].path) == -1 ? -1 :
		    add_dir(r, conf->zone_dirs[i].include_root,
		    LANDLOCK_MAY_READ);
	for (i = 0; rc == 0 && i < conf->ntemplates; i++) {
		t = &conf->templates[i];
		rc = add_file(r, t->file) == -1 ||
		    add_file(r, t->domains) == -1 ? -1 :
		    add_dir(r, t->include_root, LANDLOCK_MAY_READ);
	}
	return rc;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct reach_dir *)a)->path,
	    ((const struct reach_dir *)b)->path);
}

static const struct reach_dir *
find(const struct reach *r, const char *path)
{
	const struct reach_dir	 key = {.path = (char *)path};

	if (r->n == 0)
		return NULL;
	return bsearch(&key, r->dirs, r->n, sizeof(*r->dirs), by_path);
}

/* Are they there, or above it?  at is cut. */
static bool
has(const struct reach *r, char *at, unsigned rights)
{
	const struct reach_dir	*d;
	unsigned		 found = 0;

	for (;;) {
		if ((d = find(r, at)) != NULL)
			found |= d->rights;
		if ((found & rights) == rights)
			return true;
		if (strcmp(at, "/") == 0 || !cut(at))
			return false;
	}
}

/* Each once, and none whose rights come from above: those sort before it. */
static void
sort(struct reach *r)
{
	struct reach_dir	*d;
	size_t			 i, n = r->n;
	char			 at[PATH_MAX];

	if (n > 0)
		qsort(r->dirs, n, sizeof(*r->dirs), by_path);
	r->n = 0;
	for (i = 0; i < n; i++) {
		d = &r->dirs[i];
		(void)strlcpy(at, d->path, sizeof(at));
		if (has(r, at, d->rights)) {
			free(d->path);
		} else if (r->n > 0 && strcmp(r->dirs[r->n - 1].path,
		    d->path) == 0) {
			r->dirs[r->n - 1].rights |= d->rights;
			free(d->path);
		} else {
			r->dirs[r->n++] = *d;
		}
	}
}

int
reach_find(const struct conf *conf, bool does_follow, bool writes_log,
    const char *pidfile, struct reach *out)
{
	int	 rc;

	memset(out, 0, sizeof(*out));
	out->does_follow = does_follow;
	rc = add_inputs(out, conf);
	if (rc == 0 && writes_log && conf->log_target == LOG_TO_FILE)
		rc = add_parent(out, conf->log_file, LANDLOCK_MAY_WRITE);
	if (rc == 0 && pidfile != NULL)
		rc = add_parent(out, pidfile, LANDLOCK_MAY_REMOVE);
	if (rc == 0 && conf->control != NULL)
		rc = add_parent(out, conf->control, LANDLOCK_MAY_REMOVE);
	sort(out);
	return rc;
}

bool
reach_has(const struct reach *r, const char *path, unsigned rights)
{
	char	 at[PATH_MAX];

	if (realpath(path, at) == NULL)
		(void)strlcpy(at, path, sizeof(at));
	return has(r, at, rights);
}

void
reach_clear(struct reach *r)
{
	size_t	 i;

	for (i = 0; i < r->n; i++)
		free(r->dirs[i].path);
	free(r->dirs);
	memset(r, 0, sizeof(*r));
}
