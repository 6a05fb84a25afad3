/* SPDX-License-Identifier: ISC */
#include <sys/inotify.h>
#include <sys/stat.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"
#include "server/log.h"
#include "server/spots.h"
#include "server/uses.h"
#include "server/watch.h"
#include "zones/kept.h"
#include "zones/mem.h"

/* Read at once: some 1,000 events; and so often before they are acted on. */
#define READ_BYTES	(64 * 1024)
#define READS_MAX	64

/* More than this are looked at as fast by looking at all. */
#define TOUCHED_MAX	20000

/* By this link Kubernetes puts a whole set of files in place of another. */
#define SET_LINK	"..data"

union events {
	struct inotify_event	 align;
	char			 octets[READ_BYTES];
};

struct watch {
	struct spots	*spots;
	struct uses	*uses;
	int		 fd;
	bool		 is_all;	/* look at all zones */
	bool		 has_news;	/* something is newly watched */
	bool		 has_failed;	/* no memory */
	struct touched	*touched;
	size_t		 n;
	size_t		 cap;
	struct directory rest;		/* paths of files that have gone, for
					   the next time */
	union events	 events;
};

const struct touched	 watch_all;

struct watch *
watch_new(void)
{
	struct watch	*w;
	uint64_t	 seeds[2];

	if ((w = calloc(1, sizeof(*w))) == NULL) {
		log_write(LEVEL_ERROR, "watch: out of memory; changed files "
		    "count at SIGHUP only");
		return NULL;
	}
	arc4random_buf(seeds, sizeof(seeds));
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->fd != -1) {
		w->spots = spots_new(w->fd, seeds[0]);
		w->uses = uses_new(seeds[1]);
	}
	if (w->spots != NULL && w->uses != NULL)
		return w;
	log_write(LEVEL_ERROR, "watch: %s; changed files count at SIGHUP "
	    "only%s", strerror(errno), errno != EMFILE ? "" :
	    " (the user of mxd has reached the limit of the system; raise it:"
	    " sysctl fs.inotify.max_user_instances=1024)");
	watch_free(w);
	return NULL;
}

/* Nothing has happened. */
static void
forget(struct watch *w)
{
	size_t	 i;

	for (i = 0; i < w->n; i++)
		free((char *)w->touched[i].file);
	w->n = 0;
	w->is_all = false;
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	forget(w);
	free(w->touched);
	directory_clear(&w->rest);
	spots_free(w->spots);
	uses_free(w->uses);
	if (w->fd != -1)
		(void)close(w->fd);
	free(w);
}

int
watch_fd(const struct watch *w)
{
	return w->fd;
}

static void
want_directory(struct watch *w, const char *path)
{
	int	 rc = spots_want(w->spots, path);

	w->has_news = w->has_news || rc == 1;
	w->has_failed = w->has_failed || rc == -1;
}

/* The path of a name in a directory, as both are written; false: too long. */
static bool
join(char path[PATH_MAX], const char *dir, const char *name)
{
	int	 len;

	if (strcmp(dir, ".") == 0)
		len = snprintf(path, PATH_MAX, "%s", name);
	else
		len = snprintf(path, PATH_MAX, "%s%s%s", dir,
		    strcmp(dir, "/") == 0 ? "" : "/", name);
	return len >= 0 && len < PATH_MAX;
}

/* The directory of a path; what stands behind it. */
static const char *
split(const char *path, char dir[PATH_MAX])
{
	const char	*name = strrchr(path, '/');
	size_t		 len;

	(void)strlcpy(dir, ".", PATH_MAX);
	if (name == NULL)
		return path;
	len = (size_t)(name - path);
	while (len > 0 && path[len - 1] == '/')
		len--;
	(void)strlcpy(dir, len == 0 ? "/" : path, len == 0 ? 2 : len + 1);
	return name + 1;
}

/* A file that is not found by its name in a directory of zones. */
static void
want_file(struct watch *w, const char *path, const uint8_t *apex,
    size_t apex_len)
{
	char		 dir[PATH_MAX], usual[PATH_MAX];
	const char	*name;

	if (strlen(path) >= PATH_MAX)
		return;		/* nobody can open it */
	name = split(path, dir);
	want_directory(w, dir);
	if (join(usual, dir, name) &&
	    uses_add(w->uses, usual, apex, apex_len) == -1)
		w->has_failed = true;
}

/* What a zone includes. */
static void
want_extras(struct watch *w, const struct known *k)
{
	size_t	 i;

	for (i = 0; k->aside != NULL && i < k->aside->n; i++)
		want_file(w, k->aside->files[i].path, known_apex(k),
		    k->named->apex_len);
}

/* A file of a template.  Which of its domains are served is known to the
   round. */
static void
want_hosted(void *arg, const char *path)
{
	want_file(arg, path, uses_template, sizeof(uses_template));
}

static void
want_configured(struct watch *w, const struct conf *conf)
{
	const struct conf_zone	*z;
	size_t			 i;

	for (i = 0; i < conf->nzone_dirs; i++)
		want_directory(w, conf->zone_dirs[i].path);
	for (i = 0; i < conf->nzones; i++) {
		z = &conf->zones[i];
		want_file(w, z->file, z->apex.wire, z->apex.len);
	}
	for (i = 0; i < conf->ntemplates; i++) {
		want_hosted(w, conf->templates[i].file);
		want_hosted(w, conf->templates[i].domains);
	}
}

/* What has come of it; begins anew. */
static bool
take_news(struct watch *w)
{
	bool	 has_news = w->has_news;

	if (w->has_failed)
		log_write(LEVEL_ERROR, "watch: out of memory; some files are "
		    "not watched, their changes count at SIGHUP");
	w->has_news = w->has_failed = false;
	return has_news;
}

static void
want_included(struct watch *w, struct inventory *inv)
{
	const struct known	*k;
	uint32_t		 cursor = 0;

	while ((k = inventory_walk(inv, &cursor)) != NULL)
		want_extras(w, k);
	hosts_paths(inventory_hosts(inv), want_hosted, w);
}

bool
watch_follow(struct watch *w, const struct conf *conf,
    struct inventory *inv)
{
	forget(w);
	directory_clear(&w->rest);	/* all has been looked at */
	spots_begin(w->spots);
	uses_clear(w->uses);
	if (conf->does_watch)
		want_configured(w, conf);
	if (conf->does_watch && inv != NULL)
		want_included(w, inv);
	spots_end(w->spots);
	return take_news(w);
}

bool
watch_follow_some(struct watch *w, const struct conf *conf,
    struct inventory *inv, const struct touched *touched, size_t n)
{
	const struct known	*k;
	const char		*why;
	struct name		 apex;
	size_t			 i;

	for (i = 0; i < n; i++) {
		if (touched[i].is_hosted) {
			hosts_paths(inventory_hosts(inv), want_hosted, w);
			continue;
		}
		if (touched[i].dir == NULL && touched[i].apex == NULL)
			return watch_follow(w, conf, inv);
		if (touched[i].dir == NULL)
			name_from_wire(&apex, touched[i].apex);
		else if (zone_file_apex(touched[i].file, &apex, &why) == -1)
			continue;
		k = inventory_find(inv, apex.wire, apex.len);
		if (k != NULL)
			want_extras(w, k);
	}
	return take_news(w);
}

KEPT_BEGIN	/* in w->touched */
/* file is copied; NULL is fine. */
static void
note(struct watch *w, const struct conf_zone_dir *dir, const char *file,
    const uint8_t *apex)
{
	struct touched	 one = {dir, NULL, apex, false};
	void		*p;

	if (w->n == TOUCHED_MAX)
		w->is_all = true;
	if (w->is_all)
		return;
	p = array_grow(w->touched, w->n, &w->cap, sizeof(*w->touched));
	if (p != NULL)
		w->touched = p;
	if (p == NULL || (file != NULL &&
	    (one.file = strdup(file)) == NULL)) {
		w->is_all = true;	/* that takes no memory */
		return;
	}
	w->touched[w->n++] = one;
}
KEPT_END

/* Some template is to be looked at: once is enough. */
static void
note_hosted(struct watch *w)
{
	size_t	 i;

	for (i = 0; i < w->n; i++)
		if (w->touched[i].is_hosted)
			return;
	note(w, NULL, NULL, NULL);
	if (!w->is_all)
		w->touched[w->n - 1].is_hosted = true;
}

/* A link to a file that is whole, not a file that is being written. */
static bool
is_link(const char *path)
{
	struct stat	 st;

	return lstat(path, &st) == 0 &&
	    (S_ISLNK(st.st_mode) || (S_ISREG(st.st_mode) && st.st_nlink > 1));
}

/* A file of this path has come, changed or gone. */
static void
take_file(struct watch *w, const struct conf *conf, const struct spot *spot,
    const char *path, const char *name)
{
	const struct use	*u = NULL;
	size_t			 i;

	if (strcmp(name, SET_LINK) == 0)
		w->is_all = true;
	for (i = 0; zone_file_has_name(name) && i < conf->nzone_dirs; i++)
		if (spots_find(w->spots, conf->zone_dirs[i].path) == spot)
			note(w, &conf->zone_dirs[i], name, NULL);
	while ((u = uses_next(w->uses, path, u)) != NULL) {
		if (u->apex_len == 0)
			w->is_all = true;
		else if (u->apex[0] == uses_template[0] && u->apex_len == 1)
			note_hosted(w);
		else
			note(w, NULL, NULL, u->apex);
	}
}

/* Is it of interest what is there? */
static bool
concerns(const struct watch *w, const struct conf *conf,
    const struct spot *spot, const char *path, const char *name)
{
	size_t	 i;

	for (i = 0; zone_file_has_name(name) && i < conf->nzone_dirs; i++)
		if (spots_find(w->spots, conf->zone_dirs[i].path) == spot)
			return true;
	return strcmp(name, SET_LINK) == 0 ||
	    uses_next(w->uses, path, NULL) != NULL;
}

/*
 * A file that has gone may come again at once: some write it anew in its
 * place.  So it is told the next time, if it is to be told at all.
 */
static void
put_off(struct watch *w, const char *path)
{
	if (w->rest.n < TOUCHED_MAX && directory_add(&w->rest, path) == 0)
		return;
	directory_clear(&w->rest);
	w->is_all = true;
}

/* What was put off the last time. */
static void
take_rest(struct watch *w, const struct conf *conf)
{
	struct directory	 rest = w->rest;
	const struct spot	*spot;
	const char		*path, *name;
	char			 dir[PATH_MAX];
	size_t			 i;

	memset(&w->rest, 0, sizeof(w->rest));
	for (i = 0; i < rest.n; i++) {
		path = directory_name(&rest, i);
		name = split(path, dir);
		spot = spots_find(w->spots, dir);
		if (spot != NULL && spot->holds_files)
			take_file(w, conf, spot, path, name);
	}
	directory_clear(&rest);
}

/* Something of a name in a directory. */
static void
take_name(struct watch *w, const struct conf *conf, const struct spot *spot,
    const struct inotify_event *ev)
{
	const struct spot	*inner;
	char			 path[PATH_MAX];

	if (!join(path, spot->path, ev->name))
		return;
	/* What stood there under this name is no longer there. */
	inner = spots_find(w->spots, path);
	if (inner != NULL && ev->mask & (IN_CREATE | IN_MOVED_TO) &&
	    inner->number != -1)
		spots_lose(w->spots, inner->number);
	if (ev->mask & IN_ISDIR || !spot->holds_files ||
	    (ev->mask & IN_CREATE && !is_link(path)))
		return;
	if (!(ev->mask & (IN_DELETE | IN_MOVED_FROM)))
		take_file(w, conf, spot, path, ev->name);
	else if (concerns(w, conf, spot, path, ev->name))
		put_off(w, path);
}

static void
take_event(struct watch *w, const struct conf *conf,
    const struct inotify_event *ev)
{
	const struct spot	*spot = NULL;

	if (ev->mask & IN_Q_OVERFLOW) {
		log_write(LEVEL_NOTICE, "watch: more has changed than the "
		    "kernel keeps in mind (fs.inotify.max_queued_events); "
		    "all zones are looked at");
		w->is_all = true;
	} else if (ev->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED |
	    IN_UNMOUNT)) {
		spots_lose(w->spots, ev->wd);
	} else if (ev->len > 0) {
		while ((spot = spots_next(w->spots, ev->wd, spot)) != NULL)
			take_name(w, conf, spot, ev);
	}
}

/* All events that are there, or many. */
static void
take_events(struct watch *w, const struct conf *conf)
{
	const char			*octets = w->events.octets;
	const struct inotify_event	*ev;
	ssize_t				 len = 1, at;
	unsigned			 i;

	for (i = 0; i < READS_MAX && len > 0; i++) {
		len = read(w->fd, w->events.octets, READ_BYTES);
		for (at = 0; at < len; at += (ssize_t)(sizeof(*ev) + ev->len)) {
			ev = (const void *)(octets + at);
			take_event(w, conf, ev);
		}
	}
}

/*
 * What is gone together with its directory is not meant to go: the zones
 * of a directory that is not there stay, as at SIGHUP.
 */
static void
leave_lost(struct watch *w)
{
	const struct spot	*s;
	struct touched		*t;
	size_t			 i, kept = 0;

	for (i = 0; i < w->n; i++) {
		t = &w->touched[i];
		s = t->dir == NULL ? NULL :
		    spots_find(w->spots, t->dir->path);
		if (s == NULL || s->number != -1)
			w->touched[kept++] = *t;
		else
			free((char *)t->file);
	}
	w->n = kept;
}

size_t
watch_read(struct watch *w, const struct conf *conf,
    const struct touched **out)
{
	forget(w);
	take_rest(w, conf);
	take_events(w, conf);
	if (spots_renew(w->spots) > 0)
		w->is_all = true;
	if (w->is_all) {
		*out = &watch_all;
		return 1;
	}
	leave_lost(w);
	*out = w->touched;
	return w->n;
}

bool
watch_has_rest(const struct watch *w)
{
	return w->rest.n > 0;
}
