"""The board of calls."""

from __future__ import annotations

from console.boards.base import Look, Pane, age, hour, mark
from console.widgets.columns import Column
from console.widgets.rows import Row
from schemas.calls import Call

COLUMNS = (
    Column("", 1, keep=9),
    Column("ID", 7, keep=9),
    Column("TIME", 5, keep=6),
    Column("AGE", 5, keep=5, align="right"),
    Column("TYPE", 12, share=2, keep=8),
    Column("ADDRESS", 12, share=2, keep=7),
    Column("PRI", 3, keep=4),
    Column("UNITS", 10, share=2, keep=8),
    Column("FOR", 7, keep=3),
)


def rows(look: Look) -> list[Row]:
    """Open calls, the newest first; then those closed and not yet archived."""
    calls = sorted(look.board.calls.values(), key=lambda c: int(c.id[2:]), reverse=True)
    return [_row(look, c) for c in calls if not c.closed_at] + [
        _row(look, c) for c in calls if c.closed_at
    ]


def _row(look: Look, call: Call) -> Row:
    units = " ".join(id.rpartition(".")[2] for id in call.units)
    cells = (
        mark(call.id, look),
        call.id,
        hour(call.received_at, look),
        age(call.received_at, look),
        call.call_type,
        call.address or "",
        call.priority or "",
        "closed" if call.closed_at else units or "no unit yet",
        call.incident or "",
    )
    return Row(call.id, cells, tone="dim" if call.closed_at else "normal")


def line(look: Look) -> str:
    """All calls as one counted line, for Now."""
    open_ = [c for c in look.board.calls.values() if not c.closed_at]
    if not open_:
        return "calls: none open"
    alone = sum(1 for c in open_ if not c.units)
    oldest = min(c.received_at for c in open_)
    waiting = f"  ! {alone} without a unit" if alone else ""
    return f"calls: {len(open_)} open, oldest {age(oldest, look)}{waiting}"


PANE = Pane("calls", "CALLS", COLUMNS, rows, "No call. They come from a dispatch feed.")
