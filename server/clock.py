"""Deadlines. They are fields of records; here is only the heap that says which is next.

The heap is rebuilt from the board at start, so a deadline that fell due while the hub was down is
asked once, late. Each ask has a ref made of the record and the time due, so it is asked only once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from schemas.base import Record, stamp
from schemas.board import Board
from schemas.grants import CLOCK
from schemas.wire import Submit
from server.batch import Asked, Happening
from server.rules import Actor

AT_ONCE = 64  # deadlines asked in one go

ACTOR = Actor(person="clock", agency="hub", grants=frozenset({CLOCK}))


class Clock:
    """The next deadlines of one board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._heap: list[tuple[datetime, str, str]] = []
        for shelf, record in board.records():
            self._note(shelf, record)

    def _note(self, shelf: str, record: Record) -> None:
        found = record.deadline()
        if found:
            heapq.heappush(self._heap, (found[0], shelf, record.id))

    def follow(self, happenings: Iterable[Happening]) -> None:
        """Take note of what these entries made due."""
        for happening in happenings:
            for event in happening.events:
                record = self._board.on(event.shelf).get(event.id) if event.shelf else None
                if record:
                    self._note(event.shelf, record)

    def due(self, now: datetime) -> list[Asked]:
        """What is to be asked now. A record that changed meanwhile is skipped."""
        asks: list[Asked] = []
        while self._heap and self._heap[0][0] <= now and len(asks) < AT_ONCE:
            when, shelf, id = heapq.heappop(self._heap)
            record = self._board.on(shelf).get(id)
            found = record.deadline() if record else None
            if found is None or found[0] != when:
                continue
            ask = found[1]
            # Hashed, for it must fit whatever the record is called; the same again after a restart.
            ref = f"{ask.kind}:{sha256(f'{id} {stamp(when)}'.encode()).hexdigest()[:32]}"
            submit = Submit(ref=ref, command=ask.model_dump(mode="json"))
            asks.append(Asked("clock", ACTOR, submit))
        return asks
