/* SPDX-License-Identifier: ISC */
#include "zones/present.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "zones/json.h"

/* Two names, a path and a sentence; longer lines are cut. */
#define LINE_BYTES	8192

/* A longer line is shown without its end. */
#define SHOWN_MAX	512

#define RESET	"\033[0m"
#define BOLD	"\033[1m"

void
presenter_init(struct presenter *p, FILE *to)
{
	memset(p, 0, sizeof(*p));
	p->to = to;
}

static void
close_source(struct presenter *p)
{
	if (p->source != NULL)
		(void)fclose(p->source);	/* only read */
	p->source = NULL;
	free(p->path);
	p->path = NULL;
	p->number = 0;
}

void
presenter_clear(struct presenter *p)
{
	close_source(p);
	free(p->line);
	p->line = NULL;
}

static void
put_json_number(FILE *to, uint32_t n)
{
	if (n == 0)
		(void)fputs("null", to);
	else
		(void)fprintf(to, "%u", n);
}

void
present_json(FILE *to, const struct finding *f)
{
	(void)fputs("{\"file\":", to);
	json_text(to, f->at.file);
	(void)fputs(",\"line\":", to);
	put_json_number(to, f->at.line);
	(void)fputs(",\"column\":", to);
	put_json_number(to, f->at.column);
	(void)fprintf(to, ",\"severity\":\"%s\",\"id\":",
	    severity_name(f->severity));
	json_text(to, f->id);
	(void)fputs(",\"owner\":", to);
	json_text(to, f->owner);
	(void)fputs(",\"text\":", to);
	json_text(to, f->text);
	(void)fputc('}', to);
}

static const char *
colour(enum severity sev)
{
	return sev == SEV_ERROR ? "\033[1;31m" : sev == SEV_WARNING ?
	    "\033[1;33m" : "\033[1;36m";
}

/* The line of finding_format(), its severity in colour. */
static void
put_rich(FILE *to, const struct finding *f, const char *line)
{
	const char	*word = severity_name(f->severity);
	const char	*at = line;
	char		 wanted[32];

	(void)snprintf(wanted, sizeof(wanted), "%s: ", word);
	/* It stands first, or behind the place, which ends with ": ". */
	if (f->at.file != NULL) {
		(void)snprintf(wanted, sizeof(wanted), ": %s: ", word);
		at = strstr(line, wanted);
		at = at == NULL ? line : at + 2;
	}
	(void)fprintf(to, BOLD "%.*s" RESET "%s%s:" RESET "%s\n",
	    (int)(at - line), line, colour(f->severity), word,
	    at + strlen(word) + 1);
}

/* Have the line of a place in hand. */
static bool
seek_line(struct presenter *p, const struct place *at)
{
	if (p->path == NULL || strcmp(p->path, at->file) != 0 ||
	    p->number > at->line) {
		close_source(p);
		if ((p->path = strdup(at->file)) == NULL)
			return false;
		p->source = fopen(at->file, "re");
	}
	while (p->source != NULL && p->number < at->line) {
		if (getline(&p->line, &p->line_cap, p->source) == -1)
			return false;
		p->number++;
	}
	return p->source != NULL;
}

/* What a terminal might obey is not shown to it. */
static void
mask(char *s)
{
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 && *s != '\t')
			*s = '?';
	}
}

/* The line that is meant, and a caret below its column. */
static void
put_source(struct presenter *p, const struct place *at)
{
	size_t	len;
	size_t	i;

	if (at->file == NULL || at->line == 0 || !seek_line(p, at))
		return;
	len = strcspn(p->line, "\r\n");
	if (len > SHOWN_MAX)
		len = SHOWN_MAX;
	p->line[len] = '\0';
	mask(p->line);
	(void)fprintf(p->to, "    %s\n", p->line);
	if (at->column == 0 || at->column > len)
		return;
	(void)fputs("    ", p->to);
	for (i = 0; i + 1 < at->column; i++)
		(void)fputc(p->line[i] == '\t' ? '\t' : ' ', p->to);
	(void)fputs("\033[1;32m^" RESET "\n", p->to);
}

void
present(struct presenter *p, const struct finding *f)
{
	char	line[LINE_BYTES];

	if (p->is_json) {
		present_json(p->to, f);
		(void)fputc('\n', p->to);
		return;
	}
	finding_format(f, line, sizeof(line));
	if (!p->is_rich) {
		(void)fprintf(p->to, "%s\n", line);
		return;
	}
	put_rich(p->to, f, line);
	put_source(p, &f->at);
}
