/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/memo.h"
#include "zones/rrtype.h"

static struct memo	memo;

static struct query
query_of(const char *name, uint16_t type)
{
	struct query	q = {.qtype = type};

	q.qname = name_of(name);
	q.question_len = q.qname.len + 4u;
	return q;
}

static void
keep(const struct query *q, uint64_t hash, size_t body_len, bool is_signed)
{
	static const uint8_t	after_id[HEADER_BYTES - 2] = {0x85, 3, 0, 1,
	    0, 2, 0, 3, 0, 5};
	uint8_t			answer[600];
	size_t			head = HEADER_BYTES + q->question_len;

	memset(answer, 7, sizeof(answer));
	memcpy(answer + 2, after_id, sizeof(after_id));
	memo_keep(&memo, hash, q, answer, head + body_len, 1, 2, is_signed);
}

/* What is kept is found again, for that name and type only. */
static void
test_find(void **state)
{
	struct query		 q = query_of("a.example.", TYPE_MX), other;
	const struct memo_entry	*e;

	(void)state;
	memo_forget(&memo);
	assert_null(memo_find(&memo, 0, &q));
	assert_null(memo_find(&memo, 5, &q));
	keep(&q, 5, 40, false);
	assert_non_null(e = memo_find(&memo, 5, &q));
	assert_int_equal(e->flags, 0x8403);		/* without RD */
	assert_memory_equal(e->counts, "\0\1\0\2\0\3\0\4", 8);
	assert_int_equal(e->body_len, 40);
	assert_int_equal(e->body[39], 7);
	assert_int_equal(e->kind, 2);
	/* Hashes may be equal. */
	other = query_of("b.example.", TYPE_MX);
	assert_null(memo_find(&memo, 5, &other));
	other = query_of("a.example.", TYPE_A);
	assert_null(memo_find(&memo, 5, &other));
	other = query_of("aa.example.", TYPE_MX);
	assert_null(memo_find(&memo, 5, &other));
	assert_null(memo_find(&memo, 5 + MEMO_ENTRIES, &q));
	memo_forget(&memo);
	assert_null(memo_find(&memo, 5, &q));
}

/* Of a signed zone it is no answer with DO. */
static void
test_signed(void **state)
{
	struct query	q = query_of("a.example.", TYPE_MX);

	(void)state;
	memo_forget(&memo);
	keep(&q, 5, 40, true);
	assert_non_null(memo_find(&memo, 5, &q));
	q.edns.has_do = true;
	assert_null(memo_find(&memo, 5, &q));
	keep(&q, 5, 40, false);
	assert_non_null(memo_find(&memo, 5, &q));
}

/* The longest name and the longest answer: n-1, n, n+1. */
static void
test_limits(void **state)
{
	struct query	q = query_of("a.example.", TYPE_MX);
	char		text[80];
	size_t		n;

	(void)state;
	for (n = MEMO_BODY_BYTES - 1; n <= MEMO_BODY_BYTES + 1; n++) {
		memo_forget(&memo);
		keep(&q, 5, n, false);
		assert_int_equal(memo_find(&memo, 5, &q) != NULL,
		    n <= MEMO_BODY_BYTES);
	}
	memset(text, 'x', sizeof(text));
	for (n = MEMO_NAME_BYTES - 1; n <= MEMO_NAME_BYTES + 1; n++) {
		memo_forget(&memo);
		text[20] = '.';
		memcpy(text + n - 2, ".", 2);
		q = query_of(text, TYPE_MX);
		text[n - 2] = text[n - 1] = 'x';
		assert_int_equal(q.qname.len, n);
		keep(&q, 5, 10, false);
		assert_int_equal(memo_find(&memo, 5, &q) != NULL,
		    n <= MEMO_NAME_BYTES);
	}
}

/* The first time leaves a mark, the second finds it. */
static void
test_mark(void **state)
{
	(void)state;
	memo_forget(&memo);
	assert_false(memo_mark(&memo, 0x123456789abcdef0));
	assert_true(memo_mark(&memo, 0x123456789abcdef0));
	assert_false(memo_mark(&memo, 0x223456789abcdef0));
	assert_false(memo_mark(&memo, 0x123456789abcdef0));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
