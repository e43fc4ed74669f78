"""Rows on the screen, of which only what changed is sent.

The window as it should be is compared with the window as it was painted: that says which lines
differ and how far into each. Nobody has to tell what they changed, so nothing can be forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from console import quiet  # noqa: F401

# isort: split
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from console.widgets.columns import CUT, Column, Slot, lay_out, reach
from console.widgets.lines import (
    empty_lines,
    headed,
    marks,
    row_line,
    text_line,
    titles,
    whole,
)
from console.widgets.rows import Row, Rows

STRIPS_MAX = 512  # drawn lines remembered: two windows of the tallest screens
FOOT_FROM = 12  # lines of a board from which some can be spared for the whole text of a row
NOWHERE = Size(0, 0)

Line = tuple[Row | str, bool]  # a row or a plain text, and whether the cursor is on it


class PaintedRows(Widget):
    """Rows in columns under a fixed line of titles."""

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = True

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board--titles",
        "board--section",
        "board--empty",
        "board--normal",
        "board--dim",
        "board--warning",
        "board--danger",
        "board--mine",
        "board--pending",
    }

    DEFAULT_CSS = """
    PaintedRows {
        width: 1fr;
        height: 1fr;
        & > .board--titles { color: $text-muted; text-style: bold; }
        & > .board--section { text-style: bold; }
        & > .board--empty { color: $text-muted; }
        & > .board--dim { color: $text-muted; }
        & > .board--warning { color: $text-warning; }
        & > .board--danger { color: $text-error; text-style: bold; }
        & > .board--mine { text-style: bold; }
        & > .board--pending { color: $text-muted; text-style: italic; }
    }
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Rows,
        empty: str,
        *,
        marked: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        # First: a refresh during construction clears it.
        self._strips: LRUCache[Line, Strip] = LRUCache(STRIPS_MAX)
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._rows = rows
        self._empty = empty
        self._marked = marked  # beside its titles it says how much of it is out of sight
        self._head = int(any(column.title for column in columns))
        # Lines under the rows for the whole text of the one under the cursor, while it is cut.
        self._foot = 0
        self._slots: tuple[Slot, ...] = ()
        self._laid_out = Size(-1, -1)
        self._painted: list[Line] = []
        self._titles = ""

    @property
    def empty(self) -> str:
        """What is said when there are no rows."""
        return self._empty

    @empty.setter
    def empty(self, text: str) -> None:
        self._empty = text
        self._repaint()

    def plain_lines(self) -> list[str]:
        """What stands on the screen, line by line, without its blanks at the end."""
        return [self.render_line(y).text.rstrip() for y in range(self.size.height)]

    def render_line(self, y: int) -> Strip:
        """One line of the widget: the titles, a row, or a blank."""
        self._take_size()
        width = self.size.width
        if y < self._head:
            return text_line(self._titles, width, self._style("titles"))
        y -= self._head
        row, marked = self._painted[y] if y < len(self._painted) else ("", False)
        if isinstance(row, str):
            return text_line(row, width, self._style("normal" if len(self._rows) else "empty"))
        if (strip := self._strips.get((row, marked))) is None:
            strip = row_line(row, self._slots, width, self._style, marked)
            self._strips[row, marked] = strip
        return strip

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Ask for lines to be painted again, or for all: then the theme may be another."""
        if not regions:
            self._strips.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_focus(self, event: events.Focus) -> None:
        """Show the cursor."""
        self._rows.watched = True
        self._take_focus(event, True, events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """Hide the cursor: keys go elsewhere."""
        self._take_focus(event, False, events.DescendantBlur(self))

    def _take_focus(self, event: events.Event, has_focus: bool, tell: events.Event) -> None:
        """What a widget does by itself, without its paint of everything for one changed line."""
        event.prevent_default()
        self.has_focus = has_focus
        if self.parent is not None:
            self.parent.post_message(tell)
        self._repaint()

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"board--{name}")

    def _window(self) -> list[Line]:
        """What each line of the window should show."""
        rows = self._rows
        cursor = rows.cursor if self.has_focus else None
        lines: list[Line] = [(row, at == cursor) for at, row in enumerate(rows.window(), rows.top)]
        if not len(rows):
            lines = [(text, False) for text in empty_lines(self._empty, self.size.width)]
        lines = (lines + [("", False)] * rows.height)[: rows.height]
        foot = self._whole() if self._foot else ()
        return [*lines, *((text, False) for text in foot)]

    @property
    def read(self) -> str | None:
        """The id of the row under the cursor, when all of its text stands on the screen."""
        row, cut = self._under_cursor(), self._whole()
        shown = len(cut) <= self._foot and not any(line.endswith(CUT) for line in cut[-1:])
        return row.id if row and shown and not row.gone else None

    def _under_cursor(self) -> Row | None:
        """The row the cursor is on, when it is in view."""
        cursor, rows = self._rows.cursor, self._rows.window()
        in_view = cursor is not None and self._rows.top <= cursor < self._rows.top + len(rows)
        return rows[cursor - self._rows.top] if cursor is not None and in_view else None

    def _whole(self) -> list[str]:
        """What the columns cut of the row under the cursor."""
        row = self._under_cursor()
        return whole(row, self._slots, self._laid_out.width) if row else []

    def _fold_foot(self) -> None:
        """Give every line but the titles to the rows."""
        self._foot = 0
        self._rows.resize(self._laid_out.height - self._head)

    def _fit_foot(self) -> None:
        """Take as many lines as the row under the cursor needs, when it is cut."""
        height = self._laid_out.height - self._head
        needed = len(self._whole()) if self.has_focus and height >= FOOT_FROM else 0
        if needed != self._foot:
            self._foot = needed
            self._rows.resize(height - needed)

    def _take_size(self) -> None:
        """Lay out anew when the size is another; a line may be asked for before we are told."""
        # Out of sight it has no size, and comes back as large as it was: what changed meanwhile
        # must be known by the lines that were painted last.
        if self.size in (self._laid_out, NOWHERE):
            return
        self._laid_out = self.size
        self._slots = lay_out(self._columns, self.size.width)
        self._strips.clear()
        self._fold_foot()
        self._fit_foot()
        self._painted = self._window()
        self._titles = self._titled(self.size.width)

    def _titled(self, width: int) -> str:
        marked = marks(self._rows) if self._marked else ""
        return headed(titles(self._columns, self._slots), width, marked)

    def _repaint(self) -> None:
        """Ask for the lines that differ from what was painted."""
        self._take_size()
        self._fit_foot()
        width = self._laid_out.width
        old, self._painted = self._painted, self._window()
        was, self._titles = self._titles, self._titled(width)
        changed = [
            Region(0, y + self._head, cells, 1)
            for y, (before, after) in enumerate(zip(old, self._painted, strict=True))
            if before != after and (cells := self._reach(before, after))
        ]
        if self._head and was != self._titles:
            changed.append(Region(0, 0, width, self._head))
        if changed:
            self.refresh(*changed)

    def _reach(self, before: Line, after: Line) -> int:
        """How many cells of a line differ at most, from its left edge."""
        (old, was_marked), (new, marked) = before, after
        width = self._laid_out.width
        if isinstance(old, str) or isinstance(new, str) or was_marked != marked:
            return width
        return reach(self._slots, old, new, width)
