# SPDX-License-Identifier: ISC
# mxd: see README.md.  Everything that is made goes to $(BUILD).
#
#	make			mxd, mxctl, mxcheck
#	make check		unit tests, fuzz corpus, floors, manual pages
#	make e2e		end-to-end tests on loopback (needs python3)
#	make diff		answers compared with NSD, Knot, BIND, PowerDNS;
#				SEEDS=n random worlds
#	make san, make tsan	all of that under ASan+UBSan, under TSan
#	make fuzz		libFuzzer, FUZZ_MINUTES for all targets together
#	make fuzz-afl		AFL++ likewise
#	make bench		speed, on this machine; BENCH_ARGS= as
#				scripts/bench/run takes them
#	make lint, make floors	what reviewers would otherwise have to say
#	make cover		what the tests reach, and its goals
#	make install		DESTDIR=, PREFIX=, SYSCONFDIR=, UNITDIR=, ...;
#				with OPENRCDIR=/etc/init.d for OpenRC too
#	make uninstall		with the same words: all but /etc/mxd
#
# V=1 shows the commands; a plain `make` takes all processors, -j1 one.  CC,
# CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are the caller's; what mxd needs itself is
# added to them.

PREFIX		?= /usr/local
SYSCONFDIR	?= /etc
RUNSTATEDIR	?= /run
BINDIR		?= $(PREFIX)/bin
SBINDIR		?= $(PREFIX)/sbin
MANDIR		?= $(PREFIX)/share/man
DOCDIR		?= $(PREFIX)/share/doc/mxd
PKGDATADIR	?= $(PREFIX)/share/mxd
BASHDIR		?= $(PREFIX)/share/bash-completion/completions
ZSHDIR		?= $(PREFIX)/share/zsh/site-functions
FISHDIR		?= $(PREFIX)/share/fish/vendor_completions.d
UNITDIR		?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR	?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR	?= $(PREFIX)/lib/tmpfiles.d
LOGROTATEDIR	?= $(SYSCONFDIR)/logrotate.d
OPENRCDIR	?=
INSTALL		?= install
PKG_CONFIG	?= pkg-config
CLANG		?= clang
PYTHON		?= /usr/bin/python3
BUILD		?= build
FUZZ_MINUTES	?= 30
AFL_CC		?= afl-clang-fast
SEEDS		?= 10
CFLAGS		?= -O2 -g

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all check check-programs clean diff e2e floors fuzz fuzz-afl lint
.PHONY: fuzz-afl-programs fuzz-programs fuzz-san-programs
.PHONY: bench bench-programs cover format install no-shim print-cppflags
.PHONY: print-san print-tsan san tests tsan uninstall FORCE

all: $(BUILD)/mxd $(BUILD)/mxctl $(BUILD)/mxcheck

# Only a plain make: in `make clean all` the order counts.  A -j of the command
# line comes first by itself, one of the environment does not.
told_jobs = $(filter -j% j%,$(MAKEFLAGS) $(shell printf %s "$$MAKEFLAGS"))
ifeq ($(MAKELEVEL)$(or $(MAKECMDGOALS),all)$(told_jobs),0all)
MAKEFLAGS	+= -j$(shell nproc 2>/dev/null || echo 1)
endif

# --- flags ---------------------------------------------------------------

PKGS	= libevent libevent_pthreads libbsd-overlay libcrypto
WARN	= -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	  -Wmissing-prototypes -Wpointer-arith -Wvla -Wno-missing-braces

# The goals that compile nothing need neither compiler nor pkg-config.
ifneq ($(filter-out clean uninstall format,$(or $(MAKECMDGOALS),all)),)

# $(call accepts,FLAG): the flag if this compiler takes it.
accepts	= $(shell $(CC) -Werror $(1) -c -x c /dev/null -o /dev/null \
	  2>/dev/null && echo "$(1)")

# glibc's checks need the optimiser, and sanitizers do better themselves.
ifeq ($(filter -fsanitize=%,$(CFLAGS)),)
ifneq ($(filter-out -O0,$(filter -O%,$(CFLAGS))),)
FORTIFY	:= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
endif
HARDEN	:= -fPIE -fstack-protector-strong $(FORTIFY) \
	   $(call accepts,-fstack-clash-protection) \
	   $(call accepts,-fcf-protection)

ifneq ($(shell $(PKG_CONFIG) --exists $(PKGS) && echo yes),yes)
$(error $(PKG_CONFIG) does not find all of: $(PKGS); scripts/run installs \
    what is missing)
endif
PKG_CPPFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS     := $(shell $(PKG_CONFIG) --libs $(PKGS))

# Used when it is there; SECCOMP=no leaves it out.
SECCOMP	?= $(shell $(PKG_CONFIG) --exists libseccomp && echo yes)
ifeq ($(SECCOMP),yes)
PKG_CPPFLAGS += -DHAVE_SECCOMP $(shell $(PKG_CONFIG) --cflags libseccomp)
PKG_LIBS     += $(shell $(PKG_CONFIG) --libs libseccomp)
endif
# dnstap is built where its libraries are, with the compiler of its schema.
TAP_PKGS = libfstrm libprotobuf-c
PROTOC_C ?= protoc-c
ifeq ($(shell $(PKG_CONFIG) --exists $(TAP_PKGS) && \
    command -v $(PROTOC_C) >/dev/null && echo yes),yes)
TAP	     := $(BUILD)/server/dnstap.pb-c
PKG_CPPFLAGS += -DHAVE_DNSTAP -I$(BUILD) \
		$(shell $(PKG_CONFIG) --cflags $(TAP_PKGS))
PKG_LIBS     += -Wl,--as-needed \
		$(shell $(PKG_CONFIG) --libs $(TAP_PKGS)) -Wl,--no-as-needed
endif
endif

# tests/shim stands before glibc's calls, with the names of 64 bits.
hash	:= \#
SHIM_FITS = $(shell printf '%s\n' '$(hash)include <features.h>' \
	    '$(hash)if defined __GLIBC__ && defined __LP64__' fits \
	    '$(hash)endif' | \
	    $(CC) $(CPPFLAGS) $(CFLAGS) -E -P - 2>/dev/null | grep -x fits)

CMOCKA_LIBS  = $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null || \
	       echo -lcmocka)
# Large files: a 32-bit stat() fails at the numbers of a large disk.
ALL_CPPFLAGS = -I. -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	       -DSYSCONFDIR='"$(SYSCONFDIR)"' \
	       -DRUNSTATEDIR='"$(RUNSTATEDIR)"' $(PKG_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 -pthread $(WARN) $(HARDEN) $(CFLAGS)
# mxcheck needs few of the libraries that mxd does.
ALL_LDFLAGS  = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)
COMPILE      = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)
LINK	     = $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)
LIBS	     = $(PKG_LIBS) -pthread $(LDLIBS)

# $(call say,WORD): one word and the target, or with V=1 the whole command.
say	= $(if $(V),,@printf '%s\t%s\n' '$(1)' '$@';)

# --- what there is -------------------------------------------------------

# A module is a source file; the programs' own files are not modules.
MAINS	= zones/mxcheck.c server/main.c server/mxctl.c
ZONES	= $(filter-out $(MAINS),$(wildcard zones/*.c))
CONF	= $(wildcard conf/*.c)
SERVER	= $(filter-out $(MAINS),$(wildcard server/*.c))
MAN	= $(wildcard zones/*.[1-9] conf/*.[1-9] server/*.[1-9])
EXAMPLE	= $(wildcard mxd.conf.example conf/mxd.conf.example)

UNIT_SRC = $(wildcard tests/unit/test_*.c)
TOOL_SRC = $(wildcard tests/*_tool.c)
UNIT_MAIN = tests/unit/run_all.c
HELP_SRC = $(filter-out $(TOOL_SRC),$(wildcard tests/*.c)) \
	   $(filter-out $(UNIT_SRC) $(UNIT_MAIN),$(wildcard tests/unit/*.c))
FUZZ_SRC = $(wildcard tests/fuzz/fuzz_*.c)
# These compare mxd with ldns, and are built by fuzzers where that is.
LDNS_SRC = $(wildcard tests/fuzz/ldns_*.c)
FUZZ_HELP = $(filter-out $(FUZZ_SRC) $(LDNS_SRC) tests/fuzz/replay_main.c,\
	    $(wildcard tests/fuzz/*.c))
BENCH_SRC = $(wildcard scripts/bench/*.c)
ASK_SRC	= $(wildcard scripts/bench/ask/*.c)

obj	= $(patsubst %.c,$(BUILD)/%.o,$(1))
UNIT	= $(BUILD)/unit/run_all
TOOLS	= $(patsubst tests/%.c,$(BUILD)/tests/%,$(TOOL_SRC))
SHIM	= $(BUILD)/tests/faults.so
REPLAY	= $(patsubst tests/fuzz/%.c,$(BUILD)/replay/%,$(FUZZ_SRC))
FUZZ	= $(patsubst tests/fuzz/%.c,$(BUILD)/targets/%,$(FUZZ_SRC) \
	  $(if $(shell $(PKG_CONFIG) --libs ldns 2>/dev/null),$(LDNS_SRC)))
BENCH	= $(patsubst scripts/bench/%.c,$(BUILD)/bench/%,$(BENCH_SRC)) \
	  $(BUILD)/bench/ask
ZLIBS	= $(BUILD)/libconf.a $(BUILD)/libzones.a
ALL_LIBS = $(BUILD)/libserver.a $(ZLIBS)

# Unit tests can make memory run out: tests/unit/failing.h.
comma	:= ,
UNIT_LINK = -Wl,-u,failing_arm $(patsubst %,-Wl$(comma)--wrap=%,\
	    malloc calloc realloc strdup free)
# $(call link-unit,OBJECTS): one program of these, and of libraries.
link-unit = $(COMPILE) $(ALL_LDFLAGS) $(UNIT_LINK) -DUNIT_TESTS='$(foreach o,\
	    $(1),TEST($(basename $(notdir $(o)))))' -o $@ $(UNIT_MAIN) $(1) \
	    $(BUILD)/libhelp.a $(ALL_LIBS) $(CMOCKA_LIBS) $(LIBS)

# --- rules ---------------------------------------------------------------

# Stamps: other flags rebuild everything, another set of modules its
# archive.  $(call stamp,TEXT) writes only when the text changed.
stamp	= @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' >$@.new; \
	  if cmp -s $@.new $@; then rm -f $@.new; else mv $@.new $@; fi

$(BUILD)/flags: FORCE
	$(call stamp,$(COMPILE) / $(ALL_LDFLAGS) $(LIBS))
$(BUILD)/libzones.set: FORCE
	$(call stamp,$(ZONES))
$(BUILD)/libconf.set: FORCE
	$(call stamp,$(CONF))
$(BUILD)/libserver.set: FORCE
	$(call stamp,$(SERVER))
$(BUILD)/libhelp.set: FORCE
	$(call stamp,$(HELP_SRC))
$(BUILD)/libfuzz.set: FORCE
	$(call stamp,$(FUZZ_HELP))
$(BUILD)/unit.set: FORCE
	$(call stamp,$(UNIT_SRC))

$(BUILD)/libzones.a: $(call obj,$(ZONES))
$(BUILD)/libconf.a: $(call obj,$(CONF))
$(BUILD)/libserver.a: $(call obj,$(SERVER)) $(if $(TAP),$(TAP).o)
$(BUILD)/libhelp.a: $(call obj,$(HELP_SRC))
$(BUILD)/libfuzz.a: $(call obj,$(FUZZ_HELP))
%.a: %.set
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $(filter %.o,$^)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -MMD -MP -c -o $@ $<

ifdef TAP
$(TAP).c: server/dnstap.proto
	@mkdir -p $(@D)
	$(call say,PROTOC)$(PROTOC_C) --proto_path=server --c_out=$(@D) $<
$(TAP).o: $(TAP).c $(BUILD)/flags
	$(call say,CC)$(COMPILE) -c -o $@ $<
# The header comes with it.
$(BUILD)/server/tap.o: $(TAP).c
endif

$(BUILD)/mxd: $(BUILD)/server/main.o $(ALL_LIBS)
	$(call say,LD)$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/mxctl: $(BUILD)/server/mxctl.o $(ALL_LIBS)
	$(call say,LD)$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/mxcheck: $(BUILD)/zones/mxcheck.o $(ZLIBS)
	$(call say,LD)$(LINK) -o $@ $^ $(LIBS)

# Each unit test has its main(), which gets a name of its own; scripts/check
# runs the one program that has them all, because linking takes long.  The
# program of one test is made if asked for: make build/unit/test_addr.
$(BUILD)/tests/unit/test_%.o: tests/unit/test_%.c tests/unit/main.h \
    $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -Dmain=test_$*_main -include tests/unit/main.h \
	    -MMD -MP -c -o $@ $<
$(BUILD)/unit/run_all: $(call obj,$(UNIT_SRC)) $(UNIT_MAIN) \
    $(BUILD)/unit.set $(BUILD)/libhelp.a $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,LD)$(call link-unit,$(filter %.o,$^))
$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(UNIT_MAIN) $(BUILD)/libhelp.a \
    $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,LD)$(call link-unit,$<)
$(BUILD)/tests/%_tool: $(BUILD)/tests/%_tool.o $(BUILD)/libhelp.a $(ALL_LIBS)
	$(call say,LD)$(LINK) -o $@ $^ $(LIBS)
# The tool's main() is called in place of the one of mxcheck, which it calls.
$(BUILD)/tests/mxcheck_tool: $(BUILD)/tests/mxcheck_tool.o \
    $(BUILD)/zones/mxcheck.o $(ZLIBS)
	$(call say,LD)$(LINK) -Wl,--wrap=main -o $@ $^ $(LIBS)
# For LD_PRELOAD: what glibc checks by itself would go past it.
$(SHIM): tests/shim/faults.c tests/shim/faults.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,LD)$(COMPILE) -U_FORTIFY_SOURCE -U_FILE_OFFSET_BITS \
	    -fPIC -shared $(LDFLAGS) \
	    -o $@ $<
$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay_main.o \
    $(BUILD)/libfuzz.a $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) -o $@ $^ $(LIBS)
$(BUILD)/targets/ldns_%: FUZZ_LIBS = $(shell $(PKG_CONFIG) --libs ldns)
$(BUILD)/targets/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libfuzz.a $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) -fsanitize=fuzzer -o $@ $^ $(FUZZ_LIBS) $(LIBS)
$(BUILD)/bench/ask: $(call obj,$(ASK_SRC))
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) -o $@ $^ -lm $(LIBS)
$(BUILD)/bench/%: $(BUILD)/scripts/bench/%.o $(ALL_LIBS)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) -o $@ $^ $(LIBS)

-include $(wildcard $(addprefix $(BUILD)/,zones/*.d conf/*.d server/*.d \
    tests/*.d tests/unit/*.d tests/fuzz/*.d scripts/bench/*.d \
    scripts/bench/ask/*.d))

# --- tests ---------------------------------------------------------------

# The asker of scripts/bench is tested too: nobody would see it miscount.
tests: all $(UNIT) $(TOOLS) $(if $(SHIM_FITS),$(SHIM),no-shim) $(REPLAY) \
    $(BUILD)/bench/ask $(BUILD)/bench/floor

no-shim:
	@echo '$(SHIM): not made, it is for glibc with 64 bits; tests that' \
	    'need it are skipped'

check: tests
	@BUILD='$(BUILD)' CC='$(CC)' scripts/check unit fuzz floors docs

e2e: tests
	@BUILD='$(BUILD)' scripts/check e2e

diff: $(BUILD)/mxd
	@MXD='$(BUILD)/mxd' $(PYTHON) -B tests/diff/compare.py --seeds $(SEEDS)

# Sanitized builds say what they find and stop there, so a test that met
# something fails.
SAN_CFLAGS  = -O1 -g1 -fno-omit-frame-pointer -fno-sanitize-recover=all \
	      -fsanitize=address,undefined
TSAN_CFLAGS = -O1 -g1 -fno-omit-frame-pointer -fsanitize=thread

san:
	@$(MAKE) BUILD='$(BUILD)/san' CFLAGS='$(SAN_CFLAGS)' tests
	@BUILD='$(BUILD)/san' scripts/check unit fuzz e2e

# For scripts/test.
print-san:
	@echo '$(SAN_CFLAGS)'
print-tsan:
	@echo '$(TSAN_CFLAGS)'
# For scripts/lint.
print-cppflags:
	@echo '$(subst ',,$(ALL_CPPFLAGS))'

tsan:
	@$(MAKE) BUILD='$(BUILD)/tsan' CFLAGS='$(TSAN_CFLAGS)' tests
	@BUILD='$(BUILD)/tsan' scripts/check unit e2e

fuzz-programs: $(FUZZ)

fuzz-san-programs:
	@$(MAKE) BUILD='$(BUILD)/fuzz' CC='$(CLANG)' CFLAGS='$(SAN_CFLAGS) \
	    -fsanitize=fuzzer-no-link' fuzz-programs

fuzz-afl-programs:
	@AFL_QUIET=1 $(MAKE) BUILD='$(BUILD)/afl' CC='$(AFL_CC)' \
	    CFLAGS='$(SAN_CFLAGS)' fuzz-programs

fuzz:
	@BUILD='$(BUILD)' scripts/fuzz $(FUZZ_MINUTES)

fuzz-afl:
	@BUILD='$(BUILD)' scripts/fuzz --afl $(FUZZ_MINUTES)

bench-programs: all $(BENCH)

bench:
	@BUILD='$(BUILD)' scripts/bench/run $(BENCH_ARGS)

floors: all
	@BUILD='$(BUILD)' CC='$(CC)' scripts/floors

lint:
	@BUILD='$(BUILD)' scripts/lint

cover:
	@BUILD='$(BUILD)' scripts/cover run

format:
	@scripts/format

# --- installing ----------------------------------------------------------

# $(call put,MODE,DIRECTORY,FILES): into a directory, which is made.
put	= $(if $(strip $(3)),$(INSTALL) -d '$(DESTDIR)$(2)' && \
	  $(INSTALL) -m $(1) $(3) '$(DESTDIR)$(2)')
# $(call put_as,MODE,PATH,FILE): one file, with our paths written into it.
put_as	= $(INSTALL) -d "$$(dirname '$(DESTDIR)$(2)')" && \
	  sed -e 's|/usr/local/sbin|$(SBINDIR)|g' \
	      -e 's|/etc/mxd|$(SYSCONFDIR)/mxd|g' \
	      -e 's|/run/mxd|$(RUNSTATEDIR)/mxd|g' $(3) >'$(DESTDIR)$(2)' && \
	  chmod $(1) '$(DESTDIR)$(2)'

UNITS	= $(notdir $(wildcard scripts/systemd/*.service \
	  scripts/systemd/*.socket))
TMPFILES = $(wildcard scripts/systemd/mxd.tmpfiles)
LOGROTATE = $(wildcard scripts/logrotate/mxd)
BASHES	= $(notdir $(basename $(wildcard scripts/completion/*.bash)))
ZSHES	= $(notdir $(wildcard scripts/completion/_*))
FISHES	= $(notdir $(wildcard scripts/completion/*.fish))

install: all
	$(call put,755,$(BINDIR),$(BUILD)/mxcheck)
	$(call put,755,$(SBINDIR),$(BUILD)/mxd $(BUILD)/mxctl)
	for page in $(MAN); do \
		dir='$(DESTDIR)$(MANDIR)'/man$${page##*.} && \
		$(INSTALL) -d "$$dir" && \
		$(INSTALL) -m 644 $$page "$$dir" || exit 1; \
	done
	$(call put,644,$(DOCDIR),README.md)
	$(call put,644,$(DOCDIR)/examples,$(wildcard zones/examples/*))
	sed 's|"zones/examples"|"examples"|' $(EXAMPLE) \
	    >'$(DESTDIR)$(DOCDIR)/mxd.conf.example'
	chmod 644 '$(DESTDIR)$(DOCDIR)/mxd.conf.example'
	$(call put,755,$(PKGDATADIR),scripts/pre-commit scripts/import-named)
	$(call put,644,$(PKGDATADIR)/importer,$(wildcard scripts/importer/*.py))
	$(call put,644,$(PKGDATADIR)/grafana,$(wildcard scripts/grafana/*.json))
	for name in $(BASHES); do \
		$(INSTALL) -d '$(DESTDIR)$(BASHDIR)' && \
		$(INSTALL) -m 644 scripts/completion/$$name.bash \
		    '$(DESTDIR)$(BASHDIR)'/$$name || exit 1; \
	done
	$(call put,644,$(ZSHDIR),$(ZSHES:%=scripts/completion/%))
	$(call put,644,$(FISHDIR),$(FISHES:%=scripts/completion/%))
	$(foreach unit,$(UNITS),$(call put_as,644,$(UNITDIR)/$(unit),\
	    scripts/systemd/$(unit)) &&) true
	$(call put_as,644,$(SYSUSERSDIR)/mxd.conf,scripts/systemd/mxd.sysusers)
	$(if $(TMPFILES),$(call put_as,644,$(TMPFILESDIR)/mxd.conf,$(TMPFILES)))
	$(if $(LOGROTATE),[ -e '$(DESTDIR)$(LOGROTATEDIR)/mxd' ] || { \
	    $(call put,644,$(LOGROTATEDIR),$(LOGROTATE)); })
	$(if $(OPENRCDIR),\
	    $(call put_as,755,$(OPENRCDIR)/mxd,scripts/openrc/mxd))

# Configuration and zones in $(SYSCONFDIR)/mxd are the operator's; they stay.
# So does what he changed in how the log is rotated.
uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/mxcheck' '$(DESTDIR)$(SBINDIR)/mxd' \
	    '$(DESTDIR)$(SBINDIR)/mxctl' \
	    $(UNITS:%='$(DESTDIR)$(UNITDIR)'/%) \
	    '$(DESTDIR)$(SYSUSERSDIR)/mxd.conf' \
	    $(TMPFILES:%='$(DESTDIR)$(TMPFILESDIR)/mxd.conf') \
	    $(BASHES:%='$(DESTDIR)$(BASHDIR)'/%) \
	    $(ZSHES:%='$(DESTDIR)$(ZSHDIR)'/%) \
	    $(FISHES:%='$(DESTDIR)$(FISHDIR)'/%)
	$(if $(LOGROTATE),! cmp -s $(LOGROTATE) \
	    '$(DESTDIR)$(LOGROTATEDIR)/mxd' || \
	    rm -f '$(DESTDIR)$(LOGROTATEDIR)/mxd')
	$(if $(OPENRCDIR),rm -f '$(DESTDIR)$(OPENRCDIR)/mxd')
	for page in $(MAN); do \
		rm -f '$(DESTDIR)$(MANDIR)'/man$${page##*.}/$${page##*/}; \
	done
	rm -rf '$(DESTDIR)$(DOCDIR)' '$(DESTDIR)$(PKGDATADIR)'

clean:
	rm -rf '$(BUILD)'
