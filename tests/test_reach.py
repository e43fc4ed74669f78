"""Whom a message does not reach for now: said before Enter, with the answer and in its record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.boards import details
from console.boards import messages as board
from console.boards.base import Look
from schemas.reach import at_consoles, is_away, to_call
from schemas.wire import PRESENT_MAX, Presence, Present
from tests.clocks import lapse, last
from tests.desk import Desk, running, says
from tests.house import House
from tests.insight import said, seen


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and an OSC; the police have two people, and only sam's number is known."""
    house.person("lee", "fire")
    house.person("ron", "pd")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "join INC-1 agency=pd")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    house.does("sam", "contact sam phone=555-0103")
    return house


def here(look: Look, *people: str) -> Look:
    """The same room, while these have a console open."""
    of = look.board.people
    there = {p: Present(person=p, agency=of[p].agency) for p in people}
    return replace(look, presence=there)


def test_of_an_agency_somebody_on_duty_or_in_a_post_is_called_first(room: House) -> None:
    assert to_call(room.board, "pd") == "call Sam 555-0103"
    room.does("ron", "contact ron phone=555-0199")
    assert to_call(room.board, "pd") == "call Sam 555-0103"
    room.does("ron", "signin")
    assert to_call(room.board, "pd") == "call Ron 555-0199"
    room.does("ron", "signout")
    room.does("maya", "appoint INC-1/LSC ron")
    assert to_call(room.board, "pd") == "call Ron 555-0199"


def test_of_a_post_who_has_it_is_called_at_the_desk_and_a_person_as_they_say(room: House) -> None:
    assert to_call(room.board, "INC-1/OSC") == to_call(room.board, "redcross") == ""
    room.does("lee", 'contact lee radio="TAC 2"')
    assert to_call(room.board, "INC-1/OSC") == to_call(room.board, "lee") == "call Lee radio TAC 2"
    room.does("maya", "post INC-1/OSC phone=555-0117 Operations")
    assert to_call(room.board, "INC-1/OSC") == "call Lee 555-0117"
    room.does("kim", "revoke sam Lost his console")
    assert to_call(room.board, "pd") == "", "nobody is called who is shut out"


def test_nobody_is_said_to_be_away_where_it_is_not_known_who_is_here(room: House) -> None:
    ron = Present(person="ron", agency="pd")
    for unknown in (None, [], [ron], [ron] * PRESENT_MAX):
        at = at_consoles(unknown, "maya")
        assert not is_away(room.board.roles, at, "redcross"), unknown
    at = at_consoles([ron, Present(person="maya", agency="fire")], "maya")
    away = [id for id in ("pd", "redcross", "sam", "ron") if is_away(room.board.roles, at, id)]
    assert away == ["redcross", "sam"]


def test_the_record_says_of_each_addressee_that_it_is_not_delivered_and_whom_to_call(
    room: House,
) -> None:
    room.does("kim", "tell pd,redcross,@INC-1/OSC answer=10m How many?")
    room.does("lee", "receipt delivered M-1")
    told = said(details.rows(here(seen(room, "kim"), "kim", "rosa"), ("messages", "M-1"), 70))
    assert told[told.index("TO pd") + 2] == (
        "not delivered yet: no console open, call Sam 555-0103"
    )
    assert told[told.index("TO redcross") + 2] == "not delivered yet"
    assert told[told.index("TO INC-1/OSC lee") + 2] == "delivered 12:00 to lee"
    room.does("sam", "reply M-1 Two")
    told = said(details.rows(here(seen(room, "kim"), "kim"), ("messages", "M-1"), 70))
    assert told[told.index("TO pd") + 2].startswith("acknowledged")


def test_who_waits_reads_that_nobody_is_at_a_console_there(room: House) -> None:
    room.does("kim", "tell pd,redcross ack=10m Report")
    (row,) = said(board.waiting(here(seen(room, "kim"), "kim", "rosa")))
    assert "pd (no console open), redcross" in row


def test_who_is_silent_when_nobody_else_can_be_asked_is_named_with_whom_to_call(
    room: House,
) -> None:
    room.does("kim", "tell pd,redcross answer=10m How many?")
    room.time.pass_(minutes=10.1)
    assert lapse(room) == 1
    assert last(room)[0].endswith("pd, redcross, nobody else can be asked here; call Sam 555-0103")
    (row,) = said(board.waiting(seen(room, "kim")))
    assert row == "! M-1 10m ANSWER OVERDUE 0m: pd (call Sam 555-0103), redcross How many?"
    told = said(details.rows(seen(room, "kim"), ("messages", "M-1"), 90))
    late = "late OVERDUE; nobody else can be asked here"
    assert [line for line in told if line.startswith("late")] == [
        f"{late}: call Sam 555-0103",
        late,
    ]


def at(desk: Desk, *people: str) -> None:
    """The hub tells kim who has a console open."""
    of = desk.hub.board.people
    there = [Present(person=p, agency=of[p].agency) for p in people]
    assert desk.kim.end
    desk.kim.end.send(Presence(people=there))
    desk.settle()


@running
async def test_before_enter_and_with_the_answer_one_reads_whom_to_call_instead() -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.sam, "contact sam phone=555-0103")
    async with desk.open():
        at(desk, "kim", "maya")
        await desk.press("colon")
        await desk.type("tell pd,fire answer=10m How many?")
        call = "PD has no console open: call sam 555-0103"
        assert says(desk.lines(), f"as kim of CITY ({call})"), desk.shown()
        await desk.press("enter")
        assert "M-1 accepted" in desk.answer()
        assert call in desk.answer()
        at(desk, "kim", "maya", "sam")
        await desk.rest()
        assert "no console" not in desk.answer(), "sam came"


@running
async def test_without_a_hub_nobody_is_said_to_be_away() -> None:
    desk = Desk()
    desk.connect()
    async with desk.open():
        at(desk, "kim")
        desk.kim.cut()
        await desk.press("colon")
        await desk.type("tell pd answer=10m How many?")
        assert "queued until the hub is back" in desk.shown()
        assert "no console" not in desk.shown()


@running
async def test_who_answers_reads_that_the_sender_has_no_console_open() -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.maya, "contact maya phone=555-0110")
    desk.elsewhere(desk.maya, "tell kim answer=10m Who is there?")
    async with desk.open():
        at(desk, "kim")
        await desk.press("colon")
        await desk.type("reply M-1 Nobody")
        assert "maya has no console open: call maya 555-0110" in desk.answer()
