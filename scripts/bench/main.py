# SPDX-License-Identifier: ISC
"""Measures mxd beside other servers: see run, which calls this."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import figures
import goals
import machine
import part_asker
import part_instructions
import part_large
import part_load
import part_micro
import part_tcp
import part_template
import part_udp
import part_watch
import part_workers
import peers
import procs
import servers
import settings as settings_module

PARTS = {
    "udp": part_udp.run,
    "instructions": part_instructions.run,
    "load": part_load.run,
    "large": part_large.run,
    "template": part_template.run,
    "watch": part_watch.run,
    "tcp": part_tcp.run,
    "workers": part_workers.run,
    "micro": part_micro.run,
    "asker": part_asker.run,
}
FILES = 65536       # descriptors, for idle connections on both sides


def say(text):
    print(text, flush=True)


def run_part(settings, part):
    if part == "table":
        say("\n" + settings.figures.render())
        say("\n" + goals.render(settings.figures))
        return
    begun = time.monotonic()
    try:
        for text in PARTS[part](settings):
            say("\n" + text)
    except (servers.Failed, subprocess.SubprocessError) as failure:
        # The other parts can do without.
        sys.stderr.write("%s: %s\n" % (part, failure))
    settings.figures.save()
    sys.stderr.write("%s took %.0f s\n" % (part, time.monotonic() - begun))


def main():
    settings = settings_module.parse(sys.argv[1:], PARTS)
    # Ended by a signal, we still end what we started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    settings.figures = figures.Figures(settings.figures)
    found = peers.installed(settings.build, settings.others)
    settings.peers = [peer for label, peer in found.items()
                      if not settings.servers or label in settings.servers]
    procs.allow_files(FILES)
    # We ask, now and then: on the side of those who ask.
    os.sched_setaffinity(0, {int(settings.asking_cores)})
    with tempfile.TemporaryDirectory(prefix="bench-") as tmp:
        # Servers that give up root read it as somebody else.
        os.chmod(tmp, 0o755)
        settings.tmp = tmp
        settings.worlds_dir = settings.keep or tmp
        say(machine.describe(settings))
        try:
            for part in settings.parts:
                run_part(settings, part)
        finally:
            procs.end_all()


main()
