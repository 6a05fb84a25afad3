# SPDX-License-Identifier: ISC
"""The program that asks, scripts/bench/ask, and what it tells."""

import json
import os
import subprocess


class Result:
    """A measurement.  Times are in microseconds."""

    def __init__(self, told):
        self.told = told
        self.answered = told["answered"]
        self.lost = told["lost"]
        self.wrong = told["wrong"]
        self.rate = told["answered"] / told["seconds"]
        self.octets = told["octets"] / max(1, told["answered"])
        self.cpu_us = told["server_ns"] / 1e3 / max(1, told["answered"])
        self.own_us = told["own_ns"] / 1e3 / max(1, told["answered"])
        self.p50_us = told["p50_us"]
        self.p99_us = told["p99_us"]
        self.p999_us = told["p999_us"]
        self.max_us = told["max_us"]


def command(settings, server, mode, *more):
    world = server.world
    rcode, count = world.expected
    args = [os.path.join(settings.build, "bench", "ask"), "-p",
            str(server.port), *world.questions, "-e", str(world.seed),
            "-R", str(rcode), "-A", str(count)]
    for pid in server.pids():
        args += ["-c", str(pid)]
    return ["taskset", "-c", settings.asking_cores, *args, *more, mode]


def run(settings, server, mode, *more):
    """Asks until it is done."""
    done = subprocess.run(command(settings, server, mode, *more), check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          text=True)
    return Result(json.loads(done.stdout))


class Running:
    """Asks until close(); mark() tells what was since the last one."""

    def __init__(self, settings, server, mode, *more):
        self.process = subprocess.Popen(
            command(settings, server, mode, "-d", "0", *more),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def mark(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Result(json.loads(self.process.stdout.readline()))

    def close(self):
        self.process.stdin.close()
        last = self.process.stdout.readline()
        self.process.stdout.close()
        self.process.wait()
        return Result(json.loads(last)) if last else None
