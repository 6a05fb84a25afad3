/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "server/title.h"

char *
title_name(const uint8_t *wire, char buf[NAME_TEXT_MAX])
{
	size_t	 len = strlen(name_to_text(wire, buf));

	if (len > 1)
		buf[len - 1] = '\0';
	return buf;
}

char *
title_zone(const uint8_t *apex, char buf[TITLE_MAX])
{
	char	 text[NAME_TEXT_MAX];

	(void)snprintf(buf, TITLE_MAX, "zone %s", title_name(apex, text));
	return buf;
}
