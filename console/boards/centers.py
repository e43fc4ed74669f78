"""The board of centers."""

from __future__ import annotations

from console.boards.base import Look, Pane, age, brief, mark
from console.widgets.columns import Column
from console.widgets.rows import Row
from schemas.centers import Center

COLUMNS = (
    Column("", 1, keep=9),
    Column("ID", 7, keep=9),
    Column("LEVEL", 16, keep=8),
    Column("SINCE", 12, keep=6),
    Column("PERIOD", 14, keep=7),
    Column("REASON", 16, share=1, keep=5),
)


def level(center: Center) -> str:
    """``2 partial``, or that it is not activated."""
    return f"{center.level} {center.label}" if center.level else "not activated"


def period(center: Center, look: Look) -> str:
    """``OP2>18:00``."""
    now = center.period
    return f"OP{now.number}>{brief(now.until, look)}" if now else ""


def rows(look: Look) -> list[Row]:
    """Every center."""
    return [_row(look, center) for center in look.board.centers.values()]


def _row(look: Look, center: Center) -> Row:
    since = f"{brief(center.since, look)} {age(center.since, look)}" if center.level else ""
    cells = (
        mark(center.id, look),
        center.id,
        level(center),
        since,
        period(center, look),
        center.reason or "",
    )
    return Row(center.id, cells)


PANE = Pane("centers", "CENTERS", COLUMNS, rows, "No center.")
