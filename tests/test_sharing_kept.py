"""Need to know: what is kept stays kept from who tries, and nobody who must act is blind."""

from __future__ import annotations

import pytest

from schemas.agencies import Grant
from tests.clocks import lapse
from tests.house import House
from tests.insight import EVERYBODY, SECRET, who_sees, words


def test_nothing_tells_that_there_is_a_hidden_number_without_being_kept(threat: House) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross {SECRET}")
    there = threat.ask("maya", "breakglass R-1 until=+13h Looking around")
    assert there.because == threat.ask("maya", "breakglass R-7 until=+13h Looking").because
    for person in (f"p{n}" for n in range(9)):
        threat.person(person, "fire")
        full = threat.ask(person, "breakglass R-1 Looking around")
    assert full.code == "too-many"
    assert full.seq, "it stands in the log for review"


def test_what_the_hub_tells_of_a_restricted_thing_is_not_opened_behind_its_agency(
    threat: House,
) -> None:
    threat.does("sam", f"task fire in=INC-1 due=10m only=fire {SECRET}")
    threat.time.pass_(minutes=11)
    lapse(threat)
    said = threat.ask("rosa", f"breakglass #{threat.board.seq} Looking around")
    assert said.code == "unknown-id", "the hub would be told of it, and neither fire nor police"
    assert said.seq
    assert SECRET not in words(threat, "rosa")


def test_a_danger_is_kept_from_nobody(threat: House) -> None:
    seq = threat.does("sam", "hazard in=INC-1 Gas").seq
    assert threat.ask("sam", f"narrow #{seq} city").code == "hazard"
    threat.does("maya", "ack M-1")
    threat.does("rosa", "ack M-1")
    assert threat.ask("sam", "narrow M-1 city").code == "hazard"
    threat.does("sam", f"strike #{seq} There is none")
    threat.does("sam", f"narrow #{seq} city")


def test_an_order_is_not_taken_from_the_boards_of_who_follows_it(threat: House) -> None:
    threat.does("sam", "direct fire Pull back")
    threat.does("maya", "ack M-1")
    assert threat.ask("sam", "narrow M-1 city").code == "would-not-see"
    threat.does("sam", "cancel M-1 They may go in")
    threat.does("sam", "narrow M-1 city")


def test_a_request_is_not_taken_from_the_boards_of_an_agency_it_waits_on(threat: House) -> None:
    threat.does("sam", "need 2 medic in=INC-1 lifesaving")
    threat.does("sam", "forward R-1 to=redcross")
    assert threat.ask("sam", "narrow R-1 city").code == "would-not-see"
    threat.does("sam", "forward R-1 to=state")
    threat.does("sam", "narrow R-1 city")


def test_what_an_agreement_lends_is_not_narrowed_while_the_agreement_tells_of_it(
    threat: House,
) -> None:
    for agency in ("fire", "pd"):
        threat.person(f"{agency}sig", agency, Grant.SIGNATORY)
    threat.does("maya", "propose fire pd 4 ambulance until=30d")
    threat.does("firesig", "sign AGR-1")
    threat.does("pdsig", "sign AGR-1")
    threat.does("sam", "need 2 ambulance in=INC-1")
    assert threat.ask("sam", "narrow R-1 fire,city").code == "agreed"
    threat.does("sam", "cancel R-1 Not any more")
    threat.does("sam", "narrow R-1 fire,city")


def test_nobody_becomes_the_sole_approver_by_keeping_a_request_from_the_others(
    threat: House,
) -> None:
    threat.does("sam", "appoint INC-1/LSC maya")
    threat.does("sam", f"need 2 negotiator in=INC-1 only=pd {SECRET}")
    said = threat.ask("sam", "approve R-1")
    assert said.code == "own"
    assert "INC-1/LSC maya decides, once they see it: share R-1 fire" in said.because
    threat.does("sam", "share R-1 fire")
    threat.does("maya", "approve R-1")


def test_what_a_line_is_corrected_to_is_not_open_for_ever_to_who_opened_the_line(
    threat: House,
) -> None:
    seq = threat.does("sam", f"log in=INC-1 only=city {SECRET} rang").seq
    threat.does("rosa", f"breakglass #{seq} A child is missing")
    new = threat.does("sam", f"correct #{seq} {SECRET} rang twice").seq
    threat.time.pass_(hours=2)
    lapse(threat)
    assert who_sees(threat, "lines", f"#{new}") == {"kim", "sam"}


def test_who_opened_something_does_not_take_back_the_notice_of_it(threat: House) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross {SECRET}")
    threat.does("maya", "breakglass R-1 A child is missing")
    assert threat.ask("maya", "cancel M-1 Never mind").code == "notice"
    threat.does("kim", "ack M-1")


def test_what_is_shared_does_not_tell_of_a_linked_request_that_is_not(threat: House) -> None:
    for _ in range(2):
        threat.does("sam", f"need 2 medic in=INC-1 to=GYM only=city {SECRET}")
    threat.does("sam", "link R-1 R-2")
    threat.does("sam", "share R-1 redcross")
    assert "R-2" not in words(threat, "rosa")
    threat.does("sam", "share R-2 redcross")
    threat.does("sam", "link R-1 R-2")
    assert threat.board.requests["R-1"].links == ("R-2",)
    assert threat.board.requests["R-2"].links == ("R-1",)


def test_a_record_is_shared_with_as_many_agencies_as_leave_room_for_who_opens_it(
    threat: House,
) -> None:
    for n in range(40):
        threat.agency(f"ag{n}")
    some = [",".join(f"ag{n}" for n in range(first, first + 12)) for first in (0, 12, 24)]
    seq = threat.does("sam", f"log in=INC-1 only={some[0]} {SECRET}").seq
    threat.ask("sam", f"share #{seq} {some[1]}")
    assert threat.ask("sam", f"share #{seq} {some[2]}").code == "too-many"
    threat.does("rosa", f"breakglass #{seq} A child is missing")
    threat.does("sam", f"share #{seq} partners")


def test_what_is_opened_again_and_again_for_a_minute_is_counted(threat: House) -> None:
    threat.does("kim", f"need 2 medic in=INC-1 only=redcross {SECRET}")
    for _ in range(8):
        threat.does("maya", "breakglass R-1 until=+1m A child is missing")
        threat.time.pass_(minutes=2)
        lapse(threat)
    assert threat.ask("maya", "breakglass R-1 until=+1m And again").code == "too-many"
    threat.time.pass_(minutes=61)
    lapse(threat)
    threat.does("maya", "breakglass R-1 until=+1m And again")


def test_what_is_done_openly_is_told_to_everybody_whatever_follows_for_what_is_hidden(
    threat: House,
) -> None:
    threat.does("sam", "appoint INC-1/LSC pia")
    threat.does("sam", f"need 2 medic in=INC-1 only=city {SECRET}")
    seq = threat.does("sam", "relieve INC-1/LSC She is ill").seq
    assert threat.board.requests["R-1"].touched.seq == seq, "it goes to the next in the same entry"
    assert who_sees(threat, "lines", f"#{seq}") == set(EVERYBODY)
    assert SECRET not in words(threat, "rosa")


def test_a_request_is_told_to_everybody_when_a_hidden_one_leaves_the_board_for_it(
    threat: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.rules.requests.asking.ENDED_MAX", 1)
    threat.does("sam", f"need 2 medic in=INC-1 only=city {SECRET}")
    threat.does("sam", "cancel R-1 Not any more")
    seq = threat.does("sam", "need 2 boat in=INC-1 lifesaving").seq
    assert "R-1" not in threat.board.requests
    assert who_sees(threat, "lines", f"#{seq}") == set(EVERYBODY)
