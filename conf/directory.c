/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "conf/directory.h"
#include "zones/mem.h"

/* Room for names at the start, octets. */
#define TEXT_MIN	256

bool
zone_file_has_name(const char *name)
{
	size_t	 len = strlen(name), suffix = strlen(ZONE_SUFFIX);

	return name[0] != '.' && len > suffix &&
	    memcmp(name + len - suffix, ZONE_SUFFIX, suffix) == 0;
}

/* What needs no escape and has no other case. */
static const bool	is_plain[UCHAR_MAX + 1] = {
	['a'] = true, ['b'] = true, ['c'] = true, ['d'] = true, ['e'] = true,
	['f'] = true, ['g'] = true, ['h'] = true, ['i'] = true, ['j'] = true,
	['k'] = true, ['l'] = true, ['m'] = true, ['n'] = true, ['o'] = true,
	['p'] = true, ['q'] = true, ['r'] = true, ['s'] = true, ['t'] = true,
	['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true, ['y'] = true,
	['z'] = true, ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true,
	['4'] = true, ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true,
	['9'] = true, ['-'] = true, ['_'] = true,
};

/*
 * A name of letters in lower case, digits, '-' and '_', in labels of their
 * due length; quickly, because there may be a million.
 *
 * returns	-1: it needs a closer look
 */
static int
read_plain(const char *text, size_t len, struct name *out)
{
	size_t	 i = 0, label;		/* where the label begins in wire */

	if (len == 0 || len > NAME_MAX_BYTES - 2)
		return -1;
	out->labels = 0;
	memcpy(out->wire + 1, text, len);
	for (label = 0; label <= len; label = ++i) {
		while (i < len && is_plain[(uint8_t)text[i]])
			i++;
		if (i == label || i - label > LABEL_MAX_BYTES ||
		    (i < len && text[i] != '.'))
			return -1;
		out->wire[label] = (uint8_t)(i - label);
		out->offset[out->labels++] = (uint8_t)label;
	}
	out->wire[label] = 0;
	out->offset[out->labels] = (uint8_t)label;
	out->len = (uint8_t)(label + 1);
	return 0;
}

int
zone_file_apex(const char *file, struct name *out, const char **why)
{
	size_t	 len = strlen(file) - strlen(ZONE_SUFFIX);

	if (read_plain(file, len, out) == 0)
		return 0;
	if (name_from_text(out, file, len, NULL, why) == -1)
		return -1;
	name_lower(out);
	return 1;
}

/* Numbers that compare as the first octets do. */
static uint64_t
first_octets(const char *name, size_t len)
{
	uint64_t	 first = 0;
	size_t		 i;

	for (i = 0; i < sizeof(first); i++)
		first = first << 8 | (i < len ? (uint8_t)name[i] : 0);
	return first;
}

static int
make_room(struct directory *d, size_t len)
{
	size_t	 room = d->room < TEXT_MIN ? TEXT_MIN : d->room;
	void	*p;

	while (room - d->used < len)
		room *= 2;
	if (room == d->room)
		return 0;
	if ((p = realloc(d->text, room)) == NULL)
		return -1;
	d->text = p;
	d->room = room;
	return 0;
}

int
directory_add(struct directory *d, const char *name)
{
	size_t	 len = strlen(name);
	void	*p;

	p = array_grow(d->names, d->n, &d->cap, sizeof(*d->names));
	if (p == NULL)
		return -1;
	d->names = p;
	if (make_room(d, len + 1) == -1)
		return -1;
	memcpy(d->text + d->used, name, len + 1);
	d->names[d->n++] = (struct file_name){first_octets(name, len),
	    d->used};
	d->used += len + 1;
	return 0;
}

const char *
directory_name(const struct directory *d, size_t i)
{
	return d->text + d->names[i].at;
}

static int
compare(const void *va, const void *vb, void *text)
{
	const struct file_name	*a = va, *b = vb;

	/* Most names differ here, without a look at the texts. */
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return strcmp((char *)text + a->at, (char *)text + b->at);
}

void
directory_sort(struct directory *d)
{
	if (d->n > 1)
		qsort_r(d->names, d->n, sizeof(*d->names), compare, d->text);
}

static int
visit_all(DIR *dir, int (*fn)(void *, const char *), void *arg)
{
	const struct dirent	*entry;
	int			 rc = 0;

	while (rc == 0) {
		errno = 0;	/* the only way to tell an error from the end */
		if ((entry = readdir(dir)) == NULL)
			return errno == 0 ? 0 : -1;
		if (zone_file_has_name(entry->d_name))
			rc = fn(arg, entry->d_name);
	}
	return rc;
}

int
directory_visit(const char *path, int (*fn)(void *, const char *), void *arg)
{
	DIR	*dir;
	int	 rc, saved;

	if ((dir = opendir(path)) == NULL)
		return -1;
	rc = visit_all(dir, fn, arg);
	saved = errno;
	(void)closedir(dir);
	errno = saved;
	return rc;
}

static int
take(void *arg, const char *name)
{
	return directory_add(arg, name) == -1 ? 1 : 0;
}

int
directory_read(const char *path, struct directory *out)
{
	int	 rc, saved;

	memset(out, 0, sizeof(*out));
	if ((rc = directory_visit(path, take, out)) != 0) {
		saved = rc == 1 ? ENOMEM : errno;
		directory_clear(out);
		errno = saved;
		return -1;
	}
	directory_sort(out);
	return 0;
}

void
directory_clear(struct directory *d)
{
	free(d->text);
	free(d->names);
	memset(d, 0, sizeof(*d));
}
