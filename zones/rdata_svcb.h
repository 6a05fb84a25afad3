/* SPDX-License-Identifier: ISC */
#ifndef MXD_RDATA_SVCB_H
#define MXD_RDATA_SVCB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/rdata_field.h"

/*
 * Private to rdata_svcb.c and rdata_svcb_value.c: the parameters of SVCB
 * and HTTPS.  RFC 9460 14.3.2 and IANA's registry.
 */
enum svcb_number {
	SVCB_MANDATORY = 0, SVCB_ALPN = 1, SVCB_NO_DEFAULT_ALPN = 2
};

/* IANA knows a dozen; in a record of thousands nobody means it. */
#define SVCB_PARAMS_MAX	512

/* "key65535" and its NUL. */
#define SVCB_KEY_TEXT_MAX 16

struct svcb_param {
	uint16_t	 key;
	size_t		 token;		/* where it stands */
};

/* The parameters of a record, in the order of their keys. */
struct svcb_params {
	struct svcb_param list[SVCB_PARAMS_MAX];
	unsigned	 n;
};

/* What stands behind "=", without quotes, escapes still in it. */
struct svcb_value {
	const char	*text;
	size_t		 len;
};

/* One known parameter. */
struct svcb_key {
	uint16_t	 key;
	const char	*name;

	/* Write the value.  NULL, or a static text: what is wrong. */
	const char	*(*parse)(struct writer *, struct svcb_value,
			    const struct svcb_params *);

	/* Is this whole value sound?  NULL, or a static text. */
	const char	*(*check)(struct reader *);

	/* Print a value that is sound and not empty: all that is left. */
	void		(*print)(struct rdata_out *);
};

/* All of them, in the order of keys; the last one's name is NULL. */
#define SVCB_KEYS_MAX	16
extern const struct svcb_key svcb_keys[];

/* The row of a key, or NULL. */
const struct svcb_key *svcb_find(uint16_t key);

/* From "alpn" or "key12"; -1 if it is neither. */
int svcb_key_from_text(const char *text, size_t len_bytes, uint16_t *out);

void svcb_print_key(struct rdata_out *, uint16_t key);

bool svcb_has(const struct svcb_params *, uint16_t key);

/* Values of keys without a row: any octets. */
const char *svcb_opaque_parse(struct writer *, struct svcb_value,
    const struct svcb_params *);
void svcb_opaque_print(struct rdata_out *);

#endif
