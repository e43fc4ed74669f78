"""One ask on its way: what was said, when, seeing what; and what became of it so far."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PlainSerializer

from schemas.base import Command, Instant, Ref, Refusal, Schema, Seq
from schemas.entry import canonical
from schemas.nouns import COMMANDS
from schemas.phrase import LINE_MAX
from schemas.wire import Submit

ORDER_S = 120  # a command that is too old so soon is an order


class AskState(StrEnum):
    """Where an ask is."""

    QUEUED = "queued"  # kept here, not sent on this connection
    SENT = "sent"  # sent and not answered
    HELD = "held"  # waits for the person
    REFUSED = "refused"  # ended; stays in sight until the person has seen it


class Why(StrEnum):
    """Why an ask waits for the person."""

    CHANGED = "changed"  # somebody changed what it is about
    OLD = "old"  # an order or a status, too long ago
    DEPENDS = "depends"  # it names what another ask was to make
    REFUSED = "refused"  # the hub said no; nothing to send, only to read


class Held(Schema):
    """Why, and where that is so: who did what, when, in which entry."""

    why: Why
    sentence: str
    by: str | None = None
    at: Instant | None = None
    seq: Seq | None = None


def _read(value: Any) -> Any:
    """A command from its kept form."""
    if not isinstance(value, dict):
        return value
    shape = COMMANDS.get(str(value.get("kind")))
    if shape is None:
        raise ValueError("a command this release does not know")
    return shape.model_validate_json(canonical(value))


def plain(command: Command) -> dict[str, Any]:
    """A command as plain values: what is sent and kept."""
    return command.model_dump(mode="json")


AnyCommand = Annotated[
    Command, BeforeValidator(_read), PlainSerializer(plain, return_type=dict[str, Any])
]


class Ask(Schema):
    """What a person said. Times are by this machine's clock; they are corrected when sent."""

    ref: Ref
    text: str = Field(max_length=LINE_MAX)
    command: AnyCommand
    hat: str | None = None
    said_at: Instant
    happened_at: Instant | None = None  # as said with at=, by the hub's clock
    seen: Seq
    offline: bool = False  # said without a hub
    lapsed: bool = False  # the connection was lost before its answer
    makes: str | None = None  # the provisional id of the record it makes
    state: AskState = AskState.QUEUED
    held: Held | None = None
    again_at: float = 0.0  # not sent before; a hub that cannot write now is given time
    tries: int = 0
    known: bool = False  # the hub has it; only the numbers it gave are asked for again

    def but(self, **changes: Any) -> Self:
        """The same ask with these fields changed."""
        return self.model_copy(update=changes)

    @property
    def is_order(self) -> bool:
        """Whether it tells somebody to do something, so that it ages fast."""
        life = self.command.shelf_life_s
        return life is not None and life <= ORDER_S

    def too_old(self, wall: datetime) -> bool:
        """Whether it was said so long ago that the person should look at it again."""
        life = self.command.shelf_life_s
        return life is not None and wall - self.said_at > timedelta(seconds=life)

    def when(self, skew: timedelta) -> datetime | None:
        """When it happened, if not now: as said, or the minute of Enter when there was no hub."""
        if self.happened_at or not self.offline:
            return self.happened_at
        return (self.said_at + skew).replace(second=0, microsecond=0)

    def anyway(self, seen: int, wall: datetime, skew: timedelta) -> Self:
        """The same ask, said again now. An order is given now; a report keeps when it happened."""
        happened = self.happened_at if self.is_order else self.when(skew)
        return self.but(
            state=AskState.QUEUED,
            held=None,
            seen=seen,
            said_at=wall,
            happened_at=happened,
            offline=False,
            lapsed=False,
        )

    def submit(self, skew: timedelta) -> Submit:
        """The frame of it. ``skew``: how far the hub's clock is ahead of ours."""
        said: dict[str, Any] = {
            "ref": self.ref,
            "command": plain(self.command),
            "as": self.hat,
            "seen": self.seen,
            "occurred_at": self.when(skew),
            "said_at": self.said_at + skew,
            "valid_s": self.command.shelf_life_s,
        }
        return Submit.model_validate(said)


def held_by(refusal: Refusal) -> Held | None:
    """Why an ask that the hub refused should be held for the person; None when it just ended."""
    touched = refusal.touched
    if refusal.code == "changed" and touched:
        return Held(
            why=Why.CHANGED,
            sentence=refusal.because,
            by=touched.by,
            at=touched.at,
            seq=touched.seq,
        )
    if refusal.code == "stale":
        return Held(why=Why.OLD, sentence=refusal.because)
    return None
