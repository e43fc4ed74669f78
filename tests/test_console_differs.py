"""When the record does not agree with itself: kept as evidence, read anew once, and then said."""

import json
from typing import Any

import pytest

from console.standing import State
from schemas.agencies import Grant
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


def changed(**fields: Any) -> Any:
    """A flaw: the first frame with entries gets these fields."""
    left = [fields]

    def flaw(frame: str) -> str:
        if not left or '"op":"happened"' not in frame or '"entries":[{' not in frame:
            return frame
        return json.dumps({**json.loads(frame), **left.pop()})

    return flaw


def test_a_digest_that_differs_is_fetched_again_once_and_then_said(maya: Pipe, lee: Pipe) -> None:
    live(maya, lee)
    lee.flaw = changed(digest="0" * 64)
    maya.say("log One")
    maya.settle()
    lee.settle()
    assert state(lee) is State.OFFLINE
    frames: list[str] = []
    lee.flaw = watching(frames)
    live(lee)
    assert any('"op":"snapshot"' in frame for frame in frames)
    lee.flaw = changed(digest="0" * 64)
    maya.say("log Two")
    maya.settle()
    lee.settle()
    assert state(lee) is State.DIFFERS
    assert any("differs" in told.sentence for told in lee.room.told)


def test_a_record_that_differs_is_never_live_again_and_still_goes_on(maya: Pipe, lee: Pipe) -> None:
    live(maya, lee)
    for text in ("One", "Two"):
        lee.flaw = changed(digest="0" * 64)
        maya.say(f"log {text}")
        maya.settle()
        lee.settle()
        lee.connect()
        lee.settle()
    maya.say("log Three")
    maya.settle()
    lee.settle()
    assert state(lee) is State.DIFFERS
    assert lee.room.board.seq == maya.room.board.seq
    lee.say("log Four")
    lee.settle()
    assert not lee.room.pending


def test_a_word_changed_in_an_entry_is_noticed(maya: Pipe, lee: Pipe) -> None:
    live(maya, lee)
    lee.flaw = lambda frame: frame.replace("Bridge closed", "Bridge is up")
    maya.say("log Bridge closed")
    maya.settle()
    lee.settle()
    assert state(lee) is State.OFFLINE
    assert "#4" not in lee.room.board.lines


def test_a_heartbeat_nobody_signed_is_not_believed(maya: Pipe) -> None:
    live(maya)
    assert maya.end
    maya.flaw = _unsigned
    maya.end.beat()
    maya.settle()
    assert state(maya) is State.OFFLINE
    assert any("not signed" in told.sentence for told in maya.room.told)


def _unsigned(frame: str) -> str:
    beat = json.loads(frame)
    beat["signature"] = "0" * 128
    return json.dumps(beat)
