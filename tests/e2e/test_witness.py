# SPDX-License-Identifier: ISC
"""`log queries` and `dnstap to`: what is told of queries and answers.

One daemon for all; the reader of Frame Streams and of dnstap's protobuf is
our own, so that nothing of mxd's libraries reads what they wrote.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import dns.message
import dns.rcode
import pytest

from daemon import (BUILD, PATIENCE_S, Daemon, exchange, free_port, tcp_recv,
                    tcp_send, wait_for, zone)

CONTENT_TYPE = b"protobuf:dnstap.Dnstap"
ACCEPT, START, STOP, READY, FINISH = 1, 2, 3, 4, 5
MXCTL = os.path.join(BUILD, "mxctl")


def control(kind, content_type=None):
    """A control frame of Frame Streams."""
    body = kind.to_bytes(4, "big")
    if content_type is not None:
        body += (1).to_bytes(4, "big") + len(content_type).to_bytes(4, "big")
        body += content_type
    return bytes(4) + len(body).to_bytes(4, "big") + body


def read_frames(read):
    """(kind, body) of each control frame, (0, data) of each other."""
    while True:
        head = read(4)
        if len(head) < 4:
            return
        length = int.from_bytes(head, "big")
        if length > 0:
            yield 0, read(length)
            continue
        body = read(int.from_bytes(read(4), "big"))
        yield int.from_bytes(body[:4], "big"), body[4:]


def fields(data):
    """A protobuf message: field number to number or octets."""
    def varint():
        nonlocal at
        value = shift = 0
        while True:
            octet = data[at]
            at += 1
            value |= (octet & 0x7f) << shift
            shift += 7
            if octet < 0x80:
                return value

    at = 0
    found = {}
    while at < len(data):
        key = varint()
        assert key >> 3 not in found, "no field of dnstap repeats"
        if key & 7 == 0:
            found[key >> 3] = varint()
        elif key & 7 == 5:
            found[key >> 3] = int.from_bytes(data[at:at + 4], "little")
            at += 4
        else:
            assert key & 7 == 2
            length = varint()
            found[key >> 3] = data[at:at + length]
            at += length
    assert at == len(data)
    return found


class Listener:
    """Who collects dnstap messages at a socket."""

    def __init__(self, path):
        self.messages = []
        self.ended = threading.Event()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(path)
        os.chmod(path, 0o777)
        self.socket.listen(1)
        self.socket.settimeout(PATIENCE_S)
        self.failure = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            caller, _ = self.socket.accept()
            self.socket.close()
            with caller:
                caller.settimeout(None)
                self.serve(caller)
        except (OSError, AssertionError) as error:
            self.failure = error
        self.ended.set()

    def serve(self, caller):
        file = caller.makefile("rb")
        frames = read_frames(file.read)
        field = (1).to_bytes(4, "big") + len(CONTENT_TYPE).to_bytes(4, "big")
        assert next(frames) == (READY, field + CONTENT_TYPE)
        caller.sendall(control(ACCEPT, CONTENT_TYPE))
        assert next(frames) == (START, field + CONTENT_TYPE)
        for kind, body in frames:
            if kind == STOP:
                caller.sendall(control(FINISH))
                return
            assert kind == 0
            self.messages.append(fields(body))

    def wait(self, count):
        wait_for(lambda: self.failure or len(self.messages) >= count,
                 "%d messages" % count)
        assert self.failure is None, self.failure
        return self.messages


ZONE = zone("@ MX 10 mx\nmx A 192.0.2.25\nmx AAAA 2001:db8::25\n")


@pytest.fixture(scope="module")
def scene():
    """A daemon and the directory of its sockets."""
    home = tempfile.mkdtemp(prefix="mxd-tap-")
    os.chmod(home, 0o755)
    daemon = Daemon(listen=("127.0.0.1", "::1"), zones={"a.example": ZONE})
    daemon.any_port = free_port("0.0.0.0")
    daemon.tap = os.path.join(home, "tap.sock")
    daemon.listener = Listener(daemon.tap)
    daemon.base = ('listen on * port %d\ncontrol "ctl"\n' % daemon.any_port)
    daemon.write_conf(daemon.base + 'identity "ns1.test"\nlog queries all\n'
                      'log level error\ndnstap to "%s"\n' % daemon.tap)
    try:
        daemon.start()
        if "mxd was built without" in daemon.log():
            pytest.skip("mxd was built without dnstap")
        yield daemon
        daemon.clean()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def questions(daemon):
    """Each: socket, is TCP, query, answer; as they were on the wire."""
    asked = []
    plan = [("127.0.0.1", daemon.port, "a.example", "MX", False),
            ("::1", daemon.port, "MX.a.EXAMPLE", "AAAA", False),
            ("127.0.0.1", daemon.any_port, "no.a.example", "A", False),
            ("::1", daemon.any_port, "b.example", "TXT", False),
            ("127.0.0.1", daemon.port, "mx.a.example", "A", True),
            ("::1", daemon.port, "a.example", "SOA", True)]
    for address, port, name, rdtype, is_tcp in plan:
        wire = dns.message.make_query(name, rdtype, use_edns=0,
                                      want_dnssec=is_tcp).to_wire()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM if is_tcp else
                           socket.SOCK_DGRAM) as s:
            s.settimeout(PATIENCE_S)
            s.connect((address, port))
            if is_tcp:
                tcp_send(s, wire)
                answer = tcp_recv(s)
            else:
                answer = exchange(s, wire)
            asked.append((s.getsockname()[:2], (address, port), is_tcp, name,
                          rdtype, wire, answer))
    return asked


def test_each_query_is_told(scene):
    before = len(scene.listener.messages)    # the start has asked, too
    since = len(scene.log())
    begun = time.time_ns()
    asked = questions(scene)
    # Six queries, six answers, but for those of the start that come late.
    wait_for(lambda: all(any(m[14] and fields(m[14]).get(14) == a[6]
                             for m in scene.listener.messages)
                         for a in asked), "all answers")
    ended = time.time_ns()
    told = [(m, fields(m[14])) for m in scene.listener.messages[before:]]
    for peer, own, is_tcp, name, rdtype, wire, answer in asked:
        pair = [(m, f) for m, f in told if f[6] == peer[1]]
        assert len(pair) == 2
        for m, f in pair:
            assert m[1] == b"ns1.test" and m[2].startswith(b"mxd ")
            assert m[15] == 1    # MESSAGE
            assert f[2] == (2 if ":" in peer[0] else 1)
            assert f[3] == (2 if is_tcp else 1)
            family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
            assert socket.inet_ntop(family, f[4]) == peer[0]
            assert (socket.inet_ntop(family, f[5]), f[7]) == own
            assert begun <= f[8] * 10**9 + f[9] <= ended
        (_, query), (_, response) = pair
        assert query[1] == 1 and query[10] == wire    # AUTH_QUERY
        assert not {12, 13, 14} & set(query)
        assert response[1] == 2 and response[14] == answer
        assert 10 not in response
        assert response[12] * 10**9 + response[13] >= \
            response[8] * 10**9 + response[9]
        question = dns.message.from_wire(query[10]).question[0]
        assert question.name.to_text(omit_final_dot=True) == name
        assert question.to_text().split()[-1] == rdtype
    check_lines(scene, since, asked)


def check_lines(scene, since, asked):
    """The query log has a line for each, whatever the level."""
    for peer, own, is_tcp, name, rdtype, _, answer in asked:
        scene.wait_log(re.escape(
            "query: %s#%d %s. IN %s +E(0)%s %s %s %s %d\n" % (
                *peer, name, rdtype, "TD" if is_tcp else "",
                "tcp" if is_tcp else "udp", own[0],
                dns.rcode.to_text(dns.message.from_wire(answer).rcode()),
                len(answer))), since)


def stats(scene):
    text = subprocess.run([MXCTL, "-s", scene.path("ctl"), "stats"],
                          capture_output=True, text=True, check=True,
                          timeout=PATIENCE_S).stdout
    return {row[0]: row[1] for row in
            (line.split() for line in text.splitlines()) if len(row) > 1}


def lost(scene):
    return int(stats(scene)["dnstap_lost"])


def test_reload_ends_both(scene):
    """The stream ends as it should; then nothing is told any more."""
    listener = scene.listener
    assert lost(scene) == 0
    scene.write_conf(scene.base)
    scene.reload()
    assert listener.ended.wait(PATIENCE_S)
    assert listener.failure is None, listener.failure
    since, told = len(scene.log()), len(listener.messages)
    assert scene.ask("a.example").answer
    scene.reload()
    assert "query:" not in scene.log()[since:]
    assert len(listener.messages) == told
    os.unlink(scene.tap)


def test_absent_listener_is_counted(scene):
    """Messages for nobody are counted; one who comes late is found."""
    scene.write_conf(scene.base + 'dnstap to "%s"\n' % scene.tap)
    scene.reload()
    scene.wait_log(r"warning: dnstap: \S+tap\.sock: No such file or directory;"
                   " messages are dropped until it listens")

    def is_counted():
        assert scene.ask("a.example").answer
        return lost(scene) > 0
    wait_for(is_counted, "lost messages")
    scene.listener = Listener(scene.tap)

    def is_heard():
        assert scene.ask("a.example").answer
        return scene.listener.messages
    wait_for(is_heard, "the late listener to hear something")
    assert scene.listener.messages[0][1] == socket.gethostname().encode()
    scene.wait_log("dnstap: .*: listens again")
    # It goes away, and comes back: a real program, if there is one.
    scene.write_conf(scene.base)
    scene.reload()
    assert scene.listener.ended.wait(PATIENCE_S)
    os.unlink(scene.tap)


def sockets(pid):
    """How many a process has open."""
    fds = "/proc/%d/fd" % pid
    n = 0
    for fd in os.listdir(fds):
        with contextlib.suppress(FileNotFoundError):    # closed meanwhile
            n += os.readlink(os.path.join(fds, fd)).startswith("socket:")
    return n


@pytest.mark.skipif(shutil.which("fstrm_capture") is None or
                    os.environ.get("E2E") == "daemon",
                    reason="no fstrm_capture, or not the plain pass")
def test_fstrm_capture(scene):
    path = scene.path("captured")
    capture = subprocess.Popen(
        ["fstrm_capture", "-t", CONTENT_TYPE.decode(), "-u", scene.tap, "-w",
         path], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: os.path.exists(scene.tap), "the socket")
        os.chmod(scene.tap, 0o777)
        idle = sockets(capture.pid)
        scene.write_conf(scene.base + 'dnstap to "%s"\ndnstap sample 1/2\n'
                         % scene.tap)
        scene.reload()
        wait_for(lambda: sockets(capture.pid) > idle, "the connection")
        before = lost(scene)
        for _ in range(100):
            assert scene.ask("a.example").answer
        missed = lost(scene) - before
        scene.write_conf(scene.base)
        scene.reload()
        since = len(scene.log())
        # What it has not read when it is ended would be lost.
        wait_for(lambda: sockets(capture.pid) == idle, "the connection's end")
        assert "error" not in scene.log()[since:]
    finally:
        capture.send_signal(signal.SIGTERM)
        capture.wait(PATIENCE_S)
    with open(path, "rb") as f:
        frames = [fields(body) for kind, body in read_frames(f.read)
                  if kind == 0]
    # Half of them, each with its answer; how many exactly is by chance.
    assert 60 <= len(frames) + missed <= 140
    assert len(frames) >= 2
    assert {fields(m[14])[1] for m in frames} == {1, 2}
