"""The top of Now: what needs me comes before what anybody may do, and says what to do about it."""

from __future__ import annotations

import pytest

from console.boards import details, now
from console.boards.base import Look
from console.widgets.columns import text_of
from console.widgets.rows import Row
from tests.clocks import lapse
from tests.house import ZONE, House


@pytest.fixture
def room(house: House) -> House:
    """A center and an incident, each with an OSC; lee is fire's second."""
    house.person("lee", "fire")
    house.does("lee", "contact lee phone=555-0102")
    for phrase in ("activate 2 River rises", "signin", "open flood lead=fire Mill Creek"):
        house.does("kim", phrase)
    house.does("maya", "signin; take INC-1/IC; appoint INC-1/OSC maya")
    house.does("sam", "join INC-1; signin")
    return house


def rows(house: House, me: str, room: str | None = None) -> list[Row]:
    """The rows of Now as somebody has them."""
    return now.rows(look(house, me, room))


def look(house: House, me: str, room: str | None = None) -> Look:
    """What somebody's boards are drawn from."""
    board = house.mirrors[me].board
    return Look(board, house.time.now, ZONE, me=me, agency=board.people[me].agency, room=room)


def said(house: House, me: str, room: str | None = None) -> list[str]:
    """The same in words."""
    return [" ".join(filter(None, map(text_of, row.cells))) for row in rows(house, me, room)]


def test_what_needs_me_comes_first_and_what_anybody_may_do_last(room: House) -> None:
    room.does("kim", "tell @INC-1/OSC answer=15m Who is west of the bridge?")
    room.does("lee", "signin")
    room.does("maya", "handover INC-1/OSC lee Mill Rd is closed")
    room.does("lee", "signout")
    room.does("lee", "signin")
    room.does("maya", "handover INC-1/OSC lee Mill Rd is closed")
    lines = said(room, "lee")
    assert lines[0] == "NEEDS 1  you must act on these"
    assert lines[1].startswith("! INC-1/OSC 0m maya hands you Operations Section Chief of INC-1")
    assert lines[2] == "ANYBODY 1  whoever can must act on these"
    assert lines[3].startswith("! EOC 0m VACANT")
    maya = said(room, "maya")
    assert "ANSWER" in maya[1]
    room.does("lee", "signout")
    room.does("kim", "tell lee ack=10m Come back")
    room.time.pass_(hours=9)
    first, second = said(room, "lee")[1:3]
    assert "you are not signed in" in first
    assert "ACK OVERDUE" in second


def test_nobody_takes_a_vacant_post_by_a_slip_enter_opens_it_first(room: House) -> None:
    row = next(row for row in rows(room, "sam") if "VACANT" in text_of(row.cells[-1]))
    assert row.id == "roles/EOC/DIR"
    text = text_of(row.cells[3])
    assert text.startswith("VACANT ")
    assert "OSC" in text.partition(" of the center EOC: take EOC/DIR takes it")[0]
    looks = look(room, "sam")
    begins = [one.id for one in details.rows(looks, ("roles", "EOC/DIR"), 70)]
    assert begins[1] == ":take EOC/DIR"


def test_the_only_vacant_post_of_a_room_is_named(room: House) -> None:
    room.does("maya", "relieve INC-1/IC Off")
    row = next(row for row in rows(room, "sam") if row.id == "roles/INC-1/IC")
    assert text_of(row.cells[3]) == "VACANT IC Incident Commander: take INC-1/IC takes it"


def test_the_record_of_my_post_begins_how_i_leave_it(room: House) -> None:
    ids = [one.id for one in details.rows(look(room, "maya"), ("roles", "INC-1/IC"), 70)]
    assert ids[1:3] == [":handover INC-1/IC ", ":relieve INC-1/IC "]
    ids = [one.id for one in details.rows(look(room, "sam"), ("roles", "INC-1/IC"), 70)]
    assert not [id for id in ids if id.startswith(":")]


def test_what_nobody_answered_needs_who_asked_with_whom_to_call(room: House) -> None:
    room.does("kim", "tell lee answer=5m Where is E12?")
    room.time.pass_(minutes=1)
    waiting = said(room, "kim")
    assert any("ANSWER due" in line for line in waiting[waiting.index("WAITING ON OTHERS") :])
    for _ in range(4):
        room.time.pass_(minutes=6)
        lapse(room)
    lines = said(room, "kim")
    assert lines[0].startswith("NEEDS 1 ")
    assert "ANSWER OVERDUE" in lines[1]
    assert "call Lee 555-0102" in lines[1]
    assert "WAITING ON OTHERS" not in lines


def test_a_duty_nobody_took_needs_who_hands_it_over_and_anybody_else_may_help(room: House) -> None:
    room.does("lee", "signin")
    room.does("kim", "take EOC/DIR")
    room.does("maya", "handover INC-1/OSC lee Mill Rd is closed")
    for _ in range(8):
        room.time.pass_(minutes=11)
        lapse(room)
    assert room.post("INC-1/OSC").handover.due is None
    mine, others = said(room, "maya"), said(room, "sam")
    assert "nobody took it: call" in mine[1]
    assert "555-0102" in mine[1]
    at = next(at for at, line in enumerate(others) if line.startswith("ANYBODY"))
    assert "nobody took it" in others[at + 1]


def test_an_order_that_i_acknowledged_stands_there_until_i_say_that_it_is_done(
    room: House,
) -> None:
    room.does("maya", "relieve INC-1/OSC Other duties")
    room.does("maya", "appoint INC-1/OSC lee")
    room.does("maya", 'direct @INC-1/OSC in="Mill Rd bridge" ack=10m Pull E12 back')
    order = "M-1 0m ORDER Mill Rd bridge: Pull E12 back: reply M-1 says that it is done"
    assert order not in said(room, "lee"), "it stands under what needs me"
    room.does("lee", "ack M-1")
    assert order in said(room, "lee")
    assert order not in said(room, "maya")
    room.does("lee", "reply M-1 E12 is at 5th")
    assert order not in said(room, "lee")
