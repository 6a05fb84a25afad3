# SPDX-License-Identifier: ISC
"""Domains of a template, which of the servers here only mxd knows: load,
memory, the list changed by 10 more and 10 less, the template changed."""

import os
import sys

import live
import loading
import procs
import rounds
import servers
import table
import worlds
from probe import has_serial, is_refused, is_served

CHANGED = 10


class List:
    """The list with another ten at its end and without another ten."""

    def __init__(self, world):
        self.world = world
        self.round = 0

    def gone(self):
        first = self.round * CHANGED
        return [i % self.world.count for i in range(first, first + CHANGED)]

    def added(self):
        first = self.world.count + self.round * CHANGED
        return range(first, first + CHANGED)

    def prepare(self):
        self.round += 1
        gone = set(self.gone())
        self.world.put_list([i for i in range(self.world.count)
                             if i not in gone] + list(self.added()))

    def questions(self):
        for i in self.added():
            yield self.world.apex(i), "SOA", is_served
        for i in self.gone():
            yield self.world.apex(i), "SOA", is_refused


class Text:
    """The template with another serial."""

    def __init__(self, world):
        self.world = world
        self.version = 1

    def prepare(self):
        self.version += 1
        self.world.put_template(self.version)

    def questions(self):
        # The zones that List leaves alone: those of the upper half.
        return [(self.world.apex(i), "SOA", has_serial(self.version))
                for i in servers.sample(self.world)
                if i >= self.world.count // 2]


def change(settings, server, changes):
    return rounds.medians(rounds.repeated(settings, lambda: live.measure(
        settings, server, changes.prepare, changes.questions,
        lambda: server.peer.reload(server.process, []))))


def is_known(settings, peer, world):
    """Whether this build has templates at all."""
    server = servers.Server(peer, world, settings.port, settings)
    server.configure()
    return peer.accepts()


def measure(settings, peer, world):
    server = servers.Server(peer, world, settings.port, settings)
    try:
        two = rounds.medians(rounds.repeated(
            settings, lambda: loading.load_once(settings, server,
                                                settings.both_cores)))
        loading.load(settings, server, settings.both_cores)
        done_s = server.settle()
        kib = procs.pss_kib(server.process.pid)
        server.pin({int(settings.core)})
        return two, done_s, kib, change(settings, server, List(world)), \
            change(settings, server, Text(world))
    finally:
        server.stop()


def row(settings, peer, world, found):
    two, done_s, kib, listed, text = found

    def figure(what, value):
        settings.figures.put(world.name, what, peer.label, value)
    figure("served with two cores, s", two["s"])
    figure("memory, MiB", two["kib"] / 1024)
    figure("memory later, MiB", kib / 1024)
    figure("changed list live, s", loading.never(settings, listed["live_s"]))
    figure("changed template live, s",
           loading.never(settings, text["live_s"]))
    figure("queries lost meanwhile", listed["lost"] + text["lost"])
    return [world.name, two["s"], two["cpu_s"], two["kib"] / 1024,
            kib / 1024, done_s, loading.never(settings, listed["live_s"]),
            loading.never(settings, text["live_s"]),
            listed["lost"] + text["lost"],
            max(listed["worst_ms"], text["worst_ms"]),
            max(listed["quiet_worst_ms"], text["quiet_worst_ms"])]


def all_worlds(settings):
    for n in settings.domains:
        for has_values in (False, True):
            path = os.path.join(settings.tmp, "template-%d" % n)
            yield worlds.Template(path, settings.seed, n, has_values)


def run(settings):
    rows = []
    for peer in settings.peers if settings.domains else []:
        if peer.kind != "mxd":
            continue
        for world in all_worlds(settings):
            world.make()
            if not is_known(settings, peer, world):
                return
            try:
                found = measure(settings, peer, world)
            except servers.Failed as failure:
                sys.stderr.write("%s: %s\n" % (world.name, failure))
                continue
            rows.append(row(settings, peer, world, found))
    if rows:
        yield table.render("templates", [
            "two cores, s", "CPU s", "MiB", "MiB later", "done, s",
            "list live, s", "template live, s", "lost", "worst ms",
            "quiet: worst ms"], rows)
