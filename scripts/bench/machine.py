# SPDX-License-Identifier: ISC
"""Where and with what a run was made."""

import os
import platform
import sys
import time


def model():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        for line in f:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def memory_gib():
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2 ** 30


def describe(settings):
    versions = ", ".join("%s %s" % (peer.label, peer.version())
                         for peer in settings.peers)
    return ("%s; %s, %d cores, %.0f GiB, Linux %s.\n%s.\n"
            "Repeat: scripts/bench/run %s" % (
                time.strftime("%Y-%m-%d"), model(), os.cpu_count(),
                memory_gib(), platform.release(), versions,
                " ".join(sys.argv[1:]))).rstrip()
