"""Rules of roll calls: who is asked, who answers for whom, and what is said when nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from schemas.base import Header
from schemas.circles import meets
from schemas.incidents import Incident, IncidentArchived, IncidentClosed
from schemas.journal import Mark
from schemas.resources import Resource
from schemas.roles import Position, above
from schemas.rollcalls import (
    KEPT,
    SUPERVISORS_MAX,
    UNITS_MAX,
    AnswerRollCall,
    AskRollCall,
    CloseRollCall,
    LapseRollCall,
    RollCall,
    RollCallAnswered,
    RollCallArchived,
    RollCallAsked,
    RollCallClosed,
    RollCallOverdue,
    Supervisor,
)
from server.rules.base import (
    Actor,
    Events,
    Room,
    follows,
    listed,
    note,
    refuse,
    rule,
    said_late,
    to_come,
    unknown,
)
from server.rules.incidents import is_incident, open_incident, who_commands

DUE = timedelta(minutes=10)  # to answer, unless due= says otherwise


def _must_be_there(incident: Incident, actor: Actor) -> None:
    if not is_incident(actor, incident):
        raise refuse(
            "not-yours",
            f"{incident.id} is commanded by {who_commands(incident)}: "
            "they or who holds a post in it do this.",
            ask=listed(incident.command) or None,
        )


# -- who is asked --------------------------------------------------------------------------------


def _supervisors(incident: Incident, room: Room, actor: Actor) -> list[Supervisor]:
    """Each held post that leads somebody or has units; the top one when there is no other."""
    held = {p.id: p for p in room.all.roles.values() if p.room == incident.id and p.holder}
    if not held:
        raise refuse(
            "nobody-there",
            f"Nobody holds a post in {incident.id} who could answer: take {incident.id}/IC first.",
        )
    top = next((p for p in held.values() if p.command), next(iter(held.values())))
    under: dict[str, list[Resource]] = {id: [] for id in held}
    for unit in room.all.resources.values():
        if _is_on(unit, incident) and meets(unit.audience, actor.view):
            under[_leads(unit, incident, held, room) or top.id].append(unit)
    leads = {_over(id, held, room) for id in held}
    asked = [id for id in held if under[id] or id in leads] or [top.id]
    if len(asked) > SUPERVISORS_MAX or any(len(units) > UNITS_MAX for units in under.values()):
        raise refuse(
            "too-many",
            f"One roll call asks at most {SUPERVISORS_MAX} supervisors for {UNITS_MAX} units each: "
            "give units to divisions, or roll call a part as an incident of its own.",
        )
    return [_supervisor(held[id], under[id]) for id in asked]


def _over(id: str, held: Mapping[str, Position], room: Room) -> str | None:
    """The next post over this one that somebody holds."""
    return next((up.id for up in above(room.all.roles, id) if up.id in held), None)


def _is_on(unit: Resource, incident: Incident) -> bool:
    return incident.id in (unit.under, *unit.jobs)


def _leads(
    unit: Resource, incident: Incident, held: Mapping[str, Position], room: Room
) -> str | None:
    """The held post a unit is under: its assignment's, else the next over that, else the OSC."""
    roles = room.all.roles
    named = f"{incident.id}/{unit.assignment}" if unit.assignment else ""
    chain = [named, *(p.id for p in above(roles, named)), f"{incident.id}/OSC"]
    own = f"{incident.id}/IC.{unit.owner}"  # under unified command each agency has its own
    return next((id for id in [*chain, own] if id in held), None)


def _supervisor(post: Position, units: list[Resource]) -> Supervisor:
    known = [u.personnel for u in units if u.personnel is not None]
    return Supervisor(
        position=post.id,
        holder=post.holder or "",
        units=tuple(u.id for u in units),
        people=sum(known) if known and len(known) == len(units) else None,
    )


def _of(incident: str, room: Room) -> list[RollCall]:
    return [one for one in room.all.rollcalls.values() if one.incident == incident]


@rule.register
def ask_(ask: AskRollCall, room: Room, actor: Actor, now: Header) -> Events:
    """One at a time in an incident; the oldest closed ones make room on the board."""
    incident = open_incident(ask.incident, room, actor)
    _must_be_there(incident, actor)
    there = _of(incident.id, room)
    running = next((one for one in there if one.closed_at is None), None)
    if running:
        raise refuse(
            "running",
            f"{running.id} is open since {running.at:%H:%M}Z, {len(running.unanswered)} have not "
            f"answered: close {running.id} REASON before the next.",
            touched=running.touched,
        )
    due = ask.due or now.at + DUE
    to_come(due, now, "A roll call is answered after it is asked: say a later due=.")
    supervisors = _supervisors(incident, room, actor)
    id = room.all.next_id("PAR")
    who = listed([f"{_code(one.position)} {one.holder}" for one in supervisors], 12)
    text = f"{id} roll call on {incident.id}, to be answered by {due:%H:%M}Z: {who}"
    old = [one.id for one in there][: max(0, len(there) - KEPT + 1)]
    return [
        RollCallAsked(id=id, incident=incident.id, due=due, supervisors=tuple(supervisors)),
        *(RollCallArchived(id=gone, incident=incident.id) for gone in old),
        note(now, text, incident.id, Mark.MAJOR),
    ]


def _code(position: str) -> str:
    return position.partition("/")[2]


# -- answering -----------------------------------------------------------------------------------


def _open(id: str, room: Room, actor: Actor) -> RollCall:
    found = room.see(room.all.rollcalls, id, actor)
    if found.closed_at:
        raise refuse(
            "closed",
            f"{id} was closed at {found.closed_at:%H:%M}Z: {found.reason}.",
            touched=found.touched,
        )
    return found


def _may_answer(position: str, call: RollCall, room: Room, actor: Actor) -> bool:
    """The holder as it is now or a deputy; for a post left vacant, who is in the incident."""
    post = room.all.roles.get(position)
    if post and post.holder:
        return position in actor.positions or actor.person in post.deputies
    return is_incident(actor, room.all.incidents[call.incident])


def _for(ask: AnswerRollCall, call: RollCall, room: Room, actor: Actor) -> Supervisor:
    """The supervisor answered for: the one said, else the only one that it can be."""
    asked = [one for one in call.supervisors if _may_answer(one.position, call, room, actor)]
    if ask.position:
        named = call.asks(ask.position)
        if named is None:
            codes = listed([_code(one.position) for one in call.supervisors], 12)
            raise refuse("not-asked", f"{call.id} does not ask {ask.position}; it asks {codes}.")
        if named not in asked:
            raise refuse(
                "not-yours",
                f"For {named.position} its holder or a deputy answers.",
                ask=_holder(named, room),
            )
        return named
    held = [one for one in asked if one.position in actor.positions] or asked
    if not held:
        codes = listed([f"{_code(s.position)} {_holder(s, room)}" for s in call.unanswered], 12)
        raise refuse("not-asked", f"{call.id} does not ask you; it waits for {codes or 'nobody'}.")
    if len(held) > 1:
        codes = listed([one.position for one in held])
        raise refuse("which-position", f"You answer for {codes}: say which with for=.")
    return held[0]


def _holder(one: Supervisor, room: Room) -> str:
    """Who holds it now."""
    post = room.all.roles.get(one.position)
    return (post.holder if post else None) or "vacant"


def _missing(ask: AnswerRollCall, one: Supervisor) -> int:
    """As said; a count that falls short is asked back and never guessed at."""
    if ask.missing is None and one.people is not None and ask.counted < one.people:
        raise refuse(
            "short",
            f"{one.people} people are on {listed(_signs(one))} and you counted {ask.counted}: "
            f"say missing={one.people - ask.counted}, or missing=0 when that is all of them.",
        )
    return ask.missing or 0


def _signs(one: Supervisor) -> list[str]:
    return [id.rpartition(".")[2] for id in one.units]


@rule.register
def answer(ask: AnswerRollCall, room: Room, actor: Actor, now: Header) -> Events:
    """A later answer replaces an earlier one; with the last good one it closes itself."""
    call = _open(ask.rollcall, room, actor)
    one = _for(ask, call, room, actor)
    missing = _missing(ask, one)
    said = RollCallAnswered(
        id=call.id,
        incident=call.incident,
        position=one.position,
        counted=ask.counted,
        missing=missing,
        text=ask.text,
    )
    after = said.onto(call, now)
    assert after, "it was there"
    was = next((c.missing for c in call.answers if c.position == one.position), 0)
    why = f": {ask.text}" if ask.text else ""
    if missing:
        units = f" ({listed(_signs(one))})" if one.units else ""
        text = f"{call.id} {call.incident}: {missing} missing of {_code(one.position)}{units}{why}"
        return [said, note(now, text, call.incident, Mark.URGENT)]
    if not after.unanswered and not after.missing:
        total = sum(c.counted for c in after.answers)
        text = f"{call.id} {call.incident}: all {total} accounted for{why}"
        closed = RollCallClosed(id=call.id, incident=call.incident, reason="all accounted for")
        return [said, closed, note(now, text, call.incident, Mark.MAJOR)]
    if was:
        text = f"{call.id} {call.incident}: all of {_code(one.position)} accounted for{why}"
        return [said, note(now, text, call.incident, Mark.MAJOR)]
    return [said]


@rule.register
def close(ask: CloseRollCall, room: Room, actor: Actor, now: Header) -> Events:
    """By hand, with a reason; the line says who had not answered and who was missing."""
    call = _open(ask.rollcall, room, actor)
    _must_be_there(room.all.incidents[call.incident], actor)
    left = [f"{_code(c.position)} {c.missing} missing" for c in call.missing]
    left += [f"{_code(s.position)} not answered" for s in call.unanswered]
    text = f"{call.id} {call.incident} closed: {ask.reason} ({listed(left)})"
    return [
        RollCallClosed(id=call.id, incident=call.incident, reason=ask.reason),
        note(now, text, call.incident, Mark.MAJOR),
    ]


@rule.register
def lapse(ask: LapseRollCall, room: Room, actor: Actor, now: Header) -> Events:
    """Said once, naming who has not answered; late where the hub was away."""
    call = room.all.rollcalls.get(ask.rollcall)
    if call is None or call.closed_at or call.overdue or not call.unanswered:
        raise unknown(ask.rollcall)
    if call.due > now.at:
        raise refuse("not-due", f"{call.id} is due at {call.due:%H:%M}Z.")
    who = listed([f"{_code(s.position)} {_holder(s, room)}" for s in call.unanswered], 12)
    text = f"{call.id} {call.incident} OVERDUE since {call.due:%H:%M}Z: no answer from {who}"
    return [
        RollCallOverdue(id=call.id, incident=call.incident),
        note(now, f"{text}{said_late(call.due, now)}", call.incident, Mark.URGENT),
    ]


# -- what follows --------------------------------------------------------------------------------


@follows.register
def incident_closed(event: IncidentClosed, room: Room, now: Header) -> Events:
    """Nobody is asked in a closed incident."""
    reason = f"{event.id} was closed"
    running = [one for one in _of(event.id, room) if one.closed_at is None]
    return [RollCallClosed(id=one.id, incident=event.id, reason=reason) for one in running]


@follows.register
def incident_archived(event: IncidentArchived, room: Room, now: Header) -> Events:
    """Its roll calls go off the board with it."""
    return [RollCallArchived(id=one.id, incident=event.id) for one in _of(event.id, room)]
