"""Rules of what is opened in need (break-glass): for whom, for how long, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schemas.base import Header
from schemas.circles import audience, meets, person_circle
from schemas.journal import Mark
from schemas.messages import MessageSent, Sent, Want
from schemas.sharing import (
    BreakGlass,
    CloseOpening,
    Opening,
    OpeningArchived,
    OpeningMade,
    OpeningOver,
)
from schemas.text import cut
from server.rules.base import Actor, Events, Room, note, oldest, refuse, rule, unknown
from server.rules.sharing.changing import (
    KINDS,
    OPEN_MAX,
    Owned,
    incident_of_record,
    is_told,
    made_for,
)

OPEN_FOR = timedelta(hours=1)  # what is opened in need, unless until= says otherwise
OPEN_MOST = timedelta(hours=12)
OVER_MAX = 200  # openings on the board that are over; one more and the oldest goes
COMMAND_MAX = 16  # posts that are told of an opening
NOTICED = timedelta(minutes=15)  # for who is told of it to say that they know


@rule.register
def break_glass(ask: BreakGlass, room: Room, actor: Actor, now: Header) -> Events:
    """By whoever works here; its agency and the incident's command are told in the same entry."""
    # Whatever tells that there is such a record is kept; so what is wrong otherwise is said first.
    until = ask.until or now.at + OPEN_FOR
    if not now.at < until <= now.at + OPEN_MOST:
        hours = OPEN_MOST // timedelta(hours=1)
        raise refuse("too-long", f"Say until= a time from now on, within {hours} hours.")
    _not_too_many([one for one in _lately(now, room) if one.person == actor.person])
    record: Owned | None = room.all.on(KINDS[ask.record[0]][0]).get(ask.record)
    if record and meets(record.audience, actor.view):
        raise refuse("seen", f"You see {record.id} already.")
    if record is None or is_told(record):
        raise refuse("unknown-id", unknown(ask.record).refusal.because, record=True)
    there = (one for one in room.all.openings.values() if one.of == record.id)
    _not_too_many([one for one in there if one.over_at is None])
    mine = person_circle(actor.person)
    owner, incident = record.by.agency, incident_of_record(record)
    command = [post for post in _command(incident, room) if post.holder != actor.person]
    command = command[:COMMAND_MAX]
    holders = (person_circle(post.holder) for post in command if post.holder)
    told = audience((owner, "reviewers", mine, *holders))
    text = cut(
        f"{actor.person} of {actor.agency} opened {record.id} of {owner} in need, "
        f"until {until:%H:%M}Z: {ask.reason}"
    )
    opened = OpeningMade(
        id=room.all.next_id("BG"),
        incident=incident,
        of=record.id,
        person=actor.person,
        owner=owner,
        reason=ask.reason,
        until=until,
        audience=told,
    )
    notice = MessageSent(
        id=room.all.next_id("M"),
        incident=incident,
        text=text,
        want=Want.ACK,
        due=now.at + NOTICED,
        to=(Sent(to=owner), *(Sent(to=post.id, person=post.holder) for post in command)),
        audience=told,
    )
    line = note(now, text, incident, Mark.URGENT, audience=told)
    readers = audience((*record.audience, mine))
    over = ((one.over_at, one.id) for one in room.all.openings.values() if one.over_at)
    gone = [OpeningArchived(id=id) for id in oldest(over, OVER_MAX)]
    return [*made_for(record, readers), opened, *gone, notice, line]


def _lately(now: Header, room: Room) -> list[Opening]:
    """What is open, or was within the hour: each has a notice, and the board holds them all."""
    there = room.all.openings.values()
    return [one for one in there if one.over_at is None or now.at - one.over_at < OPEN_FOR]


def _not_too_many(there: list[Opening]) -> None:
    if len(there) >= OPEN_MAX:
        because = f"{OPEN_MAX} are open: their agency lets you see more, with share."
        raise refuse("too-many", because, record=True)


def _command(incident: str | None, room: Room) -> list[Any]:
    """The posts that command an incident and that somebody holds."""
    posts = room.all.roles.values()
    return [post for post in posts if post.room == incident and post.command and post.holder]


@rule.register
def close(ask: CloseOpening, room: Room, actor: Actor, now: Header) -> Events:
    """At its end the record is closed to them again; long after that it goes out of sight."""
    found = room.all.openings.get(ask.opening)
    if found is None:
        raise unknown(ask.opening)
    due, _ = found.deadline()
    if now.at < due:
        raise refuse("not-due", f"The time of {found.id} has not come.")
    if found.over_at:
        return [OpeningArchived(id=found.id, incident=found.incident)]
    over = OpeningOver(id=found.id, incident=found.incident)
    text = f"{found.id} is over: {found.person} no longer sees {found.of}"
    line = note(now, text, found.incident, audience=found.audience)
    return [*_closed(found, room), over, line]


def _closed(opening: Opening, room: Room) -> Events:
    record: Owned | None = room.all.on(KINDS[opening.of[0]][0]).get(opening.of)
    circle = person_circle(opening.person)
    if record is None or circle not in record.audience:
        return []
    return made_for(record, audience(set(record.audience) - {circle}))
