/* SPDX-License-Identifier: ISC */
#include <sys/inotify.h>

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"
#include "server/hints.h"
#include "server/stamp.h"
#include "zones/mem.h"

/* Read at once: some 1,000 events. */
#define READ_BYTES	(64 * 1024)

/* A reload reads files as they are, so what is created counts, too. */
#define MASK		(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | \
			    IN_DELETE | IN_CREATE | IN_ONLYDIR)

union events {
	struct inotify_event	 align;
	char			 octets[READ_BYTES];
};

struct hints {
	int			 fd;
	int			 numbers[HINTS_DIRS_MAX]; /* of watches; -1:
						   not to be had */
	size_t			 ndirs;
	bool			 is_partial;	/* something was not told */
	struct directory	 names;		/* of files */
	size_t			*dirs;		/* theirs, as numbered */
	size_t			 cap_dirs;
	struct touched		*touched;
	union events		 events;
};

struct hints *
hints_new(void)
{
	struct hints	*h;

	if ((h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	if ((h->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) != -1)
		return h;
	free(h);
	return NULL;
}

static void
forget(struct hints *h)
{
	directory_clear(&h->names);
	free(h->dirs);
	free(h->touched);
	h->dirs = NULL;
	h->cap_dirs = 0;
	h->touched = NULL;
}

void
hints_free(struct hints *h)
{
	if (h == NULL)
		return;
	forget(h);
	(void)close(h->fd);
	free(h);
}

/* Read all that has happened, and give each event to fn; it may be NULL. */
static void
read_all(struct hints *h, void (*fn)(struct hints *,
    const struct inotify_event *))
{
	const struct inotify_event	*ev;
	ssize_t				 len, at;

	while ((len = read(h->fd, h->events.octets, READ_BYTES)) > 0)
		for (at = 0; at < len; at += (ssize_t)(sizeof(*ev) + ev->len)) {
			ev = (const void *)(h->events.octets + at);
			if (fn != NULL)
				fn(h, ev);
		}
}

static bool
has_number(const struct hints *h, int number)
{
	size_t	 i;

	for (i = 0; i < h->ndirs; i++)
		if (h->numbers[i] == number)
			return true;
	return false;
}

void
hints_follow(struct hints *h, const struct conf *conf)
{
	int	 old[HINTS_DIRS_MAX];
	size_t	 i, nold;

	if (h == NULL)
		return;
	nold = h->ndirs;
	memcpy(old, h->numbers, sizeof(old));
	forget(h);
	h->is_partial = conf->nzone_dirs > HINTS_DIRS_MAX;
	h->ndirs = h->is_partial ? 0 : conf->nzone_dirs;
	/* Those that are followed already keep their number. */
	for (i = 0; i < h->ndirs; i++) {
		h->numbers[i] = inotify_add_watch(h->fd,
		    conf->zone_dirs[i].path, MASK);
		if (h->numbers[i] == -1)
			h->is_partial = true;
	}
	for (i = 0; i < nold; i++)
		if (old[i] != -1 && !has_number(h, old[i]))
			(void)inotify_rm_watch(h->fd, old[i]);
	read_all(h, NULL);
}

static void
note(struct hints *h, size_t dir, const char *name)
{
	void	*p;

	if (h->names.n == HINTS_MAX) {
		h->is_partial = true;
		return;
	}
	p = array_grow(h->dirs, h->names.n, &h->cap_dirs, sizeof(*h->dirs));
	if (p != NULL) {
		h->dirs = p;
		h->dirs[h->names.n] = dir;
	}
	if (p == NULL || directory_add(&h->names, name) == -1)
		h->is_partial = true;
}

/* A directory that is gone, or more than the kernel could keep. */
static void
take(struct hints *h, const struct inotify_event *ev)
{
	size_t	 i;

	if (ev->mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_UNMOUNT)) {
		h->is_partial = true;
		return;
	}
	if (ev->len == 0 || ev->mask & IN_ISDIR ||
	    !zone_file_has_name(ev->name))
		return;
	for (i = 0; i < h->ndirs; i++)
		if (h->numbers[i] == ev->wd)
			note(h, i, ev->name);
}

/* What has gone waits for the look at all: only that knows whether its
   directory is there. */
static bool
is_there(const struct touched *t)
{
	char	 path[PATH_MAX];

	return home_join(t->dir->path, t->file, path) != NULL &&
	    stamp_at(AT_FDCWD, path) != 0;
}

/* Is it about a zone, and does nothing else claim to be that zone? */
static bool
is_plain(const struct inventory *inv, const char *file)
{
	const struct known	*k;
	const char		*why;
	struct name		 apex;

	if (zone_file_apex(file, &apex, &why) == -1)
		return false;
	k = inventory_find(inv, apex.wire, apex.len);
	return k == NULL || !k->has_rival;
}

size_t
hints_read(struct hints *h, const struct conf *conf,
    const struct inventory *inv, const struct touched **out)
{
	struct touched	*t;
	size_t		 i, n = 0;

	if (h == NULL)
		return 0;
	forget(h);
	read_all(h, take);
	if (h->is_partial) {
		/* All are looked at now: begin anew, also with directories
		   that were not there. */
		hints_follow(h, conf);
		return 0;
	}
	if (h->names.n == 0 || h->ndirs != conf->nzone_dirs)
		return 0;
	h->touched = calloc(h->names.n, sizeof(*h->touched));
	if (h->touched == NULL)
		return 0;
	for (i = 0; i < h->names.n; i++) {
		t = &h->touched[n];
		t->dir = &conf->zone_dirs[h->dirs[i]];
		t->file = directory_name(&h->names, i);
		if (!is_plain(inv, t->file))
			return 0;
		n += is_there(t);
	}
	*out = h->touched;
	return n;
}
