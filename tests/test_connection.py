"""One connection as the gate serves it: how much it may ask, and what is left when it goes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.agencies import Grant
from schemas.wire import Fetch
from server.access import Doorkeeper
from server.connection import FEED_IN_FLIGHT, PEOPLE_BURST, PEOPLE_PER_S, Bucket, Connection
from server.disk import Guard
from server.gate import Gate
from server.session import Ask, Read, Session, Stage
from tests.house import House


class Wire:
    """A socket that takes everything."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed: int | None = None

    async def send(self, frame: str) -> None:
        """Taken."""
        self.sent.append(frame)

    async def close(self, code: int, reason: str) -> None:
        """Goodbye."""
        self.closed = code


def gate_of(house: House, folder: Path) -> Gate:
    """A gate before this house's hub; nothing runs but what a test performs."""
    guard = Guard(folder / "room.log")
    return Gate(house.hub, Doorkeeper("0" * 64), lambda text: "", guard, timedelta)


def came(house: House, gate: Gate, person: str) -> tuple[Connection, Any]:
    """A connection of somebody who is in."""
    session = Session("ab" * 16, house.hub, gate.door, gate.sign, "00" * 16)
    session.stage, session.actor = Stage.IN, house.actor(person)
    session.view = session.actor.view
    connection, wire = Connection.new(session, "127.0.0.1", 0.0), Wire()
    gate.lines.add(connection, wire)  # type: ignore[arg-type]
    return connection, wire


def test_a_feed_waiting_for_answers_goes_on_to_its_end_when_it_is_shut_out(
    house: House, tmp_path: Path
) -> None:
    house.agency("private")
    house.person("cad", "fire", Grant.FEED, speaks_for=("private",))

    async def story() -> None:
        gate = gate_of(house, tmp_path)
        connection, wire = came(house, gate, "cad")
        for number in range(FEED_IN_FLIGHT):
            asked = house.asked("cad", f"cad {number} dispatched unit=E{number} agency=private")
            await gate._perform(connection, wire, Ask(asked))
        parked = asyncio.create_task(gate._throttle(connection))
        await asyncio.sleep(0)
        assert not parked.done(), "its socket is not read while so much is unanswered"
        connection.forget_asks()
        await asyncio.wait_for(parked, 5)
        assert (connection.in_flight, len(connection.inbox)) == (0, 0)

    head = house.board.seq
    asyncio.run(story())
    assert house.board.seq == head, "what was not taken yet was not done"


def test_what_is_already_being_decided_is_still_counted_when_the_rest_is_forgotten(
    house: House, tmp_path: Path
) -> None:
    gate = gate_of(house, tmp_path)
    connection, wire = came(house, gate, "maya")

    async def story() -> None:
        for _ in range(3):
            await gate._perform(connection, wire, Ask(house.asked("maya", "log hello")))

    asyncio.run(story())
    connection.inbox.popleft()  # the hub took one
    connection.forget_asks()
    assert connection.in_flight == 1


def test_pages_of_the_past_come_out_of_the_same_bucket_as_asks(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def story() -> None:
        gate = gate_of(house, tmp_path)
        connection, wire = came(house, gate, "maya")
        connection.bucket = Bucket(tokens=2.0, at=100.0)
        for _ in range(4):
            await gate._perform(connection, wire, Read(Fetch.model_validate({"from": 1})))
        assert len(wire.sent) == 4, "late, and none is lost"

    monkeypatch.setattr("server.gate.monotonic", lambda: 100.0)
    monkeypatch.setattr("server.gate.asyncio.sleep", sleep)
    asyncio.run(story())
    assert waited == [0.0, 0.0, 1 / PEOPLE_PER_S, 2 / PEOPLE_PER_S]
    assert PEOPLE_BURST >= 100, "a tool that reads a whole night is not slowed"
