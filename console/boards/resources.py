"""The board of resources."""

from __future__ import annotations

from console.boards.base import CONFLICT, Look, Pane, age, brief, mark
from console.boards.units import arrival, sign, state_cell
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row
from schemas.resources import FREE, Resource, State

COLUMNS = (
    Column("", 1, keep=9),
    Column("UNIT", 9, keep=9),
    Column("KIND", 13, share=1, keep=5),
    Column("OWNER", 8, keep=6),
    Column("STATE", 14, keep=9),
    Column("FOR", 5, keep=7, align="right"),
    Column("JOB", 14, share=3, keep=8),
    Column("UNDER", 6, keep=3),
    Column("PEOPLE", 6, keep=2, align="right"),
    Column("ETA/ETR", 7, keep=4),
)
ORDER = (State.ASSIGNED, State.AVAILABLE, State.OUT, State.IN_SERVICE)


def rows(look: Look) -> list[Row]:
    """Conflicts first, then the assigned, the available, those out of service, the rest."""
    units = sorted(look.board.resources.values(), key=_rank)
    return [_row(look, unit) for unit in units]


def _rank(unit: Resource) -> tuple[bool, int, str, str]:
    return not unit.conflict, ORDER.index(unit.state), unit.owner, unit.call_sign


def _row(look: Look, unit: Resource) -> Row:
    cells = (
        mark(unit.id, look),
        sign(look, unit),
        unit.what,
        unit.owner.upper(),
        state_cell(unit),
        age(unit.since, look),
        _job(look, unit),
        unit.under or "",
        "" if unit.personnel is None else str(unit.personnel),
        brief(unit.eta or unit.etr or arrival(look, unit), look),
    )
    return Row(unit.id, cells, tone="dim" if unit.state is State.IN_SERVICE else "normal")


def _job(look: Look, unit: Resource) -> str | Cell:
    """Where it is, else what was said of it; a conflict names both jobs in words."""
    if unit.conflict:
        both = " and ".join(unit.conflict)
        said = f"available, and still on {both}" if unit.status in FREE else both
        return Cell(f"{CONFLICT} CONFLICT {said}", "danger")
    if unit.recalled:
        return Cell("recalled by its owner", "warning")
    came = "self-deployed" if unit.self_deployed else ""
    if unit.job is None:
        return ", ".join(filter(None, (came, unit.place, unit.note)))
    where = look.board.incidents.get(unit.job) or look.board.calls.get(unit.job)
    name = where.name if where else ""
    return " ".join(part for part in (unit.job, unit.assignment, came, name) if part)


PANE = Pane(
    "resources",
    "RESOURCES",
    COLUMNS,
    rows,
    "No units yet. To add one of yours:  : add E12 kind=engine people=4",
)
