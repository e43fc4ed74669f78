"""One hat for each ask: whom somebody speaks for is echoed, recorded, and bounds what they may."""

from __future__ import annotations

from tests.house import House


def by(house: House) -> str | None:
    """The post the newest entry was said under."""
    line = list(house.board.lines.values())[-1]
    found: str | None = line.by.position
    return found


def test_the_only_post_somebody_holds_is_the_hat_of_what_they_say(oak_st: House) -> None:
    oak_st.does("maya", "log Before")
    assert by(oak_st) is None
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "log After")
    assert by(oak_st) == "INC-1/IC"


def test_with_several_posts_the_room_decides_or_as_says_which(oak_st: House) -> None:
    oak_st.does("kim", "activate 2 Fire")
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "take EOC/OSC")
    oak_st.does("maya", "log No room named")
    assert by(oak_st) is None
    oak_st.does("maya", "log in=INC-1 About the incident")
    assert by(oak_st) == "INC-1/IC"
    oak_st.does("maya", "log as=OSC As operations")
    assert by(oak_st) == "EOC/OSC"
    oak_st.does("maya", "take INC-1/OSC")
    assert oak_st.ask("maya", "log as=OSC Which").code == "which-position"
    oak_st.does("maya", "log as=EOC/OSC This one")
    assert by(oak_st) == "EOC/OSC"


def test_under_a_named_hat_one_may_do_what_that_post_may_and_no_more(oak_st: House) -> None:
    oak_st.does("sam", "take INC-1/IC")
    oak_st.does("sam", "take INC-1/LOFR")
    assert oak_st.ask("sam", "appoint as=LOFR INC-1/OSC pia").code == "not-yours"
    oak_st.does("sam", "appoint as=IC INC-1/OSC pia")


def test_a_post_in_an_incident_makes_one_of_those_who_work_it(oak_st: House) -> None:
    oak_st.does("maya", "add E12 kind=engine")
    oak_st.does("maya", "checkin E12 INC-1")
    oak_st.does("rosa", "join INC-1")
    assert oak_st.ask("rosa", "assign E12 INC-1").code == "not-yours"
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "appoint INC-1/STAM rosa")
    oak_st.does("rosa", "assign E12 INC-1")


def test_what_somebody_says_for_a_post_belongs_to_its_incident(oak_st: House) -> None:
    def told(phrase: str) -> str | None:
        oak_st.does("maya", phrase)
        line = list(oak_st.board.lines.values())[-1]
        found: str | None = line.incident
        return found

    assert told("log Nobody's post, no incident") is None
    oak_st.does("maya", "take INC-1/IC")
    assert told("log The only post I hold") == "INC-1"
    assert told("log in= Not about the fire") is None
    oak_st.go("maya", "EOC")
    assert told("log I went to the EOC to say this") is None
    oak_st.go("maya", None)
    oak_st.does("kim", "activate 2 Fire")
    oak_st.does("maya", "take EOC/OSC")
    assert told("log Two posts, and nothing says which") is None
    assert told("log as=IC This one") == "INC-1"
