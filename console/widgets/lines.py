"""Draws the lines of a board. Every cell is styled: nothing paints a background under a blank."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from console import quiet  # noqa: F401

# isort: split
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.widgets.columns import CUT, GAP, GUTTER, Column, Slot, drawn, fit, text_of, wrapped
from console.widgets.rows import Row, Rows

WHOLE = " └ "  # before the whole text of the row under the cursor
WHOLE_LINES = 3
CURSOR = ">"  # beside the reversed colours, which not every eye and terminal shows

Styles = Callable[[str], Style]  # the style of a tone or of a part of the board, by its name


def text_line(text: str, width: int, style: Style) -> Strip:
    """One text across the whole width."""
    return Strip([Segment(fit(text, width), style)], width)


def row_line(row: Row, slots: Sequence[Slot], width: int, styles: Styles, marked: bool) -> Strip:
    """One row in its columns, or a heading across them; reversed under the cursor."""
    if row.section:
        title = " ".join(map(text_of, row.cells))
        return text_line(f"── {title} ──" if title else "", width, styles("section"))
    if row.gone:
        return text_line(f"{CURSOR if marked else ' '}{gone(row)}", width, styles("dim"))
    segments: list[Segment] = []
    for text, tone in _pieces(row, slots, CURSOR if marked else " " * GUTTER):
        style = styles(tone) + Style(reverse=True) if marked else styles(tone)
        # Each segment costs its colours on the wire: neighbours of one style are sent as one.
        if segments and segments[-1].style == style:
            text = segments.pop().text + text
        segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width, segments[0].style)


def _pieces(row: Row, slots: Sequence[Slot], gutter: str) -> Iterator[tuple[str, str]]:
    """Each text of a row with its tone, from the left edge to the last column."""
    yield gutter, row.tone
    for slot in slots:
        if slot.start > GUTTER:
            yield " " * GAP, row.tone
        cell = row.cells[slot.column] if slot.column < len(row.cells) else ""
        tone = row.tone if isinstance(cell, str) else cell.tone
        yield fit(text_of(cell), slot.width, slot.align), tone


def gone(row: Row) -> str:
    """What is said where a row stood that left the board under the cursor; not what it said."""
    begins = [row.id[1:].strip()] if row.id.startswith(":") else []
    names = (text for text in map(text_of, row.cells) if any(map(str.isalnum, text)))
    return f"settled, gone from here: {next(chain(begins, names), row.id)}"


def titles(columns: Sequence[Column], slots: Sequence[Slot]) -> str:
    """The titles of the columns."""
    texts = (fit(columns[slot.column].title, slot.width, slot.align) for slot in slots)
    return " " * GUTTER + (" " * GAP).join(texts).rstrip()


def headed(text: str, width: int, marked: str) -> str:
    """The line over a board, with something at its right edge."""
    return f"{fit(text, max(0, width - len(marked) - 1))} {marked}" if marked else text


def whole(row: Row, slots: Sequence[Slot], width: int) -> list[str]:
    """The texts of a row that its columns cut, on a few lines of their own."""
    texts = ((drawn(text_of(row.cells[s.column])), s) for s in slots if s.column < len(row.cells))
    cut = [text for text, slot in texts if cell_len(text) > slot.width]
    room = width - len(WHOLE) - GUTTER
    if row.section or row.gone or not cut or room < 1:
        return []
    *full, last = wrapped("  ".join(cut), room)[: WHOLE_LINES + 1]
    if len(full) == WHOLE_LINES:
        last = full.pop() + CUT
    lines = [fit(line, room).rstrip() for line in (*full, last)]
    return [f"{' ' * len(WHOLE) if at else WHOLE}{line}" for at, line in enumerate(lines)]


def marks(rows: Rows) -> str:
    """How many rows are out of sight, where, and what is new among them."""
    found = (
        f"↑{rows.above}" if rows.above else "",
        f"↓{rows.below}" if rows.below else "",
        f"({rows.waiting} new, G)" if rows.waiting else "",
        "following" if rows.following else "",
    )
    return " ".join(filter(None, found))


def empty_lines(text: str, width: int) -> list[str]:
    """What is said instead of rows, wrapped."""
    return [" " * GUTTER + line for line in textwrap.wrap(text, max(1, width - 2 * GUTTER))]
