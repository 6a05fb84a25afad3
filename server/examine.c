/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/examine.h"
#include "zones/check.h"
#include "zones/hash.h"

struct examiner {
	struct roles	*roles;		/* over all zones */
	struct restpool	*pool;
	struct outcomes	*outcomes;
	struct rests	 rests;		/* of the zone at hand */
	bool		 is_behind;
};

struct examiner *
examiner_new(uint64_t seed)
{
	struct examiner	*ex;

	if ((ex = calloc(1, sizeof(*ex))) == NULL)
		return NULL;
	rests_init(&ex->rests);
	ex->roles = roles_new(seed);
	if ((ex->pool = restpool_new()) != NULL)
		ex->outcomes = outcomes_new(ex->pool);
	if (ex->roles != NULL && ex->outcomes != NULL)
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
	outcomes_free(ex->outcomes);
	restpool_free(ex->pool);
	rests_clear(&ex->rests);
	free(ex);
}

struct outcomes *
examiner_outcomes(struct examiner *ex)
{
	return ex->outcomes;
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

bool
examiner_is_behind(const struct examiner *ex)
{
	return ex->is_behind;
}

void
examiner_set_behind(struct examiner *ex, bool is_behind)
{
	ex->is_behind = is_behind;
}

static uint64_t
hash_text(uint64_t h, const char *text)
{
	return text == NULL ? h : hash_bytes(h, text, strlen(text));
}

/* The same findings in another order are the same.  Two that differ have
   one digest once in 2^32 times: then nobody is told of the difference. */
static uint32_t
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
	return (uint32_t)(sum ^ sum >> 32);
}

uint32_t
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
	out->lint = lint_digest(s->judge.zone, s->judge.all);
	return digest(rep);
}

void
examiner_give_rests(struct examiner *ex, struct exam *e)
{
	restpool_give(ex->pool, e->rests);
	e->rests = NULL;
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
