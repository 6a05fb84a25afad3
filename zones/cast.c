/* SPDX-License-Identifier: ISC */
#include "zones/cast.h"

#include <string.h>

/* The first error of a load, as a line. */
#define LINE_BYTES	1024

static struct place
place_of(const struct cast *c, const struct domain *d)
{
	return (struct place){.file = c->list, .line = d->line,
	    .column = d->column};
}

/*
 * RFC 1035 2.3.4: all names of the zone have at most 255 octets.
 * returns -1 if one would not
 */
static int
check_length(const struct cast *c, const struct domain *d,
    const struct content *content)
{
	struct place	at = place_of(c, d);
	size_t		longest = content_longest(content);
	char		name[NAME_TEXT_MAX];

	if (longest + d->apex.len <= NAME_MAX_BYTES)
		return 0;
	report_add(c->rep, SEV_ERROR, &at, "domain-error",
	    name_to_text(d->apex.wire, name), "the domain"
	    " has %u octets, and the template a name of %zu before it; a name"
	    " has at most 255", d->apex.len, longest);
	return -1;
}

static void
report_failure(const struct cast *c, const struct domain *d)
{
	const struct finding	*f = report_first_error(c->scratch);
	struct place		 at = place_of(c, d);
	char			 line[LINE_BYTES] = "out of memory";
	char			 name[NAME_TEXT_MAX];

	if (f != NULL)
		finding_format(f, line, sizeof(line));
	report_add(c->rep, SEV_ERROR, &at, "domain-error",
	    name_to_text(d->apex.wire, name), "the template"
	    " does not load with the values of this domain: %s", line);
}

/* A content that no domain before it had. */
static int
make(struct cast *c, const struct domain *d,
    const struct stencil_values *values, struct loaded *out)
{
	struct judge	judge = {c->lint, c->lint_all, &out->allows};
	int		rc;

	report_clear(c->scratch);
	lint_judge(c->scratch, &judge);
	rc = template_make(c->template, values, c->scratch, out);
	lint_judge(c->scratch, NULL);
	if (rc == -1) {
		report_failure(c, d);
		return -1;
	}
	if (c->share != NULL)
		out->content = c->share(c->share_arg, out->content);
	template_remember(c->template, values, out->content);
	return 0;
}

/* Its values are known: a content that is there already, or a new one. */
static int
find_content(struct cast *c, const struct domain *d,
    const struct stencil_values *values, struct loaded *out)
{
	struct loaded	*plain = template_plain(c->template);

	if (plain != NULL)
		out->content = content_ref(plain->content);
	else
		out->content = template_recall(c->template, values);
	if (out->content == NULL && make(c, d, values, out) == -1)
		return -1;
	return check_length(c, d, out->content);
}

int
cast_domain(struct cast *c, const struct domain *d, struct loaded *out)
{
	struct stencil_values	 values;

	memset(out, 0, sizeof(*out));
	if (d->is_faulty)
		return -1;
	if (stencil_match(template_stencil(c->template), d, c->list, c->rep,
	    &values) == 0 && find_content(c, d, &values, out) == 0) {
		c->made++;
		return 0;
	}
	c->failed++;
	loaded_clear(out);
	return -1;
}

void
cast_end(const struct cast *c)
{
	const struct place	 at = {.file = c->list};
	const struct zone_file	*files;
	size_t			 n;

	template_rest(c->template);
	if (c->made > 0 || c->failed < 2)
		return;
	files = template_files(c->template, &n);
	report_add(c->rep, SEV_ERROR, &at, "domain-error", NULL, "none of %zu"
	    " domains can be made, so the fault is probably in the template"
	    " %s, or in what it asks of all of them", c->failed,
	    files[0].path);
}
