"""Rules of asking: a request is made, changed and ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from schemas.agencies import Grant
from schemas.approvals import RequestApproved
from schemas.base import Header
from schemas.duplicates import like
from schemas.journal import Mark
from schemas.requests import (
    STEPS_MAX,
    Amend,
    Approval,
    ArchiveRequest,
    CancelRequest,
    CloseRequest,
    End,
    Need,
    Priority,
    Request,
    RequestArchived,
    RequestEnded,
    RequestMade,
    Under,
)
from schemas.roles import incident_of
from server.rules.agreements.using import inside, used
from server.rules.base import Actor, Events, Room, note, oldest, refuse, rule, to_come, unknown
from server.rules.incidents import is_incident
from server.rules.requests.chain import (
    asks,
    in_room,
    must_be_asker,
    must_be_open,
    open_request,
    usual_post,
    who,
)
from server.rules.roles.posts import found
from server.rules.sharing.changing import only_for

OPEN_MAX = 500  # requests of one room
ENDED_MAX = 200  # of one room on the board
_NEEDED = "A request is needed after it is made: say a later due=."
_ASKED = ("type", "place", "needed", "hours", "contact", "substitutes", "cost", "text")
_CHANGED = ("quantity", "priority", *_ASKED)


@rule.register
def need(ask: Need, room: Room, actor: Actor, now: Header) -> Events:
    """Whoever works in a room asks; who decides is known from the first moment."""
    must_be_open(ask.room, room, actor)
    _must_work_there(ask.room, room, actor)
    there = sum(1 for r in room.all.requests.values() if r.room == ask.room and not r.end)
    if there >= OPEN_MAX:
        raise refuse("too-many", f"{ask.room} has {OPEN_MAX} open requests: close some first.")
    to_come(ask.needed, now, _NEEDED)
    made = RequestMade(
        id=room.all.next_id("R"),
        room=ask.room,
        quantity=ask.quantity,
        resource_kind=ask.resource_kind,
        priority=ask.priority,
        approvals=_steps(ask.via or (), ask.room, room, actor, now),
        audience=only_for(ask.only, room, actor),
        **{name: getattr(ask, name) for name in _ASKED},
    )
    gone = oldest(_ended(ask.room, room), ENDED_MAX)
    archived = [RequestArchived(id=id, room=ask.room) for id in gone]
    return [*_asked(made, None, room, actor, now), *archived]


def _ended(where: str, room: Room) -> Iterator[tuple[datetime, str]]:
    there = (r for r in room.all.requests.values() if r.room == where)
    return ((r.ended_at, r.id) for r in there if r.ended_at)


def _asked(made: RequestMade, was: Request | None, room: Room, actor: Actor, now: Header) -> Events:
    """A request that an agreement covers, else asked of who decides; and the line that tells."""
    new = made.onto(was, now).but(audience=was.audience if was else made.audience)
    under = inside(new, room, actor, now)
    if isinstance(under, Under):
        agreed, request = _agreed(new, under, now)
        why = ""
    else:
        steps = new.asking(asks(new, room, now)).approvals
        made = made.model_copy(update={"approvals": steps})
        agreed, request = [], made.onto(was, now)
        why = f"; {under}" if under else ""
    told = _told(request, now)
    then = f"; {who(request, room)}{why}{_like(request, room)}"
    urgent = request.priority is Priority.LIFESAVING
    line = note(now, told, made.about(), Mark.URGENT if urgent else Mark.MAJOR, then=then)
    return [made, *agreed, *used(request, room), line]


def _agreed(request: Request, under: Under, now: Header) -> tuple[Events, Request]:
    """Every step decided by the agreement, and the request after that."""
    facts = [
        RequestApproved(id=request.id, room=request.room, post=one.post, under=under)
        for one in request.approvals
    ]
    for fact in facts:
        request = fact.onto(request, now) or request
    return [*facts], request


def _told(request: Request, now: Header) -> str:
    """``R-9: sam asks for 2 ambulance to LINCOLN, high (approved: AGR-2 v1, 2 of 4 remain)``"""
    to = f" to {request.place}" if request.place else ""
    verb = "asks anew for" if request.asked_anew else "asks for"
    cited = f" (approved: {request.under.name})" if request.under else ""
    was = request.asked_anew.then if request.asked_anew else ""
    more = f": {request.text}" if request.text else ""
    asked = f"{request.what}{to}, {request.priority}{was}{cited}"
    return f"{request.id}: {now.by.name} {verb} {asked}{more}"


def _like(request: Request, room: Room) -> str:
    """A request that may be the same: told after it is made, and nothing is undone."""
    one = like(request, room.all.requests.values())
    return f"; {one.id} asks for {one.what} there too" if one else ""


def _must_work_there(where: str, room: Room, actor: Actor) -> None:
    incident = room.all.incidents.get(where)
    if in_room(where, actor) or actor.is_(Grant.COORDINATOR):
        return
    if incident and (is_incident(actor, incident) or actor.agency in incident.agencies):
        return
    raise refuse(
        "not-there",
        f"Who takes part in {where} asks for it: join {where} first."
        if incident
        else f"Who holds a post in {where} asks for it.",
    )


def _steps(
    via: Sequence[str], where: str, room: Room, actor: Actor, now: Header
) -> tuple[Approval, ...]:
    """The steps of approval: as said, else logistics."""
    turns = [turn.split("+") for turn in via] or [[usual_post(where, room)]]
    named = [(turn, post) for turn, posts in enumerate(turns, 1) for post in posts]
    steps = [(turn, post if "/" in post else f"{where}/{post}") for turn, post in named]
    if len(steps) > STEPS_MAX or len({post for _, post in steps}) < len(steps):
        raise refuse("steps", f"via= names at most {STEPS_MAX} posts, each once.")
    for _, post in steps:
        if post not in room.all.roles:
            found(post, room, actor, now)  # refused when no template knows it
    return tuple(Approval(post=post, turn=turn) for turn, post in steps)


@rule.register
def amend(ask: Amend, room: Room, actor: Actor, now: Header) -> Events:
    """By who asked; every step decides anew, for it is another request."""
    request = open_request(ask.request, room, actor)
    must_be_open(request.room, room, actor)
    must_be_asker(request, room, actor)
    if request.commitments:
        raise refuse(
            "committed",
            f"Somebody brings {request.committed} for {request.id} already: "
            f"need asks for more, cancel {request.id} ends it.",
        )
    to_come(ask.needed, now, _NEEDED)
    new = {name: value for name in _CHANGED if (value := getattr(ask, name)) is not None}
    if not new and not request.returned:
        raise refuse("nothing-new", f"Say what is different about {request.id}.")
    said = {name: new.get(name, getattr(request, name)) for name in _CHANGED}
    made = RequestMade(
        id=request.id,
        room=request.room,
        resource_kind=request.resource_kind,
        approvals=tuple(Approval(post=one.post, turn=one.turn) for one in request.approvals),
        **said,
    )
    return _asked(made, request, room, actor, now)


def ended(request: Request, end: End, reason: str, now: Header, by: str) -> Events:
    """A request ends, and the line that tells of it."""
    left = [c for c in request.commitments if c.received < c.quantity]
    coming = f"; {', '.join(c.agency for c in left)} still bring: release them" if left else ""
    text = f"{request.id} ({request.what}) {end} by {by}: {reason}"
    return [
        RequestEnded(id=request.id, room=request.room, end=end, reason=reason),
        note(now, text, incident_of(request.room), Mark.MAJOR, then=coming),
    ]


@rule.register
def cancel(ask: CancelRequest, room: Room, actor: Actor, now: Header) -> Events:
    """By who asked, or the incident."""
    request = open_request(ask.request, room, actor)
    must_be_asker(request, room, actor)
    return ended(request, End.CANCELLED, ask.reason, now, actor.person)


@rule.register
def close(ask: CloseRequest, room: Room, actor: Actor, now: Header) -> Events:
    """What came is enough."""
    request = open_request(ask.request, room, actor)
    must_be_asker(request, room, actor)
    if not request.received:
        because = f"Nothing has come for {request.id} yet: cancel {request.id} REASON ends it."
        raise refuse("nothing-came", because)
    return ended(request, End.CLOSED, ask.reason, now, actor.person)


@rule.register
def archive(ask: ArchiveRequest, room: Room, actor: Actor, now: Header) -> Events:
    """Ended long enough."""
    request = room.all.requests.get(ask.request)
    if request is None:
        raise unknown(ask.request)
    if not request.ended_at:
        raise refuse("open", f"{request.id} has not ended.")
    return [RequestArchived(id=request.id, room=request.room)]
