"""A record's own fields in the words of people, each on as many lines as it needs.

A row that names another record stands for it: its id begins with ``shelf/id`` and a blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from console.boards.base import Look, age, clock, lasted
from console.boards.journal import told
from console.widgets.columns import wrapped
from console.widgets.rows import Row
from schemas.agencies import Person, ShutOut
from schemas.base import By, Record
from schemas.centers import Period
from schemas.circles import PARTNERS, PUBLIC, RESERVED
from schemas.expectations import Expectation, spelt
from schemas.incidents import DEGREE, Closed, Rank
from schemas.journal import Line, Sort
from schemas.messages import Message
from schemas.requests import Anew, Request
from schemas.resources import WORKING, Resource, State, Status
from schemas.roles import Position
from schemas.rollcalls import RollCall
from schemas.tasks import Blocked, Ended, Objective, Task

LABEL = 14  # cells of a field's name

_TIMES = ("at", "opened_at", "since")  # when it began, said first
_AUTHORS = ("by", "opened_by")  # who began it, said beside that
_BELOW = (
    *("history", "jobs", "units", "calls", "children", "supervisors", "answers", "commanded"),
    *("approvals", "offers", "forwards", "links", "commitments", "waits", "look_at", "to"),
    *("reports", "signed", "proposed", "uses"),
)
_NEVER = frozenset(("id", "touched", "audience", "before_s", "key", *_TIMES, *_AUTHORS, *_BELOW))
_WORK: tuple[type[Any], ...] = (Objective, Task, Expectation)
# What the title, another field or a section of the same record says.
_ELSEWHERE: Mapping[type[Any], frozenset[str]] = {
    Person: frozenset(("revoked",)),
    Line: frozenset(("corrects", "corrected_by", "struck")),
    Message: frozenset(("want", "due")),
    Position: frozenset(
        ("room", "code", "section", "command", "agency", "opened", "handover", "briefing")
    ),
    Resource: frozenset(("state",)),
    **dict.fromkeys(_WORK, frozenset(("overdue",))),
}
_LABELS: Mapping[str | tuple[type[Any], str], str] = {
    "at": "written",
    (Message, "at"): "sent",
    (Objective, "at"): "set",
    (Task, "at"): "given",
    **{(kind, "text"): "title" for kind in _WORK},
    "measure": "seen by",
    "who": "owed by",
    "late": "overdue since",
    "opened_at": "opened",
    "resource_kind": "kind",
    "resource_type": "type",
    "incident_kind": "kind",
    "incident_type": "type",
    "call_type": "type",
    "said_by": "from",
    "occurred_at": "happened",
    "sort": "this is",
    "mark": "marked",
    "grants": "account",
    "may": "may commit",
    "holder": "held by",
    "relief": "relief due",
    "out": "signed out",
    "self_deployed": "came",
    "closed_at": "closed",
    "received_at": "received",
    "entered_at": "entered",
    **{(kind, "at"): "asked" for kind in (RollCall, Request, Expectation)},
    "needed": "needed by",
    "end": "ended as",
    "ended_at": "ended",
    "substitutes": "or",
    "eta": "there at",
    "etr": "back at",
}
# The shelf of the records a field names.
_NAMES: Mapping[str, str] = {
    "agencies": "agencies",
    "agency": "agencies",
    "center": "centers",
    "deputies": "people",
    "holder": "people",
    "hazard": "lines",
    "incident": "incidents",
    "lead": "agencies",
    "replaced_by": "messages",
    "replaces": "messages",
    "objective": "objectives",
    "owner": "agencies",
    "parent": "incidents",
    "parties": "agencies",
    "reports_to": "roles",
    "speaks_for": "agencies",
    "under": "incidents",
    "unified": "agencies",
}
_SORTS: Mapping[Sort, str] = {
    Sort.CHAT: "chat",
    Sort.DECISION: "a decision",
    Sort.EVENT: "written by the hub because of what was done",
    Sort.HAZARD: "a warning of a hazard",
    Sort.LOG: "",
    Sort.REFUSAL: "an ask that was refused",
}
# The official state behind these words goes without saying.
_STATES: Mapping[Status, State] = {
    **dict.fromkeys(WORKING - {Status.STAGING}, State.ASSIGNED),
    Status.IN_SERVICE: State.IN_SERVICE,
    Status.AVAILABLE: State.AVAILABLE,
    Status.OUT: State.OUT,
}


class Fact(NamedTuple):
    """What is said of a record under one label."""

    label: str
    text: str
    opens: str = ""  # the record it names, as ``shelf/id``
    tag: str = ""  # tells it from others under the same label


def lines(fact: Fact, room: int) -> Iterator[Row]:
    """A fact on as many lines as it needs."""
    for at, text in enumerate(wrapped(fact.text, room)):
        row = f"{fact.opens} .{fact.tag or fact.label}.{at}".strip()
        yield Row(row, ("" if at else fact.label, text))


def facts(look: Look, record: Record) -> Iterator[Fact]:
    """Everything a record says of itself, for whom it is, and what changed it last."""
    yield from _times(look, record)
    elsewhere = _NEVER | _ELSEWHERE.get(type(record), frozenset())
    for name in type(record).model_fields:
        if name not in elsewhere and (text := _text(look, record, name)):
            yield Fact(_label(record, name), text, _opens(look, record, name))
    yield from _last_change(look, record)
    yield Fact("open to", ", ".join(map(_circle, record.audience)))


def opens(look: Look, shelf: str, id: str | None) -> str:
    """The record as a row names it, when it is on the board."""
    return f"{shelf}/{id}" if id in look.board.on(shelf) else ""


def opens_entry(look: Look, seq: int) -> str:
    """The line an entry left in the log."""
    return opens(look, "lines", f"#{seq}")


def when(look: Look, at: datetime) -> str:
    """``14:05 (17m ago)``, ``14:30 (in 8m)``."""
    ahead = at - look.now
    if ahead.total_seconds() > 0:
        return f"{clock(at, look)} (in {lasted(look.now, at)})"
    return f"{clock(at, look)} ({age(at, look)} ago)"


def who(by: By) -> str:
    """``maya of FIRE as INC-4/OSC``."""
    hat = f" as {by.position}" if by.position else ""
    return f"{by.person} of {by.agency.upper()}{hat}"


def called(look: Look, shelf: str, id: str) -> str:
    """What people call a record that another one names; a post with who holds it."""
    if shelf == "agencies":
        return id.upper()
    found = look.board.on(shelf).get(id)
    name = (found.holder or "vacant") if isinstance(found, Position) else name_of(found)
    return f"{id} {name}".strip() if name != id else id


def name_of(record: Any) -> str:
    """What people call it, if it has a name beside its id."""
    name = getattr(record, "name", None)
    return name if isinstance(name, str) else ""


# -- one field -----------------------------------------------------------------------------------


def _label(record: Record, name: str) -> str:
    return _LABELS.get((type(record), name)) or _LABELS.get(name) or name.replace("_", " ")


def _text(look: Look, record: Record, name: str) -> str:
    value = getattr(record, name)
    if own := _OWN.get((type(record), name)):
        return own(record)
    if value in (None, (), False):
        return ""
    if shelf := _NAMES.get(name):
        ids = value if isinstance(value, tuple) else (value,)
        return ", ".join(called(look, shelf, id) for id in ids)
    if name in ("lat", "lon"):
        return f"{value / DEGREE:.5f}"
    over = isinstance(value, datetime) and value > look.now and getattr(record, "end", None)
    return clock(value, look) if over else _words(look, value)  # nothing is due any more


def _opens(look: Look, record: Record, name: str) -> str:
    """The one record a field names."""
    value = getattr(record, name)
    ids = value if isinstance(value, tuple) else (value,)
    return opens(look, _NAMES[name], ids[0]) if name in _NAMES and len(ids) == 1 else ""


def _times(look: Look, record: Any) -> Iterator[Fact]:
    by = next((by for name in _AUTHORS if (by := getattr(record, name, None))), None)
    for name in _TIMES:
        at = getattr(record, name, None)
        if at and by:
            text = f"{when(look, at)} by {who(by)}"
            yield Fact(_label(record, name), text, opens(look, "people", by.person))
        elif at:
            yield Fact(_label(record, name), when(look, at))


def _last_change(look: Look, record: Record) -> Iterator[Fact]:
    """What changed it last, where no other row of it says so."""
    touched = record.touched
    told_at = {getattr(record, name, None) for name in (*_TIMES, "closed_at", "out")}
    told_at |= {
        getattr(getattr(record, name, None), "at", None) for name in ("handover", "closed", "ended")
    }
    steps = (*getattr(record, "history", ()), *getattr(record, "answers", ()))
    known = isinstance(record, Line) or touched.at in told_at
    if not touched.seq or known or any(step.seq == touched.seq for step in steps):
        return
    line = look.board.lines.get(f"#{touched.seq}")
    by = "" if touched.by in RESERVED else f" by {touched.by}"
    what = f"{by}: {told(line, look)}" if line else by
    text = f"{when(look, touched.at)}, #{touched.seq}{what}"
    yield Fact("last change", text, opens_entry(look, touched.seq))


def _circle(circle: str) -> str:
    """Who is in a circle: an open record is not one that somebody has read."""
    if circle in RESERVED:
        return {PARTNERS: "all partners", PUBLIC: "the public"}.get(circle, circle)
    return circle.removeprefix("~") if circle.startswith("~") else circle.upper()


def _status(unit: Resource) -> str:
    """The status, the official state where the word does not say it, and what was said with it."""
    state = "" if _STATES.get(unit.status) is unit.state else f" ({unit.state})"
    return f"{unit.status.value}{state}{f': {unit.note}' if unit.note else ''}"


def _holder(post: Position) -> str:
    agency = f" of {post.agency.upper()}" if post.agency else ""
    return f"{post.holder}{agency}" if post.holder else "nobody: it is vacant"


def _words(look: Look, value: Any) -> str:
    return next(say(look, value) for kind, say in _SAID if isinstance(value, kind))


def _reasoned(look: Look, one: Closed | ShutOut | Blocked | Rank) -> str:
    return f"{when(look, one.at)} by {who(one.by)}{f': {one.reason}' if one.reason else ''}"


def _ended(look: Look, ended: Ended) -> str:
    return f"{ended.how} {when(look, ended.at)} by {who(ended.by)}: {ended.text}"


_OWN: Mapping[tuple[type[Any], str], Callable[[Any], str]] = {
    (Line, "sort"): lambda line: _SORTS[line.sort],
    (Position, "holder"): _holder,
    (Request, "quantity"): lambda request: request.counted,
    (Expectation, "every"): lambda one: spelt(one.every) if one.every else "",
    (Resource, "self_deployed"): lambda unit: unit.came,
    (Resource, "status"): _status,
}
_SAID: tuple[tuple[type[Any], Callable[[Look, Any], str]], ...] = (
    (bool, lambda look, value: "yes"),
    (datetime, when),
    (Enum, lambda look, value: str(value.value).replace("_", " ")),
    *((kind, _reasoned) for kind in (Closed, ShutOut, Blocked)),
    (Rank, lambda look, value: f"{value.place}, {_reasoned(look, value)}"),
    (Ended, _ended),
    (Anew, lambda look, one: f"{clock(one.at, look)} by {who(one.by)}{one.then}"),
    (Period, lambda look, value: f"OP{value.number} until {clock(value.until, look)}"),
    (tuple, lambda look, value: ", ".join(_words(look, one) for one in value)),
    (object, lambda look, value: str(value)),
)
