"""What a session says: Send and Drop are for the link to do, the rest is news for the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.replica import Landed
from schemas.board import Board
from schemas.wire import Accepted, Notice, Past, Presence, Refused, Welcome


@dataclass(frozen=True)
class Send:
    """For the link: send this frame."""

    frame: str


@dataclass(frozen=True)
class Drop:
    """For the link: close the connection. It comes back unless the session has ended."""

    because: str


@dataclass(frozen=True)
class Evidence:
    """A frame that does not agree, to be kept as it came."""

    frame: str
    because: str


@dataclass(frozen=True)
class Loaded:
    """A snapshot is complete: the board begins again."""

    before: Board
    board: Board


@dataclass(frozen=True)
class Arrived:
    """Entries came onto the board, in order."""

    landed: Sequence[Landed]
    at: datetime


@dataclass(frozen=True)
class Beat:
    """The hub signed that its log stands where this board does."""

    seq: int
    digest: str
    signature: str
    at: datetime


@dataclass(frozen=True)
class Page:
    """A page of the past; None when it will not come any more."""

    past: Past | None
    done: Callable[[Past | None], None]


News = Welcome | Loaded | Arrived | Beat | Accepted | Refused | Page | Presence | Notice | Evidence
Step = Send | Drop | News
