/* SPDX-License-Identifier: ISC */
#include "server/read.h"

void
read_known(const struct inventory *inv, const struct known *k,
    const char *file, struct judge *judge, struct report *rep,
    struct loaded *out)
{
	const struct home	*home = inventory_source(inv, k);
	struct load_source	 source;
	struct name		 apex;
	char			 path[PATH_MAX];

	name_from_wire(&apex, k->apex);
	source.apex = &apex;
	source.path = inventory_path(inv, k, file, path);
	source.include_root = home->include_root;
	source.seed = inventory_seed(inv);
	lint_judge(rep, judge);
	(void)load_zone(&source, rep, out);	/* out and rep say it */
	lint_judge(rep, NULL);
}
