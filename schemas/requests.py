"""Requests (ICS 213RR): what is needed. Who decides: approvals.py; who brings it: sourcing.py, and
forwards.py where that is somebody outside the room.

Record: Request (R-9). Asked for, approved, committed and received are counted apart. A request
always waits on somebody by name; every minute of that is kept.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import BeforeValidator, Field, StringConstraints

from schemas.agreements import Hours
from schemas.base import (
    POST,
    AgreementId,
    By,
    Called,
    Command,
    Event,
    Header,
    Here,
    Instant,
    PositionId,
    Readers,
    Record,
    RequestId,
    ResourceId,
    RoomId,
    Schema,
    Seq,
    When,
    spelt_post,
)
from schemas.circles import Slug
from schemas.organizations import CHAIN_MAX
from schemas.resources import Kind, Type, same
from schemas.roles import incident_of
from schemas.text import Line, Name, cut

STEPS_MAX = 8  # approvals of one request
SOURCES_MAX = 32  # agencies that offer, and times they commit
WAITS_MAX = 64  # remembered on the board; the log has all of them
UNITS_MAX = 32  # committed at once
RECEIPTS_MAX = 32  # remembered of one promise; the log has all of them
FORWARDS_MAX = 8  # times one request is sent on
LINKS_MAX = 8  # requests that may ask for the same
LOOK = timedelta(hours=24)  # a request nobody touched for so long is told of again
KEPT = timedelta(hours=12)  # how long one that ended stays on the board
NOBODY = "nobody"  # on whom it waits when everybody who could decide let it lapse


class Priority(StrEnum):
    """How urgent, in the words of the federal form; the most urgent first."""

    LIFESAVING = "lifesaving"
    SUSTAINING = "sustaining"
    HIGH = "high"
    NORMAL = "normal"


class Stage(StrEnum):
    """How far it is."""

    APPROVING = "approving"
    RETURNED = "returned"
    SOURCING = "sourcing"
    COMING = "coming"
    CAME = "came, approval outstanding"
    ENDED = "ended"


class For(StrEnum):
    """What somebody is waited on for."""

    APPROVE = "approve"
    AMEND = "amend"
    SOURCE = "source"
    BRING = "bring"
    ASK_AGAIN = "ask again"  # whoever outside was asked and has not answered


class End(StrEnum):
    """How it ended."""

    RECEIVED = "received"
    DENIED = "denied"
    CANCELLED = "cancelled"
    CLOSED = "closed"


Quantity = Annotated[int, Field(ge=1, le=99_999)]


class Counts(NamedTuple):
    """How a need is reckoned, on every board alike: need = required - have - coming."""

    required: int
    have: int
    coming: int
    need: int

    def __str__(self) -> str:
        return " ".join(f"{name} {count}" for name, count in self._asdict().items())


class Wait(Schema):
    """A time in which one position or agency was waited on; who held it then, its record tells."""

    wants: For
    on: Name  # INC-4/LSC, an agency, a person; "nobody" when nobody is left
    agency: Slug | None = None  # of who held it when it began; None while nobody did
    since: Instant
    until: Instant | None = None
    why: Line | None = None  # why it is this one and not the one first asked


class Anew(Schema):
    """That it was asked for again, otherwise than before."""

    by: By
    at: Instant
    was: Line | None = None  # what is different now, as it was

    @property
    def then(self) -> str:
        """``, was 60 cot``"""
        return f", was {self.was}" if self.was else ""


class Asked(Schema):
    """Who decides about a step now, and until when; nobody, when nobody is left."""

    post: PositionId  # the step's
    asked: PositionId | None = None
    agency: Slug | None = None  # of who holds that one
    due: Instant | None = None


class Under(Schema):
    """The agreement a request is inside of, and what remained of it then."""

    agreement: AgreementId
    version: Annotated[int, Field(ge=1)]
    provider: Slug
    remains: Annotated[int, Field(ge=0)]
    of: Quantity

    @property
    def name(self) -> str:
        """As it is cited: ``AGR-2 v1, 2 of 4 remain``."""
        return f"{self.agreement} v{self.version}, {self.remains} of {self.of} remain"


class Approval(Asked):
    """One step of approval. Steps of the same ``turn`` are side by side."""

    turn: Annotated[int, Field(ge=1, le=STEPS_MAX)] = 1
    lapsed: Annotated[tuple[PositionId, ...], Field(max_length=CHAIN_MAX)] = ()  # asked in vain
    by: By | None = None  # who decided
    at: Instant | None = None
    quantity: Quantity | None = None  # approved, when not all
    verbal: Line | None = None  # who said yes by word, the paper to follow
    sole: bool = False  # by the requester, for there was nobody else
    under: Under | None = None  # nobody decided: it is inside this, and ``by`` asked


class Offer(Schema):
    """What an agency could bring. It binds nobody."""

    agency: Slug
    quantity: Quantity
    eta: Instant | None = None
    text: Line | None = None
    by: By
    at: Instant


class Receipt(Schema):
    """That some came: who said so, and in which entry."""

    quantity: Quantity
    unit: ResourceId | None = None  # which one checked in
    at: Instant
    seq: Seq
    by: By


class Loss(Schema):
    """A unit that no longer counts as what it was promised for: it is out of service."""

    unit: ResourceId
    at: Instant
    came: bool  # before that
    why: Line | None = None


class Commitment(Schema):
    """What an agency brings. It binds, and what is out of service is no part of it any more."""

    agency: Slug
    quantity: Annotated[int, Field(ge=0, le=99_999)]  # 0: nothing is left of it
    units: tuple[ResourceId, ...] = ()
    eta: Instant | None = None
    by: By
    at: Instant
    received: Annotated[int, Field(ge=0)] = 0
    came: tuple[ResourceId, ...] = ()  # which of the units
    verbal: Line | None = None  # who outside the room promised it by word
    lost: Annotated[tuple[Loss, ...], Field(max_length=UNITS_MAX)] = ()
    receipts: Annotated[tuple[Receipt, ...], Field(max_length=RECEIPTS_MAX)] = ()

    @property
    def on_its_way(self) -> tuple[ResourceId, ...]:
        """Those of the units that have not come, as far as anybody said which came."""
        here = self.received == self.quantity
        return () if here else tuple(unit for unit in self.units if unit not in self.came)


class Forward(Schema):
    """Somebody outside the room who was asked to bring it."""

    to: Slug  # an agency, or a level of forwards.py
    number: Line | None = None  # what they call it
    spoke: Line | None = None  # with whom
    due: Instant  # when an answer is due
    text: Line | None = None
    by: By
    at: Instant
    late: bool = False  # no answer by then
    until: Instant | None = None  # sent on further up, or asked for anew


Approvals = Annotated[tuple[Approval, ...], Field(max_length=STEPS_MAX)]
Asks = Annotated[tuple[Asked, ...], Field(max_length=STEPS_MAX)]


class Request(Record):
    """One line of a resource request."""

    derived = (
        *("stage", "approved", "wanted", "committed", "received", "same_as"),
        *("required", "coming", "missing"),
    )

    room: RoomId
    quantity: Quantity
    resource_kind: Kind
    type: Type | None = None
    priority: Priority = Priority.NORMAL
    text: Line | None = None
    place: Line | None = None
    needed: Instant | None = None
    hours: Hours | None = None  # how long
    contact: Line | None = None
    substitutes: Line | None = None
    cost: Line | None = None  # of all of it
    by: By
    at: Instant
    approvals: Approvals = ()
    asked_anew: Anew | None = None  # the last time, when it was asked for more than once
    returned: Line | None = None  # what is wanted before it goes on
    offers: Annotated[tuple[Offer, ...], Field(max_length=SOURCES_MAX)] = ()
    commitments: Annotated[tuple[Commitment, ...], Field(max_length=SOURCES_MAX)] = ()
    forwards: Annotated[tuple[Forward, ...], Field(max_length=FORWARDS_MAX)] = ()
    links: Annotated[tuple[RequestId, ...], Field(max_length=LINKS_MAX)] = ()  # duplicates.py
    waits: Annotated[tuple[Wait, ...], Field(max_length=WAITS_MAX)] = ()
    look_at: Instant  # when the clock looks at it again, if nothing happens
    end: End | None = None
    ended_at: Instant | None = None
    reason: Line | None = None

    @property
    def name(self) -> str:
        """What it is and how far, for people choosing one."""
        return f"{self.what}, {self.stage}"

    @property
    def askers(self) -> frozenset[str]:
        """Who asked for it as it is now; none of them decides about it."""
        return frozenset(one.by.person for one in (self, self.asked_anew) if one)

    @property
    def what(self) -> str:
        """``2 ambulance ALS``"""
        return " ".join(filter(None, (str(self.quantity), self.resource_kind, self.type)))

    @property
    def details(self) -> tuple[str, ...]:
        """What whoever says something of it should know: ``2 ambulance ALS``, ``to LINCOLN``."""
        return (self.what, *([f"to {self.place}"] if self.place else []))

    @property
    def deciders(self) -> tuple[str, ...]:
        """The posts whose steps it has."""
        return tuple(one.post for one in self.approvals)

    def takes(self, kind: str, type: str | None) -> bool:
        """Whether this is of the kind and type that it asks for."""
        typed = self.type is None or bool(type and same(type, self.type))
        return typed and same(kind, self.resource_kind)

    @property
    def approved(self) -> int:
        """How many all have agreed to; 0 while somebody has not."""
        if any(one.by is None for one in self.approvals):
            return 0
        return min((one.quantity or self.quantity for one in self.approvals), default=self.quantity)

    @property
    def under(self) -> Under | None:
        """The agreement it is inside of."""
        return next((one.under for one in self.approvals if one.under), None)

    @property
    def wanted(self) -> int:
        """How many may be brought now: life is saved first, and approved meanwhile."""
        return self.approved or (self.quantity if self.priority is Priority.LIFESAVING else 0)

    @property
    def committed(self) -> int:
        """How many somebody brings."""
        return sum(one.quantity for one in self.commitments)

    @property
    def received(self) -> int:
        """How many came."""
        return sum(one.received for one in self.commitments)

    @property
    def required(self) -> int:
        """How many it is about: all that was asked for, until fewer are approved."""
        return self.wanted or self.quantity

    @property
    def coming(self) -> int:
        """How many somebody brings and are not here."""
        return self.committed - self.received

    @property
    def missing(self) -> int:
        """How many nobody brings yet."""
        return 0 if self.end else max(0, self.required - self.committed)

    @property
    def counts(self) -> Counts:
        """What is required, here, coming, and still to be found."""
        return Counts(self.required, self.received, self.coming, self.missing)

    @property
    def counted(self) -> str:
        """``required 3 have 1 coming 1 need 1, of 4 asked for``"""
        fewer = f", of {self.quantity} asked for" if self.required < self.quantity else ""
        return f"{self.counts}{fewer}"

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.end:
            return Stage.ENDED
        if self.returned:
            return Stage.RETURNED
        if self.received < self.wanted <= self.committed:
            return Stage.COMING
        if self.approved:
            return Stage.SOURCING
        return Stage.CAME if self.received >= self.wanted > 0 else Stage.APPROVING

    @property
    def open_waits(self) -> tuple[Wait, ...]:
        """Who is waited on now."""
        return tuple(wait for wait in self.waits if wait.until is None)

    @property
    def turn(self) -> tuple[Approval, ...]:
        """The steps whose turn it is, until they are decided."""
        left = [one for one in self.approvals if one.by is None]
        now = min((one.turn for one in left), default=0)
        return tuple(one for one in left if one.turn == now)

    @property
    def same_as(self) -> str | None:
        """The first request that asks for the same, where this one came later."""
        first = min((self.id, *self.links), key=lambda id: int(id.removeprefix("R-")))
        return None if first == self.id else first

    def due(self, wait: Wait) -> datetime | None:
        """Until when whoever is waited on decides, or answers outside; else when it is needed."""
        asked: dict[For, list[Approval] | list[Forward]] = {
            For.APPROVE: [one for one in self.turn if one.asked == wait.on],
            For.SOURCE: [self.outside] if self.outside else [],
        }
        return min((one.due for one in asked.get(wait.wants, ()) if one.due), default=self.needed)

    @property
    def outside(self) -> Forward | None:
        """Who outside the room is asked to bring it now."""
        return next((one for one in self.forwards[-1:] if one.until is None), None)

    @property
    def awaited(self) -> Forward | None:
        """The same, while their answer is not late."""
        asked, sourcing = self.outside, [w.on for w in self.open_waits if w.wants is For.SOURCE]
        return asked if asked and not asked.late and asked.to in sourcing else None

    def settled(self, at: datetime) -> "Request":
        """The same, ended if all that was approved is there; it may have come before that."""
        if self.approved and self.received >= self.approved:
            return self.but(end=End.RECEIVED, ended_at=at)
        return self

    def asking(self, asks: Asks) -> "Request":
        """The same, its steps asked of others from now on."""
        on = {ask.post: ask for ask in asks}
        steps = (
            one.but(asked=ask.asked, agency=ask.agency, due=ask.due)
            if (ask := on.get(one.post))
            else one
            for one in self.approvals
        )
        return self.but(approvals=tuple(steps))

    def _waited_on(self) -> Iterator[tuple[For, str, str | None, str | None]]:
        """What it waits for, on whom, of which agency, and for whom that one stands in."""
        if self.end:
            return
        if self.returned:
            yield For.AMEND, self.by.name, self.by.agency, None
            return
        for one in self.turn:
            for_ = None if one.asked == one.post else f"for {one.post}"
            yield For.APPROVE, one.asked or NOBODY, one.agency, for_
        if self.wanted > self.committed:
            yield from self._sourced_by()
        for brings in self.commitments:
            if brings.received < brings.quantity:
                yield For.BRING, brings.agency, brings.agency, None

    def _sourced_by(self) -> Iterator[tuple[For, str, str | None, str | None]]:
        """Whoever outside was asked, and if they are late, who asked them; else who finds it."""
        if asked := self.outside:
            yield For.SOURCE, asked.to, asked.to, None
            if asked.late:
                late = f"nothing from {asked.to}"
                yield For.ASK_AGAIN, asked.by.name, asked.by.agency, late
        else:
            yield For.SOURCE, *self.sourcer, None

    @property
    def sourcer(self) -> tuple[str, str | None]:
        """Whose work it is to find who brings it: who lends it, decided last or decides first."""
        if self.under:
            return self.under.provider, self.under.provider
        decided = [(one.by.position or one.post, one.by.agency) for one in self.approvals if one.by]
        if decided:
            return decided[-1]
        first = self.turn[0]
        return first.asked or NOBODY, first.agency

    def waiting(self, at: datetime, why: str | None = None, *, again: bool = False) -> "Request":
        """The same, with whom it waits on from now on; the times of others end.

        ``again``: of all of them, and each begins anew.
        """
        running = {(wait.wants, wait.on): wait for wait in self.open_waits}
        on = {} if again else running
        stay = tuple(
            on.get((wants, whom))
            or Wait.unchecked(wants=wants, on=whom, agency=agency, since=at, why=why or for_)
            for wants, whom, agency, for_ in dict.fromkeys(self._waited_on())
        )
        ended = [wait for wait in self.waits if wait.until]
        ended += [wait.but(until=at) for wait in running.values() if wait not in stay]
        waits = (*ended[len(stay) - WAITS_MAX :], *stay)
        return self.but(waits=waits, look_at=at + LOOK)

    def deadline(self) -> tuple[datetime, Command] | None:
        """The next answer that is due; else a look a day later; ended, it goes off the board."""
        if self.ended_at:
            return self.ended_at + KEPT, ArchiveRequest(request=self.id)
        dues = [one.due for one in self.approvals if one.by is None and one.due]
        dues += [self.awaited.due] if self.awaited else []
        return min([*dues, self.look_at]), LapseRequest(request=self.id)


# -- events --------------------------------------------------------------------------------------


class OfRequest(Event[Request]):
    shelf: ClassVar[str] = "requests"
    id: RequestId
    room: RoomId

    def about(self) -> str | None:
        """The incident it is for, when it is one."""
        return incident_of(self.room)


class RequestMade(OfRequest):
    """Somebody needs something."""

    creates: ClassVar[bool] = True
    kind: Literal["request_made"] = "request_made"
    quantity: Quantity
    resource_kind: Kind
    type: Type | None = None
    priority: Priority = Priority.NORMAL
    text: Line | None = None
    place: Line | None = None
    needed: Instant | None = None
    hours: Hours | None = None
    contact: Line | None = None
    substitutes: Line | None = None
    cost: Line | None = None
    approvals: Approvals

    def onto(self, was: Request | None, entry: Header) -> Request:
        """Nothing is decided; one that was given back is asked anew, by whom it was asked first.

        Whoever outside was asked, was asked for something else.
        """
        said = {name: getattr(self, name) for name in _SAID}
        if was:
            anew = Anew.unchecked(by=entry.by, at=entry.when, was=self._was(was))
            forwards = tuple(one.but(until=one.until or entry.when) for one in was.forwards)
            made = was.but(**said, asked_anew=anew, returned=None, forwards=forwards)
            return made.waiting(entry.when, "asked anew", again=True)
        first = {"id": self.id, "room": self.room, "by": entry.by, "at": entry.when}
        first["audience"] = self.audience  # whom it may be asked of depends on who sees it
        return Request.unchecked(**first, **said, look_at=entry.when).waiting(entry.when)

    def _was(self, was: Request) -> str | None:
        """``60 cot, to GYM, normal``: as far as it is said otherwise now."""
        place = f"to {was.place}" if was.place else "to no place"
        told = {
            was.what: ("quantity", "resource_kind", "type"),
            place: ("place",),
            was.priority.value: ("priority",),
        }
        differs = [n for n in _SAID if getattr(was, n) != getattr(self, n)]
        return cut(", ".join(t for t, names in told.items() if {*names} & {*differs})) or None


_SAID = tuple(name for name in RequestMade.model_fields if name in Request.model_fields)
_SAID = tuple(name for name in _SAID if name not in ("id", "room", "audience"))


class RequestEnded(OfRequest):
    """Denied, cancelled, or closed with what has come."""

    kind: Literal["request_ended"] = "request_ended"
    end: End
    reason: Line

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """Nobody is waited on any more."""
        if was is None:
            return None
        ended = was.but(end=self.end, ended_at=entry.when, reason=self.reason)
        return ended.waiting(entry.when)


class RequestArchived(OfRequest):
    """It went off the boards, not out of the log."""

    kind: Literal["request_archived"] = "request_archived"

    def onto(self, was: Request | None, entry: Header) -> None:
        """Off the board."""
        return


# -- commands ------------------------------------------------------------------------------------


def _side_by_side(value: object) -> object:
    """``lsc+fsc`` as ``LSC+FSC``."""
    return "+".join(map(spelt_post, value.split("+"))) if isinstance(value, str) else value


Turn = Annotated[
    str,
    StringConstraints(pattern=rf"^{POST}(\+{POST}){{0,7}}$", max_length=200),
    BeforeValidator(_side_by_side),
]
Via = Annotated[
    tuple[Turn, ...], Field(min_length=1, max_length=STEPS_MAX), Called("posts that decide")
]
# Consoles that named no priority asked with none, and their asks may still be on their way.
Urgency = Annotated[Priority, BeforeValidator(lambda said: said or Priority.NORMAL)]
Needed = Annotated[Instant, When("future"), Called("time it is needed")]
Place = Annotated[Line, Called("place it is needed at")]
HowLong = Annotated[Hours, Called("hours it is needed for")]
Cost = Annotated[Line, Called("cost of all of it")]
Contact = Annotated[Line, Called("one to call there")]
Substitutes = Annotated[Line, Called("what would do instead")]


class Need(Command):
    """Ask for a resource: lifesaving when people may die, it is found at once and approved
    meanwhile; sustaining when they cannot go on without it; high when it cannot wait; else normal.
    """

    grant = "requests.ask"
    usage = (
        "need {quantity} {resource_kind} [{priority}] [type={type}] [to={place}] [due={needed}]"
        " [hours={hours}] [in={room}] [contact={contact}] [or={substitutes}] [cost={cost}]"
        " [via={via+}] [only={only+}] [{text...}]"
    )
    says = (
        "request {quantity} {resource_kind}[ {type}], {priority}[, to “{place}”][, by {needed}]"
        "[, for {hours} h][, for {room}][, contact “{contact}”][, or “{substitutes}”]"
        "[, cost {cost}][, approved by {via}][, for {only} and your own only][, note “{text}”]"
    )
    example = "need 2 ambulance lifesaving in=INC-1 type=ALS to=LINCOLN due=0330 Two hurt"
    short = "n"
    makes = "R"
    kind: Literal["need"] = "need"
    quantity: Quantity
    resource_kind: Kind
    priority: Urgency = Priority.NORMAL
    type: Type | None = None
    place: Place | None = None
    needed: Needed | None = None
    hours: HowLong | None = None
    room: Annotated[RoomId, Here("incidents"), Called("incident")]
    contact: Contact | None = None
    substitutes: Substitutes | None = None
    cost: Cost | None = None
    via: Via | None = None
    only: Readers | None = None
    text: Line | None = None


class Amend(Command):
    """Answer what was wanted, or change what is asked; who decides is asked anew."""

    grant = "requests.ask"
    usage = (
        "amend {request} [{quantity}] [type={type}] [to={place}] [due={needed}]"
        " [hours={hours}] [priority={priority}] [contact={contact}] [or={substitutes}]"
        " [cost={cost}] [{text...}]"
    )
    says = (
        "ask {request} anew[, {quantity} of it][, {type}][, {priority}][, to “{place}”]"
        "[, by {needed}][, for {hours} h][, contact “{contact}”][, or “{substitutes}”]"
        "[, cost {cost}][ instead of {request.details}][; decided anew by {request.deciders}]"
        "[, note “{text}”]"
    )
    example = "amend R-1 to=GYM The east door"
    edits = "request"
    kind: Literal["amend"] = "amend"
    request: RequestId
    quantity: Quantity | None = None
    type: Type | None = None
    priority: Priority | None = None
    place: Place | None = None
    needed: Needed | None = None
    hours: HowLong | None = None
    contact: Contact | None = None
    substitutes: Substitutes | None = None
    cost: Cost | None = None
    text: Line | None = None


class CancelRequest(Command):
    """No longer ask for it; units on their way stay yours to release."""

    grant = "requests.ask"
    usage = "cancel {request} {reason...}"
    says = "cancel {request}: {reason}"
    example = "cancel R-3 Found in our own store"
    confirm = "Cancel {request}? Nobody is asked or brings anything for it any more."
    kind: Literal["cancel_request"] = "cancel_request"
    request: RequestId
    reason: Line


class CloseRequest(Command):
    """What came is enough."""

    grant = "requests.ask"
    usage = "close {request} {reason...}"
    says = "close {request} with what has come: {reason}"
    example = "close R-5 A hundred are enough"
    confirm = "Close {request}? What has come is all that comes."
    kind: Literal["close_request"] = "close_request"
    request: RequestId
    reason: Line


class LapseRequest(Command):
    """An approval is overdue, or a day went by; the clock asks it."""

    grant = "requests.lapse"
    usage = "lapse {request}"
    says = "{request} waits too long"
    example = "lapse R-1"
    kind: Literal["lapse_request"] = "lapse_request"
    request: RequestId


class ArchiveRequest(Command):
    """Take an ended request off the boards; the clock asks it."""

    grant = "requests.lapse"
    usage = "archive {request}"
    says = "take {request} off the boards; the log keeps it"
    example = "archive R-6"
    kind: Literal["archive_request"] = "archive_request"
    request: RequestId
