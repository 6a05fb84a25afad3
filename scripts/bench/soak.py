# SPDX-License-Identifier: ISC
"""mxd under bad clients, then under reloads: see scripts/soak.

A steady client asks all the time, over UDP by the clock and over TCP with a
connection for each question, and nothing of what it asks may be lost or wrong.
"""

import argparse
import glob
import json
import os
import random
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import asking
import procs
import table
import wire
import worlds
from peers import Mxd
from probe import Probe, has_serial
from servers import Failed, Server
from settings import free_ports

HOSTILE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "hostile.py")

ATTACK_S = 30
QUIET_S = 20            # before each minute of reloads
CHANGED = 500           # files in a round
ALL_EVERY = 10          # rounds, and all files are read again
VERIFIED = 25           # zones of a round whose serial is looked at
PATIENCE_S = 300
TCP_RATE = 20
GROWTH = 1.10           # of memory, over all rounds, that counts as flat
KEPT_MIB = 8
LOST_IN_FLOOD = 0.05    # where the machine has no time left for all

LINES = """control "%s"
lint dkim-bad-key off
lint dkim-truncated-key off
rate limit 200
rate exempt 127.0.0.1/32
tcp connections %d
tcp client 100
tcp idle 10s
"""


class SoakMxd(Mxd):
    """With the limits that it would have in public."""

    rotates = True
    connections = 10000

    def configure(self, world, port, workers):
        Mxd.configure(self, world, port, workers)
        self.workers, self.port, self.world = workers, port, world
        self.put()

    def put(self):
        """The configuration, in one step."""
        user = "user \"root\"\n" if os.geteuid() == 0 else ""
        self.write("new", ["listen on 127.0.0.1 port %d\nworkers %d\n"
                           "log level notice\nlog to stderr\n%srotate %s\n" % (
                               self.port, self.workers, user,
                               "on" if self.rotates else "off"),
                           LINES % (self.at("sock"), self.connections),
                           self.world.mxd_lines()])
        os.rename(self.at("new"), self.at("mxd.conf"))


class Tcp(threading.Thread):
    """An honest client: a connection, a question, its answer."""

    def __init__(self, port, name):
        threading.Thread.__init__(self, daemon=True)
        self.port = port
        self.name_ = name
        self.goes_on = True
        self.asked, self.good, self.times = 0, 0, []

    def once(self):
        message, _ = wire.query(self.name_, "MX")
        with socket.create_connection(("127.0.0.1", self.port), 5) as s:
            s.sendall(len(message).to_bytes(2, "big") + message)
            got = b""
            while len(got) < 2 or len(got) < 2 + int.from_bytes(got[:2],
                                                                "big"):
                more = s.recv(4096)
                if not more:
                    return False
                got += more
        return got[2:4] == message[:2] and got[5] & 15 == 0

    def run(self):
        while self.goes_on:
            begun = time.monotonic()
            self.asked += 1
            try:
                self.good += self.once()
            except OSError:
                pass
            self.times.append(time.monotonic() - begun)
            time.sleep(max(0, 1 / TCP_RATE - self.times[-1]))

    def end(self):
        self.goes_on = False
        self.join()
        return self


class Sum:
    """What was asked in several parts."""

    def __init__(self, parts):
        self.told = {"asked": sum(one.told["asked"] for one in parts)}
        self.lost = sum(one.lost for one in parts)
        self.wrong = sum(one.wrong for one in parts)


class Soak:
    def __init__(self, options):
        self.options = options
        self.build = os.path.abspath(os.environ.get("BUILD", "build"))
        self.tmp = tempfile.mkdtemp(prefix="mxd-soak-")
        cores = sorted(os.sched_getaffinity(0))
        # As the asker of scripts/bench has them.
        self.asking_cores = str(cores[-1])
        self.patience = PATIENCE_S
        self.rows, self.verdicts = [], []
        self.world = worlds.Hosted(
            options.keep or os.path.join(self.tmp, "zones"), 1, options.zones)
        self.versions = {}
        self.first = int(time.time())   # after those of an earlier run
        self.draw = random.Random(1)
        self.peer = SoakMxd("mxd", os.path.join(self.build, "mxd"))
        self.server = Server(self.peer, self.world, free_ports(), self)
        self.cores = ",".join(map(str, cores[:2]))

    # --- what is told

    def tell(self, name, *values):
        self.rows.append([name, *values])
        print("%s: %s" % (name, ", ".join(map(table.number, values))),
              flush=True)

    def judge(self, what, is_good):
        self.verdicts.append((what, bool(is_good)))
        print("%s %s" % ("ok    " if is_good else "FAILED", what), flush=True)

    def ctl(self, *words):
        return subprocess.run([os.path.join(self.build, "mxctl"), "-s",
                               self.peer.at("sock"), *words], check=False,
                              capture_output=True, text=True).stdout

    def counter(self, name):
        return int(dict(line.split(None, 1) for line in
                        self.ctl("stats").splitlines())[name])

    def memory_mib(self):
        with open("/proc/%d/status" % self.server.process.pid,
                  encoding="ascii") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        raise Failed("has ended")

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.server.process.pid))

    def dropped(self):
        """Questions that the sockets of mxd had no room for."""
        port = ":%04X" % self.server.port
        with open("/proc/net/udp", encoding="ascii") as f:
            return sum(int(line.split()[-1]) for line in f
                       if line.split()[1].endswith(port))

    # --- the steady client

    def asker(self):
        return asking.Running(self, self.server, "udp", "-f",
                              str(self.options.rate), "-k", "8", "-y", "-w",
                              "32768", "-T", "2000")

    def judge_steady(self, what, udp, tcp=None, share=0):
        """share: of what is asked, that may be lost."""
        asked = udp.told["asked"]
        self.judge("%s: %d asked over UDP, %d lost, %d wrong" % (
            what, asked, udp.lost, udp.wrong), asked > 0 and
            udp.lost <= share * asked and udp.wrong == 0)
        if tcp is not None:
            self.judge("%s: %d asked over TCP, %d without an answer" % (
                what, tcp.asked, tcp.asked - tcp.good),
                tcp.asked == tcp.good > 0)

    # --- the parts

    def start(self):
        print("making %s zones ..." % table.number(self.world.count),
              flush=True)
        self.world.make()
        self.server.start(self.cores, workers=2)
        favour(self.options.nice, self.server.process.pid)
        took_s = self.server.ready(self.options.patience)
        self.server.settle()
        self.tell("answered after, s", took_s)
        self.begin = (self.memory_mib(), self.descriptors())

    def attack(self, title, *hostile):
        """Some kinds of bad clients, at once; (kind, how many)."""
        seconds = min(ATTACK_S, self.options.minutes * 60)
        running = [subprocess.Popen(
            [sys.executable, "-B", HOSTILE, kind, str(self.server.port),
             str(seconds), str(count), self.bad_name(kind)],
            stdout=subprocess.PIPE, text=True) for kind, count in hostile]
        procs.ASIDE.extend(running)
        asked, tcp = self.asker(), Tcp(self.server.port, self.world.apex(0))
        time.sleep(min(3, seconds / 3))     # until they are there
        asked.mark()
        tcp.start()
        most_mib, dropped = 0, self.dropped()
        while any(p.poll() is None for p in running):
            most_mib = max(most_mib, self.memory_mib())
            time.sleep(0.2)
            if most_mib and running[0].poll() is not None:
                break
        udp = asked.mark()
        tcp.end()
        asked.close()
        told = [json.loads(p.communicate()[0]) for p in running]
        for (kind, _), one in zip(hostile, told):
            self.tell("%s: %s" % (title, kind), ", ".join(
                "%s %s" % (word, table.number(n))
                for word, n in one.items()))
        self.tell("%s: most memory, MiB" % title, most_mib)
        self.tell("%s: p99 UDP, worst TCP, ms; dropped by the kernel" % title,
                  udp.p99_us / 1e3, max(tcp.times) * 1e3,
                  self.dropped() - dropped)
        self.judge_steady(title, udp, tcp, LOST_IN_FLOOD if title == "floods"
                          else 0)
        if any("most" in one for one in told):
            self.judge("%s: connections of bad clients there" % title,
                       sum(one.get("most", 0) for one in told) >=
                       sum(count for _, count in hostile) * 0.99)
        self.judge("%s: alive" % title, self.server.is_alive())
        return told

    def bad_name(self, kind):
        name = self.world.apex(1)
        return "k1._domainkey." + name if kind in ("tiny", "deaf") else name

    def attacks(self):
        count = self.options.connections
        self.attack("slow-loris", ("loris", count))
        self.attack("tiny windows, deaf clients", ("tiny", count // 20),
                    ("deaf", count // 20))
        rate = self.options.flood
        self.attack("floods", ("nxdomain", rate), ("any", rate),
                    ("edns", rate))
        self.judge("floods: the rate limit kept %s answers back" %
                   table.number(self.counter("rate_dropped")),
                   self.counter("rate_dropped") > 0)
        deadline = time.monotonic() + 60
        while self.descriptors() > self.begin[1] and \
                time.monotonic() < deadline:
            time.sleep(0.5)
        memory, fds = self.memory_mib(), self.descriptors()
        self.tell("after the attacks: memory MiB, before; descriptors, "
                  "before", memory, self.begin[0], fds, self.begin[1])
        self.judge("attacks: all descriptors are back", fds <= self.begin[1])
        # What a worker has had once it keeps for the next connections.
        self.judge("attacks: memory is back",
                   memory <= self.begin[0] * GROWTH + KEPT_MIB)

    def write_some(self, where=None):
        """New versions of some files; their numbers.  With where: there, and
        not those that are served."""
        some = [self.draw.randrange(self.world.count)
                for _ in range(CHANGED)]
        for i in some:
            if where is not None:
                self.world.put(os.path.join(where, "%d" % i), i, 1)
                continue
            self.versions[i] = self.versions.get(i, self.first) + 1
            self.world.change(i, self.versions[i])
        return some

    def quiet(self, asked):
        """What is measured when mxd has nothing else to do; we write as many
        files as in a reload, elsewhere."""
        aside = os.path.join(self.tmp, "aside")
        os.makedirs(aside, exist_ok=True)
        end = time.monotonic() + min(QUIET_S, self.options.minutes * 60)
        asked.mark()
        while time.monotonic() < end:
            self.write_some(aside)
            time.sleep(1)
        return asked.mark()

    def verify(self, numbers):
        """How many zones do not have the serial of their files."""
        bad = 0
        for i in numbers:
            answer = None
            for _ in range(3):
                answer = answer or wire.ask(self.server.port,
                                            self.world.apex(i), "SOA")
            bad += answer is None or answer.serial != self.world.serial(
                i, self.versions[i])
        return bad

    def round(self, number):
        """Seconds until it is live; and how many zones are not as written."""
        some = self.write_some()
        if number % ALL_EVERY == 1:
            self.peer.rotates = not self.peer.rotates
            self.peer.put()
        probe = Probe(self.server.port, self.server.is_alive)
        begun = time.monotonic()
        self.peer.reload(self.server.process, some)
        at = probe.wait_all(
            ((self.world.apex(i), "SOA", has_serial(self.world.serial(
                i, self.versions[i]))) for i in some[-VERIFIED:]),
            begun + PATIENCE_S)
        probe.close()
        # The look at all others goes on: the next one begins after it.
        while self.reloads() <= number and self.server.is_alive():
            time.sleep(0.05)
        return at and at - begun, self.verify(some[:VERIFIED])

    def reloads(self):
        """How many rounds the loader has done: lines of its log."""
        with open(self.server.log, encoding="utf-8") as f:
            return sum("reload: " in line and " unchanged; " in line
                       for line in f)

    def reload_all(self):
        """A quiet while and a minute of reloads, in turns: the pace of a
        machine that others use, too, changes."""
        asked = self.asker()
        time.sleep(1)
        quiet, busy = [], []
        live, bad, sizes = [], 0, []
        for _ in range(max(1, round(self.options.minutes))):
            quiet.append(self.quiet(asked))
            end = time.monotonic() + min(60, self.options.minutes * 60)
            while time.monotonic() < end:
                live_s, wrong = self.round(len(live))
                live.append(live_s)
                bad += wrong
                sizes.append((self.memory_mib(), self.descriptors()))
            busy.append(asked.mark())
            print("%d reloads, %.0f MiB, %d descriptors, p99 %.2f ms, quiet "
                  "%.2f ms" % (len(live), *sizes[-1], busy[-1].p99_us / 1e3,
                               quiet[-1].p99_us / 1e3), flush=True)
        asked.close()
        self.tell_reloads(live, sizes, quiet, busy)
        self.judge("reloads: %d changed files, %d zones not as written" % (
            len(live) * CHANGED, bad), bad == 0)
        self.judge("reloads: %d not live in time" % live.count(None),
                   None not in live)
        whole = self.verify(list(self.versions)[-2000:])
        self.judge("reloads: %d zones asked at the end, %d not as written" % (
            min(2000, len(self.versions)), whole), whole == 0)
        with open(self.server.log, encoding="utf-8") as f:
            errors = [line for line in f if "error:" in line]
        self.judge("reloads: %d errors in the log%s" % (len(errors), "".join(
            errors[:1])), not errors)

    def tell_reloads(self, live, sizes, quiet, busy):
        # All of it is in use once everything has been read again.
        first, last = max(sizes[:(len(live) + 1) // 2]), sizes[-1]
        known = [s for s in live if s is not None]
        self.tell("reloads, of these of all files", len(live),
                  (len(live) - 2) // ALL_EVERY + 1)
        self.judge("reloads: %d" % len(live), len(live) > 1)
        self.tell("live after, median and worst, s",
                  statistics.median(known), max(known))
        self.tell("memory: most in the first half, at the end, most, MiB",
                  first[0], last[0], max(s[0] for s in sizes))
        self.tell("descriptors likewise", first[1], last[1],
                  max(s[1] for s in sizes))
        for what, parts in (("quiet", quiet), ("reloading", busy)):
            self.tell("%s: asked a second, p50, p99 (medians), worst ms" %
                      what, statistics.median(
                          one.told["asked"] / one.told["seconds"]
                          for one in parts),
                      self.median_ms("p50_us", parts),
                      self.median_ms("p99_us", parts),
                      max(one.max_us for one in parts) / 1e3)
            self.judge_steady(what, Sum(parts))
        now, then = (self.median_ms("p99_us", parts)
                     for parts in (busy, quiet))
        if not self.options.untimed:
            self.judge("reloading: p99 %.3f ms within twice %.3f ms" % (
                now, then), now <= 2 * then)
        self.judge("reloading: memory flat", last[0] <= first[0] * GROWTH)
        self.judge("reloading: descriptors flat", last[1] <= first[1])

    @staticmethod
    def median_ms(name, parts):
        return statistics.median(getattr(one, name) for one in parts) / 1e3

    def end(self):
        process = self.server.process
        process.terminate()
        try:
            self.judge("SIGTERM: status 0", process.wait(30) == 0)
        except subprocess.TimeoutExpired:
            self.judge("SIGTERM: ends within 30 s", False)

    def tell_reports(self):
        """What a sanitizer has left; once mxd has ended."""
        found = sorted(glob.glob(self.options.reports + ".*"))
        for path in found:
            with open(path, encoding="utf-8", errors="replace") as f:
                print(f.read())
        self.judge("%d reports of a sanitizer" % len(found), not found)

    def run(self):
        self.start()
        if not self.options.reloads_only:
            self.attacks()
        self.reload_all()
        self.end()

    def close(self):
        procs.end_all()
        shutil.rmtree(self.tmp, ignore_errors=True)


def favour(nice, pid="self"):
    """Linux gives a turn to each session first (sched(7), autogroup)."""
    try:
        with open("/proc/%s/autogroup" % pid, "w", encoding="ascii") as f:
            f.write("%d" % nice)
    except OSError:
        pass    # there is no such thing, or it is not ours


def number(text, kind=float):
    n = kind(text)
    if n <= 0:
        raise argparse.ArgumentTypeError("%s is not above 0" % text)
    return n


def count(text):
    return number(text, int)


def parse(argv):
    p = argparse.ArgumentParser(
        prog=os.environ.get("SOAK_NAME", "scripts/soak"),
        description="mxd under bad clients, half a minute for each kind, then "
        "under reloads, with a quiet while of %d s before each minute.  All "
        "is on loopback.  Of the preset zones the files take 3 GiB below TMPDIR."
        % QUIET_S)
    p.add_argument("minutes", nargs="?", type=number, default=10,
                   help="of reloads (%(default)s)")
    p.add_argument("--zones", type=count, default=500000, metavar="N",
                   help="that are served (%(default)s)")
    p.add_argument("--connections", type=count, default=10000, metavar="N",
                   help="slow ones, by TCP (%(default)s)")
    p.add_argument("--flood", type=count, default=10000, metavar="RATE",
                   help="of each of the three floods (%(default)s)")
    p.add_argument("--rate", type=count, default=5000,
                   help="of the steady client (%(default)s)")
    p.add_argument("--patience", type=number, default=300, metavar="SECONDS",
                   help="until the first answers (%(default)s)")
    p.add_argument("--nice", type=int, default=0,
                   help="of all, to be left alone by others (%(default)s)")
    p.add_argument("--keep", metavar="DIRECTORY",
                   help="where zone files are kept for the next run")
    p.add_argument("--reloads-only", action="store_true",
                   help="no bad clients")
    p.add_argument("--untimed", action="store_true",
                   help="how soon answers come is not judged: mxd is under a "
                   "tool, or the machine is busy")
    p.add_argument("--reports", metavar="PATH",
                   help="a sanitizer leaves them in PATH.*: they are shown, "
                   "and none should be there")
    return p.parse_args(argv)


def main(argv):
    options = parse(argv)
    # Whatever ends us: what was started ends, what was written goes.
    for number in signal.SIGTERM, signal.SIGHUP:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, _: sys.exit(128 + number))
    if options.nice:
        os.nice(options.nice)
        favour(options.nice)
    # mxd inherits it.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    soak = Soak(options)
    try:
        soak.run()
    except (Failed, OSError) as failure:
        soak.judge("mxd: %s" % failure, False)
    finally:
        soak.close()
    if options.reports:
        soak.tell_reports()
    print()
    print(table.render("", [""], [
        [row[0], ", ".join(map(table.number, row[1:]))]
        for row in soak.rows]))
    failed = [what for what, is_good in soak.verdicts if not is_good]
    for what in failed:
        print("FAILED %s" % what)
    print("%d passed, %d failed" % (len(soak.verdicts) - len(failed),
                                    len(failed)))
    return 1 if failed or not soak.verdicts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
