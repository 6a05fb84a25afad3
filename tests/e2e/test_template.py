# SPDX-License-Identifier: ISC
"""Templates: one zone file for a list of domains."""

import json
import os
import subprocess

import pytest

from daemon import BUILD

MXCHECK = os.path.abspath(os.path.join(BUILD, "mxcheck"))

SOA = "$TTL 3600\n@ SOA ns1.isp.net. hostmaster.isp.net. %s 14400 3600 " \
    "1209600 300\n@ NS ns1.isp.net.\n@ NS ns2.isp.net.\n"
PLAIN = SOA % 1 + "@ MX 10 mx1.isp.net.\n@ MX 10 mx2.isp.net.\n" \
    '@ TXT "v=spf1 mx -all"\n' \
    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@isp.net"\n' \
    "s1._domainkey CNAME s1.keys.isp.net.\n"
FILLED = PLAIN.replace(SOA % 1, SOA % "$(serial)") + \
    's2._domainkey TXT "$(dkim)"\n'
KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def mxcheck(*args):
    done = subprocess.run([MXCHECK, "-j", *args], capture_output=True,
                          text=True, timeout=60, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, [
        (os.path.basename(f["file"]), f["line"], f["id"]) for f in found], [
        f["text"] for f in found]


@pytest.fixture
def put(tmp_path):
    """Writes a file; its path."""
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)
    return write


def test_mxcheck_clean(put):
    template = put("hosted.zone", PLAIN)
    domains = put("domains", "# all\nexample.com\nexample.net.\n")
    assert mxcheck("-t", domains, template) == (0, [], [])


def test_mxcheck_told_once(put):
    """What all domains have stands once; no list is no reason to be silent."""
    template = put("hosted.zone", PLAIN.replace("v=spf1", "v=spf2"))
    domains = put("domains", "".join("a%d.example\n" % i for i in range(99)))
    status, found, _ = mxcheck("-t", domains, template)
    assert status == 1
    assert {f[0] for f in found} == {"hosted.zone"}
    assert len(found) == len(set(found))


def test_mxcheck_lines(put):
    template = put("hosted.zone", FILLED)
    domains = put("domains", "\n".join([
        'a.example serial=1 dkim="%s"' % KEY,
        "b..example serial=1 dkim=x",
        "c.example serial=1",
        'd.example serial=1 dkim="%s" color=red' % KEY,
        'e.example serial=x dkim="%s"' % KEY,
        'f.example serial=1 dkim="%s"' % KEY.replace("HURo=", "="),
        'a.example serial=2 dkim="%s"' % KEY,
        'g.example serial="1 2" dkim="%s"' % KEY]))
    status, found, texts = mxcheck("-t", domains, template)
    assert status == 2
    assert found == [
        ("domains", 2, "domain-error"), ("domains", 3, "domain-error"),
        ("domains", 4, "value-unused"), ("domains", 5, "domain-error"),
        ("domains", 7, "domain-unused"), ("domains", 8, "domain-error"),
        ("hosted.zone", 10, "dkim-ed25519-length")]
    assert "$(dkim)" in texts[1] and "hosted.zone:10" in texts[1]
    assert "$(color)" in texts[2]
    assert "hosted.zone:2:" in texts[3]


def test_mxcheck_template_fault(put):
    """A fault of the template is not told for each domain."""
    template = put("hosted.zone", FILLED + "x A y\n")
    domains = put("domains", "".join(
        'a%d.example serial=%d dkim=""\n' % (i, i) for i in range(1000)))
    status, found, texts = mxcheck("-t", domains, template)
    assert status == 2
    assert found == [("domains", None, "domain-error"),
                     ("domains", 1, "domain-error")]
    assert texts[0].startswith("none of 1000 domains can be made")
    assert "hosted.zone:11:" in texts[1]
    assert texts[1].endswith("; the same in 999 more lines: "
                             "2, 3, 4, 5, 6, 7, 8, 9, ...")


def test_mxcheck_exchanged(put):
    """The list in the place of the template, and the other way round."""
    template = put("hosted.zone", FILLED)
    domains = put("domains", "a.example\nb.example\n")
    status, found, texts = mxcheck("-t", template, domains)
    assert (status, found) == (3, [("hosted.zone", None, "domain-error")])
    assert "exchanged" in texts[0]
    status, found, texts = mxcheck("-t", domains, domains)
    assert (status, found) == (3, [("domains", None, "parse-error")])
    assert "exchanged" in texts[0]


def test_mxcheck_without_list(put):
    """A template that is taken for a zone file says what it is, first."""
    path = put("hosted.zone", FILLED)
    status, _, texts = mxcheck("example.com=" + path)
    assert status == 2
    assert texts[0].startswith("this looks like a template, with its "
                               "placeholder $(serial) in line 2;")
    assert "mxcheck -t domains " + path in texts[0]
    assert "template" not in str(mxcheck("example.com=" + put(
        "plain", PLAIN + "x A y\n"))[2])


@pytest.mark.parametrize("words", [("-t", "-", "x"), ("-t", "x", "-")])
def test_mxcheck_input(words):
    done = subprocess.run([MXCHECK, *words], capture_output=True, text=True,
                          timeout=60, check=False, input="a.example\n")
    assert done.returncode == 3
    assert "-t does not read standard input" in done.stderr


def test_mxcheck_whose_zone(put):
    """Without a name there is a third cure."""
    done = subprocess.run([MXCHECK, put("hosted", PLAIN)], text=True,
                          capture_output=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "-t domains, if it is a template" in done.stderr


def test_mxcheck_unreadable(put):
    template = put("hosted.zone", PLAIN)
    domains = put("domains", "example.com\n")
    assert mxcheck("-t", domains, template + "x")[0] == 3
    assert mxcheck("-t", domains + "x", template)[0] == 3
    assert mxcheck("-t", domains, template, template)[0] == 3
    assert mxcheck("-t", domains)[0] == 3
    utf16 = put("utf16", "")
    with open(utf16, "wb") as f:
        f.write("example.com\n".encode("utf-16"))
    assert mxcheck("-t", utf16, template)[0] == 3


def test_mxcheck_unchecked(put):
    """Of more than a thousand different domains some are only loaded."""
    template = put("hosted.zone", FILLED)
    line = 'a%d.example serial=%d dkim="' + KEY + '"\n'
    domains = put("domains", "".join(line % (i, i) for i in range(1000)))
    assert "domain-unchecked" not in str(mxcheck("-v", "-t", domains,
                                                 template))
    domains = put("domains", "".join(line % (i, i) for i in range(1002)))
    status, found, texts = mxcheck("-v", "-t", domains, template)
    assert status == 0
    assert ("domains", None, "domain-unchecked") in found
    assert "2 domains" in str(texts)


def test_mxcheck_conf(put):
    """By configuration: a zone, a directory, two templates, in this order."""
    put("hosted.zone", PLAIN)
    put("a.example.zone", PLAIN)
    put("one", "a.example\nb.example\nc.example\n")
    put("two", "c.example\nd.example x=1\n")
    conf = put("mxd.conf", 'zone "b.example" { file "a.example.zone" }\n'
               'zones in "."\n'
               'template "one" { file "hosted.zone"; domains "one" }\n'
               'template "two" { file "hosted.zone"; domains "two"\n'
               "lint value-unused off }\n")
    os.rename(os.path.join(os.path.dirname(conf), "hosted.zone"),
              os.path.join(os.path.dirname(conf), "hosted"))
    put("mxd.conf", open(conf, encoding="utf-8").read().replace(
        '"hosted.zone"', '"hosted"'))
    status, found, texts = mxcheck("-f", conf)
    assert (status, found) == (1, [
        ("one", 1, "domain-unused"), ("two", 1, "domain-unused")])
    assert texts[0].endswith("; the same in 1 more line: 2")


def test_mxcheck_hosts_of_a_domain(put):
    """Names outside are looked up among all, domains of lists too."""
    put("isp.zone", SOA % 1 + "mx1 A 192.0.2.25\nmx3 A 192.0.2.26\n"
        "ns1 A 192.0.2.53\nns2 A 198.51.100.53\n")
    put("hosted", PLAIN)
    put("list", "a.example\nb.example\n")
    conf = put("mxd.conf", 'zone "isp.net" { file "isp.zone" }\n'
               'template "t" { file "hosted"; domains "list" }\n')
    status, found, texts = mxcheck("-f", conf)
    assert status == 2
    told = [f for f, t in zip(found, texts) if "mx2.isp.net" in t]
    assert ("hosted", 6, "mx-target-nonexistent") in told
