"""What any log takes, answers and refuses, whatever keeps it. No database is named here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from schemas.base import Event, Header, stamp
from schemas.board import Board, facts
from schemas.entry import Entry, Unreadable, canonical, first_link, link
from schemas.logs import LogOpened, LogRestored

KEYFRAME_EVERY = 1_000  # entries between two keyframes
CHECK_BYTES = 8  # of a receipt's hash, kept beside its entry
# What folding an entry may raise when its bytes are not what a rule once made.
FOLD_ERRORS = (AssertionError, AttributeError, LookupError, TypeError, ValueError)


# -- errors: one clear sentence each -------------------------------------------------------------


class LogError(Exception):
    """A log that cannot be used; the text says why in one sentence."""

    exit_code: ClassVar[int] = 1


class NotALog(LogError):
    """The file is something else."""


class Exposed(LogError):
    """Others can read or write the file."""


class Newer(LogError):
    """A newer release made the file."""

    exit_code: ClassVar[int] = 4


class Busy(LogError):
    """Another process has the file."""


class StorageFailed(LogError):
    """The disk took or gave nothing; it may do so later."""

    def __init__(self, why: str, full: bool = False) -> None:
        super().__init__(why)
        self.full = full


class Damaged(LogError):
    """The file does not hold what was put into it."""

    exit_code: ClassVar[int] = 4

    def __init__(self, why: str, seq: int | None = None) -> None:
        super().__init__(why)
        self.seq = seq


class BehindHead(LogError):
    """Entries that were promised are not here."""

    exit_code: ClassVar[int] = 4

    def __init__(self, why: str, promised: int, found: int) -> None:
        super().__init__(why)
        self.promised, self.found = promised, found


# -- what is kept --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number, and the digest of all entries up to it."""

    seq: int
    digest: bytes  # empty only where there is no entry yet


@dataclass(frozen=True, slots=True)
class Receipt:
    """The first answer a ref got, kept for ever. ``hash`` is of the command, as hex."""

    person: str
    ref: str
    hash: str
    seq: int
    made: tuple[str, ...] = ()

    @property
    def made_text(self) -> str:
        """``made`` as it is kept."""
        return canonical(list(self.made))

    def check(self) -> bytes:
        """A short hash of all of it, kept beside its entry so that neither changes alone."""
        return receipt_check(self.person, self.ref, self.hash, self.seq, self.made_text)


def receipt_check(person: str, ref: str, hash_: str, seq: int, made: str) -> bytes:
    """The short hash of a receipt as it is kept."""
    text = f"{person}\n{ref}\n{hash_}\n{seq}\n{made}"
    return sha256(b"\x03" + text.encode()).digest()[:CHECK_BYTES]


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as it goes into a log. ``at`` is the header's time, empty for a stub."""

    entry: Entry
    at: str
    digest: bytes
    receipt: Receipt | None = None
    touched: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """When somebody was connected, and up to which entry it was sent. Not chained."""

    person: str
    device: str
    seq: int
    at: str
    kind: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a cache begins: the board its view had after entry ``seq``."""

    seq: int
    digest: bytes
    board: Board


def touched_by(events: Iterable[Event[Any]]) -> tuple[tuple[str, str], ...]:
    """What the log finds an entry by."""
    return tuple(sorted({name for event in events for name in event.touches()}))


def keep(
    entry: Entry,
    before: bytes,
    header: Header | None,
    events: Sequence[Event[Any]] = (),
    receipt: Receipt | None = None,
) -> Kept:
    """An entry made ready for a log whose digest is ``before``; a stub has no header."""
    digest = link(before, entry.seq, entry.root)
    at = stamp(header.at) if header else ""
    return Kept(entry, at, digest, receipt, touched_by(events))


def follow(head: Head, batch: Iterable[Kept]) -> Head:
    """The head after the batch. A batch that does not follow is a mistake of the caller."""
    for kept in batch:
        entry, seq = kept.entry, head.seq + 1
        assert entry.seq == seq, f"#{entry.seq} does not follow #{head.seq}"
        digest = link(head.digest or chained_from(entry), seq, entry.root)
        assert kept.digest == digest, f"#{seq} has the digest of another log"
        assert bool(kept.at) != entry.is_stub, f"#{seq}: a stub has no time, all others do"
        assert kept.receipt is None or kept.receipt.seq == seq, f"#{seq} has another's receipt"
        head = Head(seq, digest)
    return head


# -- what append answers -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """Committed with fsync; this is the head now."""

    head: Head


@dataclass(frozen=True, slots=True)
class Conflict:
    """The head is another one than expected; nothing was written."""

    head: Head


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was written, for certain. The same batch may be tried again later."""

    why: str
    full: bool = False  # no room is left, or no more may be used


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The commit itself failed: nobody knows before ``reopen`` has looked."""

    why: str
    full: bool = False


Outcome = Done | Conflict | Failed | OutcomeUnknown


# -- epochs --------------------------------------------------------------------------------------


def epoch_of(entry: Entry) -> str | None:
    """The epoch an entry begins, if it begins one."""
    if entry.is_stub:
        return None
    found = [e.epoch for e in facts(entry)[1] if isinstance(e, LogOpened | LogRestored)]
    return found[-1] if found else None


def chained_from(opening: Entry) -> bytes:
    """The digest entry #1 is chained from; Unreadable when it opens no log."""
    epoch = epoch_of(opening) if opening.seq == 1 else None
    if epoch is None:
        raise Unreadable("a log begins with the entry that opens it")
    return first_link(bytes.fromhex(epoch))
