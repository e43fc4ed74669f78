"""What a request brings is said in the log, and who could bring it is told so."""

from __future__ import annotations

from console.boards import requests
from tests.house import House
from tests.insight import said, seen


def now(house: House, person: str) -> list[str]:
    """What of requests stands on their first screen."""
    return said(requests.needs(seen(house, person)))


def test_what_arrives_is_a_line_of_the_log(flood: House) -> None:
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21,M22")
    seq = flood.does("maya", "checkin M21,M22 INC-1").seq
    assert flood.line(seq).text == (
        "R-1: fire.M21 of fire came, as promised; R-1: fire.M22 of fire came, as promised"
    )


def test_what_saves_life_and_came_before_it_was_approved_waits_for_that_alone(
    flood: House,
) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21")
    flood.does("maya", "checkin M21 INC-1")
    request = flood.board.requests["R-1"]
    assert (request.end, request.stage) == (None, "came, approval outstanding")
    assert [wait.wants for wait in request.open_waits] == ["approve"]
    said = flood.does("lee", "approve R-1")
    assert flood.line(said.seq).text.endswith("all that was wanted is there")
    assert flood.board.requests["R-1"].end == "received"


def test_who_asks_anew_for_more_does_not_approve_it(flood: House) -> None:
    flood.does("sam", "need 2 pump in=INC-1")
    flood.does("maya", "amend R-1 quantity=900")
    assert flood.ask("maya", "approve R-1").code == "own"
    flood.does("lee", "approve R-1")


def test_who_has_what_is_looked_for_is_told_with_the_phrase_that_promises_it(
    flood: House,
) -> None:
    flood.does("maya", "need 2 boat lifesaving in=INC-1 to='14 Mill Rd'".replace("'", '"'))
    (row,) = now(flood, "sam")
    assert row.endswith("WANTED 2 boat to 14 Mill Rd, you have it: commit R-1 B1")
    assert not any("commit R-1" in row for row in now(flood, "rosa")), "she has none"
    flood.does("sam", "commit R-1 B1")
    assert not any("WANTED" in row for row in now(flood, "sam")), "it is promised"
