# SPDX-License-Identifier: ISC
"""One worker and two.

The machine may have two cores, and who asks needs one too.  So all is within
the count: a worker and an asker share one core; then two workers and two
askers share two.  What the workers have to wait for each other is in the
processor time for an answer and in the rate.  Questions come in batches of
one size, each from one socket and so to one worker: else two workers would
find fewer packets when they look, and seem slower for that.

Two processors may be one core's, and have one memory: the floor, whose
processes share nothing, shows what two of them are worth on the machine."""

import os
import statistics
import subprocess

import asking
import servers
import table
import wire
import worlds

SOURCES = 16        # sockets of an asker; the kernel deals them out to workers
BATCH = 32


def ask_from(settings, server, cores):
    """[answers a second for askers on each of the cores, processor time of
    the server for an answer in us, lost]"""
    more = ["-y", "-S", "-k", str(SOURCES), "-b", str(BATCH), "-w",
            str(SOURCES * BATCH), "-T", "200", "-W", "0.3", "-d",
            str(settings.seconds)]
    askers = [subprocess.Popen(
        asking.command(settings, server, "udp", *more, cores=core),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for core in cores]
    results = [asking.result_of(asker.communicate()[0]) for asker in askers]
    answered = sum(result.answered for result in results)
    # Each saw all of the server's time.
    server_ns = statistics.mean(result.told["server_ns"]
                                for result in results)
    return [sum(result.rate for result in results),
            server_ns / 1e3 / max(1, answered),
            sum(result.lost for result in results)]


def with_workers(settings, server, cores):
    """ask_from() for a worker and an asker on each core."""
    try:
        server.start(",".join(cores), len(cores))
        server.ready(settings.patience)
        found = [ask_from(settings, server, cores)
                 for _ in range(settings.rounds)]
    finally:
        server.stop()
    return [statistics.median(values) for values in zip(*found)]


def row(settings, server):
    cores = settings.both_cores.split(",")
    one_rate, one_us, _ = with_workers(settings, server, cores[:1])
    two_rate, two_us, lost = with_workers(settings, server, cores)

    def figure(what, value, is_rate=False):
        settings.figures.put(server.world.name, what, server.label, value,
                             is_rate)
    figure("one worker, CPU us/answer", one_us)
    figure("two workers, CPU us/answer", two_us)
    figure("two workers by CPU, as a multiple of one", 2 * one_us / two_us,
           True)
    figure("two workers by rate, as a multiple of one", two_rate / one_rate,
           True)
    return [server.world.name, server.label, one_us, two_us,
            2 * one_us / two_us, lost, one_rate, two_rate,
            two_rate / one_rate]


class Example:
    """What the floor is to send: an answer of mxd to a world's sample."""

    def __init__(self, settings, peer, world):
        server = servers.Server(peer, world, settings.port, settings)
        try:
            server.start(settings.both_cores)
            server.ready(settings.patience)
            self.octets = wire.ask(server.port, *world.sample).octets
        finally:
            server.stop()


def rows(settings, peer, world):
    world.make()
    yield row(settings, servers.Server(peer, world, settings.port, settings))
    yield row(settings, servers.Floor(Example(settings, peer, world),
                                      settings.port, settings, world))


def run(settings):
    if "," not in settings.both_cores:
        return
    at = settings.worlds_dir
    all_worlds = [worlds.Single(os.path.join(at, "single"), settings.seed)]
    all_worlds += [worlds.Hosted(os.path.join(at, "hosted-%d" % n),
                                 settings.seed, n) for n in settings.zones]
    found = []
    for peer in settings.peers:
        for world in all_worlds if peer.kind == "mxd" else []:
            found += rows(settings, peer, world)
    if found:
        yield table.render("workers", [
            "server", "one: CPU us/answer", "two", "so two count for", "lost",
            "one: answers/s", "two", "so two count for"], found)
