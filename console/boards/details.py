"""One record with all its fields, what belongs to it, and what it did last.

A row of the lower sections stands for another record; its id is ``shelf/id``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from console.boards import command
from console.boards.base import Look, age, brief, clock, counted, section, state_cell, units_on
from console.boards.duty import hours
from console.boards.journal import told
from console.naming import Named
from console.widgets.columns import Column, text_of, wrapped
from console.widgets.rows import Row
from schemas.agencies import Agency, Person
from schemas.base import By, Record, Schema
from schemas.board import SHELVES, Board
from schemas.calls import Call
from schemas.centers import Center
from schemas.duty import SignIn
from schemas.incidents import DEGREE, Incident
from schemas.journal import Line
from schemas.resources import Resource
from schemas.roles import Position, held_by
from schemas.rollcalls import Count, RollCall

LABEL = 11  # cells of a field's name
COLUMNS = (Column("", LABEL, keep=8), Column("", 20, share=1, keep=9))
LINES_MAX = 40  # of an incident; the Log has them all
UNITS_MAX = 60

_SHOWN_AS_TIMES = ("since", "opened_at", "at", "by")
_SHOWN_BELOW = (
    "history",
    "jobs",
    "units",
    "calls",
    "children",
    "supervisors",
    "answers",
    "commanded",
)
_ELSEWHERE = frozenset(("id", "touched", "audience", "before_s", *_SHOWN_AS_TIMES, *_SHOWN_BELOW))
_LABELS = {
    "resource_kind": "kind",
    "resource_type": "type",
    "incident_kind": "kind",
    "incident_type": "type",
    "said_by": "from",
    "occurred_at": "happened",
    "corrects": "instead of",
    "corrected_by": "corrected",
    "speaks_for": "speaks for",
    "call_type": "type",
    "reports_to": "reports to",
    "may": "may commit",
    "out": "signed out",
    "self_deployed": "came",
    "closed_at": "closed",
}
# Where the record stands that a row of a board is about, by what its id begins with.
_SIGNS = {"#": "lines", "~": "people", "@": "agencies", "=": "centers"}


def record_of(board: Board, row: str) -> Named | None:
    """The record a row of any board is about."""
    shelf, _, id = row.partition("/")
    if id and shelf in _SHELVES and id in board.on(shelf):
        return shelf, id
    sign = _SIGNS.get(row[:1])
    id = row if sign == "lines" else row[1:]
    if sign:
        return (sign, id) if id in board.on(sign) else None
    return next(((name, row) for name in _SHELVES if row in board.on(name)), None)


def rows(look: Look, of: Named, width: int) -> list[Row]:
    """The record, wrapped to so many cells."""
    shelf, id = of
    record = look.board.on(shelf).get(id)
    room = max(10, width - LABEL - 2)
    if record is None:
        return list(_field("gone", f"{id} is no longer on the board; the log keeps it.", room))
    out = [section("record", f"{id}  {name_of(record)}".strip())]
    for label, text in [*_times(look, record), *_fields(look, record), *_stamp(look, record)]:
        out += _field(label, text, room)
    for title, parts in _BELOW.get(type(record), _nothing)(look, record):
        if parts:
            out.append(section(title, title))
            out += parts
    return out


def name_of(record: Any) -> str:
    """What people call it, if it has a name beside its id."""
    name = getattr(record, "name", None)
    return name if isinstance(name, str) else ""


# -- fields --------------------------------------------------------------------------------------


def _field(label: str, text: str, room: int) -> Iterator[Row]:
    """A field on as many lines as it needs."""
    for at, line in enumerate(wrapped(text, room)):
        yield Row(f".{label}.{at}", ("" if at else label, line))


def _times(look: Look, record: Any) -> Iterator[tuple[str, str]]:
    for name, label in (("at", "written"), ("opened_at", "opened"), ("since", "since")):
        at = getattr(record, name, None)
        if isinstance(at, datetime):
            by = getattr(record, "by", None)
            who = f" by {_by(by)}" if isinstance(by, By) else ""
            yield label, f"{_when(look, at)}{who}"


def _fields(look: Look, record: Record) -> Iterator[tuple[str, str]]:
    for name in type(record).model_fields:
        if name in _ELSEWHERE or name == "key":
            continue
        words = _words(look, name, getattr(record, name))
        if words:
            yield _LABELS.get(name, name.replace("_", " ")), words


def _stamp(look: Look, record: Record) -> Iterator[tuple[str, str]]:
    touched = record.touched
    if touched.seq:
        yield "changed", f"#{touched.seq}, {_when(look, touched.at)}, by {touched.by}"
    yield "seen by", ", ".join(circle.upper() for circle in record.audience)


def _words(look: Look, name: str, value: Any) -> str:
    if value is None or value == () or value is False:
        return ""
    if name == "self_deployed":
        return "self-deployed, without an order"
    if name in ("lat", "lon"):
        return f"{value / DEGREE:.5f}"
    return next(say(look, value) for kind, say in _SAID if isinstance(value, kind))


def _when(look: Look, at: datetime) -> str:
    ahead = at - look.now
    if ahead.total_seconds() > 0:
        return f"{clock(at, look)} (in {int(ahead.total_seconds() // 60)}m)"
    return f"{clock(at, look)} ({age(at, look)} ago)"


def _by(by: By) -> str:
    hat = f" as {by.position}" if by.position else ""
    return f"{by.person} of {by.agency.upper()}{hat}"


def _parts(look: Look, value: Schema) -> str:
    named = ((name, _words(look, name, getattr(value, name))) for name in type(value).model_fields)
    return ", ".join(f"{name} {words}" for name, words in named if words)


_SAID: tuple[tuple[type[Any], Callable[[Look, Any], str]], ...] = (
    (bool, lambda look, value: "yes"),
    (datetime, _when),
    (Enum, lambda look, value: str(value.value)),
    (By, lambda look, value: _by(value)),
    (Schema, _parts),
    (tuple, lambda look, value: ", ".join(_words(look, "", one) for one in value)),
    (object, lambda look, value: str(value)),
)

# -- what belongs to it --------------------------------------------------------------------------

_Below = Iterator[tuple[str, Sequence[Row]]]


def _nothing(look: Look, record: Any) -> _Below:
    yield from ()


def _of_resource(look: Look, unit: Resource) -> _Below:
    steps = []
    for at, step in enumerate(reversed(unit.history)):
        job = f" {step.job}" if step.job else ""
        text = f"{step.status.value}{job}  #{step.seq} by {_by(step.by)}"
        steps.append(Row(f".step.{at}", (brief(step.when, look), text)))
    yield f"LAST STEPS of {len(unit.history)}, newest first", steps
    jobs = [job for job in dict.fromkeys((*unit.jobs, unit.under)) if job]
    yield "WORKS ON", [row for job in jobs if (row := _link(look, job))]


def _of_incident(look: Look, incident: Incident) -> _Below:
    yield "COMMAND, oldest first", command.rows(look, incident)
    units = units_on(look, incident.id)
    yield f"UNITS  {counted(units)}", _units(look, units)
    yield "CALLS", [row for call in incident.calls if (row := _link(look, call))]
    yield "INCIDENTS UNDER IT", [row for one in incident.children if (row := _link(look, one))]
    lines = [line for line in look.board.lines.values() if line.incident == incident.id]
    yield f"LINES ({len(lines)}), newest first", _lines(look, lines)


def _of_call(look: Look, call: Call) -> _Below:
    yield "UNITS", [_link(look, unit) or Row(f".unit.{unit}", (unit, "")) for unit in call.units]
    yield "BELONGS TO", [row for one in (call.incident,) if one and (row := _link(look, one))]


def _of_agency(look: Look, agency: Agency) -> _Below:
    people = [p for p in look.board.people.values() if p.agency == agency.id]
    reach = [(p, " ".join(filter(None, (p.phone, p.radio)))) for p in people]
    yield "PEOPLE", [Row(f"people/{p.id}", (p.id, f"{p.name}  {how}".rstrip())) for p, how in reach]
    units = [u for u in look.board.resources.values() if u.owner == agency.id]
    yield f"UNITS  {counted(units)}", _units(look, units)


def _of_person(look: Look, person: Person) -> _Below:
    duty = look.board.duty.get(person.id)
    yield "ON DUTY", [Row(f"duty/{duty.id}", (duty.id, duty.name))] if duty else []
    devices = [d for d in look.board.devices.values() if d.person == person.id and not d.revoked]
    yield (
        "DEVICES",
        [
            Row(f".device.{d.id}", (d.id[:LABEL], f"{d.name}, since {clock(d.enrolled_at, look)}"))
            for d in devices
        ],
    )


def _of_line(look: Look, line: Line) -> _Below:
    linked = (line.corrects, line.corrected_by, line.incident)
    yield "BELONGS TO", [row for one in linked if one and (row := _link(look, one))]


def _of_center(look: Look, center: Center) -> _Below:
    here = [i for i in look.board.incidents.values() if i.center == center.id and not i.closed]
    yield "INCIDENTS", [row for one in here if (row := _link(look, one.id))]


def _of_position(look: Look, post: Position) -> _Below:
    held = []
    for at, one in enumerate(reversed(post.history)):
        until = f"to {clock(one.until, look)}, {one.left}" if one.until else "to now"
        text = f"{until}  {one.person} of {one.agency.upper()}, {one.how}, #{one.seq}"
        held.append(Row(f".held.{at}", (clock(one.since, look), text)))
    yield "WHO HELD IT, newest first", held
    below = [p for p in look.board.roles.values() if p.reports_to == post.id]
    yield "REPORT TO IT", [Row(f"roles/{p.id}", (p.id.partition("/")[2], p.name)) for p in below]


def _of_sign_in(look: Look, one: SignIn) -> _Below:
    yield "ON DUTY ON THIS LOG", [Row(".hours", ("hours", hours(one, look)))]
    held = held_by(look.board.roles, one.id)
    yield "HOLDS", [row for post in held if (row := _link(look, post))]


def _of_roll_call(look: Look, call: RollCall) -> _Below:
    asked = [(s.position, f"{s.holder}  {', '.join(s.units)}") for s in call.supervisors]
    yield "ASKED", [Row(f"roles/{id}", (id.partition("/")[2], text)) for id, text in asked]
    for title, counts in (("ANSWERS", call.answers), ("REPLACED", call.history)):
        yield title, [Row(f".count.{c.seq}", _count(look, c)) for c in reversed(counts)]


def _count(look: Look, one: Count) -> tuple[str, str]:
    short = f", {one.missing} MISSING" if one.missing else ""
    text = f"{one.position.partition('/')[2]} {one.counted} counted{short}  {one.text or ''}"
    return brief(one.at, look), f"{text.rstrip()}  #{one.seq} {one.by.person}"


def _link(look: Look, id: str) -> Row | None:
    """A row that stands for another record, when it is on the board."""
    of = record_of(look.board, id)
    if of is None:
        return None
    record = look.board.on(of[0])[of[1]]
    text = told(record, look) if isinstance(record, Line) else name_of(record)
    return Row("/".join(of), (id.rpartition(".")[2], text))


def _units(look: Look, units: Sequence[Resource]) -> list[Row]:
    return [
        Row(
            f"resources/{u.id}",
            (u.call_sign, f"{text_of(state_cell(u))}  {age(u.since, look)}  {u.assignment or ''}"),
        )
        for u in units[:UNITS_MAX]
    ]


def _lines(look: Look, lines: Sequence[Line]) -> list[Row]:
    return [
        Row(f"lines/{line.id}", (brief(line.at, look), f"{line.id}  {told(line, look)}"))
        for line in reversed(lines[-LINES_MAX:])
    ]


_BELOW: Mapping[type[Any], Callable[[Look, Any], _Below]] = {
    Resource: _of_resource,
    Incident: _of_incident,
    Call: _of_call,
    Agency: _of_agency,
    Person: _of_person,
    Line: _of_line,
    Center: _of_center,
    Position: _of_position,
    SignIn: _of_sign_in,
    RollCall: _of_roll_call,
}
_SHELVES = tuple(name for name, kind in SHELVES.items() if kind in _BELOW)
