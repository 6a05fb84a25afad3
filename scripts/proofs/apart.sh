# SPDX-License-Identifier: ISC
# shellcheck shell=sh
#
# A world of its own for the tests of a part: its own processes, networks and
# mounts.  Whatever runs or is mounted there ends when pytest does, whichever
# way it ends; nothing is installed on this machine but what packages_need
# names.
#
#	apart_run PART GROUP SECONDS [ARG ...]
#		fetch the packages of GROUP, run tests/proof/test_PART.py with
#		ARGs for pytest, print the table that it leaves, and count
#
# Needs root, Linux with overlayfs, and Debian's packages.

# Where the world's files are: a directory that every user may search, that
# is always there, and that only the world sees changed.
apart_place()
{
	case $PWD/$BUILD in
	/mnt* | */mnt/*) echo /srv ;;
	*) echo /mnt ;;
	esac
}

apart_run()
{
	part=$1 group=$2 limit_s=$3
	shift 3
	if [ "$(id -u)" -ne 0 ]; then
		echo "$part: makes network namespaces: run it as root" >&2
		return 1
	fi
	work=$(cd "$BUILD/proof/$part" && pwd) || return 1
	rm -rf "${work:?}"/*
	packages_fetch "$group" "$work/packages" || return 1
	# The shell stays, as process 1: it reaps what daemons leave behind.
	# shellcheck disable=SC2016 # for the shell within
	BUILD=$(cd "$BUILD" && pwd) PROOF=$work PLACE=$(apart_place) \
	    timeout -k 10 "$limit_s" \
	    unshare --net --mount --pid --fork --kill-child sh -c '
		mount -t proc proc /proc &&
		mount -t tmpfs -o mode=755 proof "$PLACE" || exit 1
		/usr/bin/python3 -B -m pytest -q -rs -p no:cacheprovider \
		    --junit-xml="$PROOF/junit.xml" "$@"
		exit $?' \
	    sh "tests/proof/test_$part.py" "$@"
	status=$?
	[ ! -s "$work/table" ] || cat "$work/table"
	apart_count "$work/junit.xml" $status
}

# apart_count FILE STATUS: the last line, and whether all is well.
apart_count()
{
	set -- "$2" "$(apart_number tests "$1")" \
	    "$(apart_number failures "$1")" "$(apart_number errors "$1")" \
	    "$(apart_number skipped "$1")"
	bad=$((${3:-0} + ${4:-0}))
	good=$((${2:-0} - bad - ${5:-0}))
	[ "$1" -eq 0 ] || [ $bad -gt 0 ] || bad=1
	printf '%d passed, %d failed\n' $good $bad
	[ $bad -eq 0 ] && [ $good -gt 0 ]
}

# The number that an attribute of pytest's <testsuite> holds, or nothing.
apart_number()
{
	[ ! -s "$2" ] ||
	    sed -n "s/.*<testsuite [^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2" |
	    head -n 1
}
