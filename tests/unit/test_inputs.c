/* SPDX-License-Identifier: ISC */
#include "tests/unit/zonetext.h"

#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/support.h"
#include "zones/load.h"

static char	dir[64];

static void
put_file(const char *name, const char *text)
{
	char	 path[200];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	write_file(path, text);
}

static int
set_up(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/test_load.XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : chdir(dir);
}

static int
tear_down(void **state)
{
	(void)state;
	return chdir("/") == -1 ||
	    remove_tree(dir) != 0 ? -1 : 0;
}

static void
test_include(void **state)
{
	(void)state;
	assert_int_equal(mkdir("parts", 0700), 0);
	/* Origin and owner are as before behind it; its TTL goes on. */
	put_file("z", SOA "a TXT 1\n$INCLUDE parts/p sub\n 60 TXT 4\nb TXT 5\n"
	    "$INCLUDE \"parts/q\" ; x\n");
	put_file("parts/p", " TXT 2\nc TXT 3\n$ORIGIN deep\n$INCLUDE q\n"
	    "$TTL 9");
	put_file("parts/q", "d TXT q\n");
	check_file("z", NULL, SOA_IS
	    "a.example. 60 TXT \"1\"\na.example. 60 TXT \"2\"\n"
	    "a.example. 60 TXT \"4\"\nb.example. 9 TXT \"5\"\n"
	    "d.example. 9 TXT \"q\"\nc.sub.example. 60 TXT \"3\"\n"
	    "d.deep.sub.example. 60 TXT \"q\"\n",
	    "");
}

static void
test_include_faults(void **state)
{
	char	expected[2000];

	(void)state;
	assert_int_equal(mkdir("zones", 0700), 0);
	assert_int_equal(mkdir("zones/sub", 0700), 0);
	assert_int_equal(mkfifo("zones/fifo", 0600), 0);
	put_file("outside", "o TXT outside\n");
	put_file("zones-too", "o TXT outside\n");
	assert_int_equal(symlink("../outside", "zones/link"), 0);
	assert_int_equal(symlink("loop", "zones/loop"), 0);
	put_file("zones/good", "g TXT x\n");
	assert_int_equal(symlink("../good", "zones/sub/inner"), 0);
	put_file("zones/z", SOA "$INCLUDE nothere\n$INCLUDE sub\n"
	    "$INCLUDE fifo\n$INCLUDE ../outside\n$INCLUDE link\n"
	    "$INCLUDE loop\n$INCLUDE /etc/passwd\n$INCLUDE z\n"
	    "$INCLUDE sub/inner\n$INCLUDE good/x\n$INCLUDE ../zones-too\n"
	    "$INCLUDE \"\"\na FOO\n");
	(void)snprintf(expected, sizeof(expected),
	    "zones/z:2:10: error: include-error: example.: file"
	    " \"zones/nothere\" cannot be read: No such file or directory; put"
	    " the file there, or correct the path\n"
	    "zones/z:3:10: error: include-error: example.: file \"zones/sub\""
	    " cannot be read: Is a directory; name a file, not a directory\n"
	    "zones/z:4:10: error: include-error: example.: file \"zones/fifo\""
	    " is a device, socket or pipe; name a regular file\n"
	    "zones/z:5:10: error: include-error: example.: file \"/tmp/test_l\n"
	    "zones/z:6:10: error: include-error: example.: file \"/tmp/test_l\n"
	    "zones/z:7:10: error: include-error: example.: file \"zones/loop\""
	    " cannot be read: %s\n"
	    "zones/z:8:10: error: include-error: example.: file \"/etc/passwd\""
	    " lies outside of\n"
	    "zones/z:9:10: error: include-error: example.: file \"zones/z\" is"
	    " being read already: it would include itself\n"
	    "zones/z:11:10: error: include-error: example.: file"
	    " \"zones/good/x\" cannot be read: Not a directory\n"
	    "zones/z:12:10: error: include-error: example.: file \"/tmp/test_\n"
	    "zones/z:13:10: error: include-error: example.: the name of"
	    " the file is empty\n"
	    "zones/z:14:3: error: parse-error: a.example.: \"FOO\" is no",
	    strerror(ELOOP));
	check_file("zones/z", NULL, "", expected);
	/* The same tree wider: what was outside is allowed. */
	put_file("zones/y", SOA "$INCLUDE ../outside\n$INCLUDE link\n");
	check_file("zones/y", ".", SOA_IS "o.example. 60 TXT \"outside\"\n",
	    "zones/link:1:1: warning: duplicate-rr\n");
}

static atomic_bool	is_done;

/* Not by name, which musl does not have.  Bounded, because valgrind gives one
   thread nearly all the time. */
static void *
swap(void *arg)
{
	unsigned	i;

	for (i = 0; i < 200000 && !atomic_load(&is_done); i++)
		(void)syscall(SYS_renameat2, AT_FDCWD, "tree/d", AT_FDCWD,
		    "tree/l", RENAME_EXCHANGE);
	return arg;
}

/* Whoever writes in the tree puts a link in the place of a directory while
   its path is looked at.  Nothing outside may ever be read. */
static void
test_include_race(void **state)
{
	pthread_t	thread;
	struct source	src;
	struct file_id	id;
	char		why[SOURCE_WHY_BYTES];
	unsigned	n_outside = 0;
	unsigned	i;

	(void)state;
	assert_int_equal(mkdir("tree", 0700), 0);
	assert_int_equal(mkdir("tree/d", 0711), 0);
	assert_int_equal(mkdir("out", 0700), 0);
	assert_int_equal(symlink("../out", "tree/l"), 0);
	put_file("tree/d/f", "inside");
	put_file("out/f", "outside");
	assert_int_equal(source_read("tree/d/f", "tree", &src, &id, why), 0);
	free(src.text);
	atomic_store(&is_done, false);
	assert_int_equal(pthread_create(&thread, NULL, swap, NULL), 0);
	for (i = 0; i < 5000; i++) {
		if (source_read("tree/d/f", "tree", &src, &id, why) == -1)
			continue;
		n_outside += strcmp(src.text, "inside") != 0;
		free(src.text);
	}
	atomic_store(&is_done, true);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(n_outside, 0);
}

/* 16 levels are read, 17 are not. */
static void
test_depth(void **state)
{
	char	path[20];
	char	text[100];
	int	i;

	(void)state;
	for (i = 1; i <= 17; i++) {
		(void)snprintf(path, sizeof(path), "depth%d", i);
		(void)snprintf(text, sizeof(text), "%s$INCLUDE depth%d\n",
		    i == 1 ? SOA : "", i + 1);
		put_file(path, i < 16 ? text : "x TXT x\n");
	}
	check_file("depth1", NULL, SOA_IS "x.example. 60 TXT \"x\"\n", "");
	put_file("depth16", "$INCLUDE depth17\n");
	check_file("depth1", NULL, "", "depth16:1:10: error: include-error:"
	    " example.: files are included more than 16 levels deep");
}

static void
test_zone_file(void **state)
{
	(void)state;
	check_file("absent", NULL, "", "absent: error: file-unreadable: file"
	    " \"absent\" cannot be read: No such file or directory; put the"
	    " file there, or correct the path");
	check_file(dir, NULL, "", dir);
	if (geteuid() != 0) {
		put_file("secret", SOA);
		assert_int_equal(chmod("secret", 0), 0);
		check_file("secret", NULL, "", "secret: error:"
		    " file-unreadable: file \"secret\" cannot be read:"
		    " Permission denied; let the user");
	}
	put_file("empty", "");
	check_file("empty", NULL, "", "empty: error: soa-missing");
}

/* Which files were read, and whether they changed since. */
static void
test_changed(void **state)
{
	static const struct file_id	 none;
	struct name			 apex = apex_of("example.");
	struct load_source		 src = {&apex, "w", NULL, 1};
	struct loaded			 out;

	(void)state;
	put_file("w", SOA "$INCLUDE v\n$INCLUDE u\n");
	put_file("v", "");
	assert_int_equal(load_zone(&src, NULL, &out), -1);
	assert_null(out.content);
	assert_int_equal(out.nfiles, 3);
	assert_string_equal(out.files[0].path, "w");
	assert_string_equal(out.files[1].path, "v");
	assert_string_equal(out.files[2].path, "u");
	assert_memory_equal(&out.files[2].id, &none, sizeof(none));
	assert_false(zone_files_changed(out.files, out.nfiles));
	put_file("u", "");
	assert_true(zone_files_changed(out.files, out.nfiles));
	assert_false(zone_files_changed(out.files, 2));
	loaded_clear(&out);
	assert_int_equal(load_zone(&src, NULL, &out), 0);
	assert_false(zone_files_changed(out.files, out.nfiles));
	put_file("v", ";");
	assert_true(zone_files_changed(out.files, out.nfiles));
	put_file("v2", "");
	loaded_clear(&out);
	assert_int_equal(load_zone(&src, NULL, &out), 0);
	assert_int_equal(unlink("u"), 0);
	assert_true(zone_files_changed(out.files, out.nfiles));
	loaded_clear(&out);
}

/* One room for several loads, with places and without. */
static void
test_room(void **state)
{
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, "r1", NULL, 1};
	struct load_room	*room = load_room_new();
	struct loaded		 out;
	int			 i;

	(void)state;
	assert_non_null(room);
	put_file("r1", SOA "\n  TXT a\n$INCLUDE r2\n");
	put_file("r2", "b A 1.2.3.4\n");
	for (i = 0; i < 4; i++) {
		if (i > 0)
			load_room_keep_places(room, i == 2);
		assert_int_equal(load_zone_in(room, &src, NULL, &out), 0);
		assert_non_null(out.content);
		assert_int_equal(out.nfiles, 2);
		if (i % 2 == 0)
			assert_string_equal(places_at(out.places, 2).file,
			    "r2");
		else
			assert_null(out.places);
		loaded_clear(&out);
	}
	load_room_free(room);
}

/* Where records stood, also those of an include. */
static void
test_places(void **state)
{
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, "p1", NULL, 1};
	struct loaded		 out;
	struct place		 at;

	(void)state;
	put_file("p1", SOA "\n  TXT a\n$INCLUDE p2\n");
	put_file("p2", "; x\nb A 1.2.3.4\n$GENERATE 1-1 c TXT $\n");
	assert_int_equal(load_zone(&src, NULL, &out), 0);
	at = places_at(out.places, 0);
	assert_string_equal(at.file, "p1");
	assert_int_equal(at.line, 1);
	assert_int_equal(at.column, 1);
	at = places_at(out.places, 1);
	assert_int_equal(at.line, 3);
	assert_int_equal(at.column, 3);
	at = places_at(out.places, 2);
	assert_string_equal(at.file, "p2");
	assert_int_equal(at.line, 2);
	at = places_at(out.places, 3);
	assert_int_equal(at.line, 3);
	assert_int_equal(at.column, 15);
	assert_null(places_at(out.places, 4).file);
	loaded_clear(&out);
}

/* Memory that runs out is an error, never a crash or a leak. */
static void
test_no_memory(void **state)
{
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, "m1", NULL, 1};
	struct report		*rep = report_new(10);
	struct loaded		 out;
	bool			 has_failed = true;
	size_t			 good;
	int			 rc;

	(void)state;
	put_file("m1", SOA "a TXT ( b\n c )\n$GENERATE 1-9 g$ TXT $\n"
	    "$INCLUDE m2\n");
	put_file("m2", "d TXT e\n");
	for (good = 0; has_failed && good < 1000; good++) {
		report_clear(rep);
		failing_arm(good);
		rc = load_zone(&src, rep, &out);
		has_failed = failing_disarm();
		assert_int_equal(rc, has_failed ? -1 : 0);
		assert_int_equal(report_count(rep, SEV_ERROR) > 0, has_failed);
		loaded_clear(&out);
	}
	assert_false(has_failed);
	assert_true(good > 20);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		ZONE_TEST(test_include),
		ZONE_TEST(test_include_faults),
		ZONE_TEST(test_include_race),
		ZONE_TEST(test_depth),
		ZONE_TEST(test_zone_file),
		ZONE_TEST(test_changed),
		ZONE_TEST(test_places),
		ZONE_TEST(test_room),
		ZONE_TEST(test_no_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
