"""Rules of objectives: a room's own people set and end them."""

from __future__ import annotations

from schemas.base import Header
from schemas.journal import Mark
from schemas.tasks import (
    OBJECTIVES_MAX,
    CancelObjective,
    End,
    FinishObjective,
    LapseObjective,
    Objective,
    ObjectiveArchived,
    ObjectiveEnded,
    ObjectiveOverdue,
    ObjectiveSet,
    SetObjective,
)
from server.rules.base import Actor, Events, Room, rule, unknown
from server.rules.closeouts import ends
from server.rules.tasks.rooms import (
    full,
    in_future,
    must_be_due,
    must_work_in,
    not_ended,
    oldest_ended,
    overdue,
    told,
)


def _open(where: str, room: Room) -> list[Objective]:
    return [o for o in room.all.objectives.values() if o.room == where and not o.ended]


@rule.register
def set_(ask: SetObjective, room: Room, actor: Actor, now: Header) -> Events:
    """The owner is the post that speaks, where it is one of the room, else the agency."""
    incident = must_work_in(ask.room, room, actor)
    in_future(ask.due, now)
    full(len(_open(ask.room, room)), OBJECTIVES_MAX, "objectives", ask.room)
    center = room.all.centers.get(incident.center if incident else ask.room)
    post = actor.position or ""
    made = ObjectiveSet(
        id=room.all.next_id("O"),
        room=ask.room,
        owner=post if post.startswith(f"{ask.room}/") else actor.agency,
        text=ask.text,
        measure=ask.measure,
        due=ask.due,
        period=center.period.number if center and center.period else None,
    )
    by = f", by {ask.due:%H:%M}Z" if ask.due else ""
    text = f"{made.id} objective of {ask.room}{by}, {made.owner}: {ask.text}"
    return [made, told(now, text, ask.room, Mark.MAJOR)]


def _end(id: str, how: End, text: str, room: Room, actor: Actor, now: Header) -> Events:
    found = room.see(room.all.objectives, id, actor)
    not_ended(found)
    must_work_in(found.room, room, actor)
    gone = oldest_ended(room.all.objectives.values(), found.room)
    return [
        ObjectiveEnded(id=id, room=found.room, how=how, text=text),
        *(ObjectiveArchived(id=old, room=found.room) for old in gone),
        told(now, f"{id} {found.text}: {how}: {text}", found.room, Mark.MAJOR),
    ]


@rule.register
def finish(ask: FinishObjective, room: Room, actor: Actor, now: Header) -> Events:
    """Achieved, with what came of it."""
    return _end(ask.objective, End.DONE, ask.outcome, room, actor, now)


@rule.register
def cancel(ask: CancelObjective, room: Room, actor: Actor, now: Header) -> Events:
    """Given up, with the reason."""
    return _end(ask.objective, End.CANCELLED, ask.reason, room, actor, now)


@rule.register
def lapse(ask: LapseObjective, room: Room, actor: Actor, now: Header) -> Events:
    """Said once when it is overdue; off the board when it ended long ago."""
    found = room.all.objectives.get(ask.objective)
    if found is None:
        raise unknown(ask.objective)
    must_be_due(found.id, found.next_look(), now)
    if found.ended or found.due is None:
        return [ObjectiveArchived(id=found.id, room=found.room)]
    text = overdue(found, found.due, room.named(found.owner), now)
    return [
        ObjectiveOverdue(id=found.id, room=found.room),
        told(now, text, found.room, Mark.MAJOR),
    ]


@ends
def objectives_end(incident: str, reason: str, room: Room) -> Events:
    """An objective of a closed incident is given up."""
    return [
        ObjectiveEnded(id=o.id, room=incident, how=End.CANCELLED, text=reason)
        for o in _open(incident, room)
    ]
