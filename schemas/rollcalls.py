"""Roll calls: is everybody accounted for? Record: RollCall (PAR-1).

Every supervisor of an incident answers with a count of the people under them. It closes itself when
all have answered and nobody is missing; until then somebody must look.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import (
    By,
    Command,
    Event,
    Header,
    Here,
    IncidentId,
    Instant,
    PositionId,
    Record,
    ResourceId,
    RollCallId,
    Schema,
    Seq,
    When,
)
from schemas.circles import Slug
from schemas.text import Line

SUPERVISORS_MAX = 64  # who answer one roll call
UNITS_MAX = 256  # under one supervisor
HISTORY_MAX = 20  # answers a later one replaced; the log has all of them
KEPT = 8  # roll calls of one incident on the board

People = Annotated[int, Field(ge=0, le=9_999)]
Units = Annotated[tuple[ResourceId, ...], Field(max_length=UNITS_MAX)]


class Supervisor(Schema):
    """One post that answers, and whom it answers for, as it was when asked."""

    position: PositionId
    holder: Slug
    units: Units = ()
    people: int | None = None  # on those units, where it is known of all


class Count(Schema):
    """One supervisor's answer."""

    position: PositionId
    counted: People
    missing: People
    text: Line | None = None
    by: By
    at: Instant
    seq: Seq


Supervisors = Annotated[tuple[Supervisor, ...], Field(min_length=1, max_length=SUPERVISORS_MAX)]


class RollCall(Record):
    """One roll call of one incident."""

    incident: IncidentId
    by: By
    at: Instant
    due: Instant
    supervisors: Supervisors
    answers: Annotated[tuple[Count, ...], Field(max_length=SUPERVISORS_MAX)] = ()  # the latest each
    overdue: bool = False  # said once
    closed_at: Instant | None = None
    reason: Line | None = None  # why it closed
    history: Annotated[tuple[Count, ...], Field(max_length=HISTORY_MAX)] = ()  # replaced answers

    @property
    def name(self) -> str:
        """Of what it is and how far, for people choosing one."""
        if self.closed_at:
            return f"{self.incident}, closed"
        return f"{self.incident}, {len(self.answers)} of {len(self.supervisors)} answered"

    @property
    def missing(self) -> tuple[Count, ...]:
        """The answers that miss somebody."""
        return tuple(one for one in self.answers if one.missing)

    @property
    def unanswered(self) -> tuple[Supervisor, ...]:
        """Who did not answer yet."""
        said = {one.position for one in self.answers}
        return tuple(one for one in self.supervisors if one.position not in said)

    def asks(self, position: str) -> Supervisor | None:
        """The part of a post in it."""
        return next((one for one in self.supervisors if one.position == position), None)

    def deadline(self) -> tuple[datetime, Command] | None:
        """Not answered in time, it is said once who has not."""
        waits = self.unanswered and not self.overdue and self.closed_at is None
        return (self.due, LapseRollCall(rollcall=self.id)) if waits else None


# -- events --------------------------------------------------------------------------------------


class _OfRollCall(Event[RollCall]):
    shelf: ClassVar[str] = "rollcalls"
    id: RollCallId
    incident: IncidentId

    def about(self) -> str | None:
        """The incident it is in."""
        return self.incident


class RollCallAsked(_OfRollCall):
    """Every supervisor is asked for a count."""

    creates: ClassVar[bool] = True
    kind: Literal["roll_call_asked"] = "roll_call_asked"
    due: Instant
    supervisors: Supervisors

    def onto(self, was: RollCall | None, entry: Header) -> RollCall:
        """Nobody has answered."""
        return RollCall(
            id=self.id,
            incident=self.incident,
            by=entry.by,
            at=entry.when,
            due=self.due,
            supervisors=self.supervisors,
        )


class RollCallAnswered(_OfRollCall):
    """A supervisor counted."""

    kind: Literal["roll_call_answered"] = "roll_call_answered"
    position: PositionId
    counted: People
    missing: People = 0
    text: Line | None = None

    def onto(self, was: RollCall | None, entry: Header) -> RollCall | None:
        """The latest answer of each stands; the one it replaces is kept."""
        if was is None:
            return None
        said = Count(
            position=self.position,
            counted=self.counted,
            missing=self.missing,
            text=self.text,
            by=entry.by,
            at=entry.when,
            seq=entry.seq,
        )
        stands = tuple(one for one in was.answers if one.position != self.position)
        replaced = tuple(one for one in was.answers if one.position == self.position)
        kept = (*was.history, *replaced)[-HISTORY_MAX:]
        return was.but(answers=(*stands, said), history=kept)


class RollCallOverdue(_OfRollCall):
    """Somebody had not answered when it was due."""

    kind: Literal["roll_call_overdue"] = "roll_call_overdue"

    def onto(self, was: RollCall | None, entry: Header) -> RollCall | None:
        """Said once."""
        return was and was.but(overdue=True)


class RollCallClosed(_OfRollCall):
    """Nobody is asked any more."""

    kind: Literal["roll_call_closed"] = "roll_call_closed"
    reason: Line

    def onto(self, was: RollCall | None, entry: Header) -> RollCall | None:
        """Closed, with its answers."""
        return was and was.but(closed_at=entry.when, reason=self.reason)


class RollCallArchived(_OfRollCall):
    """A closed one went off the board, not out of the log."""

    kind: Literal["roll_call_archived"] = "roll_call_archived"

    def onto(self, was: RollCall | None, entry: Header) -> None:
        """Off the board."""
        return


# -- commands ------------------------------------------------------------------------------------


class AskRollCall(Command):
    """Ask every supervisor of an incident for a count of the people under them."""

    grant = "rollcalls.ask"
    usage = "par [{incident}] [due={due}]"
    says = "roll call on {incident}: every supervisor counts their people[ by {due}]"
    example = "par INC-1 due=10m"
    makes = "PAR"
    kind: Literal["ask_roll_call"] = "ask_roll_call"
    incident: Annotated[IncidentId, Here("incidents")]
    due: Annotated[Instant, When("future")] | None = None


class AnswerRollCall(Command):
    """Say how many people under you are there; who is missing is an alarm at once."""

    grant = "rollcalls.answer"
    usage = "answer {rollcall} {counted} [missing={missing}] [for={position}] [{text...}]"
    says = "{rollcall}: {counted} counted[, {missing} missing][ for {position}][: {text}]"
    example = "answer PAR-1 4 for=INC-4/IC All on the bank"
    shelf_life_s = 600
    kind: Literal["answer_roll_call"] = "answer_roll_call"
    rollcall: RollCallId
    counted: People
    missing: People | None = None
    position: PositionId | None = None
    text: Line | None = None


class CloseRollCall(Command):
    """Close a roll call that did not close itself, and say why."""

    grant = "rollcalls.ask"
    usage = "close {rollcall} {reason...}"
    says = "close the roll call {rollcall}: {reason}"
    example = "close PAR-1 Everybody seen at the gate"
    confirm = "Close {rollcall}? It asks nobody any more, and shows nobody as missing."
    kind: Literal["close_roll_call"] = "close_roll_call"
    rollcall: RollCallId
    reason: Line


class LapseRollCall(Command):
    """A roll call was not answered in time; the clock asks it."""

    grant = "rollcalls.lapse"
    usage = "lapse {rollcall}"
    says = "not everybody answered {rollcall} in time"
    example = "lapse PAR-1"
    kind: Literal["lapse_roll_call"] = "lapse_roll_call"
    rollcall: RollCallId
