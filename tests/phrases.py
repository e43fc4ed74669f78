"""Nouns made up for the tests of phrases, a small board, and values of any field's type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import Field, ValidationError, model_validator

from schemas.base import (
    AgencyId,
    CallId,
    Command,
    Here,
    IncidentId,
    Instant,
    JobId,
    LineId,
    PersonId,
    ResourceId,
    Spelt,
    When,
)
from schemas.phrase import Context, Grammar, Misread, Said
from schemas.phrase.meaning import Meaning, marks, meaning
from schemas.phrase.usage import pattern
from schemas.text import Line, Name, Text


class Mark(StrEnum):
    """How much a line matters."""

    URGENT = "urgent"
    MAJOR = "major"


class Log(Command):
    """Free text behind an optional word and options; the room may stand for the incident."""

    grant = "t"
    usage = "log [{mark}] [from={said_by}] [via={via}] [in={incident}] {text...}"
    says = "log[ {mark}]: {text}[ (from {said_by})][ (by {via})][ in {incident}]"
    short = "l"
    kind: Literal["log"] = "log"
    mark: Mark | None = None
    said_by: Name | None = None
    via: Literal["radio", "phone", "in-person"] | None = None
    incident: Annotated[IncidentId, Here("incidents")] | None = None
    text: Text


class Correct(Command):
    """A line of the journal, which may be older than what the board holds."""

    grant = "t"
    usage = "correct {line} {text...}"
    says = "strike {line} and write instead: {text}"
    kind: Literal["correct"] = "correct"
    line: LineId
    text: Line


class Assign(Command):
    """Several units in one word; two optional words behind it."""

    grant = "t"
    usage = "assign {resources+} [{job}] [{assignment}]"
    says = "send {resources} to {job}[ for {assignment}]"
    confirm = "{resources} leave what they do[ and become {assignment}]."
    kind: Literal["assign"] = "assign"
    resources: Annotated[tuple[ResourceId, ...], Field(min_length=1, max_length=4)]
    job: Annotated[JobId, Here("incidents")]
    assignment: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9.-]{0,23}$")] | None = None


class Status(Command):
    """A verb with a short form, and a time still to come."""

    grant = "t"
    usage = "status {resource} {status} [eta={eta}]"
    says = "{resource} is {status}[, there at {eta}]"
    short = "s"
    kind: Literal["status"] = "status"
    resource: ResourceId
    status: Literal["onscene", "available", "out"]
    eta: Annotated[Instant, When("future")] | None = None


class Open(Command):
    """Options in quotes before a name; degrees, which are kept as whole numbers."""

    grant = "t"
    usage = "open {incident_kind} [in={place}] [lead={lead}] [lat={lat}] [type={level}] {name...}"
    says = "open the {incident_kind} {name}[ at {place}][ ({lat})][ type {level}][, led by {lead}]"
    kind: Literal["open"] = "open"
    incident_kind: Literal["fire", "flood"]
    name: Name
    place: Line | None = None
    lead: AgencyId | None = None
    lat: Annotated[int, Field(ge=-900, le=900), Spelt(lambda tenths: f"{tenths:+d}")] | None = None
    level: Annotated[int, Field(ge=1, le=5)] | None = None


class CloseIncident(Command):
    """The id picks the command."""

    grant = "t"
    usage = "close {incident} [{reason...}]"
    says = "close {incident}[: {reason}]"
    kind: Literal["close_incident"] = "close_incident"
    incident: IncidentId
    reason: Line | None = None


class CloseCall(Command):
    """The same verb for another id."""

    grant = "t"
    usage = "close {call}"
    says = "close the call {call}"
    kind: Literal["close_call"] = "close_call"
    call: CallId


class Handover(Command):
    """Words one after the other, an optional note."""

    grant = "t"
    usage = "handover {post} to {person} [{note...}]"
    says = "hand {post} over to {person}[: {note}]"
    kind: Literal["handover"] = "handover"
    post: Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]
    person: PersonId
    note: Line | None = None


class Invite(Command):
    """A word of any text, in quotes when it has blanks."""

    grant = "t"
    usage = "invite {name} {agency} [phone={phone}] [also={also+}]"
    says = "invite {name} of {agency}[, {phone}][, also known as {also}]"
    kind: Literal["invite"] = "invite"
    name: Name
    agency: AgencyId
    phone: Line | None = None
    also: tuple[Name, ...] = ()


class Need(Command):
    """Numbers, a time to come in the middle, a rule over several values, an option it must have."""

    grant = "t"
    usage = "need {count} [{urgency}] {what} {due} to={place} [at={floor}]"
    says = "ask for {count} {what} to {place} by {due}[, floor {floor}][, {urgency}]"
    kind: Literal["need"] = "need"
    count: Annotated[int, Field(ge=1, le=100_000)]
    urgency: Literal["lifesaving", "high"] | None = None
    what: Name
    due: Annotated[Instant, When("future")]
    place: Line
    floor: Annotated[int, Field(ge=0, le=200)] | None = None

    @model_validator(mode="after")
    def _one_gross(self) -> Need:
        if self.count == 144:
            raise ValueError("nobody sends a gross")
        return self


COMMANDS = (
    *(Log, Correct, Assign, Status, Open),
    *(CloseIncident, CloseCall, Handover, Invite, Need),
)
GRAMMAR = Grammar(COMMANDS)
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 19, 7, 33, tzinfo=UTC)  # 14:07:33 on the wall


@dataclass
class Unit:
    """A record with a name that is free or not."""

    name: str
    free: bool = True


BOARD: dict[str, dict[str, Any]] = {
    "incidents": {"INC-4": Unit("Oak St gas leak"), "INC-7": Unit("Mill Creek")},
    "centers": {"EOC": Unit("Operations")},
    "calls": {"C-8": Unit("smell of gas")},
    "resources": {
        "fire.E12": Unit("engine", free=False),
        "fire.E14": Unit("engine"),
        "ems.E14": Unit("engine"),
        "ems.M21": Unit("ambulance"),
    },
    "agencies": {"fire": Unit("Fire"), "redcross": Unit("Red Cross")},
    "people": {"lee": Unit("Lee Marsh"), "maya": Unit("Maya Ortiz")},
    "lines": {"#1041": Unit("older"), "#1042": Unit("newest")},
    "roles": {"INC-4/OSC": Unit("Operations"), "EOC/LSC": Unit("Logistics")},
    "rollcalls": {"PAR-1": Unit("INC-4")},
    "requests": {"R-1": Unit("2 ambulance")},
    "messages": {"M-31": Unit("Shelter open?")},
    "objectives": {"O-1": Unit("Evacuate 200 m")},
    "tasks": {"T-1": Unit("Find 40 cots")},
    "expectations": {"X-1": Unit("Shelter count")},
    "openings": {"BG-1": Unit("R-7 by maya")},
    "agreements": {"AGR-1": Unit("fire and ems")},
}
CONTEXT = Context(BOARD, NOW, ZONE)
BILLION = 1_000_000_000
CENTURY = timedelta(days=36_525)
IN_INC_4 = replace(CONTEXT, room="INC-4")


def said(line: str, context: Context = CONTEXT) -> Said:
    """The one command of a line that reads."""
    answer = GRAMMAR.read(line, context)
    assert not isinstance(answer, Misread), answer.sentence()
    (only,) = answer
    return only


def ask(line: str, context: Context = CONTEXT) -> Any:
    """The command itself."""
    return said(line, context).command


def misread(line: str, context: Context = CONTEXT) -> Misread:
    """Why a line does not read."""
    answer = GRAMMAR.read(line, context)
    assert isinstance(answer, Misread), answer
    return answer


# -- values of any type ----------------------------------------------------------------------------

_TRAPS = ['"', "\\", ";", ",", "=", " ", "\n", "at=0210 ", "in=", "urgent", "INC-4", "é", "\u202e"]
TEXTS = st.lists(st.one_of(st.sampled_from(_TRAPS), st.text(max_size=6)), max_size=12).map("".join)


def values(means: Meaning) -> st.SearchStrategy[Any]:
    """Values of one field, each as its own validators leave it."""
    one = (
        _raw(means).map(lambda raw: _validated(means, raw)).filter(lambda value: value is not None)
    )
    return st.lists(one, max_size=4).map(tuple) if means.many else one


def _raw(means: Meaning) -> st.SearchStrategy[Any]:
    names = [id for shelf in means.shelves for id in BOARD.get(shelf, {})]
    if means.when:
        return st.timedeltas(-CENTURY, CENTURY).map(lambda span: NOW + span)
    if names or means.choices:
        return st.sampled_from([*names, *means.choices])
    found = list(marks(means.type))
    told = {
        name: getattr(mark, name)
        for mark in found
        for name in ("ge", "le", "pattern")
        if not isinstance(mark, type) and getattr(mark, name, None) is not None
    }
    if int in found:
        return st.integers(told.get("ge", -BILLION), told.get("le", BILLION))
    if "pattern" in told:  # Python's $ lets a newline follow, pydantic's does not
        return st.from_regex(told["pattern"].removesuffix("$"), fullmatch=True)
    return TEXTS


def _validated(means: Meaning, raw: Any) -> Any:
    try:
        if isinstance(raw, str):
            return means.adapter.validate_strings(raw)
        return means.adapter.validate_python(raw)
    except ValidationError:
        return None


@st.composite
def commands(draw: st.DrawFn, sort: type[Command]) -> Command | None:
    """A command of this sort; None when a rule over several values says no."""
    given: dict[str, Any] = {}
    for slot in pattern(sort).slots:
        if slot.means.required or draw(st.booleans()):
            given[slot.name] = draw(values(meaning(sort, slot.name)))
    try:
        return sort(**given)
    except ValidationError:
        return None
