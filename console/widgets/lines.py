"""Draws the lines of a board. Every cell is styled: nothing paints a background under a blank."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence

from console import quiet  # noqa: F401

# isort: split
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.widgets.columns import GAP, GUTTER, Column, Slot, fit, text_of
from console.widgets.rows import Row, Rows

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


def titles(columns: Sequence[Column], slots: Sequence[Slot], width: int, marked: str = "") -> str:
    """The titles of the columns, and something at the right edge."""
    texts = (fit(columns[slot.column].title, slot.width, slot.align) for slot in slots)
    text = " " * GUTTER + (" " * GAP).join(texts)
    return f"{fit(text.rstrip(), max(0, width - len(marked) - 1))} {marked}" if marked else text


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
