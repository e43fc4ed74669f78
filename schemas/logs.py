"""The log about itself: who opened it, under which key, real or exercise. Record: Log (log)."""

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from schemas.base import Event, Header, Instant, Record
from schemas.circles import FOR_EVERYONE, Audience
from schemas.text import Line, Name

LOG = "log"  # the id of the only record on this shelf

Hex16 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Log(Record):
    """The identity of this log; exercise or real is fixed in its first entry for ever."""

    hub_id: Hex16
    hub_key: Hex32
    epoch: Hex16
    exercise: Name | None = None
    version: Line
    opened_at: Instant
    restored_from: int | None = None


class LogOpened(Event[Log]):
    """Entry #1 of every log."""

    shelf: ClassVar[str] = "logs"
    creates: ClassVar[bool] = True
    kind: Literal["log_opened"] = "log_opened"
    id: Literal["log"] = "log"
    audience: Audience = FOR_EVERYONE
    hub_id: Hex16
    hub_key: Hex32
    epoch: Hex16
    exercise: Name | None = None
    version: Line

    def onto(self, was: Log | None, entry: Header) -> Log:
        """The log is open; it can be opened once."""
        assert was is None, "a log is opened once"
        return Log(
            id=LOG,
            hub_id=self.hub_id,
            hub_key=self.hub_key,
            epoch=self.epoch,
            exercise=self.exercise,
            version=self.version,
            opened_at=entry.at,
        )


class LogRestored(Event[Log]):
    """Served again from a copy: a new epoch, so consoles start afresh."""

    shelf: ClassVar[str] = "logs"
    kind: Literal["log_restored"] = "log_restored"
    id: Literal["log"] = "log"
    audience: Audience = FOR_EVERYONE
    epoch: Hex16
    head: int  # the last entry known to have been promised, here or not

    def onto(self, was: Log | None, entry: Header) -> Log:
        """The log goes on under the new epoch."""
        assert was is not None, "only an open log is restored"
        return was.but(epoch=self.epoch, restored_from=self.head)
