/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/examine.h"
#include "tests/unit/checked.h"

static const struct zones	zones = TWO(
    "a MX 10 mx.example.net.\nb CNAME c.example.com\n", "example.net.",
    "mx CNAME box\nbox A 192.0.2.1\n");

/* The digest. */
static uint32_t
look(struct examiner *ex, const struct checked *c, struct judge judge,
    struct exam *out)
{
	struct subject	s = {.served = c->table, .zone = c->zone[0],
	    .places = c->loaded[0].places, .judge = judge, .now_s = NOW_S};

	examiner_give_rests(ex, out);
	return examine(ex, &s, c->rep, out);
}

static void
test_exam(void **state)
{
	struct examiner	*ex = examiner_new(3);
	struct exam	 e = {.lint = 0};
	struct exam	 again = {.lint = 0};
	struct checked	 c;
	struct name	 apex = checked_apex("example.net.");
	struct name	 other = checked_apex("example.org.");
	uint32_t	 hashes[NAME_MAX_LABELS];
	uint32_t	 digest;
	size_t		 n;

	(void)state;
	checked_init(&c, &zones);
	examiner_replace(ex, NULL, c.zone[0]);
	examiner_replace(ex, NULL, c.zone[1]);
	digest = look(ex, &c, (struct judge){NULL, NULL, NULL}, &e);
	assert_int_not_equal(digest, 0);
	assert_int_equal(e.found[SEV_ERROR], 2);
	assert_int_not_equal(e.lint, 0);

	/* It rests on example.net. */
	n = rests_hashes(&apex, hashes);
	rests_sort(hashes, n);
	examiner_mark(ex, hashes, n);
	assert_true(exam_is_touched(&e));
	n = rests_hashes(&other, hashes);
	rests_sort(hashes, n);
	examiner_mark(ex, hashes, n);
	assert_false(exam_is_touched(&e));

	/* Places do not count, findings do. */
	assert_int_equal(look(ex, &c, (struct judge){NULL, NULL, NULL},
	    &again), digest);
	places_free(c.loaded[0].places);
	c.loaded[0].places = NULL;
	assert_int_equal(look(ex, &c, (struct judge){NULL, NULL, NULL},
	    &again), digest);

	examiner_give_rests(ex, &e);
	examiner_give_rests(ex, &again);
	examiner_replace(ex, c.zone[0], NULL);
	examiner_free(ex);
	checked_clear(&c);
}

static void
test_judged(void **state)
{
	struct examiner	*ex = examiner_new(3);
	struct lint	 l = {.n = 0};
	struct exam	 e = {.lint = 0};
	struct exam	 judged = {.lint = 0};
	uint32_t	 digest;
	struct checked	 c;
	const char	*why;
	const char	*near;

	(void)state;
	checked_init(&c, &zones);
	digest = look(ex, &c, (struct judge){NULL, NULL, NULL}, &e);
	assert_int_equal(lint_say(&l, "mx-target-cname",
	    strlen("mx-target-cname"), LINT_OFF, &why, &near), 0);
	assert_int_not_equal(look(ex, &c, (struct judge){&l, NULL, NULL},
	    &judged), digest);
	assert_int_equal(judged.found[SEV_ERROR], 1);
	assert_true(judged.lint != e.lint);
	examiner_give_rests(ex, &e);
	examiner_give_rests(ex, &judged);
	assert_null(judged.rests);
	examiner_free(ex);
	examiner_free(NULL);
	lint_clear(&l);
	checked_clear(&c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_exam),
		cmocka_unit_test(test_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
