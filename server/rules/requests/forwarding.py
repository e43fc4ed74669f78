"""Rules of sending a request on to somebody outside the room."""

from __future__ import annotations

from datetime import datetime, timedelta

from schemas.base import Header
from schemas.chains import reads
from schemas.forwards import ForwardOverdue, ForwardRequest, Level, RequestForwarded
from schemas.journal import Mark
from schemas.requests import FORWARDS_MAX, Forward, Priority, Request
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule, said_late, to_come
from server.rules.requests.chain import finds, folded, must_be_open, open_request, who

# To answer, where due= says nothing; the more urgent the sooner it is asked again.
ANSWER = {
    Priority.LIFESAVING: timedelta(minutes=30),
    Priority.SUSTAINING: timedelta(hours=2),
    Priority.HIGH: timedelta(hours=4),
    Priority.NORMAL: timedelta(hours=12),
}


def must_speak_outside(request: Request, room: Room, actor: Actor) -> None:
    """Refused for who does not find who brings it."""
    if not finds(request, room, actor):
        whose = room.named(request.sourcer[0])
        because = f"{whose} finds who brings {request.id}: they ask outside."
        raise refuse("not-yours", because, ask=whose)


@rule.register
def forward(ask: ForwardRequest, room: Room, actor: Actor, now: Header) -> Events:
    """It waits on them by name; said again, their number stands beside ours."""
    request = open_request(ask.request, room, actor)
    must_be_open(request.room, room, actor)
    must_speak_outside(request, room, actor)
    to = _asked(str(ask.to), request, room, actor)
    to_come(ask.due, now, "An answer is due later than now: say a later due=.")
    known = _known(request, to, ask)
    if known is None:
        _must_be_wanted(request, room)
    fact = RequestForwarded(
        id=request.id,
        room=request.room,
        to=to,
        number=ask.number,
        spoke=ask.spoke,
        text=ask.text,
        due=_due(ask, known, request, now),
        known=known is not None,
    )
    after = folded(fact, request, now)
    waits = f"; {who(after, room)}"
    return [fact, note(now, _said(fact, after), fact.about(), Mark.MAJOR, then=waits)]


def _asked(to: str, request: Request, room: Room, actor: Actor) -> str:
    """An agency here that may see what it is asked for, else a level."""
    if to in set(Level) - room.all.agencies.keys():
        return to
    room.see(room.all.agencies, to, actor)
    if not reads(to, request.audience, room.all):
        because = f"{to} does not see {request.id}: share {request.id} {to} first."
        raise refuse("not-for-them", because)
    return to


def _known(request: Request, to: str, ask: ForwardRequest) -> Forward | None:
    """The forwarding that this tells more of: that of now, or an earlier one without a number."""
    last = next((one for one in reversed(request.forwards) if one.to == to), None)
    if last is None or (last is not request.outside and (last.number or not ask.number)):
        return None
    if not (last.late or any((ask.number, ask.spoke, ask.due, ask.text))):
        because = f"{to} is asked for {request.id} already: number= tells what they call it."
        raise refuse("nothing-new", because)
    return last


def _must_be_wanted(request: Request, room: Room) -> None:
    if request.returned or not request.wanted:
        because = f"{request.id} is not approved yet and {who(request, room)}."
        raise refuse("not-approved", because, ask=listed([w.on for w in request.open_waits]))
    if request.committed >= request.wanted:
        because = f"All {request.wanted} of {request.id} are promised: nobody outside is needed."
        raise refuse("promised", because)
    if len(request.forwards) >= FORWARDS_MAX:
        raise refuse("too-many", f"{request.id} was sent on {FORWARDS_MAX} times already.")


def _due(ask: ForwardRequest, known: Forward | None, request: Request, now: Header) -> datetime:
    """As said; else as it was while that is to come; else by how urgent it is."""
    if ask.due:
        return ask.due
    return known.due if known and not known.late else now.at + ANSWER[request.priority]


def unanswered(request: Request, room: Room, now: Header) -> Events:
    """Whoever was asked outside did not answer in time: who asked them asks again."""
    asked = request.outside
    assert asked, "it is with somebody"
    fact = ForwardOverdue(id=request.id, room=request.room, to=asked.to)
    after = folded(fact, request, now)
    number = f" ({asked.number})" if asked.number else ""
    due = f"{asked.due:%H:%M}Z{said_late(asked.due, now)}"
    text = f"{request.id} ({request.what}): nothing from {asked.to}{number} by {due}"
    waits = f"; {who(after, room)}"
    return [fact, note(now, text, fact.about(), Mark.URGENT, then=waits)]


def _said(fact: RequestForwarded, after: Request) -> str:
    """The line of the journal that tells of it."""
    number = f" as {fact.number}" if fact.number else ""
    spoke = f", spoke with {fact.spoke}" if fact.spoke else ""
    more = f": {fact.text}" if fact.text else ""
    verb = "is with" if fact.known else "is sent on to"
    due = f", to answer by {fact.due:%H:%M}Z" if after.awaited else ""
    return f"{after.id} ({after.what}) {verb} {fact.to}{number}{spoke}{due}{more}"
