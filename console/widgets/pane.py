"""One board on a screen, with the line over it: its name, how much of it is shown, its filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult
from textual.containers import Vertical

from console.boards.base import Look, Pane
from console.widgets.boardview import BoardView
from console.widgets.columns import text_of
from console.widgets.oneline import Bit, OneLine
from console.widgets.rows import Row

NOTHING_FITS = "Nothing here holds these words. Esc shows all again."
NOT_HERE = "The board is not here yet."
ELSEWHERE = (
    "There is no hub now, and the board that was kept is open in another sitroom on this machine"
    " (same profile): look there. Two must not read the file while one writes it."
)


class PaneView(Vertical):
    """A pane: its line and its board."""

    DEFAULT_CSS = """
    PaneView { width: 1fr; height: 1fr; }
    """

    def __init__(self, pane: Pane) -> None:
        super().__init__(classes="pane -wide" if pane.tail else "pane")
        self.pane = pane
        self.words = ""  # the filter
        self.board = BoardView(pane.columns, tail=pane.tail, marked=False)
        self.heading = OneLine(classes="heading")
        self._shown: tuple[int, int] = (0, 0)  # rows shown, rows there are
        self._here, self._others = False, ""

    def compose(self) -> ComposeResult:
        """The line and the board."""
        yield self.heading
        yield self.board

    def show(self, look: Look, *, asked: bool = False) -> None:
        """Show the room as it is; ``asked``: the person narrowed or widened it."""
        rows = self.pane.made(look) if look.board.seq else []
        kept = list(narrowed(rows, self.words)) if self.words else rows
        self._shown = (_count(kept), _count(rows)) if self.words else (0, 0)
        away = ELSEWHERE if look.elsewhere else NOT_HERE
        empty = self.pane.without_rows(look) if look.board.seq else away
        self.board.empty = NOTHING_FITS if self.words and rows else empty
        self.board.show(kept, asked=asked)
        self.board.flush()  # the app has gathered already

    def narrow(self, words: str, look: Look) -> None:
        """Show only rows with these words."""
        self.words = words
        self.show(look, asked=True)

    def head(self, *, here: bool, others: Sequence[str] = ()) -> None:
        """Say the line; ``others`` are the panes that Tab leads to and that are out of sight."""
        self._here, self._others = here, f"Tab: {'  '.join(others)} " if others else ""
        self._say_head()

    def _say_head(self) -> None:
        shown, there = self._shown
        count = f" {shown} of {there}  /{self.words}" if self.words else ""
        sign = "▸" if self._here else " "
        title = Bit(f"{sign} {self.pane.title}", "strong" if self._here else "dim")
        left = [title, Bit(count, "warning"), Bit(f"  {self.board.marks}")]
        self.heading.say(left, [Bit(self._others, "dim")] if self._others else [])

    def on_board_view_scrolled(self) -> None:
        """Say how much of the board is out of sight now."""
        self._say_head()


def narrowed(rows: Sequence[Row], words: str) -> Iterator[Row]:
    """The rows with all these words, each heading only with rows below it."""
    wanted = words.casefold().split()
    heading: Row | None = None
    for row in rows:
        if row.section:
            heading = row
            continue
        text = " ".join(map(text_of, row.cells)).casefold()
        if all(word in text for word in wanted):
            if heading is not None:
                yield heading
            heading = None
            yield row


def _count(rows: Sequence[Row]) -> int:
    return sum(row.selectable and not row.section for row in rows)
