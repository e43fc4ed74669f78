"""Boards as plain tables, for a terminal or a pipe: no colour, no codes, a bounded width."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from schemas.expectations import spelt
from schemas.phrase.words import cells

# What people call a board, and the shelf it shows.
NAMES: Mapping[str, str] = {
    "incidents": "incidents",
    "calls": "calls",
    "resources": "resources",
    "log": "lines",
    "agencies": "agencies",
    "people": "people",
    "centers": "centers",
    "roles": "roles",
    "duty": "duty",
    "rollcalls": "rollcalls",
    "requests": "requests",
    "messages": "messages",
    "objectives": "objectives",
    "tasks": "tasks",
    "expectations": "expectations",
    "openings": "openings",
    "withheld": "withheld",
    "agreements": "agreements",
}
WIDTH = 100  # where there is no terminal to ask
COLUMN_MAX = 32  # of any column but the last

Column = tuple[str, Callable[[Any], Any]]


def _at(when: datetime | None) -> str:
    return f"{when.astimezone(UTC):%m-%d %H:%M}Z" if when else ""


def _all(values: Iterable[object]) -> str:
    return " ".join(str(value) for value in values)


def _beside(line: Any) -> str:
    """The other line, where one stands for it or it stands for one."""
    if line.corrected_by:
        return f"(corrected in {line.corrected_by}) "
    return f"corrects {line.corrects}: " if line.corrects else ""


def _state(work: Any) -> str:
    if work.ended:
        return str(work.ended.how)
    return "overdue" if work.overdue else "open"


_ID: Column = ("ID", lambda r: r.id)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "incidents": (
        ("KIND", lambda r: r.incident_kind),
        ("TYPE", lambda r: r.incident_type),
        ("RANK", lambda r: r.rank and r.rank.place),
        ("STATE", lambda r: "closed" if r.closed else "open"),
        ("SINCE", lambda r: _at(r.closed.at if r.closed else r.opened_at)),
        ("COMMAND", lambda r: _all(r.command)),
        ("NAME", lambda r: f"{r.name}, {r.place}" if r.place else r.name),
    ),
    "calls": (
        ("NUMBER", lambda r: r.number),
        ("FROM", lambda r: r.agency),
        ("STATE", lambda r: "closed" if r.closed_at else "open"),
        ("SINCE", lambda r: _at(r.closed_at or r.received_at)),
        ("INCIDENT", lambda r: r.incident),
        ("UNITS", lambda r: _all(r.units)),
        ("CALL", lambda r: r.name),
    ),
    "resources": (
        ("KIND", lambda r: r.what),
        ("STATE", lambda r: r.state),
        ("STATUS", lambda r: r.status),
        ("SINCE", lambda r: _at(r.since)),
        ("UNDER", lambda r: r.under),
        ("ON", lambda r: _all(r.jobs)),
    ),
    "log": (
        ("AT", lambda r: _at(r.occurred_at or r.at)),
        ("BY", lambda r: f"{r.by.person}/{r.by.agency}"),
        ("MARK", lambda r: "struck" if r.struck else r.mark),
        ("TEXT", lambda r: f"{_beside(r)}{r.text}"),
    ),
    "agencies": (
        ("DISCIPLINE", lambda r: r.discipline),
        ("STANDING", lambda r: r.standing),
        ("NAME", lambda r: r.name),
    ),
    "people": (
        ("AGENCY", lambda r: r.agency),
        ("ACCOUNT", lambda r: _all(r.grants)),
        ("PHONE", lambda r: r.phone),
        ("STATE", lambda r: "shut out" if r.revoked else ""),
        ("NAME", lambda r: r.name),
    ),
    "roles": (
        ("HOLDER", lambda r: r.holder or "vacant"),
        ("AGENCY", lambda r: r.agency),
        ("SINCE", lambda r: _at(r.since)),
        ("HANDED TO", lambda r: r.handover.to if r.handover else ""),
        ("TITLE", lambda r: r.title),
    ),
    "duty": (
        ("AGENCY", lambda r: r.agency),
        ("STATE", lambda r: "signed out" if r.out else "on duty"),
        ("SINCE", lambda r: _at(r.out or r.since)),
        ("UNTIL", lambda r: _at(r.until)),
        ("WHERE", lambda r: r.place),
    ),
    "rollcalls": (
        ("INCIDENT", lambda r: r.incident),
        ("STATE", lambda r: "closed" if r.closed_at else "overdue" if r.overdue else "open"),
        ("DUE", lambda r: _at(r.due)),
        ("MISSING", lambda r: sum(c.missing for c in r.answers)),
        ("COUNTED", lambda r: _all(f"{c.position}={c.counted}" for c in r.answers)),
        ("NO ANSWER", lambda r: _all(s.position for s in r.unanswered)),
    ),
    "requests": (
        ("PRIORITY", lambda r: r.priority),
        ("STAGE", lambda r: r.end or r.stage),
        ("SINCE", lambda r: _at(r.ended_at or min((w.since for w in r.open_waits), default=r.at))),
        ("WAITS ON", lambda r: _all(dict.fromkeys(w.on for w in r.open_waits))),
        ("WANT", lambda r: r.wanted or r.quantity),
        ("COMING", lambda r: r.committed - r.received),
        ("HERE", lambda r: r.received),
        ("NEED", lambda r: r.missing),
        ("THEIR NO", lambda r: _all(one.number for one in r.forwards if one.number)),
        ("SAME AS", lambda r: r.same_as),
        ("WHAT", lambda r: f"{r.what}, to {r.place}" if r.place else r.what),
    ),
    "messages": (
        ("AT", lambda r: _at(r.at)),
        ("FROM", lambda r: f"{r.by.person}/{r.by.position or r.by.agency}"),
        ("TO", lambda r: _all(one.to for one in r.to)),
        ("STATE", lambda r: "ended" if r.ended else "open" if r.waiting else "done"),
        ("DUE", lambda r: _at(r.due)),
        ("WAITS ON", lambda r: _all(dict.fromkeys(one.waits_on for one in r.waiting))),
        ("TEXT", lambda r: f"{r.word.upper()}{r.text}"),
    ),
    "objectives": (
        ("ROOM", lambda r: r.room),
        ("OWNER", lambda r: r.owner),
        ("STATE", _state),
        ("DUE", lambda r: _at(r.due)),
        ("SEEN BY", lambda r: r.measure),
        ("TEXT", lambda r: r.text),
    ),
    "tasks": (
        ("ROOM", lambda r: r.room),
        ("TO", lambda r: r.to),
        ("STATE", lambda r: "blocked" if r.blocked else _state(r)),
        ("DUE", lambda r: _at(r.due)),
        ("FOR", lambda r: r.objective),
        ("TEXT", lambda r: r.text),
    ),
    "expectations": (
        ("ROOM", lambda r: r.room),
        ("OWED BY", lambda r: r.who),
        ("STATE", lambda r: "overdue" if r.late else _state(r)),
        ("DUE", lambda r: _at(r.waits)),
        ("EVERY", lambda r: spelt(r.every) if r.every else ""),
        ("MISSED", lambda r: r.missed),
        ("TEXT", lambda r: r.text),
    ),
    "openings": (
        ("OF", lambda r: r.of),
        ("OWNER", lambda r: r.owner),
        ("BY", lambda r: r.person),
        ("UNTIL", lambda r: _at(r.until)),
        ("OVER", lambda r: _at(r.over_at)),
        ("REASON", lambda r: r.reason),
    ),
    "withheld": (
        ("REQUESTS", lambda r: r.requests),
        ("MESSAGES", lambda r: r.messages),
        ("TASKS", lambda r: r.tasks),
    ),
    "agreements": (
        ("BETWEEN", lambda r: _all(r.parties)),
        ("STATE", lambda r: "ended" if r.ended else "signed" if r.signed else "proposed"),
        ("VERSION", lambda r: r.shown.number),
        ("UNTIL", lambda r: _at(r.shown.until)),
        ("REMAINS", lambda r: _all(f"{r.remains(t)}/{t.quantity}" for t in r.shown.terms)),
        ("LENDS", lambda r: "; ".join(t.name for t in r.shown.terms)),
    ),
    "centers": (
        ("LEVEL", lambda r: r.level),
        ("LABEL", lambda r: r.label),
        ("SINCE", lambda r: _at(r.since)),
        ("NAME", lambda r: r.name),
    ),
}


def table(name: str, records: Sequence[Any], width: int | None = None) -> Iterator[str]:
    """The lines of a board's table: headings, then a record each; or that it is empty."""
    columns = (_ID, *COLUMNS[name])
    if not records:
        yield f"no {name}"
        return
    width = width or shutil.get_terminal_size((WIDTH, 24)).columns
    rows = [[head for head, _ in columns]]
    rows += [[_text(value(record)) for _, value in columns] for record in records]
    *front, _ = zip(*rows, strict=True)
    widths = [min(COLUMN_MAX, max(map(cells, column))) for column in front]
    left = max(8, width - sum(widths) - 2 * len(widths))
    for *words, last in rows:
        cut = [_padded(word, wide) for word, wide in zip(words, widths, strict=True)]
        yield "  ".join([*cut, _cut(last, left)]).rstrip()


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _cut(text: str, wide: int) -> str:
    """As much of it as fits, with a sign where something was left out."""
    if cells(text) <= wide:
        return text
    kept = text[: wide - 1]
    while cells(kept) > wide - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _padded(text: str, wide: int) -> str:
    cut = _cut(text, wide)
    return cut + " " * (wide - cells(cut))
