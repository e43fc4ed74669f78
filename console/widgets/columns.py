"""The columns of a board: which fit, where each stands, and what fits into a cell of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, chop_cells, set_cell_size

from console.widgets.rows import Cell, Row
from console.widgets.wall import visible

Align = Literal["left", "right"]

GUTTER = 1  # cells before the first column, for the cursor's sign
GAP = 1  # cells between two columns
CUT = "…"

# Terminals disagree by up to six cells on how wide joined or toned emoji and emoji forms of plain
# signs are. Their parts are measured alike everywhere, so a board draws the parts.
_JOINS = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. With a share it grows beyond its width by that part of what is left over."""

    title: str = ""
    width: int = 1
    share: int = 0
    keep: int = 0  # too narrow: the columns of the lowest keep go first, the rightmost first
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a column on a line."""

    column: int
    start: int
    width: int
    align: Align

    @property
    def end(self) -> int:
        """The first cell behind the slot."""
        return self.start + self.width


def lay_out(columns: Sequence[Column], width: int) -> tuple[Slot, ...]:
    """The columns that fit into a line, in their order; at least one, however narrow."""
    kept = list(range(len(columns)))
    while len(kept) > 1 and _needed(columns, kept) > width:
        kept.remove(min(kept, key=lambda at: (columns[at].keep, -at)))
    left = max(0, width - _needed(columns, kept))
    shares = sum(columns[at].share for at in kept)
    slots: list[Slot] = []
    start = GUTTER
    for at in kept:
        column = columns[at]
        more = left * column.share // shares if shares else 0
        left, shares = left - more, shares - column.share
        room = max(0, min(column.width + more, width - start))
        slots.append(Slot(at, start, room, column.align))
        start += room + GAP
    return tuple(slots)


def _needed(columns: Sequence[Column], kept: Sequence[int]) -> int:
    return GUTTER + sum(columns[at].width for at in kept) + GAP * (len(kept) - 1)


def drawn(text: str) -> str:
    """A text as it is drawn: nothing in it acts, and every terminal gives it the same width."""
    return _JOINS.sub("", visible(text))


def fit(text: str, width: int, align: Align = "left") -> str:
    """A text in exactly so many cells: padded, or cut with a sign that it was."""
    text = drawn(text)
    cells = cell_len(text)
    if cells > width:
        text = set_cell_size(text, width - 1) + CUT if width else ""
        cells = width
    blank = " " * (width - cells)
    return blank + text if align == "right" else text + blank


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many cells, parted at blanks where there are some."""
    lines: list[str] = []
    line = ""
    for word in drawn(text).split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        *full, line = [*([line] if line else []), *chop_cells(word, width)] or [""]
        lines += full
    return [*lines, line]


def text_of(cell: str | Cell) -> str:
    """The words in a cell."""
    return cell if isinstance(cell, str) else cell.text


def reach(slots: Sequence[Slot], old: Row, new: Row, width: int) -> int:
    """How many cells from the left must be drawn again when one row replaces another.

    A status or an age stands well left of the free text, which then need not be sent again.
    """
    if (old.tone, old.section, len(old.cells)) != (new.tone, new.section, len(new.cells)):
        return width
    if old.gone != new.gone:
        return width
    if new.section:
        return 0 if old.cells == new.cells else width
    differing = (
        slot.end
        for slot in slots
        if slot.column < len(new.cells) and old.cells[slot.column] != new.cells[slot.column]
    )
    return max(differing, default=0)
