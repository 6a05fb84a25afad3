/* SPDX-License-Identifier: ISC */
#ifndef MXD_PAGE_H
#define MXD_PAGE_H

#include <time.h>

#include "server/expose.h"
#include "server/history.h"

/* Seconds until a page asks for its next version. */
#define PAGE_REFRESH_S	10

/* What is shown. */
struct page {
	const struct exposure	*now;
	const struct history	*history;
	const char		*host;		/* the machine's name */
	const char		*board;		/* board_make()'s; NULL: the
						   loader has not told yet */
	time_t			 board_at;	/* when it did */
	time_t			 at;
};

/*
 * The status page: one self-contained document of HTML, without script, for
 * people.  Pure.
 *
 * returns	text for free(), or NULL without memory
 */
char *page_make(const struct page *);

#endif
