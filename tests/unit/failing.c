/* SPDX-License-Identifier: ISC */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/failing.h"

/* The linker's names for the real functions and those that replace them. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
void __real_free(void *);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);
void __wrap_free(void *);

static _Thread_local struct {
	bool	is_armed;
	bool	has_failed;
	size_t	good;		/* allocations that still succeed */
	long	held;
	bool	is_spared;	/* armed the others */
} state;

/* Allocations of other threads that still succeed; below 0: all do. */
static atomic_long	 others = -1;
static atomic_bool	 has_other_failed;

void
failing_arm(size_t good)
{
	state.is_armed = true;
	state.has_failed = false;
	state.good = good;
}

bool
failing_disarm(void)
{
	state.is_armed = false;
	return state.has_failed;
}

void
failing_arm_others(size_t good)
{
	state.is_spared = true;
	atomic_store(&has_other_failed, false);
	atomic_store(&others, (long)good);
}

bool
failing_disarm_others(void)
{
	atomic_store(&others, -1);
	return atomic_load(&has_other_failed);
}

static bool
fails_here(void)
{
	if (state.is_spared || atomic_load(&others) < 0 ||
	    atomic_fetch_sub(&others, 1) != 0)
		return false;
	atomic_store(&has_other_failed, true);
	return true;
}

long
failing_held(void)
{
	return state.held;
}

static bool
fails(void)
{
	if (!state.is_armed)
		return fails_here();
	if (state.good > 0) {
		state.good--;
		return false;
	}
	state.has_failed = true;
	state.is_armed = false;	/* one failure is what is tried */
	return true;
}

static void *
count(void *p)
{
	state.held += p != NULL;
	return p;
}

void *
__wrap_malloc(size_t len)
{
	return fails() ? NULL : count(__real_malloc(len));
}

void *
__wrap_calloc(size_t n, size_t len)
{
	return fails() ? NULL : count(__real_calloc(n, len));
}

void *
__wrap_realloc(void *old, size_t len)
{
	void	*p;

	if (fails())
		return NULL;
	p = __real_realloc(old, len);
	return old == NULL ? count(p) : p;
}

char *
__wrap_strdup(const char *text)
{
	return fails() ? NULL : count(__real_strdup(text));
}

void
__wrap_free(void *p)
{
	state.held -= p != NULL;
	__real_free(p);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
