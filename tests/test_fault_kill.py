"""kill -9 of the hub under load: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.room import Room
from console.sending import Told
from schemas.board import Board, facts
from schemas.journal import AddLine
from schemas.logtape import LogTape
from schemas.phrase import Said
from tests.hubs import ENV, RealHub, becomes, console, real_hub

FILE = Path(__file__).parent / "data" / "cad" / "sffd_2016-12-31_to_2017-01-03.jsonl.gz"
ZONE = "America/Los_Angeles"


@contextmanager
def feeding(
    hub: RealHub, home: Path, *options: str, file: Path = FILE
) -> Iterator[subprocess.Popen[str]]:
    """A dispatch feed at full speed, in a process of its own; ended afterwards."""
    words = [sys.executable, "-m", "console", "feed", "cad", str(file), "--zone", ZONE, *options]
    env = {**ENV, "SITROOM_HOME": str(home)}
    with (hub.folder / "feed.out").open("w") as out:
        feed = subprocess.Popen(words, env=env, stdout=out, stderr=out, text=True)
    try:
        yield feed
    finally:
        feed.terminate()
        feed.wait(20)


class Writer:
    """Somebody who writes lines as fast as they are answered, and remembers the answers."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.acked: dict[str, int] = {}
        self._looked = 0
        room.listen(lambda changed: self._look())

    def _look(self) -> None:
        for told in self.room.told:
            self._take(told)

    def _take(self, told: Told) -> None:
        if told.kind == "accepted" and told.ask and told.seq:
            had = self.acked.setdefault(told.ask.ref, told.seq)
            assert had == told.seq, "one ask, two numbers"

    async def write(self, stop: asyncio.Event) -> None:
        """Lines until told to stop; never more than a few unanswered."""
        number = 0
        while not stop.is_set():
            if len(self.room.pending) < 8:
                number += 1
                line = AddLine(text=f"line {number}")
                self.room.ask(Said(line, None, None, f"log line {number}"))
            await asyncio.sleep(0.005)


def folded(hub: RealHub, views: list[Room]) -> tuple[Board, list[Board]]:
    """The log's fold from zero, whole and as each view may see it, after the hub has stopped."""
    with LogTape(hub.log) as log:
        whole = Board()
        for entry in log.read(1, log.head.seq):
            whole.fold(entry)
    circles = [room.session.welcome.circles for room in views if room.session.welcome]
    return whole, [whole.project(frozenset(view)) for view in circles]


def refs_in(hub: RealHub) -> list[str]:
    """Every entry's ref, in order."""
    with LogTape(hub.log) as log:
        return [facts(entry)[0].ref for entry in log.read(1, log.head.seq)]


async def _killed(hub: RealHub, homes: dict[str, Path], times: int) -> dict[str, int]:
    draw = random.Random(times)
    restarts: list[float] = []
    async with console(homes["maya"], hold=True) as maya, console(homes["sam"]) as sam:
        writer = Writer(maya)
        stop = asyncio.Event()
        await becomes(lambda: maya.is_in and sam.is_in, "both live")
        writing = asyncio.create_task(writer.write(stop))
        with feeding(hub, homes["cad"]):
            for _ in range(times):
                await asyncio.sleep(draw.uniform(0.1, 0.8))
                hub.kill()
                restarts.append(await asyncio.to_thread(hub.start))
                await becomes(lambda: maya.is_in and sam.is_in, "both back by themselves")
        stop.set()
        await writing
        await becomes(lambda: not maya.pending, "everything answered")
        await becomes(lambda: maya.head.seq == sam.head.seq, "both at the head")
        hub.stop()
        whole, views = folded(hub, [maya, sam])
        assert views[0] == maya.board
        assert views[1] == sam.board
        assert whole.seq == maya.head.seq
    refs = refs_in(hub)
    assert len(refs) == len(set(refs)), "nothing is there twice"
    missing = [r for r, seq in writer.acked.items() if refs[seq - 1] != r]
    assert missing == [], "every acknowledged entry is there, at its number"
    assert len(writer.acked) > times
    print(
        f"\nkilled {times} times: {len(refs)} entries, {len(writer.acked)} acknowledged to one "
        f"writer, 0 lost, 0 doubled; restart p50 {sorted(restarts)[times // 2]:.2f} s, "
        f"max {max(restarts):.2f} s"
    )
    return writer.acked


def killed(folder: Path, times: int) -> None:
    """The whole of it."""
    with real_hub(folder) as hub:
        hub.roster(
            {
                "maya": ("fire", "representative"),
                "sam": ("pd", "representative"),
                "cad": ("fire", "feed"),
                "pat": ("private", "representative"),
            },
            feeds={"cad": "private"},
        )
        homes = {person: hub.home(person) for person in ("maya", "sam", "cad")}
        asyncio.run(_killed(hub, homes, times))


@pytest.mark.timeout(120)
def test_a_hub_killed_under_a_feed_at_full_speed_loses_nothing_it_acknowledged(
    tmp_path: Path,
) -> None:
    killed(tmp_path, 3)


@pytest.mark.soak
def test_a_hub_killed_fifty_times_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    killed(tmp_path, int(os.environ.get("SITROOM_KILLS", "50")))
