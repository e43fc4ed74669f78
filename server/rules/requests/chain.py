"""Whom a request waits on: the posts a decision goes up through, and who is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from schemas.base import Header
from schemas.duty import on_duty
from schemas.requests import (
    Approval,
    For,
    Priority,
    Request,
    RequestEscalated,
    Stage,
    Wait,
)
from schemas.roles import Position, incident_of
from schemas.text import LINE_MAX
from server.rules.base import Actor, Room, listed, refuse, unknown
from server.rules.incidents import is_incident
from server.rules.roles.posts import layout_of, over

# To decide, for each one who is asked; the more urgent the sooner it goes to the next.
DECIDE = {
    Priority.LIFESAVING: timedelta(minutes=10),
    Priority.SUSTAINING: timedelta(minutes=30),
    Priority.HIGH: timedelta(hours=1),
    Priority.NORMAL: timedelta(hours=4),
}
NOBODY = "nobody"
# Who decides about resources where via= says nothing, by what a room's template has.
_LOGISTICS = ("LSC", "RSSC", "OSC", "DIR", "IC")


def open_request(id: str, room: Room, actor: Actor) -> Request:
    """A request the actor sees and that has not ended."""
    request = room.see(room.all.requests, id, actor)
    if request.end:
        because = f"{id} ended: {request.end}{f', {request.reason}' if request.reason else ''}."
        raise refuse("ended", because, ask=request.by.person, touched=request.touched)
    return request


def usual_post(where: str, room: Room) -> str:
    """The post that decides in a room: logistics, or who stands for it in its template."""
    layout = layout_of(room, where)
    code = next((code for code in _LOGISTICS if layout.post(code)), layout.top)
    return f"{where}/{code}"


def chain(post: str, where: str, room: Room) -> list[Position]:
    """Who could decide, held posts only: the post, those over it, at the end the director."""
    roles = room.all.roles
    there = roles.get(post)
    found = [there] if there and there.holder else []
    found += over(there or _unopened(post, where, room), room)
    incident = room.all.incidents.get(where)
    if incident:
        director = roles.get(f"{incident.center}/{layout_of(room, incident.center).top}")
        found += [director] if director and director.holder else []
    return list({position.id: position for position in found}.values())


def _unopened(post: str, where: str, room: Room) -> Position:
    """A post as its template has it, with whom it reports to."""
    layout = layout_of(room, where)
    known = layout.post(post.partition("/")[2].partition(".")[0])
    if known is None:
        raise refuse("unknown-post", f"{where} ({layout.title}) has no post {post}.")
    incident = room.all.incidents.get(where)
    top = f"{layout.top}.{incident.unified[0]}" if incident and incident.unified else layout.top
    up = top if known.reports_to in (None, layout.top) else known.reports_to
    return Position.unchecked(
        id=post,
        room=where,
        code=known.code,
        title=known.title,
        section=known.section,
        reports_to=f"{where}/{up}" if known.code != layout.top else None,
    )


def able(posts: Sequence[Position], request: Request, room: Room) -> list[Position]:
    """Those who may decide: never who asks, as long as anybody else is there; the present first."""
    others = [p for p in posts if p.holder != request.by.person]
    there = [p for p in others if p.holder and on_duty(room.all.duty, p.holder)]
    return there if any(room.all.duty) and there else others


def asked(request: Request, one: Approval, room: Room, now: Header) -> Approval:
    """One step with who is asked now, and until when."""
    posts = [p for p in chain(one.post, request.room, room) if p.id not in one.lapsed]
    found = able(posts, request, room) or posts
    first = found[0] if found else None
    # Nobody is left: it stands unowned, and asks nobody again.
    due = now.when + DECIDE[request.priority] if first else None
    return one.but(asked=first.id if first else None, due=due)


def turn_of(approvals: Sequence[Approval]) -> int:
    """Whose turn it is; 0 when all have decided."""
    return min((one.turn for one in approvals if one.by is None), default=0)


def turn(request: Request) -> list[Approval]:
    """The steps whose turn it is."""
    now = turn_of(request.approvals)
    return [one for one in request.approvals if one.by is None and one.turn == now]


def next_turn(
    request: Request, approvals: Sequence[Approval], room: Room, now: Header
) -> tuple[Approval, ...]:
    """The steps, with those asked whose turn has come."""
    at = turn_of(approvals)
    new = [one.by is None and one.turn == at and not (one.asked or one.due) for one in approvals]
    return tuple(
        asked(request, one, room, now) if so else one
        for one, so in zip(approvals, new, strict=True)
    )


def waits(request: Request, room: Room, now: Header, why: str | None = None) -> tuple[Wait, ...]:
    """Whom a request waits on as it is now."""
    out: list[Wait] = []
    if request.stage is Stage.RETURNED:
        return (_wait(For.AMEND, request.by.position or request.by.person, now, why),)
    for one in turn(request):
        vacant = None if one.asked in (None, one.post) else f"for {one.post}"
        out.append(_wait(For.APPROVE, one.asked or NOBODY, now, why or vacant))
    if request.wanted and request.committed < request.wanted:
        out.append(_wait(For.SOURCE, _sourcer(request, room), now))
    bring = dict.fromkeys(c.agency for c in request.commitments if c.received < c.quantity)
    return (*out, *(_wait(For.BRING, agency, now) for agency in bring))


def _sourcer(request: Request, room: Room) -> str:
    """Whose work it is to find somebody who brings it: logistics, or who is over it."""
    posts = chain(usual_post(request.room, room), request.room, room)
    return posts[0].id if posts else NOBODY


def _wait(wants: For, on: str, now: Header, why: str | None = None) -> Wait:
    return Wait(wants=wants, on=on, since=now.when, why=why[:LINE_MAX] if why else None)


def moved(request: Request, room: Room, now: Header, why: str | None = None) -> RequestEscalated:
    """The fact that a request waits on whom it waits on now."""
    return RequestEscalated(
        id=request.id,
        room=request.room,
        approvals=request.approvals,
        waits=waits(request, room, now, why),
    )


def who(waiting: Sequence[Wait], room: Room) -> str:
    """``waits on lee (INC-4/LSC)``"""
    names = [f"{holder} ({w.on})" if (holder := holds(w.on, room)) else w.on for w in waiting]
    return f"waits on {listed(list(dict.fromkeys(names)) or [NOBODY])}"


def holds(post: str, room: Room) -> str | None:
    """Who holds a post."""
    there = room.all.roles.get(post)
    return there.holder if there else None


def is_asker(request: Request, actor: Actor) -> bool:
    """Whether the actor asked for it: the person, or who holds the post it was asked from."""
    return request.by.person == actor.person or request.by.position in actor.positions


def must_be_asker(request: Request, room: Room, actor: Actor) -> None:
    """Refused for who is neither the requester nor of the incident."""
    incident = room.all.incidents.get(request.room)
    theirs = incident is not None and is_incident(actor, incident)
    if not (is_asker(request, actor) or theirs or in_room(request.room, actor)):
        who_ = request.by.position or request.by.person
        raise refuse("not-yours", f"{request.id} was asked by {who_}.", ask=request.by.person)


def in_room(where: str, actor: Actor) -> bool:
    """Whether the actor holds a post of a room."""
    return any(post.startswith(f"{where}/") for post in actor.positions)


def room_there(where: str, room: Room, actor: Actor) -> None:
    """A room the actor sees and that is not closed."""
    if incident_of(f"{where}/"):
        incident = room.see(room.all.incidents, where, actor)
        if incident.closed:
            because = f"{where} is closed: {incident.closed.reason}. reopen {where} first."
            raise refuse("closed", because)
    elif where not in room.all.centers:
        raise unknown(where)
