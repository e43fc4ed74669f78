"""Messages (ICS 213): what is said to posts, agencies and people, and what came back.

Record: Message (M-31). An order is a message from who commands; a hazard is one to every agency
that is there, and stands until somebody says that it is over. Whoever does not acknowledge or
answer in time is named; what is said to a post is the duty of who holds it when it is due.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import (
    AddresseeId,
    By,
    Called,
    Command,
    Event,
    Header,
    Here,
    IncidentId,
    Instant,
    LineId,
    MessageId,
    Readers,
    Record,
    Schema,
    Seq,
    When,
    is_post,
)
from schemas.circles import Slug
from schemas.incidents import Closed
from schemas.organizations import CHAIN_MAX
from schemas.roles import DEPUTIES_MAX, Position, keeper
from schemas.text import Line, Name

KEPT = timedelta(hours=4)  # on the board when nobody is asked any more; the log has all of them
TO_MAX = 64  # addressees of one message: all agencies of an incident may be
STEPS_MAX = DEPUTIES_MAX + CHAIN_MAX


class Want(StrEnum):
    """What its sender waits for."""

    ACK = "ack"
    ANSWER = "answer"


class Said(Schema):
    """By whom and when it was acknowledged, or answered and with what."""

    by: By
    at: Instant
    seq: Seq
    text: Line | None = None


class Taken(Schema):
    """Whose console it came to, or who had it before them, and when."""

    person: Slug
    at: Instant


class Sent(Schema):
    """One addressee, and of a post who had it then: a message is to a name and a position."""

    to: AddresseeId
    person: Slug | None = None


class Addressee(Sent):
    """One addressee, and what came back."""

    at: Instant  # sent to them
    until: Instant | None = None  # when something was wanted back
    delivered: Taken | None = None  # to the first of their consoles
    read: Taken | None = None
    acknowledged: Said | None = None
    answered: Said | None = None
    due: Instant | None = None  # when it goes on to the next; None: there is nobody it could go to
    late: bool = False  # said, when it was due
    asked: Annotated[tuple[AddresseeId, ...], Field(max_length=STEPS_MAX)] = ()  # since then

    @property
    def waits_on(self) -> str:
        """Whom it went to last."""
        return self.asked[-1] if self.asked else self.to

    @property
    def at_the_end(self) -> bool:
        """Whether it was late and there is nobody else it could go to."""
        return self.late and self.due is None

    def wants(self, what: Want | None) -> bool:
        """Whether this is still missing."""
        said = {Want.ACK: self.acknowledged, Want.ANSWER: self.answered}
        return what is not None and said[what] is None


class Step(Schema):
    """An addressee who was late, and whom it goes to now."""

    to: AddresseeId
    goes_to: AddresseeId | None = None
    due: Instant | None = None


Sents = Annotated[tuple[Sent, ...], Field(max_length=TO_MAX)]
Addressees = Annotated[tuple[Addressee, ...], Field(max_length=TO_MAX)]
AckBy = Annotated[Instant, When("future"), Called("time to acknowledge it by")]
AnswerBy = Annotated[Instant, When("future"), Called("time to answer it by")]
Ids = Annotated[tuple[AddresseeId, ...], Field(min_length=1, max_length=TO_MAX)]


class Message(Record):
    """One message, or one order."""

    by: By
    at: Instant
    incident: IncidentId | None = None
    order: bool = False
    hazard: LineId | None = None  # the line that warns of it
    text: Line
    place: Name | None = None  # of an order
    want: Want | None = None
    due: Instant | None = None
    to: Addressees  # of a hazard nobody, where nobody else is there yet
    replaces: MessageId | None = None
    replaced_by: MessageId | None = None
    ended: Closed | None = None  # cancelled, replaced, or with its incident

    @property
    def name(self) -> str:
        """Whose it is and its first words, for people choosing one."""
        return f"{self.by.person}: {self.text}"

    @property
    def waiting(self) -> tuple[Addressee, ...]:
        """Who did not acknowledge or answer yet, as was wanted."""
        return tuple(one for one in self.to if one.wants(self.want)) if self.ended is None else ()

    @property
    def stands(self) -> bool:
        """Whether it is an order or a hazard that nobody took back, done or not."""
        return (self.order or self.warns) and self.ended is None

    @property
    def warns(self) -> bool:
        """Whether it is a hazard that is not over."""
        return self.hazard is not None and self.ended is None

    @property
    def is_quiet(self) -> bool:
        """Whether it asks nobody and warns of nothing: it may go off the board."""
        return not (self.waiting or self.warns)

    @property
    def word(self) -> str:
        """``order ``, ``hazard ``, or nothing for what is a mere message."""
        return "order " if self.order else "hazard " if self.hazard else ""

    def deadline(self) -> tuple[datetime, Command] | None:
        """Not acknowledged in time it goes on; when nobody is asked it goes off the board."""
        if self.is_quiet:
            return self.touched.at + KEPT, ArchiveMessage(message=self.id)
        dues = [one.due for one in self.waiting if one.due]
        return (min(dues), LapseMessage(message=self.id)) if dues else None


def is_to(who: str, roles: Mapping[str, Position], person: str, agency: str) -> bool:
    """Whether this person is the addressee, is of it, or has what the post is told now."""
    if is_post(who):
        post = keeper(roles, who)
        return post is not None and post.holder == person
    return who in (person, agency)


# -- events --------------------------------------------------------------------------------------


class _OfMessage(Event[Message]):
    shelf: ClassVar[str] = "messages"
    id: MessageId
    incident: IncidentId | None = None

    def about(self) -> str | None:
        """The incident it is in, when it is in one."""
        return self.incident


class MessageSent(_OfMessage):
    """Something was said to somebody; an order, when it says so."""

    creates: ClassVar[bool] = True
    kind: Literal["message_sent"] = "message_sent"
    order: bool = False
    hazard: LineId | None = None
    text: Line
    place: Name | None = None
    want: Want | None = None
    due: Instant | None = None
    to: Sents
    replaces: MessageId | None = None

    def onto(self, was: Message | None, entry: Header) -> Message:
        """Nobody has read it."""
        to = tuple(_new(one, self.due, entry) for one in self.to)
        said = {name: getattr(self, name) for name in _SAID}
        return Message.unchecked(**said, by=entry.by, at=entry.when, to=to)


_SAID = ("id", "incident", "order", "hazard", "text", "place", "want", "due", "replaces")


class MessageAddressed(_OfMessage):
    """It is to some more, who came while it stands."""

    kind: Literal["message_addressed"] = "message_addressed"
    due: Instant
    to: Annotated[Sents, Field(min_length=1)]

    def onto(self, was: Message | None, entry: Header) -> Message | None:
        """Each of them once."""
        if was is None:
            return None
        there = {one.to for one in was.to}
        more = tuple(_new(one, self.due, entry) for one in self.to if one.to not in there)
        return was.but(to=(*was.to, *more))


class MessageAcknowledged(_OfMessage):
    """Somebody has read it, for these addressees."""

    kind: Literal["message_acknowledged"] = "message_acknowledged"
    to: Ids

    def onto(self, was: Message | None, entry: Header) -> Message | None:
        """Each of them once."""
        said = _said(entry)
        return was and each(was, self.to, lambda one: one.but(acknowledged=said))


class MessageAnswered(_OfMessage):
    """Somebody answered it, for these addressees."""

    kind: Literal["message_answered"] = "message_answered"
    to: Ids
    text: Line

    def onto(self, was: Message | None, entry: Header) -> Message | None:
        """Who answers has read it."""
        said = _said(entry, self.text)
        read = _said(entry)
        return was and each(
            was,
            self.to,
            lambda one: one.but(answered=said, acknowledged=one.acknowledged or read),
        )


class MessageEscalated(_OfMessage):
    """Some did not acknowledge or answer when it was due; it goes to others, or to nobody."""

    kind: Literal["message_escalated"] = "message_escalated"
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=TO_MAX)]

    def onto(self, was: Message | None, entry: Header) -> Message | None:
        """Said once for each step; at the last it stays where it is."""
        if was is None:
            return None
        steps = {step.to: step for step in self.steps}
        return was.but(to=tuple(_on(one, steps.get(one.to)) for one in was.to))


class MessageEnded(_OfMessage):
    """Nobody is asked any more."""

    kind: Literal["message_ended"] = "message_ended"
    reason: Line
    replaced_by: MessageId | None = None

    def onto(self, was: Message | None, entry: Header) -> Message | None:
        """Ended, with what came back until then."""
        ended = Closed(reason=self.reason, by=entry.by, at=entry.when)
        return was and was.but(ended=ended, replaced_by=self.replaced_by)


class MessageArchived(_OfMessage):
    """Nobody is asked for long enough: off the board, not out of the log."""

    kind: Literal["message_archived"] = "message_archived"

    def onto(self, was: Message | None, entry: Header) -> None:
        """Off the board."""
        return


def _new(one: Sent, due: datetime | None, entry: Header) -> Addressee:
    return Addressee(to=one.to, person=one.person, at=entry.when, until=due, due=due)


def _said(entry: Header, text: str | None = None) -> Said:
    return Said(by=entry.by, at=entry.when, seq=entry.seq, text=text)


def each(was: Message, to: tuple[str, ...], how: Callable[[Addressee], Addressee]) -> Message:
    """The message with something said of these addressees."""
    return was.but(to=tuple(how(one) if one.to in to else one for one in was.to))


def _on(one: Addressee, step: Step | None) -> Addressee:
    if step is None:
        return one
    asked = (*one.asked, step.goes_to) if step.goes_to else one.asked
    return one.but(late=True, asked=asked, due=step.due)


# -- commands ------------------------------------------------------------------------------------


class SendMessage(Command):
    """Say or ask something of posts, agencies or people, and by when you want to hear back."""

    grant = "messages.send"
    usage = "tell {to+} [ack={ack}] [answer={answer}] [in={incident}] [only={only+}] {text...}"
    says = (
        "tell {to}[ in {incident}][ (to be acknowledged by {ack})][ (to be answered by {answer})]"
        "[, for {only} and your own only]: {text}"
    )
    example = "tell @INC-1/IC,redcross ack=10m Lincoln opens 0400"
    short = "t"
    shelf_life_s = 600
    makes = "M"
    kind: Literal["send_message"] = "send_message"
    to: Annotated[Ids, Called("addressees")]
    ack: AckBy | None = None
    answer: AnswerBy | None = None
    incident: Annotated[IncidentId, Here("incidents")] | None = None
    only: Readers | None = None
    text: Line


class GiveOrder(Command):
    """Order something, as who commands them; each acknowledges it."""

    grant = "messages.direct"
    usage = "direct {to+} [in={place}] [ack={ack}] [replaces={replaces}] {text...}"
    says = "order {to}[ in {place}][ instead of {replaces}][ (to be acknowledged by {ack})]: {text}"
    confirm = "Give this order to {to}? [{replaces} is replaced. ]Everybody reads it."
    example = 'direct fire in="Mill & 3rd" Pull back to 5th'
    makes = "M"
    kind: Literal["give_order"] = "give_order"
    to: Annotated[Ids, Called("addressees")]
    place: Annotated[Name, Called("place it is for")] | None = None
    ack: AckBy | None = None
    replaces: Annotated[MessageId, Called("order it replaces")] | None = None
    text: Line


class AcknowledgeMessage(Command):
    """Say that you have read it, for every addressee that you are."""

    grant = "messages.answer"
    usage = "ack {message}"
    says = "{message} is read and understood"
    example = "ack M-1"
    shelf_life_s = 600
    kind: Literal["acknowledge_message"] = "acknowledge_message"
    message: MessageId


class AnswerMessage(Command):
    """Answer it, which also says that you have read it."""

    grant = "messages.answer"
    usage = "reply {message} {text...}"
    says = "answer {message}: {text}"
    example = "reply M-1 Yes, 140 beds"
    shelf_life_s = 600
    kind: Literal["answer_message"] = "answer_message"
    message: MessageId
    text: Line


class CancelMessage(Command):
    """Take a message or an order back, or say that a hazard is over, and why."""

    grant = "messages.send"
    usage = "cancel {message} {reason...}"
    says = "take {message} back: {reason}"
    confirm = "Cancel {message}? Nobody is asked any more; an order or hazard no longer stands."
    example = "cancel M-1 Lincoln stays shut"
    kind: Literal["cancel_message"] = "cancel_message"
    message: MessageId
    reason: Line


class LapseMessage(Command):
    """A message was not acknowledged or answered in time; the clock asks it."""

    grant = "messages.lapse"
    usage = "lapse {message}"
    says = "{message} was not acknowledged or answered in time"
    example = "lapse M-1"
    kind: Literal["lapse_message"] = "lapse_message"
    message: MessageId


class ArchiveMessage(Command):
    """Take a message off the board that asks nobody; the clock asks it."""

    grant = "messages.lapse"
    usage = "archive {message}"
    says = "take {message} off the boards; the log keeps it"
    example = "archive M-2"
    kind: Literal["archive_message"] = "archive_message"
    message: MessageId
