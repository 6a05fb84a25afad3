/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Runs mxcheck many times in one process: a sanitized program takes a
 * hundred times longer to start and to end than to check a small zone, and
 * the mail checks have two thousand.  It is the main() of mxcheck itself,
 * linked with --wrap=main, so all it does but starting is what is tested;
 * memory that one run leaves behind is found when this ends.
 *
 * usage: mxcheck_tool stdout stderr
 *
 * Reads lines of arguments with tabs between them.  For each, what mxcheck
 * prints is in the two files, and its status is written on a line.  Where
 * mxcheck does not return but exits, so does this.
 */

/* More words than any line has. */
#define WORDS_MAX	64

/* What takes longer than this many seconds hangs. */
#define LIMIT_S		60

/* The linker's names: --wrap=main. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
int	__real_main(int, char *[]);
int	__wrap_main(int, char *[]);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

static void
point(int fd, const char *path)
{
	int	 to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (to == -1 || dup2(to, fd) == -1 || close(to) == -1)
		err(1, "%s", path);
}

static int
split(char *line, char *words[])
{
	int	 n = 0;

	line[strcspn(line, "\n")] = '\0';
	words[n++] = "mxcheck";
	while ((words[n] = strsep(&line, "\t")) != NULL)
		if (++n == WORDS_MAX)
			errx(1, "more than %d words", WORDS_MAX);
	return n;
}

int
__wrap_main(int argc, char *argv[])
{
	char	*line = NULL;
	char	*words[WORDS_MAX + 1];
	size_t	 cap = 0;
	int	 n, said = dup(STDOUT_FILENO), faults = dup(STDERR_FILENO);

	if (argc != 3 || said == -1 || faults == -1)
		errx(1, "usage: mxcheck_tool stdout stderr");
	setprogname("mxcheck");
	while (getline(&line, &cap, stdin) != -1) {
		n = split(line, words);
		point(STDOUT_FILENO, argv[1]);
		point(STDERR_FILENO, argv[2]);
		optind = 0;	/* getopt(3) begins anew */
		(void)alarm(LIMIT_S);
		n = __real_main(n, words);
		(void)alarm(0);
		(void)fflush(stdout);
		/* What a sanitizer says later is of no run. */
		if (dup2(faults, STDERR_FILENO) == -1 ||
		    dprintf(said, "%d\n", n) < 0)
			err(1, NULL);
	}
	free(line);
	return 0;
}
