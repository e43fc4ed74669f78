"""What is said without a hub: kept, sent once and in order, or held for the person."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from console.asks import AskState, Why
from console.outbox import Outbox
from console.sending import NotTaken
from console.steps import Send
from schemas.base import Refusal
from tests.hub_end import NOON
from tests.two import Two


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


def test_ten_asks_typed_without_a_hub_survive_a_kill_and_all_arrive_once(two: Two) -> None:
    """The promise of the offline queue, in one story."""
    two.maya.cut()
    for line in (
        "log Bridge closed",
        "open flood in='5th St' River",
        "assign E12 INC-?1",
        "rename INC-?1 River and 5th",
        "rename INC-2 Millrace",
        "log urgent Second shot heard",
        "status E12 enroute INC-?1",
        "add E14 kind=engine",
        "decide because=water Close 5th",
        "log from=E12 On our way",
    ):
        two.times.t += 10
        two.maya.say(line)
    assert two.states() == [AskState.QUEUED] * 10
    two.lee_says("rename INC-2 Mill Creek")
    before = len(two.hub.rows)
    two.killed()
    assert two.states() == [AskState.QUEUED] * 10
    two.live()

    assert len(two.hub.rows) == before + 9
    (held,) = two.maya.room.pending
    assert held.state is AskState.HELD
    assert held.held
    assert (held.held.why, held.held.by, held.held.seq) == (Why.CHANGED, "lee", before)
    assert held.held.at == NOON + timedelta(seconds=100)
    assert "Mill Creek" in held.held.sentence
    assert two.hub.board.incidents["INC-3"].name == "River and 5th"
    assert two.hub.board.resources["fire.E12"].jobs == ("INC-3",)

    two.maya.room.answer_held(held.ref, "send")
    two.settle()
    assert len(two.hub.rows) == before + 10
    assert two.hub.board.incidents["INC-2"].name == "Millrace"
    assert two.maya.room.pending == ()
    refs = [row.header.ref for row in two.hub.rows]
    assert len(refs) == len(set(refs))


def test_an_ask_whose_answer_was_lost_is_neither_held_nor_doubled(two: Two) -> None:
    two.maya.say("rename INC-2 Millrace")
    two.maya.up()  # the hub has it; the answer does not come
    two.maya.cut()
    assert two.states() == [AskState.SENT]
    two.killed()
    two.live()
    assert two.maya.room.pending == ()
    assert two.kinds().count("incident_renamed") == 1
    assert two.maya.room.told[-1].kind == "accepted"


def test_an_ask_that_is_done_while_we_come_back_is_neither_held_nor_doubled(two: Two) -> None:
    two.maya.say("rename INC-2 Millrace")
    (sent,) = two.maya.room.drain()
    assert isinstance(sent, Send)
    stray = two.maya.end  # the hub has read it and not yet decided
    assert stray
    two.maya.cut()
    two.maya.connect()
    two.maya.up()
    two.maya.down()
    two.maya.up()
    assert two.maya.end
    two.maya.end.out.pop()  # the heartbeat: more happens before it
    stray.receive(sent.frame)
    two.maya.end.beat()
    two.settle()
    assert two.maya.room.pending == ()
    assert two.kinds().count("incident_renamed") == 1


def test_the_number_of_a_creation_whose_answer_was_lost_still_comes(two: Two) -> None:
    two.maya.say("open flood River")
    two.maya.up()
    two.maya.cut()
    two.maya.say("assign E12 INC-?1")
    two.killed()
    two.live()
    assert two.maya.room.pending == ()
    assert two.kinds().count("incident_opened") == 3
    assert two.hub.board.resources["fire.E12"].jobs == ("INC-3",)


def test_a_provisional_id_is_good_after_its_number_came(two: Two) -> None:
    two.maya.cut()
    two.maya.say("open flood River")
    (ask,) = two.maya.room.pending
    assert ask.makes == "INC-?1"
    two.live()
    two.maya.say("rename INC-?1 Stream")
    two.settle()
    assert two.hub.board.incidents["INC-3"].name == "Stream"


def test_a_provisional_id_used_again_means_the_one_that_waits(two: Two) -> None:
    for name in ("River", "Stream", "Brook"):
        two.maya.cut()
        two.maya.say(f"open flood {name}")
        if name == "Stream":
            two.killed()
        two.maya.say(f"rename INC-?1 {name} and 5th")
        two.live()
        two.flush()
    names = [incident.name for incident in two.hub.board.incidents.values()]
    assert names[2:] == ["River and 5th", "Stream and 5th", "Brook and 5th"]


def test_a_provisional_id_that_an_ask_still_waits_for_is_not_given_to_another(two: Two) -> None:
    two.maya.cut()
    two.maya.say("open flood River")
    two.maya.say("assign E12 INC-?1")
    made, _ = two.maya.room.pending
    two.maya.room._sending.asks[made.ref] = made.but(state=AskState.HELD)
    two.maya.room.answer_held(made.ref, "drop")
    two.maya.say("open storm Elsewhere")
    assert two.maya.room.pending[-1].makes == "INC-?2"
    two.live()
    assert two.hub.board.resources["fire.E12"].jobs == ()


def test_a_kill_before_the_answer_is_written_down_mixes_no_provisional_ids_up(two: Two) -> None:
    two.maya.say("open storm One")
    two.maya.say("open storm Two")
    two.settle()  # accepted, and nothing was written since
    two.maya.cut()
    two.maya.say("open flood River")
    two.maya.say("rename INC-?1 Stream")
    two.killed()
    two.live()
    assert two.hub.board.incidents["INC-5"].name == "Stream"


def test_a_provisional_id_that_nothing_makes_is_not_taken(two: Two) -> None:
    with pytest.raises(NotTaken, match="INC-\\?9"):
        two.maya.say("rename INC-?9 Stream")


def test_asks_that_name_a_creation_that_was_refused_are_held(two: Two) -> None:
    two.maya.cut()
    two.maya.say("open flood River")
    two.maya.say("assign E12 INC-?1")
    two.hub.refuses = Refusal(code="no-grant", because="Your account may not do this.")
    two.live()
    opened, assigned = two.maya.room.pending
    assert opened.state is AskState.REFUSED
    assert assigned.state is AskState.HELD
    assert assigned.held
    assert assigned.held.why is Why.DEPENDS
    two.hub.refuses = None
    with pytest.raises(NotTaken):
        two.maya.room.answer_held(opened.ref, "send")
    two.maya.room.answer_held(opened.ref, "drop")
    with pytest.raises(NotTaken, match="was not made"):
        two.maya.room.answer_held(assigned.ref, "send")
    two.maya.room.answer_held(assigned.ref, "drop")
    assert two.maya.room.pending == ()


def test_what_waits_for_a_held_creation_goes_when_that_goes(two: Two) -> None:
    two.maya.cut()
    two.maya.say("open flood lead=law River")
    two.maya.say("rename INC-?1 Stream")
    made, _ = two.maya.room.pending
    two.maya.room._sending.asks[made.ref] = made.but(
        command=made.command.model_copy(), state=AskState.HELD
    )
    two.live()
    assert two.states() == [AskState.HELD, AskState.HELD]
    two.maya.room.answer_held(made.ref, "send")
    two.settle()
    assert two.maya.room.pending == ()
    assert two.hub.board.incidents["INC-3"].name == "Stream"


def test_an_order_too_old_is_held_and_a_line_of_the_log_never(two: Two) -> None:
    two.maya.cut()
    two.maya.say("assign E12 INC-1")
    two.maya.say("status E12 enroute INC-1")
    two.maya.say("log On our way")
    two.times.t += 121
    two.live()
    assert [(ask.text, ask.state) for ask in two.maya.room.pending] == [
        ("assign E12 INC-1", AskState.HELD)
    ]
    (held,) = two.maya.room.pending
    assert held.held
    assert held.held.why is Why.OLD
    two.maya.room.answer_held(held.ref, "drop")
    assert two.maya.room.pending == ()


def test_an_order_about_what_somebody_changed_meanwhile_is_held(two: Two) -> None:
    two.maya.cut()
    two.maya.say("assign E12 INC-1")
    two.maya.say("assign E12 INC-2")
    two.lee_says("rename INC-1 Elm")
    two.live()
    (held,) = two.maya.room.pending
    assert held.text == "assign E12 INC-1"
    assert held.held
    assert held.held.by == "lee"


def test_what_was_said_without_a_hub_happened_in_the_minute_of_enter(two: Two) -> None:
    two.maya.cut()
    two.times.t += 70
    two.maya.say("log Bridge closed")
    two.maya.say("log at=-20m Bridge cracked")
    two.times.t += 300
    two.live()
    first, second = two.hub.rows[-2:]
    assert first.header.occurred_at == NOON + timedelta(minutes=1)
    assert second.header.occurred_at == NOON + timedelta(seconds=70, minutes=-20)
    two.maya.say("log Bridge gone")
    two.settle()
    assert two.hub.rows[-1].header.occurred_at is None


def test_a_report_sent_anyway_keeps_when_it_happened_and_an_order_is_given_now(two: Two) -> None:
    two.maya.cut()
    two.maya.say("status E12 enroute INC-1")
    two.maya.say("classify INC-1 3")
    two.times.t += 900
    two.live()
    for held in two.maya.room.pending:
        two.maya.room.answer_held(held.ref, "send")
        two.settle()
    report, order = two.hub.rows[-2:]
    assert report.header.occurred_at == NOON
    assert order.header.occurred_at is None


def test_the_real_queue_tells_the_same_story(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    with closing(Outbox(path, "hub/maya")) as first, closing(Outbox(path, "hub/maya")) as second:
        two = Two(first)
        two.maya.cut()
        two.maya.say("open flood River")
        two.maya.say("rename INC-?1 Stream")
        two.store = second  # the first was never closed: its process is dead
        two.killed()
        two.live()
        assert two.hub.board.incidents["INC-1"].name == "Stream"
        two.maya.room.tick()
        two.times.t += 1
        two.maya.room.tick()
        assert first.load().asks == []
