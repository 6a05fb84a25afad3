# SPDX-License-Identifier: ISC
"""
Ask several servers many questions at the same time: each server has a lane
with a window of open questions on one UDP socket and one TCP connection.
"""

import selectors
import socket
import struct
import time

WINDOW = 48         # open questions of a lane; fits every socket buffer
PATIENCE_S = 2.0    # then a question is asked again
TRIES = 3


class Lane:
    """Questions on their way to one server over one transport."""

    def __init__(self, server, queries):
        self.server, self.queries = server, queries
        self.answers = [None] * len(queries)
        self.next, self.open, self.again = 0, {}, []
        self.retries = 0
        self.connect()

    def idle(self):
        return self.next >= len(self.queries) and not self.open \
            and not self.again

    def fill(self, now):
        """Ask until the window is full."""
        while len(self.open) < WINDOW:
            if self.again:
                i, tries = self.again.pop()
            elif self.next < len(self.queries):
                i, tries = self.next, 0
                self.next += 1
            else:
                return
            self.open[i & 0xFFFF] = (i, now, tries)
            self.send(struct.pack("!H", i & 0xFFFF) + self.queries[i])

    def take(self, data):
        entry = self.open.pop(struct.unpack_from("!H", data)[0], None) \
            if len(data) >= 2 else None
        if entry:
            self.answers[entry[0]] = data

    def expire(self, now):
        """Ask again what got no answer, three times at most."""
        late = [key for key, (_, since, _) in self.open.items()
                if now - since > PATIENCE_S]
        for key in late:
            i, _, tries = self.open.pop(key)
            if tries + 1 < TRIES:
                self.retries += 1
                self.again.append((i, tries + 1))
        if late:
            self.reconnect()

    def reconnect(self):
        pass


class UdpLane(Lane):
    def connect(self):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.connect(("127.0.0.1", self.server.port))
        self.sock.setblocking(False)

    def send(self, data):
        try:
            self.sock.send(data)
        except OSError:
            pass    # as good as lost; asked again later

    def on_readable(self):
        try:
            while True:
                self.take(self.sock.recv(65535))
        except BlockingIOError:
            pass
        except ConnectionError:
            pass    # the server has gone; each question says so in time


class TcpLane(Lane):
    def connect(self):
        self.inbox, self.outbox = bytearray(), bytearray()
        self.sock = socket.create_connection(("127.0.0.1", self.server.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)

    def fill(self, now):
        super().fill(now)
        self.flush()

    def send(self, data):
        self.outbox += struct.pack("!H", len(data)) + data

    def flush(self):
        try:
            while self.outbox:
                del self.outbox[:self.sock.send(self.outbox)]
        except BlockingIOError:
            pass
        except ConnectionError:
            self.reconnect()

    def on_readable(self):
        try:
            data = self.sock.recv(262144)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.reconnect()
            return
        self.inbox += data
        pos = 0
        while len(self.inbox) - pos >= 2:
            n = struct.unpack_from("!H", self.inbox, pos)[0]
            if len(self.inbox) - pos - 2 < n:
                break
            self.take(bytes(self.inbox[pos + 2:pos + 2 + n]))
            pos += 2 + n
        del self.inbox[:pos]

    def reconnect(self):
        """A closed connection: what was open is asked on a new one."""
        for i, _, tries in self.open.values():
            if tries + 1 < TRIES:
                self.retries += 1
                self.again.append((i, tries + 1))
        self.open.clear()
        self.sock.close()
        try:
            self.connect()
        except OSError:
            self.again.clear()
            self.next = len(self.queries)
            self.sock = None


def ask(servers, queries, transport):
    """
    Ask all servers the same queries (without ID).  transport: "udp", "tcp".
    Returns {server name: [answer or None]}.
    """
    kind = TcpLane if transport == "tcp" else UdpLane
    lanes = [kind(server, queries) for server in servers]
    selector, known = selectors.DefaultSelector(), {}
    while True:
        now = time.monotonic()
        for lane in lanes:
            lane.expire(now)
            lane.fill(now)
            if known.get(lane) is not lane.sock:
                if known.get(lane) is not None:
                    selector.unregister(known[lane])
                if lane.sock is not None:
                    selector.register(lane.sock, selectors.EVENT_READ, lane)
                known[lane] = lane.sock
        if all(lane.idle() for lane in lanes):
            break
        for key, _ in selector.select(0.1):
            key.data.on_readable()
    for lane in lanes:
        if lane.sock is not None:
            lane.sock.close()
    return {lane.server.name: lane.answers for lane in lanes}
