"""How many things are for some alone: told where a room says so, and nothing else of them."""

from __future__ import annotations

import pytest

from tests.clocks import lapse
from tests.house import House
from tests.insight import SECRET


@pytest.fixture
def threat(threat: House) -> House:
    """The school threat, with two restricted things already."""
    threat.does("sam", f"task fire in=INC-1 due=2h only=fire {SECRET}")
    threat.does("sam", f"need 2 medic in=INC-1 only=city {SECRET}")
    return threat


def told(room: House, person: str) -> tuple[int, int, int] | None:
    """What their console counts: requests, messages, tasks."""
    found = room.mirrors[person].board.withheld.get("INC-1")
    return (found.requests, found.messages, found.tasks) if found else None


def test_nobody_is_told_unless_the_room_says_so(threat: House) -> None:
    assert told(threat, "rosa") is None
    threat.does("sam", "withheld INC-1 shown")
    assert told(threat, "rosa") == (1, 0, 1)
    assert SECRET not in threat.mirrors["rosa"].board.dump()
    threat.does("sam", "withheld INC-1 hidden")
    assert told(threat, "rosa") is None


def test_the_count_follows_what_is_made_shared_narrowed_and_ended(threat: House) -> None:
    threat.does("sam", "withheld INC-1 shown")
    threat.does("sam", f"tell city ack=2h in=INC-1 only=city {SECRET}")
    assert told(threat, "rosa") == (1, 1, 1)
    threat.does("kim", "ack M-1")
    assert told(threat, "rosa") == (1, 0, 1)
    threat.does("sam", "share R-1 partners")
    assert told(threat, "rosa") == (0, 0, 1)
    threat.does("sam", "narrow R-1 fire")
    assert told(threat, "rosa") == (1, 0, 1)
    threat.does("maya", f"done T-1 {SECRET} was there")
    assert told(threat, "rosa") == (1, 0, 0)
    threat.reopen()
    threat.does("sam", "cancel R-1 Over")
    assert told(threat, "rosa") == (0, 0, 0)


def test_a_closed_incident_counts_down_to_nothing_and_then_is_not_counted(threat: House) -> None:
    threat.does("sam", "withheld INC-1 shown")
    threat.does("sam", "close INC-1 Over")
    while lapse(threat):
        pass
    assert told(threat, "rosa") == (0, 0, 0)
    threat.does("sam", "archive INC-1")
    assert told(threat, "rosa") is None


def test_only_the_rooms_own_people_say_so_and_once(threat: House) -> None:
    assert threat.ask("rosa", "withheld INC-1 shown").code == "not-yours"
    threat.does("sam", "withheld INC-1 shown")
    assert threat.ask("sam", "withheld INC-1 shown").code == "nothing-new"
