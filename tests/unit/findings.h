/* SPDX-License-Identifier: ISC */
#ifndef MXD_TEST_FINDINGS_H
#define MXD_TEST_FINDINGS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "zones/report.h"

/*
 * Fail unless the report holds exactly these findings, in the order of
 * their places: the lines of finding_format(), each with a newline.
 */
void expect_findings(struct report *, const char *wanted);

#endif
