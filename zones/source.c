/* SPDX-License-Identifier: ISC */
#include "zones/source.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zones/mem.h"

/*
 * One read() takes at most this much: Linux moves no more than 2 GiB at
 * once, and a signal need not wait for all of a large file.
 */
#define READ_MOST_BYTES	((size_t)1 << 30)

/* A FIFO or a terminal is refused, but only once it is open. */
#define OPEN_FLAGS	(O_RDONLY | O_NONBLOCK | O_NOCTTY)

static void
identify(const struct stat *st, struct file_id *id)
{
	id->dev = st->st_dev;
	id->ino = st->st_ino;
	id->size = st->st_size;
	id->mtime = st->st_mtim;
	id->ctime = st->st_ctim;
}

static bool
is_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* What a file holds, as far as its times say what was done to it. */
static bool
holds_same(const struct file_id *a, const struct file_id *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	    is_same_time(&a->mtime, &b->mtime);
}

static bool
is_same_version(const struct file_id *a, const struct file_id *b)
{
	return holds_same(a, b) && is_same_time(&a->ctime, &b->ctime);
}

void
source_identity(const char *path, struct file_id *id)
{
	struct stat	st;

	memset(id, 0, sizeof(*id));
	if (stat(path, &st) == 0)
		identify(&st, id);
}

bool
source_is_same(const char *path, const char *other)
{
	struct file_id	a;
	struct file_id	b;

	source_identity(path, &a);
	source_identity(other, &b);
	return a.ino != 0 && a.ino == b.ino && a.dev == b.dev;
}

bool
zone_files_changed(const struct zone_file *files, size_t nfiles)
{
	struct file_id	now;
	size_t		i;

	for (i = 0; i < nfiles; i++) {
		source_identity(files[i].path, &now);
		if (!is_same_version(&files[i].id, &now))
			return true;
	}
	return false;
}

static const char *
cure_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "put the file there, or correct the path";
	case EACCES:
	case EPERM:
		return "let the user that reads zones read the file and"
		    " search its directories; a directory that mxd.conf did not"
		    " name when mxd started needs a restart of mxd";
	case EISDIR:
		return "name a file, not a directory";
	case ELOOP:
		return "mend the symbolic links";
	case EMFILE:
	case ENFILE:
		return "allow more open files";
	case ENOMEM:
		return "give the process more memory";
	default:
		return "look at the file system and its log";
	}
}

int
source_fail(char why[SOURCE_WHY_BYTES], const char *path, int error)
{
	(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" cannot be read:"
	    " %s; %s", path, strerror(error), cure_of(error));
	return -1;
}

static bool
is_inside(const char *path, const char *root)
{
	size_t	len = strlen(root);

	/* Only the root of all directories ends with a slash. */
	if (len > 0 && root[len - 1] == '/')
		len--;
	return strncmp(path, root, len) == 0 &&
	    (path[len] == '/' || path[len] == '\0');
}

/* Open a name in a directory, which is closed.  A link is not followed. */
static int
step(int dir, const char *name, int flags)
{
	int	fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
	int	error = errno;

	(void)close(dir);	/* nothing was written */
	errno = error;
	return fd;
}

/*
 * Open a path without links and ".." below root, name by name: who may
 * write in the tree could have put a link there since the path was looked
 * at.  rest is cut into pieces.
 */
static int
open_below(const char *root, char *rest)
{
	char	*slash;
	int	 dir;

	dir = open(root, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	while (*rest == '/')
		rest++;
	while (dir != -1 && (slash = strchr(rest, '/')) != NULL) {
		*slash = '\0';
		dir = step(dir, rest, O_PATH | O_DIRECTORY);
		rest = slash + 1;
	}
	if (dir == -1)
		return -1;
	return step(dir, *rest == '\0' ? "." : rest, OPEN_FLAGS);
}

/* Open a file that lies in the tree of root; -1 with why filled. */
static int
open_inside(const char *path, const char *root, char *why)
{
	char	*real;
	char	*real_root;
	int	 fd = -1;

	if ((real = realpath(path, NULL)) == NULL)
		return source_fail(why, path, errno);
	if ((real_root = realpath(root, NULL)) == NULL)
		(void)source_fail(why, root, errno);
	else if (!is_inside(real, real_root))
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.300s\" lies"
		    " outside of \"%.300s\", the only directory tree that"
		    " this zone may include files from; move the file there, or"
		    " name a larger tree with `include from'",
		    real, real_root);
	else if ((fd = open_below(real_root, real + strlen(real_root))) == -1)
		(void)source_fail(why, path, errno);
	free(real_root);
	free(real);
	return fd;
}

static int
open_any(const char *path, char *why)
{
	int	fd = open(path, OPEN_FLAGS | O_CLOEXEC);

	return fd == -1 ? source_fail(why, path, errno) : fd;
}

int
source_fill(int fd, char *buf, size_t size, size_t *got)
{
	size_t	used = 0;
	size_t	want;
	ssize_t	n;

	while (used < size) {
		want = size - used;
		if (want > READ_MOST_BYTES)
			want = READ_MOST_BYTES;
		n = read(fd, buf + used, want);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	*got = used;
	return 0;
}

int
source_changed(char why[SOURCE_WHY_BYTES], const char *path)
{
	(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" changed while"
	    " it was read; write the new version beside it, move it over the"
	    " old one and load again", path);
	return -1;
}

int
source_verify(int fd, const char *path, const struct file_id *id,
    char why[SOURCE_WHY_BYTES])
{
	struct file_id	now;
	struct stat	st;

	if (fstat(fd, &st) == -1)
		return source_fail(why, path, errno);
	identify(&st, &now);
	if (is_same_version(id, &now))
		return 0;
	/* Another file has taken its name, as it should be done: ours is
	   whole, and who looks next sees the other one. */
	return st.st_nlink == 0 && holds_same(id, &now) ? 0 :
	    source_changed(why, path);
}

/* The text of an open file; out->text is the caller's also on failure. */
static int
read_text(int fd, const char *path, struct source *out,
    const struct file_id *id, char *why)
{
	size_t	size = (size_t)id->size;

	if ((out->text = malloc(size + 1)) == NULL)
		return source_fail(why, path, ENOMEM);
	mem_advise(out->text, size + 1);
	if (source_fill(fd, out->text, size, &out->len_bytes) == -1)
		return source_fail(why, path, errno);
	out->text[out->len_bytes] = '\0';
	if (out->len_bytes < size)
		return source_changed(why, path);
	return source_verify(fd, path, id, why);
}

/* Is the file one that can be read to its end? */
static int
check_regular(int fd, const char *path, struct file_id *id, char *why)
{
	struct stat	st;

	if (fstat(fd, &st) == -1)
		return source_fail(why, path, errno);
	if (S_ISDIR(st.st_mode))
		return source_fail(why, path, EISDIR);
	if (!S_ISREG(st.st_mode)) {
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" is a"
		    " device, socket or pipe; name a regular file", path);
		return -1;
	}
	identify(&st, id);
	return 0;
}

int
source_open(const char *path, const char *root, struct file_id *id,
    char why[SOURCE_WHY_BYTES])
{
	int	fd;

	memset(id, 0, sizeof(*id));
	fd = root == NULL ? open_any(path, why) : open_inside(path, root, why);
	if (fd != -1 && check_regular(fd, path, id, why) == -1) {
		(void)close(fd);	/* nothing was written */
		fd = -1;
	}
	return fd;
}

int
source_read(const char *path, const char *root, struct source *out,
    struct file_id *id, char why[SOURCE_WHY_BYTES])
{
	int	fd;
	int	rc;

	memset(out, 0, sizeof(*out));
	if ((fd = source_open(path, root, id, why)) == -1)
		return -1;
	if ((rc = read_text(fd, path, out, id, why)) == -1) {
		free(out->text);
		memset(out, 0, sizeof(*out));
	}
	(void)close(fd);	/* nothing was written */
	return rc;
}

/* Octets of a path up to and with its last slash; 0 if it has none. */
static size_t
directory_len(const char *path)
{
	const char	*slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

char *
source_join(const char *from, const char *name, size_t name_len)
{
	size_t	 dir_len = directory_len(from);
	char	*path;

	if (name_len > 0 && name[0] == '/')
		dir_len = 0;
	if ((path = malloc(dir_len + name_len + 1)) == NULL)
		return NULL;
	memcpy(path, from, dir_len);
	memcpy(path + dir_len, name, name_len);
	path[dir_len + name_len] = '\0';
	return path;
}

/* May the last of these names be left out, if ".." follows? */
static bool
is_plain_directory(const char *path)
{
	const char	*slash = strrchr(path, '/');
	const char	*last = slash == NULL ? path : slash + 1;
	struct stat	 st;

	return *last != '\0' && strcmp(last, "..") != 0 &&
	    lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Behind the first *used octets comes "..": can it, with the name before it,
   be left out? */
static bool
go_up(char *path, size_t *used, size_t root)
{
	size_t	len = *used;

	if (len == root)
		return root == 1;	/* the root's is the root */
	path[len] = '\0';		/* that octet was read */
	if (!is_plain_directory(path))
		return false;
	while (len > root && path[len - 1] != '/')
		len--;
	*used = len > root ? len - 1 : root;
	return true;
}

void
source_tidy(char *path)
{
	const size_t	 root = path[0] == '/';
	size_t		 used = root, len;
	char		*at;

	for (at = path; *at != '\0'; at += len) {
		at += strspn(at, "/");
		len = strcspn(at, "/");
		if (len == 0 || (len == 1 && at[0] == '.'))
			continue;
		if (len == 2 && strncmp(at, "..", 2) == 0 &&
		    go_up(path, &used, root))
			continue;
		if (used > root)
			path[used++] = '/';
		memmove(path + used, at, len);
		used += len;
	}
	if (used == 0 && at > path)
		path[used++] = '.';	/* there is room for it */
	path[used] = '\0';
}

char *
source_directory(const char *path)
{
	return directory_len(path) == 0 ? strdup(".") :
	    source_join(path, "", 0);
}
