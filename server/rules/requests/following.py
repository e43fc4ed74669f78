"""What follows for requests from the facts of other nouns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from schemas.approvals import RequestAsked
from schemas.base import Header
from schemas.journal import Mark
from schemas.requests import Approval, End, Priority, Request, RequestEnded
from schemas.resources import ResourceCheckedIn, ResourceReported, goes_out
from schemas.roles import PositionHeld, PositionVacated
from schemas.sourcing import RequestLost, RequestReceived
from schemas.text import cut
from server.rules.base import Events, Room, follows, note
from server.rules.closeouts import ends
from server.rules.requests.chain import asked, folded, who

# The entry of the post must hold them beside its own facts. The most urgent are asked anew at once,
# others when they fall due; whoever is over a vacant post may decide them meanwhile.
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
                text = f"{request.id}: {event.id} of {one.agency} came, as promised"
                return [came, note(now, text, came.about())]
    return []


@follows.register
def unit_out(event: ResourceReported, room: Room, now: Header) -> Events:
    """A unit that was promised or came is out of service: who finds another is waited on again."""
    unit = room.all.resources.get(event.id)
    if unit is None or not goes_out(unit, event.onto(unit, now)):
        return []
    for request in room.all.requests.values():
        if request.end or not any(event.id in one.units for one in request.commitments):
            continue
        lost = RequestLost(id=request.id, room=request.room, unit=event.id, why=cut(event.said))
        after = folded(lost, request, now)
        text = (
            f"{request.id}: {unit.call_sign} counts no longer, {after.missing} of {after.required}"
        )
        then = f" {after.resource_kind} needed; {who(after, room)}"
        return [lost, note(now, text, lost.about(), Mark.MAJOR, then=then)]
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
    found = sorted(_asked_of(was, room), key=lambda of: _ORDER[of[0].priority])
    if not found:
        return []
    held = event.onto(room.all.roles.get(event.id), now)
    roles = {**room.all.roles, event.id: held} if held else room.all.roles
    after = replace(room, all=replace(room.all, roles=roles))
    anew = ((request, asked(request, one, after, now)) for request, one in found)
    changed = ((request, ask) for request, ask in anew if ask.asked != was)
    return [
        RequestAsked(id=request.id, room=request.room, asks=(ask,), why=why)
        for request, ask in islice(changed, ANEW_MAX)
    ]


def _asked_of(post: str | None, room: Room) -> Iterator[tuple[Request, Approval]]:
    """Every step of a request that this post is to decide now."""
    for request in room.all.requests.values():
        if not (request.end or request.returned):
            yield from ((request, one) for one in request.turn if one.asked == post)
