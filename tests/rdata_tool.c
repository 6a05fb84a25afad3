/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/words.h"
#include "zones/rdata.h"

/*
 * Says what rdata.c makes of records, so that another implementation can
 * be asked the same.  Reads lines "TYPE rdata" and writes for each
 *
 *	ok TAB octets in hexadecimal TAB text
 *	bad TAB index of the token at fault, rdata from 0 TAB message
 *
 * Names are completed with example.net.
 */

static void
read_record(const struct words *words, const struct name *origin)
{
	static uint8_t		 rdata[RDATA_MAX_BYTES];
	static char		 text[RDATA_TEXT_MAX];
	struct rdata_error	 error;
	uint16_t		 type;
	int			 len, i;

	if (words->n == 0 || rrtype_from_text(words->tokens[0].text,
	    words->tokens[0].len, &type) == -1) {
		printf("bad\t-1\tno such type\n");
		return;
	}
	len = rdata_from_tokens(type, words->tokens + 1, words->n - 1,
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
	struct words	 words;

	if (words_read(&words, line, len_bytes) == -1) {
		printf("bad\t-1\tno line of a zone file\n");
		return;
	}
	read_record(&words, origin);
	words_clear(&words);
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
