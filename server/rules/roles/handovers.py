"""Rules of handing a post over, and what becomes of a duty that nobody takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from schemas.base import Header
from schemas.chains import duty_chain
from schemas.journal import Mark
from schemas.roles import (
    Briefing,
    DeclineHandover,
    HandoverEnded,
    HandoverEscalated,
    HandoverOffered,
    HandOverPost,
    LapseHandover,
    Position,
)
from schemas.text import cut
from server.rules.base import Actor, Events, Room, refuse, rule, said_late, to_come, unknown
from server.rules.roles.posts import (
    found,
    must_be_fit,
    off_duty,
    person_of,
    told,
    weight,
)

HANDOVER = timedelta(minutes=10)  # to take what is handed over, unless due= says otherwise
STEP = timedelta(minutes=10)  # for each one higher in the chain, after that
BRIEF = ("objectives", "comms", "concerns")  # of a command, beside the situation


@rule.register
def hand_over(ask: HandOverPost, room: Room, actor: Actor, now: Header) -> Events:
    """The successor is told; the holder holds on until they take it."""
    position, _ = found(ask.position, room, actor, now)
    if position.holder is None:
        raise refuse("vacant", f"Nobody holds {position.id}: take or appoint fills it.")
    if position.holder != actor.person:
        raise refuse(
            "not-held",
            f"{position.id} is held by {position.holder}, who hands it over.",
            ask=position.holder,
        )
    person = person_of(ask.person, room, actor)
    if person.id == actor.person:
        raise refuse("not-oneself", f"You hold {position.id}: hand it over to somebody else.")
    must_be_fit(position, person, room)
    if off_duty(person, room):
        because = f"{person.id} is not signed in: they say signin first."
        raise refuse("off-duty", because, ask=person.id)
    due = ask.due or now.at + HANDOVER
    to_come(due, now, "A handover is taken after it is offered: say a later due=.")
    if position.command:
        missing = [f"{name}=" for name in BRIEF if getattr(ask, name) is None]
        if missing:
            raise refuse(
                "briefing",
                f"A transfer of command is briefed: say {' '.join(missing)} before the situation.",
            )
    briefing = Briefing(
        situation=ask.situation,
        objectives=ask.objectives,
        comms=ask.comms,
        concerns=ask.concerns,
        organization=_organization(position, room),
        resources=_resources(position, room),
    )
    until = f"to take by {due:%H:%M}Z"
    text = f"{actor.person} hands {position.id} to {person.id}, {until}: {ask.situation}"
    return [
        HandoverOffered(id=position.id, to=person.id, briefing=briefing, due=due),
        told(now, text, position, weight(position)),
    ]


def _organization(position: Position, room: Room) -> str:
    """Who holds what in the room now, as the successor finds it."""
    there = [p for p in room.all.roles.values() if p.room == position.room]
    text = ", ".join(f"{p.code} {p.holder or 'vacant'}" for p in there)
    return cut(text)


def _resources(position: Position, room: Room) -> str | None:
    """The incident's units by state."""
    on: dict[str, int] = {}
    for unit in room.all.resources.values():
        if position.room in (unit.under, *unit.jobs):
            on[unit.state] = on.get(unit.state, 0) + 1
    return ", ".join(f"{count} {state}" for state, count in sorted(on.items())) or None


@rule.register
def decline(ask: DeclineHandover, room: Room, actor: Actor, now: Header) -> Events:
    """By the successor, or by who offered it."""
    position, _ = found(ask.position, room, actor, now)
    offered = position.handover
    if offered is None:
        raise refuse("nothing-offered", f"{position.id} is not being handed over.")
    if actor.person not in (offered.to, position.holder):
        raise refuse(
            "not-yours",
            f"{position.id} is handed to {offered.to} by {offered.by.person}: one of them says so.",
            ask=offered.to,
        )
    verb = "declines" if actor.person == offered.to else "takes back"
    text = f"{actor.person} {verb} {position.id}, which stays with {position.holder}: {ask.reason}"
    return [
        HandoverEnded(id=position.id, reason=ask.reason),
        told(now, text, position, weight(position)),
    ]


@rule.register
def lapse(ask: LapseHandover, room: Room, actor: Actor, now: Header) -> Events:
    """Not taken in time: it waits on the next in the chain, at the end on nobody, and is red."""
    position = room.all.roles.get(ask.position)
    offered = position.handover if position else None
    if position is None or offered is None:
        raise unknown(ask.position)
    if offered.due is None or offered.due > now.at:
        raise refuse("not-due", f"The handover of {position.id} is not overdue.")
    chain = [p for p in duty_chain(position.id, room.all) if p.holder != position.holder]
    up = chain[offered.step] if offered.step < len(chain) else None
    waits = f"waits on {up.holder}, {up.id}" if up else "nobody is left to turn to"
    by = f"{offered.due:%H:%M}Z{said_late(offered.due, now)}"
    text = f"{position.id} was handed to {offered.to} and not taken by {by}: {waits}"
    escalated = HandoverEscalated(
        id=position.id,
        step=offered.step + 1,
        waits_on=up.id if up else None,
        due=_later(offered.due, now.at) if up else None,
    )
    return [escalated, told(now, text, position, Mark.URGENT)]


def _later(due: datetime, now: datetime) -> datetime:
    """A step's time from when it was due, or from now after the hub was down."""
    return max(due + STEP, now + timedelta(minutes=1))
