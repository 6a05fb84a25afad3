/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_MX_H
#define MXD_CHECK_MX_H

#include "zones/inspect.h"

/*
 * What the exchange of one MX record is: RFC 5321 5.1, 1035 3.3.9, 7505.
 * in->i, name and target are set.
 * One finding a record: the first cause silences the rest.
 */
extern const struct check_table check_mx_targets;

/* The same table as a chapter; it visits nothing by itself. */
extern const struct check_chapter check_mx;

/* Is the record of an MX set a null MX?  RFC 7505 3. */
bool check_mx_is_null(const struct rrset *, unsigned i);

#endif
