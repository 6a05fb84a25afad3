# SPDX-License-Identifier: ISC
# mxd: see README.md.  Everything made goes to $(BUILD).

CC	?= cc
PREFIX	?= /usr/local
BUILD	?= build
PKGS	 = libevent libevent_pthreads libbsd-overlay
CFLAGS	?= -O2 -g
WARN	 = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	   -Wmissing-prototypes -Wpointer-arith -Wno-missing-braces
HARDEN	 = -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
CPPFLAGS += -I. -D_GNU_SOURCE
ALL_CFLAGS = -std=c11 -pthread $(WARN) $(HARDEN) $(CFLAGS) \
	   $(shell pkg-config --cflags $(PKGS))
LIBS	 = $(shell pkg-config --libs $(PKGS)) -pthread
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)

MAINS	 = zones/mxcheck.c server/main.c server/mxctl.c
ZONES	 = $(filter-out $(MAINS),$(wildcard zones/*.c))
CONF	 = $(wildcard conf/*.c)
SERVER	 = $(filter-out $(MAINS),$(wildcard server/*.c))
obj	 = $(patsubst %.c,$(BUILD)/%.o,$(1))

all: $(BUILD)/mxd $(BUILD)/mxctl $(BUILD)/mxcheck

$(BUILD)/libzones.a: $(call obj,$(ZONES))
$(BUILD)/libconf.a: $(call obj,$(CONF))
$(BUILD)/libserver.a: $(call obj,$(SERVER))
%.a:
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/mxd: $(BUILD)/server/main.o $(BUILD)/libserver.a \
    $(BUILD)/libconf.a $(BUILD)/libzones.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/mxctl: $(BUILD)/server/mxctl.o $(BUILD)/libserver.a \
    $(BUILD)/libconf.a $(BUILD)/libzones.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/mxcheck: $(BUILD)/zones/mxcheck.o \
    $(BUILD)/libconf.a $(BUILD)/libzones.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Unit tests: tests/unit/test_<module>.c, one program each.
UNIT	 = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libserver.a \
    $(BUILD)/libconf.a $(BUILD)/libzones.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

check: $(UNIT)
	@for t in $(UNIT); do $$t || exit 1; done

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all check clean
.SECONDARY:
