/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_ALIAS_H
#define MXD_CHECK_ALIAS_H

#include "zones/inspect.h"

/*
 * Where CNAME and DNAME lead, as far as served zones tell.  One finding an
 * alias: the first cause silences the rest.  Names whose final dot is
 * missing are told by check_dot.  RFC 1034 3.6.2, 6672, 2317 4.
 */
extern const struct check_chapter check_alias;

#endif
