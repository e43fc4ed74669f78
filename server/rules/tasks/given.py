"""Rules of tasks: who gives one to whom, who says how it goes, and what is said when it is late."""

from __future__ import annotations

from schemas.base import Header, is_post
from schemas.centers import EOC
from schemas.incidents import Incident
from schemas.journal import Mark
from schemas.roles import incident_of
from schemas.tasks import (
    TASKS_MAX,
    BlockTask,
    CancelTask,
    End,
    FinishTask,
    GiveTask,
    LapseTask,
    Objective,
    Task,
    TaskArchived,
    TaskBlocked,
    TaskEnded,
    TaskGiven,
    TaskOverdue,
    TaskUnblocked,
    UnblockTask,
)
from server.rules.base import Actor, Events, Refused, Room, refuse, rule, unknown
from server.rules.closeouts import ends
from server.rules.incidents import open_incident
from server.rules.sharing.changing import must_read, only_for
from server.rules.tasks.rooms import (
    full,
    has_it,
    in_future,
    must_be_due,
    must_be_there,
    must_work_in,
    not_ended,
    oldest_ended,
    overdue,
    set_it,
    told,
    works_in,
)


def _open(where: str, room: Room) -> list[Task]:
    return [t for t in room.all.tasks.values() if t.room == where and not t.ended]


def _objective(id: str, room: Room, actor: Actor) -> Objective:
    found = room.see(room.all.objectives, id, actor)
    not_ended(found)
    return found


def _room_of(ask: GiveTask, objective: Objective | None) -> str:
    """Where it belongs: as said, else to its objective, else to the room of its post."""
    if objective and ask.room not in (None, objective.room):
        raise refuse(
            "other-room",
            f"{objective.id} is an objective of {objective.room}, not of {ask.room}: say "
            f"in={objective.room}, or leave for= out.",
        )
    if objective:
        return objective.room
    own = ask.to.partition("/")[0] if is_post(ask.to) else EOC
    return ask.room or own


def _may_give(to: str, where: str, room: Room, actor: Actor) -> None:
    """A post is told by those of its own room; an agency by those of the room it works for."""
    place = to.partition("/")[0] if is_post(to) else where
    incident = must_work_in(place, room, actor)
    if place != where and incident_of(where):
        open_incident(where, room, actor)
    if incident and not is_post(to):
        _takes_part(to, incident)


def _takes_part(agency: str, incident: Incident) -> None:
    if agency not in incident.agencies:
        raise refuse(
            "not-there",
            f"{agency} does not take part in {incident.id}: join {incident.id} comes first.",
            ask=agency,
        )


@rule.register
def give(ask: GiveTask, room: Room, actor: Actor, now: Header) -> Events:
    """To a post that is there, or an agency that takes part."""
    objective = _objective(ask.objective, room, actor) if ask.objective else None
    must_be_there(ask.to, room, actor)
    where = _room_of(ask, objective)
    _may_give(ask.to, where, room, actor)
    readers = only_for(ask.only, room, actor)
    must_read([ask.to], readers, room)
    in_future(ask.due, now)
    full(len(_open(where, room)), TASKS_MAX, "tasks", where)
    made = TaskGiven(
        id=room.all.next_id("T"),
        room=where,
        to=ask.to,
        text=ask.text,
        due=ask.due,
        objective=ask.objective,
        audience=readers,
    )
    by = f", by {ask.due:%H:%M}Z" if ask.due else ""
    aim = f" for {objective.id}" if objective else ""
    return [
        made,
        told(now, f"{made.id} task{aim}, {room.named(ask.to)}{by}: {ask.text}", where),
    ]


# -- how it goes ---------------------------------------------------------------------------------


def _mine(id: str, room: Room, actor: Actor) -> Task:
    """An open task that the actor has, or gave."""
    found = room.see(room.all.tasks, id, actor)
    not_ended(found)
    if not (has_it(found.to, room, actor) or set_it(found.by, actor)):
        raise _not_yours(found, room, "say how it goes")
    return found


def _not_yours(task: Task, room: Room, what: str) -> Refused:
    because = f"{task.id} is a task of {room.named(task.to)}, set by {task.by.person}: they"
    return refuse("not-yours", f"{because} {what}.", ask=task.by.person)


def _ended(task: Task, how: End, text: str, room: Room, now: Header) -> Events:
    gone = oldest_ended(room.all.tasks.values(), task.room)
    return [
        TaskEnded(id=task.id, room=task.room, how=how, text=text),
        *(TaskArchived(id=old, room=task.room) for old in gone),
        told(now, f"{task.id} {task.to} {task.text}: {how}: {text}", task.room),
    ]


@rule.register
def finish(ask: FinishTask, room: Room, actor: Actor, now: Header) -> Events:
    """By who has it or who gave it."""
    return _ended(_mine(ask.task, room, actor), End.DONE, ask.outcome, room, now)


@rule.register
def cancel(ask: CancelTask, room: Room, actor: Actor, now: Header) -> Events:
    """By who gave it, or who says what is done in its room."""
    task = room.see(room.all.tasks, ask.task, actor)
    not_ended(task)
    if not (set_it(task.by, actor) or works_in(task.room, room, actor)):
        raise _not_yours(task, room, f"are told by {task.room} that it is not wanted any more")
    return _ended(task, End.CANCELLED, ask.reason, room, now)


@rule.register
def block(ask: BlockTask, room: Room, actor: Actor, now: Header) -> Events:
    """It waits on something; said anew, on something else."""
    task = _mine(ask.task, room, actor)
    text = f"{task.id} {task.to} {task.text}: BLOCKED: {ask.reason}"
    return [
        TaskBlocked(id=task.id, room=task.room, reason=ask.reason),
        told(now, text, task.room, Mark.MAJOR),
    ]


@rule.register
def unblock(ask: UnblockTask, room: Room, actor: Actor, now: Header) -> Events:
    """It goes on."""
    task = _mine(ask.task, room, actor)
    if task.blocked is None:
        raise refuse("not-blocked", f"{task.id} is not blocked.", touched=task.touched)
    text = f"{task.id} {task.to} {task.text}: goes on (was blocked: {task.blocked.reason})"
    return [TaskUnblocked(id=task.id, room=task.room), told(now, text, task.room)]


@rule.register
def lapse(ask: LapseTask, room: Room, actor: Actor, now: Header) -> Events:
    """Said once, to who has it now and who gave it; off the board when it ended long ago."""
    task = room.all.tasks.get(ask.task)
    if task is None:
        raise unknown(ask.task)
    must_be_due(task.id, task.next_look(), now)
    if task.ended or task.due is None:
        return [TaskArchived(id=task.id, room=task.room)]
    who = f"{room.named(task.to)}, set by {task.by.person}"
    return [
        TaskOverdue(id=task.id, room=task.room),
        told(now, overdue(task, task.due, who, now), task.room, Mark.MAJOR),
    ]


@ends
def tasks_end(incident: str, reason: str, room: Room) -> Events:
    """A task of a closed incident is not wanted any more."""
    return [
        TaskEnded(id=t.id, room=incident, how=End.CANCELLED, text=reason)
        for t in _open(incident, room)
    ]
