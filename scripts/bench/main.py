# SPDX-License-Identifier: ISC
"""Measures mxd beside other servers: see run, which calls this."""

import os
import signal
import sys
import tempfile
import time

import machine
import part_instructions
import part_udp
import peers
import procs
import settings as settings_module

PARTS = {
    "udp": part_udp.run,
    "instructions": part_instructions.run,
}


def say(text):
    print(text, flush=True)


def run_part(settings, part):
    begun = time.monotonic()
    for text in PARTS[part](settings):
        say("\n" + text)
    sys.stderr.write("%s took %.0f s\n" % (part, time.monotonic() - begun))


def main():
    settings = settings_module.parse(sys.argv[1:], PARTS)
    # Ended by a signal, we still end what we started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = peers.installed(settings.build, settings.others)
    settings.peers = [peer for label, peer in found.items()
                      if not settings.servers or label in settings.servers]
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
