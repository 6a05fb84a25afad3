/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "conf/checkup.h"
#include "zones/check.h"
#include "zones/explain.h"
#include "zones/mem.h"
#include "zones/origin.h"
#include "zones/present.h"
#include "zones/source.h"
#include "zones/text.h"
#include "zones/version.h"

/* What a file must be called to say its origin itself. */
#define SUFFIX	".zone"

/* Findings that are kept, to be sorted; people mend a few at a time. */
#define KEPT_MAX	100000

/* More ids than there will be: for "did you mean". */
#define IDS_MAX		512

enum status {
	STATUS_CLEAN,
	STATUS_WARNINGS,
	STATUS_ERRORS,
	STATUS_UNREADABLE	/* or nothing could be checked at all */
};

/* What the command line says, and what is made of it. */
struct run {
	const char	*origin;	/* -o */
	const char	*domains;	/* -t */
	enum severity	 least;		/* that is shown */
	bool		 is_json;
	bool		 is_strict;	/* -W */
	struct report	*rep;
	struct checkup	*checkup;
	struct conf	*conf;		/* -f; or NULL */
	struct source	 input;		/* standard input, once read */
};

static void
usage(FILE *to)
{
	(void)fprintf(to, "usage: mxcheck [-jqvW] [-b [origin=]file]"
	    " [-C host=file] [-o origin]\n"
	    "           [-P domain=file] [origin=]file ...\n"
	    "       mxcheck [-jqvW] [-b [origin=]file] [-C host=file]"
	    " [-P domain=file] -f mxd.conf\n"
	    "       mxcheck [-jqvW] -t domains file\n"
	    "       mxcheck -e id | -h | -l | -V\n\n"
	    "  -b [origin=]file  a version before, to compare\n"
	    "  -C host=file      the certificate of a mail host, for TLSA\n"
	    "  -e id             explain a check\n"
	    "  -f mxd.conf       all zones of a configuration\n"
	    "  -h                print this\n"
	    "  -j                findings as JSON, one a line\n"
	    "  -l                list all checks\n"
	    "  -o origin         the name of the zone\n"
	    "  -P domain=file    the MTA-STS policy of a domain\n"
	    "  -q                errors only\n"
	    "  -t domains        the file is a template for these domains\n"
	    "  -v                advice too\n"
	    "  -V                print the version\n"
	    "  -W                warnings count as errors\n");
}

/* why is NULL where getopt(3) has said it. */
static void
reject_usage(const char *why)
{
	if (why != NULL)
		warnx("%s", why);
	usage(stderr);
	exit(STATUS_UNREADABLE);
}

static void
no_memory(void)
{
	err(STATUS_UNREADABLE, NULL);
}

static void
list_rules(void)
{
	const struct check_rule	*rule;
	size_t			 i;

	for (i = 0; (rule = check_row(i)) != NULL; i++)
		printf("%-29s %-7s %s\n", check_id(rule),
		    severity_name(check_severity(rule)), check_summary(rule));
}

static const char *
nearest_id(const char *id)
{
	const char		*ids[IDS_MAX];
	const struct check_rule	*rule;
	size_t			 n = 0;

	while (n < IDS_MAX && (rule = check_row(n)) != NULL)
		ids[n++] = check_id(rule);
	return text_nearest(id, strlen(id), ids, n);
}

static void
print_example(const char *text)
{
	size_t	len;

	printf("\nExample:\n");
	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		printf("    %.*s\n", (int)len, text);
	}
}

static void
explain(const char *id)
{
	const struct check_rule	*rule = check_find(id, strlen(id));
	const struct explain	*row;
	const char		*near;

	if (rule == NULL && (near = nearest_id(id)) != NULL)
		errx(STATUS_UNREADABLE, "there is no check \"%s\"; did you"
		    " mean %s?", id, near);
	if (rule == NULL)
		errx(STATUS_UNREADABLE, "there is no check \"%s\"; mxcheck -l"
		    " lists them", id);
	printf("%s (%s)\n\n%s\n", id, severity_name(check_severity(rule)),
	    check_summary(rule));
	if ((row = explain_find(id)) == NULL)
		return;
	printf("%s\n", row->harm);
	if (*row->example != '\0')
		print_example(row->example);
	printf("\nCure: %s\n", row->cure);
	if (*row->rfc != '\0')
		printf("See:  %s\n", row->rfc);
}

static void
read_name(const char *text, size_t len, const char *what, struct name *out)
{
	const char	*why;

	if (name_from_text(out, text, len, NULL, &why) == -1)
		errx(STATUS_UNREADABLE, "%s \"%.*s\": %s", what, (int)len,
		    text, why);
}

static void
read_file(const char *path, struct source *out)
{
	struct file_id	id;
	char		why[SOURCE_WHY_BYTES];

	if (source_read(path, NULL, out, &id, why) == -1)
		errx(STATUS_UNREADABLE, "%s: %s", path, why);
}

/* Standard input may be a pipe, so it is read to its end. */
static void
read_input(struct source *out)
{
	char	*p;
	size_t	 cap = 0;
	size_t	 n;

	do {
		p = array_grow(out->text, out->len_bytes, &cap, 1);
		if (p == NULL)
			no_memory();
		out->text = p;
		n = fread(p + out->len_bytes, 1, cap - out->len_bytes, stdin);
		out->len_bytes += n;
	} while (n > 0);
	if (ferror(stdin))
		err(STATUS_UNREADABLE, "standard input");
	if ((p = realloc(out->text, out->len_bytes + 1)) == NULL)
		no_memory();
	out->text = p;
	p[out->len_bytes] = '\0';
}

/* dir/example.com.zone is the zone example.com. */
static bool
is_named(const char *path, const char **name, size_t *len)
{
	const char	*base = strrchr(path, '/');

	*name = base == NULL ? path : base + 1;
	*len = strlen(*name);
	if (*len <= strlen(SUFFIX) ||
	    strcmp(*name + *len - strlen(SUFFIX), SUFFIX) != 0)
		return false;
	*len -= strlen(SUFFIX);
	return true;
}

/* What the SOA of a text says of its own name. */
static void
apex_of_text(const struct source *text, const char *path, struct name *out)
{
	if (origin_of_text(text->text, text->len_bytes, out) == -1)
		errx(STATUS_UNREADABLE, "%s: of which zone is it? write -o"
		    " example.com, or example.com=%s, or call the file"
		    " example.com%s; or -t domains, if it is a template",
		    path, path, SUFFIX);
}

/* In this order: origin=, -o, the file's name, its SOA. */
static void
find_apex(const struct run *run, const char *word, const char *path,
    struct name *out)
{
	struct source	 text = {.text = NULL};
	const char	*name;
	size_t		 len;

	if (path != word) {
		read_name(word, (size_t)(path - word - 1), "origin", out);
	} else if (run->origin != NULL) {
		read_name(run->origin, strlen(run->origin), "origin", out);
	} else if (is_named(path, &name, &len)) {
		read_name(name, len, "origin", out);
	} else if (run->input.text != NULL && strcmp(path, "-") == 0) {
		apex_of_text(&run->input, path, out);
	} else {
		read_file(path, &text);
		apex_of_text(&text, path, out);
		free(text.text);
	}
}

static bool
is_file(const char *path)
{
	return strcmp(path, "-") == 0 || access(path, F_OK) == 0;
}

/* Behind "word=".  A directory may be called a=b, and a zone of RFC 2317
   0/26.2.0.192.in-addr.arpa: with a slash the files decide. */
static const char *
behind_equals(const char *word)
{
	const char	*equals = strchr(word, '=');

	if (equals == NULL || equals == word ||
	    (memchr(word, '/', (size_t)(equals - word)) != NULL &&
	    (is_file(word) || !is_file(equals + 1))))
		return word;
	return equals + 1;
}

/* [origin=]file; - is standard input. */
static void
add_file(struct run *run, const char *word, bool is_before)
{
	struct checkup_zone	 z = {.path = behind_equals(word)};
	struct name		 apex;

	if (strcmp(z.path, "-") == 0) {
		if (run->input.text != NULL)
			errx(STATUS_UNREADABLE, "standard input can be one"
			    " zone only");
		read_input(&run->input);
		z.text = run->input.text;
		z.text_len = run->input.len_bytes;
	}
	find_apex(run, word, z.path, &apex);
	z.apex = &apex;
	if ((is_before ? checkup_before(run->checkup, &z) :
	    checkup_add(run->checkup, &z)) == -1)
		no_memory();
}

/* name=file */
static void
add_extra(struct run *run, enum extra_kind kind, const char *word)
{
	const char	*path = behind_equals(word);
	struct source	 text;
	struct name	 name;

	if (path == word)
		errx(STATUS_UNREADABLE, "\"%s\": write %s", word,
		    kind == EXTRA_POLICY ? "-P domain=file" : "-C host=file");
	read_name(word, (size_t)(path - word - 1), "name", &name);
	read_file(path, &text);
	if (extras_add(checkup_extras(run->checkup), kind, &name, text.text,
	    text.len_bytes) == -1)
		no_memory();
	free(text.text);
}

static void
add_conf(struct run *run, const char *path)
{
	if (run->conf != NULL)
		errx(STATUS_UNREADABLE, "-f can be given once");
	if (conf_load(path, run->rep, &run->conf) == -1)
		return;		/* reported; there is nothing to check */
	if (checkup_add_conf(run->checkup, run->conf) == -1)
		no_memory();
}

/* One list, and so one template: a domain has one. */
static void
add_template(struct run *run, const char *path)
{
	const struct hosting_setup	setup = {.path = path,
	    .list = run->domains};

	if (strcmp(path, "-") == 0 || strcmp(run->domains, "-") == 0)
		errx(STATUS_UNREADABLE, "-t does not read standard input; name"
		    " two files: mxcheck -t domains file");
	if (checkup_add_template(run->checkup, &setup) == -1)
		no_memory();
}

/* What was not shown is counted. */
static void
sum_up(const struct run *run)
{
	size_t	infos = report_count(run->rep, SEV_INFO);
	size_t	shown = 0;
	int	sev;

	for (sev = (int)run->least; sev <= SEV_ERROR; sev++)
		shown += report_count(run->rep, (enum severity)sev);
	if (report_kept(run->rep) < shown)
		warnx("%zu more findings are not shown; mend these first",
		    shown - report_kept(run->rep));
	if (run->least == SEV_WARNING && infos > 0 && !run->is_json)
		warnx("%zu piece%s of advice not shown; -v shows %s", infos,
		    infos == 1 ? "" : "s", infos == 1 ? "it" : "them");
}

static void
print_findings(const struct run *run)
{
	const char		*no_color = getenv("NO_COLOR");
	struct presenter	 p;
	size_t			 i;

	presenter_init(&p, stdout);
	p.is_json = run->is_json;
	/* https://no-color.org: set and not empty means none. */
	p.is_rich = isatty(STDOUT_FILENO) &&
	    (no_color == NULL || *no_color == '\0');
	for (i = 0; i < report_kept(run->rep); i++) {
		present(&p, report_at(run->rep, i));
	}
	presenter_clear(&p);
	if (fflush(stdout) == EOF || ferror(stdout))
		err(STATUS_UNREADABLE, "standard output");
	sum_up(run);
}

static enum status
run_checks(struct run *run)
{
	const char	*path;
	const char	*other;

	if (run->conf == NULL &&
	    checkup_find_twice(run->checkup, &path, &other))
		errx(STATUS_UNREADABLE, "%s and %s are given as the same"
		    " zone; leave one out", path, other);
	if (checkup_run(run->checkup, (uint32_t)time(NULL),
	    arc4random()) == -1)
		no_memory();
	report_sort(run->rep);
	print_findings(run);
	if (!checkup_is_readable(run->checkup) ||
	    checkup_zones(run->checkup) == 0)
		return STATUS_UNREADABLE;
	if (report_count(run->rep, SEV_ERROR) > 0)
		return STATUS_ERRORS;
	if (report_count(run->rep, SEV_WARNING) > 0)
		return run->is_strict ? STATUS_ERRORS : STATUS_WARNINGS;
	return STATUS_CLEAN;
}

/* Options that print something and end. */
static bool
answer(int ch, const char *arg)
{
	switch (ch) {
	case 'e':
		explain(arg);
		return true;
	case 'h':
		usage(stdout);
		return true;
	case 'l':
		list_rules();
		return true;
	case 'V':
		(void)printf("mxcheck %s\n", MXD_VERSION);
		return true;
	default:
		return false;
	}
}

/* Options that take effect at once. */
static void
set_option(struct run *run, int ch)
{
	switch (ch) {
	case 'j':
		run->is_json = true;
		break;
	case 'o':
		run->origin = optarg;
		break;
	case 't':
		run->domains = optarg;
		break;
	case 'q':
		run->least = SEV_ERROR;
		break;
	case 'v':
		run->least = SEV_INFO;
		break;
	case 'W':
		run->is_strict = true;
		break;
	default:
		reject_usage(NULL);
	}
}

/* Options that name files wait for -o, which may stand behind them. */
static void
take_file(struct run *run, int ch, const char *arg)
{
	switch (ch) {
	case 'b':
		add_file(run, arg, true);
		break;
	case 'C':
		add_extra(run, EXTRA_CERTIFICATE, arg);
		break;
	case 'f':
		add_conf(run, arg);
		break;
	case 'P':
		add_extra(run, EXTRA_POLICY, arg);
		break;
	}
}

static const char	options[] = "b:C:e:f:hjlo:P:qt:vVW";

static void
read_options(struct run *run, int argc, char *argv[])
{
	bool	has_conf = false;
	int	ch;

	while ((ch = getopt(argc, argv, options)) != -1) {
		has_conf |= ch == 'f';
		if (answer(ch, optarg))
			exit(fflush(stdout) == EOF ? STATUS_UNREADABLE :
			    STATUS_CLEAN);
		if (strchr("bCfP", ch) == NULL)
			set_option(run, ch);
	}
	if (has_conf && optind != argc)
		reject_usage("-f names all zones; leave out the files behind"
		    " it");
	if (!has_conf && optind == argc)
		reject_usage("which file is to be checked?");
	if (run->domains != NULL && (argc - optind != 1 || run->origin != NULL))
		reject_usage("-t goes with one file, and not with -f or -o");
	optind = 1;
	/* What is not shown needs no text. */
	report_keep_least(run->rep, run->least);
	while ((ch = getopt(argc, argv, options)) != -1)
		if (optarg != NULL)
			take_file(run, ch, optarg);
	for (; optind < argc; optind++) {
		if (run->domains == NULL)
			add_file(run, argv[optind], false);
		else
			add_template(run, argv[optind]);
	}
}

int
main(int argc, char *argv[])
{
	struct run	run = {.least = SEV_WARNING};
	enum status	status;

	if ((run.rep = report_new(KEPT_MAX)) == NULL ||
	    (run.checkup = checkup_new(run.rep)) == NULL)
		no_memory();
	read_options(&run, argc, argv);
	status = run_checks(&run);
	checkup_free(run.checkup);
	conf_free(run.conf);
	report_free(run.rep);
	free(run.input.text);
	return (int)status;
}
