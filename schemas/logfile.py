"""Writing a log file: the hub's log. One process has it, by one connection; signing is handed in.

A console's cache is in schemas.logcache, reading alone in schemas.logtape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Self

from schemas import files, keyframes
from schemas.board import Board
from schemas.database import Database, make
from schemas.entry import Unreadable
from schemas.logport import (
    BehindHead,
    Conflict,
    Delivery,
    Done,
    Failed,
    Head,
    Kept,
    LogError,
    NotALog,
    Outcome,
    OutcomeUnknown,
    Receipt,
    StorageFailed,
    epoch_of,
    follow,
)
from schemas.logs import LOG
from schemas.logtape import CACHE, HUB, LogTape, broken, look, new_meta
from schemas.nouns import FOLD
from schemas.wire import head_bytes

__all__ = ["Conflict", "Done", "Failed", "Head", "Kept", "LogFile", "OutcomeUnknown", "Receipt"]

DELIVERIES_MAX = 1_000_000  # notes of connections kept; the oldest go when the log is closed

Sign = Callable[[bytes], str]  # the hub's signature of these bytes, as hex


class LogFile(LogTape):
    """One log in one file, open for its one writer."""

    _holds: ClassVar[str] = HUB

    def __init__(self, path: Path, sign: Sign | None, lock: files.Lock) -> None:
        """For ``create`` and ``open``: look at the file and change nothing."""
        self.trouble: str | None = None  # why head file or keyframes are not kept up, if so
        self.was_behind: int | None = None  # the promised entry that a restored log does not have
        self._sign = sign
        self._lock: files.Lock | None = lock
        self._promises = files.HeadFile(path)
        self._promised: files.Promise | None = None
        self._owes_restored = False
        self._doubt: str | None = None  # why a commit failed, until reopen has looked
        self._look(path)

    # -- making, opening, closing ----------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, sign: Sign | None = None) -> Self:
        """A new hub's log without entries, open for writing."""
        return cls._create(path, sign, lambda fresh: make(fresh, new_meta(HUB)))

    @classmethod
    def open(cls, path: Path, sign: Sign | None = None, *, restored: bool = False) -> Self:
        """Open a log for writing; refused when another process has it or others can read it.

        A hub's log that lacks what its head file promised is refused unless it is ``restored``:
        then ``was_behind`` names the promised entry, and the caller appends LogRestored.
        """
        files.must_be_a_file(path)
        files.must_be_private(path)
        lock = files.Lock.take(path)
        try:
            log = cls(path, sign, lock)
            lock.name(log.kind)
            log._begin(restored)
        except BaseException:
            lock.release()
            raise
        return log

    @classmethod
    def _create(cls, path: Path, sign: Sign | None, made: Callable[[Path], None]) -> Self:
        """Make it under another name first, so that it is there whole or not at all."""
        files.make_folder(path.parent)
        lock = files.Lock.take(path)
        try:
            if path.exists():
                raise LogError(f"There is a file at {path} already.")
            if files.beside(path, ".head").exists():
                raise LogError(f"{path}.head names a log that is not here: move one of them.")
            fresh = files.beside(path, ".new")
            fresh.unlink(missing_ok=True)
            made(fresh)
            fresh.rename(path)
            files.sync(path.parent)
        except OSError as error:
            raise StorageFailed(f"{path} cannot be made: {files.why(error)}.") from None
        finally:
            lock.release()
        return cls.open(path, sign)

    def _begin(self, restored: bool) -> None:
        """Compare with the head file while nothing is changed yet; then open for writing."""
        try:
            if self.kind != self._holds:
                raise NotALog(f"{self.path} is a {self.kind}'s log, not a {self._holds}'s.")
            self._compare(restored)
        finally:
            self._database.close()
        self._database = Database.writing(self.path)
        try:
            if self.kind == HUB and not self._state.folds_alike:
                self._change(self._forget_keyframes)
        except BaseException:
            self._database.close()
            raise
        self._promise(self._promises.replace)

    def _compare(self, restored: bool) -> None:
        try:
            promise = self._promised = self._promises.read()
        except Unreadable:
            self.warnings.append(f"{self._promises.path} does not read; a new one is written.")
            return
        if promise is None:
            if self.head != self.anchor:
                gone = f"{self._promises.path} is missing: nothing says whether entries after"
                self.warnings.append(f"{gone} #{self.head.seq} are missing too.")
            return
        if not (why := broken(self, promise)):
            return
        if self.kind == HUB and not restored:
            more = "`sitroom verify` tells more; --restored serves it as it is."
            raise BehindHead(f"{why} {more}", promise.seq, self.head.seq)
        self.warnings.append(why)
        if self.kind == HUB:  # a cache simply asks the hub for what it lacks
            self.was_behind, self._owes_restored = promise.seq, True

    def reopen(self) -> Head:
        """Look again what is there; after an unknown outcome this settles it.

        StorageFailed when the disk does not let it be settled yet: call it again later.
        """
        with self._guard:
            before = self.head
            self._database.close()
            try:
                self._database = Database.writing(self.path)
            except LogError:
                self._database = Database.reading(self.path)  # look-ups go on
                raise
            state = look(self._database)
            # What a failed commit left may be seen here and yet not be on the disk. Only when it
            # has been written anew, into the file itself, may anybody be told of it.
            if self._doubt and state.head != before and not self._database.checkpoint():
                raise StorageFailed(f"{self.path} cannot be written: {self._doubt}.", full=True)
            if state.head.seq < before.seq:
                why = f"The log ends at #{state.head.seq}, but #{before.seq} was committed."
                raise BehindHead(why, before.seq, state.head.seq)
            self._state, self._doubt = state, None
            self._promise(self._promises.follow)
            return self.head

    def close(self) -> None:
        """Close cleanly: everything in the one file, and the file's hash in the head file."""
        with self._guard:
            if self._lock is None:
                return
            old = "DELETE FROM deliveries WHERE rowid<=(SELECT max(rowid) FROM deliveries)-?"
            self._database.write(lambda: self._database.put(old, [(DELIVERIES_MAX,)]))
            clean = self._database.checkpoint() and not self._doubt
            self._database.close()
            if clean:
                self._promise(self._promises.replace, closed=True)
            self._promises.release()
            self._lock.release()
            self._lock = None

    # -- appending -------------------------------------------------------------------------------

    def append(self, expected_head: int, batch: Sequence[Kept]) -> Outcome:
        """Commit all or nothing, with fsync, if the head is the expected one."""
        with self._guard:
            if not batch or expected_head != self.head.seq:
                return Conflict(self.head) if batch else Done(self.head)
            if self._doubt:
                return Failed(f"{self._doubt}; reopen comes first")
            head = follow(self.head, batch)
            failed = self._database.write(lambda: self._insert(batch))
            if failed:
                self._doubt = failed.why if isinstance(failed, OutcomeUnknown) else None
                return failed
            self._state.head = head
            for kept in (one for one in batch if ("logs", LOG) in one.touched):
                self._state.epoch = epoch_of(kept.entry) or self.epoch
            self._owes_restored = False
            self._promise(self._promises.follow)
            return Done(self.head)

    def _insert(self, batch: Sequence[Kept]) -> None:
        receipts = [kept.receipt for kept in batch if kept.receipt]
        self._database.put(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
            [
                (k.entry.seq, k.at, k.entry.sent, k.digest, k.receipt and k.receipt.check())
                for k in batch
            ],
        )
        self._database.put(
            "INSERT INTO receipts VALUES (?, ?, ?, ?, ?)",
            [(r.person, r.ref, r.hash, r.seq, r.made_text) for r in receipts],
        )
        self._database.put(
            "INSERT INTO touches VALUES (?, ?, ?)",
            [(shelf, id, kept.entry.seq) for kept in batch for shelf, id in kept.touched],
        )

    def _promise(self, say: Callable[[files.Promise], None], *, closed: bool = False) -> None:
        """Bring the head file up to the head. Entries are safe without it: told, not raised."""
        # Until a restored log says so itself, the old promise is all that tells of the loss.
        if self._owes_restored or not self.head.digest:
            return
        try:
            promise = self._promise_now(files.file_hash(self.path) if closed else None)
            say(promise)
            self._promised, self.trouble = promise, None
        except OSError as error:
            self.trouble = f"{self._promises.path} cannot be written: {files.why(error)}."

    def _promise_now(self, file: bytes | None) -> files.Promise:
        seq, digest = self.head.seq, self.head.digest
        said = head_bytes(self.epoch or "", seq, digest.hex())
        attested = self._promised.attested if self._promised else None
        return files.Promise(seq, digest, self._sign and self._sign(said), file, attested)

    # -- beside the entries ----------------------------------------------------------------------

    def _change(self, step: Callable[[], None]) -> None:
        """One transaction that adds no entry."""
        with self._guard:
            failed = self._database.write(step)
        if failed:
            raise StorageFailed(f"{self.path} cannot be written: {failed.why}.", failed.full)

    def writable(self) -> bool:
        """Whether a small write goes through now; settles an unknown outcome first."""
        try:
            if self._doubt:
                self.reopen()
            self._change(lambda: self._database.put("UPDATE meta SET value=value", [()]))
        except LogError:
            return False
        return True

    def keyframe(self, board: Board) -> None:
        """Keep a whole board of this log, so that opening and replaying need not fold it all."""
        assert board.seq <= self.head.seq, "a keyframe of what has not happened"
        assert (board.counters is None) == (self.kind == CACHE), "a hub's board, or one view's"
        packed = keyframes.pack(board)
        try:
            self._change(lambda: keyframes.put(self._database, board.seq, packed))
        except LogError as error:
            self.trouble = str(error)  # nothing is lost

    def _forget_keyframes(self) -> None:
        """They were folded by an older release; the entries are folded anew."""
        self._database.put("DELETE FROM keyframes", [()])
        self._database.set_meta({"fold": str(FOLD)})
        self._state.meta["fold"] = str(FOLD)

    def deliver(self, notes: Sequence[Delivery]) -> None:
        """Note who was connected, and up to which entry it was sent."""
        rows = [(note.person, note.device, note.seq, note.at, note.kind) for note in notes]
        self._change(lambda: self._database.put("INSERT INTO deliveries VALUES (?,?,?,?,?)", rows))

    def copy_to(self, path: Path) -> Head:
        """A clean copy with its own head file, up to the head. Writing waits meanwhile."""
        fresh = files.beside(path, ".new")
        with self._guard:
            if path.exists():
                raise LogError(f"There is a file at {path} already.")
            try:
                files.replace(fresh, b"")
                self._database.rows("VACUUM INTO ?", str(fresh))
                files.sync(fresh)
                files.HeadFile(path).replace(self._promise_now(files.file_hash(fresh)))
                fresh.rename(path)
                files.sync(path.parent)
            except (OSError, LogError) as error:
                fresh.unlink(missing_ok=True)
                raise StorageFailed(f"{path} cannot be written: {error}") from None
            return self.head
