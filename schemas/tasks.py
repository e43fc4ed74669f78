"""What is to be done, by whom, by when. Records: Objective (O-1, ICS 202), Task (T-3).

A task belongs to a post or an agency and never to a person: whoever holds the post has it. While
nobody does, it is with the next over it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import (
    ROOM,
    By,
    Called,
    Command,
    Event,
    Header,
    Here,
    Instant,
    ObjectiveId,
    OwnerId,
    Party,
    Readers,
    Record,
    RoomId,
    Schema,
    TaskId,
    When,
)
from schemas.roles import incident_of
from schemas.text import Line

KEPT = timedelta(hours=12)  # how long what is done or cancelled stays on the board
OBJECTIVES_MAX = 32  # open ones of one room
TASKS_MAX = 200  # open ones of one room
ENDED_MAX = 200  # of one room on the board, of each sort

Due = Annotated[Instant, When("future"), Called("time it is due")]
In = Annotated[RoomId, Here(ROOM)]
Whose = Annotated[OwnerId, Called("post or agency")]
Measure = Annotated[Line, Called("sign that it is achieved")]
PeriodNumber = Annotated[int, Field(ge=1, le=9_999)]


class End(StrEnum):
    """How something to be done came to its end."""

    DONE = "done"
    CANCELLED = "cancelled"


class Ended(Schema):
    """How it came to its end: the outcome or the reason."""

    how: End
    text: Line
    at: Instant
    by: By


class Blocked(Schema):
    """What a task waits on before anybody can go on with it."""

    reason: Line
    at: Instant
    by: By


class Work(Record):
    """Something to be done in a room."""

    room: RoomId
    text: Line
    by: By  # who set it
    at: Instant
    due: Instant | None = None
    overdue: bool = False  # said once
    ended: Ended | None = None

    @property
    def name(self) -> str:
        """What is to be done, for people choosing one."""
        return f"{self.text}, {self.ended.how}" if self.ended else self.text

    def next_look(self) -> datetime | None:
        """When it is overdue and nobody has said so yet; ended, when it leaves the board."""
        if self.ended:
            return self.ended.at + KEPT
        return None if self.overdue else self.due


class Objective(Work):
    """What a room wants to achieve in this operational period."""

    owner: Party
    measure: Line | None = None  # by what one sees that it is achieved
    period: PeriodNumber | None = None

    def deadline(self) -> tuple[datetime, Command] | None:
        """Not achieved in time, it is said once."""
        look = self.next_look()
        return (look, LapseObjective(objective=self.id)) if look else None


class Task(Work):
    """A piece of work for a post or an agency."""

    to: Party
    objective: ObjectiveId | None = None
    blocked: Blocked | None = None

    def deadline(self) -> tuple[datetime, Command] | None:
        """Not done in time, it is said once."""
        look = self.next_look()
        return (look, LapseTask(task=self.id)) if look else None


# -- events --------------------------------------------------------------------------------------


class _OfObjective(Event[Objective]):
    shelf: ClassVar[str] = "objectives"
    id: ObjectiveId
    room: RoomId

    def about(self) -> str | None:
        """The incident it is in."""
        return incident_of(self.room)


class ObjectiveSet(_OfObjective):
    """A room wants to achieve this."""

    creates: ClassVar[bool] = True
    kind: Literal["objective_set"] = "objective_set"
    owner: Party
    text: Line
    measure: Line | None = None
    due: Instant | None = None
    period: PeriodNumber | None = None

    def onto(self, was: Objective | None, entry: Header) -> Objective:
        """An open objective."""
        return Objective.unchecked(
            id=self.id,
            room=self.room,
            owner=self.owner,
            text=self.text,
            measure=self.measure,
            due=self.due,
            period=self.period,
            by=entry.by,
            at=entry.when,
        )


class ObjectiveOverdue(_OfObjective):
    """It was not achieved when it was due."""

    kind: Literal["objective_overdue"] = "objective_overdue"

    def onto(self, was: Objective | None, entry: Header) -> Objective | None:
        """Said once."""
        return was and was.but(overdue=True)


class ObjectiveEnded(_OfObjective):
    """It is achieved, or no longer wanted."""

    kind: Literal["objective_ended"] = "objective_ended"
    how: End
    text: Line

    def onto(self, was: Objective | None, entry: Header) -> Objective | None:
        """With its outcome or the reason."""
        return was and was.but(ended=_ended(self.how, self.text, entry))


class ObjectiveArchived(_OfObjective):
    """An ended one went off the board, not out of the log."""

    kind: Literal["objective_archived"] = "objective_archived"

    def onto(self, was: Objective | None, entry: Header) -> None:
        """Off the board."""
        return


class _OfTask(Event[Task]):
    shelf: ClassVar[str] = "tasks"
    id: TaskId
    room: RoomId

    def about(self) -> str | None:
        """The incident it is in."""
        return incident_of(self.room)


class TaskGiven(_OfTask):
    """A post or an agency has this to do."""

    creates: ClassVar[bool] = True
    kind: Literal["task_given"] = "task_given"
    to: Party
    text: Line
    due: Instant | None = None
    objective: ObjectiveId | None = None

    def onto(self, was: Task | None, entry: Header) -> Task:
        """An open task."""
        return Task.unchecked(
            id=self.id,
            room=self.room,
            to=self.to,
            text=self.text,
            due=self.due,
            objective=self.objective,
            by=entry.by,
            at=entry.when,
        )


class TaskBlocked(_OfTask):
    """Nobody can go on with it before something else happens."""

    kind: Literal["task_blocked"] = "task_blocked"
    reason: Line

    def onto(self, was: Task | None, entry: Header) -> Task | None:
        """Blocked, on what and since when."""
        blocked = Blocked.unchecked(reason=self.reason, at=entry.when, by=entry.by)
        return was and was.but(blocked=blocked)


class TaskUnblocked(_OfTask):
    """It goes on."""

    kind: Literal["task_unblocked"] = "task_unblocked"

    def onto(self, was: Task | None, entry: Header) -> Task | None:
        """No longer blocked."""
        return was and was.but(blocked=None)


class TaskOverdue(_OfTask):
    """It was not done when it was due."""

    kind: Literal["task_overdue"] = "task_overdue"

    def onto(self, was: Task | None, entry: Header) -> Task | None:
        """Said once."""
        return was and was.but(overdue=True)


class TaskEnded(_OfTask):
    """It is done, or no longer wanted."""

    kind: Literal["task_ended"] = "task_ended"
    how: End
    text: Line

    def onto(self, was: Task | None, entry: Header) -> Task | None:
        """With its outcome or the reason; nothing blocks it any more."""
        return was and was.but(ended=_ended(self.how, self.text, entry), blocked=None)


class TaskArchived(_OfTask):
    """An ended one went off the board, not out of the log."""

    kind: Literal["task_archived"] = "task_archived"

    def onto(self, was: Task | None, entry: Header) -> None:
        """Off the board."""
        return


def _ended(how: End, text: str, entry: Header) -> Ended:
    return Ended.unchecked(how=how, text=text, at=entry.when, by=entry.by)


# -- commands ------------------------------------------------------------------------------------


class SetObjective(Command):
    """Say what an incident or a center wants to achieve, by when and how one sees it."""

    grant = "tasks.objective"
    usage = "objective [in={room}] [due={due}] [measure={measure}] {text...}"
    says = "{room} wants to achieve[, by {due}][, seen by {measure}]: {text}"
    example = 'objective in=INC-1 due=1800 measure="nobody inside 200 m" Evacuate Oak St'
    makes = "O"
    kind: Literal["set_objective"] = "set_objective"
    room: In = "EOC"
    due: Due | None = None
    measure: Measure | None = None
    text: Line


class FinishObjective(Command):
    """Say that an objective is achieved, and what came of it."""

    grant = "tasks.objective"
    usage = "done {objective} {outcome...}"
    says = "{objective} is achieved: {outcome}"
    example = "done O-1 Nobody is inside 200 m any more"
    shelf_life_s = 600
    kind: Literal["finish_objective"] = "finish_objective"
    objective: ObjectiveId
    outcome: Line


class CancelObjective(Command):
    """Give an objective up, and say why."""

    grant = "tasks.objective"
    usage = "cancel {objective} {reason...}"
    says = "give {objective} up: {reason}"
    example = "cancel O-1 The wind has turned"
    kind: Literal["cancel_objective"] = "cancel_objective"
    objective: ObjectiveId
    reason: Line


class GiveTask(Command):
    """Give a post or an agency something to do, by when and for which objective."""

    grant = "tasks.give"
    usage = "task {to} [due={due}] [for={objective}] [in={room}] [only={only+}] {text...}"
    says = (
        "task for {to}[ in {room}][, by {due}][, for {objective}]"
        "[, for {only} and your own only]: {text}"
    )
    example = "task @INC-1/IC due=20m for=O-1 Walk the school with a thermal camera"
    makes = "T"
    kind: Literal["give_task"] = "give_task"
    to: Whose
    due: Due | None = None
    objective: ObjectiveId | None = None
    room: In | None = None
    only: Readers | None = None
    text: Line


class FinishTask(Command):
    """Say that a task is done, and what came of it."""

    grant = "tasks.report"
    usage = "done {task} {outcome...}"
    says = "{task} is done: {outcome}"
    example = "done T-1 40 cots are at Lincoln"
    shelf_life_s = 600
    kind: Literal["finish_task"] = "finish_task"
    task: TaskId
    outcome: Line


class BlockTask(Command):
    """Say what a task waits on; it stays open."""

    grant = "tasks.report"
    usage = "block {task} {reason...}"
    says = "{task} is blocked: {reason}"
    example = "block T-1 No truck until 1500"
    shelf_life_s = 600
    kind: Literal["block_task"] = "block_task"
    task: TaskId
    reason: Line


class UnblockTask(Command):
    """Say that a blocked task goes on."""

    grant = "tasks.report"
    usage = "unblock {task}"
    says = "{task} is blocked no longer"
    example = "unblock T-2"
    shelf_life_s = 600
    kind: Literal["unblock_task"] = "unblock_task"
    task: TaskId


class CancelTask(Command):
    """Take a task back, and say why."""

    grant = "tasks.give"
    usage = "cancel {task} {reason...}"
    says = "take {task} back: {reason}"
    example = "cancel T-1 The county sends cots"
    kind: Literal["cancel_task"] = "cancel_task"
    task: TaskId
    reason: Line


class LapseObjective(Command):
    """An objective is overdue, or ended long ago; the clock asks it."""

    grant = "tasks.lapse"
    usage = "lapse {objective}"
    says = "the time of {objective} has come"
    example = "lapse O-1"
    kind: Literal["lapse_objective"] = "lapse_objective"
    objective: ObjectiveId


class LapseTask(Command):
    """A task is overdue, or ended long ago; the clock asks it."""

    grant = "tasks.lapse"
    usage = "lapse {task}"
    says = "the time of {task} has come"
    example = "lapse T-1"
    kind: Literal["lapse_task"] = "lapse_task"
    task: TaskId
