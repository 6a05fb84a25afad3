/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>
#include <sys/un.h>

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "server/control.h"
#include "server/paths.h"
#include "server/rows.h"
#include "zones/kept.h"
#include "zones/version.h"

/* Where mxd cannot be asked: of mxcheck 1 means warnings. */
#define CHECK_FAILS	3

/* What to exit with then. */
static int	failure = 1;

/* Failures are told to a program. */
static bool	is_json;

/* Findings that are kept of a configuration that cannot be read. */
#define FINDINGS_MAX	20

static void fail(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), noreturn));

/* As errx(); as JSON on standard output, which mxctl(8) promises. */
static void
fail(const char *fmt, ...)
{
	va_list	 ap;
	char	*why;

	va_start(ap, fmt);
	if (vasprintf(&why, fmt, ap) == -1)
		why = NULL;
	va_end(ap);
	if (!is_json)
		errx(failure, "%s", why != NULL ? why : "out of memory");
	rows_error(stdout, ROWS_JSON, why != NULL ? why : "out of memory");
	free(why);
	exit(failure);
}

static void
usage(FILE *to)
{
	const struct command_row	*row;
	size_t				 i;

	(void)fprintf(to, "usage: mxctl [-jV] [-f mxd.conf | -s socket] "
	    "command [name ...]\n\n");
	for (i = 0; (row = command_row(i)) != NULL; i++)
		(void)fprintf(to, "  %s %-*s %s\n", row->name,
		    (int)(18 - strlen(row->name)), row->argument == NULL ? "" :
		    row->argument, row->help);
}

/* It has errors, and names no socket that could be read. */
static void
refuse_conf(const char *path, const struct report *rep)
{
	const struct finding	*first = report_first_error(rep);
	char			 line[1024] = "out of memory";
	size_t			 i;

	if (first != NULL)
		finding_format(first, line, sizeof(line));
	if (is_json)
		fail("%s cannot be used, so nothing tells the control socket; "
		    "`-s socket' works without it: %s", path, line);
	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		warnx("%s", line);
	}
	fail("%s cannot be used (see above), so nothing tells the control "
	    "socket; `-s socket' works without it", path);
}

/*
 * The socket that a configuration names; the caller frees it.  An error
 * elsewhere in it does no harm: mxd may run, and says what it thinks of it
 * when it is to reload.
 */
static char *
socket_of(const char *path)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	char		*name;
	int		 rc;

	if (rep == NULL)
		fail("out of memory");
	rc = conf_load_control(path, rep, &name);
	if (rc == -1 && name == NULL)
		refuse_conf(path, rep);
	report_free(rep);
	if (name == NULL)
		fail("%s has no `control \"path\"': this mxd has no "
		    "control socket; signals can be used: SIGHUP reloads, "
		    "SIGTERM ends", path);
	if (rc == -1 && !is_json)
		warnx("%s has errors, which `mxd -n' tells; the control socket "
		    "that it names is asked", path);
	return name;
}

/* Nobody can be asked at this socket: why, and what to do. */
static void
no_answer(const char *path)
{
	if (errno == ENOENT)
		fail("mxd is not running: there is no socket %s; start it, or "
		    "name the socket with -s, if it is another or `control' "
		    "has changed since the start", path);
	if (errno == ECONNREFUSED)
		fail("mxd is not running: nobody answers at %s; start it",
		    path);
	if (errno == EACCES || errno == EPERM)
		fail("%s: %s: ask as root, or as a member of its group", path,
		    strerror(errno));
	fail("%s: %s", path, strerror(errno));
}

static FILE *
connect_to(const char *path)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	FILE			*stream;
	int			 fd;

	if (strlcpy(un.sun_path, path, sizeof(un.sun_path)) >=
	    sizeof(un.sun_path))
		fail("%s: the path is too long for a socket", path);
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1)
		fail("socket: %s", strerror(errno));
	if (connect(fd, (const struct sockaddr *)&un, sizeof(un)) == -1)
		no_answer(path);
	if ((stream = fdopen(fd, "r+")) == NULL)
		fail("out of memory");
	return stream;
}

/* A line of the list of zones, as text or as JSON; a name may begin with a
   comma. */
static const char *
name_in(const char *line)
{
	return is_json && *line == ',' ? line + 1 : line;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(name_in(*(char *const *)a), name_in(*(char *const *)b));
}

/* A template's line; "template" may be a zone's name. */
static bool
is_template(const char *line)
{
	const char	*name = line + strlen("template ");

	return strncmp(line, "template ", strlen("template ")) == 0 &&
	    strncmp(name + strcspn(name, " "), " domains ",
	    strlen(" domains ")) == 0;
}

/* JSON has the list behind a line that begins it. */
static bool
is_zone(const char *line)
{
	return is_json ? *name_in(line) == '{' : !is_template(line);
}

/* Of zones first to last. */
static void
print_zones(char **lines, size_t first, size_t last)
{
	size_t	 i;

	if (last > first)
		qsort(lines + first, last - first, sizeof(*lines),
		    compare_lines);
	for (i = first; i < last; i++)
		(void)printf("%s%s", is_json && i > first ? "," : "",
		    name_in(lines[i]));
}

KEPT_BEGIN	/* in lines */
/*
 * The zones by their names, what stands before and behind them as it comes.
 * It is sorted here: a million zones would keep mxd from its work for a
 * second.
 */
static void
print_sorted(FILE *stream, const char *pattern)
{
	char	**lines = NULL, **wider, *line = NULL;
	size_t	  n = 0, room = 0, cap = 0, first = is_json ? 1 : 0, last, i;

	while (getline(&line, &cap, stream) != -1) {
		if (n == room) {
			room = room == 0 ? 1024 : 2 * room;
			wider = reallocarray(lines, room, sizeof(*lines));
			if (wider == NULL)
				fail("out of memory");
			lines = wider;
		}
		if ((lines[n++] = strdup(line)) == NULL)
			fail("out of memory");
	}
	for (last = first; last < n && is_zone(lines[last]); last++)
		;
	if (n == 0 && pattern != NULL)
		warnx("no zone or template here is called %s, or so",
		    pattern);
	if (n > 0 && is_json)
		(void)fputs(lines[0], stdout);
	print_zones(lines, first, last);
	for (i = last; i < n; i++)
		(void)fputs(lines[i], stdout);
	for (i = 0; i < n; i++)
		free(lines[i]);
	free(lines);
	free(line);
}
KEPT_END

static void
print_all(FILE *stream, FILE *to)
{
	char	 buf[BUFSIZ];
	size_t	 n;

	while ((n = fread(buf, 1, sizeof(buf), stream)) > 0)
		(void)fwrite(buf, 1, n, to);
}

static void
send_words(FILE *stream, char *const *words)
{
	(void)fputs(is_json ? "json " : "", stream);
	for (; *words != NULL; words++)
		(void)fprintf(stream, "%s%s", *words, words[1] == NULL ?
		    "\n" : " ");
	if (fflush(stream) == EOF)
		fail("mxd does not listen: %s", strerror(errno));
}

/* "ok" or "error", and perhaps the status to exit with. */
static bool
read_head(FILE *stream, int *status)
{
	char	 buf[64], *number;
	bool	 is_ok;

	if (fgets(buf, sizeof(buf), stream) == NULL)
		fail("mxd gave no answer; perhaps it is just ending");
	number = buf + strcspn(buf, " \n");
	is_ok = number - buf == 2 && strncmp(buf, "ok", 2) == 0;
	*status = is_ok ? 0 : 1;
	if (*number == ' ')
		*status = (int)strtol(number + 1, NULL, 10);
	return is_ok;
}

/* Send the command, print the answer; the exit status. */
static int
talk(FILE *stream, char *const *words)
{
	FILE	*to;
	bool	 is_ok;
	int	 status;

	send_words(stream, words);
	is_ok = read_head(stream, &status);
	/* A document is one whatever it says. */
	to = is_ok || is_json ? stdout : stderr;
	if (is_ok && strcmp(words[0], "zones") == 0)
		print_sorted(stream, words[1]);
	else
		print_all(stream, to);
	if (fflush(to) == EOF || ferror(to) != 0)
		err(failure, "the answer cannot be written");
	return status;
}

/* Why these words are no command, or NULL. */
static const char *
fault_of(int n, char *const *words)
{
	size_t	len = strlen("json ");
	int	i;

	if (n == 0)
		return "which command?";
	for (i = 0; i < n; i++) {
		if (*words[i] == '\0' || strpbrk(words[i], " \n") != NULL)
			return "a word of a command is not empty and holds no "
			    "blank";
		len += strlen(words[i]) + 1;
	}
	return len < CONTROL_LINE_MAX ? NULL : "these are too many names for "
	    "one command; use several";
}

int
main(int argc, char **argv)
{
	const char	*conf = PATH_CONF, *path = NULL, *fault;
	char		*named = NULL;
	FILE		*stream;
	int		 c, rc;

	while ((c = getopt(argc, argv, "f:hjs:V")) != -1) {
		switch (c) {
		case 'f':
			conf = optarg;
			break;
		case 'h':
			usage(stdout);
			return 0;
		case 'j':
			is_json = true;
			break;
		case 's':
			path = optarg;
			break;
		case 'V':
			(void)printf("mxctl %s\n", MXD_VERSION);
			return 0;
		default:	/* getopt() has said why */
			if (is_json)
				fail("there is no such option, or it needs "
				    "something behind it");
			usage(stderr);
			return 1;
		}
	}
	if (argc > optind && strcmp(argv[optind], "check") == 0)
		failure = CHECK_FAILS;
	if ((fault = fault_of(argc - optind, argv + optind)) != NULL) {
		if (is_json)
			fail("%s", fault);
		warnx("%s", fault);
		usage(stderr);
		return 1;
	}
	if (path == NULL)
		path = named = socket_of(conf);
	stream = connect_to(path);
	rc = talk(stream, argv + optind);
	(void)fclose(stream);
	free(named);
	return rc;
}
