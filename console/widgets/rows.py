"""The rows of one board: which are there, which one the cursor is on, which are in view.

Knows no screen. Three rules hold throughout: the cursor follows an id, never a position; a window
at its top stays there, and any other keeps the cursor's line, whatever arrives; and there is never
a blank line under the rows while rows are hidden over them (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from console.widgets.before import Before

Tone = Literal["normal", "dim", "warning", "danger", "mine", "pending"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that stands out of its row."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board. A state is a glyph and a word in a cell; the tone only underlines it."""

    id: str
    cells: tuple[str | Cell, ...]
    tone: Tone = "normal"
    section: bool = False  # a heading over the rows below it; the cursor passes it by
    selectable: bool = True
    was: str | None = None  # the id it had before it was numbered: the cursor stays on it
    gone: bool = False  # it left while the cursor was on it: a gap until the cursor goes on


class Rows:
    """A list of rows with a cursor and a window of ``height`` lines onto it."""

    def __init__(self, *, tail: bool = False) -> None:
        self.tail = tail  # a log: it grows at the bottom and can be followed
        self.following = tail
        self.watched = False  # somebody saw the cursor: what it is on is never another by itself
        self.selected: str | None = None
        self.top = 0
        self.height = 0
        self._rows: tuple[Row, ...] = ()
        self._at: dict[str, int] = {}
        self._new: dict[str, None] = {}  # arrived below the window and not seen in it yet
        self._shown = False

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def cursor(self) -> int | None:
        """The position of the selected row."""
        return None if self.selected is None else self._at[self.selected]

    @property
    def gone(self) -> Row | None:
        """What the cursor was on, when it has left the board."""
        row = None if self.cursor is None else self._rows[self.cursor]
        return row if row and row.gone else None

    @property
    def above(self) -> int:
        """How many rows are out of sight over the window."""
        return min(self.top, len(self._rows))

    @property
    def below(self) -> int:
        """How many rows are out of sight under the window."""
        return max(0, len(self._rows) - self.top - self.height)

    @property
    def waiting(self) -> int:
        """How many new rows at the bottom have not been seen."""
        return sum(1 for id in self._new if id in self._at)

    def window(self) -> Sequence[Row]:
        """The rows in view; fewer than ``height`` when the list ends before the window does."""
        return self._rows[self.top : self.top + self.height]

    def under(self, y: int) -> str | None:
        """The id of the selectable row on line ``y`` of the window."""
        at = self.top + y
        on_it = 0 <= y < self.height and at < len(self._rows) and self._selectable(at)
        return self._rows[at].id if on_it else None

    # -- what arrives --------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, asked: bool = False) -> None:
        """Put this list in the place of the one there.

        ``asked``: the person did it (a filter, an order), so nothing in it counts as new, and the
        cursor may go to a neighbour. Of two rows with one id the second cannot be selected.
        """
        before = Before(self._rows, self._at, self.top, self.selected)
        self._put(rows)
        if not asked:
            self._mark_new(before.at)
        same = before.same(self._rows, self._at)
        if self.watched and same is None and not (asked or self.following):
            self._put(before.with_gap(self._rows, self._at))
            same = before.selected
        self.selected = self._still_selected(before, same)
        if self.following:
            self._to_end()
        else:
            self._anchor(before, same)
            if asked:
                self._reveal()
        self._shown = True
        self._see()

    def _put(self, rows: Sequence[Row]) -> None:
        self._rows = tuple(rows)
        self._at = {row.id: at for at, row in enumerate(self._rows)}
        if len(self._at) < len(self._rows):
            self._at = {row.id: at for at, row in reversed([*enumerate(self._rows)])}

    def _mark_new(self, was_at: Mapping[str, int]) -> None:
        """Remember the new rows at the bottom; forget what left the list."""
        self._new = {id: None for id in self._new if id in self._at}
        if not self.tail or self.following or not self._shown:
            return
        # Asks still to be numbered may stand at the very end: what is new can come before them.
        fresh = (row for row in self._rows if row.id not in was_at and row.was not in was_at)
        self._new.update((row.id, None) for row in fresh if not row.section)

    def _still_selected(self, before: Before, same: str | None) -> str | None:
        """The same record, or the gap it left; else a neighbour below or above."""
        for id in chain((same,), before.outward()):
            if id in self._at and (self._selectable(self._at[id]) or self._rows[self._at[id]].gone):
                return id
        return self._nearest(0, 1)

    def _anchor(self, before: Before, same: str | None) -> None:
        """Stay at the top; else keep the cursor's line, and out of view the first line."""
        line, cursor = before.line(before.selected), self.cursor
        in_view = 0 <= line < self.height
        if before.top == 0 and (cursor is None or cursor < self.height or not in_view):
            self.top = 0
            return
        if not in_view:
            self._anchor_window(before)
            return
        for id in chain((same,), before.outward()):
            if id in self._at:
                # What moved up into a gap takes the line of the gap; what stood over it stays.
                stays = min(line, before.line(id)) if id in before.at else line
                self.top = self._at[id] - stays
                break
        self._close_up()
        if cursor is not None and not self.top <= cursor < self.top + self.height:
            self._reveal()

    def _anchor_window(self, before: Before) -> None:
        """Keep the first line of the window that is still here where it is."""
        for id in before.ids(before.top, before.top + self.height):
            if id in self._at:
                self.top = self._at[id] - before.line(id)
                break
        self._close_up()

    # -- what the person does ------------------------------------------------------------------

    def resize(self, height: int) -> None:
        """Give the window another height; a cursor that was in view stays in view."""
        if height < 1:  # hidden: it comes back as it went
            return
        cursor = self.cursor
        in_view = cursor is not None and self.top <= cursor < self.top + self.height
        self.height = height
        if self.following:
            self._to_end()
        self._close_up()
        if in_view and cursor is not None:
            self.top = min(max(self.top, cursor - self.height + 1), cursor)
        self._see()

    def select(self, id: str) -> bool:
        """Put the cursor on this row and bring it into view; False when it is not here."""
        if id not in self._at or not self._selectable(self._at[id]):
            return False
        self._go(id)
        self._reveal()
        self._after_moving()
        return True

    def step(self, by: int) -> None:
        """Move the cursor by so many rows, as far as there are any."""
        if (cursor := self.cursor) is None:
            self.scroll(by)
            return
        self._go(self._nearest(cursor + by, by))
        self._reveal()
        self._after_moving()

    def page(self, by: int) -> None:
        """Move window and cursor together, by one line less than a window."""
        lines = by * max(1, self.height - 1)
        self.scroll(lines)
        if self.cursor is not None:
            self.step(lines)

    def first(self) -> None:
        """Go to the first row."""
        self.top = 0
        self._go(self._nearest(0, -1))
        self._after_moving()

    def last(self) -> None:
        """Go to the last row."""
        self._to_end()
        self._after_moving()

    def follow(self) -> None:
        """Go to the last row, and in a log stay with what comes."""
        self.following = self.tail
        self._to_end()
        self._see()

    def scroll(self, by: int) -> None:
        """Move the window and leave the cursor on its row."""
        self.top += by
        self._close_up()
        self.following = self.following and self.below == 0
        self._see()

    # -- the small steps -----------------------------------------------------------------------

    def _selectable(self, at: int) -> bool:
        row = self._rows[at]
        return row.selectable and not (row.section or row.gone) and self._at[row.id] == at

    def _nearest(self, at: int, way: int) -> str | None:
        """The first selectable row from ``at`` on in one direction, else in the other."""
        onward = range(max(0, at), len(self._rows))
        back = range(min(at, len(self._rows) - 1), -1, -1)
        for places in (onward, back) if way > 0 else (back, onward):
            for place in places:
                if self._selectable(place):
                    return self._rows[place].id
        return None

    def _go(self, id: str | None) -> None:
        """Put the cursor on this row; the gap it comes from closes."""
        gap = self.cursor if self.gone else None
        self.selected = id
        if gap is not None:
            self._put([row for row in self._rows if not row.gone])
            self.top -= gap < self.top
            self._close_up()

    def _to_end(self) -> None:
        self._go(self._nearest(len(self._rows), -1))
        self.top = max(0, len(self._rows) - self.height)

    def _close_up(self) -> None:
        """Leave no empty lines under the list while there are rows over it."""
        self.top = max(0, min(self.top, len(self._rows) - self.height))

    def _reveal(self) -> None:
        """Bring the cursor into view, with the heading over it.

        Half a window at once: a window that moves by one line repaints as much as one that moves
        by ten, so on a thin line holding a key costs a tenth.
        """
        if (cursor := self.cursor) is None:
            return
        heading = cursor
        while heading > 0 and not self._selectable(heading - 1):
            heading -= 1
        if cursor - heading >= self.height:
            heading = cursor
        if not self.top <= cursor < self.top + self.height:
            self.top = cursor - self.height // 2
        self.top = min(self.top, heading)
        self._close_up()

    def _after_moving(self) -> None:
        at_end = self.selected is not None and self.selected == self._nearest(len(self._rows), -1)
        self.following = self.following and at_end
        self._see()

    def _see(self) -> None:
        """What is in the window now is no longer new."""
        if self.height:
            seen = self.top + self.height
            self._new = {id: None for id in self._new if self._at.get(id, seen) >= seen}
