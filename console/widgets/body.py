"""The middle of a screen: panes side by side, as many as fit, and the record that is open.

The pane the person is in is always in sight; an open record takes the place of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from console.actions import Flag
from console.boards import now
from console.boards.base import Look, Pane
from console.boards.details import record_of
from console.offers import offered
from console.widgets.boardview import BoardView
from console.widgets.details import Details
from console.widgets.pane import PaneView
from schemas.naming import Named

PANES_FROM = ((160, 3), (100, 2), (0, 1))  # so wide, so many panes side by side


class Body(Horizontal):
    """The panes of a screen and its open record."""

    def __init__(self, panes: Sequence[Pane]) -> None:
        super().__init__(id="body")
        self.panes = [PaneView(pane) for pane in panes]
        self.details = Details()
        self.zoomed = False
        self._current = 0

    def compose(self) -> ComposeResult:
        """The panes, then the record."""
        yield from self.panes
        yield self.details

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def current(self) -> PaneView:
        """The pane the person was in last."""
        return self.panes[self._current]

    @property
    def inside(self) -> bool:
        """Whether there is something to come back from."""
        return self.details.display or self.zoomed or bool(self.current.words)

    @property
    def calls(self) -> bool:
        """Whether a board in sight says what somebody must read now."""
        return any(pane.display and pane.pane is now.PANE for pane in self.panes)

    def read(self, look: Look) -> set[str]:
        """The lines the person reads now: the open one, or the log, when its end is in sight."""
        of = self.details.of if self.details.display else None
        here = self.current
        shown = here.display and here.pane.tail and not (here.words or here.board.waiting)
        lines = set(look.board.lines) if shown else set()
        return lines | ({of[1]} if of else set())

    def mail(self, look: Look) -> set[str]:
        """The messages read now: the open one, and that under the cursor with its whole text.

        Any other row in sight may be cut at the very word that matters.
        """
        row = self.current.board.read if self.current.display else None
        found = {record_of(look.board, row)} if row else set()
        found |= {self.details.of} if self.details.display else set()
        return {of[1] for of in found if of and of[0] == "messages"}

    @property
    def in_sight(self) -> set[str]:
        """The ids of the rows in sight."""
        panes = [pane for pane in self.panes if pane.display and self.display]
        return {row for pane in panes for row in pane.board.in_sight}

    def records(self, look: Look) -> set[Named]:
        """The records in sight: the open one, and those whose rows are."""
        found = {record_of(look.board, row) for row in self.in_sight}
        found |= {self.details.of} if self.details.display else set()
        return {of for of in found if of}

    def look(self, look: Look) -> None:
        """Show the room as it is in whatever is in sight."""
        for pane in self.panes:
            if pane.display:
                pane.show(look)
        if self.details.display:
            self.details.look(look)

    def lead(self, made: Sequence[str]) -> None:
        """The cursor is on what the person just made, and in no gap of what they settled."""
        board = self.current.board
        if not self.inside:
            board.flush()
            found = any(board.select(id) for id in made if not id.startswith("#"))  # no mere line
            if not found and board.in_gap:
                board.action_first()

    def heads(self) -> None:
        """Say the line over each pane; the current one's says which are out of sight."""
        hidden = [pane.pane.title for pane in self.panes if not pane.display]
        for pane in self.panes:
            here = pane is self.current
            pane.head(here=here, others=hidden if here else ())

    def fit(self, width: int) -> None:
        """Put as many panes in sight as fit into so many cells."""
        room = self._room(width)
        first = max(0, self._current - room + 1)
        shown = range(first, first + room)
        for at, pane in enumerate(self.panes):
            pane.display = at in shown
            pane.set_class(at == shown.start, "-first")
        self.details.set_class(not shown, "-alone")

    def crowded(self, width: int) -> bool:
        """Whether the open record leaves no room for a pane."""
        return self._room(width) < 1

    def zooms(self, width: int) -> bool:
        """Whether it makes a difference to let one pane fill the screen."""
        return _fit(width) > 1 and len(self.ring()) > 1

    def _room(self, width: int) -> int:
        return (1 if self.zoomed else _fit(width)) - (1 if self.details.display else 0)

    # -- where the keys go -----------------------------------------------------------------------

    @property
    def target(self) -> BoardView:
        """What takes the keys when nothing else does."""
        return self.details if self.details.display else self.current.board

    def ring(self) -> list[BoardView]:
        """What Tab goes through."""
        boards: list[BoardView] = [pane.board for pane in self.panes]
        return [*boards, self.details] if self.details.display else boards

    def came_to(self, widget: Widget) -> None:
        """The keys go there now; when that is one of the panes, the person is in it."""
        for at, pane in enumerate(self.panes):
            if pane.board is widget:
                self._current = at

    # -- the open record -------------------------------------------------------------------------

    def open(self, row: str, look: Look) -> bool:
        """Open the record a row is about; False when it is about none."""
        found = self.details.open(row, look)
        self.details.display = self.details.display or found
        return found

    def opens(self, board: BoardView, look: Look) -> bool:
        """Whether the row under the cursor is about a record, or stands for a phrase."""
        row = board.selected or ""
        return row.startswith(":") or record_of(look.board, row) is not None

    def offers(self, board: Widget | None, look: Look, made: Sequence[str]) -> dict[Flag, str]:
        """The phrases that keys begin: for the record that is open, else under the cursor."""
        row = board.selected if isinstance(board, BoardView) else None
        of = self.details.of if board is self.details else None
        record = of or (record_of(look.board, row) if row else None)
        return offered(look, record, made)

    def close(self) -> None:
        """No record is open any more."""
        self.details.close()
        self.details.display = False

    def front(self) -> None:
        """The first pane, and no record."""
        self._current = 0
        self.close()

    def back(self, look: Look) -> None:
        """Out of the record, else the zoom, else the filter."""
        if self.details.display:
            if not self.details.back():
                self.close()
        elif self.zoomed:
            self.zoomed = False
        else:
            self.current.narrow("", look)


def _fit(width: int) -> int:
    """How many panes fit side by side."""
    return next(count for least, count in PANES_FROM if width >= least)
