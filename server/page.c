/* SPDX-License-Identifier: ISC */
#include "server/page.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "server/chart.h"
#include "server/html.h"
#include "server/style.h"
#include "zones/mem.h"
#include "zones/version.h"

/* So old a board is said to be old: the loader had no time for a new one. */
#define BOARD_OLD_S	30

#define MEGA		(1024.0 * 1024.0)

static void
put_head(FILE *to, const char *host)
{
	(void)fputs("<!DOCTYPE html>\n<html lang=\"en\"><head>"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\""
	    "width=device-width,initial-scale=1\">\n<meta name=\""
	    "color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href="
	    "\"data:,\">\n<title>mxd on ", to);
	html_text(to, host);
	(void)fprintf(to, "</title>\n<style>%s</style></head>\n<body>",
	    style_sheet);
}

/* What is no zone, and wrong: the first by name. */
static void
put_faulty(FILE *to, const struct loader_status *st)
{
	(void)fputs("; ", to);
	html_text(to, st->why);
	if (st->faulty > 1) {
		(void)fputs(", and ", to);
		html_number_of(to, st->faulty - 1, "more", "more");
	}
}

/* In one line: is there something to do? */
static void
put_verdict(FILE *to, const struct loader_status *st)
{
	const char	*kind = "ok", *mark = "&#10004;";

	if (st->generation == 0 || st->dead + st->lost > 0) {
		kind = "bad";
		mark = "&#10006;";
	} else if (st->failing + st->faulty > 0 || st->rc != 0) {
		kind = "warn";
		mark = "&#9650;";
	}
	(void)fprintf(to, "<p class=\"verdict %s\"><span aria-hidden=\"true\""
	    ">%s</span> ", kind, mark);
	if (st->generation == 0)
		(void)fputs("Loading zones; no queries are answered yet", to);
	else
		(void)fputs("Answering queries", to);
	if (st->dead > 0) {
		(void)fputs("; ", to);
		html_number_of(to, st->dead, "zone is", "zones are");
		(void)fputs(" not served", to);
	}
	if (st->failing > st->dead) {
		(void)fputs("; ", to);
		html_number_of(to, st->failing - st->dead, "zone has",
		    "zones have");
		(void)fputs(" old content, because the new has errors", to);
	}
	if (st->refused[0] != '\0') {
		(void)fputs("; the last reload was refused: ", to);
		html_text(to, st->refused);
	} else if (st->faulty > 0)
		put_faulty(to, st);
	else if (st->failing == 0 && st->generation > 0 && st->rc != 0)
		(void)fputs("; the last reload failed", to);
	(void)fputs(".</p>\n", to);
}

static void
put_header(FILE *to, const struct page *p)
{
	const struct loader_status	*st = &p->now->status;

	(void)fputs("<header><h1>mxd on ", to);
	html_text(to, p->host);
	(void)fputs("</h1>\n", to);
	put_verdict(to, st);
	(void)fputs("<p class=\"soft\">Version ", to);
	html_text(to, MXD_VERSION);
	(void)fputs(", up ", to);
	html_duration(to, p->at > p->now->started ?
	    (uint64_t)(p->at - p->now->started) : 0);
	(void)fputs(", ", to);
	html_number_of(to, p->now->workers, "worker", NULL);
	(void)fputs(".", to);
	if (st->text[0] != '\0') {
		(void)fputs(" Last load: ", to);
		html_text(to, st->text);
		(void)fputs(".", to);
	}
	(void)fputs("</p></header>\n<main>\n", to);
}

/* The next tile begins; its value follows. */
static void
begin_tile(FILE *to, const char *title)
{
	(void)fprintf(to, "<div class=\"tile\"><dt>%s</dt>"
	    "<dd class=\"value\">", title);
}

static void
put_more(FILE *to)
{
	(void)fputs("</dd><dd class=\"more\">", to);
}

static void
end_tile(FILE *to)
{
	(void)fputs("</dd></div>\n", to);
}

static void
put_queries(FILE *to, const struct page *p)
{
	const struct stats	*sum = &p->now->sum;
	unsigned		 n = history_count(p->history);

	begin_tile(to, "Queries a second");
	if (n == 0)
		(void)fputs("&ndash;", to);
	else
		html_count(to, chart_now(p->history));
	put_more(to);
	html_count(to, (double)(sum->n[STAT_QUERIES_UDP] +
	    sum->n[STAT_QUERIES_TCP]));
	(void)fputs(" in all", to);
	end_tile(to);
}

static void
put_zones(FILE *to, const struct loader_status *st)
{
	begin_tile(to, "Zones");
	html_count(to, (double)st->zones);
	put_more(to);
	if (st->failing == 0)
		(void)fputs(st->refused[0] != '\0' ? "as before the reload "
		    "that was refused" : st->faulty == 0 ? "all as their files "
		    "say" : "not all that are configured", to);
	if (st->failing > st->dead) {
		html_count(to, (double)(st->failing - st->dead));
		(void)fputs(" old", to);
	}
	if (st->failing > st->dead && st->dead > 0)
		(void)fputs(", ", to);
	if (st->dead > 0) {
		html_count(to, (double)st->dead);
		(void)fputs(" failed", to);
	}
	end_tile(to);
}

/* A time of some nanoseconds to some milliseconds. */
static void
put_ns(FILE *to, double ns)
{
	if (ns < 1e3)
		(void)fprintf(to, "%.0f&#8239;ns", ns);
	else if (ns < 1e6)
		(void)fprintf(to, "%.*f&#8239;&micro;s", ns < 1e4 ? 1 : 0,
		    ns / 1e3);
	else
		(void)fprintf(to, "%.1f&#8239;ms", ns / 1e6);
}

/* Of the last hour. */
static void
put_took(FILE *to, const struct page *p)
{
	const struct stats	*now = &p->now->sum;
	const struct stats	*base = history_base(p->history);
	uint64_t		 all = 0, n = 0;
	unsigned		 i;

	for (i = 0; i < STATS_BUCKETS; i++)
		all += now->took[i] - base->took[i];
	begin_tile(to, "Answer time");
	if (all == 0)
		(void)fputs("&ndash;", to);
	else
		put_ns(to, (double)(now->took_ns - base->took_ns) /
		    (double)all);
	put_more(to);
	for (i = 0; i < STATS_BUCKETS - 1; i++) {
		n += now->took[i] - base->took[i];
		if (n >= all - all / 100)
			break;
	}
	if (all > 0 && i < STATS_BUCKETS - 1) {
		(void)fputs("99&#8239;% within ", to);
		put_ns(to, (double)stats_bucket_ns(i));
	}
	end_tile(to);
}

static void
put_tcp(FILE *to, const struct stats *sum)
{
	uint64_t	 accepted = sum->n[STAT_TCP_ACCEPTED];
	uint64_t	 closed = sum->n[STAT_TCP_CLOSED];

	begin_tile(to, "TCP connections");
	html_count(to, accepted > closed ? (double)(accepted - closed) : 0);
	put_more(to);
	html_count(to, (double)accepted);
	(void)fputs(" accepted", to);
	end_tile(to);
}

static void
put_memory(FILE *to, const struct usage *usage)
{
	double	 mega = (double)usage->memory / MEGA;

	begin_tile(to, "Memory");
	if (usage->memory == 0)
		(void)fputs("&ndash;", to);
	else if (mega < 10000)
		(void)fprintf(to, "%.*f&#8239;MB", mega < 10 ? 1 : 0, mega);
	else
		(void)fprintf(to, "%.1f&#8239;GB", mega / 1024);
	put_more(to);
	(void)fputs("CPU time ", to);
	html_duration(to, (uint64_t)usage->cpu_s);
	end_tile(to);
}

static void
put_load(FILE *to, const struct page *p)
{
	const struct loader_status	*st = &p->now->status;

	begin_tile(to, "Last load");
	if (st->rounds == 0)
		(void)fputs("&ndash;", to);
	else
		html_duration(to, p->at > st->when ?
		    (uint64_t)(p->at - st->when) : 0);
	put_more(to);
	if (st->rounds == 0)
		(void)fputs("under way", to);
	else
		(void)fputs(st->rc == 0 ? "ago, without errors" :
		    "ago; there are errors", to);
	end_tile(to);
}

static void
put_tiles(FILE *to, const struct page *p)
{
	(void)fputs("<dl class=\"tiles\">\n", to);
	put_queries(to, p);
	put_zones(to, &p->now->status);
	put_took(to, p);
	put_tcp(to, &p->now->sum);
	put_memory(to, &p->now->usage);
	put_load(to, p);
	(void)fputs("</dl>\n", to);
}

static void
put_board(FILE *to, const struct page *p)
{
	if (p->board == NULL) {
		(void)fputs("<section><h2>Zones</h2><p class=\"none\">They "
		    "are being loaded; what is known of them is shown here "
		    "as soon as possible.</p></section>\n", to);
		return;
	}
	if (p->at > p->board_at + BOARD_OLD_S) {
		(void)fputs("<p class=\"none\">Zones are being loaded; what "
		    "follows is of ", to);
		html_duration(to, (uint64_t)(p->at - p->board_at));
		(void)fputs(" ago.</p>\n", to);
	}
	(void)fputs(p->board, to);
}

static void
put_footer(FILE *to, time_t at)
{
	struct tm	 tm;
	char		 text[64] = "";

	if (gmtime_r(&at, &tm) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	(void)fprintf(to, "</main>\n<footer><p>As of <time>%s</time> UTC, "
	    "anew each %d seconds. For programs: <a href=\"/metrics\">"
	    "metrics</a>, <a href=\"/healthz\">health</a>, "
	    "<a href=\"/readyz\">readiness</a>.</p></footer>\n"
	    "</body></html>\n", text, PAGE_REFRESH_S);
}

char *
page_make(const struct page *p)
{
	char	*text = NULL;
	size_t	 len = 0;
	FILE	*to;

	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	put_head(to, p->host);
	put_header(to, p);
	put_tiles(to, p);
	chart_rate(to, p->history);
	chart_mixes(to, &p->now->sum, history_base(p->history));
	put_board(to, p);
	put_footer(to, p->at);
	return memstream_close(to, &text);
}
