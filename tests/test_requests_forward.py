"""Requests beyond the room: sent on up the chain, with their number beside ours."""

from __future__ import annotations

from typing import Any

import pytest

from console import tell
from console.boards import details, now
from console.boards import requests as board
from console.boards.owed import debts
from console.tables import table
from schemas.board import as_data
from schemas.journal import Mark
from schemas.requests import FORWARDS_MAX, Stage
from tests.clocks import lapse, last
from tests.house import House
from tests.insight import said, seen

NEED = "need 20 ambulance in=INC-1 to=GYM"


@pytest.fixture
def short(flood: House) -> House:
    """Twenty ambulances are approved, and nobody here has them."""
    flood.does("sam", NEED)
    flood.does("lee", "approve R-1")
    return flood


def request(house: House, id: str = "R-1") -> Any:
    """A request on the board."""
    return house.board.requests[id]


def waits(house: House, id: str = "R-1") -> list[str]:
    """Who is waited on now, what for, and of which agency they are."""
    return [f"{w.wants.value} {w.on} of {w.agency}" for w in request(house, id).open_waits]


def record(house: House, id: str = "R-1") -> list[str]:
    """A request as somebody reads it."""
    return said(details.rows(seen(house, "kim"), ("requests", id), 120))


def test_what_nobody_here_can_bring_waits_on_the_county_by_name(short: House) -> None:
    short.does("lee", 'forward R-1 to=COUNTY number=MA-123 spoke="Dana Ortiz" due=+2h Ours are out')
    assert waits(short) == ["source county of county"]
    (sent,) = request(short).forwards
    assert (sent.to, sent.number, sent.spoke) == ("county", "MA-123", "Dana Ortiz")
    assert (sent.by.person, sent.by.position) == ("lee", "INC-1/LSC")
    text, mark = last(short)
    assert "sent on to county as MA-123, spoke with Dana Ortiz, to answer by 18:00Z" in text
    assert text.endswith("Ours are out; waits on county")
    assert mark is Mark.MAJOR


def test_what_is_asked_outside_is_owed_by_the_time_an_answer_is_due(short: House) -> None:
    short.does("lee", "forward R-1 to=state due=+2h")
    (owed,) = debts(seen(short, "kim"))
    assert (owed.on, owed.due) == ("state", request(short).forwards[0].due)


def test_their_number_stands_beside_ours_in_list_record_and_table(short: House) -> None:
    short.does("lee", "forward R-1 to=state number=SM-1187 spoke=Dana due=+2h")
    short.time.pass_(minutes=30)
    (row,) = said(board.rows(seen(short, "rosa")))
    assert row.startswith("R-1 find STATE SM-1187 by 14:00 30m 30m 20 ambulance")
    assert any(
        line.startswith("STATE their number SM-1187, asked 12:00 by lee of FIRE as INC-1/LSC")
        for line in record(short)
    )
    assert any("SM-1187" in line for line in table("requests", [request(short)], 200))


def test_who_sent_it_on_sees_that_it_waits_on_others(short: House) -> None:
    short.does("lee", "forward R-1 to=state number=SM-1187 due=+2h")
    assert "R-1 0m STATE SM-1187 to find 20 ambulance, by 14:00" in said(
        now.rows(seen(short, "lee"))
    )


def test_the_number_comes_later_by_the_same_phrase(short: House) -> None:
    short.does("lee", "forward R-1 to=county due=+2h")
    due = request(short).forwards[0].due
    short.time.pass_(minutes=9)
    answer = short.does("lee", "forward R-1 to=county number=MA-123")
    (sent,) = request(short).forwards
    assert (sent.number, sent.due) == ("MA-123", due)
    assert "R-1 (20 ambulance) is with county as MA-123" in last(short)[0]
    happening = next(iter(short.hub.memory.since((answer.seq or 0) - 1) or ()))
    assert "R-1 is with county, their number MA-123" in tell.line(happening.entry)
    assert short.ask("lee", "forward R-1 to=county").code == "nothing-new"


def test_it_goes_further_up_and_each_step_is_kept_with_its_times(short: House) -> None:
    short.does("lee", "forward R-1 to=county")
    short.time.pass_(minutes=40)
    short.does("lee", "forward R-1 to=state number=SM-1187 County has none")
    county, state = request(short).forwards
    assert (county.until - county.at).total_seconds() // 60 == 40
    assert state.until is None
    assert waits(short) == ["source state of state"]
    short.does("lee", "forward R-1 to=county number=MA-123")
    county, state = request(short).forwards
    assert county.number == "MA-123", "late, and it stays with the state"
    assert waits(short) == ["source state of state"]
    lines = record(short)
    assert "12:00 to 12:40 40m COUNTY to find it" in lines
    assert "12:40 to now 0m STATE to find it" in lines


def test_it_is_sent_on_only_so_often(short: House) -> None:
    for at in range(FORWARDS_MAX):
        short.does("lee", f"forward R-1 to={('county', 'state')[at % 2]}")
    assert short.ask("lee", "forward R-1 to=county").code == "too-many"


def test_an_agency_here_is_asked_by_its_name_and_sees_that_it_waits_on_them(short: House) -> None:
    short.does("lee", "forward R-1 to=redcross number=RC-9")
    assert waits(short) == ["source redcross of redcross"]
    asks = "! R-1 0m FIND 20 ambulance to GYM: 20 of 20 wanted, answer by 05/0000: commit R-1"
    assert asks in said(now.rows(seen(short, "rosa")))
    short.does("rosa", "commit R-1 quantity=20")
    assert waits(short) == ["bring redcross of redcross"]


def test_who_is_neither_a_level_nor_an_agency_is_not_asked(short: House) -> None:
    assert short.ask("lee", "forward R-1 to=uncle").code == "unknown-id"
    short.agency("county", "Ash County")
    short.does("lee", "forward R-1 to=county")
    assert short.ask("lee", "commit R-1 quantity=20 agency=county verbal=Dana").code == (
        "not-your-agency"
    ), "an agency here says itself what it brings"


def test_an_agency_that_may_not_see_it_is_not_asked_and_no_line_tells_it(flood: House) -> None:
    flood.does("lee", "need 2 medic in=INC-1 only=fire lifesaving")
    refused = flood.ask("lee", "forward R-1 to=redcross")
    assert (refused.code, "share R-1 redcross" in refused.because) == ("not-for-them", True)
    flood.does("lee", "forward R-1 to=state number=SM-9")
    told = [line.text for line in flood.mirrors["rosa"].board.lines.values()]
    assert not any("SM-9" in text for text in told)


def test_who_finds_it_sends_it_on_and_nobody_else(short: House) -> None:
    for person in ("sam", "rosa"):
        assert short.ask(person, "forward R-1 to=county").code == "not-yours"
    for person in ("maya", "kim"):
        short.does(person, f"forward R-1 to=county {person} called")


def test_what_is_not_approved_or_all_promised_is_not_sent_on(flood: House) -> None:
    flood.does("sam", NEED)
    assert flood.ask("lee", "forward R-1 to=county").code == "not-approved"
    flood.does("sam", "need 1 boat in=INC-1 lifesaving")
    flood.does("lee", "forward R-2 to=county")
    assert waits(flood, "R-2") == ["approve INC-1/LSC of fire", "source county of county"]
    flood.does("sam", "commit R-2 B1")
    assert flood.ask("lee", "forward R-2 to=state").code == "promised"
    assert flood.ask("lee", "forward R-1 to=county due=2026-07-04T11:00-04:00").code == (
        "in-the-past"
    )


def test_without_an_answer_in_time_it_is_asked_again_and_both_are_waited_on(short: House) -> None:
    short.does("lee", "forward R-1 to=state number=SM-1187 due=+2h")
    short.time.pass_(hours=2, minutes=5)
    assert lapse(short) == 1
    assert waits(short) == ["source state of state", "ask again INC-1/LSC of fire"]
    text, mark = last(short)
    assert "R-1 (20 ambulance): nothing from state (SM-1187) by 18:00Z (said 5 min late)" in text
    assert mark is Mark.URGENT
    asks = "! R-1 0m ASK AGAIN 20 ambulance to GYM: nothing from STATE forward R-1 to=state"
    assert asks in said(now.rows(seen(short, "lee")))
    short.does("lee", "forward R-1 to=state Called twice")
    assert waits(short) == ["source state of state"]
    assert lapse(short) == 0, "until its new time"


def test_after_downtime_a_late_answer_is_told_once(short: House) -> None:
    short.does("lee", "forward R-1 to=state due=+2h")
    short.time.pass_(hours=20)
    short.reopen()
    assert lapse(short) == 1
    assert lapse(short) == 0
    short.time.pass_(hours=24)
    assert lapse(short) == 1, "and after a day somebody looks"


def test_what_somebody_outside_promises_is_written_down_with_who_said_it(short: House) -> None:
    short.does("lee", "forward R-1 to=state number=SM-1187")
    assert short.ask("lee", "commit R-1 quantity=12 agency=state").code == "by-word"
    assert short.ask("sam", "commit R-1 quantity=12 agency=state verbal=Dana").code == "not-yours"
    short.does("lee", 'commit R-1 quantity=12 agency=STATE verbal="Dana Ortiz" eta=+6h')
    assert (
        "state brings 12, there at 22:00Z, as Dana Ortiz said by word; 12 of 20" in last(short)[0]
    )
    assert waits(short) == ["source state of state", "bring state of state"]
    assert any(line.endswith("as Dana Ortiz said by word") for line in record(short))
    short.does("maya", "commit R-1 quantity=8")
    assert request(short).stage is Stage.COMING
    assert lapse(short) == 0
    short.does("sam", "receive R-1 20")
    assert request(short).received == 20


def test_a_level_nobody_asked_promises_nothing(short: House) -> None:
    assert short.ask("lee", "commit R-1 quantity=12 agency=state verbal=Dana").code == "unknown-id"


def test_what_is_changed_is_asked_of_them_anew(short: House) -> None:
    short.does("lee", "forward R-1 to=state number=SM-1187")
    short.does("sam", "amend R-1 30")
    assert waits(short) == ["approve INC-1/LSC of fire"]
    short.does("lee", "approve R-1")
    assert waits(short) == ["source INC-1/LSC of fire"], "the state knows of twenty"
    short.does("lee", "forward R-1 to=state Thirty now")
    assert [one.number for one in request(short).forwards] == ["SM-1187", None]


def test_every_minute_says_position_and_agency(short: House) -> None:
    short.does("lee", "forward R-1 to=county due=+1h")
    short.time.pass_(hours=1)
    lapse(short)
    short.does("kim", "forward R-1 to=state due=+1h")
    short.does("kim", "commit R-1 quantity=20 agency=state verbal=Dana")
    short.does("sam", "receive R-1 20")
    held = [(wait.wants.value, wait.on, wait.agency) for wait in request(short).waits]
    assert held == [
        ("approve", "INC-1/LSC", "fire"),
        ("source", "INC-1/LSC", "fire"),
        ("source", "county", "county"),
        ("ask again", "INC-1/LSC", "fire"),
        ("source", "state", "state"),
        ("bring", "state", "state"),
    ]


def test_programs_read_the_stage_and_each_count_of_a_request(short: House) -> None:
    short.does("maya", "commit R-1 M21,M22")
    told = as_data(request(short))
    counts = {name: told[name] for name in ("approved", "committed", "received", "missing")}
    assert counts == {"approved": 20, "committed": 2, "received": 0, "missing": 18}
    assert (told["id"], told["quantity"], told["stage"]) == ("R-1", 20, "sourcing")
    assert any("required 20 have 0 coming 2 need 18" in line for line in record(short))
