"""How things stand: how far the board can be trusted, how old it is, and what changed on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.replica import Replica
from console.session import STALE_S, Phase, Session
from schemas.board import SHELVES, Board
from schemas.naming import Named

STEP_S = 5  # of an age on the screen

# What changes in a room and is no record, said to listeners like one.
STATE, PENDING, TOLD = ("room", "state"), ("room", "pending"), ("room", "told")
PRESENCE, NOTICE = ("room", "presence"), ("room", "notice")
TIME = ("room", "time")  # of a replay: the board is that of another moment


class State(StrEnum):
    """How far the board can be trusted now."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"  # connected, and nothing came for 8 s
    OFFLINE = "offline"
    PARTIAL = "partial"  # live, but a newer hub says things this release does not know
    DIFFERS = "differs"  # the record does not agree with itself: never live again
    REPLAY = "replay"  # a recording, at one of its moments
    REFUSED = "refused"  # the hub will not have this console; room.because says why

    @property
    def ages(self) -> bool:
        """Whether its age is shown beside it."""
        return self in (State.STALE, State.OFFLINE)


@dataclass(frozen=True)
class Head:
    """The last entry folded, the digest there, and the last entry the hub has signed."""

    seq: int
    digest: str
    signed: int


def standing(session: Session, now: float, *, tried: bool) -> State:
    """The state of a session; ``tried``: there was an attempt to connect."""
    if session.ended is not None:
        return State.REFUSED
    if session.differs is not None:
        return State.DIFFERS
    if session.phase is Phase.AWAY and tried:
        return State.OFFLINE
    if session.phase is not Phase.IN:
        return State.CONNECTING
    if now - session.frame_at >= STALE_S:
        return State.STALE
    return State.PARTIAL if session.replica.board.partial else State.LIVE


def head_of(replica: Replica, signed: int) -> Head:
    """Where the log stands here; ``signed`` is the last entry the hub signed."""
    return Head(replica.seq, replica.digest.hex(), signed)


def stepped(age_s: float) -> int:
    """An age in the steps it is shown in."""
    return int(max(0.0, age_s)) // STEP_S * STEP_S


def unlike(before: Board, after: Board) -> set[Named]:
    """The records that are not the same on two boards."""
    both = ((name, before.on(name), after.on(name)) for name in SHELVES)
    return {
        (name, id)
        for name, old, new in both
        for id in old.keys() | new.keys()
        if old.get(id) != new.get(id)
    }
