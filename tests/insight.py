"""Who sees what: the consoles of the people of a house, and their boards in words."""

from __future__ import annotations

from console.boards.base import Look
from console.widgets.columns import text_of
from console.widgets.rows import Row
from tests.house import ZONE, House

EVERYBODY = ("kim", "maya", "sam", "rosa")
SECRET = "the suspect's brother"


def who_sees(room: House, shelf: str, id: str) -> set[str]:
    """Whose console shows it."""
    return {p for p in EVERYBODY if id in room.mirrors[p].board.on(shelf)}


def words(room: House, person: str) -> str:
    """All that the person's console holds."""
    return room.mirrors[person].board.dump()


def seen(house: House, me: str) -> Look:
    """The room as it is drawn for somebody."""
    agency = house.actor(me).agency
    return Look(house.mirrors[me].board, house.time.now, ZONE, me=me, agency=agency)


def said(rows: list[Row]) -> list[str]:
    """Rows as they are read."""
    return [" ".join(" ".join(map(text_of, row.cells)).split()) for row in rows]
