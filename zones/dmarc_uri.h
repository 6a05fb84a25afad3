/* SPDX-License-Identifier: ISC */
#ifndef MXD_DMARC_URI_H
#define MXD_DMARC_URI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The lists of URIs in rua and ruf of DMARC: RFC 9989 4.8, URIs as of RFC
 * 3986, mailto as of RFC 6068.  Positions count octets from 0 in the text
 * that the list is in.
 */
struct dmarc_uris {
	const uint8_t	*text;		/* borrowed */
	size_t		 at;		/* where the next one begins */
	size_t		 end;
	bool		 is_done;
};

struct dmarc_uri {
	size_t		 at;		/* white space around it taken off */
	size_t		 len;		/* without a size limit */
	size_t		 limit_len;	/* "!10m" behind it; 0: none */
	size_t		 scheme_len;	/* without colon; 0: none */
	bool		 is_mailto;
	size_t		 domain_at;	/* of a mailto with one address whose
					   domain is written without escapes */
	size_t		 domain_len;	/* 0: no such */
	const char	*fault;		/* static, "is no ..."; NULL: sound */
	bool		 lacks_mailto;	/* it would be sound with mailto: in
					   front, or for its scheme */
};

/* The list is the len octets of text from at. */
void dmarc_uris_init(struct dmarc_uris *, const uint8_t *text, size_t at,
    size_t len);

/* The next URI, sound or not.  false at the end; an empty list has one. */
bool dmarc_uris_next(struct dmarc_uris *, struct dmarc_uri *);

#endif
