/* SPDX-License-Identifier: ISC */
#include "zones/load.h"

#include <stdlib.h>
#include <string.h>

#include "zones/build.h"
#include "zones/directive.h"
#include "zones/inputs.h"
#include "zones/master.h"
#include "zones/scan.h"

/* What messages call a text that has no file. */
#define NO_PATH		"-"

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
	return build_add(m->build, apex, TYPE_SOA, 0, soa, sizeof(soa), &at);
}

/* All is read; make the zone of it, or report what is wrong with it. */
static int
finish(struct master *m, const struct load_source *src, const char *path,
    struct loaded *out)
{
	if (m->errors == 0)
		return build_freeze(m->build, &out->content, &out->places);
	if (stand_in_soa(m, src->apex, path) == -1)
		return -1;
	if (build_freeze(m->build, &out->content, NULL) == 0) {
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

static int
open_first(struct master *m, const struct load_source *src, const char *path,
    const char *text, size_t len_bytes)
{
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

static int
load(struct master *m, const struct load_source *src, const char *text,
    size_t len_bytes, struct loaded *out)
{
	const char	*path = src->path == NULL ? NO_PATH : src->path;
	int		 rc;

	m->may_include = src->path != NULL;
	scan_init(&m->generate_scan, "", 0, 1, path, NULL);
	if (inputs_init(&m->inputs, src->include_root, src->path, m->rep) ==
	    -1 || (m->build = build_new(src->apex, src->seed,
	    m->rep)) == NULL)
		return no_memory(m->rep, path);
	build_name(m->build, path);
	m->inputs.allows = &out->allows;
	if ((rc = open_first(m, src, path, text, len_bytes)) == 1)
		return -1;
	if (rc == -1 || read_all(m) == -1)
		return no_memory(m->rep, path);
	return finish(m, src, path, out);
}

static int
load_any(const struct load_source *src, const char *text, size_t len_bytes,
    struct report *rep, struct loaded *out)
{
	struct master	*m;
	int		 rc;

	memset(out, 0, sizeof(*out));
	if ((m = calloc(1, sizeof(*m))) == NULL)
		return no_memory(rep, src->path);
	m->rep = rep;
	rc = load(m, src, text, len_bytes, out);
	/* The build names places by the paths of the inputs. */
	build_free(m->build);
	scan_clear(&m->generate_scan);
	out->files = m->inputs.files;
	out->nfiles = m->inputs.nfiles;
	m->inputs.files = NULL;
	m->inputs.nfiles = 0;
	inputs_clear(&m->inputs);
	free(m);
	return rc;
}

int
load_zone(const struct load_source *src, struct report *rep,
    struct loaded *out)
{
	return load_any(src, NULL, 0, rep, out);
}

int
load_text(const struct load_source *src, const char *text, size_t len_bytes,
    struct report *rep, struct loaded *out)
{
	return load_any(src, text == NULL ? "" : text, len_bytes, rep, out);
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
