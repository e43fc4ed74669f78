"""Rules of silence: whom an unanswered message goes to, and when it goes off the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from schemas.agencies import Person
from schemas.base import Header, is_post
from schemas.centers import EOC
from schemas.chains import duty_chain, layout_of, reads
from schemas.duty import on_duty
from schemas.grants import may
from schemas.journal import Mark
from schemas.messages import (
    STEPS_MAX,
    Addressee,
    AnswerMessage,
    ArchiveMessage,
    LapseMessage,
    Message,
    MessageArchived,
    MessageEscalated,
    Step,
    Want,
)
from schemas.reach import to_call
from schemas.roles import Position, keeper
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule, said_late, unknown
from server.rules.messages.addressees import NAMED

STEP = timedelta(minutes=5)  # for each one it goes on to
CALLED = 2  # whom to call instead, in one line

SAYS = {Want.ACK: "not acknowledged", Want.ANSWER: "not answered"}


def _next(one: Addressee, message: Message, room: Room) -> str | None:
    """The next of the chain who sees it and whom it did not go to yet; None at the end."""
    if len(one.asked) >= STEPS_MAX:
        return None
    been = {_person(id, room) for id in (one.to, *one.asked)}
    new = (id for id in _chain(one, message, room) if _person(id, room) not in been)
    return next((id for id in new if reads(id, message.audience, room.all)), None)


def _chain(one: Addressee, message: Message, room: Room) -> list[str]:
    """A post's deputy and who is over it; of a person the others of the agency."""
    if is_post(one.to):
        there = room.all.roles.get(one.to)
        deputy = _deputy(there, room) if there else []
        return [*deputy, *(post.id for post in duty_chain(one.to, room.all))]
    if one.to in room.all.agencies:
        return _who_leads(message, room) if message.hazard else []
    return _others(room.all.people[one.to], message, room)


def _who_leads(message: Message, room: Room) -> list[str]:
    """Who must see to it that a silent agency hears of a danger: the command, with its deputies.

    Who warned knows it; their deputy is told instead.
    """
    where = message.incident or EOC
    posts = duty_chain(f"{where}/{layout_of(room.all, where).top}", room.all)
    chain = [id for post in posts for id in (post.id, *_deputy(post, room))]
    return [id for id in chain if _person(id, room) != message.by.person]


def _others(person: Person, message: Message, room: Room) -> list[str]:
    """The agency of somebody silent, where another of it could say something."""
    return [
        person.agency
        for one in room.all.people.values()
        if one.agency == person.agency
        and one.id not in (person.id, message.by.person)
        and not one.revoked
        and may(one.grants, AnswerMessage.grant)
    ][:1]


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
    steps = tuple(_step(one, message, room, now) for one in overdue)
    mark = Mark.URGENT if message.order else Mark.MAJOR
    return [
        MessageEscalated(id=message.id, incident=message.incident, steps=steps),
        note(now, _line(message, overdue, steps, room, now), message.incident, mark),
    ]


def _step(one: Addressee, message: Message, room: Room, now: Header) -> Step:
    up = _next(one, message, room)
    assert one.due, "it fell due"
    due = max(one.due + STEP, now.at + timedelta(minutes=1)) if up else None
    return Step(to=one.to, goes_to=up, due=due)


def _line(
    message: Message, overdue: list[Addressee], steps: tuple[Step, ...], room: Room, now: Header
) -> str:
    assert message.want, "somebody is waited for"
    silent: dict[str | None, list[Addressee]] = {}
    for one, step in zip(overdue, steps, strict=True):
        silent.setdefault(step.goes_to, []).append(one)
    told = [
        f"{listed(list(dict.fromkeys(room.named(one.waits_on) for one in who)), NAMED)}, "
        + (f"goes to {room.named(up)}" if up else _at_the_end(who, room))
        for up, who in silent.items()
    ]
    due = min(one.due for one in overdue if one.due)
    by = f"by {due:%H:%M}Z{said_late(due, now)}"
    return f"{message.word}{message.id} {SAYS[message.want]} {by}: {listed(told, NAMED)}"


def _at_the_end(silent: Sequence[Addressee], room: Room) -> str:
    """That it goes to nobody else, and who could be called."""
    calls = (to_call(room.all, one.to) for one in silent)
    return "; ".join(("nobody else can be asked here", *islice(filter(None, calls), CALLED)))


@rule.register
def archive(ask: ArchiveMessage, room: Room, actor: Actor, now: Header) -> Events:
    """Nobody is asked; the log keeps it."""
    message = room.all.messages.get(ask.message)
    if message is None:
        raise unknown(ask.message)
    if not message.is_quiet:
        raise refuse("open", f"{message.id} waits for somebody, or warns of what is not over.")
    return [MessageArchived(id=message.id, incident=message.incident)]
