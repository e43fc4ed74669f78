"""Where a replay is and how it runs: the entry, the moment, playing or not, how fast.

It knows no board and has no clock: seconds of one that never goes back are handed in.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from console.moments import Span
from schemas.entry import Entry
from schemas.logreel import LogReel

SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600)
TICK_ENTRIES = 500  # of one tick at most: where more happened, the replay takes longer over it
LATE_S = 2.0  # of one tick at most: a terminal that was stopped goes on where it was
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Deck:
    """The transport of one log."""

    def __init__(self, reel: LogReel, zone: tzinfo) -> None:
        self.reel = reel
        self.zone = zone
        self.first = max(reel.anchor.seq, min(1, reel.head.seq))
        self.last = reel.head.seq
        self.seq = self.first
        # A log may be opened by another clock than the one by which it is written.
        firsts = (reel.when(seq) for seq in (self.first, min(self.first + 1, self.last)))
        self.begins = min(filter(None, firsts), default=EPOCH)
        self.ends = reel.when(self.last) or self.begins
        self.moment = self._when(self.first)
        self.playing = False
        self._speed = 0
        self._ticked: float | None = None

    @property
    def speed(self) -> int:
        """So many seconds of the log in one."""
        return SPEEDS[self._speed]

    @property
    def done(self) -> float:
        """How much of its time has passed, from 0 to 1."""
        whole = max(timedelta.resolution, self.ends - self.begins)
        return min(1.0, (self.moment - self.begins) / whole)

    @property
    def span(self) -> Span:
        """What moments are read against."""
        return Span(self.begins, self.ends, self.moment, self.zone, self.first, self.last)

    @property
    def middle(self) -> datetime:
        """When half of it had been said."""
        return self._when((self.first + self.last) // 2)

    # -- running ---------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Time passes."""
        passed = 0.0 if self._ticked is None else min(LATE_S, now - self._ticked)
        self._ticked = now
        if not self.playing:
            return
        self.moment = min(self.ends, self.moment + timedelta(seconds=passed * self.speed))
        to = max(self.seq, self.reel.last_at(self.moment))
        if to > self.seq + TICK_ENTRIES:
            to = self.seq + TICK_ENTRIES
            self.moment = self._when(to)
        self.seq = to
        if self.seq == self.last:
            self.playing = False

    def play(self) -> None:
        """Play, or pause; at the end, from the start again."""
        self.playing = not self.playing
        if self.playing and self.seq == self.last:
            self.go(self.first)

    def faster(self, by: int) -> None:
        """Another speed."""
        self._speed = max(0, min(len(SPEEDS) - 1, self._speed + by))

    # -- going there -----------------------------------------------------------------------------

    def go(self, seq: int) -> None:
        """To an entry, at the time it was made."""
        self.seq = max(self.first, min(self.last, seq))
        self.moment = self._when(self.seq)

    def at(self, to: datetime | int) -> None:
        """To a moment of the log, or to one of its entries."""
        if isinstance(to, int):
            self.go(to)
            return
        self.seq = max(self.first, self.reel.last_at(to))
        self.moment = to

    def end_at(self, seq: int) -> None:
        """What comes after this entry cannot be shown."""
        self.playing = False
        self.go(seq)

    def entry(self) -> Entry | None:
        """The entry where it is."""
        return next(self.reel.read(self.seq, self.seq), None)

    def _when(self, seq: int) -> datetime:
        return max(self.begins, self.reel.when(seq) or self.begins)
