"""What is withheld: how many open things of a room are for some alone, where that is told.

Record: Withheld (its id is the room's). Where a room has none nobody else learns that there is
anything; where it has one, everybody here sees how many there are, and nothing else of them.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Command, Event, Header, Record, RoomId
from schemas.circles import PARTNERS
from schemas.messages import Message
from schemas.requests import Request
from schemas.roles import incident_of
from schemas.tasks import Task

Count = Annotated[int, Field(ge=0, le=99_999)]
COUNTED = ("requests", "messages", "tasks")  # shelves


class Withheld(Record):
    """How many open requests, messages and tasks of a room are for some alone."""

    requests: Count = 0
    messages: Count = 0
    tasks: Count = 0


def room_of_some(record: Record | None) -> str | None:
    """The room a record counts in: an open one that is for some alone. None for any other."""
    if record is None or PARTNERS in record.audience:
        return None
    if isinstance(record, Message):
        return record.incident if record.waiting else None
    if isinstance(record, Request):
        return None if record.end else record.room
    return record.room if isinstance(record, Task) and not record.ended else None


# -- events --------------------------------------------------------------------------------------


class _OfWithheld(Event[Withheld]):
    shelf: ClassVar[str] = "withheld"
    id: RoomId

    def about(self) -> str | None:
        """The incident, when it is one."""
        return incident_of(self.id)


class WithheldCounted(_OfWithheld):
    """There are so many from now on."""

    kind: Literal["withheld_counted"] = "withheld_counted"
    requests: Count = 0
    messages: Count = 0
    tasks: Count = 0

    def onto(self, was: Withheld | None, entry: Header) -> Withheld:
        """As counted."""
        return Withheld.unchecked(
            id=self.id, requests=self.requests, messages=self.messages, tasks=self.tasks
        )


class WithheldHidden(_OfWithheld):
    """Nobody is told any more how many there are."""

    kind: Literal["withheld_hidden"] = "withheld_hidden"

    def onto(self, was: Withheld | None, entry: Header) -> None:
        """Off the boards."""
        return


# -- command -------------------------------------------------------------------------------------


class Tell(StrEnum):
    """Whether it is told."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class TellWithheld(Command):
    """Whether everybody is told how many open things of a room are for some alone."""

    grant = "sharing.count"
    usage = "withheld {room} {tell}"
    says = "how many open things of {room} are for some alone is {tell} to everybody"
    example = "withheld INC-1 shown"
    kind: Literal["tell_withheld"] = "tell_withheld"
    room: RoomId
    tell: Tell
