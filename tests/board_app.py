"""A small app with a board or two, for the tests on a real terminal and the measurements."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.filter import LineFilter
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from console.widgets.boardview import BoardView
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row
from console.widgets.wall import ASCII, WALL

UNITS = (
    Column("Unit", width=8, keep=3),
    Column("State", width=12, keep=3),
    Column("Since", width=5, keep=2, align="right"),
    Column("Incident", width=8, keep=1),
    Column("What it does", width=12, share=2),
    Column("Agency", width=10, share=1),
)
STATES: tuple[tuple[str, Cell | str], ...] = (
    ("available", "● available"),
    ("assigned", "▶ assigned"),
    ("out", Cell("✕ OUT", "warning")),
)
HOSTILE = (
    "[/]",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b[31337m red \x1b[2J",
    "evil\u202egnp.exe",
    "\x9b31m C1 \x9d52;c;x\x9c",
    "tag\U000e0041\U000e007f",
    "line\nbreak\ttab\x00nul\x7fdel",
    "half \ud800 of one",
    "日本語の長い文章がここに続きます、まだまだ続きます、終わりません",
    "e\u0301\u0301\u0301 combining and 👨‍👩‍👧 ⚠️ 👍🏽",
)


def unit(number: int, state: int = 0, since: str = "14:05") -> Row:
    """One unit of a made-up fleet."""
    does = "" if state == 0 else f"Evacuates block {number} with the school's own buses"
    incident = "" if state == 0 else "INC-4"
    cells = (f"E{number}", STATES[state][1], since, incident, does, "fire")
    return Row(f"fire.E{number}", cells)


def fleet(count: int) -> list[Row]:
    """So many units."""
    return [unit(number, number % 3) for number in range(1, count + 1)]


def hostile() -> list[Row]:
    """Rows whose every text tries something."""
    return [Row(f"H-{at}", (text,) * len(UNITS)) for at, text in enumerate(HOSTILE)]


class QuietScreen(Screen[None]):
    """A screen that is not painted whole when the focus moves."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)


class BoardApp(App[None]):
    """Boards side by side; some keys stand for what a hub would send."""

    CSS = "BoardView { border-right: none; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "change", "One row changes", priority=True),
        Binding("2", "insert", "Three rows come above", priority=True),
        Binding("3", "append", "Three rows come below", priority=True),
        Binding("q", "quit", "Quit", priority=True),
    ]

    def __init__(self, rows: Sequence[Row], *, boards: int = 1, tail: bool = False) -> None:
        super().__init__()
        self.rows = list(rows)
        self.boards = [
            BoardView(UNITS, tail=tail, empty="No units yet. add E12 makes one", id=f"board{at}")
            for at in range(boards)
        ]
        self.ascii = False
        self.heard: list[object] = []
        self.come = 0

    def compose(self) -> ComposeResult:
        """The boards."""
        with Horizontal():
            yield from self.boards

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return QuietScreen(id="_default")

    def on_mount(self) -> None:
        """Show the rows on every board."""
        self.show()
        self.boards[0].focus()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The wall stands before Textual's own filters."""
        return [WALL, *([ASCII] if self.ascii else []), *super().get_line_filters()]

    def show(self) -> None:
        """Show the rows as they are now."""
        for board in self.boards:
            board.show(tuple(self.rows))

    def on_board_view_opened(self, message: BoardView.Opened) -> None:
        """Remember what the person opened."""
        self.heard.append(("opened", message.row))

    def on_board_view_gone(self, message: BoardView.Gone) -> None:
        """Remember what was gone when the person opened it."""
        self.heard.append(("gone", message.said))

    def on_board_view_selected(self, message: BoardView.Selected) -> None:
        """Remember where the cursor went."""
        self.heard.append(("selected", message.row))

    def on_board_view_waiting(self, message: BoardView.Waiting) -> None:
        """Remember what waits."""
        self.heard.append(("waiting", message.count, message.following))

    def action_change(self) -> None:
        """One row gets another state."""
        self.come += 1
        self.rows[2] = unit(3, self.come % 3, f"14:{self.come:02}")
        self.show()

    def action_insert(self) -> None:
        """Three rows arrive at the top."""
        self._arrive(0)

    def action_append(self) -> None:
        """Three rows arrive at the bottom."""
        self._arrive(len(self.rows))

    def _arrive(self, at: int) -> None:
        self.come += 3
        self.rows[at:at] = [unit(90_000 + self.come + n, 1) for n in range(3)]
        self.show()


def main(kind: str, *more: str) -> None:
    """``python -m tests.board_app hostile|COUNT [tail] [two] [ascii] [THEME]``."""
    rows = hostile() if kind == "hostile" else fleet(int(kind))
    app = BoardApp(rows, boards=2 if "two" in more else 1, tail="tail" in more)
    app.ascii = "ascii" in more
    for name in set(more) & set(app.available_themes):
        app.theme = name
    app.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
