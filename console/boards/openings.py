"""The board of openings: who opened in need what was not for them, why, and until when."""

from __future__ import annotations

from console.boards.base import Look, Pane, brief
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row

COLUMNS = (
    Column("OPENED", 7, keep=9),
    Column("OF", 6, keep=9),
    Column("OWNER", 8, share=1, keep=7),
    Column("BY", 8, share=1, keep=9),
    Column("UNTIL", 10, keep=8),
    Column("REASON", 20, share=4, keep=9),
)


def rows(look: Look) -> list[Row]:
    """What is open first, then what was, the newest first."""
    every = sorted(look.board.openings.values(), key=lambda one: one.at, reverse=True)
    out = []
    for one in sorted(every, key=lambda one: one.over_at is not None):
        over = one.over_at is not None
        until = brief(one.until, look)
        state = f"over {brief(one.over_at, look)}" if over else Cell(f"! {until}", "warning")
        cells = (brief(one.at, look), one.of, one.owner.upper(), one.person, state, one.reason)
        out.append(Row(one.id, cells, tone="dim" if over else "normal"))
    return out


PANE = Pane(
    "openings",
    "OPENED IN NEED",
    COLUMNS,
    rows,
    "Nobody opened in need what was not for them, as far as you may know.",
)
