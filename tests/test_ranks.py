"""Ranks: which incident comes first when there is not enough for all, said by the policy group."""

from __future__ import annotations

import pytest

from console.boards import details, incidents, requests
from console.boards.base import Look
from console.tables import table
from console.widgets.columns import text_of
from console.widgets.rows import Row
from schemas.incidents import RANKED_MAX
from schemas.journal import Mark
from tests.clocks import last
from tests.house import ZONE, House


@pytest.fixture
def three(house: House) -> House:
    """A flood, a fire and a crash, opened in this order."""
    for what in ("flood lead=fire Mill Creek", "fire lead=fire Oak St", "crash lead=fire Bus"):
        house.does("kim", f"open {what}")
    return house


def places(house: House) -> dict[str, int]:
    """The place of each incident that has one."""
    found = house.board.incidents.values()
    return {one.id: one.rank.place for one in found if one.rank}


def look(house: House) -> Look:
    """What kim's boards are drawn from."""
    return Look(house.mirrors["kim"].board, house.time.now, ZONE, me="kim", agency="city")


def ids(rows: list[Row]) -> list[str]:
    """The records of a board, from the top."""
    return [text_of(row.cells[1]) for row in rows]


def test_a_rank_is_kept_with_who_gave_it_when_and_why(three: House) -> None:
    three.does("kim", "rank INC-3 1 Children on the bus")
    rank = three.board.incidents["INC-3"].rank
    assert rank
    assert (rank.place, rank.by.person, rank.reason) == (1, "kim", "Children on the bus")
    text, mark = last(three)
    assert text == "INC-3 Bus is number 1 among the incidents, says kim: Children on the bus"
    assert mark is Mark.MAJOR
    shown = details.rows(look(three), ("incidents", "INC-3"), 100)
    said = [" ".join(map(text_of, row.cells)) for row in shown]
    assert any("1, 12:00" in line and "Children on the bus" in line for line in said)


def test_two_never_share_a_place_who_has_it_moves_down_and_keeps_the_reason(three: House) -> None:
    three.does("kim", "rank INC-1 1 Most homes")
    three.does("kim", "rank INC-2 2 Spreads")
    three.does("kim", "rank INC-3 1 Children on the bus")
    assert places(three) == {"INC-3": 1, "INC-1": 2, "INC-2": 3}
    moved = three.board.incidents["INC-1"].rank
    assert moved
    assert moved.reason == "Most homes"
    assert last(three)[0].endswith("; INC-1 is 2, INC-2 is 3 now")


def test_a_free_place_below_takes_up_what_moves_down(three: House) -> None:
    three.does("kim", "rank INC-1 1 Most homes")
    three.does("kim", "rank INC-2 3 Spreads")
    three.does("kim", "rank INC-3 1 Children on the bus")
    assert places(three) == {"INC-3": 1, "INC-1": 2, "INC-2": 3}


def test_one_is_ranked_again_and_its_rank_is_taken_away(three: House) -> None:
    three.does("kim", "rank INC-1 1 Most homes")
    three.does("kim", "rank INC-1 2 Water falls")
    assert places(three) == {"INC-1": 2}
    three.does("kim", "unrank INC-1 Dry")
    assert places(three) == {}
    assert three.ask("kim", "unrank INC-1 Dry").code == "not-ranked"


def test_a_closed_incident_has_no_rank_and_comes_back_without_one(three: House) -> None:
    three.does("kim", "rank INC-1 1 Most homes")
    three.does("kim", "close INC-1 Dry")
    assert places(three) == {}
    assert three.ask("kim", "rank INC-1 1 Most homes").code == "closed"
    three.does("kim", "reopen INC-1 Wet")
    assert places(three) == {}


def test_the_policy_group_and_the_director_rank_and_those_who_command_do_not(three: House) -> None:
    assert three.ask("maya", "rank INC-1 1 Ours").code == "not-yours"
    three.does("maya", "take INC-1/IC")
    refused = three.ask("maya", "rank INC-1 1 Ours")
    assert (refused.code, "EOC/POLICY" in refused.because) == ("not-yours", True)
    three.person("ada", "city")
    three.person("bo", "city")
    three.does("kim", "appoint EOC/POLICY ada")
    three.does("kim", "appoint EOC/DIR bo")
    three.does("ada", "rank INC-1 1 Most homes")
    rank = three.board.incidents["INC-1"].rank
    assert rank
    assert rank.by.position == "EOC/POLICY"
    three.does("bo", "rank INC-2 1 Spreads")


def test_no_more_are_ranked_than_there_are_places(three: House) -> None:
    for at in range(RANKED_MAX):
        three.does("kim", f"open fire lead=fire Fire {at}")
        three.does("kim", f"rank INC-{at + 4} {at + 1} In order")
    assert three.ask("kim", "rank INC-1 1 Most homes").code == "too-many"


def test_incidents_stand_by_rank_and_then_by_number(three: House) -> None:
    three.does("kim", "rank INC-3 1 Children on the bus")
    assert ids(incidents.rows(look(three))) == ["INC-3", "INC-1", "INC-2"]
    lines = list(table("incidents", list(three.board.incidents.values()), 120))
    assert "RANK" in lines[0]


def test_requests_stand_by_priority_then_rank_then_age(three: House) -> None:
    for line in ("2 boat in=INC-1", "2 pump in=INC-3", "9 cot in=INC-2 high", "1 tent in=INC-1"):
        three.does("kim", f"need {line}")
        three.time.pass_(minutes=1)
    assert ids(requests.rows(look(three))) == ["R-3", "R-1", "R-2", "R-4"]
    three.does("kim", "rank INC-3 1 Children on the bus")
    assert ids(requests.rows(look(three))) == ["R-3", "R-2", "R-1", "R-4"]
