/* SPDX-License-Identifier: ISC */
#include <sys/inotify.h>

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "server/log.h"
#include "server/spots.h"
#include "zones/hash.h"

/* A file is whole when it is closed or comes by its name.  What is created
   is of interest if it is a link or a directory.  Attributes: one that may
   not be read may be after a chmod. */
#define FILES_MASK	(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | \
			    IN_ATTRIB | \
			    IN_DELETE | IN_CREATE | IN_DELETE_SELF | \
			    IN_MOVE_SELF | IN_ONLYDIR)

/* A directory comes, perhaps in place of another. */
#define ABOVE_MASK	(IN_CREATE | IN_MOVED_TO | IN_ONLYDIR | IN_MASK_ADD)

/* Chains at the start; doubled when there are as many spots. */
#define CHAINS_MIN	64

struct spots {
	struct spot	**by_path;	/* chains, by hash */
	struct spot	**by_number;	/* chains, by number */
	size_t		 nchains;	/* a power of 2, of each */
	size_t		 n;
	uint64_t	 seed;
	int		 fd;		/* borrowed */
	bool		 is_full;	/* that has been logged */
};

struct spots *
spots_new(int fd, uint64_t seed)
{
	struct spots	*ss;

	if ((ss = calloc(1, sizeof(*ss))) == NULL)
		return NULL;
	ss->fd = fd;
	ss->seed = seed;
	ss->nchains = CHAINS_MIN;
	ss->by_path = calloc(ss->nchains, sizeof(*ss->by_path));
	ss->by_number = calloc(ss->nchains, sizeof(*ss->by_number));
	if (ss->by_path != NULL && ss->by_number != NULL)
		return ss;
	spots_free(ss);
	return NULL;
}

void
spots_free(struct spots *ss)
{
	struct spot	*s, *next;
	size_t		 i;

	if (ss == NULL)
		return;
	for (i = 0; ss->by_path != NULL && i < ss->nchains; i++)
		for (s = ss->by_path[i]; s != NULL; s = next) {
			next = s->by_path;
			free(s);
		}
	free(ss->by_path);
	free(ss->by_number);
	free(ss);
}

/* Octets of a path without slashes at its end; that of the root stays. */
static size_t
path_len(const char *path)
{
	size_t	 len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return len;
}

static struct spot **
path_chain(const struct spots *ss, uint64_t hash)
{
	return &ss->by_path[hash & (ss->nchains - 1)];
}

static struct spot **
number_chain(const struct spots *ss, int number)
{
	return &ss->by_number[(unsigned)number & (ss->nchains - 1)];
}

static void
link_number(struct spots *ss, struct spot *s, int number)
{
	struct spot	**chain = number_chain(ss, number);

	s->number = number;
	s->by_number = *chain;
	*chain = s;
}

static void
unlink_number(struct spots *ss, struct spot *s)
{
	struct spot	**p = number_chain(ss, s->number);

	while (*p != s)
		p = &(*p)->by_number;
	*p = s->by_number;
	s->number = -1;
}

/* Twice the chains; without memory they become longer. */
static void
grow(struct spots *ss)
{
	struct spot	**paths = ss->by_path, **numbers = ss->by_number;
	struct spot	*s, *next;
	size_t		 i, n = ss->nchains;

	ss->by_path = calloc(2 * n, sizeof(*ss->by_path));
	ss->by_number = calloc(2 * n, sizeof(*ss->by_number));
	if (ss->by_path == NULL || ss->by_number == NULL) {
		free(ss->by_path);
		free(ss->by_number);
		ss->by_path = paths;
		ss->by_number = numbers;
		return;
	}
	ss->nchains = 2 * n;
	for (i = 0; i < n; i++)
		for (s = paths[i]; s != NULL; s = next) {
			next = s->by_path;
			s->by_path = *path_chain(ss, s->hash);
			*path_chain(ss, s->hash) = s;
			if (s->number != -1)
				link_number(ss, s, s->number);
		}
	free(paths);
	free(numbers);
}

static struct spot *
find(const struct spots *ss, const char *path, size_t len, uint64_t hash)
{
	struct spot	*s;

	for (s = *path_chain(ss, hash); s != NULL; s = s->by_path)
		if (s->hash == hash && strncmp(s->path, path, len) == 0 &&
		    s->path[len] == '\0')
			return s;
	return NULL;
}

struct spot *
spots_find(const struct spots *ss, const char *path)
{
	size_t	 len = path_len(path);

	return find(ss, path, len, hash_bytes(ss->seed, path, len));
}

struct spot *
spots_next(const struct spots *ss, int number, const struct spot *first)
{
	struct spot	*s = first == NULL ? *number_chain(ss, number) :
	    first->by_number;

	while (s != NULL && s->number != number)
		s = s->by_number;
	return s;
}

static struct spot *
spot_new(struct spots *ss, const char *path, size_t len, uint64_t hash)
{
	struct spot	*s;

	if ((s = calloc(1, sizeof(*s) + len + 1)) == NULL)
		return NULL;
	memcpy(s->path, path, len);
	s->hash = hash;
	s->number = -1;
	if (ss->n == ss->nchains)
		grow(ss);
	s->by_path = *path_chain(ss, hash);
	*path_chain(ss, hash) = s;
	ss->n++;
	return s;
}

/* Why changes will not be seen, and what to do. */
static void
tell(struct spots *ss, struct spot *s, int error)
{
	bool	 is_first = !s->is_told;

	s->is_told = true;
	if (!s->holds_files || !is_first)
		return;
	if (error == ENOSPC) {
		if (!ss->is_full)
			log_write(LEVEL_WARNING, "watch: %s and perhaps "
			    "others are not watched: the user of mxd has "
			    "reached the limit of the system; raise it: "
			    "sysctl fs.inotify.max_user_watches=1048576, and "
			    "send SIGHUP, as after changes there", s->path);
		ss->is_full = true;
		return;
	}
	log_write(LEVEL_WARNING, "watch: directory %s: %s; zones from there "
	    "are served as they are, until it is there again or SIGHUP comes",
	    s->path, strerror(error));
}

/* 1: it is watched from now on. */
static int
watch(struct spots *ss, struct spot *s)
{
	int	 number;

	number = inotify_add_watch(ss->fd, s->path[0] == '\0' ? "." : s->path,
	    s->holds_files ? FILES_MASK : ABOVE_MASK);
	if (number == -1) {
		tell(ss, s, errno);
		return 0;
	}
	s->is_told = false;
	link_number(ss, s, number);
	return 1;
}

/* 1: files are watched for from now on, 0: not news, -1: no memory. */
static int
want(struct spots *ss, const char *path, size_t len, bool holds_files)
{
	uint64_t	 hash = hash_bytes(ss->seed, path, len);
	struct spot	*s = find(ss, path, len, hash);
	bool		 is_more;

	if (s == NULL && (s = spot_new(ss, path, len, hash)) == NULL)
		return -1;
	is_more = holds_files && !s->holds_files;
	s->is_wanted = true;
	s->holds_files = s->holds_files || holds_files;
	if (s->number != -1 && !is_more)
		return 0;
	if (s->number != -1)
		unlink_number(ss, s);
	return watch(ss, s) == 1 && holds_files;
}

int
spots_want(struct spots *ss, const char *path)
{
	size_t	 len = path_len(path), above = len;
	int	 rc;

	if ((rc = want(ss, path, len, true)) == -1)
		return -1;
	while (above > 0 && path[above - 1] != '/')
		above--;
	if (above == 0)		/* in the working directory */
		return want(ss, ".", 1, false) == -1 ? -1 : rc;
	while (above > 1 && path[above - 1] == '/')
		above--;
	return want(ss, path, above, false) == -1 ? -1 : rc;
}

void
spots_begin(struct spots *ss)
{
	struct spot	*s;
	size_t		 i;

	ss->is_full = false;
	for (i = 0; i < ss->nchains; i++)
		for (s = ss->by_path[i]; s != NULL; s = s->by_path)
			s->is_wanted = s->is_told = false;
}

/* A number may belong to another path, too. */
static void
unwatch(struct spots *ss, struct spot *s)
{
	int	 number = s->number;

	if (number == -1)
		return;
	unlink_number(ss, s);
	if (spots_next(ss, number, NULL) == NULL)
		(void)inotify_rm_watch(ss->fd, number);
}

void
spots_end(struct spots *ss)
{
	struct spot	**p, *s;
	size_t		 i;

	for (i = 0; i < ss->nchains; i++)
		for (p = &ss->by_path[i]; (s = *p) != NULL; ) {
			if (s->is_wanted) {
				p = &s->by_path;
				continue;
			}
			unwatch(ss, s);
			*p = s->by_path;
			ss->n--;
			free(s);
		}
}

void
spots_lose(struct spots *ss, int number)
{
	struct spot	*s;

	while ((s = spots_next(ss, number, NULL)) != NULL)
		unlink_number(ss, s);
	/* Not there any more, if the kernel has said so. */
	(void)inotify_rm_watch(ss->fd, number);
}

unsigned
spots_renew(struct spots *ss)
{
	unsigned	 n = 0;
	struct spot	*s;
	size_t		 i;

	if (ss->is_full)
		return 0;
	for (i = 0; i < ss->nchains; i++)
		for (s = ss->by_path[i]; s != NULL; s = s->by_path)
			if (s->number == -1 && watch(ss, s) == 1 &&
			    s->holds_files)
				n++;
	return n;
}
