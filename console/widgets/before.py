"""What stood on a board before another list came, and where of it the cursor was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.widgets.rows import Row


@dataclass(frozen=True, slots=True)
class Before:
    """The list, the window onto it and the cursor."""

    rows: Sequence[Row]
    at: Mapping[str, int]
    top: int
    selected: str | None

    def line(self, id: str | None) -> int:
        """The line of the window a row stood on; outside the window when it was not in it."""
        return -1 if id is None else self.at[id] - self.top

    def ids(self, start: int, stop: int) -> Iterator[str]:
        """The ids from one position to before another."""
        return (self.rows[at].id for at in range(start, min(stop, len(self.rows))))

    def outward(self) -> Iterator[str]:
        """The ids around the cursor: those below it downwards, then those above it upwards."""
        if self.selected is None:
            return
        here = self.at[self.selected]
        yield from self.ids(here + 1, len(self.rows))
        yield from (self.rows[at].id for at in range(here - 1, -1, -1))

    def same(self, rows: Sequence[Row], at: Mapping[str, int]) -> str | None:
        """The id under which the selected record is in another list, if it is there."""
        if self.selected is None or self.selected in at:
            return self.selected
        return next((row.id for row in rows if row.was == self.selected), None)

    def with_gap(self, rows: Sequence[Row], at: Mapping[str, int]) -> Sequence[Row]:
        """A list without the row the cursor was on, with a gap where that row would stand."""
        if self.selected is None:
            return rows
        here = self.at[self.selected]
        beside = next((id for id in self.outward() if id in at), None)
        place = 0 if beside is None else at[beside] + (self.at[beside] < here)
        return [*rows[:place], replace(self.rows[here], gone=True), *rows[place:]]
