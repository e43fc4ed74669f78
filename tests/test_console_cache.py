"""What a console keeps of the log between two starts, and what it does when it cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cache import EVIDENCE_MAX, Cache
from console.replica import Replica
from console.room import Room
from console.session import Session
from console.standing import State
from schemas.agencies import Grant
from tests.hub_end import NOON, HubEnd, Times
from tests.pipes import Pipe, identity, live, state, watching


class Kept:
    """maya's console with a real cache, started as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hub = HubEnd(Times())
        self.key = self.hub.joins("maya", "fire", Grant.COORDINATOR)
        self.caches: list[Cache] = []

    def start(self) -> Pipe:
        cache = Cache(self.folder / "cache.sqlite", self.folder / "evidence")
        self.caches.append(cache)
        session = Session(identity(self.hub, self.key), cache.open())
        return Pipe(self.hub, Room(session, "maya", keeper=cache, clock=self.hub.times))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    yield made
    for cache in made.caches:
        cache.close()


def test_the_board_is_there_before_the_hub_and_only_what_was_missed_comes(kept: Kept) -> None:
    first = kept.start()
    live(first)
    first.say("open fire Oak")
    first.settle()
    first.room.close()

    second = kept.start()
    assert second.room.board.incidents["INC-1"].name == "Oak"
    assert second.room.head.digest == kept.hub.digest.hex()
    frames: list[str] = []
    second.flaw = watching(frames)
    live(second)
    assert not any('"op":"snapshot"' in frame for frame in frames)


def test_what_comes_is_written_a_second_later_and_not_at_once(kept: Kept) -> None:
    pipe = kept.start()
    live(pipe)
    pipe.say("log One")
    pipe.settle()
    (cache,) = kept.caches
    assert cache._log
    before = cache._log.head.seq
    kept.hub.times.t += 1
    pipe.room.tick()
    assert cache._log.head.seq == before + 1


def test_a_damaged_cache_is_put_aside_and_the_hub_sends_the_board(kept: Kept) -> None:
    first = kept.start()
    live(first)
    first.room.close()
    path = kept.folder / "cache.sqlite"
    body = bytearray(path.read_bytes())
    body[100:4_000] = b"\xff" * 3_900
    path.write_bytes(body)

    second = kept.start()
    assert second.room.board.seq == 0
    assert "damaged" in (kept.caches[-1].warning or "")
    assert path.with_name("cache.sqlite.damaged").exists()
    live(second)
    second.room.close()
    assert kept.start().room.board.seq == kept.hub.board.seq


def test_a_cache_others_can_read_is_not_used_and_that_is_said(kept: Kept) -> None:
    first = kept.start()
    live(first)
    first.room.close()
    (kept.folder / "cache.sqlite").chmod(0o644)
    second = kept.start()
    live(second)
    kept.hub.times.t += 1
    second.room.tick()
    assert any("next start" in told.sentence for told in second.room.told)


def test_a_difference_leaves_its_frame_as_evidence_and_ends_the_keeping(kept: Kept) -> None:
    pipe = kept.start()
    live(pipe)
    for text in ("One", "Two"):
        pipe.flaw = lambda frame: frame.replace('"text\\":\\"', '"text\\":\\"Not ')
        pipe.say(f"log {text}")
        pipe.settle()
        pipe.flaw = lambda frame: frame
        pipe.connect()
        pipe.settle()
    assert state(pipe) is State.DIFFERS
    evidence = sorted((kept.folder / "evidence").iterdir())
    assert evidence
    assert "Not " in evidence[0].read_text()
    pipe.say("log Three")
    pipe.settle()
    pipe.room.close()


def test_evidence_is_bounded(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite", tmp_path / "evidence")
    for second in range(EVIDENCE_MAX + 5):
        cache.evidence("x" * second, "why", NOON.replace(second=second))
    assert len(list((tmp_path / "evidence").iterdir())) == EVIDENCE_MAX


def test_an_empty_folder_gives_an_empty_board(tmp_path: Path) -> None:
    found = Cache(tmp_path / "cache.sqlite", tmp_path / "evidence").open()
    assert found == Replica.empty()
    assert list(tmp_path.iterdir()) == []
