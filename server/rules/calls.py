"""Rules of calls: a dispatch system's rows, one by one, as they come."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.base import Header
from schemas.calls import (
    NUMBERS,
    ArchiveCall,
    AttachCall,
    Call,
    CallArchived,
    CallAttached,
    CallClosed,
    CallOpened,
    CallReopened,
    CallTimed,
    CallUnitsSet,
    DetachCall,
    ReportCall,
    Step,
)
from schemas.incidents import CALLS_MAX, CallsSet
from schemas.resources import Resource, ResourceAdded, ResourceReported, Status
from server.rules.base import Actor, Events, Room, refuse, rule
from server.rules.incidents import open_incident
from server.rules.resources import calls_follow

# The dispatch system's word for a unit's step, in the board's plain words.
SAYS: Mapping[Step, Status] = {
    Step.DISPATCHED: Status.DISPATCHED,
    Step.ENROUTE: Status.ENROUTE,
    Step.ON_SCENE: Status.ONSCENE,
    Step.TRANSPORTING: Status.TRANSPORTING,
    Step.AT_HOSPITAL: Status.HOSPITAL,
    Step.AVAILABLE: Status.AVAILABLE,
}


@rule.register
def report(ask: ReportCall, room: Room, actor: Actor, now: Header) -> Events:
    """The first row of an unknown call opens it; a unit is made at first sight."""
    if (ask.step in SAYS) != (ask.unit is not None):
        raise refuse(
            "unit", f"{ask.step} is a step of {'a unit' if ask.step in SAYS else 'a call'}."
        )
    number = f"{actor.agency}/{ask.number}"
    id = room.numbers.get(number)
    out: Events = []
    call: Call | None = room.all.calls[id] if id else _archived(number, room)
    if call is None:
        call, opened = _opened(ask, room, actor, now)
        out.append(opened)
    if ask.step in (Step.CALL_RECEIVED, Step.CALL_ENTERED):
        if not out or ask.step is Step.CALL_ENTERED:
            back: Events = [] if id or out else [CallReopened(id=call.id, archived=call)]
            out += [*back, CallTimed(id=call.id, step=ask.step)]
        return out
    return [*out, *_unit(ask, call, room, actor, now, on_board=id is not None)]


def _archived(number: str, room: Room) -> Call | None:
    opened = room.past(NUMBERS, number)
    found = room.past("calls", opened.id) if opened else None
    return found if isinstance(found, Call) else None


def _opened(ask: ReportCall, room: Room, actor: Actor, now: Header) -> tuple[Call, CallOpened]:
    opened = CallOpened(
        id=room.all.next_id("C"),
        number=ask.number,
        agency=actor.agency,
        call_type=ask.call_type or "call",
        address=ask.address,
        priority=ask.priority,
    )
    return opened.onto(None, now), opened


def _unit(
    ask: ReportCall, call: Call, room: Room, actor: Actor, now: Header, *, on_board: bool
) -> Events:
    owner = ask.agency or actor.agency
    if owner not in room.all.agencies:
        raise refuse("unknown-id", f"There is no agency {owner}: add it first.")
    if not actor.speaks(owner):
        raise refuse(
            "not-yours",
            f"This account does not speak for {owner}: add --speaks-for {owner} to it.",
            ask="an administrator",
        )
    id = f"{owner}.{ask.unit}"
    out: Events = []
    unit = room.all.resources.get(id)
    if unit is None:
        assert ask.unit is not None
        added = ResourceAdded(
            id=id, call_sign=ask.unit, owner=owner, resource_kind=ask.resource_kind or "unit"
        )
        out.append(added)
        unit = added.onto(None, now)
    said = ResourceReported(id=id, status=SAYS[ask.step], job=call.id)
    out.append(said)
    after = said.onto(unit, now)
    if ask.step is Step.AVAILABLE and not call.units and call.closed_at is None:
        out.append(CallClosed(id=call.id))  # the only unit it ever had here is available
    if on_board:
        return [*out, *calls_follow(room, [(unit, after)])]
    return [*out, *_comes_to(call, unit, after, room)]


def _comes_to(call: Call, was: Resource, now: Resource | None, room: Room) -> Events:
    """The unit's coming to a call that is not on the board yet, or no more."""
    if now is None or call.id not in now.jobs:
        return calls_follow(room, [(was, now)])
    back: Events = [CallReopened(id=call.id, archived=call)] if call.closed_at else []
    on = CallUnitsSet(id=call.id, units=(was.id,))
    return [*back, on, *calls_follow(room, [(was, now)])]


@rule.register
def attach(ask: AttachCall, room: Room, actor: Actor, now: Header) -> Events:
    """A call belongs to one incident."""
    call = room.see(room.all.calls, ask.call, actor)
    incident = open_incident(ask.incident, room, actor)
    if call.incident:
        raise refuse("attached", f"{call.id} belongs to {call.incident}: detach it first.")
    if len(incident.calls) >= CALLS_MAX:
        raise refuse("too-many", f"At most {CALLS_MAX} calls belong to one incident.")
    return [
        CallAttached(id=call.id, incident=incident.id),
        CallsSet(id=incident.id, calls=(*incident.calls, call.id)),
    ]


@rule.register
def detach(ask: DetachCall, room: Room, actor: Actor, now: Header) -> Events:
    """The call stands alone again."""
    call = room.see(room.all.calls, ask.call, actor)
    if call.incident is None:
        raise refuse("stands-alone", f"{call.id} belongs to no incident.")
    incident = room.all.incidents.get(call.incident)
    left: Events = []
    if incident:
        calls = tuple(id for id in incident.calls if id != call.id)
        left = [CallsSet(id=incident.id, calls=calls)]
    return [CallAttached(id=call.id), *left]


@rule.register
def archive(ask: ArchiveCall, room: Room, actor: Actor, now: Header) -> Events:
    """Closed for an hour; the log keeps it."""
    call = room.see(room.all.calls, ask.call, actor)
    if call.closed_at is None:
        raise refuse("open", f"{call.id} is open.")
    return [CallArchived(id=call.id)]
