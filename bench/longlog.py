"""A long log of a long emergency, made up: ``python -m bench.longlog FILE [ENTRIES]``.

Written through the hub's own log file, with the hub's keyframes, in great batches. 600 units of
three agencies, at most 60 open incidents, one entry in five a line of the journal.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from schemas.agencies import AgencyAdded, PersonAdded
from schemas.base import By, Event, Header
from schemas.board import Board, bodies
from schemas.centers import EOC, CenterAdded
from schemas.entry import SALT_BYTES, Entry, first_link
from schemas.incidents import IncidentArchived, IncidentClosed, IncidentKind, IncidentOpened
from schemas.incidents import LeadNamed as LeadNamed
from schemas.journal import LineLogged
from schemas.logfile import LogFile
from schemas.logport import KEYFRAME_EVERY, Done, Kept, keep
from schemas.logs import LogOpened
from schemas.resources import ResourceAdded, ResourceAssigned, ResourceReported, Status

ENTRIES = 1_000_000
BATCH = 500  # entries of one commit; a keyframe can follow each
AGENCIES = ("ems", "fire", "pd")
UNITS = 200  # of each agency
OPEN_MAX = 60  # incidents
STEP = timedelta(seconds=0.4)  # between two entries: a million in four and a half days
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "Smoke from the north side of the second floor, wind 20 kt, two hydrants frozen"


class LongLog:
    """Tells a log; the same seed tells the same one."""

    def __init__(self, seed: int = 1) -> None:
        self.draw = random.Random(seed)
        self.board = Board()
        epoch = self.draw.randbytes(16).hex()
        self.digest = first_link(bytes.fromhex(epoch))
        self._first: list[list[Event[Any]]] = [
            [LogOpened(hub_id="0" * 32, hub_key="ab" * 32, epoch=epoch, version="bench")],
            [CenterAdded(id=EOC, name="Emergency Operations Center")],
            *(self._alone(AgencyAdded(id=a, name=a)) for a in AGENCIES),
            *(self._alone(PersonAdded(id=f"p-{a}", name=a, agency=a, grants=())) for a in AGENCIES),
            *([self._added(n)] for n in range(UNITS * len(AGENCIES))),
        ]
        self._first.reverse()
        self._open: list[str] = []
        self._kinds: list[tuple[float, Callable[[], list[Event[Any]]]]] = [
            (0.75, self._unit),
            (0.95, self._line),
            (0.99, self._incident),
            (1.00, self._lead),
        ]

    def more(self, count: int) -> list[Kept]:
        """The next so many entries."""
        return [self._entry(self._facts()) for _ in range(count)]

    def _entry(self, events: list[Event[Any]]) -> Kept:
        seq = self.board.seq + 1
        agency = self.draw.choice(AGENCIES)
        by = By(person=f"p-{agency}", agency=agency)
        about = next((found for event in events if (found := event.about())), None)
        at = BEGAN + STEP * seq
        header = Header(seq=seq, at=at, by=by, ref=f"r{seq}", incident=about)
        texts = bodies(header, events)
        entry = Entry.seal(seq, texts, [self.draw.randbytes(SALT_BYTES) for _ in texts])
        kept = keep(entry, self.digest, header, events)
        self.board.apply(header, events)
        self.digest = kept.digest
        return kept

    def _facts(self) -> list[Event[Any]]:
        if self._first:
            return self._first.pop()
        at = self.draw.random()
        return next(kind for below, kind in self._kinds if at < below)()

    @staticmethod
    def _alone(event: Event[Any]) -> list[Event[Any]]:
        return [event]

    def _added(self, number: int) -> Event[Any]:
        owner, sign = AGENCIES[number % len(AGENCIES)], f"E{number}"
        return ResourceAdded(
            id=f"{owner}.{sign}", call_sign=sign, owner=owner, resource_kind="engine"
        )

    def _unit(self) -> list[Event[Any]]:
        number = self.draw.randrange(UNITS * len(AGENCIES))
        id = f"{AGENCIES[number % len(AGENCIES)]}.E{number}"
        if self._open and self.draw.random() < 0.4:
            return [ResourceAssigned(id=id, job=self.draw.choice(self._open))]
        return [ResourceReported(id=id, status=self.draw.choice(list(Status)))]

    def _line(self) -> list[Event[Any]]:
        return [LineLogged(id=f"#{self.board.seq + 1}", text=TEXT)]

    def _incident(self) -> list[Event[Any]]:
        if len(self._open) < OPEN_MAX:
            id = self.board.next_id("INC")
            self._open.append(id)
            kind = self.draw.choice(list(IncidentKind))
            return [IncidentOpened(id=id, name=f"{kind} at Oak St", incident_kind=kind, center=EOC)]
        id = self._open.pop(self.draw.randrange(OPEN_MAX))
        return [IncidentClosed(id=id, reason="all out"), IncidentArchived(id=id)]

    def _lead(self) -> list[Event[Any]]:
        if not self._open:
            return self._line()
        return [LeadNamed(id=self.draw.choice(self._open), lead=self.draw.choice(AGENCIES))]


def make(path: Path, entries: int, told: Callable[[int], None] = lambda _: None) -> None:
    """A closed log of so many entries."""
    tale = LongLog()
    log = LogFile.create(path)
    while tale.board.seq < entries:
        before = log.head.seq
        outcome = log.append(before, tale.more(min(BATCH, entries - before)))
        assert isinstance(outcome, Done), outcome
        if log.head.seq // KEYFRAME_EVERY > before // KEYFRAME_EVERY:
            log.keyframe(tale.board)
        told(log.head.seq)
    log.keyframe(tale.board)
    log.close()


def main() -> None:
    """Make it, and say how far it is."""
    path, entries = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ENTRIES
    began = time.perf_counter()

    def told(seq: int) -> None:
        if seq % 50_000 < BATCH:
            sys.stderr.write(f"#{seq} after {time.perf_counter() - began:.0f} s\n")

    make(path, entries, told)


if __name__ == "__main__":
    main()
