"""Rules of acknowledging and answering: each for who they are, and nobody for another."""

from __future__ import annotations

from schemas.base import Header
from schemas.messages import (
    AcknowledgeMessage,
    Addressee,
    AnswerMessage,
    Message,
    MessageAcknowledged,
    MessageAnswered,
    Said,
)
from schemas.roles import keeper
from server.rules.base import Actor, Events, Refused, Room, listed, note, refuse, rule
from server.rules.messages.addressees import NAMED, answers, names, standing
from server.rules.messages.sending import who


def _mine(message: Message, room: Room, actor: Actor) -> list[Addressee]:
    """The addressees the actor answers for; Refused, with whom to ask, when there are none."""
    mine = [one for one in message.to if answers(message, one, room, actor)]
    if not mine and message.by.person == actor.person:
        raise refuse("own", f"You sent {message.id}: somebody else acknowledges or answers it.")
    if not mine:
        asked = [one.waits_on for one in message.to]
        keepers = [keeper(room.all.roles, id) for id in asked]
        whom = [post.holder if post else id for post, id in zip(keepers, asked, strict=True)]
        raise refuse(
            "not-yours",
            f"{message.id} is to {names(asked, room)}: they say so themselves.",
            ask=listed([person for person in whom if person], NAMED),
        )
    return mine


def _already(message: Message, verb: str, said: Said) -> Refused:
    return refuse(
        verb,
        f"{message.id} was {verb} by {who(said.by)} at {said.at:%H:%M}Z (#{said.seq}).",
        ask=said.by.person,
        touched=message.touched,
    )


@rule.register
def acknowledge(ask: AcknowledgeMessage, room: Room, actor: Actor, now: Header) -> Events:
    """Once; of an order the log has a line."""
    message = standing(ask.message, room, actor)
    mine = _mine(message, room, actor)
    left = tuple(one.to for one in mine if one.acknowledged is None)
    if not left:
        before = mine[0].acknowledged
        assert before, "nothing is left of it"
        raise _already(message, "acknowledged", before)
    read = MessageAcknowledged(id=message.id, incident=message.incident, to=left)
    if not message.order:
        return [read]
    said = {now.by.person, now.by.position or now.by.agency}
    others = "" if said.issuperset(left) else f" for {listed(left, NAMED)}"
    text = f"order {message.id} acknowledged by {who(now.by)}{others}"
    return [read, note(now, text, message.incident)]


@rule.register
def reply(ask: AnswerMessage, room: Room, actor: Actor, now: Header) -> Events:
    """Once, and never too late."""
    message = standing(ask.message, room, actor)
    mine = _mine(message, room, actor)
    left = tuple(one.to for one in mine if one.answered is None)
    if not left:
        said = mine[0].answered
        assert said, "nothing is left of it"
        raise _already(message, "answered", said)
    text = f"{message.id} answered by {who(now.by)}: {ask.text}"
    return [
        MessageAnswered(id=message.id, incident=message.incident, to=left, text=ask.text),
        note(now, text, message.incident),
    ]
