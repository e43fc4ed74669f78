"""Boards that are folded beside the hub's, and compared with it after every ask."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.base import Record
from schemas.board import SHELVES, Board, facts
from schemas.circles import View
from schemas.entry import Entry, link, strict
from server.batch import Happening

# Two records that were found equal; they are frozen, so they are not compared again.
_Equal = tuple[Record, Record]


@dataclass
class Folded:
    """A board and what is known to be equal on it."""

    board: Board
    _equal: dict[tuple[str, str], _Equal] = field(default_factory=dict)

    def unlike(self, other: Board) -> str | None:
        """The first thing in which another board differs."""
        for one in ("seq", "counters", "partial"):
            if getattr(self.board, one) != getattr(other, one):
                return one
        return next((name for name in SHELVES if self._differs(name, other)), None)

    def _differs(self, name: str, other: Board) -> bool:
        mine, theirs = self.board.on(name), other.on(name)
        return mine.keys() != theirs.keys() or any(
            not self._is_equal((name, id), record, theirs[id]) for id, record in mine.items()
        )

    def _is_equal(self, named: tuple[str, str], mine: Record, theirs: Record) -> bool:
        was = self._equal.get(named)
        if was and was[0] is mine and was[1] is theirs:
            return True
        if mine != theirs:
            return False
        self._equal[named] = (mine, theirs)
        return True


@dataclass
class Mirror(Folded):
    """A console's board: folded from the entries as this view may see them, as sent."""

    board: Board = field(default_factory=lambda: Board(counters=None))
    view: View = frozenset()
    digest: bytes = b""

    def take(self, sent: str) -> None:
        """One entry off the wire."""
        entry = Entry.read(strict(sent))
        self.board.fold(entry)
        self.digest = link(self.digest, entry.seq, entry.root)


def survives(entry: Entry) -> None:
    """An entry is the same when it was sent."""
    again = Entry.read(strict(entry.sent))
    assert again == entry, "an entry survives JSON"
    if not entry.is_stub:
        assert facts(again) == facts(entry)


def records_survive(board: Board, happened: Iterable[Happening]) -> None:
    """What these entries touched is the same when a keyframe has carried it."""
    part = Board(seq=board.seq)
    for shelf, id in (name for h in happened for event in h.events for name in event.touches()):
        if shelf in SHELVES and id in board.on(shelf):
            part.on(shelf)[id] = board.on(shelf)[id]
    assert Board.load(json.loads(part.dump())) == part, "a record survives JSON"
