"""The reference: the same libraries and the same bytes, and nothing decided, checked or chained.

``python -m bench.raw LOG`` takes whatever was posted during the last commit, inserts it into SQLite
(WAL, synchronous=FULL) in a writer thread, answers, and sends one frame a batch to everybody with
``websockets.broadcast``. What it costs is what the machine, SQLite and the sockets cost.
"""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from bench.members import TEXT
from schemas.base import By, Header
from schemas.board import bodies
from schemas.entry import Entry
from schemas.journal import LineLogged
from schemas.wire import FRAME_IN_MAX, PROTOCOL, frames
from server.gate import BACKLOG, SEND_BUFFER, WRITE_LIMIT
from server.hub import BATCH_MAX

NOW = datetime(2026, 7, 4, 16, 0, tzinfo=UTC)
DIGEST = "0" * 64


def entry_of(seq: int, ref: str) -> str:
    """A line's entry as the hub sends it, byte for byte as long."""
    by = By(person="p100", agency="redcross", device="0" * 16)
    header = Header(seq=seq, at=NOW, by=by, ref=ref)
    texts = bodies(header, [LineLogged(id=f"#{seq}", text=TEXT)])
    return Entry.seal(seq, texts, [bytes(16) for _ in texts]).sent


class Raw:
    """One table, one writer, everybody on one broadcast."""

    def __init__(self, path: str) -> None:
        self.seq = 0
        self.wires: set[ServerConnection] = set()
        self.inbox: deque[tuple[ServerConnection, str]] = deque()
        self.arrived = asyncio.Event()
        self.writer = ThreadPoolExecutor(1)
        self.table = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
            self.table.execute(f"PRAGMA {pragma}")
        self.table.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry TEXT)")
        self._front = entry_of(100_000, "raw:" + "0" * 10).rpartition('"seq":')[0]

    async def handle(self, wire: ServerConnection) -> None:
        """One connection."""
        self.wires.add(wire)
        broadcast([wire], f'{{"from":{self.seq},"live":true,"op":"happened","to":{self.seq}}}')
        try:
            async for frame in wire:
                assert isinstance(frame, str), "consoles send text"
                if '"op":"submit"' in frame:
                    self.inbox.append((wire, frame))
                    self.arrived.set()
        except ConnectionClosed:
            pass  # the load leaves without a goodbye
        finally:
            self.wires.discard(wire)

    def commit(self, rows: list[tuple[int, str]]) -> None:
        """On the disk when it returns."""
        self.table.execute("BEGIN IMMEDIATE")
        self.table.executemany("INSERT INTO entries VALUES (?, ?)", rows)
        self.table.execute("COMMIT")

    async def run(self) -> None:
        """Batch by batch, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            await self.arrived.wait()
            self.arrived.clear()
            batch = [self.inbox.popleft() for _ in islice(range(len(self.inbox)), BATCH_MAX)]
            if self.inbox:
                self.arrived.set()
            before, self.seq = self.seq, self.seq + len(batch)
            rows = [(seq, f'{self._front}"seq":{seq}}}') for seq in range(before + 1, self.seq + 1)]
            await loop.run_in_executor(self.writer, self.commit, rows)
            for (wire, asked), (seq, _) in zip(batch, rows, strict=True):
                at = asked.index('"ref":"') + 7
                ref = asked[at : asked.index('"', at)]
                said = f'{{"made":["#{seq}"],"op":"accepted","ref":"{ref}","seq":{seq}}}'
                broadcast([wire], said)
            entries = [entry for _, entry in rows]
            for frame in frames(entries, before, NOW, [DIGEST] * len(rows), live=True):
                broadcast(self.wires, frame)


async def main(path: str) -> None:
    """Serve until killed; says its port on stdout when ready."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    raw = Raw(path)
    async with serve(
        raw.handle,
        sock=listening,
        subprotocols=[Subprotocol(PROTOCOL)],
        compression=None,
        max_size=FRAME_IN_MAX,
        max_queue=16,
        ping_interval=None,
        write_limit=WRITE_LIMIT,
        backlog=BACKLOG,
    ):
        print(listening.getsockname()[1], flush=True)
        await raw.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
