/* SPDX-License-Identifier: ISC */
#include "server/chart.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "server/html.h"

/* Samples that are drawn as one step: their mean. */
#define STEP		4

/* Units of the drawing; a sample is one wide. */
#define WIDTH		HISTORY_SAMPLES
#define HEIGHT		200.0

/* Kinds that are listed; what is less often is one more, "other". */
#define MIX_MAX		8

/* What an axis may end with: 1, 2 or 5 times a power of ten. */
static double
round_up(double peak)
{
	double	 unit = 1;

	while (unit * 10 < peak)
		unit *= 10;
	if (peak <= unit)
		return unit;
	if (peak <= 2 * unit)
		return 2 * unit;
	return peak <= 5 * unit ? 5 * unit : 10 * unit;
}

/* The mean of samples from first on, before end. */
static double
mean(const struct history *h, unsigned first, unsigned end)
{
	double		 sum = 0;
	unsigned	 i;

	for (i = first; i < end; i++)
		sum += history_rate(h, i);
	return end == first ? 0 : sum / (end - first);
}

/* Where the step ends that begins with the i-th of n samples: what is too
   little for one is at the left. */
static unsigned
end_of(unsigned i, unsigned n)
{
	return i == 0 && n % STEP != 0 ? n % STEP : i + STEP;
}

/* The highest step: what is said is what is seen. */
static double
peak_of(const struct history *h)
{
	double		 peak = 0, height;
	unsigned	 n = history_count(h), i, end;

	for (i = 0; i < n; i = end) {
		end = end_of(i, n);
		height = mean(h, i, end);
		if (height > peak)
			peak = height;
	}
	return peak;
}

double
chart_now(const struct history *h)
{
	unsigned	 n = history_count(h);

	return mean(h, n < STEP ? 0 : n - STEP, n);
}

/* The steps from left to right, the last one at the right edge. */
static void
put_steps(FILE *to, const struct history *h, double top)
{
	unsigned	 n = history_count(h), i, end;

	for (i = 0; i < n; i = end) {
		end = end_of(i, n);
		(void)fprintf(to, "%s%.1fH%u", i == 0 ? "" : "V",
		    HEIGHT * (1 - mean(h, i, end) / top), WIDTH - n + end);
	}
}

static void
put_drawing(FILE *to, const struct history *h, double top)
{
	unsigned	 left = WIDTH - history_count(h);

	(void)fprintf(to, "<svg class=\"chart\" viewBox=\"0 0 %d 200\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	    "<path class=\"area\" d=\"M%u 200V", WIDTH, left);
	put_steps(to, h, top);
	(void)fprintf(to, "V200Z\"/><path class=\"grid\" d=\"M0 .5H%d"
	    "M0 100H%dM0 199.5H%d\"/><path class=\"line\" d=\"M%u ", WIDTH,
	    WIDTH, WIDTH, left);
	put_steps(to, h, top);
	(void)fputs("\"/></svg>\n", to);
}

void
chart_rate(FILE *to, const struct history *h)
{
	unsigned	 n = history_count(h);
	double		 peak = peak_of(h), top = round_up(peak);

	(void)fputs("<section aria-labelledby=\"rate\"><h2 id=\"rate\">"
	    "Queries a second, last hour</h2>\n", to);
	if (n == 0) {
		(void)fprintf(to, "<p class=\"none\">The first sample comes "
		    "within %d seconds of the start.</p></section>\n",
		    HISTORY_SAMPLE_MS / 1000);
		return;
	}
	(void)fputs("<figure><figcaption>Now ", to);
	html_count(to, chart_now(h));
	(void)fputs(", mean ", to);
	html_count(to, mean(h, 0, n));
	(void)fputs(", peak ", to);
	html_count(to, peak);
	(void)fputs("</figcaption><div class=\"axis y\" aria-hidden=\"true\">"
	    "<span>", to);
	html_count(to, top);
	(void)fputs("</span><span>", to);
	html_count(to, top / 2);
	(void)fputs("</span><span>0</span></div>\n", to);
	put_drawing(to, h, top);
	(void)fputs("<div class=\"axis x\" aria-hidden=\"true\"><span>60 min"
	    "</span><span>45 min</span><span>30 min</span>"
	    "<span>15 min</span><span>now</span></div></figure></section>\n",
	    to);
}

/* One kind in a mix. */
struct part {
	const char	*name;
	uint64_t	 n;
};

static int
compare(const void *a, const void *b)
{
	const struct part	*x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
put_part(FILE *to, const struct part *p, uint64_t all)
{
	const char	*at;

	(void)fputs("<tr><th scope=\"row\">", to);
	for (at = p->name; *at != '\0'; at++)
		(void)fputc(strcmp(p->name, "other") == 0 ? *at :
		    toupper((unsigned char)*at), to);
	(void)fputs("</th><td class=\"num\">", to);
	html_count(to, (double)p->n);
	(void)fputs("</td><td class=\"num\">", to);
	html_share(to, (double)p->n, (double)all);
	(void)fputs("</td><td>", to);
	html_bar(to, (double)p->n, (double)all, "mix");
	(void)fputs("</td></tr>\n", to);
}

/* Those of an array that are not 0, the most frequent first. */
static void
put_mix(FILE *to, const char *id, const char *title, struct part *parts,
    size_t n)
{
	struct part	 rest = {"other", 0};
	uint64_t	 all = 0;
	size_t		 i;

	(void)fprintf(to, "<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s"
	    "</h2>\n", id, id, title);
	for (i = 0; i < n; i++)
		all += parts[i].n;
	qsort(parts, n, sizeof(*parts), compare);
	(void)fputs(all == 0 ? "<p class=\"none\">None yet.</p>\n" :
	    "<table class=\"mix\"><thead><tr><th scope=\"col\">Kind</th>"
	    "<th scope=\"col\" class=\"num\">Number</th><th scope=\"col\" "
	    "class=\"num\">Share</th><td></td></tr></thead><tbody>\n", to);
	for (i = 0; i < n; i++) {
		if (i >= MIX_MAX || strcmp(parts[i].name, rest.name) == 0)
			rest.n += parts[i].n;
		else if (parts[i].n > 0)
			put_part(to, &parts[i], all);
	}
	if (rest.n > 0)
		put_part(to, &rest, all);
	(void)fputs(all == 0 ? "</section>\n" :
	    "</tbody></table></section>\n", to);
}

/* Counters that follow each other; skip: of their names, what all have. */
static void
fill(struct part *parts, enum stat_id first, size_t n, size_t skip,
    const struct stats *now, const struct stats *base)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		parts[i].name = stats_name((enum stat_id)(first + i)) + skip;
		parts[i].n = now->n[first + i] - base->n[first + i];
	}
}

#define RCODES	(STAT_OTHER_RCODE - STAT_NOERROR + 1)

void
chart_mixes(FILE *to, const struct stats *now, const struct stats *base)
{
	struct part	 types[STATS_TYPE_ROWS], rcodes[RCODES];

	fill(types, STAT_TYPE_OTHER, STATS_TYPE_ROWS, strlen("type_"), now,
	    base);
	fill(rcodes, STAT_NOERROR, RCODES, 0, now, base);
	rcodes[RCODES - 1].name = "other";
	(void)fputs("<div class=\"two\">\n", to);
	put_mix(to, "types", "Questions by type, last hour", types,
	    STATS_TYPE_ROWS);
	put_mix(to, "rcodes", "Answers by code, last hour", rcodes, RCODES);
	(void)fputs("</div>\n", to);
}
