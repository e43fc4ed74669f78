"""Units as every board says them: counted each once, by call sign, by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from console.boards.base import Look, clock
from console.widgets.rows import Cell, Row
from schemas.resources import Resource, State, Status

# Glyph and word together say a state; colour only repeats it.
GLYPH: Mapping[State, str] = {
    State.IN_SERVICE: "○",
    State.AVAILABLE: "●",
    State.ASSIGNED: "▶",
    State.OUT: "✕",
}


def units_on(look: Look, job: str) -> list[Resource]:
    """The units checked in on a job or claimed by it."""
    return list(look.jobs.get(job, ()))


def counted(units: Sequence[Resource]) -> str:
    """``▶ 6 assigned  ● 3 available``: every unit once, states without units left out."""
    states = [unit.state for unit in units]
    order = (State.ASSIGNED, State.AVAILABLE, State.IN_SERVICE, State.OUT)
    return "  ".join(f"{GLYPH[s]} {n} {s}" for s in order if (n := states.count(s)))


def sign(look: Look, unit: Resource) -> str:
    """The call sign, with its agency where two agencies have the same one."""
    return unit.call_sign if len(look.signs.get(unit.call_sign, ())) == 1 else unit.id


def state_cell(unit: Resource) -> str | Cell:
    """State as glyph and word; the status instead of the state where it says more."""
    plain = unit.state in (State.IN_SERVICE, State.AVAILABLE) and unit.status in _SAYS_NO_MORE
    word = unit.state.value if plain else unit.status.value
    text = f"{GLYPH[unit.state]} {word}"
    return Cell(text, "warning") if unit.state is State.OUT else text


def arrival(look: Look, unit: Resource) -> datetime | None:
    """When it is promised to be where it has not come to yet."""
    _, brings = look.promised.get(unit.id, (None, None))
    return brings.eta if brings and not unit.is_there else None


def promised(look: Look, unit: Resource) -> list[Row]:
    """The request it is promised for, and when it is to be there."""
    if unit.id not in look.promised:
        return []
    request, _ = look.promised[unit.id]
    at = arrival(look, unit)
    there = f", there at {clock(at, look)}" if at else ""
    return [Row(f"requests/{request.id}", (request.id, f"{request.what}{there}"))]


_SAYS_NO_MORE = frozenset({Status.IN_SERVICE, Status.AVAILABLE})
