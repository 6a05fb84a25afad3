# SPDX-License-Identifier: ISC
"""Zones signed by the signers of others, for mxd to serve."""

import glob
import os
import shutil
import subprocess

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.zone

# No signer needs so long unless something is wrong.
PATIENCE_S = 60

ALGORITHM = "ECDSAP256SHA256"
DENIALS = ("nsec", "nsec3", "optout")

PATH = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"


def program(name):
    """Where a program is, or None; servers live in sbin."""
    return shutil.which(name, path=PATH)


def run(*command, cwd=None, check=True):
    """What it prints, stdout and stderr."""
    done = subprocess.run([program(command[0]) or command[0], *command[1:]],
                          cwd=cwd, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=PATIENCE_S,
                          check=False, text=True)
    assert not check or done.returncode == 0, \
        "%s: %s" % (" ".join(command), done.stdout)
    return done.stdout


class Signed:
    """A zone, signed: its text, and the key to trust."""

    def __init__(self, name, path):
        self.name = name
        self.path = path
        with open(path, encoding="ascii") as f:
            self.text = f.read()
        zone = dns.zone.from_text(self.text, origin=name, relativize=False)
        self.key = next(
            key for key in zone.get_rdataset(zone.origin, "DNSKEY")
            if key.flags & 1)

    def ds(self):
        """The line for the parent."""
        made = dns.dnssec.make_ds(dns.name.from_text(self.name), self.key,
                                  "SHA256")
        return "%s. DS %s\n" % (self.name, made.to_text())

    def bind_anchor(self):
        """As named and delv want to have it."""
        flags, protocol, algorithm, key = self.key.to_text().split(None, 3)
        return '"%s." static-key %s %s %s "%s";\n' % (
            self.name, flags, protocol, algorithm, key.replace(" ", ""))

    def anchor(self):
        """As a record."""
        return "%s. 3600 IN DNSKEY %s\n" % (self.name, self.key.to_text())


def child_keys(key_path, name):
    """CDS and CDNSKEY of a key file, RFC 7344."""
    with open(key_path, encoding="ascii") as f:
        line = next(line for line in f if "DNSKEY" in line)
    key = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.DNSKEY,
                              line.split("DNSKEY", 1)[1].split(";")[0])
    made = dns.dnssec.make_ds(dns.name.from_text(name), key, "SHA256")
    return "@ 3600 CDS %s\n@ 3600 CDNSKEY %s\n" % (
        made.to_text(), key.to_text())


def sign_bind(directory, name, text, denial, times=()):
    key = run("dnssec-keygen", "-q", "-K", directory, "-a", ALGORITHM, "-f",
              "KSK", name, cwd=directory).split()[-1]
    run("dnssec-keygen", "-q", "-K", directory, "-a", ALGORITHM, name,
        cwd=directory)
    plain = write(directory, name, text + child_keys(
        os.path.join(directory, key + ".key"), name))
    options = {"nsec": [], "nsec3": ["-3", "-", "-H", "0"],
               "optout": ["-3", "aabbccdd", "-H", "3", "-A"]}[denial]
    run("dnssec-signzone", "-S", "-K", directory, "-o", name, "-f",
        plain + ".signed", *options, *times, plain, cwd=directory)
    return plain + ".signed"


def sign_ldns(directory, name, text, denial):
    keys = [run("ldns-keygen", "-a", ALGORITHM, *option, name,
                cwd=directory).split()[-1] for option in (["-k"], [])]
    plain = write(directory, name, text + child_keys(
        os.path.join(directory, keys[0] + ".key"), name))
    options = {"nsec": [], "nsec3": ["-n", "-t", "1"],
               "optout": ["-n", "-t", "3", "-s", "aabbccdd", "-p"]}[denial]
    run("ldns-signzone", "-o", name, "-f", plain + ".signed", *options,
        plain, *keys, cwd=directory)
    return plain + ".signed"


KNOT_CONF = """
database:
    storage: "{dir}"
policy:
  - id: here
    algorithm: ecdsap256sha256
    cds-cdnskey-publish: always
    nsec3: {nsec3}
    nsec3-iterations: 0
    nsec3-salt-length: 0
    nsec3-opt-out: {optout}
zone:
  - domain: {name}
    storage: "{dir}"
    file: "{file}"
    dnssec-signing: on
    dnssec-policy: here
"""


def sign_knot(directory, name, text, denial):
    plain = write(directory, name, text)
    conf = os.path.join(directory, name + ".conf")
    with open(conf, "w", encoding="ascii") as f:
        f.write(KNOT_CONF.format(
            dir=directory, file=plain, name=name,
            nsec3="off" if denial == "nsec" else "on",
            optout="on" if denial == "optout" else "off"))
    out = os.path.join(directory, "out")
    os.makedirs(out, exist_ok=True)
    run("kzonesign", "-c", conf, "-o", out, name, cwd=directory)
    return glob.glob(os.path.join(out, "*"))[0]


SIGNERS = {
    "bind": (sign_bind, "dnssec-signzone"),
    "ldns": (sign_ldns, "ldns-signzone"),
    "knot": (sign_knot, "kzonesign"),
}


def write(directory, name, text):
    path = os.path.join(directory, name + ".plain")
    with open(path, "w", encoding="ascii") as f:
        f.write("$ORIGIN %s.\n%s" % (name, text))
    return path


def has(tool):
    return program(SIGNERS[tool][1]) is not None


def sign(directory, tool, name, text, denial, *options):
    """The zone, signed in a directory of its own."""
    own = os.path.join(directory, name)
    os.mkdir(own)
    return Signed(name, SIGNERS[tool][0](own, name, text, denial,
                                         *options))
