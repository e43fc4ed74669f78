"""Whatever the line, the process and other people do: nothing is lost, doubled or out of step."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.asks import AskState
from console.standing import State
from schemas.circles import View
from schemas.phrase import Misread
from tests.pipes import GRAMMAR
from tests.two import Two

LINES = (
    "log Bridge closed",
    "rename INC-1 Elm",
    "place INC-1 Elm and 5th",
    "open flood River",
    "assign E12 INC-1",
    "status E12 available",
    "release E12",
)
STEPS = st.sampled_from(
    [f"say {line}" for line in LINES * 2]
    + [f"lee {line}" for line in LINES[:5]]
    + ["up", "up", "down", "down", "settle", "cut", "connect", "connect", "kill", "wait"]
)


def play(two: Two, step: str) -> None:
    """One thing that happens."""
    what, _, line = step.partition(" ")
    maya = two.maya
    match what:
        case "say" if not isinstance(GRAMMAR.read(line, maya.room.context()), Misread):
            maya.say(line)
        case "lee":
            two.lee.say(line)
            two.lee.settle()
        case "up":
            maya.up()
        case "down":
            maya.down()
        case "settle":
            maya.settle()
        case "cut" if maya.end:
            maya.cut()
        case "connect" if not maya.end:
            maya.connect()
        case "kill":
            two.killed()
        case "wait":
            two.times.t += 45
            two.flush()
        case _:
            pass


def view(two: Two) -> View:
    welcome = two.maya.room.session.welcome
    assert welcome
    return frozenset(welcome.circles)


def hold(steps: list[str]) -> None:
    """Play it, heal everything, and look."""
    two = Two()
    two.live()
    for line in ("add E12 kind=engine", "open fire Oak"):
        two.maya.say(line)
    two.settle()
    two.flush()
    first = len(two.hub.rows)
    for step in steps:
        play(two, step)
    if two.maya.end:
        two.maya.settle()
    two.live()

    refs = [row.header.ref for row in two.hub.rows[first:] if row.header.by.person == "maya"]
    assert len(refs) == len(set(refs)), "nothing is doubled"
    pending = {ask.ref: ask.state for ask in two.maya.room.pending}
    assert not set(refs) & set(pending), "nothing that was done waits"
    assert set(pending.values()) <= {AskState.HELD, AskState.REFUSED}
    theirs = two.hub.board.project(view(two))
    assert two.maya.room.board.digest() == theirs.digest()

    for ref, state in pending.items():
        if state is AskState.HELD:
            two.maya.room.answer_held(ref, "send")
            two.settle()
    assert two.maya.room.state is State.LIVE
    left = {ask.state for ask in two.maya.room.pending}
    assert left <= {AskState.REFUSED}


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=40))
def test_whatever_happens_each_ask_is_done_once_or_waits_for_the_person(steps: list[str]) -> None:
    hold(steps)


@pytest.mark.soak
@settings(max_examples=5_000)
@given(st.lists(STEPS, max_size=80))
def test_whatever_happens_for_long(steps: list[str]) -> None:
    hold(steps)
