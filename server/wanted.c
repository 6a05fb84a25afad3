/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "conf/directory.h"
#include "server/log.h"
#include "server/title.h"
#include "server/wanted.h"

static int
want(struct round *r, const struct name *apex, const struct origin *origin)
{
	struct known	*known;
	char		 title[TITLE_MAX];
	int		 rc;

	if ((rc = inventory_want(r->inventory, apex, origin, &known)) == -1) {
		log_write(LEVEL_ERROR, "reload: out of memory; nothing is "
		    "changed");
		return -1;
	}
	if (rc == 1 && !source_is_same(origin->path, inventory_path(known)))
		log_write(LEVEL_WARNING, "%s: file %s is not used: %s comes "
		    "before it", title_zone(apex->wire, title), origin->path,
		    inventory_path(known));
	return 0;
}

/* The file NAME.zone of a directory is the zone NAME. */
static int
want_file(struct round *r, const struct conf_zone_dir *dir,
    const char *file)
{
	struct origin	 origin;
	struct name	 apex;
	const char	*why;
	char		 path[PATH_MAX];
	int		 len;

	len = snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	if (len < 0 || (size_t)len >= sizeof(path)) {
		log_write(LEVEL_ERROR, "zones in %s: %s: the path is too long; "
		    "this file is not used", dir->path, file);
		r->faults++;
		return 0;
	}
	if (name_from_text(&apex, file, strlen(file) - strlen(ZONE_SUFFIX),
	    NULL, &why) == -1) {
		log_write(LEVEL_ERROR, "zones in %s: %s: the part before "
		    "\"%s\" is no domain name: %s; this file is not used",
		    dir->path, file, ZONE_SUFFIX, why);
		r->faults++;
		return 0;
	}
	name_lower(&apex);
	origin.path = path;
	origin.include_root = dir->include_root;
	origin.does_rotate = dir->does_rotate;
	origin.lint = &dir->lint;
	return want(r, &apex, &origin);
}

static int
want_directory(struct round *r, const struct conf_zone_dir *dir)
{
	struct directory	 files;
	size_t			 i;
	int			 rc = 0;

	if (directory_read(dir->path, &files) == -1) {
		log_write(LEVEL_ERROR, "%s:%u: zones in %s: %s; %s",
		    dir->at.file != NULL ? dir->at.file : "mxd.conf",
		    dir->at.line, dir->path, strerror(errno), r->is_first ?
		    "going on without its zones" : "nothing is changed");
		r->faults++;
		return r->is_first ? 0 : -1;
	}
	if (files.n == 0)
		log_write(LEVEL_WARNING, "zones in %s: no file there is named "
		    "NAME%s, so it holds no zone", dir->path, ZONE_SUFFIX);
	for (i = 0; i < files.n && rc == 0; i++)
		rc = want_file(r, dir, files.names[i]);
	directory_clear(&files);
	return rc;
}

int
wanted_all(struct round *r, const struct conf *conf)
{
	const struct conf_zone	*z;
	struct origin		 origin;
	size_t			 i;

	inventory_begin(r->inventory);
	for (i = 0; i < conf->nzones; i++) {
		z = &conf->zones[i];
		origin.path = z->file;
		origin.include_root = z->include_root;
		origin.does_rotate = z->does_rotate;
		origin.lint = &z->lint;
		if (want(r, &z->apex, &origin) == -1)
			return -1;
	}
	for (i = 0; i < conf->nzone_dirs; i++)
		if (want_directory(r, &conf->zone_dirs[i]) == -1)
			return -1;
	return 0;
}
