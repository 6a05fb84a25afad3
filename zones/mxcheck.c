/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "zones/check.h"
#include "zones/load.h"
#include "zones/mem.h"
#include "zones/name.h"
#include "zones/report.h"
#include "zones/table.h"
#include "zones/version.h"
#include "zones/zone.h"

/* What a file must be called to say its origin itself. */
#define SUFFIX	".zone"

/* Findings that are kept, to be sorted; people mend a few at a time. */
#define KEPT_MAX	100000

/* Two names, a path and a sentence; longer lines are cut. */
#define LINE_BYTES	8192

enum status {
	STATUS_CLEAN,
	STATUS_WARNINGS,
	STATUS_ERRORS,
	STATUS_UNREADABLE	/* or nothing could be checked at all */
};

/* A file to check. */
struct job {
	const char	*path;		/* of the command line */
	struct name	 apex;		/* lower case */
	struct loaded	 loaded;
	struct zone	*zone;		/* counted; NULL: not loaded */
};

struct jobs {
	struct job	*all;
	size_t		 n;
	size_t		 cap;
	struct report	*rep;
	struct table	*table;
};

static void
usage(FILE *to)
{
	(void)fprintf(to, "usage: mxcheck [-qv] [-o origin]"
	    " [origin=]file ...\n       mxcheck -h | -l | -V\n\n"
	    "  -h         print this\n"
	    "  -l         list all checks\n"
	    "  -o origin  the name of the zone\n"
	    "  -q         errors only\n"
	    "  -v         advice too\n"
	    "  -V         print the version\n");
}

static void
reject_usage(void)
{
	usage(stderr);
	exit(STATUS_UNREADABLE);
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

static void
set_apex(struct job *job, const char *text, size_t len)
{
	const char	*why;

	if (name_from_text(&job->apex, text, len, NULL, &why) == -1)
		errx(STATUS_UNREADABLE, "origin \"%.*s\": %s", (int)len, text,
		    why);
	name_lower(&job->apex);
}

/* dir/example.com.zone is the zone example.com. */
static void
set_apex_of_path(struct job *job)
{
	const char	*base = strrchr(job->path, '/');
	size_t		 len;

	base = base == NULL ? job->path : base + 1;
	len = strlen(base);
	if (len <= strlen(SUFFIX) ||
	    strcmp(base + len - strlen(SUFFIX), SUFFIX) != 0)
		errx(STATUS_UNREADABLE, "%s: of which zone is it? write"
		    " example.com=%s, or call it example.com%s", job->path,
		    job->path, SUFFIX);
	set_apex(job, base, len - strlen(SUFFIX));
}

static void
add_job(struct jobs *jobs, const char *word, const char *origin)
{
	const char	*equals = strchr(word, '=');
	struct job	*job;

	/* A directory may be called a=b. */
	if (equals != NULL && memchr(word, '/', (size_t)(equals - word)) !=
	    NULL)
		equals = NULL;
	job = array_grow(jobs->all, jobs->n, &jobs->cap, sizeof(*job));
	if (job == NULL)
		err(STATUS_UNREADABLE, NULL);
	jobs->all = job;
	job += jobs->n;
	memset(job, 0, sizeof(*job));
	job->path = equals == NULL ? word : equals + 1;
	if (equals != NULL)
		set_apex(job, word, (size_t)(equals - word));
	else if (origin != NULL)
		set_apex(job, origin, strlen(origin));
	else
		set_apex_of_path(job);
	jobs->n++;
}

/* Returns whether the file could be read. */
static bool
load_job(struct jobs *jobs, struct job *job, struct table_edit *edit)
{
	static const struct file_id	 none;
	const struct load_source	 src = {.apex = &job->apex,
	    .path = job->path, .seed = arc4random()};
	const struct zone_file		*file;

	(void)load_zone(&src, jobs->rep, &job->loaded);	/* it is reported */
	job->zone = zone_new(&job->apex, job->loaded.content, true, 0);
	if (job->zone == NULL)
		err(STATUS_UNREADABLE, NULL);
	job->loaded.content = NULL;	/* the zone has it */
	if (table_edit_put(edit, zone_ref(job->zone)) == -1)
		err(STATUS_UNREADABLE, NULL);
	file = job->loaded.files;
	return job->loaded.nfiles > 0 &&
	    memcmp(&file->id, &none, sizeof(none)) != 0;
}

/* Of two files for one zone the table holds one. */
static void
check_distinct(const struct jobs *jobs)
{
	const struct zone	*other;
	size_t			 i;
	size_t			 k;

	for (i = 0; i < jobs->n; i++) {
		other = table_exact(jobs->table, &jobs->all[i].apex);
		if (other == jobs->all[i].zone)
			continue;
		for (k = 0; jobs->all[k].zone != other; k++)
			;
		errx(STATUS_UNREADABLE, "%s and %s are given as the same"
		    " zone; leave one out", jobs->all[i].path,
		    jobs->all[k].path);
	}
}

/* All are loaded before any is checked: they refer to each other. */
static bool
load_all(struct jobs *jobs)
{
	struct table		*empty;
	struct table_edit	*edit;
	bool			 are_readable = true;
	size_t			 i;

	if ((empty = table_new(arc4random())) == NULL ||
	    (edit = table_edit_begin(empty)) == NULL)
		err(STATUS_UNREADABLE, NULL);
	for (i = 0; i < jobs->n; i++) {
		if (!load_job(jobs, &jobs->all[i], edit))
			are_readable = false;
	}
	if ((jobs->table = table_edit_commit(edit)) == NULL)
		err(STATUS_UNREADABLE, NULL);
	table_free(empty);
	check_distinct(jobs);
	return are_readable;
}

static void
print_findings(const struct report *rep, enum severity least)
{
	static char		 line[LINE_BYTES];
	const struct finding	*f;
	size_t			 all;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (f->severity < least)
			continue;
		finding_format(f, line, sizeof(line));
		(void)puts(line);	/* checked at the end */
	}
	all = report_count(rep, SEV_ERROR) + report_count(rep, SEV_WARNING) +
	    report_count(rep, SEV_INFO);
	if (all > i)
		warnx("%zu more findings are not shown; mend these first",
		    all - i);
}

static enum status
check_all(struct jobs *jobs, enum severity least)
{
	struct check_input	from = {.now_s = (uint32_t)time(NULL)};
	struct roles		*roles;
	bool			are_readable;
	size_t			i;

	are_readable = load_all(jobs);
	if ((roles = roles_new(arc4random())) == NULL)
		err(STATUS_UNREADABLE, NULL);
	for (i = 0; i < jobs->n; i++) {
		if (roles_add(roles, jobs->all[i].zone, false) == -1)
			err(STATUS_UNREADABLE, NULL);
	}
	from.served = jobs->table;
	from.roles = roles;
	for (i = 0; i < jobs->n; i++) {
		from.zone = jobs->all[i].zone;
		from.places = jobs->all[i].loaded.places;
		check_zone(&from, jobs->rep);
	}
	roles_free(roles);
	report_sort(jobs->rep);
	print_findings(jobs->rep, least);
	if (!are_readable)
		return STATUS_UNREADABLE;
	if (report_count(jobs->rep, SEV_ERROR) > 0)
		return STATUS_ERRORS;
	return report_count(jobs->rep, SEV_WARNING) > 0 ? STATUS_WARNINGS :
	    STATUS_CLEAN;
}

static void
jobs_clear(struct jobs *jobs)
{
	size_t	i;

	for (i = 0; i < jobs->n; i++) {
		zone_unref(jobs->all[i].zone);
		loaded_clear(&jobs->all[i].loaded);
	}
	free(jobs->all);
	table_free(jobs->table);
	report_free(jobs->rep);
}

int
main(int argc, char *argv[])
{
	struct jobs	 jobs = {0};
	enum severity	 least = SEV_WARNING;
	enum status	 status;
	const char	*origin = NULL;
	int		 ch;

	while ((ch = getopt(argc, argv, "hlo:qvV")) != -1) {
		switch (ch) {
		case 'h':
			usage(stdout);
			return STATUS_CLEAN;
		case 'l':
			list_rules();
			return STATUS_CLEAN;
		case 'o':
			origin = optarg;
			break;
		case 'q':
			least = SEV_ERROR;
			break;
		case 'v':
			least = SEV_INFO;
			break;
		case 'V':
			(void)printf("mxcheck %s\n", MXD_VERSION);
			return STATUS_CLEAN;
		default:
			reject_usage();
		}
	}
	if (optind == argc)
		reject_usage();
	if ((jobs.rep = report_new(KEPT_MAX)) == NULL)
		err(STATUS_UNREADABLE, NULL);
	for (; optind < argc; optind++)
		add_job(&jobs, argv[optind], origin);
	status = check_all(&jobs, least);
	jobs_clear(&jobs);
	if (fflush(stdout) == EOF)
		err(STATUS_UNREADABLE, "standard output");
	return (int)status;
}
