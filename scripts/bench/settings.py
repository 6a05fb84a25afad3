# SPDX-License-Identifier: ISC
"""What a run is asked to do."""

import argparse
import os
import random
import socket

FAR_SERVERS = ("mxd", "nsd")    # for what takes the others minutes

PORTS = 20      # more than servers that run at the same time
PORT_RANGE = range(10000, 30000, PORTS)     # clients' ports are above

EPILOG = """parts:
  udp           as fast as it goes: one zone, NXDOMAIN, --zones, --records
  instructions  of user space for an answer, with callgrind
  load          --zones files: served after, memory, ten files changed
  large         a zone of --records: the same, its file changed
  template      --domains from a list (mxd): the same, list and template
                changed
  watch         changed files live without a signal (mxd)
  tcp           pipelined on 10 connections, and --idle connections
  workers       one worker and two (mxd)
  micro         the programs scripts/bench/*.c: look-up, parser, checks
  asker         the asking program beside dnsperf
  table         in the end, all that was measured in one table, and the goals
  all           all of them, which is the preset

Sooner done: smaller --zones and --records, --rounds 1, fewer --servers.  For
1,000,000 zones (4 GiB of disk below TMPDIR, twice) or 10,000,000 records only
mxd and NSD are run, unless --servers names others.  A table of several runs:
--figures FILE for each of them, then `run --figures FILE table'."""


class Settings(argparse.Namespace):
    """And what follows from it."""

    def peers_for(self, world):
        """Servers that are asked to serve it."""
        return [peer for peer in self.peers
                if not world.is_far or self.servers or
                peer.kind in FAR_SERVERS]


def numbers(text):
    return [int(n) for n in text.split(",") if n]


def parser(parts):
    p = argparse.ArgumentParser(
        prog="scripts/bench/run", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures mxd beside other servers on this machine.")
    p.add_argument("parts", nargs="*", metavar="part",
                   help="of " + ", ".join(parts))
    p.add_argument("--servers", default="", metavar="LIST",
                   help="mxd,gdnsd,nsd,knot,yadifa,pdns,bind: only these")
    p.add_argument("--with", action="append", default=[], dest="others",
                   metavar="KIND[@LABEL]=PATH", help="another build")
    p.add_argument("--zones", default="100000", metavar="LIST",
                   help="numbers of hosted zones (%(default)s)")
    p.add_argument("--records", default="1000000", metavar="LIST",
                   help="of the large zone (%(default)s)")
    p.add_argument("--domains", default="1000000", metavar="LIST",
                   help="of a template (%(default)s)")
    p.add_argument("--idle", type=int, default=10000, metavar="CONNECTIONS",
                   help="(%(default)s)")
    p.add_argument("--rounds", type=int, default=3, help="(%(default)s)")
    p.add_argument("--seconds", type=float, default=1,
                   help="of each measurement (%(default)s)")
    p.add_argument("--window", type=int, default=512,
                   help="questions open at the same time (%(default)s)")
    p.add_argument("--tcp-window", type=int, default=64,
                   help="of a connection (%(default)s)")
    p.add_argument("--rate", type=int, default=20000,
                   help="queries a second while files change (%(default)s)")
    p.add_argument("--patience", type=float, default=300, metavar="SECONDS",
                   help="after which a server that does not answer is left "
                   "(%(default)s)")
    p.add_argument("--live-patience", type=float, default=60,
                   metavar="SECONDS",
                   help="for a changed file (%(default)s)")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--port", type=int, default=0,
                   help="the first of %d (some that are free)" % PORTS)
    p.add_argument("--keep", metavar="DIRECTORY",
                   help="where zone files are kept for the next run")
    p.add_argument("--figures", metavar="FILE",
                   help="add what is measured to those of other runs")
    return p


def is_free(port):
    for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM:
        with socket.socket(socket.AF_INET, kind) as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def free_ports():
    """The first of some, not those of another run on this machine."""
    bases = list(PORT_RANGE)
    random.shuffle(bases)
    return next(base for base in bases
                if all(map(is_free, range(base, base + PORTS))))


def choose(asked, parts, has_figures):
    """Names of parts in their order, `table' last."""
    if "all" in asked or not asked:
        return list(parts) + ["table"]
    if asked == ["table"] and not has_figures:
        return list(parts) + ["table"]
    return [part for part in parts if part in asked] + [
        part for part in ["table"] if part in asked]


def parse(argv, parts):
    p = parser(parts)
    settings = p.parse_args(argv, Settings())
    for part in settings.parts:
        if part not in (*parts, "table", "all"):
            p.error("%s: no such part; there are: %s" % (
                part, ", ".join([*parts, "table", "all"])))
    settings.parts = choose(settings.parts, parts, settings.figures and
                            os.path.exists(settings.figures))
    settings.zones = numbers(settings.zones)
    settings.records = numbers(settings.records)
    settings.domains = numbers(settings.domains)
    settings.servers = [s for s in settings.servers.split(",") if s]
    settings.build = os.path.abspath(os.environ.get("BUILD", "build"))
    settings.port = settings.port or free_ports()
    cores = sorted(os.sched_getaffinity(0))
    settings.core = str(cores[0])
    settings.both_cores = ",".join(str(c) for c in cores[:2])
    settings.asking_cores = str(cores[-1])
    return settings
