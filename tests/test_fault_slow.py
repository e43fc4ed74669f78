"""Consoles that stop reading are cut, slow ones that move are not, and both come back whole."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from console.home import Home
from console.room import Room
from tests.hubs import ENV, RealHub, becomes, console, real_hub
from tests.test_fault_kill import Writer, feeding

CUT_S = 15.0
GROWTH = 8 * 1024 * 1024
PEOPLE = {
    "maya": ("fire", "representative"),
    "sam": ("pd", "representative"),
    "rosa": ("redcross", "representative"),
    "cad": ("fire", "feed"),
    "pat": ("private", "representative"),
}


def plain_console(home: Path) -> subprocess.Popen[bytes]:
    """A console in a process of its own, so that it can be stopped."""
    return subprocess.Popen(
        [sys.executable, "-m", "console", "console", "--plain"],
        env={**ENV, "SITROOM_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def count(hub: RealHub, name: str) -> float:
    """A figure of /metrics, all labels together."""
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.port}/metrics", timeout=5) as page:
        text = page.read().decode()
    return sum(float(v) for v in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))


async def _drain(process: subprocess.Popen[bytes]) -> None:
    """Throw away what it prints, so that only being stopped stops it."""
    assert process.stdout is not None
    await asyncio.to_thread(process.stdout.read)


async def _stalled(hub: RealHub, homes: dict[str, Path]) -> None:
    stalled = plain_console(homes["rosa"])
    reading = asyncio.create_task(_drain(stalled))
    try:
        async with console(homes["maya"], hold=True) as maya, console(homes["sam"]) as sam:
            await becomes(lambda: maya.is_in and sam.is_in, "both live")
            writer = Writer(maya)
            stop = asyncio.Event()
            writing = asyncio.create_task(writer.write(stop))
            await becomes(lambda: "rosa" in {p.person for p in sam.presence}, "three are here")
            before = hub.memory()
            stalled.send_signal(signal.SIGSTOP)
            took = await becomes(
                lambda: "rosa" not in {p.person for p in sam.presence}, "it is cut", CUT_S + 10
            )
            grown = hub.memory() - before
            stop.set()
            await writing
            assert maya.is_in
            assert sam.is_in
            # Presence is told each second, and this machine does other things too.
            assert took < CUT_S + 2.5, f"cut after {took:.1f} s"
            assert grown < GROWTH, f"the hub grew {grown} bytes"
            await becomes(lambda: maya.head.seq == sam.head.seq, "the others have everything")
            stalled.send_signal(signal.SIGCONT)
            await becomes(lambda: "rosa" in {p.person for p in sam.presence}, "it is back")
            print(f"\nstalled console cut after {took:.1f} s, hub grew {grown // 1024} kB")
    finally:
        stalled.kill()
        await reading
        stalled.communicate()


def test_a_console_that_stops_reading_is_cut_and_nobody_else_notices(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE, feeds={"cad": "private"})
        homes = {person: hub.home(person) for person in ("maya", "sam", "rosa")}
        asyncio.run(_stalled(hub, homes))


# -- a thin line ---------------------------------------------------------------------------------


@asynccontextmanager
async def thin_line(port: int, bytes_per_s: int) -> AsyncIterator[int]:
    """A port that leads to the hub at so many bytes a second towards the console."""
    step_s = 0.1

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: int) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(max(1, int(rate * step_s))):
                writer.write(data)
                await writer.drain()
                await asyncio.sleep(step_s if rate == bytes_per_s else 0)
        writer.close()

    async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", port, limit=4_096)
        await asyncio.gather(carry(there[0], writer, bytes_per_s), carry(reader, there[1], 1 << 20))

    server = await asyncio.start_server(both, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def moved_to(home: Path, port: int) -> Path:
    """The same home, dialling another port."""
    file = Home(home).profile_file
    profile = json.loads(file.read_text())
    profile["url"] = f"ws://127.0.0.1:{port}"
    file.write_text(json.dumps(profile))
    return home


async def _slow(hub: RealHub, homes: dict[str, Path], seconds: float) -> None:
    async with thin_line(hub.port, 24_000) as port:
        moved_to(homes["rosa"], port)
        with feeding(hub, homes["cad"], "--until", "2016-12-31T06:00") as feed:
            async with console(homes["rosa"]) as rosa, console(homes["sam"]) as sam:
                await becomes(lambda: rosa.is_in, "the slow one is in")
                cut = count(hub, "sitroom_cut_total")
                await asyncio.sleep(seconds)
                assert count(hub, "sitroom_cut_total") == cut, "a slow one that moves is not cut"
                await asyncio.to_thread(feed.wait, 60)
                await becomes(lambda: _same(rosa, sam), "it has everything", 90.0)


def _same(one: Room, other: Room) -> bool:
    return one.head.seq == other.head.seq and one.board == other.board


@pytest.mark.timeout(180)
def test_a_slow_console_that_moves_is_not_cut_and_gets_everything(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE, feeds={"cad": "private"})
        homes = {person: hub.home(person) for person in ("sam", "rosa", "cad")}
        asyncio.run(_slow(hub, homes, float(os.environ.get("SITROOM_SLOW_S", "20"))))
