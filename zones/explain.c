/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

#include <string.h>

static const struct explain_table *const tables[] = {
	&explain_mx,
	&explain_soa,
	&explain_load,
	&explain_zone,
	&explain_spf,
	&explain_sts,
	&explain_tlsa,
	&explain_txt,
	&explain_dmarc,
	&explain_bimi,
	&explain_dkim,
	&explain_alias,
	&explain_ns,
	&explain_ptr,
	&explain_srv,
};
#define TABLES	(sizeof(tables) / sizeof(tables[0]))

const struct explain *
explain_row(size_t i)
{
	size_t	t;

	for (t = 0; t < TABLES; t++) {
		if (i < tables[t]->n)
			return &tables[t]->rows[i];
		i -= tables[t]->n;
	}
	return NULL;
}

const struct explain *
explain_find(const char *id)
{
	const struct explain	*row;
	size_t			 i;

	for (i = 0; (row = explain_row(i)) != NULL; i++) {
		if (strcmp(row->id, id) == 0)
			return row;
	}
	return NULL;
}
