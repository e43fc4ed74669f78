"""Heartbeats: each console has its second, and a head is signed once for all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from schemas.wire import HEARTBEAT_S
from server.access import Doorkeeper
from server.connection import Connection
from server.disk import Guard
from server.lines import Lines, Wire
from server.metrics import Metrics
from server.session import Session
from server.tending import Tending
from tests.house import House


class Heard:
    """What each wire was sent; a wire is the name of its session."""

    def __init__(self) -> None:
        self.beats: Counter[Any] = Counter()
        self.frames: set[str] = set()

    def __call__(self, wires: Sequence[Wire], frame: str) -> None:
        self.beats.update(wires)
        self.frames.update([frame] if wires else [])


def test_every_console_has_its_second_for_the_heartbeat_and_not_all_the_same(house: House) -> None:
    heard, signed = Heard(), list[bytes]()
    lines = Lines(heard)
    for n in range(3 * HEARTBEAT_S):
        session = Session(f"{n}", house.hub, Doorkeeper(""), lambda text: "", "")
        connection = Connection.new(session, "test", 0.0)
        connection.live = True
        lines.add(connection, f"wire {n}")  # type: ignore[arg-type]

    def sign(text: bytes) -> str:
        signed.append(text)
        return "00" * 64

    with ThreadPoolExecutor(1) as writer:
        guard = Guard(house.path)
        tending = Tending(house.hub, lines, sign, guard, timedelta, writer, Metrics())
        for second in range(HEARTBEAT_S):
            before = heard.beats.total()
            tending.beat(second)
            assert heard.beats.total() - before == 3, "a fifth each second"
        guard.close()
    assert set(heard.beats.values()) == {1}, "each once in five seconds"
    assert len(signed) == 1, "one head is signed once"
    assert all(json.loads(frame)["to"] == house.hub.durable.seq for frame in heard.frames)
