"""The open record: all its fields, what belongs to it, what it did last."""

from __future__ import annotations

from console.boards.base import Look
from console.boards.details import COLUMNS, record_of, rows
from console.naming import Named
from console.widgets.boardview import BoardView
from console.widgets.columns import GUTTER

DEPTH_MAX = 20  # records opened one from another


class Details(BoardView):
    """A record as a board of its own; Enter on a row that stands for another record opens that."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty="Nothing is open.", classes="details")
        self._open: list[Named] = []
        self._look: Look | None = None

    @property
    def of(self) -> Named | None:
        """The record that is open."""
        return self._open[-1] if self._open else None

    def open(self, row: str, look: Look) -> bool:
        """Open the record a row is about; False when it is about none."""
        of = record_of(look.board, row)
        if of is None:
            return False
        if of != self.of:
            self._open = [*self._open, of][-DEPTH_MAX:]
        self.look(look, asked=True)
        self.action_first()
        return True

    def back(self) -> bool:
        """Go back to the record before; False when there is none."""
        self._open = self._open[:-1]
        if self._look is not None and self._open:
            self.look(self._look, asked=True)
        return bool(self._open)

    def close(self) -> None:
        """Nothing is open any more."""
        self._open.clear()

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
