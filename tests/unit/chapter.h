/* SPDX-License-Identifier: ISC */
#ifndef MXD_TEST_CHAPTER_H
#define MXD_TEST_CHAPTER_H

#include "tests/unit/checked.h"

/*
 * As check_cases(), for one chapter: what others find in the same zones is
 * their tests' business.
 *
 * ids	beginnings of the ids that count, one blank behind each
 */
void chapter_cases(const struct expected *, size_t n, const char *ids);
#define CHAPTER_CASES(cases, ids)	\
	chapter_cases(cases, sizeof(cases) / sizeof((cases)[0]), ids)

#endif
