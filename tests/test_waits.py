"""Every wait has its minute: it is said then, once, also over a restart, and late if it is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from server.clock import Clock
from tests.clocks import lapse
from tests.house import House


@dataclass(frozen=True)
class Wait:
    """What somebody says, how long is waited for it, and what the log says then."""

    said: str
    minutes: int
    told: str


WAITS: Mapping[str, Wait] = {
    "an approval": Wait("maya: need 2 pump in=INC-1", 4 * 60, "R-1 (2 pump) not decided by"),
    "an approval that saves life": Wait(
        "maya: need 2 medic lifesaving in=INC-1", 10, "R-1 (2 medic) not decided by"
    ),
    "somebody outside": Wait(
        "lee: forward R-1 to=state due=+30m Ours are gone", 30, "nothing from state"
    ),
    "an acknowledgement": Wait("kim: tell redcross ack=20m Shelter open?", 20, "not acknowledged"),
    "an answer": Wait("kim: tell redcross answer=20m Shelter open?", 20, "not answered"),
    "an order": Wait("maya: direct pd ack=7m Close 3rd", 7, "order M-1 not acknowledged by"),
    "a hazard": Wait("maya: hazard in=INC-1 Power line down", 5, "hazard M-1 not acknowledged"),
    "a task": Wait("maya: task pd in=INC-1 due=25m Close 3rd", 25, "T-1 OVERDUE since"),
    "an objective": Wait("maya: objective in=INC-1 due=45m Evacuate", 45, "O-1 OVERDUE since"),
    "a report": Wait("maya: expect pd in=INC-1 due=50m Streets", 50, "X-1 OVERDUE since"),
    "a roll call": Wait("maya: par INC-1 due=10m", 10, "PAR-1"),
    "a hand-over": Wait(
        "maya: handover INC-1/IC lee due=15m objectives=A comms=B concerns=C Water rises",
        15,
        "INC-1/IC",
    ),
}


@pytest.fixture(params=list(WAITS))
def wait(request: pytest.FixtureRequest) -> Wait:
    """One after the other."""
    return WAITS[request.param]


@pytest.fixture
def begun(flood: House, wait: Wait) -> House:
    """The flood, where something is waited for since just now."""
    if "forward" in wait.said:
        flood.does("maya", "need 2 pump in=INC-1")
        flood.does("lee", "approve R-1")
    person, _, phrase = wait.said.partition(": ")
    flood.does(person, phrase)
    return flood


def told(house: House, since: int) -> list[str]:
    """What the log has told since an entry."""
    return [line.text for line in house.board.lines.values() if int(line.id[1:]) > since]


def test_it_is_said_at_its_minute_and_once(begun: House, wait: Wait) -> None:
    head, begin = begun.board.seq, begun.time.now
    begun.time.now = begin + timedelta(minutes=wait.minutes, seconds=-61)
    assert lapse(begun) == 0, "not a minute before"
    begun.time.now = begin + timedelta(minutes=wait.minutes, seconds=1)
    assert lapse(begun) == 1
    (line,) = told(begun, head)
    assert wait.told in line
    assert "late)" not in line
    assert lapse(begun) == 0, "once"


def test_it_is_said_at_its_minute_when_the_hub_was_started_anew(begun: House, wait: Wait) -> None:
    head, begin = begun.board.seq, begun.time.now
    begun.reopen()
    begun.time.now = begin + timedelta(minutes=wait.minutes, seconds=-61)
    assert Clock(begun.board).due(begun.time.now) == []
    begun.time.now = begin + timedelta(minutes=wait.minutes, seconds=1)
    assert lapse(begun) == 1
    begun.reopen()
    assert lapse(begun) == 0
    (line,) = told(begun, head)
    assert wait.told in line


def test_after_the_hub_was_away_it_is_said_once_and_that_it_is_late(
    begun: House, wait: Wait
) -> None:
    head, begin = begun.board.seq, begun.time.now
    begun.reopen()
    begun.time.now = begin + timedelta(minutes=wait.minutes + 3, seconds=1)
    assert lapse(begun) == 1
    (line,) = told(begun, head)
    assert wait.told in line
    assert "(said 3 min late)" in line
