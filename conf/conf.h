/* SPDX-License-Identifier: ISC */
#ifndef MXD_CONF_H
#define MXD_CONF_H

#include <stddef.h>

#include "conf/settings.h"
#include "zones/report.h"

/*
 * Read and check a configuration file and all that it includes.  All
 * errors are reported in one run, each with file:line:column, what was
 * expected, and the nearest known word.
 *
 * *out		caller frees with conf_free()
 * returns	0, or -1 with at least one error in the report
 */
int conf_load(const char *path, struct report *, struct conf **out);

/* The same from memory; path serves messages and relative paths. */
int conf_load_text(const char *path, const char *text, size_t len_bytes,
    struct report *, struct conf **out);

/*
 * Only the path of its control socket, for who wants to talk with a daemon
 * that runs: also of a file with errors elsewhere, -1 then.
 *
 * *control	caller frees; NULL: it names none that can be read
 */
int conf_load_control(const char *path, struct report *, char **control);

void conf_free(struct conf *);

/*
 * The effective configuration, every default said, in a form that parses
 * back to the same.  Calls put with pieces of text, in order.
 */
void conf_print(const struct conf *, void (*put)(void *arg, const char *),
    void *arg);

#endif
