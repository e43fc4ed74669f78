"""Centers: the rooms people work in. Record: Center (EOC)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import CenterId, Command, Event, Header, Here, Instant, Record, Schema, When
from schemas.text import Line, Name

EOC = "EOC"  # every log starts with this center

Level = Annotated[int, Field(ge=1, le=9)]
# The usual words; a jurisdiction that counts the other way says its own with label=.
LABELS = {1: "full", 2: "partial", 3: "monitoring"}


class Period(Schema):
    """One operational period of a center."""

    number: Annotated[int, Field(ge=1, le=9_999)]
    start: Instant
    until: Instant


class Center(Record):
    """A center, its activation level (number and label, since centers count either way)."""

    name: Name
    level: Level | None = None
    label: Name | None = None
    reason: Line | None = None
    since: Instant
    period: Period | None = None


class CenterAdded(Event[Center]):
    """A center is there, not yet activated."""

    shelf: ClassVar[str] = "centers"
    creates: ClassVar[bool] = True
    kind: Literal["center_added"] = "center_added"
    name: Name

    def onto(self, was: Center | None, entry: Header) -> Center:
        """A new center."""
        return Center(id=self.id, name=self.name, since=entry.when)


class CenterActivated(Event[Center]):
    """A center's activation level changed."""

    shelf: ClassVar[str] = "centers"
    kind: Literal["center_activated"] = "center_activated"
    level: Level
    label: Name
    reason: Line

    def onto(self, was: Center | None, entry: Header) -> Center | None:
        """The level, its reason, and since when."""
        return was and was.but(
            level=self.level, label=self.label, reason=self.reason, since=entry.when
        )


class PeriodStarted(Event[Center]):
    """An operational period began."""

    shelf: ClassVar[str] = "centers"
    kind: Literal["period_started"] = "period_started"
    period: Period

    def onto(self, was: Center | None, entry: Header) -> Center | None:
        """The current period."""
        return was and was.but(period=self.period)


class AddCenter(Command):
    """Set up another center: a department's, a joint information center, a field post."""

    grant = "centers.add"
    usage = "center {center} {name...}"
    says = "set up the center {center}: {name}"
    example = "center DOC Public works operations center"
    kind: Literal["add_center"] = "add_center"
    # A new id, so the type carries no shelf it would have to be found on.
    center: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,15}$")]
    name: Name


class ActivateCenter(Command):
    """Say at which level a center works, and why."""

    grant = "centers.activate"
    usage = "activate [in={center}] [label={label}] {level} {reason...}"
    says = "activate {center} at level {level}[ ({label})]: {reason}"
    example = "activate 2 Flood warning until noon"
    kind: Literal["activate_center"] = "activate_center"
    center: Annotated[CenterId, Here("centers")] = EOC
    level: Level
    label: Name | None = None
    reason: Line


class StartPeriod(Command):
    """Begin the next operational period."""

    grant = "centers.period"
    usage = "period [in={center}] [number={number}] {until}"
    says = "begin operational period[ {number}] of {center} until {until}"
    example = "period 1800"
    kind: Literal["start_period"] = "start_period"
    center: Annotated[CenterId, Here("centers")] = EOC
    number: Annotated[int, Field(ge=1, le=9_999)] | None = None
    until: Annotated[Instant, When("future")]
