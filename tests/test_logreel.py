"""A log at any of its moments: by number, by time, by what happened; from as little as needed."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.incidents import IncidentClosed, IncidentOpened
from schemas.journal import LineStruck
from schemas.logcache import LogCache
from schemas.logfile import LogFile
from schemas.logport import Damaged, LogError
from schemas.logreel import BOARDS_KEPT, LogReel, readable_to
from tests.madeup import VIEWS, Story
from tests.tampering import change, copy, seeds, written

KINDS = (IncidentOpened, IncidentClosed)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room" / "log"


def cached(path: Path, story: Story, begin: int, name: str = "fire") -> Path:
    """What one view keeps of the story, from after an entry on."""
    view = VIEWS[name]
    with LogCache.begin(path, story.anchor(begin, view), view, story.epoch) as cache:
        cache.append(begin, story.seen(begin + 1, story.head.seq, view))
    return path


@pytest.mark.parametrize("seed", seeds(2, 100))
def test_the_board_at_any_entry_is_what_was_folded_then(path: Path, seed: int) -> None:
    draw = random.Random(seed)
    story = written(path, seed, 300)
    with LogFile.open(path) as log:
        for at in draw.sample(range(2, 300), 3):
            log.keyframe(story.at(at))
    with LogReel(path) as reel:
        for _ in range(120):
            at = draw.choice((draw.randint(1, 300), draw.randint(140, 160)))
            assert reel.board(at).digest() == story.at(at).digest()


def test_as_many_boards_are_kept_as_there_is_room_for(path: Path) -> None:
    written(path, 1, 300)
    with LogReel(path) as reel:
        for at in range(1, 300):
            reel.board(at)
        assert len(reel._kept_boards) == BOARDS_KEPT


@pytest.mark.parametrize("begin", [0, 1, 60])
def test_the_last_entry_at_a_time_is_found(path: Path, begin: int) -> None:
    story = Story(5)
    story.more(119)
    at = [told.header.at for told in story.told]
    with LogReel(cached(path, story, begin)) as reel:
        seen = [entry.seq for entry in reel.read(begin + 1, 120) if not entry.is_stub]
        assert len(seen) < 120 - begin, "some are not for this view"
        for seq in seen:
            for off in (-1, 0, 1):
                moment = at[seq - 1] + timedelta(microseconds=off)
                later = [other for other in seen if at[other - 1] > moment]
                assert reel.last_at(moment) == (min(later) - 1 if later else 120)
        for seq in range(begin + 1, 121):
            before = [other for other in seen if other <= seq]
            assert reel.when(seq) == at[(max(before) if before else min(seen)) - 1]


@pytest.mark.parametrize("begin", [None, 40])
def test_what_happened_is_found_forward_and_back(path: Path, begin: int | None) -> None:
    story = written(path, 6, 400)
    name = path if begin is None else cached(path.with_name("cache"), story, begin)
    view = VIEWS["fire"]
    held = [
        told.entry.seq
        for told in story.told
        if told.entry.seq > (begin or 0)
        and any(
            isinstance(event, KINDS) and (begin is None or not view.isdisjoint(event.audience))
            for event in told.events
        )
    ]
    assert len(held) > 32, "more than are looked for at a time"
    with LogReel(name) as reel:
        for beyond in (0, 41, 200, 399, 400):
            after = [entry.seq for entry in reel.find(KINDS, beyond)]
            before = [entry.seq for entry in reel.find(KINDS, beyond, back=True)]
            assert after == [seq for seq in held if seq > beyond]
            assert before == [seq for seq in reversed(held) if seq < beyond]
        assert next(reel.find((LineStruck,), 400), None) is None


def test_what_the_head_file_promises_and_the_log_lacks_is_told(path: Path) -> None:
    written(path)
    with LogReel(path) as reel:
        assert reel.missing is None
    old = copy(path, path.parent.parent / "old" / "log")
    with LogFile.open(path) as log:
        story = Story(1)
        story.more(59)
        log.append(40, [told.kept for told in story.told[40:]])
    old.with_name("log.head").write_bytes(path.with_name("log.head").read_bytes())
    with LogReel(old) as reel:
        assert reel.missing is not None
        assert "#60" in reel.missing


def test_up_to_the_first_damage_everything_can_be_shown(path: Path) -> None:
    story = written(path, 3, 200)
    assert readable_to(path) == (200, "")
    change(path, "UPDATE entries SET entry=replace(entry, ':', ';') WHERE seq=120")
    with LogReel(path) as reel, pytest.raises(Damaged) as damaged:
        reel.board(150)
    assert damaged.value.seq == 120
    last, why = readable_to(path)
    assert last == 119
    assert why.startswith("#120 is damaged")
    with LogReel(path, last) as reel:
        assert reel.head.seq == 119
        assert reel.head.digest == story.told[118].kept.digest
        assert reel.board().digest() == story.at(119).digest()
        with pytest.raises(LogError, match="not at #120"):
            reel.board(120)


def test_a_changed_entry_that_reads_is_noticed_by_its_digest(path: Path) -> None:
    written(path, 3, 200)
    change(path, 'UPDATE entries SET entry=replace(entry, \'"salt":"\', \'"salt":"0\') WHERE seq=9')
    with LogReel(path) as reel, pytest.raises(Damaged):
        reel.board(20)
    assert readable_to(path)[0] == 8
