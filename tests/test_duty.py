"""On duty: who is there, where, until when and for how long; nobody goes home with a post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.amiss import amiss
from console.boards import details, journal, now
from console.boards import duty as duty_board
from console.boards.base import Look
from console.widgets.columns import text_of
from console.widgets.rows import Row
from schemas.agencies import Grant
from schemas.base import By, Header
from schemas.duty import SignedIn, SignedOut, SignIn
from tests.house import NOON, ZONE, House

BRIEFED = "objectives=Evacuate comms=TAC-2 concerns=Wind"


@pytest.fixture
def room(house: House) -> House:
    """An incident of fire's; lee is fire's second."""
    house.person("lee", "fire")
    house.does("kim", "open fire lead=fire Oak St")
    return house


def duty(house: House, person: str) -> SignIn:
    """A person's time on duty as the board has it."""
    found: SignIn = house.board.duty[person]
    return found


def test_whoever_signs_in_is_on_duty_where_and_until_when_they_said(room: House) -> None:
    room.does("maya", "signin in=EOC until=1800")
    there = duty(room, "maya")
    assert (there.agency, there.place, there.out) == ("fire", "EOC", None)
    assert there.until is not None
    assert f"{there.until:%H:%M}" == "22:00", "18:00 on the wall"


def test_the_log_says_who_came_on_duty_where_and_until_when_and_who_went(room: House) -> None:
    came = room.does("maya", "signin in=EOC until=1800").seq
    lee = room.does("maya", "signin lee").seq
    went = room.does("kim", 'signout maya because="Shift is over"').seq
    assert room.line(came).text == "maya of fire on duty in EOC until 22:00Z"
    assert room.line(lee).text == "lee of fire on duty"
    assert room.line(went).text == "maya of fire off duty: Shift is over"
    look = seen(room, "sam")
    assert (
        journal.told(look.board.lines[f"#{came}"], look)
        == "maya of fire on duty in EOC until 18:00"
    )


def test_signing_in_twice_is_refused_and_says_since_when(room: House) -> None:
    room.does("maya", "signin")
    room.time.pass_(minutes=7)
    refused = room.ask("maya", "signin")
    assert refused.code == "signed-in"
    assert "since 16:00Z" in refused.because


def test_a_coordinator_signs_anybody_in_and_an_agency_its_own_people(room: House) -> None:
    room.does("kim", "signin maya")
    room.does("maya", "signin lee in=STAGING")
    assert duty(room, "lee").place == "STAGING"
    refused = room.ask("sam", "signout lee")
    assert refused.code == "not-yours"
    assert refused.refusal
    assert refused.refusal.ask == "fire"
    room.does("kim", "signout lee because=Relieved")
    assert duty(room, "lee").out is not None


def test_nobody_signs_out_with_a_post_in_hand(room: House) -> None:
    room.does("maya", "signin; take INC-1/IC; take INC-1/SOFR")
    refused = room.ask("maya", "signout")
    assert refused.code == "holds-posts"
    assert "INC-1/IC, INC-1/SOFR" in refused.because
    assert "hand over or relieve" in refused.because
    assert room.ask("kim", "signout maya").code == "holds-posts", "nor does anybody do it for them"
    for post in ("INC-1/IC", "INC-1/SOFR"):
        room.does("maya", f"relieve {post} Off")
    room.does("maya", "signout")
    assert duty(room, "maya").out is not None


def test_signing_out_without_being_there_is_refused(room: House) -> None:
    assert room.ask("maya", "signout").code == "not-signed-in"
    room.does("maya", "signin")
    room.time.pass_(hours=1)
    room.does("maya", "signout")
    assert room.ask("maya", "signout").code == "not-signed-in"


def test_a_shift_ends_after_it_begins(room: House) -> None:
    assert room.ask("maya", "signin until=2026-07-04T15:00Z").code == "in-the-past"


def test_times_said_later_never_overlap(room: House) -> None:
    room.does("maya", "signin at=1130")
    assert f"{duty(room, 'maya').since:%H:%M}" == "15:30"
    assert room.ask("maya", "signout at=1100").code == "overlaps"
    room.does("maya", "signout")
    assert room.ask("maya", "signin at=1145").code == "overlaps"


def test_a_handover_to_somebody_who_is_not_signed_in_is_refused_and_says_what_they_say(
    room: House,
) -> None:
    room.does("maya", "take INC-1/IC")
    refused = room.ask("maya", f"handover INC-1/IC lee {BRIEFED} x")
    assert refused.code == "off-duty"
    assert refused.because == "lee is not signed in: they say signin first."
    assert refused.refusal
    assert refused.refusal.ask == "lee"
    room.does("lee", "signin")
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} x")


def test_appointing_somebody_who_is_not_signed_in_is_a_warning_and_taking_signs_nobody_in(
    room: House,
) -> None:
    room.does("maya", "take INC-1/IC")
    assert "maya" not in room.board.duty
    answer = room.does("maya", "appoint INC-1/OSC lee")
    assert room.line(answer.seq).text.endswith("(not signed in)")


def test_what_is_handed_to_somebody_who_signs_out_stays_with_its_holder(room: House) -> None:
    room.does("lee", "signin")
    room.does("maya", "take INC-1/IC")
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} x")
    answer = room.does("lee", "signout")
    post = room.board.roles["INC-1/IC"]
    assert (post.holder, post.handover) == ("maya", None)
    assert "INC-1/IC" in room.line(answer.seq).text


def test_whoever_is_shut_out_is_not_on_duty(room: House) -> None:
    room.does("lee", "signin")
    room.does("kim", "revoke lee")
    assert duty(room, "lee").out is not None
    assert room.ask("kim", "signin lee").code == "revoked"


def test_a_time_that_runs_when_the_hub_restarts_keeps_its_beginning(room: House) -> None:
    room.does("maya", "signin")
    since = duty(room, "maya").since
    room.time.pass_(hours=3)
    room.reopen()
    assert duty(room, "maya").since == since
    room.time.pass_(hours=1)
    room.does("maya", "signout")
    assert duty(room, "maya").worked_s(room.time.now) == 4 * 3600


@given(st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 99_999)), min_size=1, max_size=8))
def test_hours_add_up_over_any_number_of_times_on_duty(times: list[tuple[int, int]]) -> None:
    by, at, found, seq = By(person="maya", agency="fire"), NOON, None, 0
    for away, there in times:
        came = at + timedelta(seconds=away)
        at = came + timedelta(seconds=there)
        for event, when in ((SignedIn(id="maya", agency="fire"), came), (SignedOut(id="maya"), at)):
            seq += 1
            found = event.onto(found, Header(seq=seq, at=when, by=by, ref="r"))
    assert found is not None
    assert found.worked_s(at + timedelta(days=1)) == sum(there for _, there in times)


# -- on screen -----------------------------------------------------------------------------------


def seen(house: House, me: str) -> Look:
    """The room as it is drawn for somebody."""
    return Look(house.mirrors[me].board, house.time.now, ZONE, me=me)


def said(rows: list[Row]) -> list[str]:
    """The rows in words."""
    return [" ".join(filter(None, map(text_of, row.cells))) for row in rows]


def test_the_board_says_posts_place_times_and_hours_and_that_a_shift_is_over(room: House) -> None:
    room.does("maya", "signin in=ICP until=1400; take INC-1/IC")
    room.does("lee", "signin")
    room.time.pass_(hours=2, minutes=20)
    room.does("lee", "signout")
    there, gone = said(duty_board.rows(seen(room, "kim")))
    assert there == "maya FIRE INC-1/IC ICP 12:00 over 20m 2:20"
    assert gone == "lee FIRE 12:00 out 14:20 2:20"
    assert "somebody must act" not in str(duty_board.rows(seen(room, "kim")))


def test_a_holder_who_did_not_sign_in_is_on_the_board_as_soon_as_anybody_signs_in(
    room: House,
) -> None:
    room.does("maya", "take INC-1/IC")
    assert duty_board.rows(seen(room, "kim")) == []
    room.does("lee", "signin")
    assert said(duty_board.rows(seen(room, "kim")))[1] == "maya FIRE INC-1/IC not signed in"


def test_now_asks_who_is_not_signed_in_only_where_others_are_or_with_a_post_in_hand(
    room: House,
) -> None:
    room.person("eve", "fire", Grant.OBSERVER)
    asks = "you are not signed in: Enter begins it, or  : signin until=1800"
    assert duty_board.needs(seen(room, "maya")) == []
    room.does("maya", "take INC-1/IC")
    assert said(duty_board.needs(seen(room, "maya"))) == [f"! maya {asks}"]
    assert duty_board.needs(seen(room, "lee")) == []
    room.does("maya", "signin")
    assert duty_board.needs(seen(room, "maya")) == []
    assert said(duty_board.needs(seen(room, "lee"))) == [f"! lee {asks}"]
    assert duty_board.needs(seen(room, "eve")) == [], "an observer does not sign in"
    assert any(asks in line for line in said(now.rows(seen(room, "lee"))))


def test_the_record_of_somebody_on_duty_says_hours_and_posts(room: House) -> None:
    room.does("maya", "signin; take INC-1/IC")
    room.time.pass_(hours=5)
    told = said(details.rows(seen(room, "kim"), ("duty", "maya"), 60))
    assert "hours 5:00" in told
    assert any("Incident Commander" in line for line in told)


def test_now_leads_to_what_was_handed_over_with_each_post_of_mine(room: House) -> None:
    assert not any("YOU" in line.split() for line in said(now.rows(seen(room, "lee"))))
    room.does("maya", "take INC-1/IC")
    room.does("lee", "signin")
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} Two inside")
    room.does("lee", "take INC-1/IC")
    rows = now.rows(seen(room, "lee"))
    at = said(rows).index("YOU")
    assert said(rows)[at + 2].endswith("you are Incident Commander: Enter reads the briefing")
    assert details.record_of(room.board, rows[at + 2].id) == ("roles", "INC-1/IC")


def test_now_says_since_when_where_and_until_when_i_am_on_duty_and_that_i_signed_out(
    room: House,
) -> None:
    def me() -> str:
        rows = said(now.rows(seen(room, "lee")))
        return rows[rows.index("YOU") + 1] if "YOU" in rows else ""

    room.does("maya", "signin")
    assert me() == ""
    room.does("lee", "signin in=EOC until=1400")
    room.time.pass_(minutes=5)
    assert me() == "lee 5m you are on duty since 12:00 in EOC until 14:00"
    room.time.pass_(hours=2)
    assert me().endswith("until 14:00: over since 5m")
    room.does("lee", "signout")
    assert me() == "lee 0m you signed out at 14:05, 2:05 on duty"
    room.time.pass_(hours=9)
    assert me() == ""


def test_nobody_who_just_signed_out_is_asked_to_sign_in_but_who_holds_a_post_is(
    room: House,
) -> None:
    room.does("maya", "signin")
    room.does("lee", "signin; signout")
    assert duty_board.needs(seen(room, "lee")) == []
    room.time.pass_(hours=9)
    assert duty_board.needs(seen(room, "lee")), "they are back the next day"
    room.does("lee", "signin; signout; take INC-1/IC")
    assert duty_board.needs(seen(room, "lee"))


def test_who_holds_a_post_reads_before_enter_that_it_is_handed_over_first(house: House) -> None:
    house.does("maya", "open fire lead=fire Oak St")
    house.does("maya", "signin; take INC-1/IC")
    (out,) = house.said("maya", "signout")
    told = " (maya holds INC-1/IC: hand it over or relieve it first)"
    assert amiss([out.command], house.board, "maya") == told
    assert house.ask("maya", "signout").refusal
    house.does("maya", "relieve INC-1/IC Off")
    assert amiss([out.command], house.board, "maya") == ""


def test_ones_own_duty_says_how_it_ends(house: House) -> None:
    house.does("maya", "signin")
    ends = Row(":signout", ("signout", "signout  ends your duty"))
    assert ends in details.rows(seen(house, "maya"), ("duty", "maya"), 70)
    assert ends not in details.rows(seen(house, "sam"), ("duty", "maya"), 70)
