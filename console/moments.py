"""Moments of a log as people type them: ``02:10``, ``2026-01-01T02:10``, ``-20m``, ``#1042``.

A time of day is the last such time in the log, by the clock on the wall of a zone. Without seconds
it is the end of the minute: what happened at 02:10 is seen there. A span is counted from the moment
that is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from schemas.phrase.times import AHEAD, read_time

_ENTRY = re.compile(r"#([0-9]{1,15})")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}|[0-9]{4}")
_SECONDS = re.compile(r"([0-9]{1,2}:[0-9]{2}):([0-5][0-9])")
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_FULL = re.compile(_WALL.pattern + r"(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE)
_SPAN = re.compile(r"[+-][0-9].*")


class Outside(ValueError):
    """A moment that the log does not hold."""


@dataclass(frozen=True)
class Span:
    """From when to when a log goes, and the moment that is shown."""

    begins: datetime
    ends: datetime
    here: datetime
    zone: tzinfo
    first: int  # entry
    last: int

    def moment(self, text: str) -> datetime | int:
        """The moment meant, or an entry's number; ValueError with a sentence when it is not one."""
        if found := _ENTRY.fullmatch(text):
            if not self.first <= (seq := int(found[1])) <= self.last:
                raise Outside(f"This log goes from #{self.first} to #{self.last}.")
            return seq
        at = self._within(self._time(text))
        return min(at.replace(second=59, microsecond=999_999), self.ends) if minute(text) else at

    def _time(self, text: str) -> datetime:
        if found := _SECONDS.fullmatch(text):
            at = self._clock(found[1]) + timedelta(seconds=int(found[2]))
            return at if at <= self.ends + AHEAD else at - timedelta(days=1)
        if _WALL.fullmatch(text) or _FULL.fullmatch(text):
            return self._dated(text)
        if _SPAN.fullmatch(text):
            return read_time(text, "past" if text[0] == "-" else "future", self.here, self.zone)
        return self._clock(text)

    def _clock(self, text: str) -> datetime:
        if not _CLOCK.fullmatch(text):
            like = self.ends.astimezone(self.zone)
            how = f"{like:%H:%M}, {like:%Y-%m-%dT%H:%M}, -20m, +2h or #{self.last}"
            raise ValueError(f"A moment is written {how}.")
        last = read_time(text, "past", self.ends, self.zone)
        after = read_time(text, "future", self.ends, self.zone)
        # What the log does not hold is meant beside the end that it is nearer to.
        return after if self.begins - last > after - self.ends else last

    def _dated(self, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(text.upper())
        except ValueError:
            raise ValueError(f"There is no such time as {text}.") from None
        if at.tzinfo is None:
            wall = at.replace(tzinfo=self.zone)
            if wall.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != at:
                raise ValueError(f"The clocks were put forward past {at:%H:%M}.")
            at = wall
        return at.astimezone(UTC)

    def _within(self, at: datetime) -> datetime:
        # To the minute, as times are typed and shown: what falls into the first or the last is it.
        if self.begins - AHEAD < at < self.begins:
            return self.begins
        if at < self.begins:
            raise Outside(f"That is {self.said(at)}; this log begins {self.said(self.begins)}.")
        if at > self.ends + AHEAD:
            raise Outside(f"That is {self.said(at)}; this log ends {self.said(self.ends)}.")
        return min(at, self.ends)

    def said(self, at: datetime) -> str:
        """A time in full, by the clock on the wall."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S %Z}"


def minute(text: str) -> bool:
    """Whether a moment is said to the minute: its end is meant, with all that happened in it."""
    wall = _WALL.match(text)
    return bool(_CLOCK.fullmatch(text) or (wall and not wall[1]))
