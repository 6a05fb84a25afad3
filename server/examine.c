/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/examine.h"
#include "zones/check.h"
#include "zones/hash.h"

struct examiner {
	struct roles	*roles;		/* over all zones */
	struct restpool	*pool;
	struct rests	 rests;		/* of the zone at hand */
};

struct examiner *
examiner_new(uint64_t seed)
{
	struct examiner	*ex;

	if ((ex = calloc(1, sizeof(*ex))) == NULL)
		return NULL;
	rests_init(&ex->rests);
	ex->roles = roles_new(seed);
	ex->pool = restpool_new();
	if (ex->roles != NULL && ex->pool != NULL)
		return ex;
	examiner_free(ex);
	return NULL;
}

void
examiner_free(struct examiner *ex)
{
	if (ex == NULL)
		return;
	roles_free(ex->roles);
	restpool_free(ex->pool);
	rests_clear(&ex->rests);
	free(ex);
}

void
exam_clear(struct examiner *ex, struct exam *e)
{
	restpool_give(ex->pool, e->rests);
	memset(e, 0, sizeof(*e));
}

uint32_t
exam_count(const struct exam *e, enum severity sev)
{
	return e->at_load[sev] + e->found[sev];
}

void
examiner_replace(struct examiner *ex, const struct zone *old,
    const struct zone *next)
{
	if (old != NULL)
		roles_remove(ex->roles, old);
	if (next != NULL)
		(void)roles_add(ex->roles, next, false); /* it remembers */
}

static uint64_t
hash_text(uint64_t h, const char *text)
{
	return text == NULL ? h : hash_bytes(h, text, strlen(text));
}

/* The same findings in another order are the same. */
static uint64_t
digest(const struct report *rep)
{
	const struct finding	*f;
	uint64_t		 sum = 0;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		sum += hash_text(hash_text(hash_text(1 + f->severity, f->id),
		    f->owner), f->text);
	}
	for (i = SEV_INFO; i <= SEV_ERROR; i++)
		sum = sum * 31 + report_count(rep, (enum severity)i);
	return sum;
}

void
examine(struct examiner *ex, struct subject *s, struct report *rep,
    struct exam *out)
{
	const struct check_input	from = {.served = s->served,
	    .zone = s->zone, .before = s->before, .places = s->places,
	    .roles = ex->roles, .rests = &ex->rests, .now_s = s->now_s};
	size_t				i;

	report_clear(rep);
	rests_restart(&ex->rests);
	lint_judge_settled(rep, &s->judge);
	check_zone(&from, rep);
	lint_unused(&s->judge, rep);
	lint_judge(rep, NULL);
	rests_settle(&ex->rests);
	out->rests = restpool_take(ex->pool, &ex->rests);
	for (i = SEV_INFO; i <= SEV_ERROR; i++)
		out->found[i] = (uint32_t)report_count(rep, (enum severity)i);
	out->digest = digest(rep);
	out->lint = lint_digest(s->judge.zone, s->judge.all);
}

void
examiner_mark(struct examiner *ex, const uint32_t *sorted, size_t n)
{
	restpool_mark(ex->pool, sorted, n);
}

bool
exam_is_touched(const struct exam *e)
{
	return restset_is_touched(e->rests);
}
