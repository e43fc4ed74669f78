"""Reading a log file: what it says about itself, its entries, and the board at any of them.

A hub's log begins at #1 and holds everything; a cache holds what one view may see and begins at
an anchor: a number, a digest, and the board as it was then. Both keep each entry as the bytes that
were hashed and sent. Look-ups never trust them: every board is folded along the chain.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from schemas import files
from schemas.base import SAFE_INT
from schemas.board import Board
from schemas.database import Database
from schemas.entry import Entry, Unreadable, canonical, link
from schemas.keyframes import unpack
from schemas.logport import (
    FOLD_ERRORS,
    Anchor,
    Damaged,
    Head,
    LogError,
    Newer,
    Receipt,
    chained_from,
    epoch_of,
)
from schemas.nouns import FOLD

FORMAT = 1  # of the tables
HUB, CACHE = "hub", "console"
PAGE = 256  # entries read at a time
TOUCHED_MAX = 10_000  # entries of one record looked up at most, the latest


@dataclass(slots=True)
class State:
    """Where a log file begins and ends. A hub's log begins after #0."""

    meta: dict[str, str]
    anchor: Head
    head: Head
    epoch: str | None

    @property
    def folds_alike(self) -> bool:
        """Whether its keyframes are what this release would fold."""
        return self.meta["fold"] == str(FOLD)


class LogTape:
    """A log file open for reading while nobody writes it; a hub's log or a cache."""

    def __init__(self, path: Path, ends: int = SAFE_INT) -> None:
        """``ends``: read nothing after this entry, where what follows is damaged."""
        files.must_be_a_file(path)
        files.Lock.must_be_free(path)
        self._look(path, ends)

    def _look(self, path: Path, ends: int = SAFE_INT) -> None:
        self.path = path
        self.warnings: list[str] = []  # what whoever opened it should be told
        self._guard = threading.RLock()  # any thread may use it: who comes second waits
        self._database = Database.reading(path, damaged=ends < SAFE_INT)
        try:
            self._state = look(self._database, ends)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- where it stands -------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """``hub`` or ``console``."""
        return self._state.meta["kind"]

    @property
    def head(self) -> Head:
        """The last entry's number and digest."""
        return self._state.head

    @property
    def anchor(self) -> Head:
        """What it begins after; #0 for a hub's log."""
        return self._state.anchor

    @property
    def epoch(self) -> str | None:
        """The epoch in force; None before the first entry."""
        return self._state.epoch

    # -- look-ups --------------------------------------------------------------------------------

    def read(self, first: int, last: int) -> Iterator[Entry]:
        """Entries in order, both ends included, as far as they are here."""
        for entry, _ in self._kept(first, last):
            yield entry

    def tail(self, n: int) -> list[Entry]:
        """The last ``n`` entries, in order."""
        return list(self.read(self.head.seq - n + 1, self.head.seq))

    def digest_at(self, seq: int) -> bytes:
        """The digest after entry ``seq``; where the log begins, what it is chained from."""
        if seq == 0 and self.kind == HUB:
            return chained_from(next(self.read(1, 1)))
        if seq == self.anchor.seq:
            return self.anchor.digest
        found = self._one("SELECT digest FROM entries WHERE seq=?", seq)
        if found is None:
            raise LogError(f"#{seq} is not in this log.")
        digest: bytes = found[0]
        return digest

    def receipt(self, person: str, ref: str) -> Receipt | None:
        """The first answer this ref got, if it was an acceptance."""
        asked = "SELECT hash, seq, made FROM receipts WHERE person=? AND ref=?"
        found = self._one(asked, person, ref)
        if found is None:
            return None
        return Receipt(person, ref, found[0], found[1], tuple(json.loads(found[2])))

    def touched(self, shelf: str, id: str, limit: int = TOUCHED_MAX) -> list[int]:
        """The entries that touched a record, in order; the latest ``limit`` of them."""
        asked = "SELECT seq FROM touches WHERE shelf=? AND id=? ORDER BY seq DESC LIMIT ?"
        return [seq for (seq,) in reversed(self._rows(asked, shelf, id, limit))]

    def board(self, at: int | None = None) -> Board:
        """The board after entry ``at``: the nearest keyframe, and what happened since."""
        at = self.head.seq if at is None else at
        self._must_hold(at)
        return self._folded(self._keyframe(at), at)

    def _must_hold(self, at: int) -> None:
        if not self.anchor.seq <= at <= self.head.seq:
            begins, ends = self.anchor.seq, self.head.seq
            raise LogError(f"This log holds the board from #{begins} to #{ends}, not at #{at}.")

    def _folded(self, board: Board, at: int) -> Board:
        """The same board, after entry ``at``."""
        digest = self.digest_at(board.seq) if board.seq or at else b""
        for entry, kept in self._kept(board.seq + 1, at):
            digest = link(digest, entry.seq, entry.root)
            try:
                if digest != kept:
                    raise Unreadable("what it says does not fit its digest")
                board.fold(entry)
            except FOLD_ERRORS as error:
                because = f"#{entry.seq} is damaged; `sitroom verify` says how."
                raise Damaged(because, entry.seq) from error
        return board

    def _keyframe(self, at: int) -> Board:
        """The latest usable keyframe not after ``at``, or the board a hub's log begins with."""
        for seq in self._keyframes(at):
            try:
                found = self._one("SELECT board FROM keyframes WHERE seq=?", seq)
                assert found, "it was there"
                return unpack(found[0])
            except (Unreadable, Damaged):
                self.warnings.append(f"The keyframe of #{seq} does not read: it is passed over.")
        if self.kind == CACHE:
            raise Damaged(f"{self.path} is damaged: the board it begins with does not read.")
        return Board()

    def _keyframes(self, at: int) -> list[int]:
        """The numbers of those not after ``at`` that may be used, the latest first."""
        asked = "SELECT seq FROM keyframes WHERE seq<=? ORDER BY seq DESC"
        trusted = self._state.folds_alike or self.kind == CACHE
        try:
            return [seq for (seq,) in self._rows(asked, at)] if trusted else []
        except Damaged:
            self.warnings.append("The keyframes do not read: everything is folded anew.")
            return []

    def _kept(self, first: int, last: int) -> Iterator[tuple[Entry, bytes]]:
        # A limit and no end: to find an end, the next page would be read, and it may be damaged.
        asked = "SELECT seq, entry, digest FROM entries WHERE seq>=? ORDER BY seq LIMIT ?"
        seq, last = max(first, self.anchor.seq + 1), min(last, self.head.seq)
        while seq <= last:
            rows = self._rows(asked, seq, min(last - seq + 1, PAGE))
            for kept, text, digest in rows:
                if kept != seq:
                    break
                yield read_entry(seq, text), digest
                seq += 1
            if not rows or rows[-1][0] != seq - 1:
                raise Damaged(f"#{seq} is missing.", seq)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._guard:
            return self._database.rows(sql, *values)

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        with self._guard:
            return self._database.one(sql, *values)


# -- what a file says about itself ---------------------------------------------------------------


def new_meta(kind: str) -> dict[str, str]:
    """What a new file says about itself."""
    return {"format": str(FORMAT), "fold": str(FOLD), "kind": kind}


def anchored(anchor: Anchor) -> str:
    """Where a cache begins, as it is kept; with a hash of the board it begins with."""
    return canonical([anchor.seq, anchor.digest.hex(), anchor.board.digest()])


def anchor_of(meta: dict[str, str]) -> tuple[Head, str]:
    """Where a file begins, and the hash of the board it begins with (empty for a hub's log)."""
    if meta["kind"] == HUB:
        return Head(0, b""), ""
    seq, digest, board = json.loads(meta["anchor"])
    return Head(seq, bytes.fromhex(digest)), board


def must_not_be_newer(path: Path, meta: dict[str, str]) -> None:
    """Refuse what a newer release made: this one could not read or fold all of it."""
    for name, mine in (("format", FORMAT), ("fold", FOLD)):
        if int(meta[name]) > mine:
            raise Newer(
                f"{path} was made by a newer release of sitroom ({name} {meta[name]}, this one"
                f" knows {mine}): use that one."
            )


def look(database: Database, ends: int = SAFE_INT) -> State:
    """What the file says about itself; one of the log errors when it cannot be used."""
    database.must_be_ours()
    meta = database.meta()
    must_not_be_newer(database.path, meta)
    anchor, _ = anchor_of(meta)
    last = database.one(
        "SELECT seq, digest FROM entries WHERE seq<=? ORDER BY seq DESC LIMIT 1", ends
    )
    # Of a damaged file nothing is read but what must be.
    epoch = meta.get("epoch") if ends < SAFE_INT else _epoch(database, meta)
    return State(meta, anchor, Head(*last) if last else anchor, epoch)


def _epoch(database: Database, meta: dict[str, str]) -> str | None:
    """The epoch that the last entry about the log itself began."""
    begun = database.one("SELECT max(seq) FROM touches WHERE shelf='logs' AND id='log'")
    if not (begun and begun[0]):
        return meta.get("epoch")
    found = database.one("SELECT seq, entry FROM entries WHERE seq=?", begun[0])
    return (found and epoch_of(read_entry(*found))) or meta.get("epoch")


def read_entry(seq: int, kept: str) -> Entry:
    """An entry from its kept bytes; Damaged, by its number, when they are not one."""
    try:
        entry = Entry.kept(kept)
    except (ValueError, TypeError):
        raise Damaged(f"#{seq} is damaged: its bytes do not read.", seq) from None
    if entry.seq != seq:
        raise Damaged(f"#{seq} is damaged: it holds another entry.", seq)
    return entry


def broken(tape: LogTape, promise: files.Promise) -> str | None:
    """What the head file promises and the log does not keep, in words."""
    ends = tape.head.seq
    if promise.seq > ends:
        return (
            f"The log ends at #{ends}, but its head file names #{promise.seq}: what was committed"
            " in between is missing."
        )
    if promise.seq > tape.anchor.seq and tape.digest_at(promise.seq) != promise.digest:
        return f"The log and its head file disagree about #{promise.seq}."
    return None
