/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/addr.h"
#include "server/log.h"
#include "server/restart.h"

/* The texts among these settings; there are numbers and an address too. */
static const struct {
	const char	*word;
	size_t		 offset;	/* in struct conf, a char * */
} rows[] = {
	{"user", offsetof(struct conf, user)},
	{"chroot", offsetof(struct conf, chroot)},
	{"pidfile", offsetof(struct conf, pidfile)},
	{"control", offsetof(struct conf, control)}
};

#define ROWS	(sizeof(rows) / sizeof(rows[0]))

struct restart {
	char		*texts[ROWS];	/* NULL: not set */
	unsigned	 workers;
	unsigned	 confines;
	struct sockaddr_storage metrics;
	socklen_t	 metrics_len;	/* 0: not told */
};

static const char *
text_of(const struct conf *conf, size_t row)
{
	const char	*text;

	memcpy(&text, (const char *)conf + rows[row].offset, sizeof(text));
	return text;
}

struct restart *
restart_new(const struct conf *conf)
{
	struct restart	*r;
	const char	*text;
	size_t		 i;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return NULL;
	r->workers = conf->workers;
	r->confines = conf->confines;
	r->metrics = conf->metrics.addr;
	r->metrics_len = conf->metrics.addr_len;
	for (i = 0; i < ROWS; i++) {
		if ((text = text_of(conf, i)) == NULL)
			continue;
		if ((r->texts[i] = strdup(text)) == NULL) {
			restart_free(r);
			return NULL;
		}
	}
	return r;
}

static bool
has_moved(const struct restart *r, const struct conf_listen *metrics)
{
	return r->metrics_len != metrics->addr_len ||
	    (r->metrics_len != 0 && !addr_equal(&r->metrics, &metrics->addr));
}

static void
warn_of(void *account, const char *word, const char *what)
{
	char	 why[128];

	(void)snprintf(why, sizeof(why), "the new %s needs a restart of mxd; "
	    "the old one stays in force", what);
	log_write(LEVEL_WARNING, "%s: %s", word, why);
	account_restart(account, "setting", word, why);
}

/* Calls fn with each setting that differs: its word, and what is new. */
static void
compare(const struct restart *r, const struct conf *conf,
    void (*fn)(void *arg, const char *word, const char *what), void *arg)
{
	const char	*a, *b;
	size_t		 i;

	if (r->workers != conf->workers)
		fn(arg, "workers", "number");
	for (i = 0; i < ROWS; i++) {
		a = r->texts[i];
		b = text_of(conf, i);
		if (a == b || (a != NULL && b != NULL && strcmp(a, b) == 0))
			continue;
		fn(arg, rows[i].word, "setting");
	}
	if (r->confines != conf->confines)
		fn(arg, "confine", "setting");
	if (has_moved(r, &conf->metrics))
		fn(arg, "metrics on", "setting");
}

void
restart_warn(const struct restart *r, const struct conf *conf,
    struct account *account)
{
	compare(r, conf, warn_of, account);
}

static void
name(void *arg, const char *word, const char *what)
{
	char	*buf = arg;

	(void)what;
	if (*buf != '\0')
		(void)strlcat(buf, ", ", RESTART_TEXT_MAX);
	(void)strlcat(buf, word, RESTART_TEXT_MAX);
}

char *
restart_text(const struct restart *r, const struct conf *conf,
    char buf[RESTART_TEXT_MAX])
{
	buf[0] = '\0';
	compare(r, conf, name, buf);
	return buf;
}

void
restart_free(struct restart *r)
{
	size_t	 i;

	if (r == NULL)
		return;
	for (i = 0; i < ROWS; i++)
		free(r->texts[i]);
	free(r);
}
