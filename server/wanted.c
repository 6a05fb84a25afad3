/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"
#include "server/log.h"
#include "server/looks.h"
#include "server/stamp.h"
#include "server/title.h"
#include "server/turns.h"
#include "server/wanted.h"
#include "zones/mem.h"

/* A directory while its files are visited. */
struct tour {
	struct work	*work;
	const struct conf_zone_dir *dir;
	uint32_t	 home;		/* of its zones */
	struct looks	*looks;		/* at its files */
	struct directory due;		/* files that are to be read */
	struct directory odd;		/* whose names say a zone, but not as
					   we would */
	size_t		 files;
};

/* file is its name in a directory if that is odd. */
static int
add_step(struct work *w, struct known *k, const char *file)
{
	struct step	*s;
	bool		 failed;
	void		*p;

	p = array_grow(w->steps, w->nsteps, &w->cap_steps, sizeof(*s));
	if (p == NULL)
		return -1;
	w->steps = p;
	s = &w->steps[w->nsteps];
	memset(s, 0, sizeof(*s));
	s->known = k;
	s->aside = aside_new(file, NULL, 0, &failed);
	if (failed)
		return -1;
	w->nsteps++;
	round_count_again(w->round, k);
	return 0;
}

/* The name in a directory of the file that a zone is wanted from, if odd. */
static const char *
odd_file(const struct work *w, const struct known *k)
{
	size_t	 i;

	if (!k->is_odd)
		return NULL;
	for (i = w->nsteps; i-- > 0; )
		if (w->steps[i].known == k)
			return w->steps[i].aside->file;
	return k->aside->file;
}

/* A second file for a zone. */
static void
tell_unused(const struct work *w, struct known *k, const char *path)
{
	char		 title[TITLE_MAX], buf[PATH_MAX];
	const char	*used;

	used = inventory_path(w->round->inventory, k, odd_file(w, k), buf);
	if (source_is_same(path, used))
		return;
	k->has_rival = true;
	log_write(LEVEL_WARNING, "%s: file %s is not used: %s comes before "
	    "it", title_zone(known_apex(k), title), path, used);
}

/* Is its file another one than it was, or has to be tried again? */
static bool
is_due(const struct round *r, const struct known *k, uint32_t home,
    const char *odd, uint64_t stamp)
{
	const char	*was = k->aside == NULL ? NULL : k->aside->file;

	if (k->home != home || k->stamp != stamp ||
	    (k->is_failing && !round_has_tried(r, k)))
		return true;
	if (odd == NULL ? was != NULL : was == NULL || strcmp(odd, was) != 0)
		return true;
	return aside_has_changed(k->aside);
}

/*
 * A zone, known or not, is wanted from a file.
 *
 * odd		as for add_step()
 * is_due	it is to be loaded
 */
static int
want(struct work *w, struct known *k, const struct name *apex, uint32_t home,
    const char *odd, bool due)
{
	k = inventory_want(w->round->inventory, k, apex->wire, apex->len,
	    home);
	if (k == NULL)
		return round_out_of_memory();
	k->is_odd = odd != NULL;
	k->has_rival = false;
	if (due)
		return add_step(w, k, odd) == -1 ? round_out_of_memory() : 0;
	w->round->unchanged++;
	return 0;
}

static int
want_block(struct work *w, const struct conf_zone *z)
{
	struct inventory	*inv = w->round->inventory;
	struct known		*k;
	struct origin		 origin = {.path = z->file,
	    .include_root = z->include_root, .lint = &z->lint,
	    .does_rotate = z->does_rotate};
	uint32_t		 home;

	k = inventory_find(inv, z->apex.wire, z->apex.len);
	home = homes_want(inventory_homes(inv), &origin,
	    k == NULL ? 0 : k->home);
	if (home == 0)
		return round_out_of_memory();
	return want(w, k, &z->apex, home, NULL, k == NULL ||
	    is_due(w->round, k, home, NULL, stamp_at(AT_FDCWD, z->file)));
}

/* Is there such a path?  If not, it is told. */
static bool
has_path(struct work *w, const struct conf_zone_dir *dir, const char *file,
    char path[PATH_MAX])
{
	if (home_join(dir->path, file, path) != NULL)
		return true;
	log_write(LEVEL_ERROR, "zones in %s: %s: the path is too long; this "
	    "file is not used", dir->path, file);
	account_error(w->round->account, "directory", dir->path, NULL,
	    "the path of a file in it is too long; the file is not used");
	faults_note(inventory_faults(w->round->inventory), dir->path, file,
	    "the path is too long; this file is not used", false);
	w->round->faults++;
	return false;
}

/* A file's name says no zone. */
static void
tell_nameless(struct work *w, const struct conf_zone_dir *dir,
    const char *file, const char *why)
{
	char	 text[PATH_MAX];

	log_write(LEVEL_ERROR, "zones in %s: %s: the part before \"%s\" is "
	    "no domain name: %s; this file is not used", dir->path, file,
	    ZONE_SUFFIX, why);
	(void)snprintf(text, sizeof(text), "%s: the part before \"%s\" is no "
	    "domain name: %s; this file is not used", file, ZONE_SUFFIX, why);
	account_error(w->round->account, "directory", dir->path, NULL, text);
	(void)snprintf(text, sizeof(text), "no domain name: %s; this file is "
	    "not used", why);
	faults_note(inventory_faults(w->round->inventory), dir->path, file,
	    text, false);
	w->round->faults++;
}

/*
 * The zone of a file is wanted, unless it is already.
 *
 * is_due	a file with a plain name that is known to be
 */
static int
want_file(struct tour *s, const char *file, const struct name *apex,
    const char *odd, bool due)
{
	struct work	*w = s->work;
	struct known	*k;
	char		 path[PATH_MAX];

	k = inventory_find(w->round->inventory, apex->wire, apex->len);
	if (!has_path(w, s->dir, file, path))
		return 0;
	if (inventory_wants(w->round->inventory, k)) {
		tell_unused(w, k, path);
		return 0;
	}
	if (!due)
		due = k == NULL ||
		    is_due(w->round, k, s->home, odd,
		    stamp_at(AT_FDCWD, path));
	return want(w, k, apex, s->home, odd, due);
}

/* A file of which nothing is known under the plain name of a zone. */
static int
take_new(struct tour *t, const char *file)
{
	struct name	 apex;
	const char	*why;

	if (directory_add(zone_file_apex(file, &apex, &why) == 0 ? &t->due :
	    &t->odd, file) == -1)
		return round_out_of_memory();
	return 0;
}

/* Any thread: the inventory takes none on while names are read. */
static void *
find_known(void *arg, const char *file)
{
	const struct tour	*t = arg;
	const struct inventory	*inv = t->work->round->inventory;
	struct name		 apex;
	const char		*why;

	if (inventory_count(inv) == 0 ||
	    zone_file_apex(file, &apex, &why) != 0)
		return NULL;
	return inventory_find(inv, apex.wire, apex.len);
}

/* A file was looked at: is it as it was? */
static int
take_look(void *arg, void *thing, const char *file, uint64_t stamp)
{
	struct tour		*t = arg;
	struct known		*k = thing;
	struct inventory	*inv = t->work->round->inventory;
	char			 path[PATH_MAX];

	if (round_is_cancelled(t->work->round))
		return round_give_up();
	if (k == NULL)
		return take_new(t, file);
	if (inventory_wants(inv, k)) {
		/* Silent if a directory names a file twice. */
		if (has_path(t->work, t->dir, file, path))
			tell_unused(t->work, k, path);
		return 0;
	}
	if (is_due(t->work->round, k, t->home, NULL, stamp))
		return directory_add(&t->due, file) == -1 ?
		    round_out_of_memory() : 0;
	k->is_odd = false;
	k->has_rival = false;
	(void)inventory_want(inv, k, known_apex(k), k->named->apex_len,
	    t->home);
	t->work->round->unchanged++;
	return 0;
}

static int
visit(void *arg, const char *file)
{
	struct tour	*t = arg;

	t->files++;
	return looks_add(t->looks, file) == -1 ? 1 : 0;
}

static int
want_found(struct tour *s)
{
	const char	*file, *why;
	struct name	 apex;
	size_t		 i;

	directory_sort(&s->due);
	directory_sort(&s->odd);
	for (i = 0; i < s->due.n; i++) {
		turns_pass();
		file = directory_name(&s->due, i);
		(void)zone_file_apex(file, &apex, &why);
		if (want_file(s, file, &apex, NULL, true) == -1)
			return -1;
	}
	for (i = 0; i < s->odd.n; i++) {
		file = directory_name(&s->odd, i);
		if (zone_file_apex(file, &apex, &why) == -1)
			tell_nameless(s->work, s->dir, file, why);
		else if (want_file(s, file, &apex, file, false) == -1)
			return -1;
	}
	if (s->files == 0)
		log_write(LEVEL_WARNING, "zones in %s: no file there is named "
		    "NAME%s, so it holds no zone", s->dir->path, ZONE_SUFFIX);
	return 0;
}

/* What an operator can do about a directory that cannot be read. */
static const char *
cure_of(int error)
{
	if (error == ENOENT || error == ENOTDIR)
		return "; make the directory, or correct the path";
	if (error == EACCES)
		return "; let the user that mxd runs as read it";
	return "";
}

static int
unreadable(struct round *r, const struct conf_zone_dir *dir)
{
	const char	*cure = cure_of(errno), *why = strerror(errno);
	const char	*file = dir->at.file != NULL ? dir->at.file :
			    "mxd.conf";
	char		 text[PATH_MAX + 256], reason[256];

	log_write(LEVEL_ERROR, "%s:%u: zones in %s: %s; %s%s", file,
	    dir->at.line, dir->path, why, r->is_first ?
	    "going on without its zones" : "nothing is changed", cure);
	(void)snprintf(reason, sizeof(reason), "%s%s", why, cure);
	(void)snprintf(text, sizeof(text), "%s (%s:%u)", reason, file,
	    dir->at.line);
	account_error(r->account, "directory", dir->path, &dir->at, reason);
	faults_note(inventory_faults(r->inventory), dir->path, NULL, text,
	    r->is_first);
	r->unread_dirs++;
	r->faults++;
	return r->is_first ? 0 : -1;
}

static uint32_t
home_of(struct round *r, const struct conf_zone_dir *dir)
{
	const struct origin	 origin = {.path = dir->path,
	    .include_root = dir->include_root, .lint = &dir->lint,
	    .is_directory = true, .does_rotate = dir->does_rotate};

	return homes_want(inventory_homes(r->inventory), &origin, 0);
}

/* All names of the directory, and all that was gathered.  1: it cannot be
   read. */
static int
tour(struct tour *t)
{
	const struct looker	 looker = {find_known, take_look, t};
	int			 fd, rc, saved;

	fd = open(t->dir->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return 1;
	t->looks = looks_new(t->work->round->crew, fd, &looker);
	if (t->looks == NULL)
		rc = round_out_of_memory();
	else if ((rc = -directory_visit(t->dir->path, visit, t)) == 0)
		rc = looks_end(t->looks);
	saved = errno;
	looks_free(t->looks);
	(void)close(fd);	/* nothing was written */
	errno = saved;
	return rc;
}

static int
want_directory(struct work *w, const struct conf_zone_dir *dir)
{
	struct tour	 t = {.work = w, .dir = dir};
	int		 rc;

	if ((t.home = home_of(w->round, dir)) == 0)
		return round_out_of_memory();
	if ((rc = tour(&t)) == 0)
		rc = want_found(&t);
	else if (rc == 1)
		rc = unreadable(w->round, dir);
	directory_clear(&t.due);
	directory_clear(&t.odd);
	return rc;
}

/* It is no longer wanted. */
static int
let_go(struct work *w, struct known *k)
{
	void	*p;

	p = array_grow(w->gone, w->ngone, &w->cap_gone, sizeof(*w->gone));
	if (p == NULL)
		return round_out_of_memory();
	w->gone = p;
	w->gone[w->ngone++] = k;
	round_count_again(w->round, k);
	return 0;
}

static int
let_others_go(struct work *w)
{
	struct inventory	*inv = w->round->inventory;
	struct known		*k;
	uint32_t		 cursor = 0;

	if (inventory_wanted(inv) == inventory_count(inv))
		return 0;
	while ((k = inventory_walk(inv, &cursor)) != NULL)
		if (!inventory_wants(inv, k) && let_go(w, k) == -1)
			return -1;
	return 0;
}

static int
look_at_all(struct work *w)
{
	const struct conf	*conf = w->conf;
	size_t			 i;

	inventory_begin(w->round->inventory);
	for (i = 0; i < conf->nzones; i++) {
		if (round_is_cancelled(w->round))
			return round_give_up();
		if (want_block(w, &conf->zones[i]) == -1)
			return -1;
	}
	for (i = 0; i < conf->nzone_dirs; i++)
		if (want_directory(w, &conf->zone_dirs[i]) == -1)
			return -1;
	return let_others_go(w);
}

int
wanted_all(struct work *w)
{
	struct faults	*faults = inventory_faults(w->round->inventory);

	faults_begin(faults);
	if (look_at_all(w) == -1) {
		faults_give_up(faults);
		return -1;
	}
	faults_end(faults);
	return 0;
}

/*
 * Does a directory hold this file, be it readable or not?  A disk that fails
 * does not say that it is gone: whoever reads the file is told of that.
 */
static bool
holds(const struct conf_zone_dir *dir, const char *file)
{
	struct stat	 st;
	char		 path[PATH_MAX];

	if (home_join(dir->path, file, path) == NULL)
		return false;
	return lstat(path, &st) == 0 || (errno != ENOENT &&
	    errno != ENOTDIR && errno != ENAMETOOLONG);
}

/*
 * The file of a directory that holds a zone.
 *
 * plain	its name as we would write it
 * odd		another name that it may have there; or NULL
 */
static const char *
file_of(const struct conf_zone_dir *dir, const char *plain, const char *odd)
{
	if (holds(dir, plain))
		return plain;
	return odd != NULL && holds(dir, odd) ? odd : NULL;
}

/* A zone of some directory: which one has a file for it now? */
static int
look_again(struct work *w, const struct touched *t, const struct name *apex,
    struct known *k)
{
	struct inventory	*inv = w->round->inventory;
	struct tour		 s = {.work = w};
	const char		*odd, *file = NULL;
	char			 plain[NAME_TEXT_MAX + sizeof(ZONE_SUFFIX)];
	size_t			 i;
	int			 rc;

	(void)title_name(apex->wire, plain);
	(void)strlcat(plain, ZONE_SUFFIX, sizeof(plain));
	for (i = 0; file == NULL && i < w->conf->nzone_dirs; i++) {
		s.dir = &w->conf->zone_dirs[i];
		if ((s.home = home_of(w->round, s.dir)) == 0)
			return round_out_of_memory();
		odd = k != NULL && k->home == s.home && k->aside != NULL ?
		    k->aside->file : NULL;
		file = file_of(s.dir, plain, odd);
		if (file == NULL && t->dir == s.dir)
			file = file_of(s.dir, plain, t->file);
	}
	if (file != NULL) {
		rc = want_file(&s, file, apex, strcmp(file, plain) == 0 ?
		    NULL : file, false);
		k = inventory_find(inv, apex->wire, apex->len);
		if (k != NULL && t->dir != NULL && strcmp(t->file, file) != 0)
			k->has_rival = true;	/* or it soon may */
		return rc;
	}
	if (k == NULL || inventory_wants(inv, k))
		return 0;
	(void)inventory_want(inv, k, apex->wire, apex->len, k->home);
	return let_go(w, k);
}

/* The zone of a file; false if it is none, or a template's. */
static bool
zone_of(struct work *w, const struct touched *t, struct name *apex)
{
	const char	*why;

	if (t->is_hosted)
		return false;
	if (t->dir == NULL)
		name_from_wire(apex, t->apex);
	else if (zone_file_apex(t->file, apex, &why) == -1) {
		if (holds(t->dir, t->file))
			tell_nameless(w, t->dir, t->file, why);
		else
			faults_drop(inventory_faults(w->round->inventory),
			    t->dir->path, t->file);
		return false;
	}
	return true;
}

static int
want_touched(struct work *w, const struct touched *t,
    const struct name *apex)
{
	struct inventory	*inv = w->round->inventory;
	struct known		*k = inventory_find(inv, apex->wire, apex->len);
	struct home		*home;

	if (inventory_wants(inv, k))
		return 0;
	home = k == NULL ? NULL : inventory_home(inv, k);
	if (home == NULL || home->is_directory)
		return look_again(w, t, apex, k);
	/* A zone block wins over each directory. */
	return want(w, k, apex, k->home, NULL, is_due(w->round, k, k->home,
	    NULL, stamp_at(AT_FDCWD, home->path)));
}

/* May another file take the place of this one?  A name in a directory that
   is not the usual one is only found by reading all names. */
static bool
is_contested(struct work *w, const struct touched *t)
{
	const struct known	*k;
	const char		*why;
	struct name		 apex;

	if (t->is_hosted)
		return false;
	if (t->dir == NULL && t->apex == NULL)
		return true;
	if (t->dir == NULL)
		name_from_wire(&apex, t->apex);
	else if (zone_file_apex(t->file, &apex, &why) == -1)
		return false;
	k = inventory_find(w->round->inventory, apex.wire, apex.len);
	return k != NULL && k->has_rival;
}

int
wanted_touched(struct work *w)
{
	const struct touched	*t = w->round->touched;
	size_t			 i, n = w->round->ntouched;
	struct name		 apex;

	for (i = 0; i < n; i++)
		if (is_contested(w, &t[i]))
			return wanted_all(w);
	inventory_begin(w->round->inventory);
	for (i = 0; i < n; i++)
		if (zone_of(w, &t[i], &apex) &&
		    want_touched(w, &t[i], &apex) == -1)
			return -1;
	return 0;
}
