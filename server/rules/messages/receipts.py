"""Rules of receipts: said by each for who they are, once, and without a line in the log."""

from __future__ import annotations

from schemas.base import Header
from schemas.circles import meets
from schemas.messages import Addressee, Message
from schemas.receipts import ConfirmReceipt, MessageReceived, Receipt
from server.rules.base import Actor, Events, Room, refuse, rule
from server.rules.messages.addressees import is_addressee


@rule.register
def receipt(ask: ConfirmReceipt, room: Room, actor: Actor, now: Header) -> Events:
    """What is known already, or to others, is left out; nothing new is no fact."""
    events: Events = []
    for id in dict.fromkeys(ask.messages):
        message = room.all.messages.get(id)
        if message is None or not meets(message.audience, actor.view):
            continue
        to = tuple(one.to for one in message.waiting if _is_new(one, message, ask, room, actor))
        if to:
            said = MessageReceived(id=id, incident=message.incident, receipt=ask.receipt, to=to)
            events.append(said)
    if not events:
        raise refuse("nothing-new", "No message waits on you of which that is not known.")
    return events


def _is_new(
    one: Addressee, message: Message, ask: ConfirmReceipt, room: Room, actor: Actor
) -> bool:
    known = one.read if ask.receipt is Receipt.READ else one.delivered
    own = message.by.person == actor.person
    return known is None and not own and is_addressee(one.to, room, actor)
