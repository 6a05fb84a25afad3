/* SPDX-License-Identifier: ISC */
#include "server/read.h"

void
read_known(const struct known *k, uint64_t seed, struct judge *judge,
    struct report *rep, struct loaded *out)
{
	const struct origin	*from;
	struct load_source	 source;
	struct name		 apex;

	from = k->wanted.path != NULL ? &k->wanted : &k->origin;
	name_from_wire(&apex, k->apex);
	source.apex = &apex;
	source.path = from->path;
	source.include_root = from->include_root;
	source.seed = seed;
	lint_judge(rep, judge);
	(void)load_zone(&source, rep, out);	/* out and rep say it */
	lint_judge(rep, NULL);
}
