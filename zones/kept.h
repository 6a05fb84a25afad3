/* SPDX-License-Identifier: ISC */
#ifndef MXD_KEPT_H
#define MXD_KEPT_H

/*
 * Around a function that puts memory where gcc -fanalyzer does not follow
 * it: into an element of an array, or into a word beside other bits.  There
 * gcc 12 sees a leak that is none; clang's analyzer, valgrind and
 * LeakSanitizer do see where it is.
 *
 *	KEPT_BEGIN
 *	static int
 *	add(...)
 *	KEPT_END
 */
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define KEPT_BEGIN \
	_Pragma("GCC diagnostic push") \
	_Pragma("GCC diagnostic ignored \"-Wanalyzer-malloc-leak\"")
#define KEPT_END	_Pragma("GCC diagnostic pop")
#else
#define KEPT_BEGIN
#define KEPT_END
#endif

#endif
