"""What a closed incident left open ends with it, however much it is, and nothing of it is late."""

from __future__ import annotations

import pytest

from schemas.tasks import End
from server.rules.closeouts import PART
from tests.clocks import lapse
from tests.house import House


@pytest.fixture
def room(house: House) -> House:
    """A fire that the police take part in."""
    house.does("kim", "open fire lead=fire Oak St")
    house.does("sam", "join INC-1")
    return house


def test_an_incident_that_closes_ends_all_that_is_open_in_it_however_much_that_is(
    room: House,
) -> None:
    room.does("maya", "objective in=INC-1 Evacuate")
    room.deliver([room.asked("maya", f"task pd in=INC-1 {n}") for n in range(PART)])
    room.does("maya", "expect pd in=INC-1 due=1h every=1h Streets")
    room.does("kim", "task pd in=EOC due=2h Another room")
    room.does("maya", "close INC-1 Out")
    assert lapse(room) == 1
    shelves = (room.board.objectives, room.board.tasks, room.board.expectations)
    there = [one for shelf in shelves for one in shelf.values() if one.room == "INC-1"]
    assert sum(1 for one in there if one.ended) == PART
    assert lapse(room) == 1
    assert room.board.closeouts == {}
    board = room.board
    ended = (
        board.objectives["O-1"].ended,
        board.tasks["T-1"].ended,
        board.expectations["X-1"].ended,
    )
    for one in ended:
        assert one is not None
        assert (one.how, one.text, one.by.person) == (End.CANCELLED, "INC-1 was closed", "clock")
    assert board.tasks[f"T-{PART + 1}"].ended is None
    room.time.pass_(hours=1, minutes=30)
    assert lapse(room) == 0, "nothing of it is overdue"


def test_an_incident_that_is_open_again_keeps_what_was_not_ended_yet(room: House) -> None:
    room.does("maya", "task pd in=INC-1 Close 3rd")
    room.does("maya", "close INC-1 Out")
    room.does("maya", "reopen INC-1 It burns again")
    room.reopen()
    assert lapse(room) == 1
    assert room.board.tasks["T-1"].ended is None
    assert room.board.closeouts == {}


def test_an_incident_with_nothing_open_closes_with_nothing_to_end(room: House) -> None:
    room.does("maya", "task pd in=INC-1 Close 3rd")
    room.does("sam", "done T-1 Closed")
    room.does("maya", "close INC-1 Out")
    assert lapse(room) == 0


def test_nobody_learns_from_a_closed_incident_that_something_hidden_was_open(room: House) -> None:
    room.does("maya", "task fire in=INC-1 only=fire Look behind the school")
    room.does("maya", "close INC-1 Out")
    assert room.mirrors["sam"].board.closeouts == {}
    assert lapse(room) == 1
    assert room.board.tasks["T-1"].ended
    assert room.board.closeouts == {}
