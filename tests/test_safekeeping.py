"""Copies: made while the hub goes on, put back, and never taken for the original in silence."""

from __future__ import annotations

import asyncio
import shutil
import stat
from pathlib import Path

import pytest

from console.room import Room
from console.standing import State
from schemas.journal import AddLine
from schemas.phrase import Said
from tests.hubs import RealHub, becomes, console, real_hub, sitroom

PEOPLE = {"maya": ("fire", "representative"), "sam": ("pd", "representative")}


def copied(hub: RealHub, to: Path) -> Path:
    """A copy by the command line."""
    assert hub.admin("copy", str(to)).startswith("copied up to #")
    return to


def say(room: Room, text: str) -> None:
    """One line of the journal on its way."""
    room.ask(Said(AddLine(text=text), None, None, f"log {text}"))


def test_a_copy_made_while_the_hub_goes_on_is_whole_private_and_verifies(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE)
        copy = copied(hub, tmp_path / "copy.log")
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        found = sitroom("verify", str(copy))
        assert found.returncode == 0, found.stderr
        again = sitroom("admin", "--log", str(hub.log), "copy", str(copy))
        assert (again.returncode, "already" in again.stderr) == (1, True)
        away = sitroom("admin", "--log", str(hub.log), "copy", str(tmp_path / "no" / "copy"))
        assert (away.returncode, "no folder" in away.stderr) == (1, True)
        hub.admin("agency", "add", "ems", "Ambulances")  # it still takes entries
        hub.stop()
        alone = copied(hub, tmp_path / "another.log")
    assert sitroom("verify", str(alone)).returncode == 0


def put_back(hub: RealHub, copy: Path, *, with_head: bool) -> None:
    """The disk is lost, and the copy is put in the log's place; the keys were kept."""
    for suffix in ("", "-wal", ".head"):
        hub.log.with_name(hub.log.name + suffix).unlink(missing_ok=True)
    shutil.copy(copy, hub.log)
    if with_head:
        shutil.copy(f"{copy}.head", f"{hub.log}.head")


def texts(room: Room) -> list[str]:
    """What the log of a console says."""
    return [line.text for line in room.board.lines.values()]


async def _lost(hub: RealHub, homes: dict[str, Path], *options: str, with_head: bool) -> State:
    """What a console says that saw entries which are not in the copy the hub now serves."""
    copy = copied(hub, hub.folder / "copy.log")
    async with console(homes["maya"], hold=True) as maya, console(homes["sam"]) as sam:
        await becomes(lambda: maya.is_in and sam.is_in, "both in")
        for number in range(3):
            say(sam, f"lost {number}")
        await becomes(lambda: all("lost 2" in texts(one) for one in (maya, sam)), "all seen")
        lost = maya.head.seq
        hub.kill()
        put_back(hub, copy, with_head=with_head)
        hub.start(*options)
        await becomes(lambda: max(maya.head.seq, sam.head.seq) < lost, "what was lost is gone")
        await becomes(lambda: maya.is_in and sam.is_in, "both back")
        say(sam, "one more")
        await becomes(lambda: all("one more" in texts(one) for one in (maya, sam)), "both go on")
        assert not [text for text in texts(maya) if text.startswith("lost")]
        return maya.state


@pytest.mark.parametrize("with_head", [True, False])
def test_a_copy_put_back_goes_on_under_a_new_epoch_when_told(
    tmp_path: Path, with_head: bool
) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE)
        homes = {person: hub.home(person) for person in PEOPLE}
        state = asyncio.run(_lost(hub, homes, "--restored", with_head=with_head))
        assert state is State.LIVE
        hub.stop()
    assert sitroom("verify", str(hub.log)).returncode == 0


def test_a_copy_put_back_in_silence_is_noticed_by_who_saw_more(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE)
        homes = {person: hub.home(person) for person in PEOPLE}
        assert asyncio.run(_lost(hub, homes, with_head=True)) is State.DIFFERS
        evidence = homes["maya"] / "evidence"
        assert any(evidence.iterdir())
