"""Rules of closeouts: what a closed incident left open ends, as much at a time as fits."""

from __future__ import annotations

from collections.abc import Callable

from schemas.base import Header
from schemas.circles import FOR_PARTNERS, PARTNERS
from schemas.closeouts import CloseOut, CloseoutBegun, CloseoutDone
from schemas.incidents import IncidentClosed
from server.rules.base import Actor, Events, Room, follows, rule, unknown

PART = 100  # records ended in one entry

Ender = Callable[[str, str, Room], Events]
_ENDERS: list[Ender] = []


def ends(ender: Ender) -> Ender:
    """A noun says here what ends its open records of an incident (its id, the reason, the room)."""
    _ENDERS.append(ender)
    return ender


def _left(incident: str, reason: str, room: Room) -> Events:
    return [each for ender in _ENDERS for each in ender(incident, reason, room)]


@follows.register
def incident_closed(event: IncidentClosed, room: Room, now: Header) -> Events:
    """One fact, however much is open: posts may fill the rest of the entry."""
    reason = f"{event.id} was closed"
    left = _left(event.id, reason, room)
    records = (room.all.on(fact.shelf).get(fact.id) for fact in left)
    some = any(record and PARTNERS in record.audience for record in records)
    # Where all that is open is for some alone, nobody else learns that there is anything.
    readers = FOR_PARTNERS if some else ("reviewers",)
    return [CloseoutBegun(id=event.id, reason=reason, audience=readers)] if left else []


@rule.register
def close_out(ask: CloseOut, room: Room, actor: Actor, now: Header) -> Events:
    """The next part, until nothing is left; nothing more where the incident is open again."""
    found = room.all.closeouts.get(ask.incident)
    if found is None:
        raise unknown(ask.incident)
    incident = room.all.incidents.get(found.id)
    closed = incident is None or incident.closed
    left = _left(found.id, found.reason, room) if closed else []
    more = CloseoutBegun(id=found.id, reason=found.reason)
    return [*left[:PART], more if len(left) > PART else CloseoutDone(id=found.id)]
