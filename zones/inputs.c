/* SPDX-License-Identifier: ISC */
#include "zones/inputs.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"

/* Begin with what is not kept; the inputs that are not open hold nothing. */
static void
begin(struct inputs *ins)
{
	size_t	from = offsetof(struct inputs, rep);

	memset((char *)ins + from, 0, offsetof(struct inputs, stack) - from);
}

void
inputs_init(struct inputs *ins)
{
	ins->tokens = NULL;
	ins->buf = NULL;
	ins->tokens_cap = ins->buf_cap = 0;
	ins->piece_bytes = STREAM_PIECE_BYTES;
	begin(ins);
}

void
inputs_limit(struct inputs *ins, const char *root, const char *zone_path)
{
	ins->root = root;
	ins->zone_path = zone_path;
}

struct zone_file *
inputs_take_files(struct inputs *ins, size_t *nfiles)
{
	struct zone_file	*files = ins->files;

	*nfiles = ins->nfiles;
	ins->files = NULL;
	ins->nfiles = ins->files_cap = 0;
	return files;
}

void
inputs_reset(struct inputs *ins)
{
	size_t	i;

	while (ins->depth > 0)
		inputs_pop(ins);
	for (i = 0; i < ins->nfiles; i++)
		free(ins->files[i].path);
	free(ins->files);
	free(ins->zone_dir);
	begin(ins);
}

void
inputs_clear(struct inputs *ins)
{
	inputs_reset(ins);
	free(ins->tokens);
	free(ins->buf);
	inputs_init(ins);
}

/* The larger array of tokens is for the next input. */
static void
keep_tokens(struct inputs *ins, struct scan *scan)
{
	if (scan->cap <= ins->tokens_cap)
		return;
	free(ins->tokens);
	ins->tokens = scan_take_room(scan, &ins->tokens_cap);
}

/* So is the larger buffer, unless it is that of a very long line. */
static void
keep_buffer(struct inputs *ins, struct stream *st)
{
	if (st->cap <= ins->buf_cap || st->cap > 4 * STREAM_PIECE_BYTES)
		return;
	free(ins->buf);
	ins->buf = st->buf;
	ins->buf_cap = st->cap;
	st->buf = NULL;
}

void
inputs_pop(struct inputs *ins)
{
	struct input	*in = inputs_top(ins);

	keep_tokens(ins, &in->scan);
	keep_buffer(ins, &in->stream);
	scan_clear(&in->scan);
	stream_clear(&in->stream);
	ins->depth--;
}

/*
 * RFC 1035 knows no byte order mark; read as part of the first word it would
 * make a strange owner.  In UTF-16 nothing is a word.
 * returns octets to leave out
 */
static size_t
check_mark(struct inputs *ins, const char *text, size_t len, const char *path)
{
	struct place	at = {.file = path, .line = 1, .column = 1};

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		report_add(ins->rep, SEV_ERROR, &at, "parse-error", NULL,
		    "the file begins with a byte order mark; save it as plain"
		    " text (UTF-8 without BOM)");
		return 3;
	}
	if (len >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 ||
	    memcmp(text, "\xfe\xff", 2) == 0)) {
		report_add(ins->rep, SEV_ERROR, &at, "parse-error", NULL,
		    "the file is UTF-16; save it as plain text (ASCII, or UTF-8"
		    " without BOM)");
		return len;
	}
	return 0;
}

/* The next piece of the text; if it cannot be read, say why. */
static bool
read_on(void *arg, const char *keep, const char **text, size_t *len)
{
	struct input	*in = arg;
	char		 why[SOURCE_WHY_BYTES];
	int		 rc = stream_more(&in->stream, keep, text, len, why);

	if (rc == -1) {
		report_add(in->scan.rep, SEV_ERROR, &in->asked_at,
		    in->asked_id, NULL, "%s", why);
		in->scan.faults++;
		in->is_lost = true;
	}
	return rc != 0;
}

/* The place for one more, with the memory that others left. */
static struct input *
next_input(struct inputs *ins)
{
	struct input	*in = &ins->stack[ins->depth];

	memset(in, 0, sizeof(*in));
	stream_init(&in->stream);
	in->stream.buf = ins->buf;
	in->stream.cap = ins->buf_cap;
	in->stream.piece_bytes = ins->piece_bytes;
	ins->buf = NULL;
	ins->buf_cap = 0;
	return in;
}

/* It is not used after all. */
static void
drop_input(struct inputs *ins, struct input *in)
{
	keep_buffer(ins, &in->stream);
	stream_clear(&in->stream);
}

/* The text stands in the stream of the next input. */
static void
push(struct inputs *ins, const char *text, size_t len, const char *path,
    const struct name *origin)
{
	const struct input *below;
	struct input	*in = &ins->stack[ins->depth];
	size_t		 mark;

	in->path = path;
	in->asked_at = (struct place){.file = path};
	in->asked_id = "file-unreadable";
	in->origin = *origin;
	mark = check_mark(ins, text, len, path);
	scan_init(&in->scan, text + mark, len - mark, 1, path, ins->rep);
	scan_give_room(&in->scan, ins->tokens, ins->tokens_cap);
	ins->tokens = NULL;
	ins->tokens_cap = 0;
	in->scan.allows = ins->allows;
	if (ins->is_general)
		in->scan.way = NULL;
	in->scan.faults = mark > 0;
	in->is_lost = mark > 0 && mark == len;
	if (!in->is_lost)
		scan_continue(&in->scan, read_on, in);
	if (ins->depth > 0) {
		below = inputs_top(ins);
		in->owner = below->owner;
		in->owner_state = below->owner_state;
	}
	ins->depth++;
}

int
inputs_open_text(struct inputs *ins, const char *text, size_t len_bytes,
    const char *path, const struct name *origin)
{
	struct input	*in = next_input(ins);

	if (stream_set(&in->stream, text, len_bytes) == -1) {
		drop_input(ins, in);
		return -1;
	}
	push(ins, in->stream.buf, len_bytes, path, origin);
	return 0;
}

/* path is taken, also when it fails. */
static struct zone_file *
add_file(struct inputs *ins, char *path)
{
	struct zone_file	*files;

	files = array_grow(ins->files, ins->nfiles, &ins->files_cap,
	    sizeof(*files));
	if (files == NULL) {
		free(path);
		return NULL;
	}
	ins->files = files;
	files += ins->nfiles++;
	memset(files, 0, sizeof(*files));
	files->path = path;
	return files;
}

/* The one of the open inputs that is this file, or NULL. */
static const struct input *
find_open(const struct inputs *ins, const struct file_id *id)
{
	const struct input	*in;
	unsigned		 i;

	for (i = 0; i < ins->depth; i++) {
		in = &ins->stack[i];
		if (in->stream.id.dev == id->dev &&
		    in->stream.id.ino == id->ino && id->ino != 0)
			return in;
	}
	return NULL;
}

static int
check_room(const struct inputs *ins, char *why)
{
	if (ins->depth == INPUTS_DEPTH_MAX)
		(void)snprintf(why, SOURCE_WHY_BYTES, "files are included"
		    " more than %d levels deep; include this one further up",
		    INPUTS_DEPTH_MAX);
	else if (ins->nfiles >= INPUTS_FILES_MAX)
		(void)snprintf(why, SOURCE_WHY_BYTES, "the zone includes more"
		    " than %d files; put some of them together",
		    INPUTS_FILES_MAX);
	else
		return 0;
	return 1;
}

/* Where includes must lie; NULL without memory. */
static const char *
include_root(struct inputs *ins)
{
	if (ins->root != NULL)
		return ins->root;
	if (ins->zone_dir == NULL)
		ins->zone_dir = source_directory(ins->zone_path);
	return ins->zone_dir;
}

int
inputs_open(struct inputs *ins, const char *path, size_t path_len,
    const struct name *origin, char why[SOURCE_WHY_BYTES])
{
	struct zone_file	*file;
	struct input		*in;
	const char		*root = NULL;
	const char		*text;
	char			*joined;
	size_t			 len;
	bool			 is_include = ins->depth > 0;

	if (check_room(ins, why) != 0)
		return 1;
	joined = source_join(is_include ? inputs_top(ins)->path : "", path,
	    path_len);
	if (joined == NULL || (file = add_file(ins, joined)) == NULL)
		return -1;
	if (is_include && (root = include_root(ins)) == NULL)
		return -1;
	in = next_input(ins);
	if (stream_open(&in->stream, joined, root, &file->id, &text, &len,
	    why) == -1) {
		drop_input(ins, in);
		return 1;
	}
	if (find_open(ins, &file->id) != NULL) {
		(void)snprintf(why, SOURCE_WHY_BYTES, "file \"%.400s\" is being"
		    " read already: it would include itself; remove this"
		    " $INCLUDE", joined);
		drop_input(ins, in);
		return 1;
	}
	push(ins, text, len, joined, origin);
	return 0;
}
