/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>

#include "server/clock.h"
#include "server/command.h"
#include "server/confine.h"
#include "server/log.h"
#include "server/progress.h"
#include "zones/version.h"

/* What an answer is JSON behind. */
static const char	json_word[] = "json ";

/* words: those behind the command; NULL: none. */
typedef void command_fn(struct command *, const char *words);

static command_fn do_check, do_help, do_log, do_reload, do_spread, do_stats,
    do_status, do_stop, do_zone, do_zones;

static const struct {
	struct command_row	 row;
	command_fn		*run;
} commands[] = {
	{{"check", "[name]", "check the mail in all zones, or in one", 0, 1,
	    false}, do_check},
	{{"help", NULL, "list the commands", 0, 0, false}, do_help},
	{{"log", "[level]", "print the level of the log, or change it", 0, 1,
	    true}, do_log},
	{{"reload", "[name ...]", "read configuration and zones anew, or "
	    "these zones", 0, COMMAND_WORDS_ANY, true},
	    do_reload},
	{{"spread", "name", "print how its records took turns", 1, 1, false},
	    do_spread},
	{{"stats", NULL, "print the counters", 0, 0, false}, do_stats},
	{{"status", NULL, "print how mxd is", 0, 0, false}, do_status},
	{{"stop", NULL, "end mxd", 0, 0, true}, do_stop},
	{{"zone", "name", "print how a zone or template is, and what is wrong "
	    "with it", 1, 1, false}, do_zone},
	{{"zones", "[pattern]", "list the zones, or those with such names", 0,
	    1, false}, do_zones}
};

#define COMMANDS	(sizeof(commands) / sizeof(commands[0]))

const struct command_row *
command_row(size_t i)
{
	return i < COMMANDS ? &commands[i].row : NULL;
}

/* Text lost for lack of memory makes the answer short, nothing worse. */
static void
begin_answer(struct command *c, int rc)
{
	c->is_begun = true;
	(void)evbuffer_add_printf(c->out, rc == 0 ? "ok" : "error");
	if (c->inquiry.status != 0)
		(void)evbuffer_add_printf(c->out, " %d", c->inquiry.status);
	(void)evbuffer_add(c->out, "\n", 1);
}

void
command_refuse(struct command *c, const char *why)
{
	char	*text = NULL;
	size_t	 len = 0;
	FILE	*to;

	begin_answer(c, -1);
	c->is_answered = true;
	if ((to = open_memstream(&text, &len)) == NULL)
		return;
	rows_error(to, c->inquiry.form, why);
	if (fclose(to) == 0)
		(void)evbuffer_add(c->out, text, len);
	free(text);
}

/* An answer that is made at once: *rows is begun. */
static FILE *
open_answer(struct command *c, struct rows *rows, char **text, size_t *len)
{
	FILE	*to;

	if ((to = open_memstream(text, len)) != NULL)
		rows_begin(rows, to, c->inquiry.form);
	else
		command_refuse(c, "mxd is out of memory");
	return to;
}

static void
close_answer(struct command *c, struct rows *rows, char **text,
    const size_t *len)
{
	bool	 has_failed;

	rows_end(rows);
	has_failed = ferror(rows->to) != 0;
	has_failed |= fclose(rows->to) == EOF;
	if (has_failed) {
		command_refuse(c, "mxd is out of memory");
	} else {
		begin_answer(c, 0);
		c->is_answered = true;
		(void)evbuffer_add(c->out, *text, *len);
	}
	free(*text);
}

static void
do_help(struct command *c, const char *words)
{
	const struct command_row	*row;
	struct rows			 rows;
	char				*text = NULL;
	size_t				 i, len;

	(void)words;
	if (open_answer(c, &rows, &text, &len) == NULL)
		return;
	rows_list(&rows, "commands");
	for (i = 0; (row = command_row(i)) != NULL; i++) {
		rows_item(&rows);
		rows_bare(&rows, "command", row->name);
		if (row->argument != NULL || rows.form == ROWS_JSON)
			rows_bare(&rows, "argument", row->argument);
		rows_join(&rows, ": ");
		rows_bare(&rows, "help", row->help);
		rows_flag(&rows, "changes", row->does_change, "", "");
		rows_item_end(&rows);
	}
	rows_list_end(&rows);
	close_answer(c, &rows, &text, &len);
}

static const struct {
	const char	*word;
	enum log_level	 level;
} levels[] = {
	{"error", LEVEL_ERROR},
	{"warning", LEVEL_WARNING},
	{"notice", LEVEL_NOTICE},
	{"info", LEVEL_INFO},
	{"debug", LEVEL_DEBUG}
};

#define LEVELS	(sizeof(levels) / sizeof(levels[0]))

/* The lowest that is written. */
static const char *
level_word(void)
{
	size_t	 i = LEVELS - 1;

	while (i > 0 && !log_wants(levels[i].level))
		i--;
	return levels[i].word;
}

static void
do_log(struct command *c, const char *words)
{
	struct rows	 rows;
	char		*text = NULL;
	size_t		 i, len;

	for (i = 0; words != NULL && i < LEVELS; i++)
		if (strcmp(words, levels[i].word) == 0)
			break;
	if (words != NULL && i == LEVELS) {
		command_refuse(c, "a level is error, warning, notice, info "
		    "or debug");
		return;
	}
	if (words != NULL)
		log_set_level(levels[i].level);
	if (open_answer(c, &rows, &text, &len) == NULL)
		return;
	rows_text(&rows, "level", level_word());
	close_answer(c, &rows, &text, &len);
}

static void
on_told(void *arg, const struct inquiry *next, const char *text, size_t len)
{
	struct command	*c = arg;
	char		*name = c->inquiry.name;

	c->is_waiting = false;
	c->inquiry = *next;
	c->inquiry.name = name;
	if (text == NULL && !c->is_begun) {
		command_refuse(c, "mxd is out of memory");
		c->on_part(c->arg);
		return;
	}
	if (!c->is_begun && c->held == NULL)
		begin_answer(c, next->rc);
	if (text != NULL)
		(void)evbuffer_add(c->held != NULL ? c->held : c->out, text,
		    len);
	c->is_answered = !next->has_more;
	if (c->held != NULL && c->is_answered) {
		begin_answer(c, next->rc);
		(void)evbuffer_add_buffer(c->out, c->held);
	}
	c->on_part(c->arg);
}

static void
inquire(struct command *c)
{
	c->is_waiting = true;
	if (loader_inquire(c->env->loader, &c->inquiry, on_told, c) == 0)
		return;
	c->is_waiting = false;
	if (!c->is_begun)
		command_refuse(c, "mxd is out of memory");
	c->is_answered = true;
}

void
command_go_on(struct command *c)
{
	if (!c->is_answered && !c->is_waiting && c->inquiry.has_more)
		inquire(c);
}

/* Ask the loader about what stands behind the command. */
static void
ask(struct command *c, enum inquiry_kind kind, const char *words)
{
	c->inquiry.kind = kind;
	if (words != NULL && (c->inquiry.name = strdup(words)) == NULL)
		command_refuse(c, "mxd is out of memory");
	else
		inquire(c);
}

static void
do_reload(struct command *c, const char *words)
{
	ask(c, INQUIRE_RELOAD, words);
}

/* How bad it is, is known at the end. */
static void
do_check(struct command *c, const char *words)
{
	if ((c->held = evbuffer_new()) == NULL)
		command_refuse(c, "mxd is out of memory");
	else
		ask(c, INQUIRE_CHECK, words);
}

static void
do_zones(struct command *c, const char *words)
{
	ask(c, INQUIRE_ZONES, words);
}

static void
do_zone(struct command *c, const char *words)
{
	ask(c, INQUIRE_ZONE, words);
}

static void
do_spread(struct command *c, const char *words)
{
	ask(c, INQUIRE_SPREAD, words);
}

static void
do_stats(struct command *c, const char *words)
{
	const struct command_env	*env = c->env;
	struct stats			 sum = {.took_ns = 0};
	struct rows			 rows;
	char				*text = NULL;
	size_t				 len;
	unsigned			 w;
	int				 i;

	(void)words;
	for (w = 0; w < env->nworkers; w++)
		stats_sum(&sum, worker_stats(env->workers[w]));
	if (open_answer(c, &rows, &text, &len) == NULL)
		return;
	for (i = 0; i < STAT_COUNT; i++)
		rows_number(&rows, stats_name((enum stat_id)i), sum.n[i]);
	close_answer(c, &rows, &text, &len);
}

/* "unlimited" and such are null for a program. */
static void
put_limit(struct rows *r, const char *word, const char *value)
{
	char		*end;
	uintmax_t	 n = strtoumax(value, &end, 10);

	if (end != value && *end == '\0')
		rows_number(r, word, n);
	else
		rows_text(r, word, r->form == ROWS_JSON ? NULL : value);
}

/* What mxd may not do. */
static void
put_confinement(struct rows *r, const struct command_env *env)
{
	char		 buf[CONFINE_TEXT_MAX];
	const char	*word, *value;
	size_t		 i;

	for (i = 0; (value = confine_row(env->confine, i, &word, buf)) !=
	    NULL; i++)
		if (confine_is_number(i))
			put_limit(r, word, value);
		else
			rows_text(r, word, value);
}

/* A line only if there is something to say; a program wants all names. */
static void
put_if(struct rows *r, const char *name, const char *value)
{
	if (value != NULL || r->form == ROWS_JSON)
		rows_text(r, name, value);
}

static void
put_status(struct rows *r, const struct command_env *env)
{
	struct loader_status	 st;
	char			 buf[PROGRESS_TEXT_MAX];
	const char		*loading = progress_now(env->progress, buf);

	loader_get_status(env->loader, &st);
	rows_text(r, "version", MXD_VERSION);
	rows_number(r, "pid", (uint64_t)getpid());
	rows_number(r, "uptime", (clock_ms() - env->started_ms) / 1000);
	rows_number(r, "workers", env->nworkers);
	rows_number(r, "generation", st.generation);
	rows_number(r, "zones", st.zones);
	rows_number(r, "failing", st.failing);
	rows_number(r, "faulty", st.faulty);
	rows_number(r, "errors", st.found[SEV_ERROR]);
	rows_number(r, "warnings", st.found[SEV_WARNING]);
	rows_number(r, "advice", st.found[SEV_INFO]);
	rows_time(r, "loaded", (uint64_t)st.when);
	rows_text(r, "outcome", st.rc == 0 ? "ok" : "error");
	rows_text(r, "last", st.text[0] == '\0' ? "loading its zones" :
	    st.text);
	put_if(r, "why", st.refused[0] != '\0' ? st.refused :
	    st.faulty > 0 ? st.why : NULL);
	put_if(r, "waits", st.waits[0] != '\0' ? st.waits : NULL);
	put_if(r, "loading", loading);
	put_confinement(r, env);
}

static void
do_status(struct command *c, const char *words)
{
	struct rows	 rows;
	char		*text = NULL;
	size_t		 len;

	(void)words;
	if (open_answer(c, &rows, &text, &len) == NULL)
		return;
	put_status(&rows, c->env);
	close_answer(c, &rows, &text, &len);
}

static void
do_stop(struct command *c, const char *words)
{
	struct rows	 rows;
	char		*text = NULL;
	size_t		 len;

	(void)words;
	c->does_stop = true;	/* also if it cannot be said */
	if (open_answer(c, &rows, &text, &len) == NULL)
		return;
	rows_flag(&rows, "stopping", true, "", "");
	close_answer(c, &rows, &text, &len);
}

static void
log_change(const struct command *c, const char *name, const char *words)
{
	struct ucred	 who = {0, 0, 0};
	socklen_t	 len = sizeof(who);
	const char	*blank = words == NULL ? "" : " ";

	words = words == NULL ? "" : words;
	if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == -1)
		log_write(LEVEL_NOTICE, "control: %s%s%s", name, blank,
		    words);
	else
		log_write(LEVEL_NOTICE, "control: %s%s%s, asked by user %u, "
		    "pid %ld", name, blank, words, (unsigned)who.uid,
		    (long)who.pid);
}

/* Words between single blanks. */
static uint32_t
count_words(const char *words)
{
	uint32_t	 n = 0;

	for (; words != NULL && *words != '\0'; n++) {
		words += strcspn(words, " ");
		words += *words == ' ';
	}
	return n;
}

static const char *
fault_of(const struct command_row *row, uint32_t words)
{
	if (words < row->least)
		return "this command needs something behind it; try help";
	if (words > row->most)
		return row->most == 0 ? "this command takes nothing behind "
		    "it" : "this command takes one word behind it, not more";
	return NULL;
}

/* How to answer a line; octets of the word that says so. */
static size_t
take_form(struct command *c, const char *line, size_t len)
{
	size_t	 n = strlen(json_word);

	if (len < n || memcmp(line, json_word, n) != 0)
		return 0;
	c->inquiry.form = ROWS_JSON;
	return n;
}

void
command_refuse_long(struct command *c, const char *line, size_t len)
{
	(void)take_form(c, line, len);
	command_refuse(c, "the command is too long");
}

void
command_run(struct command *c, char *line)
{
	const struct command_row	*row;
	const char			*name, *fault;
	char				*words;
	size_t				 i;

	line += take_form(c, line, strlen(line));
	words = line;
	name = strsep(&words, " ");
	if (words != NULL && *words == '\0')
		words = NULL;
	for (i = 0; (row = command_row(i)) != NULL; i++)
		if (strcmp(name, row->name) == 0)
			break;
	fault = row == NULL ? "there is no such command; try help" :
	    fault_of(row, count_words(words));
	if (fault != NULL) {
		command_refuse(c, fault);
		return;
	}
	if (row->does_change)
		log_change(c, name, words);
	commands[i].run(c, words);
}

void
command_clear(struct command *c)
{
	if (c->env != NULL)
		loader_forget(c->env->loader, c);
	free(c->inquiry.name);
	c->inquiry.name = NULL;
	if (c->held != NULL)
		evbuffer_free(c->held);
	c->held = NULL;
}
