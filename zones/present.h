/* SPDX-License-Identifier: ISC */
#ifndef MXD_PRESENT_H
#define MXD_PRESENT_H

#include <stdbool.h>
#include <stdio.h>

#include "zones/report.h"

/*
 * Findings for people and for programs.  What cannot be written to the
 * stream is seen by its ferror().
 */
struct presenter {
	FILE		*to;		/* borrowed */
	bool		 is_json;	/* one object a line */
	bool		 is_rich;	/* for a terminal: colours, and the line
					   that is meant with a caret below */
	/* Private: the file that a line was read from last. */
	FILE		*source;
	char		*path;
	char		*line;
	size_t		 line_cap;
	unsigned long	 number;	/* of the line in hand */
};

/* All else zero. */
void presenter_init(struct presenter *, FILE *to);
void presenter_clear(struct presenter *);

/*
 * Write one finding.  Those of one file come in order of their lines, or
 * the file is read again from its beginning.
 *
 * As text it is a line of finding_format().  As JSON it has the fields
 * file, line, column, severity, id, owner and text; what is not known is
 * null.  Octets that are no UTF-8 become U+FFFD.
 */
void present(struct presenter *, const struct finding *);

/* That JSON alone, without the end of the line. */
void present_json(FILE *, const struct finding *);

#endif
