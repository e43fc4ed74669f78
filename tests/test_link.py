"""The socket: it comes in, comes back, goes when it must, and shows its proof to nobody else."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from ssl import SSLContext

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from console.link import Link
from console.replica import Replica
from console.room import Room
from console.session import Session
from console.standing import State
from console.typed import KEPT_MAX, Lines
from schemas.agencies import Grant
from schemas.wire import PROTOCOL
from server.access import certificate
from tests.hub_end import Close, End, HubEnd, Times
from tests.hubs import becomes
from tests.pipes import GRAMMAR, identity


class Served:
    """A hub in memory behind a real socket."""

    def __init__(self) -> None:
        self.hub = HubEnd(Times())
        self.key = self.hub.joins("maya", "fire", Grant.COORDINATOR)
        self.wires: list[ServerConnection] = []
        self.port = 0

    async def handle(self, wire: ServerConnection) -> None:
        self.wires.append(wire)
        end = End(self.hub)
        self.hub.ends.append(end)
        try:
            async for frame in wire:
                end.receive(str(frame))
                while end.out:
                    out = end.out.popleft()
                    if isinstance(out, Close):
                        await wire.close(out.code, out.reason)
                    else:
                        await wire.send(out)
        finally:
            self.hub.ends.remove(end)

    @asynccontextmanager
    async def open(
        self, context: SSLContext | None = None, protocol: str = PROTOCOL
    ) -> AsyncIterator[None]:
        server = await serve(
            self.handle,
            "127.0.0.1",
            self.port,
            ssl=context,
            subprotocols=[Subprotocol(protocol)],
            select_subprotocol=lambda wire, offered: Subprotocol(protocol) if offered else None,
        )
        self.port = next(iter(server.sockets)).getsockname()[1]
        try:
            yield
        finally:
            server.close()
            await server.wait_closed()

    def room(self) -> Room:
        return Room(Session(identity(self.hub, self.key), Replica.empty()), "maya")


@asynccontextmanager
async def linked(room: Room, url: str, pin: str = "") -> AsyncIterator[Link]:
    link = Link(room, url, pin)
    running = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        link.stop()
        await asyncio.wait_for(running, 5)


def test_it_comes_in_and_comes_back_by_itself() -> None:
    async def story() -> None:
        served = Served()
        room = served.room()
        async with served.open(), linked(room, f"ws://127.0.0.1:{served.port}"):
            await becomes(lambda: room.state is State.LIVE, "live")
            served.wires[-1].transport.abort()
            await becomes(lambda: room.state is not State.LIVE, "cut")
            await becomes(lambda: room.state is State.LIVE, "live")
        assert len(served.wires) == 2

    asyncio.run(story())


def test_it_waits_for_a_hub_that_is_not_there_yet() -> None:
    async def story() -> None:
        served = Served()
        async with served.open():
            pass
        room = served.room()
        async with linked(room, f"ws://127.0.0.1:{served.port}"):
            await becomes(lambda: room.state is State.OFFLINE, "offline")
            assert "nobody listens" in room.because
            async with served.open():
                await becomes(lambda: room.state is State.LIVE, "live")

    asyncio.run(story())


def test_it_does_not_come_back_after_a_terminal_code() -> None:
    async def story() -> None:
        served = Served()
        room = served.room()
        async with served.open(), linked(room, f"ws://127.0.0.1:{served.port}"):
            await becomes(lambda: room.state is State.LIVE, "live")
            await served.wires[-1].close(4403, "This account was shut out.")
            await becomes(lambda: room.state is State.REFUSED, "refused")
        assert room.because == "This account was shut out."
        assert len(served.wires) == 1

    asyncio.run(story())


def test_another_server_is_no_hub_and_plain_ws_goes_nowhere_else() -> None:
    async def story(served: Served, room: Room, url: str) -> str:
        async with served.open(protocol="chat"):
            url = url or f"ws://127.0.0.1:{served.port}"
            async with linked(room, url):
                await becomes(lambda: room.state in (State.REFUSED, State.OFFLINE), "away")
        return room.because

    for url in ("", "ws://192.0.2.7:80"):
        served = Served()
        because = asyncio.run(story(served, served.room(), url))
        assert "wss://" in because if url else "hub" in because
        assert served.hub.told().count("line_logged") == 0


@pytest.mark.parametrize("pinned", [True, False])
def test_only_the_pinned_certificate_is_spoken_to(tmp_path: Path, pinned: bool) -> None:
    async def story() -> None:
        served = Served()
        room = served.room()
        context, pin = certificate(tmp_path / "room.log", "127.0.0.1")
        async with served.open(context):
            url = f"wss://127.0.0.1:{served.port}"
            async with linked(room, url, pin if pinned else "0" * 64):
                # The proof covers the certificate, which this hub does not expect.
                await becomes(lambda: room.state is State.REFUSED, "refused")
        assert ("certificate" in room.because) is not pinned
        assert len(served.wires) == pinned

    asyncio.run(story())


def test_what_was_said_last_goes_out_before_goodbye() -> None:
    async def story() -> Served:
        served = Served()
        room = served.room()
        async with served.open():
            async with linked(room, f"ws://127.0.0.1:{served.port}") as link:
                await becomes(lambda: room.state is State.LIVE, "live")
                said = GRAMMAR.read("log Goodbye", room.context())
                assert isinstance(said, list)
                room.ask(said[0])
                link.stop()
            await becomes(lambda: served.hub.board.seq == 3, "said")
        return served

    assert asyncio.run(story()).hub.board.lines["#3"].text == "Goodbye"


def test_lines_come_whole_bounded_and_as_text() -> None:
    async def story() -> list[str | None]:
        out, into = os.pipe()
        lines = Lines(out)
        os.write(into, b"one\r\ntw")
        first = await lines.next()
        os.write(into, b"o\n\xff\n" + b"x" * 40_000)
        os.write(into, b"y\nhalf")
        os.close(into)
        rest = [await lines.next() for _ in range(4)]
        last = await lines.next()
        os.close(out)
        return [first, *rest, last]

    found = asyncio.run(story())
    assert found == ["one", "two", "\ufffd", "x" * KEPT_MAX, "half", None]
