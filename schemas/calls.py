"""Calls: what 911 and dispatch work on, each with its CAD number. Record: Call (C-812).

A call is not an incident; units can be on either. Calls come from a feed, one row one command.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from schemas.base import (
    AgencyId,
    CallId,
    CallSign,
    Command,
    Event,
    Header,
    IncidentId,
    Instant,
    Record,
)
from schemas.circles import Slug
from schemas.text import Line, Name

KEPT = timedelta(hours=1)  # how long a closed call stays on the board
UNITS_MAX = 128  # units on one call
NUMBERS = "numbers"  # where the log keeps which entry opened the call of an agency's number

CadNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,24}$")]


class Step(StrEnum):
    """The times a computer-aided dispatch system keeps of a call and of each unit on it."""

    CALL_RECEIVED = "call_received"
    CALL_ENTERED = "call_entered"
    DISPATCHED = "dispatched"
    ENROUTE = "enroute"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_HOSPITAL = "at_hospital"
    AVAILABLE = "available"


class Call(Record):
    """One call for service and the units on it."""

    number: CadNumber
    agency: Slug  # whose dispatch center it came from
    call_type: Name
    address: Line | None = None
    priority: Name | None = None
    received_at: Instant
    entered_at: Instant | None = None
    units: tuple[str, ...] = ()
    incident: IncidentId | None = None
    closed_at: Instant | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.call_type}, {self.address}" if self.address else self.call_type

    def deadline(self) -> tuple[datetime, Command] | None:
        """Closed long enough, it goes off the board."""
        return (self.closed_at + KEPT, ArchiveCall(call=self.id)) if self.closed_at else None


class _OfCall(Event[Call]):
    shelf: ClassVar[str] = "calls"
    id: CallId


class CallOpened(_OfCall):
    """A call is known."""

    creates: ClassVar[bool] = True
    kind: Literal["call_opened"] = "call_opened"
    number: CadNumber
    agency: Slug
    call_type: Name
    address: Line | None = None
    priority: Name | None = None

    def onto(self, was: Call | None, entry: Header) -> Call:
        """A new call."""
        return Call(
            id=self.id,
            number=self.number,
            agency=self.agency,
            call_type=self.call_type,
            address=self.address,
            priority=self.priority,
            received_at=entry.when,
        )

    def touches(self) -> tuple[tuple[str, str], ...]:
        """The call, and its number: a late row finds the call by it after the call is archived."""
        return (*super().touches(), (NUMBERS, f"{self.agency}/{self.number}"))


class CallTimed(_OfCall):
    """The call taker's times: when it was received, when its form was finished."""

    kind: Literal["call_timed"] = "call_timed"
    step: Literal[Step.CALL_RECEIVED, Step.CALL_ENTERED]

    def onto(self, was: Call | None, entry: Header) -> Call | None:
        """That time."""
        field = "received_at" if self.step is Step.CALL_RECEIVED else "entered_at"
        return was and was.but(**{field: entry.when})


class CallUnitsSet(_OfCall):
    """Which units are on the call."""

    kind: Literal["call_units_set"] = "call_units_set"
    units: Annotated[tuple[str, ...], Field(max_length=UNITS_MAX)]

    def onto(self, was: Call | None, entry: Header) -> Call | None:
        """The units as they are now."""
        return was and was.but(units=self.units)


class CallClosed(_OfCall):
    """Its last unit is available."""

    kind: Literal["call_closed"] = "call_closed"

    def onto(self, was: Call | None, entry: Header) -> Call | None:
        """Closed; the clock archives it."""
        return was and was.but(closed_at=entry.at)


class CallReopened(_OfCall):
    """A later row names it again. From the archive it comes back whole."""

    kind: Literal["call_reopened"] = "call_reopened"
    archived: Call | None = None

    def onto(self, was: Call | None, entry: Header) -> Call | None:
        """The record as it was, open."""
        found = was or self.archived
        return found and found.but(closed_at=None)


class CallAttached(_OfCall):
    """The call belongs to an incident, or no longer."""

    kind: Literal["call_attached"] = "call_attached"
    incident: IncidentId | None = None

    def onto(self, was: Call | None, entry: Header) -> Call | None:
        """Its incident, or none."""
        return was and was.but(incident=self.incident)

    def about(self) -> str | None:
        """The incident it belongs to."""
        return self.incident


class CallArchived(_OfCall):
    """Closed long enough: off the board, not out of the log."""

    kind: Literal["call_archived"] = "call_archived"

    def onto(self, was: Call | None, entry: Header) -> None:
        """Off the board."""
        return


class ReportCall(Command):
    """One time of a dispatch system's row: of the call itself or of one unit on it."""

    grant = "calls.report"
    usage = (
        "cad {number} {step} [unit={unit}] [kind={resource_kind}] [agency={agency}]"
        " [type={call_type}] [address={address}] [priority={priority}]"
    )
    says = "call {number}:[ {unit}] {step}"
    example = 'cad 26004 dispatched unit=E9 kind=engine type=alarm address="5th & Oak"'
    shelf_life_s = None
    kind: Literal["report_call"] = "report_call"
    number: CadNumber
    step: Step
    unit: CallSign | None = None
    resource_kind: Name | None = None
    agency: AgencyId | None = None  # the unit's owner; default: the reporter's own agency
    call_type: Name | None = None
    address: Line | None = None
    priority: Name | None = None


class AttachCall(Command):
    """Say that a call belongs to an incident."""

    grant = "calls.attach"
    usage = "attach {call} {incident}"
    says = "{call} belongs to {incident}"
    example = "attach C-1 INC-1"
    kind: Literal["attach_call"] = "attach_call"
    call: CallId
    incident: IncidentId


class DetachCall(Command):
    """Say that a call belongs to no incident."""

    grant = "calls.attach"
    usage = "detach {call}"
    says = "{call} stands alone"
    example = "detach C-2"
    kind: Literal["detach_call"] = "detach_call"
    call: CallId


class ArchiveCall(Command):
    """Take a closed call off the board; the clock asks it after an hour."""

    grant = "calls.archive"
    usage = "archive {call}"
    says = "take {call} off the boards; the log keeps it"
    example = "archive C-3"
    kind: Literal["archive_call"] = "archive_call"
    call: CallId
