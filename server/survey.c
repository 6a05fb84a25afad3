/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/clock.h"
#include "server/survey.h"

static void
begin(struct survey *s)
{
	if (!s->is_begun)
		rows_list(&s->rows, "findings");
	s->is_begun = true;
}

/* What was found in one zone or template. */
static void
add(struct survey *s, const struct recheck *c)
{
	size_t	 i;

	s->zones++;
	for (i = SEV_INFO; i <= SEV_ERROR; i++)
		s->found[i] += c->found[i];
	s->left_out += recheck_left_out(c);
	for (i = 0; i < report_kept(c->out); i++) {
		if (s->shown == SURVEY_MAX) {
			s->left_out += report_kept(c->out) - i;
			return;
		}
		rows_finding_item(&s->rows, report_at(c->out, i));
		s->shown++;
	}
}

static void
end(struct survey *s)
{
	rows_list_end(&s->rows);
	if (s->left_out > 0 || s->rows.form == ROWS_JSON)
		rows_number(&s->rows, "not_shown", s->left_out);
	rows_number(&s->rows, "zones", s->zones);
	rows_number(&s->rows, "errors", s->found[SEV_ERROR]);
	rows_number(&s->rows, "warnings", s->found[SEV_WARNING]);
	rows_number(&s->rows, "advice", s->found[SEV_INFO]);
	rows_end(&s->rows);
}

/* false: the time has come. */
static bool
look_at_all(struct survey *s, const struct recheck_world *w,
    struct recheck *c, uint64_t until_ms)
{
	const struct hosts	*hosts = inventory_hosts(w->inventory);
	const struct known	*k;

	while ((k = inventory_walk(w->inventory, &s->cursor)) != NULL) {
		recheck_known(w, k, c);
		add(s, c);
		if (clock_ms() >= until_ms)
			return false;
	}
	while (s->host < hosts->n) {
		recheck_host(w, hosts->host[s->host++], c);
		add(s, c);
		if (clock_ms() >= until_ms)
			return false;
	}
	return true;
}

bool
survey_some(struct survey *s, const struct recheck_world *w,
    uint64_t until_ms)
{
	struct recheck	 c;
	bool		 is_done;

	begin(s);
	if (recheck_init(&c) == -1)
		return true;	/* perhaps the next time */
	is_done = look_at_all(s, w, &c, until_ms);
	recheck_clear(&c);
	if (is_done)
		end(s);
	return !is_done;
}

/* false: there is no such thing. */
static bool
look_at(const struct recheck_world *w, const char *text, struct recheck *c)
{
	struct hosts		*hosts = inventory_hosts(w->inventory);
	const struct zone	*zone;
	const struct known	*k;
	struct host		*h = hosts_find(hosts, text);
	struct name		 name;
	const char		*why;

	if (h != NULL) {
		recheck_host(w, h, c);
		return true;
	}
	if (name_from_text(&name, text, strlen(text), NULL, &why) == -1)
		return false;
	name_lower(&name);
	if ((k = inventory_find(w->inventory, name.wire, name.len)) != NULL) {
		recheck_known(w, k, c);
		return true;
	}
	if ((zone = table_exact(w->table, &name)) == NULL ||
	    (h = hosts_owner(hosts, zone)) == NULL)
		return false;
	recheck_hosted(w, h, zone, c);
	return true;
}

int
survey_one(struct survey *s, const struct recheck_world *w, const char *name)
{
	struct recheck	 c;
	bool		 is_there;

	if (recheck_init(&c) == -1)
		return -1;
	if ((is_there = look_at(w, name, &c))) {
		begin(s);
		add(s, &c);
		end(s);
	}
	recheck_clear(&c);
	return is_there ? 0 : -1;
}

enum survey_status
survey_status(const struct survey *s)
{
	if (s->found[SEV_ERROR] > 0)
		return SURVEY_ERRORS;
	return s->found[SEV_WARNING] > 0 ? SURVEY_WARNINGS : SURVEY_CLEAN;
}
