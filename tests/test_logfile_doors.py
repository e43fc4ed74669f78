"""Whom a log file lets in, and what is taken for one."""

import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.logfile import LogFile
from schemas.logport import Busy, Damaged, Exposed, LogError, Newer, NotALog
from schemas.logtape import LogTape
from schemas.verify import verify
from tests.madeup import Story
from tests.tampering import change, elsewhere, hashes, modes, pretend, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room" / "log"


def test_everything_beside_a_log_is_the_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        with LogFile.create(path) as log:
            log.append(0, [Story(1).told[0].kept])
            log.copy_to(path.with_name("copy"))
            assert set(modes(path.parent)) == {
                "log", "log-wal", "log.head", "log.lock", "copy", "copy.head",
            }  # fmt: skip
            assert set(modes(path.parent).values()) == {"600"}
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_log_others_can_read_or_write_is_refused(path: Path, mode: int) -> None:
    written(path)
    path.chmod(mode)
    with pytest.raises(Exposed, match="chmod 600") as refused:
        LogFile.open(path)
    assert refused.value.exit_code == 1


NOT_LOGS: dict[str, Callable[[Path], object]] = {
    "it is empty": lambda path: path.write_bytes(b""),
    "not a sitroom log": lambda path: path.write_bytes(b"minutes of the meeting\n" * 100),
    "it is no file": lambda path: path.mkdir(),
    "is not a sitroom log.": lambda path: change(path, "CREATE TABLE entries (seq, at)"),
}


@pytest.mark.parametrize("why", NOT_LOGS)
def test_what_is_not_a_log_is_refused_in_one_sentence_and_left_alone(path: Path, why: str) -> None:
    path.parent.mkdir()
    NOT_LOGS[why](path)
    path.chmod(0o700 if path.is_dir() else 0o600)
    before = path.is_dir() or path.read_bytes()
    for opened in (LogFile.open, LogTape):
        with pytest.raises(NotALog, match=why):
            opened(path)
    assert before == (path.is_dir() or path.read_bytes())


def test_a_log_that_is_not_there_is_said_to_be_missing(path: Path) -> None:
    with pytest.raises(LogError, match="There is no log at"):
        LogFile.open(path)


def test_a_log_is_never_made_over_another_file(path: Path) -> None:
    written(path)
    before = path.read_bytes()
    with pytest.raises(LogError, match="already"):
        LogFile.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["format", "fold"])
def test_a_log_of_a_newer_release_is_refused(path: Path, name: str) -> None:
    written(path)
    pretend(path, **{name: "999"})
    for opened in (LogFile.open, LogTape, verify):
        with pytest.raises(Newer, match=rf"newer release of sitroom \({name} 999"):
            opened(path)


def test_a_damaged_database_is_refused_with_exit_code_4(path: Path) -> None:
    written(path)
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(Damaged, match="is damaged") as refused:
        LogFile.open(path)
    assert refused.value.exit_code == 4


OPEN = """
import sys, time
from pathlib import Path
from schemas.logfile import LogFile
log = LogFile.open(Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


def test_two_hubs_cannot_serve_one_log_and_a_killed_one_leaves_it_free(path: Path) -> None:
    written(path)
    with elsewhere(OPEN, str(path)) as other:
        try:
            assert other.stdout
            assert other.stdout.readline() == "open\n"
            taken = rf"Another hub \(pid {other.pid}\) is serving this log\."
            for opened in (LogFile.open, LogTape, verify):
                with pytest.raises(Busy, match=taken):
                    opened(path)
        finally:
            other.send_signal(signal.SIGKILL)
    LogFile.open(path).close()


def test_one_process_cannot_open_it_twice_either(path: Path) -> None:
    written(path)
    with LogFile.open(path), pytest.raises(Busy, match=str(os.getpid())):
        LogFile.open(path)


READONLY = """
import os, sys
from pathlib import Path
from schemas.logport import LogError
from schemas.logfile import LogFile
from schemas.verify import verify
path = Path(sys.argv[1])
if os.getuid() == 0:
    os.setuid(int(sys.argv[2]))
for act in (lambda: LogFile.open(path), lambda: LogFile.create(path.with_name("new"))):
    try:
        act()
    except LogError as error:
        print(error.exit_code, error)
print(verify(path).sentence)
"""


def test_in_a_folder_one_may_only_read_a_log_is_verified_and_not_served(tmp_path: Path) -> None:
    stranger, folder = 65_534, tmp_path / "room"
    written(folder / "log")
    for one in (*folder.iterdir(), folder):
        one.chmod(0o500 if one.is_dir() else 0o600)
        os.chown(one, *((stranger, -1) if os.getuid() == 0 else (-1, -1)))
    for above in [one for one in tmp_path.parents if one.stat().st_uid == os.getuid()]:
        above.chmod(above.stat().st_mode | 0o111)
    tmp_path.chmod(0o711)
    (folder / "log.lock").unlink() if os.getuid() == 0 else None
    before = hashes(folder)
    with elsewhere(READONLY, str(folder / "log"), str(stranger)) as other:
        out, err = other.communicate(timeout=60)
    assert err == ""
    assert out.splitlines() == [
        f"1 {folder / 'log'} cannot be opened for writing: Permission denied.",
        f"1 {folder / 'new'} cannot be opened for writing: Permission denied.",
        "40 entries (after #0, up to #40) are intact.",
    ]
    assert hashes(folder) == before
    folder.chmod(0o700)
