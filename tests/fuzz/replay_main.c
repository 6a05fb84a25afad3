/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Feeds files to a fuzz target without a fuzzer, so that `make check` finds
 * again, with any compiler, what the fuzzer found once.
 *
 * usage: fuzz_x file-or-directory ...
 *
 * The empty input is always tried first.  Ends with 1 if there was nothing
 * to read; a target that fails crashes, and its input was named just before.
 */

/* The door that libFuzzer prescribes; each fuzz_*.c defines it. */
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* The corpus holds small inputs; more than this is a mistake in it. */
#define INPUT_MAX_BYTES	(16L * 1024 * 1024)

static unsigned	inputs;

/*
 * The input stands in a block of exactly its size, so that a sanitizer sees
 * the first octet that is read behind it.
 */
static void
replay_file(const char *path)
{
	struct stat	 st;
	FILE		*file;
	uint8_t		*bytes;
	size_t		 len_bytes;

	if ((file = fopen(path, "rb")) == NULL ||
	    fstat(fileno(file), &st) == -1)
		err(1, "%s", path);
	if (!S_ISREG(st.st_mode) || st.st_size > INPUT_MAX_BYTES)
		errx(1, "%s: no file, or too large for a corpus", path);
	len_bytes = (size_t)st.st_size;
	if ((bytes = malloc(len_bytes > 0 ? len_bytes : 1)) == NULL)
		err(1, "%s", path);
	if (fread(bytes, 1, len_bytes, file) != len_bytes)
		errx(1, "%s: cannot be read to its end", path);
	(void)fclose(file);	/* nothing was written */
	printf("%s\n", path);
	if (fflush(stdout) == EOF)
		err(1, "standard output");
	(void)LLVMFuzzerTestOneInput(bytes, len_bytes);	/* always 0 */
	free(bytes);
	inputs++;
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A file, or the files of a directory in the order of their names. */
static void
replay(const char *path)
{
	struct dirent	**entries;
	struct stat	  st;
	char		 *file;
	int		  i, n;

	if (stat(path, &st) == -1)
		err(1, "%s", path);
	if (!S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	if ((n = scandir(path, &entries, is_visible, alphasort)) == -1)
		err(1, "%s", path);
	for (i = 0; i < n; i++) {
		if (asprintf(&file, "%s/%s", path, entries[i]->d_name) == -1)
			err(1, "%s", path);
		replay_file(file);
		free(file);
		free(entries[i]);
	}
	free(entries);
}

int
main(int argc, char *argv[])
{
	int	i;

	if (argc < 2)
		errx(2, "usage: %s file-or-directory ...", argv[0]);
	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (i = 1; i < argc; i++)
		replay(argv[i]);
	if (inputs == 0)
		errx(1, "no input was found");
	return 0;
}
