# SPDX-License-Identifier: ISC
"""A box between resolvers and a name server, with the habits of some.

usage: box.py HABIT UPSTREAM ADDRESS ...

	pass	what comes goes on
	tc	each UDP answer is cut: there is TCP only
	plain	knows no EDNS: FORMERR to whoever uses it (RFC 6891 7)
	silent	knows no EDNS, and loses each UDP query that has it
	small	loses UDP answers of more than 512 octets
"""

import asyncio
import socket
import sys

FORMERR = 1
TC = 0x02
QR = 0x80
PATIENCE_S = 5


def question_end(query):
    """Where the question ends; IndexError if it does not."""
    at = 12
    while query[at]:
        at += 1 + query[at]
    return at + 5


def refusal(query, flags, rcode):
    """An answer that is its question only."""
    return query[:2] + bytes([(query[2] & 0x79) | QR | flags, rcode]) + \
        b"\0\1\0\0\0\0\0\0" + query[12:question_end(query)]


def has_edns(query):
    """Questions have additional data for nothing else."""
    return query[10:12] != b"\0\0"


class Box(asyncio.DatagramProtocol):
    def __init__(self, habit, upstream):
        self.habit = habit
        self.upstream = upstream
        self.transport = None
        self.tasks = set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        task = asyncio.ensure_future(self.pass_on(data, addr))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def pass_on(self, query, client):
        if self.habit == "tc":
            answer = refusal(query, TC, 0)
        elif self.habit == "plain" and has_edns(query):
            answer = refusal(query, 0, FORMERR)
        elif self.habit == "silent" and has_edns(query):
            return
        else:
            answer = await self.ask(query)
            if answer is None or self.habit == "small" and len(answer) > 512:
                return
        self.transport.sendto(answer, client)

    async def ask(self, query):
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.setblocking(False)
            s.connect((self.upstream, 53))
            await loop.sock_sendall(s, query)
            try:
                return await asyncio.wait_for(loop.sock_recv(s, 65535),
                                              PATIENCE_S)
            except (OSError, asyncio.TimeoutError):
                return None


async def pipe(reader, writer, see):
    """All that comes, until one side ends."""
    try:
        while data := await reader.read(65536):
            writer.write(see(data))
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def connection(reader, writer, upstream):
    theirs = await asyncio.open_connection(upstream, 53)
    await asyncio.gather(pipe(reader, theirs[1], bytes),
                         pipe(theirs[0], writer, bytes))


async def serve(habit, upstream, addresses):
    loop = asyncio.get_running_loop()
    for address in addresses:
        await loop.create_datagram_endpoint(lambda: Box(habit, upstream),
                                            local_addr=(address, 53))
        await asyncio.start_server(
            lambda reader, writer: connection(reader, writer, upstream),
            address, 53)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3:]))
