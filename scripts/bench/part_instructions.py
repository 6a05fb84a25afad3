# SPDX-License-Identifier: ISC
"""Instructions in user space for an answer, counted by callgrind: what a run
with more questions took beyond one with fewer.  The same on each machine,
whatever else it does."""

import glob
import os
import re
import shutil
import sys
import time

import asking
import procs
import servers
import table
import worlds

FEW = 1000
MORE = 5000
SLOW = 60           # seconds that a server under valgrind has to come up


def is_bound(port):
    """Whether somebody listens there; without a question to them."""
    with open("/proc/net/udp", encoding="ascii") as f:
        return any(line.split()[1].endswith(":%04X" % port)
                   for line in list(f)[1:])


def total(home):
    """Instructions of all processes."""
    found = 0
    for path in glob.glob(os.path.join(home, "callgrind.*")):
        with open(path, encoding="utf-8", errors="replace") as f:
            match = re.search(r"^totals: (\d+)", f.read(), re.M)
        found += int(match.group(1)) if match else 0
        os.unlink(path)
    return found


def count(settings, server, questions, batch):
    """Instructions of a whole life with so many questions."""
    home = os.path.join(settings.tmp, "callgrind-" + server.label)
    os.makedirs(home, exist_ok=True)
    server.start(settings.core, wrap=[
        "valgrind", "--tool=callgrind", "--trace-children=yes", "--vgdb=no",
        "--callgrind-out-file=%s/callgrind.%%p" % home])
    try:
        if procs.wait_for(lambda: is_bound(server.port), SLOW, 0.1) is None:
            raise servers.Failed("%s: not up under valgrind" % server.label)
        time.sleep(3)       # zones may be loaded after that
        result = asking.run(settings, server, "udp", "-d", str(SLOW), "-N",
                            str(questions), "-S", "-b", str(batch), "-w",
                            str(batch), "-T", str(1000 * SLOW))
    finally:
        server.stop()
    if result.answered != questions:
        raise servers.Failed("%s: %d of %d answered under valgrind" % (
            server.label, result.answered, questions))
    return total(home), result.octets


def per_answer(settings, peer, world, batch):
    """(instructions, octets of an answer)"""
    server = servers.Server(peer, world, settings.port, settings)
    few, octets = count(settings, server, FEW, batch)
    many, _ = count(settings, server, FEW + MORE, batch)
    return (many - few) / MORE, octets


def row(settings, peer, world):
    # With the addresses of the mail hosts, from all that can.
    peer.is_minimal = False
    try:
        together, octets = per_answer(settings, peer, world, 32)
        alone, _ = per_answer(settings, peer, world, 1)
    finally:
        peer.is_minimal = True
    return [peer.label, together, alone, octets]


def run(settings):
    if shutil.which("valgrind") is None:
        sys.stderr.write("instructions: valgrind is not installed\n")
        return
    world = worlds.Single(os.path.join(settings.worlds_dir, "single"),
                          settings.seed)
    world.make()
    rows = []
    for peer in settings.peers:
        try:
            rows.append(row(settings, peer, world))
        except servers.Failed as failure:
            sys.stderr.write("%s\n" % failure)
    yield table.render("instructions for an answer",
                       ["32 together", "one by one", "octets"], rows)
