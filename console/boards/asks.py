"""What the person said and is not settled: held, refused, and, while there is no hub, queued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from console.asks import Ask, AskState
from console.boards.base import Look, brief
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone

COLUMNS = (
    Column("", 8, keep=9),
    Column("", 7, keep=7),
    Column("", 30, share=1, keep=9),
)
WAITS = (AskState.HELD, AskState.REFUSED)  # for the person
TONE: Mapping[AskState, Tone] = {
    AskState.HELD: "warning",
    AskState.REFUSED: "danger",
    AskState.QUEUED: "pending",
    AskState.SENT: "pending",
}


def shown(pending: Sequence[Ask], *, live: bool) -> list[Ask]:
    """Those to show: first what waits for the person; the rest only when it waits for the hub."""
    mine = [ask for ask in pending if ask.state in WAITS]
    return mine if live else [*mine, *(ask for ask in pending if ask.state not in WAITS)]


def title(asks: Sequence[Ask]) -> str:
    """``HELD 2  QUEUED 1``: what waits for the person first."""
    counts = {state: sum(ask.state is state for ask in asks) for state in TONE}
    return "  ".join(f"{state.value.upper()} {n}" for state, n in counts.items() if n)


def rows(asks: Sequence[Ask], look: Look) -> list[Row]:
    """Each ask, and below it why it waits: who changed what, and when."""
    out = []
    for ask in asks:
        word = Cell(ask.state.value.upper(), TONE[ask.state])
        out.append(Row(ask.ref, (word, brief(ask.said_at, look), ask.text)))
        if ask.held:
            out.append(Row(f"{ask.ref}/why", ("", "", f"└ {ask.held.sentence}"), selectable=False))
    return out
