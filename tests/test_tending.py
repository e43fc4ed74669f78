"""What the hub looks after as time passes, second by second, without a socket."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.logport import Failed
from server.clock import INCIDENT_KEPT
from server.disk import Guard
from server.lines import Lines
from server.metrics import Metrics
from server.tending import Tending
from tests.house import House


def tending(house: House, folder: Path) -> Tending:
    """What tends this house's hub; nobody is connected."""
    guard = Guard(folder / "room.log")
    lines = Lines(lambda wires, frame: None)
    return Tending(
        house.hub, lines, lambda text: "", guard, timedelta, ThreadPoolExecutor(1), Metrics()
    )


def test_a_deadline_that_fell_due_while_nothing_could_be_written_is_asked_again(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.does("kim", "open fire Oak St")
    house.does("kim", "close INC-1 out")
    tends = tending(house, tmp_path)
    house.time.pass_(seconds=INCIDENT_KEPT.total_seconds() + 1)
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
