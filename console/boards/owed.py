"""What is owed on the board: which agency owes what to whom, since when and until when.

Messages to acknowledge or answer, requests to decide or bring, tasks, reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from console.boards.base import Look, age, brief
from console.widgets.rows import Cell, Row
from schemas.base import is_post
from schemas.requests import Wait
from schemas.roles import keeper

LINKS = 40  # debts named below an agency; the boards have them all
WHOSE_MAX = 1024  # posts, agencies and people whose turn is looked up once for a board


@dataclass(frozen=True)
class Debt:
    """One thing that somebody is waited on for."""

    record: str  # requests/R-9
    what: str  # approve 2 ambulance
    on: str  # who is waited on: INC-4/LSC, fire, lee
    by: str  # the agency it is to come from; empty: nobody has it
    person: str | None  # who has it now, where one person does
    to: str  # the agency it is owed to
    room: str | None
    since: datetime
    due: datetime | None = None

    @property
    def id(self) -> str:
        """``R-9``"""
        return self.record.partition("/")[2]

    def late(self, now: datetime) -> bool:
        """Whether it should have come."""
        return self.due is not None and self.due <= now

    def is_mine(self, look: Look) -> bool:
        """Whether it waits on me or on my agency as a whole."""
        return bool(look.me) and (self.person == look.me or self.on == look.agency)


def debts(look: Look) -> list[Debt]:
    """All of them, those that have waited longest first."""
    whose = lru_cache(WHOSE_MAX)(lambda on: _whose(look, on))
    found = (
        Debt(record, what, on, *whose(on), to, room, since, due)
        for record, what, on, to, room, since, due in _all(look)
    )
    return sorted(found, key=lambda one: one.since)


def _whose(look: Look, on: str) -> tuple[str, str | None]:
    """The agency and the person that has what this post, agency or person is waited on for."""
    if is_post(on):
        post = keeper(look.board.roles, on)
        return (post.agency or "", post.holder) if post else ("", None)
    person = look.board.people.get(on)
    if person:
        return person.agency, person.id
    return (on if on in look.board.agencies else ""), None


_Found = tuple[str, str, str, str, str | None, datetime, datetime | None]


def _all(look: Look) -> Iterator[_Found]:
    yield from _messages(look)
    yield from _requests(look)
    yield from _tasks(look)
    yield from _reports(look)


def _messages(look: Look) -> Iterator[_Found]:
    for m in look.board.messages.values():
        for one in m.waiting:
            text = f"{m.want}: {m.text}"
            yield f"messages/{m.id}", text, one.waits_on, m.by.agency, m.incident, one.at, one.until


def _requests(look: Look) -> Iterator[_Found]:
    for r in look.board.requests.values():
        on: dict[str, list[Wait]] = {}
        for wait in r.open_waits if r.end is None else ():
            on.setdefault(wait.on, []).append(wait)
        for who, waits in on.items():
            wants = " + ".join(wait.wants for wait in waits)
            since, due = min(wait.since for wait in waits), _first(r.due(wait) for wait in waits)
            yield f"requests/{r.id}", f"{wants} {r.what}", who, r.by.agency, r.room, since, due


def _first(dues: Iterable[datetime | None]) -> datetime | None:
    return min(filter(None, dues), default=None)


def _tasks(look: Look) -> Iterator[_Found]:
    for t in look.board.tasks.values():
        if t.ended is None:
            yield f"tasks/{t.id}", t.text, t.to, t.by.agency, t.room, t.at, t.due


def _reports(look: Look) -> Iterator[_Found]:
    for x in look.board.expectations.values():
        if x.ended is None:
            since = x.reports[-1].at if x.reports else x.at
            yield f"expectations/{x.id}", x.text, x.who, x.by.agency, x.room, since, x.waits


# -- what an agency owes, and is owed ------------------------------------------------------------


def summed(look: Look, owed: Sequence[Debt]) -> str | Cell:
    """How many, and the age of the oldest; what is overdue before all."""
    late = [one.due for one in owed if one.due and one.due <= look.now]
    if late:
        of = f"/{len(owed)}" if len(owed) > len(late) else ""
        return Cell(f"! {len(late)}{of} late {age(min(late), look)}", "danger")
    return f"{len(owed)}, {age(owed[0].since, look)}" if owed else ""


def worst_first(look: Look, owed: Iterable[Debt]) -> list[Debt]:
    """What is late longest, then what has waited longest."""
    return sorted(
        owed, key=lambda d: (not d.late(look.now), d.due if d.late(look.now) else d.since)
    )


def sections(look: Look, agency: str) -> Iterator[tuple[str, list[Row]]]:
    """What an agency owes and is owed by others, each leading to its record."""
    every = worst_first(look, debts(look))
    owes = [one for one in every if one.by == agency]
    owed = [one for one in every if one.to == agency and one.by != agency]
    yield f"OWES {len(owes)}", [_row(look, at, one, one.on) for at, one in enumerate(owes[:LINKS])]
    rows = [_row(look, at, one, _from(one)) for at, one in enumerate(owed[:LINKS])]
    yield f"IS OWED {len(owed)}", rows


def _from(debt: Debt) -> str:
    return f"by {debt.by.upper()} {debt.on if is_post(debt.on) else ''}".rstrip() or debt.on


def _row(look: Look, at: int, debt: Debt, whose: str) -> Row:
    late = debt.late(look.now)
    due = f", due {brief(debt.due, look)}" if debt.due else ""
    when = f"! OVERDUE {age(debt.due, look)}" if late else f"{age(debt.since, look)}{due}"
    text = f"{when}  {debt.what}  ({whose})"
    return Row(f"{debt.record} .owed.{at}", (debt.id, Cell(text, "danger") if late else text))
