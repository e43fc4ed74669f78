"""`sitroom watch`: every entry once, in order, with its digest, whatever the line does."""

import asyncio
import json
from typing import Any

import pytest

from console.watching import Watcher, as_line, as_object
from schemas.agencies import Grant
from schemas.base import By
from schemas.entry import first_link, link
from schemas.journal import LineLogged
from tests.hub_end import HubEnd, Times
from tests.pipes import console


class Watched:
    """A watcher on a room whose hub is in memory."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.hub = HubEnd(Times())
        self.pipe = console(self.hub, self.hub.joins("maya", "fire", Grant.COORDINATOR))
        self.stop = asyncio.Event()
        self._capsys = capsys
        self.printed: list[dict[str, Any]] = []

    async def settle(self) -> None:
        for _ in range(20):
            self.pipe.settle()
            await asyncio.sleep(0)
        self.printed += [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]

    def begin(self, first: int | None) -> asyncio.Task[None]:
        return asyncio.create_task(Watcher(self.pipe.room, first, as_object, self.stop).run())

    def logs(self, *texts: str) -> None:
        for text in texts:
            ref = f"r{self.hub.board.seq}"
            line = LineLogged(id=f"#{self.hub.board.seq + 1}", text=text)
            self.hub.enter(By(person="lee", agency="law"), ref, [line])


def chained(hub: HubEnd, printed: list[dict[str, Any]]) -> bool:
    """Whether every digest is the chain's."""
    digest = first_link(bytes.fromhex(hub.epoch))
    for row in hub.rows[: printed[-1]["seq"]]:
        digest = link(digest, row.entry.seq, row.entry.root)
        for one in printed:
            if one["seq"] == row.entry.seq and one["digest"] != digest.hex():
                return False
    return True


@pytest.mark.parametrize("first", [1, 4])
def test_watch_prints_each_entry_once_with_its_digest_whatever_the_line_does(
    first: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story() -> Watched:
        watched = Watched(capsys)
        watched.logs(*map(str, range(8)))
        watched.pipe.connect()
        await watched.settle()
        task = watched.begin(first)
        await watched.settle()
        watched.logs("live")
        await watched.settle()
        watched.pipe.cut()
        watched.logs("missed", "too")
        await watched.settle()
        watched.pipe.connect()
        await watched.settle()
        watched.pipe.cut()
        watched.pipe.room.session.replica.epoch = ""  # it comes back for a snapshot
        watched.logs("gap")
        watched.pipe.connect()
        await watched.settle()
        await asyncio.sleep(0.15)
        await watched.settle()
        watched.stop.set()
        await task
        return watched

    watched = asyncio.run(story())
    seqs = [one["seq"] for one in watched.printed]
    assert seqs == list(range(first, watched.hub.board.seq + 1))
    assert chained(watched.hub, watched.printed)


def test_an_entry_as_an_object_has_every_field_and_a_hidden_one_only_two() -> None:
    hub = HubEnd(Times())
    row = hub.enter(By(person="maya", agency="fire"), "r1", [LineLogged(id="#2", text="Hello")])
    shown = json.loads(as_object(row.entry, row.digest))
    assert shown == {
        "seq": 2,
        "at": "2026-11-22T12:00:00.000000Z",
        "occurred_at": None,
        "by": {"person": "maya", "agency": "fire", "position": None, "device": None},
        "ref": "r1",
        "incident": None,
        "events": [json.loads(row.entry.leaves[1].body)],
        "digest": row.digest.hex(),
    }
    hidden = row.entry.shown([False])
    assert json.loads(as_object(hidden, row.digest)) == {"seq": 2, "digest": row.digest.hex()}
    assert as_line(hidden, row.digest) == "#2 (not for this view)"
