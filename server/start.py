"""Opening a log as a hub does: identity, first entry, restored copies; and making a new one."""

from __future__ import annotations

import gc
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.base import By, Event, Header
from schemas.board import bodies, facts
from schemas.centers import EOC, CenterAdded
from schemas.database import warning
from schemas.entry import SALT_BYTES, Entry, first_link
from schemas.logfile import LogFile
from schemas.logport import Conflict, Done, Newer, StorageFailed, keep
from schemas.logs import LogOpened, LogRestored
from schemas.wire import Token
from server.access import private_key, public_hex, signer
from server.hub import Hub

BY_HUB = By(person="hub", agency="hub")


class Mismatch(Exception):
    """What was asked for and what the log is do not agree. The text says both."""


YOUNG_MAX = 10_000  # objects made before Python looks which of them are garbage


def collect_seldom() -> None:
    """Of what is open now nothing becomes garbage; of what a command makes, little goes in circles.

    Collecting by Python's own measure is a sixth of what a command costs, at moments of its own.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_MAX)


class HubTime:
    """Wall time at start plus monotonic time since: it never goes back and never jumps."""

    def __init__(self, not_before: datetime | None = None) -> None:
        wall = datetime.now(UTC)
        self._start = max(wall, not_before) if not_before else wall
        self._mono = time.monotonic()

    def __call__(self) -> datetime:
        """The hub's time now."""
        return self._start + timedelta(seconds=time.monotonic() - self._mono)

    def off_by(self) -> timedelta:
        """How far the wall clock has moved away since the start."""
        return datetime.now(UTC) - self()


@dataclass(frozen=True)
class Address:
    """Where a hub listens, and the SHA-256 of its certificate ('' on loopback)."""

    url: str
    cert: str = ""


@dataclass(frozen=True)
class Served:
    """A log, open and ready to be served."""

    hub: Hub
    key: Ed25519PrivateKey
    sign: Callable[[bytes], str]
    warnings: tuple[str, ...]
    address: Address | None
    off_by: Callable[[], timedelta]


def _address(path: Path, address: Address | None) -> Address | None:
    """Remember where the hub listens, so that invitations can be made while it is down."""
    beside = path.with_name(path.name + ".at")
    if address is not None:
        beside.write_text(f"{address.url} {address.cert}\n")
        return address
    if not beside.exists():
        return None
    url, _, cert = beside.read_text().strip().partition(" ")
    return Address(url, cert)


def open_log(
    path: Path,
    *,
    create: bool,
    exercise: str | None = None,
    restored: bool = False,
    address: Address | None = None,
) -> Served:
    """Open the log at ``path`` for serving; make it first if it is not there and ``create``.

    ``address`` is where the hub listens; without one, where a hub of this log listened last.
    """
    if not path.exists() and restored:
        raise Mismatch(f"There is no log at {path} to restore: put the copy there first.")
    if not path.exists() and not create:
        raise Mismatch(f"There is no log at {path}: sitroom hub --log {path} makes one.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = private_key(path.with_name(path.name + ".key"))
    sign = signer(key)
    log = (
        LogFile.open(path, sign, restored=restored) if path.exists() else LogFile.create(path, sign)
    )
    try:
        if log.head.seq == 0:  # new, or stopped before its first entry
            _begin(log, key, exercise)
        return _served(log, key, exercise, restored, path, address)
    except BaseException:
        log.close()
        raise


def _served(
    log: LogFile,
    key: Ed25519PrivateKey,
    exercise: str | None,
    restored: bool,
    path: Path,
    said: Address | None,
) -> Served:
    board = log.board()
    if board.partial:
        raise Newer("This log was written by a newer release: upgrade this one to serve it.")
    about = board.logs["log"]
    if about.hub_key != public_hex(key):
        raise Mismatch("The key beside this log is not the one it was opened with: put it back.")
    if exercise is not None and exercise != about.exercise:
        is_ = f"the exercise {about.exercise!r}" if about.exercise else "real, not an exercise"
        raise Mismatch(f"This log is {is_} and stays so: start another log for {exercise!r}.")
    (last,) = log.read(log.head.seq, log.head.seq)
    now = HubTime(not_before=facts(last)[0].at)
    if restored:
        # Whether or not a head file tells of it: entries after the copy may have been seen, and
        # their numbers must not come again under the same epoch.
        head = log.head
        event = LogRestored(epoch=secrets.token_hex(16), head=log.was_behind or head.seq)
        _write(log, head.seq + 1, head.digest, [event], now(), f"restored:{event.epoch}")

    address = _address(path, said)

    def token(code: str) -> str:
        assert address is not None, "without an address no code is drawn"
        pins = {"hub_key": about.hub_key, "cert": address.cert}
        return Token(url=address.url, code=code, **pins).word()

    hub = Hub(log, now, secrets.token_bytes, token)
    warnings = (*log.warnings, *filter(None, [warning()]))
    return Served(hub, key, signer(key), warnings, address, now.off_by)


def _begin(log: LogFile, key: Ed25519PrivateKey, exercise: str | None) -> None:
    """Entry #1: whose log this is; and the center everybody starts in."""
    epoch = secrets.token_hex(16)
    opened = LogOpened(
        hub_id=secrets.token_hex(16),
        hub_key=public_hex(key),
        epoch=epoch,
        exercise=exercise,
        version=version("sitroom"),
    )
    center = CenterAdded(id=EOC, name="Emergency Operations Center")
    now = datetime.now(UTC)
    _write(log, 1, first_link(bytes.fromhex(epoch)), [opened, center], now, "log:opened")


def _write(
    log: LogFile, seq: int, before: bytes, events: list[Event[Any]], at: datetime, ref: str
) -> None:
    header = Header(seq=seq, at=at, by=BY_HUB, ref=ref)
    texts = bodies(header, events)
    entry = Entry.seal(seq, texts, [secrets.token_bytes(SALT_BYTES) for _ in texts])
    outcome = log.append(seq - 1, [keep(entry, before, header, events)])
    if not isinstance(outcome, Done):
        why = "another wrote to it" if isinstance(outcome, Conflict) else outcome.why
        raise StorageFailed(f"The log cannot be written: {why}.")
