"""What every board is made of: what it looks at, its columns, and the rows it makes of that.

A board is a pure function from a Look to rows. It knows no screen and no clock, and cannot tell
whether it looks at the live room or at a replay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property, lru_cache, partial

from console.widgets.columns import Column, text_of
from console.widgets.rows import Cell, Row, Tone
from schemas.agencies import Person
from schemas.board import Board
from schemas.grants import may
from schemas.incidents import UNRANKED, Incident
from schemas.phrase import call_signs
from schemas.reach import at_consoles, to_call
from schemas.requests import Commitment, Request
from schemas.resources import Resource, State
from schemas.roles import Position
from schemas.wire import Present

PENDING = "…"  # an ask that names this record is not answered yet
CONFLICT = "≠"
CALLS_MAX = 1024  # posts, agencies and people looked up once for a board
NOT_THERE_YET: Mapping[str, str] = {
    "queued": "not sent yet",
    "sent": "not answered yet",
    "held": "held: it waits for you",
    "refused": "refused",
}


@dataclass(frozen=True)
class Creation:
    """A record that is asked for and not numbered yet: an extra row with its provisional id."""

    shelf: str
    id: str
    text: str
    state: str  # of the ask: queued, sent, held


@dataclass(frozen=True)
class Look:
    """Everything a board is drawn from."""

    board: Board
    now: datetime  # the hub's time, as well as it is known here
    zone: tzinfo
    me: str = ""
    agency: str = ""
    room: str | None = None
    marked: frozenset[str] = frozenset()  # ids that a pending ask names
    creations: Sequence[Creation] = ()
    presence: Mapping[str, Present] | None = field(default_factory=dict)  # None: nobody noted it
    read: Set[str] = frozenset()  # lines this person has read
    asks: bool = True  # something can be asked here
    beyond: str = ""  # how many lines of a recording are not for whose eyes it is seen by
    elsewhere: bool = False  # there is no hub, and another process has what was kept

    # What several boards ask for each row is gathered once: a fleet may be ten thousand units.

    @cached_property
    def signs(self) -> Mapping[str, tuple[str, ...]]:
        """Whose each call sign is."""
        return call_signs(self.board.resources)

    @cached_property
    def jobs(self) -> Mapping[str, Sequence[Resource]]:
        """The units checked in on each job or claimed by it."""
        found: dict[str, list[Resource]] = {}
        for unit in self.board.resources.values():
            jobs, under = unit.jobs, unit.under
            for job in jobs:
                found.setdefault(job, []).append(unit)
            if under and under not in jobs:
                found.setdefault(under, []).append(unit)
        return found

    @cached_property
    def free(self) -> Mapping[str, Sequence[Resource]]:
        """What I may promise, by its kind: units of my agency that nobody counts on."""
        person = self.board.people.get(self.me)
        if person is None or not may(person.grants, "requests.bring"):
            return {}
        found: dict[str, list[Resource]] = {}
        for unit in self.board.resources.values():
            if unit.owner != self.agency or unit.jobs or unit.under:
                continue
            if unit.state in (State.AVAILABLE, State.IN_SERVICE):
                found.setdefault(unit.resource_kind.casefold(), []).append(unit)
        return found

    @cached_property
    def promised(self) -> Mapping[str, tuple[Request, Commitment]]:
        """For what each unit is promised that has not come, of requests that are open."""
        running = (request for request in self.board.requests.values() if not request.end)
        brings = ((request, one) for request in running for one in request.commitments)
        return {unit: (request, one) for request, one in brings for unit in one.on_its_way}

    @cached_property
    def posts(self) -> Mapping[str, Sequence[Position]]:
        """The posts of each room."""
        found: dict[str, list[Position]] = {}
        for post in self.board.roles.values():
            found.setdefault(post.room, []).append(post)
        return found

    @cached_property
    def held(self) -> Mapping[str, Sequence[str]]:
        """The posts each person holds."""
        found: dict[str, list[str]] = {}
        for post in self.board.roles.values():
            if post.holder:
                found.setdefault(post.holder, []).append(post.id)
        return found

    @cached_property
    def heard(self) -> Mapping[str, datetime]:
        """When each person was last heard: the newest record of theirs on the board."""
        found: dict[str, datetime] = {}
        for _, record in self.board.records():
            touched = record.touched
            last = found.get(touched.by)
            if last is None or last < touched.at:
                found[touched.by] = touched.at
        return found

    @cached_property
    def consoles(self) -> frozenset[str] | None:
        """The people and agencies that have a console open; None where that is not known."""
        here = self.presence
        return at_consoles(None if here is None else [*here.values()], self.me)

    @cached_property
    def call(self) -> Callable[[str], str]:
        """Whom to call instead of an addressee, and on which number."""
        return lru_cache(CALLS_MAX)(partial(to_call, self.board))

    @cached_property
    def people(self) -> Mapping[str, Sequence[Person]]:
        """The people of each agency."""
        found: dict[str, list[Person]] = {}
        for person in self.board.people.values():
            found.setdefault(person.agency, []).append(person)
        return found


@dataclass(frozen=True)
class Pane:
    """One board on a screen."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Look], list[Row]]
    empty: str | Callable[[Look], str]  # what to say when there are no rows
    tail: bool = False  # grows at the bottom and is followed

    def made(self, look: Look) -> list[Row]:
        """Its rows; where nothing can be asked none begins a phrase, and none names one."""
        rows = self.rows(look)
        return rows if look.asks else [_unasked(row) for row in rows]

    def without_rows(self, look: Look) -> str:
        """What to say when there are none."""
        said = self.empty if isinstance(self.empty, str) else self.empty(look)
        return said if look.asks or not said else f"{said.partition('.')[0]}."


def _unasked(row: Row) -> Row:
    """A row about no record, without the phrase at its end."""
    if row.id[:1] not in (":", "="):
        return row
    *cells, last = row.cells
    text = re.split(r": Enter begins |  : ", text_of(last))[0]
    cell = Cell(text, last.tone) if isinstance(last, Cell) else text
    return replace(row, id=f"={row.id}", cells=(*cells, cell))


# -- words for times and counts ------------------------------------------------------------------


def clock(at: datetime | None, look: Look, other_day: str = "%d %b %H:%M") -> str:
    """The wall clock's time, with the day when it is another one."""
    if at is None:
        return ""
    local, today = at.astimezone(look.zone), look.now.astimezone(look.zone)
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:{other_day}}"


def brief(at: datetime | None, look: Look) -> str:
    """The same in at most seven cells: ``23:55``, or ``22/2355`` on another day."""
    return clock(at, look, "%d/%H%M")


def hour(at: datetime, look: Look) -> str:
    """The time alone: under a heading that says the day."""
    return f"{at.astimezone(look.zone):%H:%M}"


def by_day(look: Look, dated: Iterable[tuple[datetime, Row]]) -> list[Row]:
    """The rows with a heading wherever the day is another; what is under none is of today."""
    out: list[Row] = []
    day = look.now.astimezone(look.zone).date()
    for at, row in dated:
        local = at.astimezone(look.zone)
        if local.date() != day:
            day = local.date()
            out.append(section(f"{day}", f"{local:%a %d %b}"))
        out.append(row)
    return out


def age(at: datetime | None, look: Look) -> str:
    """How long ago: ``17m``, ``2h05``, ``3d``."""
    return lasted(at, look.now) if at else ""


def lasted(since: datetime, until: datetime) -> str:
    """From one time to another: ``17m``, ``2h05``, ``3d``."""
    return span(until - since)


def span(time: timedelta) -> str:
    """``17m``, ``2h05``, ``3d``."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}m"
    if minutes < 48 * 60:
        return f"{minutes // 60}h{minutes % 60:02}"
    return f"{minutes // (24 * 60)}d"


def mark(id: str, look: Look) -> str:
    """The sign in front of a record that a pending ask names."""
    return PENDING if id in look.marked else ""


def creations(shelf: str, look: Look, place: int, width: int) -> list[Row]:
    """Extra rows for what is asked for and not there yet; ``place`` is the column of the text."""
    made = []
    for one in look.creations:
        if one.shelf == shelf:
            cells = ["", one.id, *[""] * (width - 2)]
            cells[place] = f"{one.text} ({NOT_THERE_YET[one.state]})"
            made.append(Row(one.id, tuple(cells), tone="pending"))
    return made


def few(names: Sequence[str], most: int) -> str:
    """``fire, pd +3``: a row stays short however many there are."""
    more = f" +{len(names) - most}" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def section(name: str, title: str) -> Row:
    """A heading over the rows below it."""
    return Row(f"§{name}", (title,), section=True, selectable=False)


# -- incidents among each other ------------------------------------------------------------------


def rank_of(look: Look, room: str) -> int:
    """Which incident comes first; what is not ranked comes after all that are."""
    incident = look.board.incidents.get(room)
    return incident.rank.place if incident and incident.rank else UNRANKED


def rank_said(look: Look, room: str) -> str:
    """The same in a cell."""
    place = rank_of(look, room)
    return "" if place == UNRANKED else str(place)


def tone_of(incident: Incident) -> Tone:
    """Closed incidents step back."""
    return "dim" if incident.closed else "normal"
