/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "server/listen.h"
#include "server/log.h"
#include "server/rehearse.h"

/* More interfaces than this cannot be wrong at once. */
#define FINDINGS_MAX	100

/* Is there a directory that the caller may use so?  errno says why not. */
static bool
has_directory(const char *path, int mode)
{
	struct stat	 st;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return access(path, mode) == 0;
}

/* systemd and others make /run/mxd just before they start mxd. */
static bool
is_made_at_start(const char *dir)
{
	size_t	 skip = 0;

	if (strncmp(dir, "/var/run/", strlen("/var/run/")) == 0)
		skip = strlen("/var/run/");
	else if (strncmp(dir, "/run/", strlen("/run/")) == 0)
		skip = strlen("/run/");
	return skip > 0 && strchr(dir + skip, '/') == NULL;
}

/*
 * The directory that a file would be made in; NULL: no such file.
 *
 * is_vital	without it mxd does not start
 * returns	-1 if it would not.  Who may not write there is only warned:
 *		another user may start mxd
 */
static int
want_parent(const char *what, const char *file, bool is_vital)
{
	char	 dir[PATH_MAX] = ".";
	char	*slash;

	if (file == NULL)
		return 0;
	if (strchr(file, '/') != NULL)	/* conf bounds its length */
		(void)strlcpy(dir, file, sizeof(dir));
	if ((slash = strrchr(dir, '/')) != NULL)
		slash[slash == dir] = '\0';
	if (has_directory(dir, W_OK | X_OK))
		return 0;
	if (is_vital && (errno == ENOENT || errno == ENOTDIR) &&
	    !is_made_at_start(dir)) {
		log_write(LEVEL_ERROR, "%s: directory %s: %s; mxd would not "
		    "start: make the directory, or name another", what, dir,
		    strerror(errno));
		return -1;
	}
	log_write(LEVEL_WARNING, "%s: directory %s: %s; make it before mxd "
	    "starts (a service may do so), or name another", what, dir,
	    strerror(errno));
	return 0;
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

	if (want_parent("pidfile", conf->pidfile, true) == -1)
		rc = -1;
	if (want_parent("control", conf->control, true) == -1)
		rc = -1;
	if (conf->log_target == LOG_TO_FILE)
		(void)want_parent("log to file", conf->log_file, false);
	if (conf->chroot == NULL || has_directory(conf->chroot, X_OK))
		return rc;
	log_write(LEVEL_ERROR, "chroot: directory %s: %s; mxd would not "
	    "start: make the directory, or name another", conf->chroot,
	    strerror(errno));
	return -1;
}

int
rehearse_reload(const struct conf *conf)
{
	size_t	 i;
	int	 rc = 0;

	for (i = 0; i < conf->nfiles; i++) {
		if (access(conf->files[i].path, R_OK) == 0)
			continue;
		log_write(LEVEL_WARNING, "%s: %s for the user that mxd "
		    "becomes; a reload would fail: give the file to a group "
		    "of that user, and mode 640", conf->files[i].path,
		    strerror(errno));
		rc = -1;
	}
	return rc;
}
