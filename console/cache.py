"""What a console keeps of the log between two starts, and the evidence when something differs.

Only the process that holds the home has a cache. It is a convenience: the hub has everything, so
trouble with the disk ends the keeping and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from console.replica import Landed, Replica
from schemas.base import stamp
from schemas.entry import canonical
from schemas.logport import Anchor, Damaged, Done, Kept, LogError, NotALog, touched_by

if TYPE_CHECKING:
    from schemas.logcache import LogCache

UNWRITTEN_MAX = 256  # entries kept back before they are written
TRIM_EVERY = 2_000  # entries between two looks at the size of the file
EVIDENCE_MAX = 20  # frames kept as evidence; the first ones tell the most


class Keeper(Protocol):
    """What a room hands the confirmed log to."""

    trouble: str | None

    def load(self, replica: Replica) -> None:
        """The board began again."""

    def keep(self, landed: Sequence[Landed]) -> None:
        """Entries came, in order."""

    def attest(self, seq: int, signature: str) -> None:
        """The hub signed that its log stands at this entry."""

    def evidence(self, frame: str, because: str, at: datetime) -> None:
        """A frame that does not agree."""

    def flush(self) -> None:
        """Write what was kept back."""

    def close(self) -> None:
        """Write and let go."""


class NoCache:
    """For a process that does not hold the home, and for a word on the command line."""

    trouble: str | None = None

    def load(self, replica: Replica) -> None:
        """Not kept."""

    def keep(self, landed: Sequence[Landed]) -> None:
        """Not kept."""

    def attest(self, seq: int, signature: str) -> None:
        """Not kept."""

    def evidence(self, frame: str, because: str, at: datetime) -> None:
        """Not kept."""

    def flush(self) -> None:
        """Nothing to write."""

    def close(self) -> None:
        """Nothing to let go of."""


class Cache:
    """The cache in its file, and the folder of evidence beside it."""

    def __init__(self, path: Path, evidence: Path) -> None:
        self.path = path
        self.trouble: str | None = None
        self.warning: str | None = None  # about what was found at the start
        self._evidence = evidence
        self._log: LogCache | None = None
        self._unwritten: list[Kept] = []
        self._since_trim = 0

    def open(self) -> Replica:
        """The board as it was kept; an empty one when nothing can be used."""
        from schemas.logcache import LogCache

        if not self.path.exists():
            return Replica.empty()
        try:
            self._log = LogCache.open(self.path)
            cursor, head = self._log.cursor, self._log.head
            if cursor is None:
                return Replica.empty()
            return Replica(self._log.board(), head.digest, cursor.epoch, cursor.view)
        except (Damaged, NotALog) as error:
            self._stop(error)
            self._put_aside()
        except LogError as error:
            self._stop(error)
        return Replica.empty()

    def _put_aside(self) -> None:
        """What is damaged is kept to be looked at; a new cache begins with the next snapshot."""
        for suffix in ("", "-wal", "-shm", ".head"):
            found = self.path.with_name(self.path.name + suffix)
            if found.exists():
                found.replace(self.path.with_name(f"{self.path.name}.damaged{suffix}"))
        self.trouble = None
        self.warning = "What was kept of the log was damaged; it comes anew from the hub."

    def _stop(self, error: LogError) -> None:
        """Keep nothing from now on; the hub has it all."""
        self.trouble = f"Nothing is kept for the next start: {error}"
        log, self._log = self._log, None
        self._unwritten.clear()
        if log is not None:
            try:
                log.close()
            except LogError:
                return  # the trouble is said already

    def load(self, replica: Replica) -> None:
        """The board began again: so does the file."""
        from schemas.logcache import LogCache

        self._unwritten.clear()
        if self.trouble:
            return
        anchor = Anchor(replica.seq, replica.digest, replica.board)
        view = frozenset(replica.view.split(","))
        try:
            if self._log is None:
                self._log = LogCache.begin(self.path, anchor, view, replica.epoch)
            else:
                self._log.replace_with(anchor, view, replica.epoch)
        except LogError as error:
            self._stop(error)

    def keep(self, landed: Sequence[Landed]) -> None:
        """Entries came: written together, a second's worth at a time."""
        if self._log is None:
            return
        for one in landed:
            at = stamp(one.header.at) if one.header else ""
            touched = touched_by(one.events)
            self._unwritten.append(Kept(one.entry, at, one.digest, None, touched))
        if len(self._unwritten) >= UNWRITTEN_MAX:
            self.flush()

    def flush(self) -> None:
        """Write what was kept back."""
        if self._log is None or not self._unwritten:
            return
        kept, self._unwritten = self._unwritten, []
        try:
            outcome = self._log.append(kept[0].entry.seq - 1, kept)
            if not isinstance(outcome, Done):
                raise LogError(getattr(outcome, "why", "it does not follow what is kept"))
            self._since_trim += len(kept)
            if self._since_trim >= TRIM_EVERY:
                self._since_trim = 0
                self._log.trim()
        except LogError as error:
            self._stop(error)

    def attest(self, seq: int, signature: str) -> None:
        """Keep the newest head the hub signed."""
        self.flush()
        if self._log is None or self._log.head.seq != seq:
            return
        try:
            self._log.attest(seq, signature)
        except LogError as error:
            self._stop(error)

    def evidence(self, frame: str, because: str, at: datetime) -> None:
        """Write the frame beside the cache, as it came."""
        try:
            self._evidence.mkdir(mode=0o700, exist_ok=True)
            if len(list(self._evidence.iterdir())) >= EVIDENCE_MAX:
                return
            name = stamp(at).replace(":", "")
            text = canonical({"at": stamp(at), "because": because, "frame": frame})
            (self._evidence / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            self.trouble = f"The evidence could not be written: {error.strerror}."

    def close(self) -> None:
        """Write and let go."""
        self.flush()
        log, self._log = self._log, None
        if log is not None:
            try:
                log.close()
            except LogError as error:
                self.trouble = str(error)
