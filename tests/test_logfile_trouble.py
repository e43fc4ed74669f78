"""Kills, full disks, lost tails: what was acknowledged is there, or its absence is told."""

import signal
import sqlite3
import statistics
import time
from pathlib import Path
from typing import Any

import pytest

from schemas.database import warning
from schemas.files import HeadFile, beside, file_hash
from schemas.logfile import LogFile
from schemas.logport import BehindHead, Done, Failed, Head, LogError, OutcomeUnknown, StorageFailed
from schemas.logs import LogRestored
from schemas.verify import Finding, verify
from tests.madeup import Story
from tests.tampering import copy, elsewhere, hashes, modes, promised, seeds, unclean, written

FIRST_FRAME = 32 + 24  # bytes of a -wal before its first page: its header and the frame's


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room" / "log"


def test_the_head_file_follows_each_commit_and_is_signed(path: Path) -> None:
    story, signed = Story(1), []

    def sign(text: bytes) -> str:
        signed.append(text.decode())
        return f"{len(signed):0128x}"

    with LogFile.create(path, sign) as log:
        log.append(0, [story.told[0].kept])
        for batch in story.batches(1, 3, 1):
            log.append(log.head.seq, batch)
            said = promised(path)
            assert (said["seq"], said["digest"]) == (log.head.seq, log.head.digest.hex())
            assert said["signature"] == f"{len(signed):0128x}"
            assert signed[-1].endswith(f"|{story.epoch}|{said['seq']}|{said['digest']}")
            assert "file" not in said
    assert promised(path)["file"] == file_hash(path).hex()
    assert set(modes(path.parent)) == {"log", "log.head", "log.lock"}


def test_a_flipped_bit_in_the_wal_is_noticed_and_the_refusal_changes_no_byte(path: Path) -> None:
    killed = unclean(path, written(path, n=30))
    wal = killed.with_name("log-wal")
    content = bytearray(wal.read_bytes())
    content[100] ^= 4
    wal.write_bytes(content)
    before = hashes(killed.parent)
    with pytest.raises(BehindHead, match="ends at #30, but its head file names #40") as refused:
        LogFile.open(killed)
    assert (refused.value.promised, refused.value.found, refused.value.exit_code) == (40, 30, 4)
    assert before.items() <= hashes(killed.parent).items()


def test_a_restored_copy_is_served_only_when_told_and_says_so_in_the_log(path: Path) -> None:
    story = written(path, n=10)
    copy = path.read_bytes()
    with LogFile.open(path) as log:
        log.append(10, story.more(5))
    path.write_bytes(copy)
    for _ in range(2):  # opened and closed without a word in the log, the old promise stands
        with pytest.raises(BehindHead):
            LogFile.open(path)
        with LogFile.open(path, restored=True) as log:
            assert (log.was_behind, log.head.seq) == (15, 10)
    again = Story(1)
    again.more(9)
    epoch = "f" * 32
    event = LogRestored(epoch=epoch, head=15)
    with LogFile.open(path, restored=True) as log:
        log.append(10, [again.tell([event]).kept])
        assert log.epoch == epoch
    with LogFile.open(path) as log:
        assert (log.warnings, log.was_behind, log.epoch) == ([], None, epoch)
        assert log.board().logs["log"].restored_from == 15
    assert verify(path).ok


def test_a_log_that_disagrees_with_its_head_file_is_refused(path: Path) -> None:
    written(path, n=10)
    other = path.with_name("other")
    written(other, seed=2, n=12)
    other.replace(path)
    with pytest.raises(BehindHead, match="disagree about #10"):
        LogFile.open(path)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"{" * 1024])
def test_without_a_readable_head_file_the_log_opens_and_says_why_it_worries(
    path: Path, content: bytes | None
) -> None:
    written(path, n=10)
    head = path.with_name("log.head")
    head.unlink() if content is None else head.write_bytes(content)
    with LogFile.open(path) as log:
        assert len(log.warnings) == 1
        assert "log.head" in log.warnings[0]
        assert promised(path)["seq"] == 10


def test_no_new_log_is_made_where_a_head_file_still_names_one(path: Path) -> None:
    written(path, n=10)
    path.unlink()
    with pytest.raises(LogError, match="names a log that is not here"):
        LogFile.create(path)


class Unwilling:
    """A connection whose commits fail: after they were done, or before."""

    def __init__(self, real: sqlite3.Connection, done: bool) -> None:
        self.real, self.done = real, done

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def execute(self, sql: str, *values: Any) -> Any:
        if sql != "COMMIT":
            return self.real.execute(sql, *values)
        self.real.execute("COMMIT" if self.done else "ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize("done", [True, False])
def test_after_an_unknown_outcome_reopening_tells_what_happened(
    path: Path, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = written(path, n=5)
    batch = story.more(3)
    with LogFile.open(path) as log:
        unwilling = Unwilling(log._database.connection, done)
        monkeypatch.setattr(log._database, "connection", unwilling)
        assert log.append(5, batch) == OutcomeUnknown("disk I/O error")
        assert isinstance(log.append(5, batch), Failed)
        assert promised(path)["seq"] == 5
        head = log.reopen()
        assert head == log.head == (story.head if done else Head(5, story.told[4].kept.digest))
        assert log.writable()
        rest = story.told[head.seq :]
        assert log.append(head.seq, [told.kept for told in rest]) == Done(story.head) or done
    assert verify(path).ok


FULL = """
import resource, sys
from pathlib import Path
from schemas.logfile import Done, LogFile
from schemas.verify import verify
from tests.madeup import Story
path, kib = Path(sys.argv[1]), int(sys.argv[2])
story = Story(1)
log = LogFile.create(path)
log.append(0, [story.told[0].kept])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (kib * 1024, hard))
acked, refused, batch = log.head, 0, story.more(30)
while refused < 5:
    answer = log.append(acked.seq, batch)
    if isinstance(answer, Done):
        acked, batch = answer.head, story.more(30)
        continue
    refused += 1
    print(answer.full, log.reopen() == acked, log.board().seq == acked.seq)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(log.writable(), log.append(acked.seq, batch) == Done(story.head))
log.close()
print(verify(path).ok)
"""


@pytest.mark.parametrize("kib", [200, 700])
def test_on_a_full_disk_nothing_is_half_written_and_it_goes_on_when_there_is_room(
    path: Path, kib: int
) -> None:
    with elsewhere(FULL, str(path), str(kib)) as other:
        out, err = other.communicate(timeout=100)
    assert err == ""
    assert out.split() == ["True"] * (5 * 3 + 3)


KILLED = """
import sys
from pathlib import Path
from schemas.logfile import LogFile
from tests.madeup import Story
path, seed = Path(sys.argv[1]), int(sys.argv[2])
story = Story(seed)
log = LogFile.create(path)
log.append(0, [story.told[0].kept])
while True:
    batch = story.more(1 + story.board.seq % 5)
    log.append(log.head.seq, batch)
    if story.board.seq % 40 == 0:
        log.keyframe(story.board.copy())
    print(log.head.seq, flush=True)
"""


@pytest.mark.parametrize("seed", seeds(3, 80))
def test_a_kill_loses_nothing_that_was_acknowledged(path: Path, seed: int) -> None:
    with elsewhere(KILLED, str(path), str(seed)) as other:
        assert other.stdout
        acked = 0
        until = time.monotonic() + 0.1 + seed % 7 / 10
        for line in other.stdout:
            acked = int(line)
            if time.monotonic() > until:
                other.send_signal(signal.SIGKILL)
                break
        acked = max([acked, *(int(line) for line in other.stdout if line.endswith("\n"))])
    report = verify(path)
    assert report.ok, report.sentence
    promise = HeadFile(path).read()
    assert promise
    assert report.head
    assert acked <= promise.seq <= report.head.seq
    hurt = copy(path, path.parent.parent / "hurt" / "log")
    wal = bytearray(beside(hurt, "-wal").read_bytes())
    wal[FIRST_FRAME + 100] ^= 1  # further on there may be frames already carried over: dead bytes
    beside(hurt, "-wal").write_bytes(wal)
    assert verify(hurt).kind is Finding.TAIL_MISSING
    story = Story(seed)
    story.more(report.head.seq - 1)
    with LogFile.open(path) as log:
        assert (log.head, log.warnings) == (story.head, [])
        assert log.board() == story.board


def test_a_head_file_that_cannot_be_written_is_told_and_loses_no_entry(path: Path) -> None:
    story = written(path, n=5)
    with LogFile.open(path) as log:
        log._promises.release()
        log._promises.path = path / "nowhere" / "log.head"
        assert isinstance(log.append(5, story.more(1)), Done)
        assert log.trouble is not None
        assert "cannot be written" in log.trouble
        log._promises.path = path.with_name("log.head")
        log.append(6, story.more(1))
        assert log.trouble is None


def test_trouble_with_what_is_beside_the_entries_is_said(path: Path) -> None:
    story = written(path, n=5)
    with LogFile.open(path) as log:
        log._database.connection.execute("PRAGMA query_only=ON")
        assert not log.writable()
        log.keyframe(story.board)
        assert "cannot be written" in str(log.trouble)
        with pytest.raises(StorageFailed, match="cannot be written"):
            log.deliver([])
        log._database.connection.execute("PRAGMA query_only=OFF")
        assert log.writable()


def test_an_operator_is_warned_of_a_sqlite_that_may_corrupt() -> None:
    assert warning((3, 6, 23)) is None
    assert warning((3, 51, 3)) is None
    for version in ((3, 7, 0), (3, 40, 1), (3, 51, 2)):
        said = warning(version)
        assert said is not None
        assert "SQLite 3." in said


# -- what it costs ---


@pytest.mark.soak
def test_figures_of_appending(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for size in (1, 20, 200):
        story = Story(size)
        log = LogFile.create(path.with_name(f"log{size}"))
        log.append(0, [story.told[0].kept])
        times = []
        for _ in range(max(40, 1_000 // size)):
            batch = story.more(size)
            began = time.perf_counter()
            log.append(log.head.seq, batch)
            times.append(time.perf_counter() - began)
        log.close()
        p50 = statistics.median(times)
        with capsys.disabled():
            print(f"append of {size}: p50 {p50 * 1e3:.3f} ms, {p50 / size * 1e6:.1f} µs an entry")
