"""Verifying a log file: is every entry what it was, in its place, and the file as it was closed?

The file is only read, never believed: everything is folded again from where the log begins. The
first damaged entry is named. What is said holds no word of any entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schemas import files, keyframes
from schemas.board import Board
from schemas.circles import View
from schemas.database import Database
from schemas.entry import Unreadable
from schemas.logport import Damaged, Head, LogError, NotALog
from schemas.logs import LOG, Log
from schemas.logtape import CACHE, HUB, anchor_of, must_not_be_newer, new_meta
from schemas.logwalk import PAGE, Walk
from schemas.nouns import FOLD
from schemas.wire import head_bytes

SignatureOk = Callable[[str, str, bytes], bool]  # key and signature as hex, the bytes signed
Progress = Callable[[int, int], None]  # entries done, entries in all


class Finding(StrEnum):
    """What was found."""

    INTACT = "intact"
    DAMAGED = "damaged"  # an entry, by its number
    TAIL_MISSING = "tail missing"
    REWRITTEN = "rewritten"  # the entries agree with each other and not with the head file
    UNSIGNED = "unsigned"
    NO_HEAD = "no head file"
    ALTERED = "altered outside the entries"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Report:
    """The answer, in one sentence and in parts."""

    kind: Finding
    sentence: str
    seq: int | None = None  # the first damaged entry, or the last before a missing tail
    entries: int = 0  # verified, from the first on
    head: Head | None = None  # where they end
    epoch: str | None = None
    hub_key: str | None = None  # whose log it says it is: compare it with the key you know

    @property
    def ok(self) -> bool:
        """Whether everything is as it was."""
        return self.kind is Finding.INTACT

    @property
    def exit_code(self) -> int:
        """Of a program that says this."""
        return 0 if self.ok else 4


def verify(
    path: Path, signature_ok: SignatureOk | None = None, progress: Progress | None = None
) -> Report:
    """What is wrong with a log file, if anything. It must not be in use: LogError says so."""
    try:
        files.must_be_a_file(path)
    except NotALog as error:
        return Report(Finding.UNREADABLE, str(error))
    files.Lock.must_be_free(path)
    before = _marks(path)
    try:
        database = Database.reading(path, raw=True)
    except LogError as error:
        return Report(Finding.UNREADABLE, str(error))
    try:
        report = _Check(database, signature_ok, progress).report()
    finally:
        database.close()
    files.Lock.must_be_free(path)
    if _marks(path) != before:
        raise LogError(f"{path} changed while it was read: make a copy, and verify that.")
    return report


def _marks(path: Path) -> list[tuple[int, int, int]]:
    both = [one.stat() for one in (path, files.beside(path, "-wal")) if one.exists()]
    return [(found.st_ino, found.st_size, found.st_mtime_ns) for found in both]


class _Found(Exception):
    def __init__(self, kind: Finding, sentence: str, seq: int | None = None) -> None:
        super().__init__(sentence)
        self.kind, self.sentence, self.seq = kind, sentence, seq


class _Check:
    """One look at one file."""

    def __init__(
        self, database: Database, signature_ok: SignatureOk | None, progress: Progress | None
    ) -> None:
        self.database = database
        self.path = database.path
        self.signature_ok = signature_ok
        self.progress = progress
        self.meta = new_meta(HUB)
        self.anchor = Head(0, b"")
        self.walk = Walk(database, self.anchor, Board(), None)
        self.promise: files.Promise | None = None
        self.passed: dict[int, tuple[bytes, str | None]] = {}  # digest and epoch, where promised

    def report(self) -> Report:
        """The entries first, then the head file, then everything beside them."""
        try:
            self._begin()
            self._read_head_file()
            self._entries()
            self._compare_head()
            self._tables()
            self._file()
            self._signature()
        except Damaged as damaged:
            return self._report(Finding.DAMAGED, str(damaged), damaged.seq)
        except _Found as found:
            return self._report(found.kind, found.sentence, found.seq)
        if self.walk.aside:
            altered = f"the file was altered outside them: {self.walk.aside}."
            return self._report(Finding.ALTERED, f"{self._count()} intact; {altered}")
        if self.promise is None and self.walk.seq > self.anchor.seq:
            gone = "the head file is missing, so nothing says whether more are."
            return self._report(Finding.NO_HEAD, f"{self._count()} intact, but {gone}")
        return self._report(Finding.INTACT, f"{self._count()} intact.")

    def _report(self, kind: Finding, sentence: str, seq: int | None = None) -> Report:
        log = self._log()
        return Report(
            kind,
            sentence,
            seq,
            self.walk.seq - self.anchor.seq,
            Head(self.walk.seq, self.walk.digest),
            log.epoch if log else None,
            log.hub_key if log else None,
        )

    def _count(self) -> str:
        count = self.walk.seq - self.anchor.seq
        return f"{count} entries (after #{self.anchor.seq}, up to #{self.walk.seq}) are"

    # -- where it begins -------------------------------------------------------------------------

    def _begin(self) -> None:
        aside = self._shape()
        try:
            self.meta = self.database.meta()
            must_not_be_newer(self.path, self.meta)
            self.anchor, begins_with = anchor_of(self.meta)
            if self.meta["kind"] == CACHE:
                view: View = frozenset(self.meta["view"].split(","))
                self.walk = Walk(self.database, self.anchor, self._board(begins_with), view)
                if self.walk.board is None:
                    self.walk.wrong("the board it begins with")
        except (Damaged, KeyError, TypeError, ValueError):
            aside = aside or "what the file says about itself"
        if aside:
            self.walk.wrong(aside)

    def _shape(self) -> str | None:
        try:
            self.database.must_be_ours()
        except NotALog as error:
            # A damaged header may say so too: look for entries before believing it.
            try:
                self.database.one("SELECT seq, entry, digest FROM entries LIMIT 1")
            except LogError:
                raise _Found(Finding.UNREADABLE, str(error)) from None
            return "its header"
        except LogError:
            return "its tables"
        return None

    def _board(self, digest: str) -> Board | None:
        try:
            found = self.database.one("SELECT board FROM keyframes WHERE seq=?", self.anchor.seq)
            board = keyframes.unpack(found[0]) if found else None
        except (LogError, Unreadable):
            return None
        return board if board and board.digest() == digest else None

    def _read_head_file(self) -> None:
        try:
            self.promise = files.HeadFile(self.path).read()
        except Unreadable:
            self.walk.wrong("the head file does not read")

    # -- the entries -----------------------------------------------------------------------------

    def _entries(self) -> None:
        total = self._total()
        self._pass()
        for seq in self.walk.steps(keyframes=self.meta["fold"] == str(FOLD)):
            self._pass()
            if self.progress and seq % PAGE == 0:
                self.progress(seq - self.anchor.seq, total)
        if self.progress:
            self.progress(self.walk.seq - self.anchor.seq, total)

    def _pass(self) -> None:
        """Keep what the head file will be compared with."""
        promise, seq = self.promise, self.walk.seq
        attested = promise.attested if promise else None
        if promise and seq in (promise.seq, attested.seq if attested else 0):
            log = self._log()
            self.passed[seq] = (self.walk.digest, log.epoch if log else None)

    def _log(self) -> Log | None:
        return self.walk.board.logs.get(LOG) if self.walk.board else None

    def _total(self) -> int:
        last = self.promise.seq if self.promise else 0
        try:
            found = self.database.one("SELECT max(seq) FROM entries")
        except LogError:
            found = None
        return max(last, found[0] or 0 if found else 0) - self.anchor.seq

    # -- what says how it should be --------------------------------------------------------------

    def _compare_head(self) -> None:
        ends, promise = self.walk.seq, self.promise
        if promise is None:
            return
        if promise.seq > ends:
            gone = f"The tail after #{ends} is missing: the head file names #{promise.seq}."
            raise _Found(Finding.TAIL_MISSING, gone, ends)
        if promise.seq < ends and promise.file:
            self.walk.wrong(f"entries after #{promise.seq} came after it was closed")
        kept = [(promise.seq, promise.digest)]
        if promise.attested:
            kept.append((promise.attested.seq, promise.attested.digest))
        for seq, digest in kept:
            if seq in self.passed and self.passed[seq][0] != digest:
                raise _Found(
                    Finding.REWRITTEN,
                    f"{self._count()} whole, but not those the head file knows: it has another"
                    f" digest for #{seq}.",
                    seq,
                )

    def _tables(self) -> None:
        """What is kept beside the entries and follows from them, or at least must make sense."""
        counts = {"receipts": self.walk.receipts, "touches": self.walk.touches}
        try:
            for table, expected in counts.items():
                found = self.database.one(f"SELECT count(*) FROM {table}")  # noqa: S608
                if found != (expected,) and not (self.walk.older and table == "touches"):
                    self.walk.wrong(f"the number of its {table}")
            odd = "SELECT count(*) FROM deliveries WHERE seq NOT BETWEEN 0 AND ?"
            if self.database.one(odd, self.walk.seq) != (0,):
                self.walk.wrong("its deliveries")
            if self.database.one("SELECT count(*) FROM entries WHERE seq<=?", self.anchor.seq) != (
                0,
            ):
                self.walk.wrong("entries from before it begins")
            if self.database.one("PRAGMA integrity_check(1)") != (b"ok",):
                self.walk.wrong("its pages do not fit together")
        except LogError:
            self.walk.wrong("its tables do not read")

    def _file(self) -> None:
        """A file that was closed cleanly is the same to the last bit."""
        if self.promise is None or self.promise.file is None:
            return
        wal = files.beside(self.path, "-wal")
        if wal.exists() and wal.stat().st_size:
            self.walk.wrong("it was written to after it was closed")
        if files.file_hash(self.path) != self.promise.file:
            self.walk.wrong("bytes that hold no entry")

    def _signature(self) -> None:
        promise, log = self.promise, self._log()
        if self.signature_ok is None or promise is None:
            return
        seq, digest, signature = promise.seq, promise.digest, promise.signature
        if self.meta["kind"] == CACHE:
            seen = promise.attested
            seq, digest = (seen.seq, seen.digest) if seen else (seq, digest)
            signature = seen.signature if seen else None
        epoch = self.passed.get(seq, (b"", None))[1] or (log.epoch if log else None)
        if not (log and epoch and signature):
            raise _Found(Finding.UNSIGNED, f"{self._count()} whole, but no hub signed them.")
        if not self.signature_ok(log.hub_key, signature, head_bytes(epoch, seq, digest.hex())):
            what = f"{self._count()} whole, but the signature of #{seq} is not the hub's."
            raise _Found(Finding.UNSIGNED, what, seq)
