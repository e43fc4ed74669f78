"""The four shapes everything is made of: Record, Command, Event, Refusal; and the entry's Header.

A *command* is what somebody asks; the hub's rules answer with *events* (facts) or a *refusal*;
a *record* is what the fold of all events leaves on the board. All are frozen pydantic models.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
)

from schemas.circles import FOR_PARTNERS, SLUG, Audience, Slug, TypedSlug
from schemas.text import Line

SAFE_INT = 2**53 - 1  # every reader of JSON holds it exactly


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC with six digits: one instant, one string, and strings sort as instants do."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.isoformat('T', 'microseconds')[:26]}Z"


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time needs its offset, as in 2026-11-22T14:07:00Z")
    # Far enough from the ends of the calendar that no zone leads beyond them.
    if 1900 < at.year < 9999:
        at = at.astimezone(UTC)
        if 1900 < at.year < 9999:
            return at
    raise ValueError("a year between 1901 and 9998")


Instant = Annotated[
    datetime, AfterValidator(_utc), PlainSerializer(stamp, return_type=str, when_used="json")
]
Seq = Annotated[int, Field(ge=0, le=SAFE_INT)]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]


def fault(error: ValidationError) -> str:
    """The first thing wrong, for people: which field, and what would be right."""
    one = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in one["loc"])[:80]
    what = one["msg"].removeprefix("Value error, ")[:200]
    return f"{where}: {what}" if where else what


class Schema(BaseModel):
    """Frozen, and nothing unknown slips in."""

    # Deferred: of a hundred shapes a console needs ten before its first paint, and building all of
    # them takes as long as the paint. For the same reason no module with shapes in it makes its
    # annotations strings (from __future__ import annotations): pydantic would compile each of them
    # once for its class and again for every class below it.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    @classmethod
    def unchecked(cls, **values: Any) -> Self:
        """One made of values that were validated where they come from: what a fold makes.

        What ``model_construct`` gives, at a fifth of its cost: folding is mostly this.
        """
        return _unchecked(cls, {**_defaults(cls), **values})

    def but(self, **changes: Any) -> Self:
        """The same with these fields changed; nothing is validated.

        What ``model_copy(update=…)`` gives, at a quarter of its cost: three of these are made for
        every fact, and nothing here has private or extra fields that would need copying.
        """
        return _unchecked(type(self), {**self.__dict__, **changes})


Made = TypeVar("Made", bound=Schema)


def _unchecked(kind: type[Made], values: dict[str, Any]) -> Made:
    made = kind.__new__(kind)
    put = object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", _names(kind))
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


@cache
def _names(kind: type[Schema]) -> set[str]:
    return set(kind.model_fields)


@cache
def _defaults(kind: type[Schema]) -> dict[str, Any]:
    fields = kind.model_fields.items()
    return {name: field.default for name, field in fields if not field.is_required()}


# -- what a field's type says to the phrase (schemas/phrase) -----------------------------------


@dataclass(frozen=True)
class On:
    """The shelf an id is found on: for completion, nearest names and pending marks."""

    shelf: str


ROOM = "room"  # no shelf: an incident or a center, whichever the person is in


@dataclass(frozen=True)
class Like:
    """What is on this shelf is offered; any other text fits as well."""

    shelf: str
    field: str = ""  # what its records have there, instead of their ids


@dataclass(frozen=True)
class Own:
    """Only one's own units are offered; first those of the kind that this other field asks for."""

    asked_by: str


@dataclass(frozen=True)
class Called:
    """What a field is called in a sentence, where its name alone would not say it."""

    name: str


@dataclass(frozen=True)
class Here:
    """When nothing is typed, the room the person is in stands for this field (``go INC-4``)."""

    shelf: str


@dataclass(frozen=True)
class New:
    """An id that is not there may stand here when that other field is said: it is made then."""

    said: str


@dataclass(frozen=True)
class When:
    """Which way ``0210`` is meant: the nearest such time in the past or in the future."""

    way: Literal["past", "future"]


@dataclass(frozen=True)
class Spelt:
    """How a value is typed and shown, where ``str`` would not read back as the same value."""

    how: Callable[[Any], str]


def upper(value: object) -> object:
    """``inc-4`` as ``INC-4``."""
    return value.upper() if isinstance(value, str) else value


def _unit(value: object) -> object:
    """``FIRE.e12`` and ``e12`` as ``fire.E12`` and ``E12``."""
    if not isinstance(value, str):
        return value
    agency, dot, sign = value.rpartition(".")
    return f"{agency.lower()}{dot}{sign.upper()}"


def spelt_post(said: str) -> str:
    """``inc-4/ic.FIRE`` as ``INC-4/IC.fire``."""
    post, dot, agency = said.removeprefix("@").partition(".")
    return f"{post.upper()}{dot}{agency.lower()}"


def _post(value: object) -> object:
    return spelt_post(value) if isinstance(value, str) else value


def is_post(id: str) -> bool:
    """Whether an addressee is a post, and no agency or person."""
    return id[:1].isupper()


def _addressee(value: object) -> object:
    """``@osc`` and ``inc-4/osc`` as posts; ``FIRE`` as ``fire``."""
    if not isinstance(value, str):
        return value
    return spelt_post(value) if "@" in value or "/" in value else value.lower()


# A provisional number (INC-?1) is what an offline console calls a creation still to be numbered.
_NUMBER = r"\??[1-9][0-9]{0,8}"
CALL_SIGN = r"[A-Z0-9][A-Z0-9-]{0,15}"

IncidentId = Annotated[
    str,
    StringConstraints(pattern=f"^INC-{_NUMBER}$"),
    BeforeValidator(upper),
    On("incidents"),
]
CallId = Annotated[
    str, StringConstraints(pattern=f"^C-{_NUMBER}$"), On("calls"), BeforeValidator(upper)
]
JobId = Annotated[
    str,
    StringConstraints(pattern=f"^(INC|C)-{_NUMBER}$"),
    BeforeValidator(upper),
    On("incidents"),
    On("calls"),
]
CenterId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,15}$"),
    BeforeValidator(upper),
    On("centers"),
]
RoomId = Annotated[
    str,
    StringConstraints(pattern=f"^(INC-{_NUMBER}|[A-Z][A-Z0-9-]{{0,15}})$"),
    BeforeValidator(upper),
    On("incidents"),
    On("centers"),
]
# A post in a room (INC-4/OSC, EOC/LSC), of one agency where each has its own (INC-4/IC.fire).
# What is typed may leave the room out; what is kept never does.
POST = rf"((INC-{_NUMBER}|[A-Z][A-Z0-9-]{{0,15}})/)?[A-Z][A-Z0-9-]{{0,15}}(\.{SLUG})?"
PositionId = Annotated[
    str, StringConstraints(pattern=f"^{POST}$"), BeforeValidator(_post), On("roles")
]
# Who has something to do or is told something: a post (INC-4/OSC), an agency or a person. As typed:
# a post with @, or with its room.
Party = Annotated[str, StringConstraints(pattern=f"^({SLUG}|{POST})$")]
OwnerId = Annotated[
    Party,
    BeforeValidator(_addressee),
    Spelt(lambda id: f"@{id}" if is_post(id) else id),
    On("roles"),
    On("agencies"),
]
AddresseeId = Annotated[OwnerId, On("people")]
CallSign = Annotated[str, StringConstraints(pattern=f"^{CALL_SIGN}$"), BeforeValidator(upper)]
ResourceId = Annotated[
    str,
    StringConstraints(pattern=rf"^({SLUG}\.)?{CALL_SIGN}$"),
    BeforeValidator(_unit),
    On("resources"),
]
RollCallId = Annotated[
    str, StringConstraints(pattern=f"^PAR-{_NUMBER}$"), BeforeValidator(upper), On("rollcalls")
]
RequestId = Annotated[
    str, StringConstraints(pattern=f"^R-{_NUMBER}$"), BeforeValidator(upper), On("requests")
]
MessageId = Annotated[
    str, StringConstraints(pattern=f"^M-{_NUMBER}$"), BeforeValidator(upper), On("messages")
]
ObjectiveId = Annotated[
    str, StringConstraints(pattern=f"^O-{_NUMBER}$"), BeforeValidator(upper), On("objectives")
]
TaskId = Annotated[
    str, StringConstraints(pattern=f"^T-{_NUMBER}$"), BeforeValidator(upper), On("tasks")
]
ExpectationId = Annotated[
    str, StringConstraints(pattern=f"^X-{_NUMBER}$"), BeforeValidator(upper), On("expectations")
]
AgreementId = Annotated[
    str, StringConstraints(pattern=f"^AGR-{_NUMBER}$"), BeforeValidator(upper), On("agreements")
]
OpeningId = Annotated[
    str, StringConstraints(pattern=f"^BG-{_NUMBER}$"), BeforeValidator(upper), On("openings")
]
LineId = Annotated[str, StringConstraints(pattern=r"^#[1-9][0-9]{0,15}$"), On("lines")]
Until = Annotated[Instant, When("future"), Called("end of the duty")]
AgencyId = Annotated[TypedSlug, On("agencies")]
PersonId = Annotated[TypedSlug, On("people")]
READERS_MAX = 16  # agencies named at once; an audience holds more
Readers = Annotated[
    tuple[AgencyId, ...],
    Field(min_length=1, max_length=READERS_MAX),
    Called("agencies that may see it"),
]


# -- the entry's header --------------------------------------------------------------------------


class By(Schema):
    """Who acted: drawn from the roster by the hub, never from text."""

    person: Slug
    agency: Slug
    position: Line | None = None
    device: Line | None = None

    @property
    def name(self) -> str:
        """``INC-4/LSC``; the person, where they spoke for no post."""
        return self.position or self.person


class Touched(Schema):
    """The last entry that changed a record: its number, the hub's time, and the person."""

    seq: Seq
    at: Instant
    by: Slug


class Header(Schema):
    """Leaf 0 of an entry. ``seq`` stands in the digest and not in the leaf's body."""

    seq: Seq = Field(exclude=True)
    at: Instant
    occurred_at: Instant | None = None
    by: By
    ref: Ref
    incident: IncidentId | None = None

    @property
    def when(self) -> datetime:
        """When it happened: as said, else when the hub took it."""
        return self.occurred_at or self.at

    @property
    def touched(self) -> Touched:
        """The stamp the fold leaves on a record."""
        return Touched.unchecked(seq=self.seq, at=self.at, by=self.by.person)


# -- record, event, command, refusal -------------------------------------------------------------

EVER = datetime(1970, 1, 1, tzinfo=UTC)  # before anything here
NEVER = Touched(seq=0, at=EVER, by="hub")


class Record(Schema):
    """What a board shows. ``audience`` and ``touched`` are stamped by the fold (Board.fold)."""

    id: str = Field(max_length=60)
    audience: Audience = FOR_PARTNERS
    touched: Touched = NEVER

    # What it says of itself beside its fields, to whoever reads it as data.
    derived: ClassVar[tuple[str, ...]] = ()

    def deadline(self) -> "tuple[datetime, Command] | None":
        """When the clock asks something about this record, and what; None while nothing is due."""
        return None


R = TypeVar("R", bound=Record)


class Event(Schema, Generic[R]):
    """A fact about one record. ``kind`` never changes once released; new fields have defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)
    shelf: ClassVar[str]
    regroups: ClassVar[bool] = False  # whether it changes who reads the record
    leaves: ClassVar[bool] = False  # who changed the record last, and when: nobody did anything
    creates: ClassVar[bool] = False  # whether the asker is told the id as one of a new record
    kind: str
    id: str = Field(max_length=60)
    audience: Audience = FOR_PARTNERS

    @abstractmethod
    def onto(self, was: R | None, entry: Header) -> R | None:
        """The record after this fact; None takes it off the board.

        Reads nothing but ``was`` and the entry: no clock, no randomness, no other record.
        """

    def concerns(self, was: R | None) -> bool:
        """Whether it says something of the record as it is here; nearly every fact does."""
        return True

    def about(self) -> str | None:
        """The incident this fact belongs to, for the entry's header."""
        return None

    def touches(self) -> tuple[tuple[str, str], ...]:
        """What the log finds this entry by: (shelf, id), and other names of the record."""
        return ((self.shelf, self.id),)


class Command(Schema):
    """What somebody asks. The class declares its own phrase, echo and grant."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)
    grant: ClassVar[str]  # the row of schemas/grants.py
    usage: ClassVar[str]  # the phrase: verb {field} [key={field}] {text...}
    # The echo: "send {resource} to {incident}[ for {assignment}]". {line.details} is what the board
    # holds beside the id in that field. What is long stands last: the rest is read before Enter.
    says: ClassVar[str]
    example: ClassVar[str]  # said in the scene of tests/scene.py, where it is accepted
    short: ClassVar[str | None] = None  # one permanent short form of the verb
    confirm: ClassVar[str | None] = None  # the effect in words, when Enter alone is not enough
    edits: ClassVar[str | None] = None  # the field naming the record it overwrites
    shelf_life_s: ClassVar[int | None] = 120  # held for the person when older; None: never
    makes: ClassVar[str | None] = None  # the sort of number its new record gets: INC
    once: ClassVar[bool] = False  # the answer holds a secret, shown to the asker and nobody else
    kind: str


class Refusal(Schema):
    """A refusal is an answer: which rule, why, whom to ask, who changed it when."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,39}$")]
    because: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    ask: Annotated[str, StringConstraints(max_length=200)] | None = None
    touched: Touched | None = None
    final: bool = True  # False: the same ask may succeed when sent again
    record: bool = False  # True: kept as an entry for the asker's agency and the reviewers


Shelves = Mapping[str, Mapping[str, Any]]
