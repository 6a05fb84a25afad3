/* SPDX-License-Identifier: ISC */
#ifndef MXD_ROWS_H
#define MXD_ROWS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "zones/report.h"

/*
 * What mxctl prints, written once for people and for programs: values with
 * names, and lists of them.
 *
 * As text a value is a line, its name before it; an item of a list is one
 * line of values.  As JSON all is one object; each item of a list begins a
 * line, so that lists can be sorted without being understood: "{" or ",{".
 *
 * Names are static, of [a-z_], and stay as they are once released.  Pure;
 * what cannot be written is seen by ferror() of the stream.
 */
enum rows_form { ROWS_TEXT, ROWS_JSON };

/* Lists within lists. */
#define ROWS_DEPTH	4

/* A value of this may be copied while a document is under way. */
struct rows {
	FILE		*to;		/* borrowed; may be another one for
					   each part of the document */
	enum rows_form	 form;
	/* Private. */
	unsigned	 depth;		/* of items: 0 is the document */
	bool		 has_value[ROWS_DEPTH]; /* of this item */
	bool		 has_item[ROWS_DEPTH]; /* of the list in this item */
	bool		 is_ended[ROWS_DEPTH]; /* text: the item's line */
	bool		 is_joined;	/* text: no blank before what comes */
};

/* The whole. */
void rows_begin(struct rows *, FILE *, enum rows_form);
void rows_end(struct rows *);

/* NULL is null; as text it is "-". */
void rows_text(struct rows *, const char *name, const char *value);
void rows_number(struct rows *, const char *name, uint64_t value);

/* The same; as text without the name. */
void rows_bare(struct rows *, const char *name, const char *value);

/* And padded to a column: left of it if width is negative. */
void rows_wide(struct rows *, const char *name, const char *value, int width);
void rows_wide_number(struct rows *, const char *name, uint64_t value,
    int width);

/* Seconds since 1970; as text and JSON 2031-01-02T03:04:05Z; 0 as NULL. */
void rows_time(struct rows *, const char *name, uint64_t when_s);

/* true or false; as text what stands for it, which may be "". */
void rows_flag(struct rows *, const char *name, bool value, const char *yes,
    const char *no);

/* A part of a whole, 0 to 1; as text percent and a bar. */
void rows_share(struct rows *, const char *name, double share);

/* For text alone, between two values, which it joins. */
void rows_join(struct rows *, const char *text);

/* A list, and items in it. */
void rows_list(struct rows *, const char *name);
void rows_list_end(struct rows *);
void rows_item(struct rows *);
void rows_item_end(struct rows *);

/*
 * A finding: as an item that is a line of finding_format(), or an object
 * with the names that mxcheck -j has.
 */
void rows_finding_item(struct rows *, const struct finding *);

/* The same as a value of an item. */
void rows_finding(struct rows *, const char *name, const struct finding *);

/* A document that says why there is none. */
void rows_error(FILE *, enum rows_form, const char *why);

#endif
