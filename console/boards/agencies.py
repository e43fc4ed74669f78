"""The board of agencies: who is here, away or silent, owes and is owed; and how to reach them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from console.boards.base import Look, Pane, age, clock, mark
from console.boards.owed import Debt, debts, summed
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row
from schemas.agencies import Agency, Person

PRESENT = timedelta(minutes=10)  # a key pressed so lately
SILENT = timedelta(minutes=30)  # neither console nor entry for so long

COLUMNS = (
    Column("", 1, keep=9),
    Column("AGENCY", 10, keep=9),
    Column("PRESENCE", 13, keep=9),
    Column("NAME", 15, share=2, keep=7),
    Column("STANDING", 14, keep=4),
    Column("UNITS", 5, keep=5, align="right"),
    Column("IS OWED", 8, keep=6),
    Column("OWES, REACHED BY", 16, share=3, keep=8),  # of agencies, of people
)


def rows(look: Look) -> list[Row]:
    """Each agency with its people below it; who owes what is late longest first."""
    out: list[Row] = []
    owes: dict[str, list[Debt]] = {}
    owed: dict[str, list[Debt]] = {}
    for debt in debts(look):
        owes.setdefault(debt.by, []).append(debt)
        if debt.to != debt.by:
            owed.setdefault(debt.to, []).append(debt)
    units = Counter(unit.owner for unit in look.board.resources.values())
    every = look.board.agencies.values()
    for agency in sorted(every, key=lambda a: _worst(look, owes.get(a.id, ()))):
        id = agency.id
        out.append(_row(look, agency, units[id], owes.get(id, ()), owed.get(id, ())))
        out += [_person(look, person) for person in look.people.get(id, ()) if not person.revoked]
    return out


def presence(look: Look, agency: str) -> str | Cell:
    """In words, with since when: present, away, no console, silent; or when it was last heard."""
    if look.presence is None:
        heard = age(last_heard(look, agency), look)
        return f"heard {heard} ago" if heard else "not heard yet"
    here = [p for p in look.presence.values() if p.agency == agency]
    pressed = max((p.pressed_at for p in here if p.pressed_at), default=None)
    if here:
        if pressed and look.now - pressed <= PRESENT:
            return "● present"
        return f"○ away {age(pressed, look)}".rstrip()
    last = last_heard(look, agency)
    if last is None or look.now - last > SILENT:
        return Cell(f"! silent {age(last, look)}".rstrip(), "warning")
    return "- no console"


def last_heard(look: Look, agency: str) -> datetime | None:
    """The last entry somebody of this agency left on the board."""
    people = look.people.get(agency, ())
    return max((look.heard[p.id] for p in people if p.id in look.heard), default=None)


def _worst(look: Look, owes: Sequence[Debt]) -> tuple[bool, datetime, int]:
    """What is late longest first, then who owes most."""
    late = min((one.due for one in owes if one.due and one.late(look.now)), default=None)
    return late is None, late or look.now, -len(owes)


def _row(look: Look, agency: Agency, units: int, owes: Sequence[Debt], owed: Sequence[Debt]) -> Row:
    cells = (
        mark(agency.id, look),
        agency.id.upper(),
        presence(look, agency.id),
        agency.name,
        agency.standing.value,
        str(units),
        summed(look, owed),
        summed(look, owes) or ("" if look.people.get(agency.id) else "no account yet"),
    )
    return Row(agency.id, cells)


def reach(look: Look, person: Person) -> str:
    """How somebody is reached, in short, or since when they are not to be."""
    if out := person.shut_out:
        return f"shut out {clock(out.at, look)} by {out.by.person}"
    return " ".join(filter(None, (person.phone, person.radio)))


def _person(look: Look, person: Person) -> Row:
    here = (look.presence or {}).get(person.id)
    reach = ", ".join(
        part
        for part in (
            f"tel {person.phone}" if person.phone else "",
            f"radio {person.radio}" if person.radio else "",
            f"or {person.alternate}" if person.alternate else "",
        )
        if part
    )
    cells = (
        mark(person.id, look),
        f"  {person.id}",
        _console(look, person),
        person.name,
        ", ".join(g.value for g in person.grants),
        "",
        "",
        reach,
    )
    return Row(f"~{person.id}", cells, tone="normal" if here else "dim")


def _console(look: Look, person: Person) -> str:
    """Whether they sit at a console; who does not may well be on duty."""
    here = (look.presence or {}).get(person.id)
    if here and here.pressed_at:
        return f"typed {age(here.pressed_at, look)} ago"
    return "" if here or look.presence is None else "- no console"


PANE = Pane(
    "agencies",
    "AGENCIES",
    COLUMNS,
    rows,
    'No agencies yet. To add one:  : agency redcross "Red Cross"',
)
