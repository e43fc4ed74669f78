"""The hub's clock, by hand."""

from __future__ import annotations

from server.clock import Clock
from tests.house import House


def lapse(house: House) -> int:
    """Let the clock ask what is due by now; how much that was."""
    due = Clock(house.board).due(house.time.now)
    for asked in due:
        (answer,) = house.deliver([asked])
        assert answer.ok, answer
    return len(due)
