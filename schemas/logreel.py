"""A log file open for replaying: any moment of it, by its number, by its time, by what happened.

Nothing is read but what a moment needs: a keyframe and the entries after it, however long the log
is. Boards it has passed are kept, so that going back a little costs little.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas import files
from schemas.base import SAFE_INT, Event, stamp
from schemas.board import Board
from schemas.circles import View
from schemas.database import Database
from schemas.entry import Entry, Unreadable
from schemas.keyframes import uncollected
from schemas.logport import Damaged
from schemas.logtape import CACHE, LogTape, anchor_of, broken, must_not_be_newer
from schemas.logwalk import Walk

BOARDS_KEPT = 96  # in memory; their records are shared
KEPT_EVERY = 32  # entries between two that are kept
KEYFRAME_COSTS = 1_500  # entries that are folded while a keyframe is read
SLICE = 4_000  # entries folded in one go
FOUND = 32  # entries looked for at a time


class LogReel(LogTape):
    """A log file at any of its moments, for one reader."""

    def __init__(self, path: Path, ends: int = SAFE_INT) -> None:
        """``ends``: show nothing after this entry, where what follows is damaged."""
        self._kept_boards: OrderedDict[int, Board] = OrderedDict()
        super().__init__(path, ends)

    @property
    def view(self) -> View | None:
        """Whose log it is: what a cache may hold; None for a hub's, which holds everything."""
        meta = self._state.meta
        return frozenset(meta["view"].split(",")) if self.kind == CACHE else None

    @property
    def missing(self) -> str | None:
        """What its head file promises and the log does not hold, in words."""
        try:
            promise = files.HeadFile(self.path).read()
        except Unreadable:
            return f"{self.path}.head does not read: nothing says whether entries are missing."
        return broken(self, promise) if promise else None

    # -- the board -------------------------------------------------------------------------------

    def board(self, at: int | None = None) -> Board:
        """The board after entry ``at``. It is kept: look at it, and change nothing."""
        at = self.head.seq if at is None else at
        while (board := self.towards(at, SLICE)).seq < at:
            pass
        return board

    def towards(self, at: int, entries: int) -> Board:
        """The board after entry ``at``, or as near before it as so many entries lead: ask again."""
        self._must_hold(at)
        board = self._nearest(at)
        stop = min(at, board.seq + entries)
        with uncollected():
            while board.seq < stop:
                board = self._folded(board.copy(), min(stop, board.seq + KEPT_EVERY))
                self._keep(board)
        return board

    def _nearest(self, at: int) -> Board:
        """A board from which it is not far: a kept one, else a keyframe."""
        seq = max((seq for seq in self._kept_boards if seq <= at), default=None)
        keyframe = next(iter(self._keyframes(at)), 0)
        if seq is not None and keyframe - seq <= KEYFRAME_COSTS:
            return self._kept_boards[seq]
        board = self._keyframe(at)
        self._keep(board)
        return board

    def _keep(self, board: Board) -> None:
        self._kept_boards[board.seq] = board
        self._kept_boards.move_to_end(board.seq)
        while len(self._kept_boards) > BOARDS_KEPT:
            self._kept_boards.popitem(last=False)

    # -- times -----------------------------------------------------------------------------------

    def when(self, seq: int) -> datetime | None:
        """The hub's time of an entry; of one that this view may not see, that of one beside it."""
        asked = "SELECT at FROM entries WHERE at<>'' AND seq"
        found = self._one(f"{asked}<=? ORDER BY seq DESC LIMIT 1", seq) or self._one(
            f"{asked}>? ORDER BY seq LIMIT 1", seq
        )
        return datetime.fromisoformat(found[0]).astimezone(UTC) if found else None

    def last_at(self, moment: datetime) -> int:
        """The last entry that is not after a moment; times never go back in a log."""
        asked = "SELECT seq, at FROM entries WHERE seq>=? AND seq<? AND at<>'' ORDER BY seq LIMIT 1"
        text = stamp(moment)
        low, high = self.anchor.seq + 1, self.head.seq + 1
        after = high  # the first that is known to be after it
        while low < high:
            middle = (low + high) // 2
            found = self._one(asked, middle, high)
            if found is None or found[1] > text:
                high, after = middle, found[0] if found else after
            else:
                low = found[0] + 1
        return after - 1

    # -- what happened ---------------------------------------------------------------------------

    def find(
        self, kinds: Collection[type[Event[Any]]], beyond: int, *, back: bool = False
    ) -> Iterator[Entry]:
        """The entries that hold a fact of these kinds, the nearest first, after or before one."""
        marks = [f'\\"kind\\":\\"{kind.model_fields["kind"].default}\\"' for kind in kinds]
        shelves = sorted({kind.shelf for kind in kinds})
        way, order = ("<", "DESC") if back else (">", "ASC")
        # A fact stands in its entry as a text in a text. The index leads to the few candidates.
        ours = ",".join("?" * len(shelves))
        touching = f"SELECT DISTINCT seq FROM touches WHERE shelf IN ({ours})"  # noqa: S608
        holds = " OR ".join(["instr(e.entry, ?)"] * len(marks))
        asked = (
            f"SELECT e.seq FROM ({touching} AND seq{way}? ORDER BY seq {order}) t"  # noqa: S608
            f" CROSS JOIN entries e ON e.seq=t.seq WHERE e.seq<=? AND ({holds})"
            f" ORDER BY t.seq {order} LIMIT {FOUND}"
        )
        while seqs := [s for (s,) in self._rows(asked, *shelves, beyond, self.head.seq, *marks)]:
            for seq in seqs:
                yield from self.read(seq, seq)
            beyond = seqs[-1]


def readable_to(path: Path) -> tuple[int, str]:
    """The last entry before the first damage, and what is damaged; '' when nothing is.

    Follows the chain from the start without folding: it takes time, and believes nothing.
    """
    files.must_be_a_file(path)
    files.Lock.must_be_free(path)
    database = Database.reading(path, raw=True)
    try:
        database.must_be_ours()
        meta = database.meta()
        must_not_be_newer(path, meta)
        view = frozenset(meta["view"].split(",")) if meta["kind"] == CACHE else None
        walk = Walk(database, anchor_of(meta)[0], None, view)
        try:
            for _ in walk.steps(keyframes=False):
                pass
        except Damaged as damaged:
            return walk.seq, str(damaged)
        return walk.seq, ""
    finally:
        database.close()
