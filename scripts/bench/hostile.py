#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Clients that mean no good: a process of its own for each kind.

usage: hostile.py loris | tiny | deaf PORT SECONDS COUNT NAME
       hostile.py nxdomain | any | edns PORT SECONDS RATE NAME

loris   so many TCP connections, each with an octet of a question now and then
tiny    with the smallest window there is, questions, and an octet read at
        times
deaf    questions as long as they are taken, and nothing ever read
nxdomain, any, edns
        so many questions a second over UDP that are not there, ask for ANY,
        or carry random options of EDNS

Each comes from addresses of its own in 127.0.0.0/8.  In the end one line of
JSON tells what was done.
"""

import collections
import errno
import json
import os
import random
import resource
import select
import socket
import struct
import sys
import time

IP_BIND_ADDRESS_NO_PORT = 24
PER_ADDRESS = 100       # connections; the preset of `tcp client`
OCTET_S = 2             # between two octets of a slow one
OPENED_AT_ONCE = 200
BURST_S = 0.002
SENT_AT_ONCE = 4096     # octets of a pipeline


def query(name, rrtype, options=b"", rng=random):
    message = struct.pack("!HHHHHH", rng.randrange(65536), 0, 1, 0, 0, 1)
    for label in name.split("."):
        message += bytes((len(label),)) + label.encode("ascii")
    message += b"\0" + struct.pack("!HH", rrtype, 1)
    return message + struct.pack("!BHHIH", 0, 41, rng.choice(
        (0, 511, 512, 1232, 4096, 65535)) if options else 1232, 0,
        len(options)) + options


def options(rng):
    """Options of EDNS, some of which are cut off or say what is not so."""
    out = b""
    for _ in range(rng.randrange(1, 8)):
        octets = rng.randbytes(rng.choice((0, 1, 4, 7, 8, 16, 24, 33, 60)))
        length = len(octets) if rng.random() < 0.9 else rng.randrange(65536)
        out += struct.pack("!HH", rng.choice(
            (3, 5, 8, 9, 10, 11, 12, 13, 15, 18, 19, rng.randrange(65536))),
            length) + octets
    return out


def packets(kind, name, rng):
    if kind == "nxdomain":
        return [query("x%d.%s" % (rng.randrange(1 << 40), name), 1)
                for _ in range(4096)]
    if kind == "any":
        return [query(name, 255)]
    return [query(name, rng.choice((15, 1, 16)), options(rng), rng)
            for _ in range(4096)]


def flood(kind, port, seconds, rate, name):
    rng = random.Random(1)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.%d.0.1" % {"nxdomain": 2, "any": 3, "edns": 4}[kind], 0))
    sock.connect(("127.0.0.1", port))
    sock.setblocking(False)
    made = packets(kind, name, rng)
    sent = refused = 0
    begun = time.monotonic()
    while True:
        passed = time.monotonic() - begun
        if passed >= seconds:
            break
        while sent < passed * rate:
            try:
                sock.send(made[sent % len(made)])
            except OSError:
                refused += 1
            sent += 1
        time.sleep(BURST_S)
    return {"sent": sent - refused}


class Crowd:
    """TCP connections, opened again when they are closed."""

    def __init__(self, port, count, name):
        self.port = port
        self.count = count
        self.question = query(name, 16)
        self.poll = select.epoll()
        self.open = {}          # descriptor: socket
        self.waiting = collections.deque(range(count))
        self.numbers = {}
        self.opened = self.closed = self.most = self.refused = 0

    def address(self, number):
        number //= PER_ADDRESS
        return "127.1.%d.%d" % (number >> 8, number & 255 or 255)

    def connect(self):
        number = self.waiting.popleft()
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        self.prepare(sock)
        sock.setblocking(False)
        sock.bind((self.address(number), 0))
        code = sock.connect_ex(("127.0.0.1", self.port))
        if code not in (0, errno.EINPROGRESS):
            self.refused += 1
            self.waiting.append(number)
            sock.close()
            return
        self.open[sock.fileno()] = sock
        self.numbers[sock.fileno()] = number
        self.opened += 1
        self.most = max(self.most, len(self.open))
        self.poll.register(sock.fileno(), select.EPOLLRDHUP)

    def drop(self, fd):
        self.poll.unregister(fd)
        self.open.pop(fd).close()
        self.waiting.append(self.numbers.pop(fd))
        self.closed += 1

    def prepare(self, sock):
        pass

    def act(self, sock):
        """Now and then, for each."""

    def turn(self):
        for _ in range(min(OPENED_AT_ONCE, len(self.waiting))):
            self.connect()
        for fd, _ in self.poll.poll(0.01, 1000):
            if fd in self.open:
                self.drop(fd)

    def run(self, seconds):
        end = time.monotonic() + seconds
        due = time.monotonic() + OCTET_S
        while time.monotonic() < end:
            self.turn()
            if time.monotonic() < due:
                continue
            due = time.monotonic() + OCTET_S
            for fd, sock in list(self.open.items()):
                try:
                    self.act(sock)
                except BlockingIOError:
                    continue
                except OSError:
                    self.drop(fd)
        return {"opened": self.opened, "closed": self.closed,
                "most": self.most, "refused": self.refused}


class Loris(Crowd):
    def act(self, sock):
        sock.send(b"\0")


class Deaf(Crowd):
    """Answers are large enough to fill what buffers there are."""

    def prepare(self, sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    def act(self, sock):
        one = len(self.question).to_bytes(2, "big") + self.question
        pipeline = one * (SENT_AT_ONCE // len(one))
        sock.send(pipeline)


class Tiny(Deaf):
    """A window of some hundred octets, read in single ones."""

    def prepare(self, sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, 128)

    def act(self, sock):
        sock.recv(1)
        Deaf.act(self, sock)


def main(kind, port, seconds, count, name):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port, seconds, count = int(port), float(seconds), int(count)
    crowds = {"loris": Loris, "tiny": Tiny, "deaf": Deaf}
    if kind in crowds:
        told = crowds[kind](port, count, name).run(seconds)
    else:
        told = flood(kind, port, seconds, count, name)
    print(json.dumps(told))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    os.nice(5)      # whoever asks honestly comes first
    main(*sys.argv[1:])
