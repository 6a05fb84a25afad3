# SPDX-License-Identifier: ISC
"""A server that runs with a world, and the floor beside it."""

import os
import random
import shutil
import sys
import time

import procs
import wire
from probe import Probe, is_served

SAMPLE = 200        # zones asked before a server counts as ready
STILL_S = 0.5       # without processor time, and it is done
NOISE_S = 0.01      # of it, which is none


class Failed(Exception):
    """A server did not come up; why."""


def sample(world):
    """The last zone, and some others: not all servers go by the order."""
    draw = random.Random(world.seed)
    return [world.count - 1, 0] + [draw.randrange(world.count)
                                   for _ in range(min(SAMPLE, world.count))]


class Server:
    """A peer that runs."""

    def __init__(self, peer, world, port, settings):
        self.label = peer.label
        self.peer = peer
        self.world = world
        self.port = port
        self.settings = settings
        self.process = None
        self.begun = None
        self.log = None

    def configure(self, workers=1):
        peer = self.peer
        peer.home = os.path.join(self.settings.tmp, "%s-%d" % (
            peer.label, self.port))
        # Nothing of its last life, such as a log.
        shutil.rmtree(peer.home, ignore_errors=True)
        os.makedirs(peer.home)
        self.log = peer.at("log")
        peer.configure(self.world, self.port, workers)

    def start(self, cores, workers=1, wrap=()):
        """Runs it; ready() tells when it answers."""
        self.configure(workers)
        self.begun = time.monotonic()
        self.process = procs.start([*wrap, *self.peer.command()], cores,
                                   self.log)

    def is_alive(self):
        return self.process.poll() is None

    def ready(self, patience_s):
        """Seconds from start() until the last zone and a sample of all have
        an answer."""
        asked = Probe(self.port, self.is_alive)
        questions = ((self.world.apex(i), "SOA", is_served)
                     for i in sample(self.world))
        limit = self.begun + patience_s
        try:
            # The last one by itself: the others can only be later than that
            # if one was not there yet, and then by more than their asking.
            at = asked.wait(*next(questions), limit)
            for question in questions:
                if at is None:
                    break
                answer = asked.once(*question[:2])
                if answer is None or not is_served(answer):
                    at = asked.wait(*question, limit)
        finally:
            asked.close()
        if at is None and not self.is_alive():
            sys.stderr.write("%s ended: %s\n" % (self.label,
                                                 procs.tail(self.log)))
            raise Failed("did not start")
        if at is None:
            raise Failed("not ready in %g s" % patience_s)
        return at - self.begun

    def settle(self):
        """Waits until it does nothing any more; seconds from its start to
        then, or None if that does not come."""
        limit = time.monotonic() + self.settings.patience
        while time.monotonic() < limit:
            before, since = procs.cpu_s(self.process.pid), time.monotonic()
            time.sleep(STILL_S)
            if procs.cpu_s(self.process.pid) - before <= NOISE_S:
                return since - self.begun
        return None

    def pin(self, cores):
        """All threads of a server that loaded with more cores."""
        for pid in self.pids():
            for tid in os.listdir("/proc/%d/task" % pid):
                try:
                    os.sched_setaffinity(int(tid), cores)
                except OSError:     # it ended just now
                    continue

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
             str(count), str(workers)], cores, self.log)

    def ready(self, patience_s):
        took_s = procs.wait_for(
            lambda: wire.ask(self.port, *self.world.sample) is not None,
            patience_s, 0.005)
        if took_s is None:
            raise Failed("floor: " + procs.tail(self.log))
        return took_s
