"""Made-up logs: random but valid facts, so that storage and chain meet entries like real ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.agencies import AgencyAdded, ContactChanged, Grant, InviteMade, PersonAdded
from schemas.base import By, Event, Header
from schemas.board import Board, bodies, visible
from schemas.calls import CallArchived, CallClosed, CallOpened, CallUnitsSet
from schemas.centers import EOC, CenterActivated, CenterAdded
from schemas.circles import FOR_EVERYONE, FOR_PARTNERS, View, audience
from schemas.entry import SALT_BYTES, Entry, first_link, link
from schemas.incidents import (
    AgencyJoined,
    IncidentArchived,
    IncidentClosed,
    IncidentKind,
    IncidentOpened,
    IncidentPlaced,
    IncidentReopened,
)
from schemas.journal import LineLogged, LineStruck, Mark
from schemas.logport import Anchor, Head, Kept, Receipt, keep
from schemas.logs import LogOpened
from schemas.resources import ResourceAdded, ResourceAssigned, ResourceReported, Status

AGENCIES = ("ems", "fire", "pd")
PEOPLE = {"ana": "ems", "chen": "fire", "maya": "pd", "omar": "fire"}
WORDS = (
    "smoke",
    "on",
    "the",
    "north",
    "ridge,",
    "wind",
    "20 kt;",
    "Straße",
    "água",
    "\\",
    '"quoted"',
)
VIEWS: dict[str, View] = {
    "fire": frozenset({"partners", "public", "fire", "~chen"}),
    "outsider": frozenset({"public", "~ann"}),
    "reviewer": frozenset({"partners", "public", "reviewers", "admins", *AGENCIES}),
}


@dataclass(frozen=True)
class Told:
    """One made-up entry with the facts it was made of."""

    kept: Kept
    header: Header
    events: tuple[Event[Any], ...]

    def seen(self, view: View, before: bytes) -> Kept:
        """The same entry as one view keeps it."""
        shown = self.entry.shown(visible(self.events, view))
        events = [e for e in self.events if not view.isdisjoint(e.audience)]
        return keep(shown, before, None if shown.is_stub else self.header, events)

    @property
    def entry(self) -> Entry:
        """All of it, as kept."""
        return self.kept.entry


class Story:
    """A log that makes itself up; the same seed tells the same story."""

    def __init__(self, seed: int, hub_key: str = "ab" * 32) -> None:
        self.draw = random.Random(seed)
        self.board = Board()
        self.epoch = self.draw.randbytes(16).hex()
        self.digest = first_link(bytes.fromhex(self.epoch))
        self.told: list[Told] = []
        opened = LogOpened(
            hub_id="0" * 32, hub_key=hub_key, epoch=self.epoch, exercise="drill", version="0.1"
        )
        self.tell([opened, CenterAdded(id=EOC, name="Emergency Operations Center")])

    # -- telling ---------------------------------------------------------------------------------

    def tell(self, events: Sequence[Event[Any]]) -> Told:
        """One entry of these facts, by somebody."""
        seq = self.board.seq + 1
        person = self.draw.choice(sorted(PEOPLE))
        about = next((found for event in events if (found := event.about())), None)
        at = datetime(2026, 11, 22, 14, tzinfo=UTC) + timedelta(seconds=7 * seq, microseconds=seq)
        header = Header(
            seq=seq,
            at=at,
            occurred_at=at - timedelta(minutes=3) if self.draw.random() < 0.2 else None,
            by=By(person=person, agency=PEOPLE[person]),
            ref=f"{person}:{seq}",
            incident=about,
        )
        texts = bodies(header, events)
        entry = Entry.seal(seq, texts, [self.draw.randbytes(SALT_BYTES) for _ in texts])
        made = tuple(e.id for e in events if e.id not in self.board.on(e.shelf))
        receipt = Receipt(person, header.ref, f"{seq:064x}", seq, made) if seq % 7 else None
        kept = keep(entry, self.digest, header, events, receipt)
        self.board.apply(header, events)
        self.digest = kept.digest
        self.told.append(Told(kept, header, tuple(events)))
        return self.told[-1]

    def more(self, n: int) -> list[Kept]:
        """The next ``n`` entries."""
        return [self.tell(self._facts()).kept for _ in range(n)]

    def batches(self, *sizes: int) -> Iterable[list[Kept]]:
        """The next entries, batch by batch."""
        return (self.more(size) for size in sizes)

    @property
    def head(self) -> Head:
        """Where it stands."""
        return Head(self.board.seq, self.digest)

    # -- the same as one view knows it -----------------------------------------------------------

    def at(self, seq: int) -> Board:
        """The board after entry ``seq``, folded from the start."""
        board = Board()
        for told in self.told[:seq]:
            board.fold(told.entry)
        return board

    def anchor(self, seq: int, view: View) -> Anchor:
        """A snapshot of one view after entry ``seq``."""
        digest = self.told[seq - 1].kept.digest if seq else first_link(bytes.fromhex(self.epoch))
        return Anchor(seq, digest, self.at(seq).project(view))

    def seen(self, first: int, last: int, view: View) -> list[Kept]:
        """Entries as one view keeps them."""
        before = self.anchor(first - 1, view).digest if first == 1 else b""
        found = []
        for told in self.told[first - 1 : last]:
            before = before or self.told[told.entry.seq - 2].kept.digest
            found.append(told.seen(view, before))
            before = link(before, told.entry.seq, told.entry.root)
        return found

    # -- facts -----------------------------------------------------------------------------------

    def _facts(self) -> list[Event[Any]]:
        makers = (self._roster, self._incident, self._unit, self._call, self._line, self._center)
        found = [
            event for _ in range(self.draw.choice((1, 1, 1, 2, 3))) for event in self._of(makers)
        ]
        # One record at most once in an entry, so that every fact fits the board before it.
        once = {(event.shelf, event.id): event for event in found}
        return list(once.values()) or self._line()

    def _of(self, makers: Sequence[Callable[[], list[Event[Any]]]]) -> list[Event[Any]]:
        return self.draw.choice(makers)()

    def _text(self) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.randint(1, 12)))

    def _audience(self) -> tuple[str, ...]:
        person = self.draw.choice(sorted(PEOPLE))
        agency = self.draw.choice(AGENCIES)
        kinds = (FOR_PARTNERS, FOR_EVERYONE, (agency,), audience((f"~{person}", "reviewers")))
        return self.draw.choice(kinds)

    def _roster(self) -> list[Event[Any]]:
        slug = f"p{self.draw.randint(1, 30)}"
        was = self.board.people.get(slug)
        if was:
            invite = InviteMade(
                id=slug,
                code_hash=self.draw.randbytes(32).hex(),
                until=datetime(2027, 1, 1, tzinfo=UTC),
            )
            return [ContactChanged(id=slug, radio=self._text()), invite]
        agency = self.draw.choice(AGENCIES)
        person = PersonAdded(
            id=slug, name=self._text()[:40], agency=agency, grants=(Grant.OBSERVER,)
        )
        known: list[Event[Any]] = (
            [] if agency in self.board.agencies else [AgencyAdded(id=agency, name=agency)]
        )
        return [*known, person]

    def _incident(self) -> list[Event[Any]]:
        found = sorted(self.board.incidents)
        if not found or self.draw.random() < 0.3:
            kind = self.draw.choice(list(IncidentKind))
            id_ = self.board.next_id("INC")
            who = self._audience()
            return [
                IncidentOpened(
                    id=id_, name=self._text()[:60], incident_kind=kind, center=EOC, audience=who
                )
            ]
        was = self.board.incidents[self.draw.choice(found)]
        about: dict[str, Any] = {"id": was.id, "audience": was.audience}
        if was.closed:
            archived = IncidentArchived(**about)
            return [
                archived if self.draw.random() < 0.5 else IncidentReopened(reason="again", **about)
            ]
        events: tuple[Event[Any], ...] = (
            IncidentPlaced(place=self._text(), lat=self.draw.randint(-900, 900), **about),
            AgencyJoined(agency=self.draw.choice(AGENCIES), **about),
            IncidentClosed(reason=self._text(), **about),
        )
        return [self.draw.choice(events)]

    def _unit(self) -> list[Event[Any]]:
        owner, sign = self.draw.choice(AGENCIES), f"E{self.draw.randint(1, 40)}"
        was = self.board.resources.get(f"{owner}.{sign}")
        if was is None:
            return [
                ResourceAdded(
                    id=f"{owner}.{sign}", call_sign=sign, owner=owner, resource_kind="engine"
                )
            ]
        jobs = [*sorted(self.board.incidents), *sorted(self.board.calls), None]
        job = self.draw.choice(jobs)
        if job and self.draw.random() < 0.4:
            return [ResourceAssigned(id=was.id, job=job, audience=was.audience)]
        status = self.draw.choice(list(Status))
        return [ResourceReported(id=was.id, status=status, job=job, audience=was.audience)]

    def _call(self) -> list[Event[Any]]:
        found = sorted(self.board.calls)
        if not found or self.draw.random() < 0.4:
            number = str(self.board.seq)
            return [
                CallOpened(
                    id=self.board.next_id("C"),
                    number=number,
                    agency="pd",
                    call_type=self._text()[:40],
                )
            ]
        was = self.board.calls[self.draw.choice(found)]
        if was.closed_at:
            return [CallArchived(id=was.id, audience=was.audience)]
        units = CallUnitsSet(id=was.id, units=("fire.E1",), audience=was.audience)
        return [self.draw.choice((units, CallClosed(id=was.id, audience=was.audience)))]

    def _line(self) -> list[Event[Any]]:
        lines = sorted(self.board.lines)
        if lines and self.draw.random() < 0.2:
            was = self.board.lines[self.draw.choice(lines)]
            return [LineStruck(id=was.id, reason="wrong", audience=was.audience)]
        mark = self.draw.choice((None, None, Mark.URGENT))
        return [
            LineLogged(
                id=f"#{self.board.seq + 1}", text=self._text(), mark=mark, audience=self._audience()
            )
        ]

    def _center(self) -> list[Event[Any]]:
        level = self.draw.randint(1, 3)
        was = self.board.centers[EOC]
        return [
            CenterActivated(
                id=EOC, level=level, label="x", reason=self._text(), audience=was.audience
            )
        ]
