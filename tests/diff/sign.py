# SPDX-License-Identifier: ISC
"""
Zones signed by other people's tools, before anybody serves them, and
verified by a third one.  A zone that a signer gets wrong stays unsigned,
and is counted as such.
"""

import glob
import os
import shutil
import subprocess

import wire

# How a zone is denied, and by whom it is signed.
METHODS = ("bind-nsec", "ldns-nsec", "bind-nsec3", "ldns-nsec3",
           "bind-optout", "ldns-optout", "bind-salted")
# NSEC3PARAM, with the flags of the NSEC3s as PowerDNS wants it.
NSEC3 = {"bind-nsec3": "1 0 0 -", "bind-optout": "1 1 0 -",
         "ldns-nsec3": "1 0 0 -", "ldns-optout": "1 1 0 -",
         "bind-salted": "1 0 5 ABCD"}
NEEDED = ("dnssec-keygen", "dnssec-signzone", "dnssec-verify",
          "ldns-signzone")


def is_possible():
    return all(shutil.which(tool, path=os.environ.get("PATH", "")
                            + ":/usr/sbin") for tool in NEEDED)


def run(*command, cwd):
    subprocess.run(command, cwd=cwd, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                   timeout=60)


def choose(zone):
    """The zone's method, the next that its names allow, or None."""
    labels = [p for name in zone.types for p in wire.labels(name)]
    method = zone.sign
    if any(not 33 < c < 127 or c in b'@$();\\' for p in labels for c in p):
        method = method.replace("ldns", "bind")     # which escapes them
    if any(0 in p for p in labels):
        return None
    if max(map(len, zone.types)) > 253:
        method = method.split("-")[0] + "-nsec"     # NSD 4.6 would crash
    return method


def sign(zone, path, directory):
    """Sign the zone's file into another; returns its path, or None."""
    zone.sign = choose(zone)
    if zone.sign is None:
        return None
    out = path + ".signed"
    home = os.path.join(directory, "keys." + zone.name)
    os.makedirs(home)
    try:
        run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK",
            zone.name, cwd=home)
        key = os.path.basename(glob.glob(home + "/K*.key")[0])[:-4]
        run(*command(zone, path, out, key), cwd=home)
        run("dnssec-verify", "-q", "-z", "-o", zone.name, out, cwd=home)
    except subprocess.SubprocessError:
        return None
    note_names(zone, out)
    return out


def command(zone, path, out, key):
    """The command line of the zone's method."""
    kind = zone.sign.split("-")[1]
    if zone.sign.startswith("bind"):
        args = ["dnssec-signzone", "-q", "-z", "-S", "-P", "-O", "full",
                "-o", zone.name, "-f", out]
        if kind == "salted":
            args += ["-3", "ABCD", "-H", "5"]
        elif kind != "nsec":
            args += ["-3", "-", "-H", "0"]
        return args + (["-A"] if kind == "optout" else []) + [path, key]
    args = ["ldns-signzone", "-o", zone.name, "-f", out]
    if kind != "nsec":
        args += ["-n", "-t", "0"]
    return args + (["-p"] if kind == "optout" else []) + [path, key]


def note_names(zone, path):
    """Hashed names, to ask for them too, and the key, to trust it."""
    zone.hashed, zone.keys = [], []
    with open(path, encoding="latin-1") as lines:
        for line in lines:
            words = line.split(None, 4)
            if len(words) == 5 and words[3] == "NSEC3":
                zone.hashed.append(wire.name_parse(words[0].lower()))
            elif len(words) == 5 and words[3] == "DNSKEY":
                zone.keys.append(words[4].split(";")[0].strip())
