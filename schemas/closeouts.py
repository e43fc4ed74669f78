"""What a closed incident leaves to be ended, part by part. Record: Closeout (INC-1).

One entry holds 255 facts and an incident may have more open than that. So its close says that all
of it ends, and the clock ends as many at a time as fit.
"""

from datetime import datetime
from typing import ClassVar, Literal

from schemas.base import Command, Event, Header, IncidentId, Instant, Record
from schemas.text import Line


class Closeout(Record):
    """The open work of a closed incident, on its way to being ended. Its id is the incident's."""

    reason: Line
    at: Instant  # when the next part is due

    def deadline(self) -> tuple[datetime, Command] | None:
        """At once."""
        return self.at, CloseOut(incident=self.id)


class _OfCloseout(Event[Closeout]):
    shelf: ClassVar[str] = "closeouts"
    id: IncidentId

    def about(self) -> str | None:
        """The incident."""
        return self.id


class CloseoutBegun(_OfCloseout):
    """Something is open still and ends with the incident."""

    kind: Literal["closeout_begun"] = "closeout_begun"
    reason: Line

    def onto(self, was: Closeout | None, entry: Header) -> Closeout:
        """The next part is due."""
        return Closeout.unchecked(id=self.id, reason=self.reason, at=entry.at)


class CloseoutDone(_OfCloseout):
    """Nothing is open any more."""

    kind: Literal["closeout_done"] = "closeout_done"

    def onto(self, was: Closeout | None, entry: Header) -> None:
        """Off the board."""
        return


class CloseOut(Command):
    """End the next part of what a closed incident left open; the clock asks it."""

    grant = "closeouts.end"
    usage = "closeout {incident}"
    says = "end what {incident} left open"
    example = "closeout INC-5"
    kind: Literal["close_out"] = "close_out"
    incident: IncidentId
