"""What the hub reads again: the last entries at hand, and older records folded from the log."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from schemas.base import Record
from schemas.board import facts
from schemas.entry import link
from schemas.wire import RESUME_BYTES, RESUME_ENTRIES
from server.batch import Happening
from server.logs import Log


def happenings(log: Log, first: int, last: int, digest: bytes) -> Iterator[Happening]:
    """Entries of a log with their facts; ``digest`` is the one before the first."""
    for entry in log.read(first, last):
        header, events = facts(entry)
        digest = link(digest, entry.seq, entry.root)
        yield Happening(entry, header, tuple(events), digest)


class Memory:
    """The last RESUME_ENTRIES entries with their facts, and the log behind them."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._recent: deque[Happening] = deque(maxlen=RESUME_ENTRIES)
        last = log.head.seq
        first = max(1, last - RESUME_ENTRIES + 1)
        self._recent.extend(happenings(log, first, last, log.digest_at(first - 1)))

    def add(self, happening: Happening) -> None:
        """One more entry, committed."""
        self._recent.append(happening)

    def since(self, seq: int) -> list[Happening] | None:
        """The entries after ``seq``, or None when they are not at hand any more."""
        head = self._recent[-1].entry.seq if self._recent else 0
        missed = head - seq
        if missed < 0 or missed > len(self._recent):
            return None
        return [self._recent[i] for i in range(len(self._recent) - missed, len(self._recent))]

    def is_near(self, seq: int) -> bool:
        """Whether sending what is missed since ``seq`` is less than sending the board anew."""
        missed = self.since(seq)
        return missed is not None and sum(len(h.entry.sent) for h in missed) <= RESUME_BYTES

    def past(self, shelf: str, id: str) -> Record | None:
        """A record that is not on the board any more, folded from the log's own entries."""
        found: Record | None = None
        for seq in self._log.touched(shelf, id):
            for entry in self._log.read(seq, seq):
                header, events = facts(entry)
                for event in (e for e in events if (shelf, id) in e.touches()):
                    after = event.onto(found, header)
                    if after is not None:  # archived: what it was is what is asked for
                        found = after.but(touched=header.touched, audience=event.audience)
        return found

    def knows(self, person: str, refs: Iterable[str]) -> Mapping[str, int]:
        """Which of these refs were accepted, as which entries."""
        had = {ref: self._log.receipt(person, ref) for ref in refs}
        return {ref: receipt.seq for ref, receipt in had.items() if receipt}
