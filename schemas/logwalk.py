"""Walking a log file from its beginning: every entry read, chained and folded again, none believed.

Damaged, with its number, is raised at the first entry that is not what it was. What is wrong
beside the entries is noted, and the walk goes on. No word of any entry is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from pydantic_core import from_json

from schemas.base import Event, Header, stamp
from schemas.board import Board, facts
from schemas.circles import View, meets
from schemas.database import Database
from schemas.entry import Entry, Unreadable, link, strict
from schemas.keyframes import load, text_of
from schemas.logport import (
    FOLD_ERRORS,
    Damaged,
    Head,
    LogError,
    chained_from,
    receipt_check,
    touched_by,
)

PAGE = 256  # entries read at a time
PROBES = 4_096  # entries looked for one by one behind what cannot be read
KEYFRAMES_READ = 10_000  # keyframes looked at; a log keeps far fewer
_COLUMNS = "SELECT seq, at, entry, digest, receipt FROM entries"

Row = tuple[Any, ...]


class Walk:
    """Where the walk is, and what it met. ``aside`` is the first thing wrong beside the entries."""

    def __init__(self, database: Database, begins: Head, board: Board | None, view: View | None):
        """``board`` None: do not fold. ``view`` None: a hub's log, where nothing is withheld."""
        self.seq, self.digest = begins.seq, begins.digest
        self.board = board
        self.aside: str | None = None
        self.receipts = self.touches = 0
        self.older = False  # an older release wrote this and did not know every kind
        self._database = database
        self._view = view

    def wrong(self, what: str) -> None:
        """Note what is wrong beside the entries; the first is what will be told."""
        self.aside = self.aside or what

    def steps(self, *, keyframes: bool) -> Iterator[int]:
        """Go on by one entry; the number of each. Whether the ``keyframes`` are to agree."""
        frames = self._frames() if keyframes else []
        self._frame(frames)
        while rows := self._page():
            for row in rows:
                self._step(*row)
                self._frame(frames)
                yield self.seq
        if frames:
            self.wrong(f"a keyframe of #{frames[0]}")

    # -- reading what can be read ----------------------------------------------------------------

    def _page(self) -> list[Row]:
        """The next rows that follow each other, as far as they read."""
        rows, more = self._database.scan(
            f"{_COLUMNS} WHERE seq>? ORDER BY seq LIMIT {PAGE}", self.seq
        )
        placed = takewhile(lambda one: one[0] == one[1][0], enumerate(rows, self.seq + 1))
        following = [row for _, row in placed]
        if following or not (rows or more):
            return following
        row = self._probe(self.seq + 1)  # a page may be found by its key and not from its neighbour
        if row:
            return [row]
        raise Damaged(self._lost(self.seq + 1, read=not more), self.seq + 1)

    def _probe(self, seq: int) -> Row | None:
        try:
            found = self._database.one(f"{_COLUMNS} WHERE seq=?", seq)
        except LogError:
            return None
        return found if found and found[0] == seq else None

    def _lost(self, seq: int, *, read: bool) -> str:
        what = f"#{seq} is missing" if read else f"#{seq} is damaged: its page does not read"
        for later in range(seq + 1, seq + 1 + PROBES):
            if self._probe(later):
                return f"{what}; entries are there again from #{later} on."
        return f"{what}, nor is any of the next {PROBES} there."

    # -- one entry -------------------------------------------------------------------------------

    def _step(self, seq: Any, at: Any, kept: Any, digest: Any, receipt: Any) -> None:
        entry = self._entry(seq, kept)
        try:
            self.digest = link(self.digest or chained_from(entry), seq, entry.root)
        except FOLD_ERRORS:
            raise Damaged(f"#{seq} is damaged: it does not open a log.", seq) from None
        if self.digest != digest:
            before = f"; it or #{seq - 1} was changed" if seq > 1 else ""
            raise Damaged(f"#{seq} is damaged: it does not fit its digest{before}.", seq)
        header, events = self._fold(entry)
        if at != (stamp(header.at).encode() if header else b""):
            raise Damaged(f"#{seq} is damaged: its time is kept twice and differs.", seq)
        self.seq = seq
        self._beside(header, events, receipt)

    def _entry(self, seq: int, kept: Any) -> Entry:
        try:
            entry = Entry.read(strict(kept.decode("ascii")))
            whole = not entry.is_stub and not any(leaf.withheld for leaf in entry.leaves)
            said = entry.sent.encode()
        except (*FOLD_ERRORS, RecursionError):
            raise Damaged(f"#{seq} is damaged: its bytes do not read.", seq) from None
        if entry.seq != seq:
            raise Damaged(f"#{seq} is damaged: it holds another entry.", seq)
        if said != kept or not (whole or self._view is not None):
            raise Damaged(f"#{seq} is damaged: its bytes are not as they were kept.", seq)
        return entry

    def _fold(self, entry: Entry) -> tuple[Header | None, list[Event[Any]]]:
        try:
            header, events = (None, []) if entry.is_stub else facts(entry)
            if self.board and header:
                self.board.apply(header, events)
            elif self.board:
                self.board.skip(entry.seq)
        except FOLD_ERRORS:
            why = "its facts do not follow from what was before"
            raise Damaged(f"#{entry.seq} is damaged: {why}.", entry.seq) from None
        return header, events

    # -- what is kept beside it ------------------------------------------------------------------

    def _beside(self, header: Header | None, events: list[Event[Any]], check: Any) -> None:
        if self._view is not None and not all(meets(e.audience, self._view) for e in events):
            self.wrong(f"#{self.seq} holds what its view may not see")
        try:
            for shelf, id in touched_by(events):
                self._touch(shelf, id)
            if check is not None:
                self._receipt(header, check)
        except LogError:
            self.wrong("its index does not read")

    def _touch(self, shelf: str, id: str) -> None:
        asked = "SELECT 1 FROM touches WHERE shelf=? AND id=? AND seq=?"
        self.touches += 1
        if self._database.one(asked, shelf, id, self.seq):
            return
        if self._view is not None and self._database.one(asked, "", id, self.seq):
            self.older = True
            return
        self.wrong(f"what #{self.seq} touched")

    def _receipt(self, header: Header | None, check: bytes) -> None:
        asked = "SELECT hash, seq, made FROM receipts WHERE person=? AND ref=?"
        self.receipts += 1
        try:
            assert header, "a stub has no receipt"
            row = self._database.one(asked, header.by.person, header.ref)
            assert row, "there is a receipt"
            hash_, seq, made = row
            by, ref = header.by.person, header.ref
            same = receipt_check(by, ref, hash_.decode(), seq, made.decode()) == check
            same = same and seq == self.seq
        except FOLD_ERRORS:
            same = False
        if not same:
            self.wrong(f"the receipt of #{self.seq}")

    # -- keyframes -------------------------------------------------------------------------------

    def _frames(self) -> list[int]:
        asked = f"SELECT seq FROM keyframes ORDER BY seq LIMIT {KEYFRAMES_READ}"  # noqa: S608
        try:
            return [seq for (seq,) in self._database.rows(asked)]
        except LogError:
            self.wrong("the keyframes do not read")
            return []

    def _frame(self, frames: list[int]) -> None:
        """A keyframe of this entry is the board as folded here."""
        if self.board is None or frames[:1] != [self.seq]:
            return
        frames.pop(0)
        try:
            row = self._database.one("SELECT board FROM keyframes WHERE seq=?", self.seq)
            text = text_of(row[0]) if row else ""
            if _says_the_same(text, self.board.dump()):
                return
            found = load(text)
        except (LogError, Unreadable):
            self.wrong(f"the keyframe of #{self.seq} does not read")
            return
        # An older release left out what it did not know, and said so.
        known = not (found.partial and self._view is not None)
        if known and found != self.board:
            self.wrong(f"the keyframe of #{self.seq}")


def _says_the_same(one: str, other: str) -> bool:
    """Whether two boards are the same as text, but for the order of what they say."""
    try:
        same: bool = from_json(one) == from_json(other)
    except ValueError:
        return False
    return same
