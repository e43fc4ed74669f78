"""A line that swallows everything and closes nothing: STALE, then OFFLINE, and no gap after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from console.room import Room
from console.session import CUT_S, STALE_S
from console.standing import State
from schemas.journal import AddLine
from schemas.phrase import Said
from tests.hubs import RealHub, becomes, console, real_hub
from tests.test_fault_slow import moved_to

PEOPLE = {"maya": ("fire", "representative"), "rosa": ("redcross", "representative")}
READ = 4_096  # bytes


class Line:
    """A port that leads to the hub until the line is cut, and again when it is mended."""

    def __init__(self) -> None:
        self.port = 0
        self.open = asyncio.Event()
        self.open.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction of a connection. What was on its way at the cut never arrives."""
        with suppress(ConnectionError):
            while data := await reader.read(READ):
                if not self.open.is_set():
                    break
                writer.write(data)
                await writer.drain()
        await self.open.wait()  # nobody is told that it broke while it is broken
        writer.close()

    @asynccontextmanager
    async def to(self, hub: RealHub) -> AsyncIterator[None]:
        """Serve it."""

        async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self.open.wait()
            there = await asyncio.open_connection("127.0.0.1", hub.port)
            await asyncio.gather(self.carry(there[0], writer), self.carry(reader, there[1]))

        server = await asyncio.start_server(both, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            self.open.set()
            server.close()


def say(room: Room, text: str) -> None:
    """One line of the journal on its way, or queued."""
    room.ask(Said(AddLine(text=text), None, None, f"log {text}"))


async def _cut_off(hub: RealHub, homes: dict[str, Path]) -> None:
    line = Line()
    async with line.to(hub):
        moved_to(homes["rosa"], line.port)
        async with console(homes["rosa"], hold=True) as rosa, console(homes["maya"]) as maya:
            await becomes(lambda: rosa.is_in and maya.is_in, "both in")
            seen: list[State] = []
            rosa.listen(lambda _: seen.append(rosa.state))
            line.open.clear()
            say(rosa, "into the dark")
            for number in range(5):
                say(maya, f"missed {number}")
            stale = await becomes(lambda: rosa.state is State.STALE, "stale")
            off = await becomes(lambda: rosa.state is State.OFFLINE, "offline")
            say(rosa, "typed offline")
            await becomes(lambda: not maya.pending, "the others go on")
            await becomes(lambda: [p.person for p in maya.presence] == ["maya"], "the hub cut it")
            assert seen.index(State.STALE) < seen.index(State.OFFLINE)
            assert State.LIVE not in seen[seen.index(State.STALE) :]
            line.open.set()
            healed = await becomes(lambda: rosa.state is State.LIVE, "back")
            await becomes(lambda: not rosa.pending, "what waited is done")
            await becomes(lambda: rosa.head.digest == maya.head.digest, "nothing is missing")
            assert rosa.board.lines == maya.board.lines
    texts = [entry.text for entry in maya.board.lines.values()]
    for text in ("into the dark", "typed offline", *(f"missed {n}" for n in range(5))):
        assert texts.count(text) == 1, f"{text} is there {texts.count(text)} times"
    assert stale < STALE_S + 2.0, f"said after {stale:.1f} s"
    print(f"\nstale after {stale:.1f} s, offline after {stale + off:.1f} s, back {healed:.1f} s")
    assert stale + off < CUT_S + 7.0, f"offline after {stale + off:.1f} s"


def test_a_line_that_swallows_everything_is_said_and_leaves_no_gap(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE)
        homes = {person: hub.home(person) for person in PEOPLE}
        asyncio.run(_cut_off(hub, homes))
