/* SPDX-License-Identifier: ISC */
#include "zones/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
stream_init(struct stream *st)
{
	memset(st, 0, sizeof(*st));
	st->fd = -1;
	st->piece_bytes = STREAM_PIECE_BYTES;
}

void
stream_close(struct stream *st)
{
	if (st->fd != -1)
		(void)close(st->fd);	/* nothing was written */
	st->fd = -1;
	st->left = st->have = st->shown = 0;
}

void
stream_clear(struct stream *st)
{
	stream_close(st);
	free(st->buf);
	st->buf = NULL;
	st->cap = 0;
}

/* Room for so many octets more; a buffer that grows doubles. */
static int
make_room(struct stream *st, size_t want)
{
	size_t	cap = st->have + want;
	char	*buf;

	if (st->buf != NULL && cap <= st->cap)
		return 0;
	if (st->have > 0 && cap < 2 * st->cap)
		cap = 2 * st->cap;
	if ((buf = realloc(st->buf, cap + 1)) == NULL) {
		errno = ENOMEM;
		return -1;
	}
	st->buf = buf;
	st->cap = cap;
	return 0;
}

/* The next piece behind what is there; -1 with why filled. */
static int
read_piece(struct stream *st, char *why)
{
	size_t	want = st->left < st->piece_bytes ? st->left : st->piece_bytes;
	size_t	n;

	if (make_room(st, want) == -1 ||
	    source_fill(st->fd, st->buf + st->have, want, &n) == -1)
		return source_fail(why, st->path, errno);
	st->have += n;
	st->left -= n;
	if (n == want && st->left > 0)
		return 0;
	if (n < want)
		return source_changed(why, st->path);
	if (source_verify(st->fd, st->path, &st->id, why) == -1)
		return -1;
	(void)close(st->fd);	/* nothing was written */
	st->fd = -1;
	return 0;
}

/* Octets up to the last line end at or behind from; 0: there is none. */
static size_t
whole_lines(const struct stream *st, size_t from)
{
	const char	*end;

	end = memrchr(st->buf + from, '\n', st->have - from);
	return end == NULL ? 0 : (size_t)(end - st->buf) + 1;
}

/* Give the text up to there, with its NUL. */
static void
show(struct stream *st, size_t shown, const char **text, size_t *len)
{
	st->shown = shown;
	st->hidden = st->buf[shown];
	st->buf[shown] = '\0';
	*text = st->buf;
	*len = shown;
}

/*
 * Read until there is a line more, or the end.  What is not yet shown holds
 * no line end, so only what is new is searched: one line may be the file.
 */
static int
fill(struct stream *st, const char **text, size_t *len, char *why)
{
	size_t	shown = 0, from;

	while (st->fd != -1 && shown == 0) {
		from = st->have;
		if (read_piece(st, why) == -1)
			return -1;
		shown = whole_lines(st, from);
	}
	show(st, st->fd == -1 ? st->have : shown, text, len);
	return 0;
}

/* What was shown is all, in the place where it is now. */
static void
end_early(struct stream *st, const char **text, size_t *len)
{
	if (st->fd != -1)
		(void)close(st->fd);	/* nothing was written */
	st->fd = -1;
	st->have = st->shown;
	show(st, st->shown, text, len);
}

int
stream_open(struct stream *st, const char *path, const char *root,
    struct file_id *id, const char **text, size_t *len,
    char why[SOURCE_WHY_BYTES])
{
	st->path = path;
	if ((st->fd = source_open(path, root, id, why)) == -1)
		return -1;
	st->id = *id;
	st->left = (size_t)id->size;
	if (fill(st, text, len, why) == 0)
		return 0;
	stream_close(st);
	return -1;
}

int
stream_set(struct stream *st, const char *text, size_t len)
{
	if (make_room(st, len) == -1)
		return -1;
	if (len > 0)
		memcpy(st->buf, text, len);
	st->buf[len] = '\0';
	st->have = st->shown = len;
	return 0;
}

int
stream_more(struct stream *st, const char *keep, const char **text,
    size_t *len, char why[SOURCE_WHY_BYTES])
{
	size_t	drop = (size_t)(keep - st->buf);

	if (st->fd == -1 && st->shown == st->have)
		return 0;
	st->buf[st->shown] = st->hidden;
	memmove(st->buf, keep, st->have - drop);
	st->have -= drop;
	st->shown -= drop;
	if (fill(st, text, len, why) == 0)
		return 1;
	end_early(st, text, len);
	return -1;
}
