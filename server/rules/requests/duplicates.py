"""Rules of requests that may ask for the same."""

from __future__ import annotations

from schemas.base import Header
from schemas.duplicates import LinkRequests, RequestLinked
from schemas.requests import LINKS_MAX, Request
from schemas.roles import incident_of
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule
from server.rules.requests.chain import finds, is_asker, open_request


@rule.register
def link(ask: LinkRequests, room: Room, actor: Actor, now: Header) -> Events:
    """By who asked for one of them or finds who brings it; nothing is destroyed."""
    request = open_request(ask.request, room, actor)
    same = room.see(room.all.requests, ask.same, actor)
    if not any(
        allowed(one, room, actor) for one in (request, same) for allowed in (is_asker, finds)
    ):
        because = f"Who asked for {request.id} or {same.id}, or finds who brings it, says so."
        raise refuse("not-yours", because, ask=request.by.person)
    _must_be_two(request, same)
    pair = ((request, same), (same, request))
    facts = [
        RequestLinked(id=a.id, room=a.room, same=b.id, reason=ask.reason)
        for a, b in pair
        if b.id not in a.links  # one of them was shared while the other was for fewer
    ]
    why = f": {ask.reason}" if ask.reason else ""
    text = f"{request.id} ({request.what}) may ask for the same as {same.id} ({same.what}){why}"
    return [*facts, note(now, text, incident_of(request.room))]


def _must_be_two(request: Request, same: Request) -> None:
    if request.id == same.id:
        raise refuse("itself", f"{request.id} is itself: name the other one.")
    if same.id in request.links and request.id in same.links:
        raise refuse("linked", f"{request.id} and {same.id} are linked already.")
    if request.audience != same.audience:
        because = f"Not everybody who sees {request.id} may know of {same.id}, or the other way."
        raise refuse("other-readers", because)
    if max(len(request.links), len(same.links)) >= LINKS_MAX:
        raise refuse("too-many", f"At most {LINKS_MAX} requests are linked to one.")


def still_asked(request: Request, room: Room) -> str:
    """What may need nothing any more, now that this one has all: told to who decides."""
    there = (room.all.requests.get(id) for id in request.links)
    left = [one.id for one in there if one and not one.end and one.audience == request.audience]
    return f"; {listed(left)} may ask for the same" if left else ""
