/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"
#include "server/named.h"
#include "server/title.h"

/* Has a directory a file for this zone, of the usual name? */
static bool
has_file(const struct conf *conf, const struct name *apex)
{
	char	 file[NAME_TEXT_MAX + sizeof(ZONE_SUFFIX)], path[PATH_MAX];
	size_t	 i;

	(void)title_name(apex->wire, file);
	(void)strlcat(file, ZONE_SUFFIX, sizeof(file));
	for (i = 0; i < conf->nzone_dirs; i++)
		if (home_join(conf->zone_dirs[i].path, file, path) != NULL &&
		    access(path, F_OK) == 0)
			return true;
	return false;
}

static int
refuse(char **why, const char *word, const char *fault)
{
	int	 n;

	if (fault != NULL)
		n = asprintf(why, "%s is no domain name: %s; nothing was "
		    "reloaded", word, fault);
	else
		n = asprintf(why, "there is no zone %s here, and no file of "
		    "it in a directory of zones; nothing was reloaded; a new "
		    "zone of mxd.conf needs `mxctl reload' without names",
		    word);
	if (n == -1)
		*why = NULL;
	return -1;
}

static void
add_template(struct named *out)
{
	out->touched[out->n++] = (struct touched){.is_hosted = true};
}

/* There is room for it. */
static int
add_word(const struct recheck_world *w, const char *word, struct named *out,
    char **why)
{
	struct name		*apex = &out->apexes[out->n];
	const struct zone	*zone;
	const char		*fault;

	if (hosts_find(inventory_hosts(w->inventory), word) != NULL) {
		add_template(out);
		return 0;
	}
	if (name_from_text(apex, word, strlen(word), NULL, &fault) == -1)
		return refuse(why, word, fault);
	name_lower(apex);
	zone = table_exact(w->table, apex);
	if (zone != NULL && zone->is_hosted) {
		add_template(out);
		return 0;
	}
	if (inventory_find(w->inventory, apex->wire, apex->len) == NULL &&
	    !has_file(w->conf, apex))
		return refuse(why, word, NULL);
	out->touched[out->n++] = (struct touched){.apex = apex->wire};
	return 0;
}

static size_t
count_words(const char *words)
{
	size_t	 n = 1;

	for (; *words != '\0'; words++)
		n += *words == ' ';
	return n;
}

int
named_find(const struct recheck_world *w, const char *words,
    struct named *out, char **why)
{
	char	*copy = strdup(words), *rest = copy;
	char	*word;
	size_t	 n = count_words(words);
	int	 rc = 0;

	*why = NULL;
	out->n = 0;
	out->touched = calloc(n, sizeof(*out->touched));
	out->apexes = calloc(n, sizeof(*out->apexes));
	if (copy == NULL || out->touched == NULL || out->apexes == NULL)
		rc = -1;
	while (rc == 0 && (word = strsep(&rest, " ")) != NULL)
		if (*word != '\0')
			rc = add_word(w, word, out, why);
	free(copy);
	return rc;
}

void
named_clear(struct named *n)
{
	free(n->touched);
	free(n->apexes);
	*n = (struct named){.n = 0};
}
