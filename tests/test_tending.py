"""What the hub looks after as time passes, second by second, without a socket."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.incidents import KEPT
from schemas.logport import Failed
from server.access import Doorkeeper
from server.connection import Connection
from server.disk import Guard
from server.lines import Lines
from server.metrics import Metrics
from server.session import Session
from server.tending import Tending
from tests.house import House


def tending(house: House, folder: Path, sent: list[str] | None = None) -> Tending:
    """What tends this house's hub; ``sent`` gets what is written to anybody."""
    guard = Guard(folder / "room.log")
    written: list[str] = [] if sent is None else sent
    lines = Lines(lambda wires, frame: written.append(frame))
    return Tending(
        house.hub, lines, lambda text: "", guard, timedelta, ThreadPoolExecutor(1), Metrics()
    )


def test_a_deadline_that_fell_due_while_nothing_could_be_written_is_asked_again(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.does("kim", "open fire Oak St")
    house.does("kim", "close INC-1 out")
    tends = tending(house, tmp_path)
    house.time.pass_(seconds=KEPT.total_seconds() + 1)
    (asked,) = tends.clock.due(house.hub.now())
    with monkeypatch.context() as broken:
        broken.setattr(house.hub.log, "append", _full)
        (refused,) = house.deliver([asked])
    assert refused.code == "storage"
    assert tends.clock.due(house.hub.now()) == [], "it was taken, and is asked once"
    assert asyncio.run(tends._probe()) == []
    assert house.hub.readonly is None
    (again,) = tends.clock.due(house.hub.now())
    assert again.submit == asked.submit
    assert house.deliver([again])[0].ok
    assert "INC-1" not in house.board.incidents


def _full(*_: object) -> Failed:
    return Failed("no room is left", full=True)


def test_who_comes_in_while_nothing_can_be_written_is_told_so(house: House, tmp_path: Path) -> None:
    sent: list[str] = []
    tends = tending(house, tmp_path, sent)
    session = Session("ab" * 16, house.hub, Doorkeeper("0" * 64), lambda text: "", "00" * 16)
    late = Connection.new(session, "127.0.0.1", 0.0)
    tends.came(late)
    assert sent == []
    house.hub.readonly = "The hub's disk is full."
    tends.say_readonly()
    sent.clear()
    tends.came(late)
    assert [json.loads(frame)["code"] for frame in sent] == ["readonly"]
    house.hub.readonly = None
