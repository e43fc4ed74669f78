"""A real console on a real terminal, beside a real hub: how soon it is live, what it costs while
nothing happens, and what an hour of a real night sends to an 80×24 terminal.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import cpu_s
from bench.rows import Plan, Table
from console.demo import NIGHT
from tests.hubs import ENV, real_hub
from tests.terminal import Terminal

PEOPLE = {
    "kim": ("city", "coordinator"),
    "cad": ("fire", "feed"),
    "pat": ("private", "representative"),
}
ZONE = "America/Los_Angeles"
HOUR = ("2017-01-01T00:00", "2017-01-01T01:00")
SPEED = 60  # the hour's clock against ours
STARTS = 7
START_S = 0.7
IDLE_S = 20.0
IDLE_SHARE = 0.5  # per cent of a core
HOUR_BYTES = 300_000.0
FEED_S = 120.0  # for the feed to end after the hour


def table(plan: Plan) -> Table:
    """The console's figures."""
    found = Table()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, real_hub(Path(name)) as hub:
        hub.roster(PEOPLE, feeds={"cad": "private"})
        homes = {person: hub.home(person) for person in ("kim", "cad")}
        with feed(homes["cad"], "--speed", "max", "--until", HOUR[0], "--retime") as before:
            before.wait(FEED_S)
        _starts(plan, homes["kim"], found)
        _idle(plan, homes["kim"], found)
        if not plan.smoke:
            _hour(homes, found)
    return found


@contextmanager
def feed(home: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The dispatch feed of the night; ended afterwards."""
    words = [sys.executable, "-m", "console", "feed", "cad", str(NIGHT), "--zone", ZONE, *options]
    with subprocess.Popen(
        words, env={**ENV, "SITROOM_HOME": str(home)}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def console(home: Path) -> Terminal:
    """``sitroom console`` on an 80×24 terminal."""
    return Terminal("console", "console", env={"SITROOM_HOME": str(home)})


def _starts(plan: Plan, home: Path, found: Table) -> None:
    took, spent = list[float](), list[float]()
    for _ in range(1 if plan.smoke else STARTS):
        began = time.perf_counter()
        with console(home) as screen:
            screen.until("LIVE")
            took.append(time.perf_counter() - began)
            spent.append(cpu_s(screen.pid))
            screen.until_quiet()
    note = f"best {min(took):.2f} s of {len(took)}; {statistics.median(spent):.2f} s of CPU"
    found.add("console: start to live board", statistics.median(took), "s", most=START_S, note=note)


def _idle(plan: Plan, home: Path, found: Table) -> None:
    seconds = 1.0 if plan.smoke else IDLE_S
    with console(home) as screen:
        screen.until("LIVE")
        screen.until_quiet(2.0)
        before = cpu_s(screen.pid)
        sent = len(screen.during(seconds))
        spent = cpu_s(screen.pid) - before
    found.add("console idle", sent / seconds, "B/s", most=150.0)
    found.add("console idle", 100 * spent / seconds, "% of a core", most=IDLE_SHARE)


def _hour(homes: dict[str, Path], found: Table) -> None:
    """From the first row of the hour to the last."""
    with console(homes["kim"]) as screen:
        screen.until("LIVE")
        screen.until_quiet(1.0)
        before = cpu_s(screen.pid)
        sent = 0
        began = time.monotonic()
        options = ("--speed", str(SPEED), "--from", HOUR[0], "--until", HOUR[1], "--retime")
        with feed(homes["cad"], *options) as night:
            while night.poll() is None and time.monotonic() - began < FEED_S:
                sent += len(screen.read(0.2))
        sent += len(screen.until_quiet(1.0))
        took = time.monotonic() - began
        share = (cpu_s(screen.pid) - before) / took
    what = "console: an hour of New Year's night at 80×24"
    note = f"{SPEED} times as fast, on the Now screen; {share:.0%} of a core meanwhile"
    found.add(what, sent, "B", most=HOUR_BYTES, note=note)
    if not sent:
        found.wrong.append("the night painted nothing")
