/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_MAIN_H
#define TESTS_UNIT_MAIN_H

/*
 * Included before each unit test by the compiler's -include, with main
 * defined as a name of the test's own: so run_all.c can call them all.
 */
int	main(void);

#endif
