/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/lookout.h"
#include "server/named.h"

bool
lookout_watches(struct lookout *o, const struct conf *conf)
{
	if (o->watch == NULL && conf->does_watch)
		o->watch = watch_new();
	return o->watch != NULL;
}

void
lookout_follow_hints(struct lookout *o, const struct conf *conf)
{
	if (conf->does_watch) {
		hints_free(o->hints);
		o->hints = NULL;
		return;
	}
	if (o->hints == NULL)
		o->hints = hints_new();
	hints_follow(o->hints, conf);
}

void
lookout_ahead(struct lookout *o, struct rounds *r, struct account *account)
{
	const struct conf	*conf = rounds_conf(r);
	struct rounds_task	 task = {.account = account};

	if (o->hints == NULL || conf == NULL || rounds_has_news(r))
		return;
	task.n = hints_read(o->hints, conf, rounds_inventory(r),
	    &task.touched);
	if (task.n > 0)
		rounds_ahead(r, &task);
}

void
lookout_again(struct lookout *o, struct rounds *r,
    struct loader_status *status)
{
	const struct rounds_task task = {.touched = &watch_all, .n = 1,
	    .is_watch = true};
	char			 text[RELOAD_TEXT_MAX];

	(void)rounds_do(r, &task, text, status);
	(void)watch_follow(o->watch, rounds_conf(r), rounds_inventory(r));
}

/* Whatever these files have brought is watched, too. */
static void
follow_some(struct lookout *o, struct rounds *r,
    const struct rounds_task *task, struct loader_status *status)
{
	if (watch_follow_some(o->watch, rounds_conf(r), rounds_inventory(r),
	    task->touched, task->n))
		lookout_again(o, r, status);
}

enum settle_found
lookout_look(struct lookout *o, struct rounds *r,
    struct loader_status *status)
{
	const struct conf	*conf = rounds_conf(r);
	struct rounds_task	 task = {.is_watch = true};
	char			 text[RELOAD_TEXT_MAX];

	if (o->watch == NULL || conf == NULL)
		return SETTLE_NOTHING;
	task.n = watch_read(o->watch, conf, &task.touched);
	if (task.n > 0) {
		(void)rounds_do(r, &task, text, status);
		follow_some(o, r, &task, status);
	}
	if (watch_has_rest(o->watch))
		return SETTLE_UNFINISHED;
	return task.n > 0 ? SETTLE_SOMETHING : SETTLE_NOTHING;
}

void
lookout_tell(struct rounds *r, struct account *account)
{
	struct inventory	*inv = rounds_inventory(r);
	const struct known	*k;
	const char		*text, *why;
	struct name		 apex;
	size_t			 i;

	for (i = 0; (text = account_name(account, i)) != NULL; i++) {
		if (name_from_text(&apex, text, strlen(text), NULL, &why) ==
		    -1)
			continue;
		name_lower(&apex);
		k = inventory_find(inv, apex.wire, apex.len);
		if (k != NULL && k->is_examined && !k->is_failing)
			account_findings(account, apex.wire,
			    outcome_count(k->outcome, SEV_ERROR));
	}
}

char *
lookout_reload(struct lookout *o, struct rounds *r, struct account *account,
    struct inquiry *q, struct loader_status *status, size_t *len)
{
	const struct recheck_world world = {rounds_inventory(r),
	    rounds_table(r), rounds_conf(r)};
	struct rounds_task	 task = {.account = account};
	struct named		 named = {.n = 0};
	char			 text[RELOAD_TEXT_MAX], *answer, *why = NULL;

	if (world.conf == NULL ||
	    named_find(&world, q->name, &named, &why) == -1) {
		named_clear(&named);
		answer = inquiry_refuse(q, why, len);
		free(why);
		return answer;
	}
	account_begin(account);
	task.touched = named.touched;
	task.n = named.n;
	(void)rounds_do(r, &task, text, status);
	if (o->watch != NULL)
		follow_some(o, r, &task, status);
	lookout_tell(r, account);
	named_clear(&named);
	return inquiry_account(q, account, len);
}
