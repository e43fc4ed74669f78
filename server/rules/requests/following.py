"""What follows for requests from the facts of other nouns."""

from __future__ import annotations

from dataclasses import replace

from schemas.base import Header
from schemas.requests import (
    End,
    Priority,
    Request,
    RequestEnded,
    RequestReceived,
)
from schemas.resources import ResourceCheckedIn
from schemas.roles import PositionHeld, PositionVacated
from server.rules.base import Events, Room, follows
from server.rules.closeouts import ends
from server.rules.requests.chain import asked, moved, turn_of

# One entry must hold them beside its own facts. The most urgent are asked anew at once, others when
# they fall due; whoever is over a vacant post may decide them meanwhile.
ANEW_MAX = 32
_ORDER = {priority: at for at, priority in enumerate(Priority)}


@follows.register
def unit_came(event: ResourceCheckedIn, room: Room, now: Header) -> Events:
    """A unit that was promised for a request of the incident it checks in on has come."""
    for request in room.all.requests.values():
        here = request.room == event.under and not request.end
        for one in request.commitments if here else ():
            if event.id in one.units and event.id not in one.came and one.received < one.quantity:
                came = RequestReceived(id=request.id, room=request.room, quantity=1, unit=event.id)
                return [came]
    return []


@ends
def requests_end(incident: str, reason: str, room: Room) -> Events:
    """Nobody brings anything for a closed incident."""
    return [
        RequestEnded(id=r.id, room=incident, end=End.CLOSED, reason=reason)
        for r in room.all.requests.values()
        if r.room == incident and not r.end
    ]


@follows.register
def post_vacated(event: PositionVacated, room: Room, now: Header) -> Events:
    """What it was asked to decide goes to the next, with the reason."""
    return _anew(event, event.id, f"{event.id} is vacant", room, now)


@follows.register
def post_held(event: PositionHeld, room: Room, now: Header) -> Events:
    """What nobody was left to decide is asked of who is there now."""
    return _anew(event, None, f"{event.id} is held", room, now)


def _anew(
    event: PositionVacated | PositionHeld, was: str | None, why: str, room: Room, now: Header
) -> Events:
    """Steps that were asked of this post (None: of nobody) are asked of who is there then."""
    found = [r for r in room.all.requests.values() if any(_concerned(r, was))]
    if not found:
        return []
    after = _after(event, room, now)
    out: Events = []
    for request in sorted(found, key=lambda r: _ORDER[r.priority])[:ANEW_MAX]:
        again = zip(request.approvals, _concerned(request, was), strict=True)
        steps = tuple(asked(request, one, after, now) if so else one for one, so in again)
        if steps != request.approvals:
            out.append(moved(request.but(approvals=steps), after, now, why))
    return out


def _concerned(request: Request, was: str | None) -> list[bool]:
    """Which of its steps are asked of this post now."""
    turn = 0 if request.end or request.returned else turn_of(request.approvals)
    return [one.by is None and one.turn == turn and one.asked == was for one in request.approvals]


def _after(event: PositionVacated | PositionHeld, room: Room, now: Header) -> Room:
    """The room as it is after a post changed hands."""
    held = event.onto(room.all.roles.get(event.id), now)
    roles = {**room.all.roles, event.id: held} if held else room.all.roles
    return replace(room, all=replace(room.all, roles=roles))
