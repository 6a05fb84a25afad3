/* SPDX-License-Identifier: ISC */
#ifndef MXD_MAILSERVICE_H
#define MXD_MAILSERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"

/*
 * The services of mail that are found by SRV records, and what the name of
 * an SRV record says.  RFC 2782, 6186 3, 8314 5.1, 5804 1.8.
 */
struct mailservice {
	const char	*label;		/* without underscore */
	unsigned	 port;		/* registered */
	const char	*secure;	/* "_imaps._tcp": the same with TLS from
					   the start; NULL: it is that, or
					   there is no such thing to ask for */
};

/* "_submissions._tcp" and shorter ones. */
#define SRV_TEXT_MAX	80

/* What the name of an SRV record says. */
struct srv_name {
	const struct mailservice *known; /* of mail, well written; or NULL */
	bool		 is_wrong;	/* not _service._protocol */
	bool		 is_unknown;	/* like mail, but not asked for */
	unsigned	 labels;	/* of the owner that better stands
					   for, if is_wrong */
	/* "_imaps._tcp" that was meant; "" if that is not known. */
	char		 better[SRV_TEXT_MAX];
};

/* owner	of an SRV record, lower case */
void mailservice_read(const struct name *owner, struct srv_name *out);

/* "_imaps"; returns buf. */
const char *mailservice_text(const struct mailservice *,
    char buf[SRV_TEXT_MAX]);

/* The port of "_imaps._tcp"; 0 if it has no row. */
unsigned mailservice_port(const char *text);

/*
 * Labels of a text like "_imaps._tcp", without root label.
 * out		room for strlen(text) + 1
 * returns	octets
 */
size_t mailservice_labels(const char *text, uint8_t *out);

#endif
