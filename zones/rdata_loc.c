/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/rdata_field.h"

/*
 * Kinds of fields of LOC, RFC 1876:
 *
 *	d1 [m1 [s1]] {N|S} d2 [m2 [s2]] {E|W} alt["m"]
 *	    [size["m"] [horizontal["m"] [vertical["m"]]]]
 *
 * In the wire version and the three precisions stand first, so latitude
 * writes their defaults, and precision puts its own there.
 */
enum { LOC_VERSION = 0, LOC_SIZE = 1, LOC_LATITUDE = 4 };

#define DEGREE_MS	3600000		/* thousandths of a second of arc */
#define EQUATOR		(UINT32_C(1) << 31) /* RFC 1876 2: and Greenwich */
#define SEA_LEVEL_CM	10000000	/* RFC 1876 2: 100 km below is zero */
#define SIZE_MAX_CM	9000000000	/* RFC 1876 2: 9e9 */

/* RFC 1876 3: 1 m, 10 km, 10 m. */
#define SIZE_DEFAULT		0x12
#define HORIZONTAL_DEFAULT	0x16
#define VERTICAL_DEFAULT	0x13

#define LATITUDE_TEXT	"degrees up to 90, minutes, seconds, then N or S"
#define LONGITUDE_TEXT	"degrees up to 180, minutes, seconds, then E or W"
#define ALTITUDE_TEXT	"metres from -100000.00 to 42849672.95"
#define PRECISION_TEXT	"metres from 0 to 90000000.00"

/*
 * A number with up to `decimals` digits behind the dot, as an integer in
 * units of the last of them.  -1 if it is none, or above max.
 */
static int
fixed_point(const char *text, size_t len_bytes, unsigned decimals,
    uint64_t max, uint64_t *out)
{
	const char	*dot = memchr(text, '.', len_bytes);
	size_t		 whole = dot == NULL ? len_bytes :
			    (size_t)(dot - text);
	uint64_t	 v;
	size_t		 i = whole + 1;
	char		 c;

	/* 90000000.00 m has eight digits before the dot. */
	if (whole > 9 || text_number(text, whole, UINT32_MAX, &v) == -1)
		return -1;
	if (dot != NULL && (i == len_bytes || len_bytes - i > decimals))
		return -1;
	for (; decimals > 0; decimals--) {
		c = '0';
		if (i < len_bytes)
			c = text[i++];
		if (c < '0' || c > '9')
			return -1;
		v = v * 10 + (uint64_t)(c - '0');
	}
	if (v > max)
		return -1;
	*out = v;
	return 0;
}

/* One axis of the globe. */
struct axis {
	unsigned	 degrees_max;
	const char	*plus;		/* direction in which numbers grow */
	const char	*minus;
	const char	*expected;
};

static const struct axis latitude = { 90, "N", "S", LATITUDE_TEXT };
static const struct axis longitude = { 180, "E", "W", LONGITUDE_TEXT };

/* The next word has no place in an angle. */
static int
fail_angle(struct rdata_in *in, const struct axis *axis)
{
	const struct token	*tok = &in->tokens[in->at];
	char			 shown[RDATA_SHOWN_BYTES];

	return rdata_fail(in, in->at, "\"%s\" does not fit into the LOC %s; "
	    "expected %s", rdata_show(tok->text, tok->len, shown),
	    rdata_noun(in->field), axis->expected);
}

/*
 * Degrees, minutes, seconds: as many as stand before the direction.
 * returns thousandths of a second, or -1 with the fault told
 */
static int64_t
parse_angle(struct rdata_in *in, const struct axis *axis)
{
	static const unsigned	 scale[] = { DEGREE_MS, 60000, 1 };
	const struct token	*tok;
	uint64_t		 v, angle = 0;
	unsigned		 i;

	for (i = 0; i < 3; i++) {
		if (in->at == in->n)
			return rdata_missing(in, axis->expected);
		tok = &in->tokens[in->at];
		if (i > 0 && (token_is(tok, axis->plus) ||
		    token_is(tok, axis->minus)))
			break;
		if (fixed_point(tok->text, tok->len, i == 2 ? 3 : 0,
		    i == 0 ? axis->degrees_max : i == 1 ? 59 : 59999,
		    &v) == -1)
			return fail_angle(in, axis);
		angle += v * scale[i];
		in->at++;
	}
	if (angle > (uint64_t)axis->degrees_max * DEGREE_MS) {
		in->at--;
		return fail_angle(in, axis);
	}
	return (int64_t)angle;
}

static int
parse_axis(struct rdata_in *in, const struct axis *axis)
{
	int64_t	 angle = parse_angle(in, axis);

	if (angle == -1)
		return -1;
	if (in->at == in->n)
		return rdata_missing(in, axis->expected);
	if (token_is(&in->tokens[in->at], axis->minus))
		angle = -angle;
	else if (!token_is(&in->tokens[in->at], axis->plus))
		return fail_angle(in, axis);
	in->at++;
	writer_u32(&in->out, (uint32_t)((int64_t)EQUATOR + angle));
	return 0;
}

/* Is it an angle that there is? */
static bool
check_axis(struct reader *r, const struct axis *axis)
{
	int64_t	 angle = (int64_t)reader_u32(r) - EQUATOR;
	int64_t	 max = (int64_t)axis->degrees_max * DEGREE_MS;

	return !r->failed && angle >= -max && angle <= max;
}

static void
print_axis(struct rdata_out *out, const struct axis *axis)
{
	int64_t		 angle = (int64_t)reader_u32(&out->in) - EQUATOR;
	const char	*direction = axis->plus;
	uint32_t	 ms;

	if (angle < 0) {
		angle = -angle;
		direction = axis->minus;
	}
	ms = (uint32_t)angle;
	rdata_space(out);
	rdata_print(out, "%u %u %u.%03u %s", ms / DEGREE_MS,
	    ms / 60000 % 60, ms / 1000 % 60, ms % 1000, direction);
}

static int
latitude_parse(struct rdata_in *in)
{
	writer_u8(&in->out, 0);
	writer_u8(&in->out, SIZE_DEFAULT);
	writer_u8(&in->out, HORIZONTAL_DEFAULT);
	writer_u8(&in->out, VERTICAL_DEFAULT);
	return parse_axis(in, &latitude);
}

/* RFC 1876 2: two digits of four bits, m times ten to the e. */
static bool
is_size(uint8_t octet)
{
	return octet >> 4 <= 9 && (octet & 15) <= 9;
}

static const char *
latitude_check(struct reader *r)
{
	const uint8_t	*at = reader_bytes(r, LOC_LATITUDE);

	if (at == NULL)
		return "version and precision are cut off";
	if (at[LOC_VERSION] != 0)
		return "its version is not 0";
	if (!is_size(at[LOC_SIZE]) || !is_size(at[LOC_SIZE + 1]) ||
	    !is_size(at[LOC_SIZE + 2]))
		return "a precision is no number";
	return check_axis(r, &latitude) ? NULL : "the latitude is not sound";
}

static void
latitude_print(struct rdata_out *out)
{
	(void)rdata_take(out, LOC_LATITUDE);	/* printed at the end */
	print_axis(out, &latitude);
}

const struct rdata_kind rdata_latitude = {
	LATITUDE_TEXT, false, latitude_parse, latitude_check, latitude_print
};

static int
longitude_parse(struct rdata_in *in)
{
	return parse_axis(in, &longitude);
}

static const char *
longitude_check(struct reader *r)
{
	return check_axis(r, &longitude) ? NULL :
	    "the longitude is not sound";
}

static void
longitude_print(struct rdata_out *out)
{
	print_axis(out, &longitude);
}

const struct rdata_kind rdata_longitude = {
	LONGITUDE_TEXT, false, longitude_parse, longitude_check,
	longitude_print
};

/* Octets of a token without the "m" that may end it. */
static size_t
without_unit(const struct token *tok)
{
	if (tok->len > 1 &&
	    ascii_lower((uint8_t)tok->text[tok->len - 1]) == 'm')
		return tok->len - 1;
	return tok->len;
}

static int
altitude_parse(struct rdata_in *in)
{
	const struct token	*tok = &in->tokens[in->at];
	size_t			 len = without_unit(tok);
	bool			 is_below = len > 0 && tok->text[0] == '-';
	size_t			 skip = is_below;
	uint64_t		 cm;

	if (len > 0 && tok->text[0] == '+')
		skip = 1;
	if (fixed_point(tok->text + skip, len - skip, 2, is_below ?
	    SEA_LEVEL_CM : UINT32_MAX - SEA_LEVEL_CM, &cm) == -1)
		return rdata_mismatch(in, ALTITUDE_TEXT);
	in->at++;
	writer_u32(&in->out, (uint32_t)(is_below ? SEA_LEVEL_CM - cm :
	    SEA_LEVEL_CM + cm));
	return 0;
}

static const char *
altitude_check(struct reader *r)
{
	(void)reader_u32(r);
	return r->failed ? "the altitude is cut off" : NULL;
}

static void
altitude_print(struct rdata_out *out)
{
	int64_t		 cm = (int64_t)reader_u32(&out->in) - SEA_LEVEL_CM;
	const char	*sign = "";

	if (cm < 0) {
		sign = "-";
		cm = -cm;
	}
	rdata_space(out);
	rdata_print(out, "%s%u.%02um", sign, (unsigned)(cm / 100),
	    (unsigned)(cm % 100));
}

const struct rdata_kind rdata_altitude = {
	ALTITUDE_TEXT, false, altitude_parse, altitude_check, altitude_print
};

/* The nearest size from below that an octet can say. */
static uint8_t
encode_size(uint64_t cm)
{
	unsigned	 exponent = 0;

	while (cm >= 10) {
		cm /= 10;
		exponent++;
	}
	return (uint8_t)(cm << 4 | exponent);
}

static int
precision_parse(struct rdata_in *in)
{
	const struct token	*tok;
	uint64_t		 cm;
	unsigned		 i;

	for (i = 0; i < 3 && in->at < in->n; i++, in->at++) {
		tok = &in->tokens[in->at];
		if (fixed_point(tok->text, without_unit(tok), 2, SIZE_MAX_CM,
		    &cm) == -1)
			return rdata_mismatch(in, PRECISION_TEXT);
		if (!in->out.failed)
			in->out.start[LOC_SIZE + i] = encode_size(cm);
	}
	return 0;
}

/* What there is to check was checked where it stands. */
static const char *
precision_check(struct reader *r)
{
	(void)r;
	return NULL;
}

static void
precision_print(struct rdata_out *out)
{
	uint64_t	 cm;
	uint8_t		 octet;
	unsigned	 i, exponent;

	for (i = 0; i < 3; i++) {
		octet = out->in.start[LOC_SIZE + i];
		cm = octet >> 4;
		for (exponent = octet & 15; exponent > 0; exponent--)
			cm *= 10;
		/* Zero times ten to the five: no text says that. */
		if (encode_size(cm) != octet)
			out->has_no_text = true;
		rdata_space(out);
		rdata_print(out, "%llu.%02um",
		    (unsigned long long)(cm / 100), (unsigned)(cm % 100));
	}
}

const struct rdata_kind rdata_precision = {
	PRECISION_TEXT, true, precision_parse, precision_check,
	precision_print
};
