"""``sitroom watch``: every entry once, in order, from any number on and then as it happens."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable

import click

from console import tell
from console.exits import Exit, Sorry
from console.home import Home
from console.opening import until, visit
from console.replica import Differs, Landed, chain
from console.room import Room
from console.standing import State
from schemas.board import read_header
from schemas.entry import Entry, Unreadable, canonical
from schemas.logport import chained_from
from schemas.wire import Past

PAGE_S = 60.0  # for one page of the past over a thin line
FOREVER_S = 10.0 * 365 * 86_400


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line, with its digest.")
@click.option("--from", "first", type=click.IntRange(min=1), help="Begin at this entry.")
def watch(as_json: bool, first: int | None) -> None:
    """Print each entry as it happens, one a line, until told to stop."""
    asyncio.run(_watch(Home.find(), as_json, first))


async def _watch(home: Home, as_json: bool, first: int | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with visit(home) as room:
        await Watcher(room, first, as_object if as_json else as_line, stop).run()


class Watcher:
    """Prints what comes; what was missed is read from the log first."""

    def __init__(
        self,
        room: Room,
        first: int | None,
        words: Callable[[Entry, bytes], str],
        stop: asyncio.Event,
    ) -> None:
        self._room = room
        self._words = words
        self._stop = stop
        self._next = first or room.board.seq + 1
        self._shown = 0  # the last entry printed
        self._digest: bytes | None = None  # at the last entry printed

    async def run(self) -> None:
        """Until stopped; Sorry when the hub will not go on or its log is another one."""
        end = self._room.follow(self._came)
        stopping = asyncio.create_task(self._stop.wait())
        going = asyncio.create_task(self._go())
        try:
            await asyncio.wait({stopping, going}, return_when=asyncio.FIRST_COMPLETED)
            if going.done():
                going.result()
        finally:
            end()
            for task in (stopping, going):
                task.cancel()

    async def _go(self) -> None:
        room = self._room

        def something() -> bool:
            behind = room.is_in and self._next <= room.board.seq
            return behind or room.state is State.REFUSED or room.board.seq < self._shown

        while await until(room, something, FOREVER_S):
            if room.state is State.REFUSED:
                raise Sorry(room.because)
            if room.board.seq < self._shown:
                raise Sorry(
                    f"The hub's log ends at #{room.board.seq} and #{self._shown} was shown: "
                    "it was restored from a copy.",
                    Exit.LOG,
                )
            await self._read_on()

    def _came(self, landed: list[Landed]) -> None:
        for one in landed:
            if one.seq == self._next:
                self._show(one.entry, one.digest)

    async def _read_on(self) -> None:
        """One page of what was missed; the chain must hold from page to page and up to now."""
        came: asyncio.Queue[Past | None] = asyncio.Queue()
        self._room.past(came.put_nowait, self._next)
        past = await asyncio.wait_for(came.get(), PAGE_S)
        if past is None or not past.entries:
            await asyncio.sleep(0.1)  # the line broke; asked again when there is one
            return
        try:
            before = _before(past)
            if self._digest not in (None, before):
                raise Differs(f"the digest before #{self._next} is another one now")
            entries = chain(past.entries, before, self._next - 1)
        except (Differs, Unreadable) as differs:
            raise Sorry(f"The log was altered: {differs}.", Exit.LOG) from None
        for entry, digest in entries:
            self._show(entry, digest)
        replica = self._room.session.replica
        if replica.seq == self._shown and replica.digest != self._digest:
            raise Sorry(f"The log was altered: the digest at #{replica.seq} differs.", Exit.LOG)

    def _show(self, entry: Entry, digest: bytes) -> None:
        self._shown, self._digest, self._next = entry.seq, digest, entry.seq + 1
        try:
            click.echo(self._words(entry, digest))
        except BrokenPipeError:
            self._stop.set()  # nobody reads any more


def _before(past: Past) -> bytes:
    """The digest a page is chained from; the first entry of all says it itself."""
    if past.before:
        return bytes.fromhex(past.before)
    return chained_from(Entry.read(past.entries[0]))


def as_line(entry: Entry, digest: bytes) -> str:
    """For people."""
    return tell.line(entry)


def as_object(entry: Entry, digest: bytes) -> str:
    """For programs."""
    if entry.is_stub:
        return canonical({"seq": entry.seq, "digest": digest.hex()})
    header = read_header(entry.seq, entry.leaves[0].body).model_dump(mode="json")
    events = [json.loads(leaf.body) for leaf in entry.leaves[1:] if not leaf.withheld]
    return canonical({"seq": entry.seq, **header, "events": events, "digest": digest.hex()})
