# SPDX-License-Identifier: ISC
"""A server that runs with a world, and the floor beside it."""

import os
import random

import procs
import wire

PROBES = 16         # zones asked before a server counts as ready


class Failed(Exception):
    """A server did not come up; why."""


def is_answered(port, world, i, serial=None, wait_s=0.5):
    """Whether a zone is served, and in this version if one is given."""
    answer = wire.ask(port, world.apex(i), "SOA", wait_s)
    return answer is not None and answer.rcode == 0 and \
        answer.serial is not None and \
        (serial is None or answer.serial == serial)


def probes(world):
    """The last zone, and some others: not all servers go by the order."""
    draw = random.Random(world.seed)
    return [world.count - 1, 0] + [draw.randrange(world.count)
                                   for _ in range(PROBES)]


class Server:
    """A peer that runs."""

    def __init__(self, peer, world, port, settings):
        self.label = peer.label
        self.peer = peer
        self.world = world
        self.port = port
        self.settings = settings
        self.process = None
        self.log = None

    def start(self, cores, workers=1, wrap=()):
        """Runs it; ready() tells when it answers."""
        peer = self.peer
        peer.home = os.path.join(self.settings.tmp, "%s-%d" % (
            peer.label, self.port))
        os.makedirs(peer.home, exist_ok=True)
        self.log = peer.at("log")
        peer.configure(self.world, self.port, workers)
        self.process = procs.start([*wrap, *peer.command()], cores, self.log)

    def ready(self, patience_s, pause_s=0.005):
        """Seconds until all probes have an answer."""
        todo = probes(self.world)

        def look():
            if self.process.poll() is not None:
                raise Failed("%s ended: %s" % (self.label,
                                               procs.tail(self.log)))
            while todo and is_answered(self.port, self.world, todo[0]):
                todo.pop(0)
            return not todo
        took_s = procs.wait_for(look, patience_s, pause_s)
        if took_s is None:
            raise Failed("%s: not ready in %g s" % (self.label, patience_s))
        return took_s

    def pids(self):
        return procs.family(self.process.pid)

    def stop(self):
        if self.process is not None:
            procs.end(self.process)
            self.process = None


class Floor(Server):
    """Answers anything with as many octets as the example has."""

    def __init__(self, example, port, settings, world):
        self.label = "floor"
        self.port = port
        self.settings = settings
        self.world = world
        self.process = None
        self.example = example
        self.log = os.path.join(settings.tmp, "floor.log")

    def start(self, cores, workers=1, wrap=()):
        rcode, count = self.world.expected
        self.process = procs.start(
            [*wrap, os.path.join(self.settings.build, "bench", "floor"),
             str(self.port), str(self.example.octets), str(rcode),
             str(count)], cores, self.log)

    def ready(self, patience_s, pause_s=0.005):
        took_s = procs.wait_for(
            lambda: wire.ask(self.port, *self.world.sample) is not None,
            patience_s, pause_s)
        if took_s is None:
            raise Failed("floor: " + procs.tail(self.log))
        return took_s
