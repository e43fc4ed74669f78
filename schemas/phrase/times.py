"""Times as people say them: ``0210``, ``3:10``, ``-20m``, ``+2h``, or RFC 3339 in full.

A time to come may also be a day, ``2027-01-01``: the first minute of it. ``now`` is this minute, of
a time to come its end.

A time of day is the nearest such time in the past or in the future, by the clock on the wall of
a zone. Where the clocks were changed, a time that did not exist is refused and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal

Way = Literal["past", "future"]

# A wall clock runs ahead of ours by less than this, so 14:08 typed at 14:07:40 is today's.
AHEAD = timedelta(minutes=1)

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})|([0-9]{2})([0-9]{2})")
_SPAN = re.compile(r"([+-]?)(?=[0-9])(?:([0-9]{1,3})d)?(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m)?")
_NUMBER = re.compile(r"[+-]?([0-9]{1,2})")
_FULL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)
_NOW = re.compile("now", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIGN: dict[Way, str] = {"past": "-", "future": "+"}
_EXAMPLES: dict[Way, str] = {"past": "0210, 3:10 or -20m", "future": "0210, 3:10, 20m or +2h"}
_DAYS = {-1: "yesterday ", 0: "", 1: "tomorrow "}


def read_time(text: str, way: Way, now: datetime, zone: tzinfo) -> datetime:
    """The instant meant; ValueError with a sentence for people when there is none."""
    for form, meant in _FORMS:
        if found := form.fullmatch(text):
            return meant(found, way, now, zone)
    raise ValueError(f"A time in the {way} is written {_EXAMPLES[way]}.")


def show_time(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The time of day by the wall clock: its day when that is not today, its zone, how far off.

    ``18:00 UTC (in 14 h 45 min)``, ``yesterday 23:10 EST (3 h ago)``: what is more than an hour
    off may be another time than the one that was meant.
    """
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    return f"{_DAYS.get(days, f'{local:%Y-%m-%d} ')}{local:%H:%M %Z}{_off(at - now)}"


def how_written(way: Way) -> str:
    """How people write a time that lies this way: ``0210, 3:10 or -20m``."""
    return _EXAMPLES[way]


def as_span(text: str, way: Way) -> tuple[str, ...]:
    """What a bare small number was meant to be: ``10m``, ``-10m``."""
    found = _NUMBER.fullmatch(text)
    return (f"{'-' if way == 'past' else ''}{found[1]}m",) if found else ()


def _off(span: timedelta) -> str:
    """How far off a time is, when it is more than an hour."""
    if abs(span) <= timedelta(hours=1):
        return ""
    minutes = round(abs(span) / timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (0 if days else minutes, "min"))
    said = " ".join(f"{count} {unit}" for count, unit in parts if count)
    return f" (in {said})" if span > timedelta() else f" ({said} ago)"


def _clock(found: re.Match[str], way: Way, now: datetime, zone: tzinfo) -> datetime:
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    if hour > 23 or minute > 59:
        raise ValueError(f"There is no {found[0]} on a clock: it shows 0000 to 2359.")
    back = way == "past"
    limit = now + AHEAD if back else now
    first = limit.astimezone(zone).date()
    # The nearest comes first. Two days on, because a zone may skip a whole day; and both meanings
    # of a time that comes twice when the clocks go back.
    days, folds = ((0, -1, -2), (1, 0)) if back else ((0, 1, 2), (0, 1))
    walls = (
        datetime.combine(first + timedelta(days=day), time(hour, minute, fold=fold), zone)
        for day in days
        for fold in folds
    )
    instants = (wall.astimezone(UTC) for wall in walls)
    nearest = next(at for at in instants if (at <= limit if back else at > limit))
    shown = nearest.astimezone(zone)
    if (shown.hour, shown.minute) != (hour, minute):
        skipped = f"The clocks were put forward past {hour:02}:{minute:02}"
        raise ValueError(f"{skipped}; say how long, as in {_SIGN[way]}20m.")
    return nearest


def _span(found: re.Match[str], way: Way, now: datetime, zone: tzinfo) -> datetime:
    sign, days, hours, minutes = found[1], *(int(part or 0) for part in found.groups()[1:])
    if sign != _SIGN[way] and (sign or way == "past"):
        raise ValueError(f"A time in the {way} is written {_EXAMPLES[way]}.")
    span = timedelta(days=days, hours=hours, minutes=minutes)
    return (now + span if way == "future" else now - span).astimezone(UTC)


def _full(found: re.Match[str], way: Way, now: datetime, zone: tzinfo) -> datetime:
    try:
        return datetime.fromisoformat(found[0].upper())
    except ValueError:
        raise ValueError(f"There is no such time as {found[0]}.") from None


def _now(found: re.Match[str], way: Way, now: datetime, zone: tzinfo) -> datetime:
    return now + AHEAD if way == "future" else now


def _date(found: re.Match[str], way: Way, now: datetime, zone: tzinfo) -> datetime:
    if way == "past":
        raise ValueError(f"A time in the {way} is written {_EXAMPLES[way]}.")
    try:
        return datetime.fromisoformat(found[0]).replace(tzinfo=zone)
    except ValueError:
        raise ValueError(f"There is no such day as {found[0]}.") from None


_FORMS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], Way, datetime, tzinfo], datetime]], ...
] = ((_CLOCK, _clock), (_SPAN, _span), (_FULL, _full), (_DATE, _date), (_NOW, _now))
