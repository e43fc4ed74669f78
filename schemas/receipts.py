"""Receipts: that a message came to an addressee's console, and that somebody had it before them.

Both are said by consoles, of messages that want something back, once for each addressee. A console
says *delivered* when it took a message in and somebody uses it; *read* when its whole text was
shown while keys were pressed. Neither says that anybody agreed: ``ack`` does.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Called, Command, Event, Header, IncidentId, MessageId
from schemas.messages import Addressee, Ids, Message, Taken, each

MESSAGES_MAX = 32  # said to have come in one go


class Receipt(StrEnum):
    """How far a message came."""

    DELIVERED = "delivered"
    READ = "read"


class MessageReceived(Event[Message]):
    """It came so far, for these addressees."""

    shelf: ClassVar[str] = "messages"
    leaves: ClassVar[bool] = True
    kind: Literal["message_received"] = "message_received"
    id: MessageId
    incident: IncidentId | None = None
    receipt: Receipt
    to: Ids

    def about(self) -> str | None:
        """The incident it is in, when it is in one."""
        return self.incident

    def onto(self, was: Message | None, entry: Header) -> Message | None:
        """The first time of each stands; what was read was delivered."""
        taken = Taken(person=entry.by.person, at=entry.when)
        return was and each(was, self.to, lambda one: self._on(one, taken))

    def _on(self, one: Addressee, taken: Taken) -> Addressee:
        read = taken if self.receipt is Receipt.READ else None
        return one.but(delivered=one.delivered or taken, read=one.read or read)


class ConfirmReceipt(Command):
    """Say that messages to you came to your console, or that you read them; consoles say it."""

    grant = "messages.answer"
    usage = "receipt {receipt} {messages+}"
    says = "{messages} {receipt}, as far as you are asked in it"
    example = "receipt read M-1"
    shelf_life_s = None
    kind: Literal["confirm_receipt"] = "confirm_receipt"
    receipt: Annotated[Receipt, Called("how far it came")]
    messages: Annotated[
        Annotated[tuple[MessageId, ...], Field(min_length=1, max_length=MESSAGES_MAX)],
        Called("messages"),
    ]
