"""Incidents. Record: Incident (INC-4). A 911 call is not one: see calls."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schemas.base import (
    AgencyId,
    By,
    CallId,
    CenterId,
    Command,
    Event,
    Header,
    Here,
    IncidentId,
    Instant,
    PositionId,
    Record,
    Schema,
    Spelt,
)
from schemas.circles import Slug
from schemas.roles import Held, Left, ended
from schemas.text import Line, Name

KEPT = timedelta(hours=12)  # how long a closed incident stays on the board
AGENCIES_MAX = 64  # agencies taking part in one incident
CHILDREN_MAX = 64
CALLS_MAX = 256  # calls attached to one incident
RANKED_MAX = 99  # incidents
UNRANKED = 999  # after all that are
# What is remembered of command posts that are no longer there fits into one entry, also when all of
# them end at once and when an archived incident comes back with all of it; the log has the rest.
COMMANDS_MAX = 16
HELD_EACH, HELD_MAX = 8, 48  # times in one of them, and in all that end in one entry
DEGREE = 10_000_000  # coordinates are whole numbers of 1e-7 degree: no fractions in the log


class IncidentKind(StrEnum):
    """What sort of incident it is."""

    FIRE = "fire"
    FLOOD = "flood"
    STORM = "storm"
    QUAKE = "quake"
    HAZMAT = "hazmat"
    THREAT = "threat"
    SHOOTING = "shooting"
    CRASH = "crash"
    OUTAGE = "outage"
    SEARCH = "search"
    HEALTH = "health"
    CROWD = "crowd"
    OTHER = "other"


def _degrees(value: object) -> object:
    """``37.7749`` as typed becomes 377749000; whole numbers from the wire stay."""
    if not isinstance(value, str):
        return value
    sign, text = (-1, value[1:]) if value.startswith("-") else (1, value)
    whole, _, part = text.partition(".")
    if not (whole.isdecimal() and (not part or part.isdecimal()) and len(part) <= 7):
        raise ValueError("degrees with at most seven digits after the point, as in 37.7749")
    return sign * (int(whole[:4]) * DEGREE + int(part.ljust(7, "0") or "0"))


def _spelt(value: int) -> str:
    """As it is typed: ``-122.4194000``."""
    whole, part = divmod(abs(value), DEGREE)
    return f"{'-' if value < 0 else ''}{whole}.{part:07}"


Latitude = Annotated[
    int,
    Field(ge=-90 * DEGREE, le=90 * DEGREE),
    BeforeValidator(_degrees),
    Spelt(_spelt),
]
Longitude = Annotated[
    int,
    Field(ge=-180 * DEGREE, le=180 * DEGREE),
    BeforeValidator(_degrees),
    Spelt(_spelt),
]
IncidentType = Annotated[int, Field(ge=1, le=5)]
AgencyIds = Annotated[tuple[AgencyId, ...], Field(min_length=1, max_length=AGENCIES_MAX)]


class Closed(Schema):
    """Why, when and by whom an incident was closed."""

    reason: Line
    at: Instant
    by: By


class Rank(Schema):
    """Where it stands among the incidents, 1 first; who said so, and why."""

    place: Annotated[int, Field(ge=1)]
    reason: Line
    by: By
    at: Instant


class PastCommand(Schema):
    """A command post that is no longer there, and who held it."""

    post: PositionId
    opened: Instant
    ended: Instant
    held: tuple[Held, ...] = ()


class Incident(Record):
    """One incident: where, how complex, who leads, who takes part."""

    derived = ("command",)

    name: Name
    incident_kind: IncidentKind
    center: CenterId
    place: Line | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    incident_type: IncidentType | None = None
    lead: Slug | None = None
    agencies: tuple[Slug, ...] = ()  # taking part, the lead among them
    unified: tuple[Slug, ...] = ()  # in unified command
    parent: IncidentId | None = None
    children: tuple[IncidentId, ...] = ()
    calls: tuple[CallId, ...] = ()
    opened_at: Instant
    opened_by: By
    rank: Rank | None = None  # ranks.py
    closed: Closed | None = None
    commanded: Annotated[tuple[PastCommand, ...], Field(max_length=COMMANDS_MAX)] = ()

    @property
    def command(self) -> tuple[str, ...]:
        """The agencies whose people are "the incident": the lead and those in unified command."""
        return tuple(dict.fromkeys((*((self.lead,) if self.lead else ()), *self.unified)))

    def deadline(self) -> tuple[datetime, Command] | None:
        """Closed long enough, it goes off the board."""
        return (self.closed.at + KEPT, ArchiveIncident(incident=self.id)) if self.closed else None


def _with(names: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))


def _less(names: tuple[str, ...], *fewer: str) -> tuple[str, ...]:
    return tuple(name for name in names if name not in fewer)


# -- events --------------------------------------------------------------------------------------


class OfIncident(Event[Incident]):
    shelf: ClassVar[str] = "incidents"
    id: IncidentId

    def about(self) -> str | None:
        """The incident itself."""
        return self.id


class IncidentOpened(OfIncident):
    """An incident is being worked. Nobody holds a post in it yet."""

    creates: ClassVar[bool] = True
    kind: Literal["incident_opened"] = "incident_opened"
    name: Name
    incident_kind: IncidentKind
    center: CenterId
    place: Line | None = None
    lead: Slug | None = None
    calls: tuple[CallId, ...] = ()

    def onto(self, was: Incident | None, entry: Header) -> Incident:
        """A new incident."""
        return Incident(
            id=self.id,
            name=self.name,
            incident_kind=self.incident_kind,
            center=self.center,
            place=self.place,
            lead=self.lead,
            agencies=(self.lead,) if self.lead else (),
            calls=self.calls,
            opened_at=entry.when,
            opened_by=entry.by,
        )


class IncidentRenamed(OfIncident):
    """The name changed."""

    kind: Literal["incident_renamed"] = "incident_renamed"
    name: Name

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The new name."""
        return was and was.but(name=self.name)


class IncidentPlaced(OfIncident):
    """Where it is became known or changed; what is None stays."""

    kind: Literal["incident_placed"] = "incident_placed"
    place: Line | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The new place."""
        said = {"place": self.place, "lat": self.lat, "lon": self.lon}
        return was and was.but(**{k: v for k, v in said.items() if v is not None})


class IncidentClassified(OfIncident):
    """The complexity type changed (NIMS: 5 is the simplest, 1 the most complex)."""

    kind: Literal["incident_classified"] = "incident_classified"
    incident_type: IncidentType

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The new type."""
        return was and was.but(incident_type=self.incident_type)


class LeadNamed(OfIncident):
    """The lead agency changed."""

    kind: Literal["lead_named"] = "lead_named"
    lead: Slug

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The new lead takes part too."""
        return was and was.but(lead=self.lead, agencies=_with(was.agencies, self.lead))


class CommandUnified(OfIncident):
    """These agencies command together."""

    kind: Literal["command_unified"] = "command_unified"
    unified: tuple[Slug, ...]

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """All of them take part."""
        return was and was.but(unified=self.unified, agencies=_with(was.agencies, *self.unified))


class CommandEnded(OfIncident):
    """A command post is no longer there: unified, left or closed. Who held it stays readable."""

    kind: Literal["command_ended"] = "command_ended"
    post: PositionId
    opened: Instant
    held: Annotated[tuple[Held, ...], Field(max_length=HELD_EACH)] = ()
    left: Left = Left.ENDED  # what became of who held it last

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """One more that was."""
        past = PastCommand(
            post=self.post,
            opened=self.opened,
            ended=entry.when,
            held=ended(self.held, self.left, entry),
        )
        return was and was.but(commanded=(*was.commanded, past)[-COMMANDS_MAX:])


class AgencyJoined(OfIncident):
    """An agency takes part."""

    kind: Literal["agency_joined"] = "agency_joined"
    agency: Slug

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """One more agency."""
        return was and was.but(agencies=_with(was.agencies, self.agency))


class AgencyLeft(OfIncident):
    """An agency no longer takes part."""

    kind: Literal["agency_left"] = "agency_left"
    agency: Slug

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """One agency fewer, in unified command too."""
        return was and was.but(
            agencies=_less(was.agencies, self.agency), unified=_less(was.unified, self.agency)
        )


class ParentSet(OfIncident):
    """The incident was rolled up under another, or taken out of it."""

    kind: Literal["parent_set"] = "parent_set"
    parent: IncidentId | None = None

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The new parent, or none."""
        return was and was.but(parent=self.parent)


class ChildrenSet(OfIncident):
    """Which incidents are rolled up under this one."""

    kind: Literal["children_set"] = "children_set"
    children: tuple[IncidentId, ...]

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The children as they are now."""
        return was and was.but(children=self.children)


class CallsSet(OfIncident):
    """Which calls belong to this incident."""

    kind: Literal["calls_set"] = "calls_set"
    calls: tuple[CallId, ...]

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The calls as they are now."""
        return was and was.but(calls=self.calls)


class IncidentClosed(OfIncident):
    """Nobody works on it any more."""

    kind: Literal["incident_closed"] = "incident_closed"
    reason: Line

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """Closed and ranked no more; it stays on the board until the clock archives it."""
        closed = Closed(reason=self.reason, at=entry.at, by=entry.by)
        return was and was.but(closed=closed, rank=None)


class IncidentReopened(OfIncident):
    """It is worked again. From the archive it comes back whole."""

    kind: Literal["incident_reopened"] = "incident_reopened"
    reason: Line
    archived: Incident | None = None

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The record as it was, open."""
        found = was or self.archived
        return found and found.but(closed=None)


class IncidentArchived(OfIncident):
    """Closed long enough: off the board, not out of the log."""

    kind: Literal["incident_archived"] = "incident_archived"

    def onto(self, was: Incident | None, entry: Header) -> None:
        """Off the board."""
        return


# -- commands ------------------------------------------------------------------------------------

ThisIncident = Annotated[IncidentId, Here("incidents")]


class OpenIncident(Command):
    """Open an incident; it gives nobody a post."""

    grant = "incidents.open"
    usage = (
        "open {incident_kind} [in={place}] [lead={lead}] [from={call}] [center={center}] {name...}"
    )
    says = "open the {incident_kind} {name}[ at {place}][, led by {lead}][, from call {call}]"
    example = 'open flood in="Mill & 3rd" lead=fire Mill Creek'
    makes = "INC"
    shelf_life_s = None
    kind: Literal["open_incident"] = "open_incident"
    incident_kind: IncidentKind
    name: Name
    place: Line | None = None
    lead: AgencyId | None = None
    call: CallId | None = None
    center: Annotated[CenterId, Here("centers")] = "EOC"


class RenameIncident(Command):
    """Give an incident another name."""

    grant = "incidents.describe"
    usage = "rename [{incident}] {name...}"
    says = "call {incident} {name} from now on"
    example = "rename INC-1 Mill Creek and Oak St"
    edits = "incident"
    kind: Literal["rename_incident"] = "rename_incident"
    incident: ThisIncident
    name: Name


class PlaceIncident(Command):
    """Say where an incident is: in words, and as degrees of WGS 84."""

    grant = "incidents.describe"
    usage = "place [{incident}] [lat={lat}] [lon={lon}] [{place...}]"
    says = "{incident} is at[ {place}][ latitude {lat}][ longitude {lon}]"
    example = "place INC-1 lat=37.7749 lon=-122.4194 Mill & 3rd"
    edits = "incident"
    kind: Literal["place_incident"] = "place_incident"
    incident: ThisIncident
    lat: Latitude | None = None
    lon: Longitude | None = None
    place: Line | None = None


class ClassifyIncident(Command):
    """Say how complex an incident is: type 5 the simplest, type 1 the most complex."""

    grant = "incidents.lead"
    usage = "classify [{incident}] {incident_type}"
    says = "classify {incident} as type {incident_type}"
    example = "classify INC-1 3"
    kind: Literal["classify_incident"] = "classify_incident"
    incident: ThisIncident
    incident_type: IncidentType


class NameLead(Command):
    """Name the lead agency."""

    grant = "incidents.lead"
    usage = "lead [{incident}] {agency}"
    says = "{agency} leads {incident}"
    example = "lead INC-1 pd"
    kind: Literal["name_lead"] = "name_lead"
    incident: ThisIncident
    agency: AgencyId


class UnifyCommand(Command):
    """Say which agencies command together."""

    grant = "incidents.lead"
    usage = "unify [{incident}] {agencies+}"
    says = "{agencies} command {incident} together"
    example = "unify INC-1 fire,pd"
    kind: Literal["unify_command"] = "unify_command"
    incident: ThisIncident
    agencies: AgencyIds


class JoinIncident(Command):
    """Take part in an incident as an agency."""

    grant = "incidents.join"
    usage = "join [{incident}] [agency={agency}]"
    says = "take part in {incident}[ as {agency}]"
    example = "join INC-2"
    kind: Literal["join_incident"] = "join_incident"
    incident: ThisIncident
    agency: AgencyId | None = None


class LeaveIncident(Command):
    """No longer take part in an incident."""

    grant = "incidents.join"
    usage = "leave [{incident}] [agency={agency}]"
    says = "no longer take part in {incident}[ as {agency}]"
    example = "leave INC-1 agency=pd"
    kind: Literal["leave_incident"] = "leave_incident"
    incident: ThisIncident
    agency: AgencyId | None = None


class AttachIncident(Command):
    """Roll an incident up under another."""

    grant = "incidents.lead"
    usage = "attach {child} {parent}"
    says = "roll {child} up under {parent}"
    example = "attach INC-2 INC-1"
    kind: Literal["attach_incident"] = "attach_incident"
    child: IncidentId
    parent: IncidentId


class DetachIncident(Command):
    """Take an incident out of the one it is rolled up under; nothing is lost."""

    grant = "incidents.lead"
    usage = "detach {child}"
    says = "let {child} stand alone"
    example = "detach INC-4"
    kind: Literal["detach_incident"] = "detach_incident"
    child: IncidentId


class CloseIncident(Command):
    """Close an incident."""

    grant = "incidents.close"
    usage = "close {incident} {reason...}"
    says = "close {incident}: {reason}"
    example = "close INC-4 Bus is off the bridge"
    confirm = "Close {incident} for everybody? It is refused while units are on it."
    kind: Literal["close_incident"] = "close_incident"
    incident: IncidentId
    reason: Line


class ReopenIncident(Command):
    """Work on a closed incident again."""

    grant = "incidents.close"
    usage = "reopen {incident} {reason...}"
    says = "reopen {incident}: {reason}"
    example = "reopen INC-3 Water rises again"
    kind: Literal["reopen_incident"] = "reopen_incident"
    incident: IncidentId
    reason: Line


class ArchiveIncident(Command):
    """Take a closed incident off the board; the clock asks it after twelve hours."""

    grant = "incidents.close"
    usage = "archive {incident}"
    says = "take {incident} off the boards; the log keeps it"
    example = "archive INC-3"
    kind: Literal["archive_incident"] = "archive_incident"
    incident: IncidentId
