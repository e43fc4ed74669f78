"""A console's cache: what one view may see, from an anchor on, in a log file of bounded size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Self

from schemas import keyframes
from schemas.circles import View
from schemas.database import make
from schemas.files import Signed
from schemas.logfile import LogFile
from schemas.logport import Anchor, Head
from schemas.logtape import CACHE, anchored, new_meta
from schemas.wire import Cursor, view_name

ENTRIES_MAX = 20_000  # kept in a cache after it was trimmed
BYTES_MAX = 64 * 1024 * 1024  # of their text


class LogCache(LogFile):
    """The log as one console knows it. It opens whatever it lacks: the hub has the rest."""

    _holds = CACHE

    @classmethod
    def begin(cls, path: Path, anchor: Anchor, view: View, epoch: str) -> Self:
        """A new cache that begins with this board, open for writing."""
        assert anchor.board.seq == anchor.seq, "an anchor's board is of its own number"
        assert anchor.board.counters is None, "a cache holds a projection"
        meta = new_meta(CACHE) | _about(anchor, view, epoch)
        first = (anchor.seq, keyframes.pack(anchor.board))
        return cls._create(path, None, lambda fresh: make(fresh, meta, first))

    @property
    def cursor(self) -> Cursor | None:
        """Where to resume; None when a newer fold needs a fresh board."""
        if not self._state.folds_alike or self.epoch is None:
            return None
        return Cursor(epoch=self.epoch, view=self._state.meta["view"], seq=self.head.seq)

    def replace_with(self, anchor: Anchor, view: View, epoch: str) -> None:
        """Begin again with this board, in one step; nothing of before is left in the file."""
        packed = keyframes.pack(anchor.board)
        meta = new_meta(CACHE) | _about(anchor, view, epoch)

        def step() -> None:
            for table in ("entries", "receipts", "touches", "keyframes", "deliveries"):
                self._database.put(f"DELETE FROM {table}", [()])  # noqa: S608 - our own names
            keyframes.put(self._database, anchor.seq, packed)
            self._database.set_meta(meta)

        with self._guard:
            # The new head may be an earlier one: better no promise for a moment than a wrong one.
            self._promises.remove()
            self._change(step)
            head = Head(anchor.seq, anchor.digest)
            self._state = replace(self._state, meta=meta, anchor=head, head=head, epoch=epoch)
            self._promised = None
            self._shrink()
            self._promise(self._promises.follow)

    def trim(self, entries_max: int = ENTRIES_MAX, bytes_max: int = BYTES_MAX) -> int:
        """Move the anchor forward so that no more than this is left; how many entries went."""
        with self._guard:
            cut = max(self.head.seq - entries_max, self._heavy(bytes_max))
            gone = cut - self.anchor.seq
            if gone <= 0:
                return 0
            anchor = Anchor(cut, self.digest_at(cut), self.board(cut))
            packed = keyframes.pack(anchor.board)

            def step() -> None:
                for table in ("entries", "touches", "keyframes"):
                    old = f"DELETE FROM {table} WHERE seq<=?"  # noqa: S608 - our own names
                    self._database.put(old, [(cut,)])
                keyframes.put(self._database, cut, packed)
                self._database.set_meta({"anchor": anchored(anchor)})

            self._change(step)
            self._state.anchor = Head(cut, anchor.digest)
            self._state.meta["anchor"] = anchored(anchor)
            self._shrink()
            return gone

    def attest(self, seq: int, signature: str) -> None:
        """Keep the hub's signature of entry ``seq``, as its heartbeat brought it."""
        with self._guard:
            signed = Signed(seq, self.digest_at(seq), signature)
            self._promised = replace(self._promise_now(None), attested=signed)
            self._promise(self._promises.follow)

    def _heavy(self, bytes_max: int) -> int:
        """The last entry before the newest ``bytes_max`` bytes of entries."""
        found = self._one(
            "SELECT max(seq) FROM (SELECT seq, sum(length(entry)) OVER (ORDER BY seq DESC) AS size"
            " FROM entries) WHERE size>?",
            bytes_max,
        )
        return int(found[0] or 0) if found else 0

    def _shrink(self) -> None:
        """Give the room back, and leave nothing of what went in the ``-wal`` either."""
        self._rows("PRAGMA incremental_vacuum")
        self._database.checkpoint()


def _about(anchor: Anchor, view: View, epoch: str) -> dict[str, str]:
    return {"anchor": anchored(anchor), "view": view_name(view), "epoch": epoch}
