/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>
#include <sys/un.h>

#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "server/control.h"
#include "server/paths.h"
#include "zones/version.h"

/* Findings that are shown of a configuration that cannot be read. */
#define FINDINGS_MAX	20

static void
usage(FILE *to)
{
	const struct control_row	*row;
	size_t				 i;

	(void)fprintf(to, "usage: mxctl [-V] [-f mxd.conf | -s socket] "
	    "command [name]\n\n");
	for (i = 0; (row = control_row(i)) != NULL; i++)
		(void)fprintf(to, "  %s %-*s %s\n", row->name,
		    (int)(10 - strlen(row->name)), row->argument == NULL ? "" :
		    row->argument, row->help);
}

/* The socket that a configuration names; the caller frees it. */
static char *
socket_of(const char *path)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	struct conf	*conf = NULL;
	char		 line[1024], *name = NULL;
	size_t		 i;

	if (rep == NULL)
		err(1, NULL);
	if (conf_load(path, rep, &conf) == -1) {
		for (i = 0; i < report_kept(rep); i++) {
			finding_format(report_at(rep, i), line, sizeof(line));
			warnx("%s", line);
		}
		report_free(rep);
		errx(1, "%s cannot be used (see above), so nothing tells the "
		    "control socket; `-s socket' works without it", path);
	}
	report_free(rep);
	if (conf->control != NULL && (name = strdup(conf->control)) == NULL)
		err(1, NULL);
	conf_free(conf);
	if (name == NULL)
		errx(1, "%s has no `control \"path\"`: this mxd has no control "
		    "socket; signals can be used: SIGHUP reloads, SIGTERM "
		    "ends", path);
	return name;
}

static FILE *
connect_to(const char *path)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	FILE			*stream;
	int			 fd;

	if (strlcpy(un.sun_path, path, sizeof(un.sun_path)) >=
	    sizeof(un.sun_path))
		errx(1, "%s: the path is too long for a socket", path);
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1)
		err(1, "socket");
	if (connect(fd, (const struct sockaddr *)&un, sizeof(un)) == -1) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			errx(1, "mxd is not running: nobody answers at %s",
			    path);
		err(1, "%s", path);
	}
	if ((stream = fdopen(fd, "r+")) == NULL)
		err(1, NULL);
	return stream;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A template's line in the list of zones; "template" may be a zone's name. */
static bool
is_template(const char *line)
{
	const char	*name = line + strlen("template ");

	return strncmp(line, "template ", strlen("template ")) == 0 &&
	    strncmp(name + strcspn(name, " "), " domains ",
	    strlen(" domains ")) == 0;
}

/*
 * The zones by their names, what stands behind them as it comes.  It is
 * sorted here: a million zones would keep mxd from its work for a second.
 */
static void
print_sorted(FILE *stream)
{
	char	**lines = NULL, *line = NULL;
	size_t	  n = 0, room = 0, cap = 0, zones, i;

	while (getline(&line, &cap, stream) != -1) {
		if (n == room) {
			room = room == 0 ? 1024 : 2 * room;
			lines = reallocarray(lines, room, sizeof(*lines));
		}
		if (lines == NULL || (lines[n++] = strdup(line)) == NULL)
			err(1, NULL);
	}
	for (zones = 0; zones < n && !is_template(lines[zones]); zones++)
		;
	if (zones > 0)
		qsort(lines, zones, sizeof(*lines), compare_lines);
	for (i = 0; i < n; i++) {
		(void)fputs(lines[i], stdout);
		free(lines[i]);
	}
	free(lines);
	free(line);
}

static void
print_all(FILE *stream, FILE *to)
{
	char	 buf[BUFSIZ];
	size_t	 n;

	while ((n = fread(buf, 1, sizeof(buf), stream)) > 0)
		(void)fwrite(buf, 1, n, to);
}

/* Send the command, print the answer; the exit status. */
static int
talk(FILE *stream, const char *command, const char *argument)
{
	char	 buf[BUFSIZ];
	FILE	*to;
	int	 rc;

	if (fprintf(stream, "%s%s%s\n", command, argument == NULL ? "" : " ",
	    argument == NULL ? "" : argument) < 0 || fflush(stream) == EOF)
		err(1, "mxd does not listen");
	if (fgets(buf, sizeof(buf), stream) == NULL)
		errx(1, "mxd gave no answer");
	rc = strcmp(buf, "ok\n") == 0 ? 0 : 1;
	to = rc == 0 ? stdout : stderr;
	if (rc == 0 && strcmp(command, "zones") == 0)
		print_sorted(stream);
	else
		print_all(stream, to);
	if (fflush(to) == EOF || ferror(to) != 0)
		err(1, "the answer cannot be written");
	return rc;
}

/* A word, perhaps what it is about, and room for both in a line. */
static bool
is_command(int n, char *const *words)
{
	size_t	len = 0;
	int	i;

	for (i = 0; i < n; i++) {
		if (*words[i] == '\0' || strpbrk(words[i], " \n") != NULL)
			return false;
		len += strlen(words[i]) + 1;
	}
	return (n == 1 || n == 2) && len < CONTROL_LINE_MAX;
}

int
main(int argc, char **argv)
{
	const char	*conf = PATH_CONF, *path = NULL;
	char		*named = NULL;
	FILE		*stream;
	int		 c, rc;

	while ((c = getopt(argc, argv, "f:hs:V")) != -1) {
		switch (c) {
		case 'f':
			conf = optarg;
			break;
		case 'h':
			usage(stdout);
			return 0;
		case 's':
			path = optarg;
			break;
		case 'V':
			(void)printf("mxctl %s\n", MXD_VERSION);
			return 0;
		default:
			usage(stderr);
			return 1;
		}
	}
	if (!is_command(argc - optind, argv + optind)) {
		warnx("%s", argc == optind ? "which command?" :
		    "a command is one word, and perhaps one name");
		usage(stderr);
		return 1;
	}
	if (path == NULL)
		path = named = socket_of(conf);
	stream = connect_to(path);
	rc = talk(stream, argv[optind], argv[optind + 1]);
	(void)fclose(stream);
	free(named);
	return rc;
}
