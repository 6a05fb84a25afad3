/* SPDX-License-Identifier: ISC */
/* The fields that rows of the schema fill. */
#include "conf/schema.h"

#include <string.h>

void
schema_store(const struct directive *row, void *target, uint32_t value)
{
	unsigned char	*p = (unsigned char *)target + row->offset;
	uint8_t		 v8 = (uint8_t)value;
	uint16_t	 v16 = (uint16_t)value;

	/* No field is narrower than the row's max; the test sees to it. */
	if (row->size == sizeof(v8))
		memcpy(p, &v8, sizeof(v8));
	else if (row->size == sizeof(v16))
		memcpy(p, &v16, sizeof(v16));
	else
		memcpy(p, &value, sizeof(value));
}

uint32_t
schema_fetch(const struct directive *row, const void *target)
{
	const unsigned char	*p;
	uint8_t			 v8;
	uint16_t		 v16;
	uint32_t		 v32;

	p = (const unsigned char *)target + row->offset;
	if (row->size == sizeof(v8)) {
		memcpy(&v8, p, sizeof(v8));
		return v8;
	}
	if (row->size == sizeof(v16)) {
		memcpy(&v16, p, sizeof(v16));
		return v16;
	}
	memcpy(&v32, p, sizeof(v32));
	return v32;
}

char **
schema_string(const struct directive *row, void *target)
{
	return (char **)(void *)((unsigned char *)target + row->offset);
}
