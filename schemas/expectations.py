"""Reports that are owed: who says what by when, once or again and again. Record: Expectation (X-3).

Silence is said by the clock. The next report falls due whether or not the last one came; those that
did not come are counted.
"""

import re
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schemas.base import (
    By,
    Called,
    Command,
    Event,
    ExpectationId,
    Header,
    Instant,
    Party,
    RoomId,
    Schema,
    Seq,
    Spelt,
)
from schemas.roles import incident_of
from schemas.tasks import Due, End, Ended, In, Whose, Work
from schemas.text import Line

EXPECTATIONS_MAX = 200  # open ones of one room
REPORTS_MAX = 8  # remembered on the board; the log has all of them
EVERY_MIN, EVERY_MAX = 5, 7 * 24 * 60  # minutes from one report to the next
_SPAN = re.compile(r"(?=[0-9])(?:([0-9]{1,2})d)?(?:([0-9]{1,3})h)?(?:([0-9]{1,5})m)?")


def _minutes(value: object) -> object:
    """``12h`` as typed becomes 720; whole numbers from the wire stay."""
    if not isinstance(value, str):
        return value
    found = _SPAN.fullmatch(value.lower())
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    every = days * 24 * 60 + hours * 60 + minutes
    if not EVERY_MIN <= every <= EVERY_MAX:
        raise ValueError("say how long from one to the next, as in 30m, 12h or 1d: 5m to 7d")
    return every


def spelt(every: int) -> str:
    """As it is typed: ``12h``, ``1h30m``."""
    hours, minutes = divmod(every, 60)
    return f"{f'{hours}h' if hours else ''}{f'{minutes}m' if minutes else ''}"


Minutes = Annotated[int, Field(ge=EVERY_MIN, le=EVERY_MAX)]
Every = Annotated[Minutes, BeforeValidator(_minutes), Spelt(spelt), Called("time to the next")]
Missed = Annotated[int, Field(ge=0, le=9_999_999)]


class Report(Schema):
    """One report that came: what it says, who said it, and when it had been due."""

    text: Line
    due: Instant
    at: Instant
    by: By
    seq: Seq


class Expectation(Work):
    """A report that somebody owes."""

    who: Party
    due: Instant  # the next one
    every: Minutes | None = None
    late: Instant | None = None  # when the oldest that did not come was due
    missed: Missed = 0  # in a row, until one comes
    reports: Annotated[tuple[Report, ...], Field(max_length=REPORTS_MAX)] = ()  # the newest last

    @property
    def waits(self) -> datetime:
        """When the report that is waited for was or is due."""
        return self.late or self.due

    def after(self, now: datetime) -> tuple[datetime, int]:
        """When the next falls due after ``now``, and how many did until then."""
        if self.every is None:
            return self.due, 1
        span = timedelta(minutes=self.every)
        fell = (now - self.due) // span + 1
        return self.due + fell * span, fell

    def deadline(self) -> tuple[datetime, Command] | None:
        """Not reported in time, it is said; and the next falls due by itself."""
        look = self.next_look()
        return (look, LapseExpectation(expectation=self.id)) if look else None


# -- events --------------------------------------------------------------------------------------


class _OfExpectation(Event[Expectation]):
    shelf: ClassVar[str] = "expectations"
    id: ExpectationId
    room: RoomId

    def about(self) -> str | None:
        """The incident it is in."""
        return incident_of(self.room)


class ReportExpected(_OfExpectation):
    """Somebody owes a report."""

    creates: ClassVar[bool] = True
    kind: Literal["report_expected"] = "report_expected"
    who: Party
    text: Line
    due: Instant
    every: Minutes | None = None

    def onto(self, was: Expectation | None, entry: Header) -> Expectation:
        """Waited for."""
        return Expectation.unchecked(
            id=self.id,
            room=self.room,
            who=self.who,
            text=self.text,
            due=self.due,
            every=self.every,
            by=entry.by,
            at=entry.when,
        )


class ReportOverdue(_OfExpectation):
    """What was due did not come; ``due`` is when the next is."""

    kind: Literal["report_overdue"] = "report_overdue"
    missed: Missed
    due: Instant | None = None

    def onto(self, was: Expectation | None, entry: Header) -> Expectation | None:
        """Late since the first that did not come."""
        if was is None:
            return None
        late = {"late": was.late or was.due, "missed": self.missed}
        return was.but(due=self.due, **late) if self.due else was.but(overdue=True, **late)


class ReportMade(_OfExpectation):
    """What was waited for came; ``due`` is when the next is, where there is one."""

    kind: Literal["report_made"] = "report_made"
    text: Line
    due: Instant | None = None

    def onto(self, was: Expectation | None, entry: Header) -> Expectation | None:
        """Nothing is late; what is owed only once is at its end."""
        if was is None:
            return None
        came = Report.unchecked(
            text=self.text, due=was.waits, at=entry.when, by=entry.by, seq=entry.seq
        )
        met = was.but(reports=(*was.reports, came)[-REPORTS_MAX:], late=None, missed=0)
        if self.due:
            return met.but(due=self.due)
        done = Ended.unchecked(how=End.DONE, text=self.text, at=entry.when, by=entry.by)
        return met.but(ended=done)


class ExpectationCancelled(_OfExpectation):
    """Nobody waits for it any more."""

    kind: Literal["expectation_cancelled"] = "expectation_cancelled"
    reason: Line

    def onto(self, was: Expectation | None, entry: Header) -> Expectation | None:
        """With the reason."""
        ended = Ended.unchecked(how=End.CANCELLED, text=self.reason, at=entry.when, by=entry.by)
        return was and was.but(ended=ended)


class ExpectationArchived(_OfExpectation):
    """An ended one went off the board, not out of the log."""

    kind: Literal["expectation_archived"] = "expectation_archived"

    def onto(self, was: Expectation | None, entry: Header) -> None:
        """Off the board."""
        return


# -- commands ------------------------------------------------------------------------------------


class ExpectReport(Command):
    """Say which report an agency or a post owes, by when, and every how long again."""

    grant = "expectations.set"
    usage = "expect {who} [in={room}] due={due} [every={every}] {text...}"
    says = "{who} reports by {due}[, then every {every}][, in {room}]: {text}"
    example = "expect pd in=INC-1 due=30m every=12h Streets that are closed"
    makes = "X"
    kind: Literal["expect_report"] = "expect_report"
    who: Whose
    room: In = "EOC"
    due: Due
    every: Every | None = None
    text: Line


class MakeReport(Command):
    """Make the report that is owed; where it is owed again, the next falls due."""

    grant = "expectations.report"
    usage = "done {expectation} {outcome...}"
    says = "report for {expectation}: {outcome}"
    example = "done X-1 2nd and 3rd between Oak and Elm"
    shelf_life_s = 600
    kind: Literal["make_report"] = "make_report"
    expectation: ExpectationId
    outcome: Line


class CancelExpectation(Command):
    """Wait no longer for a report, and say why."""

    grant = "expectations.set"
    usage = "cancel {expectation} {reason...}"
    says = "{expectation} is waited for no longer: {reason}"
    example = "cancel X-1 The streets are open"
    kind: Literal["cancel_expectation"] = "cancel_expectation"
    expectation: ExpectationId
    reason: Line


class LapseExpectation(Command):
    """A report did not come in time, or it ended long ago; the clock asks it."""

    grant = "expectations.lapse"
    usage = "lapse {expectation}"
    says = "the time of {expectation} has come"
    example = "lapse X-1"
    kind: Literal["lapse_expectation"] = "lapse_expectation"
    expectation: ExpectationId
