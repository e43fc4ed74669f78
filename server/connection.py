"""One connection as the gate serves it: live or catching up, and whether it still moves."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from dataclasses import dataclass, field

from schemas.circles import View
from schemas.wire import SILENT_S
from server.batch import Asked
from server.session import Session

STUCK_S = 10.0  # bytes in the buffer and none of them gone for so long
BUFFER_MAX = 1024 * 1024  # bytes waiting for one connection
LIVE_MAX = 64 * 1024  # bytes waiting beyond which a live connection catches up by cursor instead
PEOPLE_PER_S = 20.0  # asks and pages a second of one connection, in the long run
PEOPLE_BURST = 200.0
FEED_IN_FLIGHT = 256  # unanswered asks of a feed; people may have their burst

_TURNS = itertools.count()


@dataclass
class Bucket:
    """How many asks and pages of the past a connection may have now."""

    tokens: float = PEOPLE_BURST
    at: float = 0.0

    def wait_s(self, now: float) -> float:
        """Take one token; how long the socket is not read until there is one again."""
        self.tokens = min(PEOPLE_BURST, self.tokens + (now - self.at) * PEOPLE_PER_S)
        self.at = now
        self.tokens -= 1
        return max(0.0, -self.tokens / PEOPLE_PER_S)


@dataclass
class Connection:
    """What the gate knows of a connection beside its session's state."""

    session: Session
    source: str  # the address it came from
    heard_at: float
    live: bool = False
    seq: int | None = None  # the last entry sent to it; None: nothing yet
    inbox: deque[Asked] = field(default_factory=deque)
    in_flight: int = 0
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    bucket: Bucket = field(default_factory=Bucket)
    written: int = 0  # bytes handed to the transport in all
    gone: int = 0  # of these, bytes the kernel took, when last looked
    moved_at: float = 0.0
    turn: int = field(default_factory=_TURNS.__next__)  # in which second it gets its heartbeat

    @classmethod
    def new(cls, session: Session, source: str, now: float) -> Connection:
        """A connection that has just come."""
        return cls(session, source, heard_at=now, moved_at=now, bucket=Bucket(at=now))

    def forget_asks(self) -> None:
        """What was asked and not yet taken is not asked any more."""
        self.in_flight -= len(self.inbox)
        self.inbox.clear()
        self.answered.set()

    @property
    def view(self) -> View:
        """The circles it is in."""
        return self.session.view

    def trouble(self, buffered: int, now: float) -> str | None:
        """Why this connection must be cut, if it must. A slow reader that moves is not cut."""
        gone = self.written - buffered
        if gone > self.gone or not buffered:
            self.gone, self.moved_at = gone, now
        if now - self.heard_at > SILENT_S - 1:  # looked at each second, so within SILENT_S
            return "silent"
        if now - self.moved_at > STUCK_S:
            return "stuck"
        return "full" if buffered > BUFFER_MAX else None
