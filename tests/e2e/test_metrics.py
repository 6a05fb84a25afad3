# SPDX-License-Identifier: ISC
"""Counters over HTTP: what Prometheus finds there."""

import http.client
import re
import shutil
import socket
import subprocess

import pytest

from daemon import Daemon, PATIENCE_S, WRAP, free_port, wait_for, zone

BODY = "@ MX 10 mx\nmx A 192.0.2.1\n"
SAMPLE = re.compile(r'^(\w+)(\{\w+="[^"\\]*"\})? ([0-9.]+)$')
ZONES = 'mxd_zones{state="%s"}'


@pytest.fixture(scope="module")
def metered():
    """One for all who only look."""
    daemon = make(lambda *args, **options: Daemon(*args, **options).start())
    yield daemon
    daemon.clean()


def make(mxd, conf=""):
    port = free_port()
    daemon = mxd("metrics on 127.0.0.1 port %d\n%s" % (port, conf),
                 zones={"a.example": zone(BODY),
                        "bad.example": zone("@ MX ten mx\n")})
    daemon.wait_started()
    daemon.metrics_port = port
    return daemon


def get(daemon, path, method="GET"):
    """(status, headers, text)"""
    http_ = http.client.HTTPConnection("127.0.0.1", daemon.metrics_port,
                                       timeout=PATIENCE_S)
    try:
        http_.request(method, path)
        reply = http_.getresponse()
        return reply.status, reply.headers, reply.read().decode("ascii")
    finally:
        http_.close()


def samples(daemon):
    """{name with labels: value}"""
    status, _, text = get(daemon, "/metrics")
    assert status == 200
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = SAMPLE.match(line)
        assert match, line
        found[match[1] + (match[2] or "")] = float(match[3])
    return found


@pytest.mark.parametrize("minimal", ["on", "off"])
def test_counts(mxd, minimal):
    metered = make(mxd, "minimal responses %s\n" % minimal)
    before = samples(metered)
    metered.ask("a.example", "MX", use_edns=0)
    metered.ask("nothing.a.example", "MX")
    metered.ask("elsewhere.example", "MX", tcp=True)
    after = samples(metered)
    grown = {name: value - before[name] for name, value in after.items()
             if value != before[name]}
    assert grown.pop("mxd_received_bytes_total") > 3 * 17
    assert grown.pop("mxd_sent_bytes_total") > 3 * 17
    for name in list(grown):
        # The checks may still be at work.
        if name.startswith(("process_", "mxd_findings", "mxd_engine_")):
            del grown[name]
    # Whether mxd has seen the end of the connection yet is a race.
    grown.pop("mxd_tcp_closed_total", None)
    grown.pop("mxd_tcp_connections", None)
    assert grown == {
        'mxd_queries_total{transport="udp"}': 2,
        'mxd_queries_total{transport="tcp"}': 1,
        "mxd_edns_queries_total": 1,
        'mxd_questions_total{type="MX"}': 3,
        'mxd_answers_total{rcode="NOERROR"}': 1,
        'mxd_answers_total{rcode="NXDOMAIN"}': 1,
        'mxd_answers_total{rcode="REFUSED"}': 1,
        "mxd_tcp_accepted_total": 1,
    }


def samples_with(metered, name, value):
    """Once this one is so: a round is in the log before it is on the page."""
    def found():
        all_ = samples(metered)
        return all_ if all_[name] == value else None
    return wait_for(found, "%s to be %g" % (name, value))


def test_state(mxd):
    metered = make(mxd)
    found = samples(metered)
    assert found[ZONES % "ok"] == 1
    assert found[ZONES % "old"] == 0
    assert found[ZONES % "failed"] == 1
    assert found["mxd_workers"] == 1
    assert found['mxd_reloads_total{outcome="failed"}'] == 1
    assert found["mxd_last_reload_ok"] == 0
    assert found["mxd_last_good_reload_timestamp_seconds"] == 0
    assert found["process_resident_memory_bytes"] > 1 << 20
    metered.write_zone("bad.example", zone(BODY))
    metered.reload()
    found = samples_with(metered, ZONES % "ok", 2)
    assert found[ZONES % "failed"] == 0
    assert found['mxd_reloads_total{outcome="ok"}'] == 1
    assert found["mxd_last_reload_ok"] == 1
    assert found["mxd_last_good_reload_timestamp_seconds"] > \
        found["process_start_time_seconds"] - 1
    metered.write_zone("bad.example", zone("@ MX ten mx\n"))
    metered.reload()
    found = samples_with(metered, ZONES % "old", 1)
    assert found[ZONES % "failed"] == 0


def test_headers(metered):
    status, headers, _ = get(metered, "/metrics")
    assert status == 200
    assert headers["Content-Type"] == \
        "text/plain; version=0.0.4; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path,status,text", [
    ("/healthz", 200, "mxd runs\n"),
    ("/readyz", 200, "mxd answers queries\n"),
    ("/x", 404, "there are /, /metrics, /healthz and /readyz\n"),
    ("/metrics/x", 404, "there are /, /metrics, /healthz and /readyz\n"),
])
def test_pages(metered, path, status, text):
    assert get(metered, path)[::2] == (status, text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_read_only(metered, method):
    assert get(metered, "/metrics", method)[0] in (405, 501)


def test_head(metered):
    status, _, text = get(metered, "/metrics", "HEAD")
    assert (status, text) == (200, "")


def test_no_body_after_head(metered):
    """What a client would take for the answer to its next question."""
    ask = "%s /healthz HTTP/1.1\r\nHost: x\r\n%s\r\n"
    with socket.create_connection(("127.0.0.1", metered.metrics_port)) as s:
        s.settimeout(PATIENCE_S)
        s.sendall((ask % ("HEAD", "") +
                   ask % ("GET", "Connection: close\r\n")).encode())
        octets = b"".join(iter(lambda: s.recv(65536), b""))
    head, body = octets.split(b"\r\n\r\n", 1)
    assert b"\r\nContent-Length: 9\r\n" in head + b"\r\n"
    assert body.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body.endswith(b"\r\n\r\nmxd runs\n")


@pytest.mark.parametrize("octets", [
    b"\0" * 100, b"GET /metrics\r\n\r\n", b"GET " + b"x" * 9000 + b"\r\n\r\n",
    b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n12345678",
    b"GET /metrics HTTP/1.1\r\n" + b"A: b\r\n" * 2000 + b"\r\n",
])
def test_nonsense(metered, octets):
    """mxd goes on, whatever comes."""
    with socket.create_connection(("127.0.0.1", metered.metrics_port)) as s:
        s.sendall(octets)
        s.shutdown(socket.SHUT_WR)
        s.settimeout(PATIENCE_S)
        try:
            while s.recv(65536):
                pass
        except ConnectionResetError:
            pass
    assert samples(metered)[ZONES % "ok"] == 1


@pytest.mark.skipif(bool(WRAP), reason="valgrind has descriptors of its own")
def test_no_descriptors(mxd, monkeypatch):
    """Clients wait; and the CPU is not spent on trying again and again."""
    monkeypatch.setattr("daemon.WRAP", ["sh", "-c", 'ulimit -n 90; exec "$@"',
                                        "sh"])
    metered = make(mxd)
    clients = []
    said = "metrics: no client can be accepted: Too many open files; they wait"
    # One by one: more at once than the backlog takes come a second later.
    while said not in metered.log() and len(clients) < 200:
        clients.append(socket.create_connection(
            ("127.0.0.1", metered.metrics_port), PATIENCE_S))
    assert said in metered.log()
    assert metered.ask("a.example", "MX").answer
    for client in clients:
        client.close()
    assert samples(metered)[ZONES % "ok"] == 1
    assert "accept()" not in metered.log()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool")
def test_promtool(metered):
    _, _, text = get(metered, "/metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=text,
                          text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


def test_port_in_use(mxd):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        daemon = mxd("metrics on 127.0.0.1 port %d\n" % port, start=False)
        daemon.start(wait=False)
        assert daemon.process.wait(PATIENCE_S) == 1
        daemon.process = None
        assert "metrics on 127.0.0.1:%d: another program listens there; " \
            "give another port; mxd does not start" % port in daemon.log()
