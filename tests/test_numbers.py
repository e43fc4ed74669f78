"""The numbers of Now: what waits, what is missing, who is silent, how long the period lasts."""

from __future__ import annotations

import time

import pytest

from console.boards import now, numbers
from console.boards.base import Look
from console.widgets.columns import text_of
from console.widgets.rows import Cell
from schemas.resources import Resource
from tests.house import ZONE, House


@pytest.fixture
def room(oak_st: House) -> House:
    """The fire, its command taken, joined by the Red Cross, the EOC activated."""
    oak_st.does("rosa", "join INC-1")
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("kim", "activate 2 Fire")
    return oak_st


def seen(house: House, me: str = "kim", where: str | None = "INC-1") -> Look:
    """The room as it is drawn for somebody."""
    board = house.mirrors[me].board
    agency = house.actor(me).agency
    return Look(board, house.time.now, ZONE, me=me, agency=agency, room=where)


def said(look: Look) -> dict[str, str]:
    """Each line of numbers by its name, with its sign."""
    return {
        text_of(row.cells[1]): f"{text_of(row.cells[0])} {text_of(row.cells[3])}".strip()
        for row in numbers.rows(look)
    }


def test_what_waits_on_me_has_the_age_of_the_oldest_and_what_is_late_on_others_a_name(
    room: House,
) -> None:
    assert "waits" not in said(seen(room, "rosa"))
    room.does("kim", "tell redcross,sam ack=10m Shelter open")
    room.does("maya", "tell redcross ack=40m Cots wanted")
    room.time.pass_(minutes=15)
    assert (
        said(seen(room, "rosa", None))["waits"]
        == "! ! 2 on you, oldest 15m  ! 1 OVERDUE on others: M-1 sam 5m"
    )
    assert said(seen(room, "kim", None))["waits"] == "! ! 2 OVERDUE on others: M-1 REDCROSS 5m"


def test_what_is_overdue_in_another_room_is_not_counted_here(room: House) -> None:
    room.does("kim", "open flood lead=fire Mill Creek")
    room.does("sam", "join INC-2")
    room.does("maya", "task pd in=INC-2 due=10m Close 3rd")
    room.time.pass_(minutes=20)
    assert "waits" not in said(seen(room))
    assert "T-1 PD 10m" in said(seen(room, where="INC-2"))["waits"]


def test_what_cannot_wait_is_counted_and_the_scarcest_kind_is_required_had_and_needed(
    room: House,
) -> None:
    room.does("maya", "need in=INC-1 3 ambulance lifesaving")
    room.does("maya", "need in=INC-1 2 engine high")
    room.does("maya", "need in=INC-1 2 ambulance high")
    told = said(seen(room))["requests"]
    assert told == "! ! 1 lifesaving  2 high  ambulance required 5 have 0 coming 0 need 5"
    room.does("maya", "approve R-1")
    room.does("sam", "commit R-1 quantity=2 eta=+20m")
    assert said(seen(room))["requests"].endswith("required 5 have 0 coming 2 need 3")
    room.does("maya", "receive R-1 1")
    assert said(seen(room))["requests"].endswith("required 5 have 1 coming 1 need 3")


def test_each_unit_is_counted_once_and_who_waits_in_staging_for_long_is_told_of(
    room: House,
) -> None:
    for unit in ("E12", "E14", "E16"):
        room.does("maya", f"add {unit} kind=engine")
    room.does("maya", "checkin E12 INC-1; checkin E14 INC-1")
    room.does("maya", "status E14 staging")
    assert "STAGED" not in said(seen(room))["units"]
    room.time.pass_(minutes=31)
    assert said(seen(room))["units"].startswith("! ! 1 STAGED > 30m  ")
    assert "2 available" in said(seen(room))["units"]
    assert "1 in service" in said(seen(room, where=None))["units"], "all there are"


def test_vacant_key_posts_are_named_and_so_is_who_leads_too_many(room: House) -> None:
    assert said(seen(room))["posts"] == "all key posts held"
    assert "EOC/DIR" in said(seen(room, where="EOC"))["posts"]
    room.does("maya", "relieve INC-1/IC Called away")
    (row,) = (r for r in numbers.rows(seen(room)) if r.id == "=posts")
    assert row.cells[3] == Cell("! 1 VACANT: IC", "danger"), "a word, a sign, and then a colour"
    room.does("maya", "take INC-1/IC")
    for number in range(8):
        room.person(f"p{number}", "fire")
        room.does(f"p{number}", "signin")
        room.does("maya", f"post INC-1/DIV-{number} Division {number}")
        room.does("maya", f"appoint INC-1/DIV-{number} p{number}")
    assert said(seen(room))["posts"] == "! ! 1 LEADS > 7: IC"


def test_of_the_agencies_that_joined_some_are_there_and_some_say_nothing(room: House) -> None:
    assert said(seen(room))["agencies"] == "3 take part, 3 with people or units here"
    room.does("rosa", "signout")
    room.time.pass_(minutes=31)
    room.does("sam", "log Road closed")
    assert (
        said(seen(room))["agencies"]
        == "! ! 2 SILENT > 30m: FIRE, REDCROSS  3 take part, 2 with people or units here"
    )


def test_the_period_says_how_long_it_lasts_and_that_it_is_over(room: House) -> None:
    assert "period" not in said(seen(room)), "no number for what is not there"
    room.does("kim", "period 1400")
    assert said(seen(room))["period"] == "EOC OP1 ends in 1h59, at 14:00"
    room.time.pass_(minutes=70)
    assert said(seen(room))["period"].startswith("! ! EOC OP1 ends in 49m")
    room.time.pass_(hours=1)
    assert said(seen(room))["period"].startswith("! ! EOC OP1 ENDED 10m ago")


def test_the_numbers_stand_below_what_needs_somebody_and_take_few_lines(room: House) -> None:
    room.does("maya", "need in=INC-1 3 ambulance lifesaving")
    room.does("kim", "period 1400")
    found = now.rows(seen(room, "maya"))
    ids = [row.id for row in found]
    assert ids.index("§needs") == 0 < ids.index("§room")
    assert len(numbers.rows(seen(room, "maya"))) <= 6


def test_a_replay_shows_the_same_numbers_as_were_shown(room: House) -> None:
    room.does("kim", "tell redcross ack=10m Shelter open")
    room.time.pass_(minutes=45)
    live = seen(room)
    again = Look(
        live.board.copy(), live.now, ZONE, room="INC-1", presence=None, me="kim", agency="city"
    )
    assert numbers.rows(again) == numbers.rows(live)


def test_ten_thousand_units_are_counted_in_the_blink_of_an_eye(room: House) -> None:
    room.does("maya", "add E12 kind=engine")
    room.does("maya", "checkin E12 INC-1")
    unit: Resource = room.board.resources["fire.E12"]
    board = room.board.copy()
    board.resources.update(
        (f"fire.U{n}", unit.but(id=f"fire.U{n}", call_sign=f"U{n}")) for n in range(10_000)
    )
    took = []
    for _ in range(5):
        look = Look(board, room.time.now, ZONE, me="kim", agency="city", room="INC-1")
        assert look.jobs  # gathered for every board
        began = time.process_time()
        numbers.rows(look)
        took.append(time.process_time() - began)
    assert min(took) <= 0.05, took  # seconds; a quiet machine takes 0.006
