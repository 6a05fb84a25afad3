# SPDX-License-Identifier: ISC
"""The programs that measure one thing each, without a server."""

import os
import subprocess
import sys

import worlds

CHECKED = 1000      # zones for lint
SLOW_S = 300


def programs(settings):
    """(name, arguments)"""
    # lint wants numbers without zeros before them.
    world = worlds.Hosted(os.path.join(settings.tmp, "checked"),
                          settings.seed, CHECKED, digits=1)
    world.make()
    yield "engine", []
    yield "table", []
    yield "parse", []
    yield "lint", [world.path, str(CHECKED)]


def run(settings):
    for name, args in programs(settings):
        path = os.path.join(settings.build, "bench", name)
        if not os.path.exists(path):
            continue
        done = subprocess.run(
            ["taskset", "-c", settings.core, path, *args], check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            timeout=SLOW_S, cwd=settings.tmp)
        if done.returncode != 0:
            sys.stderr.write("%s: status %d\n" % (name, done.returncode))
        shown = " ".join([name] + args).replace(settings.tmp + "/", "")
        yield "%s:\n\n%s" % (shown, "".join(
            "    " + line + "\n" for line in done.stdout.splitlines()))
