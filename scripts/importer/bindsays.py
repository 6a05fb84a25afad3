# SPDX-License-Identifier: ISC
"""What mxd has to say to the statements of BIND that it does not have."""

from result import text_of

TRANSFER = "mxd does not transfer zones; copy files, or keep BIND beside it"
RESOLVER = "mxd does not resolve; clients need another server for that"
SIGNING = "mxd does not sign; it serves what was signed elsewhere"
LIMIT = "mxd has no such limit"
UNKNOWN = "mxd has nothing like it; left out"

# Types of zones that mxd does not have.
TYPES = {
    "secondary": "a secondary: mxd does not transfer zones; copy the file "
                 "from its primary",
    "slave": "a secondary: mxd does not transfer zones; copy the file from "
             "its primary",
    "mirror": "a mirror: mxd does not transfer zones",
    "stub": "a stub zone is for resolvers",
    "static-stub": "a static-stub zone is for resolvers",
    "forward": "mxd does not forward",
    "hint": "hints are for resolvers",
    "redirect": "a redirect zone is for resolvers",
    "delegation-only": "delegation-only is for resolvers",
}

# Statements outside of options, zones and views.
TOP = {
    "logging": "see `log to', `log level' and `log queries'",
    "statistics-channels": "see `metrics on'",
    "controls": "mxctl takes the place of rndc: see `control'",
    "dlz": "mxd reads zones from files only; left out",
    "dyndb": "mxd reads zones from files only; left out",
    "plugin": "mxd has no plugins; left out",
    "server": "mxd does not ask other servers",
    "dnssec-policy": SIGNING,
}

# Of options, views and zones; None for what needs no word.
REASONS = {
    "allow-transfer": TRANSFER,
    "also-notify": TRANSFER,
    "notify": TRANSFER,
    "catalog-zones": TRANSFER,
    "ixfr-from-differences": TRANSFER,
    "request-ixfr": TRANSFER,
    "provide-ixfr": TRANSFER,
    "recursion": RESOLVER,
    "allow-recursion": RESOLVER,
    "allow-recursion-on": RESOLVER,
    "allow-query-cache": RESOLVER,
    "forwarders": "mxd does not forward",
    "forward": "mxd does not forward",
    "response-policy": RESOLVER,
    "dns64": RESOLVER,
    "dnssec-policy": SIGNING,
    "auto-dnssec": SIGNING,
    "inline-signing": SIGNING,
    "allow-query-on": "mxd has `allow query from', which is about clients",
    "blackhole": "see `allow query from', which refuses",
    "allow-new-zones": "mxd reads the directories of `zones in'; zones that "
                       "rndc added are in BIND's .nzf or .nzd file",
    "edns-udp-size": "mxd has one size: see `udp size'",
    "hostname": "mxd answers id.server: see `identity'",
    "tcp-initial-timeout": LIMIT,
    "tcp-keepalive-timeout": LIMIT,
    "tcp-advertised-timeout": LIMIT,
    "tcp-listen-queue": LIMIT,
    "rate-limit": None,
    "sortlist": "mxd does not sort by client: see `rotate'",
    "dnstap": "see `dnstap to' and `dnstap sample'; mxd tells queries and "
              "answers",
    "dnstap-identity": "mxd tells `identity', or the name of the host",
    "dnstap-version": "mxd tells its own",
    "dnstap-output": None,      # see of_dnstap_output()
    "querylog": "write `log queries all', or a sample, as `log queries "
                "1/100'",
    "zone-statistics": "see `metrics on'",
    # What only resolvers, rndc and transfers use, and where BIND keeps things.
    "bindkeys-file": None,
    "check-integrity": None,
    "check-names": None,
    "dnssec-validation": None,
    "dump-file": None,
    "empty-zones-enable": None,
    "key-directory": None,
    "lame-ttl": None,
    "listen-on": None,
    "listen-on-v6": None,
    "managed-keys-directory": None,
    "masterfile-style": None,
    "max-cache-size": None,
    "max-cache-ttl": None,
    "max-ncache-ttl": None,
    "max-journal-size": None,
    "memstatistics-file": None,
    "pid-file": None,
    "prefetch": None,
    "query-source": None,
    "query-source-v6": None,
    "notify-source": None,
    "notify-source-v6": None,
    "transfer-source": None,
    "transfer-source-v6": None,
    "transfers-in": None,
    "transfers-out": None,
    "transfers-per-ns": None,
    "serial-query-rate": None,
    "qname-minimization": None,
    "recursing-file": None,
    "recursive-clients": None,
    "resolver-query-timeout": None,
    "secroots-file": None,
    "session-keyfile": None,
    "statistics-file": None,
    "tkey-gssapi-credential": None,
    "tkey-gssapi-keytab": None,
    "trust-anchor-telemetry": None,
    "auth-nxdomain": None,
    "version": None,
}

# What the importer itself looks at.
DONE = ("type", "file", "directory", "port", "zone", "match-clients",
        "match-destinations", "allow-query", "allow-update", "update-policy",
        "masterfile-format", "cookie-secret", "cookie-algorithm", "in-view")

# Of rate-limit.
RATE_DONE = ("responses-per-second", "all-per-second", "slip",
             "exempt-clients", "log-only")

OFF = ("no", "false", "0", "none", "off", "explicit")


def is_off(statement):
    """Whether it only says that it is not wanted."""
    if statement.block is None:
        return statement.value().lower() in OFF
    words = [word for inner in statement.block for word in inner.words]
    return not words or words == ["none"]


def of_dnstap_output(statement):
    """`dnstap-output unix FILE' is a line of mxd; a file is not."""
    if statement.value().lower() == "unix":
        return ("write `dnstap to %s', if the user of mxd may write to that "
                "socket" % text_of(statement.value(2)))
    return ("mxd writes to a socket, not to a file: see `dnstap to', and let "
            "fstrm_capture listen there")
