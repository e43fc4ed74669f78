"""Rules of silence: whom an unanswered message goes to, and when it goes off the board."""

from __future__ import annotations

from datetime import timedelta

from schemas.base import Header, is_post
from schemas.duty import on_duty
from schemas.journal import Mark
from schemas.messages import (
    Addressee,
    ArchiveMessage,
    LapseMessage,
    Message,
    MessageArchived,
    MessageEscalated,
    Step,
    Want,
)
from schemas.roles import Position, keeper
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule, said_late, unknown
from server.rules.messages.addressees import NAMED, cut
from server.rules.readers import reads
from server.rules.roles.posts import duty_chain

STEP = timedelta(minutes=5)  # for each one it goes on to

SAYS = {Want.ACK: "not acknowledged", Want.ANSWER: "not answered"}


def _next(one: Addressee, readers: tuple[str, ...], room: Room) -> str | None:
    """The post's deputy, else the next over it who sees it and was not asked; None at the end."""
    if not is_post(one.to):
        return None
    been = {_person(id, room) for id in (one.to, *one.asked)}
    there = room.all.roles.get(one.to)
    deputy = _deputy(there, room) if there else []
    chain = [*deputy, *(post.id for post in duty_chain(one.to, room))]
    return next(
        (id for id in chain if _person(id, room) not in been and reads(id, readers, room.all)), None
    )


def _person(id: str, room: Room) -> str | None:
    post = keeper(room.all.roles, id) if is_post(id) else None
    return post.holder if post else id


def _deputy(post: Position, room: Room) -> list[str]:
    """One of them, who is on duty if any is."""
    fit = [id for id in post.deputies if not room.all.people[id].revoked]
    fit.sort(key=lambda id: on_duty(room.all.duty, id) is None)
    return fit[:1]


@rule.register
def lapse(ask: LapseMessage, room: Room, actor: Actor, now: Header) -> Events:
    """Said once for each step; who was late stays asked, and at the end it stands red."""
    message = room.all.messages.get(ask.message)
    if message is None or not message.waiting:
        raise unknown(ask.message)
    overdue = [one for one in message.waiting if one.due and one.due <= now.at]
    if not overdue:
        raise refuse("not-due", f"{message.id} is not overdue.")
    steps = tuple(_step(one, message.audience, room, now) for one in overdue)
    mark = Mark.URGENT if message.order else Mark.MAJOR
    return [
        MessageEscalated(id=message.id, incident=message.incident, steps=steps),
        note(now, cut(_line(message, overdue, steps, room, now)), message.incident, mark),
    ]


def _step(one: Addressee, readers: tuple[str, ...], room: Room, now: Header) -> Step:
    up = _next(one, readers, room)
    assert one.due, "it fell due"
    due = max(one.due + STEP, now.at + timedelta(minutes=1)) if up else None
    return Step(to=one.to, goes_to=up, due=due)


def _line(
    message: Message, overdue: list[Addressee], steps: tuple[Step, ...], room: Room, now: Header
) -> str:
    assert message.want, "somebody is waited for"
    told = [
        f"{room.named(one.waits_on)}"
        + (f", goes to {room.named(step.goes_to)}" if step.goes_to else ", nobody is left")
        for one, step in zip(overdue, steps, strict=True)
    ]
    due = min(one.due for one in overdue if one.due)
    what = f"order {message.id}" if message.order else message.id
    return (
        f"{what} {SAYS[message.want]} by {due:%H:%M}Z{said_late(due, now)}: {listed(told, NAMED)}"
    )


@rule.register
def archive(ask: ArchiveMessage, room: Room, actor: Actor, now: Header) -> Events:
    """Nobody is asked; the log keeps it."""
    message = room.all.messages.get(ask.message)
    if message is None:
        raise unknown(ask.message)
    if message.waiting:
        raise refuse("open", f"{message.id} waits for somebody.")
    return [MessageArchived(id=message.id, incident=message.incident)]
