"""A desk in the room: the painted console on an in-memory hub, driven by keys, read as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot

from console.app import Sitroom
from console.chosen import Chosen
from console.history import History
from console.outbox import Memory
from console.room import Room
from console.screens.base import BoardScreen
from schemas.agencies import Grant
from tests.hub_end import HubEnd, Times
from tests.pipes import Pipe, console

SIZES = ((80, 24), (120, 40), (200, 60))
SCREEN_KEYS = {
    "now": "1",
    "log": "2",
    "resources": "4",
    "requests": "5",
    "roles": "6",
    "messages": "7",
    "agencies": "9",
    "incidents": "i",
}


P = ParamSpec("P")


def running(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """A test that waits for things, as pytest runs one."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def whole() -> None:
            await test(*args, **kwargs)

        asyncio.run(whole())

    return run


class Durable(Memory):
    """A queue that would outlive the console."""

    durable = True


class Desk:
    """kim's console (EOC, coordinator) and, elsewhere, maya's (fire) and sam's (police)."""

    def __init__(self, history: Path | None = None, theme: Path | None = None) -> None:
        self.times = Times()
        self.hub = HubEnd(self.times)
        self.kim = self._seat("kim", "city", Grant.COORDINATOR)
        self.maya = self._seat("maya", "fire", Grant.REPRESENTATIVE)
        self.sam = self._seat("sam", "pd", Grant.REPRESENTATIVE)
        self.app = Sitroom(self.kim.room, History(history), Chosen(theme))
        self.pilot: Pilot[str]

    def _seat(self, person: str, agency: str, grant: Grant) -> Pipe:
        return console(self.hub, self.hub.joins(person, agency, grant), Durable())

    @property
    def room(self) -> Room:
        """kim's room."""
        return self.kim.room

    @property
    def screen(self) -> BoardScreen:
        """The screen that is shown; it must be one of boards."""
        screen = self.app.screen
        assert isinstance(screen, BoardScreen), screen
        return screen

    def connect(self) -> None:
        """Everybody's line is up."""
        for pipe in (self.kim, self.maya, self.sam):
            pipe.connect()
        self.settle()

    def settle(self) -> None:
        """Until nothing is on its way between the consoles and the hub."""
        for _ in range(3):
            for pipe in (self.kim, self.maya, self.sam):
                pipe.settle()

    def elsewhere(self, pipe: Pipe, *lines: str) -> None:
        """Somebody else says this, and it is done."""
        for line in lines:
            pipe.say(line)
            self.settle()

    # -- the app ---------------------------------------------------------------------------------

    @asynccontextmanager
    async def open(self, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[str]]:
        """The app runs on a terminal of this size, in memory."""
        async with self.app.run_test(size=size) as pilot:
            self.pilot = pilot
            await self.rest()
            yield pilot

    async def rest(self) -> None:
        """Everything that came is drawn."""
        for _ in range(2):
            self.settle()
            await self.pilot.pause()
            self.app._catch_up()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and let what follows happen."""
        await self.pilot.press(*keys)
        await self.rest()

    async def type(self, text: str) -> None:
        """Type a text on the command line, all of it at once."""
        self.screen.command._type(text)
        await self.rest()

    async def say(self, line: str) -> None:
        """Open the command line, type a line, press Enter."""
        await self.press("colon")
        await self.type(line)
        await self.press("enter")

    # -- reading ---------------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """The screen as a terminal shows it, line by line, filters and all."""
        return painted(self.app)

    def shown(self) -> str:
        """All lines as one text."""
        return "\n".join(self.lines())

    def bar(self) -> str:
        """The bar; empty when there is none."""
        bar = self.screen.bar
        shown = bar.text.strip() if bar.display else ""
        assert shown in self.shown()
        return shown

    def answer(self) -> str:
        """The answer, on however many lines it stands."""
        screen = self.screen
        idle = "" if screen.command.has_focus else "".join(bit.text for bit in screen.command.idle)
        return " ".join(filter(None, (idle, screen.answer.text)))


def painted(app: App[str]) -> list[str]:
    """What an app shows, line by line, filters and all."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height, Region(0, 0, width, height)
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def says(lines: Sequence[str], word: str) -> bool:
    """Whether a word stands on one of these lines."""
    return any(word in line for line in lines)
