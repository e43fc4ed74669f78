"""The confirmed board of one console: the hub's entries folded, and the chain that proves them.

Nothing is taken on trust: each entry's root is computed from its leaves, each digest from the one
before, and what the hub says must agree. What does not is ``Differs``; what does not follow is
``Gap`` and only means that something was missed on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.base import Event, Header
from schemas.board import Board, facts
from schemas.entry import Entry, Unreadable, link
from schemas.wire import Happened, Snapshot, unpack

PARTS_MAX = 2_000  # parts of one snapshot


class Differs(Exception):
    """What the hub sent does not agree with what it said before, or with itself."""


class Gap(Exception):
    """Something between was missed; coming back with the cursor mends it."""


@dataclass(frozen=True)
class Landed:
    """One entry as it came onto the board. Of a stub only number and digest are known."""

    entry: Entry
    digest: bytes
    header: Header | None = None
    events: tuple[Event[Any], ...] = ()

    @property
    def seq(self) -> int:
        """The entry's number."""
        return self.entry.seq


@dataclass
class Replica:
    """The board after entry ``board.seq``, the digest there, and of which log and view it is."""

    board: Board
    digest: bytes = b""
    epoch: str = ""
    view: str = ""

    @classmethod
    def empty(cls) -> Replica:
        """Before anything has arrived."""
        return cls(Board(counters=None))

    @property
    def seq(self) -> int:
        """The last entry folded."""
        return self.board.seq

    def take(self, frame: Happened, *, adopt: bool = False) -> list[Landed]:
        """Fold a frame's entries. ``adopt``: go on from the hub's digest where it differs."""
        if frame.to < frame.from_ or (frame.to <= self.seq and frame.entries):
            return []  # had before
        if frame.from_ != self.seq:
            raise Gap(f"#{frame.from_ + 1} does not follow #{self.seq}")
        chained = chain(frame.entries, self.digest, self.seq)
        if self.seq + len(chained) != frame.to:
            raise Differs(f"a frame to #{frame.to} ends at #{self.seq + len(chained)}")
        ours = chained[-1][1] if chained else self.digest
        if ours.hex() != frame.digest and not adopt:
            raise Differs(f"the digest at #{frame.to} is not the hub's")
        landed = [self._fold(entry, digest) for entry, digest in chained]
        self.digest = bytes.fromhex(frame.digest)
        return landed

    def _fold(self, entry: Entry, digest: bytes) -> Landed:
        try:
            if entry.is_stub:
                self.board.skip(entry.seq)
                return Landed(entry, digest)
            header, events = facts(entry)
            self.board.apply(header, events)
        except (Unreadable, AssertionError) as error:
            raise Differs(f"#{entry.seq} does not fold: {error}") from None
        return Landed(entry, digest, header, tuple(events))

    def load(self, board: Board, digest: bytes, epoch: str, view: str) -> None:
        """Begin again from a snapshot."""
        self.board, self.digest, self.epoch, self.view = board, digest, epoch, view


def chain(entries: Sequence[Any], before: bytes, seq: int) -> list[tuple[Entry, bytes]]:
    """Entries as sent, read, each with the digest at its end; they must follow entry ``seq``."""
    chained: list[tuple[Entry, bytes]] = []
    for sent in entries:
        try:
            entry = Entry.read(sent)
        except Unreadable as error:
            raise Differs(str(error)) from None
        seq += 1
        if entry.seq != seq:
            raise Differs(f"#{entry.seq} stands where #{seq} should")
        before = link(before, seq, entry.root)
        chained.append((entry, before))
    return chained


class Loader:
    """Puts a snapshot together from its parts, in order."""

    def __init__(self) -> None:
        self._board = Board(counters=None)
        self._part = 0
        self._of = 0
        self._digest = ""

    @property
    def progress(self) -> tuple[int, int]:
        """How many parts are here, of how many."""
        return self._part, self._of

    def take(self, part: Snapshot) -> tuple[Board, bytes] | None:
        """One more part; the board and its digest once all are there."""
        if self._part == 0:
            self._of, self._digest, self._board.seq = part.of, part.digest, part.seq
        same = (part.of, part.digest, part.seq) == (self._of, self._digest, self._board.seq)
        if not same or part.part != self._part + 1 or part.of > PARTS_MAX:
            raise Gap(f"part {part.part} of {part.of} of a snapshot is not the next")
        self._part += 1
        try:
            for shelf, record in unpack(part.records):
                self._board.put(shelf, record)
        except (ValueError, TypeError) as error:
            raise Differs(f"a snapshot does not read: {error}"[:300]) from None
        if self._part < self._of:
            return None
        return self._board, bytes.fromhex(self._digest)
