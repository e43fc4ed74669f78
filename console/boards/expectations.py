"""The board of expectations: who owes which report, by when, and what they missed."""

from __future__ import annotations

from collections.abc import Iterator

from console.boards.base import Look, Pane, brief, creations, mark
from console.boards.tasks import asked, in_order, state, tone, waits_on
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row
from schemas.expectations import Expectation, spelt

COLUMNS = (
    Column("", 1, keep=9),
    Column("REPORT", 6, keep=9),
    Column("OWED BY", 11, share=1, keep=7),
    Column("DUE", 7, keep=8),
    Column("STATE", 14, share=2, keep=9),
    Column("TEXT", 16, share=3, keep=9),
    Column("EVERY", 6, keep=5),
    Column("LAST", 20, share=2, keep=6),
)


def rows(look: Look) -> list[Row]:
    """What is late first, what has ended last."""
    out = creations("expectations", look, 5, len(COLUMNS))
    for one in in_order([_waited(x) for x in look.board.expectations.values()]):
        cells = (
            mark(one.id, look),
            one.id,
            one.who,
            brief(one.due, look),
            _state(look, one),
            one.text,
            spelt(one.every) if one.every else "once",
            _last(look, one),
        )
        out.append(Row(one.id, cells, tone=tone(look, one, one.who)))
    return out


def _waited(one: Expectation) -> Expectation:
    """As it waits: by the time of the report that did not come, where one did not."""
    return one.but(due=one.waits)


def _state(look: Look, one: Expectation) -> str | Cell:
    """Overdue, and how many were missed; open, and on whom it waits."""
    words = state(look, one)
    if isinstance(words, Cell):
        return Cell(f"{words.text}, missed {one.missed}", words.tone) if one.missed > 1 else words
    return words if one.ended else f"{words}, {waits_on(look, one, one.who)}"


def _last(look: Look, one: Expectation) -> str:
    """The newest report."""
    if not one.reports:
        return one.ended.text if one.ended else "none yet"
    last = one.reports[-1]
    return f"{brief(last.at, look)} {last.text}"


def needs(look: Look) -> list[Row]:
    """Reports that I owe, by my agency or a post of mine, and that are due soon or overdue."""
    owed = (_waited(one) for one in look.board.expectations.values())
    return list(asked(look, ((one, one.who, "REPORT") for one in owed)))


def of_expectation(look: Look, one: Expectation, room: int) -> Iterator[tuple[str, list[Row]]]:
    """The reports that came."""
    came = [
        Row(f".report.{r.seq}", (brief(r.at, look), f"{r.by.person}: {r.text}  #{r.seq}"))
        for r in reversed(one.reports)
    ]
    yield "REPORTS, newest first", came


PANE = Pane(
    "expectations",
    "EXPECTATIONS",
    COLUMNS,
    rows,
    "Nobody owes a report.  : expect redcross due=0600 every=12h Shelter count  asks for one.",
)
