"""Resources: units, what they are doing, whose they are. Record: Resource (fire.E12).

A resource's state is derived from its last steps in order of when they happened, so a report that
arrives late takes its place and the board still follows the greatest (occurred_at, then seq).
NIMS states: assigned, available, out of service; with its owner, before check-in: in service.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schemas.base import (
    AgencyId,
    By,
    Called,
    CallSign,
    Command,
    Event,
    Header,
    Here,
    IncidentId,
    Instant,
    JobId,
    Like,
    New,
    Record,
    ResourceId,
    Schema,
    Seq,
    When,
)
from schemas.circles import Slug
from schemas.text import Line, Name

HISTORY_MAX = 20  # steps a record keeps; all of them stay in the log
UNITS_AT_ONCE = 32  # units one phrase may name


class Status(StrEnum):
    """What a unit is doing, in plain words."""

    IN_SERVICE = "in-service"
    AVAILABLE = "available"
    ASSIGNED = "assigned"
    DISPATCHED = "dispatched"
    ENROUTE = "enroute"
    ONSCENE = "onscene"
    STAGING = "staging"
    TRANSPORTING = "transporting"
    HOSPITAL = "hospital"
    RETURNING = "returning"
    OUT = "out"
    REST = "rest"
    MECHANICAL = "mechanical"
    PERSONNEL = "personnel"


class State(StrEnum):
    """The official states, and in service for a unit still with its owner."""

    IN_SERVICE = "in service"
    AVAILABLE = "available"
    ASSIGNED = "assigned"
    OUT = "out of service"


OUT = frozenset({Status.OUT, Status.REST, Status.MECHANICAL, Status.PERSONNEL})
FREE = frozenset({Status.IN_SERVICE, Status.AVAILABLE, Status.RETURNING})
# A unit that says one of these is on a job.
WORKING = frozenset(Status) - OUT - FREE
THERE = frozenset({Status.ONSCENE, Status.STAGING, Status.TRANSPORTING, Status.HOSPITAL})

Assignment = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9.-]{0,23}$")]


def _numbered(value: object) -> object:
    """A type as text: logs hold the whole numbers of NIMS, which is what type= took before."""
    return str(value) if isinstance(value, int) else value


# What people call it, and of what type: ALS, heavy, or one of the numbers of NIMS. The same words
# in units, requests and agreements; what is on the board of these is offered.
Kind = Annotated[Name, Like("resources", "resource_kind"), Like("requests", "resource_kind")]
Type = Annotated[
    Name, BeforeValidator(_numbered), Like("resources", "resource_type"), Like("requests", "type")
]


def same(one: str, other: str) -> bool:
    """Whether two people mean the same kind or type."""
    return one.casefold() == other.casefold()


class Step(Schema):
    """One thing a unit did or was told, at the time it happened."""

    when: Instant
    seq: Seq
    status: Status
    job: JobId | None = None
    by: By
    only: bool = False  # an order or a resolution: claims of other jobs end here
    note: Line | None = None  # why, in the words of who said it


class Resource(Record):
    """One unit. ``owner`` never changes; ``under`` is the incident it is checked in on."""

    derived = ("job", "conflict", "free", "note")

    call_sign: CallSign
    owner: Slug
    resource_kind: Kind
    resource_type: Type | None = None
    personnel: int | None = None
    under: IncidentId | None = None
    place: Line | None = None
    order: Line | None = None
    self_deployed: bool = False  # came without an order, and nobody had sent it
    assignment: Assignment | None = None
    eta: Instant | None = None
    etr: Instant | None = None
    status: Status = Status.IN_SERVICE
    state: State = State.IN_SERVICE
    since: Instant
    jobs: tuple[JobId, ...] = ()  # the job it is on first; more than one is a conflict
    recalled: bool = False
    history: tuple[Step, ...] = ()

    @property
    def job(self) -> str | None:
        """The job it is on, as last reported."""
        return self.jobs[0] if self.jobs else None

    @property
    def conflict(self) -> tuple[str, ...]:
        """The jobs that claim it, when they do not agree; empty when they do."""
        disagree = len(self.jobs) > 1 or (self.jobs and self.status in FREE)
        return self.jobs if disagree else ()

    @property
    def free(self) -> bool:
        """Whether it can be sent."""
        return self.state in (State.IN_SERVICE, State.AVAILABLE) and not self.jobs

    @property
    def name(self) -> str:
        """What it is, for people choosing one."""
        return f"{self.what} {self.state}"

    @property
    def came(self) -> str:
        """How it came, where nobody had sent it."""
        return "self-deployed, without an order" if self.self_deployed else ""

    @property
    def is_there(self) -> bool:
        """Whether it said that it came where it was sent, or checked in there."""
        return self.under is not None or self.status in THERE

    @property
    def note(self) -> str | None:
        """What was said with its status."""
        return self.history[-1].note if self.history else None

    @property
    def what(self) -> str:
        """``ambulance ALS``"""
        return " ".join(filter(None, (self.resource_kind, self.resource_type)))


def claims(steps: Sequence[Step]) -> tuple[str, ...]:
    """The jobs that still claim a unit after these steps, the latest first."""
    open_: dict[str, None] = {}
    # An order ends what other jobs claimed: the last one is where to begin.
    orders = (n for n in range(len(steps) - 1, -1, -1) if steps[n].only)
    for step in steps[next(orders, 0) :]:
        if step.status in WORKING and step.job:
            open_.pop(step.job, None)
            open_[step.job] = None
        elif step.status not in WORKING and step.job:
            open_.pop(step.job, None)
        elif step.status not in WORKING:
            open_.clear()
    return tuple(reversed(open_))


def state_of(status: Status, *, checked_in: bool) -> State:
    """The official state behind a status word."""
    if status in OUT:
        return State.OUT
    if status in FREE or (status is Status.STAGING and checked_in):
        return State.AVAILABLE if checked_in else State.IN_SERVICE
    return State.ASSIGNED


def goes_out(was: Resource, now: Resource | None) -> bool:
    """Whether a unit goes out of service with what makes it this one."""
    return now is not None and now.state is State.OUT and was.state is not State.OUT


def after(was: Resource, step: Step | None, **changes: Any) -> Resource:
    """The resource with one more step put where it belongs in time, and what follows from it."""
    steps = was.history
    if step:
        late = bool(steps) and _key(step) < _key(steps[-1])
        steps = (*steps, step)
        steps = (tuple(sorted(steps, key=_key)) if late else steps)[-HISTORY_MAX:]
    last = steps[-1] if steps else None
    status = last.status if last else was.status
    under = changes.get("under", was.under)
    return was.but(
        **changes,
        history=steps,
        status=status,
        since=last.when if last else was.since,
        jobs=claims(steps),
        state=state_of(status, checked_in=under is not None),
    )


# -- events --------------------------------------------------------------------------------------


class _OfResource(Event[Resource]):
    shelf: ClassVar[str] = "resources"
    id: ResourceId


class ResourceAdded(_OfResource):
    """A unit is known; it is in service with its owner."""

    creates: ClassVar[bool] = True
    kind: Literal["resource_added"] = "resource_added"
    call_sign: CallSign
    owner: Slug
    resource_kind: Kind
    resource_type: Type | None = None
    personnel: int | None = None

    def onto(self, was: Resource | None, entry: Header) -> Resource:
        """A new unit."""
        return Resource(
            id=self.id,
            call_sign=self.call_sign,
            owner=self.owner,
            resource_kind=self.resource_kind,
            resource_type=self.resource_type,
            personnel=self.personnel,
            since=entry.when,
        )


class ResourceReported(_OfResource):
    """A report of fact from the field."""

    kind: Literal["resource_reported"] = "resource_reported"
    status: Status
    job: JobId | None = None
    eta: Instant | None = None
    etr: Instant | None = None
    note: Line | None = None

    def onto(self, was: Resource | None, entry: Header) -> Resource | None:
        """Takes its place in time; the greatest time is what the board shows."""
        if was is None:
            return None
        step = _step(entry, self.status, self.job).but(note=self.note)
        newest = not was.history or (step.when, step.seq) >= _key(was.history[-1])
        times = {"eta": self.eta, "etr": self.etr} if newest else {}
        gone = {"assignment": None} if newest and self.status in FREE else {}
        return after(was, step, **times, **gone)

    @property
    def said(self) -> str:
        """``mechanical: gearbox``"""
        return f"{self.status.value}{f': {self.note}' if self.note else ''}"

    def about(self) -> str | None:
        """The incident it works on, when it is one."""
        return _incident(self.job)


class ResourceAssigned(_OfResource):
    """An order: this unit to this job."""

    kind: Literal["resource_assigned"] = "resource_assigned"
    job: JobId
    assignment: Assignment | None = None

    def onto(self, was: Resource | None, entry: Header) -> Resource | None:
        """On that job and no other."""
        step = _step(entry, Status.ASSIGNED, self.job, only=True)
        return was and after(was, step, assignment=self.assignment, recalled=False, eta=None)

    def about(self) -> str | None:
        """The incident it is sent to, when it is one."""
        return _incident(self.job)


class ResourceCheckedIn(_OfResource):
    """A unit arrived at an incident, which assigns it from now on."""

    kind: Literal["resource_checked_in"] = "resource_checked_in"
    under: IncidentId
    personnel: int | None = None
    place: Line | None = None
    order: Line | None = None
    self_deployed: bool = False

    def onto(self, was: Resource | None, entry: Header) -> Resource | None:
        """Available on the incident."""
        if was is None:
            return None
        return after(
            was,
            _step(entry, Status.STAGING if self.place else Status.AVAILABLE, only=True),
            under=self.under,
            personnel=was.personnel if self.personnel is None else self.personnel,
            place=self.place,
            order=self.order,
            self_deployed=self.self_deployed,
            assignment=None,
            recalled=False,
        )

    def about(self) -> str | None:
        """The incident it checked in on."""
        return self.under


class ResourceReleased(_OfResource):
    """The incident let it go, or its owner called it back."""

    kind: Literal["resource_released"] = "resource_released"
    job: JobId | None = None  # what it leaves
    recalled: bool = False

    def onto(self, was: Resource | None, entry: Header) -> Resource | None:
        """With its owner again."""
        step = _step(entry, Status.IN_SERVICE, only=True)
        left = {"under": None, "place": None, "assignment": None, "order": None}
        gone = {**left, "self_deployed": False, "eta": None, "etr": None}
        return was and after(was, step, **gone, recalled=self.recalled)

    def about(self) -> str | None:
        """The incident it leaves, when it is one."""
        return _incident(self.job)


class ConflictResolved(_OfResource):
    """Somebody said which job the unit is really on."""

    kind: Literal["conflict_resolved"] = "conflict_resolved"
    job: JobId
    status: Status

    def onto(self, was: Resource | None, entry: Header) -> Resource | None:
        """On that job and no other."""
        return was and after(was, _step(entry, self.status, self.job, only=True))

    def about(self) -> str | None:
        """The incident it is on, when it is one."""
        return _incident(self.job)


def _step(entry: Header, status: Status, job: str | None = None, *, only: bool = False) -> Step:
    return Step.unchecked(
        when=entry.when, seq=entry.seq, status=status, job=job, by=entry.by, only=only
    )


def _key(step: Step) -> tuple[Any, int]:
    return step.when, step.seq


def _incident(job: str | None) -> str | None:
    return job if job and job.startswith("INC-") else None


# -- commands ------------------------------------------------------------------------------------

Units = Annotated[tuple[ResourceId, ...], Field(min_length=1, max_length=UNITS_AT_ONCE)]
People = Annotated[int, Field(ge=0, le=9_999)]


class AddResource(Command):
    """Make a unit of one's agency known."""

    grant = "resources.add"
    usage = (
        "add {call_sign} [kind={resource_kind}] [type={resource_type}] [people={personnel}]"
        " [agency={agency}]"
    )
    says = "add the unit {call_sign}[, {resource_kind}][ type {resource_type}][ of {agency}]"
    example = "add E15 kind=engine type=1 people=4"
    kind: Literal["add_resource"] = "add_resource"
    call_sign: CallSign
    resource_kind: Kind = "unit"
    resource_type: Type | None = None
    personnel: People | None = None
    agency: AgencyId | None = None


class CheckIn(Command):
    """Check units in on an incident, which assigns them from now on; kind= makes new ones known."""

    grant = "resources.checkin"
    usage = (
        "checkin {resources+} [{incident}] [kind={resource_kind}] [people={personnel}] [in={place}]"
        " [order={order}]"
    )
    says = (
        "check {resources} in on {incident}[, {resource_kind} if new][ with {personnel} people]"
        "[ at {place}][, order {order}]"
    )
    example = "checkin E99 INC-1 kind=engine people=4 in=STAGING order=R-9"
    shelf_life_s = 600
    kind: Literal["check_in"] = "check_in"
    resources: Annotated[Units, New("resource_kind")]
    incident: Annotated[IncidentId, Here("incidents")]
    resource_kind: Kind | None = None
    personnel: People | None = None
    place: Line | None = None
    order: Line | None = None


class ReportStatus(Command):
    """Say what a unit is doing. A report of fact is never refused for the unit's state."""

    grant = "resources.status"
    usage = "status {resource} {status} [{job}] [eta={eta}] [etr={etr}] [{note...}]"
    says = "{resource} is {status}[ on {job}][, there at {eta}][, back at {etr}][: {note}]"
    example = "status E14 mechanical etr=+2h Gearbox"
    short = "s"
    shelf_life_s = 600
    kind: Literal["report_status"] = "report_status"
    resource: ResourceId
    status: Status
    job: JobId | None = None
    eta: Annotated[Instant, When("future"), Called("time of arrival")] | None = None
    etr: Annotated[Instant, When("future"), Called("time it is back")] | None = None
    note: Line | None = None


class AssignResources(Command):
    """Send units to a job. Before check-in the owner's people do it, after it the incident's."""

    grant = "resources.assign"
    usage = "assign {resources+} [{job}] [{assignment}]"
    says = "send {resources} to {job}[ for {assignment}]"
    example = "assign E12 INC-1 DIV-A"
    kind: Literal["assign_resources"] = "assign_resources"
    resources: Units
    job: Annotated[JobId, Here("incidents")]
    assignment: Assignment | None = None


class ReleaseResources(Command):
    """Let units go back to their owner; by the owner's people this is a recall."""

    grant = "resources.release"
    usage = "release {resources+}"
    says = "release {resources} to their owner"
    example = "release E16"
    confirm = "Release {resources}? They return to their owner and leave their assignment."
    kind: Literal["release_resources"] = "release_resources"
    resources: Units


class ResolveConflict(Command):
    """Say which job a unit claimed by two is really on."""

    grant = "resources.status"
    usage = "resolve {resource} {job}"
    says = "{resource} is on {job} and no other job"
    example = "resolve E14 INC-1"
    kind: Literal["resolve_conflict"] = "resolve_conflict"
    resource: ResourceId
    job: JobId
