/* SPDX-License-Identifier: ISC */
#include "zones/load.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "zones/build.h"
#include "zones/directive.h"
#include "zones/inputs.h"
#include "zones/master.h"
#include "zones/scan.h"

/* What messages call a text that has no file. */
#define NO_PATH		"-"

struct load_room {
	struct master	m;
	bool		is_slow;
	bool		keeps_places;
};

struct load_room *
load_room_new(void)
{
	struct load_room	*room;

	if ((room = malloc(sizeof(*room))) == NULL)
		return NULL;
	master_init(&room->m);
	room->is_slow = false;
	room->keeps_places = true;
	return room;
}

void
load_room_free(struct load_room *room)
{
	if (room != NULL)
		master_clear(&room->m);
	free(room);
}

void
load_room_keep_places(struct load_room *room, bool does_keep)
{
	room->keeps_places = does_keep;
}

void
load_room_slow(struct load_room *room)
{
	room->is_slow = true;
}

void
load_room_piece(struct load_room *room, size_t piece_bytes)
{
	room->m.inputs.piece_bytes = piece_bytes;
}

static int
add_to_build(void *arg, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	return build_add(arg, owner, type, ttl_s, rdata, rdata_len, at);
}

static bool
is_directive(const struct entry *e)
{
	const struct token	*tok = &e->tokens[0];

	return !e->is_owner_blank && !tok->is_quoted && tok->text[0] == '$';
}

/* All texts to their ends.  -1 without memory. */
static int
read_all(struct master *m)
{
	struct input	*in;
	struct entry	 e;
	int		 rc;

	while (m->inputs.depth > 0) {
		in = inputs_top(&m->inputs);
		rc = scan_next(&in->scan, &e);
		if (rc == 0) {
			m->errors += in->scan.faults;
			m->may_have_soa |= in->is_lost;
			inputs_pop(&m->inputs);
			continue;
		}
		if (rc == 1 && e.is_broken)
			master_broken(m, &e);
		else if (rc == 1 && is_directive(&e))
			rc = directive_take(m, &e);
		else if (rc == 1)
			rc = master_record(m, &e);
		if (rc == -1)
			return -1;
	}
	return 0;
}

/*
 * The SOA may be in what could not be read.  That is reported; a stand-in
 * keeps a missing SOA from being reported too.  The zone is lost anyway.
 */
static int
stand_in_soa(struct master *m, const struct name *apex, const char *path)
{
	/* Two root names and five numbers. */
	static const uint8_t	soa[22];
	struct place		at = {.file = path};

	if (m->has_soa || !m->may_have_soa)
		return 0;
	return m->add(m->add_arg, apex, TYPE_SOA, 0, soa, sizeof(soa), &at);
}

static const char *
path_of(const struct load_source *src)
{
	return src->path == NULL ? NO_PATH : src->path;
}

/* All is read; make the zone of it, or report what is wrong with it. */
static int
finish(struct load_room *room, const struct load_source *src,
    struct build *build, struct loaded *out)
{
	if (room->m.errors == 0)
		return build_freeze(build, &out->content, room->keeps_places ?
		    &out->places : NULL);
	if (stand_in_soa(&room->m, src->apex, path_of(src)) == -1)
		return -1;
	if (build_freeze(build, &out->content, NULL) == 0) {
		content_unref(out->content);
		out->content = NULL;
	}
	return -1;
}

static int
no_memory(struct report *rep, const char *path)
{
	struct place	at = {.file = path};

	report_add(rep, SEV_ERROR, &at, "out-of-memory", NULL, "no memory to"
	    " read the zone; give the process more");
	return -1;
}

/* 1: the file cannot be read, which is reported; -1 without memory. */
static int
open_first(struct master *m, const struct load_source *src, const char *text,
    size_t len_bytes)
{
	const char	*path = path_of(src);
	struct place	at = {.file = path};
	char		why[SOURCE_WHY_BYTES];
	int		rc;

	if (text != NULL)
		return inputs_open_text(&m->inputs, text, len_bytes, path,
		    src->apex);
	rc = inputs_open(&m->inputs, path, strlen(path), src->apex, why);
	if (rc == 1)
		report_add(m->rep, SEV_ERROR, &at, "file-unreadable", NULL,
		    "%s", why);
	return rc;
}

/* Read it all; faults are reported.  -1: there is nothing to finish. */
static int
read_source(struct master *m, const struct load_source *src, const char *text,
    size_t len_bytes, struct allows *allows)
{
	int	rc;

	m->may_include = src->path != NULL;
	m->inputs.allows = allows;
	inputs_limit(&m->inputs, src->include_root, src->path);
	if ((rc = open_first(m, src, text, len_bytes)) == 1)
		return -1;
	if (rc == -1 || read_all(m) == -1)
		return no_memory(m->rep, path_of(src));
	return 0;
}

static int
load(struct load_room *room, const struct load_source *src, const char *text,
    size_t len_bytes, struct loaded *out)
{
	struct master	*m = &room->m;
	struct build	*build;
	int		 rc;

	if ((build = build_new(src->apex, src->seed, m->rep)) == NULL)
		return no_memory(m->rep, path_of(src));
	build_name(build, path_of(src));
	m->add = add_to_build;
	m->add_arg = build;
	if ((rc = read_source(m, src, text, len_bytes, &out->allows)) == 0)
		rc = finish(room, src, build, out);
	/* The build names places by the paths of the inputs. */
	build_free(build);
	return rc;
}

static void
enter(struct load_room *room, struct report *rep)
{
	room->m.rep = room->m.inputs.rep = rep;
	room->m.is_general = room->m.inputs.is_general = room->is_slow;
}

static int
load_in(struct load_room *room, const struct load_source *src,
    const char *text, size_t len_bytes, struct report *rep,
    struct loaded *out)
{
	int	rc;

	memset(out, 0, sizeof(*out));
	enter(room, rep);
	rc = load(room, src, text, len_bytes, out);
	out->files = inputs_take_files(&room->m.inputs, &out->nfiles);
	master_reset(&room->m);
	return rc;
}

static int
load_alone(const struct load_source *src, const char *text, size_t len_bytes,
    struct report *rep, struct loaded *out)
{
	struct load_room	*room;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if ((room = load_room_new()) == NULL)
		return no_memory(rep, path_of(src));
	rc = load_in(room, src, text, len_bytes, rep, out);
	load_room_free(room);
	return rc;
}

int
load_zone(const struct load_source *src, struct report *rep,
    struct loaded *out)
{
	return load_alone(src, NULL, 0, rep, out);
}

int
load_zone_in(struct load_room *room, const struct load_source *src,
    struct report *rep, struct loaded *out)
{
	return load_in(room, src, NULL, 0, rep, out);
}

int
load_text_in(struct load_room *room, const struct load_source *src,
    const char *text, size_t len_bytes, struct report *rep,
    struct loaded *out)
{
	return load_in(room, src, text, len_bytes, rep, out);
}

int
load_text(const struct load_source *src, const char *text, size_t len_bytes,
    struct report *rep, struct loaded *out)
{
	return load_alone(src, text == NULL ? "" : text, len_bytes, rep, out);
}

int
load_records(struct load_room *room, const struct load_source *src,
    const char *text, size_t len_bytes, const struct load_sink *sink,
    struct report *rep)
{
	int	rc;

	enter(room, rep);
	room->m.add = sink->add;
	room->m.add_arg = sink->arg;
	rc = read_source(&room->m, src, text, len_bytes, NULL);
	if (room->m.errors > 0)
		rc = -1;
	master_reset(&room->m);
	return rc;
}

void
loaded_clear(struct loaded *out)
{
	size_t	i;

	content_unref(out->content);
	places_free(out->places);
	allows_clear(&out->allows);
	for (i = 0; i < out->nfiles; i++)
		free(out->files[i].path);
	free(out->files);
	memset(out, 0, sizeof(*out));
}
