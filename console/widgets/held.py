"""The asks that wait for the person, with what can be done to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.binding import BindingType
from textual.message import Message

from console.actions import Flag, Place, bindings
from console.asks import Ask, AskState
from console.boards.asks import COLUMNS, WAITS, rows, shown, title
from console.boards.base import Look
from console.widgets.boardview import BoardView
from console.widgets.columns import Column

LINES_MAX = 8  # of the panel while something waits for the person
QUEUED_MAX = 4  # of it while all of it only waits for the hub


class Held(BoardView):
    """The panel; it is not there while nothing waits."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.HELD)
    DEFAULT_CSS = """
    Held { display: none; height: 4; }
    """

    class Answered(Message):
        """The person said what is to become of an ask: send, drop or edit."""

        def __init__(self, ref: str, how: str) -> None:
            super().__init__()
            self.ref = ref
            self.how = how

    def __init__(self) -> None:
        super().__init__(_columns("HELD"), classes="held")
        self._asks: dict[str, Ask] = {}

    @property
    def flags(self) -> set[Flag]:
        """What can be done to the ask under the cursor."""
        ask = self._asks.get(self.selected or "")
        if ask is None or ask.state not in WAITS:
            return set()
        return {Flag.ASK, Flag.HELD} if ask.state is AskState.HELD else {Flag.ASK}

    @property
    def waits(self) -> bool:
        """Whether one of them waits for the person."""
        return any(ask.state in WAITS for ask in self._asks.values())

    def look(self, pending: Sequence[Ask], look: Look, *, live: bool) -> None:
        """Show what waits."""
        asks = shown(pending, live=live)
        self._asks = {ask.ref: ask for ask in asks}
        lines = rows(asks, look)
        most = LINES_MAX if any(ask.state in WAITS for ask in asks) else QUEUED_MAX
        self.display = bool(asks)
        self.styles.height = min(len(lines), most) + 1
        self._columns = _columns(title(asks))
        self.show(lines, asked=True)

    def action_answer(self, how: str) -> None:
        """Send it anyway, or drop it."""
        wanted = Flag.HELD if how == "send" else Flag.ASK
        if self.selected and wanted in self.flags:
            self.post_message(self.Answered(self.selected, how))

    def action_edit(self) -> None:
        """Say it anew."""
        if self.selected and Flag.ASK in self.flags:
            self.post_message(self.Answered(self.selected, "edit"))


def _columns(title: str) -> tuple[Column, ...]:
    return (*COLUMNS[:2], Column(title, COLUMNS[2].width, COLUMNS[2].share, keep=9))
