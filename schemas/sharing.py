"""Need to know: what is for some agencies alone is shared wider, narrowed, or opened in need.

Records: those it is about, made anew for their new readers; Opening (BG-1), which lets one person
see one of them for a time.
"""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints

from schemas.base import (
    READERS_MAX,
    By,
    Called,
    Command,
    Event,
    Header,
    IncidentId,
    Instant,
    Like,
    On,
    OpeningId,
    Readers,
    Record,
    When,
    upper,
)
from schemas.circles import Slug, TypedSlug
from schemas.journal import Line
from schemas.messages import Message
from schemas.requests import Request
from schemas.roles import incident_of
from schemas.tasks import Task
from schemas.text import Line as Words

KEPT = timedelta(days=7)  # how long an opening that is over stays in sight; the log has all of them

R = TypeVar("R", bound=Record)


# -- events about the records of other nouns -----------------------------------------------------


class Shared(Event[R], Generic[R]):
    """A record is for these readers from now on: whole, where some of them never saw it."""

    regroups: ClassVar[bool] = True
    record: R | None = None

    def onto(self, was: R | None, entry: Header) -> R | None:
        """As it was, for its new readers."""
        return self.record or was


class Withdrawn(Event[R], Generic[R]):
    """A record was for these readers until now; it stays with whom it was shared in this entry."""

    def concerns(self, was: R | None) -> bool:
        """Of who keeps it, the readers are others already."""
        return was is not None and was.audience == self.audience

    def onto(self, was: R | None, entry: Header) -> None:
        """Off their boards; what was seen stays seen."""
        return


class LineShared(Shared[Line]):
    """A line of the journal has other readers."""

    shelf: ClassVar[str] = "lines"
    kind: Literal["line_shared"] = "line_shared"
    record: Line | None = None

    def about(self) -> str | None:
        """The incident the line belongs to."""
        return self.record.incident if self.record else None


class LineWithdrawn(Withdrawn[Line]):
    """A line of the journal had other readers until now."""

    shelf: ClassVar[str] = "lines"
    kind: Literal["line_withdrawn"] = "line_withdrawn"


class RequestShared(Shared[Request]):
    """A request has other readers."""

    shelf: ClassVar[str] = "requests"
    kind: Literal["request_shared"] = "request_shared"
    record: Request | None = None

    def about(self) -> str | None:
        """The incident it is for."""
        return incident_of(self.record.room) if self.record else None


class RequestWithdrawn(Withdrawn[Request]):
    """A request had other readers until now."""

    shelf: ClassVar[str] = "requests"
    kind: Literal["request_withdrawn"] = "request_withdrawn"


class MessageShared(Shared[Message]):
    """A message has other readers."""

    shelf: ClassVar[str] = "messages"
    kind: Literal["message_shared"] = "message_shared"
    record: Message | None = None

    def about(self) -> str | None:
        """The incident it is in."""
        return self.record.incident if self.record else None


class MessageWithdrawn(Withdrawn[Message]):
    """A message had other readers until now."""

    shelf: ClassVar[str] = "messages"
    kind: Literal["message_withdrawn"] = "message_withdrawn"


class TaskShared(Shared[Task]):
    """A task has other readers."""

    shelf: ClassVar[str] = "tasks"
    kind: Literal["task_shared"] = "task_shared"
    record: Task | None = None

    def about(self) -> str | None:
        """The incident it is in."""
        return incident_of(self.record.room) if self.record else None


class TaskWithdrawn(Withdrawn[Task]):
    """A task had other readers until now."""

    shelf: ClassVar[str] = "tasks"
    kind: Literal["task_withdrawn"] = "task_withdrawn"


# -- openings ------------------------------------------------------------------------------------


_NUMBER = r"[1-9][0-9]{0,8}"
_ANY = rf"^(#{_NUMBER}|(R|M|T)-{_NUMBER})$"
# What has readers: a line, a request, a message, a task.
RecordId = Annotated[
    str,
    StringConstraints(pattern=_ANY),
    BeforeValidator(upper),
    On("lines"),
    On("requests"),
    On("messages"),
    On("tasks"),
]
# Agencies, or everybody here.
Circles = Annotated[
    tuple[Annotated[TypedSlug, Like("agencies")], ...],
    Field(min_length=1, max_length=READERS_MAX),
    Called("agencies that may see it"),
]
# One that the asker may not see: nothing completes it, and nothing says that it is there.
UnseenId = Annotated[str, StringConstraints(pattern=_ANY), BeforeValidator(upper)]


class Opening(Record):
    """Somebody opened a restricted record in need (break-glass); it is looked at afterwards."""

    of: UnseenId
    incident: IncidentId | None = None
    person: Slug
    owner: Slug  # the agency whose record it is
    reason: Words
    until: Instant
    by: By
    at: Instant
    over_at: Instant | None = None

    @property
    def name(self) -> str:
        """Who opened what."""
        return f"{self.of} by {self.person}"

    def deadline(self) -> tuple[datetime, Command]:
        """It ends by itself, and goes out of sight after it was over for long."""
        look = self.over_at + KEPT if self.over_at else self.until
        return look, CloseOpening(opening=self.id)


class _OfOpening(Event[Opening]):
    shelf: ClassVar[str] = "openings"
    id: OpeningId
    incident: IncidentId | None = None

    def about(self) -> str | None:
        """The incident of what was opened."""
        return self.incident


class OpeningMade(_OfOpening):
    """Somebody may see a record for a time."""

    creates: ClassVar[bool] = True
    kind: Literal["opening_made"] = "opening_made"
    of: UnseenId
    person: Slug
    owner: Slug
    reason: Words
    until: Instant

    def onto(self, was: Opening | None, entry: Header) -> Opening:
        """Until it is over."""
        said = {name: getattr(self, name) for name in _SAID}
        return Opening.unchecked(**said, by=entry.by, at=entry.when)


_SAID = ("id", "incident", "of", "person", "owner", "reason", "until")


class OpeningOver(_OfOpening):
    """They may not see it any more."""

    kind: Literal["opening_over"] = "opening_over"

    def onto(self, was: Opening | None, entry: Header) -> Opening | None:
        """Kept for review."""
        return was and was.but(over_at=entry.when)


class OpeningArchived(_OfOpening):
    """Over for long: off the board, not out of the log."""

    kind: Literal["opening_archived"] = "opening_archived"

    def onto(self, was: Opening | None, entry: Header) -> None:
        """Off the board."""
        return


# -- commands ------------------------------------------------------------------------------------


class Share(Command):
    """Let more agencies see a line, a request, a message or a task; partners: everybody here."""

    grant = "sharing.change"
    usage = "share {record} {readers+}"
    says = "let {readers} see {record} too"
    example = "share R-7 redcross"
    edits = "record"
    kind: Literal["share"] = "share"
    record: RecordId
    readers: Circles


class Narrow(Command):
    """Keep something for these agencies and your own; what others saw of it stays seen."""

    grant = "sharing.change"
    usage = "narrow {record} {readers+}"
    says = "keep {record} for {readers} and your own; what others saw of it stays seen"
    example = "narrow R-7 fire"
    edits = "record"
    confirm = "Keep {record} for {readers} and your own? What others saw of it stays seen."
    kind: Literal["narrow"] = "narrow"
    record: RecordId
    readers: Readers


class BreakGlass(Command):
    """See for a time, in need, what is not for you; its agency and command are told at once."""

    grant = "sharing.break"
    usage = "breakglass {record} [until={until}] {reason...}"
    says = "see {record} in need[ until {until}], told to its agency and to command: {reason}"
    example = "breakglass R-7 A child is missing and R-7 may say where"
    confirm = "Open {record} in need? Its agency and command are told, and it is looked at later."
    makes = "BG"
    kind: Literal["break_glass"] = "break_glass"
    record: Annotated[UnseenId, Called("number of what is not for you")]
    until: Annotated[Instant, When("future"), Called("end of it")] | None = None
    reason: Words


class CloseOpening(Command):
    """What somebody opened in need closes, and later goes out of sight; the clock asks it."""

    grant = "sharing.lapse"
    usage = "lapse {opening}"
    says = "the time of {opening} has come"
    example = "lapse BG-1"
    kind: Literal["close_opening"] = "close_opening"
    opening: OpeningId
