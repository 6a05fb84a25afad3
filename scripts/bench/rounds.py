# SPDX-License-Identifier: ISC
"""Servers that run side by side and are asked in turns; medians of that."""

import statistics
import subprocess
import sys
import time

import asking
import servers
import wire

ENOUGH_S = 10       # a measurement is not repeated beyond that


def start_all(settings, world):
    """Servers that answer, the floor last, as large as the first's answer."""
    running = []
    for peer in settings.peers_for(world):
        server = servers.Server(peer, world, settings.port + len(running),
                                settings)
        try:
            server.start(settings.both_cores)
            server.ready(settings.patience)
        except servers.Failed as failure:
            sys.stderr.write("%s: %s: %s\n" % (world.name, peer.label,
                                               failure))
            server.stop()
            continue
        # What comes after the first answer, such as checks, is not the
        # cost of an answer.
        server.settle()
        server.pin({int(settings.core)})
        running.append(server)
    if running:
        example = wire.ask(running[0].port, *world.sample)
        floor = servers.Floor(example, settings.port + len(running), settings,
                              world)
        floor.start(settings.core)
        floor.ready(10)
        running.append(floor)
    return running


def measure(settings, world, mode, *more):
    """{label: summary()}, asked in turns."""
    running = start_all(settings, world)
    results = {server.label: [] for server in running}
    try:
        for _ in range(settings.rounds):
            for server in running:
                try:
                    results[server.label].append(asking.run(
                        settings, server, mode, "-W", "0.3", "-d",
                        str(settings.seconds), *more))
                except subprocess.CalledProcessError:
                    sys.stderr.write("%s: %s: not asked to the end\n" % (
                        world.name, server.label))
    finally:
        for server in running:
            server.stop()
    return {label: summary(many) for label, many in results.items() if many}


def summary(many):
    asked = sum(r.told["asked"] for r in many)
    return {
        "cpu": statistics.median(r.cpu_us for r in many),
        "rate": statistics.median(r.rate for r in many),
        "lost": 100 * sum(r.lost for r in many) / max(1, asked),
        "wrong": sum(r.wrong for r in many),
        "octets": many[0].octets,
    }


def rows(settings, name, found):
    """Of a table; what is in it goes to the figures too."""
    for label, one in found.items():
        settings.figures.put(name, "CPU us/answer", label, one["cpu"])
        settings.figures.put(name, "answers/s", label, one["rate"], True)
        settings.figures.put(name, "lost %", label, one["lost"])
    floor = found.get("floor")
    best = settings.figures.best_peer(name, "CPU us/answer")
    for label, one in found.items():
        yield [name, label, one["cpu"],
               one["cpu"] / floor["cpu"] if floor else None,
               one["cpu"] / best if best else None, one["rate"],
               "%.3f" % one["lost"], one["wrong"], one["octets"]]


COLUMNS = ["server", "CPU us/answer", "of floor", "of best peer", "answers/s",
           "lost %", "wrong", "octets"]


def repeated(settings, measure_once):
    """Results of some rounds; of one if that takes long."""
    begun = time.monotonic()
    results = []
    while len(results) < settings.rounds and (
            not results or time.monotonic() - begun < ENOUGH_S):
        results.append(measure_once())
    return results


def medians(results):
    """Of dicts with the same keys; None where there is no number."""
    found = {}
    for key in results[0]:
        values = [result[key] for result in results
                  if result[key] is not None]
        found[key] = statistics.median(values) if values else None
    return found
