"""What a post gives, and what it does not: nobody helps themselves to somebody else's incident."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.base import By, Command, Header, Refusal
from schemas.board import bodies
from schemas.entry import ENTRY_MAX, LEAVES_MAX, SALT_BYTES, Entry
from schemas.incidents import AGENCIES_MAX, CloseIncident, LeaveIncident, UnifyCommand
from schemas.roles import HISTORY_MAX, Held, How, Left, Position
from server.clock import Clock
from server.rules.base import Events, Room, decide
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


def agency(n: int) -> str:
    """The longest name of an agency, one of many."""
    return f"a{n:031}"


def full(house: House, commands: int) -> Room:
    """INC-1 with the most posts, their ids the longest, so many of command with a full history."""
    board = house.board.copy()
    at = house.time.now
    led = [agency(n) for n in range(commands)]
    known = board.agencies["fire"]
    others = [agency(n) for n in range(2 * AGENCIES_MAX)]
    board.agencies.update({slug: known.but(id=slug) for slug in others})
    board.incidents["INC-1"] = board.incidents["INC-1"].but(unified=tuple(led), agencies=tuple(led))
    board.roles.clear()
    for n in range(POSTS_MAX):
        post = Position(
            id=f"INC-1/{'IC' if n < commands else f'DIV-{n:012}'}.{agency(n)}",
            room="INC-1",
            code="IC" if n < commands else f"DIV-{n:012}",
            title="Division",
            section="operations",
            reports_to=None if n < commands else f"INC-1/IC.{agency(0)}",
            command=n < commands,
            history=tuple(
                Held(
                    person="p" * 32,
                    agency=agency(n),
                    since=at + timedelta(microseconds=step + 1),
                    until=at + timedelta(microseconds=step + 2),
                    seq=99_999_999,
                    how=How.HANDED_OVER,
                    left=Left.SUCCEEDED,
                )
                for step in range(HISTORY_MAX)
            ),
            opened=at,
            since=at,
            touched=known.touched,
        )
        board.roles[post.id] = post
    return Room(board)


def ask(house: House, room: Room, command: Command) -> Events | Refusal:
    """What the rules say to it."""
    return decide(command, room, house.actor("kim"), header(house))


def header(house: House) -> Header:
    """The longest there is."""
    by = By(person="p" * 32, agency="a" * 32, position=f"INC-1/IC.{'a' * 32}")
    return Header(seq=99_999_999, at=house.time.now, by=by, ref="r" * 32, incident="INC-1")


def entry(house: House, room: Room, command: Command) -> tuple[int, int]:
    """How many leaves and bytes the entry of an ask has."""
    facts = ask(house, room, command)
    assert isinstance(facts, list), facts
    texts = bodies(header(house), facts)
    sealed = Entry.seal(99_999_999, texts, [bytes(SALT_BYTES) for _ in texts])
    return len(texts), len(sealed.sent)


@pytest.mark.parametrize("commands", [2, 16, AGENCIES_MAX])
def test_a_room_full_of_posts_under_a_unified_command_of_long_standing_can_still_be_closed(
    room: House, commands: int
) -> None:
    close = CloseIncident(incident="INC-1", reason="x" * 400)
    leaves, size = entry(room, full(room, commands), close)
    assert leaves <= LEAVES_MAX
    assert size <= ENTRY_MAX


@pytest.mark.parametrize(("commands", "others"), [(2, 2), (16, AGENCIES_MAX - 16), (32, 32)])
def test_a_room_full_of_posts_can_still_come_under_another_unified_command(
    room: House, commands: int, others: int
) -> None:
    crowd = full(room, commands)
    agencies = tuple(agency(AGENCIES_MAX + n) for n in range(others))
    unify = UnifyCommand(incident="INC-1", agencies=agencies)
    assert "no room for more" in str(ask(room, crowd, unify)), "each has a post of command"
    for id in list(crowd.all.roles)[POSTS_MAX - others :]:
        del crowd.all.roles[id]
    leaves, size = entry(room, crowd, unify)
    assert leaves <= LEAVES_MAX
    assert size <= ENTRY_MAX


def test_an_agency_can_leave_a_room_full_of_posts(room: House) -> None:
    leave = LeaveIncident(incident="INC-1", agency=agency(0))
    leaves, size = entry(room, full(room, 16), leave)
    assert leaves <= LEAVES_MAX
    assert size <= ENTRY_MAX


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
