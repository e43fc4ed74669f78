"""What somebody sees and does who looks at a recording of a night they were not there."""

from __future__ import annotations

import pytest

from schemas.circles import View
from tests.desk import running
from tests.house import House
from tests.replays import copied, shown
from tests.tape import Tape


def tape(house: House, view: View | None = None) -> Tape:
    """A painted replay of all that was said in the house so far."""
    return Tape(shown(copied(house), view))


@pytest.fixture
def night(busy: House) -> House:
    """A night in which something urgent was said."""
    busy.does("maya", "log urgent Roof is coming down")
    busy.time.pass_(minutes=3)
    busy.does("sam", "log urgent Second shot heard")
    busy.does("sam", "log Quiet now")
    return busy


@running
async def test_what_was_looked_at_leaves_no_trace_in_any_moment(night: House) -> None:
    async with tape(night).open() as screen:
        last = f"#{night.board.seq}"
        await screen.at(last)
        await screen.press("1")
        before = screen.shown()
        assert "NEEDS          3" in before
        await screen.press("down", "enter", "escape")  # the urgent line is opened
        await screen.press("2")
        await screen.press("1")
        await screen.at("#3")
        await screen.at(last)
        await screen.press("1")
        assert screen.shown() == before


@running
async def test_what_is_in_sight_is_not_called_for_beside_it(night: House) -> None:
    async with tape(night).open() as screen:
        await screen.at(f"#{night.board.seq}")
        for _ in range(2):
            await screen.press("9")
            assert "!! 2 urgent, the newest" in screen.shown()
            await screen.press("2")
            assert "urgent, the newest" not in screen.shown()
