/* SPDX-License-Identifier: ISC */
#include "server/gate.h"
#include "server/permit.h"

struct gate
gate_of(const struct snapshot *snap)
{
	/* `minimal responses off`: the ready way knows no authority section
	   where none is needed. */
	return (struct gate){.snap = snap,
	    .is_guarded = permit_is_needed(snap->conf),
	    .is_closed = !snap->conf->is_minimal};
}

bool
gate_is_open(const struct gate *gate)
{
	return !gate->is_guarded && !gate->is_closed;
}

/* Understand a packet; is it for the ready way?  Else the job is set. */
static bool
is_let_in(const struct gate *gate, struct ready_ground *g, struct job *j,
    struct packet *p)
{
	bool	may;

	j->packet = p;
	j->state = READY_DECLINED;
	j->is_known = false;
	j->verdict = query_parse(&j->query, p->in, p->in_len);
	may = !gate->is_guarded ||
	    permit_has(gate->snap, p, &j->query, j->verdict);
	if (may && !gate->is_closed)
		return true;
	if (j->verdict == VERDICT_ANSWER)
		ready_count_question(g, j);
	if (!may)
		j->verdict = VERDICT_PROHIBITED;
	return false;
}

/*
 * Runs of those who are let in go on together; they are understood once
 * more there.
 */
size_t
gate_answer(const struct gate *gate, struct ready_ground *g, struct job *jobs,
    struct packet *p, size_t n)
{
	size_t	i, first = 0, done = 0;

	for (i = 0; i < n; i++) {
		if (is_let_in(gate, g, &jobs[i], &p[i]))
			continue;
		if (i > first)
			done += ready_answer(g, jobs + first, p + first,
			    i - first);
		first = i + 1;
	}
	if (n > first)
		done += ready_answer(g, jobs + first, p + first, n - first);
	return done;
}
