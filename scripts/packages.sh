# SPDX-License-Identifier: ISC
# shellcheck shell=sh
#
# Installs what is missing and nothing else; sourced by run, test and
# bench/run.
#
#	packages_need build		what compiles mxd
#	packages_need build tests	and what its tests use
#	packages_need build bench	and what scripts/bench measures
#	packages_need build fuzz	and what scripts/fuzz runs
#	packages_need build package	and what scripts/package makes one with
#	packages_need build lint	and what scripts/lint looks with
#	packages_need build tests ARCH	and what scripts/proofs/ports needs for
#					this one
#	packages_need build worlds	and what scripts/proof makes networks of
#	packages_fetch senders DIR	only brings them, for scripts/proofs
#
# The table is the only place that knows names of packages.  A row: the
# group, the proof that the thing is there, then its package in Debian,
# Fedora, Alpine and Arch; `-` where the distribution has none or brings it
# with another row.  Proofs: cmd:PROGRAM, hdr:HEADER, py:MODULE, rt:PART of
# clang's runtime; a proof between brackets marks a row that tests can do without.

packages_table='
build cmd:make		make		make		make		make
build cmd:cc		gcc		gcc		gcc		gcc
build hdr:stdio.h	libc6-dev	glibc-devel	musl-dev	glibc
build cmd:pkg-config	pkg-config	pkgconf-pkg-config pkgconf	pkgconf
build hdr:event2/event.h libevent-dev	libevent-devel	libevent-dev	libevent
build hdr:bsd/unistd.h	libbsd-dev	libbsd-devel	libbsd-dev	libbsd
build hdr:openssl/evp.h	libssl-dev	openssl-devel	openssl-dev	openssl
build [hdr:seccomp.h]	libseccomp-dev	libseccomp-devel libseccomp-dev	libseccomp
build [hdr:fstrm.h]	libfstrm-dev	fstrm-devel	fstrm-dev	fstrm
build [hdr:protobuf-c/protobuf-c.h] libprotobuf-c-dev protobuf-c-devel protobuf-c-dev protobuf-c
build [cmd:protoc-c]	protobuf-c-compiler protobuf-c-compiler protobuf-c-compiler -
tests hdr:cmocka.h	libcmocka-dev	libcmocka-devel	cmocka-dev	cmocka
tests [cmd:git]	git		git		git		git
tests cmd:nm		binutils	binutils	binutils	binutils
tests py:pytest		python3-pytest	python3-pytest	py3-pytest	python-pytest
tests [py:xdist]	python3-pytest-xdist python3-pytest-xdist py3-pytest-xdist python-pytest-xdist
tests py:dns		python3-dnspython python3-dns	py3-dnspython	python-dnspython
tests cmd:dig		bind9-dnsutils	bind-utils	bind-tools	bind
tests cmd:mandoc	mandoc		mandoc		mandoc		mandoc
tests [cmd:drill]	ldnsutils	ldns-utils	drill		ldns
tests [cmd:kdig]	knot-dnsutils	knot-utils	knot-utils	knot
tests [cmd:named]	bind9		bind		bind		bind
tests [cmd:dnssec-signzone] bind9-utils bind-dnssec-utils bind-dnssec-tools bind
tests [cmd:kzonesign]	knot-dnssecutils knot-utils	knot-utils	knot
tests [cmd:unbound]	unbound		unbound		unbound		unbound
tests [cmd:nsd]		nsd		nsd		nsd		nsd
tests [cmd:knotd]	knot		knot		knot		knot
tests [cmd:pdns_server]	pdns-backend-bind pdns		pdns-backend-bind powerdns
tests [cmd:zonemaster-cli] zonemaster-cli -	-		-
tests [cmd:promtool] prometheus	-		-		-
tests [cmd:fstrm_capture] fstrm-bin	fstrm-utils	fstrm-utils	-
tests [cmd:logrotate] logrotate	logrotate	logrotate	logrotate
tests [cmd:zsh]		zsh		zsh		zsh		zsh
tests [cmd:fish]	fish		fish		fish		fish
tests [cmd:chromium]	chromium	chromium	chromium	chromium
tests [cmd:valgrind]	valgrind	valgrind	valgrind	valgrind
package cmd:dpkg-buildpackage dpkg-dev	-		-		-
package cmd:dh		debhelper	-		-		-
package [cmd:lintian]	lintian		-		-		-
package [cmd:debootstrap] debootstrap	-		-		-
debian cmd:debootstrap	debootstrap	-		-		-
debian cmd:unshare	util-linux	-		-		-
container cmd:podman	podman		-		-		-
container cmd:crun	crun		-		-		-
lint cmd:clang		clang		clang		clang		clang
lint cmd:clang-tidy	clang-tidy	clang-tools-extra clang-extra-tools clang
lint cmd:clang-format	clang-format	clang-tools-extra clang-extra-tools clang
lint cmd:scan-build	clang-tools	clang-analyzer	clang-analyzer	clang
lint cmd:cppcheck	cppcheck	cppcheck	cppcheck	cppcheck
lint cmd:shellcheck	shellcheck	ShellCheck	shellcheck	shellcheck
s390x cmd:s390x-linux-gnu-gcc gcc-s390x-linux-gnu - -		-
s390x cmd:qemu-s390x-static qemu-user-static -	-		-
armhf cmd:arm-linux-gnueabihf-gcc gcc-arm-linux-gnueabihf - -	-
armhf cmd:qemu-arm-static qemu-user-static -	-		-
i386 cmd:i686-linux-gnu-gcc gcc-i686-linux-gnu - -		-
i386 cmd:qemu-i386-static qemu-user-static -	-		-
musl cmd:musl-gcc	musl-tools	-		-		-
musl cmd:dpkg-source	dpkg-dev	-		-		-
musl cmd:cmake		cmake		-		-		-
fuzz cmd:clang		clang		clang		clang		clang
fuzz rt:fuzzer		libclang-rt-dev	compiler-rt	compiler-rt	compiler-rt
fuzz [cmd:afl-clang-fast] afl++		american-fuzzy-lop-clang afl++	afl++
fuzz [hdr:ldns/ldns.h]	libldns-dev	ldns-devel	ldns-dev	ldns
worlds cmd:ip		iproute2	iproute		iproute2	iproute2
worlds cmd:unshare	util-linux	util-linux	util-linux-misc	util-linux
worlds cmd:openssl	openssl		openssl		openssl		openssl
worlds py:aiosmtpd	python3-aiosmtpd python3-aiosmtpd py3-aiosmtpd	python-aiosmtpd
senders cmd:postfix	postfix		-		-		-
senders cmd:exim4	exim4-daemon-light -		-		-
senders cmd:smtpd	opensmtpd	-		-		-
resolvers cmd:kresd	knot-resolver	-		-		-
resolvers cmd:pdns_recursor pdns-recursor -		-		-
resolvers cmd:resolvectl systemd-resolved -		-		-
bench cmd:taskset	util-linux	util-linux	util-linux-misc	util-linux
bench [cmd:valgrind]	valgrind	valgrind	valgrind	valgrind
bench [cmd:nsd]		nsd		nsd		nsd		nsd
bench [cmd:knotd]	knot		knot		knot		knot
bench [cmd:named]	bind9		bind		bind		bind
bench [cmd:pdns_server]	pdns-backend-bind pdns		pdns-backend-bind powerdns
bench [cmd:gdnsd]	gdnsd		-		gdnsd		-
bench [cmd:yadifad]	yadifa		yadifa		-		-
bench [cmd:dnsperf]	dnsperf		dnsperf		dnsperf		dnsperf
bench [cmd:perf]	linux-perf	perf		perf		perf
'

# Services that these packages would start; no test wants them running.
packages_services='named unbound unbound-resolvconf nsd knot pdns gdnsd yadifa'

packages_quiet=		# not empty: servers are among what is installed

packages_say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# as_root COMMAND ...
as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	elif command -v doas >/dev/null 2>&1; then
		doas "$@"
	else
		packages_say "this needs root, and there is neither sudo nor" \
		    "doas: $*"
		return 1
	fi
}

# Whether a proof holds.  Servers live in sbin, which users may not search.
packages_have()
{
	what=${1#*:}
	case $1 in
	cmd:*)
		PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin \
		    command -v "$what" >/dev/null 2>&1 ;;
	hdr:*)
		for dir in /usr/include /usr/local/include \
		    /usr/include/*-linux-*; do
			[ -e "$dir/$what" ] && return 0
		done
		return 1 ;;
	rt:*)
		find "$(clang -print-resource-dir 2>/dev/null)" \
		    -name "libclang_rt.$what*" 2>/dev/null | grep -q . ;;
	py:*)
		/usr/bin/python3 -c "import $what" 2>/dev/null ;;
	esac
}

# The column of this machine's package tool, or nothing.
packages_tool()
{
	for tool in apt-get:3 dnf:4 apk:5 pacman:6; do
		if command -v "${tool%:*}" >/dev/null 2>&1; then
			echo "$tool"
			return 0
		fi
	done
}

# packages_missing COLUMN GROUP ...: `proof package`, a line for each.
packages_missing()
{
	column=$1
	shift
	for group; do
		printf '%s' "$packages_table" | awk -v group="$group" \
		    -v column="$column" '$1 == group { print $2, $column }'
	done | while read -r proof package; do
		bare=${proof#[}
		bare=${bare%]}
		packages_have "$bare" || echo "$proof $package"
	done
}

# apt-get, with its lists fetched only when it does not know a package.
packages_apt()
{
	if ! apt-get install -s --no-install-recommends "$@" \
	    >/dev/null 2>&1; then
		as_root apt-get update -q || return 1
	fi
	# Another one that installs just now, such as unattended-upgrades, ends.
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
	    -o DPkg::Lock::Timeout=300 \
	    --no-install-recommends "$@"
}

# Debian starts a server as soon as it is installed, unless policy-rc.d says
# 101, "not allowed".  One that was there before is kept as it was.
packages_apt_quiet()
{
	policy=/usr/sbin/policy-rc.d
	was_there=
	for name in $packages_services; do
		[ -e "/lib/systemd/system/$name.service" ] &&
		    was_there="$was_there $name"
	done
	made_policy=
	if [ ! -e $policy ]; then
		made_policy=$policy
		trap 'as_root rm -f $made_policy; exit 130' INT TERM HUP
		# shellcheck disable=SC2016 # for the shell that as_root runs
		as_root sh -c 'umask 022 && printf "#!/bin/sh\nexit 101\n" \
		    >"$1" && chmod 755 "$1"' sh $policy || return 1
	fi
	packages_apt "$@"
	status=$?
	if [ -n "$made_policy" ]; then
		as_root rm -f "$made_policy"
		trap - INT TERM HUP
	fi
	# Nor shall they start with the next boot.
	for name in $packages_services; do
		case " $was_there " in
		*" $name "*) continue ;;
		esac
		[ -e "/lib/systemd/system/$name.service" ] || continue
		as_root deb-systemd-helper disable "$name.service"
		[ ! -e "/etc/init.d/$name" ] ||
		    as_root update-rc.d "$name" disable
	done
	return $status
}

# packages_download DIR PACKAGE: needs no lock of the system's.
packages_download()
{
	set -- install -y -q --no-install-recommends --download-only \
	    -o Debug::NoLocking=1 -o Dir::Cache::archives="$1" "$2"
	apt-get "$@" || { as_root apt-get update -q && apt-get "$@"; }
}

# packages_install TOOL PACKAGE ...: silent unless it fails.
packages_install()
{
	packages_log=$(mktemp) || return 1
	packages_run "$@" >"$packages_log" 2>&1 </dev/null
	status=$?
	[ $status -eq 0 ] || cat "$packages_log" >&2
	rm -f "$packages_log"
	return $status
}

packages_run()
{
	tool=$1
	shift
	case $tool in
	apt-get)
		if [ -n "$packages_quiet" ]; then
			packages_apt_quiet "$@"
		else
			packages_apt "$@"
		fi ;;
	dnf) as_root dnf install -y --setopt=install_weak_deps=False "$@" ;;
	apk) as_root apk add --no-progress "$@" ;;
	pacman) as_root pacman -S --needed --noconfirm "$@" ;;
	fetch) packages_download "$@" ;;
	esac
}

# packages_fetch GROUP DIR: brings the packages of a group, each with what this
# machine lacks of its dependencies, into DIR/PACKAGE; installs nothing.
packages_fetch()
{
	if [ "$(packages_tool)" != apt-get:3 ]; then
		packages_say "these come from Debian only: $1"
		return 1
	fi
	for package in $(printf '%s' "$packages_table" |
	    awk -v group="$1" '$1 == group { print $3 }'); do
		mkdir -p "$2/$package/partial" &&
		    packages_install fetch "$2/$package" "$package" || return 1
	done
}

# packages_need GROUP ...: 0 when everything that matters is there.
packages_need()
{
	tool=$(packages_tool)
	missing=$(packages_missing "${tool#*:}" "$@")
	if [ -z "$missing" ]; then
		return 0
	fi
	case " $* " in
	*" tests "* | *" bench "*) packages_quiet=yes ;;
	esac
	if [ -z "$tool" ]; then
		# shellcheck disable=SC2046 # one word for each
		packages_say "missing:" $(echo "$missing" | cut -d ' ' -f 1)
		packages_say "no package tool that is known here" \
		    "(apt-get, dnf, apk, pacman); install them by hand"
		return 1
	fi
	wanted=$(echo "$missing" | awk '$2 != "-" { print $2 }' | sort -u)
	# shellcheck disable=SC2086 # one word for each package
	if [ -n "$wanted" ]; then
		packages_say "installing:" $wanted
		packages_install "${tool%:*}" $wanted
	fi
	# What counts is what is there now.
	missing=$(packages_missing "${tool#*:}" "$@")
	must=$(echo "$missing" | awk 'NF > 0 && !/^\[/ { print $2 }')
	may=$(echo "$missing" | awk '/^\[/ { print $2 }')
	# shellcheck disable=SC2086
	[ -z "$may" ] || packages_say "goes on without:" $may
	# shellcheck disable=SC2086
	if [ -n "$must" ]; then
		packages_say "still missing:" $must
		return 1
	fi
}
