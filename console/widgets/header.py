"""The first line: where I am, the time, how far the board can be trusted, who I am.

An exercise is named on it, always: nobody may take one for the real thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from console.widgets.columns import fit
from console.widgets.oneline import Bit, Bits, OneLine

BAR = Bit("|", "dim")
WIDE = 100  # cells from which there is room for more
NARROW_NAME, WIDE_NAME = 10, 40  # cells of an exercise's name
WHO = 24  # cells of who I am


@dataclass(frozen=True)
class Heading:
    """What the first line says."""

    place: str  # INC-4 Oak St gas leak
    period: str  # OP2>18:00
    now: datetime
    zone: tzinfo
    truth: Bit
    who: str  # kim city
    exercise: str | None = None


class Header(OneLine):
    """The first line."""

    def show(self, heading: Heading) -> None:
        """Say it; without seconds, so it changes once a minute."""
        self.say_fitting(lambda width: fitting(heading, width))


def fitting(heading: Heading, width: int) -> tuple[Bits, Bits]:
    """Left what may be cut, right what may not."""
    left: list[Bit] = []
    if heading.exercise is not None:
        name = fit(heading.exercise, WIDE_NAME if width >= WIDE else NARROW_NAME).rstrip()
        left += [Bit(f" EXERCISE {name} ", "here"), Bit(" ")]
    left.append(Bit(heading.place, "strong"))
    if heading.period:
        left.append(Bit(f" {heading.period}"))
    local, utc = heading.now.astimezone(heading.zone), heading.now.astimezone(UTC)
    beside = f" {utc:%H:%M}Z" if local.utcoffset() else ""
    right: Sequence[Bit] = (
        BAR,
        Bit(f"{local:%H:%M %Z}{beside}"),
        BAR,
        heading.truth,
        BAR,
        Bit(fit(heading.who, WHO).rstrip()),
    )
    return left, right
