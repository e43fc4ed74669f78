"""One record with all its fields, what belongs to it, and what it did last.

A row of the lower sections stands for another record; its id begins with ``shelf/id``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from rich.cells import cell_len

from console.boards import (
    agreements,
    answered,
    begun,
    command,
    expectations,
    handovers,
    owed,
    requested,
    rollcalls,
    tasks,
)
from console.boards.agencies import reach
from console.boards.base import Look, age, brief, clock, section
from console.boards.duty import hours
from console.boards.fields import LABEL, Fact, facts, lines, name_of, opens_entry, when, who
from console.boards.journal import told
from console.boards.units import counted, promised, state_cell, units_on
from console.widgets.columns import Column, text_of
from console.widgets.rows import Row
from schemas.agencies import Agency, Person
from schemas.agreements import Agreement
from schemas.base import is_post
from schemas.board import SHELVES, Board
from schemas.calls import Call
from schemas.centers import Center
from schemas.duty import SignIn
from schemas.expectations import Expectation
from schemas.incidents import Incident
from schemas.journal import Line, Sort
from schemas.messages import Message
from schemas.naming import Named
from schemas.requests import Request
from schemas.resources import Resource
from schemas.roles import Position, held_by
from schemas.rollcalls import RollCall
from schemas.sharing import Opening
from schemas.tasks import Objective, Task

COLUMNS = (Column("", LABEL, keep=8), Column("", 20, share=1, keep=9))
LINES_MAX = 40  # of an incident; the Log has them all
UNITS_MAX = 60
LATELY = timedelta(hours=1)  # for lines that belong to no incident
HUBS = (Sort.EVENT, Sort.REFUSAL)  # lines that nobody said: who came on duty is none for here
ABOUT_MAX = 6  # records that a line tells of
TEXT_MIN = 10  # cells, however narrow

# Where the record stands that a row of a board is about, by what its id begins with.
_SIGNS = {"#": "lines", "~": "people", "@": "agencies", "=": "centers"}


def record_of(board: Board, row: str) -> Named | None:
    """The record a row of any board is about."""
    row, _, _ = row.partition(" ")  # what follows tells rows about one record apart
    shelf, _, id = row.partition("/")
    if id and shelf in _SHELVES and id in board.on(shelf):
        return shelf, id
    sign = _SIGNS.get(row[:1])
    id = row if sign == "lines" else row[1:]
    if sign:
        return (sign, id) if id in board.on(sign) else None
    return next(((name, row) for name in _SHELVES if row in board.on(name)), None)


def title(look: Look, of: Named) -> str:
    """What the record is called, and what somebody must know before they read it."""
    shelf, id = of
    record = look.board.on(shelf).get(id)
    return f"{id}  {_TITLES.get(type(record), name_of)(record)}".strip()


def rows(look: Look, of: Named, width: int) -> list[Row]:
    """The record, wrapped to so many cells."""
    shelf, id = of
    record = look.board.on(shelf).get(id)
    room = max(TEXT_MIN, width - LABEL - 2)
    if record is None:
        return [*lines(Fact("gone", f"{id} is no longer on the board; the log keeps it."), room)]
    out: list[Row] = []
    for heading, parts in _ABOVE.get(type(record), _nothing)(look, record, room):
        out += [section(heading, heading), *parts]
    named = cell_len(title(look, of)) <= room  # the line over it says the whole name
    for fact in facts(look, record):
        if not (named and fact.label in ("name", "title")):
            out += lines(fact, room)
    for heading, parts in _BELOW.get(type(record), _nothing)(look, record, room):
        if parts:
            out += [section(heading, heading), *parts]
    return out


def _standing(line: Line) -> str:
    """Whether a line holds, and what it has to do with another."""
    if line.struck:
        return f"STRUCK, corrected in {line.corrected_by}" if line.corrected_by else "STRUCK"
    return f"corrects {line.corrects}" if line.corrects else ""


_TITLES: Mapping[type[Any], Callable[[Any], str]] = {
    Line: _standing,
    Resource: lambda unit: str(unit.what),
}


# -- what belongs to it --------------------------------------------------------------------------

_Sections = Iterator[tuple[str, Sequence[Row]]]


def _nothing(look: Look, record: Any, room: int) -> _Sections:
    yield from ()


def _of_resource(look: Look, unit: Resource, room: int) -> _Sections:
    steps = []
    for at, step in enumerate(reversed(unit.history)):
        job = f" {step.job}" if step.job else ""
        why = f": {step.note}" if step.note else ""
        text = f"{step.status.value}{job}{why}  #{step.seq} by {who(step.by)}"
        about = f"{opens_entry(look, step.seq)} .step.{at}".strip()
        steps.append(Row(about, (brief(step.when, look), text)))
    yield "PROMISED FOR", promised(look, unit)
    yield f"LAST STEPS of {len(unit.history)}, newest first", steps
    jobs = [job for job in dict.fromkeys((*unit.jobs, unit.under)) if job]
    yield "WORKS ON", [row for job in jobs if (row := _link(look, job))]


def _commanded(look: Look, incident: Incident, room: int) -> _Sections:
    """Who commands, and who did, before everything else."""
    yield command.section(look, incident)
    yield "THE INCIDENT", []


def _of_incident(look: Look, incident: Incident, room: int) -> _Sections:
    units = units_on(look, incident.id)
    yield f"UNITS  {counted(units)}", _units(look, units)
    yield "TO BE DONE", tasks.links(look, incident.id)
    yield "CALLS", [row for call in incident.calls if (row := _link(look, call))]
    yield "INCIDENTS UNDER IT", [row for one in incident.children if (row := _link(look, one))]
    said = [line for line in look.board.lines.values() if line.incident == incident.id]
    elsewhere = [] if incident.closed else _in_no_incident(look, room)
    yield f"LINES ({len(said)}), newest first", [*elsewhere, *_lines(look, said)]


def _in_no_incident(look: Look, room: int) -> list[Row]:
    """What was said and not to any incident: here it would look as if nobody had said it."""
    late = look.now - LATELY
    loose = [
        line
        for line in look.board.lines.values()
        if line.incident is None and line.at >= late and line.sort not in HUBS
    ]
    text = f"{len(loose)} lines of the last hour: see 2 Log"
    return [*lines(Fact("no incident", text), room)] if loose else []


def _of_call(look: Look, call: Call, room: int) -> _Sections:
    yield "UNITS", [_link(look, unit) or Row(f".unit.{unit}", (unit, "")) for unit in call.units]


def _of_agency(look: Look, agency: Agency, room: int) -> _Sections:
    yield from owed.sections(look, agency.id)
    people = [p for p in look.board.people.values() if p.agency == agency.id]
    yield "PEOPLE", [Row(f"people/{p.id}", (p.id, f"{p.name}  {reach(look, p)}")) for p in people]
    units = [u for u in look.board.resources.values() if u.owner == agency.id]
    yield "AGREEMENTS", agreements.of_agency(look, agency.id)
    yield f"UNITS  {counted(units)}", _units(look, units)


def _of_person(look: Look, person: Person, room: int) -> _Sections:
    duty = look.board.duty.get(person.id)
    yield "ON DUTY", [Row(f"duty/{duty.id}", (duty.id, duty.name))] if duty else []
    devices = [d for d in look.board.devices.values() if d.person == person.id and not d.revoked]
    since = [(d.id, f"{d.name}, since {clock(d.enrolled_at, look)}") for d in devices]
    yield "DEVICES", [Row(f".device.{id}", (id[:LABEL], text)) for id, text in since]


def _strike(look: Look, line: Line, room: int) -> _Sections:
    """That it was struck, and what stands instead, before the words that no longer hold."""
    if struck := line.struck:
        instead = _link(look, line.corrected_by) if line.corrected_by else None
        reason = "" if line.corrected_by else f": {struck.reason}"
        why = Fact("struck", f"{when(look, struck.at)} by {who(struck.by)}{reason}", tag="why")
        heading = "CORRECTED BY" if line.corrected_by else "STRUCK"
        yield heading, [*([instead] if instead else ()), *lines(why, room)]
        yield "WHAT WAS WRITTEN", []


def _of_line(look: Look, line: Line, room: int) -> _Sections:
    yield "CORRECTS", [row for one in (line.corrects,) if one and (row := _link(look, one))]
    about = _about(look, line) if line.sort is Sort.EVENT else []
    yield "WHAT IT TELLS OF", [row for id in about if (row := _link(look, id))]
    if line.struck is None and line.sort not in HUBS and line.by.agency == look.agency:
        phrases = (("correct it", f"correct {line.id} "), ("strike it", f"strike {line.id} "))
        change = [Row(f":{say}", (word, f"Enter begins  {say}…")) for word, say in phrases]
        yield "TO CHANGE IT", change


def _about(look: Look, line: Line) -> list[str]:
    """The records that the hub's own words name, as far as they are on the board."""
    words = line.text.partition(": ")[0].split()
    found = (record_of(look.board, word.strip(",;()")) for word in words)
    ids = dict.fromkeys("/".join(of) for of in found if of and of[0] != "agencies")
    return [*ids][:ABOUT_MAX]


def _of_center(look: Look, center: Center, room: int) -> _Sections:
    here = [i for i in look.board.incidents.values() if i.center == center.id and not i.closed]
    yield "TO BE DONE", tasks.links(look, center.id)
    yield "INCIDENTS", [row for one in here if (row := _link(look, one.id))]


def _of_sign_in(look: Look, one: SignIn, room: int) -> _Sections:
    yield "ON DUTY ON THIS LOG", [Row(".hours", ("hours", hours(one, look)))]
    held = held_by(look.board.roles, one.id)
    yield "HOLDS", [row for post in held if (row := _link(look, post))]


def _of_task(look: Look, task: Task, room: int) -> _Sections:
    owner = _link(look, task.to if is_post(task.to) else f"@{task.to}")
    yield "WHOSE IT IS", [owner] if owner else [Row(".to", (task.to, "no longer there"))]
    aim = _link(look, task.objective) if task.objective else None
    yield "FOR", [aim] if aim else []


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


def _of_opening(look: Look, opening: Opening, room: int) -> _Sections:
    there = _link(look, opening.of)
    yield "WHAT WAS OPENED", [there] if there else []


_Made = Callable[[Look, Any, int], _Sections]
_ABOVE: Mapping[type[Any], _Made] = {
    Incident: _commanded,
    Line: _strike,
    Position: handovers.to_me,
    Request: begun.above,
    Resource: begun.of_unit,
    SignIn: begun.of_duty,
}
_BELOW: Mapping[type[Any], _Made] = {
    Resource: _of_resource,
    Incident: _of_incident,
    Call: _of_call,
    Agency: _of_agency,
    Person: _of_person,
    Line: _of_line,
    Center: _of_center,
    Position: handovers.sections,
    SignIn: _of_sign_in,
    RollCall: rollcalls.of_roll_call,
    Request: requested.sections,
    Message: answered.sections,
    Objective: tasks.of_objective,
    Task: _of_task,
    Expectation: expectations.of_expectation,
    Opening: _of_opening,
    Agreement: agreements.sections,
}
_SHELVES = tuple(name for name, kind in SHELVES.items() if kind in _BELOW)
