# SPDX-License-Identifier: ISC
"""A world apart: hosts with networks of their own on one wire, and roots of
their own where packages are installed.

scripts/proofs/apart.sh starts it: what is made here ends with its process 1.
"""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "e2e"))

# Where packages were fetched to, and where logs and tables go.
PROOF = os.environ.get("PROOF", "")
# A tmpfs that every user may search.
PLACE = os.environ.get("PLACE", "")

# Nothing that is run to its end here takes so long unless something is wrong.
PATIENCE_S = 300

# The addresses of the test itself.
HERE = ("203.0.113.1", "2001:db8:ff::1")


def run(*command, check=True, **options):
    """What it prints, stdout and stderr."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          timeout=PATIENCE_S, text=True, check=False,
                          **options)
    assert not check or done.returncode == 0, \
        "%s: %s" % (" ".join(command), done.stdout)
    return done.stdout


def write(path, text):
    """A file that all may read, in one step."""
    with open(path + ".new", "w", encoding="ascii") as f:
        f.write(text)
    os.chmod(path + ".new", 0o644)
    os.rename(path + ".new", path)


def place(name):
    """A new directory that every user may search."""
    path = os.path.join(PLACE, name)
    os.mkdir(path, 0o755)
    return path


def open_log(name):
    """For what a program says; it stays there after the world."""
    return open(os.path.join(PROOF, name + ".log"), "ab")


def wire():
    """The bridge that all hosts are on, and the test as one of them."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "wire", "type", "bridge")
    run("ip", "link", "set", "wire", "up")
    attach([], "wire", HERE)


def attach(prefix, device, addresses):
    """Addresses for a device, behind which is everything."""
    for address in addresses:
        six = ["-6"] if ":" in address else []
        flags = ["nodad"] if six else []
        run(*prefix, "ip", *six, "addr", "add", address + (
            "/128" if six else "/32"), "dev", device, *flags)
    for family in "-4", "-6":
        run(*prefix, "ip", family, "route", "add", "default", "dev", device)


class Host:
    """A network of its own with a name and addresses, plugged into the wire."""

    def __init__(self, name, *addresses):
        self.name = name
        self.addresses = addresses
        # It lives as long as this process; the kernel keeps its network.
        self.holder = subprocess.Popen(
            ["unshare", "--net", "--uts", "sh", "-c",
             'hostname "$0" && echo && exec sleep infinity', name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self.holder.stdout.readline() == b"\n"
        self.plug = "p%d" % self.holder.pid
        run("ip", "link", "add", self.plug, "type", "veth", "peer", "name",
            "eth0", "netns", str(self.holder.pid))
        run("ip", "link", "set", self.plug, "master", "wire", "up")
        inside = self.command()
        for device in "lo", "eth0":
            run(*inside, "ip", "link", "set", device, "up")
        attach(inside, "eth0", addresses)

    def command(self, *argv, root=None):
        """A command as this host runs it."""
        return ["nsenter", "-t", str(self.holder.pid), "--net", "--uts",
                *(["chroot", root] if root else []), *argv]

    def run(self, *argv, root=None, **options):
        return run(*self.command(*argv, root=root), **options)

    def start(self, *argv, log, root=None):
        """A child that stays, in the foreground."""
        with open_log(log) as f:
            return subprocess.Popen(self.command(*argv, root=root), stdout=f,
                                    stderr=f, stdin=subprocess.DEVNULL)

    def unplug(self):
        run("ip", "link", "set", self.plug, "down")

    def replug(self):
        run("ip", "link", "set", self.plug, "up")


def stop(process, patience_s=30):
    """End a child of ours; nothing if there is none."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Root:
    """This machine's files and a package; what is written stays apart.

    The package is installed there as Debian installs it, so users, queues and
    configuration are as its maintainers made them; no service starts.
    """

    def __init__(self, host, package):
        self.host = host
        self.package = package
        top = place("root-%d" % host.holder.pid)
        self.path = os.path.join(top, "root")
        # Not this machine's disk: an overlay's two sides must be apart.
        for name in "upper", "work", "root":
            os.mkdir(os.path.join(top, name))
        run("mount", "-t", "overlay", "proof", "-o",
            "lowerdir=/,upperdir=%s/upper,workdir=%s/work" % (top, top),
            self.path)
        run("mount", "--rbind", "/dev", self.path + "/dev")
        run("mount", "-t", "proc", "proc", self.path + "/proc")
        for name in "run", "tmp":
            run("mount", "-t", "tmpfs", "-o",
                "mode=%s" % {"run": "755", "tmp": "1777"}[name], "proof",
                self.file(name))
        os.mkdir(self.file("run/lock"))
        self.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
        os.chmod(self.file("usr/sbin/policy-rc.d"), 0o755)
        self.resolve_by(HERE[0])
        self.install()

    def install(self):
        packages = os.path.join(PROOF, "packages", self.package)
        inside = self.file("run/packages")
        os.mkdir(inside)
        run("mount", "--bind", packages, inside)
        names = [os.path.join("/run/packages", os.path.basename(path))
                 for path in glob.glob(os.path.join(packages, "*.deb"))]
        # Without manuals there is no index of them to make.
        if names:
            self.run("dpkg", "--install", "--path-exclude=/usr/share/man/*",
                     *names, env=dict(os.environ,
                                      DEBIAN_FRONTEND="noninteractive"))

    def version(self):
        return self.run("dpkg-query", "-W", "-f", "${Version}", self.package)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        write(self.file(name), text)

    def read(self, name):
        with open(self.file(name), encoding="utf-8", errors="replace") as f:
            return f.read()

    def resolve_by(self, address):
        """Which resolver the C library asks there."""
        name = self.file("etc/resolv.conf")
        if os.path.lexists(name):
            os.unlink(name)
        self.write("etc/resolv.conf",
                   "nameserver %s\noptions edns0 trust-ad\n" % address)

    def run(self, *argv, **options):
        return self.host.run(*argv, root=self.path, **options)

    def start(self, *argv, log):
        return self.host.start(*argv, root=self.path, log=log)
