"""One hat for each ask: whom somebody speaks for is echoed, recorded, and bounds what they may."""

from __future__ import annotations

import pytest

from tests.house import House


@pytest.fixture
def room(house: House) -> House:
    """An incident of fire's, joined by the police; lee is fire's second, pia the police's."""
    house.person("lee", "fire")
    house.person("pia", "pd")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("sam", "join INC-1")
    return house


def by(house: House) -> str | None:
    """The post the newest entry was said under."""
    line = list(house.board.lines.values())[-1]
    found: str | None = line.by.position
    return found


def test_the_only_post_somebody_holds_is_the_hat_of_what_they_say(room: House) -> None:
    room.does("maya", "log Before")
    assert by(room) is None
    room.does("maya", "take INC-1/IC")
    room.does("maya", "log After")
    assert by(room) == "INC-1/IC"


def test_with_several_posts_the_room_decides_or_as_says_which(room: House) -> None:
    room.does("kim", "activate 2 Fire")
    room.does("maya", "take INC-1/IC")
    room.does("maya", "take EOC/OSC")
    room.does("maya", "log No room named")
    assert by(room) is None
    room.does("maya", "log in=INC-1 About the incident")
    assert by(room) == "INC-1/IC"
    room.does("maya", "log as=OSC As operations")
    assert by(room) == "EOC/OSC"
    room.does("maya", "take INC-1/OSC")
    assert room.ask("maya", "log as=OSC Which").code == "which-position"
    room.does("maya", "log as=EOC/OSC This one")
    assert by(room) == "EOC/OSC"


def test_under_a_named_hat_one_may_do_what_that_post_may_and_no_more(room: House) -> None:
    room.does("sam", "take INC-1/IC")
    room.does("sam", "take INC-1/LOFR")
    assert room.ask("sam", "appoint as=LOFR INC-1/OSC pia").code == "not-yours"
    room.does("sam", "appoint as=IC INC-1/OSC pia")


def test_a_post_in_an_incident_makes_one_of_those_who_work_it(room: House) -> None:
    room.does("maya", "add E12 kind=engine")
    room.does("maya", "checkin E12 INC-1")
    room.does("rosa", "join INC-1")
    assert room.ask("rosa", "assign E12 INC-1").code == "not-yours"
    room.does("maya", "take INC-1/IC")
    room.does("maya", "appoint INC-1/STAM rosa")
    room.does("rosa", "assign E12 INC-1")
