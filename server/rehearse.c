/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "server/listen.h"
#include "server/log.h"
#include "server/rehearse.h"

/* More interfaces than this cannot be wrong at once. */
#define FINDINGS_MAX	100

/* Is there a directory, to be searched or (W_OK) written? */
static int
need_directory(const char *what, const char *path, int mode)
{
	struct stat	 st;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		errno = ENOTDIR;
	else if (access(path, mode) == 0)
		return 0;
	log_write(LEVEL_ERROR, "%s: directory %s: %s; mxd would not start: "
	    "make the directory, or name another", what, path,
	    strerror(errno));
	return -1;
}

/* The directory that a file would be made in; NULL: no such file. */
static int
need_parent(const char *what, const char *file)
{
	char	 dir[PATH_MAX];
	char	*slash;

	if (file == NULL)
		return 0;
	(void)strlcpy(dir, file, sizeof(dir));	/* conf bounds its length */
	if ((slash = strrchr(dir, '/')) == NULL)
		return need_directory(what, ".", W_OK | X_OK);
	slash[slash == dir] = '\0';
	return need_directory(what, dir, W_OK | X_OK);
}

static int
need_interfaces(const struct conf *conf)
{
	struct listen_set	 set;
	struct report		*rep = report_new(FINDINGS_MAX);
	int			 rc;

	if (rep == NULL) {
		log_write(LEVEL_ERROR, "listen: out of memory");
		return -1;
	}
	rc = listen_plan(conf, rep, &set);
	listen_clear(&set, 0);
	log_report("listen", rep);
	report_free(rep);
	return rc;
}

int
rehearse_start(const struct conf *conf)
{
	int	 rc = need_interfaces(conf);

	if (conf->chroot != NULL &&
	    need_directory("chroot", conf->chroot, X_OK) == -1)
		rc = -1;
	if (need_parent("pidfile", conf->pidfile) == -1)
		rc = -1;
	if (need_parent("control", conf->control) == -1)
		rc = -1;
	if (conf->log_target == LOG_TO_FILE &&
	    need_parent("log to file", conf->log_file) == -1)
		rc = -1;
	return rc;
}

int
rehearse_reload(const struct conf *conf)
{
	size_t	 i;
	int	 rc = 0;

	for (i = 0; i < conf->nfiles; i++) {
		if (access(conf->files[i].path, R_OK) == 0)
			continue;
		log_write(LEVEL_WARNING, "%s: %s for the user that mxd becomes; "
		    "a reload would fail: give the file to a group of that "
		    "user, and mode 640", conf->files[i].path,
		    strerror(errno));
		rc = -1;
	}
	return rc;
}
