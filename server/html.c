/* SPDX-License-Identifier: ISC */
#include "server/html.h"

#include <inttypes.h>

#define MINUTE_S	60
#define HOUR_S		(60 * MINUTE_S)
#define DAY_S		(24 * HOUR_S)

/* As it may stand in HTML; NULL: as it is. */
static const char *
escape_of(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return c >= ' ' && c < 0x7f ? NULL : "&#xfffd;";
	}
}

void
html_text(FILE *to, const char *text)
{
	const char	*escape;

	for (; *text != '\0'; text++) {
		escape = escape_of((unsigned char)*text);
		if (escape != NULL)
			(void)fputs(escape, to);
		else
			(void)fputc(*text, to);
	}
}

void
html_count(FILE *to, double n)
{
	static const struct {
		double		 least;
		const char	*unit;
	} units[] = {{1e9, "G"}, {1e6, "M"}, {1e4, "k"}};
	double	 unit;
	size_t	 i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (n < units[i].least)
			continue;
		/* From 10,000 on in thousands. */
		unit = units[i].least < 1e6 ? 1e3 : units[i].least;
		n /= unit;
		(void)fprintf(to, "%.*f&#8239;%s", n < 9.995 ? 2 : n < 99.95 ?
		    1 : 0, n, units[i].unit);
		return;
	}
	if (n >= 999.5)
		(void)fprintf(to, "%d&#8239;%03d", (int)(n + 0.5) / 1000,
		    (int)(n + 0.5) % 1000);
	else
		(void)fprintf(to, "%.*f", n > 0 && n < 9.95 &&
		    n != (int)n ? 1 : 0, n);
}

void
html_number_of(FILE *to, uint64_t n, const char *one, const char *many)
{
	html_count(to, (double)n);
	if (n == 1 || many == NULL)
		(void)fprintf(to, " %s%s", one, n == 1 ? "" : "s");
	else
		(void)fprintf(to, " %s", many);
}

void
html_duration(FILE *to, uint64_t s)
{
	if (s < MINUTE_S)
		(void)fprintf(to, "%" PRIu64 " s", s);
	else if (s < HOUR_S)
		(void)fprintf(to, "%" PRIu64 " min", s / MINUTE_S);
	else if (s < DAY_S)
		(void)fprintf(to, "%" PRIu64 " h %" PRIu64 " min", s / HOUR_S,
		    s % HOUR_S / MINUTE_S);
	else
		(void)fprintf(to, "%" PRIu64 " d %" PRIu64 " h", s / DAY_S,
		    s % DAY_S / HOUR_S);
}

void
html_share(FILE *to, double part, double whole)
{
	double	 share = whole > 0 ? 100 * part / whole : 0;

	if (share > 0 && share < 0.1)
		(void)fputs("&lt;&#8239;0.1&#8239;%", to);
	else
		(void)fprintf(to, "%.1f&#8239;%%", share);
}

void
html_bar(FILE *to, double part, double whole, const char *kind)
{
	double	 share = whole > 0 ? 100 * part / whole : 0;

	(void)fprintf(to, "<svg class=\"bar %s\" viewBox=\"0 0 100 1\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
	    "width=\"%.1f\" height=\"1\"/></svg>", kind,
	    share > 100 ? 100 : share);
}
