"""The dispatch feed: a real fire department's rows, said once each, in order."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.feeds.cad import Pace, Reader, Row, Unread
from schemas.agencies import Grant
from schemas.resources import Status
from schemas.wire import Submit
from server.batch import Asked
from server.rules.calls import SAYS
from tests.house import House

FILE = Path(__file__).parent / "data" / "cad" / "sffd_2016-12-31_to_2017-01-03.jsonl.gz"
ZONE = ZoneInfo("America/Los_Angeles")
READER = Reader(ZONE)
NOW = datetime(2026, 7, 4, 16, 0, tzinfo=UTC)


def rows(start: str | None = None, end: str | None = None) -> list[Row]:
    """The real rows between two local times."""
    reader = Reader(
        ZONE,
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
    )
    return [row for row in reader.rows(FILE) if isinstance(row, Row)]


@pytest.fixture
def desk(house: House) -> House:
    """A house with the feed's account."""
    house.agency("private", "Private ambulances")
    house.person("cad", "fire", Grant.FEED, speaks_for=("private",))
    return house


def feed(house: House, said: Iterable[Row], pace: Pace | None = None, batch: int = 100) -> int:
    """Say these rows as the feed does, some at a time; how many were accepted."""
    actor = house.actor("cad")
    asks = []
    for row in said:
        happened = pace.happened(row) if pace else row.local.astimezone(UTC)
        command = row.command.model_dump(mode="json", exclude_none=True)
        asks.append(Asked("cad", actor, Submit(ref=row.ref, command=command, occurred_at=happened)))
    answers = [a for n in range(0, len(asks), batch) for a in house.deliver(asks[n : n + batch])]
    return sum(answer.ok for answer in answers)


def last_statuses(said: Iterable[Row]) -> dict[str, Status]:
    """Each unit's last status by an independent reckoning: greatest time, ties by delivery."""
    best: dict[str, tuple[datetime, Status]] = {}
    for row in said:
        ask = row.command
        if ask.unit is None:
            continue
        unit = f"{ask.agency or 'fire'}.{ask.unit}"
        if unit not in best or row.local >= best[unit][0]:
            best[unit] = (row.local, SAYS[ask.step])
    return {unit: status for unit, (_, status) in best.items()}


def shown(house: House) -> dict[str, Status]:
    """Each unit's status on the board."""
    return {id: unit.status for id, unit in house.board.resources.items()}


def test_every_row_of_the_file_reads() -> None:
    with gzip.open(FILE) as raw:
        lines = sum(1 for _ in raw)
    assert len(rows()) == lines


def test_an_hour_of_the_real_night_ends_as_it_should(desk: House) -> None:
    night = rows("2017-01-01T01:00", "2017-01-01T02:00")
    assert feed(desk, night) == len(night) > 400
    assert shown(desk) == last_statuses(night)
    assert {u.owner for u in desk.board.resources.values()} == {"fire", "private"}


def test_the_same_hour_fed_twice_and_retimed_doubles_nothing(desk: House) -> None:
    night = rows("2017-01-01T01:00", "2017-01-01T01:20")
    feed(desk, night)
    head, before = desk.board.seq, desk.board.digest()
    assert feed(desk, night) == len(night)
    assert feed(desk, night, Pace(30.0, True, NOW)) == len(night)
    assert (desk.board.seq, desk.board.digest()) == (head, before)


def test_rows_that_arrive_late_do_not_change_how_the_hour_ends(desk: House) -> None:
    draw = random.Random(20170101)
    night = rows("2017-01-01T01:00", "2017-01-01T02:00")
    late = [
        (row.local + timedelta(seconds=draw.uniform(0, 600) * (draw.random() < 0.05)), n, row)
        for n, row in enumerate(night)
    ]
    delivered = [row for _, _, row in sorted(late, key=lambda one: one[:2])]
    assert delivered != night
    assert feed(desk, delivered) == len(night)
    assert shown(desk) == last_statuses(delivered)


def test_a_call_is_open_while_a_unit_is_on_it_and_only_then(desk: House) -> None:
    feed(desk, rows("2017-01-01T01:00", "2017-01-01T02:00"))
    for call in desk.board.calls.values():
        on = {id for id, unit in desk.board.resources.items() if call.id in unit.jobs}
        assert set(call.units) == on
        assert not (on and call.closed_at)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"not json",
        b"[]",
        b'{"t":"2017-01-01T01:00:00"}',
        b'{"t":"yesterday","status":"enroute","call":"1"}',
        b'{"t":"2017-01-01T01:00:00","status":"flying","call":"1"}',
        b'{"t":"2017-01-01T01:00:00","status":"enroute","call":"' + b"9" * 99 + b'"}',
        b'{"t":"2017-01-01T01:00:00","status":"enroute","call":"1","call":"2"}',
        b"\xff\xfe",
    ],
    ids=range(9),
)
def test_a_row_that_does_not_read_is_kept_with_its_reason(line: bytes) -> None:
    row = READER.read(7, line)
    assert isinstance(row, Unread)
    assert row.because


def test_a_row_without_end_is_passed_over_and_the_next_one_reads(tmp_path: Path) -> None:
    good = b'{"t":"2017-01-01T01:00:00","status":"enroute","call":"1","unit":"E1"}\n'
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"x" * 100_000 + b"\n" + good + b"\n" + good)
    found = list(READER.rows(file))
    assert [type(row) for row in found] == [Unread, Row, Row]
    assert [row.number for row in found] == [1, 2, 4]
    refs = {row.ref for row in found if isinstance(row, Row)}
    assert len(refs) == 2, "the same words on two lines are two rows"


def test_a_night_at_speed_runs_from_now_on_and_as_fast_as_it_goes_ends_now() -> None:
    night = rows("2017-01-01T01:00", "2017-01-01T02:00")
    running = Pace(30.0, True, NOW)
    assert running.happened(night[0]) == NOW
    assert NOW < running.happened(night[-1]) <= NOW + timedelta(minutes=2)
    assert running.due(night[-1]) == running.happened(night[-1])
    ended = Pace(None, True, NOW, night[0].local, night[-1].local)
    assert ended.happened(night[-1]) == NOW
    assert ended.due(night[-1]) == NOW
    real = Pace(None, False, NOW)
    assert real.happened(night[0]).year == 2017


def test_winter_time_of_the_file_is_utc_in_the_log() -> None:
    first = rows("2017-01-01T01:00", "2017-01-01T01:05")[0]
    assert first.local.astimezone(UTC).hour == 9


def test_a_rows_ref_is_the_hash_of_what_it_says_and_its_number() -> None:
    line = json.dumps({"t": "2017-01-01T01:00:00", "status": "enroute", "call": "1"}).encode()
    one, two = READER.read(1, line), READER.read(2, line)
    assert isinstance(one, Row)
    assert isinstance(two, Row)
    assert one.ref != two.ref
    assert one == READER.read(1, line + b"\n")
