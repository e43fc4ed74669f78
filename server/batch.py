"""What goes through the hub: an ask, its decision, the entry it leaves, and a batch of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.base import Event, Header, Refusal, stamp
from schemas.board import Board, Changes, visible
from schemas.circles import View
from schemas.entry import Entry
from schemas.logport import Kept, Receipt, touched_by
from schemas.wire import Accepted, Refused, Submit
from server.rules import Actor


@dataclass(frozen=True)
class Asked:
    """One ask on its way through the hub. ``source`` is the connection that waits for it."""

    source: str
    actor: Actor
    submit: Submit


@dataclass(frozen=True)
class Happening:
    """A committed entry with its facts, ready to be shown to any view."""

    entry: Entry
    header: Header
    events: tuple[Event[Any], ...]
    digest: bytes

    def seen_by(self, view: View) -> Entry:
        """What of it these circles may see."""
        return self.entry.shown(visible(self.events, view))


@dataclass(frozen=True)
class Decided:
    """An ask with its answer, not yet said; with an entry when it leaves one."""

    asked: Asked
    answer: Accepted | Refused
    happening: Happening | None = None
    receipt: Receipt | None = None
    changes: Changes = field(default_factory=list)

    @classmethod
    def no(cls, asked: Asked, code: str, because: str, *, final: bool = True) -> Decided:
        """Refused by the hub itself, without an entry."""
        refusal = Refusal(code=code, because=because, final=final)
        return cls(asked, Refused(ref=asked.submit.ref, refusal=refusal))

    def kept(self) -> Kept:
        """The row of the log."""
        had = self.happening
        assert had is not None
        at = stamp(had.header.at)
        return Kept(had.entry, at, had.digest, self.receipt, touched_by(had.events))


@dataclass
class Batch:
    """What one commit holds, and from where it goes on."""

    before: int
    decided: list[Decided] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    keyframe: Board | None = None
