"""What a person can do with keys, said once: bindings, footer, help and palette are made of this.

An action stands at a *place*: where the keys go now. ``needs`` names what makes it do something
(one of them is enough); the footer shows it only then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from console import quiet  # noqa: F401

# isort: split
from textual.binding import Binding, BindingType

# Taken by terminals, multiplexers and the line discipline.
FORBIDDEN = frozenset({"ctrl+s", "ctrl+b", "ctrl+a", "ctrl+z", "ctrl+h"})


class Place(StrEnum):
    """Where the keys go."""

    EVERYWHERE = "everywhere"  # also while something is typed
    ROOM = "room"  # every screen with boards
    BOARD = "board"
    TAPE = "tape"  # every screen of a replay
    HELD = "held"  # the asks that wait for the person
    COMMAND = "command"  # the command line, and the three other things it is used for
    SEARCH = "search"
    FILTER = "filter"
    CONFIRM = "confirm"
    PANEL = "panel"  # a sheet over everything: help, a code
    SMALL = "small"  # the terminal is too small for boards


# Where keys are obeyed before the next one is looked at. Others wait in their widget's own queue.
IN_ORDER = frozenset(
    {
        Place.EVERYWHERE,
        Place.ROOM,
        Place.TAPE,
        Place.COMMAND,
        Place.SEARCH,
        Place.FILTER,
        Place.CONFIRM,
        Place.PANEL,
    }
)


class Flag(StrEnum):
    """What can be so now."""

    ROW = "row"  # the cursor is on a record
    LINK = "link"  # what was just asked for, or is under the cursor, somebody asked for too
    ACK = "ack"  # the message under the cursor, or open, wants to be acknowledged by me
    ANSWER = "answer"  # it wants to be answered by me
    PANES = "panes"  # there is more than one pane
    ZOOM = "zoom"  # more than one pane fits beside each other
    INSIDE = "inside"  # a record is open, or a pane zoomed, or filtered
    LOG = "log"  # the pane is a log
    HELD = "held"  # the ask under the cursor can still be sent
    ASK = "ask"  # the cursor is on an ask
    WAITS = "waits"  # some ask waits for the person, and the keys are elsewhere
    MINE = "mine"  # something waits on me
    DRAFT = "draft"  # something is half typed and was left
    CODE = "code"  # there is something to copy
    WORDS = "words"  # there is something to search in
    PHRASE = "phrase"  # the cursor is on a phrase that can be begun


@dataclass(frozen=True)
class Action:
    """One thing a person can do, where, and how it is said."""

    run: str  # the Textual action
    keys: tuple[str, ...]
    place: Place
    label: str  # for the footer
    help: str  # for help and palette
    rank: int = 0  # in the footer; the lowest go first when it is narrow, 0 is never there
    needs: frozenset[Flag] = field(default=frozenset())
    palette: bool = False
    pair: str = ""  # how its key and that of its opposite are named together
    other: tuple[Flag, str] | None = None  # when that is so, its label is another

    def possible(self, flags: Iterable[Flag]) -> bool:
        """Whether it does something now."""
        return not self.needs or not self.needs.isdisjoint(flags)

    def called(self, flags: Iterable[Flag]) -> str:
        """Its label now."""
        return self.other[1] if self.other and self.other[0] in flags else self.label

    @property
    def key(self) -> str:
        """Its first key as people call it, with its opposite's where one stands for both."""
        return self.pair or key_name(self.keys[0])

    @property
    def binding(self) -> Binding:
        """Its keys for Textual."""
        # At once and in the order typed, or a burst of keys over a thin line loses its first.
        first = self.place in IN_ORDER
        return Binding(",".join(self.keys), self.run, self.label, show=False, priority=first)


_NAMES = {
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "at": "@",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "shift+tab": "Shift+Tab",
}


def key_name(key: str) -> str:
    """``Esc``, ``Enter``, ``ctrl+r``, ``G``."""
    plain = len(key) == 1 or "+" in key
    return _NAMES.get(key, key if plain else key.capitalize())


def _show(screen: str, key: str, label: str, what: str) -> Action:
    return Action(f"app.show('{screen}')", (key,), Place.ROOM, label, what, palette=True)


_INSIDE, _PANES, _ASK = frozenset({Flag.INSIDE}), frozenset({Flag.PANES}), frozenset({Flag.ASK})
_ROW, _LOG, _HELD = frozenset({Flag.ROW}), frozenset({Flag.LOG}), frozenset({Flag.HELD})
_ACK, _LINK = frozenset({Flag.ACK, Flag.ANSWER}), frozenset({Flag.LINK})
_CODE, _WAITS = frozenset({Flag.CODE}), frozenset({Flag.WAITS})
_WORDS, _DRAFT = frozenset({Flag.WORDS}), frozenset({Flag.DRAFT})
_END = 99_999  # farther than any line is long

ACTIONS: tuple[Action, ...] = (
    Action("command_palette", ("ctrl+p",), Place.EVERYWHERE, "Palette",
           "Find a screen, a key or a theme by its name", 1),
    Action(
        "leave", ("ctrl+q",), Place.EVERYWHERE, "Quit", "Leave; what is queued is kept", 6,
        palette=True,
    ),
    _show("now", "1", "Now", "Now: what needs somebody, and what was said last"),
    _show("log", "2", "Log", "Log: what was said and done, in order"),
    _show("resources", "4", "Resources", "Resources: every unit and what it does"),
    _show("requests", "5", "Requests", "Requests: on whom each waits, and what is coming"),
    _show("roles", "6", "Roles", "Roles: who holds which post, and what is vacant"),
    _show("messages", "7", "Messages", "Messages and orders: what was said, who has not answered"),
    _show("tasks", "8", "Tasks", "Tasks: objectives, who does what, and which reports are owed"),
    _show("agencies", "9", "Agencies", "Agencies: who is here, how to reach them, what is agreed"),
    _show("incidents", "i", "Incidents", "Incidents, calls and centers"),
    Action(
        "command", ("colon",), Place.ROOM, "Command", "Say something to the room", 9,
        palette=True,
    ),
    Action("filter", ("slash",), Place.ROOM, "Filter", "Show only rows with these words", 6,
           palette=True),
    Action("app.help", ("question_mark",), Place.ROOM, "Help", "Show every key and every phrase", 8,
           palette=True),
    Action("back", ("escape",), Place.ROOM, "Back", "Close the record, the zoom, the filter", 5,
           _INSIDE),
    Action("pane(1)", ("tab",), Place.ROOM, "Pane", "Go to the next pane", 4, _PANES),
    Action("pane(-1)", ("shift+tab",), Place.ROOM, "Pane", "Go to the pane before", 0, _PANES),
    Action("next", ("n",), Place.ROOM, "Next", "Go to the next row on Now that waits on you", 7,
           frozenset({Flag.MINE}), palette=True),
    Action("discard", ("ctrl+u",), Place.ROOM, "Drop the line",
           "Drop what is half typed and not sent", 5, _DRAFT),
    Action("held", ("h",), Place.ROOM, "Held", "Go to what you said that is held back", 9, _WAITS),
    Action("zoom", ("z",), Place.ROOM, "Zoom", "Let this pane fill the screen, or no longer", 3,
           frozenset({Flag.ZOOM}), palette=True),
    Action("offer('ack', 'answer')", ("a",), Place.ROOM, "Ack",
           "Acknowledge this message, or answer it where it asks for one: it begins the phrase", 6,
           _ACK, palette=True, other=(Flag.ANSWER, "Answer")),
    Action("offer('link')", ("l",), Place.ROOM, "Link",
           "Link two requests for the same: it puts the phrase on the command line", 6, _LINK,
           palette=True),
    Action("app.play", ("space",), Place.TAPE, "Play", "Play, or pause", 19, palette=True),
    Action("app.entry(1)", ("right_square_bracket",), Place.TAPE, "Entry",
           "One entry on, and what it says", 18, palette=True, pair="[ ]"),
    Action("app.entry(-1)", ("left_square_bracket",), Place.TAPE, "Entry", "One entry back"),
    Action("app.duty(1)", ("greater_than_sign",), Place.TAPE, "Duty",
           "The next change of a duty: offered, declined, taken, vacant; where an"
           " incident is open, or you are in one, its own", 17, palette=True, pair="< >"),
    Action("app.duty(-1)", ("less_than_sign",), Place.TAPE, "Duty", "The change of a duty before"),
    Action("app.faster(1)", ("right_curly_bracket",), Place.TAPE, "Speed", "Play faster", 16,
           palette=True, pair="{ }"),
    Action("app.faster(-1)", ("left_curly_bracket",), Place.TAPE, "Speed", "Play slower"),
    Action("app.begin('at ')", ("at",), Place.TAPE, "Jump", "Go to a time or an entry of this log",
           15, palette=True),
    Action("leave", ("q",), Place.TAPE, "Leave", "Leave; nothing was changed", 8),
    Action("app.begin('view ')", ("v",), Place.TAPE, "View",
           "See this moment as one agency could see it, or all of it", 8, palette=True),
    Action("open", ("enter",), Place.BOARD, "Open", "Open the record", 7, _ROW),
    Action("step(1)", ("down", "j"), Place.BOARD, "Down", "Move down"),
    Action("step(-1)", ("up", "k"), Place.BOARD, "Up", "Move up"),
    Action("page(1)", ("pagedown",), Place.BOARD, "Page down", "Move a page down"),
    Action("page(-1)", ("pageup",), Place.BOARD, "Page up", "Move a page up"),
    Action("first", ("home",), Place.BOARD, "First", "Go to the first row"),
    Action("last", ("end",), Place.BOARD, "Last", "Go to the last row"),
    Action("follow", ("G",), Place.BOARD, "Newest", "Go to the end, and stay with what comes", 3,
           _LOG),
    Action("answer('send')", ("s",), Place.HELD, "Send anyway", "Send it as if said now", 9, _HELD),
    Action("answer('drop')", ("d",), Place.HELD, "Drop", "Forget it; nothing is done", 9, _ASK),
    Action("edit", ("e",), Place.HELD, "Edit", "Say it anew, in other words", 9, _ASK),
    Action("submit", ("enter",), Place.COMMAND, "Send", "Send it", 9),
    Action("complete(1)", ("tab",), Place.COMMAND, "Complete", "Complete the word", 8),
    Action("complete(-1)", ("shift+tab",), Place.COMMAND, "Complete", "The word before"),
    Action("leave_line", ("escape",), Place.COMMAND, "Leave", "Leave; the text stays", 7),
    Action("history(-1)", ("up",), Place.COMMAND, "Earlier", "What was said before", 4),
    Action("history(1)", ("down",), Place.COMMAND, "Later", "What was said after"),
    Action("search", ("ctrl+r",), Place.COMMAND, "Search", "Search what was said", 3),
    Action("erase(-1)", ("backspace",), Place.COMMAND, "Erase", "Erase one to the left"),
    Action("erase(1)", ("delete", "ctrl+d"), Place.COMMAND, "Erase", "Erase one to the right"),
    Action("erase_word", ("ctrl+w",), Place.COMMAND, "Erase", "Erase the word to the left"),
    Action(f"erase(-{_END})", ("ctrl+u",), Place.COMMAND, "Clear", "Erase all to the left", 2),
    Action(f"erase({_END})", ("ctrl+k",), Place.COMMAND, "Clear", "Erase all to the right"),
    Action("move(-1)", ("left",), Place.COMMAND, "Left", "One character to the left"),
    Action("move(1)", ("right",), Place.COMMAND, "Right", "One character to the right"),
    Action("word(-1)", ("ctrl+left",), Place.COMMAND, "Left", "One word to the left"),
    Action("word(1)", ("ctrl+right",), Place.COMMAND, "Right", "One word to the right"),
    Action(f"move(-{_END})", ("home",), Place.COMMAND, "Start", "To the start of the line"),
    Action(f"move({_END})", ("end", "ctrl+e"), Place.COMMAND, "End", "To the end of the line"),
    Action("submit", ("enter",), Place.SEARCH, "Take", "Put it on the line", 9),
    Action("search", ("ctrl+r",), Place.SEARCH, "Older", "The one before", 8),
    Action("leave_line", ("escape",), Place.SEARCH, "Leave", "Back to the line as it was", 7),
    Action("submit", ("enter",), Place.FILTER, "Keep", "Keep the filter and go to the rows", 9),
    Action("leave_line", ("escape",), Place.FILTER, "Clear", "Show all rows again", 8),
    Action("confirm", ("y",), Place.CONFIRM, "Yes", "Do it", 9),
    Action("leave_line", ("escape",), Place.CONFIRM, "No", "Do not; the text stays", 8),
    Action("close", ("escape", "q"), Place.PANEL, "Close", "Close this", 9),
    Action("copy", ("c",), Place.PANEL, "Copy", "Copy it to the clipboard", 8, _CODE),
    Action("filter", ("slash",), Place.PANEL, "Search", "Show only what holds these words", 8,
           _WORDS),
    Action("begin", ("enter",), Place.PANEL, "Begin", "Begin this phrase on the command line", 7,
           frozenset({Flag.PHRASE})),
    Action("small('plain')", ("p",), Place.SMALL, "Plain mode", "Go on line by line", 9),
    Action("small('leave')", ("q",), Place.SMALL, "Quit", "Leave; what is queued is kept", 8),
)  # fmt: skip


def at(*places: Place) -> list[Action]:
    """The actions of some places."""
    return [action for action in ACTIONS if action.place in places]


def bindings(*places: Place) -> list[BindingType]:
    """The bindings of the widget that takes the keys at these places; each key once."""
    found: dict[str, Action] = {}
    for action in at(*places):
        found.setdefault(action.keys[0], action)
    return [action.binding for action in found.values()]


def footer(places: Iterable[Place], flags: Iterable[Flag]) -> list[Action]:
    """What can be done here now, the most useful first."""
    flags = frozenset(flags)
    shown = (action for action in at(*places) if action.rank and action.possible(flags))
    called = (one if one.other is None else replace(one, label=one.called(flags)) for one in shown)
    return sorted(called, key=lambda action: -action.rank)
