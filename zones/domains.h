/* SPDX-License-Identifier: ISC */
#ifndef MXD_DOMAINS_H
#define MXD_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/report.h"

/*
 * The list of domains of a template: one a line, and behind it what the
 * template says differently for it.
 *
 *	# a comment
 *	example.com
 *	example.net	serial=7 dkim="v=DKIM1; k=rsa; p=..."
 *
 * Lines are read one after the other and nothing is kept of them, so that
 * a million of them cost no memory but the text's.
 */

/* Values of a line; a template of more placeholders is hard to read. */
#define DOMAINS_VALUES_MAX	64

/* Octets of a value: an RSA key of 16384 bits takes 2,744 in base64. */
#define DOMAINS_VALUE_MAX	4096

/* Octets of a key. */
#define DOMAINS_KEY_MAX		63

/* One `key=value`.  Neither text is terminated. */
struct domain_value {
	const char	*key;		/* borrowed: the list's text */
	const char	*text;		/* likewise, without quotes */
	uint32_t	 key_len;	/* octets */
	uint32_t	 len;
	uint32_t	 column;	/* of the key */
};

/* One line that names a domain. */
struct domain {
	struct name	 apex;		/* lower case */
	uint32_t	 line;
	uint32_t	 column;
	unsigned	 nvalues;
	bool		 is_faulty;	/* the domain is known, but not all of
					   its values: that was reported */
	struct domain_value values[DOMAINS_VALUES_MAX];
};

/* A list on its way through.  Private, but for faults. */
struct domains {
	const char	*at;		/* next octet */
	const char	*end;		/* there stands a NUL */
	const char	*line_start;
	const char	*file;		/* borrowed, for messages */
	struct report	*rep;
	uint32_t	 line;
	size_t		 faults;	/* lines that were reported so far */
};

/*
 * Begin with a list.
 *
 * text		borrowed; text[len_bytes] must be a NUL that is not part of it
 * file, rep	where faults are reported, as domain-error
 * returns	0; -1: it is no such text at all, UTF-16 or a zone file, which
 *		was reported
 */
int domains_start(struct domains *, const char *file, const char *text,
    size_t len_bytes, struct report *);

/*
 * The next line that names a domain.  A line that does not, because it is
 * wrong, is reported and passed over.  Names are not compared: a domain can
 * come twice.
 *
 * out		good until the text is freed
 * returns	false at the end
 */
bool domains_next(struct domains *, struct domain *out);

/* Is a text such a list, without a fault, and not empty?  As above. */
bool domains_is_list(const char *text, size_t len_bytes);

/* Is this the name of a value and a placeholder: letters, digits, - _? */
bool domains_is_key(const char *text, size_t len_bytes);

#endif
