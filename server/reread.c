/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "server/log.h"
#include "server/reread.h"

/* Findings of one configuration that are logged; the rest is counted. */
#define FINDINGS_MAX	200

struct conf *
reread(const char *path, struct account *account)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	struct conf	*conf = NULL;

	if (rep == NULL) {
		log_write(LEVEL_ERROR, "reload: out of memory; nothing is "
		    "changed");
		return NULL;
	}
	if (conf_load(path, rep, &conf) == -1)
		conf = NULL;
	log_report(path, rep);
	account_report(account, "conf", path, rep);
	if (conf == NULL)
		log_write(LEVEL_ERROR, "%s: it has errors; nothing is "
		    "changed, mxd goes on with the configuration it has",
		    path);
	report_free(rep);
	return conf;
}
