"""What came that needs this person and was not in sight yet: said until it is, and never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.boards import now
from console.boards.base import Look
from console.boards.details import record_of
from console.widgets.columns import text_of
from console.widgets.rows import Row

if TYPE_CHECKING:
    from console.widgets.body import Body


class Calls:
    """What calls me: the rows of Now that wait on me, and lines I have not read."""

    def __init__(self) -> None:
        self.read: set[str] = set()  # urgent lines the person has read; the board bounds them
        self.rows: list[Row] = []  # what waits on me
        self.new: list[Row] = []  # of these what came and was not in sight yet
        self._look: Look | None = None
        self._seen: set[str] | None = None  # None: what is there at first is no news

    def look(self, look: Look, body: Body) -> None:
        """The room as it is now, and what of it is in sight."""
        if look is not self._look:  # it is another one when something came
            self._look, self.rows = look, now.needs_me(look)
        there = {row.id for row in self.rows}
        if self._seen is None and look.board.seq:
            self._seen = there
        unseen = [row for row in self.rows if row.id not in (self._seen or there)]
        records = body.records(look) if unseen else set()
        rows = body.in_sight
        self.new = [
            row
            for row in unseen
            if row.id not in rows and record_of(look.board, row.id) not in records
        ]
        if self._seen is not None:
            self._seen = there - {row.id for row in self.new}

    @property
    def name(self) -> str:
        """The first of what is new: ``R-9``; empty when nothing is."""
        return text_of(self.new[0].cells[1]) if self.new else ""

    @property
    def words(self) -> str:
        """The same with what is wanted, and how many there are."""
        many = f"{len(self.new)} NEED YOU" if len(self.new) > 1 else "NEEDS YOU"
        return f"{many}  {self.name}  {text_of(self.new[0].cells[-1])}" if self.new else ""

    def after(self, selected: str | None) -> str | None:
        """The row to go to: the first that is new, else the next after the one selected."""
        ids = [row.id for row in self.new] or [row.id for row in self.rows]
        if self.new or selected not in ids:
            return next(iter(ids), None)
        return ids[(ids.index(selected) + 1) % len(ids)]
