"""The one widget that shows every board.

What arrives is gathered and painted at most four times a second, and never moves what the person
is looking at; what the person does is painted at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from console.widgets.columns import Column
from console.widgets.lines import gone, marks
from console.widgets.painted import PaintedRows
from console.widgets.rows import Row, Rows

GATHER_S = 0.25  # what arrives within it is one paint: four a second at most
WHEEL_LINES = 3


class BoardView(PaintedRows, can_focus=True):
    """Rows in columns under a fixed line of titles, with a cursor that follows an id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", "Down", show=False),
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("G", "follow", "Newest", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    class _About(Message):
        """Something about one board."""

        def __init__(self, board: BoardView) -> None:
            super().__init__()
            self.board = board

        @property
        def control(self) -> BoardView:
            """The board it is about, for selectors."""
            return self.board

    class Opened(_About):
        """The person pressed Enter on a row, or clicked it twice."""

        def __init__(self, board: BoardView, row: str) -> None:
            super().__init__(board)
            self.row = row

    class Gone(_About):
        """The person pressed Enter where a row stood that has left the board."""

        def __init__(self, board: BoardView, said: str) -> None:
            super().__init__(board)
            self.said = said

    class Selected(_About):
        """The cursor is on another row, or on none."""

        def __init__(self, board: BoardView, row: str | None) -> None:
            super().__init__(board)
            self.row = row

    class Scrolled(_About):
        """Another part of it is in sight."""

    class Waiting(_About):
        """Another number of new rows waits below, or following began or ended."""

        def __init__(self, board: BoardView, count: int, following: bool) -> None:
            super().__init__(board)
            self.count = count
            self.following = following

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        tail: bool = False,
        empty: str = "",
        marked: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """``tail``: a log, which grows at the bottom; ``empty``: what to say when it is empty.

        ``marked``: it says itself how much of it is out of sight.
        """
        super().__init__(columns, Rows(tail=tail), empty, marked=marked, id=id, classes=classes)
        self._told_marks = ""
        self._told: tuple[str | None, int, bool] = (None, 0, tail)
        self._next: tuple[Row, ...] | None = None
        self._gathering: Timer | None = None

    # -- what others use -----------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, asked: bool = False) -> None:
        """Show this list in the place of the one there; lines that stay the same cost nothing.

        ``asked``: the person did it (a filter, an order), so it is painted at once and nothing in
        it is new.
        """
        if asked or not self.is_attached:
            if self._next is not None:
                self._rows.show(self._next)
                self._next = None
            self._fold_foot()
            self._rows.show(rows, asked=asked)
            self._after()
            return
        self._next = tuple(rows)
        if self._gathering is None:
            self.flush()

    def flush(self) -> None:
        """Paint what was gathered, and gather again for a quarter of a second."""
        if self._gathering is not None:
            self._gathering.stop()
            self._gathering = None
        if self._next is None:
            return
        self._rows.show(self._next)
        self._next = None
        self._gathering = self.set_timer(GATHER_S, self.flush)
        self._after()

    def select(self, row: str) -> bool:
        """Put the cursor on this row and bring it into view; False when it is not here."""
        found = self._rows.select(row)
        self._after()
        return found

    @property
    def selected(self) -> str | None:
        """The id of the row the cursor is on; none where it stands in a gap."""
        return None if self._rows.gone else self._rows.selected

    @property
    def in_gap(self) -> bool:
        """Whether the cursor stands where a row was that left."""
        return self._rows.gone is not None

    @property
    def in_sight(self) -> list[str]:
        """The ids of the rows in sight."""
        return [row.id for row in self._rows.window() if not row.gone]

    @property
    def following(self) -> bool:
        """Whether this log stays at its end with what comes."""
        return self._rows.following

    @property
    def waiting(self) -> int:
        """How many new rows wait unseen at the bottom of this log."""
        return self._rows.waiting

    @property
    def marks(self) -> str:
        """How much of it is out of sight, where, and what is new among it."""
        return marks(self._rows)

    # -- keys and mouse ------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Move the cursor."""
        self._rows.step(by)
        self._after()

    def action_page(self, by: int) -> None:
        """Move window and cursor."""
        self._rows.page(by)
        self._after()

    def action_first(self) -> None:
        """Go to the first row."""
        self._rows.first()
        self._after()

    def action_last(self) -> None:
        """Go to the last row."""
        self._rows.last()
        self._after()

    def action_follow(self) -> None:
        """Go to the last row; a log stays with what comes."""
        self._rows.follow()
        self._after()

    def action_open(self) -> None:
        """Open the selected row; say it when that is gone."""
        if (left := self._rows.gone) is not None:
            self.post_message(self.Gone(self, gone(left)))
        elif self.selected is not None:
            self.post_message(self.Opened(self, self.selected))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row; a second click opens it."""
        offset = event.get_content_offset(self)
        row = self._rows.under(offset.y - self._head) if offset is not None else None
        if row is not None and self.select(row) and event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the window, not the cursor."""
        self._wheel(event, WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the window, not the cursor."""
        self._wheel(event, -WHEEL_LINES)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        self._rows.scroll(by)
        self._after()

    def on_resize(self) -> None:
        """Another size may have brought new rows into view."""
        self._after()

    def _after(self) -> None:
        """Paint what changed, and tell it."""
        self._repaint()
        was, self._told = self._told, (self.selected, self.waiting, self.following)
        if was[0] != self.selected:
            self.post_message(self.Selected(self, self.selected))
        if was[1:] != self._told[1:]:
            self.post_message(self.Waiting(self, self.waiting, self.following))
        said, self._told_marks = self._told_marks, self.marks
        if said != self._told_marks:
            self.post_message(self.Scrolled(self))
