/* SPDX-License-Identifier: ISC */
#include "server/board.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/html.h"
#include "server/title.h"
#include "zones/explain.h"
#include "zones/mem.h"

/* How much somebody should look at it; the least number first. */
enum rank { RANK_FAILED, RANK_OLD, RANK_ERRORS, RANK_WARNINGS, RANK_WELL };

/* A line of the list: a zone, or a template. */
struct row {
	enum rank		 rank;
	const struct known	*known;		/* or NULL */
	const struct host	*host;		/* or NULL */
	unsigned		 unserved;	/* errors of what is not */
	unsigned		 in_list;	/* errors in its list */
	unsigned		 errors;	/* with these */
	unsigned		 warnings;
	char			*title;		/* of one that is kept; owned */
};

struct board {
	FILE			*to;
	const struct inventory	*inventory;
	struct row		*rows[BOARD_ZONES_MAX];
	size_t			 nrows;
	size_t			 all;		/* zones and templates */
	size_t			 flawed;	/* of them, with trouble */
	const char		*name;		/* whose exchanges are told */
	bool			 has_exchanges;	/* some were */
	char			 last[NAME_TEXT_MAX];
};

static enum rank
rank_of(bool is_dead, bool is_old, unsigned errors, unsigned warnings)
{
	if (is_dead)
		return RANK_FAILED;
	if (is_old)
		return RANK_OLD;
	if (errors > 0)
		return RANK_ERRORS;
	return warnings > 0 ? RANK_WARNINGS : RANK_WELL;
}

static struct row
row_of_known(const struct known *k)
{
	struct row	 r = {
		.known = k,
		.unserved = !k->is_failing ? 0 :
		    outcome_exam(k->outcome)->at_load[SEV_ERROR],
		.errors = outcome_count(k->outcome, SEV_ERROR),
		.warnings = outcome_count(k->outcome, SEV_WARNING)
	};

	r.rank = rank_of(!known_has_content(k), k->is_failing, r.errors,
	    r.warnings);
	return r;
}

static struct row
row_of_host(const struct host *h)
{
	struct row	 r = {
		.host = h,
		.unserved = h->unserved,
		.in_list = h->in_list[SEV_ERROR],
		.errors = (unsigned)host_count(h, SEV_ERROR),
		.warnings = (unsigned)host_count(h, SEV_WARNING)
	};

	r.rank = rank_of(h->dead == h->domains &&
	    (h->domains > 0 || h->is_unread), h->is_failing ||
	    h->is_unread || h->faults > 0, r.errors, r.warnings);
	return r;
}

static char *
title_of(const struct row *r)
{
	char	 title[NAME_TEXT_MAX];

	return strdup(r->known != NULL ? title_name(known_apex(r->known),
	    title) : r->host->name);
}

static void
row_free(struct row *r)
{
	free(r->title);
	free(r);
}

/* Behind those that need as much of a look; the last one may give way. */
static void
offer(struct board *b, const struct row *r)
{
	struct row	*own;
	size_t		 i;

	b->all++;
	b->flawed += r->rank != RANK_WELL;
	if (b->nrows == BOARD_ZONES_MAX) {
		if (r->rank >= b->rows[b->nrows - 1]->rank)
			return;
		row_free(b->rows[--b->nrows]);
	}
	if ((own = malloc(sizeof(*own))) == NULL)
		return;
	*own = *r;
	if ((own->title = title_of(r)) == NULL) {
		free(own);
		return;
	}
	for (i = b->nrows; i > 0 && b->rows[i - 1]->rank > r->rank; i--)
		b->rows[i] = b->rows[i - 1];
	b->rows[i] = own;
	b->nrows++;
}

static int
compare(const void *a, const void *b)
{
	const struct row	*x = *(struct row *const *)a;
	const struct row	*y = *(struct row *const *)b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->title, y->title);
}

static void
choose(struct board *b, const struct hosts *hosts)
{
	const struct known	*k;
	struct row		 r;
	uint32_t		 cursor = 0;
	size_t			 i;

	for (i = 0; i < hosts->n; i++) {
		r = row_of_host(hosts->host[i]);
		offer(b, &r);
	}
	while ((k = inventory_walk(b->inventory, &cursor)) != NULL) {
		r = row_of_known(k);
		offer(b, &r);
	}
	qsort(b->rows, b->nrows, sizeof(b->rows[0]), compare);
}

/* The mark says what the colour does; the word, what both do. */
static void
put_state(FILE *to, enum rank rank)
{
	static const struct {
		const char	*kind, *mark, *word;
	} states[] = {
		[RANK_FAILED] = {"bad", "&#10006;", "failed"},
		[RANK_OLD] = {"warn", "&#9650;", "old"},
		[RANK_ERRORS] = {"ok", "&#10004;", "ok"},
		[RANK_WARNINGS] = {"ok", "&#10004;", "ok"},
		[RANK_WELL] = {"ok", "&#10004;", "ok"}
	};

	(void)fprintf(to, "<td class=\"state %s\"><span aria-hidden=\"true\">"
	    "%s</span> %s</td>", states[rank].kind, states[rank].mark,
	    states[rank].word);
}

static void
put_serial(FILE *to, const struct row *r)
{
	const struct loaded	*plain = NULL;

	(void)fputs("<td class=\"num\">", to);
	if (r->host != NULL && r->host->template != NULL)
		plain = template_plain(r->host->template);
	if (plain != NULL && plain->content != NULL)
		(void)fprintf(to, "%" PRIu32, content_serial(plain->content));
	else if (r->known != NULL && r->rank != RANK_FAILED)
		(void)fprintf(to, "%" PRIu32,
		    zone_serial(known_zone(r->known)));
	else
		(void)fputs("&ndash;", to);
	(void)fputs("</td>", to);
}

/* Errors of what is not served; n is 0: they were not counted. */
static void
put_unserved(FILE *to, unsigned n, const char *where)
{
	(void)fputs("<span class=\"bad\">", to);
	if (n > 0)
		html_number_of(to, n, "error", NULL);
	else
		(void)fputs("errors", to);
	(void)fprintf(to, " in the %s</span>", where);
}

/* In the file, if that is not served, or in the list; and in what is. */
static void
put_found(FILE *to, const struct row *r)
{
	unsigned	 errors = r->errors - r->unserved - r->in_list;
	unsigned	 warnings = r->warnings;

	if (r->rank <= RANK_OLD) {
		if (r->unserved > 0 || r->in_list == 0)
			put_unserved(to, r->unserved, "file");
		if (r->unserved > 0 && r->in_list > 0)
			(void)fputs(", ", to);
	}
	if (r->in_list > 0)
		put_unserved(to, r->in_list, "list");
	if (r->rank <= RANK_OLD || r->in_list > 0) {
		if (errors + warnings == 0)
			return;
		(void)fputs("; served: ", to);
	}
	if (errors > 0) {
		(void)fputs("<span class=\"bad\">", to);
		html_number_of(to, errors, "error", NULL);
		(void)fputs("</span>", to);
	}
	if (errors > 0 && warnings > 0)
		(void)fputs(", ", to);
	if (warnings > 0) {
		(void)fputs("<span class=\"warn\">", to);
		html_number_of(to, warnings, "warning", NULL);
		(void)fputs("</span>", to);
	}
	if (errors + warnings == 0)
		(void)fputs("none", to);
}

static void
put_row(const struct board *b, const struct row *r)
{
	FILE	*to = b->to;
	char	 path[PATH_MAX];

	(void)fputs("<tr>", to);
	put_state(to, r->rank);
	(void)fputs("<th scope=\"row\"><span class=\"name\">", to);
	html_text(to, r->title);
	(void)fputs("</span>", to);
	if (r->host != NULL) {
		(void)fputs(" <small>template of ", to);
		html_number_of(to, r->host->domains, "domain", NULL);
		(void)fputs("</small>", to);
	}
	(void)fputs(" <small class=\"path\">", to);
	html_text(to, r->host != NULL ? r->host->path :
	    inventory_path(b->inventory, r->known, r->known->aside == NULL ?
	    NULL : r->known->aside->file, path));
	(void)fputs("</small></th>", to);
	put_serial(to, r);
	(void)fputs("<td>", to);
	put_found(to, r);
	(void)fputs("</td></tr>\n", to);
}

static void
put_zones(const struct board *b)
{
	size_t	 i;

	(void)fputs("<section aria-labelledby=\"zones\"><h2 id=\"zones\">Zones"
	    "</h2>\n", b->to);
	if (b->nrows == 0) {
		(void)fputs("<p class=\"none\">No zones are configured.</p>"
		    "</section>\n", b->to);
		return;
	}
	(void)fputs("<table class=\"zones\"><thead><tr><th scope=\"col\">State"
	    "</th><th scope=\"col\">Zone</th><th scope=\"col\" class=\"num\">"
	    "Serial</th><th scope=\"col\">Findings</th></tr></thead><tbody>\n",
	    b->to);
	for (i = 0; i < b->nrows; i++)
		put_row(b, b->rows[i]);
	(void)fputs("</tbody></table>\n", b->to);
	if (b->all > b->nrows) {
		(void)fputs("<p class=\"none\">", b->to);
		html_number_of(b->to, b->all - b->nrows, "other is",
		    "others are");
		(void)fputs(" not shown, and no more in need of a look than "
		    "these; <code>mxctl zones</code> lists all.</p>\n",
		    b->to);
	}
	(void)fputs("</section>\n", b->to);
}

static void
put_place(FILE *to, const struct place *at)
{
	if (at->file == NULL)
		return;
	(void)fputs(" <small>", to);
	html_text(to, at->file);
	if (at->line > 0)
		(void)fprintf(to, ":%" PRIu32, at->line);
	(void)fputs("</small>", to);
}

/* One finding; the cure only behind the last of those of its kind. */
static void
put_finding(FILE *to, const struct finding *f, bool has_cure)
{
	const struct explain	*e = explain_find(f->id);

	(void)fprintf(to, "<li><span class=\"sev %s\">%s</span> <code>",
	    f->severity == SEV_ERROR ? "bad" : "warn",
	    severity_name(f->severity));
	html_text(to, f->id);
	(void)fputs("</code>", to);
	put_place(to, &f->at);
	(void)fputs("<p>", to);
	if (f->owner != NULL) {
		html_text(to, f->owner);
		(void)fputs(": ", to);
	}
	html_text(to, f->text);
	(void)fputs("</p>", to);
	if (has_cure && e != NULL) {
		(void)fputs("<p class=\"cure\"><b>Cure:</b> ", to);
		html_text(to, e->cure);
		(void)fputs("</p>", to);
	}
	(void)fputs("</li>\n", to);
}

/* Those that are kept of a part; returns how many more there are. */
static size_t
put_part(FILE *to, const struct notice *e, enum notice_part part)
{
	const struct report	*rep = e->part[part].findings;
	const struct finding	*f, *next;
	size_t			 i, n = notice_kept(e, part);

	for (i = 0; i < n; i++) {
		f = report_at(rep, i);
		next = report_at(rep, i + 1);
		put_finding(to, f, next == NULL ||
		    strcmp(f->id, next->id) != 0);
	}
	return e->part[part].errors + e->part[part].warnings - n;
}

static void
put_notice(FILE *to, const struct notice *e)
{
	size_t			 left = 0;
	enum notice_part	 part;

	(void)fputs("<article><h3>", to);
	html_text(to, e->title);
	(void)fputs("</h3><ul>\n", to);
	for (part = NOTICE_LOAD; part < NOTICE_PARTS; part++)
		left += put_part(to, e, part);
	if (left > 0) {
		(void)fputs("<li>and ", to);
		html_number_of(to, left, "more", "more");
		(void)fputs(", see the log</li>\n", to);
	}
	(void)fputs("</ul></article>\n", to);
}

/* What is no zone: it has one error, and comes first. */
static void
put_faults(const struct board *b, const struct faults *f)
{
	size_t	 i;

	for (i = 0; i < f->n && i < BOARD_NOTICES_MAX; i++) {
		(void)fputs("<article><h3>", b->to);
		html_text(b->to, f->all[i].what);
		(void)fputs("</h3><ul>\n<li><span class=\"sev bad\">error"
		    "</span><p>", b->to);
		html_text(b->to, f->all[i].why);
		(void)fputs("</p></li>\n</ul></article>\n", b->to);
	}
	if (faults_count(f) > i) {
		(void)fputs("<p class=\"none\">And ", b->to);
		html_number_of(b->to, faults_count(f) - i, "more directory "
		    "or file", "more directories and files");
		(void)fputs(", see the log.</p>\n", b->to);
	}
}

static void
put_findings(const struct board *b)
{
	const struct notices	*all = inventory_notices(b->inventory);
	size_t			 i, n = notices_count(all), more;

	(void)fputs("<section aria-labelledby=\"findings\">"
	    "<h2 id=\"findings\">Findings</h2>\n", b->to);
	if (n + faults_count(inventory_faults(b->inventory)) == 0)
		(void)fputs("<p class=\"none\">Nothing to mend.</p>\n", b->to);
	put_faults(b, inventory_faults(b->inventory));
	for (i = 0; i < n && i < BOARD_NOTICES_MAX; i++)
		put_notice(b->to, notices_at(all, i));
	/* Notices are few; what they are of was counted. */
	more = (n > b->flawed ? n : b->flawed) - i;
	if (n > BOARD_NOTICES_MAX) {
		(void)fputs("<p class=\"none\">And ", b->to);
		html_number_of(b->to, more, "more: its findings are", "more: "
		    "their findings are");
		(void)fputs(" in the log, and <code>mxctl zones</code> names "
		    "all.</p>\n", b->to);
	}
	(void)fputs("</section>\n", b->to);
}

/* Of which nothing is counted, and why. */
static void
put_uncounted(struct board *b, const struct exchange *e)
{
	(void)fputs("<article><h3>", b->to);
	html_text(b->to, e->name);
	(void)fputs("</h3><p class=\"none\">Nothing is counted: ", b->to);
	html_text(b->to, e->why);
	(void)fputs(".</p></article>\n", b->to);
	b->has_exchanges = true;
}

static void
end_name(struct board *b)
{
	if (b->name != NULL)
		(void)fputs("</tbody></table></article>\n", b->to);
	b->name = NULL;
}

static void
begin_name(struct board *b, const struct exchange *e)
{
	end_name(b);
	(void)snprintf(b->last, sizeof(b->last), "%s", e->name);
	b->name = b->last;
	b->has_exchanges = true;
	(void)fputs("<article><h3>", b->to);
	html_text(b->to, e->name);
	(void)fputs("</h3><p class=\"none\">", b->to);
	html_number_of(b->to, e->answers, "answer", NULL);
	(void)fputs("</p><table class=\"bars\"><thead><tr><th scope=\"col\">"
	    "Exchange</th><th scope=\"col\" class=\"num\">Preference</th>"
	    "<th scope=\"col\">Came first</th></tr></thead><tbody>\n", b->to);
}

static void
put_exchange(void *arg, const struct exchange *e)
{
	struct board	*b = arg;

	if (e->target == NULL) {
		end_name(b);
		put_uncounted(b, e);
		return;
	}
	if (b->name == NULL || strcmp(b->name, e->name) != 0)
		begin_name(b, e);
	(void)fputs("<tr><th scope=\"row\">", b->to);
	html_text(b->to, e->target);
	(void)fprintf(b->to, "</th><td class=\"num\">%u</td>"
	    "<td><span class=\"share\">", e->preference);
	html_share(b->to, (double)e->firsts, (double)e->answers);
	(void)fputs("</span>", b->to);
	html_bar(b->to, (double)e->firsts, (double)e->answers, "mx");
	(void)fputs("</td></tr>\n", b->to);
}

static void
put_exchanges(struct board *b, const struct exchange_view *view)
{
	(void)fputs("<section aria-labelledby=\"mx\"><h2 id=\"mx\">Mail "
	    "exchanges</h2>\n", b->to);
	exchange_walk(view, put_exchange, b);
	end_name(b);
	if (!b->has_exchanges)
		(void)fputs("<p class=\"none\">With <code>metrics exchanges "
		    "\"NAME\"</code> in mxd.conf it is shown here how often "
		    "each of the mail exchanges of NAME that share a "
		    "preference came first.</p>\n", b->to);
	(void)fputs("</section>\n", b->to);
}

char *
board_make(const struct inventory *inv, const struct hosts *hosts,
    const struct exchange_view *view)
{
	struct board	*b;
	char		*text = NULL;
	size_t		 len = 0;

	if ((b = calloc(1, sizeof(*b))) == NULL)
		return NULL;
	b->inventory = inv;
	if ((b->to = open_memstream(&text, &len)) != NULL) {
		choose(b, hosts);
		put_exchanges(b, view);
		put_findings(b);
		put_zones(b);
		text = memstream_close(b->to, &text);
	}
	while (b->nrows > 0)
		row_free(b->rows[--b->nrows]);
	free(b);
	return text;
}
