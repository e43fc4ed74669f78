"""Rules of resources. Orders can be refused; reports of fact only for grant or unknown id."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.agencies import Grant
from schemas.base import Event, Header
from schemas.calls import UNITS_MAX, CallClosed, CallReopened, CallUnitsSet
from schemas.incidents import Incident
from schemas.journal import Mark
from schemas.resources import (
    WORKING,
    AddResource,
    AssignResources,
    CheckIn,
    ConflictResolved,
    ReleaseResources,
    ReportStatus,
    ResolveConflict,
    Resource,
    ResourceAdded,
    ResourceAssigned,
    ResourceCheckedIn,
    ResourceReleased,
    ResourceReported,
    State,
    Status,
    goes_out,
)
from server.rules.base import (
    Actor,
    Events,
    Refused,
    Room,
    follows,
    listed,
    note,
    refuse,
    rule,
    unknown,
)
from server.rules.incidents import is_incident, open_incident, who_commands

Moved = tuple[Resource, Resource | None]  # a unit before and after
_Arrival = tuple[Resource, Events]


def moves(now: Header, unit: Resource, event: Event[Resource]) -> Moved:
    """What the fold will make of a unit, looked at before it is done."""
    return unit, event.onto(unit, now)


def calls_follow(room: Room, moved: Iterable[Moved]) -> Events:
    """The calls that units came to and left: who is on them, and whether they close or reopen.

    A call closes when its last unit leaves it; a unit coming to a closed one reopens it.
    """
    units: dict[str, list[str]] = {}
    for was, now in moved:
        for job in dict.fromkeys((*was.jobs, *(now.jobs if now else ()))):
            if job not in room.all.calls:
                continue
            on = units.setdefault(job, list(room.all.calls[job].units))
            here = now is not None and job in now.jobs
            if here and was.id not in on and len(on) < UNITS_MAX:
                on.append(was.id)
            elif not here and was.id in on:
                on.remove(was.id)
    out: Events = []
    for id, on in units.items():
        call = room.all.calls[id]
        if tuple(on) == call.units:
            continue
        out.append(CallUnitsSet(id=id, units=tuple(on)))
        if not on and call.closed_at is None:
            out.append(CallClosed(id=id))
        elif on and call.closed_at is not None:
            out.append(CallReopened(id=id))
    return out


def job_there(job: str, room: Room, actor: Actor) -> None:
    """The job is one the actor can see."""
    if job.startswith("INC-"):
        room.see(room.all.incidents, job, actor)
    else:
        room.see(room.all.calls, job, actor)


def not_yours(unit: Resource, because: str, ask: str) -> Refused:
    """Somebody else's unit: kept as an entry for the asker's agency and the reviewers."""
    return refuse("not-yours", because, ask=ask, touched=unit.touched, record=True)


@rule.register
def add(ask: AddResource, room: Room, actor: Actor, now: Header) -> Events:
    """Units of one's own agency; a coordinator adds them for any."""
    owner = room.see(room.all.agencies, ask.agency or actor.agency, actor).id
    if not (actor.speaks(owner) or actor.is_(Grant.COORDINATOR)):
        raise refuse("not-yours", f"Only the people of {owner} add its units.", ask=owner)
    id = f"{owner}.{ask.call_sign}"
    if id in room.all.resources:
        raise refuse("taken", f"{owner} has a unit {ask.call_sign} already.")
    return [
        ResourceAdded(
            id=id,
            call_sign=ask.call_sign,
            owner=owner,
            resource_kind=ask.resource_kind,
            resource_type=ask.resource_type,
            personnel=ask.personnel,
        )
    ]


def _arriving(id: str, ask: CheckIn, room: Room, actor: Actor, now: Header) -> _Arrival:
    """The unit that checks in, and what makes it known when it is a new one of one's own agency."""
    own = id if "." in id else f"{actor.agency}.{id}"
    there = id if id in room.all.resources else own
    if there in room.all.resources:
        return room.see(room.all.resources, there, actor), []
    owner, _, sign = own.rpartition(".")
    if not actor.speaks(owner) or owner not in room.all.agencies:
        raise unknown(id)
    if ask.resource_kind is None:
        said = f"checkin {sign} {ask.incident} kind=engine people=4"
        raise refuse(
            "unknown-id", f"{owner} has no unit {sign}; kind= makes it a new one, as in {said}."
        )
    added = ResourceAdded(id=own, call_sign=sign, owner=owner, resource_kind=ask.resource_kind)
    return added.onto(None, now), [added]


def _was_sent(unit: Resource, incident: Incident) -> bool:
    """Whether somebody sent it to this incident or to one of its calls since it was last released.

    What it says of itself (en route) is no order; what dispatch says of a call is.
    """
    for step in reversed(unit.history):
        if step.only and step.status is Status.IN_SERVICE:
            return False
        ordered = step.status in (Status.ASSIGNED, Status.DISPATCHED)
        if step.job in incident.calls or (step.job == incident.id and ordered):
            return True
    return False


@rule.register
def check_in(ask: CheckIn, room: Room, actor: Actor, now: Header) -> Events:
    """From now on the incident assigns it. A unit counts once: on one incident at a time.

    Open to every agency for its own units, known or not: who comes without being sent is counted
    too, and marked as self-deployed.
    """
    incident = open_incident(ask.incident, room, actor)
    out: Events = []
    moved: list[Moved] = []
    by_themselves: list[str] = []
    for id in dict.fromkeys(ask.resources):
        unit, added = _arriving(id, ask, room, actor, now)
        if unit.under not in (None, incident.id):
            raise refuse(
                "checked-in-elsewhere",
                f"{unit.call_sign} is checked in on {unit.under}; release it there first.",
                ask=unit.under,
                touched=unit.touched,
            )
        unsent = not ask.order and actor.speaks(unit.owner) and not _was_sent(unit, incident)
        alone = unit.self_deployed if unit.under else unsent
        if alone and not unit.under:
            by_themselves.append(unit.call_sign)
        arrived = ResourceCheckedIn(
            id=unit.id,
            under=incident.id,
            personnel=ask.personnel,
            place=ask.place,
            order=ask.order,
            self_deployed=alone and not ask.order,
        )
        out += [*added, arrived]
        moved.append(moves(now, unit, arrived))
    told: Events = []
    if by_themselves:
        text = f"{listed(by_themselves)} came to {incident.id} self-deployed, without an order"
        told = [note(now, text, incident.id)]
    return [*out, *calls_follow(room, moved), *told]


@rule.register
def report(ask: ReportStatus, room: Room, actor: Actor, now: Header) -> Events:
    """A report of fact: refused for an unknown id only, never for the unit's state."""
    unit = room.see(room.all.resources, ask.resource, actor)
    if ask.job:
        job_there(ask.job, room, actor)
    fields = ("status", "job", "eta", "etr", "note")
    said = ResourceReported(id=unit.id, **{name: getattr(ask, name) for name in fields})
    return [said, *calls_follow(room, [moves(now, unit, said)])]


@follows.register
def went_out(event: ResourceReported, room: Room, now: Header) -> Events:
    """Whoever counts on a unit that goes out of service on its job reads it in the log."""
    unit = room.all.resources.get(event.id)
    job = (unit.under or unit.job) if unit else None
    if unit is None or job is None or not goes_out(unit, event.onto(unit, now)):
        return []
    call = room.all.calls.get(job)
    text = f"{unit.call_sign} of {unit.owner.upper()} is out of service ({event.said})"
    about = call.incident if call else job
    return [note(now, text, about, Mark.MAJOR, then=f", it was on {job}")]


def _may_assign(unit: Resource, room: Room, actor: Actor) -> Incident | None:
    """Before check-in the owner's people, after it the incident's. Gives the incident if so."""
    if unit.under is None:
        if actor.speaks(unit.owner):
            return None
        raise not_yours(
            unit,
            f"{unit.call_sign} belongs to {_called(unit.owner, room)}; "
            "before check-in only its people assign it.",
            ask=unit.owner,
        )
    incident = room.all.incidents[unit.under]
    if is_incident(actor, incident):
        return incident
    recall = " As its owner you may release (recall) it." if actor.speaks(unit.owner) else ""
    raise not_yours(
        unit,
        f"{unit.call_sign} of {_called(unit.owner, room)} is checked in on {incident.id}, "
        f"where {who_commands(incident)} assigns it.{recall}",
        ask=listed(incident.command) or unit.owner,
    )


def _called(agency: str, room: Room) -> str:
    """``FIRE (San Francisco Fire)``."""
    found = room.all.agencies.get(agency)
    return f"{agency.upper()} ({found.name})" if found else agency.upper()


def _can_go(unit: Resource, ask: AssignResources, room: Room, under: Incident | None) -> None:
    """An order is refused for a unit out of service, on another job, or there already."""
    job, since = ask.job, f"{unit.since:%H:%M}Z"
    if unit.state is State.OUT:
        raise refuse(
            "out-of-service",
            f"{unit.call_sign} is out of service ({unit.status}) since {since}.",
            ask=unit.owner,
            touched=unit.touched,
        )
    other = next((have for have in unit.jobs if have != job), None)
    if other:
        raise refuse(
            "already-on",
            f"{unit.call_sign} is on {other} ({unit.status}) since {since}; release it first.",
            ask=unit.touched.by,
            touched=unit.touched,
        )
    there = unit.job == job and not unit.conflict and not unit.recalled
    if there and unit.assignment == ask.assignment:
        raise refuse(
            "already-there",
            f"{unit.call_sign} is on {job} already ({unit.status} since {since}).",
            touched=unit.touched,
        )
    mine = under is None or job == under.id or job in under.calls
    if not mine:
        raise refuse(
            "checked-in-elsewhere",
            f"{unit.call_sign} is checked in on {unit.under}; release it there first.",
            ask=unit.under,
            touched=unit.touched,
        )


@rule.register
def assign(ask: AssignResources, room: Room, actor: Actor, now: Header) -> Events:
    """All the units or none of them."""
    if ask.job.startswith("INC-"):
        open_incident(ask.job, room, actor)
    else:
        room.see(room.all.calls, ask.job, actor)
    out: Events = []
    moved: list[Moved] = []
    for id in dict.fromkeys(ask.resources):
        unit = room.see(room.all.resources, id, actor)
        under = _may_assign(unit, room, actor)
        _can_go(unit, ask, room, under)
        sent = ResourceAssigned(id=id, job=ask.job, assignment=ask.assignment)
        out.append(sent)
        moved.append(moves(now, unit, sent))
    return [*out, *calls_follow(room, moved)]


@rule.register
def release(ask: ReleaseResources, room: Room, actor: Actor, now: Header) -> Events:
    """By the incident; or by the owner, and then everybody reads that it is a recall."""
    out: Events = []
    moved: list[Moved] = []
    recalled: list[str] = []
    for id in dict.fromkeys(ask.resources):
        unit = room.see(room.all.resources, id, actor)
        job = unit.under or unit.job
        if job is None:
            raise refuse("not-assigned", f"{unit.call_sign} is with its owner already.")
        incident = room.all.incidents.get(job)
        theirs = incident is not None and is_incident(actor, incident)
        if not (theirs or actor.speaks(unit.owner)):
            raise not_yours(
                unit,
                f"{unit.call_sign} of {_called(unit.owner, room)} is on {job}; "
                "the incident's people release it, or its owner recalls it.",
                ask=unit.owner,
            )
        recall = unit.under is not None and not theirs
        if recall:
            recalled.append(f"{unit.call_sign} from {job}")
        gone = ResourceReleased(id=id, job=job, recalled=recall)
        out.append(gone)
        moved.append(moves(now, unit, gone))
    told: Events = []
    if recalled:
        text = f"{actor.agency.upper()} recalls {', '.join(recalled)}"
        told = [note(now, text[:500], mark=Mark.MAJOR)]
    return [*out, *calls_follow(room, moved), *told]


@rule.register
def resolve(ask: ResolveConflict, room: Room, actor: Actor, now: Header) -> Events:
    """Which of the jobs that claim it is the real one."""
    unit = room.see(room.all.resources, ask.resource, actor)
    if not unit.conflict:
        raise refuse("no-conflict", f"Nothing disagrees about {unit.call_sign}.")
    if ask.job not in unit.conflict:
        raise refuse(
            "not-a-claim",
            f"{unit.call_sign} is claimed by {' and '.join(unit.conflict)}: say one of these.",
        )
    last = [s.status for s in unit.history if s.job == ask.job and s.status in WORKING]
    status = last[-1] if last else Status.ASSIGNED
    really = ConflictResolved(id=unit.id, job=ask.job, status=status)
    return [really, *calls_follow(room, [moves(now, unit, really)])]
