/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/rdata.h"
#include "zones/scan.h"

/*
 * Says what rdata.c makes of records, so that another implementation can
 * be asked the same.  Reads lines "TYPE rdata" and writes for each
 *
 *	ok TAB octets in hexadecimal TAB text
 *	bad TAB index of the token at fault, rdata from 0 TAB message
 *
 * Names are completed with example.net.
 */

/* Text of 65535 octets, each \DDD, in strings of 255; and to spare. */
#define TEXT_MAX	(5 * RDATA_MAX_BYTES)

static void
read_record(const struct entry *entry, const struct name *origin)
{
	static uint8_t		 rdata[RDATA_MAX_BYTES];
	static char		 text[TEXT_MAX];
	struct rdata_error	 error;
	uint16_t		 type;
	int			 len, i;

	if (entry->n == 0 || rrtype_from_text(entry->tokens[0].text,
	    entry->tokens[0].len, &type) == -1) {
		printf("bad\t-1\tno such type\n");
		return;
	}
	len = rdata_from_tokens(type, entry->tokens + 1, entry->n - 1,
	    origin, rdata, &error);
	if (len == -1) {
		printf("bad\t%zu\t%s\n", error.token, error.text);
		return;
	}
	if (rdata_to_text(type, rdata, (size_t)len, text, sizeof(text)) == -1)
		errx(1, "text of %d octets does not fit", len);
	printf("ok\t");
	for (i = 0; i < len; i++)
		printf("%02x", rdata[i]);
	printf("\t%s\n", text);
}

static void
read_line(const char *line, size_t len_bytes, const struct name *origin)
{
	struct scan	 scan;
	struct entry	 entry;
	struct report	*rep;

	if ((rep = report_new(1)) == NULL)
		err(1, NULL);
	scan_init(&scan, line, len_bytes, 1, "stdin", rep);
	if (scan_next(&scan, &entry) != 1 || entry.is_broken)
		printf("bad\t-1\tno line of a zone file\n");
	else
		read_record(&entry, origin);
	scan_clear(&scan);
	report_free(rep);
}

int
main(void)
{
	static const char	 net[] = "example.net.";
	struct name		 origin;
	const char		*why;
	char			*line = NULL;
	size_t			 cap = 0;
	ssize_t			 len;

	if (name_from_text(&origin, net, strlen(net), NULL, &why) == -1)
		errx(1, "%s", why);
	while ((len = getline(&line, &cap, stdin)) != -1) {
		if (len > 0 && line[len - 1] == '\n')
			line[--len] = '\0';
		read_line(line, (size_t)len, &origin);
	}
	free(line);
	return ferror(stdin) || fflush(stdout) == EOF;
}
