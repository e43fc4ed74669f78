"""Where a console has its times from: its own clocks, the hub's, and what the hub wrote down."""

from __future__ import annotations

import os
import re
import time
from collections import deque
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SAMPLES = 12  # of the difference of the clocks; the least delayed one counts


class Clock(Protocol):
    """Two clocks: one on the wall, one that only goes on."""

    def wall(self) -> datetime:
        """The time of day, as this machine knows it."""

    def mono(self) -> float:
        """Seconds that never go back and go on while the machine sleeps."""


class SystemClock:
    """The machine's own clocks."""

    _source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def wall(self) -> datetime:
        """The time of day."""
        return datetime.now(UTC)

    def mono(self) -> float:
        """Seconds since the machine started, asleep or not."""
        return time.clock_gettime(self._source)


class Skew:
    """How far the hub's clock is ahead of ours, from the times it says as they arrive."""

    def __init__(self) -> None:
        self._samples: deque[timedelta] = deque(maxlen=SAMPLES)

    def heard(self, theirs: datetime, ours: datetime) -> None:
        """The hub said its time, some way ago."""
        self._samples.append(theirs - ours)

    def passed(self, theirs: datetime, ours: datetime) -> None:
        """The hub's clock has passed this time: what we say is never before it."""
        if theirs - ours > self.now:
            self.heard(theirs, ours)

    @property
    def now(self) -> timedelta:
        """The best we know; nothing when nothing was heard."""
        return max(self._samples, default=timedelta())


def local_zone() -> tzinfo:
    """The zone of the clock on the wall here, with its changes in spring and autumn."""
    said = os.environ.get("TZ", "").removeprefix(":")
    linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in filter(None, (said, linked)):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return datetime.now().astimezone().tzinfo or UTC


# -- times in lines of the log -------------------------------------------------------------------

# What the hub says goes up to the first colon after the record it is about; then a person speaks.
_HUB_SAYS = re.compile(r"(?:[A-Z]+-\d+(?: \(.*?\)| v\d+ [^:]*)?: )?.*?(?=: |$)")
_ITS_TIME = re.compile(r"\b(by|at|since|until|due) (\d{4}-\d\d-\d\d )?([01]\d|2[0-3]):([0-5]\d)Z\b")
_IS_PAST = re.compile(r"\b(?:not|nothing|since)\b")  # before the time: what did not come by then


def on_the_wall(text: str, at: datetime, zone: tzinfo) -> str:
    """What the hub wrote at this time, its UTC times by the clock on the wall here.

    A time of day is the last one for what did not come, else the next one; with its day where that
    is another than the line's.
    """

    def local(said: re.Match[str]) -> str:
        word, dated, hours, minutes = said.groups()
        if dated:
            there = datetime.fromisoformat(f"{dated}{hours}:{minutes}Z").astimezone(zone)
            return f"{word} {there:%Y-%m-%d %H:%M}"
        past = bool(_IS_PAST.search(said.string, 0, said.start(3)))
        there = _beside(at, int(hours), int(minutes), past=past).astimezone(zone)
        same = there.date() == at.astimezone(zone).date()
        return f"{word} {there:%H:%M}" if same else f"{word} {there:%d %b %H:%M}"

    return _HUB_SAYS.sub(lambda part: _ITS_TIME.sub(local, part[0]), text, count=1)


def _beside(at: datetime, hours: int, minutes: int, *, past: bool) -> datetime:
    """The last or the next such time of day, to the minute."""
    to_the_minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    there = to_the_minute.replace(hour=hours, minute=minutes)
    if past and there > to_the_minute:
        return there - timedelta(days=1)
    if not past and there < to_the_minute:
        return there + timedelta(days=1)
    return there
