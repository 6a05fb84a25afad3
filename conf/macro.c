/* SPDX-License-Identifier: ISC */
#include "conf/macro.h"

#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"
#include "zones/text.h"

bool
macro_is_name(const char *text, size_t len)
{
	size_t	i;
	char	c;

	for (i = 0; i < len; i++) {
		c = text[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    c == '_' || (i > 0 && c >= '0' && c <= '9'))
			continue;
		return false;
	}
	return len > 0;
}

static struct macro *
find(const struct macros *ms, const struct lexeme *name)
{
	struct macro	*m;
	size_t		 i;

	for (i = 0; i < ms->n; i++) {
		m = &ms->all[i];
		if (strncmp(m->name, name->text, name->len) == 0 &&
		    m->name[name->len] == '\0')
			return m;
	}
	return NULL;
}

static int
reject(const struct lexeme *name, struct report *rep, const char *text)
{
	report_add(rep, SEV_ERROR, &name->at, "conf-macro", NULL,
	    "macro \"%.*s\" %s", (int)name->len, name->text, text);
	return -1;
}

int
macro_define(struct macros *ms, const struct lexeme *name,
    const struct lexeme *value, struct arena *arena, struct report *rep)
{
	const struct macro	*old;
	struct macro		*m;
	char			*copy;

	if ((old = find(ms, name)) != NULL) {
		report_add(rep, SEV_ERROR, &name->at, "conf-macro", NULL,
		    "macro \"%s\" is defined twice; first at %s:%u",
		    old->name, old->at.file, old->at.line);
		return -1;
	}
	if (ms->n == MACROS_MAX)
		return reject(name, rep, "is one too many; at most 1000 can "
		    "be defined");
	if ((m = array_grow(ms->all, ms->n, &ms->cap, sizeof(*m))) == NULL)
		return reject(name, rep, "cannot be kept: out of memory");
	ms->all = m;
	if ((copy = arena_alloc(arena, name->len + 1)) == NULL)
		return reject(name, rep, "cannot be kept: out of memory");
	memcpy(copy, name->text, name->len);
	copy[name->len] = '\0';
	ms->all[ms->n++] = (struct macro){.name = copy, .value = value->text,
	    .value_len = value->len, .at = name->at};
	return 0;
}

const struct macro *
macro_find(struct macros *ms, const struct lexeme *name)
{
	struct macro	*m = find(ms, name);

	if (m != NULL)
		m->is_used = true;
	return m;
}

const char *
macro_nearest(const struct macros *ms, const struct lexeme *name)
{
	const char	*names[MACROS_MAX];
	size_t		 i;

	for (i = 0; i < ms->n; i++)
		names[i] = ms->all[i].name;
	return text_nearest(name->text, name->len, names, ms->n);
}

void
macro_report_unused(const struct macros *ms, struct report *rep)
{
	size_t	i;

	for (i = 0; i < ms->n; i++)
		if (!ms->all[i].is_used)
			report_add(rep, SEV_INFO, &ms->all[i].at,
			    "conf-macro", NULL, "macro \"%s\" is never used",
			    ms->all[i].name);
}

void
macros_clear(struct macros *ms)
{
	free(ms->all);
	*ms = (struct macros){.all = NULL};
}
