/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DANE_H
#define MXD_CHECK_DANE_H

#include "zones/inspect.h"

/* TLSA: for which host it stands, and which hosts should have it. */
extern const struct check_chapter check_dane;

enum dane_state {
	DANE_NONE,
	DANE_THERE,
	DANE_UNKNOWN	/* the name is not ours to know */
};

/* Has an exchange TLSA for port 25?  Aliases are followed, RFC 7671 7. */
enum dane_state check_dane_find(struct inspect *, const struct name *exchange);

#endif
