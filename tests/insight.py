"""Who sees what: the consoles of the people of a house."""

from __future__ import annotations

from tests.house import House

EVERYBODY = ("kim", "maya", "sam", "rosa")
SECRET = "the suspect's brother"


def who_sees(room: House, shelf: str, id: str) -> set[str]:
    """Whose console shows it."""
    return {p for p in EVERYBODY if id in room.mirrors[p].board.on(shelf)}


def words(room: House, person: str) -> str:
    """All that the person's console holds."""
    return room.mirrors[person].board.dump()
