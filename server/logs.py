"""The log port: what the hub asks of whatever keeps its entries. SQLite is the embedded default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from schemas.board import Board
from schemas.entry import Entry
from schemas.logport import Delivery, Head, Kept, Outcome, Receipt


class Log(Protocol):
    """One log. Every method may be called from any thread, one at a time."""

    @property
    def head(self) -> Head:
        """The last entry's number and digest."""

    def append(self, expected_head: int, batch: Sequence[Kept]) -> Outcome:
        """Commit all or nothing, with fsync, if the head is the expected one."""

    def reopen(self) -> Head:
        """After an unknown outcome: look again what is there."""

    def writable(self) -> bool:
        """Whether a small write goes through now."""

    def read(self, first: int, last: int) -> Iterator[Entry]:
        """Entries in order, both ends included."""

    def digest_at(self, seq: int) -> bytes:
        """The digest after entry ``seq``; after 0 that of the epoch."""

    def receipt(self, person: str, ref: str) -> Receipt | None:
        """The first answer this ref got, if it was an acceptance."""

    def touched(self, shelf: str, id: str) -> list[int]:
        """The entries that touched a record, in order."""

    def keyframe(self, board: Board) -> None:
        """Keep a whole board, so that opening does not fold from the start."""

    def board(self) -> Board:
        """The board at the head."""

    def deliver(self, notes: Sequence[Delivery]) -> None:
        """Note who was connected and how far it was sent; not chained."""

    def copy_to(self, path: Path) -> Head:
        """A clean copy up to the head, for safekeeping, reviewers and tools."""

    def close(self) -> None:
        """Close cleanly."""
