"""The board: what the fold of the log leaves, shelf by shelf.

Hub, console, replay and test all hold this one dataclass and fold the same facts into it; no
board knows whether it is live. ``Board.on`` is the one place where a shelf is found by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from typing import Any, get_args, get_type_hints

from pydantic import ValidationError
from pydantic_core import to_json, to_jsonable_python

from schemas.agencies import Agency, Device, Invite, Person
from schemas.agreements import Agreement
from schemas.base import Event, Header, Record
from schemas.calls import Call
from schemas.centers import Center
from schemas.circles import View, meets
from schemas.closeouts import Closeout
from schemas.duty import SignIn
from schemas.entry import Entry, Unreadable, canonical
from schemas.expectations import Expectation
from schemas.incidents import Incident
from schemas.journal import Line
from schemas.logs import Log
from schemas.messages import Message
from schemas.nouns import Unknown, read_event
from schemas.requests import Request
from schemas.resources import Resource
from schemas.roles import Organization, Position
from schemas.rollcalls import RollCall
from schemas.sharing import Opening
from schemas.tasks import Objective, Task
from schemas.withheld import Withheld

# The journal shelf keeps the lines of the last so many entries: a rule every view computes alike,
# never a count of the shelf. Older lines are read from the log.
JOURNAL_ENTRIES = 2_000

Changes = list[tuple[str, str, Record | None]]  # shelf, id, and the record as it is now

_COUNTED = re.compile(r"^([A-Z]{1,4})-(\d{1,9})$")


@dataclass
class Board:
    """All records after entry ``seq``. Shelves are plain dicts from id to frozen record."""

    seq: int = 0
    logs: dict[str, Log] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    centers: dict[str, Center] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    roles: dict[str, Position] = field(default_factory=dict)
    duty: dict[str, SignIn] = field(default_factory=dict)
    rollcalls: dict[str, RollCall] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    closeouts: dict[str, Closeout] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    withheld: dict[str, Withheld] = field(default_factory=dict)
    # The greatest number given out of each sort (INC, C). On the hub's board and its keyframes
    # only: a projection holds None, or it would tell of records it may not see.
    counters: dict[str, int] | None = field(default_factory=dict)
    partial: bool = False  # a fact of a newer release was met: this board does not show all

    def on(self, shelf: str) -> dict[str, Any]:
        """A shelf by its name."""
        found: dict[str, Any] = getattr(self, shelf)
        return found

    def shelves(self) -> dict[str, dict[str, Any]]:
        """All shelves by name, live."""
        return {name: self.on(name) for name in SHELVES}

    def next_id(self, sort: str) -> str:
        """The next number of a sort, as ``INC-5``."""
        assert self.counters is not None, "only the hub's board gives out numbers"
        return f"{sort}-{self.counters.get(sort, 0) + 1}"

    # -- folding ---------------------------------------------------------------------------------

    def apply(self, header: Header, events: Iterable[Event[Any]]) -> Changes:
        """Fold one entry's visible facts; the next number, no gap. Gives what changed."""
        assert header.seq == self.seq + 1, f"#{header.seq} does not follow #{self.seq}"
        touched = header.touched
        changes: Changes = []
        for event in events:
            if isinstance(event, Unknown):
                self.partial = True
                continue
            shelf = self.on(event.shelf)
            was = shelf.get(event.id)
            if not event.concerns(was):
                continue
            same = was is None or was.audience == event.audience
            assert same or event.regroups, f"{event.id} changed its audience"
            now = event.onto(was, header)
            stamp = was.touched if was and event.leaves else touched
            stamped = now and now.but(touched=stamp, audience=event.audience)
            self._set(event.shelf, event.id, stamped)
            changes.append((event.shelf, event.id, stamped))
        self._ended(header.seq)
        return changes

    def follow(self, seq: int, changes: Changes) -> None:
        """What ``apply`` of the same entry changed on an equal board; frozen records are shared."""
        assert seq == self.seq + 1, f"#{seq} does not follow #{self.seq}"
        for shelf, id, record in changes:
            self._set(shelf, id, record)
        self._ended(seq)

    def _set(self, shelf: str, id: str, record: Record | None) -> None:
        if record is None:
            self.on(shelf).pop(id, None)
        else:
            self.on(shelf)[id] = record
            self._count(id)

    def skip(self, seq: int) -> None:
        """An entry of which nothing is visible here."""
        assert seq == self.seq + 1, f"#{seq} does not follow #{self.seq}"
        self._ended(seq)

    def fold(self, entry: Entry) -> None:
        """Fold one entry from its kept bytes, or what of them is visible."""
        if entry.is_stub:
            self.skip(entry.seq)
        else:
            self.apply(*facts(entry))

    def _ended(self, seq: int) -> None:
        self.seq = seq
        self.lines.pop(f"#{seq - JOURNAL_ENTRIES}", None)

    def _count(self, id: str) -> None:
        counted = _COUNTED.match(id) if self.counters is not None else None
        if counted and self.counters is not None:
            sort, number = counted[1], int(counted[2])
            self.counters[sort] = max(self.counters.get(sort, 0), number)

    # -- copies ----------------------------------------------------------------------------------

    def copy(self) -> Board:
        """The same records on shelves of its own (records are frozen and shared)."""
        shelves: dict[str, Any] = {name: self.on(name).copy() for name in SHELVES}
        counters = None if self.counters is None else dict(self.counters)
        return replace(self, counters=counters, **shelves)

    def project(self, view: View) -> Board:
        """The board as these circles may see it: the one gate at every exit."""
        shelves: dict[str, Any] = {
            name: {
                id: record for id, record in self.on(name).items() if meets(record.audience, view)
            }
            for name in SHELVES
        }
        return replace(self, counters=None, **shelves)

    # -- as text ---------------------------------------------------------------------------------

    def records(self) -> Iterator[tuple[str, Record]]:
        """Every record with its shelf's name, shelves in the order they are declared."""
        for name in SHELVES:
            for record in self.on(name).values():
                yield name, record

    def dump(self) -> str:
        """The whole board as JSON, without what is empty: a keyframe.

        Record by record, so that it never holds a hub up for as long as all of it takes.
        """
        head = canonical({"seq": self.seq, "counters": self.counters, "partial": self.partial})
        kept = (
            f'"{name}":[{",".join(map(_brief, self.on(name).values()))}]'
            for name in SHELVES
            if self.on(name)
        )
        return f'{head[:-1]},"shelves":{{{",".join(kept)}}}}}'

    def digest(self) -> str:
        """One hash of everything shown; equal boards have equal digests in every process."""
        kept = {
            name: {id: _plain(record) for id, record in self.on(name).items()} for name in SHELVES
        }
        return sha256(canonical({"seq": self.seq, "shelves": kept}).encode()).hexdigest()

    def put(self, shelf: str, plain: Any) -> None:
        """One record from its plain form, as a snapshot carries it."""
        if shelf not in SHELVES:
            self.partial = True
            return
        record = SHELVES[shelf].model_validate(plain)
        self.on(shelf)[record.id] = record

    @classmethod
    def load(cls, dumped: Any) -> Board:
        """A board from the parsed JSON of ``dump``; Unreadable when it is not one."""
        try:
            board = cls(seq=dumped["seq"], counters=dumped["counters"], partial=dumped["partial"])
            for shelf, records in dumped["shelves"].items():
                for plain in records:
                    board.put(shelf, plain)
        except (KeyError, TypeError, AttributeError, ValidationError) as error:
            raise Unreadable(f"not a board: {error}"[:300]) from None
        return board


def _brief(record: Record) -> str:
    return to_json(record, exclude_none=True, ensure_ascii=True).decode("ascii")


def _plain(record: Record) -> Any:
    return record.model_dump(mode="json")


def plain(record: Record) -> dict[str, Any]:
    """A record as plain JSON values, as snapshots and tests carry it."""
    found: dict[str, Any] = _plain(record)
    return found


def as_data(record: Record) -> dict[str, Any]:
    """The same with what it derives, as ``board --json`` tells programs."""
    derived: dict[str, Any] = {name: getattr(record, name) for name in record.derived}
    found: dict[str, Any] = to_jsonable_python(derived)
    return plain(record) | found


def _shelves() -> dict[str, type[Record]]:
    hints = get_type_hints(Board)
    found: dict[str, type[Record]] = {}
    for one in fields(Board):
        kind = get_args(hints[one.name])
        if len(kind) == 2 and isinstance(kind[1], type) and issubclass(kind[1], Record):
            found[one.name] = kind[1]
    return found


SHELVES: dict[str, type[Record]] = _shelves()


def facts(entry: Entry) -> tuple[Header, list[Event[Any]]]:
    """The header and the visible facts of an entry that is not a stub; Unreadable otherwise."""
    try:
        header = read_header(entry.seq, entry.leaves[0].body)
        return header, [read_event(leaf.body) for leaf in entry.leaves[1:] if not leaf.withheld]
    except ValidationError as error:
        raise Unreadable(f"#{entry.seq} does not read: {error}"[:300]) from None


def read_header(seq: int, body: str) -> Header:
    """An entry's header from its kept bytes and its number."""
    assert body.startswith("{"), "a header is an object"
    return Header.model_validate_json(f'{{"seq":{seq},{body[1:]}')


def bodies(header: Header, events: Sequence[Event[Any]]) -> list[str]:
    """Header and facts as the canonical bodies that are kept, hashed and sent."""
    head = canonical(header.model_dump(mode="json", exclude_none=True))
    return [head, *(_body(event) for event in events)]


def _body(event: Event[Any]) -> str:
    # A field that is None is left out: every one of them has None as its default (a test holds it).
    return canonical(event.model_dump(mode="json", exclude_none=True))


def visible(events: Sequence[Event[Any]], view: View) -> list[bool]:
    """Which of the facts these circles may see."""
    return [meets(event.audience, view) for event in events]
