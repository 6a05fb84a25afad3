/* SPDX-License-Identifier: ISC */
#ifndef MXD_EXPLAIN_H
#define MXD_EXPLAIN_H

#include <stddef.h>

/*
 * What `mxcheck -e ID` and the manual say of a check: one row for each id,
 * in explain_*.c beside the chapters that find it.  A test sees to it that
 * every check has one.
 */
struct explain {
	const char	*id;		/* as in struct check_rule */
	const char	*rfc;		/* "RFC 7505 3, RFC 5321 5.1"; "" where
					   there is practice only */
	const char	*harm;		/* what breaks, one or two sentences */
	const char	*example;	/* zone text that triggers it, lines
					   ended by \n; "" if no text can; a
					   line "; zone NAME" begins another */
	const char	*cure;		/* what to do, one or two sentences */
};

struct explain_table {
	const struct explain	*rows;
	size_t			 n;
};

/* The row of an id, or NULL. */
const struct explain *explain_find(const char *id);

/* All rows; the i-th, or NULL past the end. */
const struct explain *explain_row(size_t i);

/* One table a chapter; private to explain.c. */
extern const struct explain_table explain_mx;
extern const struct explain_table explain_soa;
extern const struct explain_table explain_load;
extern const struct explain_table explain_zone;
extern const struct explain_table explain_spf;
extern const struct explain_table explain_sts;
extern const struct explain_table explain_tlsa;
extern const struct explain_table explain_txt;
extern const struct explain_table explain_dmarc;
extern const struct explain_table explain_bimi;
extern const struct explain_table explain_dkim;
extern const struct explain_table explain_alias;
extern const struct explain_table explain_ns;
extern const struct explain_table explain_ptr;
extern const struct explain_table explain_srv;

#endif
