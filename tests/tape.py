"""A painted replay in memory, driven by keys, read as text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from console.player import Player
from console.replay import Replay
from tests.desk import painted


class Tape:
    """A replay, and the app that shows it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.app = Player(replay)
        self.pilot: Pilot[str]

    @asynccontextmanager
    async def open(self, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Tape]:
        """It is there, on a terminal of this size."""
        async with self.app.run_test(size=size) as self.pilot:
            await self.press()
            yield self

    async def press(self, *keys: str) -> None:
        """Press keys, and let what follows happen."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        self.app._catch_up()
        await self.pilot.pause()

    async def at(self, moment: str) -> None:
        """Jump there by keys."""
        await self.press("at", *moment, "enter")

    def shown(self) -> str:
        """What it shows."""
        return "\n".join(painted(self.app))
