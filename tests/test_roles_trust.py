"""What a post gives, and what it does not: nobody helps themselves to somebody else's incident."""

from __future__ import annotations

import pytest

from server.clock import Clock
from server.rules.roles.posts import POSTS_MAX
from tests.house import House

BRIEFED = "objectives=Evacuate comms=TAC-2 concerns=Wind"


@pytest.fixture
def room(oak_st: House) -> House:
    """The fire, joined by the Red Cross as well."""
    oak_st.does("rosa", "join INC-1")
    return oak_st


# -- what a post gives -----------------------------------------------------------------------------


def test_who_only_represents_an_agency_does_not_command_by_it(room: House) -> None:
    room.does("rosa", "take INC-1/AREP.redcross")
    for phrase in ("lead INC-1 redcross", "close INC-1 Mine now", "classify INC-1 5", "par INC-1"):
        assert room.ask("rosa", phrase).code == "not-yours", phrase


def test_a_vacant_staff_post_of_an_incident_is_given_and_not_helped_oneself_to(
    room: House,
) -> None:
    refused = room.ask("rosa", "take INC-1/LSC")
    assert refused.code == "not-yours"
    assert "fire" in refused.because
    room.does("maya", "take INC-1/IC")
    refused = room.ask("rosa", "take INC-1/LSC")
    assert refused.refusal
    assert refused.refusal.ask == "maya, INC-1/IC"
    room.does("maya", "appoint INC-1/LSC rosa")


def test_a_staff_post_works_the_incident_and_does_not_command_it(room: House) -> None:
    room.does("maya", "take INC-1/IC")
    room.does("maya", "appoint INC-1/PIO rosa")
    for phrase in ("lead INC-1 redcross", "close INC-1 Mine now", "unify INC-1 pd,redcross"):
        assert room.ask("rosa", phrase).code == "not-yours", phrase
    room.does("rosa", "par INC-1")


def test_who_took_a_vacant_command_commands_whatever_their_agency(room: House) -> None:
    room.does("sam", "take INC-1/IC")
    room.does("sam", "classify INC-1 3")


def test_the_director_of_a_center_is_no_post_for_whoever_comes_first(house: House) -> None:
    house.does("kim", "activate 2 Flood")
    assert house.ask("rosa", "take EOC/DIR").code == "not-yours"
    house.does("rosa", "take EOC/LSC")
    house.does("kim", "take EOC/DIR")


def test_a_commander_is_over_posts_whose_superiors_are_not_there_yet(room: House) -> None:
    room.does("sam", "take INC-1/IC")
    refused = room.ask("maya", "appoint INC-1/SITL lee")  # under a PSC nobody has opened
    assert refused.code == "not-yours"
    assert refused.refusal
    assert refused.refusal.ask == "sam, INC-1/IC"
    room.does("sam", "appoint INC-1/SITL lee")


# -- unified command -------------------------------------------------------------------------------


def test_when_an_agency_leaves_who_reported_to_it_reports_to_the_next(room: House) -> None:
    room.does("kim", "unify INC-1 pd,fire")
    room.does("sam", "take INC-1/IC")
    room.does("sam", "appoint INC-1/OSC lee")
    assert room.post("INC-1/OSC").reports_to == "INC-1/IC.pd"
    room.does("sam", "leave INC-1")
    assert room.post("INC-1/OSC").reports_to == "INC-1/IC.fire"


def test_when_the_last_of_a_unified_command_leaves_command_is_vacant_and_seen(
    room: House,
) -> None:
    room.does("kim", "unify INC-1 pd,redcross")
    room.does("rosa", "leave INC-1")
    room.does("sam", "leave INC-1")
    assert room.post("INC-1/IC").holder is None
    room.does("maya", "take INC-1/IC")


def test_organizing_and_reopening_keep_a_command_unified(room: House) -> None:
    room.does("kim", "unify INC-1 fire,pd")
    room.does("maya", "take INC-1/IC")
    room.does("maya", "organize INC-1 ics")
    assert "INC-1/IC" not in room.board.roles
    room.does("maya", "close INC-1 Out")
    room.does("maya", "reopen INC-1 Rekindled")
    assert {"INC-1/IC.fire", "INC-1/IC.pd"} == set(room.board.roles)


# -- times and bounds ------------------------------------------------------------------------------


def test_a_post_changes_hands_after_it_did_the_last_time(room: House) -> None:
    room.does("maya", "take INC-1/IC")
    room.time.pass_(minutes=30)
    room.does("maya", f"handover INC-1/IC lee at=-5m {BRIEFED} All quiet")
    refused = room.ask("lee", "take INC-1/IC at=-40m")
    assert refused.code == "overlaps"
    room.does("lee", "take INC-1/IC at=-1m")
    first, second = room.post("INC-1/IC").history
    assert first.until == second.since


def test_a_room_full_of_posts_can_still_be_closed(room: House) -> None:
    room.does("maya", "take INC-1/IC")
    said = 0
    while (answer := room.ask("maya", f"post INC-1/DIV-{said} Division {said}")).ok:
        said += 1
        assert said <= POSTS_MAX, "there is a bound"
    assert answer.code == "too-many"
    room.does("maya", "close INC-1 Out")
    assert not room.board.roles


def test_the_longest_names_there_are_stop_no_clock(house: House) -> None:
    house.agency("a" * 32)
    house.person("ann", "a" * 32)
    house.person("bob", "a" * 32)
    house.does("kim", "center CENTER-OF-CENTER Center")
    house.does("kim", "activate in=CENTER-OF-CENTER 2 Flood")
    id = f"CENTER-OF-CENTER/AREP.{'a' * 32}"
    house.does("ann", f"take {id}")
    house.does("bob", "signin")
    house.does("ann", f"handover {id} bob Going home")
    house.time.pass_(hours=1)
    (asked,) = Clock(house.hub.durable).due(house.time.now)
    (answer,) = house.deliver([asked])
    assert answer.ok
