"""The console's end of the wire: who it lets in, what it believes, and when it says so."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.keys import DeviceKey
from console.replica import Replica
from console.session import Identity, Session
from console.standing import State
from console.steps import Drop, Send
from schemas.agencies import AgencyAdded, Grant
from schemas.base import By
from schemas.wire import Open, Past, Seen
from tests.hub_end import HubEnd, Times
from tests.pipes import Pipe, console, live, state, watching


@pytest.fixture
def hub() -> HubEnd:
    return HubEnd(Times())


@pytest.fixture
def maya(hub: HubEnd) -> Pipe:
    return console(hub, hub.joins("maya", "fire", Grant.COORDINATOR))


@pytest.fixture
def lee(hub: HubEnd) -> Pipe:
    return console(hub, hub.joins("lee", "law", Grant.COORDINATOR))


def seen(pipe: Pipe) -> list[int]:
    assert pipe.end
    return [message.seq for message in pipe.end.got if isinstance(message, Seen)]


def test_the_board_of_a_new_console_is_what_its_view_may_see(hub: HubEnd, maya: Pipe) -> None:
    live(maya)
    view = maya.room.session.welcome
    assert view
    theirs = hub.board.project(frozenset(view.circles))
    assert maya.room.board.digest() == theirs.digest()
    assert maya.room.head.digest == hub.digest.hex()
    assert maya.room.head.signed == hub.board.seq


def test_a_hub_with_another_key_is_refused_for_good_in_one_sentence(hub: HubEnd) -> None:
    key = hub.joins("maya", "fire", Grant.COORDINATOR)
    stranger = DeviceKey.new().public
    session = Session(
        Identity(stranger, key.public, key.device, key.sign, app="test"), Replica.empty()
    )
    pipe = console(hub, key)
    pipe.room.session = session
    pipe.connect()
    pipe.settle()
    assert state(pipe) is State.REFUSED
    assert "not the hub you joined" in (session.ended or "")


def test_nothing_is_said_before_the_hub_has_proved_itself(hub: HubEnd, maya: Pipe) -> None:
    maya.connect()
    maya.up()
    assert maya.end
    assert [type(message) for message in maya.end.got] == [Open]
    assert maya.room.drain() == []


def test_a_device_the_hub_does_not_know_is_told_to_join_again(hub: HubEnd, maya: Pipe) -> None:
    stranger = DeviceKey.new()
    session = maya.room.session
    session.identity = Identity(
        hub.key, stranger.public, stranger.device, stranger.sign, app="test"
    )
    maya.connect()
    maya.settle()
    assert state(maya) is State.REFUSED
    assert maya.room.because == "This hub does not know this device."


def test_entries_come_onto_the_board_in_order_and_every_heartbeat_is_answered(
    maya: Pipe, lee: Pipe
) -> None:
    live(maya, lee)
    before = len(seen(lee))
    maya.say("log Bridge closed")
    maya.settle()
    lee.settle()
    assert lee.room.board.lines["#4"].text == "Bridge closed"
    assert lee.end
    lee.end.beat()
    lee.settle()
    assert seen(lee)[before:] == [4]


def test_a_console_that_was_away_gets_only_what_it_missed(maya: Pipe, lee: Pipe) -> None:
    live(maya, lee)
    lee.cut()
    maya.say("log Bridge closed")
    maya.settle()
    frames: list[str] = []
    lee.flaw = watching(frames)
    live(lee)
    assert lee.room.head.digest == maya.room.head.digest
    assert not [frame for frame in frames if '"op":"snapshot"' in frame]


def test_a_frame_that_does_not_follow_brings_the_console_back_with_its_cursor(
    maya: Pipe, lee: Pipe
) -> None:
    live(maya, lee)
    lost = [True]
    lee.flaw = lambda frame: None if lost and lost.pop() else frame
    maya.say("log One")
    maya.say("log Two")
    maya.settle()
    lee.settle()
    assert state(lee) is State.OFFLINE
    assert not lee.room.told  # nothing differs; something was missed
    live(lee)
    assert lee.room.head.digest == maya.room.head.digest


def test_a_frame_that_comes_twice_changes_nothing(maya: Pipe, lee: Pipe) -> None:
    live(maya, lee)
    kept: list[str] = []
    lee.flaw = watching(kept)
    maya.say("log One")
    maya.settle()
    lee.settle()
    for frame in kept:
        lee.room.received(frame)
    assert state(lee) is State.LIVE
    assert lee.room.head.digest == maya.room.head.digest


def test_without_a_heartbeat_it_is_never_live(maya: Pipe) -> None:
    maya.flaw = lambda frame: None if '"signature"' in frame and '"live"' in frame else frame
    maya.connect()
    maya.settle()
    assert maya.room.board.seq > 0
    assert state(maya) is State.CONNECTING


def test_eight_seconds_without_a_frame_are_stale_and_the_age_goes_in_steps_of_five(
    hub: HubEnd, maya: Pipe
) -> None:
    live(maya)
    hub.times.t += 7.9
    assert state(maya) is State.LIVE
    hub.times.t += 0.1
    assert (maya.room.state, maya.room.age_s()) == (State.STALE, 5)
    hub.times.t += 3
    assert maya.room.age_s() == 10
    assert maya.end
    maya.end.beat()
    maya.settle()
    assert (maya.room.state, maya.room.age_s()) == (State.LIVE, 0)


def test_twelve_seconds_without_a_byte_give_the_connection_up(hub: HubEnd, maya: Pipe) -> None:
    live(maya)
    hub.times.t += 11
    maya.room.session.heard(hub.times.mono())  # a slow line that moves is not given up
    hub.times.t += 11
    maya.room.tick()
    maya.up()
    assert state(maya) is State.STALE
    hub.times.t += 2
    maya.room.tick()
    maya.up()
    assert state(maya) is State.OFFLINE


def test_a_console_that_waits_long_for_its_board_still_says_that_it_is_there(
    hub: HubEnd, maya: Pipe
) -> None:
    maya.connect()
    for _ in range(3):
        maya.up()
        maya.down()
    maya.room.drain()
    hub.times.t += 6
    maya.room.tick()
    assert any(isinstance(step, Send) and "seen" in step.frame for step in maya.room.drain())


@pytest.mark.parametrize(("code", "then"), [(4403, State.REFUSED), (4001, State.OFFLINE)])
def test_some_close_codes_are_for_good_and_the_rest_come_back(
    maya: Pipe, code: int, then: State
) -> None:
    live(maya)
    maya.cut(code, "This account was shut out.")
    assert state(maya) is then
    assert maya.room.because == "This account was shut out."


def test_a_log_that_was_restored_is_read_anew(hub: HubEnd, maya: Pipe) -> None:
    live(maya)
    maya.cut()
    hub.epoch = "9" * 32
    frames: list[str] = []
    maya.flaw = watching(frames)
    live(maya)
    assert any('"op":"snapshot"' in frame for frame in frames)


def test_falling_too_far_behind_while_live_is_mended_by_a_snapshot(maya: Pipe, lee: Pipe) -> None:
    live(maya, lee)
    assert lee.end
    lee.end.live = False
    maya.say("log One")
    maya.settle()
    lee.end._snapshot()
    lee.end.live = True
    lee.end.beat()
    lee.settle()
    assert state(lee) is State.LIVE
    assert lee.room.head.digest == maya.room.head.digest


def test_what_a_newer_hub_says_is_partly_shown_and_said_so(hub: HubEnd, maya: Pipe) -> None:
    live(maya)
    newer = AgencyAdded(id="ems", name="EMS").model_copy(update={"kind": "agency_praised"})
    hub.enter(By(person="hub", agency="hub"), "newer", [newer])
    maya.settle()
    assert state(maya) is State.PARTIAL
    assert maya.room.head.digest == hub.digest.hex()


def test_a_page_of_the_past_comes_to_who_asked_and_never_after_a_lost_line(
    hub: HubEnd, maya: Pipe
) -> None:
    pages: list[Past | None] = []
    live(maya)
    maya.room.past(pages.append, 1)
    maya.settle()
    maya.room.past(pages.append, 1)
    maya.cut()
    maya.room.past(pages.append, 1)
    assert [page and len(page.entries) for page in pages] == [2, None, None]


def test_an_answer_out_of_turn_ends_the_connection(hub: HubEnd, maya: Pipe) -> None:
    maya.connect()
    steps = maya.room.session.received('{"op":"presence","people":[]}', 0.0)
    assert [type(step) for step in steps] == [Drop]


@given(st.text(max_size=200) | st.recursive(st.none(), lambda s: st.lists(s)).map(json.dumps))
def test_no_frame_is_a_crash(frame: str) -> None:
    hub = HubEnd(Times())
    pipe = console(hub, hub.joins("maya", "fire", Grant.COORDINATOR))
    live(pipe)
    pipe.room.received(frame)
    assert state(pipe) in (State.LIVE, State.OFFLINE)
