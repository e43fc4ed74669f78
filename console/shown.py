"""A room as the screens see it: the live one (console/room.py), or a recording (console/replay.py).

Screens read this and nothing else of a room, so they cannot tell which of the two it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo
from typing import Literal, Protocol

from console.asks import Ask
from console.clocks import Clock
from console.listeners import Changed, Stop
from console.local import Local
from console.sending import Told
from console.standing import State
from schemas.base import Command
from schemas.board import Board
from schemas.phrase import Said
from schemas.wire import Notice, Present


class Shown(Protocol):
    """What the screens read of a room, and what they may do with it."""

    zone: tzinfo
    clock: Clock
    place: str | None
    told: deque[Told]
    told_count: int

    @property
    def board(self) -> Board:
        """The board; a new object after a snapshot or a jump."""

    @property
    def state(self) -> State:
        """How far the board can be trusted."""

    @property
    def person(self) -> str:
        """Whose console it is; nobody's in a replay."""

    @property
    def who(self) -> str:
        """Through whose eyes it is seen, in words."""

    @property
    def because(self) -> str:
        """Why it is not live, if there is something to say."""

    @property
    def running(self) -> str:
        """How a replay runs and where it is, in words; empty in a live room."""

    @property
    def done(self) -> float:
        """How much of a replay has passed, from 0 to 1."""

    @property
    def closed(self) -> str:
        """Why nothing can be asked, if so."""

    @property
    def words(self) -> Sequence[type[Local]]:
        """What can be said here beside what can be said everywhere."""

    @property
    def beyond(self) -> str:
        """How many lines a replay does not show, for whom, in words."""

    @property
    def is_in(self) -> bool:
        """Whether asks go out now."""

    @property
    def receiving(self) -> tuple[int, int] | None:
        """Parts of a board on its way: how many are here, of how many."""

    @property
    def keeps(self) -> bool:
        """Whether this process has cache and queue, or needs none."""

    @property
    def notice(self) -> Notice | None:
        """What the hub says of itself."""

    @property
    def presence(self) -> Sequence[Present] | None:
        """Who is here; None where nobody noted it."""

    @property
    def pending(self) -> tuple[Ask, ...]:
        """What was said and is not settled, in order."""

    @property
    def waiting(self) -> int:
        """How many asks still want an answer."""

    def objects(self, word: Local) -> str:
        """Why a word for this console alone cannot be done, if so."""

    def example(self, word: type[Command]) -> str:
        """A phrase that can be said here."""

    def now(self) -> datetime:
        """The time on the boards."""

    def age_s(self) -> int:
        """Seconds since the last frame."""

    def ask(self, said: Said, seen: int | None = None) -> str:
        """Take an ask, or NotTaken with a sentence."""

    def answer_held(self, ref: str, how: Literal["send", "drop"]) -> None:
        """What the person says to an ask that is held."""

    def pressed(self, screen: str, sight: Collection[str] = ()) -> None:
        """A key was pressed on a screen, with these messages shown whole."""

    def listen(self, changed: Changed) -> Stop:
        """Call this with what changed; the answer ends it."""
