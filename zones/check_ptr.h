/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_PTR_H
#define MXD_CHECK_PTR_H

#include "zones/inspect.h"

/* PTR records of reverse zones: do they lead to names that lead back? */
extern const struct check_chapter check_ptr;

/*
 * Has each address of an exchange its PTR, where we serve the reverse zone?
 * in->i, name and target are those of an MX record.
 */
void check_ptr_exchange(struct inspect *);

#endif
