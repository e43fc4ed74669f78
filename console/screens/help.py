"""Help: every key of this place and every phrase, made from the registries."""

from __future__ import annotations

from collections.abc import Iterator

from console.actions import ACTIONS, Action, Place, key_name
from console.boards.base import section
from console.local import LOCAL, At
from console.screens.panel import PanelScreen
from console.widgets.boardview import BoardView
from console.widgets.columns import Column
from console.widgets.rows import Row
from schemas.base import Command
from schemas.nouns import COMMANDS
from schemas.phrase import sentence

COLUMNS = (Column("", 16, keep=9), Column("", 40, share=1, keep=9))
TITLES = {
    Place.ROOM: "KEYS ON EVERY SCREEN",
    Place.BOARD: "KEYS ON A BOARD",
    Place.TAPE: "KEYS IN A REPLAY",
    Place.HELD: "KEYS ON WHAT WAITS FOR YOU",
    Place.COMMAND: "KEYS ON THE COMMAND LINE",
    Place.EVERYWHERE: "KEYS EVERYWHERE",
}
SIGNS = (
    ("…", "asked, not answered yet"),
    ("● ▶ ✕ ○", "available, assigned, out of service, in service with its owner"),
    ("≠", "two jobs claim one unit: resolve UNIT JOB says which"),
    ("! !!", "major, urgent"),
    ("x", "struck: no longer stands, stays readable"),
)


class HelpScreen(PanelScreen):
    """The help; a note that stands on the screen while nothing else does stands here first."""

    def __init__(self, note: str = "") -> None:
        board = BoardView(COLUMNS)
        said = [Row("note", (note,), section=True, selectable=False)] if note else []
        board.show([*said, *rows()])
        super().__init__("HELP  keys, phrases, signs", board)


def rows() -> Iterator[Row]:
    """Keys by place, then phrases, then signs."""
    for place, title in TITLES.items():
        yield section(place.value, title)
        yield from (_key(action) for action in ACTIONS if action.place is place)
    yield section("phrases", "PHRASES  : opens the command line, Tab completes")
    every: list[type[Command]] = [*COMMANDS.values(), *LOCAL, At]
    for command in sorted(every, key=lambda each: each.usage):
        usage, says = sentence(command)
        yield Row(f"phrase.{command.__name__}", (usage.split()[0], usage.partition(" ")[2]))
        for name, more in (("eg", f"  e.g. {command.example}"), ("says", f"  {says}")):
            yield Row(f"{name}.{command.__name__}", ("", more), tone="dim", selectable=False)
    yield section("signs", "SIGNS")
    for sign, means in SIGNS:
        yield Row(f"sign.{sign}", (sign, means))


def _key(action: Action) -> Row:
    keys = " ".join(map(key_name, action.keys))
    return Row(f"{action.place}.{action.run}", (keys, action.help))
