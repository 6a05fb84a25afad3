/* SPDX-License-Identifier: ISC */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/listing.h"
#include "server/title.h"

/* A part has at most so many lines, and is made of at most so many zones:
   some hundred kilobytes, some milliseconds. */
#define PART_LINES	1000
#define PART_ZONES	20000

static const char *
zone_state(const struct zone *zone, bool is_failing)
{
	if (zone == NULL || zone->content == NULL)
		return "failed";
	return is_failing || zone->is_stale ? "old" : "ok";
}

static const char *
path_of(const struct inventory *inv, const struct known *k,
    char buf[PATH_MAX])
{
	return inventory_path(inv, k, k->aside == NULL ? NULL :
	    k->aside->file, buf);
}

static void
put_serial(struct rows *r, const struct zone *zone)
{
	if (zone == NULL || zone->content == NULL)
		rows_text(r, "serial", NULL);
	else
		rows_number(r, "serial", zone_serial(zone));
}

static void
add_zone(struct rows *r, const struct inventory *inv, const struct known *k,
    const char *name)
{
	char	 path[PATH_MAX];

	rows_item(r);
	rows_bare(r, "zone", name);
	put_serial(r, known_zone(k));
	rows_bare(r, "state", zone_state(known_zone(k), k->is_failing));
	rows_number(r, "errors", outcome_count(k->outcome, SEV_ERROR));
	rows_number(r, "warnings", outcome_count(k->outcome, SEV_WARNING));
	rows_bare(r, "file", path_of(inv, k, path));
	rows_item_end(r);
}

static const char *
state_of(const struct host *h)
{
	if (h->dead == h->domains && (h->domains > 0 || h->is_unread))
		return "failed";
	return h->is_failing || h->is_unread || h->faults > 0 ? "old" : "ok";
}

/* With values each domain has one of its own. */
static void
put_serial_of(struct rows *r, const struct host *h)
{
	const struct loaded	*plain = NULL;

	if (h->template != NULL)
		plain = template_plain(h->template);
	if (plain != NULL)
		rows_number(r, "serial", content_serial(plain->content));
	else
		rows_text(r, "serial", NULL);
}

static void
add_host(struct rows *r, const struct host *h)
{
	rows_item(r);
	rows_text(r, "template", h->name);
	rows_number(r, "domains", h->domains);
	put_serial_of(r, h);
	rows_bare(r, "state", state_of(h));
	rows_number(r, "errors", host_count(h, SEV_ERROR));
	rows_number(r, "warnings", host_count(h, SEV_WARNING));
	rows_bare(r, "file", h->path);
	rows_bare(r, "list", h->list);
	rows_item_end(r);
}

/* Names are compared as they are shown, without a final dot. */
static bool
is_meant(const struct listing *l, const char *name)
{
	return l->pattern == NULL ||
	    fnmatch(l->pattern, name, FNM_CASEFOLD) == 0;
}

/* false: there are more. */
static bool
add_zones(struct listing *l, const struct inventory *inv, size_t *lines)
{
	const struct known	*k;
	char			 name[NAME_TEXT_MAX];
	size_t			 seen;

	for (seen = 0; seen < PART_ZONES && *lines < PART_LINES; seen++) {
		if ((k = inventory_walk(inv, &l->cursor)) == NULL)
			return true;
		if (!is_meant(l, title_name(known_apex(k), name)))
			continue;
		add_zone(&l->rows, inv, k, name);
		++*lines;
	}
	return false;
}

const struct host *
listing_owner(struct inventory *inv, const struct table *table,
    const char *text)
{
	const struct zone	*zone;
	struct name		 name;
	const char		*why;

	if (text == NULL ||
	    name_from_text(&name, text, strlen(text), NULL, &why) == -1)
		return NULL;
	name_lower(&name);
	zone = table_exact(table, &name);
	return zone == NULL || !zone->is_hosted ? NULL :
	    hosts_owner(inventory_hosts(inv), zone);
}

bool
listing_some(struct listing *l, const struct inventory *inv,
    const struct hosts *hosts)
{
	size_t	 lines = 0;

	if (!l->is_begun)
		rows_list(&l->rows, "zones");
	l->is_begun = true;
	if (!l->has_zones) {
		if (!add_zones(l, inv, &lines))
			return true;
		l->has_zones = true;
		rows_list_end(&l->rows);
		rows_list(&l->rows, "templates");
	}
	for (; l->host < hosts->n; l->host++) {
		if (hosts->host[l->host] != l->owner &&
		    !is_meant(l, hosts->host[l->host]->name))
			continue;
		if (lines++ >= PART_LINES)
			return true;
		add_host(&l->rows, hosts->host[l->host]);
	}
	rows_list_end(&l->rows);
	rows_end(&l->rows);
	return false;
}

static void
tell_known(struct rows *r, const struct recheck_world *w,
    const struct known *k)
{
	const struct past_of	 past = past_find(inventory_past(w->inventory),
	    known_apex(k), k->named->apex_len);
	char			 path[PATH_MAX];

	rows_text(r, "file", path_of(w->inventory, k, path));
	if (past.loaded_s > 0 || r->form == ROWS_JSON)
		rows_time(r, "loaded", past.loaded_s);
	if (past.why != NULL || r->form == ROWS_JSON) {
		rows_time(r, "failing", past.why != NULL ? past.failed_s : 0);
		rows_join(r, "why ");
		rows_finding(r, "why", past.why);
	}
	rows_number(r, "errors", outcome_count(k->outcome, SEV_ERROR));
	rows_number(r, "warnings", outcome_count(k->outcome, SEV_WARNING));
	if (r->form == ROWS_JSON) {
		rows_text(r, "template", NULL);
		rows_text(r, "domains", NULL);
	}
}

/* A zone of a template: when that was loaded, nobody remembers. */
static void
tell_hosted(struct rows *r, const struct host *h, const struct recheck *c)
{
	const struct finding	*why = c->load == NULL ? NULL :
				    report_first_error(c->load);

	if (h == NULL)
		return;
	rows_text(r, "file", h->path);
	if (r->form == ROWS_JSON) {
		rows_time(r, "loaded", 0);
		rows_time(r, "failing", 0);
	}
	if (why != NULL || r->form == ROWS_JSON) {
		rows_join(r, "why ");
		rows_finding(r, "why", why);
	}
	rows_number(r, "errors", c->found[SEV_ERROR]);
	rows_number(r, "warnings", c->found[SEV_WARNING]);
	rows_text(r, "template", h->name);
	rows_text(r, "domains", h->list);
}

/* What is known of one name. */
struct target {
	const struct zone	*zone;
	const struct known	*known;	/* NULL: of a template */
	struct host		*host;	/* NULL: of none, or not to be found */
};

/* What is not known is served. */
static const uint8_t *
target_apex(const struct target *t)
{
	return t->known != NULL ? known_apex(t->known) : t->zone->apex;
}

/* c: what is found in it. */
static void
tell_zone(struct rows *r, const struct recheck_world *w,
    const struct target *t, const struct recheck *c)
{
	const struct zone	*zone = t->zone;
	char			 text[NAME_TEXT_MAX];

	rows_text(r, "zone", title_name(target_apex(t), text));
	rows_text(r, "state", zone_state(zone, t->known != NULL &&
	    t->known->is_failing));
	put_serial(r, zone);
	if (zone != NULL && zone->content != NULL)
		rows_number(r, "records", content_records(zone->content));
	else if (r->form == ROWS_JSON)
		rows_text(r, "records", NULL);
	if (t->known != NULL)
		tell_known(r, w, t->known);
	else
		tell_hosted(r, t->host, c);
}

static void
put_findings(struct rows *r, const struct recheck *c)
{
	size_t	 i;

	rows_list(r, "findings");
	for (i = 0; i < report_kept(c->out); i++)
		rows_finding_item(r, report_at(c->out, i));
	rows_list_end(r);
	if (recheck_left_out(c) > 0 || r->form == ROWS_JSON)
		rows_number(r, "not_shown", recheck_left_out(c));
}

/* With what the checks find now. */
static int
tell_target(struct rows *r, const struct recheck_world *w,
    const struct target *t)
{
	struct recheck	 c;

	if (recheck_init(&c) == -1)
		return -1;
	if (w->conf != NULL && t->known != NULL)
		recheck_known(w, t->known, &c);
	else if (w->conf != NULL && t->host != NULL)
		recheck_hosted(w, t->host, t->zone, &c);
	tell_zone(r, w, t, &c);
	if (w->conf != NULL)
		put_findings(r, &c);
	recheck_clear(&c);
	return 0;
}

/* How a template is, and what is wrong with it and with its list. */
static int
tell_host(struct rows *r, const struct recheck_world *w, struct host *h)
{
	struct recheck	 c;

	if (recheck_init(&c) == -1)
		return -1;
	if (w->conf != NULL)
		recheck_host(w, h, &c);
	rows_text(r, "template", h->name);
	rows_text(r, "state", state_of(h));
	put_serial_of(r, h);
	rows_text(r, "file", h->path);
	rows_text(r, "list", h->list);
	rows_number(r, "domains", h->domains);
	rows_number(r, "old", h->kept);
	rows_number(r, "failed", h->dead);
	rows_number(r, "errors", host_count(h, SEV_ERROR));
	rows_number(r, "warnings", host_count(h, SEV_WARNING));
	put_findings(r, &c);
	recheck_clear(&c);
	return 0;
}

/* Why nothing is known of a name; fault: what is wrong with it, or NULL. */
static int
tell_none(const char *text, const char *fault, char **why)
{
	int	 n;

	if (fault != NULL)
		n = asprintf(why, "%s is no domain name: %s", text, fault);
	else
		n = asprintf(why, "there is no zone %s here; `mxctl zones' "
		    "lists those that there are", text);
	if (n == -1)
		*why = NULL;
	return -1;
}

int
listing_zone(struct rows *r, const struct recheck_world *w, const char *text,
    char **why)
{
	struct target	 t = {.host = hosts_find(inventory_hosts(
			    w->inventory), text)};
	struct name	 name;
	const char	*fault;

	*why = NULL;
	if (t.host != NULL)
		return tell_host(r, w, t.host);
	if (name_from_text(&name, text, strlen(text), NULL, &fault) == -1)
		return tell_none(text, fault, why);
	name_lower(&name);
	t.zone = table_exact(w->table, &name);
	t.known = inventory_find(w->inventory, name.wire, name.len);
	if (t.zone == NULL && t.known == NULL)
		return tell_none(text, NULL, why);
	if (t.known == NULL)
		t.host = hosts_owner(inventory_hosts(w->inventory), t.zone);
	return tell_target(r, w, &t);
}
