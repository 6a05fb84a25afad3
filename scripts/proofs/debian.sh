# SPDX-License-Identifier: ISC
# shellcheck shell=sh
#
# A Debian in a folder, for parts of scripts/proof; sourced in the top
# directory, by root.
#
#	debian_unpack DIRECTORY		a small one, of this machine's suite
#	debian_install DIRECTORY PACKAGE ...
#	debian_private COMMAND ...	with mounts and devices of its own
#	ok WHAT; bad WHAT; passed	count, tell, and make the last line
#
# debootstrap makes it once; it is kept in $BUILD/proof.  MIRROR says where
# packages come from (http://deb.debian.org/debian).

debian_mirror=${MIRROR:-http://deb.debian.org/debian}
# shellcheck disable=SC1091 # of this machine
debian_suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
debian_tar=${BUILD:-build}/proof/debian-$debian_suite.tar

passes=0
fails=0

ok()
{
	printf 'ok: %s\n' "$*"
	passes=$((passes + 1))
}

bad()
{
	printf 'FAILED: %s\n' "$*"
	fails=$((fails + 1))
}

passed()
{
	printf '%d passed, %d failed\n' "$passes" "$fails"
	[ "$fails" -eq 0 ] && [ "$passes" -gt 0 ]
}

# judge WHAT COMMAND ...: ok if it succeeds; what it says is shown if not.
judge()
{
	what=$1
	shift
	if said=$("$@" 2>&1); then
		ok "$what"
	else
		bad "$what"
		printf '%s\n' "$said" | tail -n 20 | sed 's/^/    /'
	fi
}

# In memory: dpkg writes each file through to the disk otherwise.
debian_make()
{
	mkdir -p "${debian_tar%/*}"
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -eu -c '
		mount -t tmpfs -o mode=755,size=1500m tmpfs /mnt
		debootstrap --variant=minbase "$1" /mnt "$2"
		rm -f /mnt/var/cache/apt/archives/*.deb
		tar -C /mnt -c . >"$3.new"
		mv "$3.new" "$3"' sh "$debian_suite" "$debian_mirror" \
	    "$debian_tar" >"$debian_tar.log" 2>&1 || {
		tail -n 20 "$debian_tar.log" >&2
		return 1
	}
}

debian_unpack()
{
	[ -e "$debian_tar" ] || debian_make || return 1
	tar -C "$1" -x <"$debian_tar"
}

debian_install()
{
	root=$1
	shift
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	# Nothing is started there.
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	# shellcheck disable=SC2016 # for the inner shell
	log=$(chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
	    PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c 'apt-get update -q &&
	    apt-get install -y -q --no-install-recommends "$@"' sh "$@" \
	    2>&1 </dev/null) || {
		printf '%s\n' "$log" | tail -n 20 >&2
		return 1
	}
	rm "$root/usr/sbin/policy-rc.d"
}

# With mounts that end with it, and in place of the machine's devices those
# that any program needs: what goes wrong with them does so in here.
debian_private()
{
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --propagation private sh -eu -c '
		mount -t tmpfs -o mode=755 tmpfs /mnt
		while read -r name major minor; do
			mknod -m 666 "/mnt/$name" c "$major" "$minor"
		done <<-END
			null 1 3
			zero 1 5
			full 1 7
			random 1 8
			urandom 1 9
			tty 5 0
			fuse 10 229
		END
		mkdir /mnt/pts /mnt/shm /mnt/mqueue
		ln -s /proc/self/fd /mnt/fd
		ln -s fd/0 /mnt/stdin
		ln -s fd/1 /mnt/stdout
		ln -s fd/2 /mnt/stderr
		ln -s pts/ptmx /mnt/ptmx
		mount -t devpts -o newinstance,ptmxmode=666 devpts /mnt/pts
		mount -t tmpfs -o mode=1777 tmpfs /mnt/shm
		mount --move /mnt /dev
		exec "$@"' sh "$@"
}
