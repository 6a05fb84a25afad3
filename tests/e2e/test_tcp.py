# SPDX-License-Identifier: ISC
"""TCP: streams in any shape, and clients that mean no good."""

import select
import socket
import struct
import time

import dns.message
import dns.rdatatype
import pytest

from daemon import (Daemon, answers, tcp_recv, tcp_send, wait_for, zone)

LARGE = "".join("large TXT \"%03d %s\"\n" % (n, "x" * 240)
                for n in range(200))
BODY = "@ MX 10 mx\nmx A 192.0.2.1\n" + LARGE


@pytest.fixture(scope="module")
def server():
    daemon = Daemon(zones={"t.example": zone(BODY)})
    daemon.start()
    yield daemon
    daemon.clean()


def question(name="t.example", rdtype="MX", number=None):
    query = dns.message.make_query(name, rdtype)
    if number is not None:
        query.id = number
    return query.to_wire()


def read_id(sock):
    wire = tcp_recv(sock)
    return None if wire is None else int.from_bytes(wire[:2], "big")


def is_closed(sock, patience_s):
    """Does the peer end the connection within this time?"""
    sock.settimeout(patience_s)
    try:
        return sock.recv(1) == b""
    except socket.timeout:
        return False
    except ConnectionResetError:
        return True


def test_one_after_another(server):
    with server.tcp() as s:
        for n in range(10):
            tcp_send(s, question(number=n))
            assert read_id(s) == n


def test_pipelined_in_one_segment(server):
    numbers = list(range(100, 150))
    with server.tcp() as s:
        tcp_send(s, *[question(number=n) for n in numbers])
        assert sorted(read_id(s) for _ in numbers) == numbers


def test_single_octets(server):
    wire = question(number=77)
    with server.tcp() as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in len(wire).to_bytes(2, "big") + wire:
            s.send(bytes([octet]))
            time.sleep(0.001)
        assert read_id(s) == 77


def test_cut_anywhere(server):
    """Two messages in two segments, cut at each place."""
    wire = question(number=1)
    stream = len(wire).to_bytes(2, "big") + wire
    stream += stream[:2] + b"\0\2" + stream[4:]
    for cut in range(1, len(stream)):
        with server.tcp() as s:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.send(stream[:cut])
            s.send(stream[cut:])
            assert {read_id(s), read_id(s)} == {1, 2}


def test_half_close(server):
    """All is answered that came before the client's end."""
    with server.tcp() as s:
        tcp_send(s, *[question("large.t.example", "TXT", n)
                      for n in range(5)])
        s.shutdown(socket.SHUT_WR)
        assert sorted(read_id(s) for _ in range(5)) == list(range(5))
        assert tcp_recv(s) is None


def test_half_close_inside_a_message(server):
    with server.tcp() as s:
        tcp_send(s, question(number=5))
        s.sendall(b"\0\x20half")
        s.shutdown(socket.SHUT_WR)
        assert read_id(s) == 5
        assert tcp_recv(s) is None


def test_large_answer(server):
    reply = server.ask("large.t.example", "TXT", tcp=True)
    assert len(answers(reply, "TXT")) == 200


def test_truncated_then_tcp(server):
    query = dns.message.make_query("large.t.example", "TXT")
    reply, used_tcp = dns.query.udp_with_fallback(
        query, "127.0.0.1", port=server.port, timeout=10)
    assert used_tcp
    assert len(answers(reply, "TXT")) == 200


@pytest.mark.parametrize("wire", [b"", b"\0" * 5, question(number=77)[:11]])
def test_short_messages_harm_nobody_else(server, wire):
    with server.tcp() as bad:
        tcp_send(bad, wire)
        assert server.ask("t.example", "MX", tcp=True).answer


def test_responses_are_not_answered(server):
    wire = bytearray(question(number=1))
    wire[2] |= 0x80
    with server.tcp() as s:
        tcp_send(s, bytes(wire), question(number=2))
        # Dropped alone, or the connection with it.
        assert read_id(s) in (2, None)


def test_half_a_message_holds_up_nobody(server):
    with server.tcp() as slow:
        slow.sendall(b"\0\x30" + question()[:10])
        for _ in range(3):
            assert server.ask("t.example", "MX", tcp=True).answer
            assert server.ask("t.example", "MX").answer


def test_one_that_never_reads_holds_up_nobody(server):
    """Its answers fill the kernel's buffers; the worker goes on."""
    with server.tcp() as deaf:
        deaf.setblocking(False)
        wire = question("large.t.example", "TXT")
        stream = (len(wire).to_bytes(2, "big") + wire) * 50
        for _ in range(40):
            try:
                deaf.send(stream)
            except BlockingIOError:
                break
        for _ in range(5):
            assert server.ask("t.example", "MX", tcp=True).answer
            assert server.ask("t.example", "MX").answer


def test_idle_connections_close(mxd):
    daemon = mxd("tcp idle 300ms\n", zones={"t.example": zone(BODY)})
    with daemon.tcp() as idle, daemon.tcp() as half:
        half.sendall(b"\0")
        tcp_send(idle, question(number=3))
        assert read_id(idle) == 3
        assert is_closed(idle, 20)
        assert is_closed(half, 20)


def test_total_time(mxd):
    """One that keeps asking ends as well, after its last answer."""
    daemon = mxd("tcp total 600ms\n", zones={"t.example": zone(BODY)})
    with daemon.tcp() as s:
        def ended():
            try:
                tcp_send(s, question(number=4))
                return read_id(s) is None
            except (ConnectionResetError, BrokenPipeError):
                return True
        assert not ended()
        wait_for(ended, "the end of a connection's time")


def test_full_house(mxd):
    """The oldest idle connection gives way, a busy one does not."""
    daemon = mxd("tcp connections 4\n", zones={"t.example": zone(BODY)})
    conns = [daemon.tcp() for _ in range(4)]
    try:
        for n, s in enumerate(conns):
            tcp_send(s, question(number=n))
            assert read_id(s) == n
        # The first one speaks again: now the second is the oldest idle.
        tcp_send(conns[0], question(number=9))
        assert read_id(conns[0]) == 9
        with daemon.tcp() as late:
            tcp_send(late, question(number=10))
            assert read_id(late) == 10
            assert is_closed(conns[1], 20)
            for s in (conns[0], conns[2], conns[3]):
                tcp_send(s, question(number=11))
                assert read_id(s) == 11
    finally:
        for s in conns:
            s.close()


def test_many_connections_come_and_go(mxd):
    daemon = mxd("tcp connections 10\n", zones={"t.example": zone(BODY)})
    fds = "/proc/%d/fd" % daemon.process.pid
    for _ in range(20):
        conns = [daemon.tcp() for _ in range(15)]
        for s in conns:
            s.close()
    assert daemon.ask("t.example", "MX", tcp=True).answer
    import os
    wait_for(lambda: len(os.listdir(fds)) < 40, "descriptors to be closed")


def test_reset_harms_nobody(server):
    for _ in range(20):
        s = server.tcp()
        tcp_send(s, question("large.t.example", "TXT"))
        # Close with RST, in the middle of the answer.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                     struct.pack("ii", 1, 0))
        s.close()
    assert server.ask("t.example", "MX", tcp=True).answer


def test_tcp_only_and_udp_only(mxd):
    daemon = mxd(start=False, zones={"t.example": zone(BODY)})
    text = "workers 1\nzones in \"zones\"\n"
    daemon.write("mxd.conf", text + "listen on 127.0.0.1 port %d udp only\n"
                 "listen on 127.0.0.2 port %d tcp only\n"
                 % (daemon.port, daemon.port))
    daemon.start()
    assert daemon.ask("t.example", "MX").answer
    assert daemon.ask("t.example", "MX", tcp=True,
                      address="127.0.0.2").answer
    with pytest.raises(ConnectionRefusedError):
        daemon.tcp()
    with daemon.udp("127.0.0.2") as s:
        s.send(question())
        with pytest.raises(ConnectionRefusedError):
            s.recv(512)
            select.select([s], [], [], 5)
