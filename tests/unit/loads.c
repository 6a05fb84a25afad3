/* SPDX-License-Identifier: ISC */
#include "tests/unit/loads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";

const char *
path_of(const char *name)
{
	static char	 path[PATH_MAX_BYTES];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

void
put_file(const char *name, const char *text)
{
	char	 next[PATH_MAX_BYTES];

	(void)snprintf(next, sizeof(next), "%s/.next", dir);
	write_file(next, text);
	assert_int_equal(rename(next, path_of(name)), 0);
}

void
put_zone(const char *name, unsigned serial, const char *more)
{
	char	 text[512];

	(void)snprintf(text, sizeof(text), "$TTL 60\n@ SOA ns h %u 1 1 1 1\n"
	    "@ NS ns\nns A 192.0.2.1\nns A 192.0.2.2\n%s", serial, more);
	put_file(name, text);
}

static void
remove_files(void)
{
	static const char *const names[] = {
		"a.zone", "b.zone", "c.zone", "A.zone", "x..y.zone",
		".hidden.zone", "other", "b.inc"
	};
	size_t	 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(path_of(names[i]));
}

void
configure(struct loads *w, const char *text)
{
	struct report	*rep = report_new(10);

	conf_free(w->conf);
	w->conf = NULL;
	assert_non_null(rep);
	assert_int_equal(conf_load_text(path_of("mxd.conf"), text,
	    strlen(text), rep, &w->conf), 0);
	report_free(rep);
}

void
loads_open(struct loads *w)
{
	memset(w, 0, sizeof(*w));
	remove_files();
	w->inventory = inventory_new(1);
	w->slots = slots_new();
	w->table = table_new(1);
	configure(w, "zones in \".\"\n");
}

void
loads_close(struct loads *w)
{
	table_free(w->table);
	inventory_free(w->inventory);
	slots_free(w->slots);
	conf_free(w->conf);
	remove_files();
}

const char *
look(struct loads *w, const struct touched *touched, size_t n)
{
	static const atomic_bool	 never;
	static char			 text[RELOAD_TEXT_MAX];
	struct round			 r = {
		.inventory = w->inventory, .slots = w->slots,
		.old = w->table, .generation = w->generation + 1,
		.is_cancelled = &never, .is_first = !w->is_started,
		.crew = w->crew, .touched = touched, .ntouched = n,
		.advice_max = 100
	};

	w->is_started = true;
	if (reload_zones(&r, w->conf) == -1) {
		assert_null(r.table);
		return "refused";
	}
	if (w->left_advice > 0) {
		w->left_advice--;
		assert_false(reload_advise_some(&r, 0));
		reload_advise_stop(&r);
	} else {
		reload_advise(&r);
	}
	if (r.table != NULL) {
		table_free(w->table);
		w->table = r.table;
		w->generation++;
		slots_collect(w->slots, w->generation);
	}
	return round_to_text(&r, text);
}

const char *
reload(struct loads *w)
{
	return look(w, NULL, 0);
}

long
serial_of(const struct loads *w, const char *apex)
{
	struct name		 name = name_of(apex);
	const struct zone	*z = table_exact(w->table, &name);

	return z == NULL ? -1 : (long)zone_serial(z);
}

bool
is_stale(const struct loads *w, const char *apex)
{
	struct name		 name = name_of(apex);
	const struct zone	*z = table_exact(w->table, &name);

	assert_non_null(z);
	return z->is_stale;
}

/* What is logged is for other tests; here it would only be in the way. */
int
loads_begin(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_DEBUG,
		.file = "/dev/null"
	};

	(void)state;
	/* More groups than one may run in this process. */
	memset(dir + sizeof(dir) - sizeof("XXXXXX"), 'X', 6);
	return mkdtemp(dir) == NULL ? -1 : log_open(&set);
}

int
loads_end(void **state)
{
	(void)state;
	log_close();
	return rmdir(dir);
}
