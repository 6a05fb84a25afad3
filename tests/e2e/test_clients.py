# SPDX-License-Identifier: ISC
"""Other people's programs against mxd: dig, kdig, drill, BIND, unbound."""

import os
import re
import shutil
import subprocess

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.reversename
import pytest

from daemon import Daemon, EXAMPLES, answers, free_port, wait_for, zone

# An answer that needs TCP, asked through resolvers too.
LARGE = "".join("large TXT \"%02d %s\"\n" % (n, "x" * 100)
                for n in range(30))


@pytest.fixture(scope="module")
def server():
    daemon = Daemon(zones={"large.example": zone(LARGE)}, workers=2)
    daemon.copy_zones(EXAMPLES)
    daemon.start()
    yield daemon
    daemon.clean()


def program(name):
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if path is None:
        pytest.skip(name + " is not installed")
    return path


def output(*command):
    result = subprocess.run(command, capture_output=True, text=True,
                            timeout=60, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    # Warnings of theirs are faults of ours.
    assert not re.search("warning|malformed|mismatch|unexpected",
                         result.stdout + result.stderr, re.I), result.stdout
    return result.stdout


MX_LINE = re.compile(
    r"^basic\.example\.\s+3600\s+IN\s+MX\s+10 mercury\.basic\.example\.$",
    re.M)
A_LINE = re.compile(
    r"^mercury\.basic\.example\.\s+3600\s+IN\s+A\s+192\.0\.2\.10$", re.M)


@pytest.mark.parametrize("options", [
    [], ["+tcp"], ["+noedns"], ["+dnssec"], ["+bufsize=512"], ["+nsid"],
    ["+cookie"], ["+qr", "+multiline"]])
def test_dig(server, options):
    text = output(program("dig"), "@127.0.0.1", "-p", str(server.port),
                  "+norec", "+tries=1", *options, "basic.example", "MX")
    assert "status: NOERROR" in text
    assert re.search(r"flags: qr aa;", text)
    assert MX_LINE.search(text) and A_LINE.search(text)


def test_dig_short(server):
    text = output(program("dig"), "@127.0.0.1", "-p", str(server.port),
                  "+short", "preference.example", "MX")
    assert text.splitlines() == [
        "0 mercury.preference.example.", "10 venus.preference.example.",
        "20 mars.preference.example."]


def test_dig_reverse(server):
    text = output(program("dig"), "@127.0.0.1", "-p", str(server.port),
                  "+short", "-x", "2001:db8:1::40")
    assert text.splitlines() == ["mercury.balance.example."]


def test_dig_falls_back_to_tcp(server):
    text = output(program("dig"), "@127.0.0.1", "-p", str(server.port),
                  "+norec", "large.example", "ANY", "+notcp", "+edns")
    assert "status: NOERROR" in text
    text = output(program("dig"), "@127.0.0.1", "-p", str(server.port),
                  "+norec", "large.large.example", "TXT")
    assert text.count("IN\tTXT") == 31      # question and 30 records


@pytest.mark.parametrize("options", [
    [], ["+tcp"], ["+edns"], ["+dnssec"], ["+tcp", "+keepopen"]])
def test_kdig(server, options):
    text = output(program("kdig"), "@127.0.0.1", "-p", str(server.port),
                  "+norec", *options, "basic.example", "MX")
    assert "status: NOERROR" in text
    assert MX_LINE.search(text) and A_LINE.search(text)


@pytest.mark.parametrize("options", [[], ["-t"], ["-D"]])
def test_drill(server, options):
    text = output(program("drill"), "-p", str(server.port), *options,
                  "basic.example", "@127.0.0.1", "MX")
    assert "rcode: NOERROR" in text
    assert MX_LINE.search(text) and A_LINE.search(text)


# --- resolvers

class Resolver:
    """A child in the foreground with a directory of its own."""

    def __init__(self, path, command, ready):
        self.path = path
        self.log = open(os.path.join(path, "log"), "ab")
        self.process = subprocess.Popen(command, stdout=self.log,
                                        stderr=self.log, cwd=path)
        self.port = ready
        wait_for(self.is_answering, "the resolver to answer")

    def is_answering(self):
        if self.process.poll() is not None:
            with open(os.path.join(self.path, "log"),
                      encoding="utf-8") as f:
                raise AssertionError(f.read())
        try:
            return self.ask("basic.example", "SOA", timeout=2).answer
        except (dns.exception.Timeout, OSError):
            return False

    def ask(self, name, rdtype, timeout=30):
        query = dns.message.make_query(name, rdtype, use_edns=0)
        reply, _ = dns.query.udp_with_fallback(query, "127.0.0.1",
                                               port=self.port,
                                               timeout=timeout)
        return reply

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


BIND = """
options {{
	directory "{dir}";
	pid-file "{dir}/pid";
	session-keyfile "{dir}/key";
	managed-keys-directory "{dir}";
	listen-on port {port} {{ 127.0.0.1; }};
	listen-on-v6 {{ none; }};
	recursion yes;
	dnssec-validation no;
	empty-zones-enable no;
	forward only;
	forwarders {{ 127.0.0.1 port {mxd}; }};
}};
controls {{ }};
"""

UNBOUND = """
server:
	directory: "{dir}"
	chroot: ""
	username: ""
	pidfile: ""
	use-syslog: no
	logfile: ""
	interface: 127.0.0.1
	port: {port}
	num-threads: 1
	module-config: "iterator"
	do-not-query-localhost: no
	qname-minimisation: yes
	use-caps-for-id: yes
	local-zone: "2.0.192.in-addr.arpa." nodefault
	local-zone: "100.51.198.in-addr.arpa." nodefault
	local-zone: "8.b.d.0.1.0.0.2.ip6.arpa." nodefault
remote-control:
	control-enable: no
{zones}
"""


def unbound_zones(kind, names, port):
    return "".join('%s-zone:\n\tname: "%s"\n\t%s-addr: 127.0.0.1@%d\n'
                   % (kind, name, kind, port) for name in names)


@pytest.fixture(params=["bind forward", "unbound forward", "unbound stub"],
                scope="module")
def resolver(request, server, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("resolver"))
    port = free_port()
    conf = os.path.join(path, "conf")
    if request.param.startswith("bind"):
        text = BIND.format(dir=path, port=port, mxd=server.port)
        command = [program("named"), "-g", "-n", "1", "-c", conf]
    else:
        kind = request.param.split()[1]
        names = ["."] if kind == "forward" else [
            "example", "example.com", "example.net", "in-addr.arpa",
            "ip6.arpa"]
        text = UNBOUND.format(dir=path, port=port,
                              zones=unbound_zones(kind, names, server.port))
        if kind == "stub":
            # A stub is asked for its own name: give it real apexes.
            names = [name[:-5] for name in os.listdir(server.zone_dir)]
            text = UNBOUND.format(
                dir=path, port=port,
                zones=unbound_zones(kind, names, server.port))
        command = [program("unbound"), "-d", "-c", conf]
    with open(conf, "w", encoding="ascii") as f:
        f.write(text)
    made = Resolver(path, command, port)
    yield made
    made.stop()


def test_resolver_mx(resolver):
    for domain, expected in (
            ("basic.example", ["10 mercury.basic.example."]),
            ("preference.example", ["0 mercury.preference.example.",
                                    "10 venus.preference.example.",
                                    "20 mars.preference.example."]),
            ("example.net", ["0 ."])):
        reply = resolver.ask(domain, "MX")
        assert reply.rcode() == dns.rcode.NOERROR
        assert sorted(answers(reply, "MX"), key=lambda mx:
                      int(mx.split()[0])) == expected


def test_resolver_addresses_and_aliases(resolver):
    reply = resolver.ask("mercury.balance.example", "AAAA")
    assert answers(reply, "AAAA") == ["2001:db8:1::40"]
    reply = resolver.ask("mail.alias.example", "A")
    assert answers(reply, "CNAME") == ["mercury.alias.example."]
    assert answers(reply, "A") == ["192.0.2.50"]


def test_resolver_reverse(resolver):
    for address, name in (("192.0.2.10", "mercury.basic.example."),
                          ("2001:db8:2::70", "mx2.example.com.")):
        reply = resolver.ask(dns.reversename.from_address(address), "PTR")
        assert answers(reply, "PTR") == [name]


def test_resolver_negative(resolver):
    reply = resolver.ask("nobody.basic.example", "MX")
    assert reply.rcode() == dns.rcode.NXDOMAIN
    reply = resolver.ask("mercury.basic.example", "MX")
    assert reply.rcode() == dns.rcode.NOERROR
    assert not reply.answer


def test_resolver_large(resolver):
    reply = resolver.ask("large.large.example", "TXT")
    assert len(answers(reply, "TXT")) == 30
