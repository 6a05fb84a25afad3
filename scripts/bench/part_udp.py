# SPDX-License-Identifier: ISC
"""UDP as fast as it goes: processor time of the server for an answer."""

import os
import statistics
import sys

import asking
import servers
import table
import wire
import worlds


def all_worlds(settings):
    at = settings.worlds_dir
    yield worlds.Single(os.path.join(at, "single"), settings.seed)
    yield worlds.Flood(os.path.join(at, "single"), settings.seed)
    for n in settings.zones:
        yield worlds.Hosted(os.path.join(at, "hosted-%d" % n), settings.seed,
                            n)
    for n in settings.records:
        yield worlds.Large(os.path.join(at, "large-%d" % n), settings.seed, n)


def start_all(settings, world):
    """Servers that answer, the floor last, as large as the first's answer."""
    running = []
    for peer in settings.peers:
        server = servers.Server(peer, world, settings.port + len(running),
                                settings)
        try:
            server.start(settings.both_cores)
            server.ready(settings.patience)
        except servers.Failed as failure:
            sys.stderr.write("%s\n" % failure)
            server.stop()
            continue
        for pid in server.pids():
            pin(pid, settings.core)
        running.append(server)
    if running:
        example = wire.ask(running[0].port, *world.sample)
        floor = servers.Floor(example, settings.port + len(running), settings,
                              world)
        floor.start(settings.core)
        floor.ready(10)
        running.append(floor)
    return running


def pin(pid, core):
    """All threads of a process that loaded with more."""
    for tid in os.listdir("/proc/%d/task" % pid):
        os.sched_setaffinity(int(tid), {int(core)})


def measure(settings, world):
    """Medians of interleaved rounds: {label: {what: value}}"""
    running = start_all(settings, world)
    results = {server.label: [] for server in running}
    try:
        for _ in range(settings.rounds):
            for server in running:
                results[server.label].append(asking.run(
                    settings, server, "udp", "-W", "0.3", "-d",
                    str(settings.seconds), "-w", str(settings.window),
                    "-T", "200"))
    finally:
        for server in running:
            server.stop()
    return {label: summary(many) for label, many in results.items()}


def summary(many):
    asked = sum(r.told["asked"] for r in many)
    return {
        "cpu": statistics.median(r.cpu_us for r in many),
        "rate": statistics.median(r.rate for r in many),
        "lost": 100 * sum(r.lost for r in many) / max(1, asked),
        "wrong": sum(r.wrong for r in many),
        "octets": many[0].octets,
    }


def rows_of(world, found):
    floor = found["floor"]
    best = min((one["cpu"] for label, one in found.items()
                if label not in ("floor", "mxd")), default=None)
    for label, one in found.items():
        yield [world.name, label, one["cpu"], one["cpu"] / floor["cpu"],
               one["cpu"] / best if best else None, one["rate"],
               "%.3f" % one["lost"], one["wrong"], one["octets"]]


def run(settings):
    rows = []
    for world in all_worlds(settings):
        world.make()
        found = measure(settings, world)
        if found:
            rows += rows_of(world, found)
    yield table.render("UDP", ["server", "CPU us/answer", "of floor",
                               "of best peer", "answers/s", "lost %",
                               "wrong", "octets"], rows)
