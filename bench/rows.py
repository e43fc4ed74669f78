"""A figure as the table shows it: what, how much, the aim, and whether that is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """How much is measured. ``smoke`` asks for seconds, and for right counts only."""

    smoke: bool = False
    rounds: int = 5  # paired rounds kept for each ratio
    entries: int = 200_000  # the longest log


@dataclass(frozen=True)
class Row:
    """One figure. Without an aim it is told and not judged."""

    what: str
    figure: float
    unit: str = ""
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def aim(self) -> str:
        """The aim in words."""
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None without one."""
        if self.most is not None:
            return self.figure <= self.most
        return self.figure >= self.least if self.least is not None else None


@dataclass
class Table:
    """What one part measured, and what was wrong meanwhile: a count that is not as it must be."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, figure: float, unit: str = "", **more: float | str | None) -> None:
        """One more figure."""
        self.rows.append(Row(what, figure, unit, **more))  # type: ignore[arg-type]


Part = Callable[[Plan], Table]

_SAID = {True: "yes", False: "NO", None: ""}


def spoken(figure: float) -> str:
    """A figure with as many digits as tell something."""
    if figure != figure:  # nothing could be measured
        return "none"
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def lines(rows: Iterable[Row]) -> list[str]:
    """The rows as a table of text."""
    head = ("what", "figure", "aim", "reached", "")
    cells = [
        (
            row.what,
            f"{spoken(row.figure)} {row.unit}".strip(),
            row.aim,
            _SAID[row.reached],
            row.note,
        )
        for row in rows
    ]
    widths = [max(len(line[at]) for line in (head, *cells)) for at in range(4)]
    return [
        "  ".join(
            text.ljust(width) for text, width in zip(line, (*widths, 0), strict=True)
        ).rstrip()
        for line in (head, *cells)
    ]
