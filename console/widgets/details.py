"""The open record: all its fields, what belongs to it, what it did last."""

from __future__ import annotations

from console.boards.base import Look
from console.boards.details import COLUMNS, record_of, rows, title
from console.widgets.boardview import BoardView
from console.widgets.columns import GUTTER
from console.widgets.lines import headed
from schemas.naming import Named

DEPTH_MAX = 20  # records opened one from another


class Details(BoardView):
    """A record as a board of its own; Enter on a row that stands for another record opens that."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty="Nothing is open.", classes="details")
        self._head = 1  # the record's title, which no row of it pushes out of sight
        self._behind: list[tuple[Named, str]] = []  # the records come through, and by which row
        self.of: Named | None = None
        self._look: Look | None = None

    def open(self, row: str, look: Look) -> bool:
        """Open the record a row is about; False when it is about none."""
        of = record_of(look.board, row)
        if of is None:
            return False
        if self.of and of != self.of:
            self._behind = [*self._behind, (self.of, self.selected or "")][-DEPTH_MAX:]
        self.of = of
        self.look(look, asked=True)
        self.action_first()
        return True

    def back(self) -> bool:
        """Go back to the record before, to the row one came by; False when there is none."""
        self.of, row = self._behind.pop() if self._behind else (None, "")
        if self._look is not None and self.of:
            self.look(self._look, asked=True)
            self.select(row)
        return self.of is not None

    def close(self) -> None:
        """Nothing is open any more."""
        self.of = None
        self._behind.clear()

    def look(self, look: Look, *, asked: bool = False) -> None:
        """Show the record as it is now."""
        self._look = look
        if self.of:
            self.show(rows(look, self.of, self.size.width - GUTTER), asked=asked)
            self.flush()  # the app has gathered already

    def on_resize(self) -> None:
        """Other lines fit into another width."""
        super().on_resize()
        if self._look is not None:
            self.look(self._look, asked=True)

    def _titled(self, width: int) -> str:
        of = title(self._look, self.of) if self._look is not None and self.of else ""
        return headed(f" {of}", width, self.marks)
