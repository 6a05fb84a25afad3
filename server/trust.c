/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "server/trust.h"

const char	 trust_link[] = "it is a symbolic link, which mxd does not "
    "follow: name the file itself, or remove the link";

const char *
trust_fault(const struct stat *st, uid_t owner)
{
	if (S_ISLNK(st->st_mode))
		return trust_link;
	if (!S_ISREG(st->st_mode))
		return "it is no regular file: remove it, or name another";
	if (st->st_nlink > 1)
		return "it has more than one name (hard links): remove it, or "
		    "name another";
	if (st->st_uid != 0 && st->st_uid != owner)
		return "it belongs neither to root nor to the user that mxd "
		    "runs as: remove it, or change its owner";
	return NULL;
}
