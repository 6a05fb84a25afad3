# SPDX-License-Identifier: ISC
"""Processes: starting, ending, their memory and their processor time."""

import os
import signal
import subprocess
import time

PATH = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"


def family(pid):
    """A process and all that descend from it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % entry, encoding="latin-1") as f:
                # The name is in parentheses and can hold anything.
                parent = f.read().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue
        parents.setdefault(int(parent), []).append(int(entry))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def pss_kib(pid):
    """Memory of all its processes; what n share counts 1/n for each."""
    total = 0
    for one in family(pid):
        try:
            with open("/proc/%d/smaps_rollup" % one, encoding="ascii") as f:
                total += sum(int(line.split()[1]) for line in f
                             if line.startswith("Pss:"))
        except OSError:
            continue
    return total


STARTED = []        # and not ended yet


def end_all():
    for process in list(STARTED):
        end(process, 5)


def end(process, patience_s=30):
    """Ends a process of ours, and whatever it leaves behind."""
    pids = family(process.pid)
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        pass
    for pid in pids:
        # Only what still is of the group that start() made.
        try:
            if os.getpgid(pid) == process.pid:
                os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
    process.wait()
    STARTED.remove(process)


def start(command, cores, log):
    """A process in a group of its own, on these cores."""
    with open(log, "ab") as out:
        process = subprocess.Popen(
            ["taskset", "-c", cores] + command, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
            env=dict(os.environ, PATH=PATH))
    STARTED.append(process)
    return process


def tail(path, lines=5):
    with open(path, encoding="utf-8", errors="replace") as f:
        return "".join(f.readlines()[-lines:]).rstrip()


def wait_for(what, patience_s, pause_s):
    """Seconds until what() is true, or None."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience_s:
        if what():
            return time.monotonic() - begun
        time.sleep(pause_s)
    return None
