"""The room: what is said is answered once; what changes is told; what is pending is marked."""

from datetime import timedelta
from typing import Any

import pytest

from console.asks import AskState
from console.outbox import Memory
from console.replica import Landed
from console.sending import NotTaken
from console.witness import Witness
from schemas.base import Refusal
from tests.hub_end import NOON
from tests.two import Paper, Two


@pytest.fixture
def two() -> Two:
    made = Two()
    made.live()
    for line in ("add E12 kind=engine", "open fire Oak", "open flood Mill"):
        made.maya.say(line)
    made.settle()
    made.times.t = 0.0
    made.flush()
    return made


def test_what_is_said_is_answered_with_its_number(two: Two) -> None:
    two.maya.say("log Bridge closed")
    assert two.states() == [AskState.SENT]
    two.settle()
    told = two.maya.room.told[-1]
    assert (told.kind, told.seq) == ("accepted", two.hub.board.seq)
    assert two.maya.room.pending == ()


def test_a_refusal_says_why_and_whom_to_ask(two: Two) -> None:
    two.maya.say("open fire lead=fire Elm")
    two.maya.say("archive INC-1")
    two.settle()
    told = two.maya.room.told[-1]
    assert told.kind == "refused"
    assert "open" in told.sentence
    assert two.maya.room.pending == ()


def test_a_secret_is_told_once_and_kept_nowhere(two: Two) -> None:
    two.maya.say("invite lee")
    two.settle()
    assert two.maya.room.told[-1].once == "s3cret"
    assert isinstance(two.store, Paper)
    assert "s3cret" not in str(two.store.kept)


def test_two_edits_in_a_row_by_one_person_do_not_trip_over_each_other(two: Two) -> None:
    two.maya.say("rename INC-1 Elm")
    two.maya.say("place INC-1 Elm and 5th")
    two.settle()
    assert two.maya.room.pending == ()
    found = two.hub.board.incidents["INC-1"]
    assert (found.name, found.place) == ("Elm", "Elm and 5th")


def test_ones_own_change_does_not_hide_that_of_another(two: Two) -> None:
    two.maya.say("classify INC-1 3")
    two.maya.say("rename INC-1 Elm")
    two.lee.say("rename INC-1 Ash")
    two.lee.settle()  # lee's arrives first
    two.settle()
    (held,) = two.maya.room.pending
    assert held.held
    assert held.held.by == "lee"
    assert "Ash" in held.held.sentence
    assert two.hub.board.incidents["INC-1"].name == "Ash"


def test_ones_own_change_after_that_of_another_is_not_taken_for_having_seen_both(two: Two) -> None:
    two.maya.cut()
    two.maya.say("rename INC-1 Elm")
    (ask,) = two.maya.room.pending
    witness = Witness(lambda landed, key: "")
    witness.follow(ask, two.maya.room.board)
    two.lee_says("rename INC-1 Ash")
    two.lee_says("rename INC-1 Oak")
    theirs, ours = (
        Landed(row.entry, row.digest, row.header, tuple(row.events)) for row in two.hub.rows[-2:]
    )
    key = ("incidents", "INC-1")
    assert witness.touch(theirs, key, [ask], ours=False) == []
    assert witness.touch(ours, key, [ask], ours=True) == []


def test_an_edit_refused_because_it_was_changed_on_the_way_is_held(two: Two) -> None:
    two.maya.say("rename INC-1 Elm")
    two.lee.say("rename INC-1 Ash")
    two.lee.settle()  # lee's arrives first
    two.settle()
    (held,) = two.maya.room.pending
    assert held.state is AskState.HELD
    assert held.held
    assert held.held.by == "lee"
    two.maya.room.answer_held(held.ref, "send")
    two.settle()
    assert two.hub.board.incidents["INC-1"].name == "Elm"


def test_a_hub_that_cannot_write_now_is_asked_again_in_the_same_order(two: Two) -> None:
    two.hub.refuses = Refusal(code="readonly", because="The disk is full.", final=False)
    two.maya.say("log One")
    two.maya.say("log Two")
    two.settle()
    assert two.states() == [AskState.QUEUED, AskState.QUEUED]
    two.hub.refuses = None
    two.times.t += 1
    two.maya.room.tick()
    two.settle()
    texts = [line.text for line in two.hub.board.lines.values()]
    assert texts[-2:] == ["One", "Two"]


def test_a_console_with_a_wrong_clock_says_the_hubs_time(two: Two) -> None:
    two.killed()
    two.times.off = timedelta(hours=-3)
    two.live()
    two.maya.cut()
    two.times.t += 60
    two.maya.say("log Bridge closed")
    two.live()
    assert two.hub.rows[-1].header.occurred_at == NOON + timedelta(minutes=1)
    assert two.maya.room.now() == two.hub.now()


def test_the_time_is_never_before_what_is_on_the_board(two: Two) -> None:
    def late(frame: str) -> str:
        two.times.t += 3
        return frame

    two.killed()
    two.maya.flaw = late  # a busy machine: all it heard of the hub's time came late
    two.live()
    assert two.maya.room.now() < two.hub.now()
    two.maya.flaw = lambda frame: frame
    two.lee.say("log Bridge closed")
    two.settle()
    assert two.maya.room.now() == two.hub.now()


def test_pending_records_are_marked_and_listeners_hear_what_changed(two: Two) -> None:
    heard: set[Any] = set()
    stop = two.maya.room.listen(heard.update)
    two.maya.cut()
    two.maya.say("assign E12 INC-1")
    assert two.maya.room.marked("resources") == {"fire.E12"}
    assert two.maya.room.marked("incidents") == {"INC-1"}
    assert {("resources", "fire.E12"), ("room", "pending"), ("room", "state")} <= heard
    two.live()
    assert two.maya.room.marked("resources") == frozenset()
    heard.clear()
    stop()
    two.maya.say("log One")
    assert heard == set()


def test_without_a_queue_nothing_is_taken_without_a_hub() -> None:
    two = Two(Memory())
    two.live()
    two.maya.cut()
    with pytest.raises(NotTaken, match="Another sitroom on this machine"):
        two.maya.say("log One")
    assert two.maya.room.pending == ()


def test_the_queue_is_bounded(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.sending.ASKS_MAX", 3)
    two.maya.cut()
    for text in ("One", "Two", "Three"):
        two.maya.say(f"log {text}")
    with pytest.raises(NotTaken, match="3 asks wait"):
        two.maya.say("log Four")


def test_who_was_shut_out_is_told_and_may_ask_nothing(two: Two) -> None:
    two.maya.cut(4403, "This account was shut out.")
    with pytest.raises(NotTaken, match="shut out"):
        two.maya.say("log One")


def test_a_full_flight_waits_for_answers(two: Two) -> None:
    two.maya.cut()
    for number in range(100):
        two.maya.say(f"log {number}")
    two.live()
    assert two.maya.room.pending == ()
    texts = [line.text for line in two.hub.board.lines.values()]
    assert texts[-100:] == [str(number) for number in range(100)]
