"""What each agency owes and is owed: how much, since when, and what it is by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.boards import agencies, details
from console.boards.base import Look
from console.boards.owed import debts
from console.widgets.columns import lay_out, text_of
from tests.house import ZONE, House
from tests.insight import said
from tests.walked import Walked


@pytest.fixture
def room(oak_st: House) -> House:
    """The fire, its command taken, joined by the Red Cross."""
    oak_st.does("rosa", "join INC-1")
    oak_st.does("maya", "take INC-1/IC")
    return oak_st


def seen(house: House, me: str = "kim") -> Look:
    """The board as it is drawn for somebody."""
    agency = house.actor(me).agency
    return Look(house.mirrors[me].board, house.time.now, ZONE, me=me, agency=agency)


def columns(house: House) -> dict[str, tuple[str, str]]:
    """What each agency owes and is owed, in the order of the board."""
    names = [column.title for column in agencies.COLUMNS]
    owes, owed = names.index("OWES, REACHED BY"), names.index("IS OWED")
    found = [row for row in agencies.rows(seen(house)) if not row.id.startswith("~")]
    return {row.id: (text_of(row.cells[owes]), text_of(row.cells[owed])) for row in found}


def test_an_agency_owes_what_it_is_waited_on_for_and_is_owed_what_it_asked(room: House) -> None:
    room.does("kim", "tell redcross ack=10m Shelter open")
    room.does("maya", "task pd in=INC-1 due=30m Close 3rd")
    room.does("maya", "need in=INC-1 2 cot")
    room.time.pass_(minutes=5)
    assert columns(room)["redcross"] == ("1, 5m", "")
    assert columns(room)["pd"] == ("1, 5m", "")
    assert columns(room)["city"] == ("", "1, 5m")
    assert columns(room)["fire"] == ("1, 5m", "1, 5m"), "what it asked of itself it only owes"
    room.does("rosa", "ack M-1")
    room.does("sam", "done T-1 Closed")
    assert columns(room)["redcross"] == columns(room)["city"] == columns(room)["pd"] == ("", "")


def test_who_owes_what_is_late_longest_stands_first(room: House) -> None:
    room.does("kim", "tell redcross ack=20m Shelter open")
    room.does("kim", "tell pd ack=10m Close 3rd")
    room.time.pass_(minutes=25)
    assert list(columns(room))[:2] == ["pd", "redcross"]
    assert columns(room)["pd"] == ("! 1 late 15m", "")
    assert columns(room)["city"] == ("", "! 2 late 15m")


def test_what_a_post_owes_is_owed_by_the_agency_of_who_holds_it_or_is_over_it(room: House) -> None:
    room.does("maya", "appoint INC-1/OSC pia")
    room.does("kim", "tell @INC-1/OSC ack=10m Gas is off")
    assert columns(room)["pd"][0] == "1, 0m"
    room.does("maya", "relieve INC-1/OSC Called away")
    assert columns(room)["pd"][0] == ""
    assert columns(room)["fire"][0] == "1, 0m"


def test_an_agency_names_what_it_owes_and_is_owed_and_each_leads_to_its_record(
    room: House,
) -> None:
    room.does("kim", "tell redcross ack=10m Shelter open")
    room.does("kim", "expect redcross due=40m every=2h Shelter count")
    room.time.pass_(minutes=15)
    rows = details.rows(seen(room), ("agencies", "redcross"), 90)
    words = said(rows)
    at = words.index("OWES 2")
    assert words[at + 1] == "M-1 ! OVERDUE 5m ack: Shelter open (redcross)"
    assert words[at + 2] == "X-1 15m, due 12:40 Shelter count (redcross)"
    assert details.record_of(room.board, rows[at + 1].id) == ("messages", "M-1")
    words = said(details.rows(seen(room), ("agencies", "city"), 90))
    at = words.index("IS OWED 2")
    assert words[at + 1] == "M-1 ! OVERDUE 5m ack: Shelter open (by REDCROSS)"


def test_what_is_ended_is_owed_by_nobody(room: House) -> None:
    room.does("kim", "tell redcross ack=10m Shelter open")
    room.does("kim", "expect redcross due=40m Shelter count")
    room.does("maya", "task pd in=INC-1 due=30m Close 3rd")
    room.does("maya", "need in=INC-1 2 cot")
    for who, phrase in (
        ("kim", "cancel M-1 No"),
        ("kim", "cancel X-1 No"),
        ("maya", "cancel T-1 No"),
        ("maya", "cancel R-1 No"),
    ):
        room.does(who, phrase)
    assert debts(seen(room)) == []


def test_on_the_smallest_terminal_the_board_says_what_is_owed_and_how_people_are_reached() -> None:
    shown = {agencies.COLUMNS[slot.column].title for slot in lay_out(agencies.COLUMNS, 80)}
    assert {"OWES, REACHED BY", "IS OWED", "NAME"} <= shown


def test_the_fleet_is_gone_through_as_often_however_many_agencies_there_are(room: House) -> None:
    look = seen(room)
    fleet = Walked(look.board.resources)
    agencies.rows(replace(look, board=replace(look.board, resources=fleet)))
    assert len(look.board.agencies) > 2
    assert fleet.walks == 2, "for whose they are, and for who was heard last"
