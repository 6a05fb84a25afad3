# SPDX-License-Identifier: ISC
"""The status page: what it shows, and what a browser makes of it."""

import html.parser
import json
import os
import re
import shutil
import socket
import subprocess
import threading

import pytest

from daemon import BUILD, Daemon, MXD, PATIENCE_S, TOP, WRAP, free_port, \
    wait_for, zone
from test_metrics import get

# Its name is markup, and so is what stands in it.
MARKUP = "<b>x.example"
MAIL = """@ MX 10 mx1
@ MX 10 mx2
@ MX 20 backup.isp.example.
mx1 A 192.0.2.1
mx2 A 192.0.2.2
one MX 5 mx1
odd MX 5 a\\"b\\\\c
odd MX 5 mx1
"""
DASHBOARD = os.path.join(TOP, "scripts", "grafana", "mxd.json")


@pytest.fixture(scope="module")
def served():
    """One daemon, with everything that there is to see."""
    port = free_port()
    daemon = Daemon(
        "metrics on 127.0.0.1 port %d\n"
        'metrics exchanges "mail.example"\n'
        'metrics exchanges "odd.mail.example"\n'
        'metrics exchanges "one.mail.example"\n'
        'metrics exchanges "elsewhere.example"\n'
        'control "mxd.sock"\n' % port,
        zones={"mail.example": zone(MAIL, serial=2026112601),
               "old.example": zone("@ MX 10 ns1\n", serial=7),
               "broken.example": zone("@ MX ten mx\n"),
               "shop.example": zone("@ MX 10 192.0.2.7\n"),
               MARKUP: zone("@ MX 10 ns1\n")})
    daemon.metrics_port = port
    try:
        daemon.start()
        daemon.wait_started()
        daemon.write_zone("old.example", zone("@ MX 10 ns1.\nbad A 1.2.3\n"))
        daemon.reload()
        for _ in range(30):
            daemon.ask("mail.example", "MX")
        daemon.ask("odd.mail.example", "MX")
        daemon.ask("nothing.mail.example", "TXT")
        yield daemon
    finally:
        daemon.clean()


class Page(html.parser.HTMLParser):
    """Its text by section, its tags, and what it refers to."""

    def __init__(self, text):
        super().__init__()
        self.sections = {}
        self.tags = []
        self.urls = []
        self.section = "top"
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "section":
            self.section = attrs.get("aria-labelledby", "")
        self.urls += [attrs[name] for name in ("href", "src", "action")
                      if name in attrs]

    def handle_data(self, data):
        self.sections.setdefault(self.section, []).append(data.strip())

    def text(self, section):
        return " ".join(" ".join(self.sections[section]).split())


@pytest.fixture(scope="module")
def page(served):
    status, _, text = get(served, "/")
    assert status == 200
    return Page(text)


def test_headers(served):
    status, headers, text = get(served, "/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Refresh"] == "10"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy and "unsafe" not in policy
    status, headers, none = get(served, "/", "HEAD")
    assert (status, none) == (200, "")
    assert abs(int(headers["Content-Length"]) - len(text)) < 200
    assert get(served, "/", "POST")[0] in (405, 501)


def test_self_contained(page):
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "iframe", "object", "img", "form"}
    assert sum(tag == "b" for tag, _ in page.tags) == \
        page.text("findings").count("Cure:")
    assert sorted(page.urls) == ["/healthz", "/metrics", "/readyz", "data:,"]
    for _, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on")]
        assert "style" not in attrs
    assert ("html", {"lang": "en"}) in page.tags


def test_zones(page):
    text = page.text("zones")
    # Trouble first, then by name; a name is text, whatever stands in it.
    order = [text.index(word) for word in (
        "failed broken.example", "old old.example", "ok shop.example",
        "ok " + MARKUP, "ok mail.example")]
    assert order[0] < order[1] < min(order[2:])
    assert "2026112601" in text and text.count("1 error in the file") == 2
    assert page.text("top").count("1 zone is not served; 1 zone has old") == 1


def test_findings(page):
    text = page.text("findings")
    assert re.search(r"zone broken\.example error parse-error \S+"
                     r"broken\.example\.zone:7 broken\.example\.: MX "
                     r'preference "ten" is not a number from 0 to 65535 '
                     r"Cure: Correct the line", text), text
    assert "zone old.example" in text
    assert re.search(r"mx-target-is-ip .* Cure: Give the host a name", text)


def test_mixes(page):
    assert re.search(r"MX 31 9\d\.\d.%", page.text("types"))
    assert re.search(r"NXDOMAIN 1 \d\.\d.%", page.text("rcodes"))


def exchanges(served):
    """{(name, exchange): count}"""
    _, _, text = get(served, "/metrics")
    return {(match[1], match[3]): int(match[4]) for match in re.finditer(
        r'^mxd_exchange_first_total\{name="(.*)",preference="(.*)",'
        r'exchange="(.*)"\} (\d+)$', text, re.M)}


def test_exchanges(served, page):
    found = exchanges(served)
    assert set(found) == {
        ("mail.example", "mx1.mail.example"),
        ("mail.example", "mx2.mail.example"),
        ("odd.mail.example", "mx1.mail.example"),
        ("odd.mail.example", r'a\\\"b\\\\c.mail.example')}
    assert found["mail.example", "mx1.mail.example"] == 15
    assert found["mail.example", "mx2.mail.example"] == 15
    assert sum(found[at] for at in found if at[0][0] == "o") == 1
    text = page.text("mx")
    assert re.search(r"mail\.example 30 answers .* mx1\.mail\.example 10 "
                     r"50\.0.%", text), text
    assert "backup" not in text
    # Of what nothing is counted it is said why, here and in the log.
    for name, why in (
            ("one.mail.example", "no two of its exchanges have the same "
             "preference, so nothing takes turns"),
            ("elsewhere.example", "no zone here has this name")):
        assert "%s Nothing is counted: %s." % (name, why) in text
        assert 'metrics exchanges "%s": %s; nothing is counted\n' % (
            name, why) in served.log()


def test_exchanges_as_spread(served):
    """What metrics tell is what mxctl spread tells."""
    done = subprocess.run(
        [os.path.join(BUILD, "mxctl"), "-s", served.path("mxd.sock"),
         "spread", "mail.example"],
        text=True, capture_output=True, check=True, timeout=PATIENCE_S)
    found = exchanges(served)
    for name in "mx1", "mx2":
        told = re.search(r"10 %s\.mail\.example\. +(\d+)" % name, done.stdout)
        assert int(told[1]) == found["mail.example", name + ".mail.example"]


def test_promtool(served):
    if shutil.which("promtool") is None:
        pytest.skip("no promtool")
    _, _, text = get(served, "/metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=text,
                          text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_latency(served):
    """Each message is in a bucket, and buckets grow."""
    _, _, text = get(served, "/metrics")
    buckets = [int(n) for n in re.findall(
        r'^mxd_engine_seconds_bucket\{le="\S+"\} (\d+)$', text, re.M)]
    total = int(re.search(r"^mxd_engine_seconds_count (\d+)$", text,
                          re.M)[1])
    assert len(buckets) == 17 and buckets == sorted(buckets)
    assert buckets[-1] == total
    assert total == sum(int(n) for n in re.findall(
        r"^mxd_queries_total\{.*\} (\d+)$", text, re.M))


def test_old_is_forgotten(served):
    """What is mended is found no more; the loader is asked each time."""
    served.write_zone("shop.example", zone("@ MX 10 ns1\n"))
    served.reload()
    found = []

    def is_gone():
        found[:] = [Page(get(served, "/")[2]).text("findings")]
        return "mx-target-is-ip" not in found[0]
    wait_for(is_gone, "a page without it")
    assert "zone broken.example" in found[0]


def queries():
    """Those of all panels of the dashboard."""
    with open(DASHBOARD, encoding="utf-8") as f:
        panels = json.load(f)["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_dashboard(served):
    """It asks for what there is."""
    asked = set(re.findall(r"\b(?:mxd|process)_[a-z_]+", " ".join(queries())))
    _, _, text = get(served, "/metrics")
    there = set(re.findall(r"^(\w+)", text, re.M))
    assert len(asked) > 15
    assert asked <= there, asked - there


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool")
def test_dashboard_queries(tmp_path):
    """Prometheus understands them: as rules, which promtool can check."""
    rules = [{"record": "x:%d" % number, "expr": query.replace(
        "$__rate_interval", "5m").replace("$instance", ".*")}
        for number, query in enumerate(queries())]
    path = tmp_path / "rules.yml"
    path.write_text(json.dumps({"groups": [{"name": "g", "rules": rules}]}))
    done = subprocess.run(["promtool", "check", "rules", str(path)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Proxy(threading.Thread):
    """Where each request goes that is not for the daemon; it leads nowhere."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.seen = []
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client:
                client.settimeout(PATIENCE_S)
                try:
                    self.seen.append(client.recv(4096).split(b"\r\n")[0])
                except OSError:
                    self.seen.append(b"?")


CHROMIUM = shutil.which("chromium")


def is_plain():
    """One pass is enough for what a browser makes of the same octets."""
    with open(MXD, "rb") as f:
        return not WRAP and re.search(rb"__[at]san_init", f.read()) is None


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium")
@pytest.mark.skipif(not is_plain(), reason="in the plain pass only")
def test_chromium(served, tmp_path):
    """It loads as meant: styled, silent, and asking nobody else."""
    proxy = Proxy()
    shot = tmp_path / "shot.png"
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
         "--disable-background-networking", "--disable-component-update",
         "--no-first-run", "--enable-logging=stderr", "--v=0",
         "--user-data-dir=%s" % (tmp_path / "profile"),
         "--proxy-server=127.0.0.1:%d" % proxy.port,
         "--proxy-bypass-list=127.0.0.1:%d" % served.metrics_port,
         "--window-size=1000,1500", "--screenshot=%s" % shot,
         "http://127.0.0.1:%d/" % served.metrics_port],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    proxy.socket.close()
    assert done.returncode == 0 and shot.stat().st_size > 10000, done.stderr
    assert "CONSOLE" not in done.stderr, done.stderr
    assert not re.search("Content Security Policy|Refused to", done.stderr)
    # Chromium itself phones home whatever the page; to our proxy only.
    assert not [line for line in proxy.seen if not re.search(
        rb"[./](google|googleapis|gvt1)\.com[:/]", line)], proxy.seen
