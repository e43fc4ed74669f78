"""``sitroom doctor``: is everything around a hub's log as it should be? It changes nothing.

One line for each thing looked at: ``ok``, ``look`` (soon) or ``mend`` (now), and what to do.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import click
from cryptography import x509

from schemas import files
from schemas.board import facts
from schemas.database import warning
from schemas.entry import Unreadable
from schemas.logport import Busy, LogError
from schemas.logtape import LogTape, broken
from server.access import Locked, private_key, public_hex
from server.admin import socket_answers
from server.asking import LOG
from server.disk import RESERVE

ROOM = 1024 * 1024 * 1024  # bytes free below which somebody should make room
CERT_SOON = timedelta(days=60)  # a certificate that ends sooner is said
AHEAD = timedelta(minutes=2)  # a log this far ahead of this machine's clock: one of them is wrong
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right says less
PRIVATE = ("", "-wal", ".head", ".key", ".tls", ".sock")  # nobody else's to read


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``bad``: 0 as it should be, 1 to be looked after, 2 to be mended."""

    what: str
    says: str
    bad: int = 0

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{('ok', 'look', 'mend')[self.bad]:<5} {self.what}: {self.says}"


@click.command()
@click.option("--log", "path", type=LOG, required=True, help="The hub's log.")
def doctor(path: Path) -> None:
    """Look at a hub's log, its files, disk, clock and certificate; change nothing.

    Ends with 0 when nothing needs mending, else with 1; 4 when the log itself does.
    """
    found = list(look(path.resolve(), datetime.now(UTC)))
    for finding in found:
        click.echo(finding.line)
    log = any(finding.bad == 2 and finding.what == "log" for finding in found)
    sys.exit(4 if log else max(finding.bad for finding in found) // 2)


def look(log: Path, now: datetime) -> Iterator[Finding]:
    """Everything there is to look at, most general first."""
    yield _versions()
    yield _clock(now)
    if not log.exists():
        yield Finding("log", f"there is none at {log}: sitroom hub --log {log} makes it", 2)
        return
    for each in _LOOKS:
        yield each(log, now)


# -- one by one ----------------------------------------------------------------------------------


def _versions() -> Finding:
    mine = f"sitroom {version('sitroom')}, Python {sys.version.split()[0]}"
    told = warning()
    return Finding("versions", f"{mine}. {told}" if told else mine, 1 if told else 0)


def _clock(now: datetime) -> Finding:
    if now < RELEASED:
        return Finding("clock", f"this machine says {now:%Y-%m-%d}: set it, and keep it by NTP", 2)
    return Finding("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC: compare it with a watch")


def _files(log: Path, now: datetime) -> Finding:
    owner = log.stat().st_uid
    for suffix in PRIVATE:
        path = files.beside(log, suffix)
        if not path.exists():
            continue
        found = path.stat()
        if stat.S_IMODE(found.st_mode) & 0o077:
            return Finding("files", f"others can use {path}: chmod 600 {path}", 2)
        if found.st_uid != owner:
            return Finding("files", f"{path} has another owner than the log: chown it", 2)
    if stat.S_IMODE(log.parent.stat().st_mode) & 0o022:
        says = f"others can write in {log.parent}: chmod 700 {log.parent}"
        return Finding("files", says, 2)
    return Finding("files", "private, and of one owner")


def _disk(log: Path, now: datetime) -> Finding:
    room = os.statvfs(log.parent)
    free = room.f_bavail * room.f_frsize
    says = f"{free // 1024**2} MiB free in {log.parent}"
    if free < RESERVE * 2:
        return Finding("disk", f"{says}: make room now, the hub is or will be read-only", 2)
    return Finding("disk", f"{says}: make room soon" if free < ROOM else says, int(free < ROOM))


def _hub(log: Path, now: datetime) -> Finding:
    if socket_answers(log):
        return Finding("hub", f"serving{_address(log)}")
    try:
        files.Lock.must_be_free(log)
    except Busy:
        says = "a process has the log, and its socket does not answer: restart the hub"
        return Finding("hub", says, 2)
    return Finding("hub", f"nobody serves this log: sitroom hub --log {log}", 1)


def _address(log: Path) -> str:
    try:
        return f"; invitations say {files.beside(log, '.at').read_text().split()[0]}"
    except (OSError, IndexError):
        return ""


def _key(log: Path, now: datetime) -> Finding:
    path = files.beside(log, ".key")
    if not path.exists():
        return Finding("key", f"{path} is missing: put it back, no other serves this log", 2)
    try:
        return Finding("key", f"hub key {public_hex(private_key(path))}")
    except (Locked, OSError) as error:
        return Finding("key", str(error), 2)


def _certificate(log: Path, now: datetime) -> Finding:
    path = files.beside(log, ".crt")
    if not path.exists():
        return Finding("certificate", "none: made when the hub listens beyond this machine")
    try:
        until = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return Finding("certificate", f"{path} does not read: put it back from your copy", 2)
    says = f"good until {until:%Y-%m-%d}"
    if until - now < CERT_SOON:
        why = "with a new one everybody needs a new invitation"
        return Finding("certificate", f"{says}: plan its change, {why}", 1)
    return Finding("certificate", says)


def _log(log: Path, now: datetime) -> Finding:
    """Without a hub: whether it opens, and where it ends. A running hub answers for itself."""
    try:
        with LogTape(log) as tape:
            promise = files.HeadFile(log).read()
            why = broken(tape, promise) if promise else ""
            if why:
                return Finding("log", f"{why} sitroom verify {log} tells more", 2)
            at = max((facts(entry)[0].at for entry in tape.tail(1)), default=now)
            if at - now > AHEAD:
                says = f"its last entry is of {at:%Y-%m-%d %H:%M} UTC, later than this clock"
                return Finding("log", f"{says}: set the clock before you start the hub", 2)
            return Finding("log", f"ends at #{tape.head.seq}; sitroom verify looks at every entry")
    except Busy:
        return Finding("log", "in use; copy it (sitroom admin copy), and verify the copy")
    except (LogError, Unreadable) as error:
        return Finding("log", str(error), 2)


_LOOKS: tuple[Callable[[Path, datetime], Finding], ...] = (
    _files,
    _disk,
    _key,
    _certificate,
    _hub,
    _log,
)
