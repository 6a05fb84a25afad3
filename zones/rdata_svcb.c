/* SPDX-License-Identifier: ISC */
#include "zones/rdata_svcb.h"

#include <stdio.h>
#include <string.h>

/*
 * Kind of field that is the parameters of SVCB and HTTPS, RFC 9460 2.1 and
 * 2.2.  Each parameter is a row of svcb_keys (rdata_svcb_value.c).
 */

#define PARAM_TEXT	"a parameter such as alpn=h2 or port=8443"

/* RFC 9460 14.3.2: reserved as "invalid key". */
#define KEY_INVALID	65535

const struct svcb_key *
svcb_find(uint16_t key)
{
	size_t	 i;

	for (i = 0; svcb_keys[i].name != NULL; i++)
		if (svcb_keys[i].key == key)
			return &svcb_keys[i];
	return NULL;
}

int
svcb_key_from_text(const char *text, size_t len_bytes, uint16_t *out)
{
	const struct token	 tok = { .text = text,
				    .len = (uint32_t)len_bytes };
	uint64_t		 v;
	size_t			 i;

	for (i = 0; svcb_keys[i].name != NULL; i++)
		if (token_is(&tok, svcb_keys[i].name)) {
			*out = svcb_keys[i].key;
			return 0;
		}
	if (len_bytes <= 3 || !bytes_equal_nocase((const uint8_t *)text,
	    (const uint8_t *)"key", 3) ||
	    text_number(text + 3, len_bytes - 3, KEY_INVALID - 1, &v) == -1)
		return -1;
	/* RFC 9460 2.1: no zeros in front. */
	if (text[3] == '0' && len_bytes > 4)
		return -1;
	*out = (uint16_t)v;
	return 0;
}

/* The key as text; buf is for those without a name. */
static const char *
key_to_text(uint16_t key, char buf[SVCB_KEY_TEXT_MAX])
{
	const struct svcb_key	*row = svcb_find(key);

	if (row != NULL)
		return row->name;
	(void)snprintf(buf, SVCB_KEY_TEXT_MAX, "key%u", key);
	return buf;
}

void
svcb_print_key(struct rdata_out *out, uint16_t key)
{
	char	 buf[SVCB_KEY_TEXT_MAX];

	rdata_print(out, "%s", key_to_text(key, buf));
}

bool
svcb_has(const struct svcb_params *params, uint16_t key)
{
	unsigned	 low = 0;
	unsigned	 high = params->n;
	unsigned	 middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (params->list[middle].key == key)
			return true;
		if (params->list[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* The end of the key that a token begins with. */
static size_t
key_length(const struct token *tok)
{
	const char	*equals = memchr(tok->text, '=', tok->len);

	return equals == NULL ? tok->len : (size_t)(equals - tok->text);
}

static int
fail_key(struct rdata_in *in, const struct token *tok, size_t len)
{
	const char	*names[SVCB_KEYS_MAX];
	const char	*near;
	char		 shown[RDATA_SHOWN_BYTES];
	size_t		 n;

	for (n = 0; svcb_keys[n].name != NULL; n++)
		names[n] = svcb_keys[n].name;
	near = text_nearest(tok->text, len, names, n);
	(void)rdata_show(tok->text, len, shown);
	if (near != NULL)
		return rdata_fail(in, in->at, "%s parameter \"%s\" is not "
		    "known; did you mean \"%s\"?", in->row->mnemonic, shown,
		    near);
	return rdata_fail(in, in->at, "%s parameter \"%s\" is not known; "
	    "expected " PARAM_TEXT ", or a number as in key12=value",
	    in->row->mnemonic, shown);
}

/* Put a parameter at its place in the order of keys; RFC 9460 2.2. */
static int
insert(struct rdata_in *in, struct svcb_params *params, uint16_t key)
{
	char		 buf[SVCB_KEY_TEXT_MAX];
	unsigned	 i = params->n;

	while (i > 0 && params->list[i - 1].key > key)
		i--;
	if (i > 0 && params->list[i - 1].key == key)
		return rdata_fail(in, in->at,
		    "%s parameter \"%s\" stands there twice",
		    in->row->mnemonic, key_to_text(key, buf));
	if (params->n == SVCB_PARAMS_MAX)
		return rdata_fail(in, in->at,
		    "%s has more than %u parameters", in->row->mnemonic,
		    SVCB_PARAMS_MAX);
	memmove(&params->list[i + 1], &params->list[i],
	    (params->n - i) * sizeof(params->list[0]));
	params->list[i] = (struct svcb_param){ key, in->at };
	params->n++;
	return 0;
}

/* All keys first: they are written in order, whatever the order here. */
static int
collect(struct rdata_in *in, struct svcb_params *params)
{
	const struct token	*tok;
	size_t			 len;
	uint16_t		 key;

	params->n = 0;
	for (; in->at < in->n; in->at++) {
		tok = &in->tokens[in->at];
		len = key_length(tok);
		if (svcb_key_from_text(tok->text, len, &key) == -1)
			return fail_key(in, tok, len);
		if (insert(in, params, key) == -1)
			return -1;
	}
	return 0;
}

/* RFC 9460 2.1: key, key=value or key="value". */
static struct svcb_value
value_of(const struct token *tok)
{
	size_t			 len = key_length(tok);
	struct svcb_value	 value = { tok->text + len, tok->len - len };

	if (value.len == 0)
		return value;
	value.text++;
	value.len--;
	if (value.len >= 2 && value.text[0] == '"' &&
	    value.text[value.len - 1] == '"') {
		value.text++;
		value.len -= 2;
	}
	return value;
}

static int
parse_param(struct rdata_in *in, const struct svcb_params *params,
    const struct svcb_param *param)
{
	const struct token	*tok = &in->tokens[param->token];
	const struct svcb_key	*row = svcb_find(param->key);
	struct svcb_value	 value = value_of(tok);
	struct reader		 r;
	uint8_t			*length;
	const uint8_t		*start;
	const char		*why;
	char			 buf[SVCB_KEY_TEXT_MAX];
	char			 shown[RDATA_SHOWN_BYTES];

	writer_u16(&in->out, param->key);
	length = writer_room(&in->out, 2);
	start = in->out.at;
	/* keyNNNNN says octets, also for keys that have a name. */
	if (row == NULL || key_length(tok) != strlen(row->name) ||
	    ascii_lower((uint8_t)tok->text[0]) != (uint8_t)row->name[0])
		why = svcb_opaque_parse(&in->out, value, params);
	else
		why = row->parse(&in->out, value, params);
	if (in->out.failed)
		return 0;
	r = reader_of(start, (size_t)(in->out.at - start));
	if (why == NULL && row != NULL)
		why = row->check(&r);
	if (why != NULL)
		return rdata_fail(in, param->token, "%s parameter \"%s\" "
		    "with the value \"%s\" is not sound: %s",
		    in->row->mnemonic, key_to_text(param->key, buf),
		    rdata_show(value.text, value.len, shown), why);
	store_be16(length, (uint16_t)(in->out.at - start));
	return 0;
}

static int
params_parse(struct rdata_in *in)
{
	struct svcb_params	 params;
	unsigned		 i;

	if (collect(in, &params) == -1)
		return -1;
	for (i = 0; i < params.n && !in->out.failed; i++)
		if (parse_param(in, &params, &params.list[i]) == -1)
			return -1;
	/* RFC 9460 7.1.1. */
	for (i = 0; i < params.n; i++)
		if (params.list[i].key == SVCB_NO_DEFAULT_ALPN &&
		    !svcb_has(&params, SVCB_ALPN))
			return rdata_fail(in, params.list[i].token,
			    "%s parameter \"no-default-alpn\" needs \"alpn\" "
			    "beside it", in->row->mnemonic);
	return 0;
}

/* The keys that `mandatory` names, as far as they were not met yet. */
struct wanted {
	const uint8_t	*at;
	const uint8_t	*end;
};

/* RFC 9460 8: both lists ascend, so one step of each suffices. */
static const char *
check_wanted(struct wanted *wanted, uint16_t key)
{
	if (wanted->at == wanted->end || load_be16(wanted->at) > key)
		return NULL;
	if (load_be16(wanted->at) < key)
		return "a mandatory parameter is missing";
	wanted->at += 2;
	return NULL;
}

static const char *
check_param(struct reader *r, int *before, struct wanted *wanted)
{
	const struct svcb_key	*row;
	uint16_t		 key = reader_u16(r);
	size_t			 len = reader_u16(r);
	const uint8_t		*at = reader_bytes(r, len);
	struct reader		 value;
	const char		*why;

	if (at == NULL)
		return "a parameter is cut off";
	if (key <= *before || key == KEY_INVALID)
		return "the parameters do not stand in order";
	if (key == SVCB_NO_DEFAULT_ALPN && *before != SVCB_ALPN)
		return "no-default-alpn stands without alpn";
	*before = key;
	value = reader_of(at, len);
	if ((row = svcb_find(key)) != NULL &&
	    (why = row->check(&value)) != NULL)
		return why;
	if (key == SVCB_MANDATORY)
		*wanted = (struct wanted){ at, at + len };
	return check_wanted(wanted, key);
}

static const char *
params_check(struct reader *r)
{
	struct wanted	 wanted = { NULL, NULL };
	const char	*why;
	int		 before = -1;

	while (reader_left(r) > 0)
		if ((why = check_param(r, &before, &wanted)) != NULL)
			return why;
	return wanted.at == wanted.end ? NULL :
	    "a mandatory parameter is missing";
}

static void
print_param(struct rdata_out *out, const struct reader *all)
{
	uint16_t		 key = reader_u16(&out->in);
	size_t			 len = reader_u16(&out->in);
	const struct svcb_key	*row = svcb_find(key);
	const uint8_t		*at;

	rdata_space(out);
	svcb_print_key(out, key);
	if (len == 0 || (at = rdata_take(out, len)) == NULL)
		return;
	rdata_print(out, "=");
	/* For a while the value is all there is to read. */
	out->in = reader_of(at, len);
	if (row != NULL)
		row->print(out);
	else
		svcb_opaque_print(out);
	out->in = *all;
	out->in.at = at + len;
}

static void
params_print(struct rdata_out *out)
{
	const struct reader	 all = out->in;
	unsigned		 n;

	for (n = 0; reader_left(&out->in) > 0; n++)
		print_param(out, &all);
	if (n > SVCB_PARAMS_MAX)
		out->has_no_text = true;
}

const struct rdata_kind rdata_params = {
	PARAM_TEXT, true, params_parse, params_check, params_print
};
