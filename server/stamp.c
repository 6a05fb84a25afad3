/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <string.h>

#include "server/stamp.h"
#include "zones/hash.h"

/* An odd constant with its bits well spread. */
#define SPREAD	UINT64_C(0x9e3779b97f4a7c15)

uint64_t
stamp_of(const struct file_id *id)
{
	uint64_t	 h;

	if (id->ino == 0 && id->dev == 0)
		return 0;
	h = hash_mix((uint64_t)id->dev ^ SPREAD, (uint64_t)id->ino | 1);
	h = hash_mix(h ^ (uint64_t)id->ino, SPREAD);
	h = hash_mix(h ^ (uint64_t)id->size, SPREAD);
	h = hash_mix(h ^ (uint64_t)id->mtime.tv_sec, SPREAD);
	h = hash_mix(h ^ (uint64_t)id->mtime.tv_nsec, SPREAD);
	h = hash_mix(h ^ (uint64_t)id->ctime.tv_sec, SPREAD);
	h = hash_mix(h ^ (uint64_t)id->ctime.tv_nsec, SPREAD);
	return h == 0 ? 1 : h;
}

uint64_t
stamp_at(int dir, const char *path)
{
	struct file_id	 id;
	struct stat	 st;

	if (fstatat(dir, path, &st, 0) == -1)
		return 0;
	memset(&id, 0, sizeof(id));
	id.dev = st.st_dev;
	id.ino = st.st_ino;
	id.size = st.st_size;
	id.mtime = st.st_mtim;
	id.ctime = st.st_ctim;
	return stamp_of(&id);
}
