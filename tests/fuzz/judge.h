/* SPDX-License-Identifier: ISC */
#ifndef MXD_FUZZ_JUDGE_H
#define MXD_FUZZ_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

/* What must hold whatever comes in.  A fuzzer takes the end of the process for
   a finding, and what is printed before it tells which. */
#define require(is_so)							\
	((is_so) ? (void)0 : judge_fail(__FILE__, __LINE__, #is_so))

void judge_fail(const char *file, int line, const char *what)
    __attribute__((noreturn));

/*
 * Is this one value of JSON, and nothing behind it but white space?  RFC
 * 8259, UTF-8 included; no number with a sign or an exponent.  Not
 * recursive: values may lie in 32 others.
 */
bool judge_json(const char *text, size_t len_bytes);

#endif
