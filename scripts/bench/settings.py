# SPDX-License-Identifier: ISC
"""What a run is asked to do."""

import argparse
import os

PARTS = ("udp", "instructions")


def parse(argv, parts):
    p = argparse.ArgumentParser(
        prog="scripts/bench/run",
        description="Measures mxd beside other servers on this machine.")
    p.add_argument("parts", nargs="*", metavar="part",
                   help="all of: " + ", ".join(parts))
    p.add_argument("--servers", default="", metavar="LIST",
                   help="mxd,gdnsd,nsd,knot,yadifa,pdns,bind: only these")
    p.add_argument("--with", action="append", default=[], dest="others",
                   metavar="KIND[@LABEL]=PATH", help="another build")
    p.add_argument("--zones", default="100000", metavar="LIST",
                   help="numbers of hosted zones; 1000000 takes long")
    p.add_argument("--records", default="1000000", metavar="LIST",
                   help="records of the large zone")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=2,
                   help="of each measurement")
    p.add_argument("--window", type=int, default=512,
                   help="questions open at the same time")
    p.add_argument("--patience", type=float, default=300, metavar="SECONDS",
                   help="after which a server that does not answer is left")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--port", type=int, default=5390,
                   help="the first of some ports")
    p.add_argument("--keep", metavar="DIRECTORY",
                   help="where zone files are kept for the next run")
    settings = p.parse_args(argv)
    for part in settings.parts:
        if part not in parts:
            p.error("%s: no such part; there are: %s" % (part,
                                                        ", ".join(parts)))
    settings.parts = settings.parts or list(parts)
    settings.zones = [int(n) for n in settings.zones.split(",") if n]
    settings.records = [int(n) for n in settings.records.split(",") if n]
    settings.servers = [s for s in settings.servers.split(",") if s]
    settings.build = os.path.abspath(os.environ.get("BUILD", "build"))
    cores = sorted(os.sched_getaffinity(0))
    settings.core = str(cores[0])
    settings.both_cores = ",".join(str(c) for c in cores[:2])
    settings.asking_cores = str(cores[-1])
    return settings
