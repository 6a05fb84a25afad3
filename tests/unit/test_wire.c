/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "zones/wire.h"

static const uint8_t	octets[] = {0x81, 0x02, 0xf3, 0x04, 0xe5, 0x06};

static uint32_t
read_u8(struct reader *r)
{
	return reader_u8(r);
}

static uint32_t
read_u16(struct reader *r)
{
	return reader_u16(r);
}

static uint32_t
read_u32(struct reader *r)
{
	return reader_u32(r);
}

static const struct {
	uint32_t	(*read)(struct reader *);
	size_t		 len;
	uint32_t	 value;
} reads[] = {
	{read_u8, 1, 0x81}, {read_u16, 2, 0x8102}, {read_u32, 4, 0x8102f304}
};

/* One octet less than it takes, as many, one more. */
static void
test_read(void **state)
{
	struct reader	r;
	size_t		i, room;

	(void)state;
	for (i = 0; i < sizeof(reads) / sizeof(reads[0]); i++)
		for (room = reads[i].len - 1; room <= reads[i].len + 1;
		    room++) {
			r = reader_of(octets, room);
			assert_int_equal(reader_left(&r), room);
			assert_int_equal(reads[i].read(&r),
			    room < reads[i].len ? 0 : reads[i].value);
			assert_int_equal(r.failed, room < reads[i].len);
			assert_ptr_equal(r.at, octets +
			    (r.failed ? 0 : reads[i].len));
		}
}

static void
test_read_bytes(void **state)
{
	struct reader	r = reader_of(octets, 4);

	(void)state;
	assert_ptr_equal(reader_bytes(&r, 3), octets);
	assert_ptr_equal(reader_bytes(&r, 0), octets + 3);
	assert_ptr_equal(reader_bytes(&r, 1), octets + 3);
	assert_ptr_equal(reader_bytes(&r, 0), octets + 4);
	assert_int_equal(reader_left(&r), 0);
	assert_false(r.failed);
	assert_null(reader_bytes(&r, 1));
	assert_true(r.failed);
	r = reader_of(octets, 4);
	assert_null(reader_bytes(&r, SIZE_MAX));
	assert_true(r.failed);
}

/* After a fault nothing is read, though there would be enough. */
static void
test_read_fault_stays(void **state)
{
	struct reader	r = reader_of(octets, 3);

	(void)state;
	assert_int_equal(reader_u32(&r), 0);
	assert_int_equal(reader_u8(&r), 0);
	assert_int_equal(reader_u16(&r), 0);
	assert_null(reader_bytes(&r, 0));
	assert_true(r.failed);
	assert_int_equal(reader_left(&r), 3);
}

static void
write_u8(struct writer *w)
{
	writer_u8(w, 0x81);
}

static void
write_u16(struct writer *w)
{
	writer_u16(w, 0x8102);
}

static void
write_u32(struct writer *w)
{
	writer_u32(w, 0x8102f304);
}

static void
write_bytes(struct writer *w)
{
	writer_bytes(w, octets, sizeof(octets));
}

static const struct {
	void	(*write)(struct writer *);
	size_t	 len;
} writes[] = {
	{write_u8, 1}, {write_u16, 2}, {write_u32, 4},
	{write_bytes, sizeof(octets)}
};

static void
test_write(void **state)
{
	uint8_t		out[16];
	struct writer	w;
	size_t		i, room, n;

	(void)state;
	for (i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
		for (room = writes[i].len - 1; room <= writes[i].len + 1;
		    room++) {
			memset(out, '#', sizeof(out));
			w = writer_of(out, room);
			writes[i].write(&w);
			n = room < writes[i].len ? 0 : writes[i].len;
			assert_int_equal(w.failed, n == 0);
			assert_int_equal(writer_len(&w), n);
			assert_int_equal(writer_left(&w), room - n);
			assert_memory_equal(out, octets, n);
			assert_int_equal(out[n], '#');
		}
}

/* After a fault nothing is written, though there would be room. */
static void
test_write_fault_stays(void **state)
{
	uint8_t		out[3] = "###";
	struct writer	w = writer_of(out, 3);

	(void)state;
	writer_u32(&w, 1);
	writer_u8(&w, 1);
	writer_u16(&w, 1);
	writer_bytes(&w, octets, 1);
	assert_null(writer_room(&w, 0));
	assert_true(w.failed);
	assert_memory_equal(out, "###", 3);
}

static void
test_write_room(void **state)
{
	uint8_t		out[4];
	struct writer	w = writer_of(out, sizeof(out));

	(void)state;
	assert_ptr_equal(writer_room(&w, 3), out);
	writer_bytes(&w, NULL, 0);
	assert_ptr_equal(writer_room(&w, 1), out + 3);
	assert_ptr_equal(writer_room(&w, 0), out + 4);
	assert_false(w.failed);
	assert_null(writer_room(&w, SIZE_MAX));
	assert_true(w.failed);
}

/* Big-endian at any address, all bits. */
static void
test_load_and_store(void **state)
{
	uint8_t		buf[8];
	uint64_t	rnd = 3;
	uint32_t	v;
	size_t		i, at;

	(void)state;
	for (i = 0; i < 1000; i++) {
		at = i % 4;
		v = (uint32_t)roll(&rnd);
		store_be32(buf + at, v);
		assert_int_equal(buf[at], v >> 24);
		assert_int_equal(buf[at + 3], v & 0xff);
		assert_int_equal(load_be32(buf + at), v);
		assert_int_equal(load_be16(buf + at), v >> 16);
		store_be16(buf + at, (uint16_t)v);
		assert_int_equal(load_be16(buf + at), v & 0xffff);
		assert_int_equal(buf[at], v >> 8 & 0xff);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_bytes),
		cmocka_unit_test(test_read_fault_stays),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_write_fault_stays),
		cmocka_unit_test(test_write_room),
		cmocka_unit_test(test_load_and_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
