"""Rules of hazards: every agency that is there is asked to acknowledge, and asked when it comes.

A hazard is a line of the log and a message made of it. It stands until somebody says that it is
over: its line is struck, or the message cancelled. What is said of a danger is never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from schemas.base import Header
from schemas.circles import meets
from schemas.duty import SignedIn
from schemas.grants import agency_view
from schemas.incidents import AgencyJoined, CommandUnified, LeadNamed
from schemas.journal import LineLogged, LineStruck, Sort
from schemas.messages import (
    TO_MAX,
    Message,
    MessageAddressed,
    MessageEnded,
    MessageSent,
    Sent,
    Want,
)
from server.rules.base import Events, Room, follows, oldest

DUE = timedelta(minutes=5)  # to acknowledge it
STANDING_MAX = 32  # of one incident, or of none: one more ends the oldest
ADDED_MAX = 32  # hazards that who comes is asked about, in one entry


def _standing(incident: str | None, room: Room) -> list[Message]:
    return [m for m in room.all.messages.values() if m.warns and m.incident == incident]


def _of_line(id: str, room: Room) -> Message | None:
    """The hazard that a line warns of, while it stands."""
    return next((m for m in room.all.messages.values() if m.warns and m.hazard == id), None)


# -- who is there --------------------------------------------------------------------------------


def _people(room: Room) -> Iterator[tuple[str, str]]:
    """Each person who is there, with the agency: on duty, or in a post."""
    for one in room.all.duty.values():
        if one.out is None:
            yield one.id, one.agency
    for post in room.all.roles.values():
        if post.holder and post.agency:
            yield post.holder, post.agency


def _there(incident: str | None, room: Room, now: Header) -> list[str]:
    """The agencies that take part and have somebody there, and those whose units are.

    The agency of who warns is asked where others of it are there: they may not have heard it.
    """
    people = {agency for person, agency in _people(room) if person != now.by.person}
    if incident is None:
        return sorted(people)
    units = {
        unit.owner
        for unit in room.all.resources.values()
        if incident in (unit.under, *unit.jobs) and unit.owner != now.by.agency
    }
    return sorted(people.intersection(room.all.incidents[incident].agencies) | units)


def _sents(agencies: Sequence[str], audience: Sequence[str]) -> tuple[Sent, ...]:
    """Those of them who may read it."""
    readers = (each for each in agencies if meets(audience, agency_view(each)))
    return tuple(Sent(to=each) for each in readers)[:TO_MAX]


# -- a hazard is said, corrected, struck ---------------------------------------------------------


@follows.register
def line_logged(event: LineLogged, room: Room, now: Header) -> Events:
    """A message to every agency that is there; a correction asks them all again."""
    if event.sort is not Sort.HAZARD:
        return []
    old = _of_line(event.corrects, room) if event.corrects else None
    if event.corrects and old is None:
        return []
    there = room.all.incidents.get(event.incident or "")
    incident = there.id if there and not there.closed else None
    sent = MessageSent(
        id=room.all.next_id("M"),
        incident=incident,
        hazard=event.id,
        text=event.text,
        want=Want.ACK,
        due=now.at + DUE,
        to=_sents(_there(incident, room, now), event.audience),
        replaces=old.id if old else None,
        audience=event.audience,
    )
    return [sent, *_making_room(incident, room)]


def _making_room(incident: str | None, room: Room) -> Events:
    """A danger is said however many stand; the oldest is then no longer asked about."""
    gone = oldest(((m.at, m.id) for m in _standing(incident, room)), STANDING_MAX)
    reason = f"{STANDING_MAX} newer hazards stand: say it again if it still does"
    return [MessageEnded(id=id, incident=incident, reason=reason) for id in gone]


@follows.register
def line_struck(event: LineStruck, room: Room, now: Header) -> Events:
    """It was wrong, so nobody is asked; the message of the correction stands instead."""
    old = _of_line(event.id, room)
    if old is None:
        return []
    new = room.all.next_id("M") if event.corrected_by else None
    reason = f"replaced by {new}" if new else event.reason
    return [MessageEnded(id=old.id, incident=old.incident, reason=reason, replaced_by=new)]


# -- an agency comes while a hazard stands -------------------------------------------------------


def _asked_too(agencies: Sequence[str], standing: Iterable[Message], now: Header) -> Events:
    """Those who are not asked yet, about these hazards, the newest first."""
    out: Events = []
    for message in sorted(standing, key=lambda m: m.at, reverse=True):
        asked = {one.to for one in message.to}
        new = _sents([a for a in agencies if a not in asked], message.audience)
        if to := new[: TO_MAX - len(message.to)]:
            due, incident = now.at + DUE, message.incident
            out.append(MessageAddressed(id=message.id, incident=incident, due=due, to=to))
    return out[:ADDED_MAX]


def _came(agencies: Sequence[str], incident: str, room: Room, now: Header) -> Events:
    """Who did not take part before this entry learns of the danger with it."""
    new = [each for each in agencies if each not in room.all.incidents[incident].agencies]
    return _asked_too(new, _standing(incident, room), now)


@follows.register
def agency_joined(event: AgencyJoined, room: Room, now: Header) -> Events:
    """Who joins."""
    return _came([event.agency], event.id, room, now)


@follows.register
def lead_named(event: LeadNamed, room: Room, now: Header) -> Events:
    """Who comes to lead."""
    return _came([event.lead], event.id, room, now)


@follows.register
def command_unified(event: CommandUnified, room: Room, now: Header) -> Events:
    """Who comes to command."""
    return _came(event.unified, event.id, room, now)


@follows.register
def signed_in(event: SignedIn, room: Room, now: Header) -> Events:
    """An agency of which nobody was there when it was said is asked by its first who is."""
    theirs = {i.id for i in room.all.incidents.values() if event.agency in i.agencies}
    standing = (
        m
        for m in room.all.messages.values()
        if m.warns and m.by.person != event.id and (m.incident is None or m.incident in theirs)
    )
    return _asked_too([event.agency], standing, now)
