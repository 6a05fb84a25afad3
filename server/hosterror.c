/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/hosterror.h"
#include "zones/cast.h"
#include "zones/domains.h"
#include "zones/source.h"

/* Of lines that name no domain, before one that does. */
#define FINDINGS_MAX	1000

static void
copy_line(const struct report *from, uint32_t line, struct report *to)
{
	const struct finding	*f;
	size_t			 i;

	for (i = 0; i < report_kept(from); i++) {
		f = report_at(from, i);
		if (f->at.line == line)
			report_add(to, f->severity, &f->at, f->id, f->owner,
			    "%s", f->text);
	}
}

/* The first line of the domain; rep gets what is wrong with that alone, of
   what is reported of_lines. */
static bool
find_line(struct domains *list, const struct zone *z, struct report *of_lines,
    struct report *rep, struct domain *out)
{
	do {
		report_clear(of_lines);
		if (!domains_next(list, out))
			return false;
	} while (out->apex.len != z->apex_len ||
	    memcmp(out->apex.wire, z->apex, z->apex_len) != 0);
	copy_line(of_lines, out->line, rep);
	return true;
}

static void
make_line(const struct host *h, const struct source *src,
    const struct zone *z, struct domain *line, struct cast *cast)
{
	struct report	*of_lines = report_new(FINDINGS_MAX);
	struct domains	 list;
	struct loaded	 loaded;

	if (of_lines == NULL)
		return;
	/* What is no list at all is reported as a whole. */
	if (domains_start(&list, h->list, src->text, src->len_bytes,
	    cast->rep) == 0 && domains_start(&list, h->list, src->text,
	    src->len_bytes, of_lines) == 0 &&
	    find_line(&list, z, of_lines, cast->rep, line) &&
	    cast_domain(cast, line, &loaded) == 0)
		loaded_clear(&loaded);
	report_free(of_lines);
}

/* The template is sound: it is the list, or its line. */
static void
read_line(const struct host *h, const struct zone *z, struct cast *cast)
{
	const struct place	 at = {.file = h->list};
	struct domain		*line = malloc(sizeof(*line));
	char			 why[SOURCE_WHY_BYTES];
	struct file_id		 id;
	struct source		 src;

	if (line == NULL)
		return;
	if (source_read(h->list, NULL, &src, &id, why) == 0) {
		make_line(h, &src, z, line, cast);
		free(src.text);
	} else {
		report_add(cast->rep, SEV_ERROR, &at, "file-unreadable", NULL,
		    "%s", why);
	}
	free(line);
}

void
hosterror_find(const struct host *h, const struct zone *z,
    const struct lint *lint, const struct lint *lint_all, struct report *rep)
{
	const struct template_source from = {.path = h->path,
	    .include_root = h->include_root};
	struct cast	 cast = {.list = h->list, .lint = lint,
			    .lint_all = lint_all, .rep = rep,
			    .scratch = report_new(FINDINGS_MAX)};

	cast.template = template_new(&from);
	if (cast.template != NULL && cast.scratch != NULL &&
	    template_read(cast.template, rep) == 0)
		read_line(h, z, &cast);
	template_free(cast.template);
	report_free(cast.scratch);
}
