# SPDX-License-Identifier: ISC
"""`watch on' of mxd: a changed file live without a word to the server."""

import os
import time

import live
import loading
import procs
import servers
import table
import worlds

TIMES = 10          # one file at a time
PAUSE_S = 0.3       # until the next one
LINES = "watch on\n"


def is_known(settings, peer, world):
    """Whether this build has the directive at all."""
    server = servers.Server(peer, world, settings.port, settings)
    server.configure()
    return peer.accepts()


def changed(settings, server, i):
    """Seconds until a zone's new file is live; the change alone tells it."""
    changes = loading.Changes(server.world, [i])
    live_s = live.await_change(settings, server, changes.questions,
                               changes.prepare)
    changes.undo()
    time.sleep(PAUSE_S)
    return live_s


def measure(settings, peer, world):
    """(KiB, seconds for each of some files)"""
    server = servers.Server(peer, world, settings.port, settings)
    try:
        loading.load(settings, server, settings.both_cores)
        server.settle()
        server.pin({int(settings.core)})
        return procs.pss_kib(server.process.pid), [
            changed(settings, server, i)
            for i in loading.chosen(world, TIMES)]
    finally:
        server.stop()


def row(settings, peer, world):
    kib, found = measure(settings, peer, world)
    live_s = sorted(s for s in found if s is not None)
    median_ms = worst_ms = "not in %g s" % settings.live_patience
    if len(live_s) == len(found):
        median_ms = live_s[len(live_s) // 2] * 1e3
        worst_ms = live_s[-1] * 1e3
    settings.figures.put(world.name, "watched file live, ms", peer.label,
                         median_ms)
    settings.figures.put(world.name, "watched file live, worst, ms",
                         peer.label, worst_ms)
    return [world.name, median_ms, worst_ms, kib / 1024]


def run(settings):
    rows = []
    for peer in settings.peers:
        for n in settings.zones if peer.kind == "mxd" else []:
            world = worlds.Hosted(os.path.join(
                settings.worlds_dir, "hosted-%d" % n), settings.seed, n)
            world.make()
            peer.more_lines = LINES
            try:
                if is_known(settings, peer, world):
                    rows.append(row(settings, peer, world))
            finally:
                peer.more_lines = ""
    if rows:
        yield table.render("watch on", ["live, ms", "worst", "MiB"], rows)
