"""What each view is shown: the one gate at every exit of the hub, and each thing encoded once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from schemas.board import facts, plain, visible
from schemas.circles import View
from schemas.wire import Fetch, Past, Snapshot, encode, frames, pack
from server.batch import Happening
from server.connection import Connection
from server.hub import Hub

VIEWS_KEPT = 64  # snapshots kept until the next entry
PAST_BYTES = 200 * 1024  # of one page of the past


class Publisher:
    """Turns entries and boards into frames for views."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._snapshots: dict[View, tuple[int, list[str]]] = {}
        self._circles: tuple[int, View] = (-1, frozenset())  # that occur on the board

    def by_sight(
        self, connections: Iterable[Connection], audiences: Iterable[Iterable[str]]
    ) -> Iterator[tuple[View, list[Connection]]]:
        """The connections that are in, by which of these audiences they are in.

        Everybody's view holds a circle of their own; only those something is for tell them apart.
        """
        circles = frozenset(chain.from_iterable(audiences))
        found: dict[View, list[Connection]] = {}
        for connection in connections:
            if connection.session.actor:
                found.setdefault(connection.view & circles, []).append(connection)
        yield from found.items()

    def live(
        self, happenings: list[Happening], connections: list[Connection], now: datetime
    ) -> Iterator[tuple[list[str], list[Connection]]]:
        """Frames of a batch, and who gets them; views that see the same parts share frames."""
        audiences = {event.audience for happening in happenings for event in happening.events}
        shared: dict[tuple[tuple[bool, ...], ...], list[Connection]] = {}
        for sight, same in self.by_sight(connections, audiences):
            mask = tuple(tuple(visible(h.events, sight)) for h in happenings)
            shared.setdefault(mask, []).extend(same)
        for mask, same in shared.items():
            sent = [h.entry.shown(part).sent for h, part in zip(happenings, mask, strict=True)]
            yield self._frames(happenings, sent, now, live=True), same

    def page(self, happenings: list[Happening], view: View, now: datetime) -> list[str]:
        """Frames of missed entries, for one view."""
        sent = [h.seen_by(view).sent for h in happenings]
        return self._frames(happenings, sent, now, live=False)

    def _frames(
        self, happenings: list[Happening], sent: list[str], now: datetime, *, live: bool
    ) -> list[str]:
        digests = [h.digest.hex() for h in happenings]
        return list(frames(sent, happenings[0].entry.seq - 1, now, digests, live=live))

    def snapshot(self, view: View, now: datetime) -> tuple[int, list[str]]:
        """The board as this view may see it; compressed once until the next entry."""
        seq = self.hub.durable.seq
        if self._circles[0] != seq:
            board = self.hub.durable
            self._circles = (seq, frozenset(c for _, r in board.records() for c in r.audience))
        # Everybody's view holds a circle of their own; only those with records make a difference.
        view = view & self._circles[1]
        kept = self._snapshots.get(view)
        if kept and kept[0] == seq:
            return kept
        board = self.hub.durable.project(view)
        parts = pack((shelf, plain(record)) for shelf, record in board.records())
        made = [
            encode(
                Snapshot(
                    part=n,
                    of=len(parts),
                    seq=seq,
                    digest=self.hub.digest.hex(),
                    at=now,
                    records=records,
                )
            )
            for n, records in enumerate(parts, 1)
        ]
        if len(self._snapshots) >= VIEWS_KEPT:
            self._snapshots.clear()
        self._snapshots[view] = (seq, made)
        return seq, made

    def past(self, fetch: Fetch, view: View, head: int, most: int) -> Past:
        """A page of the past as this view may see it. Reads the log: not for the event loop."""
        log = self.hub.log
        first = max(1, fetch.from_ or 1)
        wanted: Iterable[int]
        of = (fetch.shelf, fetch.id) if fetch.shelf and fetch.id else None
        if of:
            wanted = [seq for seq in log.touched(*of) if first <= seq <= head]
        else:
            wanted = range(first, min(fetch.to or head, head) + 1)
        page: list[dict[str, Any]] = []
        size, more = 0, None
        for entry in (found for seq in wanted for found in log.read(seq, seq)):
            events = facts(entry)[1]
            seen = visible(events, view)
            if of and not any(of in e.touches() for e, s in zip(events, seen, strict=True) if s):
                continue  # that there is such a record would be told by its entries' numbers
            shown = entry.shown(seen)
            size += len(shown.sent)
            if len(page) == most or (page and size > PAST_BYTES):
                more = entry.seq
                break
            page.append(shown.plain())
        before = log.digest_at(page[0]["seq"] - 1).hex() if page else None
        return Past(entries=page, before=before, more=more)
