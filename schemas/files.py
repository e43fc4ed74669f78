"""Private files: their modes, the lock beside them, replacing them whole; and the head file.

The head file says outside the database which entry was committed last, because a flipped bit in
SQLite's write-ahead log cuts the log's end off without a word.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from schemas.entry import Unreadable, canonical, strict
from schemas.logport import Busy, Exposed, LogError, NotALog

HEAD_BYTES = 1_024  # of the head file, always: it is written over in place
HEAD_SYNC_S = 1.0  # the head file goes to the disk at most so often


def beside(path: Path, suffix: str) -> Path:
    """The file of that name beside a log: ``FILE.head``, ``FILE.lock``, ``FILE-wal``."""
    return path.with_name(path.name + suffix)


def why(error: OSError) -> str:
    """An error of the system without the path, which the sentence around it names."""
    return error.strerror or str(error)


def make_folder(folder: Path) -> None:
    """The folder and those above it, for the owner alone where they are made."""
    try:
        for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise LogError(f"{folder} cannot be made: {why(error)}.") from None


def must_be_a_file(path: Path) -> None:
    """Refuse what is missing, empty or no file."""
    try:
        found = path.stat()
    except OSError as error:
        raise LogError(f"There is no log at {path}: {why(error)}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise NotALog(f"{path} is not a sitroom log: it is no file.")
    if found.st_size == 0:
        raise NotALog(f"{path} is not a sitroom log: it is empty.")


def must_be_private(path: Path) -> None:
    """Refuse a file that others can read or write."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise Exposed(f"{path} can be read or written by others ({mode:o}): chmod 600 {path}")


def file_hash(path: Path) -> bytes:
    """SHA-256 of a file of any size, in a small buffer."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def replace(path: Path, content: bytes) -> None:
    """The file whole or as it was, and on the disk when this returns."""
    fresh = beside(path, ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.rename(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """A file's bytes, or a folder's names, are on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- one process at a time -----------------------------------------------------------------------


class Lock:
    """``FILE.lock``, held as long as the process lives or until it is released."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, path: Path) -> Lock:
        """Take it at once, or say who has it."""
        try:
            handle = os.open(beside(path, ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise LogError(f"{path} cannot be opened for writing: {why(error)}.") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            taken = _taken(handle)
            os.close(handle)
            raise Busy(taken) from None
        return cls(handle)

    def name(self, who: str) -> None:
        """Say who has it: hub or console."""
        # Only words for the next one who asks: on a full disk the lock holds without them.
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{os.getpid()} {who}\n".encode(), 0)

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._handle)

    @staticmethod
    def must_be_free(path: Path) -> None:
        """Refuse to read a file that another process is writing."""
        try:
            handle = os.open(beside(path, ".lock"), os.O_RDONLY)
        except OSError:  # no lock file, or not ours to read: then nobody of ours writes
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(_taken(handle) + " Make a copy, and read that.") from None
        finally:
            os.close(handle)


def _taken(handle: int) -> str:
    pid, _, who = os.pread(handle, 40, 0).decode("ascii", "replace").strip().partition(" ")
    return f"Another {who or 'process'} (pid {pid or 'unknown'}) is serving this log."


# -- the head file -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry's number and digest under the hub's signature, as a console received them."""

    seq: int
    digest: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What the head file says: so much was committed."""

    seq: int
    digest: bytes
    signature: str | None = None
    file: bytes | None = None  # SHA-256 of the database as it was closed
    attested: Signed | None = None  # a cache's last signed head; may be an earlier one

    def text(self) -> bytes:
        """The head file's bytes: one JSON object and spaces, always of the same length."""
        said: dict[str, Any] = {"seq": self.seq, "digest": self.digest.hex()}
        if self.signature:
            said["signature"] = self.signature
        if self.file:
            said["file"] = self.file.hex()
        if self.attested:
            seen = self.attested
            said["attested"] = [seen.seq, seen.digest.hex(), seen.signature]
        text = canonical({**said, "check": _check(said)}).encode()
        assert len(text) < HEAD_BYTES, "a head file holds two signatures at most"
        return text.ljust(HEAD_BYTES - 1) + b"\n"

    @classmethod
    def of(cls, text: bytes) -> Promise:
        """What the bytes say; Unreadable when they are not a head file's."""
        try:
            said = strict(text.decode("ascii"))
            check = said.pop("check")
            if check != _check(said) or len(text) != HEAD_BYTES:
                raise Unreadable("it does not fit its own check")
            seen = said.get("attested")
            return cls(
                said["seq"],
                bytes.fromhex(said["digest"]),
                said.get("signature"),
                bytes.fromhex(said["file"]) if "file" in said else None,
                Signed(seen[0], bytes.fromhex(seen[1]), seen[2]) if seen else None,
            )
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            raise Unreadable(f"not a head file: {error}"[:200]) from None


def _check(said: dict[str, Any]) -> str:
    return sha256(canonical(said).encode()).hexdigest()[:16]


class HeadFile:
    """``FILE.head``. Replaced whole when a log opens and closes, written over after each commit.

    Writing over one block in place costs 25 µs where fsync and rename cost 600, needs no room on
    a full disk, and survives a kill; a power cut may leave it seconds behind, never ahead.
    """

    def __init__(self, path: Path) -> None:
        self.path = beside(path, ".head")
        self._handle: int | None = None
        self._synced = 0.0

    def read(self) -> Promise | None:
        """What it says; None when there is none, Unreadable when it says nothing."""
        try:
            with self.path.open("rb") as file:
                return Promise.of(file.read(HEAD_BYTES + 1))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unreadable(why(error)) from None

    def replace(self, promise: Promise) -> None:
        """Say this, on the disk when it returns."""
        self.release()
        replace(self.path, promise.text())

    def follow(self, promise: Promise) -> None:
        """Say this after a commit."""
        if self._handle is None:
            self.replace(promise)
            self._handle = os.open(self.path, os.O_WRONLY)
            return
        os.pwrite(self._handle, promise.text(), 0)
        now = time.monotonic()
        if now - self._synced >= HEAD_SYNC_S:
            os.fdatasync(self._handle)
            self._synced = now

    def remove(self) -> None:
        """Promise nothing, on the disk when it returns."""
        self.release()
        self.path.unlink(missing_ok=True)
        sync(self.path.parent)

    def release(self) -> None:
        """Let go of the file as it is."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
