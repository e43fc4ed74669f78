"""Need to know on a board: whom a record is for, and how many there are for others alone."""

from __future__ import annotations

from collections import Counter

from console.boards.base import Look
from console.widgets.rows import Row
from schemas.base import Record
from schemas.circles import PARTNERS
from schemas.withheld import room_of_some


def circles(record: Record) -> str:
    """``[CITY PD] `` before what is not for everybody here: need to know is visible."""
    if PARTNERS in record.audience:
        return ""
    return f"[{' '.join(circle.upper() for circle in record.audience)}] "


def hidden(noun: str, look: Look, place: int, width: int) -> list[Row]:
    """``2 more in INC-1 are for others alone``, where that is told; to look at and no more."""
    if not look.board.withheld:
        return []
    seen = Counter(room_of_some(record) for record in look.board.on(noun).values())
    out = []
    for room in look.board.withheld.values():
        more = getattr(room, noun) - seen[room.id]
        if more > 0:
            cells = [""] * width
            cells[place] = f"{more} more in {room.id} for others alone"
            out.append(Row(f".hidden.{room.id}", tuple(cells), tone="dim", selectable=False))
    return out
