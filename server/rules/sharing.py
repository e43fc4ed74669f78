"""Rules of need-to-know: who may see a record from now on, and what is opened in need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import singledispatch
from typing import Any

from schemas.base import Event, Header, is_post
from schemas.circles import (
    FOR_PARTNERS,
    PARTNERS,
    agencies_of,
    audience,
    meets,
    person_circle,
)
from schemas.journal import Line, LineLogged, Mark, Sort
from schemas.messages import Message, MessageSent, Sent, Want
from schemas.requests import Request
from schemas.roles import incident_of
from schemas.sharing import (
    BreakGlass,
    CloseOpening,
    LineShared,
    LineWithdrawn,
    MessageShared,
    MessageWithdrawn,
    Narrow,
    Opening,
    OpeningArchived,
    OpeningMade,
    OpeningOver,
    RequestShared,
    RequestWithdrawn,
    Share,
    TaskShared,
    TaskWithdrawn,
)
from schemas.tasks import Task
from schemas.text import LINE_MAX
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule, unknown
from server.rules.readers import reads

Owned = Line | Request | Message | Task  # what has readers, and who made it

OPEN_FOR = timedelta(hours=1)  # what is opened in need, unless until= says otherwise
OPEN_MOST = timedelta(hours=12)
OPEN_MAX = 8  # at a time of one person, and of one record
NOTICED = timedelta(minutes=15)  # for who is told of it to say that they know

_Made = Callable[..., Event[Any]]
_KINDS: Mapping[str, tuple[str, _Made, _Made]] = {
    "#": ("lines", LineShared, LineWithdrawn),
    "R": ("requests", RequestShared, RequestWithdrawn),
    "M": ("messages", MessageShared, MessageWithdrawn),
    "T": ("tasks", TaskShared, TaskWithdrawn),
}


# -- for other nouns -----------------------------------------------------------------------------


def only_for(only: Sequence[str] | None, room: Room, actor: Actor) -> tuple[str, ...]:
    """Who reads a new record: everybody here, or these agencies and the writer's own."""
    if not only:
        return FOR_PARTNERS
    named = [room.see(room.all.agencies, id, actor).id for id in only]
    return audience((*named, actor.agency))


def must_read(whom: Iterable[str], readers: tuple[str, ...], room: Room) -> None:
    """Refused when somebody who is to do something about it would not see it."""
    blind = next((id for id in whom if not reads(id, readers, room.all)), None)
    if blind:
        agencies = ", ".join(agencies_of(readers))
        raise refuse(
            "would-not-see",
            f"{room.named(blind)} would not see it, being for {agencies} alone: "
            f"name {_agency_of(blind, room)} too.",
        )


def _agency_of(id: str, room: Room) -> str:
    post = room.all.roles.get(id)
    person = room.all.people.get((post.holder or "") if post else id)
    return person.agency if person else id


# -- wider and narrower --------------------------------------------------------------------------


@singledispatch
def _awaited(record: Owned) -> list[str]:
    """Who has something to do about it, and so must see it."""
    return []


@_awaited.register
def _of_request(record: Request) -> list[str]:
    return [wait.on for wait in record.open_waits] + [one.agency for one in record.commitments]


@_awaited.register
def _of_message(record: Message) -> list[str]:
    there = record.to if record.stands else record.waiting  # an order is followed once it is read
    return [id for one in there for id in (one.to, *one.asked)]


@_awaited.register
def _of_task(record: Task) -> list[str]:
    return [] if record.ended else [record.to]


def _is_here(id: str, room: Room) -> bool:
    """Whether it is somebody who reads here: no level outside, and not "nobody"."""
    return is_post(id) or id in room.all.agencies or id in room.all.people


def _must_not_be_told(record: Owned, readers: tuple[str, ...], room: Room) -> None:
    """Refused for what other records go on telling of: a danger, and what an agreement lends."""
    if isinstance(record, Line) and record.sort is Sort.HAZARD and not record.struck:
        raise refuse("hazard", f"{record.id} warns of a danger: everybody here has to know it.")
    if isinstance(record, Message) and record.warns:
        raise refuse("hazard", f"{record.id} warns of a danger: everybody here has to know it.")
    for agreement in room.all.agreements.values():
        if agreement.use(record.id) and not set(agreement.audience) <= set(readers):
            because = f"{agreement.id} tells all its readers what is out for {record.id}."
            raise refuse("agreed", f"{because} Ask anew for some alone, with only=.")


def _incident(record: Owned) -> str | None:
    return record.incident if isinstance(record, Line | Message) else incident_of(record.room)


def _own(id: str, room: Room, actor: Actor) -> Owned:
    """A record the actor sees and whose agency they act for."""
    found: Owned = room.see(room.all.on(_KINDS[id[0]][0]), id, actor)
    if _is_told(found):
        raise refuse("not-a-line", f"{id} tells what was done: what it tells of is shared or kept.")
    if not actor.speaks(found.by.agency):
        raise refuse(
            "not-yours",
            f"{id} was made by {found.by.person} of {found.by.agency}: they say who sees it.",
            ask=found.by.person,
        )
    return found


def _is_told(record: Owned) -> bool:
    """Whether it is a line that the hub wrote beside its facts: its readers are theirs."""
    return isinstance(record, Line) and record.sort in (Sort.EVENT, Sort.REFUSAL)


def _made_for(record: Owned, readers: tuple[str, ...]) -> Events:
    """The record leaves its readers' boards and comes, whole, onto those of the new ones."""
    _, shared, withdrawn = _KINDS[record.id[0]]
    return [
        withdrawn(id=record.id, audience=record.audience),
        shared(id=record.id, audience=readers, record=record),
    ]


def _told(now: Header, text: str, record: Owned, readers: tuple[str, ...]) -> LineLogged:
    """For who saw it and who sees it now: it names the record and says nothing of what is in it."""
    both = {*record.audience, *readers}
    line = note(now, text[:LINE_MAX], _incident(record), Mark.MAJOR)
    return line.model_copy(
        update={"audience": FOR_PARTNERS if PARTNERS in both else audience(both)}
    )


@rule.register
def share(ask: Share, room: Room, actor: Actor, now: Header) -> Events:
    """By the agency that made it, to more agencies or to everybody here."""
    record = _own(ask.record, room, actor)
    if PARTNERS in record.audience:
        raise refuse("open", f"Everybody here sees {record.id} already.")
    if PARTNERS in ask.readers:
        readers, whom = FOR_PARTNERS, "everybody"
    else:
        more = only_for(ask.readers, room, actor)
        readers, whom = audience((*record.audience, *more)), listed(list(ask.readers))
    if readers == record.audience:
        raise refuse("nothing-new", f"{listed(list(ask.readers))} see {record.id} already.")
    text = f"{record.id} is shared with {whom} by {now.by.person}"
    return [*_made_for(record, readers), _told(now, text, record, readers)]


@rule.register
def narrow(ask: Narrow, room: Room, actor: Actor, now: Header) -> Events:
    """By the agency that made it; never away from who has something to do about it."""
    record = _own(ask.record, room, actor)
    readers = audience((*only_for(ask.readers, room, actor), record.by.agency))
    if PARTNERS not in record.audience and not set(readers) < set(record.audience):
        because = f"{record.id} is for {listed(list(record.audience))}: share lets others see it."
        raise refuse("not-narrower", because)
    _must_not_be_told(record, readers, room)
    must_read([id for id in _awaited(record) if _is_here(id, room)], readers, room)
    text = f"{record.id} is for {listed(list(readers))} alone now, says {now.by.person}"
    return [*_made_for(record, readers), _told(now, text, record, readers)]


# -- opened in need ------------------------------------------------------------------------------


@rule.register
def break_glass(ask: BreakGlass, room: Room, actor: Actor, now: Header) -> Events:
    """By whoever works here; its agency and the incident's command are told in the same entry."""
    # Whatever tells that there is such a record is kept; so what is wrong otherwise is said first.
    until = ask.until or now.at + OPEN_FOR
    if not now.at < until <= now.at + OPEN_MOST:
        hours = OPEN_MOST // timedelta(hours=1)
        raise refuse("too-long", f"Say until= a time from now on, within {hours} hours.")
    _not_too_many([one for one in _open(room) if one.person == actor.person])
    record: Owned | None = room.all.on(_KINDS[ask.record[0]][0]).get(ask.record)
    if record and meets(record.audience, actor.view):
        raise refuse("seen", f"You see {record.id} already.")
    if record is None or _is_told(record):
        raise refuse("unknown-id", unknown(ask.record).refusal.because, record=True)
    _not_too_many([one for one in _open(room) if one.of == record.id])
    mine = person_circle(actor.person)
    owner, incident = record.by.agency, _incident(record)
    command = [post for post in _command(incident, room) if post.holder != actor.person]
    holders = (person_circle(post.holder) for post in command if post.holder)
    told = audience((owner, "reviewers", mine, *holders))
    text = (
        f"{actor.person} of {actor.agency} opened {record.id} of {owner} in need, "
        f"until {until:%H:%M}Z: {ask.reason}"
    )[:LINE_MAX]
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
    line = note(now, text, incident, Mark.URGENT).model_copy(update={"audience": told})
    readers = audience((*record.audience, mine))
    return [*_made_for(record, readers), opened, notice, line]


def _open(room: Room) -> list[Opening]:
    return [one for one in room.all.openings.values() if one.over_at is None]


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
    line = note(now, text, found.incident).model_copy(update={"audience": found.audience})
    return [*_closed(found, room), over, line]


def _closed(opening: Opening, room: Room) -> Events:
    record: Owned | None = room.all.on(_KINDS[opening.of[0]][0]).get(opening.of)
    circle = person_circle(opening.person)
    if record is None or circle not in record.audience:
        return []
    return _made_for(record, audience(set(record.audience) - {circle}))
