# SPDX-License-Identifier: ISC
"""Who may ask, how many connections one may have, and what is never answered.

One daemon at 127.0.0.1; clients ask from other addresses of 127/8.
"""

import contextlib
import os
import socket
import subprocess

import dns.edns
import dns.message
import dns.query
import dns.rcode
import pytest

from daemon import (BUILD, PATIENCE_S, Daemon, tcp_recv, tcp_send, wait_for,
                    zone)

BODY = "@ MX 10 mx.secret.example.\nmx A 192.0.2.1\n"
OPEN = ""
GLOBAL = "allow query from !127.0.0.66 127.0.0.0/24\n"
SECRET = ('zone "secret.example" {\n\tfile "secret"\n'
          "\tallow query from 127.0.9.0/24\n}\n")


@pytest.fixture(scope="module")
def daemon():
    made = Daemon('control "mxd.sock"\n', zones={"open.example": zone(BODY)})
    made.write("secret", zone("mx A 192.0.2.25\n"))
    made.write_conf('control "mxd.sock"\n' + SECRET)
    made.start()
    yield made
    made.clean()


def say(daemon, conf):
    daemon.write_conf('control "mxd.sock"\n' + conf)
    daemon.reload()


def ask(daemon, source, name, rdtype="A", tcp=False):
    query = dns.message.make_query(name, rdtype, use_edns=0)
    function = dns.query.tcp if tcp else dns.query.udp
    return function(query, "127.0.0.1", port=daemon.port, timeout=PATIENCE_S,
                    source=source)


def outcome(reply):
    """"ok", or "no" if REFUSED says why, or "no zone"."""
    if reply.rcode() == dns.rcode.NOERROR:
        return "ok"
    assert reply.rcode() == dns.rcode.REFUSED
    codes = [int(option.code) for option in reply.options
             if option.otype == dns.edns.EDE]
    return {18: "no", 20: "no zone"}[codes[0]]


# In what order they are in force, who asks what, and what comes of it.
ALLOWED = [
    (SECRET, [("127.0.0.1", "mx.secret.example", "no"),
              ("127.0.9.1", "mx.secret.example", "ok"),
              ("127.0.9.1", "mx.open.example", "ok"),
              ("127.0.0.1", "x.invalid", "no zone")]),
    (GLOBAL + SECRET, [("127.0.0.1", "mx.open.example", "ok"),
                       ("127.0.0.66", "mx.open.example", "no"),
                       ("127.0.1.1", "mx.open.example", "no"),
                       ("127.0.1.1", "x.invalid", "no"),
                       ("127.0.0.1", "mx.secret.example", "no"),
                       ("127.0.9.1", "mx.secret.example", "ok"),
                       ("127.0.9.1", "mx.open.example", "no")]),
    (SECRET.replace("127.0.9.0/24", "any"),
     [("127.0.0.66", "mx.open.example", "ok"),
      ("127.0.0.66", "mx.secret.example", "ok")]),
    ("allow query from none\n", [("127.0.0.1", "mx.open.example", "no")]),
    (OPEN, [("127.0.0.66", "mx.open.example", "ok")]),
]


def test_allow(daemon):
    for conf, rows in ALLOWED:
        say(daemon, conf)
        for source, name, wanted in rows:
            for tcp in (False, True, False):
                found = outcome(ask(daemon, source, name, tcp=tcp))
                assert found == wanted, (conf, source, name, tcp)


def stats(daemon):
    text = subprocess.run(
        [os.path.join(BUILD, "mxctl"), "-s", daemon.path("mxd.sock"),
         "stats"], stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S,
        check=True).stdout
    return dict(line.split() for line in text.splitlines() if
                len(line.split()) == 2)


def is_open(conn):
    query = dns.message.make_query("mx.open.example", "A")
    try:
        tcp_send(conn, query.to_wire())
        return tcp_recv(conn) is not None
    except (ConnectionResetError, BrokenPipeError):
        return False


def connect(daemon, source):
    return socket.create_connection(("127.0.0.1", daemon.port), PATIENCE_S,
                                    (source, 0))


def has_room(daemon):
    with connect(daemon, "127.0.0.1") as conn:
        return is_open(conn)


def test_tcp_client(daemon):
    """One client gets no more than its share, others get theirs."""
    say(daemon, "tcp client 3\n")
    before = int(stats(daemon)["tcp_client_full"])
    with contextlib.ExitStack() as stack:
        for source, wanted in [("127.0.0.1", [True] * 3 + [False] * 2),
                               ("127.0.0.2", [True] * 3 + [False])]:
            assert [is_open(stack.enter_context(connect(daemon, source)))
                    for _ in wanted] == wanted
        assert int(stats(daemon)["tcp_client_full"]) == before + 3
        assert "127.0.0.1 has 3 connections or more" in daemon.log()
        # UDP, and a reload.
        assert outcome(ask(daemon, "127.0.0.1", "mx.open.example")) == "ok"
        say(daemon, "tcp client 4\n")
        assert is_open(stack.enter_context(connect(daemon, "127.0.0.1")))
    wait_for(lambda: has_room(daemon), "those who have left to be forgotten")


def test_guarded_zone_is_not_told_by_others(daemon):
    say(daemon, SECRET.replace("127.0.9.0/24", "any"))
    reply = ask(daemon, "127.0.0.1", "open.example", "MX")
    assert reply.answer
    assert not reply.additional
    say(daemon, SECRET.replace("allow", "# allow"))
    assert ask(daemon, "127.0.0.1", "open.example", "MX").additional
