# SPDX-License-Identifier: ISC
"""The asking program beside dnsperf, each as fast as it goes, on the floor:
what is faster than who asks cannot be measured with it."""

import os
import re
import shutil
import statistics
import subprocess
import time

import asking
import procs
import servers
import table
import wire
import worlds


def floor_for(settings, world, octets):
    floor = servers.Floor(wire.Answer(bytes(octets), octets), settings.port,
                          settings, world)
    floor.start(settings.core)
    floor.ready(10)
    return floor


def own(settings, floor):
    result = asking.run(settings, floor, "udp", "-W", "0.3", "-d",
                        str(settings.seconds), "-w", str(settings.window),
                        "-T", "200")
    return result.rate, result.own_us, result.cpu_us, result.lost


def dnsperf(settings, floor):
    """As told by dnsperf itself; the processor times are from the kernel."""
    names = os.path.join(settings.tmp, "dnsperf.queries")
    with open(names, "w", encoding="ascii") as f:
        f.write("%s %s\n" % floor.world.sample)
    before_s = procs.cpu_s(floor.process.pid)
    process = subprocess.Popen(
        ["taskset", "-c", settings.asking_cores, "dnsperf", "-s", "127.0.0.1",
         "-p", str(floor.port), "-d", names, "-e", "-c", "1", "-T", "1", "-q",
         str(settings.window), "-l", str(max(1, round(settings.seconds)))],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    text = process.stdout.read()
    process.stdout.close()
    usage = os.wait4(process.pid, 0)[2]
    process.returncode = 0
    found = {what: float(number) for what, number in re.findall(
        r"(Queries completed|Queries lost|Queries per second):\s+([\d.]+)",
        text)}
    count = found["Queries completed"]
    return (found["Queries per second"],
            (usage.ru_utime + usage.ru_stime) * 1e6 / count,
            (procs.cpu_s(floor.process.pid) - before_s) * 1e6 / count,
            int(found["Queries lost"]))


def run(settings):
    world = worlds.Single(settings.tmp, settings.seed)
    floor = floor_for(settings, world, 100)
    rows = []
    try:
        for name, measure in (("ask", own), ("dnsperf", dnsperf)):
            if name == "dnsperf" and not shutil.which(name):
                continue
            found = [measure(settings, floor) for _ in range(settings.rounds)]
            rows.append([name] + [statistics.median(values)
                                  for values in zip(*found)])
            time.sleep(0.1)
    finally:
        floor.stop()
    yield table.render("who asks", ["answers/s", "its CPU us/answer",
                                    "the floor's", "lost"], rows)
