"""The hub's clock, by hand, and what it says."""

from __future__ import annotations

from schemas.journal import Mark
from server.clock import Clock
from tests.house import House


def lapse(house: House) -> int:
    """Let the clock ask what is due by now; how much that was."""
    due = Clock(house.board).due(house.time.now)
    for asked in due:
        (answer,) = house.deliver([asked])
        assert answer.ok, answer
    return len(due)


def last(house: House) -> tuple[str, Mark | None]:
    """The newest line of the journal, and how much it matters."""
    line = list(house.board.lines.values())[-1]
    return line.text, line.mark
