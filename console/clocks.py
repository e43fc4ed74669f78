"""Where a console has its times from, and how far the hub's clock is from its own."""

from __future__ import annotations

import os
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
