# SPDX-License-Identifier: ISC
"""One worker and two.

The machine may have two cores, and who asks needs one too.  So all is within
the count: a worker and an asker share one core; then two workers and two
askers share two.  Whatever the workers have to wait for each other is in the
ratio of the rates, and in the processor time for an answer."""

import os
import statistics
import subprocess

import asking
import servers
import table
import worlds

SOURCES = 16        # sockets of an asker; the kernel deals them out to workers


def ask_from(settings, server, cores):
    """Answers a second for askers on each of the cores, and the processor
    time of the server for an answer in us."""
    more = ["-y", "-k", str(SOURCES), "-w", str(settings.window), "-T", "200",
            "-W", "0.3", "-d", str(settings.seconds)]
    askers = [subprocess.Popen(
        asking.command(settings, server, "udp", *more, cores=core),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for core in cores]
    results = [asking.result_of(asker.communicate()[0]) for asker in askers]
    answered = sum(result.answered for result in results)
    # Each saw all of the server's time.
    server_ns = statistics.mean(result.told["server_ns"]
                                for result in results)
    return sum(result.rate for result in results), server_ns / 1e3 / answered


def with_workers(settings, peer, world, cores):
    server = servers.Server(peer, world, settings.port, settings)
    try:
        server.start(",".join(cores), len(cores))
        server.ready(settings.patience)
        found = [ask_from(settings, server, cores)
                 for _ in range(settings.rounds)]
    finally:
        server.stop()
    return [statistics.median(values) for values in zip(*found)]


def row(settings, peer, world):
    cores = settings.both_cores.split(",")
    one_rate, one_us = with_workers(settings, peer, world, cores[:1])
    two_rate, two_us = with_workers(settings, peer, world, cores)

    def figure(what, value, is_rate=False):
        settings.figures.put(world.name, what, peer.label, value, is_rate)
    figure("one worker and asker on a core, CPU us/answer", one_us)
    figure("two of both on two cores, CPU us/answer", two_us)
    figure("rate of two as a multiple", two_rate / one_rate, True)
    return [world.name, one_us, two_us, one_us / two_us * 2, one_rate,
            two_rate, two_rate / one_rate]


def run(settings):
    if "," not in settings.both_cores:
        return
    at = settings.worlds_dir
    all_worlds = [worlds.Single(os.path.join(at, "single"), settings.seed)]
    all_worlds += [worlds.Hosted(os.path.join(at, "hosted-%d" % n),
                                 settings.seed, n) for n in settings.zones]
    rows = []
    for peer in settings.peers:
        for world in all_worlds if peer.kind == "mxd" else []:
            world.make()
            rows.append(row(settings, peer, world))
    if rows:
        yield table.render("workers", [
            "one: CPU us/answer", "two", "so two count for", "one: answers/s",
            "two", "so two count for"], rows)
