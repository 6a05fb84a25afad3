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

	if (longest + d->apex.len <= NAME_MAX_BYTES)
		return 0;
	report_add(c->rep, SEV_ERROR, &at, "domain-error", NULL, "the domain"
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

	if (f != NULL)
		finding_format(f, line, sizeof(line));
	report_add(c->rep, SEV_ERROR, &at, "domain-error", NULL, "the template"
	    " does not load with the values of this domain: %s", line);
}

static void
report_hopeless(const struct cast *c, const struct domain *d)
{
	const struct place	at = {.file = c->list, .line = d->line};

	report_add(c->rep, SEV_ERROR, &at, "domain-error", NULL, "the template"
	    " loads for none of the first %d different values, so the fault"
	    " is in the template; further lines were not tried",
	    CAST_TRIES_MAX);
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
		c->failed++;
		report_failure(c, d);
		if (cast_is_hopeless(c))
			report_hopeless(c, d);
		return -1;
	}
	c->made++;
	if (c->share != NULL)
		out->content = c->share(c->share_arg, out->content);
	template_remember(c->template, values, out->content);
	return 0;
}

int
cast_domain(struct cast *c, const struct domain *d, struct loaded *out)
{
	struct stencil_values	 values;
	struct loaded		*plain = template_plain(c->template);

	memset(out, 0, sizeof(*out));
	if (d->is_faulty || stencil_match(template_stencil(c->template), d,
	    c->list, c->rep, &values) == -1)
		return -1;
	if (plain != NULL)
		out->content = content_ref(plain->content);
	else
		out->content = template_recall(c->template, &values);
	if (out->content == NULL && make(c, d, &values, out) == -1)
		return -1;
	if (check_length(c, d, out->content) == 0)
		return 0;
	loaded_clear(out);
	return -1;
}

bool
cast_is_hopeless(const struct cast *c)
{
	return c->made == 0 && c->failed >= CAST_TRIES_MAX;
}
