/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "server/rows.h"
#include "zones/json.h"
#include "zones/present.h"

/* A share of all. */
static const char	 bar[] = "########################################";

/* A finding with a long name and path fits; what is longer is cut. */
#define LINE_BYTES	4096

static bool
is_json(const struct rows *r)
{
	return r->form == ROWS_JSON;
}

void
rows_begin(struct rows *r, FILE *to, enum rows_form form)
{
	memset(r, 0, sizeof(*r));
	r->to = to;
	r->form = form;
	if (is_json(r))
		(void)fputc('{', to);
}

void
rows_end(struct rows *r)
{
	assert(r->depth == 0);
	if (is_json(r))
		(void)fputs("}\n", r->to);
}

/* What stands before a value as text. */
static void
begin_text(struct rows *r, const char *name)
{
	if (r->depth > 0 && r->has_value[r->depth] && !r->is_joined)
		(void)fputc(' ', r->to);
	if (name != NULL)
		(void)fprintf(r->to, "%s ", name);
}

/* name: NULL if it is bare as text. */
static void
begin(struct rows *r, const char *name, const char *json_name)
{
	if (!is_json(r)) {
		begin_text(r, name);
	} else {
		if (r->has_value[r->depth])
			(void)fputc(',', r->to);
		(void)fprintf(r->to, "\"%s\":", json_name);
	}
	r->has_value[r->depth] = true;
	r->is_joined = false;
}

static void
end(struct rows *r)
{
	if (!is_json(r) && r->depth == 0)
		(void)fputc('\n', r->to);
}

/* No octet of ours moves a terminal's cursor or begins a new line. */
static void
put_plain(FILE *to, const char *text, int width)
{
	int	 len = (int)strlen(text), i;

	for (i = len; i < width; i++)
		(void)fputc(' ', to);
	for (; *text != '\0'; text++)
		(void)fputc((unsigned char)*text < ' ' || *text == 0x7f ?
		    '?' : *text, to);
	for (i = len; i < -width; i++)
		(void)fputc(' ', to);
}

static void
put_text(struct rows *r, const char *value, int width)
{
	if (is_json(r))
		json_text(r->to, value);
	else
		put_plain(r->to, value == NULL ? "-" : value, width);
}

void
rows_text(struct rows *r, const char *name, const char *value)
{
	begin(r, name, name);
	put_text(r, value, 0);
	end(r);
}

void
rows_bare(struct rows *r, const char *name, const char *value)
{
	rows_wide(r, name, value, 0);
}

void
rows_wide(struct rows *r, const char *name, const char *value, int width)
{
	begin(r, NULL, name);
	put_text(r, value, width);
	end(r);
}

void
rows_number(struct rows *r, const char *name, uint64_t value)
{
	begin(r, name, name);
	(void)fprintf(r->to, "%" PRIu64, value);
	end(r);
}

void
rows_wide_number(struct rows *r, const char *name, uint64_t value, int width)
{
	begin(r, NULL, name);
	(void)fprintf(r->to, "%*" PRIu64, is_json(r) ? 0 : width, value);
	end(r);
}

void
rows_time(struct rows *r, const char *name, uint64_t when_s)
{
	char		 text[32];
	time_t		 when = (time_t)when_s;
	struct tm	 tm;

	if (when_s == 0 || gmtime_r(&when, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		rows_text(r, name, NULL);
	else
		rows_text(r, name, text);
}

void
rows_flag(struct rows *r, const char *name, bool value, const char *yes,
    const char *no)
{
	const char	*word = value ? yes : no;

	if (!is_json(r) && *word == '\0')
		return;
	begin(r, r->depth == 0 ? name : NULL, name);
	(void)fputs(!is_json(r) ? word : value ? "true" : "false", r->to);
	end(r);
}

void
rows_share(struct rows *r, const char *name, double share)
{
	begin(r, NULL, name);
	if (is_json(r))
		(void)fprintf(r->to, "%.4f", share);
	else
		(void)fprintf(r->to, "%5.1f%% %.*s", 100 * share,
		    (int)(share * (double)strlen(bar)), bar);
	end(r);
}

void
rows_join(struct rows *r, const char *text)
{
	if (is_json(r))
		return;
	(void)fputs(text, r->to);
	r->is_joined = true;
}

void
rows_list(struct rows *r, const char *name)
{
	r->has_item[r->depth] = false;
	if (is_json(r)) {
		begin(r, NULL, name);
		(void)fputs("[\n", r->to);
	} else if (r->depth > 0) {
		(void)fputc('\n', r->to);	/* its items are lines */
		r->is_ended[r->depth] = true;
	}
}

void
rows_list_end(struct rows *r)
{
	if (is_json(r))
		(void)fputc(']', r->to);
}

static void
next_item(struct rows *r)
{
	unsigned	 i;

	if (is_json(r) && r->has_item[r->depth])
		(void)fputc(',', r->to);
	for (i = 0; !is_json(r) && i < r->depth; i++)
		(void)fputs("  ", r->to);
	r->has_item[r->depth] = true;
}

void
rows_item(struct rows *r)
{
	assert(r->depth + 1 < ROWS_DEPTH);
	next_item(r);
	r->depth++;
	r->has_value[r->depth] = false;
	r->is_ended[r->depth] = false;
	r->is_joined = false;
	if (is_json(r))
		(void)fputc('{', r->to);
}

void
rows_item_end(struct rows *r)
{
	if (is_json(r))
		(void)fputc('}', r->to);
	if (!r->is_ended[r->depth])
		(void)fputc('\n', r->to);
	r->depth--;
}

static void
put_finding(struct rows *r, const struct finding *f)
{
	char	 line[LINE_BYTES];

	if (is_json(r)) {
		present_json(r->to, f);
		return;
	}
	finding_format(f, line, sizeof(line));
	(void)fputs(line, r->to);
}

void
rows_finding_item(struct rows *r, const struct finding *f)
{
	next_item(r);
	put_finding(r, f);
	(void)fputc('\n', r->to);
}

void
rows_finding(struct rows *r, const char *name, const struct finding *f)
{
	begin(r, NULL, name);
	if (f != NULL)
		put_finding(r, f);
	else
		(void)fputs(is_json(r) ? "null" : "-", r->to);
	end(r);
}

void
rows_error(FILE *to, enum rows_form form, const char *why)
{
	struct rows	 r;

	rows_begin(&r, to, form);
	rows_bare(&r, "error", why);
	rows_end(&r);
}
