# SPDX-License-Identifier: ISC
"""A server from its start: when it answers, its memory, and changed files.

Each loads with one core, then with two; there its memory is looked at when
it answers, and again when it has nothing more to do, which for mxd is the
end of its checks, some seconds later.  Then it gets the core of all other
measurements, the asking program the other one, and files change: first with
no questions but whether they have, then under load."""

import random

import live
import procs
import rounds
import servers
from probe import has_serial


def load(settings, server, cores):
    """Starts it; what that took."""
    server.start(cores)
    took_s = server.ready(settings.patience)
    return {
        "s": took_s,
        "cpu_s": procs.cpu_s(server.process.pid),
        "kib": procs.pss_kib(server.process.pid),
    }


def load_once(settings, server, cores):
    try:
        return load(settings, server, cores)
    finally:
        server.stop()


def chosen(world, count):
    """Numbers of some zones."""
    return random.Random(world.seed).sample(range(world.count),
                                            min(count, world.count))


class Changes:
    """Some zones, all of them in a new version each time."""

    def __init__(self, world, numbers):
        self.world = world
        self.version = 1
        self.numbers = numbers

    def prepare(self):
        self.version += 1
        for i in self.numbers:
            self.world.change(i, self.version)

    def questions(self):
        for i in self.numbers:
            yield (self.world.apex(i), "SOA",
                   has_serial(self.world.serial(i, self.version)))

    def undo(self):
        """For who starts next."""
        for i in self.numbers if self.version > 1 else []:
            self.world.change(i, 1)


def change(settings, server, changes):
    """One round of changed files, when all is done of the one before."""
    def tell():
        server.peer.reload(server.process, [changes.world.apex(i)
                                            for i in changes.numbers])

    server.settle()
    changes.prepare()
    idle_s = live.await_change(settings, server, changes.questions, tell)
    server.settle()
    return {"idle_s": idle_s,
            **live.measure(settings, server, changes.prepare,
                           changes.questions, tell)}


def change_all(settings, server, count):
    """Medians of some rounds; of one where it never came."""
    changes = Changes(server.world, chosen(server.world, count))
    try:
        return rounds.medians(rounds.repeated(
            settings, lambda: change(settings, server, changes)))
    finally:
        changes.undo()


def measure(settings, peer, world, count):
    """All of it, for a peer: a dict, or a text that says why not."""
    server = servers.Server(peer, world, settings.port, settings)
    try:
        one = rounds.medians(rounds.repeated(
            settings, lambda: load_once(settings, server, settings.core)))
        two = rounds.medians(rounds.repeated(
            settings, lambda: load_once(settings, server,
                                        settings.both_cores)))
        load(settings, server, settings.both_cores)
        done_s = server.settle()
        settled_kib = procs.pss_kib(server.process.pid)
        server.pin({int(settings.core)})
        felt = change_all(settings, server, count)
    except servers.Failed as failure:
        return str(failure)
    finally:
        server.stop()
    return {"one": one, "two": two, "done_s": done_s,
            "settled_kib": settled_kib, "felt": felt}


COLUMNS = ["one core, s", "two, s", "CPU s", "MiB", "MiB later", "done, s",
           "idle: live, s", "live, s", "told by", "lost", "worst ms", "p99.9", "p99",
           "core %", "quiet: worst ms", "p99.9", "p99", "core %"]


def never(settings, live_s):
    return "not in %g s" % settings.live_patience if live_s is None else \
        live_s


def put(settings, world, peer, found, what):
    """To the figures."""
    def figure(name, value):
        settings.figures.put(world.name, name, peer.label, value)
    if isinstance(found, str):
        figure("served with one core, s", found)
        figure("served with two cores, s", found)
        return
    felt = found["felt"]
    figure("served with one core, s", found["one"]["s"])
    figure("served with two cores, s", found["two"]["s"])
    figure("memory, MiB", found["two"]["kib"] / 1024)
    figure("memory later, MiB", found["settled_kib"] / 1024)
    figure(what + " live, s", never(settings, felt["live_s"]))
    figure(what + " live without queries, s", never(settings, felt["idle_s"]))
    figure("queries lost meanwhile", felt["lost"])
    figure("worst latency meanwhile, ms", felt["worst_ms"])
    figure("worst in a quiet second, ms", felt["quiet_worst_ms"])
    figure("99.9 % meanwhile, ms", felt["p999_ms"])
    figure("99.9 % in a quiet second, ms", felt["quiet_p999_ms"])
    figure("of a core in a quiet second, %", felt["quiet_core_percent"])


def row(settings, peer, found):
    if isinstance(found, str):
        return [peer.label, found] + [None] * (len(COLUMNS) - 1)
    felt = found["felt"]
    return [peer.label, found["one"]["s"], found["two"]["s"],
            found["two"]["cpu_s"], found["two"]["kib"] / 1024,
            found["settled_kib"] / 1024, found["done_s"],
            never(settings, felt["idle_s"]),
            never(settings, felt["live_s"]), peer.told_by, felt["lost"],
            felt["worst_ms"], felt["p999_ms"], felt["p99_ms"],
            felt["core_percent"], felt["quiet_worst_ms"],
            felt["quiet_p999_ms"], felt["quiet_p99_ms"],
            felt["quiet_core_percent"]]


def compare(settings, world, peers, count, what):
    """The table for a world."""
    world.make()
    rows = []
    for peer in peers:
        found = measure(settings, peer, world, count)
        put(settings, world, peer, found, what)
        rows.append(row(settings, peer, found))
    return rows
