# SPDX-License-Identifier: ISC
"""A host that takes mail: one line of JSON for each message it accepted.

usage: receiver.py LOG NAME [--tls CERTIFICATE KEY] ADDRESS ...
"""

import asyncio
import json
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP

# What a delivery status notification says (RFC 3464).
STATUS = re.compile(rb"^Status:\s*(\S+)", re.M)
DIAGNOSTIC = re.compile(rb"^Diagnostic-Code:\s*(.*(?:\r?\n[ \t].*)*)", re.M)


def text(match):
    return " ".join(match.group(1).decode("ascii", "replace").split()) \
        if match else ""


class Keeper:
    """Accepts everything."""

    def __init__(self, name, log):
        self.name = name
        self.log = log

    async def handle_DATA(self, _server, session, envelope):
        line = json.dumps({
            "host": self.name, "peer": session.peer[0],
            "from": envelope.mail_from, "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "status": text(STATUS.search(envelope.content)),
            "diagnostic": text(DIAGNOSTIC.search(envelope.content))})
        # Whole before the sender hears that it was taken.
        self.log.write(line + "\n")
        self.log.flush()
        return "250 taken by " + self.name


async def serve(path, name, context, addresses):
    with open(path, "a", encoding="ascii") as log:
        keeper = Keeper(name, log)
        loop = asyncio.get_running_loop()
        for address in addresses:
            await loop.create_server(
                lambda: SMTP(keeper, hostname=name, tls_context=context),
                address, 25)
        await asyncio.Event().wait()


def main(path, name, *words):
    context = None
    if words[0] == "--tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(words[1], words[2])
        words = words[3:]
    asyncio.run(serve(path, name, context, words))


if __name__ == "__main__":
    main(*sys.argv[1:])
