"""Help: every key of this place and every phrase, made from the registries, and searched with /."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult

from console.actions import ACTIONS, Action, Flag, Place, footer, key_name
from console.boards.base import section
from console.explained import ALSO, doc_of, phrases, verb_of
from console.history import History
from console.prompt import Narrow, Prompt
from console.screens.base import BoardScreen
from console.screens.panel import PanelScreen
from console.widgets.boardview import BoardView
from console.widgets.columns import GAP, GUTTER, Column, wrapped
from console.widgets.commandline import CommandLine
from console.widgets.oneline import Bit
from console.widgets.rows import Row
from schemas.base import Command
from schemas.nouns import EVERYDAY
from schemas.phrase import outline

if TYPE_CHECKING:
    from console.app import Sitroom

NAME = 16  # cells
BEGINS = "\n"  # in the id of a row, before the phrase that Enter begins
MOST = [line for command in EVERYDAY for line in (command.example, *ALSO.get(command, ()))]
COLUMNS = (Column("", NAME, keep=9), Column("", 40, share=1, keep=9))
TITLES = {
    Place.BOARD: "KEYS ON A BOARD",
    Place.ROOM: "KEYS ON EVERY SCREEN",
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


@dataclass(frozen=True)
class Entry:
    """One thing that is explained: what it is called, what it does, and more of it."""

    name: str
    says: str
    more: tuple[str, ...] = ()
    begins: str = ""  # what Enter puts on the command line

    def has(self, words: str) -> bool:
        """Whether each of these words stands somewhere in it."""
        text = " ".join((self.name, self.says, *self.more)).lower()
        return all(word in text for word in words.lower().split())


class HelpScreen(PanelScreen):
    """The help; a note that stands on the screen while nothing else does stands here first."""

    if TYPE_CHECKING:

        @property
        def app(self) -> Sitroom:  # type: ignore[override]
            """The app."""

    def __init__(self, note: str = "", here: Sequence[Place] = ()) -> None:
        """``here``: where the keys went when it was asked for; what they do stands first."""
        self._board = BoardView(COLUMNS, empty="Nothing here holds these words.")
        super().__init__("HELP  keys, what is said most, signs, phrases", self._board)
        self._note = note
        self._here = here
        self._prompt = Prompt(self.app.speaker, History(None), lambda: 0)
        self._line = CommandLine(self._prompt, self._home)

    def compose(self) -> ComposeResult:
        """Title, body, what is searched for, footer."""
        self._show()
        yield self._heading
        yield self._body
        yield self._line
        yield self._footer

    def on_resize(self) -> None:
        """The lines are parted elsewhere."""
        self._show()

    def _show(self) -> None:
        words, closed = self._prompt.filter.text, bool(self.app.room.closed)
        note = [Row("note", (self._note,), section=True, selectable=False)] if self._note else []
        self._board.show(
            [*note, *rows(self.app.size.width, words, self._here, closed=closed)], asked=True
        )
        self._line.idle = [Bit(f"/{words}" if words else "/ searches", "dim")]
        self._line.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is searched for, Esc and Enter are the line's own."""
        return self.focused is not self._line or action not in ("close", "filter", "begin")

    @property
    def flags(self) -> frozenset[Flag]:
        """What is so now."""
        return frozenset({Flag.WORDS, Flag.PHRASE} if self._begins else {Flag.WORDS})

    @property
    def _begins(self) -> str:
        """The phrase under the cursor."""
        return (self._board.selected or "").partition(BEGINS)[2]

    def on_board_view_selected(self) -> None:
        """The cursor is on a phrase, or no longer."""
        self._offer()

    def action_begin(self) -> None:
        """Begin the phrase under the cursor where it is said."""
        below = self.app.screen_stack[-2]
        if (phrase := self._begins) and isinstance(below, BoardScreen):
            self.dismiss()
            below.begin(phrase)

    def action_close(self) -> None:
        """Back to everything that is explained, else to where one was."""
        if self._prompt.filter.text:
            self._prompt.filter.put("")
            self._show()
        else:
            super().action_close()

    def action_filter(self) -> None:
        """Search."""
        self._prompt.begin(Place.FILTER)
        self.set_focus(self._line)
        self._footer.show(footer((Place.FILTER,), ()))

    def _home(self) -> None:
        self.set_focus(self._board)
        self._offer()

    def on_command_line_entered(self, message: CommandLine.Entered) -> None:
        """Show only what holds these words."""
        message.stop()
        if isinstance(message.outcome, Narrow):
            self._show()
            self._board.action_first()


def rows(
    width: int, words: str = "", here: Sequence[Place] = (), *, closed: bool = False
) -> Iterator[Row]:
    """What holds these words, in lines of at most so many cells; ``closed``: nothing is asked."""
    room = max(1, width - GUTTER - NAME - GAP)
    for title, entries in _sections(here, closed=closed):
        found = [entry for entry in entries if entry.has(words)]
        if found:
            yield section(title, title)
        for at, entry in enumerate(found):
            yield from _lines(f"{title}.{at}", entry, room)


def _lines(id: str, entry: Entry, room: int) -> Iterator[Row]:
    said = [(line, False) for line in wrapped(entry.says, room)]
    said += [(f"  {line}", True) for more in entry.more for line in wrapped(more, room - 2)]
    for at, (line, dim) in enumerate(said):
        name = "" if at else entry.name
        yield Row(
            f"{id}.{at}{BEGINS}{entry.begins}",
            (name, line),
            tone="dim" if dim else "normal",
            selectable=not at,
        )


def _sections(here: Sequence[Place], *, closed: bool) -> Iterator[tuple[str, list[Entry]]]:
    """What the keys do here, what is said most, other keys here, signs, every phrase, the rest."""
    known = [place for place in here if place in TITLES]
    wide = [place for place in known if place in (Place.ROOM, Place.EVERYWHERE)]
    yield from ((TITLES[place], _keys(place)) for place in known if place not in wide)
    most = [] if closed else [*map(_most, MOST)]
    yield "SAID MOST  Enter begins it, : opens the command line, Tab completes", most
    yield from ((TITLES[place], _keys(place)) for place in wide)
    yield "SIGNS", [Entry(*sign) for sign in SIGNS]
    yield "PHRASES  Enter begins one", [*map(_phrase, phrases(closed=closed))]
    yield from ((title, _keys(place)) for place, title in TITLES.items() if place not in here)


def _keys(place: Place) -> list[Entry]:
    return [_key(action) for action in ACTIONS if action.place is place]


def _key(action: Action) -> Entry:
    return Entry(" ".join(map(key_name, action.keys)), action.help)


def _most(line: str) -> Entry:
    verb = line.split()[0]
    return Entry(verb, line, begins=f"{verb} ")


def _phrase(command: type[Command]) -> Entry:
    says = f"e.g. {command.example}", outline(command)
    return Entry(verb_of(command), doc_of(command), says, f"{verb_of(command)} ")
