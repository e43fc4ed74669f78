"""Computer-aided dispatch: rows of a status file, one JSON object a line, as commands.

A row's ref is the hash of its content and its number in the file, so a feed restarts anywhere and
doubles nothing.
"""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Annotated, cast
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from schemas.base import CallSign, fault
from schemas.calls import CadNumber, ReportCall, Step
from schemas.circles import Slug
from schemas.entry import strict
from schemas.text import Line, Name

LINE_MAX = 16_384  # bytes of one row
REF_HEX = 40  # characters of a row's hash in its ref
PRIVATE = "PRIVATE"  # the kind of unit that belongs to the private ambulances


class _Row(BaseModel):
    """What we take of a row; what else it holds is the other system's business."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    t: Annotated[str, StringConstraints(max_length=40)]
    unit: CallSign | None = None
    unit_type: Name | None = None
    status: Step
    call: CadNumber
    call_type: Name | None = None
    address: Line | None = None
    priority: Name | None = None


@dataclass(frozen=True)
class Row:
    """One row as it is to be said: its number in the file, its local time, its command."""

    number: int
    local: datetime  # with the file's zone
    ref: str
    command: ReportCall


@dataclass(frozen=True)
class Unread:
    """A row that cannot be said, and why."""

    number: int
    because: str
    text: str


@dataclass(frozen=True)
class Reader:
    """How to read a file: its rows carry no zone and do not name whose the private units are."""

    zone: ZoneInfo
    private: str = "private"
    start: datetime | None = None  # local, without zone
    end: datetime | None = None

    def rows(self, path: Path) -> Iterator[Row | Unread]:
        """Every row of the file within start and end, in the file's order."""
        with _opened(path) as file:
            number = 0
            while True:
                line = file.readline(LINE_MAX + 1)
                if not line:
                    return
                number += 1
                if len(line) > LINE_MAX:
                    yield Unread(number, f"a row has at most {LINE_MAX} bytes", "")
                    _skip_line(file, line)
                elif line.strip():
                    row = self.read(number, line)
                    if isinstance(row, Unread) or self._within(row):
                        yield row

    def read(self, number: int, line: bytes) -> Row | Unread:
        """One row."""
        text = line.decode("utf-8", "replace").strip()
        try:
            said = _Row.model_validate(strict(text))
            local = datetime.fromisoformat(said.t)
        except ValidationError as error:
            return Unread(number, fault(error), text)
        except ValueError as error:  # Unreadable is one
            return Unread(number, str(error), text)
        if local.tzinfo is None:
            local = local.replace(tzinfo=self.zone)
        return Row(number, local.astimezone(self.zone), ref(number, line), self._command(said))

    def _command(self, said: _Row) -> ReportCall:
        owner: Slug | None = self.private if said.unit_type == PRIVATE else None
        return ReportCall(
            number=said.call,
            step=said.status,
            unit=said.unit,
            resource_kind=said.unit_type,
            agency=owner,
            call_type=said.call_type,
            address=said.address,
            priority=said.priority,
        )

    def _within(self, row: Row) -> bool:
        local = row.local.replace(tzinfo=None)
        after = self.start is None or local >= self.start
        return after and (self.end is None or local < self.end)


def ref(number: int, line: bytes) -> str:
    """The same row of the same file is the same ask for ever."""
    return f"cad:{sha256(str(number).encode() + b':' + line.strip()).hexdigest()[:REF_HEX]}"


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if path.suffix == ".gz":
            with gzip.open(raw) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield raw


def _skip_line(file: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LINE_MAX)


@dataclass
class Pace:
    """When a row is said, and when it is said to have happened.

    ``speed`` None is as fast as it goes. ``retime`` maps the first row to ``start``: at a speed the
    night runs from now on; without one it ends now.
    """

    speed: float | None
    retime: bool
    start: datetime
    first: datetime | None = None
    last: datetime | None = None

    def due(self, row: Row) -> datetime:
        """The wall time to say it at."""
        if self.speed is None:
            return self.start
        return self.start + self._since_first(row) / self.speed

    def happened(self, row: Row) -> datetime:
        """The time it is said to have happened."""
        if not self.retime:
            return row.local.astimezone(UTC)
        if self.speed is not None:
            return self.due(row)
        length = (self.last - self.first) if self.last and self.first else timedelta()
        return self.start - length + self._since_first(row)

    def _since_first(self, row: Row) -> timedelta:
        if self.first is None:
            self.first = row.local
        return row.local - self.first
