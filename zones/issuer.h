/* SPDX-License-Identifier: ISC */
#ifndef MXD_ISSUER_H
#define MXD_ISSUER_H

#include <stddef.h>
#include <stdint.h>

/*
 * The value of a CAA record that names who may issue certificates:
 * "ca.example; account=1", or ";" for nobody.  RFC 8659 4.2 has the grammar
 * for issue, RFC 9495 3 takes it for issuemail.
 */

/*
 * at		octets before what is wrong; length: something is missing
 * expected	set to what should be there, a static text
 * returns	0; -1 with both filled
 */
int issuer_check(const uint8_t *value, size_t len, size_t *at,
    const char **expected);

#endif
