"""The journal: what was said, decided, corrected. Record: Line (#1042, its entry's number).

Nothing is ever edited. A correction is one entry that strikes the old line and adds the new one,
linked both ways; both stay readable.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from schemas.base import (
    By,
    Called,
    Command,
    Event,
    Header,
    Here,
    IncidentId,
    Instant,
    Like,
    LineId,
    Readers,
    Record,
    Schema,
)
from schemas.text import Line as Words
from schemas.text import Name


class Mark(StrEnum):
    """How much a line matters; typed as a word or as its sign."""

    URGENT = "urgent"
    MAJOR = "major"
    URGENT_SIGN = "!!"
    MAJOR_SIGN = "!"

    @property
    def word(self) -> "Mark":
        """The mark as kept."""
        return {Mark.URGENT_SIGN: Mark.URGENT, Mark.MAJOR_SIGN: Mark.MAJOR}.get(self, self)


class Via(StrEnum):
    """By what channel it came."""

    RADIO = "radio"
    PHONE = "phone"
    IN_PERSON = "in-person"


class Certainty(StrEnum):
    """How sure the source is."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"


class Sort(StrEnum):
    """What sort of line it is."""

    LOG = "log"
    DECISION = "decision"
    HAZARD = "hazard"
    EVENT = "event"  # written by a rule beside the facts it tells of
    CHAT = "chat"  # informal words: kept, and nobody is called by them
    REFUSAL = "refusal"  # a refused ask that the asker's agency and reviewers should see


class Struck(Schema):
    """Why, by whom and when a line was struck."""

    reason: Words
    by: By
    at: Instant
    seq: int


class Line(Record):
    """One line of the journal, with both times."""

    text: Words
    sort: Sort
    by: By
    at: Instant
    occurred_at: Instant | None = None
    mark: Mark | None = None
    said_by: Name | None = None
    via: Via | None = None
    certainty: Certainty | None = None
    incident: IncidentId | None = None
    because: Words | None = None
    corrects: LineId | None = None
    corrected_by: LineId | None = None
    struck: Struck | None = None

    @property
    def details(self) -> tuple[object, ...]:
        """What stands beside the text and stays when that is corrected: when, how, who, where."""
        when = self.occurred_at or self.at
        said = (self.mark, self.certainty, self.said_by, self.via, self.incident, self.because)
        return (when, *(each for each in said if each))


class LineLogged(Event[Line]):
    """Somebody said something, or a rule says what happened."""

    shelf: ClassVar[str] = "lines"
    creates: ClassVar[bool] = True
    kind: Literal["line_logged"] = "line_logged"
    id: LineId
    text: Words
    sort: Sort = Sort.LOG
    mark: Mark | None = None
    said_by: Name | None = None
    via: Via | None = None
    certainty: Certainty | None = None
    incident: IncidentId | None = None
    because: Words | None = None
    corrects: LineId | None = None
    happened_at: Instant | None = None  # a correction keeps the time of what it corrects

    def onto(self, was: Line | None, entry: Header) -> Line:
        """A new line."""
        said = {name: getattr(self, name) for name in _SAID}
        happened = self.happened_at or entry.occurred_at
        return Line.unchecked(by=entry.by, at=entry.at, occurred_at=happened, **said)

    def about(self) -> str | None:
        """The incident the line belongs to."""
        return self.incident


_SAID = tuple(name for name in LineLogged.model_fields if name in Line.model_fields)


class LineStruck(Event[Line]):
    """A line was struck; it stays readable. A line no longer on the board is struck in the log."""

    shelf: ClassVar[str] = "lines"
    kind: Literal["line_struck"] = "line_struck"
    id: LineId
    reason: Words
    corrected_by: LineId | None = None

    def onto(self, was: Line | None, entry: Header) -> Line | None:
        """The line with its strike, and the line that stands instead."""
        struck = Struck(reason=self.reason, by=entry.by, at=entry.at, seq=entry.seq)
        return was and was.but(struck=struck, corrected_by=self.corrected_by)


# What stands behind from= and via=, for whoever does not know yet.
Source = Annotated[Name, Called("one who said it"), Like("resources")]
Channel = Annotated[Via, Called("channel it came by")]


class AddLine(Command):
    """Write down what was said or seen."""

    grant = "journal.log"
    usage = (
        "log [{mark}] [from={said_by}] [via={via}] [certainty={certainty}] [in={incident}]"
        " [only={only+}] {text...}"
    )
    says = (
        "log[ {mark}][ {certainty}][ in {incident}][ from {said_by}][ by {via}]"
        "[, for {only} and your own only]: {text}"
    )
    example = "log at=-10m from=E12 via=radio Water over the deck"
    short = "l"
    shelf_life_s = None
    kind: Literal["add_line"] = "add_line"
    mark: Mark | None = None
    certainty: Certainty | None = None
    said_by: Source | None = None
    via: Channel | None = None
    incident: Annotated[IncidentId, Here("incidents")] | None = None
    only: Readers | None = None
    text: Words


class Decide(Command):
    """Write down a decision and why it was taken."""

    grant = "journal.decide"
    usage = "decide because={because} [in={incident}] {text...}"
    says = "record the decision[ in {incident}], because {because}: {text}"
    example = 'decide because="deck moving" Close Mill Rd bridge'
    shelf_life_s = None
    kind: Literal["decide"] = "decide"
    because: Words
    incident: Annotated[IncidentId, Here("incidents")] | None = None
    text: Words


class WarnOfHazard(Command):
    """Say a danger to people in the field."""

    grant = "journal.log"
    usage = "hazard [from={said_by}] [via={via}] [in={incident}] {text...}"
    says = "warn everybody of a hazard[ in {incident}][ from {said_by}][ by {via}]: {text}"
    example = "hazard from=E12 via=radio Power line down across Oak St"
    shelf_life_s = None
    kind: Literal["warn_of_hazard"] = "warn_of_hazard"
    said_by: Source | None = None
    via: Channel | None = None
    incident: Annotated[IncidentId, Here("incidents")] | None = None
    text: Words


class Chat(Command):
    """Say something informal: everybody may read it, and nobody is asked to."""

    grant = "journal.log"
    usage = "chat [in={incident}] {text...}"
    says = "say[ in {incident}]: {text}"
    example = "chat Anyone near the gym door?"
    shelf_life_s = None
    kind: Literal["chat"] = "chat"
    incident: Annotated[IncidentId, Here("incidents")] | None = None
    text: Words


class CorrectLine(Command):
    """Strike a line and put the right one beside it, in one entry."""

    grant = "journal.log"
    usage = "correct {line} {text...}"
    says = "strike {line} and write instead[ (keeps {line.details})]: {text}"
    example = "correct #12 Gas 21% LEL not 12"
    edits = "line"
    shelf_life_s = None
    kind: Literal["correct_line"] = "correct_line"
    line: LineId
    text: Words


class StrikeLine(Command):
    """Strike a line; it stays readable with the reason."""

    grant = "journal.log"
    usage = "strike {line} {reason...}"
    says = "strike {line}: {reason}"
    example = "strike #12 wrong incident"
    edits = "line"
    shelf_life_s = None
    kind: Literal["strike_line"] = "strike_line"
    line: LineId
    reason: Words
