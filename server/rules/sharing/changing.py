"""Rules of need-to-know: who may see a record from now on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import singledispatch
from typing import Any

from schemas.base import Event, Header, is_post
from schemas.chains import reads
from schemas.circles import (
    AUDIENCE_MAX,
    FOR_PARTNERS,
    PARTNERS,
    agencies_of,
    audience,
)
from schemas.journal import Line, LineLogged, Mark, Sort
from schemas.messages import Message
from schemas.requests import Request
from schemas.roles import incident_of
from schemas.sharing import (
    LineShared,
    LineWithdrawn,
    MessageShared,
    MessageWithdrawn,
    Narrow,
    RequestShared,
    RequestWithdrawn,
    Share,
    TaskShared,
    TaskWithdrawn,
)
from schemas.tasks import Task
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule

Owned = Line | Request | Message | Task  # what has readers, and who made it

OPEN_MAX = 8  # of one person within the hour, and of one record at a time
READ_MAX = AUDIENCE_MAX - OPEN_MAX  # agencies; the rest is for who opens it

_Made = Callable[..., Event[Any]]
KINDS: Mapping[str, tuple[str, _Made, _Made]] = {
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


def incident_of_record(record: Owned) -> str | None:
    """The incident it is in."""
    return record.incident if isinstance(record, Line | Message) else incident_of(record.room)


def _own(id: str, room: Room, actor: Actor) -> Owned:
    """A record the actor sees and whose agency they act for."""
    found: Owned = room.see(room.all.on(KINDS[id[0]][0]), id, actor)
    if is_told(found):
        raise refuse("not-a-line", f"{id} tells what was done: what it tells of is shared or kept.")
    if not actor.speaks(found.by.agency):
        raise refuse(
            "not-yours",
            f"{id} was made by {found.by.person} of {found.by.agency}: they say who sees it.",
            ask=found.by.person,
        )
    return found


def is_told(record: Owned) -> bool:
    """Whether it is a line that the hub wrote beside its facts: its readers are theirs."""
    return isinstance(record, Line) and record.sort in (Sort.EVENT, Sort.REFUSAL)


def made_for(record: Owned, readers: tuple[str, ...]) -> Events:
    """Whoever gains it gets it whole; who loses it is told that, and who keeps it no more."""
    _, shared, withdrawn = KINDS[record.id[0]]
    if PARTNERS in record.audience or set(readers) <= set(record.audience):
        return [
            shared(id=record.id, audience=readers),
            withdrawn(id=record.id, audience=record.audience),
        ]
    return [shared(id=record.id, audience=readers, record=record)]


def _told(now: Header, text: str, record: Owned, readers: tuple[str, ...]) -> LineLogged:
    """For who saw it and who sees it now: it names the record and says nothing of what is in it."""
    both = {*record.audience, *readers}
    whom = FOR_PARTNERS if PARTNERS in both else audience(both)
    return note(now, text, incident_of_record(record), Mark.MAJOR, audience=whom)


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
    if len(readers) > READ_MAX:
        raise refuse(
            "too-many", f"{READ_MAX} agencies see {record.id} at most: share with partners."
        )
    if readers == record.audience:
        raise refuse("nothing-new", f"{listed(list(ask.readers))} see {record.id} already.")
    if isinstance(record, Request):
        record = record.but(links=tuple(id for id in record.links if _reads_too(id, readers, room)))
    text = f"{record.id} is shared with {whom} by {now.by.person}"
    return [*made_for(record, readers), _told(now, text, record, readers)]


def _reads_too(id: str, readers: tuple[str, ...], room: Room) -> bool:
    """Whether these readers see another request, which may be linked and for fewer."""
    other = room.all.requests.get(id)
    return other is not None and (PARTNERS in other.audience or set(readers) <= set(other.audience))


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
    return [*made_for(record, readers), _told(now, text, record, readers)]
