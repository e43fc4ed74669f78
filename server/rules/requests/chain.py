"""Whom a request is asked of: the posts its decisions go up through, and who is there."""

from __future__ import annotations

from datetime import timedelta

from schemas.agencies import Grant
from schemas.base import Header
from schemas.chains import decider, duty_chain, layout_of
from schemas.requests import Approval, Asked, OfRequest, Priority, Request
from schemas.roles import incident_of
from server.rules.base import Actor, Room, listed, refuse
from server.rules.incidents import is_incident, open_incident

# To decide, for each one who is asked; the more urgent the sooner it goes to the next.
DECIDE = {
    Priority.LIFESAVING: timedelta(minutes=10),
    Priority.SUSTAINING: timedelta(minutes=30),
    Priority.HIGH: timedelta(hours=1),
    Priority.NORMAL: timedelta(hours=4),
}
# Who decides about resources where via= says nothing, by what a room's template has.
_LOGISTICS = ("LSC", "RSSC", "OSC", "DIR", "IC")


def open_request(id: str, room: Room, actor: Actor) -> Request:
    """A request the actor sees and that has not ended."""
    request = room.see(room.all.requests, id, actor)
    if request.end:
        because = f"{id} ended: {request.end}{f', {request.reason}' if request.reason else ''}."
        raise refuse("ended", because, ask=request.by.person, touched=request.touched)
    return request


def folded(fact: OfRequest, request: Request, now: Header) -> Request:
    """The request after a fact that leaves it on the board."""
    after = fact.onto(request, now)
    assert after, f"{fact.kind} leaves it there"
    return after


def must_be_open(where: str, room: Room, actor: Actor) -> None:
    """A room the actor sees and that is not closed."""
    if incident_of(where):
        open_incident(where, room, actor)
    else:
        room.see(room.all.centers, where, actor)


def usual_post(where: str, room: Room) -> str:
    """The post that decides in a room: logistics, or who stands for it in its template."""
    layout = layout_of(room.all, where)
    code = next((code for code in _LOGISTICS if layout.post(code)), layout.top)
    return f"{where}/{code}"


def asked(request: Request, one: Approval, room: Room, now: Header) -> Asked:
    """Who decides about a step, and until when; whoever there is, when nobody is able."""
    first = decider(request, one, room.all)
    # Nobody is left: it stands unowned, and asks nobody again.
    if first is None:
        return Asked(post=one.post)
    due = now.at + DECIDE[request.priority]
    return Asked(post=one.post, asked=first.id, agency=first.agency, due=due)


def asks(request: Request, room: Room, now: Header) -> tuple[Asked, ...]:
    """Whom the steps are asked of whose turn has come."""
    return tuple(asked(request, one, room, now) for one in request.turn if one.asked is None)


def who(request: Request, room: Room) -> str:
    """``waits on INC-4/LSC lee``"""
    names = dict.fromkeys(room.named(wait.on) for wait in request.open_waits)
    return f"waits on {listed(list(names))}" if names else "all that was wanted is there"


def is_asker(request: Request, room: Room, actor: Actor) -> bool:
    """Whether the actor asked for it or works in the room it is for."""
    incident = room.all.incidents.get(request.room)
    theirs = incident is not None and is_incident(actor, incident)
    asker = request.by.person == actor.person or request.by.position in actor.positions
    return asker or theirs or in_room(request.room, actor)


def finds(request: Request, room: Room, actor: Actor) -> bool:
    """Whether the actor finds who brings it: over whose work that is, or of its room."""
    chain = duty_chain(request.sourcer[0], room.all)
    over = any(post.id in actor.positions for post in chain)
    return over or in_room(request.room, actor) or actor.is_(Grant.COORDINATOR)


def must_be_asker(request: Request, room: Room, actor: Actor) -> None:
    """Refused for who neither asked for it nor works in the room it is for."""
    if not is_asker(request, room, actor):
        because = f"{request.id} was asked by {request.by.name}."
        raise refuse("not-yours", because, ask=request.by.person)


def in_room(where: str, actor: Actor) -> bool:
    """Whether the actor holds a post of a room."""
    return any(post.startswith(f"{where}/") for post in actor.positions)
