"""Four real days at full speed, many consoles watching: one truth in every view."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.feeds.cad import Row
from schemas.board import Board
from schemas.logtape import LogTape
from schemas.resources import Status
from tests.hubs import RealHub, becomes, console, real_hub
from tests.terminal import Terminal
from tests.test_cad import FILE, READER, last_statuses
from tests.test_fault_kill import feeding

GRANTS = ("representative", "coordinator", "observer", "reviewer", "contributor", "admin")
AGENCIES = ("fire", "pd", "redcross", "city", "schools")
FEED_S = 1_200.0  # for the four days, all consoles folding on the same machine


def people(count: int) -> dict[str, tuple[str, str]]:
    """So many people of several agencies, with every sort of account."""
    made = {"cad": ("fire", "feed"), "pat": ("private", "representative")}
    for n in range(count):
        made[f"p{n}"] = (AGENCIES[n % len(AGENCIES)], GRANTS[n % len(GRANTS)])
    return made


def delayed(source: Path, target: Path, seed: int) -> list[Row]:
    """The same rows, a seeded 5 % of them up to ten minutes late, in order of delivery."""
    draw = random.Random(seed)
    with gzip.open(source, "rt") as file:
        lines = file.read().splitlines()
    arrive: list[tuple[datetime, int, str]] = []
    for n, line in enumerate(lines):
        late = draw.uniform(0, 600) if draw.random() < 0.05 else 0.0
        arrive.append(
            (datetime.fromisoformat(json.loads(line)["t"]) + timedelta(seconds=late), n, line)
        )
    with gzip.open(target, "wt") as file:
        file.write("\n".join(line for _, _, line in sorted(arrive)) + "\n")
    return [row for row in READER.rows(target) if isinstance(row, Row)]


async def _watched(
    hub: RealHub, homes: dict[str, Path], options: list[str], file: Path, seen: Screen | None
) -> Board:
    watchers = [person for person in homes if person != "cad"]
    async with AsyncExitStack() as stack:
        rooms = [await stack.enter_async_context(console(homes[p])) for p in watchers]
        await becomes(lambda: all(room.is_in for room in rooms), "all live")
        began = time.perf_counter()
        with feeding(hub, homes["cad"], *options, file=file) as feed:
            assert await asyncio.to_thread(feed.wait, FEED_S) == 0
        fed = time.perf_counter() - began
        head = await asyncio.to_thread(_head, hub)
        await becomes(lambda: all(r.head.seq == head for r in rooms), "all at the head", 600.0)
        if seen:
            await becomes(lambda: seen.head() == head, "the real console shows the head", 120.0)
            print(f"\nthe real console shows LIVE #{head}; {seen.sent // 1024} kB to its terminal")
        took = time.perf_counter() - began
        with feeding(hub, homes["cad"], *options, file=file) as feed:
            assert await asyncio.to_thread(feed.wait, FEED_S) == 0
        assert await asyncio.to_thread(_head, hub) == head, "run twice, nothing is doubled"
        hub.stop()
        whole = Board()
        with LogTape(hub.log) as log:
            for entry in log.read(1, log.head.seq):
                whole.fold(entry)
        for room in rooms:
            assert room.session.welcome is not None
            view = frozenset(room.session.welcome.circles)
            assert room.board.digest() == whole.project(view).digest()
        said = (hub.folder / "feed.out").read_text().splitlines()
        print(f"\n{said[0]}")
        rate = f"{head / fed:.0f} entries/s fed, {len(rooms)} consoles folding"
        print(f"{rate}; {took:.1f} s in all")
        return whole


def _head(hub: RealHub) -> int:
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{hub.port}/readyz", timeout=10) as page:
        return int(page.read().decode().rpartition("#")[2])


def night(
    folder: Path,
    count: int,
    options: list[str],
    rows: list[Row],
    file: Path = FILE,
    screen: str = "",
) -> None:
    """Feed the rows to a hub with so many consoles, and compare with an independent reckoning."""
    with real_hub(folder) as hub:
        hub.roster(people(count), feeds={"cad": "private"})
        homes = {p: hub.home(p) for p in people(count) if p != "pat"}
        eyes = painted(homes[screen]) if screen else nullcontext()
        with eyes as seen:
            board = asyncio.run(_watched(hub, homes, options, file, seen))
        refused = list(homes["cad"].glob("*.refused.jsonl"))
    assert refused == [], "every row is accepted"
    shown: dict[str, Status] = {id: unit.status for id, unit in board.resources.items()}
    assert shown == last_statuses(rows)


def until(rows: list[Row], end: str) -> list[Row]:
    """The rows before a local time."""
    return [r for r in rows if r.local.replace(tzinfo=None) < datetime.fromisoformat(end)]


ALL = [row for row in READER.rows(FILE) if isinstance(row, Row)]


@pytest.mark.timeout(240)
def test_every_console_sees_the_same_morning_in_its_own_view(tmp_path: Path) -> None:
    end = "2016-12-31T03:00"
    night(tmp_path, 6, ["--until", end], until(ALL, end))


@pytest.mark.timeout(240)
def test_late_rows_change_nothing_in_any_view(tmp_path: Path) -> None:
    end = "2016-12-31T02:00"
    file = tmp_path / "late.jsonl.gz"
    rows = delayed(FILE, file, 7)
    night(tmp_path, 2, ["--until", end], until(rows, end), file)


@contextmanager
def painted(home: Path) -> Iterator[Screen]:
    """A real console on a pty, read all the time as a person's terminal is."""
    os.environ["SITROOM_HOME"] = str(home)
    with Terminal("console", "console") as terminal:
        del os.environ["SITROOM_HOME"]
        screen = Screen(terminal)
        screen.thread.start()
        try:
            yield screen
        finally:
            screen.over.set()
            screen.thread.join()


class Screen:
    """What a real console shows."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.over = threading.Event()
        self.sent = 0
        self.thread = threading.Thread(target=self._read)

    def _read(self) -> None:
        while not self.over.is_set():
            self.sent += len(self.terminal.read(0.2))

    def head(self) -> int:
        """The number its truth line shows as live; 0 while it shows none."""
        found = re.search(r"LIVE #(\d+)", self.terminal.shown()[0])
        return int(found[1]) if found else 0


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_four_days_nineteen_clients_and_a_real_console(tmp_path: Path) -> None:
    night(tmp_path, int(os.environ.get("SITROOM_CLIENTS", "19")), [], ALL, screen="p0")


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_four_days_with_rows_that_come_late(tmp_path: Path) -> None:
    file = tmp_path / "late.jsonl.gz"
    rows = delayed(FILE, file, 20170101)
    night(tmp_path, 2, [], rows, file)
