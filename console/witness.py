"""Who changed what the waiting asks are about, since they were said."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.asks import Ask, Held, Why
from console.replica import Landed
from schemas.base import Record, Touched
from schemas.board import Board
from schemas.naming import Named, edited, named

What = Callable[[Landed, Named], str]  # what an entry did to a record, in words


class Witness:
    """Follows the records that the asks name, entry by entry."""

    def __init__(self, what: What) -> None:
        self._say_what = what
        self._touched: dict[Named, int] = {}
        self._theirs: dict[Named, tuple[Touched, str]] = {}  # the last change that was not ours

    def follow(self, ask: Ask, board: Board) -> None:
        """From now on, remember who changes what this ask is about."""
        for key in named(ask.command):
            record = found(board, key)
            self._touched.setdefault(key, record.touched.seq if record else 0)

    def begin_again(self, asks: Iterable[Ask], board: Board) -> None:
        """The board is another one: where the records asked about stand now."""
        self._touched.clear()
        self._theirs.clear()
        for ask in asks:
            self.follow(ask, board)

    def touch(self, entry: Landed, key: Named, asks: Iterable[Ask], *, ours: bool) -> list[Ask]:
        """An entry touched a record. The asks that, after an entry of ours, have now seen it."""
        if key not in self._touched:
            return []
        before, self._touched[key] = self._touched[key], entry.seq
        if not ours and entry.header is not None:
            self._theirs[key] = (entry.header.touched, self._say_what(entry, key))
            return []
        return [
            ask.but(seen=entry.seq)
            for ask in asks
            if before <= ask.seen < entry.seq and key in named(ask.command)
        ]

    def changed(self, ask: Ask, board: Board, person: str) -> Held | None:
        """Why this ask should wait for the person, if what it is about was changed.

        What it overwrites must be as it was seen. An order that had to wait is looked at too
        when somebody else changed anything it names.
        """
        overwrites = edited(ask.command)
        waited = ask.is_order and (ask.offline or ask.lapsed)
        for key in sorted(overwrites | named(ask.command) if waited else overwrites):
            record = found(board, key)
            if record is None or record.touched.seq <= ask.seen:
                continue
            touched, what = self._theirs.get(key, (record.touched, ""))
            if touched.seq <= ask.seen:
                touched, what = record.touched, ""
            if touched.by == person and key not in overwrites:
                continue
            so = f": {what}" if what else ""
            return Held(
                why=Why.CHANGED,
                sentence=f"{touched.by} changed {key[1]} at {touched.at:%H:%M}Z"
                f" (#{touched.seq}){so}",
                by=touched.by,
                at=touched.at,
                seq=touched.seq,
            )
        return None


def found(board: Board, key: Named) -> Record | None:
    """The record of that shelf and id, if it is on the board."""
    record: Record | None = board.shelves().get(key[0], {}).get(key[1])
    return record
