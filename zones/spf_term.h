/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPF_TERM_H
#define MXD_SPF_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/address.h"

/* One term of an SPF record, RFC 7208 12; read by spf.h. */

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,		/* the first modifier */
	SPF_EXP,
	SPF_OTHER,		/* a modifier that nobody knows: ignored */
	SPF_NOTHING		/* neither mechanism nor modifier */
};

/* Any but SPF_SOUND makes receivers give up with permerror. */
enum spf_fault {
	SPF_SOUND,
	SPF_UNKNOWN,		/* no mechanism has this name */
	SPF_SYNTAX,
	SPF_BAD_ADDRESS,	/* ip4 or ip6 without such an address */
	SPF_IS_ADDRESS,		/* an address where a domain name must be */
	SPF_STRANGE		/* fits the grammar, which allows almost any
				   octet in a name and any name for a modifier,
				   but cannot be meant so */
};

struct spf_term {
	enum spf_kind	 kind;
	enum spf_fault	 fault;
	uint8_t		 qualifier;	/* '+' if none is written */
	bool		 has_macro;	/* a % in it: its value is not known */
	bool		 has_ptr_macro;	/* %{p} */
	uint8_t		 prefix4;	/* bits; 32 if not written */
	uint8_t		 prefix6;	/* bits; 128 if not written */
	size_t		 at;		/* of the whole term */
	size_t		 len;
	size_t		 value_at;	/* domain-spec, address or macro-string,
					   without prefix lengths */
	size_t		 value_len;	/* 0: none */
	struct address	 address;	/* of a sound ip4 or ip6 */
	size_t		 fault_at;	/* what was found instead */
	size_t		 fault_len;	/* 0: the term ends here */
	const char	*expected;	/* "a colon and ...", static */
};

#endif
