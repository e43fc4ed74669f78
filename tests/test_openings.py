"""What is opened in need (break-glass): for whom, how long, and who is told."""

from __future__ import annotations

import pytest

from schemas.text import LINE_MAX
from server.rules.base import unknown
from tests.clocks import lapse
from tests.house import House
from tests.insight import SECRET, who_sees, words


def test_in_need_one_person_sees_it_for_a_time_and_its_agency_and_command_are_told(
    threat: House,
) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross {SECRET}")
    threat.does("maya", "breakglass R-1 A child is missing")
    opened = threat.board.openings["BG-1"]
    assert (opened.of, opened.person, opened.owner) == ("R-1", "maya", "city")
    assert who_sees(threat, "requests", "R-1") == {"kim", "maya", "rosa"}
    notice = threat.board.messages["M-1"]
    assert [one.to for one in notice.to] == ["city", "INC-1/IC"]
    assert notice.want
    assert who_sees(threat, "messages", "M-1") == {"kim", "maya", "sam"}
    assert SECRET not in words(threat, "sam"), "command is told that, not what"
    threat.reopen()
    threat.time.pass_(minutes=59)
    assert who_sees(threat, "requests", "R-1") == {"kim", "maya", "rosa"}
    threat.time.pass_(minutes=2)
    lapse(threat)
    assert who_sees(threat, "requests", "R-1") == {"kim", "rosa"}
    assert threat.board.openings["BG-1"].over_at
    threat.time.pass_(days=7, minutes=1)
    lapse(threat)
    assert threat.board.openings == {}


def test_a_guess_at_a_hidden_number_is_answered_like_any_unknown_one_and_kept(
    threat: House,
) -> None:
    said = threat.ask("maya", "breakglass R-7 Looking around")
    assert said.because == unknown("R-7").refusal.because
    assert said.seq, "it stands in the log for review"


def test_what_one_sees_already_needs_no_breaking(threat: House) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 {SECRET}")
    assert threat.ask("maya", "breakglass R-1 Why not").code == "seen"


def test_an_opening_lasts_hours_and_not_days(threat: House) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross {SECRET}")
    assert threat.ask("maya", "breakglass R-1 until=+13h Long").code == "too-long"
    threat.does("maya", "breakglass R-1 until=+2h Long")
    assert threat.board.openings["BG-1"].until > threat.time.now


def test_whoever_had_it_opened_keeps_seeing_it_when_it_was_shared_with_their_agency(
    threat: House,
) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross {SECRET}")
    threat.does("maya", "breakglass R-1 A child is missing")
    threat.does("kim", "share R-1 fire")
    threat.time.pass_(hours=2)
    lapse(threat)
    assert who_sees(threat, "requests", "R-1") == {"kim", "maya", "rosa"}


def test_a_long_reason_still_fits_the_notice(threat: House) -> None:
    threat.does("kim", f"log in=INC-1 only=redcross {SECRET}")
    seq = threat.board.seq
    threat.does("maya", f"breakglass #{seq} {'x' * (LINE_MAX - 20)}")
    assert len(threat.board.messages["M-1"].text) <= LINE_MAX


def test_an_opening_ends_however_long_the_record_grew_meanwhile(threat: House) -> None:
    long = "\N{PILE OF POO}" * 480
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross to={long}")
    for option in ("contact", "or", "cost"):
        threat.does("kim", f"amend R-1 {option}={long}")
    threat.does("kim", f"amend R-1 {long}")
    threat.does("maya", "breakglass R-1 A child is missing")
    threat.does("kim", "share R-1 pd")
    for person in ("sam", "rosa", "maya"):
        threat.ask(person, f"offer R-1 1 {long}")
    threat.time.pass_(hours=1, minutes=1)
    lapse(threat)
    assert threat.board.openings["BG-1"].over_at
    assert who_sees(threat, "requests", "R-1") == {"kim", "rosa", "sam"}
    threat.does("kim", "narrow R-1 redcross")
    assert who_sees(threat, "requests", "R-1") == {"kim", "rosa"}


def test_only_so_many_openings_that_are_over_stay_on_the_board(
    threat: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.rules.sharing.opening.OVER_MAX", 3)
    for n in range(5):
        seq = threat.does("kim", f"log in=INC-1 only=redcross {n}").seq
        threat.does("maya", f"breakglass #{seq} A child is missing")
        threat.time.pass_(hours=2)
        lapse(threat)
    over = [one for one in threat.board.openings.values() if one.over_at]
    assert [one.id for one in over] == ["BG-3", "BG-4", "BG-5"]
