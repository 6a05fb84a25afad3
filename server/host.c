/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/host.h"

struct host *
host_new(const char *name, const char *path, const char *list,
    const char *include_root)
{
	struct host	*h;

	if ((h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	h->name = strdup(name);
	h->slabs = slabs_new();
	if (h->name != NULL && h->slabs != NULL &&
	    host_set_texts(h, path, list, include_root) == 0)
		return h;
	host_free(h);
	return NULL;
}

int
host_set_texts(struct host *h, const char *path, const char *list,
    const char *include_root)
{
	char	*new_path = strdup(path), *new_list = strdup(list);
	char	*root = NULL;

	if (include_root != NULL)
		root = strdup(include_root);
	if (new_path == NULL || new_list == NULL ||
	    (root == NULL && include_root != NULL)) {
		free(new_path);
		free(new_list);
		free(root);
		return -1;
	}
	free(h->path);
	free(h->list);
	free(h->include_root);
	h->path = new_path;
	h->list = new_list;
	h->include_root = root;
	return 0;
}

void
host_take_said(struct host *h, struct report *said[HOST_REPORTS],
    const bool is_said[HOST_REPORTS])
{
	enum host_report	 i;

	for (i = HOST_SERVED; i < HOST_REPORTS; i++) {
		if (!is_said[i])
			continue;
		report_free(h->said[i]);
		h->said[i] = said[i];
		said[i] = NULL;
	}
}

void
host_free(struct host *h)
{
	enum host_report	 i;

	if (h == NULL)
		return;
	for (i = HOST_SERVED; i < HOST_REPORTS; i++)
		report_free(h->said[i]);
	template_free(h->template);
	template_free(h->tried);
	lineset_free(h->lines);
	free(h->sums);
	slabs_close(h->slabs);
	free(h->name);
	free(h->path);
	free(h->list);
	free(h->include_root);
	free(h);
}

static void
forget_outcome(struct sample *s, struct examiner *ex)
{
	outcomes_give(examiner_outcomes(ex), s->outcome);
	s->outcome = NULL;
}

void
host_drop_sample(struct host *h, struct examiner *ex, size_t i)
{
	struct sample	*s = &h->samples[i];

	if (s->role != NULL)
		examiner_replace(ex, s->role, NULL);
	zone_unref(s->role);
	zone_unref(s->zone);
	loaded_clear(&s->loaded);
	forget_outcome(s, ex);
	h->nsamples--;
	memmove(s, s + 1, (h->nsamples - i) * sizeof(*s));
	memset(&h->samples[h->nsamples], 0, sizeof(*s));
	if (h->nsamples == 0)
		memset(h->checked, 0, sizeof(h->checked));
}

void
host_drop_samples(struct host *h, struct examiner *ex)
{
	while (h->nsamples > 0)
		host_drop_sample(h, ex, h->nsamples - 1);
}

void
hosts_clear(struct hosts *hosts, struct examiner *ex)
{
	size_t	 i;

	for (i = 0; i < hosts->n; i++) {
		host_drop_samples(hosts->host[i], ex);
		host_free(hosts->host[i]);
	}
	free(hosts->host);
	memset(hosts, 0, sizeof(*hosts));
}

struct host *
hosts_find(const struct hosts *hosts, const char *name)
{
	size_t	 i;

	for (i = 0; i < hosts->n; i++)
		if (strcmp(hosts->host[i]->name, name) == 0)
			return hosts->host[i];
	return NULL;
}

bool
host_owns(const struct host *h, const struct zone *z)
{
	return z->is_hosted && slab_owner(z, z->back) == h->slabs;
}

struct host *
hosts_owner(const struct hosts *hosts, const struct zone *z)
{
	size_t	 i;

	for (i = 0; i < hosts->n; i++)
		if (host_owns(hosts->host[i], z))
			return hosts->host[i];
	return NULL;
}

struct slot_range
host_range(const struct zone *z)
{
	return slots_taken(z->rotation_base, z->content == NULL ||
	    !z->does_rotate ? 0 : content_rotations(z->content));
}

size_t
hosts_dead(const struct hosts *hosts)
{
	size_t	 i, n = 0;

	for (i = 0; i < hosts->n; i++)
		n += hosts->host[i]->dead;
	return n;
}

size_t
host_count(const struct host *h, enum severity sev)
{
	return h->at_load[sev] + h->in_list[sev] + h->checked[sev] +
	    (sev == SEV_ERROR ? h->unserved : 0);
}

size_t
hosts_failing(const struct hosts *hosts)
{
	size_t	 i, n = 0;

	for (i = 0; i < hosts->n; i++)
		n += hosts->host[i]->kept + hosts->host[i]->dead;
	return n;
}

void
hosts_paths(const struct hosts *hosts, void (*fn)(void *, const char *),
    void *arg)
{
	const struct zone_file	*files;
	const struct template	*t;
	const struct host	*h;
	size_t			 i, k, n;

	for (i = 0; i < hosts->n; i++) {
		h = hosts->host[i];
		fn(arg, h->list);
		t = h->tried != NULL ? h->tried : h->template;
		if (t == NULL) {
			fn(arg, h->path);
			continue;
		}
		files = template_files(t, &n);
		for (k = 0; k < n; k++)
			fn(arg, files[k].path);
	}
}
