"""What a scenario may expect of a moment: the forms of an indented line, and their meaning."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from console.boards import PANES
from console.boards.base import Look, Pane
from console.tables import NAMES
from console.widgets.columns import text_of
from schemas.board import Board

BOARDS: Mapping[str, Pane] = {pane.name: pane for pane in PANES}
NOTHING = "none"  # how a scenario writes a field that is empty


class Unknown(Exception):
    """No expectation is written so."""


@dataclass(frozen=True)
class Outcome:
    """What came of a phrase. A console is not told the rule's code, only its words."""

    made: tuple[str, ...] = ()
    refused: str = ""  # in words
    code: str | None = None


class Eyes(Protocol):
    """What there is to see."""

    def look(self, person: str) -> Look:
        """This person's board, now."""


@dataclass(frozen=True)
class Scene:
    """A moment: who spoke last, what came of it, and the last entry before it."""

    eyes: Eyes
    speaker: str
    before: int = 0
    outcome: Outcome = Outcome()

    def board(self, person: str | None = None) -> Board:
        """Somebody's board; else that of who spoke last."""
        return self.eyes.look(person or self.speaker).board


Said = dict[str, str]
Check = Callable[[Scene, Said], str]  # '' when it is so, else what is there instead


@dataclass(frozen=True)
class Expectation:
    """One indented line."""

    where: str
    text: str
    said: Said
    check: Check

    @property
    def person(self) -> str | None:
        """Whose eyes it needs, if anybody's."""
        return self.said.get("who")

    @property
    def settles(self) -> bool:
        """Whether it says what came of the phrase; without one it must have been accepted."""
        return self.check in (_made, _refused)

    def meet(self, scene: Scene) -> None:
        """It is so."""
        instead = self.check(scene, self.said)
        assert not instead, f"{self.where}: {self.text}\n  instead: {instead}"


def expectation(where: str, text: str) -> Expectation:
    """An indented line, read; Unknown with a sentence."""
    for form, check in FORMS:
        if found := re.fullmatch(form, text):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            _names(said)
            return Expectation(where, text, said, check)
    raise Unknown("nothing is expected in such words; the README lists them")


def _names(said: Said) -> None:
    if said.get("pane", "now") not in BOARDS:
        raise Unknown(f"there is no board {said['pane']}: {', '.join(BOARDS)}")
    if said.get("board", "log") not in NAMES:
        raise Unknown(f"there is no board {said['board']}: {', '.join(NAMES)}")
    try:
        wrong = [word for word in shlex.split(said.get("fields", "")) if "=" not in word]
    except ValueError as error:
        raise Unknown(f"{error}") from None
    if wrong:
        raise Unknown(f"{wrong[0]} is no field: write field=value")


# -- what came of a phrase -----------------------------------------------------------------------


def _made(scene: Scene, said: Said) -> str:
    outcome = scene.outcome
    if outcome.refused:
        return f"refused {outcome.code or ''}: {outcome.refused}"
    missing = [id for id in said["ids"].split() if id not in outcome.made]
    return f"it made {' '.join(outcome.made) or 'nothing'}" if missing else ""


def _refused(scene: Scene, said: Said) -> str:
    outcome = scene.outcome
    if not outcome.refused:
        return "it was accepted"
    right = outcome.code in (None, said["code"]) and said.get("words", "") in outcome.refused
    return "" if right else f"refused {outcome.code or ''}: {outcome.refused}"


# -- what somebody sees --------------------------------------------------------------------------


def _ids(board: Board) -> Iterator[str]:
    return (record.id for _, record in board.records())


def _sees(scene: Scene, said: Said) -> str:
    return "" if said["id"] in _ids(scene.board(said["who"])) else "it is not there"


def _sees_not(scene: Scene, said: Said) -> str:
    return "it is there" if said["id"] in _ids(scene.board(said["who"])) else ""


def _held(scene: Scene, said: Said) -> str:
    post = scene.board(said["who"]).roles.get(said["id"])
    if post is None:
        return f"there is no post {said['id']}"
    return "" if post.holder == said.get("holder") else f"held by {post.holder or 'nobody'}"


def _texts(scene: Scene, said: Said) -> list[str]:
    """The rows of a board as they are drawn; without one the lines of the log since the phrase."""
    look = scene.eyes.look(said["who"])
    if "pane" in said:
        rows = BOARDS[said["pane"]].rows(look)
        return ["  ".join(filter(None, map(text_of, row.cells))) for row in rows]
    return [line.text for line in look.board.lines.values() if line.touched.seq > scene.before]


def _reads(scene: Scene, said: Said) -> str:
    texts = _texts(scene, said)
    return "" if any(said["text"] in text for text in texts) else _listed(texts)


def _reads_not(scene: Scene, said: Said) -> str:
    return _listed([text for text in _texts(scene, said) if said["text"] in text], "")


def _listed(texts: list[str], nothing: str = "nothing") -> str:
    return "".join(f"\n    {text}" for text in texts) or nothing


# -- the fields of a record ----------------------------------------------------------------------


def _fields(scene: Scene, said: Said) -> str:
    record = scene.board().on(NAMES[said["board"]]).get(said["id"])
    if record is None:
        return f"there is no {said['id']}"
    plain = record.model_dump(mode="json")
    wanted = dict(word.split("=", 1) for word in shlex.split(said["fields"]))
    there = {path: _shown(_at(plain, path)) for path in wanted}
    wrong = [f"{path}={there[path]}" for path in wanted if wanted[path] != there[path]]
    return " ".join(wrong)


def _at(value: Any, path: str) -> Any:
    """What is at a path of names and, in lists, of places: history.-1.how"""
    for name in path.split("."):
        if isinstance(value, list):
            place = int(name)
            value = value[place] if -len(value) <= place < len(value) else None
        elif isinstance(value, dict):
            if name not in value:
                return f"(no field {name}: {', '.join(value)})"
            value = value[name]
    return value


def _shown(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


_WHO = "(?P<who>[a-z]+)"
_TEXT = '"(?P<text>.+)"(?: on (?P<pane>[a-z]+))?'
FORMS: tuple[tuple[str, Check], ...] = (
    (r"-> (?P<ids>.+)", _made),
    (r"refused (?P<code>[a-z-]+)(?:: (?P<words>.+))?", _refused),
    (rf"{_WHO} sees (?P<id>\S+)", _sees),
    (rf"{_WHO} does not see (?P<id>\S+)", _sees_not),
    (rf"{_WHO} sees (?P<id>\S+) (?:vacant|held by (?P<holder>[a-z]+))", _held),
    (rf"{_WHO} reads {_TEXT}", _reads),
    (rf"{_WHO} does not read {_TEXT}", _reads_not),
    (r"board (?P<board>[a-z]+) (?P<id>\S+) (?P<fields>.+)", _fields),
)
