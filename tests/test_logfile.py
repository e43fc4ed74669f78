"""The log file: what goes in comes out, byte for byte, and every board with it."""

import itertools
import sqlite3
from pathlib import Path

import pytest

from schemas import logfile as module
from schemas.keyframes import KEYFRAMES_MAX, thinned
from schemas.logfile import LogFile
from schemas.logport import Conflict, Damaged, Delivery, Done, Failed, LogError, touched_by
from schemas.logtape import LogTape
from schemas.nouns import FOLD
from schemas.verify import verify
from tests.madeup import Story
from tests.tampering import change, elsewhere, modes, pretend, seeds, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room" / "log"


def test_what_was_appended_is_read_back_byte_for_byte(path: Path) -> None:
    story = written(path, n=300)
    with LogTape(path) as tape:
        assert [entry.sent for entry in tape.read(1, 300)] == [t.entry.sent for t in story.told]
        assert [entry.seq for entry in tape.read(290, 400)] == list(range(290, 301))
        assert [entry.seq for entry in tape.tail(3)] == [298, 299, 300]
        assert tape.head == story.head
        assert tape.epoch == story.epoch
        assert [tape.digest_at(told.entry.seq) for told in story.told] == [
            told.kept.digest for told in story.told
        ]


def test_an_entry_is_found_by_its_ref_and_by_what_it_touched(path: Path) -> None:
    story = written(path, n=120)
    with LogTape(path) as tape:
        for told in story.told:
            by = told.header.by.person
            assert tape.receipt(by, told.header.ref) == told.kept.receipt
        assert tape.receipt("maya", "never") is None
        for shelf, id_ in {name for told in story.told for name in touched_by(told.events)}:
            seqs = [t.entry.seq for t in story.told if (shelf, id_) in touched_by(t.events)]
            assert tape.touched(shelf, id_) == seqs
            assert tape.touched(shelf, id_, limit=2) == seqs[-2:]


@pytest.mark.parametrize("seed", seeds(4, 60))
def test_the_board_is_keyframe_and_tail_and_the_fold_from_the_start(path: Path, seed: int) -> None:
    story = Story(seed)
    with LogFile.create(path) as log:
        log.append(0, [story.told[0].kept])
        for batch in story.batches(1, 20, 40, 3, 60, 1):
            assert log.append(log.head.seq, batch) == Done(story.head)
            if story.board.seq in (62, 124):
                log.keyframe(story.board.copy())
        for seq in (0, 1, 61, 62, 63, 100, 124, 126):
            assert log.board(seq) == story.at(seq)
        assert log.board() == story.board
    with LogTape(path) as tape:
        assert tape.board() == story.board


def test_a_board_the_log_does_not_hold_is_refused(path: Path) -> None:
    written(path, n=5)
    with LogTape(path) as tape, pytest.raises(LogError, match="from #0 to #5, not at #6"):
        tape.board(6)


def test_an_entry_changed_behind_our_back_is_named_before_it_reaches_a_board(path: Path) -> None:
    written(path, n=30)
    change(path, "UPDATE entries SET entry=replace(entry, 'seq', 'sex') WHERE seq=7")
    with LogTape(path) as tape, pytest.raises(Damaged, match="#7") as told:
        tape.board()
    assert told.value.seq == 7


def test_an_append_that_does_not_expect_the_head_writes_nothing(path: Path) -> None:
    story = written(path, n=5)
    batch = story.more(2)
    with LogFile.open(path) as log:
        assert log.append(4, batch) == Conflict(log.head)
        assert log.append(5, []) == Done(log.head)
        assert isinstance(log.append(5, batch), Done)
        assert log.append(5, batch) == Conflict(story.head)
        assert len(list(log.read(1, 99))) == 7


def test_a_batch_that_does_not_follow_the_chain_is_refused_whole(path: Path) -> None:
    story = written(path, n=5)
    first, second, third = story.more(3)
    with LogFile.open(path) as log:
        for batch in ([first, third], [second], [first, second, second]):
            with pytest.raises(AssertionError):
                log.append(5, batch)
        assert log.head.seq == 5


def test_a_batch_goes_in_whole_or_not_at_all(path: Path) -> None:
    story = written(path, n=5)
    batch = story.more(3)
    change(path, "INSERT INTO touches VALUES ('x', 'y', 1)")
    (shelf, id_), *_ = batch[2].touched
    change(path, "INSERT INTO touches VALUES (?, ?, 8)", shelf, id_)
    with LogFile.open(path) as log:
        assert isinstance(log.append(5, batch), Failed)
        assert log.head.seq == 5
        assert list(log.read(6, 9)) == []


def test_deliveries_are_noted_and_the_oldest_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(path, n=5)
    monkeypatch.setattr(module, "DELIVERIES_MAX", 10)
    with LogFile.open(path) as log:
        at = "2026-11-22T14:00:00.000000Z"
        log.deliver([Delivery("maya", "d1", n % 5, at, "connect") for n in range(25)])
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM deliveries").fetchone() == (10,)
    other.close()
    assert verify(path).ok


def test_keyframes_stay_few_and_spread_over_the_whole_log() -> None:
    kept: list[int] = []
    for seq in range(2_000, 2_000_001, 2_000):
        kept.append(seq)
        kept = [one for one in kept if one not in thinned(kept)]
        assert len(kept) <= KEYFRAMES_MAX
    gaps = [after - before for before, after in itertools.pairwise(kept)]
    assert kept[-1] == 2_000_000
    assert max(gaps) <= 4 * 2_000_000 / KEYFRAMES_MAX


def test_a_copy_is_complete_and_clean_while_the_log_goes_on(path: Path) -> None:
    story = written(path, n=30)
    copy = path.with_name("copy")
    with LogFile.open(path) as log:
        log.append(30, story.more(5))
        log.copy_to(copy)
        with pytest.raises(LogError, match="already"):
            log.copy_to(copy)
        report = verify(copy)
        assert (report.ok, report.head) == (True, story.head)
    assert modes(path.parent) | {"copy": "600", "copy.head": "600"} == modes(path.parent)


def test_keyframes_of_an_older_fold_are_folded_anew(path: Path) -> None:
    story = written(path, n=30)
    with LogFile.open(path) as log:
        log.keyframe(story.at(3))
    pretend(path, fold=str(FOLD - 1))
    change(path, "UPDATE keyframes SET board=x'00'")
    assert verify(path).sentence.endswith("bytes that hold no entry.")
    with LogTape(path) as tape:
        assert tape.board() == story.board
        assert tape.warnings == []
    with LogFile.open(path) as log:
        assert log.board() == story.board
    assert verify(path).ok


def test_a_keyframe_that_does_not_read_is_passed_over_and_told(path: Path) -> None:
    story = written(path, n=30)
    with LogFile.open(path) as log:
        log.keyframe(story.at(3))
        log.keyframe(story.at(9))
    change(path, "UPDATE keyframes SET board=substr(board, 1, 90) WHERE seq=9")
    with LogFile.open(path) as log:
        assert log.board() == story.board
        assert log.warnings == ["The keyframe of #9 does not read: it is passed over."]


def test_the_words_of_the_room_load_no_database() -> None:
    words = ("board", "entry", "files", "logport", "nouns", "phrase", "text", "wire")
    asks = "; ".join(f"import schemas.{word}" for word in words)
    asks += "; import sys; print({'sqlite3', 'sqlite_utils'} & set(sys.modules))"
    with elsewhere(asks) as other:
        assert other.communicate(timeout=60) == ("set()\n", "")
