"""A wall clock that is set wrong by hours: said once, and nothing is out of order or too early."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from functools import partial
from glob import glob
from pathlib import Path

import pytest

from console.room import Room
from schemas.board import facts
from schemas.journal import AddLine
from schemas.logtape import LogTape
from schemas.phrase import Said
from tests.hubs import ENV, RealHub, becomes, console

FAKETIME = [
    *glob("/usr/lib/*/faketime/libfaketime.so.1"),
    *glob("/usr/lib*/faketime/libfaketime.so.1"),
]
PEOPLE = {"maya": ("fire", "representative")}
HOURS = 3


def _set(clock: Path, hours: int) -> None:
    """The hub's machine says another time from now on; it passes as it did."""
    fresh = clock.with_suffix(".new")
    fresh.write_text(f"{hours:+d}h\n")
    fresh.replace(clock)


def say(room: Room, text: str) -> None:
    """One line of the journal on its way."""
    room.ask(Said(AddLine(text=text), None, None, f"log {text}"))


async def _steps(home: Path, clock: Path) -> list[str]:
    notices: list[str] = []

    def heard() -> None:
        if maya.notice is not None and maya.notice.code == "clock":
            notices.append(maya.notice.message)

    def said(before: int) -> bool:
        return len(set(notices)) > before

    async with console(home) as maya:
        await becomes(lambda: maya.is_in, "in")
        maya.listen(lambda _: heard())
        for hours in (HOURS, -HOURS):
            _set(clock, hours)
            await becomes(partial(said, len(set(notices))), "said")
            say(maya, f"at {hours:+d} h")
            await becomes(lambda: not maya.pending, "taken")
            assert maya.is_in, "nobody is cut off"
    told = re.search(r" (\d+) s", notices[0])
    assert told, notices
    assert abs(int(told[1]) - 3 * 3600) <= 2, "three hours, to the second it was looked at"
    return notices


@pytest.mark.skipif(not FAKETIME, reason="libfaketime is not installed")
def test_a_clock_set_three_hours_on_and_back_is_said_and_moves_no_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = tmp_path / "clock"
    _set(clock, 0)
    hub = RealHub(tmp_path)
    with monkeypatch.context() as faked:
        faked.setitem(ENV, "LD_PRELOAD", FAKETIME[0])
        faked.setitem(ENV, "FAKETIME_TIMESTAMP_FILE", str(clock))
        faked.setitem(ENV, "FAKETIME_NO_CACHE", "1")
        faked.setitem(ENV, "DONT_FAKE_MONOTONIC", "1")
        hub.start()
    try:
        hub.roster(PEOPLE)
        notices = asyncio.run(_steps(hub.home("maya"), clock))
        assert hub.stop() == 0
    finally:
        hub.kill()
    with LogTape(hub.log) as log:
        times = [facts(entry)[0].at for entry in log.read(1, log.head.seq)]
    assert times == sorted(times)
    assert times[-1] - times[0] < timedelta(hours=1)
    print("\n" + "\n".join(dict.fromkeys(notices)))
