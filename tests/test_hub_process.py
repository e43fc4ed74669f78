"""The hub as a process: how it fails at the start, what it leaves beside the log, how it ends."""

from __future__ import annotations

import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.logtape import LogTape
from schemas.nouns import FOLD
from tests.hubs import RealHub, real_hub, sitroom
from tests.tampering import change, pretend

PEOPLE = {"maya": ("fire", "representative")}


def once(folder: Path) -> Path:
    """A log that a hub has served and closed."""
    with real_hub(folder) as hub:
        hub.roster(PEOPLE)
        assert hub.stop() == 0
    return hub.log


def _no_folder(log: Path) -> Path:
    return log / "room.log"


def _key_is_anothers(log: Path) -> Path:
    log.with_name(log.name + ".key").write_text("0" * 63 + "1")
    return log


def _behind(log: Path) -> Path:
    head = log.with_name(log.name + ".head")
    before = (log.read_bytes(), head.read_bytes())
    admin = ("admin", "--log", str(log), "agency", "add", "pd", "Police")
    assert sitroom(*admin).returncode == 0
    log.write_bytes(before[0])
    return log


def _damaged(log: Path) -> Path:
    change(log, "DROP TABLE receipts")
    return log


def _newer(log: Path) -> Path:
    pretend(log, fold=str(FOLD + 1))
    return log


def _not_a_log(log: Path) -> Path:
    log.write_text("not a log")
    return log


def _others_can_read(log: Path) -> Path:
    log.chmod(0o644)
    return log


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (_no_folder, 1, "folder of its own"),
        (_key_is_anothers, 1, "put it back"),
        (_others_can_read, 1, "chmod 600"),
        (_not_a_log, 1, "is not a sitroom log"),
        (_behind, 4, "--restored"),
        (_damaged, 4, "damaged"),
        (_newer, 4, "newer release"),
    ],
)
def test_a_hub_that_cannot_start_says_one_sentence_and_its_exit_code(
    spoil: Callable[[Path], Path], code: int, says: str, tmp_path: Path
) -> None:
    log = spoil(once(tmp_path))
    started = sitroom("hub", "--log", str(log), "--port", "0")
    assert started.returncode == code
    assert started.stdout == ""
    assert says in started.stderr
    assert "Traceback" not in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1


def test_a_log_that_is_not_there_is_not_restored(tmp_path: Path) -> None:
    log = tmp_path / "rom.log"
    started = sitroom("hub", "--log", str(log), "--port", "0", "--restored")
    assert started.returncode == 1
    assert "put the copy there first" in started.stderr
    assert not log.exists()


def test_all_a_hub_keeps_beside_its_log_is_private_and_named_after_it(tmp_path: Path) -> None:
    hub = RealHub(tmp_path / "hub", host="0.0.0.0")
    hub.folder.mkdir(mode=0o700)
    hub.start()
    try:
        names = {path.name: path.stat() for path in hub.folder.iterdir() if path.name != "hub.err"}
        beside = ("", ".at", ".ballast", ".crt", ".head", ".key", ".lock", ".sock", ".tls", "-wal")
        assert set(names) == {f"room.log{suffix}" for suffix in beside}
        assert {stat.S_IMODE(found.st_mode) for found in names.values()} == {0o600}
    finally:
        assert hub.stop() == 0
    left = {path.name for path in hub.folder.iterdir()}
    assert not left & {"room.log.sock", "room.log.ballast", "room.log-wal"}


def _stops(hub: RealHub, number: signal.Signals) -> int:
    assert hub.process is not None
    hub.process.send_signal(number)
    return hub.process.wait(10)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_hub_told_to_stop_or_hung_up_on_says_so_and_closes_its_log(
    number: signal.Signals, tmp_path: Path
) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE)
        assert _stops(hub, number) == 0
    last = json.loads(hub.errors().splitlines()[-1])
    assert (last["told"], last["signal"]) == ("stopping", number.name)
    with LogTape(hub.log) as log:
        assert "maya" in log.board().people
    assert sitroom("verify", str(hub.log)).returncode == 0


def _ignore_hangups() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def test_a_hub_started_with_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    hub = RealHub(tmp_path)
    hub.start(before=_ignore_hangups)
    assert hub.process is not None
    try:
        os.kill(hub.process.pid, signal.SIGHUP)
        hub.roster(PEOPLE)  # it answers
        assert "stopping" not in hub.errors()
    finally:
        assert hub.stop() == 0
