"""Two requests for the same: hinted after the second is made, linked by one key, never merged."""

from __future__ import annotations

from typing import Any

import pytest

from console.actions import Flag
from console.boards import details
from console.boards import requests as board
from console.offers import beside, offered
from schemas.base import By, Header
from schemas.journal import LineLogged
from schemas.requests import LINKS_MAX
from server.hats import wear
from server.rules import Actor, Room, decide
from tests.clocks import last
from tests.desk import Desk, running, says
from tests.house import House
from tests.insight import said, seen

NEED = "need 20 ambulance in=INC-1 to=GYM"


def request(house: House, id: str = "R-1") -> Any:
    """A request on the board."""
    return house.board.requests[id]


def record(house: House, id: str = "R-1") -> list[str]:
    """A request as somebody reads it."""
    return said(details.rows(seen(house, "kim"), ("requests", id), 120))


@pytest.fixture
def twice(flood: House) -> House:
    """Two asked for the same, at the same place."""
    flood.does("sam", NEED)
    flood.does("rosa", NEED)
    return flood


def test_two_for_the_same_are_linked_and_both_live_on(twice: House) -> None:
    twice.does("rosa", "link R-2 R-1 Sam asked first")
    assert (request(twice, "R-1").links, request(twice, "R-2").links) == (("R-2",), ("R-1",))
    assert not request(twice, "R-1").end
    assert not request(twice, "R-2").end
    first, later = said(board.rows(seen(twice, "kim")))
    assert "same as R-1: 20 ambulance" in later
    assert "same as" not in first
    assert "R-2 20 ambulance, approving, rosa of REDCROSS" in record(twice, "R-1")
    assert "R-1 20 ambulance, approving, sam of PD" in record(twice, "R-2")
    assert "R-2 (20 ambulance) may ask for the same as R-1" in last(twice)[0]


def test_whichever_is_named_first_the_later_one_is_the_same_as_the_earlier(twice: House) -> None:
    twice.does("lee", "link R-1 R-2")
    assert (request(twice, "R-1").same_as, request(twice, "R-2").same_as) == (None, "R-1")


def test_a_link_is_made_once_between_two_by_who_asked_or_finds(twice: House) -> None:
    twice.person("ann", "redcross")
    assert twice.ask("ann", "link R-2 R-1").code == "not-yours"
    assert twice.ask("rosa", "link R-2 R-2").code == "itself"
    twice.does("kim", "link R-2 R-1")
    assert twice.ask("rosa", "link R-1 R-2").code == "linked"


def test_so_many_are_linked_to_one_and_no_more(twice: House) -> None:
    for at in range(LINKS_MAX):
        twice.does("sam", f"need {at + 1} boat in=INC-1")
        twice.does("sam", f"link R-1 R-{at + 3}")
    assert twice.ask("lee", "link R-1 R-2").code == "too-many"


def test_when_one_has_all_the_journal_names_what_may_need_nothing_now(twice: House) -> None:
    twice.does("rosa", "link R-2 R-1")
    twice.does("lee", "approve R-1")
    twice.does("maya", "commit R-1 quantity=20")
    twice.does("sam", "receive R-1 20")
    assert last(twice)[0].endswith("all that was wanted is there; R-2 may ask for the same")
    assert not request(twice, "R-2").end


def test_a_hint_names_no_request_that_others_may_not_see(flood: House) -> None:
    flood.does("sam", NEED)
    hidden = flood.board.copy()
    hidden.requests["R-1"] = hidden.requests["R-1"].but(audience=("pd",))
    for person in ("rosa", "sam"):
        room = Room(hidden.copy())
        (ask,) = flood.said(person, NEED)
        actor = wear(flood.actor(person), None, ask.command, room)
        assert isinstance(actor, Actor)
        by = By(person=actor.person, agency=actor.agency)
        header = Header(seq=hidden.seq + 1, at=flood.time(), by=by, ref="r")
        found = decide(ask.command, room, actor, header)
        assert isinstance(found, list)
        lines = [event.text for event in found if isinstance(event, LineLogged)]
        assert lines
        assert not any("R-1" in text for text in lines)


def test_what_is_linked_or_ended_is_not_offered_again(twice: House) -> None:
    assert offered(seen(twice, "kim"), None, ["R-2"]) == {Flag.LINK: "link R-2 R-1"}
    assert offered(seen(twice, "kim"), ("requests", "R-1"), []) == {Flag.LINK: "link R-1 R-2"}
    twice.does("rosa", "link R-2 R-1")
    assert offered(seen(twice, "kim"), ("requests", "R-1"), ["R-2"]) == {}
    assert beside(seen(twice, "kim"), ["R-2"]) == ""


@running
async def test_after_a_request_one_key_begins_the_link_to_what_asks_for_the_same() -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.kim, "open flood lead=fire Mill Creek")
    desk.elsewhere(desk.maya, "need 2 ambulance in=INC-1 to=GYM")
    async with desk.open():
        await desk.say("need 2 ambulance in=INC-1 to=GYM")
        await desk.press("escape")
        assert "R-1 asks for 2 ambulance there too: l begins link R-2 R-1" in desk.answer()
        assert says(desk.lines(), "l Link")
        await desk.press("l")
        assert desk.app.prompt.line.text.strip() == "link R-2 R-1"
        await desk.press("enter")
        assert desk.room.board.requests["R-2"].same_as == "R-1"
        await desk.press("escape")
        assert "there too" not in desk.answer()
        await desk.press("l")
        assert desk.app.prompt.line.text == ""
