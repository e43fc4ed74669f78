"""Rules of the journal. Nothing is ever edited."""

from __future__ import annotations

import re
from typing import Any

from schemas.agencies import Grant
from schemas.base import Header
from schemas.circles import agencies_of, meets
from schemas.journal import (
    AddLine,
    Chat,
    CorrectLine,
    Decide,
    Line,
    LineLogged,
    LineStruck,
    Mark,
    Sort,
    StrikeLine,
    WarnOfHazard,
)
from server.rules.base import Actor, Events, Room, refuse, rule, unknown
from server.rules.sharing.changing import only_for


def _incident(id: str | None, room: Room, actor: Actor) -> str | None:
    """A line may name any incident the writer can see, a closed one too."""
    return id and room.see(room.all.incidents, id, actor).id


@rule.register
def log(ask: AddLine, room: Room, actor: Actor, now: Header) -> Events:
    """Whoever may write, writes."""
    return [
        LineLogged(
            id=f"#{now.seq}",
            text=ask.text,
            mark=ask.mark and ask.mark.word,
            said_by=ask.said_by,
            via=ask.via,
            certainty=ask.certainty,
            incident=_incident(ask.incident, room, actor),
            audience=only_for(ask.only, room, actor),
        )
    ]


@rule.register
def decide_(ask: Decide, room: Room, actor: Actor, now: Header) -> Events:
    """A decision stands with its reason."""
    return [
        LineLogged(
            id=f"#{now.seq}",
            text=ask.text,
            sort=Sort.DECISION,
            because=ask.because,
            incident=_incident(ask.incident, room, actor),
        )
    ]


@rule.register
def hazard(ask: WarnOfHazard, room: Room, actor: Actor, now: Header) -> Events:
    """A hazard is always urgent."""
    return [
        LineLogged(
            id=f"#{now.seq}",
            text=ask.text,
            sort=Sort.HAZARD,
            mark=Mark.URGENT,
            said_by=ask.said_by,
            via=ask.via,
            incident=_incident(ask.incident, room, actor),
        )
    ]


@rule.register
def chat(ask: Chat, room: Room, actor: Actor, now: Header) -> Events:
    """Informal words never have a mark."""
    return [
        LineLogged(
            id=f"#{now.seq}",
            text=ask.text,
            sort=Sort.CHAT,
            incident=_incident(ask.incident, room, actor),
        )
    ]


def _instead(line: Line, room: Room, actor: Actor) -> str:
    """The phrase that changes what a line tells of."""
    named = re.match(r"R-[0-9]+(?=[ :])", line.text)
    request = room.all.requests.get(named[0]) if named else None
    if request and not request.end and meets(request.audience, actor.view):
        asked = f"amend {request.id} {request.quantity}"
        return f"{asked}, say, changes what is asked, cancel {request.id} ends it"
    return "change that with its own phrase, or log more"


def _mine(id: str, room: Room, actor: Actor) -> Line:
    """The line, on the board or in the log, if the actor may strike it and it is not struck yet."""
    line = room.all.lines.get(id) or room.past("lines", id)
    if not isinstance(line, Line) or not meets(line.audience, actor.view):
        raise unknown(id)
    if line.sort in (Sort.EVENT, Sort.REFUSAL):
        raise refuse("not-a-line", f"{id} tells what was done; {_instead(line, room, actor)}.")
    if not (actor.agency == line.by.agency or actor.is_(Grant.COORDINATOR)):
        raise refuse(
            "not-yours",
            f"{id} was written by {line.by.person} of {line.by.agency}; "
            "their people or an EOC coordinator strike it.",
            ask=line.by.person,
        )
    if line.struck:
        instead = f"; {line.corrected_by} stands instead" if line.corrected_by else ""
        raise refuse(
            "already-struck",
            f"{id} was struck by {line.struck.by.person} in #{line.struck.seq}{instead}.",
            ask=line.struck.by.person,
            touched=line.touched,
        )
    return line


@rule.register
def correct(ask: CorrectLine, room: Room, actor: Actor, now: Header) -> Events:
    """Struck and written anew in one entry, linked both ways; the time it happened is kept.

    Who had the old one opened in need has not opened the new one, which no end would close.
    """
    line = _mine(ask.line, room, actor)
    kept: dict[str, Any] = {
        name: getattr(line, name)
        for name in ("sort", "mark", "said_by", "via", "certainty", "incident", "because")
    }
    new = f"#{now.seq}"
    happened = None if now.occurred_at else line.occurred_at or line.at
    return [
        LineStruck(
            id=line.id, reason=f"corrected in {new}", corrected_by=new, audience=line.audience
        ),
        LineLogged(
            id=new,
            text=ask.text,
            corrects=line.id,
            happened_at=happened,
            audience=agencies_of(line.audience),
            **kept,
        ),
    ]


@rule.register
def strike(ask: StrikeLine, room: Room, actor: Actor, now: Header) -> Events:
    """Struck, with the reason; it stays readable."""
    line = _mine(ask.line, room, actor)
    return [LineStruck(id=line.id, reason=ask.reason, audience=line.audience)]
