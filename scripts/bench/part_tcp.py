# SPDX-License-Identifier: ISC
"""TCP: pipelined on some connections, and what an idle one costs."""

import json
import os
import select
import subprocess
import sys
import time

import asking
import procs
import rounds
import servers
import table
import worlds

CONNECTIONS = 10
USED_BEFORE = 100   # connections, so that what is once for all is there
IDLE_SECONDS = 60   # for all to be opened
SETTLE_S = 0.5


def pipelined(settings, world):
    found = rounds.measure(settings, world, "tcp", "-k", str(CONNECTIONS),
                           "-w", str(CONNECTIONS * settings.tcp_window))
    return rounds.rows(settings, "TCP, pipelined", found)


class Idle:
    """Connections that were used once each and stay open."""

    def __init__(self, settings, server, count):
        self.process = subprocess.Popen(
            asking.command(settings, server, "idle", "-k", str(count), "-w",
                           str(count)),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.count = count

    def opened(self):
        """How many; 0 if the server did not take them all."""
        pipe = self.process.stdout
        if not select.select([pipe], [], [], IDLE_SECONDS)[0]:
            return 0
        line = pipe.readline()
        return json.loads(line)["answered"] if line else 0

    def close(self):
        """How many the server had closed."""
        self.process.stdin.close()
        lines = self.process.stdout.readlines() if \
            select.select([self.process.stdout], [], [], 10)[0] else []
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        return json.loads(lines[-1])["lost"] if lines else self.count


def with_idle(settings, server, count):
    """(KiB of the server meanwhile, connections it kept)"""
    idle = Idle(settings, server, count)
    try:
        opened = idle.opened()
        time.sleep(SETTLE_S)
        kib = procs.pss_kib(server.process.pid)
    finally:
        closed = idle.close()
    return kib, max(0, opened - closed)


def idle_row(settings, peer, world):
    server = servers.Server(peer, world, settings.port, settings)
    try:
        server.start(settings.core)
        server.ready(settings.patience)
        with_idle(settings, server, min(USED_BEFORE, settings.idle))
        before_kib = procs.pss_kib(server.process.pid)
        kib, kept = with_idle(settings, server, settings.idle)
    finally:
        server.stop()
    octets = (kib - before_kib) * 1024 / settings.idle
    is_whole = kept >= settings.idle
    settings.figures.put("TCP", "octets of an idle connection", peer.label,
                         octets if is_whole else "did not keep them")
    return [peer.label, octets if is_whole else "", kept]


def run(settings):
    world = worlds.Single(os.path.join(settings.worlds_dir, "single"),
                          settings.seed)
    world.make()
    yield table.render("TCP", rounds.COLUMNS,
                       list(pipelined(settings, world)))
    rows = []
    for peer in settings.peers:
        try:
            rows.append(idle_row(settings, peer, world))
        except servers.Failed as failure:
            sys.stderr.write("idle: %s: %s\n" % (peer.label, failure))
    yield table.render("{:,} idle connections".format(settings.idle),
                       ["octets each", "kept"], rows)
