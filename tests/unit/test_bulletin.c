/* SPDX-License-Identifier: ISC */
/* Who asks for a text gets one, however long the loader takes. */
#include "tests/unit/support.h"

#include <event2/event.h>
#include <event2/thread.h>

#include "server/bulletin.h"

struct asker {
	struct event_base	*base;
	unsigned		 served;
	bool			 had_text;
};

static void
on_text(void *arg, const char *text, time_t at)
{
	struct asker	*r = arg;

	(void)at;
	r->served++;
	r->had_text = text != NULL;
	(void)event_base_loopbreak(r->base);
}

/* A loader that never answers: its thread does not run. */
static struct loader *
idle_loader(struct event_base *base)
{
	struct listen_set	 none = {NULL, 0, 0};
	struct report		*rep = report_new(10);
	struct loader_setup	 setup = {.base = base, .listening = &none};
	struct loader		*l;

	assert_int_equal(conf_load_text("c", "", 0, rep, &setup.conf), 0);
	report_free(rep);
	assert_non_null(l = loader_new(&setup));
	return l;
}

/* All who wait for a busy loader get what there is, which is nothing, once
   the first of them is out of patience; and who waits at the end, then. */
static void
test_busy(void **state)
{
	struct event_base	*base = event_base_new();
	struct loader		*l = idle_loader(base);
	struct bulletin		*b = bulletin_new(base, l, LOADER_TELL_BOARD);
	struct asker		 one = {.base = base}, two = one, last = one;

	(void)state;
	assert_non_null(b);
	bulletin_get(b, on_text, &one);
	bulletin_get(b, on_text, &two);
	assert_int_equal(one.served, 0);
	assert_int_equal(two.served, 0);
	assert_int_equal(event_base_dispatch(base), 0);
	assert_int_equal(one.served, 1);
	assert_int_equal(two.served, 1);
	assert_false(one.had_text || two.had_text);
	bulletin_get(b, on_text, &last);
	assert_int_equal(last.served, 0);
	bulletin_free(b);
	assert_int_equal(last.served, 1);
	assert_false(last.had_text);
	assert_int_equal(one.served + two.served, 2);
	bulletin_free(NULL);
	loader_free(l);
	event_base_free(base);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_busy)
	};

	if (evthread_use_pthreads() == -1)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
