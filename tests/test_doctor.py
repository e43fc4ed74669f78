"""``sitroom doctor``: names what is wrong around a log and what to do, and changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.files import beside
from server.access import CERT_LIFE, certificate
from server.doctor import CERT_SOON, Finding, look
from server.start import Address, open_log
from tests.hubs import real_hub, sitroom
from tests.tampering import hashes


def now() -> datetime:
    """The time on this machine, when it is asked: a run of all tests takes minutes."""
    return datetime.now(UTC)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log that was served once and closed, in a folder of its own."""
    folder = tmp_path / "hub"
    folder.mkdir(mode=0o700)
    path = folder / "room.log"
    open_log(path, create=True, address=Address("wss://eoc.example:8642")).hub.close()
    certificate(path, "0.0.0.0")
    return path


def of(log: Path, what: str, at: datetime | None = None) -> Finding:
    """What it says about one thing."""
    (found,) = (finding for finding in look(log, at or now()) if finding.what == what)
    return found


def _open_to_all(log: Path) -> None:
    beside(log, ".key").chmod(0o644)


def _folder_open(log: Path) -> None:
    log.parent.chmod(0o777)


def _no_key(log: Path) -> None:
    beside(log, ".key").unlink()


def _bad_certificate(log: Path) -> None:
    beside(log, ".crt").write_text("no certificate")


def _cut(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:5_000])


def _behind(log: Path) -> None:
    before = log.read_bytes()
    admin = ("admin", "--log", str(log), "agency", "add", "pd", "Police")
    assert sitroom(*admin).returncode == 0
    log.write_bytes(before)


@pytest.mark.parametrize(
    ("spoil", "what", "says"),
    [
        (_open_to_all, "files", "chmod 600"),
        (_folder_open, "files", "chmod 700"),
        (_no_key, "key", "put it back"),
        (_bad_certificate, "certificate", "put it back"),
        (_cut, "log", "damaged"),
        (_behind, "log", "is missing"),
    ],
)
def test_what_must_be_mended_is_named_with_the_remedy(
    spoil: Callable[[Path], None], what: str, says: str, log: Path
) -> None:
    assert of(log, what).bad < 2
    spoil(log)
    found = of(log, what)
    assert found.bad == 2
    assert says in found.says
    assert found.line.startswith("mend ")
    said = sitroom("doctor", "--log", str(log))
    assert said.returncode == (4 if what == "log" else 1)
    assert found.line in said.stdout


def test_a_clock_that_is_wrong_is_noticed_by_the_release_or_by_the_log(log: Path) -> None:
    assert of(log, "clock").bad == 0
    assert of(log, "clock", datetime(1970, 1, 1, tzinfo=UTC)).bad == 2
    slow = of(log, "log", now() - timedelta(hours=1))
    assert (slow.bad, "set the clock" in slow.says) == (2, True)


def test_a_certificate_that_ends_soon_is_said_before_it_ends(log: Path) -> None:
    assert of(log, "certificate").bad == 0
    soon = now() + CERT_LIFE - CERT_SOON + timedelta(days=1)
    found = of(log, "certificate", soon)
    assert (found.bad, "invitation" in found.says) == (1, True)


def test_a_full_disk_is_said(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(log.parent)
    for free, bad in ((1_000, 2), (500 * 1024**2, 1), (5 * 1024**3, 0)):
        fields = [*real]
        fields[1], fields[4] = 1, free  # size of a fragment, fragments free for us
        monkeypatch.setattr("server.doctor.os.statvfs", lambda _, f=tuple(fields): _room(f))
        assert of(log, "disk").bad == bad


def _room(fields: tuple[int, ...]) -> os.statvfs_result:
    return os.statvfs_result(fields)


def test_a_log_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    said = sitroom("doctor", "--log", str(tmp_path / "room.log"))
    assert said.returncode == 4
    assert "sitroom hub --log" in said.stdout
    assert list(tmp_path.iterdir()) == []


def test_it_changes_nothing_with_a_hub_or_without(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    folder.mkdir(mode=0o700)
    with real_hub(folder) as hub:
        serving = sitroom("doctor", "--log", str(hub.log))
        assert serving.returncode == 0, serving.stdout
        assert f"ok    hub: serving; invitations say {hub.url}" in serving.stdout
        hub.kill()
    beside(hub.log, ".sock").unlink()  # a kill leaves it, and it does not read as a file
    before = hashes(folder)
    killed = sitroom("doctor", "--log", str(hub.log))
    assert killed.returncode == 0, killed.stdout
    assert "look  hub: nobody serves this log" in killed.stdout
    assert hashes(folder) == before
